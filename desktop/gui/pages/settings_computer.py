"""Settings of this computer: language, colours, size of type, when it locks; and what the program is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop import __version__, hardening
from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Card, Choice, Label, Segment
from desktop.i18n import COMPLETE, LANGUAGES, _, ngettext

SIZES = range(100, 201, 10)
MINUTES = range(1, 16)


class ComputerTab(parts.Tab):
    """Each choice holds at once; nothing here waits for a button that says Apply."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell = shell
        self.add(parts.TwoColumns([self._computer()], [self._about()]))

    def first_field(self) -> QWidget:
        return self._language.button(self._shell.house.chosen.language)

    def _computer(self) -> Card:
        chosen = self._shell.house.chosen
        self._language = Segment(
            [(code, LANGUAGES[code]) for code in COMPLETE], name=_("Language"), value=chosen.language
        )
        self._language.setObjectName("language")
        self._language.chosen.connect(partial(self._choose, "language"))
        colours = [("system", _("As the computer")), ("light", _("Light")), ("dark", _("Dark"))]
        self._colours = Segment(colours, name=_("Colours"), value=chosen.theme)
        self._colours.setObjectName("colours")
        self._colours.chosen.connect(partial(self._choose, "theme"))
        sizes = [(str(size), _("{n} %").format(n=size)) for size in sorted({*SIZES, chosen.font_percent})]
        self._size = self._choice("type_size", _("Size of type"), sizes, chosen.font_percent, "font_percent")
        minutes = [(str(n), ngettext("{n} minute", "{n} minutes", n).format(n=n)) for n in MINUTES]
        self._idle = self._choice("idle", _("Locks by itself after"), minutes, chosen.idle_minutes, "idle_minutes")
        return parts.settings_card(
            _("This computer"),
            parts.setting(_("Language"), self._language),
            parts.setting(_("Colours"), self._colours),
            parts.setting(_("Size of type"), self._size, _("At 140 % and more the columns fold.")),
            parts.setting(
                _("Locks by itself after"), self._idle, _("Without a key or the mouse; what you typed is kept.")
            ),
            *([self._pictures()] if hardening.CAN_REFUSE_CAPTURE else []),
            name="computer",
        )

    def _pictures(self) -> QWidget:
        choices = [("refuse", _("Not allowed")), ("allow", _("Allowed"))]
        chosen = "allow" if self._shell.house.chosen.screen_pictures else "refuse"
        pictures = Segment(choices, name=_("Pictures of the screen"), value=chosen)
        pictures.setObjectName("pictures")
        pictures.chosen.connect(self._on_pictures)
        help_ = _(
            "Programs that take pictures of the screen see the window empty. Allow it while somebody helps from afar."
        )
        return parts.setting(_("Pictures of the screen"), pictures, help_)

    def _on_pictures(self, code: str) -> None:
        house = self._shell.house
        house.choose(replace(house.chosen, screen_pictures=code == "allow"))

    def _choice(self, name: str, words: str, options: list[tuple[str, str]], now: int, setting: str) -> Choice:
        choice = Choice(options, words, width=140)
        choice.setObjectName(name)
        choice.set_value(str(now))
        choice.activated.connect(partial(self._on_number, choice, setting))
        return choice

    def _on_number(self, choice: Choice, setting: str, _at: int) -> None:
        if (value := choice.value()) is not None:
            self._choose(setting, int(value))

    def _choose(self, setting: str, value: str | int) -> None:
        house = self._shell.house
        changes: dict[str, Any] = {setting: value}
        house.choose(replace(house.chosen, **changes))
        house.rebuild()

    def _about(self) -> Card:
        return parts.settings_card(
            _("The program"),
            parts.fact(_("Version"), _("Ancora {version}").format(version=__version__)),
            parts.fact(_("Licence"), _("EUPL 1.2, the European Union Public Licence")),
            parts.fact(_("Letters"), _("Noto Sans, SIL Open Font License 1.1")),
            Label(_("The program has no part that could reach a network."), "small-muted", wrap=True),
            name="about",
        )
