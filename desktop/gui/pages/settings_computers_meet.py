"""Settings: a computer of the office that this one never heard of, and how the two come to know each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.sync_parts import fingerprint_view
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, FlowBox, Kind, Label, TextField, Tone, boxed, clear, column, row
from desktop.i18n import _
from desktop.refusals import explain
from desktop.services import pc_meet
from desktop.services.pc_meet import Introduced

ENDING = pc_meet.ENDING


class Meeting(QWidget):
    """Introduce this computer by a file, or take one in after its fingerprint was compared."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("meeting")
        self._shell, self._session = shell, shell.session
        self._file = Path()
        introduce = Button(_("Introduce this computer"), Kind.SMALL, icon="save", name="introduce")
        introduce.clicked.connect(self._on_introduce)
        self._meet = Button(_("Take in another computer"), Kind.SMALL, icon="folder", name="meet")
        self._meet.clicked.connect(self._on_meet)
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("meeting_trouble")
        self._trouble.hide()
        self._shown = boxed(column(gap=4))
        self._shown.setObjectName("introduced")
        self._typed = TextField(_("The fingerprint that the other computer shows"), hint="00000 00000 00000 …")
        self._typed.setObjectName("pc_fingerprint")
        self._typed.returnPressed.connect(self._on_compared)
        self._compare = self._comparing()
        self.setLayout(
            column(
                Label(
                    _("When the computer that invited another one is gone before it could tell, the two that remain do "
                      "not know each other. Each introduces itself to the other by a file, and you compare its "
                      "fingerprint."),
                    wrap=True,
                ),
                FlowBox(introduce, self._meet),
                self._trouble,
                self._shown,
                self._compare,
                gap=8,
            )
        )  # fmt: skip
        self.forget()

    def forget(self) -> None:
        """Nothing stays that was looked at or typed."""
        self._trouble.hide()
        self._compare.hide()
        self._typed.clear()
        self._show(None)

    def _comparing(self) -> QWidget:
        take = Button(_("They are the same"), Kind.SMALL_PRIMARY, name="meet_now")
        take.clicked.connect(self._on_compared)
        cancel = Button(_("Cancel"), Kind.SMALL, name="meet_cancel")
        cancel.clicked.connect(self._on_cancel)
        label = Label(_("The fingerprint that the other computer shows"), "label", buddy=self._typed, wrap=True)
        return boxed(column(label, self._typed, row(take, cancel, None, gap=8), gap=4))

    def _show(self, found: Introduced | None, words: str = "") -> None:
        layout = self._shown.layout()
        if layout is None:
            return
        clear(layout)
        if found is not None:
            layout.addWidget(Label(words, wrap=True))
            layout.addWidget(fingerprint_view(found.fingerprint, "label"))
        self._shown.setVisible(found is not None)

    def _on_introduce(self) -> None:
        self.forget()
        pattern = _("Introductions ({pattern})").format(pattern=f"*{ENDING}")
        name = f"{self._session.now():%Y%m%d}{ENDING}"
        path = self._shell.files.save_file(self, _("Save the introduction"), name, pattern)
        if path is None:
            return
        path = path if path.name.endswith(ENDING) else Path(f"{path}{ENDING}")
        try:
            _path, mine = pc_meet.introduce(self._session, path)
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick: the person is told and may try again
            self._refuse(error)
            return
        words = _("Take the file {file} to the other computer, and type there the fingerprint of this one:")
        self._show(mine, words.format(file=path.name))

    def _on_meet(self) -> None:
        self.forget()
        pattern = _("Introductions ({pattern})").format(pattern=f"*{ENDING}")
        for file in self._shell.files.open_files(self, _("Choose the introduction"), pattern)[:1]:
            try:
                found = pc_meet.look(self._session, file)
            except Exception as error:  # noqa: BLE001 - whatever lies there, the person is told and may choose again
                self._refuse(error)
                return
            self._file = file
            words = _("Computer {number} introduces itself. By the file its fingerprint is:")
            self._show(found, words.format(number=found.computer.number))
            self._compare.show()
            self._typed.setFocus()

    def _on_compared(self) -> None:
        self._trouble.hide()
        try:
            met = pc_meet.meet(self._session, self._file, self._typed.text())
        except Exception as error:  # noqa: BLE001 - another fingerprint, a full disk: it is said, and nothing else happens
            self._refuse(error)
            return
        self._on_cancel()
        self._session.announce("sync")
        self._shell.say(_("Computer {number} is known here now. Import its files once more.").format(number=met.number))

    def _on_cancel(self) -> None:
        self.forget()
        self._meet.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self._trouble.set_words(explain(error))
        self._trouble.show()


def card(shell: Shell) -> tuple[QWidget, Meeting]:
    """The card of the tab, and what in it is to be forgotten when the tab is left."""
    meeting = Meeting(shell)
    return parts.settings_card(_("Computers that do not know each other"), meeting, name="meet_computers"), meeting
