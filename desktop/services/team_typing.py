"""Typing a team's sheet: its questions in the order of the paper, what is doubtful, one act to save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop.forms import partial
from desktop.forms.clean import clean_path
from desktop.forms.schema import Text
from desktop.i18n import datetime_words, pick, using
from desktop.protocols import typed as figures
from desktop.protocols.board import StepView
from desktop.protocols.reasons import letters
from desktop.protocols.schema import OUTCOMES, TO_DO
from desktop.refusals import Refused
from desktop.services import records, team, team_sheet, transcribing, writing
from desktop.services.records import Saved, Sheet
from desktop.services.session import CASES, Change, Session
from desktop.services.team import Board
from desktop.services.transcribing import Paper

STEP, NAME, PHONE, HOURS, TOLD, COMPANION, INTERPRETER = (
    *("step", "name", "phone", "hours", "told", "companion", "interpreter"),
)
TIMES: Final = ("called_at", "answered_at", "arrived_at")
DONE: Final = OUTCOMES[0]


@dataclass(frozen=True, slots=True)
class Question:
    """One place of the paper; `subject` is a step or an institution, `paths` are the answers that it gives."""

    kind: str
    subject: str
    label: Text
    paths: tuple[str, ...]
    boxes: tuple[str, ...] = ()  # codes, numbered as on the paper

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.subject}" if self.subject else self.kind


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to compare with the paper: early (before the report), no-hour, no-reason, late, order, changed."""

    question: str
    code: str
    at: str = ""  # the answer that is doubted


@dataclass(frozen=True, slots=True)
class Typing:
    """A sheet that is being typed: whose, under which number, and what stands already."""

    number: str
    board: Board
    sheet: Sheet
    questions: tuple[Question, ...]
    typed_before: datetime | None


def begin(session: Session, team_record: str, number: str) -> Typing:
    """Open the typing of one sheet. Refuses `paper-of-other-team` for a number that leads elsewhere."""
    session.require(CASES)
    found = team_sheet.find(session, number)
    if found.team not in ("", team_record):
        raise Refused("paper-of-other-team")
    board = team.open_board(session, team_record)
    sheet = records.open_sheet(session, "team", case=board.case, record=team_record)
    return Typing(found.number, board, sheet, tuple(_questions(session, board, sheet)), found.typed)


# --- the questions ----------------------------------------------------------------------------------------------------


def _questions(session: Session, board: Board, sheet: Sheet) -> Iterator[Question]:
    defs = session.library.definitions
    form = defs.form("team")
    for view in board.steps:
        start = f"steps/{view.step.id}"
        paths = tuple(f"{start}/{column}" for column in ("state", "done_dt", "reason", "late_reason"))
        yield Question(STEP, view.step.id, view.step.title, paths, OUTCOMES)
    for one in board.institutions:
        row = one.member.row or _drafted(sheet, one.group) or writing.new_id()[:16]
        start = f"members/{row}"
        if not one.member.name:
            yield Question(NAME, one.group, one.label, (f"{start}/name",))
            yield Question(PHONE, one.group, one.label, (f"{start}/phone",))
        yield Question(HOURS, one.group, one.label, tuple(f"{start}/{column}" for column in TIMES))
    yield Question(TOLD, "", form.field("retellings").label, ("retellings",))
    codes = tuple(entry.code for entry in defs.list("companions").entries if not entry.retired)
    yield Question(COMPANION, "", form.field("companion").label, ("companion",), codes)
    yield Question(INTERPRETER, "", form.field("interpreter").label, ("interpreter",), ("false", "true"))


def _drafted(sheet: Sheet, group: str) -> str:
    """The row that was begun for an institution when the sheet was typed in part."""
    begun = (path.split("/") for path, value in sheet.draft.items() if value == group)
    return next((row for head, row, column in (one for one in begun if len(one) == len(("members", "row", "group")))
                 if (head, column) == ("members", "group")), "")  # fmt: skip


