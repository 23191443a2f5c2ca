"""Settings: the database of this office, its backups here and on a stick, and a look at the whole of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Label, Shape, Tone, boxed, clear, column, row
from desktop.i18n import _, date_words, datetime_words, ngettext, number_words
from desktop.jobs import Job, Report, Work
from desktop.refusals import Refused, explain
from desktop.services import backups, vaults
from desktop.services.backups import Backup, BackupState
from desktop.services.session import PEOPLE, Session
from desktop.services.vaults import Check


class DatabaseTab(parts.Tab):
    """Backups are made, read back and copied to a stick here, and the whole database is looked at when asked."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._buttons: list[Button] = []
        self._pressed: Button | None = None
        self._landed: QWidget | None = None
        self._is_lead = self._session.worker.role in PEOPLE
        second = [self._vault(), *([self._restoring()] if self._is_lead else [])]
        self.add(parts.TwoColumns([self._backups(), self._on_a_stick()], second))

    def first_field(self) -> QWidget:
        return self._make

    def refresh(self) -> None:
        state = backups.state(self._session)
        self._show_alarm(state)
        self._show_backup(state)
        self._show_stick(state)
        if self._is_lead:
            self._show_aside()

    def leave(self) -> None:
        if self._is_lead:
            self._sure.hide()

    # --- backups ------------------------------------------------------------------------------------------------

    def _backups(self) -> Card:
        self._alarm = Banner(Tone.DANGER, " ", " ")
        self._alarm.setObjectName("backup_alarm")
        self._backup = boxed(column(gap=4))
        self._make = self._button(_("Make a backup now"), "save", "make_backup")
        self._make.clicked.connect(self._on_backup)
        return parts.settings_card(
            _("Backups"),
            self._alarm,
            self._backup,
            boxed(column(row(self._make, None), gap=0)),
            Label(
                _("A backup is made by itself each day and when the program closes. Seven days and four weeks are "
                  "kept, and none longer than 35 days."),
                "small-muted",
                wrap=True,
            ),
            name="backups",
        )  # fmt: skip

    def _on_a_stick(self) -> Card:
        self._stick = boxed(column(gap=4))
        self._copy = self._button(_("Make a backup on a stick…"), "usb", "backup_on_stick")
        self._copy.clicked.connect(self._on_stick)
        return parts.settings_card(
            _("On a stick"),
            self._stick,
            boxed(column(row(self._copy, None), gap=0)),
            Label(
                _("Once a week, kept in another building. Nobody can read it without a passphrase of this office, and "
                  "one file is the whole backup."),
                "small-muted",
                wrap=True,
            ),
            name="stick",
        )  # fmt: skip

    def _show_alarm(self, state: BackupState) -> None:
        self._alarm.setVisible(state.alarm in ("missing", "damaged"))
        if state.alarm == "missing":
            self._alarm.set_words(_("The last backup is not there any more."), explain(Refused("backup-missing")))
        elif state.alarm == "damaged":
            self._alarm.set_words(_("The last backup is not what was made."), explain(Refused("backup-altered")))

    def _show_backup(self, state: BackupState) -> None:
        layout = self._backup.layout()
        if layout is None:
            return
        clear(layout)
        if state.last is None:
            layout.addWidget(parts.fact(_("Last verified backup"), Chip(_("none yet"), Shape.TRIANGLE, Tone.SOON)))
            return
        chip = Chip(_("read back whole"), Shape.CHECK, Tone.DONE)
        if state.alarm == "old":
            chip = Chip(_("older than three days"), Shape.TRIANGLE, Tone.SOON)
        layout.addWidget(parts.fact(_("Last verified backup"), datetime_words(state.last)))
        kept = ngettext("{n} backup is kept", "{n} backups are kept", state.kept).format(n=state.kept)
        layout.addWidget(parts.fact(_("Its size"), f"{_size(state.bytes)} · {kept}"))
        layout.addWidget(boxed(row(chip, None)))

    def _show_stick(self, state: BackupState) -> None:
        layout = self._stick.layout()
        if layout is None:
            return
        clear(layout)
        last = datetime_words(state.last_on_stick) if state.last_on_stick else _("none yet")
        layout.addWidget(parts.fact(_("Last one"), last))
        if state.stick_due:
            layout.addWidget(boxed(row(Chip(_("it is time for one"), Shape.TRIANGLE, Tone.SOON), None)))

    def _on_backup(self) -> None:
        job = self._work(_("Making a backup"), partial(backups.make_backup, self._session))
        job.finished.connect(self._on_backed_up)

    def _on_backed_up(self, _made: Backup) -> None:
        self._session.announce("sync")
        self._shell.say(_("The backup was made and read back whole."))

    def _on_stick(self) -> None:
        folder = self._shell.files.choose_folder(self, _("Where to put the backup"))
        if folder is not None:
            work = partial(_make_on_stick, self._session, folder)
            job = self._work(_("Making a backup on a stick"), work)
            job.finished.connect(self._on_copied)

    def _on_copied(self, made: Backup) -> None:
        self._session.announce("sync")
        if made.same_disk:
            self._shell.say(
                _("The backup was made, but on the disk of the database: it does not help if this computer is lost."),
                trouble=True,
            )
        else:
            self._shell.say(_("The backup on the stick was made and read back whole. The stick can be taken out."))

    # --- the database -------------------------------------------------------------------------------------------

    def _vault(self) -> Card:
        office = self._session.office
        country = _("Moldova") if office.country == "MD" else _("Romania")
        whose = _("Region {code}, {country}") if office.kind == "region" else _("Office {code}, {country}")
        self._check = self._button(_("Check the database"), "shield", "check_vault")
        self._check.clicked.connect(self._on_check)
        self._checked = Banner(Tone.DONE, " ")
        self._checked.setObjectName("checked")
        self._checked.hide()
        return parts.settings_card(
            _("Database"),
            parts.fact(_("Whose it is"), whose.format(code=office.code, country=country)),
            boxed(column(row(self._check, None), gap=0)),
            self._checked,
            name="vault",
        )

    def _on_check(self) -> None:
        self._checked.hide()
        job = self._work(_("Checking the database"), partial(_check, self._session))
        job.finished.connect(self._on_checked)

    def _on_checked(self, check: Check) -> None:
        whole = not check.faults
        told = ngettext(
            "{n} sheet and the whole access log were read.",
            "{n} sheets and the whole access log were read.",
            check.records,
        ).format(n=number_words(check.records))
        self._checked.set_tone(Tone.DONE if whole else Tone.DANGER)
        if whole:
            self._checked.set_words(_("The database is whole."), told)
        elif "log-tampered" in check.faults:
            self._checked.set_words(
                _("The access log was changed from outside."), _("Tell the region today. Nothing was changed here.")
            )
        else:
            self._checked.set_words(
                _("The database is damaged."), _("Close the program and restore the last backup. Tell the region.")
            )
        self._checked.show()

    # --- a backup in its place ----------------------------------------------------------------------------------

    def _restoring(self) -> Card:
        self._aside = boxed(column(gap=4))
        restore = Button(_("Restore a backup…"), icon="history", name="restore")
        restore.clicked.connect(self._on_restore)
        self._sure = Banner(
            Tone.SOON,
            _("The program locks first."),
            _("On the card where it is unlocked, choose “Restore a backup”. The database as it is now is kept aside."),
            button=_("Lock now"),
        )
        self._sure.setObjectName("restore_sure")
        self._sure.pressed.connect(self._shell.house.lock)
        self._sure.hide()
        return parts.settings_card(
            _("Restoring"),
            Label(_("Work that was done after the backup is then not in the database."), "small-muted", wrap=True),
            boxed(column(row(restore, None), gap=0)),
            self._sure,
            self._aside,
            name="restoring",
        )

    def _on_restore(self) -> None:
        self._sure.show()

    def _show_aside(self) -> None:
        layout = self._aside.layout()
        if layout is None:
            return
        clear(layout)
        for one in backups.asides(self._session):
            until = _("until {date}: {folder}").format(date=date_words(one.until.date()), folder=one.folder.name)
            layout.addWidget(parts.fact(_("Kept from before {time}").format(time=datetime_words(one.at)), until))

    # --- slow work ----------------------------------------------------------------------------------------------

    def _button(self, words: str, icon: str, name: str) -> Button:
        button = Button(words, icon=icon, name=name)
        self._buttons.append(button)
        return button

    def _work(self, name: str, work: Work) -> Job:
        """One thing at a time; what refuses says so in the strip."""
        self._pressed = next((button for button in self._buttons if button.hasFocus()), None)
        for button in self._buttons:
            button.setEnabled(False)
        self._landed = QApplication.focusWidget()  # a button that is off gives the keyboard away
        job = self._shell.jobs.start(name, work)
        job.failed.connect(self._refuse)
        job.ended.connect(self._on_over)
        return job

    def _on_over(self) -> None:
        """The keyboard is where it was, unless the person has gone elsewhere."""
        for button in self._buttons:
            button.setEnabled(True)
        if self._pressed is not None and QApplication.focusWidget() is self._landed:
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)


def _size(count: int) -> str:
    return _("{n} MB").format(n=number_words(round(max(count, 100_000) / 1e6, 1)))


def _make_on_stick(session: Session, folder: Path, report: Report) -> Backup:
    return backups.make_on_stick(session, folder, report)


def _check(session: Session, _report: Report) -> Check:
    with session.beside() as own:
        return vaults.check(own)
