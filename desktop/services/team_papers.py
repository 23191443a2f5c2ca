"""Papers of a running team: which of them went to whom, what each would say now, and how one leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import access_log
from desktop.forms import ledger as lines
from desktop.forms.schema import Text
from desktop.i18n import LANGUAGES
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.pdf.team_paper import team_paper_pdf
from desktop.pdf.team_proof import proved
from desktop.privacy.extract import Extract
from desktop.protocols import conditions
from desktop.protocols.board import StepView
from desktop.protocols.papers import Ask, PaperPlan
from desktop.protocols.schema import IN_WORK
from desktop.refusals import Refused
from desktop.services import ledger, referrals, team, team_addressees, team_paper_text, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.ledger import Disclosure, Holder, Ledger
from desktop.services.session import CASES, Change, Session
from desktop.services.summary import first, text
from desktop.services.team import DONE, Board
from desktop.services.team_addressees import Addressee
from desktop.services.team_writing import team_of, write

LANGUAGE = "ro"  # in which the institutions read
DOCUMENTS = "documente"
SENT, READY, WITHHELD = "sent", "not", "withheld"

__all__ = ["Addressee", "Ask", "Choice", "Made", "PaperPlan", "TeamPaper"]


@dataclass(frozen=True, slots=True)
class TeamPaper:
    """One paper of a team as it stands: sent; not sent, with what would go; or withheld, and why."""

    id: str
    title: Text
    step: str  # that sends it; empty where no step of this checklist does
    steps: tuple[StepView, ...] = field(repr=False)
    role: str
    group: str
    institution: str = field(repr=False)  # to which it went, else would go; empty where nobody is known
    state: str
    why: str  # a code of `withheld_reasons`
    data: tuple[str, ...]  # what went, else would go
    sent: tuple[Disclosure, ...] = field(repr=False)
    answer: str  # a code of `referral_feedback`


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for one paper; `asks` None: what is usual. `state` empty: the step stays as it is."""

    institution: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    urgency: str = ""
    language: str = LANGUAGE
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()  # what goes only where somebody asks for it: the account
    asks: tuple[str, ...] | None = None
    documents: tuple[str, ...] = ()  # sheets of files that go along
    step: str = ""
    state: str = IN_WORK
    late_reason: str | None = None
    sure: bool = False  # somebody looked whether the addressee is tied to the aggressor
    copy: bool = False  # for her, of what the institution gets


@dataclass(frozen=True, slots=True)
class Made:
    """A finished paper in memory."""

    record: str
    plan: PaperPlan = field(repr=False)
    choice: Choice
    at: datetime
    paper: referrals.Prepared = field(repr=False)

    @property
    def number(self) -> str:
        return self.paper.number

    @property
    def found(self) -> Extract:
        return self.paper.found


# --- what there is ----------------------------------------------------------------------------------------------------


def papers(session: Session, record: str, board: Board | None = None) -> tuple[TeamPaper, ...]:
    """Every paper that this team may send: those of its steps in their order, then the others."""
    session.require(CASES)
    found = board or team.board(session, record)
    shown = [view for view in found.steps if view.step.paper and view.group != "hidden"]
    order = list(dict.fromkeys(view.step.paper for view in shown))
    order += [id for id in session.library.papers if id not in order]
    read = ledger.ledger(session, found.case)
    answers = {one.record: one.feedback for one in referrals.of_case(CaseAnswers(session, found.case).records)}
    known = team_addressees.people(session, record)
    return tuple(_standing(session, found, plan_of(session, id), known, read, answers) for id in order)


def plan_of(session: Session, paper: str) -> PaperPlan:
    """What a paper is, by its id."""
    found = session.library.papers.get(paper)
    if found is None:
        raise Refused("no-such-paper")
    return found


def _standing(
    session: Session,
    board: Board,
    plan: PaperPlan,
    known: team_addressees.People,
    read: Ledger,
    answers: dict[str, str],
) -> TeamPaper:
    steps = _steps(board, plan.id)
    sent = tuple(one for one in read.disclosures if one.team_ref == board.record and one.paper == plan.id)
    named_there = referrals.institutions(session, board.case, plan.role, read)
    likely = next(iter(team_addressees.addressees(session, known, plan, named_there)), Addressee(""))
    institution = sent[0].institution if sent else likely.institution
    named = institution if likely.named or sent else ""
    found, _role = referrals.look(session, _wanted(board, plan, Choice(institution=named)), read)
    state = SENT if sent else READY if found.lines else WITHHELD
    return TeamPaper(
        id=plan.id,
        title=plan.title,
        step=_first_open(steps),
        steps=steps,
        role=plan.role,
        group=next((one for one in plan.groups if one in board.protocol.groups), plan.groups[0]),
        institution=institution,
        state=state,
        why=_why(found) if state == WITHHELD else "",
        data=sent[0].data if sent else found.data,
        sent=sent,
        answer=next((answers.get(one.referral, "") for one in sent if answers.get(one.referral)), ""),
    )


