"""Days and hours: typed as far as they are known, or picked in a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from desktop.forms import partial
from desktop.forms.present import parse_typed
from desktop.forms.schema import Field, Json
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.pasting import Entry
from desktop.gui.forms.text_editors import not_filled
from desktop.gui.widgets import keep_wheel_away, speak
from desktop.i18n import _, time_words
from desktop.refusals import Refused

DAY_WIDTH, HOUR_WIDTH, TYPED = 136, 100, 40


class CalendarPopup(QFrame):
    """A month to pick a day from; Esc closes it. picked(QDate)."""

    picked = Signal(QDate)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendar_popup")
        self.setProperty("ground", "surface")
        self.setFrameShape(QFrame.Shape.Box)
        self._calendar = QCalendarWidget(self)
        self._calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self._calendar.setGridVisible(False)
        speak(self._calendar, name)
        for inner in self._calendar.findChildren(QWidget):
            keep_wheel_away(inner) if inner.focusPolicy() & Qt.FocusPolicy.WheelFocus else None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(4),) * 4)
        layout.addWidget(self._calendar)
        self._calendar.activated.connect(self._on_picked)
        self._calendar.clicked.connect(self._on_picked)

    def open_at(self, under: QWidget, day: date) -> None:
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        at = under.mapToGlobal(QPoint(0, under.height() + theme.px(2)))
        room = under.screen().availableGeometry()
        left = min(at.x(), room.right() - self.width())
        top = at.y() if at.y() + self.height() <= room.bottom() else at.y() - self.height() - under.height()
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        self._calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_picked(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(day)


class DayField(Entry):
    """A day, month or year as typed; the button opens the calendar. changed: typed or picked by the person."""

    changed = Signal()

    def __init__(self, name: str, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(name, limit=TYPED, width=DAY_WIDTH, parent=parent)
        self._name, self._around = name, around
        self._popup: CalendarPopup | None = None
        self._button = self.add_button("calendar", _("{question}: choose the day").format(question=name))
        self._button.clicked.connect(self.open_calendar)
        self.textEdited.connect(self._on_edited)

    def open_calendar(self) -> None:
        if self._popup is None:
            self._popup = CalendarPopup(self._name, self)
            self._popup.picked.connect(self._on_picked)
        self._popup.open_at(self, self._day())

    def set_answerable(self, answerable: bool) -> None:
        self.setEnabled(answerable)
        not_filled(self, answerable)

    def _day(self) -> date:
        """Where the calendar opens: at what is typed, else today."""
        parts = stored_day(self.text())
        known = [int(part) for part in parts.split("-")] if parts else []
        today = self._around.now().astimezone(self._around.tz).date()
        return date(*[*known, 1, 1][:3]) if known else today

    def _on_picked(self, day: QDate) -> None:
        self.setText(f"{day.day():02d}.{day.month():02d}.{day.year():04d}")
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _on_edited(self) -> None:
        self.changed.emit()


class DateEditor(Editor):
    """A day; the month or the year alone are answers too."""

    typing = True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.day = DayField(self.name, around)
        self.day.changed.connect(self.edited)
        self.day.told.connect(self.told)
        self.add(self.day)
        self.rest_empty()

    def value(self) -> Json:
        return read_day(self.field, self.day.text(), self.around)

    def set_value(self, value: Json) -> None:
        self.day.set_value(day_text(value))

    def parts(self) -> tuple[QWidget, ...]:
        return (self.day,)

    def set_answerable(self, answerable: bool) -> None:
        self.day.set_answerable(answerable)

    def settle(self) -> None:
        self.set_value(self.value())


class DateTimeEditor(Editor):
    """A day and an hour; each may be missing or known in part."""

    typing = True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.day = DayField(self.name, around)
        name = _("{question}: hour").format(question=self.name)
        self.hour = Entry(name, limit=TYPED, width=HOUR_WIDTH)
        self._now = self.hour.add_button("clock", _("{question}: now").format(question=self.name))
        self._now.clicked.connect(self._on_now)
        self.day.changed.connect(self.edited)
        self.hour.textEdited.connect(self._on_edited)
        for entry in (self.day, self.hour):
            entry.told.connect(self.told)
        self.add(self.day, self.hour)
        self.rest_empty()

    def value(self) -> Json:
        day, hour = self.day.text().strip(), self.hour.text().strip()
        if not hour:
            return read_day(self.field, day, self.around)
        text = f"{day} {_hour(hour)}".strip()
        try:
            return parse_typed(self.field, text, self.around.tz)
        except Refused:
            return text

    def set_value(self, value: Json) -> None:
        if partial.precision(value) is partial.Precision.MINUTE:
            moment = datetime.fromisoformat(str(value)).astimezone(self.around.tz)
            self.day.set_value(day_text(moment.date().isoformat()))
            self.hour.set_value(time_words(moment))
            return
        day, _space, hour = day_text(value).partition(" ")
        if ":" in day and not hour:  # an hour whose day was never typed
            day, hour = "", day
        self.day.set_value(day)
        self.hour.set_value(hour)

    def parts(self) -> tuple[QWidget, ...]:
        return (self.day, self.hour)

    def set_answerable(self, answerable: bool) -> None:
        self.day.set_answerable(answerable)
        self.hour.setEnabled(answerable)

    def settle(self) -> None:
        self.set_value(self.value())

    def _on_now(self) -> None:
        moment = self.around.now().astimezone(self.around.tz)
        if not self.day.text().strip():
            self.day.set_value(day_text(moment.date().isoformat()))
        self.hour.set_value(time_words(moment))
        self.edited.emit()

    def _on_edited(self) -> None:
        self.edited.emit()


def read_day(field: Field, text: str, around: Around) -> Json:
    """The day as it is stored, or the text itself where it is none."""
    try:
        return parse_typed(field, text, around.tz)
    except Refused:
        return text.strip()


def day_text(value: Json) -> str:
    """2026-11-22 as one types it: 22.11.2026; what is no date stays as it was typed."""
    if not isinstance(value, str):
        return ""
    known = partial.precision(value)
    if known is None or known is partial.Precision.MINUTE:
        return value
    return ".".join(reversed(value.split("-")))


def stored_day(text: str) -> str:
    """22.11.2026 -> 2026-11-22, and "" for what is no day, month or year."""
    value = "-".join(reversed(text.strip().rstrip(".").split(".")))
    parts = value.split("-")
    value = "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    return value if partial.span(value, UTC) else ""


def _hour(text: str) -> str:
    """14:30 from 14:30, 14.30, 1430 and 14."""
    digits = text.replace(".", ":").replace(" ", "")
    if digits.isdecimal() and len(digits) in (3, 4):
        return f"{digits[:-2]}:{digits[-2:]}"
    if digits.isdecimal() and len(digits) <= 2:
        return f"{digits}:00"
    return digits
