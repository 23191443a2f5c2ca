"""Answers of other kinds: what is worked out, a signature, an attached file."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from desktop.forms.clean import TEXT_LENGTH
from desktop.forms.present import show
from desktop.forms.schema import Field, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.date_editors import DayField, day_text, read_day
from desktop.gui.forms.editor import Editor, Switch
from desktop.gui.forms.pasting import Entry
from desktop.gui.forms.text_editors import not_filled
from desktop.gui.widgets import Button, FlowBox, Kind, Label
from desktop.i18n import _, number_words
from desktop.services.attach import Attached


class ShownEditor(Editor):
    """An answer that nobody types: worked out from others, or given by the program."""

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._value: Json = None
        self._words = Label("", wrap=True)
        self.add(self._words)
        self.set_value(None)

    def value(self) -> Json:
        return self._value

    def set_value(self, value: Json) -> None:
        self._value = value
        words = show(self.field, value, self.around.definitions, country=self.around.country)
        self._words.setText(words or _("worked out from the answers"))
        role = "body" if words else "muted"
        if self._words.property("role") != role:
            self._words.setProperty("role", role)
            self._words.style().unpolish(self._words)
            self._words.style().polish(self._words)

    def parts(self) -> tuple[QWidget, ...]:
        return ()

    def words(self) -> str:
        return self._words.text()


class SignatureEditor(Editor):
    """How she agreed, on which day, and who was there; the paper itself stays in the office."""

    typing, wide = True, True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        ways = (("paper", _("on paper")), ("verbal", _("verbally, recorded")), ("mark", _("by a mark")))
        self._how = Switch(ways, name=self.name, large=True)
        self._on = DayField(_("{question}: day").format(question=self.name), around)
        self._witness = Entry(_("{question}: witness").format(question=self.name), limit=TEXT_LENGTH, width=228)
        self._witness.setPlaceholderText(_("witness, if there was one"))
        self._codes = [code for code, _words in ways]
        self._how.chosen.connect(self._on_how)
        self._how.cleared.connect(self.edited)
        self._on.changed.connect(self.edited)
        self._witness.textEdited.connect(self._on_typed)
        for entry in (self._on, self._witness):
            entry.told.connect(self.told)
        self.add(FlowBox(self._how, self._on, self._witness, gap=8))

    def value(self) -> Json:
        how, witness = self._how.value(), self._witness.text().strip()
        on = read_day(self.field, self._on.text(), self.around)
        if how is None and on is None and not witness:
            return None
        signed: dict[str, Json] = {"how": how or "", "on": on if isinstance(on, str) else ""}
        return {**signed, "witness": witness} if witness else signed

    def set_value(self, value: Json) -> None:
        signed: Mapping[str, Json] = value if isinstance(value, Mapping) else {}
        self._how.set_value(str(signed["how"]) if signed.get("how") else None)
        self._on.set_value(day_text(signed.get("on")))
        self._witness.set_value(str(signed.get("witness") or ""))

    def parts(self) -> tuple[QWidget, ...]:
        return (*(self._how.button(code) for code in self._codes), self._on, self._witness)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        not_filled(self._witness, answerable, _("witness, if there was one"))

    def settle(self) -> None:
        self.set_value(self.value())

    def _on_how(self) -> None:
        if not self._on.text().strip():
            today = self.around.now().astimezone(self.around.tz).date()
            self._on.set_value(day_text(today.isoformat()))
        self.edited.emit()

    def _on_typed(self) -> None:
        self.edited.emit()


class FileEditor(Editor):
    """A picture or a PDF kept with the sheet; its name is not kept, since names of files tell too much."""

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._id: str | None = None
        self._words = Label("", "body")
        self._choose = Button(_("Attach a picture or a PDF"), Kind.PLAIN, icon="attach")
        self._show = Button(_("Look at it"), Kind.SMALL_LINK, icon="eye")
        self._show.clicked.connect(self._on_show)
        self._drop = Button(_("Remove"), Kind.SMALL_LINK)
        self._choose.clicked.connect(self._on_choose)
        self._drop.clicked.connect(self._on_drop)
        self.add(self._words, self._choose, self._drop, self._show)
        self.rest_empty()
        self.set_value(None)

    def value(self) -> Json:
        return self._id

    def set_value(self, value: Json) -> None:
        self._id = value if isinstance(value, str) else None
        self._words.setText(self._described(self._id) if self._id else "")
        self._words.setVisible(self._id is not None)
        self._drop.setVisible(self._id is not None)
        self._show.setVisible(self._id is not None and self.around.show_file is not None)
        self._choose.setVisible(self._id is None)

    def parts(self) -> tuple[QWidget, ...]:
        return (self._choose, self._drop, self._show)

    def mark(self, bad: bool, sentence: str = "") -> None:
        """A button is not tinted; the sentence under it says what is wrong."""

    def _described(self, attachment: str) -> str:
        found = self.around.about_file(attachment)
        return file_words(found) if found else _("a file that is not on this computer")

    def _on_choose(self) -> None:
        self.around.attach(self._on_attached)

    def _on_attached(self, found: Attached) -> None:
        self.set_value(found.id)
        self.edited.emit()

    def _on_show(self) -> None:
        if self._id is not None and self.around.show_file is not None:
            self.around.show_file(self._id)

    def _on_drop(self) -> None:
        self.set_value(None)
        self.edited.emit()


def file_words(found: Attached) -> str:
    """document 1, PDF, 120 KB"""
    kind = found.mime.rpartition("/")[2].upper()
    size = max(1, round(found.size / 1024))
    unit = _("{size} KB").format(size=number_words(size))
    if size >= 1024:
        unit = _("{size} MB").format(size=number_words(round(size / 1024, 1)))
    return _("document {number}, {kind}, {size}").format(number=found.number, kind=kind, size=unit)
