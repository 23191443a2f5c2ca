"""PURE: what an office changes in a protocol, as data: other deadlines, other words, steps of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from desktop.forms.answers import ROW
from desktop.forms.editions import mark_of_words, version_of
from desktop.forms.given import Given, by_language, id_of, named, several, text
from desktop.forms.schema import Text
from desktop.protocols.clock import Duration, NotADuration
from desktop.protocols.schema import ANCHORS, OUTCOMES, ROLES, Kind, Protocol, Step, StepClock
from desktop.refusals import Refused

KIND, SCHEMA = "local-protocol", 1
LARGEST = 64 * 1024
MOST_ADDED = 20
LONGEST_TITLE, LONGEST_HELP = 200, 900
OWN = "o"  # how the id of a step begins that an office added: o1, o2 …
SOURCE = "Hotărârea oficiului"
_A_DAY = datetime(2026, 7, 1, tzinfo=UTC)  # before July and August, the longest that two months can be


@dataclass(frozen=True, slots=True)
class Words:
    """Other words of a step, in the languages in which somebody wrote them."""

    title: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step of the office, behind the step `after`; without an anchor it has no deadline."""

    id: str
    after: str
    title: Text
    roles: tuple[str, ...]
    help: Text = field(default_factory=dict)
    anchor: str = ""  # one of ANCHORS, or `step:<id>` of a step before it
    due: str = ""  # ISO 8601


@dataclass(frozen=True, slots=True)
class Changes:
    """All that an office changes in one protocol; clocks by `step/place`, the first clock of a step is `step/1`."""

    protocol: str
    due: Mapping[str, str] = field(default_factory=dict)  # clock -> ISO 8601 duration
    words: Mapping[str, Words] = field(default_factory=dict)  # shipped step -> words
    added: tuple[OwnStep, ...] = ()

    @property
    def count(self) -> int:
        """How many things are changed."""
        return len(self.due) + len(self.words) + len(self.added)


def both(below: Changes, above: Changes) -> Changes:
    """Two hands at once, the region's below and the office's above: where both say something, what is above counts."""
    mine = {one.id for one in above.added}
    words = dict(below.words)
    for step, told in above.words.items():
        under = words.get(step, Words())
        words[step] = Words({**under.title, **told.title}, {**under.help, **told.help})
    return Changes(
        protocol=above.protocol,
        due={**below.due, **above.due},
        words=words,
        added=(*(one for one in below.added if one.id not in mine), *above.added),
    )


class Fault(NamedTuple):
    """What hinders a change: at which step or clock, and by which reason."""

    place: str
    code: str  # unknown-step | unknown-clock | not-a-duration | unknown-role | unknown-anchor | there-twice


# --- a protocol with changes ------------------------------------------------------------------------------------------


def version(changes: Changes, base: int) -> int:
    """The number of a protocol that an office changed: which changes, and on which shipped version."""
    return version_of(mark(changes), base) if changes.count else base


def mark(changes: Changes) -> int:
    return mark_of_words(body(changes))


def apply(protocol: Protocol, changes: Changes) -> Protocol:
    """The protocol as the office works by it. What the office decided is nobody's proof: it is not verified."""
    steps: list[Step] = []
    for step in protocol.steps:
        steps.append(_changed(step, changes))
        steps.extend(_changed(own, changes) for own in _behind(step.id, changes.added))
    return replace(protocol, version=version(changes, protocol.version), steps=tuple(steps))


def _changed(step: Step, changes: Changes) -> Step:
    words = changes.words.get(step.id, Words())
    clocks = tuple(_clock(one, changes.due.get(f"{step.id}/{place}")) for place, one in enumerate(step.clocks, 1))
    return replace(
        step,
        title={**step.title, **words.title},
        help={**(step.help or _everywhere(words.help)), **words.help} if words.help else step.help,
        clocks=clocks,
    )


def _clock(clock: StepClock, due: str | None) -> StepClock:
    if due is None:
        return clock
    length = Duration.parse(due)
    best = clock.best if clock.best and clock.best.after(_A_DAY, UTC) <= length.after(_A_DAY, UTC) else None
    return replace(clock, due=length, best=best, source=SOURCE, verified=False)


def _behind(step: str, added: Sequence[OwnStep]) -> Iterator[Step]:
    """The steps that stand behind this one, each with those that stand behind it."""
    for at, one in enumerate(added):
        if one.after == step:
            yield _own(one)
            yield from _behind(one.id, added[at + 1 :])


def _own(one: OwnStep) -> Step:
    clock = StepClock(Kind.DUTY, one.anchor, Duration.parse(one.due), SOURCE, verified=False) if one.anchor else None
    return Step(
        id=one.id,
        title=_everywhere(one.title),
        help=_everywhere(one.help) or None,
        roles=one.roles,
        outcomes=OUTCOMES,
        source=SOURCE,
        verified=False,
        clocks=(clock,) if clock else (),
    )


def _everywhere(words: Text) -> dict[str, str]:
    """Words that have no English are told in Romanian there, as a definition has both."""
    return {**words, "en": words.get("en", words["ro"])} if words else {}


