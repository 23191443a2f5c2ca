"""Answers that are typed: words, numbers, money, telephones, personal numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.forms.clean import CURRENCIES, LONG_TEXT_LENGTH, TEXT_LENGTH, clean
from desktop.forms.context import Context
from desktop.forms.present import parse_typed, show
from desktop.forms.schema import Field, FieldType, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.editor import CONTROL_WIDTH, Combo, Editor
from desktop.gui.forms.pasting import Area, Entry
from desktop.gui.widgets import Label
from desktop.i18n import _, pick
from desktop.refusals import Refused

SHORT = 40  # characters of a telephone or a number; more is a mistake


def not_filled(entry: QLineEdit, answerable: bool, hint: str = "") -> None:
    """The words inside an empty control."""
    entry.setPlaceholderText(hint if answerable else _("not filled in"))


class TextEditor(Editor):
    """One line of words."""

    typing = True
    limit = TEXT_LENGTH
    entry_width = 0

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._entry = Entry(self.name, limit=field.max_length or self.limit, width=self.entry_width)
        self._entry.setMinimumWidth(self._entry.minimumSizeHint().width())
        self._entry.textEdited.connect(self._on_edited)
        self._entry.told.connect(self.told)
        self.add(self._entry)

    def value(self) -> Json:
        return self._entry.text() if self._entry.text().strip() else None

    def set_value(self, value: Json) -> None:
        self._entry.set_value(self._shown(value))
        self._entry.setCursorPosition(len(self._entry.text()))

    def parts(self) -> tuple[QWidget, ...]:
        return (self._entry,)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        not_filled(self._entry, answerable)

    def _shown(self, value: Json) -> str:
        return value if isinstance(value, str) else ""

    def _on_edited(self) -> None:
        self.edited.emit()


class TidyEditor(TextEditor):
    """A short text with one canonical form, which the answer takes as soon as it can be read."""

    limit, entry_width = SHORT, CONTROL_WIDTH

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self.rest_empty()

    def value(self) -> Json:
        text = self._entry.text()
        around = self.around
        try:
            return clean(self.field, text, Context(around.now(), around.tz, around.country), around.definitions)
        except Refused:
            return text if text.strip() else None

    def settle(self) -> None:
        self.set_value(self.value())


class PhoneEditor(TidyEditor):
    """A telephone as people write it; it is stored in the one international form."""

    def _shown(self, value: Json) -> str:
        return show(self.field, value, self.around.definitions, country=self.around.country) if value else ""


class PersonIdEditor(TidyEditor):
    """Thirteen digits, checked by their rules."""


class NumberEditor(TextEditor):
    """A number as people write it, with its unit."""

    limit, entry_width = SHORT, 104

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        if field.unit:
            self.add(Label(pick(field.unit), "muted"))
        self.rest_empty()

    def value(self) -> Json:
        text = self._entry.text()
        try:
            return parse_typed(self.field, text, self.around.tz)
        except Refused:
            return text

    def settle(self) -> None:
        self.set_value(self.value())

    def _shown(self, value: Json) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value if isinstance(value, str) else ""
        return f"{value:.10g}".replace(".", ",")


class MoneyEditor(Editor):
    """An amount and its currency."""

    typing = True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._amount = Entry(self.name, limit=SHORT, width=120)
        self._currency = Combo(
            [(code, code) for code in CURRENCIES], _("{question}: currency").format(question=self.name)
        )
        self._home = "RON" if around.country == "RO" else "MDL"
        self._currency.set_value(self._home)
        self._amount.textEdited.connect(self.edited)
        self._amount.told.connect(self.told)
        self._currency.activated.connect(self.edited)
        self.add(self._amount, self._currency)
        self.rest_empty()

    def value(self) -> Json:
        text = self._amount.text().strip()
        if not text:
            return None
        amount = self._read(text)
        return {"amount": amount, "currency": self._currency.value() or self._home}

    def set_value(self, value: Json) -> None:
        amount = value.get("amount") if isinstance(value, Mapping) else None
        currency = value.get("currency") if isinstance(value, Mapping) else None
        self._amount.set_value(str(amount).replace(".", ",") if amount is not None else "")
        self._currency.set_value(str(currency or self._home))

    def parts(self) -> tuple[QWidget, ...]:
        return (self._amount, self._currency)

    def settle(self) -> None:
        self.set_value(self.value())

    def _read(self, text: str) -> str:
        """1 250,5 -> 1250.50; what is no amount stays as it was typed, and the check says so."""
        number = Field(
            id=self.field.id,
            type=FieldType.NUMBER,
            label=self.field.label,
            privacy=self.field.privacy,
            pdf="drop",
            bundle="drop",
        )
        try:
            read = parse_typed(number, text, self.around.tz)
        except Refused:
            return text
        return f"{read:.2f}" if isinstance(read, int | float) and read >= 0 else text


class LongTextEditor(Editor):
    """Several lines of words."""

    typing, wide = True, True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._area = Area(self.name, limit=field.max_length or LONG_TEXT_LENGTH, lines=field.lines or 4)
        self._area.textChanged.connect(self.edited)
        self._area.told.connect(self.told)
        self.add(self._area)

    def value(self) -> Json:
        text = self._area.toPlainText()
        return text if text.strip() else None

    def set_value(self, value: Json) -> None:
        text = value if isinstance(value, str) else ""
        if text == self._area.toPlainText():
            return
        with QSignalBlocker(self):
            self._area.set_value(text)

    def parts(self) -> tuple[QWidget, ...]:
        return (self._area,)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        self._area.setPlaceholderText("" if answerable else _("not filled in"))
