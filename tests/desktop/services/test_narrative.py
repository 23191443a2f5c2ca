"""What she told: counted when she has to tell it again, erased by itself out of every version, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from db import access_log, drafts
from db import records as store
from db.drafts import Draft
from desktop.refusals import Refused
from desktop.services import cases, erasure, narrative, records, team, team_start, telling
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.db.erasing import traces
from tests.desktop.services.erasing import LEAD, WORKER, Build
from tests.desktop.services.test_team import put

TOLD = "Zmăucițăș a povestit"
GROUND = "cererea ei scrisă, din 24 noiembrie"


def new_case(session: Session, **incident: Any) -> tuple[str, str, str]:
    """A case with an incident; its code, its id and the incident."""
    made = put(session, None, "case", case_track=["vd_adult"])
    assert made.code is not None and made.case is not None
    record = put(session, made.code, "incident", inc_dt="2026-11-20", **incident).record
    return made.code, made.case, record


def told(session: Session, case: str) -> telling.Telling:
    return telling.of(cases.read_case(session, case).records)


# --- how often --------------------------------------------------------------------------------------------------------


def test_an_account_that_is_written_was_told_once(session: Session) -> None:
    _code, case, incident = new_case(session, narrative=TOLD)
    assert (told(session, case).times, told(session, case).written) == (1, (incident,))


def test_nobody_counted_and_nothing_written_is_not_zero(session: Session) -> None:
    _code, case, _incident = new_case(session)
    assert told(session, case).times is None


def test_one_more_is_counted_on_the_incident_and_a_mistake_taken_back(session: Session) -> None:
    _code, case, incident = new_case(session, narrative=TOLD)
    assert narrative.count(session, case).times == 2
    assert narrative.count(session, case).times == 3
    assert narrative.count(session, case, -1).times == 2
    assert store.get(session.conn, incident).body["retellings"] == 2  # type: ignore[union-attr]


def test_with_a_team_it_is_counted_there_and_not_twice(session: Session) -> None:
    _code, case, incident = new_case(session, narrative=TOLD)
    board = team_start.begin(session, case, Wanted("sv_md", incident)).record
    narrative.count(session, case)
    assert team.board(session, board).retellings == 2
    assert told(session, case).times == 2
    assert "retellings" not in store.get(session.conn, incident).body  # type: ignore[union-attr]


def test_a_press_keeps_what_is_being_typed_in_the_sheet(session: Session) -> None:
    _code, case, incident = new_case(session)
    sheet = records.open_sheet(session, "incident", record=incident, case=case)
    records.keep_draft(session, sheet, {"frequency": "saptamanal"})
    narrative.count(session, case)
    assert drafts.get(session.conn, incident, session.worker.id) is not None


def test_without_an_incident_there_is_nothing_to_count(session: Session) -> None:
    case = put(session, None, "case", case_track=["vd_adult"]).case
    assert case is not None
    with pytest.raises(Refused, match="account-needs-incident"):
        narrative.count(session, case)


# --- erasing it -------------------------------------------------------------------------------------------------------


def test_what_she_told_goes_out_of_every_version_and_the_rest_stays(session: Session) -> None:
    code, case, incident = new_case(session, narrative="Prima formă a relatării", forms_legal=["FIZ"])
    put(session, code, "incident", incident, narrative=TOLD, injuries=["usoare"])
    done = narrative.purge(session, code, GROUND, code)
    assert (done.sheets, done.traces_gone, done.backed_up) == (1, True, True)
    assert all("narrative" not in one.sets for one in store.revisions(session.conn, incident))
    body = store.get(session.conn, incident).body  # type: ignore[union-attr]
    assert "narrative" not in body and body["forms_legal"] == ["FIZ"] and body["injuries"] == ["usoare"]
    assert told(session, case).written == ()
    with pytest.raises(Refused, match="no-account"):
        narrative.purge(session, code, GROUND, code)


def test_a_draft_of_anybody_loses_it_too(session: Session) -> None:
    code, case, incident = new_case(session, narrative=TOLD)
    with session.vault.write(session.now()) as conn:
        body = {"narrative": TOLD, "frequency": "zilnic"}
        drafts.put(conn, Draft(incident, case, "incident", 1, "b" * 32, body, {}, session.now()))
    narrative.purge(session, code, GROUND, code)
    assert [one.body for one in drafts.of_record(session.conn, incident)] == [{"frequency": "zilnic"}]


def test_why_and_by_whom_stays_in_the_case(session: Session) -> None:
    code, case, _incident = new_case(session, narrative=TOLD)
    narrative.purge(session, code, f"  {GROUND}\n", code)
    (note,) = [one for one in cases.read_case(session, case).records if one.form == "account_erased"]
    assert (note.body["ground"], note.body["erased_by"]) == (GROUND, session.worker.id)
    entries = [one for one in access_log.page(session.conn, 100) if one.verb == "account-erased"]
    assert [(one.object, one.count) for one in entries] == [(case, 1)]


def test_what_is_typed_anew_afterwards_lives(session: Session) -> None:
    code, case, incident = new_case(session, narrative=TOLD)
    narrative.purge(session, code, GROUND, code)
    put(session, code, "incident", incident, narrative="Altceva, cu acordul ei")
    assert told(session, case).written == (incident,)


@pytest.mark.parametrize(
    ("ground", "again", "refusal"),
    [
        ("scurt", None, "account-ground-needed"),
        ("x" * 301, None, "value-too-long"),
        (GROUND, "UN4-26-00000", "code-differs"),
    ],
)
def test_a_short_ground_or_another_code_erases_nothing(
    session: Session, ground: str, again: str | None, refusal: str
) -> None:
    code, case, incident = new_case(session, narrative=TOLD)
    with pytest.raises(Refused, match=refusal):
        narrative.purge(session, code, ground, again or code)
    assert told(session, case).written == (incident,)


def test_what_is_held_back_by_law_stays(session: Session) -> None:
    code, case, incident = new_case(session, narrative=TOLD)
    erasure.hold(session, code)
    with pytest.raises(Refused, match="legal-hold"):
        narrative.purge(session, code, GROUND, code)
    assert told(session, case).written == (incident,)


def test_only_a_lead_erases_it(house: Build) -> None:
    vault = house((WORKER, "worker"))
    code, case, incident = new_case(vault.session, narrative=TOLD)
    session = vault.sit_down(WORKER)
    with pytest.raises(Refused, match="not-allowed"):
        narrative.purge(session, code, GROUND, code)
    assert told(vault.sit_down(LEAD), case).written == (incident,)


def test_no_word_of_it_is_left_anywhere(session: Session) -> None:
    """It lay sealed: what shows that it is gone is that nothing sealed is left in the sheet, here or in a draft."""
    code, _case, incident = new_case(session, narrative=TOLD)
    sealed = store.get(session.conn, incident).body["narrative"]  # type: ignore[union-attr]
    text = next(value for value in sealed.values() if isinstance(value, str) and len(value) > 20)
    assert traces(session.conn, text), "so that this can fail"
    narrative.purge(session, code, GROUND, code)
    assert not traces(session.conn, text)
    assert not traces(session.conn, TOLD)
