"""Making a recovery sheet: printed, saved or written by hand, then typed back once from the paper."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.code_field import CodeField
from desktop.gui.shell import Files
from desktop.gui.widgets import Banner, Button, Kind, Label, Tone, boxed, column, row
from desktop.i18n import _, language
from desktop.jobs import Jobs, Report
from desktop.refusals import explain
from desktop.services import recovery
from desktop.services.recovery import Kit
from desktop.services.session import Session

FILE_NAME = "document.pdf"  # neutral: a file name is read by anybody


class KitPanel(QWidget):
    """Two steps: the paper, and its code typed back. confirmed(): the sheet opens the database and can be read"""

    confirmed = Signal()

    def __init__(self, session: Session, jobs: Jobs, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kit_panel")
        self._session, self._jobs, self._files = session, jobs, files
        self._kit: Kit | None = None
        self._refused = False
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("kit_trouble")
        self._trouble.hide()
        self._making, self._writing, self._typing = self._step_one(), self._by_hand_step(), self._step_two()
        self.setLayout(column(self._trouble, self._making, self._writing, self._typing, gap=8))
        self.begin()

    def begin(self) -> None:
        """A sheet that was printed and not typed back goes on where it was left."""
        self._forget()
        state = recovery.state(self._session)
        waits = state.alarm(self._session.now().date()) == "unconfirmed"
        self._show_step(typing=waits, number=(state.pending or state.number) if waits else None)

    def begin_new(self) -> None:
        """A new sheet, whatever there is."""
        self._forget()
        self._show_step(typing=False)
        _give_focus(self._print)

    def forget(self) -> None:
        """No code stays on the screen or in this window."""
        self.begin()

    def first_field(self) -> QWidget:
        if self._writing.isVisibleTo(self):
            return self._wrote
        return self._print if self._making.isVisibleTo(self) else self._code.field

    # --- the paper ------------------------------------------------------------------------------------------------

    def _step_one(self) -> QWidget:
        self._print = Button(_("Print"), Kind.PRIMARY, icon="print", name="kit_print")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save as PDF…"), icon="save", name="kit_save")
        self._save.clicked.connect(self._on_save)
        self._by_hand = Button(_("No printer: write it by hand"), Kind.SMALL_LINK, icon="pencil", name="kit_by_hand")
        self._by_hand.clicked.connect(self._on_by_hand)
        return boxed(
            column(
                Label(
                    _("When every passphrase is forgotten, only this paper still opens the database. Once it is made, "
                      "type its code back; then keep it in a closed envelope in another building."),
                    wrap=True,
                ),
                row(self._print, self._save, None),
                row(self._by_hand, None),
                gap=8,
            )
        )  # fmt: skip

    def _on_print(self) -> None:
        self._make(self._printed)

    def _on_save(self) -> None:
        self._make(self._saved)

    def _make(self, then: object) -> None:
        """A fresh code, and its paper made beside the window."""
        try:
            self._kit = recovery.new_kit(self._session)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and may try again
            self._refuse(error)
            return
        job = self._jobs.start(_("Making the paper"), partial(_paper, self._session, self._kit, language()))
        job.finished.connect(then)
        job.failed.connect(self._refuse)

    def _printed(self, data: bytes) -> None:
        if self._files.print_pdf(self, data):
            self._note()

    def _saved(self, data: bytes) -> None:
        path = self._files.save_file(self, _("Save the file"), FILE_NAME, _("PDF (*.pdf)"))
        if path is None:
            return
        try:
            recovery.save_paper(path, data, replace=True)  # the dialog has asked
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick
            self._refuse(error)
            return
        self._note()
        self._tell(_("The file was saved. Print it, then delete it: whoever finds it can use the code."))

    def _on_by_hand(self) -> None:
        try:
            self._kit = recovery.new_kit(self._session)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told and may try again
            self._refuse(error)
            return
        groups = recovery.written(self._kit)
        lines = [groups[at : at + 5] for at in range(0, len(groups), 5)]
        self._groups.setText("\n".join("   ".join(line) for line in lines))
        self._making.hide()
        self._writing.show()
        _give_focus(self._wrote)

    def _by_hand_step(self) -> QWidget:
        self._groups = Label("", "figure")
        self._groups.setObjectName("kit_groups")
        self._wrote = Button(_("I have written it down"), Kind.PRIMARY, name="kit_wrote")
        self._wrote.clicked.connect(self._note)
        return boxed(
            column(
                Label(
                    _("Write the fifteen groups on paper, with the code of the office and today's date. Then they are "
                      "hidden, and you type them back from your paper."),
                    wrap=True,
                ),
                self._groups,
                row(self._wrote, None),
                gap=8,
            )
        )  # fmt: skip

    def _note(self) -> None:
        """The paper exists; nothing of its code stays on the screen."""
        self._groups.setText("")
        if self._kit is None:
            return
        try:
            recovery.note_printed(self._session, self._kit)
        except Exception as error:  # noqa: BLE001 - the paper that was made opens nothing: it is made once more
            self._refuse(error)
            return
        number, self._kit = self._kit.number, None
        self._show_step(typing=True, number=number)
        _give_focus(self._code.field)

    # --- typed back -----------------------------------------------------------------------------------------------

    def _step_two(self) -> QWidget:
        self._which = Label("", wrap=True)
        self._which.setObjectName("kit_which")
        self._code = CodeField(_("The code from the paper"), "kit_code")
        self._code.changed.connect(self._on_typed)
        self._confirm = Button(_("Check the code"), Kind.PRIMARY, name="kit_confirm")
        self._confirm.clicked.connect(self._on_confirm)
        self._again = Button(_("Make another sheet"), name="kit_again")
        self._again.clicked.connect(self.begin_new)
        return boxed(column(self._which, self._code, row(self._confirm, self._again, None), gap=8))

    def _on_confirm(self) -> None:
        try:
            recovery.confirm(self._session, self._code.text())
        except Exception as error:  # noqa: BLE001 - a wrong group, a full disk: the person is told and goes on
            self._refuse(error)
            self._code.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._forget()
        self.confirmed.emit()

    # --- both -----------------------------------------------------------------------------------------------------

    def _show_step(self, *, typing: bool, number: str | None = None) -> None:
        self._making.setVisible(not typing)
        self._writing.hide()
        self._typing.setVisible(typing)
        self._which.setText(
            _(
                "Type the code of the recovery sheet {number} once from the paper. Then it is sure that it can be read."
            ).format(number=number or "")
        )

    def _forget(self) -> None:
        self._kit = None
        self._groups.setText("")
        self._code.forget()
        self._trouble.hide()

    def _on_typed(self) -> None:
        """What was wrong with the code is being mended; below the field stands what is wrong still."""
        if self._refused:
            self._trouble.hide()

    def _refuse(self, error: BaseException) -> None:
        self._tell(explain(error))
        self._refused = True

    def _tell(self, sentence: str) -> None:
        self._refused = False
        self._trouble.set_words(sentence)
        self._trouble.show()


def _give_focus(widget: QWidget) -> None:
    """Once everything has its place: a page scrolls to what has the focus."""
    QTimer.singleShot(0, widget, partial(widget.setFocus, Qt.FocusReason.OtherFocusReason))


def _paper(session: Session, kit: Kit, in_language: str, _report: Report) -> bytes:
    return recovery.kit_paper(session, kit, in_language)
