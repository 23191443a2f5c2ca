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
        return _passed(clock, now)
    if clock.state == "late":
        words = _("Late by {length}. Do it now, or note why it cannot be done.")
        if not clock.exact:
            words = _("Late by {length} at most. Do it now, or note why it cannot be done.")
        return words.format(length=length)
    words = _("{length} left, until {moment}.") if clock.exact else _("At least {length} left, until {moment}.")
    return words.format(length=length, moment=datetime_words(due.astimezone(tz)))


def _passed(clock: ClockView, now: datetime) -> str:
    """A window never closes the door; where the hour is not known it may not even have passed."""
    if clock.latest is not None and now <= clock.latest:
        return _("The recommended window may have passed already. Send her to a doctor at once.")
    return _("The recommended window has passed. Send her to a doctor anyway.")


def _unknown(clock: ClockView) -> str:
    if clock.coarse or clock.anchor in {"incident", "report"}:
        return _("As soon as possible: there is no countdown, because the day is not known.")
    if clock.anchor == "admission":
        return _("The time begins to run when she is admitted.")
    if clock.anchor == "order":
        return _("The time begins to run when an order is issued.")
    return _("The time begins to run after an earlier step.")


def _from_the_day(clock: ClockView) -> tuple[str, ...]:
    return () if clock.exact else (_("The hour is not known, so the time is counted from the beginning of the day."),)


def _proposal(clock: ClockView) -> tuple[str, ...]:
    if clock.verified:
        return ()
    if clock.kind is Kind.WINDOW:
        return (_("This window is a proposal; no expert has confirmed it yet."),)
    return (_("This deadline is a proposal; no expert has confirmed it yet."),)
