"""PURE: from which state a case may go to which, and what must be there before it does; read from data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.forms import answers as flat
from desktop.forms.reading import ID, Table, heading, read_folder
from desktop.forms.schema import Answers, Definitions, Text
from desktop.i18n import LANGUAGES

NEEDS = ("complete", "answer", "every", "approved", "settled", "linked")
_OF_A_FORM = frozenset({"complete", "answer", "every", "approved"})
_OF_A_FIELD = frozenset({"answer", "every"})
COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there, and for which kinds of file; without kinds, for all."""

    id: str
    kind: str
    text: Text
    form: str = ""
    field: str = ""
    any_of: frozenset[str] | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on; `press` is what its button says."""

    to: str
    sources: frozenset[str]
    press: Text
    source: str
    verified: bool
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    id: str
    version: int
    source: str
    verified: bool
    transitions: tuple[Transition, ...]

    def ways(self, status: str) -> tuple[Transition, ...]:
        """The ways on from a state, in the order of the file."""
        return tuple(one for one in self.transitions if status in one.sources)

    def way(self, status: str, to: str) -> Transition | None:
        return next((one for one in self.ways(status) if one.to == to), None)


@dataclass(frozen=True, slots=True)
class Filed:
    """One sheet of a case as the workflow looks at it; `gap` is the first question that still wants an answer."""

    record: str
    form: str
    state: str
    answers: Answers
    conflicts: int = 0
    approved: bool = False
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there yet, and where it is put right: a sheet, and the question in it."""

    need: Need
    form: str
    record: str = ""
    path: str = ""


def missing(way: Transition, kind: str, sheets: Sequence[Filed], *, linked: bool) -> tuple[Missing, ...]:
    """What a file of this kind still lacks; `sheets` stand oldest first, and of a form the newest counts."""
    newest = {sheet.form: sheet for sheet in sheets}
    asked = (need for need in way.needs if not need.files or kind in need.files)
    return tuple(found for need in asked if (found := _lacks(need, newest, sheets, linked)))


def _lacks(need: Need, newest: Mapping[str, Filed], sheets: Sequence[Filed], linked: bool) -> Missing | None:
    if need.kind == "linked":
        return None if linked else Missing(need, "case")
    if need.kind in ("settled", "every"):
        return _among_all(need, sheets)
    sheet = newest.get(need.form)
    if sheet is None:
        return Missing(need, need.form, path=need.field)
    if need.kind == "complete":
        return None if sheet.state == COMPLETE else Missing(need, need.form, sheet.record, sheet.gap)
    if need.kind == "approved":
        return None if sheet.approved else Missing(need, need.form, sheet.record)
    return None if _answered(need, sheet.answers) else Missing(need, need.form, sheet.record, need.field)


def _among_all(need: Need, sheets: Sequence[Filed]) -> Missing | None:
    """The first sheet of all that still has values to choose, or that lacks the answer."""
    if need.kind == "settled":
        return next((Missing(need, one.form, one.record) for one in sheets if one.conflicts), None)
    short = (one for one in sheets if one.form == need.form and not _answered(need, one.answers))
    return next((Missing(need, one.form, one.record, need.field) for one in short), None)


def _answered(need: Need, answers: Answers) -> bool:
    value = answers.get(need.field)
    if need.any_of is None:
        return flat.is_real(value)
    said = {"true" if value is True else "false"} if isinstance(value, bool) else flat.codes(value)
    return bool(said & need.any_of)


# --- reading the file -------------------------------------------------------------------------------------------------


def load(root: Path, defs: Definitions) -> Workflow:
    """The newest workflow of cases in a folder, checked against the forms and the list of states."""

    def read(table: Table, id: str, version: int) -> Workflow:
        return _workflow(table, id, version, defs)

    files = read_folder(root / "workflow", read)
    return files[max(files, key=lambda key: key[1])]


def _workflow(table: Table, id: str, version: int, defs: Definitions) -> Workflow:
    heading(table, id, version)
    source, verified = table.must_be(str, "source"), table.must_be(bool, "verified")
    states = tuple(entry.code for entry in defs.list("L9").entries)
    found = Workflow(
        id, version, source, verified, tuple(_way(one, states, defs) for one in table.tables("transition"))
    )
    table.done()
    pairs = [(origin, one.to) for one in found.transitions for origin in one.sources]
    if len(pairs) != len(set(pairs)):
        raise table.fault("a way is there twice", "transition")
    return found


def _way(table: Table, states: Sequence[str], defs: Definitions) -> Transition:
    to = table.one_of("to", states)
    sources = table.texts("from")
    if not sources or set(sources) - set(states) or to in sources:
        raise table.fault("from is no state, or the state itself", to)
    way = Transition(
        to=to,
        sources=frozenset(sources),
        press=_words(table, "press"),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        needs=tuple(_need(inner, defs) for inner in table.tables("need")) if table.has("need") else (),
    )
    table.done()
    ids = [need.id for need in way.needs]
    if len(ids) != len(set(ids)):
        raise table.fault("a need is there twice", to)
    return way


def _need(table: Table, defs: Definitions) -> Need:
    id = table.must_be(str, "id")
    if not ID.fullmatch(id):
        raise table.fault("not an id")
    need = Need(
        id=id,
        kind=table.one_of("kind", NEEDS),
        text=_words(table, "text"),
        form=table.may_be(str, "form", ""),
        field=table.may_be(str, "field", ""),
        any_of=frozenset(table.texts("in")) if table.has("in") else None,
        files=table.texts("files"),
    )
    table.done()
    _check(table, need, defs)
    return need


def _check(table: Table, need: Need, defs: Definitions) -> None:
    if bool(need.form) != (need.kind in _OF_A_FORM) or bool(need.field) != (need.kind in _OF_A_FIELD):
        raise table.fault(f"{need.kind} goes with a form, answer and every with a form and a field", need.id)
    if not need.form:
        return
    if not any(need.form == id for id, _version in defs.forms):
        raise table.fault(f"unknown form {need.form}", need.id)
    form = defs.form(need.form)
    field = form.find(need.field) if need.field else None
    if need.field and field is None:
        raise table.fault(f"the form {form.id} has no field {need.field}", need.id)
    if set(need.files) - set(form.files):
        raise table.fault(f"the form {form.id} does not stand in every such file", need.id)
    known = {entry.code for entry in defs.list(field.list).entries} if field and field.list else {"true", "false"}
    if (need.any_of or frozenset()) - known:
        raise table.fault("in has an unknown code", need.id)


def _words(table: Table, key: str) -> Text:
    words = table.words(key)
    if left := set(LANGUAGES) - set(words):
        raise table.fault(f"{key} has no {min(left)}")
    return words
