"""What she told: written once and sealed; how often she had to tell it is counted, and it can be erased by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db import access_log, counted, drafts, erasure, erasure_requests
from db import records as store
from db.backup import Report
from db.connection import Connection
from db.records import Record
from desktop.refusals import Refused
from desktop.services import cases, codes, erased_list, team, writing
from desktop.services.erasure import SHORTEST_WORDS, back_up
from desktop.services.session import CASES, PEOPLE, Change, Session
from desktop.services.telling import FIELD, FORM, TIMES, Telling, of, times_of

ERASED_FORM = "account_erased"
REASON = "account-erased"
LONGEST_GROUND = 300
MOST_TIMES = 20


@dataclass(frozen=True, slots=True)
class Purged:
    """What an erased account left behind."""

    code: str
    sheets: int
    copies_until: date  # when the last backup that may still hold it has expired
    traces_gone: bool
    backed_up: bool


def count(session: Session, case: str, by: int = 1) -> Telling:
    """She had to tell it once more, to whomever; `by` -1 takes back what was counted by mistake.

    It is counted where the incident is, or with its team where one runs. Refuses `account-needs-incident`.
    """
    session.require(CASES)
    records = store.of_case(session.conn, case)
    telling = of(records)
    incident = next((one for one in records if one.id == telling.incident), None)
    if incident is None:
        raise Refused("account-needs-incident")
    times = max(0, min(MOST_TIMES, (times_of(incident, records) or 0) + by))
    running = [one for one in records if one.form == "team" and one.body.get("incident_ref") == incident.id]
    if running:
        team.count_retelling(session, running[-1].id, times)
    else:
        _write(session, incident, times)
    return of(store.of_case(session.conn, case))


def _write(session: Session, incident: Record, times: int) -> None:
    form = session.library.definitions.form(FORM)
    with session.vault.write(session.now()) as conn:
        earlier = store.revisions(conn, incident.id)
        sets = {TIMES: times}
        replaces = writing.living_ids(earlier, sets)
        writing.write(
            session, conn, record=incident.id, case=incident.case, form=form, sets=sets, replaces=replaces,
            earlier=earlier,
        )  # fmt: skip
    session.changed(Change("record", incident.id))


# --- erasing it -------------------------------------------------------------------------------------------------------


def purge(session: Session, code: str, ground: str, typed: str) -> Purged:
    """Erase the account of a case for good, out of every revision and every draft; all else of the case stays.

    Only a lead, with the ground in words; `typed` is the code once more. Refuses `no-account`, `legal-hold`,
    `account-ground-needed`, `code-differs`.
    """
    session.require(PEOPLE)
    words = " ".join(ground.split())
    row = cases.by_code(session, code)
    if len(words) < SHORTEST_WORDS:
        raise Refused("account-ground-needed")
    if len(words) > LONGEST_GROUND:
        raise Refused("value-too-long", field="ground")
    if codes.tidy(typed) != row.code:
        raise Refused("code-differs")
    now = session.now()
    with erased_list.wide(session) as wide:
        with session.vault.write(now) as conn:
            if erasure_requests.is_held(conn, row.case):
                raise Refused("legal-hold")
            sheets = _holders(conn, row.case)
            if not sheets:
                raise Refused("no-account")
            until = session.vault.tick(now)
            for sheet in sheets:
                erasure.parts(conn, sheet, until, {FIELD}, REASON, now.date().isoformat())
            access_log.note(conn, now, session.worker.id, "account-erased", row.case, len(sheets))
            _note(session, conn, row.case, words)
        gone = erased_list.finish(session, wide)
    backed_up = back_up(session, now)
    session.announce("case", row.case)
    return Purged(row.code, len(sheets), erased_list.copies_until(now), gone, backed_up)


def purge_in_job(session: Session, code: str, ground: str, typed: str, _report: Report) -> Purged:
    """The same beside the window, which forgets keys and says what changed when it is over."""
    with session.beside() as own:
        return purge(own, code, ground, typed)


def _holders(conn: Connection, case: str) -> list[str]:
    """Every sheet that may hold an account: saved, only begun by anybody, or sealed for others."""
    found = [
        one.id
        for one in store.of_case(conn, case)
        if one.form == FORM and any(FIELD in revision.sets for revision in store.revisions(conn, one.id))
    ]
    found += [one.record for one in drafts.of_case(conn, case) if one.form == FORM and FIELD in one.body]
    found += [one.id for one in counted.behind(conn, case) if one.form == FORM]
    return list(dict.fromkeys(found))


def _note(session: Session, conn: Connection, case: str, ground: str) -> None:
    """What stays: who erased it, when, and on what ground."""
    form = session.library.definitions.form(ERASED_FORM)
    sets = {
        "erased_dt": session.now().astimezone(session.tz).isoformat(timespec="minutes"),
        "erased_by": session.worker.id,
        "ground": ground,
    }
    writing.write(session, conn, record=writing.new_id(), case=case, form=form, sets=sets, replaces={}, earlier=())
