"""Answers that are chosen: one of a list, several of it, yes or no, a place, a person, another record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.forms import answers as flat
from desktop.forms.clean import PLACE_LENGTH, PLACES, TEXT_LENGTH
from desktop.forms.present import options, show
from desktop.forms.schema import Definitions, Field, Json, ListEntry, PrivacyClass
from desktop.gui import theme
from desktop.gui.forms.around import Around, Options
from desktop.gui.forms.editor import Combo, Editor, Switch
from desktop.gui.forms.pasting import Entry
from desktop.gui.forms.text_editors import not_filled
from desktop.gui.widgets import FlowBox, speak
from desktop.i18n import _, pick

MOST_PARTS, MOST_WORDS = 4, 22  # a few short answers stand side by side, as yes and no do
ELSEWHERE = "-"  # no unit of the two countries; somebody who is not a worker of the office


class ComboEditor(Editor):
    """One of a list that folds away."""

    def __init__(self, field: Field, around: Around, offered: Options, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._offered = list(offered)
        self._combo = Combo(self._offered, self.name)
        self._combo.activated.connect(self._on_chosen)
        self.add(self._combo)
        self.rest_empty()

    def value(self) -> Json:
        return self._combo.value()

    def set_value(self, value: Json) -> None:
        code = value if isinstance(value, str) else None
        if code is not None and self._combo.findData(code) < 0:
            # An answer that is no longer offered, or came from elsewhere, is still shown.
            self._combo.set_options([*self._offered, (code, self._words(code))])
        self._combo.set_value(code)

    def parts(self) -> tuple[QWidget, ...]:
        return (self._combo,)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        self._combo.set_answerable(answerable)

    def _words(self, code: str) -> str:
        return show(self.field, code, self.around.definitions)

    def _on_chosen(self) -> None:
        self.edited.emit()


class SwitchEditor(Editor):
    """One of a few, side by side."""

    def __init__(self, field: Field, around: Around, offered: Options, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._switch = Switch(offered, name=self.name, large=True)
        self._codes = [code for code, _words in offered]
        self._switch.chosen.connect(self._on_chosen)
        self._switch.cleared.connect(self.edited)
        self.add(self._switch)
        self.rest_empty()

    def value(self) -> Json:
        return self._switch.value()

    def set_value(self, value: Json) -> None:
        self._switch.set_value(value if isinstance(value, str) else None)

    def parts(self) -> tuple[QWidget, ...]:
        return tuple(self._switch.button(code) for code in self._codes)

    def _on_chosen(self) -> None:
        self.edited.emit()


class YesNoEditor(SwitchEditor):
    """Yes or no."""

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, (("true", _("Yes")), ("false", _("No"))), parent)

    def value(self) -> Json:
        chosen = self._switch.value()
        return None if chosen is None else chosen == "true"

    def set_value(self, value: Json) -> None:
        self._switch.set_value(str(value).lower() if isinstance(value, bool) else None)


def choice_editor(field: Field, around: Around, parent: QWidget | None = None) -> Editor:
    """Side by side if they are few and short, else a list that folds away."""
    entries = options(field, around.definitions, around.country)
    offered = [(entry.code, pick(entry.label)) for entry in entries]
    letters = sum(len(words) for _code, words in offered)
    if len(offered) <= MOST_PARTS and letters <= MOST_WORDS:
        return SwitchEditor(field, around, offered, parent)
    return ComboEditor(field, around, offered, parent)


class ChoicesEditor(Editor):
    """Several of a list; an answer that excludes the others takes them away, and they take it away."""

    wide = True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._flow = FlowBox(gap=4)
        self._boxes: dict[str, QCheckBox] = {}
        self._exclusive: set[str] = set()
        self._fill(options(field, around.definitions, around.country))
        self.add(self._flow)

    def value(self) -> Json:
        chosen: list[Json] = [code for code, box in sorted(self._boxes.items()) if box.isChecked()]
        return chosen or None

    def set_value(self, value: Json) -> None:
        chosen = flat.codes(value) if isinstance(value, list | tuple) else frozenset()
        self._fill(options(self.field, self.around.definitions, self.around.country, sorted(chosen)))
        for code in sorted(chosen - set(self._boxes)):
            self._add(code, show(self.field, [code], self.around.definitions))
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)

    def parts(self) -> tuple[QWidget, ...]:
        return tuple(self._boxes.values())

    def _fill(self, entries: Sequence[ListEntry]) -> None:
        for entry in entries:
            if entry.code not in self._boxes:
                self._add(entry.code, pick(entry.label))
            if entry.exclusive:
                self._exclusive.add(entry.code)
        self._align()

    def _add(self, code: str, words: str) -> None:
        box = QCheckBox(words.replace("&", "&&"))
        box.setObjectName(code)
        speak(box, words, self.name)
        box.clicked.connect(partial(self._on_clicked, code))
        self._boxes[code] = box
        self._flow.add(box)

    def _align(self) -> None:
        """Boxes of one width stand in columns, which an eye finds its way in."""
        metrics = QFontMetricsF(theme.current().font())
        words = [metrics.horizontalAdvance(box.text()) for box in self._boxes.values()]
        widest = int(max(words, default=0)) + theme.px(44)
        for box in self._boxes.values():
            box.setMinimumWidth(min(widest, theme.px(268)))

    def mark(self, bad: bool, sentence: str = "") -> None:
        for box in self._boxes.values():
            speak(box, box.accessibleName(), sentence if bad else self.name)

    def _on_clicked(self, code: str, _checked: bool = False) -> None:
        if self._boxes[code].isChecked():
            leaving = set(self._boxes) if code in self._exclusive else self._exclusive
            for other in leaving - {code}:
                self._boxes[other].setChecked(False)
        self.edited.emit()


class PlaceEditor(Editor):
    """A district or county, and the locality in it where the form may know it; abroad only words."""

    typing, wide = True, True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._exact = field.privacy is PrivacyClass.IDENTIFIER or field.reveal
        offered = [*units(around.definitions, around.country), (ELSEWHERE, _("another country"))]
        self._unit = Combo(offered, self.name)
        self._unit.activated.connect(self._on_unit)
        self._locality = Entry(_("{question}: locality").format(question=self.name), limit=PLACE_LENGTH - 10)
        self._locality.textEdited.connect(self._on_typed)
        self._locality.told.connect(self.told)
        self.wide = self._exact
        self.add(self._unit)
        self._line.addWidget(self._locality, 1)
        self._locality.setVisible(self._exact)
        if not self._exact:
            self.rest_empty()

    def value(self) -> Json:
        unit, words = self._unit.value(), self._locality.text().strip()
        if unit is None or unit == ELSEWHERE:
            return words or None
        return f"{unit}/{words}" if words else unit

    def set_value(self, value: Json) -> None:
        unit, _slash, words = value.partition("/") if isinstance(value, str) else ("", "", "")
        if unit and self._unit.findData(unit) < 0:
            unit, words = ELSEWHERE, str(value)
        self._unit.set_value(unit or None)
        self._locality.set_value(words)
        self._settle()

    def parts(self) -> tuple[QWidget, ...]:
        return (self._unit, self._locality)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        self._unit.set_answerable(answerable)
        self._settle(answerable=answerable)

    def _settle(self, *, answerable: bool = True) -> None:
        abroad = self._unit.value() == ELSEWHERE
        self._locality.setVisible(self._exact or abroad or bool(self._locality.text()))
        not_filled(self._locality, answerable, _("country and town") if abroad else _("locality"))

    def _on_unit(self) -> None:
        self._settle()
        self.edited.emit()

    def _on_typed(self) -> None:
        self.edited.emit()


class WorkerEditor(ComboEditor):
    """A person of the office, or the typed name of somebody outside."""

    typing, wide = True, True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, [*around.workers, (ELSEWHERE, _("somebody else"))], parent)
        self._outside = Entry(_("{question}: name").format(question=self.name), limit=field.max_length or TEXT_LENGTH)
        self._outside.setPlaceholderText(_("name and institution"))
        self._outside.textEdited.connect(self._on_chosen)
        self._outside.told.connect(self.told)
        self._line.insertWidget(1, self._outside, 2)
        self._outside.hide()

    def value(self) -> Json:
        if self._combo.value() == ELSEWHERE:
            return self._outside.text().strip() or None
        return self._combo.value()

    def set_value(self, value: Json) -> None:
        known = value in dict((*self.around.workers, *self.around.left))
        outside = value if isinstance(value, str) and not known else ""
        self._outside.set_value(outside)
        super().set_value(ELSEWHERE if outside else value)
        self._outside.setVisible(bool(outside))

    def parts(self) -> tuple[QWidget, ...]:
        return (self._combo, self._outside)

    def _words(self, code: str) -> str:
        return dict(self.around.left).get(code, code)

    def _on_chosen(self) -> None:
        self._outside.setVisible(self._combo.value() == ELSEWHERE)
        super()._on_chosen()


class LinkEditor(ComboEditor):
    """Another record of the same case."""

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, around.targets(field.form), parent)

    def _words(self, code: str) -> str:  # noqa: ARG002 an id says nothing to anybody
        return _("a sheet that is not in this case")


class CaseLinkEditor(Editor):
    """Another case, by its code; a code that no case has stays as it was typed and is never saved."""

    typing = True

    def __init__(self, field: Field, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(field, around, parent)
        self._entry = Entry(self.name, limit=40, hint=_("code of the case"), width=228)
        self._entry.textEdited.connect(self._on_typed)
        self._entry.told.connect(self.told)
        self.add(self._entry)
        self.rest_empty()

    def value(self) -> Json:
        typed = self._entry.text().strip()
        return (self.around.case_of_code(typed) or typed) if typed else None

    def set_value(self, value: Json) -> None:
        words = value if isinstance(value, str) else ""
        self._entry.set_value((self.around.code_of_case(words) or words) if words else "")

    def parts(self) -> tuple[QWidget, ...]:
        return (self._entry,)

    def set_answerable(self, answerable: bool) -> None:
        super().set_answerable(answerable)
        not_filled(self._entry, answerable, _("code of the case"))

    def settle(self) -> None:
        self.set_value(self.value())

    def _on_typed(self) -> None:
        self.edited.emit()


def units(defs: Definitions, country: str) -> list[tuple[str, str]]:
    """Districts and counties, those of the office's own country first."""
    entries = sorted(defs.list(PLACES).entries, key=lambda entry: entry.country != country)
    return [(entry.code, pick(entry.label)) for entry in entries]