def offered(session: Session, question: Question) -> tuple[str, ...]:
    """The boxes of a question in words, as they are numbered on the paper."""
    if question.kind == COMPANION:
        return tuple(team_sheet.companions(session.library, session.language))
    return ()


# --- answers ----------------------------------------------------------------------------------------------------------


def read(session: Session, typing: Typing, question: Question, typed: str, paper: Paper) -> dict[str, Any]:
    """The answers that a line means, by path; none for an empty line. Refuses `bad-value` for what means nothing,
    `not-an-outcome` for a box that this step does not have."""
    if not typed.strip():
        return {}
    against = figures.Paper(_day(paper), session.now(), session.tz)
    if question.kind == STEP:
        return _ticked(session, typing, question, figures.tick(typed, against, dict(letters_of(session))))
    if question.kind == HOURS:
        return _hours(typing, question, figures.hours(typed, against))
    return _plain(session, typing, question, typed.strip())


def letters_of(session: Session) -> list[tuple[str, str]]:
    """The letter and the code of each reason."""
    return letters(session.library.definitions)


def _day(paper: Paper) -> date | None:
    return date.fromisoformat(paper.on) if isinstance(paper.on, str) and len(paper.on) == len("2026-11-24") else None


def _ticked(session: Session, typing: Typing, question: Question, found: figures.Tick | None) -> dict[str, Any]:
    if found is None:
        return {}
    view = view_of(typing.board, question.subject)
    if found.state not in view.step.outcomes:
        raise Refused("not-an-outcome")
    state, done, reason, late = question.paths
    is_late = _is_late(session, view, found.done)
    why: str | None = found.reason or None
    return {
        state: found.state,
        done: found.done if found.state == DONE else None,
        reason: None if found.state == DONE else why,
        late: why if is_late or (found.state == DONE and why) else None,
    }


def _is_late(session: Session, view: StepView, done: str | None) -> bool:
    """Whether a duty had ended by then; what bears no hour counts from the earliest that it may mean."""
    span = partial.span(done, session.tz) if done else None
    return team.is_late(view, span.start if span else session.now())


def _hours(typing: Typing, question: Question, found: tuple[str | None, ...]) -> dict[str, Any]:
    said = {path: at for path, at in zip(question.paths, found, strict=True) if at is not None}
    return _of_member(typing, question, said)


def _of_member(typing: Typing, question: Question, said: dict[str, Any]) -> dict[str, Any]:
    """The answers, and of a person who was not known yet also to which institution they belong."""
    row = question.paths[0].rpartition("/")[0]
    new = said and typing.board.answers.get(f"{row}/group") is None
    return {**({f"{row}/group": question.subject} if new else {}), **said}


def _plain(session: Session, typing: Typing, question: Question, typed: str) -> dict[str, Any]:
    path = question.paths[0]
    if question.kind in (NAME, PHONE):
        return _of_member(typing, question, {path: _clean(session, typing, path, typed)})
    if not typed.isdecimal():
        raise Refused("bad-value", field=path)
    number = int(typed)
    if question.kind == TOLD:
        return {path: _clean(session, typing, path, number)}
    if not 1 <= number <= len(question.boxes):
        raise Refused("bad-value", field=path)
    code = question.boxes[number - 1]
    return {path: code == "true" if question.kind == INTERPRETER else code}


def _clean(session: Session, typing: Typing, path: str, value: Any) -> Any:
    sheet = typing.sheet
    return clean_path(sheet.form, path, value, sheet.context, session.library.definitions)


def view_of(board: Board, step: str) -> StepView:
    return next(view for view in board.steps if view.step.id == step)


# --- what stands, and what is doubtful --------------------------------------------------------------------------------


