"""The guide: which number to call, what to do in a situation, which keys there are; at hand with F1."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import guide_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    EmptyState,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    ScrollPage,
    SearchField,
    SectionHeader,
    Segment,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _, pick

CONTEXT = 332
BOTH = "both"


class GuidePage(QWidget):
    """Everything here is of the program itself: nothing is read from a case, so it may stand on any screen."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide")
        self._shell = shell
        library = shell.session.library
        self._office = shell.session.office.kind == "office"
        self._today = shell.session.now().date()
        self._lines, self._guidance = library.hotlines, library.guidance
        self._search = SearchField(_("Search in the guide"))
        self._search.setObjectName("guide_search")
        self._search.searched.connect(self._show)
        self._country = Segment(
            [(BOTH, _("Moldova and Romania")), ("MD", _("Moldova")), ("RO", _("Romania"))],
            name=_("Country"),
            value=BOTH,
        )
        self._country.setObjectName("guide_country")
        self._country.chosen.connect(self._show)
        self._numbers, self._press = parts.Pairs(), parts.Pairs()
        self._frame = PageFrame(
            self._middle(),
            context=self._context(),
            context_width=CONTEXT,
            context_title=_("What do I do if…"),
            context_icon="help",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)
        self._show()

    def arrive(self, topic: str | None = None) -> None:
        """Open one situation where a page asked for it."""
        if topic is None:
            return
        self._search.clear()
        self._show()
        situation = self._situations.open(topic)
        if situation is not None:
            self._frame.open_context()
            situation.button.setFocus()

    def first_field(self) -> QWidget:
        return self._search

    def _middle(self) -> QWidget:
        self._header = PageHeader(
            _("Guide and support lines"),
            _("The program calls nobody. Read the number aloud or dial it."),
            self._country,
        )
        manual = Button(_("Guide to the program"), Kind.LINK, icon="book", name="to_manual")
        manual.clicked.connect(partial(self._shell.navigate, "manual"))
        emergency = [parts.EmergencyCard(line) for line in self._lines if line.emergency]
        self._press_head = boxed(
            column(
                SectionHeader(_("Numbers from the press")),
                Banner(
                    Tone.SOON,
                    _("Nobody has checked these numbers."),
                    _("They stood in a newspaper. Call one yourself before you give it to anybody."),
                ),
                gap=8,
                margins=(0, 8, 0, 0),
            )
        )
        self._nothing = EmptyState("search", _("Nothing found"), _("No number and no situation has these words."))
        return ScrollPage(
            self._header,
            row(manual, None),
            self._search,
            *emergency,
            self._numbers,
            self._press_head,
            self._press,
            self._nothing,
        )

    def _context(self) -> QWidget:
        self._situations = parts.Situations()
        self._situations.set_guidance(self._guidance)
        return boxed(
            column(
                Label(_("What do I do if…"), "section"),
                self._situations,
                parts.hairline(),
                Label(_("Keys"), "section"),
                parts.key_list(keys(office=self._office)),
                None,
                gap=8,
                margins=(16, 16, 16, 16),
            )
        )

    def _show(self, _ignored: str = "") -> None:
        """What fits the words and the country; 112 always stays."""
        typed, country = self._search.text(), self._country.value()
        fitting = [
            line
            for line in self._lines
            if not line.emergency
            and country in (BOTH, line.country)
            and parts.found(typed, line.number, pick(line.name), line.by, pick(line.text))
        ]
        for pairs, verified in ((self._numbers, True), (self._press, False)):
            pairs.set_cards(*(parts.HotlineCard(line, self._today) for line in fitting if line.verified is verified))
        self._press_head.setVisible(any(not line.verified for line in fitting))
        told = frozenset(
            one.id
            for one in self._guidance
            if parts.found(typed, pick(one.title), pick(one.hint), *(pick(step) for step in one.steps))
        )
        self._situations.show_only(told)
        self._nothing.setVisible(not fitting and not told)


def keys(*, office: bool) -> tuple[tuple[str, str], ...]:
    """Every key of the window, in the order in which it is needed; a region has no forms."""
    everywhere = (
        (_("Hide everything"), "F12"),
        (_("Lock"), "Ctrl+L"),
        (_("This guide"), "F1"),
        (_("The second page of the list"), "Alt+2"),
        (_("Print"), "Ctrl+P"),
        (_("Close what lies on top"), "Esc"),
    )
    forms = (
        (_("New report"), "Ctrl+N"),
        (_("Search"), "Ctrl+K"),
        (_("Save"), "Ctrl+S"),
        (_("Undo"), "Ctrl+Z"),
        (_("Redo"), "Ctrl+Y"),
        (_("Next section"), "Ctrl+PgDn"),
        (_("Previous section"), "Ctrl+PgUp"),
        (_("From paper"), "Ctrl+T"),
    )
    return (*everywhere[:2], *forms, *everywhere[2:]) if office else everywhere
