"""Who may see a case in a small village: denied to a cousin, sealed for chosen people, opened in an emergency."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db import access_log, attachments, cover, due, erasure, facts, keyring, records, seals, search
from db.errors import VaultRefused
from desktop.refusals import Refused
from desktop.services import access, backups, cases, people, rekeying, restoring, statistics, team, team_start, vaults
from desktop.services import records as sheets
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.services.access_room import (
    COUSIN,
    LEAD,
    MANAGER,
    PASSPHRASE,
    PSYCHOLOGIST,
    WORD,
    Village,
    put,
    village,
)

REASON = "este în pericol acum, a sunat de la vecini"


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    return village(tmp_path / "vault", clock)


def refused(code: str, act: Any, *args: Any, **named: Any) -> None:
    with pytest.raises(Refused) as refusal:
        act(*args, **named)
    assert refusal.value.code == code


def log(office: Village) -> list[tuple[str, str | None]]:
    with office.at(LEAD) as session:
        return [(one.verb, one.object) for one in reversed(access_log.page(session.conn, 200))]


# --- denied -----------------------------------------------------------------------------------------------------------


def test_a_denied_case_is_no_case_for_one_person_and_stays_for_the_others(office: Village) -> None:
    office.deny(COUSIN)
    assert [office.sees(name) for name in (LEAD, MANAGER, PSYCHOLOGIST, COUSIN)] == [True, True, True, False]
    with office.at(COUSIN) as session:
        refused("no-such-case", cases.open_case, session, office.case)
        refused("no-such-case", access.who_sees, session, office.case)
        refused("no-such-case", access.break_glass, session, office.code, REASON)
    with office.at(MANAGER) as session:
        assert {one.name: one.how for one in access.who_sees(session, office.case)} == {
            LEAD: "sees", MANAGER: "sees", PSYCHOLOGIST: "sees", COUSIN: "denied",
        }  # fmt: skip
        access.allow(session, office.case, office.ids[COUSIN])
    assert office.sees(COUSIN)
    told = [(verb, about) for verb, about in log(office) if verb.startswith(("denied", "allowed"))]
    assert told == [
        ("denied", office.case), ("denied-to", office.ids[COUSIN]),
        ("allowed", office.case), ("allowed-to", office.ids[COUSIN]),
    ]  # fmt: skip


def test_a_lead_can_be_the_one_to_whom_a_case_is_denied(office: Village) -> None:
    office.deny(LEAD)
    assert not office.sees(LEAD)
    with office.at(LEAD) as session:
        refused("no-such-case", access.allow, session, office.case, office.ids[LEAD])
        refused("no-such-case", access.seal_case, session, office.case, [office.ids[LEAD]], "nobody")


def test_only_a_lead_or_the_manager_decides_and_nobody_hides_a_case_from_herself(office: Village) -> None:
    with office.at(PSYCHOLOGIST) as session:
        assert not access.may_decide(session, office.case)
        refused("not-allowed", access.deny, session, office.case, office.ids[COUSIN])
        refused("not-allowed", access.allow, session, office.case, office.ids[COUSIN])
        refused("not-allowed", access.seal_case, session, office.case, [session.worker.id], "anyone")
    for name in (LEAD, MANAGER):
        with office.at(name) as session:
            assert access.may_decide(session, office.case)
            refused("deny-not-oneself", access.deny, session, office.case, session.worker.id)
            refused("no-such-worker", access.deny, session, office.case, "a" * 32)


# --- sealed -----------------------------------------------------------------------------------------------------------


def test_a_sealed_case_is_there_for_its_people_alone(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST, glass="lead")
    assert [office.sees(name) for name in (LEAD, MANAGER, PSYCHOLOGIST, COUSIN)] == [False, True, True, False]
    with office.at(PSYCHOLOGIST) as session:
        file = cases.open_case(session, office.case)
        assert file.of_form("identity")[0].body["first_name"] == WORD
        assert {one.name: one.how for one in access.who_sees(session, office.case)} == {
            LEAD: "glass", MANAGER: "chosen", PSYCHOLOGIST: "chosen", COUSIN: "no",
        }  # fmt: skip
        found = access.state(session, office.case)
        assert found and (found.glass, found.by) == ("lead", MANAGER)
        assert set(found.chosen) == {office.ids[MANAGER], office.ids[PSYCHOLOGIST]}
        assert search.find(session.conn, WORD, 9) == [], "its words are found by nobody"


def test_what_its_people_write_is_sealed_and_found_again(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(PSYCHOLOGIST) as session:
        put(session, office.code, "incident", {"inc_dt": "2026-11-20", "narrative": "altă relatare"})
        sheet = sheets.open_sheet(session, "incident", case=office.case)
        sheets.keep_draft(session, sheet, {"narrative": WORD})
        bodies = [
            row[0] for row in session.conn.execute("SELECT body FROM main.record UNION SELECT body FROM main.draft")
        ]
        assert bodies and all(body.startswith("~") for body in bodies)
    with office.at(MANAGER) as session:
        assert len(cases.open_case(session, office.case).of_form("incident")) == 2


def test_without_a_seal_the_words_are_found_again_and_everybody_sees_it(office: Village) -> None:
    with office.at(LEAD) as session:
        before = {hit.record for hit in search.find(session.conn, WORD, 9)}
        rows = cases.read_case(session, office.case).records
    office.seal(MANAGER)
    with office.at(MANAGER) as session:
        access.unseal(session, office.case)
        assert access.state(session, office.case) is None
    with office.at(LEAD) as session:
        assert before and {hit.record for hit in search.find(session.conn, WORD, 9)} == before
        assert cases.read_case(session, office.case).records == rows


def test_what_lay_in_clear_stands_in_the_log_of_changes_no_longer(office: Village) -> None:
    with office.at(MANAGER) as session, session.beside() as beside:
        put(session, office.code, "incident", {"inc_dt": "2026-11-20", "narrative": "x"})
        wal = session.vault.path / "vault.db-wal"
        assert wal.stat().st_size > 0
        access.seal_case(beside, office.case, [session.worker.id], "nobody")
        assert wal.stat().st_size == 0
        access.look_again(session)


def test_other_people_are_chosen_and_the_first_ones_see_it_no_longer(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(MANAGER) as session:
        access.choose(session, office.case, [office.ids[MANAGER], office.ids[COUSIN]], "anyone")
    assert [office.sees(name) for name in (MANAGER, PSYCHOLOGIST, COUSIN)] == [True, False, True]
    with office.at(PSYCHOLOGIST) as session:
        refused("not-sealed", access.choose, session, office.case, [session.worker.id], "nobody")
        refused("not-sealed", access.unseal, session, office.case)


def test_what_cannot_be_sealed_says_why(office: Village) -> None:
    me, cousin = office.ids[MANAGER], office.ids[COUSIN]
    office.deny(COUSIN)
    with office.at(MANAGER) as session:
        identity = cases.read_case(session, office.case).of_form("identity")[0].id
        refused("keeper-needed", access.seal_case, session, office.case, [office.ids[PSYCHOLOGIST]], "anyone")
        refused("keeper-needed", access.seal_case, session, office.case, [], "anyone")
        refused("chosen-cannot-see", access.seal_case, session, office.case, [me, cousin], "anyone")
        refused("no-such-worker", access.seal_case, session, office.case, [me, "a" * 32], "anyone")
        refused("bad-value", access.seal_case, session, office.case, [me], "everybody")
        refused("sheet-once", access.seal_sheet, session, identity, [me], "anyone")
        refused("no-such-record", access.seal_sheet, session, "a" * 32, [me], "anyone")
        refused("not-sealed", access.unseal, session, office.case)
        access.seal_case(session, office.case, [me], "anyone")
        refused("sealed-already", access.seal_case, session, office.case, [me], "anyone")
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        refused("chosen-cannot-see", access.seal_sheet, session, incident, [me, office.ids[LEAD]], "anyone")


def test_one_who_is_denied_a_sealed_case_is_chosen_for_it_no_longer(office: Village) -> None:
    office.seal(MANAGER, COUSIN)
    office.deny(COUSIN)
    with office.at(MANAGER) as session:
        assert seals.chosen(session.conn, office.case) == {office.ids[MANAGER]}
        access.allow(session, office.case, office.ids[COUSIN])
    assert not office.sees(COUSIN)


def test_the_last_keeper_of_a_sealed_case_cannot_be_denied_it(office: Village) -> None:
    office.seal(LEAD, PSYCHOLOGIST, glass="anyone", by=LEAD)
    with office.at(MANAGER) as session:
        access.break_glass(session, office.code, REASON)
        refused("keeper-needed", access.deny, session, office.case, office.ids[LEAD])
    assert office.sees(LEAD)


# --- totals -----------------------------------------------------------------------------------------------------------


def totals(office: Village, name: str) -> Any:
    with office.at(name) as session:
        tables = statistics.period_tables(session, "2026-Q4")
        assert any(table.total for table in tables)
        shared = [
            facts.shared(session.conn, *pair) for pair in (("identity.sex", "F"), ("case.case_track", "vd_adult"))
        ]
        return tables, shared


def test_the_totals_count_hidden_cases_whoever_counts(office: Village) -> None:
    before = totals(office, LEAD)
    office.deny(LEAD)
    assert totals(office, LEAD) == before
    office.seal(MANAGER)
    for name in (LEAD, MANAGER, COUSIN):
        assert totals(office, name) == before
    with office.at(MANAGER) as session:
        put(session, office.code, "identity", {"sex": "M"})
    assert totals(office, LEAD) == totals(office, MANAGER) != before


def test_what_is_kept_for_the_totals_has_no_word_and_no_day_of_birth(office: Village) -> None:
    office.seal(MANAGER)
    with office.at(MANAGER) as session:
        put(session, office.code, "identity", {"first_name": WORD + "doi"})
        kept = " ".join(row[0] for row in session.conn.execute("SELECT codes FROM counted"))
    assert '"sex":"F"' in kept and '"birth_date":"1990-03"' in kept
    assert WORD not in kept and "1990-03-05" not in kept and "sealed" not in kept


def test_what_was_erased_is_kept_for_no_total(office: Village) -> None:
    office.seal(MANAGER)
    with office.at(MANAGER) as session:
        sheet = cases.read_case(session, office.case).of_form("identity")[0].id
        with session.vault.write(session.now()) as conn:
            erasure.parts(conn, sheet, session.vault.tick(session.now()), ["birth_date"], "asked", "2026-11-24")
        (kept,) = session.conn.execute("SELECT codes FROM counted WHERE record = ?", (sheet,)).fetchone()
        assert "birth_date" not in kept and '"sex":"F"' in kept
        with session.vault.write(session.now()) as conn:
            erasure.case(conn, office.case, "asked", "2026-11-24")
        assert session.conn.execute("SELECT count(*) FROM counted").fetchone() == (0,)


# --- a single sheet ---------------------------------------------------------------------------------------------------


def test_a_sealed_sheet_is_missing_for_the_others_while_the_case_is_there(office: Village) -> None:
    with office.at(MANAGER) as session:
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        access.seal_sheet(session, incident, [office.ids[MANAGER], office.ids[PSYCHOLOGIST]], "lead")
        assert [(one.scope, one.form) for one in access.sheet_states(session, office.case)] == [(incident, "incident")]
        singles = access.single_sheets(session, office.case)
        assert len(singles) == 3, "the report, the incident, the person named; not the header, not who she is"
        assert [one.scope for one in singles if one.seal] == [incident]
    with office.at(COUSIN) as session:
        file = cases.open_case(session, office.case)
        assert file.of_form("incident") == () and file.of_form("identity")
        assert access.sheet_states(session, office.case) == ()
        assert incident not in repr(file)
        refused("no-such-record", sheets.open_sheet, session, "incident", record=incident)


def test_one_who_does_not_see_a_sheet_changes_nothing_of_what_follows_from_it(office: Village) -> None:
    """Clocks of the team, the row of the lists and the figures rest on the incident, whoever saves another sheet."""
    with office.at(MANAGER) as session:
        started = team_start.begin(session, office.case, Wanted("sv_md")).record
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        access.seal_sheet(session, incident, [office.ids[MANAGER]], "nobody")
        before = everything_derived(session, office.case, started)
    with office.at(COUSIN) as session:
        put(session, office.code, "identity", {"occupation": None, "first_name": "alt nume"})
        put(session, office.code, "aggressor", {"agg_name": "cineva"})
        team.count_retelling(session, started, 2)
    with office.at(MANAGER) as session:
        assert everything_derived(session, office.case, started) == before


def everything_derived(session: Any, case: str, running: str) -> Any:
    row = cases.read_case(session, case).row._replace(modified=None)
    running_team = records.get(session.conn, running)
    assert running_team is not None
    minor = running_team.body.get("victim_minor")
    return row, facts.quasi(session.conn, case), due.of_case(session.conn, case), minor


# --- breaking the glass -----------------------------------------------------------------------------------------------


def test_breaking_the_glass_opens_the_case_until_the_session_ends_and_is_shown_to_the_lead(office: Village) -> None:
    office.seal(MANAGER, glass="anyone")
    with office.at(COUSIN) as session:
        refused("reason-needed", access.break_glass, session, office.code, "urgent 12345678")
        refused("value-too-long", access.break_glass, session, office.code, "a" * 2001)
        assert access.break_glass(session, office.code.lower().replace("-", " - "), f"  {REASON} ") == office.case
        assert cases.open_case(session, office.case).of_form("identity")[0].body["first_name"] == WORD
        refused("nothing-to-open", access.break_glass, session, office.code, REASON)
        refused("not-allowed", access.glass_breaks, session)
    assert not office.sees(COUSIN), "the next session begins without it"
    with office.at(LEAD) as session:
        (one,) = access.glass_breaks(session, unseen=True)
        assert (one.worker, one.reason, one.seen_by) == (COUSIN, REASON, "")
        assert (one.case, one.code) == ("", ""), "the lead was not chosen: for her there is no such case"
        access.note_seen(session, [one.num])
        access.note_seen(session, [one.num, 99])
        assert access.glass_breaks(session, unseen=True) == ()
        assert [each.seen_by for each in access.glass_breaks(session)] == [LEAD]
    verbs = [verb for verb, _about in log(office) if verb.startswith("glass")]
    assert verbs == ["glass-broken", "glass-seen"]
    with office.at(MANAGER) as session:
        (told,) = access.glass_of_case(session, office.case)
        assert (told.code, told.worker, told.seen_by) == (office.code, COUSIN, LEAD)


@pytest.mark.parametrize(
    ("glass", "name", "opens"),
    [("anyone", LEAD, True), ("lead", LEAD, True), ("lead", COUSIN, False), ("nobody", LEAD, False)],
)
def test_the_seal_says_who_may_break_the_glass(office: Village, glass: access.Glass, name: str, opens: bool) -> None:
    office.seal(MANAGER, glass=glass)
    with office.at(name) as session:
        if opens:
            assert access.break_glass(session, office.code, REASON) == office.case
        else:
            refused("no-such-case", access.break_glass, session, office.code, REASON)
            refused("no-such-case", access.break_glass, session, "UN4-26-000000", REASON)
    assert [verb for verb, _ in log(office) if verb.startswith("glass")] == (
        ["glass-broken"] if opens else ["glass-held"] * 2
    )


def test_an_only_lead_looks_at_her_own_broken_glass_and_one_of_two_does_not(office: Village) -> None:
    office.seal(MANAGER, glass="lead")
    with office.at(LEAD) as session:
        access.break_glass(session, office.code, REASON)
        assert len(access.glass_breaks(session, unseen=True)) == 1
        people.set_role(session, office.ids[PSYCHOLOGIST], "lead")
        assert access.glass_breaks(session, unseen=True) == ()
    with office.at(PSYCHOLOGIST) as session:
        assert [one.worker for one in access.glass_breaks(session, unseen=True)] == [LEAD]


def test_a_lead_to_whom_a_case_is_denied_reads_nothing_of_its_broken_glass(office: Village) -> None:
    office.deny(LEAD)
    office.seal(MANAGER, glass="anyone")
    with office.at(COUSIN) as session:
        access.break_glass(session, office.code, REASON)
    with office.at(LEAD) as session:
        assert access.glass_breaks(session) == ()


def test_the_sealed_sheets_of_a_case_that_is_seen_open_by_its_code(office: Village) -> None:
    with office.at(MANAGER) as session:
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        access.seal_sheet(session, incident, [office.ids[MANAGER]], "lead")
    with office.at(LEAD) as session:
        assert access.break_glass(session, office.code, REASON) == office.case
        assert cases.read_case(session, office.case).of_form("incident")
    with office.at(COUSIN) as session:
        refused("nothing-to-open", access.break_glass, session, office.code, REASON)
        assert access.glass_of_case(session, office.case) == (), "neither that there is such a sheet, nor the reason"
    with office.at(MANAGER) as session:
        assert [one.reason for one in access.glass_of_case(session, office.case)] == [REASON]


# --- a backup from before it was sealed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("glass", "chosen", "see"),
    [
        ("nobody", [MANAGER], [MANAGER]),
        ("nobody", [LEAD, PSYCHOLOGIST], [LEAD, PSYCHOLOGIST]),
        ("lead", [MANAGER], [LEAD, MANAGER]),
        ("anyone", [MANAGER], [LEAD, MANAGER, PSYCHOLOGIST, COUSIN]),
    ],
)
def test_a_backup_from_before_a_seal_shows_the_case_to_nobody_who_could_not_open_it(
    office: Village, glass: access.Glass, chosen: list[str], see: list[str]
) -> None:
    with office.at(MANAGER) as session:
        made = backups.make_backup(session)
        incident = cases.read_case(session, office.case).of_form("incident")[0].id
        access.seal_sheet(session, incident, [session.worker.id], "nobody")
    office.seal(*chosen, glass=glass)
    done = restoring.restore(
        made.file, office.folder, worker=COUSIN, passphrase=PASSPHRASE, clock=office.clock
    )  # fmt: skip
    assert done.sealed_since == 2
    assert [name for name in (LEAD, MANAGER, PSYCHOLOGIST, COUSIN) if office.sees(name)] == see
    with office.at(see[0]) as session:
        assert access.may_decide(session, office.case), "somebody is left who can open it to others again"


# --- who has the keys -------------------------------------------------------------------------------------------------


def test_who_becomes_a_lead_later_can_break_the_glass_once_one_of_its_people_was_here(office: Village) -> None:
    office.seal(MANAGER, glass="lead")
    with office.at(LEAD) as session:
        people.set_role(session, office.ids[COUSIN], "lead")
    with office.at(COUSIN) as session:
        refused("no-such-case", access.break_glass, session, office.code, REASON)
    with office.at(MANAGER):
        pass
    with office.at(COUSIN) as session:
        assert access.break_glass(session, office.code, REASON) == office.case
    with office.at(LEAD) as session:
        people.set_role(session, office.ids[COUSIN], "worker")
    with office.at(MANAGER) as session:
        boxes = {one.worker for one in seals.readers(session.conn, office.case)}
        assert office.ids[COUSIN] not in boxes
        assert access.top_up(session) == 0, "once is enough"


def test_a_person_with_a_new_passphrase_from_the_lead_gets_her_sealed_case_back(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(LEAD) as session:
        people.reset_passphrase(session, office.ids[PSYCHOLOGIST], PASSPHRASE)
    assert not office.sees(PSYCHOLOGIST), "her old key is gone"
    with office.at(MANAGER) as session:
        people_ = access.who_sees(session, office.case)
        assert [one.name for one in people_ if one.waits] == [PSYCHOLOGIST]
        chosen = [one.worker for one in people_ if one.how == "chosen"]
    assert not office.sees(PSYCHOLOGIST), "whoever has set her passphrase does not get in by that"
    with office.at(MANAGER) as session:
        access.choose(session, office.case, chosen, "nobody")
        assert not any(one.waits for one in access.who_sees(session, office.case))
    assert office.sees(PSYCHOLOGIST)


def kept_by(office: Village, name: str, scope: str) -> bytes:
    """The key that she had while she could open it: with her secret and an old box she has it for ever."""
    with office.at(name) as session:
        if scope not in session.vault.keyring.scopes:
            access.break_glass(session, office.code, REASON)
        key = session.vault.keyring.get(scope)
    assert key is not None
    return key


def opened_by(session: Session, scope: str, key: bytes) -> list[str]:
    """What of the present database opens with this key and a tool of one's own: texts and files by their place."""
    ring, found = keyring.Keyring(), []
    ring.put(scope, key)
    with closing(session.vault.connect_bare()) as conn:
        keyring.give(conn, ring)
        texts = (
            (cover.BODY, "SELECT id, body FROM main.record"),
            (cover.SETS, "SELECT id, sets FROM main.revision"),
            (cover.DRAFT_BODY, "SELECT record || '/' || worker, body FROM main.draft"),
            (cover.SEEN, "SELECT record || '/' || worker, seen FROM main.draft"),
        )
        for place, sql in texts:
            lying = [(row, text) for row, text in conn.execute(sql) if cover.text_scope(text) == scope]
            assert lying, "else nothing is proven"
            found += [place for row, text in lying if opens(partial(cover.opened, conn, place, row, text))]
        for row, size, data in conn.execute("SELECT id, size, data FROM main.attachment"):
            assert cover.file_scope(size, bytes(data)) == scope
            found += [cover.FILE] * opens(partial(cover.open_file, conn, row, size, bytes(data)))
    return found


