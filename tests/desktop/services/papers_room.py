"""A running team of a case with everything in it, and papers of that team."""

from __future__ import annotations

from typing import Any

from desktop.services import cases, ledger, roster, team_papers, team_start
from desktop.services.ledger import Disclosure
from desktop.services.session import Session
from desktop.services.team_papers import Choice, Made
from desktop.services.team_start import Wanted
from tests.desktop.services.access_room import Village, put
from tests.desktop.services.consents_room import consent, fill_case

HOSPITAL = "Spitalul raional Ungheni"
OTHER_NIGHT = "2026-11-09"  # of another incident of the same case, about which this team says nothing
FACTS = ("cod", "prenume", "nume_complet", "grupa_varsta", "telefon_sigur", "tip_violenta", "data_faptei", "sanatate",
         "accesibilitate")  # fmt: skip


def running(session: Session, village: Village, happened: object = "2026-11-22T21:00:00+02:00") -> str:
    """A team that counts from this moment, in a case with another incident besides; the id of its sheet."""
    fill_case(session, village)
    put(session, village.code, "identity", {"lang": "gag", "disability": ["surdocecitate"]})
    put(session, village.code, "incident", {
        "inc_dt": happened, "forms_legal": ["SEX"], "primary_form": "SEX", "sv_acts": ["penetrare"],
        "evidence_washed": True, "injuries": ["strangulare"], "narrative": "altaurma",
    })  # fmt: skip
    newest = [one.id for one in cases.read_case(session, village.case).records if one.form == "incident"
              and one.body.get("evidence_washed") is True]  # fmt: skip
    put(session, village.code, "incident", {"inc_dt": OTHER_NIGHT, "forms_legal": ["ECO"]})
    return team_start.begin(session, village.case, Wanted("sv_md", newest[0])).record


def agreed(
    session: Session, village: Village, paper: str, *data: str, institution: str = HOSPITAL, **sets: Any
) -> None:
    """She agreed that these data go to the kind of institution that this paper is for."""
    plan = session.library.papers[paper]
    recipient = session.library.roles[plan.role].recipients[0]
    consent(session, village, *data, recipient=recipient, institution=institution, **sets)


def made(session: Session, record: str, paper: str = "medical_referral", **choice: Any) -> Made:
    return team_papers.prepare(session, record, paper, Choice(**{"institution": HOSPITAL, **choice}))


def left(session: Session, village: Village, paper: Made) -> Disclosure:
    """It left; the disclosure that stands for it."""
    team_papers.keep(session, paper)
    return next(one for one in ledger.ledger(session, village.case).disclosures if one.record == paper.paper.record)


def colleague(session: Session, group: str, name: str, institution: str = HOSPITAL, **more: Any) -> str:
    """Somebody of the roster who is on duty at any hour."""
    answers = {"group": group, "institution": institution, "name": name, "function": "medic", "around": True, **more}
    return roster.put(session, answers).record
