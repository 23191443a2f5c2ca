"""Two people answered one question: everything is listed, nothing is lost, and a person decides."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from db import access_log, authors, records, sealing
from db.authors import Author
from db.hybrid import DAY
from desktop.forms.answers import is_sealed
from desktop.refusals import Refused
from desktop.services import conflict_choice, conflicts, history, people, writing
from desktop.services import records as sheets
from desktop.services.conflict_choice import NEWEST, STANDING, Rule
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.apart_room import NAME, THERE, elsewhere, knew, new_case, put


def body(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def ever_written(session: Session, record: str, path: str) -> list[Any]:
    return [one.sets[path] for one in records.revisions(session.conn, record) if path in one.sets]


def identity(session: Session, **answers: Any) -> str:
    _case, code = new_case(session)
    return put(session, code, "identity", answers)


# --- what is listed ---------------------------------------------------------------------------------------------------


def test_both_values_are_there_with_authors_offices_and_dates(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"}, office="BL2")
    (found,) = conflicts.listed(session)
    assert [(v.value, v.worker, v.office, v.stands) for v in found.values] == [
        ("Una", session.worker.name, "UN4", False),
        ("Alta", NAME, "BL2", True),
    ]
    assert all(v.at is not None for v in found.values)
    assert found.head.kind == conflicts.VALUE and not found.head.safety and found.may_combine
    assert found.head.code and found.head.ids == (session.worker.id, THERE) and found.head.offices == ("UN4", "BL2")


def test_different_answers_of_one_sheet_are_no_conflict(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"last_name": "Alta"})
    assert conflicts.heads(session) == ()
    assert body(session, record)["first_name"] == "Una" and body(session, record)["last_name"] == "Alta"


def test_the_safer_one_stands_meanwhile_whoever_wrote_last_and_comes_first(session: Session) -> None:
    record = identity(session, first_name="Una", letter_safe=False)
    elsewhere(session, record, {"letter_safe": True, "first_name": "Alta"})
    first, second = conflicts.listed(session)
    assert first.head.path == "letter_safe" and first.head.safety and first.standing is False
    assert not second.head.safety and second.standing == "Alta"
    assert conflicts.in_danger(session) == {first.head.case}


def test_a_case_is_in_danger_no_more_once_the_answer_about_safety_is_settled(session: Session) -> None:
    record = identity(session, first_name="Una", letter_safe=False)
    revision = elsewhere(session, record, {"letter_safe": True, "first_name": "Alta"})
    conflict_choice.choose(session, record, "letter_safe", revision)
    assert conflicts.in_danger(session) == frozenset()
    assert [head.path for head in conflicts.heads(session)] == ["first_name"]


def test_what_several_choices_protect_stands_though_nobody_wrote_it_so(session: Session) -> None:
    record = identity(session, do_not=["apel"])
    elsewhere(session, record, {"do_not": ["vizita"]})
    (found,) = conflicts.listed(session)
    assert found.standing == ["apel", "vizita"] and not any(value.stands for value in found.values)


def test_an_author_whose_clock_was_far_ahead_has_no_date(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"}, later=400 * DAY)
    (found,) = conflicts.listed(session)
    assert [value.at is None for value in found.values] == [False, True]


def test_a_sheet_that_belongs_to_no_case_is_listed_after_the_cases(session: Session) -> None:
    report = put(session, None, "report", {"summary": "una"})
    elsewhere(session, report, {"summary": "alta"})
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"})
    assert [(head.form, head.code is None) for head in conflicts.heads(session)] == [
        ("identity", False),
        ("report", True),
    ]


def test_of_one_case_only_its_own_are_listed(session: Session) -> None:
    one, other = identity(session, first_name="Una"), identity(session, first_name="Doua")
    for record in (one, other):
        elsewhere(session, record, {"first_name": "Alta"})
    assert {head.record for head in conflicts.heads(session)} == {one, other}
    for head in conflicts.heads(session):
        assert [each.record for each in conflicts.heads(session, head.code)] == [head.record]
    with pytest.raises(Refused, match="no-such-case"):
        conflicts.heads(session, "UN4-26-00000")


def test_reading_the_values_opens_the_case_and_reading_where_they_are_does_not(session: Session) -> None:
    for record in (identity(session, first_name="Una"), identity(session, first_name="Doua")):
        elsewhere(session, record, {"first_name": "Alta"})
    heads = conflicts.heads(session)
    assert not [entry for entry in access_log.page(session.conn, 100) if entry.verb == "opened"]
    conflicts.listed(session)
    opened = {entry.object for entry in access_log.page(session.conn, 100) if entry.verb == "opened"}
    assert opened == {head.case for head in heads}


# --- what is decided --------------------------------------------------------------------------------------------------


def test_the_chosen_one_stands_and_the_other_stays_in_the_history(session: Session, clock: FixedClock) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"})
    (found,) = conflicts.listed(session)
    clock.advance(minutes=1)
    conflict_choice.choose(session, record, "first_name", found.values[0].revision)
    assert body(session, record)["first_name"] == "Una" and conflicts.heads(session) == ()
    assert ever_written(session, record, "first_name") == ["Una", "Alta", "Una"]
    assert [e.verb for e in access_log.page(session.conn, 1)] == ["conflict-settled"]


def test_one_that_came_while_somebody_was_choosing_is_not_replaced(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"})
    (found,) = conflicts.listed(session)
    elsewhere(session, record, {"first_name": "A treia"}, worker="d" * 32)
    conflict_choice.choose(session, record, "first_name", found.values[0].revision, seen=found.seen)
    assert sorted(v.value for v in conflicts.one(session, record, "first_name").values) == ["A treia", "Una"]


def test_what_was_settled_meanwhile_is_not_settled_again(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"})
    (found,) = conflicts.listed(session)
    conflict_choice.choose(session, record, "first_name", found.values[0].revision)
    for again in (
        lambda: conflict_choice.choose(session, record, "first_name", found.values[1].revision),
        lambda: conflict_choice.combine(session, record, "first_name", "Alta"),
        lambda: conflict_choice.keep_both(session, record, "first_name"),
        lambda: conflicts.one(session, record, "first_name"),
    ):
        with pytest.raises(Refused, match="conflict-gone"):
            again()
    assert body(session, record)["first_name"] == "Una"


def test_a_common_answer_stands_in_the_shape_of_its_field(session: Session) -> None:
    record = identity(session, do_not=["apel"], first_name="Una")
    elsewhere(session, record, {"do_not": ["vizita"], "first_name": "Alta"})
    conflict_choice.combine(session, record, "do_not", ["sms", "apel"])
    assert body(session, record)["do_not"] == ["apel", "sms"]
    with pytest.raises(Refused) as refused:
        conflict_choice.combine(session, record, "first_name", ["not", "a", "name"])
    assert (refused.value.code, refused.value.facts["field"]) == ("bad-value", "first_name")
    assert len(conflicts.one(session, record, "first_name").values) == 2


def test_what_only_its_own_page_writes_is_chosen_and_never_typed(session: Session) -> None:
    case, code = new_case(session)
    asked = secrets.token_hex(16)
    form = session.library.definitions.form("approval")
    with session.vault.write(session.now()) as conn:
        writing.write(
            session, conn, record=asked, case=case, form=form, sets={"subject": "plan"}, replaces={}, earlier=[]
        )
    elsewhere(session, asked, {"decision": "aprobat"}, knowing=knew(session, asked))
    elsewhere(session, asked, {"decision": "inapoi"}, worker="d" * 32)
    (found,) = conflicts.listed(session, code)
    assert not found.may_combine and found.standing == "inapoi"
    with pytest.raises(Refused, match="only-by-its-act"):
        conflict_choice.combine(session, asked, "decision", "aprobat")
    conflict_choice.choose(session, asked, "decision", found.values[0].revision)
    assert body(session, asked)["decision"] == found.values[0].value


def test_both_texts_stand_whole_under_who_wrote_them(session: Session) -> None:
    _case, code = new_case(session)
    note = put(session, code, "note", {"type": "telefon", "note": "Întâiul text.\nCu două rânduri."})
    elsewhere(session, note, {"note": "Al doilea text."})
    (found,) = conflicts.listed(session, code)
    assert found.may_keep_both
    conflict_choice.keep_both(session, note, "note")
    text = body(session, note)["note"]
    assert "Întâiul text.\nCu două rânduri.\n\n[" in text and text.endswith("Al doilea text.")
    assert text.count(NAME) == 1 and text.count(session.worker.name) == 1 and text.count("UN4") == 2
    assert conflicts.heads(session) == ()


def test_both_sealed_texts_stay_sealed(session: Session) -> None:
    case, code = new_case(session)
    incident = put(session, code, "incident", {"narrative": "cuvinte pecetluite"})
    with session.vault.write(session.now()):
        there = sealing.seal(session.vault, case, "alte cuvinte pecetluite")
    elsewhere(session, incident, {"narrative": there})
    conflict_choice.keep_both(session, incident, "narrative")
    value = body(session, incident)["narrative"]
    assert is_sealed(value)
    text = sealing.unseal(session.vault, case, value)
    assert "cuvinte pecetluite" in text and "alte cuvinte pecetluite" in text
    assert all("pecetluite" not in str(one.sets) for one in records.revisions(session.conn, incident))


def test_texts_that_are_too_long_together_are_both_left(session: Session) -> None:
    _case, code = new_case(session)
    note = put(session, code, "note", {"note": "a" * 15_000})
    elsewhere(session, note, {"note": "b" * 15_000})
    with pytest.raises(Refused, match="both-too-long"):
        conflict_choice.keep_both(session, note, "note")
    assert len(conflicts.one(session, note, "note").values) == 2


def test_only_texts_are_both_kept(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"first_name": "Alta"})
    with pytest.raises(Refused, match="no-texts-to-keep"):
        conflict_choice.keep_both(session, record, "first_name")


# --- a row that was taken away here and written there -----------------------------------------------------------------


def phones(session: Session) -> tuple[str, str]:
    """A sheet with a telephone that was taken away here while it was written in there."""
    answers = {"phones/r1/number": "+37369000001", "phones/r1/safe_call": False, "phones/r1/safe_sms": False}
    record = identity(session, **answers)
    before = knew(session, record)
    sheet = sheets.open_sheet(session, "identity", record=record)
    sheets.save(session, sheet, dict.fromkeys(("phones/r1", *answers)))
    assert not any(path.startswith("phones/") for path in body(session, record))
    elsewhere(session, record, {"phones/r1/safe_sms": True}, knowing=before)
    return record, "phones/r1"


def test_a_row_that_was_written_meanwhile_stays_and_is_asked_about(session: Session) -> None:
    record, row = phones(session)
    assert body(session, record)["phones/r1/safe_sms"] is True
    (found,) = conflicts.listed(session)
    assert (found.head.path, found.head.kind, found.standing) == (row, conflicts.ROW, True)
    assert [(value.value, value.worker) for value in found.values] == [(None, session.worker.name), (True, NAME)]


def test_the_row_that_is_kept_has_all_its_answers_again(session: Session) -> None:
    record, row = phones(session)
    (found,) = conflicts.listed(session)
    conflict_choice.choose(session, record, row, found.values[1].revision)
    stands = body(session, record)
    assert stands["phones/r1/number"] == "+37369000001" and stands["phones/r1/safe_call"] is False
    assert stands["phones/r1/safe_sms"] is True and conflicts.heads(session) == ()


def test_the_row_that_goes_goes_whole_and_stays_in_the_history(session: Session) -> None:
    record, row = phones(session)
    (found,) = conflicts.listed(session)
    conflict_choice.choose(session, record, row, found.values[0].revision)
    assert not any(path.startswith("phones/") for path in body(session, record))
    assert conflicts.heads(session) == () and True in ever_written(session, record, "phones/r1/safe_sms")


# --- many at once -----------------------------------------------------------------------------------------------------


def many(session: Session, count: int = 3) -> list[str]:
    made = []
    for number in range(count):
        record = identity(session, first_name=f"Una {number}", letter_safe=False)
        elsewhere(session, record, {"first_name": f"Alta {number}", "letter_safe": True})
        made.append(record)
    return made


def of_kind(session: Session, path: str) -> list[tuple[str, str]]:
    return [(head.record, head.path) for head in conflicts.heads(session) if head.group == ("identity", path)]


def test_many_of_one_kind_are_settled_by_one_rule(session: Session) -> None:
    made = many(session)
    done = conflict_choice.choose_many(session, of_kind(session, "first_name"), Rule(NEWEST))
    assert (done.settled, done.left) == (3, 0)
    assert [body(session, one)["first_name"] for one in made] == ["Alta 0", "Alta 1", "Alta 2"]
    assert of_kind(session, "first_name") == [] and len(of_kind(session, "letter_safe")) == 3


def test_one_persons_answers_stand_where_there_are_any(session: Session) -> None:
    made = many(session, 2)
    elsewhere(session, made[0], {"last_name": "x"}, worker="d" * 32)
    elsewhere(session, made[0], {"last_name": "y"}, worker="c" * 32)
    wanted = [*of_kind(session, "first_name"), *of_kind(session, "last_name")]
    done = conflict_choice.choose_many(session, wanted, Rule(session.worker.id))
    assert (done.settled, done.left) == (2, 1)
    assert [body(session, one)["first_name"] for one in made] == ["Una 0", "Una 1"]


def test_what_is_about_safety_is_settled_by_the_dozen_only_to_the_safe_side(session: Session) -> None:
    made = many(session)
    wanted = of_kind(session, "letter_safe")
    for rule in (Rule(NEWEST), Rule(THERE)):
        done = conflict_choice.choose_many(session, wanted, rule)
        assert (done.settled, done.left) == (0, 3)
    done = conflict_choice.choose_many(session, wanted, Rule(STANDING))
    assert (done.settled, done.left) == (3, 0)
    assert all(body(session, one)["letter_safe"] is False for one in made)


def test_what_all_protect_together_can_stand_for_good(session: Session) -> None:
    record = identity(session, do_not=["apel"])
    elsewhere(session, record, {"do_not": ["vizita"]})
    conflict_choice.choose_many(session, [(record, "do_not")], Rule(STANDING))
    assert body(session, record)["do_not"] == ["apel", "vizita"] and conflicts.heads(session) == ()


def test_stopped_in_the_middle_what_was_settled_stays_and_the_rest_waits(session: Session) -> None:
    many(session)

    def stop(done: int, _total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conflict_choice.choose_many(session, of_kind(session, "first_name"), Rule(NEWEST), stop)
    assert len(of_kind(session, "first_name")) == 2


# --- what needs no choice ---------------------------------------------------------------------------------------------


def test_what_was_written_in_parallel_needs_no_choice_and_the_history_says_so(session: Session) -> None:
    record = identity(session, first_name="Una")
    before = knew(session, record)
    sheets.save(session, sheets.open_sheet(session, "identity", record=record), {"sex": "F"})
    elsewhere(session, record, {"last_name": "Alta"}, knowing=before, later=-1)
    assert conflicts.heads(session) == () and body(session, record)["last_name"] == "Alta"
    versions = history.history(session, record).versions
    assert [(one.parallel, one.elsewhere) for one in versions] == [(False, False), (True, True), (False, False)]


def test_what_came_in_its_turn_was_not_written_in_parallel(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"last_name": "Alta"}, knowing=knew(session, record))
    sheets.save(session, sheets.open_sheet(session, "identity", record=record), {"sex": "F"})
    assert not any(one.parallel for one in history.history(session, record).versions)


def test_the_history_names_somebody_of_another_computer(session: Session) -> None:
    record = identity(session, first_name="Una")
    elsewhere(session, record, {"last_name": "Alta"})
    newest = history.history(session, record).versions[0]
    assert newest.worker == NAME and newest.elsewhere
    assert people.names(session)[THERE] == NAME and people.name_of(session, THERE) == NAME


def test_a_name_of_here_is_not_changed_by_what_somebody_elsewhere_calls_it(session: Session) -> None:
    with session.vault.write(session.now()) as conn:
        authors.put(conn, [Author(session.worker.id, "Altcineva", "BL2")])
    assert people.name_of(session, session.worker.id) == session.worker.name
    assert people.names(session)[session.worker.id] == session.worker.name
