"""Parts of the reports page: what may be printed, and the proof beside the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    ChipSpec,
    Kind,
    Label,
    Line,
    Mark,
    RowButton,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.gui.widgets.paper_view import Place
from desktop.i18n import _, ngettext
from desktop.services.reports import ProofFailed, Report

ANONYMISED, INTERNAL, STATISTICS, BLANK = "anonymised", "internal", "statistics", "blank"


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper: its words, and which choices it needs."""

    id: str
    title: str
    hint: str
    needs: frozenset[str]


def papers(*, region: bool, figures: bool) -> tuple[Paper, ...]:
    """Those that work here; a region has no cases, and figures leave by the hand of a lead alone."""
    statistics = Paper(STATISTICS, _("Quarterly statistics"), _("tables of figures"), frozenset({"period"}))
    blank = Paper(BLANK, _("Empty form"), _("to fill in by hand"), frozenset({"form"}))
    if region:
        return statistics, blank
    return (
        Paper(ANONYMISED, _("Anonymised report"), _("for a committee"), frozenset({"case"})),
        Paper(INTERNAL, _("Completed forms"), _("internal, with names"), frozenset({"case"})),
        *((statistics,) if figures else ()),
        blank,
    )


class PaperList(QWidget):
    """One of the papers is chosen. chosen(str)"""

    chosen = Signal(str)

    def __init__(self, papers_: Sequence[Paper], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, RowButton] = {}
        group = QButtonGroup(self)
        layout = column(gap=2)
        for one in papers_:
            shown = RowButton(one.title, one.hint, lead=Mark(ChipSpec("", Shape.RING)), checkable=True)
            shown.setObjectName(f"paper_{one.id}")
            shown.clicked.connect(partial(self._on_clicked, one.id))
            group.addButton(shown)
            self._rows[one.id] = shown
            layout.addWidget(shown)
        self.setLayout(layout)

    def set_value(self, paper: str) -> None:
        """Show a choice without it being one of the person's."""
        for id_, shown in self._rows.items():
            shown.setChecked(id_ == paper)
            spec = ChipSpec("", Shape.CIRCLE, Tone.INFO) if id_ == paper else ChipSpec("", Shape.RING)
            for mark in shown.findChildren(Mark):
                mark.set_spec(spec)

    def button(self, paper: str) -> RowButton:
        return self._rows[paper]

    def _on_clicked(self, paper: str, _checked: bool = False) -> None:
        self.set_value(paper)
        self.chosen.emit(paper)


class ProofView(QWidget):
    """What the second reading of the paper found. place_asked(Place): show it on the page."""

    place_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proof")
        self._list = QVBoxLayout(self)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.px(8))

    def show_waiting(self) -> None:
        self._put(Label(_("The paper is being made and read again…"), "muted", wrap=True))

    def show_nothing(self, words: str) -> None:
        self._put(Label(words, "muted", wrap=True))

    def show_trouble(self, title: str, sentence: str) -> None:
        self._put(Banner(Tone.SOON, title, sentence))

    def show_report(self, report: Report) -> None:
        """The proof of what may leave; for what stays here, that it stays here."""
        proof = report.proof
        if proof is None:
            self._put(_internal(report))
            return
        told = ngettext(
            "Verified: {allowed} of {runs} text comes from the allowed list.",
            "Verified: {allowed} of {runs} texts come from the allowed list.",
            proof.runs,
        ).format(allowed=proof.allowed, runs=proof.runs)
        self._put(
            Banner(Tone.DONE, told),
            Label(
                _("The file was read again, word by word. Whatever stands on the paper is a label, a figure or a "
                  "widened answer."),
                "muted",
                wrap=True,
            ),
            *_widened(report),
            *_removed(report),
        )  # fmt: skip

    def show_failed(self, error: ProofFailed) -> None:
        """Where the proof failed and what to do; the words stand here and on the page, and nowhere else."""
        proof = error.proof
        count = len(proof.faults)
        told = ngettext("{n} text is not on the allowed list.", "{n} texts are not on the allowed list.", count).format(
            n=count
        )
        cards = [self._fault(number, fault) for number, fault in enumerate(proof.faults[:5])]
        self._put(
            Banner(Tone.SOON, _("The file was not made"), told),
            Label(_("Where"), "group"),
            *cards,
            Label(_("What to do"), "group"),
            Label(
                _("Look at the answer in its form and choose one from the list instead of writing it, then make the "
                  "report again. If the place is not an answer, tell the person who looks after the program."),
                wrap=True,
            ),
            Line(),
            Label(_("Nothing reaches paper until the proof holds."), "muted", wrap=True),
        )  # fmt: skip

    def _fault(self, number: int, fault: object) -> QWidget:
        page, text = int(getattr(fault, "page", 0)), str(getattr(fault, "text", ""))
        box = getattr(fault, "box", None)
        card = Card(margin=12, gap=4)
        where = _("page {number}").format(number=page) if page else _("in the file itself")
        head = row(Label(f"„{text}”" if text else _("A part of the file"), "label", wrap=True), gap=8)
        head.setStretch(0, 1)
        head.addWidget(Label(where, "small-muted"), 0, Qt.AlignmentFlag.AlignTop)
        card.add(head)
        if place := str(getattr(fault, "where", "")):
            card.add(Label(place, "muted", wrap=True))
        if box is not None and page:
            button = Button(_("Show on the page"), Kind.SMALL, name=f"show_fault_{number}")
            button.clicked.connect(partial(self._on_place, Place(page, box)))
            card.add(row(button, None))
        return card

    def _on_place(self, place: Place, _checked: bool = False) -> None:
        self.place_asked.emit(place)

    def _put(self, *shown: QWidget) -> None:
        clear(self._list)
        for one in shown:
            self._list.addWidget(one)


def places(error: ProofFailed) -> tuple[Place, ...]:
    """Every fault that has a place on a page."""
    return tuple(Place(fault.page, fault.box) for fault in error.proof.faults if fault.page and fault.box is not None)


def _internal(report: Report) -> QWidget:
    if report.profile == BLANK:
        return Banner(Tone.INFO, _("An empty form"), _("It holds nothing about anybody."))
    return Banner(
        Tone.SOON,
        _("With names. It stays in the office."),
        _("Lay it into the file of the case. A copy on a stick or in an e-mail is not protected by anything."),
    )


def _widened(report: Report) -> list[QWidget]:
    wider = [one for one in report.widened if one.before != one.after]
    if not wider:
        return []
    lines: list[QWidget] = [Line(), Label(_("Widened or left out"), "group")]
    for one in wider:
        after = one.after or _("left out")
        lines.append(_pair(one.label, f"{one.before}, {after}" if one.before else after))
    return lines


def _removed(report: Report) -> list[QWidget]:
    removed = report.removed
    if removed is None:
        return []
    told = (
        (removed.identifiers, _("Names, contacts")),
        (removed.texts, _("Free words")),
        (removed.rare, _("Shared by too few cases")),
        (removed.withheld, _("Kept by its form")),
    )
    lines = [_pair(words, str(count)) for count, words in told if count]
    head = Label(_("Withheld answers"), "group")
    return [Line(), head, *lines] if lines else [Line(), head, Label(_("None in this report."), wrap=True)]


def _pair(words: str, value: str) -> QWidget:
    what, told = Label(words, wrap=True), Label(value, "muted", wrap=True)
    line = row(what, told, gap=12)
    line.setStretch(0, 5)
    line.setStretch(1, 6)
    return boxed(line)
