"""The leaflets as one view of the guide."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui.pages.guide_leaflets import Leaflets
from desktop.gui.pages.guide_parts import GuideView
from desktop.gui.shell import Shell
from desktop.i18n import pick
from desktop.services import leaflets
from desktop.services.guidebook import has_words


class LeafletsView(GuideView):
    """All leaflets of a country stay in sight; the search only says how many of them have the words."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._leaflets, self._country = Leaflets(shell), ""
        self.add(self._leaflets)

    def show_found(self, typed: str, country: str) -> int:
        if country != self._country:
            self._country = country
            self._leaflets.show_country(country)
        offered = leaflets.leaflets(country or self.session.office.country)
        return sum(has_words(typed, pick(one.title)) for one in offered)
