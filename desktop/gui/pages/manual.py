"""The guide to the program, to read inside the window: chapters at the left, the text, and a search in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import i18n, paths
from desktop.gui import theme
from desktop.gui.pages.manual_text import Heading, ManualText
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    FlowBox,
    Kind,
    Label,
    PageFrame,
    SearchField,
    SideItem,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _

FILE = ("help", "ghid.ro.md")
LEFT = 232
CHAPTER = 2  # the deepest level of headings that the list at the left shows


class ManualPage(QWidget):
    """Read alone, by keys alone; it opens no address and reads nothing but its own folder."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("manual")
        self._shell = shell
        self._text = ManualText(paths.resources().joinpath(*FILE))
        self._text.passed.connect(self._choose)
        self._typed, self._found = "", 0
        self._chapters = _chapters(self._text.headings())
        self._items = {one.anchor: SideItem(one.words) for one in self._chapters}
        self._frame = PageFrame(self._middle(), header=self._header(), left=self._contents(), left_width=LEFT)
        self._frame.section_asked.connect(self._go_to)
        self._offer("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def arrive(self, chapter: str = "") -> None:
        """Open it where it was left, or at one chapter."""
        if chapter:
            self._go_to(chapter)

    def first_field(self) -> QWidget:
        return self._text

    def _header(self) -> QWidget:
        self._back = Button(_("Guide"), Kind.LINK, icon="arrow-left", name="to_guide")
        self._back.clicked.connect(partial(self._shell.navigate, "guide"))
        title = FlowBox(self._back, Label("/", "muted"), Label(_("Guide to the program"), "section"))
        self._search = SearchField(_("Search in this text"), key="Ctrl+F")
        self._search.setObjectName("manual_search")
        self._search.searched.connect(self._on_searched)
        self._count = Label("", "small-muted")
        self._count.setObjectName("manual_count")
        for key, step in (("F3", 1), ("Shift+F3", -1)):
            QShortcut(QKeySequence(key), self).activated.connect(partial(self._step, step))
        look = row(self._count, self._search, gap=10)
        look.setStretch(1, 1)
        self._search.setMinimumWidth(theme.px(270))
        header = QWidget()
        header.setProperty("ground", "surface")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        header.setLayout(column(Beside(title, boxed(look), least=260, margins=(18, 8, 16, 8))))
        return header

    def _middle(self) -> QWidget:
        parts: list[QWidget] = []
        if i18n.language() != "ro":
            only = Banner(Tone.INFO, _("This guide is written in Romanian only."))
            only.setObjectName("romanian_only")
            parts.append(boxed(column(only, margins=(24, 12, 16, 0))))
        return boxed(column(*parts, self._text, gap=0))

    def _contents(self) -> QWidget:
        """Chapters by their names; the one that is being read looks chosen."""
        for anchor, item in self._items.items():
            item.setObjectName(f"chapter_{anchor}")
            item.clicked.connect(partial(self._go_to, anchor))
        return boxed(
            column(Label(_("Chapters"), "group"), *self._items.values(), None, gap=2, margins=(12, 16, 12, 12))
        )

    def _go_to(self, anchor: str, _checked: bool = False) -> None:
        self._text.go_to(anchor)
        self._choose(self._text.chapter())
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, anchor: str) -> None:
        for own, item in self._items.items():
            item.set_chosen(own == anchor)
        if self._frame.is_left_folded():
            self._offer(anchor)

    def _offer(self, anchor: str) -> None:
        """The chapters as a list to unfold, where there is no room for them at the left."""
        chosen = anchor if anchor in self._items else None
        self._frame.set_left_choice([(one.anchor, one.words) for one in self._chapters], chosen)

    # --- looking for words --------------------------------------------------------------------------------------

    def _on_searched(self, typed: str) -> None:
        """New words go to their first place; the same words again, by Enter, to the next."""
        if typed != self._typed:
            self._typed = typed
            self._found = self._text.look_for(typed)
        self._step(1)

    def _step(self, step: int) -> None:
        at = self._text.next_found(step)
        words = _("{at} of {total}").format(at=at, total=self._found) if at else _("not found")
        self._count.setText(words if self._typed.strip() else "")


def _chapters(headings: list[Heading]) -> list[Heading]:
    return [one for one in headings if one.level <= CHAPTER]
