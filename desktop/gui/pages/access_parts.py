"""Parts of the page of access: the people and what the case is to each, the editor of a seal, what was opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop.gui.models.times import moment_words
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    ChipSpec,
    FilterBar,
    Kind,
    Label,
    Row,
    RowList,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words, pick
from desktop.services import access, people
from desktop.services.access import Glass, GlassBreak, SealState, Seer, Single
from desktop.services.journal import Entry
from desktop.services.verbs import verb_words

HOW = {
    "sees": (Shape.CHECK, Tone.DONE),
    "chosen": (Shape.CHECK, Tone.DONE),
    "glass": (Shape.TRIANGLE, Tone.SOON),
    "no": (Shape.DASH, Tone.QUIET),
    "denied": (Shape.X, Tone.PLAIN),
}


def how_spec(seer: Seer) -> ChipSpec:
    """What the case is to a person, in a word or two."""
    if seer.waits:
        return ChipSpec(_("waits for a key"), Shape.HALF, Tone.SOON)
    words = {
        "sees": _("sees it"),
        "chosen": _("chosen"),
        "glass": _("in an emergency"),
        "no": _("does not see it"),
        "denied": _("hidden"),
    }
    return ChipSpec(words[seer.how], *HOW[seer.how])


def glass_words(glass: Glass) -> str:
    """What a seal says of an emergency."""
    return {
        "anyone": _("In an emergency anybody in the office can open it, with a written reason."),
        "lead": _("In an emergency the head of office can open it, with a written reason."),
        "nobody": _("Nobody else can open it, not even in an emergency."),
    }[glass]


class PeopleList(RowList):
    """Everybody in the office. hiding(str), showing(str): the case is to be hidden from this person, or shown again."""

    hiding = Signal(str)
    showing = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("seers")

    def show_people(self, seers: Sequence[Seer], *, me: str, decides: bool) -> None:
        self.set_rows(*(self._row(one, is_me=one.worker == me, decides=decides) for one in seers))

    def _row(self, seer: Seer, *, is_me: bool, decides: bool) -> Row:
        spec = how_spec(seer)
        end = row(Chip.of(spec), gap=10)
        if decides and not is_me:
            is_denied = seer.how == "denied"
            word = _("Show again") if is_denied else _("Hide it")
            button = Button(word, Kind.SMALL, icon="eye" if is_denied else "eye-off", name=f"hide_{seer.worker}")
            button.setMinimumWidth(px(118))
            speak(button, f"{word}: {seer.name}")
            button.clicked.connect(partial(self._emit, self.showing if is_denied else self.hiding, seer.worker))
            end.addWidget(button)
        name = _("{name} (you)").format(name=seer.name) if is_me else seer.name
        made = Row(name, people.role_words(seer.role), icon="person", end=boxed(end))
        speak(made, f"{name}, {people.role_words(seer.role)}: {spec.word}")
        return made

    def _emit(self, signal: SignalInstance, worker: str, _checked: bool = False) -> None:
        signal.emit(worker)


class SealEditor(Card):
    """Who may open a sealed case, and who in an emergency. wanted(list, str): chosen ids and glass. left: given up."""

    wanted = Signal(list, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=8, parent=parent)
        self.setObjectName("seal_editor")
        self._title = Label("", "section", wrap=True)
        self._people_place = boxed(row(gap=0))
        self._people: FilterBar | None = None
        self._glass = FilterBar(
            [("lead", _("The head of office")), ("anyone", _("Anybody in the office")), ("nobody", _("Nobody"))],
            exclusive=True,
        )
        self._glass.setObjectName("glass")
        self._glass.changed.connect(self._on_glass)
        self._meaning = Label("", "small-muted", wrap=True)
        self._save = Button(_("Seal"), Kind.PRIMARY, icon="lock", name="save_seal")
        self._save.clicked.connect(self._on_save)
        leave = Button(_("Do not seal"), Kind.LINK, name="leave_seal")
        leave.clicked.connect(self.left)
        self._leave = leave
        self.add(
            self._title,
            Label(_("Who may open it"), "label"),
            self._people_place,
            Label(_("Who may open it in an emergency, with a written reason"), "label", wrap=True),
            self._glass,
            self._meaning,
            row(self._save, leave, None, gap=10),
        )

    def begin(self, title: str, seers: Sequence[Seer], chosen: Collection[str], glass: Glass, *, is_new: bool) -> None:
        """Fill it; people from whom the case is hidden cannot be chosen."""
        self._title.setText(title)
        layout = self._people_place.layout()
        if layout is not None:
            clear(layout)
            self._people = FilterBar([(one.worker, one.name) for one in seers if one.how != "denied"])
            self._people.setObjectName("chosen")
            self._people.set_value(set(chosen))
            layout.addWidget(self._people)
        self._glass.set_value({glass})
        self._save.set_word(_("Seal") if is_new else _("Keep this choice"))
        self._leave.set_word(_("Do not seal") if is_new else _("Leave it as it was"))
        self._on_glass()

    def first_field(self) -> QWidget:
        first = self._people.findChild(Button) if self._people is not None else None
        return first or self._save

    def set_busy(self, busy: bool) -> None:
        for part in (self._people_place, self._glass, self._save, self._leave):
            part.setEnabled(not busy)

    def _on_glass(self) -> None:
        self._meaning.setText(glass_words(self._chosen_glass()))

    def _chosen_glass(self) -> Glass:
        value = self._glass.value()
        return next(one for one in access.GLASS if one in value)

    def _on_save(self) -> None:
        if self._people is not None:
            self.wanted.emit(sorted(self._people.value()), self._chosen_glass())


class SheetList(RowList):
    """The sheets that can be sealed alone. asked(str): the seal of this one is to be made or changed. opening(str):
    the seal of this one is to be taken away."""

    asked = Signal(str)
    opening = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("sheets")

    def show_sheets(self, sheets: Sequence[Single], names: Mapping[str, str], *, decides: bool) -> None:
        self.set_rows(*(self._row(one, names, decides=decides) for one in sheets))

    def _row(self, sheet: Single, names: Mapping[str, str], *, decides: bool) -> Row:
        title, end = sheet_title(sheet), row(gap=10)
        if decides:
            word = _("Choose other people") if sheet.seal else _("Seal")
            button = Button(word, Kind.SMALL, icon="lock", name=f"seal_{sheet.scope}")
            speak(button, f"{word}: {title}")
            button.clicked.connect(partial(self._emit, self.asked, sheet.scope))
            end.addWidget(button)
        if decides and sheet.seal:
            away = Button(_("Take the seal away"), Kind.SMALL_LINK, icon="unlock", name=f"unseal_{sheet.scope}")
            speak(away, _("Take the seal away") + f": {title}")
            away.clicked.connect(partial(self._emit, self.opening, sheet.scope))
            end.addWidget(away)
        second = _("seen by all who see the case")
        if sheet.seal:
            second = _("sealed for {people}").format(people=", ".join(names.get(one, "–") for one in sheet.seal.chosen))
        return Row(title, second, icon="lock" if sheet.seal else "document", end=boxed(end))

    def _emit(self, signal: SignalInstance, scope: str, _checked: bool = False) -> None:
        signal.emit(scope)


def sheet_title(sheet: Single) -> str:
    """A sheet as its list calls it, with its number where there are several of a kind."""
    return f"{pick(sheet.title)} {sheet.number}" if sheet.number else pick(sheet.title)


def state_words(seal: SealState | None, hidden: int) -> tuple[str, str]:
    """What holds for the case now: a title, and what it means."""
    if seal is not None:
        title = _("Sealed since {day} by {name}").format(day=date_words(seal.at.date()), name=seal.by or "–")
        return title, glass_words(seal.glass)
    if hidden:
        return _("Hidden from some people of the office"), _("For them there is no such case, anywhere in the program.")
    return _("Everybody in the office sees this case"), _("Each opening is written into the access log.")


def glass_rows(broken: Sequence[GlassBreak], now: datetime) -> list[QWidget]:
    """Each emergency with its reason."""
    return [glass_row(one, now) for one in broken]


def glass_row(one: GlassBreak, now: datetime) -> QWidget:
    """Who opened what in an emergency, when, and why."""
    seen = ChipSpec(_("looked at"), Shape.CHECK, Tone.DONE)
    spec = seen if one.seen_by else ChipSpec(_("not looked at yet"), Shape.DIAMOND, Tone.SOON)
    head = Row(one.worker, moment_words(one.at, now), icon="unlock", end=Chip.of(spec), strong=True)
    reason = boxed(column(Label(one.reason, wrap=True), margins=(32, 0, 0, 8)))
    return boxed(column(head, reason, gap=0))


def log_rows(entries: Sequence[Entry], now: datetime) -> list[Row]:
    """Who did what in this case lately."""
    return [
        Row(one.worker, verb_words(one.verb), end=_small(moment_words(one.at, now)), icon="history") for one in entries
    ]


def _small(text: str) -> Label:
    label = Label(text, "small-muted")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
