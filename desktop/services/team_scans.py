"""Scanned sheets of a team: kept as files of the case, byte for byte, each at its step or at the whole sheet."""

from __future__ import annotations

from dataclasses import dataclass

from db import records
from desktop.refusals import Refused
from desktop.services import attach, paper_numbers, team_sheet, teamfile
from desktop.services.attach import Attached, InCase
from desktop.services.session import CASES, Session
from desktop.services.team_writing import team_of

KIND = "foaia_echipei"


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned page or paper: at which step (empty: the whole sheet), and the number of the sheet if it was told."""

    file: InCase
    step: str
    number: str


def attach_scan(session: Session, team: str, data: bytes, *, step: str = "", number: str = "") -> Attached:
    """Keep a scan with its team. Refuses `no-such-step`, `paper-of-other-team` for a number that leads elsewhere, and
    what is neither a picture nor a PDF."""
    session.require(CASES)
    record = team_of(session, team)
    if step and teamfile.protocol_of(session, record.body).step(step) is None:
        raise Refused("no-such-step")
    told = _number(session, team, number) if number.strip() else ""
    answers = {"kind": KIND, "team_ref": team, "step": step, "paper_no": told}
    return attach.add_to_case(session, record.case or "", data, {path: one for path, one in answers.items() if one})


def _number(session: Session, team: str, typed: str) -> str:
    found = team_sheet.find(session, typed)
    if not found.number or found.team not in ("", team):
        raise Refused("paper-of-other-team")
    return paper_numbers.shown(found.number)


def of_team(session: Session, team: str, step: str | None = None) -> tuple[Scan, ...]:
    """The scans of a team that this person may see, oldest first; of one step where it is named."""
    session.require(CASES)
    case = team_of(session, team).case or ""
    about = {one.id: one.body for one in records.of_form(session.conn, attach.FORM, case)}
    ours = {id_: body for id_, body in about.items() if body.get("team_ref") == team}
    if not ours:
        return ()
    scans = [
        Scan(one, str(ours[one.record].get("step") or ""), str(ours[one.record].get("paper_no") or ""))
        for one in attach.of_case(session, case)
        if one.record in ours
    ]
    return tuple(one for one in scans if step is None or one.step == step)
