"""The three columns of the first page: what runs now, what the day holds, what comes soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.forms.schema import Definitions
from desktop.gui import theme
from desktop.gui.models.begin_words import which_words
from desktop.gui.models.due_words import clock_title, due_chip, kind_words
from desktop.gui.models.times import answer_words, length_words, moment_words, until_words
from desktop.gui.models.words import steps_words, who_words
from desktop.gui.widgets import (
    Chip,
    ChipSpec,
    ClockWords,
    Label,
    Mark,
    RowButton,
    Shape,
    Tone,
    boxed,
    form_state_spec,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pgettext, pick, time_words
from desktop.services.library import shipped
from desktop.services.team_meetings import VIEWS as OF_TEAMS
from desktop.services.today import Clock, Done, NowCard, OpenReport, Today, Unfinished

Go = Callable[..., object]
SOON_HOURS = 6 * 3600.0  # a duty that ends within it is amber
WINDOW_SOON = 12 * 3600.0


# --- now --------------------------------------------------------------------------------------------------------------


def clock_words(card: NowCard, now: datetime) -> ClockWords:
    """A case as its card says it; what care it is about is seen only when it is opened."""
    clock = card.lead
    late = clock.state == "late"
    left = (clock.at - now).total_seconds()
    soon = left < (WINDOW_SOON if clock.kind == "window" else SOON_HOURS)
    until = until_words(clock.at, now)
    return ClockWords(
        kind=clock_title(clock),
        until=until if clock.exact or clock.whole_day else _("{until} at the earliest").format(until=until),
        lead=pgettext("clock", "By") if late else _("Left"),
        figure=length_words(clock.at - now),
        passed=_passed(clock, now),
        code=clock.code or _("Report without a case"),
        where=_where(card, now),
        tone=Tone.DANGER if late else Tone.SOON if soon else Tone.INFO,
    )


def _where(card: NowCard, now: datetime) -> str:
    """What of a card comes after its code, the most pressing first: a window that runs beside it, the steps, who."""
    clock = card.lead
    parts = [who_words(clock.who), steps_words(clock.steps)] if clock.of_team else [kind_words(clock.kind)]
    # Of many steps the numbers tell more than the institutions, and what comes last may be cut.
    parts = parts[::-1] if len(clock.steps) > 1 else parts
    parts.append(which_words(clock.protocol))
    if card.window is not None:
        window = _("window {length}").format(length=length_words(card.window.at - now))
        parts.insert(0, window)
    if card.others:
        parts.append(ngettext("{n} more deadline", "{n} more deadlines", card.others).format(n=card.others))
    return " · ".join(part for part in parts if part)


def _passed(clock: Clock, now: datetime) -> float:
    if clock.since is None or clock.at <= clock.since:
        return 1.0
    return (now - clock.since) / (clock.at - clock.since)


def form_of(deadline: str) -> str:
    """The form that a deadline is read from."""
    return shipped().deadlines[deadline].form


def clock_name(clock: Clock) -> str:
    """A name that stays while the clock runs, so that the focus finds it again."""
    return f"clock_{clock.record}_{clock.kind}_{clock.state}_{'_'.join(clock.steps)}"


def open_clock(go: Go, clock: Clock) -> Callable[[], object]:
    """Where a deadline is done: a step of its team, an appointment in the calendar, else the sheet that it is of."""
    if clock.of_team:
        return partial(go, "team", record=clock.record, step=clock.steps[0])
    if form_of(clock.steps[0]) == "appointment":
        return partial(go, "calendar", record=clock.record)
    if form_of(clock.steps[0]) in OF_TEAMS and clock.kind != "contact":
        return partial(go, "team", record=clock.record)
    if clock.kind == "contact":
        return partial(go, "case", case=clock.case, view="plan")
    return partial(go, "form", form=form_of(clock.steps[0]), case=clock.case or None, record=clock.record)


# --- today ------------------------------------------------------------------------------------------------------------


class NowLine(QWidget):
    """The present moment among the hours of the day."""

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._time = Label(time_words(now), "small-strong", tone=Tone.INFO)
        self._time.setFixedWidth(theme.px(46))
        word = Label(_("now"), "small-strong", tone=Tone.INFO)
        self.setLayout(row(self._time, _Rule(), word, gap=10, margins=(10, 2, 4, 2)))
        speak(self, _("Now it is {time}").format(time=time_words(now)))

    def set_now(self, now: datetime) -> None:
        self._time.setText(time_words(now))
        speak(self, _("Now it is {time}").format(time=time_words(now)))


class _Rule(QWidget):
    """A dot and a line after it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(60), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        wear = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, dot, middle = wear.colour("primary"), wear.px(9), self.height() / 2
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(dot / 2 + 1, middle), dot / 2 - 1, dot / 2 - 1)
        painter.drawLine(QPointF(2.5 * dot, middle), QPointF(self.width() - 1, middle))
        painter.end()


