"""Parts of the synchronisation page: the fate of each file, the offices, a new card, the first steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.models import sync_words as words
from desktop.gui.widgets import (
    Beside,
    Button,
    Card,
    Chip,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    Line,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused, explain
from desktop.services.fates import Fate
from desktop.services.quarantine import Waiting


class FateRow(QWidget):
    """What became of one file, in plain words, and what to do. card_wanted: the card of its sender is to be added."""

    card_wanted = Signal()
    conflicts_wanted = Signal()

    def __init__(self, fate: Fate, at: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        chip = Chip.of(words.fate_spec(fate))
        head = Beside(FlowBox(Label(fate.file.name, "label"), chip), Label(at, "small-muted"), least=200)
        text = column(head, Label(words.fate_words(fate), wrap=True), gap=4)
        if fate.missing:
            text.addWidget(missing_line(fate.missing, fate.office or ""))
        if further := words.further_words(fate):
            text.addLayout(_warning(further))
        if fate.conflicts:
            choose = Button(_("Choose the values"), Kind.SMALL, name="choose_values")
            choose.clicked.connect(self.conflicts_wanted)
            text.addWidget(Beside(Label(words.conflict_words(fate), wrap=True), choose, least=200))
        if fate.code in ("unknown-signer", "office-revoked", "card-no-bundle"):
            button = Button(_("Add the office card"), Kind.SMALL, name="add_sender")
            button.clicked.connect(self.card_wanted)
            text.addLayout(row(button, None))
        line = line_with(IconLabel("file"))
        line.addWidget(boxed(text), 1)
        self.setLayout(line)


class WaitingRow(QWidget):
    """A file that was refused before. forgotten(): it is to go off the list."""

    forgotten = Signal()

    def __init__(self, one: Waiting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = one.path.name or _("a file")
        chip = Chip(_("Refused"), Shape.X, Tone.PLAIN)
        head = Beside(FlowBox(Label(name, "label"), chip), Label(datetime_words(one.at), "small-muted"), least=200)
        text = column(head, Label(explain(Refused(one.code, **one.facts)), wrap=True), gap=4)
        if one.office is not None and one.seq is not None:
            whose = _("From office {office}, number {seq}.").format(office=one.office, seq=one.seq)
            text.addWidget(Label(whose, "small-muted", wrap=True))
        if not one.there:
            text.addLayout(_warning(_("It does not lie where it lay. Put the stick in again.")))
        off = Button(_("Take off the list"), Kind.SMALL_LINK, name="forget")
        speak(off, f"{_('Take off the list')}: {name}")
        off.clicked.connect(self.forgotten)
        text.addLayout(row(off, None))
        line = line_with(IconLabel("file"))
        line.addWidget(boxed(text), 1)
        self.setLayout(line)


def missing_line(missing: Sequence[int], office: str) -> QWidget:
    """Which numbers never came, in amber, and what to do."""
    return boxed(_warning(words.missing_words(missing, office)))


def fingerprint_view(fingerprint: str, role: str = "small") -> QWidget:
    """Six groups of five digits in two lines, as they are read aloud."""
    groups = fingerprint.split()
    lines = [Label(" ".join(groups[at : at + 3]), role) for at in range(0, len(groups), 3)]
    return boxed(column(*lines, gap=0))


class FirstSteps(Card):
    """What to do before anything can come or go. save_wanted() · add_wanted()"""

    save_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, *, region: bool, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self.setObjectName("first_steps")
        give = (
            _("Give it to each office and ask for theirs.")
            if region
            else _("Give it to the region and ask for its card.")
        )
        save = Button(_("Save our card"), Kind.PRIMARY, icon="save", name="first_save")
        save.clicked.connect(self.save_wanted)
        add = Button(_("Add a card"), icon="plus", name="first_add")
        add.clicked.connect(self.add_wanted)
        self.add(
            SectionHeader(_("First exchange cards")),
            _step(1, _("Save our card on a stick or attach it to an e-mail. It holds no secret."), save),
            _step(2, give, None),
            _step(3, _("Add their card here and compare the fingerprint by telephone."), add),
        )


def stack(*rows: QWidget) -> list[QWidget]:
    """Rows with a hairline between them."""
    shown: list[QWidget] = []
    for at, one in enumerate(rows):
        if at:
            shown.append(Line())
        shown.append(one)
    return shown


def _step(number: int, words: str, button: QWidget | None) -> QWidget:
    figure, text = Label(f"{number}.", "label"), Label(words, wrap=True)
    figure.setFixedWidth(theme.px(20))
    line = row(figure, gap=6)
    line.addWidget(Beside(text, *([button] if button else []), least=240), 1)
    return boxed(line)


def _warning(words: str) -> QVBoxLayout:
    icon = IconLabel("warning", size=16, colour="soon")
    text = Label(words, "small", tone=Tone.SOON, wrap=True)
    layout = row(icon, gap=6)
    layout.addWidget(text, 1)
    return column(layout)


def line_with(icon: QWidget) -> QHBoxLayout:
    """A line that begins with an icon at its top; a stretch below the icon would let the whole line grow."""
    line = row(gap=14, margins=(0, 8, 0, 8))
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    return line
