"""The team's sheet for the field: drawn a number, printed, found again by it; on paper it says nothing about her."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from db import access_log, cases, records, tombs
from db.records import Record
from desktop.forms.partial import span
from desktop.forms.present import show
from desktop.i18n import datetime_words, time_words, using
from desktop.pdf import qr
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.pdf.team_sheet import SheetPerson, SheetWindow, TeamSheet, team_sheet_pdf
from desktop.pdf.team_table import SheetStep
from desktop.pdf.team_words import UNPROVED, Said, moment
from desktop.protocols.board import ClockView, StepView
from desktop.protocols.reasons import letters
from desktop.protocols.schema import OUTCOMES, Kind, StepClock
from desktop.refusals import Refused
from desktop.services import codes, paper_numbers, team
from desktop.services import records as sheets
from desktop.services.casefile import CaseAnswers
from desktop.services.library import Library
from desktop.services.paper_numbers import BLANK, TEAM, TRAINING
from desktop.services.session import CASES, Change, Session
from desktop.services.team import Board, Institution
from desktop.services.team_writing import team_of

FORM = "field_sheet"
FILE_NAME = "foaie.pdf"
SHORT_DAYS = 5  # windows of care that end sooner stand on top
# What may have been asked once already; by these names nobody learns what she said.
ASKED = ("report", "identity", "incident", "consent", "first_evaluation", "risk", "aggressor", "child")


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet in memory: nothing is on record until it is kept."""

    team: str
    number: str
    data: bytes = field(repr=False)
    pages: int
    language: str
    file_name: str = FILE_NAME


@dataclass(frozen=True, slots=True)
class Out:
    """A sheet that went out: when it was printed and typed, or that it was a blank one."""

    record: str
    number: str
    printed: datetime | None
    typed: datetime | None
    blank: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a number or a square leads to: a team; a blank sheet (no team yet); or a form, perhaps of a case."""

    number: str = ""
    team: str = ""
    case: str = ""
    code: str = ""
    form: str = ""
    typed: datetime | None = None


# --- made, kept -------------------------------------------------------------------------------------------------------


def prepare(session: Session, record: str, language: str = "") -> Made:
    """The sheet as the team stands now, with a fresh number."""
    board, spoken = team.board(session, record), language or session.language
    number = _fresh(session)
    data = team_sheet_pdf(sheet_of(session, board, number, spoken), session.library.letters["team_sheet"], spoken)
    return Made(record, number, data, page_count(data), spoken)


def keep(session: Session, made: Made) -> None:
    """It goes out: from now on its number leads to the team."""
    session.require(CASES)
    now = session.now()
    with session.vault.write(now) as conn:
        _note(session, conn, made.team, made.number, {"printed_dt": now.isoformat(timespec="minutes")})
        access_log.note(conn, now, session.worker.id, "team-sheet-printed", made.team, made.pages)
    session.changed(Change("team", made.team))


def save(session: Session, made: Made, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all; its number is on record before."""
    if path.exists() and not replace:
        raise Refused("file-exists")
    keep(session, made)
    save_whole(path, made.data, replace=replace)


