"""Parts of typing a paper: what the paper is, one large question, how far one is, and the list before saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop.forms.schema import FieldType
from desktop.forms.transcribe import DECLINED, UNKNOWN, Offer, Stop, hint, paper_day
from desktop.gui import theme
from desktop.gui.widgets import (
    Banner,
    Bar,
    Button,
    Card,
    KeyCap,
    Kind,
    Label,
    RowButton,
    RowList,
    ScrollPage,
    TextArea,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick

WIDE = 620
TWO_COLUMNS = 5  # from so many boxes on they stand in two columns

Keys = tuple[tuple[tuple[str, ...], str], ...]  # what is pressed, and what it does


@dataclass(frozen=True, slots=True)
class Doubt:
    """One line of the list before saving."""

    path: str
    question: str
    words: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is put: what stands already, what may be typed, and the boxes with their keys."""

    label: str
    help: str
    stands: str
    hint: str
    boxes: tuple[tuple[str, str], ...] = ()
    is_text: bool = False


class Progress(QWidget):
    """Which section, and how far on the whole paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section, self._count = Label("", "small-muted", wrap=True), Label("", "small-muted")
        self._section.setObjectName("section_place")
        self._bar = Bar(0.0, name=_("How far the paper is typed"))
        line = row(self._section, self._count, gap=12)
        line.setStretch(0, 1)
        self.setLayout(column(line, self._bar, gap=4))

    def show_place(self, section: str, at: int, of: int) -> None:
        self._section.setText(section)
        self._count.setText(_("question {n} of {all}").format(n=at + 1, all=of))
        self._bar.set_share((at + 1) / of if of else 0.0)


class PaperCard(ScrollPage):
    """begun(date, who): the paper is known; nothing is typed before that."""

    begun = Signal(object, str)

    def __init__(self, keys: Keys | None = None, parent: QWidget | None = None) -> None:
        self._on = TextField(_("Date on the paper"), hint=_("05032026, or / if the paper has none"), width=WIDE // 2)
        self._on.setObjectName("paper_on")
        self._by = TextField(_("Who wrote on the paper"), width=WIDE // 2)
        self._by.setObjectName("paper_by")
        self._wrong = Label("", "small", tone=Tone.DANGER, wrap=True)
        self._wrong.hide()
        self._go = Button(_("Begin"), Kind.PRIMARY, icon="keyboard", name="transcribe_begin")
        card = Card(margin=20, gap=8)
        card.add(
            Label(_("The paper"), "section"),
            Label(
                _("What she said bears the date of the paper; that you typed it in is written beside it."), wrap=True
            ),
            Label(_("Date on the paper"), "label", buddy=self._on),
            row(self._on, None),
            self._wrong,
            Label(_("Who wrote on the paper"), "label", buddy=self._by),
            row(self._by, None),
            row(self._go, None),
        )
        super().__init__(card, _legend(keys or form_keys()), margins=(24, 20, 20, 16), parent=parent)
        self._now: datetime | None = None
        self._go.clicked.connect(self._on_go)
        for field in (self._on, self._by):
            field.returnPressed.connect(self._on_return)

    def start(self, now: datetime) -> None:
        self._now = now
        for field in (self._on, self._by):
            field.clear()
        self._wrong.hide()

    def first_field(self) -> QWidget:
        return self._on

    def _on_return(self) -> None:
        if self.focusWidget() is self._on:
            self._by.setFocus()
        else:
            self._on_go()

    def _on_go(self) -> None:
        typed = self._on.text().strip()
        on = {"none": "unknown"} if typed == UNKNOWN else self._day(typed)
        mark_bad(self._on, on is None)
        self._wrong.setVisible(on is None)
        self._wrong.setText(_("Write the date of the paper, such as 05032026; / if the paper has none."))
        if on is None:
            self._on.setFocus()
        else:
            self.begun.emit(on, self._by.text())

    def _day(self, typed: str) -> str | None:
        return paper_day(typed, self._now) if self._now is not None else None


class Asking(ScrollPage):
    """One question. answered(text): Enter. went_back: Shift and Enter."""

    answered = Signal(str)
    went_back = Signal()

    def __init__(self, keys: Keys | None = None, parent: QWidget | None = None) -> None:
        self._label = Label("", "title", wrap=True)
        self._label.setObjectName("asked")
        self._help = Label("", "muted", wrap=True)
        self._line = TextField(_("Answer"), width=WIDE)
        self._line.setObjectName("typed")
        self._text = TextArea(_("Answer"), lines=6)
        self._text.setObjectName("typed_text")
        self._text.setMaximumWidth(theme.px(WIDE))
        self._stands = Label("", "label", wrap=True)
        self._stands.setObjectName("stands")
        self._wrong = Label("", "body", tone=Tone.DANGER, wrap=True)
        self._wrong.setObjectName("wrong")
        self._hint = Label("", "small-muted", wrap=True)
        self._boxes = QWidget()
        self._grid = QGridLayout(self._boxes)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(24))
        self._grid.setVerticalSpacing(theme.px(6))
        super().__init__(
            self._label,
            self._help,
            self._stands,
            self._line,
            self._text,
            self._wrong,
            self._hint,
            self._boxes,
            _legend(keys or form_keys()),
            margins=(24, 20, 20, 16),
            gap=8,
            parent=parent,
        )
        self._line.installEventFilter(self)
        self._text.installEventFilter(self)
        self._line.textEdited.connect(self._on_typed)

    def show_stop(self, stop: Stop, boxes: Sequence[Offer], stands: str, label: str) -> None:
        field = stop.field
        self.show_question(
            Asked(
                label=_("Is there another row: {group}?").format(group=label) if stop.asks_row else label,
                help="" if stop.asks_row or field.help is None else pick(field.help),
                stands=_("Typed: {answer}").format(answer=stands) if stands else "",
                hint=_("1 for another row, Enter for none") if stop.asks_row else hint(field),
                boxes=tuple((str(box.number), box.words) for box in boxes),
                is_text=field.type is FieldType.LONG_TEXT and not stop.asks_row,
            )
        )

    def show_question(self, asked: Asked) -> None:
        self._label.setText(asked.label)
        self._help.setText(asked.help)
        self._help.setVisible(bool(asked.help))
        self._stands.setText(asked.stands)
        self._stands.setVisible(bool(asked.stands))
        self._hint.setText(asked.hint)
        self._wrong.hide()
        self._line.setVisible(not asked.is_text)
        self._text.setVisible(asked.is_text)
        self._line.clear()
        self._text.clear()
        mark_bad(self._line, False)
        for entry in (self._line, self._text):
            speak(entry, asked.label)
        self._show_boxes(asked.boxes)
        self.verticalScrollBar().setValue(0)

    def first_field(self) -> QWidget:
        return self._text if self._line.isHidden() else self._line

    def say_wrong(self, words: str) -> None:
        self._wrong.setText(words)
        self._wrong.show()
        mark_bad(self._line, True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.went_back.emit()
                return True
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and watched is self._text:
                self._text.insertPlainText("\n")
                return True
            self.answered.emit(self._text.toPlainText() if watched is self._text else self._line.text())
            return True
        return super().eventFilter(watched, event)

    def _show_boxes(self, boxes: Sequence[tuple[str, str]]) -> None:
        clear(self._grid)
        columns = 2 if len(boxes) >= TWO_COLUMNS else 1
        rows = -(-len(boxes) // columns)
        for place, (key, words) in enumerate(boxes):
            line = row(KeyCap(key), Label(words, wrap=True), gap=10)
            line.setStretch(1, 1)
            self._grid.addLayout(line, place % rows, place // rows)
        self._boxes.setVisible(bool(boxes))

    def _on_typed(self, _text: str) -> None:
        self._wrong.hide()
        mark_bad(self._line, False)


class CheckList(ScrollPage):
    """Before saving. followed(path): go back to that question. save_asked."""

    followed = Signal(str)
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._title = Label("", "title", wrap=True)
        self._doubts = boxed(column(gap=8))
        self._save = Button(_("Save"), Kind.PRIMARY, icon="save", key="Ctrl+S", key_works=False, name="transcribe_save")
        super().__init__(self._title, self._doubts, row(self._save, None), margins=(24, 20, 20, 16), parent=parent)
        self._save.clicked.connect(self.save_asked)

    def show_doubts(self, doubts: Sequence[Doubt], missing: Sequence[Doubt], typed: int, *, can_save: bool) -> None:
        self._title.setText(ngettext("{n} answer typed", "{n} answers typed", typed).format(n=typed))
        layout = self._doubts.layout()
        if layout is None:
            return
        clear(layout)
        if not can_save:
            layout.addWidget(
                Banner(Tone.DANGER, _("Some answers are wrong and cannot be saved"), _("Correct them first."))
            )
        if doubts:
            layout.addWidget(Label(_("Compare with the paper"), "section"))
            layout.addWidget(RowList(*(self._row(one) for one in doubts), margin=6))
        if missing:
            layout.addWidget(Label(_("Not on the paper, or left out"), "section"))
            layout.addWidget(RowList(*(self._row(one) for one in missing), margin=6))
        if typed and not doubts and not missing:
            layout.addWidget(
                Banner(Tone.DONE, _("Nothing is doubtful"), _("Save, and put the paper where it is kept."))
            )
        self._save.setEnabled(can_save and typed > 0)

    def can_save(self) -> bool:
        return self._save.isEnabled()

    def first_field(self) -> QWidget:
        first = self.findChild(RowButton)
        return self._save if self._save.isEnabled() or first is None else first

    def _row(self, doubt: Doubt) -> RowButton:
        tone = Tone.DANGER if doubt.wrong else ""
        made = RowButton(doubt.question, doubt.words, tone=tone, arrow=True)
        made.setObjectName(f"doubt_{doubt.path}")
        made.clicked.connect(partial(self._follow, doubt.path))
        return made

    def _follow(self, path: str, _checked: bool = False) -> None:
        self.followed.emit(path)


def form_keys() -> Keys:
    return (
        (("Enter",), _("next question; without an answer it stays open")),
        (("Shift", "Enter"), _("the question before")),
        ((UNKNOWN,), _("unknown")),
        ((DECLINED,), _("declined to answer")),
        (("Ctrl", "S"), _("finish, check and save")),
    )


def _legend(keys: Keys) -> QWidget:
    """The keys, always in sight: nobody looks them up with a paper in the other hand."""
    lines = (row(*map(KeyCap, caps), Label(words, "small-muted", wrap=True), gap=6) for caps, words in keys)
    body = column(*lines, gap=4, margins=(0, 16, 0, 0))
    for place in range(body.count()):
        item = body.itemAt(place)
        line = item.layout() if item is not None else None
        if isinstance(line, QHBoxLayout):
            line.setStretch(line.count() - 1, 1)
    return boxed(body)


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
