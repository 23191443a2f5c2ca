"""Parts of the meetings of a team: planning one, deciding, saying why, choosing whose paper it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.answers import is_real
from desktop.forms.schema import Form
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.make import make_editor
from desktop.gui.pages.appointment_editor import around
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Chip,
    ChipSpec,
    Choice,
    FlowBox,
    Kind,
    Label,
    Line,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, pick

Options = Sequence[tuple[str, str]]


def deed_row(title: str, lines: Sequence[str], chip: ChipSpec | None = None, deeds: Sequence[QWidget] = ()) -> QWidget:
    """One thing with its chip and what is known of it; what can be done stands at the right, or under it."""
    head: QWidget = Label(title, "label", wrap=True)
    if chip is not None:
        head = boxed(column(head, boxed(row(Chip.of(chip), None)), gap=3))
    words = [Label(words, "small-muted", wrap=True) for words in lines]
    return Beside(boxed(column(head, *words, gap=3)), *deeds, least=320, margins=(0, 8, 0, 8))


class Asked(Card):
    """A few questions of a sheet as a card. saved: the answers may be read; left: nothing was wanted."""

    saved = Signal()
    left = Signal()

    def __init__(
        self, shell: Shell, form: Form, paths: Sequence[str], title: str, word: str, name: str, lead: str = ""
    ) -> None:
        super().__init__(margin=14, gap=8)
        self.setObjectName(name)
        near = around(shell)
        self._editors: dict[str, Editor] = {}
        self._blocks: dict[str, QWidget] = {}
        self.add(Label(title, "section"))
        if lead:
            self.add(Label(lead, "small-muted", wrap=True))
        for path in paths:
            field = form.field(path)
            editor = make_editor(field, field.id, near)
            editor.setObjectName(f"{name}_{field.id}")
            editor.edited.connect(self._on_edited)
            told = pick(field.label)
            help = Label(pick(field.help), "small-muted", wrap=True) if field.help else None
            parts = [Label(told, "label", wrap=True), *([help] if help else []), editor]
            speak(editor, told)
            self._editors[path], self._blocks[path] = editor, boxed(column(*parts, gap=3))
            self.add(self._blocks[path])
        self._said = Banner(Tone.SOON, "", "")
        self._said.setObjectName(f"{name}_said")
        self._said.hide()
        self._save = Button(word, Kind.PRIMARY, name=f"{name}_save")
        self._save.clicked.connect(self.saved)
        leave = Button(_("Leave it"), name=f"{name}_leave")
        leave.clicked.connect(self.left)
        self.add(self._said, FlowBox(self._save, leave, gap=8))
        self._shown: Callable[[str], bool] = lambda _path: True

    def show_only(self, shown: Callable[[str], bool]) -> None:
        """Which questions are asked, with what is answered so far."""
        self._shown = shown
        self._on_edited()

    def fill(self, answers: Mapping[str, Any]) -> None:
        for path, editor in self._editors.items():
            editor.set_value(answers.get(path))
        self._said.hide()
        self._on_edited()

    def answers(self) -> dict[str, Any]:
        """path -> answer of each question that is asked; what is empty is None."""
        for editor in self._editors.values():
            editor.settle()
        found = {path: editor.value() for path, editor in self._editors.items() if not self._blocks[path].isHidden()}
        return {path: value if is_real(value) else None for path, value in found.items()}

    def value(self, path: str) -> Any:
        return self._editors[path].value()

    def say(self, words: str) -> None:
        self._said.set_words(words)
        self._said.show()

    def first_field(self) -> QWidget:
        return self._editors[next(iter(self._editors))].parts()[0]

    def _on_edited(self) -> None:
        for path, block in self._blocks.items():
            block.setVisible(self._shown(path))


class WhyNot(Card):
    """Why something was refused, or is late. wanted(str): a code of the reasons; left: it stays as it was."""

    wanted = Signal(str)
    left = Signal()

    def __init__(self, title: str, reasons: Options, word: str, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=12, gap=6, parent=parent)
        self.setObjectName("why_not")
        self._why = Choice(reasons, title, width=280)
        self._why.setObjectName("why")
        self._why.activated.connect(lambda _at: mark_bad(self._why, False))
        do = Button(word, Kind.SMALL_PRIMARY, name="why_save")
        do.clicked.connect(self._on_do)
        leave = Button(_("Leave it"), Kind.SMALL, name="why_leave")
        leave.clicked.connect(self.left)
        self.add(Label(title, "label", wrap=True, buddy=self._why), FlowBox(self._why, do, leave, gap=8))

    def first_field(self) -> QWidget:
        return self._why

    def _on_do(self) -> None:
        chosen = self._why.value()
        mark_bad(self._why, chosen is None)
        if chosen is None:
            self._why.setFocus()
        else:
            self.wanted.emit(chosen)


class Readers(Card):
    """For whom a paper of a meeting is made. printed(str), saved(str): the institution, or nothing for the file."""

    printed = Signal(str)
    saved = Signal(str)
    left = Signal()

    def __init__(self, title: str, lead: str, readers: Sequence[tuple[str, str, str]]) -> None:
        """`readers`: code, name, and what is on the paper of each."""
        super().__init__(margin=14, gap=8)
        self.setObjectName("readers")
        self.add(Label(title, "section"), Label(lead, "small-muted", wrap=True))
        self._first: QWidget | None = None
        for code, name, told in readers:
            deeds = []
            for word, signal, deed in ((_("Print"), self.printed, "print"), (_("Save as PDF"), self.saved, "save")):
                button = Button(word, Kind.SMALL, name=f"{deed}_for_{code or 'file'}")
                speak(button, f"{name}: {word}")
                button.clicked.connect(partial(_emit, signal, code))
                deeds.append(button)
            self._first = self._first or deeds[0]
            words = boxed(column(Label(name, "label", wrap=True), Label(told, "small-muted", wrap=True), gap=1))
            self.add(Line(), Beside(words, *deeds, least=280))
        leave = Button(_("Close"), name="readers_leave")
        leave.clicked.connect(self.left)
        self.add(boxed(row(leave, None)))

    def first_field(self) -> QWidget | None:
        return self._first


def _emit(signal: Any, code: str, *_pressed: object) -> None:
    signal.emit(code)