def opens(act: Callable[[], object]) -> bool:
    try:
        act()
    except VaultRefused:
        return False
    return True


def fill_every_place(office: Village, name: str, form: str = "incident") -> str:
    """A draft and a file beside what is saved; the sheet that has them."""
    with office.at(name) as session:
        record = cases.read_case(session, office.case).of_form(form)[0].id
        sheet = sheets.open_sheet(session, form, case=office.case, record=record)
        sheets.keep_draft(session, sheet, {"narrative": WORD})
        with session.vault.write(session.now()) as conn:
            attachments.add(conn, record, "image/png", WORD.encode() * 100)
    return record


def choose_others(office: Village) -> None:
    with office.at(MANAGER) as session:
        access.choose(session, office.case, [office.ids[MANAGER]], "nobody")


def lower_the_glass(office: Village) -> None:
    with office.at(MANAGER) as session:
        access.choose(session, office.case, [office.ids[MANAGER], office.ids[PSYCHOLOGIST]], "nobody")


@pytest.mark.parametrize(
    ("name", "glass", "lose"),
    [
        (PSYCHOLOGIST, "nobody", choose_others),
        (PSYCHOLOGIST, "nobody", lambda office: office.deny(PSYCHOLOGIST)),
        (LEAD, "lead", lambda office: office.deny(LEAD)),
        (LEAD, "lead", lower_the_glass),
        (COUSIN, "anyone", lower_the_glass),
    ],
    ids=["not-chosen", "denied", "lead-denied", "behind-glass", "anyone"],
)
def test_whoever_loses_a_seal_opens_nothing_of_it_with_what_she_kept(
    office: Village, name: str, glass: access.Glass, lose: Callable[[Village], None]
) -> None:
    office.seal(MANAGER, PSYCHOLOGIST, glass=glass)
    record = fill_every_place(office, MANAGER)
    kept = kept_by(office, name, office.case)
    with office.at(MANAGER) as session:
        before = cases.read_case(session, office.case)
        assert set(opened_by(session, office.case, kept)) == {
            cover.BODY, cover.SETS, cover.DRAFT_BODY, cover.SEEN, cover.FILE,
        }  # fmt: skip
    lose(office)
    with office.at(MANAGER) as session:
        assert opened_by(session, office.case, kept) == []
        assert cases.read_case(session, office.case) == before, "who remains reads it as before"
        (file,) = attachments.of_record(session.conn, record)
        assert attachments.read(session.conn, file.id) == WORD.encode() * 100
        put(session, office.code, "incident", {"inc_dt": "2026-11-20", "narrative": "scris mai târziu"})
        assert opened_by(session, office.case, kept) == []
    assert ("seal-rekeyed", office.case) in log(office)


