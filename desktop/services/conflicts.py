"""Answers with several living values: where somebody has to decide, and every value with who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from db import access_log, cases, merge, records
from db.backup import Report
from db.hybrid import is_doubtful, to_datetime
from db.merge import Version
from db.records import Record
from desktop.forms import contested
from desktop.forms.answers import is_sealed, rows
from desktop.forms.schema import Field, FieldType, Form, Json
from desktop.forms.settle import Settled, settle
from desktop.refusals import Refused
from desktop.services import codes, people, sections
from desktop.services.opened import note_opened
from desktop.services.records import Value, values
from desktop.services.session import CASES, Session

VALUE, ROW = "value", "row"
OF_THEIR_OWN = ("team",)  # forms without `act` whose answers come from a page of their own all the same
Living = Mapping[str, tuple[Version, ...]]


@dataclass(frozen=True, slots=True)
class Head:
    """Where somebody has to decide; no value of it is read out."""

    record: str
    case: str | None
    code: str | None  # of its case
    form: str
    version: int
    path: str
    kind: str  # value: several living ones; row: taken away here and written there
    safety: bool  # the form says which values are the safer ones, and the safest stands meanwhile
    authors: tuple[str, ...]  # names, in the order of the values
    ids: tuple[str, ...]  # who they are
    offices: tuple[str, ...]

    @property
    def group(self) -> tuple[str, str]:
        """Its kind for somebody who settles many at once: the form, and the path without its row."""
        first, *rest = self.path.split("/")
        return self.form, f"{first}/{rest[-1]}" if len(rest) == 2 else first


@dataclass(frozen=True, slots=True)
class Conflict:
    """One of them with its values; of a row that was taken away, None is the removal."""

    head: Head
    form: Form | None  # None: this program does not know it yet
    field: Field | None
    values: tuple[Value, ...]
    standing: Json  # what counts meanwhile: for several choices it can be what all of them protect
    may_combine: bool
    may_keep_both: bool
    seen: tuple[str, ...]  # the living revisions behind the values
    row: Mapping[str, Json]  # the answers that stand in the row where it lies, by path
    number: int  # which row of its group that is; 0 outside of groups


# --- what there is ----------------------------------------------------------------------------------------------------


def heads(session: Session, code: str | None = None, report: Report | None = None) -> tuple[Head, ...]:
    """Everything that somebody has to decide, of one case or of all and of none; what is about safety first."""
    session.require(CASES)
    found: list[Head] = []
    sheets = records.in_conflict(session.conn, _case_of(session, code) if code is not None else None)
    known = cases.codes(session.conn, {sheet.case for sheet in sheets})
    names: dict[str, str] = {}
    for place, sheet in enumerate(sheets):
        if report is not None and place % 50 == 0:
            report(place, len(sheets))
        found.extend(_heads(session, sheet, known.get(sheet.case), names))
    return tuple(sorted(found, key=lambda one: (not one.safety, one.code is None, one.code or "")))


def listed(session: Session, code: str | None = None) -> tuple[Conflict, ...]:
    """The same with their values; each case that is shown is opened by it."""
    every = (_read(session, head) for head in heads(session, code))
    found = tuple(each for each in every if each is not None)
    shown = dict.fromkeys(each.head.case or each.head.record for each in found)
    if len(shown) == 1:
        note_opened(session, next(iter(shown)))
    elif shown:
        now = session.now()
        with session.vault.write(now) as conn:
            for each in shown:
                access_log.note(conn, now, session.worker.id, "opened", each)
    return found


def one(session: Session, record: str, path: str) -> Conflict:
    """One of them, opened for reading; `conflict-gone` where somebody has decided meanwhile."""
    session.require(CASES)
    found = _find(session, record, path)
    note_opened(session, found.head.record)
    return found


def of_record(session: Session, record: str) -> tuple[Conflict, ...]:
    """Every one of a sheet, for somebody who has opened it."""
    session.require(CASES)
    sheet = records.get(session.conn, record)
    if sheet is None:
        raise Refused("no-such-record")
    every = (_read(session, head) for head in _heads(session, sheet, _code_of(session, sheet), {}))
    return tuple(each for each in every if each is not None)


def heads_of(session: Session, record: str) -> tuple[Head, ...]:
    """Those of one sheet, after something was decided in it."""
    session.require(CASES)
    sheet = records.get(session.conn, record)
    return () if sheet is None else tuple(_heads(session, sheet, _code_of(session, sheet), {}))


def heads_beside(session: Session, report: Report) -> tuple[Head, ...]:
    """All of them, read beside the window, where they are many."""
    with session.beside() as own:
        return heads(own, None, report)


def count(session: Session) -> int:
    """How many sheets have any."""
    return records.count_in_conflict(session.conn)


def count_lone(session: Session) -> int:
    """How many sheets of no case have any, but reports: those have a list of their own."""
    return records.count_lone_conflicts(session.conn)


def in_danger(session: Session) -> frozenset[str]:
    """The cases where an answer about safety waits for a person."""
    return records.cases_in_danger(session.conn)


def _find(session: Session, record: str, path: str) -> Conflict:
    sheet = records.get(session.conn, record)
    if sheet is None:
        raise Refused("no-such-record")
    head = next((each for each in _heads(session, sheet, _code_of(session, sheet), {}) if each.path == path), None)
    found = _read(session, head) if head is not None else None
    if found is None:
        raise Refused("conflict-gone")
    return found


def _heads(session: Session, sheet: Record, code: str | None, names: dict[str, str]) -> Iterable[Head]:
    form = form_of(session, sheet)
    living = merge.living(records.revisions(session.conn, sheet.id))
    settled = settle(form, living)
    for path in contested.open_paths(settled):
        if form is not None and not sections.may_see(session, form, sheet.case, path):
            continue
        versions = versions_of(path, settled, living)
        ids = tuple(dict.fromkeys(version.worker for version in versions))
        for worker in ids:
            names[worker] = names.get(worker) or people.name_of(session, worker)
        yield Head(
            record=sheet.id,
            case=sheet.case,
            code=code,
            form=sheet.form,
            version=sheet.version,
            path=path,
            kind=ROW if path in settled.kept_rows else VALUE,
            safety=contested.is_safety(form, path),
            authors=tuple(names[worker] for worker in ids),
            ids=ids,
            offices=tuple(dict.fromkeys(version.office for version in versions)),
        )


def _read(session: Session, head: Head) -> Conflict | None:
    """Its values as they live now; None where they were settled meanwhile."""
    sheet = records.get(session.conn, head.record)
    if sheet is None:
        return None
    form = form_of(session, sheet)
    revisions = records.revisions(session.conn, head.record)
    living = merge.living(revisions)
    settled = settle(form, living)
    if head.path not in contested.open_paths(settled):
        return None
    field = form.find(head.path) if form else None
    row = _row_of(head.path, settled.answers)
    if head.kind == ROW:
        versions = versions_of(head.path, settled, living)
        told = tuple(value_of(session, head.path, version, stands=version.value is not None) for version in versions)
        return Conflict(
            head, form, field, told, True, may_combine=False, may_keep_both=False, seen=names_of(versions), **row
        )
    told = values(session, head.path, settled)
    texts = [each.value for each in told if is_sealed(each.value) or (isinstance(each.value, str) and each.value)]
    is_text = field is not None and field.type is FieldType.LONG_TEXT
    return Conflict(
        head=head,
        form=form,
        field=field,
        values=told,
        standing=settled.answers.get(head.path),
        may_combine=form is not None and field is not None and may_type(form, field),
        may_keep_both=is_text and len(texts) > 1,
        seen=names_of(living[head.path]),
        **row,
    )


def _row_of(path: str, answers: Mapping[str, Json]) -> dict[str, Any]:
    """What stands in the row of a path, and which row of its group it is."""
    group, _slash, rest = path.partition("/")
    if not rest:
        return {"row": {}, "number": 0}
    row = rest.partition("/")[0]
    own = {each: value for each, value in answers.items() if each.startswith(f"{group}/{row}/")}
    every = rows(answers, group)
    return {"row": own, "number": every.index(row) + 1 if row in every else 0}


def versions_of(path: str, settled: Settled, living: Living) -> tuple[Version, ...]:
    """The values that stand against each other; of a row its removal and the last that was written in it."""
    if path in settled.conflicts:
        return cast("tuple[Version, ...]", settled.conflicts[path])
    removal = max((one for one in living[path] if one.value is None), key=when)
    inside = (found for each, found in living.items() if each == path or each.startswith(f"{path}/"))
    spoken = max((one for found in inside for one in found if one.value is not None), key=when)
    return (removal, spoken._replace(value=True))  # the word that the row stands


def value_of(session: Session, path: str, version: Version, *, stands: bool) -> Value:
    """One value with who wrote it, where and when."""
    doubtful = is_doubtful(version.time, session.now())
    at = None if doubtful else to_datetime(version.time).astimezone(session.tz)
    name = people.name_of(session, version.worker)
    return Value(version.value, name, version.office, at, version.revision, stands, path, version.worker)


def form_of(session: Session, sheet: Record) -> Form | None:
    """The form in the version of the sheet, else the one that is filled in now; None where it has not arrived."""
    known = session.library.definitions.forms.get((sheet.form, sheet.version))
    return known or next((form for form in session.library.definitions.newest() if form.id == sheet.form), None)


def may_type(form: Form, field: Field) -> bool:
    """Whether another answer may be typed in its place: not where only its own page writes it, nor a file."""
    if field.type in (FieldType.FILE, FieldType.SIGNATURE, FieldType.COMPUTED, FieldType.GROUP):
        return False
    return not (form.act or form.id in OF_THEIR_OWN) or field.type is FieldType.LONG_TEXT


def _case_of(session: Session, code: str) -> str:
    found = cases.by_code(session.conn, codes.tidy(code))
    if found is None:
        raise Refused("no-such-case")
    return found.case


def _code_of(session: Session, sheet: Record) -> str | None:
    return cases.codes(session.conn, [sheet.case]).get(sheet.case)


def names_of(versions: Iterable[Version]) -> tuple[str, ...]:
    """Every living revision behind some values."""
    return tuple(sorted(name for version in versions for name in version.revisions))


def when(version: Version) -> tuple[int, str]:
    return version.time, version.revision
