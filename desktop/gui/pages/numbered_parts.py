"""Parts of typing a numbered paper: its number, the intervention of a blank one, its questions in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models.times import answer_words
from desktop.gui.models.words import who_words
from desktop.gui.pages.transcribe_parts import Asked, Doubt, Keys
from desktop.gui.widgets import (
    Button,
    Card,
    EmptyState,
    Kind,
    Label,
    RowButton,
    RowList,
    ScrollPage,
    TextField,
    Tone,
    mark_bad,
    row,
)
from desktop.i18n import _, pick
from desktop.protocols.reasons import letters
from desktop.services import team_typing
from desktop.services.session import Session
from desktop.services.team_typing import Question, Typing
from desktop.services.teams import TeamRow

WIDE = 320
SHOWN = 40
STATES = ("facut", "refuzat_de", "nu_se", "imposibil")


class NumberCard(ScrollPage):
    """asked(text): the number of a paper was typed, or its square was read by a reader that types."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._number = TextField(_("Number of the paper"), hint="T7K3-QF2M", width=WIDE)
        self._number.setObjectName("paper_number")
        self._wrong = Label("", "body", tone=Tone.DANGER, wrap=True)
        self._wrong.setObjectName("wrong_number")
        self._wrong.hide()
        self._go = Button(_("Open the paper"), Kind.PRIMARY, icon="keyboard", name="open_paper")
        card = Card(margin=20, gap=8)
        card.add(
            Label(_("Which paper is it?"), "section"),
            Label(_(
                "Type the number that stands on the sheet of the team, beside the square and at the foot of each page. "
                "Spaces, dashes and small letters do not matter. A reader of squares may type it for you."
            ), wrap=True),
            Label(_("Number of the paper"), "label", buddy=self._number),
            row(self._number, self._go, None, gap=10),
            self._wrong,
        )  # fmt: skip
        super().__init__(card, margins=(24, 20, 20, 16), parent=parent)
        self._go.clicked.connect(self._on_go)
        self._number.returnPressed.connect(self._on_go)
        self._number.textEdited.connect(self._on_edited)

    def start(self, number: str = "") -> None:
        self._number.setText(number)
        self._on_edited()

    def first_field(self) -> QWidget:
        return self._number

    def say_wrong(self, words: str) -> None:
        self._wrong.setText(words)
        self._wrong.show()
        mark_bad(self._number, True)
        self._number.setFocus()
        self._number.selectAll()

    def _on_edited(self, _text: str = "") -> None:
        self._wrong.hide()
        mark_bad(self._number, False)

    def _on_go(self) -> None:
        self.asked.emit(self._number.text())


class WhichTeam(ScrollPage):
    """A blank sheet belongs to no intervention yet. chosen(record): to this one. cases_asked: it is not begun yet."""

    chosen = Signal(str)
    cases_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._typed = TextField(_("Code of the case"), hint="UN4-26-7K3QF2", width=WIDE)
        self._typed.setObjectName("team_code")
        self._rows = RowList()
        self._none = EmptyState(
            "people",
            _("No intervention runs under this code"),
            _("Open the case, begin the intervention there, then come back with the same paper."),
        )
        self._cases = Button(_("Open the cases"), icon="folder", name="open_cases")
        super().__init__(
            Label(_("To which intervention does this blank sheet belong?"), "title", wrap=True),
            Label(_("Nothing on the sheet says it: the code of the case was written on it by hand."), wrap=True),
            Label(_("Code of the case"), "label", buddy=self._typed),
            row(self._typed, None),
            self._rows,
            self._none,
            row(self._cases, None),
            margins=(24, 20, 20, 16),
            parent=parent,
        )
        self._every: Sequence[TeamRow] = ()
        self._now: Any = None
        self._typed.textEdited.connect(self._on_typed)
        self._cases.clicked.connect(self.cases_asked)

    def show_teams(self, every: Sequence[TeamRow], now: Any) -> None:
        self._every, self._now = every, now
        self._typed.clear()
        self._on_typed("")

    def first_field(self) -> QWidget:
        return self._typed

    def _on_typed(self, typed: str) -> None:
        wanted = "".join(typed.split()).upper()
        fitting = [one for one in self._every if wanted in one.code]
        self._rows.set_rows(*(self._row(one) for one in fitting[:SHOWN]))
        self._rows.setVisible(bool(fitting))
        self._none.setVisible(not fitting)

    def _row(self, one: TeamRow) -> RowButton:
        words = _("begun {moment}").format(moment=answer_words(one.started, self._now))
        if one.ended:
            words = _("{begun} · ended").format(begun=words)
        made = RowButton(one.code, words, arrow=True, strong=True)
        made.setObjectName(f"team_{one.record}")
        made.clicked.connect(partial(self._on_row, one.record))
        return made

    def _on_row(self, record: str, _checked: bool = False) -> None:
        self.chosen.emit(record)


