"""How a clock stands, in whole sentences."""

from __future__ import annotations

from datetime import datetime, tzinfo

from desktop.i18n import _, datetime_words, duration_words, using
from desktop.protocols.board import ClockView
from desktop.protocols.schema import Kind


def sentences(clock: ClockView, now: datetime, tz: tzinfo, language: str | None = None) -> tuple[str, ...]:
    """What to know about a deadline, most important first; nothing where the step has its outcome."""
    with using(language):
        if clock.state == "met":
            return ()
        if clock.due is None:
            return (_unknown(clock), *_proposal(clock))
        return (_standing(clock, clock.due, now, tz), *_from_the_day(clock), *_proposal(clock))


def _standing(clock: ClockView, due: datetime, now: datetime, tz: tzinfo) -> str:
    length = duration_words(due - now)
    if clock.state == "passed":
        return _("The recommended window has passed. Send her to a doctor anyway.")
    if clock.state == "late":
        return _("Late by {length}. Do it now, or note why it cannot be done.").format(length=length)
    return _("{length} left, until {moment}.").format(length=length, moment=datetime_words(due.astimezone(tz)))


def _unknown(clock: ClockView) -> str:
    if clock.anchor in {"incident", "report"}:
        return _("As soon as possible: there is no countdown, because the day is not known.")
    return _("The time begins to run after an earlier step.")


def _from_the_day(clock: ClockView) -> tuple[str, ...]:
    return () if clock.exact else (_("The hour is not known, so the time is counted from the beginning of the day."),)


def _proposal(clock: ClockView) -> tuple[str, ...]:
    if clock.verified:
        return ()
    if clock.kind is Kind.WINDOW:
        return (_("This window is a proposal; no expert has confirmed it yet."),)
    return (_("This deadline is a proposal; no expert has confirmed it yet."),)
