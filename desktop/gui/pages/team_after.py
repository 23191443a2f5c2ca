"""What comes after the first days: each check with its day, how she may be reached, and her opinion on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models import meeting_words as words
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.focus import focus_kept, focus_shown
from desktop.gui.pages.team_meetings_parts import Asked, deed_row
from desktop.gui.pages.team_views import TeamView
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    EmptyState,
    FlowBox,
    Kind,
    Label,
    RowList,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import opinions, team_followup
from desktop.services.team import Board
from desktop.services.team_followup import AHEAD, PASSED, UNKNOWN, Followups, Item

DONE = ("done_on", "reached", "late_reason", "medical", "psychological", "hiv_test", "risk_change", "wishes")
MISSED = ("missed_reason", "last_contact")
MOVED = ("planned_on",)


class AfterView(TeamView):
    """One check is told of at a time, in a card above the list."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("after")
        self._board: Board | None = None
        self._drawn: object = None
        self._asks, self._body, self._side = column(gap=10), column(gap=16), column(gap=12)
        columns = Columns((boxed(self._body), 560, 1), (boxed(self._side), 320, 0), gap=24)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPage(boxed(self._asks), columns, margins=(24, 12, 16, 16)))

    def start(self) -> None:
        self._drawn = None
        self._put_away()

    def first_field(self) -> QWidget | None:
        return next(iter(self.findChildren(Button)), None)

    def show_board(self, board: Board) -> None:
        if self._board is None or self._board.record != board.record:
            self._drawn = None
            self._put_away()
        self._board = board
        try:
            found = team_followup.followups(self.shell.session, board.record)
        except Refused as refusal:
            self.refused(refusal)
            return
        drawn = (found.items, found.ways, found.risen, found.ended, found.now.date())
        if drawn != self._drawn:
            self._drawn = drawn
            with focus_kept(self):
                self._fill(found)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _fill(self, found: Followups) -> None:
        clear(self._body)
        clear(self._side)
        if found.risen:
            self._body.addWidget(self._risen())
        if not found.items:
            told = _("The protocol of this team plans no checks after the first days.")
            self._body.addWidget(EmptyState("calendar", _("No checks"), told))
        for title, states in (
            (_("Nobody has said how these were"), (PASSED,)),
            (_("Checks ahead"), (AHEAD, UNKNOWN)),
        ):
            self._section(title, [one for one in found.items if one.state in states], found, urgent=PASSED in states)
        self._section(_("Told of"), [one for one in found.items if not one.waits], found)
        self._side.addWidget(self._ways(found))
        self._side.addWidget(self._opinion())

    def _section(self, title: str, items: list[Item], found: Followups, *, urgent: bool = False) -> None:
        if items:
            rows = [self._item(one, found) for one in items]
            head = SectionHeader(title, len(items), tone=Tone.SOON if urgent else Tone.PLAIN)
            self._body.addWidget(boxed(column(head, RowList(*rows), gap=6)))

    def _item(self, item: Item, found: Followups) -> QWidget:
        defs = self.shell.session.library.definitions
        chip = words.check_spec(item, found.now)
        return deed_row(words.check_title(item), words.check_lines(item, defs), chip, self._deeds(item, found))

    def _deeds(self, item: Item, found: Followups) -> list[QWidget]:
        check = item.check
        place = f"{check.step}_{check.clock}_{check.no}"
        if not item.waits:
            return [_button(_("Correct it"), f"correct_{place}", partial(self._on_correct, item), Kind.SMALL_LINK)]
        is_next = found.next is not None and found.next.check == check
        kind = Kind.SMALL_PRIMARY if is_next else Kind.SMALL
        return [
            _button(_("It took place"), f"done_{place}", partial(self._on_done, item), kind, "check"),
            _button(_("It did not"), f"missed_{place}", partial(self._on_missed, item), Kind.SMALL),
            _button(_("Appointment"), f"appoint_{place}", partial(self._on_appoint, item), Kind.SMALL, "calendar"),
            _button(_("Another day"), f"move_{place}", partial(self._on_move, item), Kind.SMALL_LINK),
        ]

    def _risen(self) -> QWidget:
        told = _("A check found the risk higher than before, and nobody has assessed it since.")
        banner = Banner(Tone.DANGER, _("The risk has risen"), told, button=_("Assess the risk again"))
        banner.setObjectName("risk_risen")
        banner.pressed.connect(self._on_risk)
        return banner

    def _ways(self, found: Followups) -> QWidget:
        defs = self.shell.session.library.definitions
        card = Card(margin=14, gap=6)
        card.setObjectName("ways")
        card.add(Label(_("How she may be reached"), "section"))
        for way in found.ways:
            name = words.way_words(defs, way.code)
            told = _("{way}: yes, in her hours").format(way=name) if way.open else f"{name}: {way.why_not}"
            card.add(Label(told, "" if way.open else "small-muted", wrap=True))
        card.add(
            Label(_("At the office, or where she is cared for, she can always be spoken to."), "small-muted", wrap=True)
        )
        return card

    def _opinion(self) -> QWidget:
        card = Card(margin=14, gap=6)
        told = _("At the end she may say what she thought of the help. The sheet has no code and no date; she puts it "
                 "into an envelope herself, and envelopes are opened several at once.")  # fmt: skip
        card.add(Label(_("Her opinion"), "section"), Label(told, "small-muted", wrap=True))
        deeds = FlowBox(
            _button(_("Print an opinion sheet"), "print_opinion", self._on_opinion, Kind.SMALL, "print"),
            _button(_("Count opinion sheets"), "count_opinions", self._on_count, Kind.SMALL_LINK),
            gap=6,
        )
        card.add(deeds)
        return card

    # --- one check at a time ------------------------------------------------------------------------------------

    def _on_done(self, item: Item) -> None:
        told = {"done_on": self.shell.session.now().date().isoformat(), **item.answers}
        self._ask(item, DONE, _("It took place"), told)

    def _on_missed(self, item: Item) -> None:
        self._ask(item, MISSED, _("It did not take place"), item.answers)

    def _on_move(self, item: Item) -> None:
        told = {"planned_on": item.planned_on.isoformat() if item.planned_on else None}
        self._ask(item, MOVED, _("Another day"), told)

    def _on_correct(self, item: Item) -> None:
        paths = DONE if item.done_on else MISSED
        self._ask(item, paths, _("Correct it"), item.answers)

    def _ask(self, item: Item, paths: tuple[str, ...], title: str, told: Mapping[str, Any]) -> None:
        form = self.shell.session.library.definitions.form("followup")
        heading = f"{title}: {words.check_title(item)}"
        card = Asked(self.shell, form, paths, heading, _("Save"), "check")
        card.fill(told)
        card.show_only(partial(_is_asked, card, item))
        card.left.connect(self._leave)
        card.saved.connect(partial(self._on_saved, card, item))
        clear(self._asks)
        self._asks.addWidget(card)
        focus_shown(card.first_field(), card)

    def _on_saved(self, card: Asked, item: Item) -> None:
        if self._board is None:
            return
        told = card.answers()
        if "done_on" in told and not told["done_on"]:
            card.say(_("Write the day on which it took place, or say that it did not."))
            return
        if "missed_reason" in told and not told["missed_reason"]:
            card.say(_("Choose why it did not take place."))
            return
        told |= _other_side(told, item)
        check = item.check
        try:
            team_followup.save(self.shell.session, self._board.record, check.step, check.clock, check.no, told)
        except Refused as refusal:
            card.say(explain(refusal))
            return
        self._leave()
        self.shell.say(_("The follow-up sheet is written."))
        self.changed.emit()

    def _leave(self, *_told: object) -> None:
        self._put_away()
        if (first := self.first_field()) is not None:
            focus_shown(first)

    def _put_away(self) -> None:
        clear(self._asks)

    # --- ways out -----------------------------------------------------------------------------------------------

    def _on_appoint(self, item: Item) -> None:
        if self._board is not None:
            day = item.planned_on if item.planned_on and item.planned_on >= self.shell.session.now().date() else None
            self.shell.navigate("calendar", case=self._board.case, day=day)

    def _on_risk(self) -> None:
        if self._board is not None:
            self.shell.navigate("form", form="risk", case=self._board.case, record=None)

    def _on_count(self) -> None:
        self.shell.navigate("opinions")

    def _on_opinion(self) -> None:
        try:
            made = opinions.sheet(self.shell.session)
        except Refused as refusal:
            self.refused(refusal)
            return
        if self.shell.files.print_pdf(self, made.data):
            self.shell.say(_("The opinion sheet was printed. Give it with an envelope that bears no mark."))


def _is_asked(card: Asked, item: Item, path: str) -> bool:
    """Which questions of a check belong to what was answered so far."""
    if path == "late_reason":
        done, due = card.value("done_on"), item.due_on
        return item.check.kind == "duty" and due is not None and isinstance(done, str) and done > due.isoformat()
    if path == "last_contact":
        return bool(card.value("missed_reason") == team_followup.LOST)
    return True


def _other_side(told: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """What was said before and does not go with this any more: a check took place, or it did not."""
    if told.get("done_on"):
        gone: tuple[str, ...] = MISSED
    elif told.get("missed_reason"):
        gone = DONE
    else:
        return {}
    return {path: None for path in gone if item.answers.get(path) is not None and path not in told}


def _button(word: str, name: str, act: Callable[[], object], kind: Kind, icon: str = "") -> Button:
    button = Button(word, kind, icon=icon, name=name)
    button.clicked.connect(lambda *_pressed: act())
    return button
