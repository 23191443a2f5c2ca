"""Settings: the database of this office, its backups, and a look at the whole of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Label, Shape, Tone, boxed, clear, column, row
from desktop.i18n import _, datetime_words, ngettext, number_words
from desktop.jobs import Report
from desktop.services import backups, vaults
from desktop.services.session import Session
from desktop.services.vaults import Check


class DatabaseTab(parts.Tab):
    """Backups are made and read back here, and the whole database is looked at when asked."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self.add(parts.TwoColumns([self._vault()], []))

    def first_field(self) -> QWidget:
        return self._make

    def refresh(self) -> None:
        self._show_backup()

    def _vault(self) -> Card:
        office = self._session.office
        country = _("Moldova") if office.country == "MD" else _("Romania")
        whose = _("Region {code}, {country}") if office.kind == "region" else _("Office {code}, {country}")
        self._backup = boxed(column(gap=4))
        self._make = Button(_("Make a backup now"), icon="save", name="make_backup")
        self._make.clicked.connect(self._on_backup)
        self._check = Button(_("Check the database"), icon="shield", name="check_vault")
        self._check.clicked.connect(self._on_check)
        self._checked = Banner(Tone.DONE, " ")
        self._checked.setObjectName("checked")
        self._checked.hide()
        return parts.settings_card(
            _("Database"),
            parts.fact(_("Whose it is"), whose.format(code=office.code, country=country)),
            self._backup,
            boxed(column(row(self._make, None), gap=0)),
            Label(
                _("A backup is made by itself when the program closes. Copy the folder of backups to a stick that is "
                  "kept in another building."),
                "small-muted",
                wrap=True,
            ),
            boxed(column(row(self._check, None), gap=0)),
            self._checked,
            name="vault",
        )  # fmt: skip

    def _show_backup(self) -> None:
        layout = self._backup.layout()
        if layout is None:
            return
        clear(layout)
        last = backups.last(self._session)
        if last is None:
            chip = Chip(_("none yet"), Shape.TRIANGLE, Tone.SOON)
            layout.addWidget(parts.fact(_("Backup"), chip))
            return
        chip = Chip(_("older than three days"), Shape.TRIANGLE, Tone.SOON)
        if not last.old:
            chip = Chip(_("read back whole"), Shape.CHECK, Tone.DONE)
        layout.addWidget(parts.fact(_("Last backup"), datetime_words(last.at)))
        size = _("{n} MB").format(n=number_words(round(max(last.bytes, 100_000) / 1e6, 1)))
        kept = ngettext("{n} backup is kept", "{n} backups are kept", last.kept).format(n=last.kept)
        layout.addWidget(parts.fact(_("Its size"), f"{size} · {kept}"))
        layout.addWidget(boxed(row(chip, None)))

    def _on_backup(self) -> None:
        self._make.setEnabled(False)
        job = self._shell.jobs.start(_("Making a backup"), partial(backups.make_backup, self._session))
        job.finished.connect(self._on_backed_up)
        job.failed.connect(self._refuse)
        job.ended.connect(self._on_over)

    def _on_over(self) -> None:
        for button in (self._make, self._check):
            button.setEnabled(True)

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)

    def _on_backed_up(self, _made: object) -> None:
        self._session.announce("sync")
        self._shell.say(_("The backup was made and read back whole."))

    def _on_check(self) -> None:
        self._check.setEnabled(False)
        self._checked.hide()
        job = self._shell.jobs.start(_("Checking the database"), partial(_check, self._session))
        job.finished.connect(self._on_checked)
        job.failed.connect(self._refuse)
        job.ended.connect(self._on_over)

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


def _check(session: Session, _report: Report) -> Check:
    with session.beside() as own:
        return vaults.check(own)
