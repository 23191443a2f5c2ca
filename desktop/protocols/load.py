"""Reading all protocols of a folder; a file that is not right in every point does not load."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path

from desktop.forms.answers import ROW
from desktop.forms.load import load as load_forms
from desktop.forms.reading import CODE, DefinitionFault, Table, heading, read_folder
from desktop.forms.schema import Definitions, FieldType, Text
from desktop.protocols.clock import Duration, NotADuration, Repetition
from desktop.protocols.conditions import CONDITIONS
from desktop.protocols.schema import ANCHORS, BEGINNINGS, DONE, OUTCOMES, ROLES, Kind, Protocol, Sort, Step, StepClock

__all__ = ["DefinitionFault", "load"]

OUTCOME_LIST, DOCUMENT_LIST = "L30", "L32"
NEVER_GIVEN = {"incident": ("admission",), "stay": ("incident",)}  # by what a protocol begins with
_LONG_MONTHS = datetime(2026, 7, 1, tzinfo=UTC)  # July and August: the longest that two months can be


def load(root: Path, defs: Definitions | None = None) -> dict[tuple[str, int], Protocol]:
    """All protocols under `protocols/` of a folder, checked against its forms and lists."""
    known = defs or load_forms(root)

    def read(table: Table, id: str, version: int) -> Protocol:
        return read_protocol(table, id, version, known)

    return read_folder(root / "protocols", read)


def read_protocol(table: Table, id: str, version: int, defs: Definitions) -> Protocol:
    heading(table, id, version)
    title, form = table.words("title"), table.must_be(str, "form")
    _check_form(table, form, defs)
    groups = _groups(table)
    protocol = Protocol(
        id=id,
        version=version,
        sort=Sort(table.one_of("sort", list(Sort))),
        title=title,
        form=form,
        begins_with=table.one_of("begins_with", BEGINNINGS),
        country=table.one_of("country", ("MD", "RO")),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        groups=groups,
        steps=tuple(_step(inner, groups, defs) for inner in table.tables("step")),
    )
    table.done()
    _check_steps(table, protocol)
    return protocol


def _check_form(table: Table, id: str, defs: Definitions) -> None:
    """The form whose group of steps carries the team's work."""
    if not any(id == known for known, _version in defs.forms):
        raise table.fault(f"unknown form {id}", "form")
    if not any(field.type is FieldType.GROUP and field.rows == "protocol" for field in defs.form(id).fields()):
        raise table.fault(f"the form {id} has no rows for a protocol", "form")


def _groups(table: Table) -> dict[str, Text]:
    found: dict[str, Text] = {}
    for inner in table.tables("group"):
        id, label = _group(inner)
        if id in found:
            raise inner.fault(f"the group {id} is there twice")
        found[id] = label
    return found


def _group(table: Table) -> tuple[str, Text]:
    id, label = table.must_be(str, "id"), table.words("label")
    table.done()
    if id in ROLES or not CODE.fullmatch(id):
        raise table.fault("not an id of a group")
    return id, label


def _step(table: Table, groups: dict[str, Text], defs: Definitions) -> Step:
    id = table.must_be(str, "id")
    if not ROW.fullmatch(id):
        raise table.fault("not an id")
    step = Step(
        id=id,
        title=table.words("title"),
        help=table.maybe_words("help"),
        roles=_among(table, "roles", (*groups, *ROLES)),
        support=_among(table, "support", (*groups, *ROLES)),
        when=_among(table, "when", CONDITIONS),
        needs_consent=table.may_be(bool, "needs_consent", False),
        outcomes=_among(table, "outcomes", OUTCOMES),
        document=table.may_be(str, "document", ""),
        fills=table.may_be(str, "fills", ""),
        paper=table.may_be(str, "paper", ""),
        guide=table.texts("guide"),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        clocks=tuple(_clock(inner, id) for inner in table.tables("clock")),
    )
    table.done()
    if not step.roles or not step.outcomes:
        raise table.fault("no roles or no outcomes")
    if step.fills and not any(step.fills == known for known, _version in defs.forms):
        raise table.fault(f"fills the unknown form {step.fills}")
    for list_id, codes in ((OUTCOME_LIST, step.outcomes), (DOCUMENT_LIST, (step.document,) if step.document else ())):
        for code in codes:
            if defs.list(list_id).find(code) is None:
                raise table.fault(f"the list {list_id} has no code {code}")
    return step


def _among(table: Table, key: str, known: Container[str]) -> tuple[str, ...]:
    values = table.texts(key)
    for value in values:
        if value not in known:
            raise table.fault(f"{key} has the unknown {value}")
    return values


def _clock(table: Table, step: str) -> StepClock:
    table.place = f"step {step}"
    anchor = table.must_be(str, "anchor")
    if anchor not in ANCHORS and not anchor.startswith("step:"):
        raise table.fault(f"unknown anchor {anchor}")
    clock = StepClock(
        kind=Kind(table.one_of("kind", list(Kind))),
        anchor=anchor,
        due=_duration(table, "due"),
        best=_duration(table, "best") if table.has("best") else None,
        repeat=_repetition(table) if table.has("repeat") else None,
        label=table.maybe_words("label"),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
    )
    table.done()
    if clock.best and clock.best.after(_LONG_MONTHS, UTC) > clock.due.after(_LONG_MONTHS, UTC):
        raise table.fault("best is after due")
    return clock


def _duration(table: Table, key: str) -> Duration:
    try:
        return Duration.parse(table.must_be(str, key))
    except NotADuration as error:
        raise table.fault(f"{key} is not a duration of zero or more") from error


def _repetition(table: Table) -> Repetition:
    try:
        return Repetition.parse(table.must_be(str, "repeat"))
    except NotADuration as error:
        raise table.fault("repeat is not R<number>/<duration>") from error


def _check_steps(table: Table, protocol: Protocol) -> None:
    if not protocol.steps:
        raise table.fault("no step", "step")
    ids = [step.id for step in protocol.steps]
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise table.fault("the id is there twice", f"step {twice[0]}")
    for step in protocol.steps:
        for clock in step.clocks:
            if (never := _never(protocol, clock)) is not None:
                raise table.fault(never, f"step {step.id}")
    waits = {step.id: {clock.anchor_step for clock in step.clocks if clock.anchor_step} for step in protocol.steps}
    for id in waits:
        if _reaches(id, id, waits):
            raise table.fault("the anchor waits for the step itself", f"step {id}")


def _never(protocol: Protocol, clock: StepClock) -> str | None:
    """Why a clock could never begin to run in this protocol."""
    if clock.anchor_step is not None:
        before = protocol.step(clock.anchor_step)
        if before is None:
            return f"the anchor is the unknown step {clock.anchor_step}"
        return None if DONE in before.outcomes else f"the anchor waits for step {before.id}, which can never be done"
    if clock.anchor in NEVER_GIVEN[protocol.begins_with]:
        return f"the anchor {clock.anchor} is never known: it begins with the sheet {protocol.begins_with}"
    return None


def _reaches(start: str, goal: str, waits: dict[str, set[str]]) -> bool:
    """Whether following the anchors from a step comes back to it."""
    seen: set[str] = set()
    open_steps = set(waits.get(start, ()))
    while open_steps:
        step = open_steps.pop()
        if step == goal:
            return True
        if step not in seen:
            seen.add(step)
            open_steps |= waits.get(step, set())
    return False
