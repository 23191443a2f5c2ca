"""Settings: this computer, the people, the database with its backups, the access log, and what the program is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import __version__
from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    CellsModel,
    Chip,
    Choice,
    Kind,
    Label,
    Line,
    PageHeader,
    Row,
    ScrollPage,
    SectionHeader,
    Segment,
    Shape,
    Table,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import COMPLETE, LANGUAGES, _, datetime_words, ngettext, number_words
from desktop.jobs import Report
from desktop.services import backups, journal, people, vaults
from desktop.services.session import PEOPLE, Session
from desktop.services.vaults import Check

SIZES = range(100, 201, 10)
MINUTES = range(1, 16)
LOG_LINES = 8  # shown at first; the rest comes when asked for


class SettingsPage(QWidget):
    """Each choice holds at once; nothing here waits for a button that says Apply."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._shell, self._session = shell, shell.session
        self._is_lead = self._session.worker.role in PEOPLE
        first = [self._computer(), self._people(), self._about()]
        second = [self._vault(), *([self._log()] if self._is_lead else [])]
        header = PageHeader(_("Settings"), _("What you choose holds at once and stays on this computer."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPage(header, parts.TwoColumns(first, second)))

    def arrive(self) -> None:
        """What was done on other pages stands in the log."""
        self.refresh()

    def first_field(self) -> QWidget:
        return self._language.button(self._shell.house.chosen.language)

    def refresh(self) -> None:
        """People, backups and the log as they are now; what is being typed stays."""
        self._show_people()
        self._show_backup()
        if self._is_lead:
            self._show_log()

    def leave(self) -> None:
        if self._is_lead:
            self._new.clear()
            self._close_new()

    # --- this computer ------------------------------------------------------------------------------------------

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
            name="computer",
        )

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

    # --- people -------------------------------------------------------------------------------------------------

    def _people(self) -> Card:
        self._list = boxed(column(gap=0))
        self._list.setObjectName("people_list")
        card = parts.settings_card(_("Workers"), self._list, name="people")
        if not self._is_lead:
            card.add(Label(_("The head of the office adds people."), "small-muted", wrap=True))
            return card
        region = self._session.office.kind == "region"
        self._new = parts.NewWorker(people.REGION_ROLES if region else people.OFFICE_ROLES)
        self._new.wanted.connect(self._on_wanted)
        self._new.left.connect(self._close_new)
        self._add = Button(_("Add a worker"), icon="person-add", name="add_person")
        self._add.clicked.connect(self._open_new)
        card.add(row(self._add, None), self._new)
        self._new.hide()
        return card

    def _show_people(self) -> None:
        here = self._session.worker.id
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        for at, one in enumerate(people.all_workers(self._session)):
            mine = Chip(_("you")) if one.id == here else None
            if at:
                layout.addWidget(Line())
            layout.addWidget(Row(one.name, people.role_words(one.role), icon="person", end=mine))

    def _open_new(self) -> None:
        self._add.hide()
        self._new.show()
        self._new.first_field().setFocus()

    def _close_new(self) -> None:
        self._new.hide()
        self._add.show()

    def _on_wanted(self, name: str, role: str, passphrase: str) -> None:
        self._new.set_busy(True)
        work = partial(_add_worker, self._session, name, role, passphrase)
        job = self._shell.jobs.start(_("Adding a worker"), work)
        job.finished.connect(self._on_added)
        job.failed.connect(self._new.refuse)

    def _on_added(self, _worker: object) -> None:
        self._new.clear()
        self._close_new()
        self._session.announce("people")
        self._shell.say(_("The worker was added. The name and the passphrase open the database from now on."))
        self._add.setFocus()

    # --- the database -------------------------------------------------------------------------------------------

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

    # --- the access log -----------------------------------------------------------------------------------------

    def _log(self) -> Card:
        heads = [_("When"), _("What"), _("Who")]
        self._model = CellsModel(heads)
        self._table = Table(_("Access log"))
        self._table.setObjectName("access_log")
        self._table.setModel(self._model)
        self._table.set_widths(100, 200, 150, stretch=1)
        self._lines = LOG_LINES
        self._more = Button(_("Show earlier entries"), Kind.SMALL_LINK, icon="chevron-down", name="more_log")
        self._more.clicked.connect(self._on_more)
        self._head = SectionHeader(_("Access log"), 0)
        card = Card(gap=8)
        card.setObjectName("log")
        why = Label(
            _("Who opened, printed or sent what. Each entry seals those before it, so none can be taken out unseen."),
            "small-muted",
            wrap=True,
        )
        card.add(self._head, why, self._table, row(self._more, None))
        return card

    def _show_log(self) -> None:
        entries = journal.page(self._session, limit=self._lines)
        count = journal.count(self._session)
        self._model.set_rows([parts.log_row(entry) for entry in entries])
        self._table.fit_height()
        self._head.set_count(count)
        self._more.setVisible(len(entries) < count)

    def _on_more(self) -> None:
        self._lines += journal.PAGE
        self._show_log()

    # --- the program --------------------------------------------------------------------------------------------

    def _about(self) -> Card:
        return parts.settings_card(
            _("The program"),
            parts.fact(_("Version"), _("Ancora {version}").format(version=__version__)),
            parts.fact(_("Licence"), _("EUPL 1.2, the European Union Public Licence")),
            parts.fact(_("Letters"), _("Noto Sans, SIL Open Font License 1.1")),
            Label(_("The program has no part that could reach a network."), "small-muted", wrap=True),
            name="about",
        )


def _add_worker(session: Session, name: str, role: str, passphrase: str, _report: Report) -> object:
    with session.beside() as own:
        return people.add_worker(own, name, role, passphrase)


def _check(session: Session, _report: Report) -> Check:
    with session.beside() as own:
        return vaults.check(own)
