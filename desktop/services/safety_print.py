"""The safety plan on paper: only where its copy is safe, never with the word and the places that must not be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db import access_log, cases
from db import records as store
from db.records import Record
from desktop.forms import answers as flat
from desktop.forms.schema import Answers, Definitions
from desktop.i18n import date_words, pick, using
from desktop.pdf import pocket as paper
from desktop.pdf.form import Sheet, filled
from desktop.pdf.reading import page_count
from desktop.privacy.plan_copy import FORM, hindrance
from desktop.refusals import Refused
from desktop.services.casefile import CaseAnswers, context
from desktop.services.reports import Report
from desktop.services.session import CASES, Session

PLAN, LINES = FORM, "pocket_lines"
MOST_BY_HAND = 4
FILE_NAME = "foaie.pdf"
POCKET = "pocket"


@dataclass(frozen=True, slots=True)
class PocketLine:
    """A line that may stand on the card: what the plan says, and the plain words that stand for it."""

    code: str
    group: str
    plan: str
    words: str


def lines(answers: Answers, defs: Definitions, language: str) -> tuple[PocketLine, ...]:
    """What of this plan can stand on a card, in its order; what has no plain words cannot."""
    form = defs.form(FORM)
    found = []
    for entry in defs.list(LINES).entries:
        field = form.find(entry.group)
        if field is not None and entry.code in flat.codes(answers.get(entry.group)):
            plan = defs.list(field.list).find(entry.code)
            found.append(
                PocketLine(entry.code, entry.group, pick(plan.label) if plan else "", pick(entry.label, language))
            )
    return tuple(found)


def of_case(session: Session, case: str) -> Record:
    """The safety plan of a case; refuses `no-safety-plan`."""
    session.require(CASES)
    found = store.of_form(session.conn, FORM, case)
    if cases.get(session.conn, case) is None or not found:
        raise Refused("no-safety-plan")
    return found[0]


def pocket(
    session: Session, case: str, chosen: Sequence[str] | None = None, language: str = "", *, by_hand: int = 0
) -> Report:
    """The card with the chosen lines, or with all that the plan has; made in memory, and logged.

    Refuses the rule that forbids it, `unknown-option` for a line that is not in the plan, `pocket-empty`.
    """
    plan = of_case(session, case)
    if rule := hindrance(plan.body, pocket=True):
        raise Refused(rule)
    spoken = language or session.language
    offered = lines(plan.body, session.library.definitions, spoken)
    if chosen is not None and set(chosen) - {line.code for line in offered}:
        raise Refused("unknown-option", field="lines")
    words = [line.words for line in offered if chosen is None or line.code in chosen]
    by_hand = max(0, min(MOST_BY_HAND, by_hand))
    if not words and not by_hand:
        raise Refused("pocket-empty")
    data = paper.pocket(words, spoken, by_hand=by_hand)
    made = Report(data, page_count(data), POCKET, FILE_NAME, object=case)
    _note(session, made)
    return made


def whole(session: Session, case: str, language: str = "") -> Report:
    """The plan as it is filled, for where its copy is kept; refuses the rule that forbids it. The word and the places
    that must not be found never stand on paper."""
    plan = of_case(session, case)
    if rule := hindrance(plan.body):
        raise Refused(rule)
    definitions, spoken = session.library.definitions, language or session.language
    form = definitions.form(plan.form, plan.version)
    with using(spoken):
        made_on = date_words(session.now().date())
    sheet = Sheet(form, plan.body, context(session, CaseAnswers(session, case)))
    data = filled([sheet], definitions, spoken, code="", made_on=made_on)
    made = Report(data, page_count(data), "internal", FILE_NAME, object=case)
    _note(session, made)
    return made


def _note(session: Session, made: Report) -> None:
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "printed", made.object, made.pages)