def _why(found: Extract) -> str:
    """Why nothing goes: that a second person is waited for before all else, since it opens the way."""
    reasons = [one.reason for one in found.withheld]
    return lines.NOT_CONFIRMED if lines.NOT_CONFIRMED in reasons else next(iter(reasons), "")


def step_for(board: Board, paper: str) -> str:
    """The step that this paper is for: the first that is open and sends it; empty where none does."""
    return _first_open(_steps(board, paper))


def _steps(board: Board, paper: str) -> tuple[StepView, ...]:
    return tuple(view for view in board.steps if view.step.paper == paper and view.group != "hidden")


def _first_open(steps: tuple[StepView, ...]) -> str:
    order = sorted(steps, key=lambda view: view.group == "done")  # stable: the first that is open, else the first
    return order[0].step.id if order else ""


def addressees(session: Session, record: str, paper: str) -> tuple[Addressee, ...]:
    """Whom this paper could go to, the likeliest first."""
    session.require(CASES)
    plan, case = plan_of(session, paper), team_of(session, record).case or ""
    named = referrals.institutions(session, case, plan.role)
    return team_addressees.addressees(session, team_addressees.people(session, record), plan, named)


def asks(session: Session, board: Board, paper: str) -> tuple[Ask, ...]:
    """What this paper could ask in this case; which of it is asked depends on the consents."""
    return plan_of(session, paper).offered(session.office.country, _conditions(session, board.case))


def holders(session: Session, board: Board) -> tuple[Holder, ...]:
    """Which institution holds which facts already: nobody asks her for these again."""
    return tuple(one for one in ledger.ledger(session, board.case).holders if one.data and not one.recalled)


def files(session: Session, board: Board) -> tuple[tuple[str, str], ...]:
    """The files of the case that could go along: the id of each sheet and what kind of paper it is."""
    shown = CaseAnswers(session, board.case).records
    return tuple((one.id, kind) for one in shown if one.form == "document" and (kind := text(one.body.get("kind"))))


# --- the paper --------------------------------------------------------------------------------------------------------


def prepare(
    session: Session, record: str, paper: str, choice: Choice | None = None, *, at: datetime | None = None,
    disclosure: str = "",
) -> Made:  # fmt: skip
    """The paper as it would leave now; nothing is on record yet.

    Refuses `nothing-may-go`, `institution-needed`, `addressee-in-conflict`, `addressee-doubt` unless `sure`, and
    `paper-unproven` where what was read back is not what it was given.
    """
    session.require(CASES)
    board, plan = team.board(session, record), plan_of(session, paper)
    moment = at or session.now()
    picked = choice or Choice()
    if set(picked.documents) - {id for id, _kind in files(session, board)}:
        raise Refused("no-such-record")  # of another case, or gone: then no file is named, instead of all of them
    if not picked.urgency:
        picked = replace(picked, urgency=team_paper_text.urgency(board, plan, moment))
    _check_addressee(session, record, plan, picked)
    wanted = _wanted(board, plan, picked)
    found, recipient = referrals.goes(session, wanted)
    own = disclosure or writing.new_id()
    reference = ledger.reference_of(session, own)
    base = referrals.in_words(session, wanted, found, picked.language, reference)
    told = team_paper_text.letter(
        session, board, plan, base, found, picked.asks, _conditions(session, board.case),
        recipient=recipient, institution=picked.institution, at=moment, language=picked.language, copy=picked.copy,
    )  # fmt: skip
    number = ledger.number_of(session, repr(replace(told, base=replace(told.base, day=""))))
    words = session.library.letters
    told = replace(told, base=replace(told.base, number=number))
    said = told, words["referral"], words[team_paper_text.SHARED], picked.language
    data = team_paper_pdf(*said)
    if not proved(data, *said):
        raise Refused("paper-unproven")
    name = referrals.file_name(number)
    made = referrals.Prepared(wanted, own, found, recipient, number, reference, data, page_count(data), name)
    return Made(record, plan, picked, moment, made)


def copy_of(session: Session, made: Made) -> Made:
    """The same for her, in her language where the program speaks it."""
    case = CaseAnswers(session, team_of(session, made.record).case)
    told = (text(team_of(session, made.record).body.get("language")), text(first(case, "identity").get("lang")))
    language = next((one for one in told if one in LANGUAGES), made.choice.language)
    choice = replace(made.choice, copy=True, language=language or LANGUAGE)
    return prepare(session, made.record, made.plan.id, choice, at=made.at)


