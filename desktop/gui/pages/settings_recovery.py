"""Settings: the recovery sheet, who holds its shares, and the yearly drill."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop import paths
from desktop.gui.kit_panel import FILE_NAME, KitPanel
from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_recovery_parts import MakeShares, NoteDrill, RunDrill
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Label, Shape, Tone, boxed, clear, column, row
from desktop.i18n import _, date_words, language
from desktop.jobs import Report
from desktop.refusals import Refused, explain
from desktop.services import drills, kit_waiting, recovery, restoring
from desktop.services.drills import Drill
from desktop.services.recovery import Kit, RecoveryState
from desktop.services.session import Session


class RecoveryTab(parts.Tab):
    """What opens the database when no passphrase is known, made and tried out here by a lead."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("recovery_trouble")
        self._trouble.hide()
        self.add(self._trouble, parts.TwoColumns([self._sheet(), self._shares()], [self._drill()]))

    def first_field(self) -> QWidget:
        return self._new if self._new.isVisibleTo(self) else self._panel.first_field()

    def refresh(self) -> None:
        state = recovery.state(self._session)
        waits = state.alarm(self._session.now().date()) == "unconfirmed"
        if waits and not self._panel.isVisibleTo(self):
            self._panel.begin()
            self._panel.show()
        self._new.setVisible(not self._panel.isVisibleTo(self))
        self._show_sheet(state)
        self._show_holders(state)
        self._show_drill(state)
        self._run.offer(restoring.offered(self._session.vault.path))

    def leave(self) -> None:
        """No code stays on the screen."""
        self._panel.hide()
        self._panel.forget()
        self._make.hide()
        self._make.forget()
        self._run.hide()
        self._run.forget()
        self._note.forget()
        self._trouble.hide()
        self._new.show()

    # --- the sheet ------------------------------------------------------------------------------------------------

    def _sheet(self) -> Card:
        self._facts = boxed(column(gap=4))
        self._older, self._waiting = Label("", wrap=True), Label("", "small-muted", wrap=True)
        self._older.setObjectName("kit_older")
        self._place = Label(
            _("A new sheet takes the place of the old one once it was typed back. If the old paper may be in wrong "
              "hands, give the database a new key too, under Workers."),
            "small-muted",
            wrap=True,
        )  # fmt: skip
        self._waiting.setObjectName("kit_waiting")
        self._new = Button(_("Make a recovery sheet"), icon="key", name="new_kit")
        self._new.clicked.connect(self._on_new)
        self._panel = KitPanel(self._session, self._shell.jobs, self._shell.files)
        self._panel.confirmed.connect(self._on_confirmed)
        self._panel.hide()
        return parts.settings_card(
            _("Recovery sheet"),
            self._facts,
            self._older,
            self._waiting,
            boxed(column(row(self._new, None), gap=0)),
            self._panel,
            self._place,
            name="recovery_sheet",
        )  # fmt: skip

    def _show_sheet(self, state: RecoveryState) -> None:
        layout = self._facts.layout()
        if layout is None:
            return
        clear(layout)
        today = self._session.now().date()
        tone = Tone.DONE if state.alarm(today) in (None, "drill") else Tone.SOON
        if state.number is not None and state.made_on is not None:
            layout.addWidget(parts.fact(_("Number"), state.number))
            layout.addWidget(parts.fact(_("Made on"), date_words(state.made_on)))
        if state.confirmed_on is not None:
            layout.addWidget(parts.fact(_("Typed back on"), date_words(state.confirmed_on)))
        chip = {
            "none": Chip(_("there is none"), Shape.TRIANGLE, Tone.SOON),
            "older": Chip(_("to replace"), Shape.TRIANGLE, Tone.SOON),
            "unconfirmed": Chip(_("not typed back yet"), Shape.TRIANGLE, Tone.SOON),
        }.get(state.alarm(today) or "", Chip(_("opens the database"), Shape.CHECK, tone))
        layout.addWidget(boxed(row(chip, None)))
        for label, words in (
            (self._older, recovery.older_words(state)),
            (self._waiting, kit_waiting.told(self._session)),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self._place.setVisible(not state.older)  # then it takes its place as soon as there is a paper
        self._new.set_word(_("Make a new recovery sheet") if state.exists else _("Make a recovery sheet"))

    def _on_new(self) -> None:
        self._panel.show()
        self._new.hide()
        self._panel.begin_new()

    def _on_confirmed(self) -> None:
        self._panel.hide()
        self.refresh()
        self._shell.say(_("The recovery sheet opens the database from now on. Put it into its envelope."))
        self._new.setFocus()

    # --- shares ---------------------------------------------------------------------------------------------------

    def _shares(self) -> Card:
        self._holders = boxed(column(gap=4))
        self._split = Button(_("Make three shares"), icon="people", name="make_shares_open")
        self._split.clicked.connect(self._on_split)
        self._make = MakeShares()
        self._make.print_asked.connect(partial(self._on_shares, to_printer=True))
        self._make.save_asked.connect(partial(self._on_shares, to_printer=False))
        self._make.left.connect(self._close_shares)
        self._make.hide()
        return parts.settings_card(
            _("Shares of the code"),
            Label(
                _("Three people keep one paper each, and any two of them open the database together. Good for an "
                  "office of one person."),
                wrap=True,
            ),
            self._holders,
            boxed(column(row(self._split, None), gap=0)),
            self._make,
            name="recovery_shares",
        )  # fmt: skip

    def _show_holders(self, state: RecoveryState) -> None:
        layout = self._holders.layout()
        if layout is None:
            return
        clear(layout)
        for number, name in state.holders.items():
            layout.addWidget(parts.fact(_("Share {n}").format(n=number), name))
        self._split.setVisible(state.exists and not self._make.isVisibleTo(self))

    def _on_split(self) -> None:
        self._make.show()
        self._split.hide()
        self._make.first_field().setFocus()

    def _close_shares(self) -> None:
        self._make.hide()
        self._make.forget()
        self._split.show()
        self._split.setFocus()

    def _on_shares(self, names: list[str], *, to_printer: bool) -> None:
        self._trouble.hide()
        try:
            kit = self._make.kit()
            recovery.keep_holders(self._session, kit, names)
        except Exception as error:  # noqa: BLE001 - a wrong group, a missing name: the person is told and goes on
            self._refuse(error)
            return
        self._make.set_busy(True)
        job = self._shell.jobs.start(
            _("Making the paper"), partial(_papers, self._session, kit, tuple(names), language())
        )
        job.finished.connect(self._print_shares if to_printer else self._save_shares)
        job.failed.connect(self._refuse)
        job.ended.connect(partial(self._make.set_busy, False))

    def _print_shares(self, papers: list[bytes]) -> None:
        if all(self._shell.files.print_pdf(self, data) for data in papers):
            self._close_shares()
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _save_shares(self, papers: list[bytes]) -> None:
        folder = self._shell.files.choose_folder(self, _("Where to put the three files"))
        if folder is None:
            return
        try:
            for number, data in enumerate(papers, start=1):
                recovery.save_paper(folder / f"{number}.pdf", data)
        except Refused as refusal:
            self._refuse(refusal)
            return
        self._close_shares()
        self._shell.say(_("Three files were saved. Print them, give each to its person, and delete them."))

    # --- the drill ------------------------------------------------------------------------------------------------

    def _drill(self) -> Card:
        self._drilled = boxed(column(gap=4))
        self._try = Button(_("Do the drill here"), icon="shield", name="drill_open")
        self._try.clicked.connect(self._on_try)
        self._run = RunDrill()
        self._run.hide()
        self._run.run_asked.connect(self._on_run)
        self._run.file_asked.connect(self._on_file)
        self._run.print_asked.connect(partial(self._on_certificate, to_printer=True))
        self._run.save_asked.connect(partial(self._on_certificate, to_printer=False))
        self._note = NoteDrill()
        self._note.noted.connect(self._on_note)
        return parts.settings_card(
            _("Yearly drill"),
            Label(
                _("A backup and the code alone have to be enough. The drill restores the backup aside, reads it, and "
                  "takes it away again. Best on another computer, from the card of the first start."),
                wrap=True,
            ),
            self._drilled,
            boxed(column(row(self._try, None), gap=0)),
            self._run,
            self._note,
            name="recovery_drill",
        )  # fmt: skip

    def _show_drill(self, state: RecoveryState) -> None:
        layout = self._drilled.layout()
        if layout is None:
            return
        clear(layout)
        self._try.setVisible(state.exists and not self._run.isVisibleTo(self))
        self._note.setVisible(state.exists)
        layout.addWidget(
            parts.fact(_("Last drill"), date_words(state.drill_on) if state.drill_on else _("not held yet"))
        )
        if state.drill_due is not None:
            layout.addWidget(parts.fact(_("Due"), date_words(state.drill_due)))
        if state.alarm(self._session.now().date()) == "drill":
            layout.addWidget(boxed(row(Chip(_("it is time for one"), Shape.TRIANGLE, Tone.SOON), None)))

    def _on_try(self) -> None:
        self._run.show()
        self._try.hide()
        self._run.first_field().setFocus()

    def _on_file(self) -> None:
        pattern = _("Backups (*.ancora-backup vault.db)") + ";;" + _("All files (*)")
        for file in self._shell.files.open_files(self, _("Choose a backup"), pattern)[:1]:
            try:
                self._run.offer([restoring.look(file)], choose=True)
            except Exception as error:  # noqa: BLE001 - whatever lies there, the person is told and may choose again
                self._refuse(error)

    def _on_run(self, file: Path | None) -> None:
        self._trouble.hide()
        try:
            if file is None:
                raise Refused("no-such-file")
            kit = self._run.kit()
        except Exception as error:  # noqa: BLE001 - a wrong group: the person is told and goes on
            self._refuse(error)
            return
        self._run.set_busy(True)
        work = partial(_try_out, file, kit, self._run.by_shares, self._session)
        job = self._shell.jobs.start(_("Recovery drill"), work)
        job.finished.connect(self._on_done)
        job.failed.connect(self._refuse)
        job.ended.connect(partial(self._run.set_busy, False))

    def _on_done(self, done: Drill) -> None:
        self._run.show_done(done)
        self._on_note(done.number)

    def _on_note(self, number: str) -> None:
        self._trouble.hide()
        try:
            day = drills.note(self._session, number)
        except Exception as error:  # noqa: BLE001 - a wrong number, a full disk: the person is told and goes on
            self._refuse(error)
            return
        self._note.forget()
        self._shell.say(_("The drill of {day} was noted.").format(day=date_words(day)))

    def _on_certificate(self, *, to_printer: bool) -> None:
        if self._run.done is None:
            return
        data = drills.certificate(self._run.done, language())
        if to_printer:
            self._shell.files.print_pdf(self, data)
            return
        path = self._shell.files.save_file(self, _("Save the file"), FILE_NAME, _("PDF (*.pdf)"))
        if path is not None:
            try:
                recovery.save_paper(path, data, replace=True)  # the dialog has asked
            except Refused as refusal:
                self._refuse(refusal)

    def _refuse(self, error: BaseException) -> None:
        self._trouble.set_words(explain(error))
        self._trouble.show()


def _papers(session: Session, kit: Kit, names: tuple[str, ...], in_language: str, _report: Report) -> list[bytes]:
    shares = zip(recovery.split(kit), names, strict=True)
    return [recovery.share_paper(session, share, name, in_language) for share, name in shares]


def _try_out(file: Path, kit: Kit, by_shares: bool, session: Session, report: Report) -> Drill:
    return drills.run(file, kit, paths.data_folder(), clock=session.clock, by_shares=by_shares, report=report)
