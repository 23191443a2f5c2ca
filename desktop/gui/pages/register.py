"""Bringing a register in: a file, what its columns mean, what would become of each row, and only then the writing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import register_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Choice,
    FlowBox,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    Segment,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.gui.widgets.drop_area import DropArea
from desktop.i18n import _, ngettext, number_words
from desktop.jobs import Job, Work
from desktop.refusals import Refused
from desktop.services import register_import, register_offers, register_words
from desktop.services.register_import import Done, Opened, Plan, Preview

ENDINGS = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".txt")
HEADS_AT_MOST = 20


class RegisterPage(QWidget):
    """One step below the other; whatever is changed takes away what came after it, and nothing is written unseen."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("register")
        self._shell, self._session = shell, shell.session
        self._opened: Opened | None = None
        self._plan, self._preview = Plan(), Preview()
        self._said: dict[str, dict[str, str]] = {}
        self._job: Job | None = None
        self._build()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self._show_steps(0)

    def first_field(self) -> QWidget:
        return self._drop.button

    def leave(self) -> None:
        """Whoever goes elsewhere leaves no row of the register on the screen."""
        if self._job is None:
            self._forget()

    def _build(self) -> None:
        back = Button(_("Earlier imports"), Kind.SMALL_LINK, icon="history", name="imports")
        back.clicked.connect(partial(self._shell.navigate, "settings", tab="register"))
        head = PageHeader(
            _("Bring a register in"),
            _("From Excel, LibreOffice or a text with columns. Nothing is written before you have seen every row that "
              "would be refused, and all of it can be undone."),
        )  # fmt: skip
        self._drop = DropArea(
            _("Drop the register here"), _("a file .xlsx, .ods or .csv"), _("Choose a file"), endings=ENDINGS
        )
        self._drop.button.setObjectName("choose_register")
        self._drop.dropped.connect(self._on_dropped)
        self._drop.asked.connect(self._on_ask)
        self._how = Card(gap=10)
        self._how.setObjectName("how")
        self._beginning = boxed(column(gap=8))
        self._columns = parts.Columns()
        self._columns.changed.connect(partial(self._show_steps, 1))
        self._look = Button(_("Look at every row"), Kind.PRIMARY, icon="search", name="look_at_rows")
        self._look.clicked.connect(self._on_look)
        self._look_bar = boxed(row(self._look, None))
        self._outcome = parts.Outcome(self._session)
        self._outcome.save_wanted.connect(self._on_save)
        self._values = parts.Values(self._session)
        self._values.changed.connect(self._on_value)
        self._values.look_wanted.connect(self._on_look)
        self._bring = Button(_("Bring the rows in"), Kind.PRIMARY, icon="inbox", name="bring_in")
        self._bring.clicked.connect(self._on_bring)
        self._bring_bar = boxed(row(self._bring, None))
        self._last = boxed(column(gap=8))
        self._page = ScrollPage(head, boxed(row(back, None)), self._last, self._drop, self._how, self._beginning)
        self._page.add(self._columns, self._look_bar, self._outcome, self._values, self._bring_bar)

    # --- the file -----------------------------------------------------------------------------------------------

    def _on_ask(self) -> None:
        pattern = _("Registers ({pattern})").format(pattern=" ".join(f"*{one}" for one in ENDINGS))
        self._on_dropped(self._shell.files.open_files(self, _("Choose a file"), pattern))

    def _on_dropped(self, files: list[Path]) -> None:
        if files:
            self._forget()
            self._open(files[0])

    def _open(self, file: Path, *, sheet: int = -1, encoding: str = "") -> None:
        self._drop.setEnabled(False)
        work = partial(register_import.look_in_job, self._session, file, sheet=sheet, encoding=encoding)
        self._begin(_("Reading the register"), work, self._on_opened)

    def _on_opened(self, opened: Opened) -> None:
        self._said = {}
        self._show_file(opened, opened.plan, remembered=opened.remembered)

    def _show_file(self, opened: Opened, plan: Plan, *, remembered: bool = False) -> None:
        self._opened = Opened(opened.book, opened.sheet, opened.first, plan, remembered)
        self._plan = plan
        self._show_how(self._opened)
        self._fill_beginning(self._opened)
        self._columns.show_file(self._opened, register_offers.forms_of(self._session, plan.into))
        self._show_steps(1)

    def _show_how(self, opened: Opened) -> None:
        clear(self._how.body())
        kinds = [("case", _("a case with its sheets")), ("report", _("a report that waits"))]
        self._into = Segment(kinds, name=_("Each row is"), value=opened.plan.into)
        self._into.chosen.connect(self._on_into)
        self._sheet = Choice(self._sheets(opened), _("Sheet of the file"), width=300)
        self._sheet.setObjectName("sheet")
        self._sheet.set_value(str(opened.sheet))
        self._sheet.activated.connect(self._on_sheet)
        none = _("there are no headings")
        heads = [("0", none), *((str(n.number), _("row {n}").format(n=n.number)) for n in opened.first[:HEADS_AT_MOST])]
        self._head = Choice(heads, _("Headings stand in"), width=220)
        self._head.setObjectName("head")
        self._head.set_value(str(opened.plan.head))
        self._head.activated.connect(self._on_head)
        self._letters = Choice(parts.letters_offered(), _("Letters are written as"), width=200)
        self._letters.setObjectName("letters")
        self._letters.set_value(_letters(opened.book.encoding))
        self._letters.activated.connect(self._on_letters)
        self._how.add(Label(opened.book.path.name, "label", wrap=True))
        told = (
            (_("Each row is"), self._into, True),
            (_("Sheet of the file"), self._sheet, len(opened.book.sheets) > 1),
            (_("Headings stand in"), self._head, True),
            (_("Letters are written as"), self._letters, opened.book.kind == "csv"),
        )
        shown = [
            boxed(column(Label(words, "small-muted"), control, None, gap=2))
            for words, control, wanted in told
            if wanted
        ]
        self._how.add(FlowBox(*shown, gap=16))

    def _sheets(self, opened: Opened) -> list[tuple[str, str]]:
        hidden = _("{name} (hidden)")
        return [
            (str(at), hidden.format(name=one.name) if one.hidden else one.name)
            for at, one in enumerate(opened.book.sheets)
        ]

    def _fill_beginning(self, opened: Opened) -> None:
        layout = self._beginning.layout()
        if layout is None:
            return
        clear(layout)
        if opened.remembered:
            words = _("Your office has read a register with these headings before; the columns are chosen as then.")
            layout.addWidget(Banner(Tone.INFO, _("Known headings"), words))
        if opened.book.notes:
            told = "\n".join(register_words.note_words(code) for code in sorted(opened.book.notes))
            layout.addWidget(Banner(Tone.SOON, _("About this file"), told))
        layout.addWidget(parts.first_rows(opened))

    def _on_into(self, into: str) -> None:
        self._anew(into, self._plan.head)

    def _on_head(self, _index: int = 0) -> None:
        self._anew(self._plan.into, int(self._head.value() or 0))

    def _anew(self, into: str, head: int) -> None:
        if self._opened is not None:
            old = self._opened
            plan, known = register_import.plan_for(self._session, old.first, head, into, old.sheet)
            self._show_file(old, plan, remembered=known)
            QTimer.singleShot(0, self._head, self._head.setFocus)

    def _on_sheet(self, _index: int = 0) -> None:
        if self._opened is not None:
            self._open(self._opened.book.path, sheet=int(self._sheet.value() or 0))

    def _on_letters(self, _index: int = 0) -> None:
        if self._opened is not None:
            self._open(self._opened.book.path, encoding=self._letters.value() or "")

    # --- looking ------------------------------------------------------------------------------------------------

    def _on_look(self) -> None:
        if self._opened is None:
            return
        columns = self._columns.value()
        if len(set(columns.values())) < len(columns):
            self._shell.say(
                _("Two columns are meant for one field. Choose another field for one of them."), trouble=True
            )
            return
        values = dict(self._plan.values) | {
            path: {**self._plan.values.get(path, {}), **said} for path, said in self._said.items()
        }
        known = {path: said for path, said in values.items() if path in columns.values()}
        self._plan = Plan(self._plan.into, self._plan.sheet, self._plan.head, columns, known)
        self._show_steps(1)
        work = partial(register_import.preview_in_job, self._session, self._opened.book, self._plan)
        self._begin(_("Looking at the rows"), work, self._on_looked)

    def _on_looked(self, preview: Preview) -> None:
        self._preview = preview
        self._outcome.show_told(self._plan.into, preview.told, parts.summary(preview))
        self._values.show_values(self._plan.into, preview)
        words = ngettext("Bring {n} row in", "Bring {n} rows in", preview.good)
        self._bring.set_word(words.format(n=number_words(preview.good)))
        self._bring.setEnabled(preview.good > 0)
        self._show_steps(2)
        target = self._bring if preview.good else self._look
        QTimer.singleShot(0, target, target.setFocus)

    def _on_value(self) -> None:
        for path, said in self._values.value().items():
            self._said.setdefault(path, {}).update(said)
        self._bring.setEnabled(False)  # until every row was looked at again
        self._bring.set_word(_("Look at every row again first"))

    def _on_save(self) -> None:
        heads = (_("Row"), _("Column"), _("Field"), _("Code"))
        data = register_import.refusals_as_csv(self._outcome.told(), heads)
        pattern = _("Tables ({pattern})").format(pattern="*.csv")
        place = self._shell.files.save_file(self, _("Save the list"), "lista.csv", pattern)
        if place is None:
            return
        try:
            register_import.save_list(place, data)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(
            _("The list was saved. It holds numbers of rows and reasons, and nothing of what stands in them.")
        )

    # --- writing ------------------------------------------------------------------------------------------------

    def _on_bring(self) -> None:
        if self._opened is None:
            return
        try:
            register_import.remember(self._session, self._opened, self._plan)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        work = partial(register_import.bring_in_job, self._session, self._opened.book, self._plan)
        job = self._begin(_("Bringing a register in"), work, self._on_brought)
        job.stopped.connect(self._on_stopped)

    def _on_brought(self, done: Done) -> None:
        words = ngettext("{n} row was brought in.", "{n} rows were brought in.", done.taken)
        left = done.rows - done.taken
        second = (
            ngettext("{n} row was refused.", "{n} rows were refused.", left).format(n=number_words(left))
            if left
            else ""
        )
        undo = _("If something is wrong, all of it can be undone as one act.")
        self._over(Tone.DONE, words.format(n=number_words(done.taken)), f"{second} {undo}".strip())

    def _on_stopped(self) -> None:
        self._over(
            Tone.SOON,
            _("Stopped"),
            _("What was brought in until then stands whole, and can be undone as one act."),
        )

    def _over(self, tone: Tone, title: str, text: str) -> None:
        self._forget()
        banner = Banner(tone, title, text, links=[("imports", _("Earlier imports"))])
        banner.setObjectName("brought")
        banner.followed.connect(self._on_imports)
        layout = self._last.layout()
        if layout is not None:
            layout.addWidget(banner)
        self._last.show()
        self._session.announce("case")
        self._shell.say(title)
        self._drop.button.setFocus()

    def _on_imports(self, _link: str = "") -> None:
        self._shell.navigate("settings", tab="register")

    # --- steps --------------------------------------------------------------------------------------------------

    def _begin(self, name: str, work: Work, then: Callable[[Any], None]) -> Job:
        for button in (self._look, self._bring):
            button.setEnabled(False)
        job = self._job = self._shell.work(name, work, then)
        job.ended.connect(partial(self._on_ended, job))
        return job

    def _on_ended(self, job: Job) -> None:
        if self._job is job:
            self._job = None
        self._drop.setEnabled(True)
        self._look.setEnabled(True)

    def _show_steps(self, step: int) -> None:
        """0: a file is chosen; 1: its columns; 2: what would become of it."""
        for part in (self._how, self._beginning, self._columns, self._look_bar):
            part.setVisible(step > 0)
        for part in (self._outcome, self._bring_bar):
            part.setVisible(step > 1)
        self._values.setVisible(step > 1 and bool(self._preview.unmapped))

    def _forget(self) -> None:
        self._opened, self._plan, self._preview, self._said = None, Plan(), Preview(), {}
        for box in (self._beginning, self._last):
            layout = box.layout()
            if layout is not None:
                clear(layout)
        for card in (self._how, self._columns, self._values):
            clear(card.body())
        self._outcome.show_told("case", (), "")
        self._last.hide()
        self._show_steps(0)


def _letters(encoding: str) -> str:
    """The way that is offered for one that was found."""
    plain = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
    return plain.get(encoding, encoding)