# --- what hinders -----------------------------------------------------------------------------------------------------


def faults(protocol: Protocol, changes: Changes) -> list[Fault]:
    """All that hinders these changes of a shipped protocol; none: they may be published."""
    return [*_of_clocks(protocol, changes), *_of_words(protocol, changes), *_of_own(protocol, changes)]


def _of_clocks(protocol: Protocol, changes: Changes) -> Iterator[Fault]:
    known = {f"{step.id}/{place}" for step in protocol.steps for place in range(1, len(step.clocks) + 1)}
    known |= {f"{one.id}/1" for one in changes.added if one.anchor}
    for clock, due in changes.due.items():
        if clock not in known:
            yield Fault(clock, "unknown-clock")
        elif not is_length(due):
            yield Fault(clock, "not-a-duration")


def _of_words(protocol: Protocol, changes: Changes) -> Iterator[Fault]:
    added = {one.id for one in changes.added}
    for id in changes.words:
        if protocol.step(id) is None and id not in added:
            yield Fault(id, "unknown-step")


def _of_own(protocol: Protocol, changes: Changes) -> Iterator[Fault]:
    ids = [one.id for one in changes.added]
    known = {step.id for step in protocol.steps}
    for one in changes.added:
        anchors = {*ANCHORS, *(f"step:{id}" for id in known)}
        if ids.count(one.id) > 1 or protocol.step(one.id) is not None:
            yield Fault(one.id, "there-twice")
        if one.after not in known:
            yield Fault(one.id, "unknown-step")
        known.add(one.id)  # a later one may stand behind it, and count from it
        if not one.roles or set(one.roles) - {*protocol.groups, *ROLES}:
            yield Fault(one.id, "unknown-role")
        if one.anchor and one.anchor not in anchors:
            yield Fault(one.id, "unknown-anchor")
        if one.anchor and not is_length(one.due):
            yield Fault(one.id, "not-a-duration")


def length(due: str) -> Duration:
    """The duration of a text that `is_length`."""
    return Duration.parse(due)


def is_length(due: str) -> bool:
    """A duration of more than nothing."""
    try:
        return not Duration.parse(due).is_nothing
    except NotADuration:
        return False


# --- as text ----------------------------------------------------------------------------------------------------------


def body(changes: Changes) -> str:
    """The changes in their one written form; what is the same is written the same."""
    told: dict[str, Any] = {"ancora": KIND, "schema": SCHEMA, "protocol": changes.protocol}
    if changes.due:
        told["due"] = dict(changes.due)
    if changes.words:
        told["words"] = {id: _filled(title=one.title, help=one.help) for id, one in changes.words.items()}
    if changes.added:
        told["added"] = [_own_told(one) for one in changes.added]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _own_told(one: OwnStep) -> dict[str, Any]:
    told = {"id": one.id, "after": one.after, "roles": list(one.roles)}
    return {**told, **_filled(title=one.title, help=one.help, anchor=one.anchor, due=one.due)}


def _filled(**parts: Any) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in parts.items() if value}


def read(data: bytes | str) -> Changes:
    """The changes of a text, refused as `local-protocol-file` unless it is right in every point and in our writing."""
    raw = data if isinstance(data, bytes) else data.encode()
    try:
        if len(raw) > LARGEST:
            raise ValueError
        changes = _changes(Given(json.loads(raw.decode("utf-8"))))
        if body(changes).encode() != raw:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("local-protocol-file") from None
    return changes


def _changes(given: Given) -> Changes:
    if given.take("ancora", text) != KIND or given.take("schema", lambda one: one) != SCHEMA:
        raise ValueError
    changes = Changes(
        protocol=given.take("protocol", id_of),
        due=given.may("due", lambda told: named(told, _clock_name, text), {}),
        words=given.may("words", lambda told: named(told, _row, _words), {}),
        added=given.may("added", lambda told: several(told, _read_own, MOST_ADDED), ()),
    )
    given.done()
    return changes


def _read_own(told: object) -> OwnStep:
    given = Given(told)
    one = OwnStep(
        id=given.take("id", _row),
        after=given.take("after", _row),
        title=given.take("title", _title),
        roles=given.take("roles", lambda roles: several(roles, text, len(ROLES) + 12)),
        help=given.may("help", _help, {}),
        anchor=given.may("anchor", text, ""),
        due=given.may("due", text, ""),
    )
    given.done()
    if not one.id.startswith(OWN):
        raise ValueError
    return one


def _words(told: object) -> Words:
    given = Given(told)
    words = Words(given.may("title", _title, {}), given.may("help", _help, {}))
    given.done()
    if not words.title and not words.help:
        raise ValueError
    return words


def _title(told: object) -> Text:
    return by_language(told, LONGEST_TITLE)


def _help(told: object) -> Text:
    return by_language(told, LONGEST_HELP)


def _clock_name(told: object) -> str:
    step, slash, place = text(told).partition("/")
    if not slash or not place.isascii() or not place.isdecimal():
        raise ValueError
    return f"{_row(step)}/{int(place)}"


def _row(told: object) -> str:
    if not ROW.fullmatch(text(told)):
        raise ValueError
    return str(told)
