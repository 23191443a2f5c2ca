"""Parts of the page that shows what leaves: its header, the tables, the list beside them, what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Cell,
    CellsModel,
    Chip,
    ChipSpec,
    FlowBox,
    Kind,
    Label,
    Line,
    Mark,
    Shape,
    Table,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _, ngettext, number_words, pick
from desktop.services import exchange
from desktop.services.statistics import PreviewTables
from desktop.services.sync import Exported, Preview

ROW = 34


class Header(QWidget):
    """Back, the title, the period, and for whom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.back = Button(_("Synchronisation"), Kind.LINK, icon="arrow-left", name="to_sync")
        self._period = Chip("")
        self._for = Label("", "label")
        first = FlowBox(self.back, Label("/", "muted"), Label(_("What leaves"), "section"), self._period)
        whom = FlowBox(Label(_("For"), "muted"), self._for, Chip(_("Verified"), Shape.CHECK, Tone.DONE))
        self.setLayout(column(Beside(first, whom, least=260, margins=(18, 8, 16, 8))))

    def show_for(self, to: str, period: str) -> None:
        words = exchange.period_words(period) if period else ""
        self._period.set_spec(ChipSpec(_("Statistics · {period}").format(period=words)))
        self._for.setText(_("Region {code}").format(code=to))


def headline(title: str, line: str) -> QWidget:
    return boxed(column(Label(title, "title", wrap=True), Label(line, "muted", wrap=True), gap=0))


def tables(preview: PreviewTables) -> list[QWidget]:
    """Each table with what is true here and what leaves."""
    here = {table.id: table for table in preview.exact}
    shown: list[QWidget] = []
    for number, leaving in enumerate(preview.outgoing, start=1):
        own = here.get(leaving.id)
        exact = {row_.code: row_.n for row_ in own.rows} if own else {}
        rows = [_line(pick(one.label), exact.get(one.code), one.n) for one in leaving.rows]
        rows.append(_line(_("Total"), own.total if own else None, leaving.total, strong=True))
        title = _("Table {number} · {title}").format(number=number, title=pick(leaving.title))
        table = Table(title, row_height=ROW)
        table.setObjectName(f"leaving_{leaving.id}")
        table.setModel(CellsModel([title, _("Here"), _("Leaves")], rows, table))
        table.set_widths(300, 110, 110, stretch=0)
        table.fit_height()
        shown.append(table)
    return shown


def before(preview: Preview, office: str) -> QWidget:
    """What to know before the file is made."""
    counted = preview.tables
    tables_ = ngettext(
        "{n} table, the period, the code {office}, number {seq}.",
        "{n} tables, the period, the code {office}, number {seq}.",
        len(counted.outgoing),
    ).format(n=len(counted.outgoing), office=office, seq=preview.seq)
    rounded = ngettext(
        "{n} of {all} figures leaves rounded. Here the exact ones stay.",
        "{n} of {all} figures leave rounded. Here the exact ones stay.",
        counted.changed,
    ).format(n=number_words(counted.changed), all=number_words(counted.cells))
    stays = _("names, codes of cases, places, exact dates, notes, documents, names of workers.")
    fixed = _("After the first file these figures no longer change. Corrections enter once, in the yearly issue.")
    parts = [
        Label(_("Before it leaves"), "section"),
        _point(ChipSpec(_("Leaves"), Shape.CHECK, Tone.DONE), tables_),
        Line(),
        _point(ChipSpec(_("Does not leave"), Shape.DASH), stays),
        Line(),
        _point(ChipSpec(_("Rounded"), Shape.SQUARE, Tone.INFO), rounded),
        Line(),
        _point(ChipSpec(_("Closed period"), Shape.CLOCK, Tone.INFO), fixed),
        Line(),
        Label(
            _("The file is locked for the region {code}; nobody else can open it, not even this office.").format(
                code=preview.to
            ),
            "small-muted",
            wrap=True,
        ),
    ]
    return boxed(column(*parts, None, gap=8, margins=(16, 14, 16, 16)))


def made(file: Exported, *, back: Callable[[], None]) -> QWidget:
    """Where the file lies, its number, and what comes next."""
    banner = Banner(
        Tone.DONE,
        _("The file is ready. It has number {seq}.").format(seq=file.seq),
        _("It is locked for the region {code}.").format(code=file.to),
        icon="check",
    )
    button = Button(_("Back to synchronisation"), Kind.PRIMARY, name="made_back")
    button.clicked.connect(back)
    steps = (
        _("Copy it to a stick, or attach it to an e-mail to the region."),
        _("Tell the region the number by telephone, and ask whether it came."),
        _("Take the stick out only when the copying is over."),
    )
    lines = [row(_figure(number), _grown(words), gap=6) for number, words in enumerate(steps, start=1)]
    for line in lines:
        line.setStretch(1, 1)
    return boxed(
        column(
            banner,
            _named(_("File"), file.file.name),
            _named(_("Folder"), str(file.file.parent)),
            Label(_("What next"), "section"),
            *lines,
            row(button, None),
            None,
            gap=10,
        )
    )


def _line(words: str, here: int | None, leaves: int, *, strong: bool = False) -> tuple[Cell, ...]:
    own = "–" if here is None else number_words(here)
    return (
        Cell(words, strong=strong),
        Cell(own, right=True, strong=strong),
        Cell(number_words(leaves), right=True, strong=True),
    )


def _point(spec: ChipSpec, words: str) -> QWidget:
    text = column(Label(spec.word, "label", wrap=True), Label(words, "small-muted", wrap=True), gap=2)
    line = row(column(Mark(spec), None), gap=10)
    line.addLayout(text, 1)
    return boxed(line)


def _figure(number: int) -> QWidget:
    return boxed(column(Label(f"{number}.", "label"), None))


def _grown(words: str) -> QWidget:
    return Label(words, wrap=True)


def _named(what: str, value: str) -> QWidget:
    return boxed(column(Label(what, "group"), Label(value, wrap=True), gap=0))
