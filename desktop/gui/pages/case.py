"""One case: its header, its forms, what was written when, and what is next."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.case_desk import CaseDesk
from desktop.gui.pages.case_header import CaseHeader
from desktop.gui.pages.case_moving import MovingCard
from desktop.gui.pages.case_parts import FormList, next_cards
from desktop.gui.pages.case_telling import TellingCard
from desktop.gui.pages.case_views import CaseViews
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.ticking import ticking
from desktop.gui.widgets import Button, Label, PageFrame, ScrollPage, clear
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import cases
from desktop.services.cases import CaseFile, Next
from desktop.services.next_steps import BEGINS

EVERY_MS = 30_000


class CasePage(QWidget):
    """Opened for one case; that is logged once, showing it anew is not."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case")
        self._shell = shell
        self._file: CaseFile | None = None
        self._header = CaseHeader(shell)
        self._header.team_asked.connect(self._on_team)
        self._header.erasing_asked.connect(self._on_erasing)
        self._header.access_asked.connect(self._on_access)
        self._transfer = MovingCard(shell)
        self._forms, self._views = FormList(), CaseViews(shell)
        self._forms.asked.connect(self._on_form)
        self._views.asked.connect(self._on_form)
        self._telling = TellingCard(shell)
        self._telling.opened.connect(self._on_account)
        self._desk = CaseDesk(shell)
        self._desk.asked.connect(self._on_lack)
        self._desk.transfer_asked.connect(self._on_transfer)
        self._next = QVBoxLayout()
        self._next.setSpacing(px(8))
        self._frame = PageFrame(
            self._views,
            header=self._header,
            left=self._forms,
            context=self._next_column(),
            left_width=288,
            context_title=_("What is next"),
            context_icon="list",
        )
        self._frame.section_asked.connect(self._on_folded_form)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        # Large type and a long header leave the page no room: it scrolls rather than lie over itself.
        rolling = ScrollPage(self._frame, gap=0, margins=(0, 0, 0, 0))
        rolling.body().setStretchFactor(self._frame, 1)
        outer.addWidget(rolling)
        QShortcut(QKeySequence("Ctrl+T"), self).activated.connect(self._on_paper)
        self._timer = ticking(self, EVERY_MS, self.tick)

    @property
    def timer(self) -> QTimer:
        """What moves the clocks on; a test need not wait for it."""
        return self._timer

    def arrive(self, *, case: str = "", view: str = "", **_where: object) -> None:
        wanted = case or (self._file.row.case if self._file else "")
        try:
            file = cases.open_case(self._shell.session, wanted)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("cases")
            return
        self._views.start(view or ("links" if file.row.merged_into else ""))
        self._show(file)
        self._timer.start()

    def refresh(self) -> None:
        """Something was written: read again; the name stays as it was, covered or not."""
        if self._file is not None and (file := self._read()) is not None:
            with focus_kept(self):
                self._show(file)

    def tick(self) -> None:
        """A minute went by: the clocks and what is next."""
        if self._file is not None and (file := self._read()) is not None:
            self._file = file
            with focus_kept(self):
                self._header.show_clocks(file.clocks, self._shell.session.now())
                self._show_next(file)

    def leave(self) -> None:
        self._header.cover()
        self._timer.stop()

    def first_field(self) -> QWidget | None:
        """What is next."""
        return self._transfer.first_button() or self._next_button() or self._forms

    def _read(self) -> CaseFile | None:
        if self._file is None:
            return None
        try:
            return cases.read_case(self._shell.session, self._file.row.case)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return None

    def _show(self, file: CaseFile) -> None:
        self._file = file
        session = self._shell.session
        now = session.now()
        self._header.show_case(file, now)
        self._transfer.show_file(file)
        self._forms.show_lines(file.lines, now, file.joined, here=file.row.moving is None)
        self._views.show_it(file)
        self._telling.show_file(file)
        self._desk.show_file(file)
        self._desk.setVisible(file.row.moving is None)  # nobody writes in a case that is not here and ours
        self._telling.setVisible(self._telling.is_wanted(file) and file.row.moving is None)
        self._show_next(file)
        options = [
            (f"{line.form.id}/{line.record or ''}", pick(line.form.title))
            for line in file.lines
            if line.record or line.form.id != "team"
        ]
        # The folded list opens forms and is in none of them, so it always says what it is.
        self._frame.set_left_choice([("", _("Forms")), *options], "")

    def _show_next(self, file: CaseFile) -> None:
        clear(self._next)
        session = self._shell.session
        if file.row.moving is not None:
            return
        for card in next_cards(file.next, session.library.definitions, session.now(), self._act):
            self._next.addWidget(card)

    def _next_column(self) -> QWidget:
        column = QWidget()
        column.setObjectName("next")
        body = QVBoxLayout(column)
        body.setContentsMargins(px(16), px(14), px(16), px(14))
        body.setSpacing(px(8))
        body.addWidget(Label(_("What is next"), "section"))
        body.addWidget(self._transfer)
        body.addLayout(self._next)
        body.addWidget(self._desk)
        body.addWidget(self._telling)
        body.addStretch(1)
        return column

    def _next_button(self) -> QWidget | None:
        for place in range(self._next.count()):
            item = self._next.itemAt(place)
            card = item.widget() if item is not None else None
            if card is not None and (button := card.findChild(Button)) is not None:
                return button
        return None

    def _act(self, step: Next, _checked: bool = False) -> None:
        if step.kind in BEGINS:
            self._begin_team(step.record, step.steps[0] if step.steps else "")
        elif step.kind == "conflict" and self._file is not None and step.record:
            self._shell.navigate("conflicts", case=self._file.case_of(step.record), record=step.record)
        elif step.form == "team":
            self._shell.navigate("team", record=step.record, step=step.steps[0] if step.steps else None)
        elif step.kind == "due" and step.steps[0].startswith("contact_") and self._file is not None:
            self._shell.navigate("case", case=self._file.row.case, view="plan")  # what is proposed stands there
        else:
            self._on_form(step.form or "", step.record or "")

    def _on_form(self, form: str, record: str) -> None:
        if self._file is None:
            return
        if form == "team" and record:
            self._shell.navigate("team", record=record)
        elif form == "appointment":
            self._shell.navigate("calendar", record=record, case="" if record else self._file.row.case)
        else:
            self._shell.navigate("form", form=form, case=self._file.case_of(record), record=record or None)

    def _on_lack(self, form: str, record: str, path: str) -> None:
        """What is missing to go on: the sheet at the very question, or the other files of the case."""
        if self._file is None:
            return
        if form == "case" and not path:
            self._shell.navigate("case", case=self._file.row.case, view="links")
        elif form == "team":
            self._shell.navigate("team_end", record=record)
        else:
            case = self._file.case_of(record)
            self._shell.navigate("form", form=form, case=case, record=record or None, path=path or None)

    def _on_account(self, form: str, record: str, path: str) -> None:
        if self._file is not None:
            self._shell.navigate("form", form=form, case=self._file.row.case, record=record, path=path)

    def _on_folded_form(self, chosen: str) -> None:
        form, _slash, record = chosen.partition("/")
        if form:
            self._on_form(form, record)

    def _on_paper(self) -> None:
        """The form that has the focus in the list is typed off a paper."""
        form, record = self._forms.present()
        if self._file is not None and form and form != "team":
            self._shell.navigate("transcribe", form=form, case=self._file.row.case, record=record or None)

    def _on_access(self) -> None:
        if self._file is not None:
            self._shell.navigate("access", case=self._file.row.case)

    def _on_transfer(self) -> None:
        if self._file is not None:
            self._shell.navigate("transfer", case=self._file.row.case)

    def _on_erasing(self) -> None:
        if self._file is not None:
            self._shell.navigate("erasure", case=self._file.row.case)

    def _on_team(self) -> None:
        if self._file is None:
            return
        running = self._file.of_form("team")
        if running:
            self._shell.navigate("team", record=running[-1].id)
        else:
            self._begin_team(None)

    def _begin_team(self, sheet: str | None, protocol: str = "") -> None:
        """Which protocol, who was first, when: asked on a page of its own, where nothing else has to be pressed."""
        if self._file is not None:
            self._shell.navigate("team_begin", case=self._file.row.case, sheet=sheet, protocol=protocol)
