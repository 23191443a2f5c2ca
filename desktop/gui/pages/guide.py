"""The guide: which number to call, which services there are, what to do in a situation, the keys; at hand with F1."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.pages.guide_keys import KeysView, keys
from desktop.gui.pages.guide_leaflet_view import LeafletsView
from desktop.gui.pages.guide_lines import LinesView
from desktop.gui.pages.guide_parts import GuideView, hairline, key_list
from desktop.gui.pages.guide_services import ServicesView
from desktop.gui.pages.guide_situations import ICONS, SituationsView
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    FlowBox,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    RowButton,
    ScrollPage,
    SearchField,
    SectionHeader,
    Segment,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import N_, _, pick

CONTEXT = 332
BOTH = "both"
GAP = 8  # px above what is brought to the top
IN_CONTEXT = 6  # keys that stand at the side
LINES, SERVICES, SITUATIONS, LEAFLETS, KEYS = "lines", "services", "situations", "leaflets", "keys"
# The views in the order of the page; one more is one more line.
VIEWS: dict[str, tuple[str, type[GuideView]]] = {
    LINES: (N_("Lines"), LinesView),
    SERVICES: (N_("Services"), ServicesView),
    SITUATIONS: (N_("Situations"), SituationsView),
    LEAFLETS: (N_("Leaflets"), LeafletsView),
    KEYS: (N_("Keys"), KeysView),
}


class GuidePage(QWidget):
    """Nothing here is read from a case, so it may stand on any screen."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide")
        self._shell = shell
        self._search = SearchField(_("Search in the guide"))
        self._search.setObjectName("guide_search")
        self._search.searched.connect(self._show)
        both = (BOTH, _("Moldova and Romania"))
        countries = [both, ("MD", _("Moldova")), ("RO", _("Romania"))]
        self._country = Segment(countries, name=_("Country"), value=BOTH)
        self._country.setObjectName("guide_country")
        self._country.chosen.connect(self._show)
        self._views: dict[str, GuideView] = {}  # made when they are first looked at
        self._which = Segment(
            [(id, _(title)) for id, (title, _make) in VIEWS.items()], name=_("Part of the guide"), value=LINES
        )
        self._which.setObjectName("guide_view")
        self._which.chosen.connect(self._show_view)
        self._also = FlowBox(gap=8)
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

    def arrive(self, topic: str | None = None, view: str | None = None) -> None:
        """Open one situation, or one view, where a page asked for it."""
        if topic is not None:
            self._open(topic)
        elif view in VIEWS:
            self._show_view(view)

    def first_field(self) -> QWidget:
        return self._view(self._chosen()).first_field() or self._search

    def refresh(self) -> None:
        """Something was written here or elsewhere."""
        self._show()

    # --- what stands where --------------------------------------------------------------------------------------------

    def _middle(self) -> QWidget:
        header = PageHeader(
            _("Guide and support lines"),
            _("The program calls nobody. Read the number aloud or dial it."),
            self._country,
        )
        choose = row(self._which, self._search, gap=12)
        choose.setStretch(1, 1)
        self._page = ScrollPage(header, boxed(choose), self._also)
        return self._page

    def _context(self) -> QWidget:
        """The situations that come without warning, and the keys that are pressed most."""
        shortcuts = []
        for one in self._shell.session.library.guidance:
            if one.part == "if":
                button = RowButton(pick(one.title), pick(one.hint), icon=ICONS.get(one.id, "help"), arrow=True)
                button.setObjectName(f"to_{one.id}")
                button.clicked.connect(partial(self._open, one.id))
                shortcuts.append(button)
        manual = Button(_("Guide to the program"), Kind.LINK, icon="book", name="to_manual")
        manual.clicked.connect(partial(self._shell.navigate, "manual"))
        office = self._shell.session.office.kind == "office"
        head = SectionHeader(_("Keys"), link=_("All of them"))
        head.linked.connect(partial(self._show_view, KEYS))
        return boxed(
            column(
                Label(_("What do I do if…"), "section"),
                boxed(column(*shortcuts, gap=0)),
                hairline(),
                head,
                key_list(keys(office=office)[:IN_CONTEXT]),
                hairline(),
                row(manual, None),
                None,
                gap=8,
                margins=(16, 16, 16, 16),
            )
        )

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _view(self, id: str) -> GuideView:
        if id not in self._views:
            view = self._views[id] = VIEWS[id][1](self._shell)
            view.wanted.connect(self._bring_up)
            view.hide()
            self._page.add(view)
        return self._views[id]

    def _chosen(self) -> str:
        return self._which.value() or LINES

    def _show_view(self, view: str, _checked: bool = False) -> None:
        self._which.set_value(view)
        self._show()
        self._page.verticalScrollBar().setValue(0)

    def _open(self, topic: str, _checked: bool = False) -> None:
        """The steps of one situation."""
        self._search.clear()
        self._show_view(SITUATIONS)
        view = self._view(SITUATIONS)
        situation = view.open(topic) if isinstance(view, SituationsView) else None
        if situation is not None:
            self._frame.close_context()
            situation.button.setFocus()

    def _bring_up(self, part: QWidget) -> None:
        QTimer.singleShot(0, self, partial(self._scroll_to, part))  # until then it has no room

    def _scroll_to(self, part: QWidget) -> None:
        if (page := self._page.widget()) is not None:
            self._page.verticalScrollBar().setValue(part.mapTo(page, part.rect().topLeft()).y() - theme.px(GAP))

    def _show(self, _ignored: str = "") -> None:
        """What fits the words and the country; where else the words are found is said beside."""
        typed, chosen = self._search.text(), self._country.value()
        country = "" if chosen in (None, BOTH) else str(chosen)
        looked = VIEWS if typed.strip() else (self._chosen(),)
        found = {id: self._view(id).show_found(typed, country) for id in looked}
        for id, view in self._views.items():
            view.setVisible(id == self._chosen())
        self._show_also({id: count for id, count in found.items() if count and id != self._chosen()})

    def _show_also(self, found: dict[str, int]) -> None:
        clear(self._also.flow)
        for id, count in found.items():
            words = _("{view}: {n} found").format(view=_(VIEWS[id][0]), n=count)
            button = Button(words, Kind.SMALL_LINK, icon="search", name=f"also_{id}")
            button.clicked.connect(partial(self._show_view, id))
            self._also.add(button)
        self._also.setVisible(bool(found))