def test_whoever_is_chosen_in_addition_costs_no_new_key(office: Village) -> None:
    office.seal(MANAGER)
    kept = kept_by(office, MANAGER, office.case)
    with office.at(MANAGER) as session:
        access.choose(session, office.case, [office.ids[MANAGER], office.ids[COUSIN]], "anyone")
    assert kept_by(office, COUSIN, office.case) == kept
    assert "seal-rekeyed" not in {verb for verb, _about in log(office)}


def test_a_lead_who_cannot_open_a_sheet_hides_the_case_and_its_key_changes_with_the_next_holder(
    office: Village,
) -> None:
    record = fill_every_place(office, MANAGER)
    with office.at(MANAGER) as session:
        access.seal_sheet(session, record, [office.ids[MANAGER], office.ids[COUSIN]], "nobody")
    kept = kept_by(office, COUSIN, record)
    with office.at(LEAD) as session:
        access.deny(session, office.case, office.ids[COUSIN])
        assert opened_by(session, record, kept), "she has no key to cover it with"
        access.allow(session, office.case, office.ids[COUSIN])
    with office.at(COUSIN) as session:
        assert record not in session.vault.keyring.scopes, "she is chosen no longer, though it waits"
    with office.at(MANAGER) as session:
        assert opened_by(session, record, kept) == []
        assert {one.worker for one in seals.readers(session.conn, record)} == {office.ids[MANAGER]}
        assert cases.read_case(session, office.case).of_form("incident")[0].body["narrative"]
    assert ("seal-rekeyed", record) in log(office)


