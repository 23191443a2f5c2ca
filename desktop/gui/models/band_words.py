"""A running team as the band of its hours: which windows, which marks, and the sentence a reader speaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from desktop.forms import partial
from desktop.forms.partial import Precision, Span
from desktop.gui.models.times import left_words, length_words, moment_words, until_words
from desktop.gui.models.words import ranges, steps_words
from desktop.gui.widgets import Shape, Tone
from desktop.gui.widgets.time_band import HOURS, BandMark, BandView, BandWindow
from desktop.i18n import N_, _, date_words, time_words
from desktop.protocols.schema import Kind
from desktop.services.team import Board

HOUR = timedelta(hours=1)
WINDOWS = (72, 120)  # hours: forensic evidence and prophylaxis, emergency contraception


def band_view(board: Board) -> BandView | None:
    """None where what is counted from is known only to the month or worse: then nothing is counted."""
    anchor = band_anchor(board)
    span = partial.span(board.anchors.get(anchor), board.now.tzinfo) if board.now.tzinfo else None
    if span is None or span.precision < Precision.DAY:
        return None
    start, now = span.start.astimezone(board.now.tzinfo), board.now
    exact = span.precision is Precision.MINUTE
    windows = tuple(_window(hours, start, now, exact) for hours in WINDOWS) if _has_windows(board) else ()
    began = _start(anchor, start, exact)
    since = length_words(now - start)
    words = _("now {time} · +{length}") if exact else _("now {time} · at most +{length}")
    now_words = words.format(time=time_words(now), length=since)
    return BandView(
        start=began,
        now=(now - start) / HOUR,
        now_words=now_words,
        windows=windows,
        marks=tuple(_marks(board, span)),
        spoken=". ".join((began, now_words, *(f"{w.title}: {w.words}" for w in windows))),
    )


def band_anchor(board: Board) -> str:
    """What the band begins with: the incident where care has its windows, else the admission or the report."""
    if _has_windows(board):
        return "incident"
    return "admission" if board.anchors.get("admission") is not None else "report"


def _has_windows(board: Board) -> bool:
    """Whether the protocol knows windows of care at all: an emergency without any has only its duties."""
    counted = (clock for step in board.protocol.steps for clock in step.clocks)
    return any(clock.kind is Kind.WINDOW and clock.anchor == "incident" for clock in counted)


def _start(anchor: str, start: datetime, exact: bool) -> str:
    whole = {
        "incident": N_("Incident · {day}, {time}"),
        "report": N_("Report · {day}, {time}"),
        "admission": N_("Admission · {day}, {time}"),
    }
    day_alone = {
        "incident": N_("Incident · {day}, hour not known: counted from the beginning of the day"),
        "report": N_("Report · {day}, hour not known: counted from the beginning of the day"),
        "admission": N_("Admission · {day}, hour not known: counted from the beginning of the day"),
    }
    words = (whole if exact else day_alone)[anchor]
    return _(words).format(day=date_words(start.date())[:5], time=time_words(start))


def _window(hours: int, start: datetime, now: datetime, exact: bool) -> BandWindow:
    title = _("Window of {hours} h").format(hours=hours)
    until = start + hours * HOUR
    if until < now:
        words = _("passed {moment} · send her to a doctor all the same").format(moment=moment_words(until, now))
    elif exact:
        words = f"{left_words(until, now)} · {until_words(until, now)}"
    else:
        words = _("ends {moment} at the earliest").format(moment=moment_words(until, now))
    return BandWindow(title, float(hours), words)


def _marks(board: Board, span: Span) -> Iterator[BandMark]:
    """Duties with the same hour are one mark: missed, still to do, or done."""
    end = span.start + HOURS * HOUR
    for at in _done_at(board):
        if span.start <= at <= end:
            yield BandMark((at - span.start) / HOUR, Shape.CHECK, Tone.DONE)
    for (late, due), steps in _duties(board).items():
        if due <= end:
            shape, tone = (Shape.OCTAGON, Tone.DANGER) if late else (Shape.CLOCK, Tone.INFO)
            yield BandMark((due - span.start) / HOUR, shape, tone, "" if late else _label(steps))


def _done_at(board: Board) -> set[datetime]:
    tz = board.now.tzinfo
    spans = [partial.span(view.state.done, tz) for view in board.steps if tz and view.state.state == "facut"]
    return {found.start for found in spans if found is not None}


def _duties(board: Board) -> dict[tuple[bool, datetime], list[str]]:
    """(missed, due) -> the steps that are due then."""
    found: dict[tuple[bool, datetime], list[str]] = {}
    for view in board.steps:
        if view.group not in {"now", "next"}:
            continue
        for clock in view.clocks:
            if clock.kind == "duty" and clock.due is not None and clock.state in {"late", "running"}:
                found.setdefault((clock.state == "late", clock.due), []).append(view.step.id)
    return found


def _label(steps: list[str]) -> str:
    return steps_words(steps) if len(ranges(steps)) < 18 else steps_words(steps[:1])
