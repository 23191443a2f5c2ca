"""What of a closed case goes after which years, what stays to be counted, and what nothing takes away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from db import access_log, attachments, backup, crypto, drafts, keyring, records, sealing, seals, tombs
from db import erasure as store
from db.connection import Connection
from db.drafts import Draft
from db.seals import Reader
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.privacy.retention import patterns
from desktop.services import cases, conflict_choice, conflicts, erased_list, erasure, retention, today
from desktop.services import records as sheets
from desktop.services.conflict_choice import STANDING, Rule
from desktop.services.retention import Due
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.db.erasing import every_value, traces
from tests.desktop.bundle.desks import as_role, desk
from tests.desktop.services.apart_room import elsewhere
from tests.desktop.services.erasing import seal_for
from tests.desktop.services.test_team import put, refused
from tests.journeys.everything import GIVEN, Filler

WORD = "Zmăucițăș"
WRITTEN = (FieldType.TEXT, FieldType.LONG_TEXT)
KEPT = {"case/case_code", "case/office_id", "team/protocol"}  # codes of the program in a field of text


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


def closed_case(session: Session, word: str = WORD, **identity: Any) -> tuple[str, str]:
    case = put(session, None, "case", case_track=["vd_adult"], status="inchis")
    put(session, case.code, "identity", last_name=word, **({"birth_date": "1990-05-03"} | identity))
    incident = put(
        session, case.code, "incident", inc_dt="2026-11-20", narrative=f"{word} a povestit", forms_legal=["FIZ"]
    )
    with session.vault.write(session.now()) as conn:
        attachments.add(conn, incident.record, "image/png", word.encode() * 1000)
    assert case.code is not None
    assert case.case is not None
    return case.code, case.case


def seal_for_me(session: Session, case: str) -> None:
    me = Reader(session.worker.id, crypto.public_half(session.vault.secret), chosen=True)
    with session.vault.write(session.now()) as conn:
        seals.make(conn, case, case, "case", "nobody", [me], now=session.now(), by=session.worker.id)
    session.vault.look_again()


def due(session: Session) -> list[tuple[str, str, int, int]]:
    return [(one.code, one.group, one.sheets, one.files) for one in retention.preview(session)]


def counted(conn: Connection) -> list[object]:
    """The anonymous rows: what every table of the statistics is counted from."""
    found: list[object] = []
    for table in ("fact", "fact_word", "fact_case", "facts_of_record", "quasi"):
        found += conn.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608 - names of this test
    return found


# --- when -------------------------------------------------------------------------------------------------------------


def test_texts_and_files_are_due_a_year_after_the_case_was_closed(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    clock.advance(days=364)
    assert due(session) == []
    clock.advance(days=1)
    (found,) = retention.preview(session)
    assert found == Due(case, code, "narrative", date(2026, 11, 24), date(2027, 11, 24), 1, 1, held=False)


def test_identity_is_due_five_years_after(session: Session, clock: FixedClock) -> None:
    code, _case = closed_case(session)
    clock.advance(days=5 * 365 + 1)
    assert due(session) == [(code, "narrative", 1, 1), (code, "identity", 2, 0)]


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ({"birth_date": "2015-03-10"}, date(2038, 3, 10)),
        ({"birth_date": "2015-03"}, date(2038, 3, 31)),
        ({"birth_date": "2015"}, date(2038, 12, 31)),
        ({"birth_date": None, "age_est": 10}, date(2039, 11, 24)),
        ({"birth_date": "2003-01-01"}, date(2031, 11, 24)),  # of age when it was closed
    ],
)
def test_of_a_child_not_before_eighteen_and_five_years(
    session: Session, clock: FixedClock, told: dict[str, Any], day: date
) -> None:
    code, _case = closed_case(session, **{key: value for key, value in told.items() if value is not None} or {})
    if told.get("birth_date", "") is None:
        sheet = sheets.open_sheet(session, "identity", case=cases.by_code(session, code).case)
        sheets.save(session, sheet, {"birth_date": None})
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day) - timedelta(days=1)
    assert (code, "identity") not in {(one.code, one.group) for one in retention.preview(session)}
    clock.advance(days=1)
    found = {one.group: one.due_on for one in retention.preview(session)}
    assert found["identity"] == day


def test_a_later_day_that_the_office_wrote_counts(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    put(session, code, "case", case, purge_due="2030-01-15")
    clock.now = clock.now.replace(year=2030, month=1, day=14)
    assert due(session) == []
    clock.advance(days=1)
    assert [one.due_on for one in retention.preview(session)] == [date(2030, 1, 15)]


def test_an_open_or_reopened_case_is_never_due(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    put(session, None, "case", case_track=["vd_adult"])
    clock.advance(days=300)
    put(session, code, "case", case, status="redeschis")
    clock.advance(days=4000)
    assert due(session) == []
    put(session, code, "case", case, status="inchis", status_reason="de probă")
    clock.advance(days=364)
    assert due(session) == []  # from the day on which it was closed again


def test_archiving_a_closed_case_does_not_begin_the_years_anew(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    clock.advance(days=200)
    put(session, code, "case", case, status="arhivat", status_reason="de probă")
    clock.advance(days=165)
    assert due(session) == [(code, "narrative", 2, 1)]


# --- what goes, and what stays ----------------------------------------------------------------------------------------


def apply(session: Session, *groups: str) -> retention.Applied:
    chosen = [one for one in retention.preview(session) if not groups or one.group in groups]
    return retention.apply(session, chosen, "un4")


def test_the_account_goes_and_the_name_stays(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    before = counted(session.conn)
    clock.advance(days=365)
    done = apply(session)
    assert (done.cases, done.sheets, done.files, done.left, done.backed_up) == (1, 1, 1, 0, True)
    assert done.copies_until == clock.now.date() + timedelta(days=35)
    assert due(session) == []
    assert counted(session.conn) == before
    assert [row.code for row in cases.find(session, WORD)] == [code]
    incident = next(one for one in records.of_case(session.conn, case) if one.form == "incident")
    assert "narrative" not in incident.body
    assert incident.body["inc_dt"] == "2026-11-20"
    assert not any("narrative" in one.sets for one in records.revisions(session.conn, incident.id))
    assert attachments.of_record(session.conn, incident.id) == []
    log = [(one.verb, one.object, one.count) for one in access_log.page(session.conn, 5)]
    assert ("retention-narrative", case, 2) in log


def test_different_answers_that_went_are_asked_about_no_more(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    incident = next(one for one in records.of_case(session.conn, case) if one.form == "incident")
    with session.vault.write(session.now()):
        told = sealing.seal(session.vault, case, "alta poveste")
    elsewhere(session, incident.id, {"narrative": told, "l1": True})
    elsewhere(session, incident.id, {"l1": False}, worker="d" * 32)
    assert conflicts.count(session) == 1 and cases.by_code(session, code).conflicts == 2
    clock.advance(days=365)
    apply(session)
    assert [head.path for head in conflicts.heads(session)] == ["l1"], "what stays is still asked about"
    conflict_choice.choose_many(session, [(incident.id, "l1")], Rule(STANDING))
    assert conflicts.count(session) == 0 and cases.by_code(session, code).conflicts == 0


def test_a_sheet_whose_only_different_answers_went_has_none(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    incident = next(one for one in records.of_case(session.conn, case) if one.form == "incident")
    with session.vault.write(session.now()):
        told = sealing.seal(session.vault, case, "alta poveste")
    elsewhere(session, incident.id, {"narrative": told})
    assert cases.by_code(session, code).conflicts == 1
    clock.advance(days=365)
    apply(session)
    assert conflicts.count(session) == 0 and cases.by_code(session, code).conflicts == 0
    assert today.today(session).conflicts == ()


def test_of_every_answer_of_every_form_none_that_names_or_tells_is_left(session: Session, clock: FixedClock) -> None:
    """Each question of each form holds a word of its own; afterwards only the words of the staff are found."""
    definitions = session.library.definitions
    case = put(session, None, "case", case_track=["vd_adult"])
    filler = Filler(definitions, {"case": "", "incident": ""})
    for form in sorted(definitions.newest(), key=lambda one: int(one.code[1:])):
        if form.id == "team" or form.lone:  # a sheet of the office belongs to no case
            continue
        put(session, case.code, form.id, **filler.answers(form, GIVEN.get(form.id, {})))
    put(
        session,
        case.code,
        "case",
        case.record,
        status="inchis",
        status_reason="de probă",
        legal_hold=False,
        purge_due=None,
    )
    staff = {one.id for form in definitions.newest() for one in form.fields() if one.type is FieldType.WORKER}
    words = [told.partition(": ") for told in filler.words]
    assert len(words) > 25
    before = counted(session.conn)
    clock.advance(days=5 * 366)
    apply(session)
    with closing(session.vault.connect_bare()) as conn:
        text = every_value(conn).casefold()
    left = [about for about, _, word in words if word.casefold() in text.split() or f'"{word.casefold()}"' in text]
    assert set(left) <= staff
    assert counted(session.conn) == before
    assert due(session) == []


def test_every_identifier_and_every_free_text_belongs_to_a_group(session: Session) -> None:
    """A field that somebody adds is in one of the groups, unless it says who of the staff did something."""
    for form in session.library.definitions.forms.values():
        taken = frozenset[str]().union(*(patterns(group, form) for group in retention.rules().groups))
        for field in form.fields():
            tells = field.privacy in (PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT) or field.type in WRITTEN
            if (
                tells
                and f"{form.id}/{field.pattern}" not in KEPT
                and field.type not in (FieldType.GROUP, FieldType.COMPUTED, FieldType.WORKER)
            ):
                assert field.pattern in taken, (form.id, field.pattern)


def test_the_anonymous_row_stays_when_the_sheet_is_saved_again(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    clock.advance(days=5 * 366)
    apply(session)
    before = counted(session.conn)
    codes = [one.code for one in session.library.definitions.list("L12").entries]
    put(session, code, "identity", next(r.id for r in records.of_case(session.conn, case) if r.form == "identity"),
        civil_status=codes[0])  # fmt: skip
    assert counted(session.conn) == before


def test_a_case_that_is_opened_again_takes_new_words(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    clock.advance(days=365)
    apply(session)
    put(session, code, "case", case, status="redeschis")
    incident = next(one.id for one in records.of_case(session.conn, case) if one.form == "incident")
    sheet = sheets.open_sheet(session, "incident", case=case, record=incident)
    sheets.save(session, sheet, {"narrative": "S-a întors."})
    sheet = sheets.open_sheet(session, "incident", case=case, record=incident)
    assert sheets.reveal(session, sheet, "narrative") == "S-a întors."


def test_what_was_typed_and_never_saved_goes_too(session: Session, clock: FixedClock) -> None:
    _code, case = closed_case(session)
    with session.vault.write(session.now()) as conn:
        for worker in ("b" * 32, session.worker.id):
            drafts.put(conn, Draft("e" * 32, case, "incident", 1, worker, {"narrative": WORD}, {}, session.now()))
        drafts.put(conn, Draft("f" * 32, None, "incident", 1, "b" * 32, {"narrative": WORD}, {}, session.now()))
    clock.advance(days=365)
    assert [one.sheets for one in retention.preview(session)] == [2]
    apply(session)
    assert drafts.of_case(session.conn, case) == []
    assert len(drafts.of_record(session.conn, "f" * 32)) == 1  # of no case


def test_the_words_of_a_request_go_with_the_texts(session: Session, clock: FixedClock) -> None:
    code, _case = closed_case(session)
    erasure.request(session, code, "cerere", f"{WORD} a cerut")
    clock.advance(days=5 * 366)
    apply(session)
    assert [one.words for one in erasure.every(session)] == [""]
    with closing(session.vault.connect_bare()) as conn:
        assert not traces(conn, WORD)


# --- what nothing takes away ------------------------------------------------------------------------------------------


def test_a_case_that_is_held_back_is_shown_and_stays(session: Session, clock: FixedClock) -> None:
    code, _case = closed_case(session)
    erasure.hold(session, code)
    clock.advance(days=365)
    (found,) = retention.preview(session)
    assert found.held
    refused("retention-not-due", lambda: retention.apply(session, [found], "UN4"))
    assert [row.code for row in cases.find(session, WORD)] == [code]
    erasure.release(session, code)
    assert apply(session).files == 1


def test_a_case_that_was_opened_again_since_the_list_was_read_stays(session: Session, clock: FixedClock) -> None:
    code, case = closed_case(session)
    _other, gone = closed_case(session, "Altcineva")
    clock.advance(days=365)
    chosen = retention.preview(session)
    put(session, code, "case", case, status="redeschis")
    done = retention.apply(session, chosen, "UN4")
    assert (done.cases, done.left) == (1, 1)
    incident = next(one for one in records.of_case(session.conn, case) if one.form == "incident")
    assert "narrative" in incident.body
    assert "narrative" not in next(r for r in records.of_case(session.conn, gone) if r.form == "incident").body


def test_the_code_of_the_office_is_typed_and_only_a_lead_does_it(session: Session, clock: FixedClock) -> None:
    closed_case(session)
    clock.advance(days=365)
    chosen = retention.preview(session)
    refused("not-confirmed", lambda: retention.apply(session, chosen, "UN5"))
    as_role(session, "worker")
    refused("not-allowed", lambda: retention.apply(session, chosen, "UN4"))
    refused("not-allowed", lambda: retention.preview(session))
    assert tombs.count(session.conn) == 0


def test_a_sealed_case_is_counted_and_left_to_those_who_can_read_it(session: Session, clock: FixedClock) -> None:
    _code, case = closed_case(session)
    seal_for(session, case, "w" * 32)
    clock.advance(days=365)
    assert retention.preview(session) == ()
    assert retention.count_unread(session) == 1


def test_of_a_sealed_case_that_she_can_read_the_texts_go_and_it_stays_sealed(
    session: Session, clock: FixedClock
) -> None:
    _code, case = closed_case(session)
    seal_for_me(session, case)
    clock.advance(days=365)
    assert apply(session).files == 1
    incident = next(one for one in records.of_case(session.conn, case) if one.form == "incident")
    assert "narrative" not in incident.body
    with closing(session.vault.connect_bare()) as conn:
        bodies = [row[0] for row in conn.execute("SELECT body FROM record WHERE case_id = ?", (case,))]
        bodies += [row[0] for row in conn.execute("SELECT sets FROM revision WHERE case_id = ?", (case,))]
    assert all(body.startswith("~") for body in bodies)


def test_a_restored_copy_forgets_the_answers_again(session: Session, clock: FixedClock) -> None:
    _code, case = closed_case(session)
    with closing(session.vault.connect_bare()) as conn:
        before = [tuple(row) for row in conn.execute("SELECT id, body FROM record ORDER BY id")]
        revisions = [tuple(row) for row in conn.execute("SELECT id, sets FROM revision ORDER BY id")]
    clock.advance(days=5 * 366)
    apply(session)
    with closing(session.vault.connect_bare()) as conn:  # as they stand in an older copy
        conn.executemany("UPDATE record SET body = ?2 WHERE id = ?1", before)
        conn.executemany("UPDATE revision SET sets = ?2 WHERE id = ?1", revisions)
        conn.execute("DELETE FROM erased")
        beside = store.read_file(session.vault.path / store.FILE, store.key_of(conn))
        assert store.reapply(conn, beside) == 2
        assert not traces(conn, WORD)
    assert "narrative" not in next(r for r in records.of_case(session.conn, case) if r.form == "incident").body


def test_in_a_sealed_case_they_go_again_when_somebody_opens_it_who_can_read_it(
    session: Session, clock: FixedClock
) -> None:
    """A restored copy has them under a key that the restoring did not have."""
    _code, case = closed_case(session)
    seal_for_me(session, case)
    with closing(session.vault.connect_bare()) as conn:
        before = [tuple(row) for row in conn.execute("SELECT id, body FROM record ORDER BY id")]
        revisions = [tuple(row) for row in conn.execute("SELECT id, sets FROM revision ORDER BY id")]
    clock.advance(days=365)
    apply(session)
    with closing(session.vault.connect_bare()) as conn:
        conn.executemany("UPDATE record SET body = ?2 WHERE id = ?1", before)
        conn.executemany("UPDATE revision SET sets = ?2 WHERE id = ?1", revisions)
        keyring.give(conn, keyring.Keyring())
        assert store.reapply(conn, tombs.every(conn)) == 0  # nobody could read it there
    incident = next(one.id for one in records.of_case(session.conn, case) if one.form == "incident")
    assert any("narrative" in one.sets for one in records.revisions(session.conn, incident))
    assert erased_list.settle(session) == 1
    assert not any("narrative" in one.sets for one in records.revisions(session.conn, incident))
    assert access_log.page(session.conn, 1)[0].verb == "erased-again"
    assert erased_list.settle(session) == 0


def test_a_backup_is_made_afterwards(session: Session, clock: FixedClock) -> None:
    closed_case(session)
    clock.advance(days=365)
    apply(session)
    made = backup.last(session.vault.path)
    assert made is not None
    assert made.commit_no == session.vault.commit_no
