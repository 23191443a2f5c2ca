"""What the region sends down, on the page of coming and going: what waits to be looked at, and how far it went."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import pack_parts as parts
from desktop.gui.pages.sync_parts import line_with
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Beside,
    Button,
    Chip,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    RowList,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    column,
    speak,
)
from desktop.i18n import _, datetime_words, ngettext
from desktop.services import exchange, pack_draft, pack_publish, packs
from desktop.services.packs import Info


class PackCard(QWidget):
    """In an office the pack that waits and the one that counts; in a region the one that was published."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack_card")
        self._shell, self._session = shell, shell.session
        self._region = self._session.office.kind == "region"
        title = _("For the offices") if self._region else _("What the region sends down")
        self._head = SectionHeader(title, 0)
        self._list = RowList(margin=16)
        self._list.setObjectName("pack_list")
        self.setLayout(column(self._head, self._list, gap=8))

    def show_state(self) -> None:
        rows = self._of_region() if self._region else self._of_office()
        self._list.set_rows(*rows)
        self.setVisible(bool(rows))

    def first_button(self) -> Button | None:
        return self._list.findChild(Button)

    # --- an office --------------------------------------------------------------------------------------------------

    def _of_office(self) -> list[QWidget]:
        state = packs.state(self._session)
        self._head.set_count(1 if state.waiting else 0)
        return [self._row(one) for one in (state.waiting, state.counting) if one is not None]

    def _row(self, one: Info) -> QWidget:
        words = [parts.pack_second(one)]
        if one.waits:
            told = ngettext(
                "{n} part. Nothing changes before the head of the office takes it over; on the other computers of "
                "the office the same file is imported too.",
                "{n} parts. Nothing changes before the head of the office takes it over; on the other computers of "
                "the office the same file is imported too.",
                one.parts,
            )
            words.append(told.format(n=one.parts))
        head = FlowBox(Label(parts.pack_title(one), "label"), parts.pack_chip(one))
        lines = [Label(told, "small-muted", wrap=True) for told in words]
        label = _("See what would change") if one.waits else _("See what it says")
        button = Button(label, Kind.SMALL_PRIMARY if one.waits else Kind.SMALL, name=f"pack_{one.version}")
        speak(button, label, parts.pack_title(one))
        button.clicked.connect(partial(self._shell.navigate, "pack", version=one.version))
        return _line("inbox", boxed(column(head, *lines, gap=2)), button)

    # --- a region ---------------------------------------------------------------------------------------------------

    def _of_region(self) -> list[QWidget]:
        if not exchange.may_exchange(self._session):
            return []
        published, offices = pack_draft.published(self._session), pack_publish.of_offices(self._session)
        if published is None:
            head = FlowBox(Label(_("Forms and lists for the offices"), "label"),
                           Chip(_("nothing yet"), Shape.RING, Tone.QUIET))  # fmt: skip
            second = _("Forms, protocols, lists and lines can be sent to all offices at once.")
        else:
            may = [one for one in offices if one.may]
            made = sum(one.version == published.version for one in may)
            head = FlowBox(Label(_("Pack {count}").format(count=published.version), "label"), _made(made, len(may)))
            second = _("Published on {time}. Sign {sign}.").format(
                time=datetime_words(published.at), sign=published.sign
            )
            self._head.set_count(len(may) - made)
        button = Button(_("Open"), Kind.SMALL, name="packs_open")
        speak(button, _("Open"), _("Forms and lists for the offices"))
        button.clicked.connect(partial(self._shell.navigate, "packs"))
        return [_line("document", boxed(column(head, Label(second, "small-muted", wrap=True), gap=2)), button)]


def _made(made: int, offices: int) -> Chip:
    words = _("made for {made} of {n}").format(made=made, n=offices)
    return Chip(words, Shape.CHECK if made == offices else Shape.HALF, Tone.DONE if made == offices else Tone.PLAIN)


def _line(icon: str, text: QWidget, button: Button) -> QWidget:
    made = QWidget()
    line = line_with(IconLabel(icon, colour="primary"))
    line.addWidget(Beside(text, button, least=220), 1)
    made.setLayout(line)
    return made