def test_whoever_is_removed_from_the_office_loses_her_seals_with_it(office: Village) -> None:
    office.seal(LEAD, COUSIN, by=LEAD)
    fill_every_place(office, LEAD)
    kept = kept_by(office, COUSIN, office.case)
    with office.at(LEAD) as session:
        assert opened_by(session, office.case, kept)
        rekeying.rekey(session, without=office.ids[COUSIN])
        assert opened_by(session, office.case, kept) == [], "in the same session of the one who removed her"
        assert cases.read_case(session, office.case).of_form("incident")


def test_a_new_key_that_is_stopped_leaves_the_old_one_in_force(office: Village) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise Stop

    office.seal(MANAGER, PSYCHOLOGIST)
    kept = kept_by(office, MANAGER, office.case)
    with office.at(MANAGER) as session:
        with session.beside() as beside, pytest.raises(Stop):
            access.choose(beside, office.case, [office.ids[MANAGER]], "nobody", stop)
        access.look_again(session)
        put(session, office.code, "incident", {"inc_dt": "2026-11-20", "narrative": "scris mai târziu"})
    assert kept_by(office, PSYCHOLOGIST, office.case) == kept
    with office.at(PSYCHOLOGIST) as session:
        assert len(cases.read_case(session, office.case).of_form("incident")) == 2, "all of it opens in a new session"