# --- words of the questions -------------------------------------------------------------------------------------------


def asked(session: Session, typing: Typing, question: Question, changes: Mapping[str, Any]) -> Asked:
    """One place of the paper as it is asked for."""
    return Asked(
        label=label(question),
        help=_help(typing, question),
        stands=_stands(session, typing, question, changes),
        hint=_hint(question),
        boxes=_boxes(session, typing, question),
    )


def _stands(session: Session, typing: Typing, question: Question, changes: Mapping[str, Any]) -> str:
    words = team_typing.stands(session, typing, question, changes)
    typed = any(path in changes for path in question.paths)
    if not words:
        return ""
    return (_("Typed: {answer}") if typed else _("In the program: {answer}")).format(answer=words)


def sheet_keys() -> Keys:
    """The keys while a team's sheet is typed."""
    return (
        (("Enter",), _("next line; where nothing is typed, nothing changes")),
        (("Shift", "Enter"), _("the line before")),
        (("/",), _("the hour cannot be read")),
        (("Ctrl", "S"), _("finish, check and save")),
    )


def label(question: Question) -> str:
    words = pick(question.label)
    if question.kind == team_typing.STEP:
        return f"{question.subject}. {words}"
    kinds = {
        team_typing.NAME: _("{institution}: the name that was written"),
        team_typing.PHONE: _("{institution}: the telephone that was written"),
        team_typing.HOURS: _("{institution}: called, answered, arrived"),
    }
    return kinds[question.kind].format(institution=words) if question.kind in kinds else words


def _help(typing: Typing, question: Question) -> str:
    if question.kind != team_typing.STEP:
        return ""
    return who_words(team_typing.view_of(typing.board, question.subject).step.roles)


def _hint(question: Question) -> str:
    return {
        team_typing.STEP: _(
            "1 1430: done at 14:30 · 1 2411 1430: with the day · 1 /: the hour cannot be read · 2 A: refused, "
            "reason A · 1 1430 D: done late, reason D · Enter: no box is ticked"
        ),
        team_typing.HOURS: _("1015 1020 1130; - where a place is empty; Enter where all are"),
        team_typing.TOLD: _("how many boxes are ticked; Enter where none is"),
        team_typing.COMPANION: _("the number of the box, counted on the paper"),
        team_typing.INTERPRETER: _("the number of the box, counted on the paper"),
    }.get(question.kind, _("as it is written; Enter where nothing is"))


def _boxes(session: Session, typing: Typing, question: Question) -> tuple[tuple[str, str], ...]:
    if question.kind == team_typing.STEP:
        outcomes = team_typing.view_of(typing.board, question.subject).step.outcomes
        entries = session.library.definitions.list("L30")
        found = ((str(place), entries.find(code)) for place, code in enumerate(STATES, 1) if code in outcomes)
        ticks = [(key, pick(entry.label)) for key, entry in found if entry is not None]
        return (*ticks, *letters(session.library.definitions, session.language))
    if question.kind == team_typing.INTERPRETER:
        return (("1", _("no")), ("2", _("yes")))
    return tuple((str(place), words) for place, words in enumerate(team_typing.offered(session, question), 1))


def doubt_row(question: Question, found: team_typing.Doubt, now: Any) -> Doubt:
    """A line of the list before saving."""
    at = answer_words(found.at, now) if found.at else ""
    words = {
        "early": _("{moment} is before the report. Was it the next day?").format(moment=at),
        "no-hour": _("The hour is missing: {day} alone is kept.").format(day=at),
        "no-reason": _("No letter of a reason stands beside the tick."),
        "late": _("The deadline had passed by then, and no letter of a reason stands beside it."),
        "order": _("These hours do not follow each other: called, answered, arrived."),
        "changed": _("The program had another state for this step. The paper replaces it."),
    }[found.code]
    return Doubt(question.id, label(question), words)
