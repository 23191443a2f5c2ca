"""Words for changing the protocols of an office: a deadline, what it counts from, why something cannot be."""

from __future__ import annotations

from desktop.forms.durations import Duration
from desktop.i18n import N_, _, amount_words
from desktop.protocols.local import Fault
from desktop.protocols.schema import Kind, StepClock

UNITS = ("minute", "hour", "day", "month")
_UNITS = {"minute": N_("minutes"), "hour": N_("hours"), "day": N_("days"), "month": N_("months")}
_SIGNS = {"minute": "PT{n}M", "hour": "PT{n}H", "day": "P{n}D", "month": "P{n}M"}
_ANCHORS = {
    "": N_("no deadline"),
    "incident": N_("the incident"),
    "report": N_("the report"),
    "admission": N_("the admission"),
    "order": N_("the protection order"),
}
_FAULTS = {
    "unknown-step": N_("The protocol has no such step any more."),
    "unknown-clock": N_("This step has no such deadline any more."),
    "not-a-duration": N_("A deadline is longer than nothing: write a number, for example 24 hours."),
    "unknown-role": N_("Choose at least one institution of this protocol."),
    "unknown-anchor": N_("The deadline counts from something that this protocol does not have."),
    "there-twice": N_("A step with this number is there already."),
}


def unit_words(unit: str) -> str:
    return _(_UNITS[unit])


def parts(length: Duration) -> tuple[int, str]:
    """A length as a number of its finest unit: how it is shown to be changed."""
    minutes = round(length.time.total_seconds()) // 60
    if minutes and not (length.months or length.days):
        return (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    if length.months and not length.days:
        return length.months, "month"
    return (length.days, "day") if length.days else (0, "hour")


def written(number: str, unit: str) -> str:
    """The ISO 8601 duration of what was typed; what is no number makes none."""
    typed = number.strip()
    return _SIGNS[unit].format(n=int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) <= 4 else typed


def length_words(length: Duration) -> str:
    """A length as people say it: "24 de ore", "o lună"."""
    number, unit = parts(length)
    return amount_words(number, unit) if number else _("at once")


def anchor_words(anchor: str) -> str:
    """What a deadline counts from."""
    head, _sign, step = anchor.partition(":")
    return _("step {step}").format(step=step) if head == "step" else _(_ANCHORS[anchor])


def clock_words(clock: StepClock) -> str:
    """One deadline in one line."""
    told = {"length": length_words(clock.due), "anchor": anchor_words(clock.anchor)}
    if clock.repeat is not None:
        words = _("{length} after {anchor}, then {times} times in all").format(**told, times=clock.repeat.times)
    else:
        words = _("{length} after {anchor}").format(**told)
    if clock.kind is Kind.WINDOW:
        return _("useful for: {deadline}").format(deadline=words)
    return _("deadline: {deadline}").format(deadline=words)


def fault_words(fault: Fault) -> str:
    return _(_FAULTS[fault.code])