def day_rows(shown: Today, defs: Definitions, go: Go) -> Iterator[QWidget]:
    """What was done by the hour, the present moment, and the deadlines that are still to come today."""
    over = [clock for clock in shown.day if clock.exact and clock.at < shown.now]
    past = [(done.at, _done_row(done, defs, go)) for done in shown.done]
    past += [(clock.at, _clock_row(clock, shown, go)) for clock in over]
    yield from (made for _at, made in sorted(past, key=lambda one: one[0]))
    yield NowLine(shown.now)
    for clock in later(shown):
        yield _clock_row(clock, shown, go)


def later(shown: Today) -> list[Clock]:
    """What has an hour that is still to come today."""
    return [clock for clock in shown.day if clock.exact and clock.at >= shown.now]


def _clock_row(clock: Clock, shown: Today, go: Go) -> RowButton:
    """A deadline or an appointment at its hour; an appointment that is over asks whether it was kept."""
    over = clock.at < shown.now
    second = f"{clock.code} · {steps_words(clock.steps)}" if clock.of_team else clock.code
    if over:
        second = _("{code} · was it kept?").format(code=clock.code)
    mark = ChipSpec(_("to say"), Shape.TRIANGLE, Tone.SOON) if over else ChipSpec(_("to do"), Shape.RING, Tone.QUIET)
    made = _timed(clock_title(clock), second or _("without a case"), time_words(clock.at), mark, strong=not over)
    made.setObjectName(f"later_{clock.record}_{clock.steps[0]}")
    made.clicked.connect(open_clock(go, clock))
    return made


def _done_row(done: Done, defs: Definitions, go: Go) -> RowButton:
    title = done_words(done, defs)
    second = done.code or _("without a case")
    made = _timed(title, second, time_words(done.at), ChipSpec(_("done"), Shape.CHECK, Tone.DONE), strong=False)
    made.setObjectName(f"done_{done.record}")
    if done.form == "team":
        made.clicked.connect(partial(go, "team", record=done.record))
    else:
        made.clicked.connect(partial(go, "form", form=done.form, case=done.case, record=done.record))
    return made


def done_words(done: Done, defs: Definitions) -> str:
    """What was written today, by the name of its form."""
    if done.verb == "step":
        return ngettext("Team: {n} entry", "Team: {n} entries", done.times).format(n=done.times)
    form = pick(defs.form(done.form).title)
    if done.verb == "conflict-settled":
        return _("{form}: value chosen").format(form=form)
    return _("{form}: saved").format(form=form)


def _timed(title: str, second: str, time: str, mark: ChipSpec, *, strong: bool) -> RowButton:
    hour = Label(time, "label" if strong else "muted")
    hour.setFixedWidth(theme.px(46))
    made = RowButton(title, second, lead=boxed(row(hour, Mark(mark), gap=10)), arrow=strong)
    speak(made, f"{time}, {mark.word}: {title}, {second}")
    return made


def hourless_rows(shown: Today, defs: Definitions, go: Go) -> Iterator[QWidget]:
    """What waits without an hour of its own: reports that nobody took, forms that were begun."""
    for clock in shown.day:
        if not clock.exact and not clock.of_team:
            yield _day_row(clock, shown.now, go)
    for report in shown.reports:
        yield _report_row(report, shown.now, go)
    for draft in shown.drafts:
        yield _draft_row(draft, defs, shown.now, go)


def _day_row(clock: Clock, now: datetime, go: Go) -> RowButton:
    ring = Mark(ChipSpec(_("to do"), Shape.RING, Tone.QUIET))
    second = clock.code or _("without a case")
    made = RowButton(clock_title(clock), second, lead=ring, end=due_chip(clock, now))
    made.setObjectName(f"day_{clock.record}_{clock.steps[0]}")
    made.clicked.connect(open_clock(go, clock))
    return made


def _report_row(report: OpenReport, now: datetime, go: Go) -> RowButton:
    chip: QWidget | None = None
    if report.danger:
        chip = Chip(_("Danger now"), Shape.OCTAGON, Tone.DANGER)
    elif report.child:
        chip = Chip(_("Child"), Shape.TRIANGLE, Tone.SOON)
    ring = Mark(ChipSpec(_("to do"), Shape.RING, Tone.QUIET))
    second = answer_words(report.at, now) or _("without an hour")
    if report.asks is not None:
        second = f"{second} · {form_state_spec(report.asks).word}"
    made = RowButton(_("Report without a case"), second, lead=ring, end=chip)
    made.setObjectName(f"report_{report.record}")
    made.clicked.connect(partial(go, "form", form="report", case=None, record=report.record))
    return made


def _draft_row(draft: Unfinished, defs: Definitions, now: datetime, go: Go) -> RowButton:
    half = ChipSpec(_("Draft"), Shape.HALF, Tone.INFO)
    title = _("Finish: {form}").format(form=pick(defs.form(draft.form).title))
    second = " · ".join(part for part in (draft.code, moment_words(draft.at, now)) if part)
    made = RowButton(title, second, lead=Mark(half), end=Chip.of(half))
    made.setObjectName(f"draft_{draft.record}")
    # A form that was never saved has no record yet: its draft is found again from the same place.
    record = None if draft.is_new else draft.record
    made.clicked.connect(partial(go, "form", form=draft.form, case=draft.case, record=record))
    return made
