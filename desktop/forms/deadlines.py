"""PURE: what falls due in a case, and when, as the deadline files say it of the dates that its forms hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.context import Context
from desktop.forms.durations import Duration, NotADuration
from desktop.forms.load import read_condition
from desktop.forms.partial import Precision, Span
from desktop.forms.reading import ID, DefinitionFault, Table, heading, read_folder
from desktop.forms.schema import Answers, Condition, Definitions, Field, FieldType, Form, Json, Text
from desktop.forms.visible import holds
from desktop.i18n import LANGUAGES

__all__ = ["KINDS", "Deadline", "DefinitionFault", "DoneBy", "Due", "Sheets", "dues", "load", "named"]

KINDS = (
    *("order", "stay", "review", "plan", "monitoring", "referral", "consent", "report", "approval"),
    *("appointment", "contact", "contract", "followup", "meeting", "decision"),
)
COUNTRIES = ("MD", "RO")
NOTHING = Duration()
_MINUTE = timedelta(minutes=1)
_DATED = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.COMPUTED})


@dataclass(frozen=True, slots=True)
class DoneBy:
    """A date of a form; when it is later than what the deadline counts from, the deadline is over."""

    form: str
    field: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One rule: read from which date of which form, how long after it, and what ends it."""

    id: str
    title: Text
    form: str
    field: str  # `field`, or `group/field`: then each row has a deadline of its own
    kind: str
    source: str
    verified: bool
    remind: tuple[Duration, ...]
    offset: Duration = NOTHING
    unless: tuple[Condition, ...] = ()
    done_by: tuple[DoneBy, ...] = ()
    duty: bool = False
    countries: tuple[str, ...] = COUNTRIES
    after: Duration | None = None  # how long it is still told once it has passed; without it, until it is done
    who: str = ""  # a field of the form that names the worker whom it calls


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by one date of one sheet; all moments are in UTC.

    A day ends with its last minute, and `exact` is false. Of a month or a year the first day is taken, so that nobody
    is called too late: then it is never a duty that was missed.
    """

    deadline: Deadline
    at: datetime
    since: datetime | None
    exact: bool
    duty: bool
    shows: datetime
    until: datetime | None
    who: str | None = None
    row: str | None = None


@dataclass(slots=True)
class Sheets:
    """The dates by which deadlines of a case are over, looked up once for all of its sheets."""

    case: Mapping[str, Sequence[Answers]]
    tz: tzinfo
    _found: dict[DoneBy, list[tuple[datetime, int, int, Span]]] = field(default_factory=dict)

    def of(self, wanted: DoneBy) -> list[tuple[datetime, int, int, Span]]:
        """Each such date with the places of its sheet and row, the latest last."""
        if wanted not in self._found:
            self._found[wanted] = sorted(
                (span.start, sheet, row, span)
                for sheet, answers in enumerate(self.case.get(wanted.form, ()))
                for row, (_id, value) in enumerate(_values(wanted.field, answers))
                if (span := partial.span(value, self.tz))
            )
        return self._found[wanted]


def dues(deadlines: Sequence[Deadline], sheet: Answers, place: int, sheets: Sheets, ctx: Context) -> Iterator[Due]:
    """What is due of one sheet; `deadlines` are those of its form, `place` is its place among the sheets of it."""
    for deadline in deadlines:
        if ctx.country not in deadline.countries:
            continue
        for number, (row, value) in enumerate(_values(deadline.field, sheet)):
            span = partial.span(value, ctx.tz)
            if span is None or _ended(deadline, sheet, row, ctx):
                continue
            if not any(_done(one, deadline, span, sheet, (place, number), sheets) for one in deadline.done_by):
                yield _due(deadline, span, row, sheet, ctx.tz)


def named(deadline: Deadline) -> frozenset[str]:
    """Every form whose answers have a say in a deadline."""
    looked_at = (one.field.partition(".")[0] for one in deadline.unless if "." in one.field)
    return frozenset({deadline.form, *looked_at, *(one.form for one in deadline.done_by)})


def _values(path: str, sheet: Answers) -> list[tuple[str | None, Json]]:
    """The answers under a path, of each row with the id of the row."""
    head, _, column = path.partition("/")
    if not column:
        return [(None, sheet.get(path))]
    return [(row, sheet.get(f"{head}/{row}/{column}")) for row in flat.rows(sheet, head)]


def _ended(deadline: Deadline, sheet: Answers, row: str | None, ctx: Context) -> bool:
    group = deadline.field.partition("/")[0] if row is not None else ""
    return any(holds(condition, sheet, ctx, group, row) is True for condition in deadline.unless)


def _done(one: DoneBy, deadline: Deadline, span: Span, sheet: Answers, place: tuple[int, int], sheets: Sheets) -> bool:
    """Whether a date of the case surely ends it: a later sheet of the same form, or one not before the anchor."""
    found = sheets.of(one)
    if not found:
        return False
    if one.form == deadline.form:
        own = _own(one, deadline, sheet, place[1], sheets.tz)
        if own is not None:
            return found[-1][:3] > (own.start, *place)
    day = partial.local_midnight(span.start.astimezone(sheets.tz).date(), sheets.tz)
    return any(other.start >= day and other.end > span.start for *_, other in found)


def _own(one: DoneBy, deadline: Deadline, sheet: Answers, number: int, tz: tzinfo) -> Span | None:
    """The date of the same name in the sheet itself, in the same row where it stands in rows."""
    values = _values(one.field, sheet)
    in_rows = "/" in one.field
    if in_rows and one.field.partition("/")[0] != deadline.field.partition("/")[0]:
        return None
    return partial.span(values[number if in_rows else 0][1], tz)


def _due(deadline: Deadline, span: Span, row: str | None, sheet: Answers, tz: tzinfo) -> Due:
    coarse = span.precision < Precision.DAY
    last = span.end - _MINUTE
    at = deadline.offset.after(span.start if coarse else last, tz)
    over = deadline.offset.after(last, tz)
    who = sheet.get(deadline.who) if deadline.who else None
    return Due(
        deadline=deadline,
        at=at,
        since=None if deadline.offset.is_nothing else min(span.start, at),
        exact=span.precision is Precision.MINUTE,
        duty=deadline.duty and not coarse,
        shows=min(remind.before(at, tz) for remind in deadline.remind),
        until=deadline.after.after(over, tz) if deadline.after else None,
        who=who if isinstance(who, str) else None,
        row=row,
    )


# --- reading the files ------------------------------------------------------------------------------------------------


def load(root: Path, defs: Definitions) -> dict[str, Deadline]:
    """The deadlines of a folder by id, of each file its newest version; checked against the forms."""

    def read(table: Table, id: str, version: int) -> tuple[Deadline, ...]:
        return _file(table, id, version, defs)

    files = read_folder(root / "deadlines", read)
    newest = dict(sorted(files))
    found: dict[str, Deadline] = {}
    for key in sorted(newest.items()):
        for deadline in files[key]:
            if deadline.id in found:
                raise DefinitionFault(f"{key[0]}.v{key[1]}.toml", deadline.id, "the id is there twice")
            found[deadline.id] = deadline
    return found


def _file(table: Table, id: str, version: int, defs: Definitions) -> tuple[Deadline, ...]:
    heading(table, id, version)
    found = tuple(_deadline(inner, defs) for inner in table.tables("deadline"))
    table.done()
    ids = [deadline.id for deadline in found]
    if not ids:
        raise table.fault("no deadline", "deadline")
    if twice := [one for one in ids if ids.count(one) > 1]:
        raise table.fault("the id is there twice", twice[0])
    return found


def _deadline(table: Table, defs: Definitions) -> Deadline:
    id = table.must_be(str, "id")
    if not ID.fullmatch(id):
        raise table.fault("not an id")
    title = table.words("title")
    if missing := set(LANGUAGES) - set(title):
        raise table.fault(f"title has no {min(missing)}")
    form = _form(table, table.must_be(str, "form"), defs)
    dated = _dated(table, form, table.must_be(str, "field"))
    deadline = Deadline(
        id=id,
        title=title,
        form=form.id,
        field=dated.pattern,
        kind=table.one_of("kind", KINDS),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        remind=tuple(_duration(table, "remind", text) for text in table.texts("remind")),
        offset=_duration(table, "offset", table.may_be(str, "offset", "P0D")),
        unless=tuple(_condition(inner, form, dated, defs) for inner in table.tables("unless")),
        done_by=tuple(_done_by(inner, defs) for inner in table.one_or_more("done_by")),
        duty=table.may_be(bool, "duty", False),
        countries=_countries(table),
        after=_duration(table, "after", table.must_be(str, "after")) if table.has("after") else None,
        who=_who(table, form),
    )
    table.done()
    if not deadline.remind:
        raise table.fault("remind has no duration")
    return deadline


def _form(table: Table, id: str, defs: Definitions) -> Form:
    if not any(id == known for known, _version in defs.forms):
        raise table.fault(f"unknown form {id}")
    return defs.form(id)


def _dated(table: Table, form: Form, path: str) -> Field:
    """The field that a deadline is read from: a date, in rows as `group/field`."""
    found = form.named(path)
    if found is None or found.type not in _DATED:
        raise table.fault(f"the form {form.id} has no date {path}")
    return found


def _done_by(table: Table, defs: Definitions) -> DoneBy:
    form = _form(table, table.must_be(str, "form"), defs)
    found = DoneBy(form.id, _dated(table, form, table.must_be(str, "field")).pattern)
    table.done()
    return found


def _condition(table: Table, form: Form, dated: Field, defs: Definitions) -> Condition:
    """A condition as forms have them; what it names must be there, and each code of its list."""
    found = read_condition(table)
    if found.rule is not None:
        raise table.fault("a condition of a deadline says one of in, not_in, answered")
    other, _, inside = found.field.rpartition(".")
    home = _form(table, other, defs) if other else form
    target = home.named(inside, "" if other else dated.group)
    if target is None:
        raise table.fault(f"unless names the unknown field {found.field}")
    known = {entry.code for entry in defs.list(target.list).entries} if target.list else set()
    if target.type is FieldType.YES_NO:
        known = {"true", "false"}
    if known and (unknown := ((found.any_of or frozenset()) | (found.none_of or frozenset())) - known):
        raise table.fault(f"unless has the unknown code {min(unknown)}")
    return found


def _duration(table: Table, key: str, text: str) -> Duration:
    try:
        return Duration.parse(text)
    except NotADuration as error:
        raise table.fault(f"{key} is not a duration of zero or more") from error


def _countries(table: Table) -> tuple[str, ...]:
    found = table.texts("countries") or COUNTRIES
    if unknown := set(found) - set(COUNTRIES):
        raise table.fault(f"unknown country {min(unknown)}")
    return found


def _who(table: Table, form: Form) -> str:
    path = table.may_be(str, "who", "")
    if path:
        found = form.named(path)
        if found is None or found.type is not FieldType.WORKER or found.group:
            raise table.fault(f"the form {form.id} has no worker {path}")
    return path
