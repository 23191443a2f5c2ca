"""Which answers of a case leave: all of it, all but what is sealed, or what one kind of institution needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from db import merge, records
from db.merge import Revision
from db.tombs import pattern_of
from desktop.forms import answers as flat
from desktop.forms.ledger import ACCOUNT
from desktop.forms.moves import FORM
from desktop.forms.roles import CODE, Role
from desktop.forms.schema import FieldType
from desktop.privacy.extract import NEWEST, may_be_told
from desktop.privacy.safe_contact import Route
from desktop.services import referrals, sections
from desktop.services.casefile import CaseAnswers
from desktop.services.session import Session
from desktop.services.transfer_sheet import Told

CASE, PHONES = "case", "telefon_sigur"
HEADER = frozenset({"case_code", "file_kind", "status"})  # without them no office could list the case
CONTACT = frozenset({"do_not"})  # what goes wherever a telephone goes
MOVES = frozenset({"number", "from_office", "to_office", "kind", "state"})  # of the transfers before this one
_LINKING = (CASE, "report")
ALWAYS_TOLD = frozenset({"team"})  # a sheet of a team that is not whole would have clocks

Allow = Callable[[Revision], Revision | None]


def allowed(session: Session, case: str, role: str, data: Sequence[str]) -> Allow:
    """What takes out of each revision the answers that do not go; of other cases none ever goes."""
    within = _Within(session, case)
    if not role and ACCOUNT in data:
        return within
    some = _Thin(session, case, referrals.role(session, role), data) if role else _without_sealed

    def allow(revision: Revision) -> Revision | None:
        left = within(revision)
        return None if left is None else some(left)

    return allow


class _Within:
    """Nothing that names another case: not which ones it is linked to, nor in which one a report stood before."""

    def __init__(self, session: Session, case: str) -> None:
        self._case = case
        self._links = {form: places for form in _LINKING if (places := _links(session, form))}

    def __call__(self, revision: Revision) -> Revision | None:
        if revision.case not in (None, self._case):
            revision = revision._replace(case=None)
        places = self._links.get(revision.form)
        if places is None:
            return revision
        return _kept(revision, [path for path, value in revision.sets.items() if self._stays(path, value, places)])

    def _stays(self, path: str, value: object, places: frozenset[str]) -> bool:
        return path.partition("/")[0] not in places or value in (None, self._case)


def _links(session: Session, form: str) -> frozenset[str]:
    """The questions whose answer is a case, and the groups that ask one."""
    fields = session.library.definitions.form(form).fields()
    return frozenset(one.pattern.partition("/")[0] for one in fields if one.type is FieldType.LINK and one.form == CASE)


def _without_sealed(revision: Revision) -> Revision | None:
    return _kept(revision, [path for path, value in revision.sets.items() if not flat.is_sealed(value)])


def _kept(revision: Revision, paths: Sequence[str]) -> Revision | None:
    """The revision with these answers; one of which nothing is left stays here."""
    if len(paths) == len(revision.sets):
        return revision
    if not paths:
        return None
    return revision._replace(
        sets={path: revision.sets[path] for path in paths},
        replaces={path: revision.replaces[path] for path in paths if path in revision.replaces},
    )


class _Thin:
    """Of a case by role: of what the role needs that which stands now, and nothing of what was said before."""

    def __init__(self, session: Session, case: str, role: Role, data: Sequence[str]) -> None:
        self._fields = _fields(session, role, data)
        found = CaseAnswers(session, case).records
        self._newest = {one.form: one.id for one in found if one.form in NEWEST}
        self._phones = _safe_phones(referrals.routes(session, case)) if PHONES in data else frozenset()
        self._alive: dict[str, Mapping[str, frozenset[str]]] = {
            one.id: _alive(records.revisions(session.conn, one.id))
            for one in found
            if one.form in self._fields and self._newest.get(one.form, one.id) == one.id
        }

    def __call__(self, revision: Revision) -> Revision | None:
        if revision.form == FORM:
            return _kept(revision, [path for path in revision.sets if path in MOVES])
        alive = self._alive.get(revision.record, {})
        stand = [path for path in revision.sets if revision.id in alive.get(path, frozenset())]
        goes = [path for path in stand if self._goes(revision.form, path)]
        return _kept(revision, goes) if goes else None  # of a sheet that stays, not even that there is one

    def _goes(self, form: str, path: str) -> bool:
        if form == "identity" and path.startswith("phones/"):
            return path.split("/")[1] in self._phones
        wanted = self._fields[form]
        group, _, column = path.partition("/")
        row = column and "/" not in column
        return any(one.startswith(f"{group}/") for one in wanted) if row else pattern_of(path) in wanted


def _fields(session: Session, role: Role, data: Sequence[str]) -> dict[str, frozenset[str]]:
    """form -> its fields that go as they are; what is computed is told apart."""
    found: dict[str, set[str]] = {CASE: set(HEADER)}
    for part in role.parts:
        for form, path in part.fields if part.data in data else ():
            if not _is_told(session, form, path):
                found.setdefault(form, set()).add(path)
    if PHONES in data:
        found.setdefault("identity", set()).update(CONTACT)
    return {form: frozenset(paths) for form, paths in found.items()}


def _is_told(session: Session, form: str, path: str) -> bool:
    return form in ALWAYS_TOLD or session.library.definitions.form(form).field(path).type is FieldType.COMPUTED


def told(session: Session, case: str, role: Role, data: Sequence[str]) -> Iterator[Told]:
    """The answers that go by themselves, without the sheet that they stand in."""
    shown = sections.masked(session, CaseAnswers(session, case).records)
    for part in role.parts:
        for form, path in part.fields if part.data in data and part.special != CODE else ():
            if not _is_told(session, form, path):
                continue
            sheets = [one for one in shown if one.form == form]
            for one in sheets[-1:] if form in NEWEST else sheets:
                value = one.body.get(path)
                if flat.is_real(value):
                    yield Told(part.data, f"{form}/{path}", _plain(value))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _safe_phones(routes: Sequence[Route]) -> frozenset[str]:
    return frozenset(one.row for one in routes if may_be_told(one))


def _alive(revisions: Sequence[Revision]) -> dict[str, frozenset[str]]:
    """path -> the revisions by which it stands as it does."""
    living = merge.living(revisions)
    return {path: frozenset(name for one in found for name in one.revisions) for path, found in living.items()}
