"""The seven institutions of a running team: who of them is known, was called, answered, arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.forms.schema import Text
from desktop.protocols.board import StepView
from desktop.protocols.schema import Protocol

NOBODY: Mapping[str, Any] = dict.fromkeys(("row", "name", "phone", "called", "answered", "arrived"))


@dataclass(frozen=True, slots=True)
class Member:
    """One of the seven institutions as this team knows it; times are answers, None when not yet."""

    row: str | None
    group: str
    name: str | None
    phone: str | None
    called: Any
    answered: Any
    arrived: Any

    def state(self) -> tuple[str, str | None]:
        """The latest thing that happened, and when: arrived, answered, no_answer or to_call."""
        times = {"no_answer": self.called, "answered": self.answered, "arrived": self.arrived}
        known = {state: at for state, at in times.items() if isinstance(at, str)}
        if not known:
            return "to_call", None
        # At the same minute the later of the three in their order: called, answered, arrived.
        state = max(known, key=lambda each: (known[each], list(times).index(each)))
        return state, known[state]


@dataclass(frozen=True, slots=True)
class Institution:
    """One of the seven with what is known of it now: present, to_call, no_answer, answered, arrived or not_needed."""

    group: str
    label: Text
    member: Member
    state: str
    at: str | None


def institutions(
    protocol: Protocol, answers: Mapping[str, Any], steps: Sequence[StepView], known: Sequence[Member]
) -> Iterator[Institution]:
    """The seven in the protocol's order, each with the one of its people who was heard of last."""
    for group, label in protocol.groups.items():
        own = [m for m in known if m.group == group]
        member = max(own, key=lambda m: m.state()[1] or "") if own else Member(group=group, **NOBODY)
        state, at = member.state()
        if state == "to_call" and group == answers.get("first_contact"):
            state, at = "present", answers.get("r0")
        elif state == "to_call" and not _is_called_for(group, steps):
            state = "not_needed"
        yield Institution(group, label, member, state, at if isinstance(at, str) else None)


def _is_called_for(group: str, steps: Sequence[StepView]) -> bool:
    """Whether any step that stands open means this institution, or has been done by it."""
    return any(
        group in (*view.step.roles, *view.step.support) and view.group != "hidden" and view.state.state != "nu_se"
        for view in steps
    )


def members(answers: Mapping[str, Any]) -> tuple[Member, ...]:
    rows: dict[str, dict[str, Any]] = {}
    for path, value in answers.items():
        if path.startswith("members/") and path.count("/") == 2:
            _group, row, field = path.split("/")
            rows.setdefault(row, {})[field] = value
    return tuple(
        Member(
            row=row,
            group=str(fields.get("group")),
            name=fields.get("name"),
            phone=fields.get("phone"),
            called=fields.get("called_at"),
            answered=fields.get("answered_at"),
            arrived=fields.get("arrived_at"),
        )
        for row, fields in rows.items()
        if fields.get("group")
    )
