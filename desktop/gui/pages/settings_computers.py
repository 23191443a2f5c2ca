"""Settings: the computers of this office; a lead invites a further one, and retires one that is gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models import pc_words as words
from desktop.gui.pages import settings_computers_meet
from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_people_parts import Panel, show_whole
from desktop.gui.pages.sync_parts import line_with
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Chip,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    Line,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words
from desktop.refusals import Refused, explain
from desktop.services import pc_invite, pc_list, pc_retire
from desktop.services.pc_invite import Invited
from desktop.services.pc_list import Listed

ENDING = pc_invite.ENDING
GROUPS_A_LINE = 4


class ComputersTab(parts.Tab):
    """Which there are; one more; one less."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._panel: Panel | None = None
        self._opened_by = ""
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("computers_trouble")
        self._trouble.hide()
        self._meeting_card, self._meeting = settings_computers_meet.card(shell)
        self.add(self._trouble, parts.TwoColumns([self._computers()], [self._inviting(), self._meeting_card]))

    def first_field(self) -> QWidget:
        return self._invite

    def refresh(self) -> None:
        if self._panel is None:
            self._show_list()
        self._meeting_card.setVisible(bool(pc_list.computers(self._session)))

    def leave(self) -> None:
        """No code stays on the screen."""
        self._close_panel()
        self._shown.forget()
        self._meeting.forget()
        self._trouble.hide()

    # --- which there are ----------------------------------------------------------------------------------------

    def _computers(self) -> Card:
        self._list = boxed(column(gap=0))
        self._list.setObjectName("computers_list")
        self._place = column(gap=0)
        self._place_box = boxed(self._place)
        self._place_box.hide()  # an empty one would still take the gap above it
        self._alone = Label(
            _("This is the only computer of the office. With a second one, both have all cases, and the work of both "
              "comes together by files on a stick."),
            wrap=True,
        )  # fmt: skip
        self._new_card = Banner(
            Tone.SOON,
            _("The office has new keys. Every region and office needs your new card."),
            _("Save it under Synchronisation, and hand it to each of them."),
        )
        self._new_card.setObjectName("new_card_needed")
        self._new_card.hide()
        return parts.settings_card(
            _("Computers of the office"), self._alone, self._list, self._place_box, self._new_card, name="computers"
        )

    def _show_list(self) -> None:
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        found = pc_list.computers(self._session)
        self._alone.setVisible(not found)
        for at, one in enumerate(found):
            if at:
                layout.addWidget(Line())
            layout.addWidget(self._row(one))

    def _row(self, one: Listed) -> QWidget:
        title = _("Computer {number}").format(number=one.name)
        buttons: list[QWidget] = []
        if one.copies:
            anew = Button(_("Decide"), Kind.SMALL, name=f"decide_{one.name}")
            speak(anew, f"{_('Decide')}: {title}")
            anew.clicked.connect(partial(self._open, f"decide_{one.name}", one, SetUpAnew))
            buttons.append(anew)
        if not one.own and one.retired_at is None:
            retire = Button(_("Retire"), Kind.SMALL, name=f"retire_{one.name}")
            speak(retire, f"{_('Retire')}: {title}")
            retire.clicked.connect(partial(self._open, f"retire_{one.name}", one, Retiring))
            buttons.append(retire)
        head = FlowBox(Label(title, "label"), Chip.of(words.listed_spec(one)))
        text = boxed(column(head, Label(words.listed_words(one), "small-muted", wrap=True), gap=2))
        line = line_with(IconLabel("device", colour="muted"))
        line.addWidget(Beside(text, *buttons, least=200), 1)
        made = QWidget()
        made.setLayout(line)
        return made

    def _open(self, by: str, one: Listed, make: Callable[[Listed], Deciding]) -> None:
        self._close_panel()
        self._panel = panel = make(one)
        self._opened_by = by
        panel.wanted.connect(partial(self._on_wanted, panel, one))
        panel.left.connect(self._back_to_list)
        self._place.addWidget(panel)
        self._place_box.show()
        panel.first_field().setFocus()
        QTimer.singleShot(0, panel, partial(show_whole, panel))

    def _close_panel(self) -> None:
        self._panel = None
        clear(self._place)
        self._place_box.hide()

    def _back_to_list(self) -> None:
        self._close_panel()
        self._show_list()
        for button in self._list.findChildren(Button, self._opened_by):
            button.setFocus()

    def _on_wanted(self, panel: Deciding, one: Listed) -> None:
        try:
            said = panel.decide(self._shell, one)
        except Exception as error:  # noqa: BLE001 - a full disk, a colleague who was faster: it is said in the panel
            panel.refuse(error)
            return
        self._new_card.setVisible(self._new_card.isVisibleTo(self) or isinstance(panel, Retiring))
        self._back_to_list()
        self._invite.setFocus()
        self._shell.say(said)

    # --- one more -----------------------------------------------------------------------------------------------

    def _inviting(self) -> Card:
        self._invite = Button(_("Invite a computer"), icon="plus", name="invite_computer")
        self._invite.clicked.connect(self._on_invite)
        self._shown = ShownCode()
        self._shown.hide()
        return parts.settings_card(
            _("A further computer"),
            Label(
                _("An invite is a file and a code. It holds the keys of the office and the cards that it trusts, "
                  "and no case and no person. It counts for fourteen days and for one computer."),
                wrap=True,
            ),
            Label(
                _("On the new computer choose “Join an office” at the first start. Whoever has both the file and the "
                  "code can join: let them travel on different ways."),
                wrap=True,
            ),
            boxed(column(row(self._invite, None), gap=0)),
            self._shown,
            name="invite",
        )  # fmt: skip

    def _on_invite(self) -> None:
        self._trouble.hide()
        name = f"{self._session.now():%Y%m%d}{ENDING}"
        pattern = _("Invites ({pattern})").format(pattern=f"*{ENDING}")
        path = self._shell.files.save_file(self, _("Save the invite"), name, pattern)
        if path is None:
            return
        path = path if path.name.endswith(ENDING) else Path(f"{path}{ENDING}")
        try:
            made = pc_invite.invite(self._session, path)
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick: the person is told and may try again
            self._trouble.set_words(explain(error))
            self._trouble.show()
            return
        self._show_list()
        self._shown.show_code(made)
        QTimer.singleShot(0, self._shown, partial(show_whole, self._shown))
        self._shell.say(_("The invite was saved. Its code stands on this page until you leave it."))


