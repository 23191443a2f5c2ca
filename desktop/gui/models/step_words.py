"""The deadline of a step in words: how much is left, how late it is, or why nothing can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.gui.models.times import left_words, moment_words, until_words
from desktop.gui.widgets import Shape, Tone
from desktop.i18n import N_, _, pick
from desktop.protocols.board import ClockView, StepView

SOON = timedelta(hours=6)
WINDOW_SOON = timedelta(hours=12)
MEDICAL = frozenset({"MED", "ML"})
WAITS = {"order": N_("once an order is issued"), "admission": N_("once she is admitted")}
_URGENCY = {"late": 0, "running": 1, "passed": 2, "open": 3, "met": 4}


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """One line under the title; `source` is filled where the deadline is only a proposal."""

    text: str
    tone: Tone | None = None
    shape: Shape | None = None
    source: str = ""


def deadline_words(view: StepView, now: datetime) -> DeadlineWords:
    """The clock of a step that matters now: a missed duty, else the nearest that runs, else a window that passed."""
    clocks = sorted(view.clocks, key=lambda c: (_URGENCY[c.state], c.due or now))
    if not clocks:
        return DeadlineWords(_("without a deadline"))
    first = clocks[0]
    words = _open(view, first) if first.due is None else _counted(view, first, first.due, now)
    label = pick(first.label) if first.label and first.due is not None else ""
    text = _("{what}: {when}").format(what=label, when=words.text) if label else words.text
    return DeadlineWords(text, words.tone, words.shape, "" if first.verified else first.source or view.step.source)


def _open(view: StepView, clock: ClockView) -> DeadlineWords:
    """Nothing to count from: the day is known too coarsely, or something else comes first."""
    of = view.step.clocks[view.clocks.index(clock)]
    if of.anchor in WAITS and not clock.coarse:
        return DeadlineWords(_(WAITS[of.anchor]))
    if of.anchor_step:
        return DeadlineWords(_("after step {step}").format(step=of.anchor_step))
    if of.anchor == "incident":
        return DeadlineWords(_("as soon as possible"), Tone.SOON, Shape.TRIANGLE)
    return DeadlineWords(_("as soon as possible"))


def _counted(view: StepView, clock: ClockView, due: datetime, now: datetime) -> DeadlineWords:
    at = due.astimezone(now.tzinfo)
    if clock.state == "late":
        words = _("{late} · write down the reason").format(late=left_words(at, now))
        return DeadlineWords(words, Tone.DANGER, Shape.OCTAGON)
    if clock.state == "passed":
        return DeadlineWords(passed_words(view.step.roles), Tone.SOON, Shape.TRIANGLE)
    if not clock.exact:
        words = _("ends {moment} at the earliest: only the day is known").format(moment=moment_words(at, now))
        return DeadlineWords(words, Tone.SOON if at - now < WINDOW_SOON else None, _triangle(at - now < WINDOW_SOON))
    if clock.kind == "window":
        return _window(clock, at, now)
    soon = at - now < SOON
    words = left_words(at, now) if soon else until_words(at, now)
    return DeadlineWords(words, Tone.SOON if soon else None, _triangle(soon))


def _window(clock: ClockView, at: datetime, now: datetime) -> DeadlineWords:
    """Care is better the sooner it is given; amber once its best hours are over."""
    past_best = clock.best is not None and clock.best < now
    soon = past_best or at - now < WINDOW_SOON
    words = _("{left} · the sooner the better").format(left=left_words(at, now))
    if clock.best is not None and not past_best:
        best = clock.best.astimezone(now.tzinfo)
        words = _("{left} · best {until}").format(left=left_words(at, now), until=until_words(best, now))
    return DeadlineWords(words, Tone.SOON if soon else None, _triangle(soon))


def _triangle(soon: bool) -> Shape | None:
    return Shape.TRIANGLE if soon else None


def passed_words(roles: Sequence[str]) -> str:
    """An expired window hides nothing: what is to be done stays."""
    if MEDICAL & set(roles):
        return _("The recommended window has passed. Send her to a doctor all the same.")
    return _("The recommended window has passed. The step can be done all the same.")
