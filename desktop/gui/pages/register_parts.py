"""Parts of bringing a register in: the file as it begins, its columns, its values, what would become of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    Cell,
    CellsModel,
    Choice,
    FilterBar,
    Kind,
    Label,
    Line,
    SectionHeader,
    Table,
    boxed,
    clear,
    column,
    row,
)
from desktop.gui.widgets.table import ROW_DENSE
from desktop.i18n import _, ngettext, number_words
from desktop.services import register_import, register_words
from desktop.services.register_import import Preview, Told
from desktop.services.register_offers import FieldOffer, FormOffer, values_of
from desktop.services.session import Session

NOTHING = "-"
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_VALUES, LISTED = 8, 60, 150, 2_000
LEAVE_OUT = "="


def first_rows(opened: register_import.Opened) -> Table:
    """The beginning of the file, with the letters of its columns above it."""
    width = min(SHOWN_COLUMNS, max(len(one.cells) for one in opened.first))
    heads = [_("Row"), *(register_import.letter(at) for at in range(width))]
    rows = []
    for one in opened.first[:SHOWN_ROWS]:
        strong = one.number == opened.plan.head
        cells = [Cell(_shown(one.cells[at]) if at < len(one.cells) else "", strong=strong) for at in range(width)]
        rows.append((Cell(number_words(one.number), muted=True), *cells))
    table = Table(_("The beginning of the file"), row_height=ROW_DENSE)
    table.setObjectName("first_rows")
    table.setModel(CellsModel(heads, rows, table))
    table.set_widths(56, *([130] * width))
    table.fit_height()
    return table


def _shown(cell: register_import.Cell) -> str:
    return "" if cell is None else register_import.cell_words(cell)


class Columns(Card):
    """What each column means: first the sheet, then the field. changed(): something was chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.setObjectName("columns")
        self._rows: dict[int, tuple[Choice, Choice]] = {}
        self._offers: Mapping[str, Sequence[FieldOffer]] = {}

    def show_file(self, opened: register_import.Opened, offers: Sequence[FormOffer]) -> None:
        clear(self.body())
        self._rows.clear()
        self._offers = {one.id: one.fields for one in offers}
        self.add(
            SectionHeader(_("What each column means")),
            Label(_("A column that means nothing here is left out. What was guessed is chosen already; look at it."),
                  "small-muted", wrap=True),
        )  # fmt: skip
        forms = [(NOTHING, _("left out")), *((one.id, one.words) for one in offers)]
        for at in range(min(SHOWN_COLUMNS, max(len(one.cells) for one in opened.first))):
            self._add(at, opened, forms)

    def first_field(self) -> QWidget | None:
        return next((form for form, _field in self._rows.values()), None)

    def value(self) -> dict[int, str]:
        """column -> form.path of what is chosen."""
        chosen = {at: (form.value(), field.value()) for at, (form, field) in self._rows.items()}
        return {at: f"{form}.{field}" for at, (form, field) in chosen.items() if form not in (None, NOTHING) and field}

    def _add(self, at: int, opened: register_import.Opened, forms: Sequence[tuple[str, str]]) -> None:
        head = opened.heads[at] if at < len(opened.heads) else ""
        told = [_shown(one.cells[at]) for one in opened.first if one.number > opened.plan.head and at < len(one.cells)]
        examples = " · ".join(dict.fromkeys(text for text in told if text))[:90]
        name = _("Column {letter}").format(letter=register_import.letter(at))
        form = Choice(forms, _("{column}: sheet").format(column=name), width=250)
        form.setObjectName(f"form_{register_import.letter(at)}")
        field = Choice((), _("{column}: field").format(column=name), width=290)
        field.setObjectName(f"field_{register_import.letter(at)}")
        form_id, _dot, path = opened.plan.columns.get(at, NOTHING).partition(".")
        form.set_value(form_id)
        self._offer(field, form_id, path)
        form.activated.connect(partial(self._on_form, at))
        field.activated.connect(self.changed)
        self._rows[at] = (form, field)
        words = boxed(column(Label(f"{name} · {head}" if head else name, "label", wrap=True),
                             Label(examples or " ", "small-muted", wrap=True), gap=0))  # fmt: skip
        self.add(Line(), Beside(words, form, field, least=170))

    def _on_form(self, at: int, _index: int = 0) -> None:
        form, field = self._rows[at]
        self._offer(field, form.value() or NOTHING, "")
        self.changed.emit()

    def _offer(self, field: Choice, form: str, path: str) -> None:
        field.set_options((one.path, one.words) for one in self._offers.get(form, ()))
        field.set_value(path or None)
        field.setEnabled(form in self._offers)