def cancel(session: Session, made: Made) -> None:
    """It was not printed after all: nobody looks for it."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        _note(session, conn, made.team, made.number, {"cancelled": True})
    session.changed(Change("team", made.team))


def _note(session: Session, conn: Any, team_record: str, number: str, answers: dict[str, Any]) -> None:
    """Write what is known of a sheet: a new record under its number, or more about the one that is there."""
    case = team_of(session, team_record).case
    sheet = sheets.open_new(session, FORM, paper_numbers.record_of(conn, number), case=case)
    told = {"number": number, "team": team_record} if sheet.is_new else {}
    sheets.put(session, conn, sheet, {**told, **answers})


def note_typed(session: Session, conn: Any, team_record: str, number: str) -> None:
    """What was written on a sheet has been typed; a blank one belongs to this team from now on."""
    known = records.get(conn, paper_numbers.record_of(conn, number))
    if known is not None and known.body.get("team") != team_record:
        raise Refused("paper-of-other-team")
    answers: dict[str, Any] = {"typed_dt": session.now().isoformat(timespec="minutes")}
    if known is None:
        answers["blank"] = True
    _note(session, conn, team_record, number, answers)


def _fresh(session: Session) -> str:
    while True:
        number = paper_numbers.draw(TEAM)
        if records.get(session.conn, paper_numbers.record_of(session.conn, number)) is None:
            return number


# --- found again ------------------------------------------------------------------------------------------------------


def sheets_of(session: Session, record: str) -> tuple[Out, ...]:
    """The sheets of a team that were printed or typed, the newest first."""
    session.require(CASES)
    case = team_of(session, record).case
    found = [one for one in records.of_form(session.conn, FORM, case) if one.body.get("team") == record]
    outs = [_out(session, one) for one in found if one.body.get("cancelled") is not True]
    return tuple(sorted(outs, key=lambda one: (one.printed or one.typed or session.now(), one.number), reverse=True))


def _out(session: Session, one: Record) -> Out:
    return Out(
        one.id,
        str(one.body.get("number") or ""),
        _when(session, one.body.get("printed_dt")),
        _when(session, one.body.get("typed_dt")),
        one.body.get("blank") is True,
    )


def _when(session: Session, answer: Any) -> datetime | None:
    return datetime.fromisoformat(answer).astimezone(session.tz) if isinstance(answer, str) and "T" in answer else None


def find(session: Session, typed: str) -> Found:
    """Whose paper this is, by what was typed or read off its square.

    Refuses `paper-number-needed`, `paper-number-wrong`; `paper-training` for one of an exercise, `paper-erased` where
    its case is no more, `paper-unknown` where this database never had it or this person may not see it.
    """
    session.require(CASES)
    read = paper_numbers.read(typed)
    if read.form:
        return _of_form(session, read)
    if read.kind == TRAINING:
        raise Refused("paper-training")
    id_ = paper_numbers.record_of(session.conn, read.number)
    found = records.get(session.conn, id_)
    if found is not None and found.case is not None:
        return _of_team(session, read.number, found)
    if any(one.id == id_ and one.what == tombs.ALL for one in tombs.every(session.conn)):
        raise Refused("paper-erased")
    if read.kind == BLANK:
        return Found(number=read.number)
    raise Refused("paper-unknown")


def _of_team(session: Session, number: str, found: Record) -> Found:
    team_record = str(found.body.get("team") or "")
    case = team_of(session, team_record).case or ""
    row = cases.get(session.conn, case)
    if row is None:
        raise Refused("paper-unknown")
    typed = _when(session, found.body.get("typed_dt"))
    return Found(number, team_record, case, row.code, typed=typed)


def _of_form(session: Session, read: paper_numbers.Typed) -> Found:
    """The square of another form: the page that types any form opens it, in its case where the square names one."""
    known = {one.id for one in session.library.definitions.printed()}
    if read.form not in known or (read.form, 1) in session.library.definitions.papers:
        raise Refused("paper-number-wrong")
    if not read.case_code:
        return Found(form=read.form)
    row = cases.by_code(session.conn, codes.tidy(read.case_code))
    if row is None:
        raise Refused("paper-unknown")
    return Found(form=read.form, case=row.case, code=row.code)


# --- what stands on it ------------------------------------------------------------------------------------------------


def sheet_of(session: Session, board: Board, number: str, language: str) -> TeamSheet:
    """The team in words for its paper: hours, steps and institutions, and not one answer about her."""
    said = Said(session.library.letters["team_sheet"], language)
    defs = session.library.definitions
    with using(language):
        windows = tuple(window for _at, window in sorted(_windows(session, board, said), key=lambda one: one[0]))
        return TeamSheet(
            protocol=said.text(board.protocol.title),
            office=session.office.code,
            number=paper_numbers.shown(number),
            square=qr.form_code("team", defs.form("team").version, number),
            printed=datetime_words(session.now(), weekday=True),
            coordinator=board.coordinator,
            windows=windows,
            exact=all(clock.exact for view in board.steps for clock in view.clocks if _on_top(clock)),
            steps=[_step(session, board, view, said) for view in board.steps],
            people=[_person(session, one, said) for one in board.institutions],
            reasons=letters(defs, language),
            companions=companions(session.library, language),
            retellings=board.retellings or 0,
            interpreter=found if isinstance(found := board.answers.get("interpreter"), bool) else None,
            known=_known(session, board, said),
            practice=session.office.practice,
        )


def companions(library: Library, language: str) -> list[str]:
    """The words beside the boxes for who is with her, in the order in which they are numbered."""
    said = Said({}, language)
    return [said.text(one.label) for one in library.definitions.list("companions").entries if not one.retired]


def _on_top(clock: ClockView) -> bool:
    return (
        clock.kind is Kind.WINDOW
        and clock.due is not None
        and clock.since is not None
        and (clock.due - clock.since).days <= SHORT_DAYS
    )


def _windows(session: Session, board: Board, said: Said) -> Iterator[tuple[str, SheetWindow]]:
    """The windows of care that nothing has met yet and that are short, each with when it ends."""
    for view in board.steps:
        if view.state.state in OUTCOMES or view.group == "hidden":
            continue
        for clock, defined in zip(view.clocks, view.step.clocks, strict=True):
            short = defined.due.months == 0 and defined.due.days <= SHORT_DAYS
            if defined.kind is Kind.WINDOW and short and clock.state != "met":
                ends = clock.due.isoformat() if clock.due else ""
                yield ends, SheetWindow(short_title(said.text(view.step.title)), _until(session, clock, defined, said))


def short_title(title: str) -> str:
    """A step's title without what it explains in brackets."""
    return title.partition(" (")[0].rstrip(" ;,")


