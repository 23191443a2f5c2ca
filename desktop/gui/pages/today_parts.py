"""The three columns of the first page: what runs now, what the day holds, what comes soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.forms.schema import Definitions
from desktop.gui import theme
from desktop.gui.models.times import answer_words, length_words, moment_words, until_words
from desktop.gui.models.words import capital, due_title, steps_words, who_words
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
from desktop.services.today import CaseRow, Clock, Done, OpenReport, Today, Unfinished

Go = Callable[..., object]
SOON_HOURS = 6 * 3600.0  # a duty that ends within it is amber
WINDOW_SOON = 12 * 3600.0


# --- now --------------------------------------------------------------------------------------------------------------


def clock_words(clock: Clock, now: datetime) -> ClockWords:
    """A clock as its card says it; what care it is about is seen only when it is opened."""
    late = clock.state == "late"
    left = (clock.at - now).total_seconds()
    soon = left < (WINDOW_SOON if clock.kind == "window" else SOON_HOURS)
    parts = (who_words(clock.who), steps_words(clock.steps)) if clock.kind != "consent" else ()
    # Of many steps the numbers tell more than the institutions, and what comes last may be cut.
    where = " · ".join(part for part in (parts[::-1] if len(clock.steps) > 1 else parts) if part)
    until = until_words(clock.at, now)
    return ClockWords(
        kind=due_title(clock.kind, clock.state),
        until=until if clock.exact else _("{until} at the earliest").format(until=until),
        lead=pgettext("clock", "By") if late else _("Left"),
        figure=length_words(clock.at - now),
        passed=_passed(clock, now),
        code=clock.code,
        where=where,
        tone=Tone.DANGER if late else Tone.SOON if soon else Tone.INFO,
    )


def _passed(clock: Clock, now: datetime) -> float:
    if clock.since is None or clock.at <= clock.since:
        return 1.0
    return (now - clock.since) / (clock.at - clock.since)


def clock_name(clock: Clock) -> str:
    """A name that stays while the clock runs, so that the focus finds it again."""
    return f"clock_{clock.record}_{clock.kind}_{clock.state}_{'_'.join(clock.steps)}"


def open_clock(go: Go, clock: Clock) -> Callable[[], object]:
    if clock.kind == "consent":
        return partial(go, "form", form="consent", case=clock.case, record=clock.record)
    return partial(go, "team", record=clock.record, step=clock.steps[0])


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
    for done in shown.done:
        yield _done_row(done, defs, go)
    yield NowLine(shown.now)
    for clock in shown.later_today:
        title = due_title(clock.kind)
        second = f"{clock.code} · {steps_words(clock.steps)}"
        ring = ChipSpec(_("to do"), Shape.RING, Tone.QUIET)
        made = _timed(title, second, time_words(clock.at), ring, strong=True)
        made.setObjectName(f"later_{clock.record}_{clock.steps[0]}")
        made.clicked.connect(open_clock(go, clock))
        yield made


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
    for report in shown.reports:
        yield _report_row(report, shown.now, go)
    for draft in shown.drafts:
        yield _draft_row(draft, defs, shown.now, go)


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


# --- soon -------------------------------------------------------------------------------------------------------------


def soon_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    if shown.worked_until is not None:
        second = _("last work saved: {moment}").format(moment=moment_words(shown.worked_until, shown.now))
        chip = Chip(_("to check"), Shape.TRIANGLE, Tone.SOON)
        yield _soon(
            _("The computer’s clock may be wrong"), second, "clock", "soon", chip, "clock_row", partial(go, "settings")
        )
    for clock in shown.consents:
        days = max(0, (clock.at.date() - shown.now.date()).days)
        chip = Chip(ngettext("in {n} day", "in {n} days", days).format(n=days), Shape.TRIANGLE, Tone.SOON)
        second = f"{clock.code} · {moment_words(clock.at, shown.now)}"
        yield _soon(
            _("Consent that ends"), second, "shield", "soon", chip, f"consent_{clock.record}", open_clock(go, clock)
        )
    yield from _case_rows(shown.conflicts, "conflict", go)
    yield from _case_rows(shown.to_check, "check", go)
    if shown.more_asked:
        words = ngettext(
            "{n} more case with answers to look at", "{n} more cases with answers to look at", shown.more_asked
        )
        yield _soon(
            capital(words.format(n=shown.more_asked)),
            _("they come up here as those above are settled"),
            "warning",
            "soon",
            Chip(str(shown.more_asked)),
            "more_asked",
            partial(go, "cases"),
        )
    if shown.erasures:
        title = ngettext("{n} case to erase", "{n} cases to erase", shown.erasures).format(n=shown.erasures)
        chip = Chip(_("due"), Shape.TRIANGLE, Tone.SOON)
        act = partial(go, "settings", tab="erasure")
        yield _soon(title, _("the days of waiting are over"), "trash", "soon", chip, "erasures_row", act)
    if shown.backup.alarm in ("none", "old"):
        yield _backup_row(shown, go)
    elif shown.backup.stick_due:
        yield _stick_row(shown, go)
    if shown.recovery is not None:
        yield _recovery_row(shown.recovery, go)


def _case_rows(rows: Sequence[CaseRow], kind: str, go: Go) -> Iterator[QWidget]:
    for found in rows:
        if kind == "conflict":
            title = ngettext("{n} field with different values", "{n} fields with different values", found.conflicts)
            count, second, icon, colour = found.conflicts, _("{code} · choose one"), "copies", "primary"
        else:
            title = ngettext("{n} form to review", "{n} forms to review", found.checks)
            count, second, icon, colour = found.checks, _("{code} · an answer is doubtful"), "warning", "soon"
        words = second.format(code=found.code)
        act = partial(go, "case", case=found.case)
        yield _soon(title.format(n=count), words, icon, colour, Chip(str(count)), f"{kind}_{found.case}", act)


def _backup_row(shown: Today, go: Go) -> RowButton:
    at = shown.backup.last
    if at is None:
        second, chip = _("none yet"), Chip(_("to make"), Shape.TRIANGLE, Tone.SOON)
    else:
        second = _("last: {moment}").format(moment=moment_words(at, shown.now))
        days = max(0, (shown.now - at).days)  # none, where the clock was ahead when it was made
        chip = Chip(ngettext("{n} day old", "{n} days old", days).format(n=days), Shape.TRIANGLE, Tone.SOON)
    return _soon(_("Backup"), second, "usb", "soon", chip, "backup_row", partial(go, "settings", tab="database"))


def _stick_row(shown: Today, go: Go) -> RowButton:
    """A backup on the same disk does not help where the computer is stolen or burnt."""
    at = shown.backup.last_on_stick
    second = _("last: {moment}").format(moment=moment_words(at, shown.now)) if at else _("none yet")
    chip = Chip(_("to make"), Shape.RING, Tone.QUIET)
    return _soon(
        _("Backup on a stick"), second, "usb", "muted", chip, "stick_row", partial(go, "settings", tab="database")
    )


def _recovery_row(alarm: str, go: Go) -> RowButton:
    """Without a sheet that was typed back and tried out, a forgotten passphrase may be the end of the data."""
    title, second, word = {
        "none": (_("Recovery sheet"), _("without it, lost passphrases lose the data"), _("to make")),
        "older": (_("Recovery sheet"), _("somebody outside may still open with it"), _("to replace")),
        "unconfirmed": (_("Recovery sheet"), _("its code was not typed back yet"), _("to check")),
        "drill": (_("Recovery drill"), _("a year has passed"), _("due")),
    }[alarm]
    chip = Chip(word, Shape.TRIANGLE, Tone.SOON)
    return _soon(title, second, "key", "soon", chip, "recovery_row", partial(go, "settings", tab="recovery"))


def _soon(
    title: str, second: str, icon: str, colour: str, chip: QWidget, name: str, act: Callable[[], object]
) -> RowButton:
    made = RowButton(title, second, icon=icon, icon_colour=colour, end=chip)
    made.setObjectName(name)
    made.clicked.connect(act)
    return made
