"""Beside the question that has the focus: why it is asked, on what ground, what was answered before and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Field
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import show_value
from desktop.gui.forms.state import same
from desktop.gui.models.times import wrong_clock_words
from desktop.gui.widgets import Button, Card, ElidedLabel, IconLabel, Kind, Label, Line, clear, column, row
from desktop.gui.widgets.covered import CoverBar
from desktop.i18n import _, date_words, datetime_words, pick, time_words
from desktop.services.records import Value

FIRST_SHOWN = 4


class ContextPanel(QWidget):
    """Shows one question at a time; what is covered on the form is covered here."""

    def __init__(self, around: Around, *, verified: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("context")
        self._around, self._verified = around, verified
        self._shown: tuple[object, ...] | None = None
        self._all = False
        px = theme.px
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(6))
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_field(self, field: Field, values: Sequence[Value]) -> None:
        """`values` are all that was ever written to it, newest first."""
        key = (field.pattern, values[0].path if values else "", len(values))
        if key != self._shown:
            self._shown, self._all = key, False
            self._fill(field, values)

    def _fill(self, field: Field, values: Sequence[Value]) -> None:
        clear(self._column)
        self._add(Label(_("Why we ask"), "section"))
        why = pick(field.why) if field.why else _("No special reason is noted. Ask only if it helps now.")
        self._add(Label(why, "body" if field.why else "muted", wrap=True))
        if field.basis:
            self._gap()
            self._add(Label(_("Ground"), "group"), Label(pick(field.basis), wrap=True))
            if not self._verified:
                self._add(Label(_("Not verified against the official text."), "small-muted", wrap=True))
        self._fill_earlier(field, values)
        self._fill_authors(field, values)

    def _fill_earlier(self, field: Field, values: Sequence[Value]) -> None:
        earlier = [one for before, one in pairwise(values) if not same(before.value, one.value)]
        if not earlier:
            return
        self._rule()
        self._add(Label(_("Earlier answers"), "group"))
        for value in earlier if self._all else earlier[:FIRST_SHOWN]:
            card = Card(margin=10, gap=2)
            if field.reveal or field.seal:
                card.add(row(CoverBar(), None))
            else:
                card.add(Label(show_value(field, value.value, self._around), "label", wrap=True))
            card.add(Label(self._when(value), "small-muted"))
            self._add(card)

    def _fill_authors(self, field: Field, values: Sequence[Value]) -> None:
        if not values:
            return
        self._rule()
        self._add(Label(_("Who wrote"), "group"))
        for place, value in enumerate(values if self._all else values[:FIRST_SHOWN], 1):
            what = (
                _("first answer") if place == len(values) else _("taken back") if value.value is None else _("changed")
            )
            words = column(
                ElidedLabel(value.worker),
                Label(_("{time} · {what}").format(time=self._when(value), what=what), "small-muted", wrap=True),
                gap=0,
            )
            icon = IconLabel("pencil", size=16)
            line = row(icon, gap=8)
            line.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
            line.addLayout(words, 1)
            self._column.addLayout(line)
        if len(values) > FIRST_SHOWN and not self._all:
            whole = Button(_("The whole history"), Kind.SMALL_LINK, name="whole_history")
            whole.clicked.connect(lambda: self._open_all(field, values))
            self._column.addLayout(row(whole, None))
        if self._around.open_history is not None:
            versions = Button(_("History, and putting back"), Kind.SMALL_LINK, icon="history", name="open_history")
            versions.clicked.connect(partial(self._open_history, values[0].path))
            self._column.addLayout(row(versions, None))

    def _open_history(self, path: str, _checked: bool = False) -> None:
        if self._around.open_history is not None:
            self._around.open_history(path)

    def _open_all(self, field: Field, values: Sequence[Value]) -> None:
        self._all = True
        self._fill(field, values)

    def _when(self, value: Value) -> str:
        if value.at is None:
            return wrong_clock_words()
        return when_words(value.at, self._around.now().astimezone(self._around.tz))

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._column.addWidget(widget)

    def _gap(self) -> None:
        self._column.addSpacing(theme.px(4))

    def _rule(self) -> None:
        self._column.addSpacing(theme.px(4))
        self._add(Line())
        self._column.addSpacing(theme.px(4))


def when_words(moment: datetime, now: datetime) -> str:
    """today, 14:28 - or the day and the hour."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return _("today, {time}").format(time=time_words(moment))
    if days == 1:
        return _("yesterday, {time}").format(time=time_words(moment))
    return datetime_words(moment) if days < 300 else date_words(moment.date())