def _step(session: Session, board: Board, view: StepView, said: Said) -> SheetStep:
    state, ended = view.state, view.state.state in OUTCOMES
    reason = state.reason or board.late_reason(view.step.id)
    known = {code: letter for letter, code in letters(session.library.definitions)}
    return SheetStep(
        id=view.step.id,
        title=said.text(view.step.title),
        whose=said.who(view.step.roles),
        due="" if ended else "; ".join(_dues(session, view, said)),
        state=state.state if ended else "",
        moment=_figures(session, state.done) if state.state == "facut" else None,
        reason=known.get(reason, "") if isinstance(reason, str) else "",
        unproved=not ended and any(not one.verified for one in view.step.clocks),
        outcomes=view.step.outcomes,
    )


def _dues(session: Session, view: StepView, said: Said) -> Iterator[str]:
    for clock, defined in zip(view.clocks, view.step.clocks, strict=True):
        if clock.state == "met":
            continue
        words = _until(session, clock, defined, said)
        words = f"{said.text(clock.label)}: {words}" if clock.label else words
        yield words if defined.verified else words + UNPROVED
    if view.condition is not True:
        yield said("if_applies")


def _until(session: Session, clock: ClockView, defined: StepClock, said: Said) -> str:
    if clock.due is None:
        known = clock.anchor in ("incident", "report") or clock.coarse
        return said("soon") if known else said.after(defined).rstrip(UNPROVED)
    key = "passed" if clock.state == "passed" else "until"
    return said(key, moment=moment(clock.due.astimezone(session.tz)))


def _figures(session: Session, done: Any) -> tuple[str, str, str, str] | None:
    """Day and month, hour and minute as they are written into the places on the paper; no hour where none is known."""
    if not isinstance(done, str):
        return None
    found = span(done, session.tz)
    if found is None or len(done) < len("2026-11-24"):
        return None
    at = found.start.astimezone(session.tz)
    hour = (f"{at.hour:02d}", f"{at.minute:02d}") if "T" in done else ("", "")
    return (f"{at.day:02d}", f"{at.month:02d}", *hour)


def _person(session: Session, one: Institution, said: Said) -> SheetPerson:
    defs, member = session.library.definitions, one.member
    field_ = defs.form("team").field("members/phone")
    phone = show(field_, member.phone, defs, country=session.office.country) if member.phone else ""
    return SheetPerson(
        f"{one.group} · {said.text(one.label)}",
        member.name or "",
        phone,
        *(_hour(session, at) for at in (member.called, member.answered, member.arrived)),
    )


def _hour(session: Session, at: Any) -> str:
    found = _when(session, at)
    return time_words(found) if found else ""


def _known(session: Session, board: Board, said: Said) -> tuple[str, ...]:
    """The sheets that somebody has filled already, by their titles alone."""
    around = CaseAnswers(session, board.case)
    filled = {one.form for one in around.records if one.body}
    defs = session.library.definitions
    return tuple(said.text(defs.form(form).title) for form in ASKED if form in filled)