def look(session: Session, record: str, paper: str, choice: Choice) -> Extract:
    """What would go and what is withheld, also where nothing may go."""
    board, plan = team.board(session, record), plan_of(session, paper)
    return referrals.look(session, _wanted(board, plan, choice))[0]


def keep(session: Session, made: Made, way: str = referrals.PRINTED) -> None:
    """It leaves: the disclosure, the referral and the step are written at one stroke. A copy for her discloses nothing.

    Refuses `paper-changed` if what it says may not go any more, or is something else now; `reason-needed` where a duty
    that is late is marked as done without saying why.
    """
    session.require(CASES)
    again = prepare(session, made.record, made.plan.id, made.choice, at=made.at, disclosure=made.paper.record)
    if again.number != made.number:
        raise Refused("paper-changed")
    team_sheet = team_of(session, made.record)
    sets = {} if made.choice.copy else _of_step(session, made)
    with session.vault.write(session.now()) as conn:
        if made.choice.copy:
            access_log.note(conn, session.now(), session.worker.id, "copy-for-her", made.record)
        else:
            referrals.write_down(session, conn, made.paper, way, team_ref=made.record, paper=made.plan.id)
        if sets:
            write(session, conn, team_sheet, sets, "step")
    session.changed(Change("case", team_sheet.case))


def save(session: Session, made: Made, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all; it is on record before."""
    if path.exists() and not replace:
        raise Refused("file-exists")
    before = step_before(session, made)
    keep(session, made)
    try:
        save_whole(path, made.paper.data, replace=replace)
    except Refused:
        cancel(session, made, before)
        raise


def cancel(session: Session, made: Made, before: dict[str, Any]) -> None:
    """A paper that was made ready did not leave after all: nobody holds it, and its step stands as it did."""
    if made.choice.copy:
        return
    sheet = team_of(session, made.record)
    ledger.cancel(session, sheet.case or "", made.paper.record)
    step = _step_of(session, made)
    if step and sheet.body.get(f"steps/{step}/doc") == made.number:
        with session.vault.write(session.now()) as conn:
            write(session, conn, sheet, before, "step")
        session.announce("team", made.record)


def _check_addressee(session: Session, record: str, plan: PaperPlan, choice: Choice) -> None:
    known = team_addressees.people(session, record)
    found = team_addressees.doubt(known, plan, choice.institution, choice.contact)
    if found == team_addressees.BARRED:
        raise Refused("addressee-in-conflict")
    if found == team_addressees.ASKED and not choice.sure:
        raise Refused("addressee-doubt")


def _wanted(board: Board, plan: PaperPlan, choice: Choice) -> referrals.Wanted:
    """The same as a referral asks for it: of this team's incident, and never of another one."""
    incident = board.answers.get("incident_ref")
    sheets = (board.record, *([incident] if isinstance(incident, str) else []), *choice.documents)
    added = tuple(dict.fromkeys((*choice.added, *((DOCUMENTS,) if choice.documents else ()))))
    return referrals.Wanted(
        board.case,
        plan.role,
        choice.institution,
        choice.contact,
        choice.urgency,
        left_out=choice.left_out,
        added=added,
        language=choice.language,
        sheets=sheets,
    )


# --- its step ---------------------------------------------------------------------------------------------------------

FIELDS = ("state", "done_dt", "late_reason", "reason", "doc_type", "doc")


def _step_of(session: Session, made: Made) -> str:
    if made.choice.step:
        return made.choice.step
    return step_for(team.board(session, made.record), made.plan.id)


def step_before(session: Session, made: Made) -> dict[str, Any]:
    """How the step of a paper stands before it leaves, for `cancel`."""
    step, body = _step_of(session, made), team_of(session, made.record).body
    return {f"steps/{step}/{name}": body.get(f"steps/{step}/{name}") for name in FIELDS} if step else {}


def _of_step(session: Session, made: Made) -> dict[str, Any]:
    """What is marked at the step: the kind and the number of the paper, and how far the step is."""
    step, board = _step_of(session, made), team.board(session, made.record)
    view = next((one for one in board.steps if one.step.id == step), None)
    if view is None:
        return {}
    sets: dict[str, Any] = {"doc_type": view.step.document or made.plan.document, "doc": made.number}
    if made.choice.state and view.group != "done":
        sets["state"] = made.choice.state
        if made.choice.state == DONE:
            sets |= {"done_dt": session.now().isoformat(timespec="minutes"), "late_reason": made.choice.late_reason}
            if made.choice.late_reason is None and team.is_late(view, session.now()):
                raise Refused("reason-needed")
    return {f"steps/{step}/{name}": value for name, value in sets.items()}


def _conditions(session: Session, case: str) -> dict[str, bool | None]:
    return dict(conditions.of_case(CaseAnswers(session, case), session.now(), session.tz))
