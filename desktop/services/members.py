"""The institutions of a running team: who of them is known, was called, answered, refused, arrived, left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from desktop.forms import partial
from desktop.forms.answers import rows
from desktop.forms.schema import Text
from desktop.protocols.board import StepView
from desktop.protocols.schema import Protocol

NO_TIE = "niciuna"  # somebody asked, and there is no tie to the alleged aggressor
# What may have been the last thing, in the order in which things go; at one time the later of two counts.
ORDER = ("no_answer", "answered", "refused", "arrived", "left")
FIELDS: Mapping[str, str] = {
    "no_answer": "called_at",
    "answered": "answered_at",
    "refused": "refused_at",
    "arrived": "arrived_at",
    "left": "left_at",
}


NEAR = ("answered", "arrived")  # is coming, is here


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to reach somebody, with what came of it; the time is an answer."""

    row: str
    result: str
    at: Any
    number: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an institution as this team knows them; times are answers, None when not yet."""

    row: str | None
    group: str
    name: str | None = None
    phone: str | None = None
    called: Any = None
    answered: Any = None
    arrived: Any = None
    refused: Any = None
    left: Any = None
    person: str | None = None  # of the office's roster
    conflict: str | None = None  # the tie to the alleged aggressor that was declared
    calls: tuple[Call, ...] = ()  # in the order in which they were made

    @property
    def is_barred(self) -> bool:
        """Whether a tie to the alleged aggressor was declared: this person is not called."""
        return self.conflict not in (None, NO_TIE)

    @property
    def unanswered(self) -> int:
        """How many calls in a row, the last ones, nobody answered."""
        last = [call.result for call in reversed(self.calls)]
        return next((place for place, result in enumerate(last) if result != "no_answer"), len(last))

    def state(self) -> tuple[str, str | None]:
        """The latest thing that happened, and when: one of ORDER, or to_call."""
        times = (self.called, self.answered, self.refused, self.arrived, self.left)
        known = [(state, at) for state, at in zip(ORDER, times, strict=True) if isinstance(at, str)]
        known += [(call.result, call.at) for call in self.calls if call.result in ORDER and isinstance(call.at, str)]
        spans = [partial.span(at, UTC) for _state, at in known]
        newest = max((span.start for span in spans if span), default=None)
        latest = [
            one
            for one, span in zip(known, spans, strict=True)
            if span is None or newest is None or newest < span.end  # surely before none of the others
        ]
        return max(latest, key=lambda each: (ORDER.index(each[0]), each[1]), default=("to_call", None))


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution with what is known of it now: present, to_call, not_needed, or the latest of ORDER."""

    group: str
    label: Text
    member: Member
    state: str
    at: str | None
    people: tuple[Member, ...] = ()


def surely_before(one: Any, other: Any) -> bool:
    """Whether one time is before another by every reading of both."""
    first, second = (partial.span(each, UTC) for each in (one, other))
    return first is not None and second is not None and first.before(second)


def institutions(
    protocol: Protocol, answers: Mapping[str, Any], steps: Sequence[StepView], known: Sequence[Member]
) -> Iterator[Institution]:
    """All in the protocol's order, each with the one of its people who is nearest to being there."""
    for group, label in protocol.groups.items():
        own = tuple(m for m in known if m.group == group)
        member = _nearest([m for m in own if not m.is_barred]) or Member(None, group)
        state, at = member.state()
        if state == "to_call" and group == answers.get("first_contact"):
            state, at = "present", answers.get("r0")
        elif state == "to_call" and not _is_called_for(group, steps):
            state = "not_needed"
        yield Institution(group, label, member, state, at if isinstance(at, str) else None, own)


def _nearest(own: Sequence[Member]) -> Member | None:
    """Who is here, else who is coming, else who was heard of last."""
    found: Member | None = None
    for member in own:
        if found is None or _is_nearer(member, found):
            found = member
    return found


def _is_nearer(one: Member, other: Member) -> bool:
    (state, at), (before, then) = one.state(), other.state()
    if (state in NEAR or before in NEAR) and state != before:
        return (NEAR.index(state) if state in NEAR else -1) > (NEAR.index(before) if before in NEAR else -1)
    return at is not None and (then is None or not surely_before(at, then))


def _is_called_for(group: str, steps: Sequence[StepView]) -> bool:
    """Whether any step that stands open means this institution, or has been done by it."""
    return any(
        group in (*view.step.roles, *view.step.support) and view.group != "hidden" and view.state.state != "nu_se"
        for view in steps
    )


def members(answers: Mapping[str, Any]) -> tuple[Member, ...]:
    """Everybody whom the team's sheet names, with each call to them."""
    called = calls(answers)
    return tuple(
        _member(row, answers, called.get(row, ()))
        for row in rows(answers, "members")
        if answers.get(f"members/{row}/group")
    )


def _member(row: str, answers: Mapping[str, Any], called: Sequence[Call]) -> Member:
    def said(field: str) -> Any:
        return answers.get(f"members/{row}/{field}")

    return Member(
        row=row,
        group=str(said("group")),
        name=said("name"),
        phone=said("phone"),
        called=said("called_at"),
        answered=said("answered_at"),
        arrived=said("arrived_at"),
        refused=said("refused_at"),
        left=said("left_at"),
        person=said("person"),
        conflict=said("conflict"),
        calls=tuple(called),
    )


def calls(answers: Mapping[str, Any]) -> dict[str, list[Call]]:
    """row of the person -> the calls to them, the earliest first."""
    found: dict[str, list[Call]] = {}
    for row in rows(answers, "calls"):
        member, result, at, number, by = (
            answers.get(f"calls/{row}/{field}") for field in ("member", "result", "at", "number", "by")
        )
        if isinstance(member, str) and isinstance(result, str):
            found.setdefault(member, []).append(Call(row, result, at, number, by))
    for made in found.values():
        made.sort(key=lambda call: (_start(call.at), ORDER.index(call.result) if call.result in ORDER else -1))
    return found


def _start(at: Any) -> float:
    span = partial.span(at, UTC)
    return span.start.timestamp() if span else 0.0