class ShownCode(QWidget):
    """The code of an invite, as it is read out or written down; it is shown once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("join_code_shown")
        self._layout = column(gap=6)
        self.setLayout(self._layout)

    def show_code(self, made: Invited) -> None:
        clear(self._layout)
        title = _("Code for computer {number}, file {file}").format(number=made.pc.number, file=made.file.name)
        lines = [made.groups[at : at + GROUPS_A_LINE] for at in range(0, len(made.groups), GROUPS_A_LINE)]
        code = Label("\n".join("   ".join(line) for line in lines), "section")
        code.setObjectName("join_code_groups")
        until = _("It opens the file until {day}. Write it down now: it is kept nowhere.")
        for part in (Label(title, "label", wrap=True), code,
                     Label(until.format(day=date_words(made.until.date())), "small-muted", wrap=True)):  # fmt: skip
            self._layout.addWidget(part)
        self.show()

    def forget(self) -> None:
        clear(self._layout)
        self.hide()


class Deciding(Panel):
    """A decision about one computer, with what it means. wanted()"""

    wanted = Signal()

    def __init__(
        self, name: str, title: str, lines: tuple[str, ...], press: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        told = [Label(sentence, wrap=True) for sentence in lines]
        go = Button(press, Kind.PRIMARY, name=f"{name}_now")
        go.clicked.connect(self.wanted)
        self.setLayout(column(Label(title, "label", wrap=True), *told, self._trouble, row(go, self._back, None), gap=8))

    def decide(self, shell: Shell, one: Listed) -> str:
        """Do it; what is said afterwards."""
        raise NotImplementedError


class Retiring(Deciding):
    def __init__(self, one: Listed, parent: QWidget | None = None) -> None:
        title = _("Retire computer {number}").format(number=one.name)
        super().__init__("retire", title, words.retiring_words(one), title, parent)

    def decide(self, shell: Shell, one: Listed) -> str:
        pc_retire.retire(shell.session, one.id)
        return _("Computer {number} is retired. Hand the new card of the office to every region and office.").format(
            number=one.name
        )


class SetUpAnew(Deciding):
    def __init__(self, one: Listed, parent: QWidget | None = None) -> None:
        title = _("Two databases under the name of computer {number}").format(number=one.name)
        lines = (
            explain(Refused("pc-copied", number=one.number)),
            _("If the computer was set up anew, for example after its disk broke, say so here: the new database counts "
              "from now on, and the old one is refused. Then import the refused file again."),
            _("If both are in use, or nobody knows of the second one, retire the computer instead."),
        )  # fmt: skip
        super().__init__("set_up_anew", title, lines, _("It was set up anew"), parent)

    def decide(self, shell: Shell, one: Listed) -> str:
        pc_retire.accept_copy(shell.session, one.id, one.copies[0])
        return _("Noted. Import the files of computer {number} that were refused once more.").format(number=one.name)
