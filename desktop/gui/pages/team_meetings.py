"""The meetings of a team: the next one with its invitations, what was decided and is still to do, and the minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.present import options
from desktop.gui.models import meeting_words as words
from desktop.gui.pages.focus import focus_kept, focus_shown
from desktop.gui.pages.team_meeting_papers import MeetingPapers
from desktop.gui.pages.team_meetings_parts import Asked, Options, WhyNot, deed_row
from desktop.gui.pages.team_views import TeamView
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
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
from desktop.i18n import _, pick
from desktop.refusals import Refused, explain
from desktop.services import team_meetings
from desktop.services.team import Board
from desktop.services.team_meetings import DONE, NO_MORE, REFUSED, TO_DO, Meeting, Meetings, Open, Tick

PLAN = ("start", "place")
DECIDE = ("decisions/what", "decisions/group", "decisions/person", "decisions/until", "decisions/seen_by")
SHOWN = 5  # settled decisions and earlier meetings; the rest stand in their sheets


class MeetingsView(TeamView):
    """One thing is asked at a time, in a card above the lists; the lists show what stands."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("meetings")
        self._team = ""
        self._drawn: object = None
        self._board: Board | None = None
        self._shown: Meetings | None = None
        self._papers = MeetingPapers(shell, self)
        self._card: Card | None = None
        self._asks, self._body = column(gap=10), column(gap=16)
        page = ScrollPage(boxed(self._asks), boxed(self._body), margins=(24, 12, 16, 16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def start(self) -> None:
        """Whoever looks something up and comes back to the same team finds what was being typed."""
        self._drawn = None
        if not isinstance(self._card, Asked):
            self._put_away()

    def first_field(self) -> QWidget | None:
        return next(iter(self.findChildren(Button)), None)

    def show_board(self, board: Board) -> None:
        if self._team != board.record:
            self._team, self._drawn = board.record, None
            self._put_away()
        self._board = board
        try:
            found = team_meetings.meetings(self.shell.session, board.record)
        except Refused as refusal:
            self.refused(refusal)
            return
        self._shown = found
        drawn = (found.ahead, found.held, found.tasks, found.settled, found.tick, found.now.date(), self._ended)
        if drawn != self._drawn:
            self._drawn = drawn
            with focus_kept(self):
                self._fill(found)

    @property
    def _ended(self) -> bool:
        return self._board is not None and self._board.answers.get("outcome") is not None

    # --- what is shown ------------------------------------------------------------------------------------------

    def _fill(self, found: Meetings) -> None:
        clear(self._body)
        if found.tick is not None:
            self._body.addWidget(self._tick(found.tick, found.now))
        self._body.addWidget(self._ahead(found))
        if found.tasks or found.held:
            self._body.addWidget(self._tasks(found))
        if found.settled:
            rows = [self._settled(task) for task in found.settled[:SHOWN]]
            self._body.addWidget(_section(_("Decisions that are settled"), rows, len(found.settled)))
        if found.held:
            rows = [self._held(one) for one in found.held]
            self._body.addWidget(_section(_("Meetings that were held"), rows, len(found.held)))

    def _tick(self, tick: Tick, now: datetime) -> QWidget:
        step = self._board.protocol.step(tick.step) if self._board else None
        asked, told = words.tick_words(tick, pick(step.title) if step else "", now)
        banner = Banner(Tone.INFO, asked, told, button=_("Yes, tick the step"), icon="check")
        banner.setObjectName("tick_step")
        banner.pressed.connect(self._on_tick)
        return banner

    def _ahead(self, found: Meetings) -> QWidget:
        rows = [self._planned(one) for one in found.ahead]
        deeds = []
        if not self._ended:
            kind = Kind.SMALL if found.ahead else Kind.SMALL_PRIMARY
            deeds = [
                _button(_("Plan a meeting"), "plan_meeting", self._on_plan, kind, "calendar"),
                _button(
                    _("We are meeting now: write the minutes"), "hold_now", self._on_hold_now, Kind.SMALL, "pencil"
                ),
            ]
        if not rows:
            told = _("No meeting is planned. A first meeting within 72 hours gives every step a person and a day.")
            lead = Label(told if not found.held else _("No meeting is planned."), "muted", wrap=True)
            return boxed(column(SectionHeader(_("Next meeting")), lead, FlowBox(*deeds, gap=8), gap=6))
        return boxed(column(SectionHeader(_("Next meeting")), RowList(*rows), FlowBox(*deeds, gap=8), gap=6))

    def _planned(self, one: Meeting) -> QWidget:
        defs = self.shell.session.library.definitions
        at = one.record
        deeds = [
            _button(_("Invitations"), f"invite_{at}", partial(self._on_invite, one), Kind.SMALL, "print"),
            _button(_("Write the minutes"), f"hold_{at}", partial(self._on_hold, at), Kind.SMALL, "pencil"),
            _button(_("Move"), f"move_{at}", partial(self._on_move, one), Kind.SMALL_LINK),
            _button(_("Call it off"), f"cancel_{at}", partial(self._on_cancel, at), Kind.SMALL_LINK),
        ]
        return deed_row(words.when_words(one, self._now()), words.ahead_lines(one, defs), None, deeds)

    def _tasks(self, found: Meetings) -> QWidget:
        rows = [self._task(task) for task in found.tasks]
        add = _button(_("Add a decision"), "add_decision", self._on_decide, Kind.SMALL, "plus")
        late = sum(task.late for task in found.tasks)
        head = SectionHeader(_("Decided, to be done"), len(rows), tone=Tone.DANGER if late else Tone.PLAIN)
        body = RowList(*rows) if rows else Label(_("Everything that was decided is settled."), "muted", wrap=True)
        return boxed(column(head, body, *([FlowBox(add)] if found.held else []), gap=6))

    def _task(self, task: Open) -> QWidget:
        defs, row = self.shell.session.library.definitions, task.decision.row
        deeds = [
            _button(_("Done"), f"done_{row}", partial(self._on_settle, task, DONE), Kind.SMALL, "check"),
            _button(_("Refused"), f"refused_{row}", partial(self._on_settle, task, REFUSED), Kind.SMALL),
            _button(_("No longer needed"), f"no_more_{row}", partial(self._on_settle, task, NO_MORE), Kind.SMALL_LINK),
        ]
        what = task.decision.what or "–"
        return deed_row(what, words.task_lines(task, defs), words.task_spec(task, defs, self._now()), deeds)

    def _settled(self, task: Open) -> QWidget:
        defs, row = self.shell.session.library.definitions, task.decision.row
        back = _button(_("Take it back"), f"back_{row}", partial(self._on_settle, task, TO_DO), Kind.SMALL_LINK)
        what = task.decision.what or "–"
        return deed_row(what, words.task_lines(task, defs), words.task_spec(task, defs, self._now()), [back])

    def _held(self, one: Meeting) -> QWidget:
        defs, at = self.shell.session.library.definitions, one.record
        deeds = [
            _button(_("Open the minutes"), f"open_{at}", partial(self._on_open, at), Kind.SMALL, "pencil"),
            _button(_("Print"), f"print_{at}", partial(self._on_print, one), Kind.SMALL, "print"),
        ]
        lines = words.meeting_lines(one, defs)
        if one.conflicts:
            lines.append(_("Two offices wrote different things here: choose first, then print."))
        return deed_row(words.when_words(one, self._now()), lines, None, deeds)

    # --- one question at a time ---------------------------------------------------------------------------------

    def _ask(self, card: Card, first: QWidget | None) -> None:
        """A card above the lists; it rolls into view with the focus."""
        clear(self._asks)
        self._card = card
        self._asks.addWidget(card)
        if first is not None:
            focus_shown(first, card)

    def _put_away(self, *_told: object) -> None:
        self._card = None
        clear(self._asks)

    def _on_plan(self) -> None:
        self._plan_card(_("Plan a meeting"), _("Plan it"), {}, None)

    def _on_move(self, one: Meeting) -> None:
        told = {"start": one.minutes.start, "place": one.minutes.place}
        self._plan_card(_("Move the meeting"), _("Move it"), told, one.record)

    def _plan_card(self, title: str, word: str, told: Mapping[str, object], record: str | None) -> None:
        form = self.shell.session.library.definitions.form(team_meetings.FORM)
        lead = _("The institutions that work on the case are invited; each gets a slip without a name.")
        card = Asked(self.shell, form, PLAN, title, word, "plan", lead if record is None else "")
        card.fill(told)
        card.left.connect(self._leave)
        card.saved.connect(partial(self._on_planned, card, record))
        self._ask(card, card.first_field())

    def _on_planned(self, card: Asked, record: str | None) -> None:
        told = card.answers()
        start, place = str(told["start"] or ""), str(told["place"] or "")
        session = self.shell.session

        if record is None:
            deed: Callable[[], object] = partial(team_meetings.plan, session, self._team, start, place)
            self._try(deed, card, _("The meeting is planned."))
        else:
            self._try(partial(team_meetings.move, session, record, start, place), card, _("The meeting was moved."))

    def _on_decide(self) -> None:
        found = self._shown
        if found is None or not found.held:
            return
        form = self.shell.session.library.definitions.form(team_meetings.FORM)
        card = Asked(self.shell, form, DECIDE, _("A decision"), _("Save"), "decide")
        card.left.connect(self._leave)
        card.saved.connect(partial(self._on_decided, card, found.held[0].record))
        self._ask(card, card.first_field())

    def _on_decided(self, card: Asked, meeting: str) -> None:
        told = {path.partition("/")[2]: value for path, value in card.answers().items()}
        if not (told["what"] and told["group"] and told["until"]):
            card.say(_("Say what is done, which institution answers for it, and until when."))
            return
        session, seen = self.shell.session, told["seen_by"] or ()
        deed = partial(team_meetings.decide, session, meeting, told["what"], told["group"], told["until"],
                       person=told["person"] or "", seen_by=seen)  # fmt: skip
        self._try(deed, card, _("The decision is written; it is due from now on."))

    def _on_settle(self, task: Open, state: str) -> None:
        late = task.late and state == DONE
        if state == REFUSED or late:
            title = _("Why was it late?") if late else _("Why was it not done?")
            card = WhyNot(f"{task.decision.what}: {title}", self._reasons(), _("Save"))
            card.left.connect(self._leave)
            card.wanted.connect(partial(self._settle, task, state))
            self._ask(card, card.first_field())
        else:
            self._settle(task, state, None)

    def _settle(self, task: Open, state: str, why: str | None) -> None:
        reason, late = (why, None) if state == REFUSED else (None, why)
        deed = partial(team_meetings.settle, self.shell.session, task.meeting, task.decision.row, state,
                       reason=reason, late_reason=late)  # fmt: skip
        told = {DONE: _("Done."), REFUSED: _("Written down as refused."), TO_DO: _("It is to do again.")}
        self._try(deed, None, told.get(state, _("It is no longer needed.")))

    def _on_tick(self) -> None:
        found = self._shown
        if found is None or found.tick is None:
            return
        if found.tick.late:
            card = WhyNot(_("The first meeting was late. Why?"), self._reasons(), _("Tick the step"))
            card.left.connect(self._leave)
            card.wanted.connect(self._tick_it)
            self._ask(card, card.first_field())
        else:
            self._tick_it(None)

    def _tick_it(self, why: str | None) -> None:
        self._try(partial(team_meetings.tick, self.shell.session, self._team, why), None, _("The step is done."))

    # --- minutes and papers -------------------------------------------------------------------------------------

    def _on_hold_now(self) -> None:
        self._hold(self._team)

    def _on_hold(self, record: str) -> None:
        self._hold(record)

    def _hold(self, record: str) -> None:
        try:
            made = team_meetings.hold(self.shell.session, record)
        except Refused as refusal:
            self.refused(refusal)
            return
        self._on_open(made)

    def _on_open(self, record: str) -> None:
        case = self._board.case if self._board else None
        self.shell.navigate("form", form=team_meetings.FORM, case=case, record=record)

    def _on_cancel(self, record: str) -> None:
        self._try(partial(team_meetings.cancel, self.shell.session, record), None, _("The meeting was cancelled."))

    def _on_invite(self, one: Meeting) -> None:
        card = self._papers.invitations(one)
        card.left.connect(self._leave)
        self._ask(card, card.first_field())

    def _on_print(self, one: Meeting) -> None:
        card = self._papers.minutes(one)
        card.left.connect(self._leave)
        self._ask(card, card.first_field())

    # --- acts ---------------------------------------------------------------------------------------------------

    def _try(self, deed: Callable[[], object], card: Asked | None, told: str) -> None:
        """Do it, or say why not: in the card that asked, or in the strip at the bottom."""
        try:
            deed()
        except Refused as refusal:
            if card is not None:
                card.say(explain(refusal))
            else:
                self.refused(refusal)
            return
        self._leave()
        self.shell.say(told)
        self.changed.emit()

    def _leave(self, *_told: object) -> None:
        """The card goes, and the focus does not fall out of the page."""
        self._put_away()
        if (first := self.first_field()) is not None:
            focus_shown(first)

    def _reasons(self) -> Options:
        session = self.shell.session
        defs = session.library.definitions
        field = defs.form(team_meetings.FORM).field("decisions/reason")
        return [(entry.code, pick(entry.label)) for entry in options(field, defs, session.office.country)]

    def _now(self) -> datetime:
        return self.shell.session.now()


def _section(title: str, rows: list[QWidget], count: int) -> QWidget:
    return boxed(column(SectionHeader(title, count), RowList(*rows), gap=6))


def _button(word: str, name: str, act: Callable[[], object], kind: Kind, icon: str = "") -> Button:
    button = Button(word, kind, icon=icon, name=name)
    button.clicked.connect(lambda *_pressed: act())
    return button
