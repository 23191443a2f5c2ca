"""One report in short, beside the list: what was said, a child first of all, who it is like, and what is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.likeness_words import alike_title, reason_words
from desktop.gui.models.report_table import caller_words, decision_spec, sign_spec, topic_words, where_words
from desktop.gui.models.times import answer_words, left_words, moment_words
from desktop.gui.models.words import capital, listed
from desktop.gui.pages.inbox_decide import Deciding
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Chip,
    EmptyState,
    FlowBox,
    Kind,
    Label,
    Line,
    RowButton,
    TextField,
    Tone,
    clear,
    row,
    speak,
)
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import child_notice, reports_inbox
from desktop.services.duplicates import Alike
from desktop.services.reports_inbox import TAKE, Decision, ReportFile, ReportRow


class ReportPeek(QWidget):
    """The context column of the list. written(): something of the report was written."""

    written = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_peek")
        self._shell = shell
        self._record = ""
        self._file: ReportFile | None = None
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(18), px(16), px(16))
        outer.setSpacing(px(10))
        outer.addLayout(self._body)
        outer.addStretch(1)
        self.show_nothing()

    def record(self) -> str:
        """The report that is shown, or nothing."""
        return self._record

    def show_nothing(self) -> None:
        clear(self._body)
        self._record, self._file = "", None
        words = _("Choose a report and press Space: what was said, and what can be decided, stands here.")
        self._body.addWidget(EmptyState("eye", _("In short"), words))

    def show_report(self, file: ReportFile) -> None:
        """Everything but names: those stand in the sheet, and are uncovered there."""
        if file == self._file:
            return
        clear(self._body)
        self._record, self._file = file.row.record, file
        session = self._shell.session
        defs, now, shown = session.library.definitions, session.now(), file.row
        self._add(Label(_("In short"), "group"))
        received = answer_words(shown.at, now) or _("without an hour")
        self._add(Label(_("Report, {moment}").format(moment=received), "section", wrap=True))
        chips: list[QWidget] = [Chip.of(decision_spec(shown))]
        if (sign := sign_spec(shown)) is not None:
            chips.append(Chip.of(sign))
        self._add(FlowBox(*chips, gap=6))
        self._add(Label(topic_words(shown, defs), wrap=True))
        self._add(Label(caller_words(shown, defs), "small-muted", wrap=True))
        if file.summary:
            self._add(Label(file.summary, wrap=True))
        if shown.child:
            self._add_child(shown, now)
        self._add_outcome(file)
        if file.aware is not True:
            title = _("She may not know of the report.")
            self._add(
                Banner(Tone.SOON, title, _("Think of the first contact: an unexpected call may put her in danger."))
            )
        self._add_alike(file)

    def _add(self, *parts: QWidget) -> None:
        for part in parts:
            self._body.addWidget(part)

    # --- a child --------------------------------------------------------------------------------------------------

    def _add_child(self, shown: ReportRow, now: datetime) -> None:
        """The notice to the guardianship authority: red until somebody wrote that it was told."""
        if shown.notified:
            words = _("The guardianship authority was told: {moment}.").format(moment=answer_words(shown.notified, now))
            self._add(Banner(Tone.DONE, words))
            return
        card = Card(tone=Tone.DANGER, margin=12, gap=8)
        card.setObjectName("child_notice")
        title = _("A child: tell the guardianship authority")
        card.add(Label(title, "label", wrap=True))
        if shown.notice_due is not None:
            words = _("By {moment} at the latest ({left}). No consent is needed, also without a case.")
            left = left_words(shown.notice_due, now)
            told = words.format(moment=moment_words(shown.notice_due, now), left=left)
        else:
            told = _("At once. No consent is needed, also without a case.")
        card.add(Label(told, "small", tone=Tone.DANGER, wrap=True))
        printed = Button(_("The notice on paper"), Kind.SMALL, icon="print", name="print_notice")
        printed.clicked.connect(self._on_print)
        who = TextField(_("Who received it"), hint=_("who received it, if known"))
        who.setObjectName("notice_who")
        done = Button(_("It was told now"), Kind.SMALL, icon="check", name="notice_done")
        done.clicked.connect(lambda: self._on_told(who.text()))
        card.add(row(printed, None), who, row(done, None))
        speak(card, f"{title}. {told}")
        self._add(card)

    def _on_told(self, who: str) -> None:
        session = self._shell.session
        self._do(lambda: reports_inbox.note_notice(session, self._record, session.now(), who))

    def _on_print(self) -> None:
        try:
            made = child_notice.paper(self._shell.session, self._record)
            printed = self._shell.files.print_pdf(self, made.data)
            if printed:
                child_notice.note_printed(self._shell.session, made)
        except Refused as refusal:
            self._shell.refuse(refusal)

    # --- who it is like -------------------------------------------------------------------------------------------

    def _add_alike(self, file: ReportFile) -> None:
        if not file.alike:
            return
        self._add(Line(), Label(_("May be known already"), "group"))
        now = self._shell.session.now()
        for one in file.alike:
            made = RowButton(alike_title(one, now), reason_words(one.likeness), icon="link", arrow=True)
            made.setObjectName(f"alike_{one.record}")
            made.clicked.connect(partial(self._on_alike, one))
            self._add(made)

    def _on_alike(self, one: Alike) -> None:
        if one.case is not None:
            self._shell.navigate("case", case=one.case)
        else:
            self._shell.navigate("form", form="report", case=None, record=one.record)

    # --- what is decided ------------------------------------------------------------------------------------------

    def _add_outcome(self, file: ReportFile) -> None:
        shown, defs = file.row, self._shell.session.library.definitions
        self._add(Line())
        if shown.ground and shown.decision == TAKE:
            ground = capital(listed(defs, "report_grounds", shown.ground))
            self._add(Label(_("Ground of the case"), "group"), Label(ground, wrap=True))
        if shown.case is not None:
            opened = Button(_("Open the case"), Kind.PRIMARY, icon="folder", name="open_case")
            opened.clicked.connect(partial(self._shell.navigate, "case", case=shown.case))
            self._add(Label(where_words(shown, defs), "section"))
            self._body.addLayout(row(opened, None))
            return
        if shown.decision == TAKE:
            begin = Button(_("Open a case"), Kind.PRIMARY, icon="folder", name="begin_case")
            begin.clicked.connect(partial(self._shell.navigate, "form", form="case", report=shown.record))
            self._body.addLayout(row(begin, None))
        elif (where := where_words(shown, defs)) != "":
            self._add(Label(capital(where), "label", wrap=True))
        deciding = Deciding(self._shell)
        deciding.show_report(file)
        deciding.decided.connect(self._on_decided)
        self._add(deciding)

    def _on_decided(self, decision: Decision) -> None:
        self._do(lambda: reports_inbox.decide(self._shell.session, self._record, decision))

    def _do(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("Written down. It can be changed at any time."))
        self.written.emit()
