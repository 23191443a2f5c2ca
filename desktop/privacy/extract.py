"""PURE: what of a case goes to one kind of institution, and what is withheld although it would need it, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.forms import answers as flat
from desktop.forms.ledger import Entry, Ground
from desktop.forms.present import show
from desktop.forms.roles import CODE, PHONES, Part, Role
from desktop.forms.schema import Answers, Definitions, Field, Json, Text
from desktop.i18n import pick, using
from desktop.privacy import hours
from desktop.privacy.safe_contact import Route, Way

Case = Mapping[str, Sequence[Answers]]

NOT_CHOSEN, NOT_KNOWN, NOT_SAFE = "not-chosen", "not-known", "not-safe"
NEWEST = frozenset({"incident", "risk", "first_evaluation"})  # of others every sheet is told


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the ledger says of one kind of data: why not, or by which consent or exception it goes."""

    why_not: str
    entry: Entry | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answers in words; it is of one kind of data."""

    data: str
    label: str
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Withheld:
    data: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The lines that go, and what does not go although the recipient would need it."""

    lines: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    bases: tuple[Entry | Ground, ...]  # the consents and exceptions by which the lines go

    @property
    def data(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.data for line in self.lines))


@dataclass(frozen=True, slots=True)
class Source:
    """A case as it is read for an extract, and in which words it is told."""

    case: Case
    code: str
    routes: Sequence[Route]
    defs: Definitions
    language: str
    country: str
    words: Mapping[str, Text]
    names: Mapping[str, str] = field(default_factory=dict)
    unsealed: Callable[[Json], str] = lambda _value: ""


def extract(
    role: Role,
    source: Source,
    allowed: Callable[[str], Allowed],
    *,
    left_out: Collection[str] = (),
    added: Collection[str] = (),
) -> Extract:
    """What goes to this role: never more than it needs, than the ledger allows, and than was chosen."""
    lines: list[Line] = []
    withheld: list[Withheld] = []
    bases: dict[Entry | Ground, None] = {}
    for part in role.parts:
        verdict = allowed(part.data)
        reason = verdict.why_not
        if not reason and (part.data in left_out or (part.asked and part.data not in added)):
            reason = NOT_CHOSEN
        found = () if reason else _lines(part, source)
        if not reason and not found:
            reason = NOT_SAFE if part.special == PHONES else NOT_KNOWN
        if reason:
            withheld.append(Withheld(part.data, reason))
            continue
        lines += found
        basis = verdict.entry or verdict.ground
        if basis is not None:
            bases.setdefault(basis)
    return Extract(tuple(lines), tuple(withheld), tuple(bases))


def _lines(part: Part, source: Source) -> tuple[Line, ...]:
    if part.special == CODE:
        return (Line(part.data, _of_list("release_data", part.data, source), (source.code,)),) if source.code else ()
    if part.special == PHONES:
        said = tuple(_phone(route, source) for route in source.routes if may_be_told(route))
        return (Line(part.data, _of_list("release_data", part.data, source), said),) if said else ()
    found = []
    for form, path in part.fields:
        asked = source.defs.form(form).field(path)
        sheets = source.case.get(form, ())
        told = [_words(asked, sheet.get(path), source) for sheet in (sheets[-1:] if form in NEWEST else sheets)]
        if values := tuple(words for words in told if words):
            found.append(Line(part.data, pick(asked.label, source.language), values))
    return tuple(found)


def may_be_told(route: Route) -> bool:
    """A number at which a call is safe, also where it is only safe at other hours: these are told with it."""
    return route.way is Way.CALL and route.rule in ("", "outside-hours") and bool(route.address)


def _phone(route: Route, source: Source) -> str:
    number = source.defs.form("identity").field("phones/number")
    said = show(number, route.address, source.defs, source.language, country=source.country)
    if route.hours:
        with using(source.language):
            when = hours.words(route.hours)
        said = pick(source.words["phone_hours"], source.language).format(number=said, hours=when)
    if route.who:
        said = pick(source.words["phone_who"], source.language).format(number=said, who=route.who)
    return said


def _words(asked: Field, value: Json, source: Source) -> str:
    if flat.is_sealed(value):
        return source.unsealed(value)
    if not flat.is_real(value):
        return ""
    return show(asked, value, source.defs, source.language, country=source.country, names=source.names)


def _of_list(listed: str, code: str, source: Source) -> str:
    entry = source.defs.list(listed).find(code)
    return pick(entry.label, source.language) if entry else code
