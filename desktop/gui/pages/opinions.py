"""What people thought of the help: sums of several sheets are typed in, shares are shown of ten answers or more."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.gui.pages.consents_parts import line
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Choice,
    EmptyState,
    FlowBox,
    Kind,
    Label,
    NumberField,
    PageHeader,
    RowList,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused, explain
from desktop.services import opinions
from desktop.services.opinions import COLUMNS, LEAST, QUESTIONS, SHOWN, Told

MOST = 999


class OpinionsPage(QWidget):
    """Counting is asked for by a button; what was counted stands below, the newest first."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opinions")
        self._shell = shell
        self._back = Button(_("Teams"), Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(partial(shell.navigate, "teams"))
        paper = Button(_("Print an opinion sheet"), icon="print", name="print_opinion")
        paper.clicked.connect(self._on_print)
        self._count = Button(_("Count sheets"), Kind.PRIMARY, icon="plus", name="count")
        self._count.clicked.connect(self._on_count)
        told = _("Sheets without a name, counted several at once; nothing joins them to a case.")
        header = PageHeader(_("Opinion sheets"), told, paper, self._count)
        self._asks, self._body = column(gap=10), column(gap=16)
        page = ScrollPage(boxed(row(self._back, None)), header, boxed(self._asks), boxed(self._body))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def arrive(self, **_where: object) -> None:
        clear(self._asks)
        self.refresh()

    def refresh(self) -> None:
        try:
            found = opinions.show(self._shell.session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        clear(self._body)
        for told in found:
            self._body.addWidget(self._told(told))
        if not found:
            words = _("Open the envelopes when there are at least {n}, add up the ticks of each question, and type the "
                      "sums here. Whoever reads them later cannot tell whose sheet was whose.")  # fmt: skip
            self._body.addWidget(EmptyState("chart", _("Nothing was counted yet"), words.format(n=LEAST)))

    def first_field(self) -> QWidget:
        card = self._asks.itemAt(0)
        widget = card.widget() if card is not None else None
        return widget.first_field() if isinstance(widget, CountCard) else self._count

    def _told(self, told: Told) -> QWidget:
        sheets = ngettext("{n} sheet", "{n} sheets", told.sheets).format(n=told.sheets)
        rows = []
        for one in told.questions:
            label = pick(opinions.question_words(self._shell.session, one.question))
            if one.good is None:
                said = _("Fewer than {n} answers: not shown.").format(n=SHOWN)
            else:
                answers = ngettext("{n} answer", "{n} answers", one.answers).format(n=one.answers)
                said = _("{percent} % agree much or completely · {answers}").format(percent=one.good, answers=answers)
            rows.append(line(label, [said]))
        head = SectionHeader(f"{told.period} · {sheets}")
        return boxed(column(head, RowList(*rows), gap=6))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_count(self) -> None:
        clear(self._asks)
        card = CountCard(self._shell)
        card.setObjectName("count_card")
        card.leave.clicked.connect(self._leave)
        card.save.clicked.connect(partial(self._on_save, card))
        self._asks.addWidget(card)
        card.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self, card: CountCard, _checked: bool = False) -> None:
        quarter, sheets, counts = card.answers()
        try:
            opinions.put(self._shell.session, quarter, sheets, counts)
        except Refused as refusal:
            card.say(explain(refusal), str(refusal.facts.get("field", "")))
            return
        self._leave()
        self._shell.say(ngettext("{n} sheet was counted.", "{n} sheets were counted.", sheets).format(n=sheets))
        self.refresh()

    def _leave(self, *_pressed: object) -> None:
        clear(self._asks)
        self._count.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_print(self) -> None:
        try:
            made = opinions.sheet(self._shell.session)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        if self._shell.files.print_pdf(self, made.data):
            self._shell.say(_("The opinion sheet was printed. Give it with an envelope that bears no mark."))


class CountCard(Card):
    """The sums of several sheets: for each question how often each answer was ticked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(margin=14, gap=10)
        session = shell.session
        self._quarter = Choice([(one, one) for one in opinions.quarters(session)], _("Quarter"), width=160)
        self._quarter.setObjectName("quarter")
        self._quarter.set_value(opinions.quarters(session)[0])
        self._sheets = NumberField(_("How many sheets"), least=0, most=MOST)
        self._sheets.setObjectName("sheets")
        self._sheets.setValue(LEAST)
        self._sheets.valueChanged.connect(self._on_changed)
        self._fields: dict[tuple[str, str], NumberField] = {}
        self._sums: dict[str, Label] = {}
        self._said = Banner(Tone.SOON, "", "")
        self._said.setObjectName("count_said")
        self._said.hide()
        self.save = Button(_("Count them"), Kind.PRIMARY, name="count_save")
        self.leave = Button(_("Leave it"), name="count_leave")
        heads = FlowBox(
            boxed(column(Label(_("Quarter"), "label", buddy=self._quarter), self._quarter, gap=3)),
            boxed(column(Label(_("How many sheets"), "label", buddy=self._sheets), self._sheets, gap=3)),
            gap=16,
        )
        lead = _("Open at least {n} envelopes at once. For each question write how many sheets ticked each box.")
        self.add(Label(_("Count sheets"), "section"), Label(lead.format(n=LEAST), "small-muted", wrap=True), heads)
        self.add(self._table(shell), self._said, FlowBox(self.save, self.leave, gap=8))
        self._on_changed()

    def first_field(self) -> QWidget:
        return self._quarter

    def answers(self) -> tuple[str, int, dict[str, list[int]]]:
        counts = {name: [self._fields[name, column].value() for column in COLUMNS] for name in QUESTIONS}
        return self._quarter.value() or "", self._sheets.value(), counts

    def say(self, words: str, question: str = "") -> None:
        self._said.set_words(words)
        self._said.show()
        if (field := self._fields.get((question, COLUMNS[0]))) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _table(self, shell: Shell) -> QWidget:
        """A question over its boxes, these in the order of the paper: nothing is squeezed at large type."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        for at, column_ in enumerate(COLUMNS):
            grid.addWidget(Label(_grade(shell, column_), "small-muted", wrap=True), 0, at)
        for place, question in enumerate(QUESTIONS):
            words, down = pick(opinions.question_words(shell.session, question)), 2 * place + 1
            grid.addWidget(Label(words, wrap=True), down, 0, 1, len(COLUMNS) + 2)
            for at, column_ in enumerate(COLUMNS):
                field = NumberField(f"{words} {_grade(shell, column_)}", most=MOST, width=84)
                field.setObjectName(f"{question}_{column_}")
                field.valueChanged.connect(self._on_changed)
                self._fields[question, column_] = field
                grid.addWidget(field, down + 1, at)
            self._sums[question] = Label("", "small-muted")
            grid.addWidget(self._sums[question], down + 1, len(COLUMNS))
        grid.setColumnStretch(len(COLUMNS) + 1, 1)
        table = QWidget()
        table.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        return table

    def _on_changed(self) -> None:
        """How much of each question is counted already."""
        wanted = self._sheets.value()
        for question, label in self._sums.items():
            told = sum(self._fields[question, column].value() for column in COLUMNS)
            label.setText(_("{told} of {wanted}").format(told=told, wanted=wanted))
            label.setProperty("tone", "" if told == wanted else "soon")
            speak(label, label.text())


def _grade(shell: Shell, code: str) -> str:
    entry = shell.session.library.definitions.list("agreement").find(code)
    return pick(entry.label) if entry else _("no answer")
