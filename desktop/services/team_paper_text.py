"""What stands on a paper of a team beyond what goes of the case: asks, hours, and what its reader holds already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from desktop.forms import ledger as lines
from desktop.forms import partial
from desktop.forms.ledger import Ground
from desktop.forms.partial import Precision
from desktop.forms.schema import Text
from desktop.i18n import amount_words, date_words, datetime_words, pick, using
from desktop.pdf.referral import ReferralPaper
from desktop.pdf.team_paper import TeamLetter
from desktop.privacy.extract import NOT_KNOWN, NOT_SAFE, Extract
from desktop.protocols.board import ClockView, StepView
from desktop.protocols.papers import PaperPlan
from desktop.protocols.schema import Kind
from desktop.services import appointment_slip, ledger
from desktop.services.ledger import EXCEPTION, RECALL
from desktop.services.session import Session
from desktop.services.team import Board

SHARED = "team_paper"  # the words that all of them share
LONGEST = timedelta(days=14)  # a window of care that ends later is not what an addressee hurries for
STEPS = (("imediat", timedelta(hours=6)), ("24_h", timedelta(hours=24)), ("72_h", timedelta(hours=72)))
LATER, USUAL = "7_zile", "72_h"


def open_data(session: Session, plan: PaperPlan, found: Extract) -> frozenset[str]:
    """The kinds of data that may go to this addressee, whether or not there is anything to say."""
    closed = {one.data for one in found.withheld if one.reason not in (NOT_KNOWN, NOT_SAFE)}
    return frozenset(part.data for part in session.library.roles[plan.role].parts) - closed


def windows(board: Board, plan: PaperPlan) -> Iterator[tuple[StepView, ClockView, datetime]]:
    """The windows of care that this addressee can still serve, or should all the same; with their ends."""
    for view in board.steps:
        its_own = plan.id == view.step.paper or bool(set(plan.groups) & set(view.step.roles))
        care = [clock for clock in view.clocks if clock.kind is Kind.WINDOW and clock.anchor == "incident"]
        if not its_own or view.group not in ("now", "next") or any(map(_is_later, care)):
            continue
        yield from ((view, clock, clock.due) for clock in care if clock.due is not None)


def _is_later(clock: ClockView) -> bool:
    """Whether this is a later control, and no care that one hurries for."""
    return clock.since is not None and clock.due is not None and clock.due - clock.since > LONGEST


def urgency(board: Board, plan: PaperPlan, at: datetime) -> str:
    """How soon an answer is needed: by the window that ends first, else by the duty of the steps that send it."""
    ends = [due for _view, _clock, due in windows(board, plan)]
    ends += [
        clock.due
        for view in board.steps
        if view.step.paper == plan.id and view.group in ("now", "next")
        for clock in view.clocks
        if clock.due is not None and clock.kind is Kind.DUTY and clock.state in ("running", "late")
    ]
    if not ends:
        return USUAL
    left = min(ends) - at
    return next((code for code, most in STEPS if left <= most), LATER)


def letter(
    session: Session,
    board: Board,
    plan: PaperPlan,
    base: ReferralPaper,
    found: Extract,
    asks: Collection[str] | None,
    conditions: Mapping[str, bool | None],
    *,
    recipient: str,
    institution: str,
    at: datetime,
    language: str,
    copy: bool,
) -> TeamLetter:
    """The whole paper in words; the part that comes out of the case is `base`."""
    country, may_go = session.office.country, open_data(session, plan, found)
    asked = plan.asked(country, conditions, may_go, asks)

    def said(key: str) -> str:
        told = plan.said(key, country)
        return pick(told, language) if told else ""

    with using(language):
        return TeamLetter(
            base=_quiet(session, base, found, language) if plan.quiet else base,
            title=said("title"),
            opening=said("opening"),
            sender=_sender(session, language),
            asks=[pick(one.text, language) for one in asked],
            hours=_hours(session, board, plan, at, language) if plan.hours and set(plan.hours) <= may_go else [],
            already=[] if copy else _already(session, board.case, recipient, institution, language),
            told_once=said("told_once"),
            law=said("law"),
            slip_answers=said("slip_answers"),
            reachable="telefon_sigur" in found.data,
            copy=copy,
        )


def _quiet(session: Session, base: ReferralPaper, found: Extract, language: str) -> ReferralPaper:
    """By which exception something goes would tell what happened."""
    words = pick(session.library.letters[SHARED]["basis_quiet"], language)
    told = zip(base.bases, found.bases, strict=True)
    return replace(base, bases=list(dict.fromkeys(words if isinstance(by, Ground) else said for said, by in told)))


def _sender(session: Session, language: str) -> list[tuple[str, str]]:
    words, phone = session.library.letters[SHARED], appointment_slip.phone(session)
    facts = {"office": session.office.code, "worker": session.worker.name, "phone": phone}
    value = pick(words["answer_phone" if phone else "from_value"], language).format(**facts)
    return [(pick(words["answer_to"], language), value)]


def _hours(session: Session, board: Board, plan: PaperPlan, at: datetime, language: str) -> list[str]:
    """How many hours had passed, and until when each kind of care is useful; in absolute times, since paper waits."""
    words = session.library.letters[SHARED]
    began = partial.span(board.anchors.get("incident"), session.tz)
    if began is None or began.precision < Precision.DAY:
        return []
    exact = began.precision is Precision.MINUTE
    hours = max(at - began.start, timedelta()) // timedelta(hours=1)
    passed = pick(words["since" if exact else "since_day"], language)
    told = [passed.format(moment=datetime_words(at.astimezone(session.tz)), length=amount_words(hours, "hour"))]
    for view, clock, due in windows(board, plan):
        label: Text = clock.label or view.step.title
        key = "hours_until" if at <= due else "hours_maybe" if at <= (clock.latest or due) else "hours_passed"
        line = pick(words[key], language).format(
            what=pick(label, language), moment=datetime_words(due.astimezone(session.tz))
        )
        told.append(line if clock.verified else f"{line} ({pick(words['hours_proposal'], language)})")
    return told if exact else [*told, pick(words["hours_day"], language)]


def _already(
    session: Session, case: str, recipient: str, institution: str, language: str
) -> list[tuple[str, list[str]]]:
    """What this very addressee received before; of others nothing is said."""
    words, listed = session.library.letters[SHARED], session.library.definitions.list("release_data")
    found = []
    for one in ledger.ledger(session, case).disclosures:
        its_own = one.recipient == recipient and lines.same(one.institution, institution)
        if not its_own or one.recalled or one.what in (EXCEPTION, RECALL) or not one.data:
            continue
        key = "already_line" if one.number else "already_spoken"
        day = date_words(one.at.date()) if one.at else "–"
        told = [pick(entry.label, language) for code in one.data if (entry := listed.find(code))]
        found.append((pick(words[key], language).format(day=day, number=one.number), told))
    return found
