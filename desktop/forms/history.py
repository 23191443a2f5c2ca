"""Undo and redo inside a form, by snapshots of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.forms.schema import Answers, Json

DEEPEST = 300


@dataclass(slots=True)
class Undo:
    """The states of a form while it is open; typing in one field in one go is one step."""

    _now: dict[str, Json]
    _past: list[dict[str, Json]] = field(default_factory=list)
    _future: list[dict[str, Json]] = field(default_factory=list)
    _typing: str | None = None

    def __init__(self, answers: Answers) -> None:
        self._now, self._past, self._future, self._typing = dict(answers), [], [], None

    @property
    def answers(self) -> dict[str, Json]:
        return dict(self._now)

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def push(self, answers: Answers, typing: str | None = None) -> None:
        """A new state; with the path that is being typed in, the steps of one go become one."""
        if dict(answers) == self._now:
            return
        if typing is None or typing != self._typing:
            self._past = [*self._past, self._now][-DEEPEST:]
        self._now, self._future, self._typing = dict(answers), [], typing

    def pause(self) -> None:
        """The person left the field or rested: what comes next is a step of its own."""
        self._typing = None

    def undo(self) -> dict[str, Json]:
        if self._past:
            self._future.append(self._now)
            self._now, self._typing = self._past.pop(), None
        return self.answers

    def redo(self) -> dict[str, Json]:
        if self._future:
            self._past.append(self._now)
            self._now, self._typing = self._future.pop(), None
        return self.answers
