"""What the papers of a team say: their own words in four languages, who does a step, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.forms.durations import Duration
from desktop.forms.schema import Text
from desktop.i18n import amount_words, pick, time_words, weekday_words
from desktop.protocols.schema import ROLES, Kind, Protocol, StepClock

ROLE_WORDS: Final = {"coordinator": "coordinator_role"}
UNPROVED: Final = "*"  # behind a deadline that nobody has confirmed
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one paper in its language."""

    words: Mapping[str, Text]
    language: str

    def __call__(self, key: str, **facts: object) -> str:
        return pick(self.words[key], self.language).format(**facts)

    def text(self, words: Text) -> str:
        return pick(words, self.language)

    def who(self, roles: Sequence[str]) -> str:
        """POL, SOC, first contact."""
        return ", ".join(self(ROLE_WORDS.get(role, role)) if role in ROLES else role for role in roles)

    def after(self, clock: StepClock) -> str:
        """How long a clock runs, and after what: 72 hours after the act."""
        latest = self._latest(clock)
        if clock.repeat:
            period = length(clock.repeat.period)
            latest = self("repeated", first=latest, length=period, times=clock.repeat.times)
        soon = clock.best is not None and not clock.due.is_nothing and clock.kind is Kind.DUTY
        words = self("at_once_latest", latest=latest) if soon else latest
        words = f"{self.text(clock.label)}: {words}" if clock.label else words
        return words if clock.verified else words + UNPROVED

    def _latest(self, clock: StepClock) -> str:
        if clock.due.is_nothing:
            return self("at_once")
        if clock.anchor_step is not None:
            return self("after_step", length=length(clock.due), step=clock.anchor_step)
        return self(f"after_{clock.anchor}", length=length(clock.due))


def length(duration: Duration) -> str:
    """Each part of a duration as it is counted: 72 hours stay hours, since that is how everybody knows them."""
    minutes = duration.time // timedelta(minutes=1)
    hours, minutes = (minutes // 60, minutes % 60) if minutes >= 60 else (0, minutes)
    parts = ((duration.months, "month"), (duration.days, "day"), (hours, "hour"), (minutes, "minute"))
    return " ".join(amount_words(count, unit) for count, unit in parts if count) or amount_words(0, "minute")


def moment(at: datetime) -> str:
    """mar. 24.11, 14:30: short, and never to be taken for another day."""
    return f"{weekday_words(at.weekday())} {at.day:02d}.{at.month:02d}, {time_words(at)}"


def windows_of(protocol: Protocol) -> list[tuple[str, StepClock]]:
    """Every window of care with the step that it belongs to, the shortest first."""
    found = [(step.id, clock) for step in protocol.steps for clock in step.clocks if clock.kind is Kind.WINDOW]
    return sorted(found, key=lambda one: (one[1].due.months, one[1].due.days, one[1].due.time))