def test_the_window_reads_and_writes_on_while_the_key_changes_beside_it(office: Village) -> None:
    office.seal(MANAGER, PSYCHOLOGIST)
    with office.at(MANAGER) as session:
        before = cases.read_case(session, office.case)

        def meanwhile(_done: int, _of: int) -> None:
            access.look_again(session)
            assert cases.read_case(session, office.case) == before

        with session.beside() as beside:
            access.choose(beside, office.case, [office.ids[MANAGER]], "nobody", meanwhile)
        assert cases.read_case(session, office.case) == before, "before the window has looked again"
        put(session, office.code, "incident", {"inc_dt": "2026-11-20", "narrative": "scris mai târziu"})
        access.look_again(session)
    with office.at(MANAGER) as session:
        assert len(cases.read_case(session, office.case).of_form("incident")) == 2


def test_slow_sealing_tells_how_far_it_is_and_can_be_stopped(office: Village) -> None:
    class Stop(Exception):
        pass

    steps: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        steps.append((done, of))
        if done == 2:
            raise Stop

    with office.at(MANAGER) as session:
        before = cases.read_case(session, office.case)
        with session.beside() as beside, pytest.raises(Stop):
            access.seal_case(beside, office.case, [session.worker.id], "nobody", stop)
        access.look_again(session)
        assert access.state(session, office.case) is None and cases.read_case(session, office.case) == before
        with session.beside() as beside:
            access.seal_case(beside, office.case, [office.ids[LEAD]], "nobody")
        assert cases.read_case(session, office.case) == before, "until the window has looked, its pages stand"
        access.look_again(session)
        refused("no-such-case", cases.read_case, session, office.case)
    assert steps[-1][0] == 2 and steps[-1][1] >= 5


def test_where_nothing_is_hidden_no_connection_is_slower(office: Village) -> None:
    with office.at(COUSIN) as session:
        assert not session.vault.keyring.asks
        assert session.conn.execute("SELECT count(*) FROM temp.sqlite_master WHERE type = 'view'").fetchone() == (0,)
        vaults.status(session)
