"""Sheets that wait for approval: one is read whole, then approved or sent back with a word, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.case_words import approval_words
from desktop.gui.pages.approvals_parts import Decision, sheet_view
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    EmptyState,
    Label,
    PageFrame,
    PageHeader,
    RowButton,
    ScrollPage,
    SectionHeader,
    boxed,
    clear,
    column,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import approvals
from desktop.services.approvals import Waiting
from desktop.services.sheet_view import read_sheet


class ApprovalsPage(QWidget):
    """arrive(record=): the request to begin with."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("approvals")
        self._shell = shell
        self._present: Waiting | None = None
        self._found: tuple[Waiting, ...] = ()
        self._list, self._sheet = QVBoxLayout(), QVBoxLayout()
        self._list.setSpacing(px(2))
        self._sheet.setContentsMargins(0, 0, 0, 0)
        self._sheet.setSpacing(px(12))
        self._decision = Decision()
        self._decision.approved.connect(self._on_approved)
        self._decision.sent_back.connect(self._on_sent_back)
        self._decision.opened.connect(self._on_opened)
        self._empty = EmptyState(
            "check",
            _("Nothing waits for approval"),
            _("Evaluations, plans and closures for which somebody asks an approval stand here until it is given."),
        )
        header = PageHeader(_("Approvals"), _("Nobody approves what they wrote or asked for themselves."))
        self._frame = PageFrame(
            ScrollPage(header, self._empty, boxed(self._sheet)),
            left=self._side(),
            left_width=288,
            footer=self._decision,
        )
        self._frame.section_asked.connect(self._on_chosen)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)

    def arrive(self, *, record: str = "", **_where: object) -> None:
        self._found = approvals.waiting(self._shell.session)
        self._show(record)

    def refresh(self) -> None:
        """Something was written: the list anew; what is being read stays while it still waits as it is."""
        found = approvals.waiting(self._shell.session)
        if found != self._found:
            self._found = found
            with focus_kept(self):
                self._show(self._present.approval.record if self._present else "")

    def first_field(self) -> QWidget | None:
        item = self._list.itemAt(0)
        return item.widget() if item is not None else None

    def _side(self) -> QWidget:
        side = boxed(column(SectionHeader(_("They wait")), self._list, None, margins=(18, 14, 12, 12), gap=6))
        side.setObjectName("approval_list")
        return side

    def _show(self, record: str) -> None:
        self._present = next((one for one in self._found if one.approval.record == record), None)
        self._present = self._present or next(iter(self._found), None)
        clear(self._list)
        for one in self._found:
            self._list.addWidget(self._row(one))
        self._empty.setVisible(self._present is None)
        self._decision.setVisible(self._present is not None)
        defs = self._shell.session.library.definitions  # the combo of a narrow window has no room for whole titles
        options = [(one.approval.record, f"{one.code} · {defs.form(one.approval.form).code}") for one in self._found]
        self._frame.set_left_choice(options, self._present.approval.record if self._present else None)
        self._show_sheet()

    def _row(self, one: Waiting) -> RowButton:
        mine = one.code if one.mine else _("{code} · for others to decide").format(code=one.code)
        made = RowButton(self._title(one), mine, icon="document", checkable=True)
        made.setObjectName(f"approval_{one.approval.record}")
        made.setChecked(one is self._present)
        made.clicked.connect(partial(self._on_chosen, one.approval.record))
        return made

    def _title(self, one: Waiting) -> str:
        return pick(self._shell.session.library.definitions.form(one.approval.form).title)

    def _show_sheet(self) -> None:
        clear(self._sheet)
        one = self._present
        if one is None:
            return
        self._decision.show_for(mine=one.mine, alone=one.alone)
        try:
            sheet = read_sheet(self._shell.session, one.approval.sheet)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        said = approval_words(one.approval, self._shell.session.now())
        self._sheet.addWidget(Label(f"{self._title(one)} · {one.code}", "section", wrap=True))
        self._sheet.addWidget(Label(said, "muted", wrap=True))
        for part in sheet_view(sheet):
            self._sheet.addWidget(part)

    def _on_chosen(self, record: str, _checked: bool = False) -> None:
        self._show(record)
        if (found := self.findChild(RowButton, f"approval_{record}")) is not None:
            found.setFocus()

    def _on_opened(self) -> None:
        if self._present is not None:
            told = self._present.approval
            self._shell.navigate("form", form=told.form, case=told.case, record=told.sheet)

    def _on_approved(self, ground: str) -> None:
        self._decide(partial(approvals.approve, ground=ground), _("The sheet is approved as it stands now."))

    def _on_sent_back(self, word: str) -> None:
        self._decide(partial(approvals.send_back, word=word), _("The sheet was sent back with your word."))

    def _decide(self, deed: Callable[..., object], said: str) -> None:
        """One answer, and the next one that waits stands there."""
        if self._present is None:
            return
        order: Sequence[str] = [one.approval.record for one in self._found]
        at = order.index(self._present.approval.record)
        try:
            deed(self._shell.session, self._present.approval.record)
        except Exception as error:  # noqa: BLE001 - changed meanwhile, a full disk: it is said in the strip
            self._shell.refuse(error)
            return
        self._shell.say(said)
        following = next(iter(order[at + 1 :]), "")
        self._found = approvals.waiting(self._shell.session)
        self._show(following)
        if (first := self.first_field()) is not None:
            first.setFocus()