def stands(session: Session, typing: Typing, question: Question, changes: Mapping[str, Any]) -> str:
    """What this question has for an answer now, typed or from before; empty where none."""
    values = [changes.get(path, typing.board.answers.get(path)) for path in question.paths]
    with using(session.language):
        if question.kind == STEP:
            return _step_words(session, values)
        if question.kind == HOURS:
            return " · ".join(_at_words(session, value) or "–" for value in values) if any(values) else ""
        if question.kind in (COMPANION, INTERPRETER) and values[0] is not None:
            return _box_words(session, question, values[0])
        return "" if values[0] is None else str(values[0])


def _step_words(session: Session, values: list[Any]) -> str:
    state, done, reason, late = values
    if state in (None, TO_DO):
        return ""
    defs = session.library.definitions
    codes = [("L30", state), ("step_reasons", reason or late)]
    entries = [defs.list(id_).find(code) for id_, code in codes if isinstance(code, str)]
    words = [pick(entry.label) for entry in entries if entry is not None]
    return " · ".join([*words[:1], *([_at_words(session, done)] if done else []), *words[1:]])


def _at_words(session: Session, value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return datetime_words(datetime.fromisoformat(value).astimezone(session.tz) if "T" in value else value)


def _box_words(session: Session, question: Question, value: Any) -> str:
    if question.kind == INTERPRETER:
        return str(question.boxes.index(str(value).lower()) + 1) if isinstance(value, bool) else ""
    entry = session.library.definitions.list("companions").find(str(value))
    return pick(entry.label) if entry else ""


def doubts(session: Session, typing: Typing, changes: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What should be compared with the paper once more before it is saved."""
    found: list[Doubt] = []
    for question in typing.questions:
        if any(path in changes for path in question.paths):
            if question.kind == STEP:
                found += _of_step(session, typing, question, changes)
            elif question.kind == HOURS:
                found += _of_hours(session, typing, question, changes)
    return tuple(found)


def _of_step(session: Session, typing: Typing, question: Question, changes: Mapping[str, Any]) -> Iterator[Doubt]:
    state, done, reason, late = (changes.get(path) for path in question.paths)
    before = typing.board.answers.get(question.paths[0])
    if before not in (None, TO_DO, "in_lucru", state):
        yield Doubt(question.id, "changed")
    if state == DONE:
        if isinstance(done, str) and "T" not in done:
            yield Doubt(question.id, "no-hour", done)
        elif _is_early(session, typing, done):
            yield Doubt(question.id, "early", str(done))
        if late is None and _is_late(session, view_of(typing.board, question.subject), done):
            yield Doubt(question.id, "late")
    elif state in team.REASON_NEEDED and reason is None:
        yield Doubt(question.id, "no-reason")


def _is_early(session: Session, typing: Typing, done: Any) -> bool:
    """Before the report: perhaps the day turned at midnight while the sheet was out."""
    report, at = partial.span(typing.board.r0, session.tz), partial.span(done, session.tz)
    return report is not None and at is not None and at.start < report.start


def _of_hours(session: Session, typing: Typing, question: Question, changes: Mapping[str, Any]) -> Iterator[Doubt]:
    times = [changes.get(path, typing.board.answers.get(path)) for path in question.paths]
    known = [span.start for at in times if (span := partial.span(at, session.tz)) is not None]
    if known != sorted(known):
        yield Doubt(question.id, "order")
    typed = [changes.get(path) for path in question.paths]
    early = next((at for at in typed if _is_early(session, typing, at)), None)
    if early is not None:
        yield Doubt(question.id, "early", str(early))


# --- saving -----------------------------------------------------------------------------------------------------------


def save(session: Session, typing: Typing, changes: Mapping[str, Any], paper: Paper) -> Saved:
    """What was typed, from which paper, and that this sheet came back: in one transaction."""
    session.require(CASES)
    standing = typing.board.answers
    told = {path: value for path, value in changes.items() if value is not None or standing.get(path) is not None}
    with session.vault.write(session.now()) as conn:
        saved = transcribing.write(session, conn, typing.sheet, told, paper)
        if typing.number:
            team_sheet.note_typed(session, conn, typing.board.record, typing.number)
    session.changed(Change("team", typing.board.record))
    return saved