class Values(Card):
    """Values that no list knows: somebody says once what each means. changed(): something was said."""

    changed = Signal()
    look_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.setObjectName("values")
        self._session = session
        self._rows: list[tuple[str, str, Choice]] = []

    def show_values(self, into: str, preview: Preview) -> None:
        clear(self.body())
        self._rows.clear()
        left = SHOWN_VALUES
        self.add(
            SectionHeader(_("Values without a meaning"), sum(map(len, preview.unmapped.values()))),
            Label(_("Say once what each of them means; rows with a value that nobody has explained are refused."),
                  "small-muted", wrap=True),
        )  # fmt: skip
        for path, values in sorted(preview.unmapped.items()):
            self.add(Label(register_words.field_words(self._session, into, path), "label", wrap=True))
            offered = [*values_of(self._session, into, path), (LEAVE_OUT, _("leave it out"))]
            for value, count in values.most_common(left):
                self._add(path, value, count, offered)
            left = max(0, left - len(values))
        again = Button(_("Look at every row again"), icon="search", name="look_again")
        again.clicked.connect(self.look_wanted)
        self.add(boxed(row(again, None)))
        self.setVisible(bool(preview.unmapped))

    def value(self) -> dict[str, dict[str, str]]:
        """path -> value as it was folded -> code, of what was said."""
        found: dict[str, dict[str, str]] = {}
        for path, value, choice in self._rows:
            if (code := choice.value()) is not None:
                found.setdefault(path, {})[register_import.fold(value)] = "" if code == LEAVE_OUT else code
        return found

    def _add(self, path: str, value: str, count: int, offered: Iterable[tuple[str, str]]) -> None:
        choice = Choice(offered, value, width=320)
        choice.setObjectName(f"value_{len(self._rows)}")
        choice.activated.connect(self.changed)
        self._rows.append((path, value, choice))
        times = ngettext("in {n} row", "in {n} rows", count).format(n=number_words(count))
        words = boxed(column(Label(value, wrap=True), Label(times, "small-muted"), gap=0))
        self.add(Beside(words, choice, least=170))


class Outcome(Card):
    """What would become of the rows, with a list that can be filtered and saved."""

    save_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("outcome")
        self._session = session
        self._told: Sequence[Told] = ()
        self._into = "case"
        self._head = SectionHeader(_("What would become of the rows"))
        self._sum = Label("", wrap=True)
        self._filter = FilterBar([("refused", _("Refused")), ("alike", _("Here already?"))], exclusive=True)
        self._filter.changed.connect(self._show)
        self._model = CellsModel([_("Row"), _("Why")])
        self._table = Table(_("Rows"))
        self._table.setObjectName("told")
        self._table.setModel(self._model)
        self._table.set_widths(90, 400, stretch=1)
        self._table.setMinimumHeight(260)
        self._save = Button(_("Save the list"), Kind.SMALL, icon="document", name="save_refused")
        self._save.clicked.connect(self.save_wanted)
        self._more = Label("", "small-muted", wrap=True)
        self._lower = boxed(column(row(self._filter, None, self._save), self._table, self._more, gap=8))
        self.add(self._head, self._sum, self._lower)

    def told(self) -> Sequence[Told]:
        return self._told

    def show_told(self, into: str, told: Sequence[Told], summary: str) -> None:
        self._into, self._told = into, told
        self._sum.setText(summary)
        self._filter.set_value({"refused" if any(one.faults for one in told) else "alike"})
        self._lower.setVisible(bool(told))
        self._show()

    def _show(self) -> None:
        wants_refused = "refused" in self._filter.value()
        chosen = [one for one in self._told if bool(one.faults) is wants_refused]
        rows = []
        for one in chosen[:LISTED]:
            for where, why in register_words.lines_of(self._session, self._into, one):
                rows.append((Cell(number_words(one.line)), Cell(where or why, why if where else " ")))
        self._model.set_rows(rows)
        left = len(chosen) - LISTED
        said = ngettext("{n} more row is in the saved list.", "{n} more rows are in the saved list.", max(0, left))
        self._more.setText(said.format(n=number_words(left)) if left > 0 else "")
        self._more.setVisible(left > 0)


def summary(preview: Preview) -> str:
    """In sentences: how many rows, how many of them would be taken, and what is to be looked at."""
    said = [
        ngettext("{n} row says something.", "{n} rows say something.", preview.rows).format(
            n=number_words(preview.rows)
        ),
        ngettext("{n} can be brought in.", "{n} can be brought in.", preview.good).format(n=number_words(preview.good)),
    ]
    if preview.refused:
        words = ngettext(
            "{n} would be refused; why stands below.", "{n} would be refused; why stands below.", preview.refused
        )
        said.append(words.format(n=number_words(preview.refused)))
    if preview.alike:
        words = ngettext(
            "{n} may be here already; it is brought in too, and nothing is merged.",
            "{n} may be here already; they are brought in too, and nothing is merged.",
            preview.alike,
        )
        said.append(words.format(n=number_words(preview.alike)))
    return " ".join(said)


def letters_offered() -> list[tuple[str, str]]:
    """How the letters of a text may be written, as people know it."""
    return [
        ("", _("guessed")),
        ("utf-8", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1250", "Windows-1250"),
        ("cp1251", "Windows-1251"),
        ("cp1252", "Windows-1252"),
        ("iso8859_2", "ISO 8859-2"),
        ("iso8859_16", "ISO 8859-16"),
        ("koi8_r", "KOI8-R"),
    ]
