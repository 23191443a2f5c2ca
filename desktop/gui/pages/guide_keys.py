"""Every key of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui import theme
from desktop.gui.pages.guide_parts import GuideView, key_list
from desktop.gui.shell import Shell
from desktop.gui.widgets import Card, EmptyState, clear
from desktop.i18n import _
from desktop.services.guidebook import has_words

NARROW = 560  # px at 100 %: a word and its key stay close enough to be read as one


class KeysView(GuideView):
    """What each key does; the search narrows them as well."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._keys = keys(office=self.session.office.kind == "office")
        self._card = Card()
        self._card.setMaximumWidth(theme.px(NARROW))
        self._nothing = EmptyState("search", _("Nothing found"), _("No key has these words."))
        self.add(self._card, self._nothing)

    def show_found(self, typed: str, country: str) -> int:  # noqa: ARG002 keys are the same everywhere
        fitting = tuple(one for one in self._keys if has_words(typed, *one))
        clear(self._card.body())
        self._card.add(key_list(fitting))
        self._card.setVisible(bool(fitting))
        self._nothing.setVisible(not fitting)
        return len(fitting)


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
        (_("Large view of a team"), "Ctrl+D"),
    )
    return (*everywhere[:2], *forms, *everywhere[2:]) if office else everywhere
