"""A case goes to another office: by her consent, whole or in part, answered, taken back, lost on the way, twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import attachments, cases, erasure, records, sealing
from db.keys import KdfCost
from desktop.forms.local import Added
from desktop.forms.schema import FieldType
from desktop.refusals import Refused
from desktop.services import (
    access,
    frame,
    ledger,
    local_forms,
    merge_out,
    narrative,
    pc_invite,
    pcs,
    retention,
    standing,
    sync,
    transfer_list,
    transfers,
    without_consent,
)
from desktop.services.session import Session
from desktop.services.transfers import Sheet, Wanted
from tests.conftest import FixedClock
from tests.db.erasing import every_value
from tests.desktop.bundle.desks import PASSPHRASE, acquaint, as_role, desk
from tests.desktop.services.test_team import put
from tests.desktop.services.transfer_room import ACCOUNT, HOME, OLD_NAME, SAFE, UNSAFE, Pair, bodies


@pytest.fixture
def pair(tmp_path: Path, clock: FixedClock) -> Iterator[Pair]:
    made = Pair(tmp_path, clock)
    yield made
    made.close()


# --- from hand to hand ------------------------------------------------------------------------------------------------


def test_a_case_goes_over_with_everything_but_her_account(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    assert (pair.mark(pair.one), pair.mark(pair.other)) == ("offered:CR1", "pending:UN4")
    answer = transfers.accept(pair.other, sheet.record, pair.stick)
    assert pair.mark(pair.other) is None
    assert pair.bring(answer.file, pair.one).status == "imported"
    assert pair.mark(pair.one) == "gone:CR1"
    assert standing.of_case(pair.one, pair.case)[0].state == standing.State.CONFIRMED, "an answer says that it came"
    here, there = (
        {r.id: (r.form, dict(r.body)) for r in records.of_case(s.conn, pair.case)} for s in (pair.one, pair.other)
    )
    told = next(body for form, body in here.values() if form == "incident").pop("narrative")
    assert sealing.is_sealed(told)
    there_header = there[pair.case][1]
    assert there_header.pop("case_manager") == pair.other.worker.id
    here[pair.case][1].pop("case_manager")
    assert here == there
    (file,) = [
        f for r in records.of_case(pair.other.conn, pair.case) for f in attachments.of_record(pair.other.conn, r.id)
    ]
    assert attachments.read(pair.other.conn, file.id).startswith(b"\xff\xd8")
    put(pair.other, pair.code, "note", note="A ajuns cu bine.")
    with pytest.raises(Refused, match="case-moved"):
        put(pair.one, pair.code, "note", note="Nu mai e aici.")


def test_her_account_goes_where_her_consent_names_it(pair: Pair) -> None:
    pair.agree("dosar_intreg", "relatare")
    pair.offered(with_account=True)
    (incident,) = bodies(pair.other, pair.case, "incident")
    assert sealing.is_sealed(incident["narrative"])
    assert sealing.unseal(pair.other.vault, pair.case, incident["narrative"]) == ACCOUNT


def test_by_role_only_what_the_role_needs_and_what_stands_now_leaves(pair: Pair) -> None:
    """No second telephone, no surname, no note, no picture, no earlier first name; what is worked out is told apart."""
    pair.agree("cod", "prenume", "telefon_sigur", "grupa_varsta", "nevoie_urgenta", "documente")
    leaving = pair.look(role="ADP")
    assert dict(leaving.sheets).keys() == {"case", "identity", "first_evaluation"}
    assert (leaving.files, leaving.why_not) == (0, "")
    pair.offered(role="ADP")
    (identity,) = bodies(pair.other, pair.case, "identity")
    assert identity["first_name"] == "Ilincuța"
    assert identity["phones/a/number"].endswith(SAFE)
    assert {told.question: told.value for told in pair.sheet(pair.other).told} == {"identity/age_band": "36-45"}
    everything = every_value(pair.other.conn)
    for secret in (UNSAFE, "Canarescu", OLD_NAME, "poartă", "Mihăiță", ACCOUNT, "1990-03-05"):
        assert secret not in everything, secret


def test_a_copy_for_one_role_leaves_the_case_where_it_is(pair: Pair) -> None:
    pair.agree("cod", "prenume")
    sheet = pair.offered(role="ADP", copy=True)
    put(pair.one, pair.code, "note", note="Se lucrează mai departe.")
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    assert (pair.mark(pair.one), pair.mark(pair.other)) == (None, "copy:UN4")
    with pytest.raises(Refused, match="case-copy"):
        put(pair.other, pair.code, "note", note="Nu e al nostru.")


# --- what lets it go --------------------------------------------------------------------------------------------------


def test_nothing_goes_without_a_consent_in_force_for_this_institution(pair: Pair) -> None:
    assert (pair.look().why_not, pair.look().reason) == ("transfer-nothing-agreed", "no-consent")
    pair.agree("dosar_intreg")
    assert pair.look().why_not == ""
    assert pair.look(institution="Alt adăpost").reason == "other-institution"
    with pytest.raises(Refused, match="transfer-nothing-agreed"):
        transfers.offer(pair.one, pair.look(institution="Alt adăpost"), pair.stick)
    with pytest.raises(Refused, match="transfer-account-agreed"):
        transfers.offer(pair.one, pair.look(with_account=True), pair.stick)
    assert list(pair.stick.iterdir()) == []
    assert pair.mark(pair.one) is None
    pair.clock.advance(days=30)
    assert pair.look().reason == "expired"


def test_a_stated_ground_opens_the_way_and_stands_in_the_ledger(pair: Pair) -> None:
    words = "Persoana indicată ca agresor o caută la locuința de aici."
    asked = without_consent.Asked("pericol_vital", words, "adapost", HOME, ("dosar_intreg",))
    without_consent.ask(pair.one, pair.case, asked)
    pair.offer()
    left = next(one for one in ledger.ledger(pair.one, pair.case).disclosures if one.what == "dosar")
    assert (left.institution, left.data, left.consent) == (HOME, ("dosar_intreg",), "")
    assert [one.institution for one in ledger.ledger(pair.one, pair.case).holders] == [HOME]


def test_what_left_is_in_the_ledger_of_both(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.offered()
    for session in (pair.one, pair.other):
        (left,) = [one for one in ledger.ledger(session, pair.case).disclosures if one.what == "dosar"]
        assert (left.institution, left.recipient) == (HOME, "adapost")
        assert left.consent
        assert [data for data, _reason in left.withheld] == ["relatare"]


def test_a_file_that_could_not_be_written_leaves_no_trace_of_a_transfer(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    with pytest.raises(Refused):
        transfers.offer(pair.one, pair.look(), pair.folder / "nowhere" / "a.ancora")
    assert pair.mark(pair.one) is None
    assert ledger.ledger(pair.one, pair.case).holders == ()
    assert records.of_form(pair.one.conn, "transfer") == []


def test_what_changed_since_it_was_looked_at_does_not_leave(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    seen = pair.look()
    put(pair.one, pair.code, "note", note="Scris între timp.")
    with pytest.raises(Refused, match="transfer-changed"):
        transfers.offer(pair.one, seen, pair.stick)


def test_a_sealed_case_stays(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    note = next(one.id for one in records.of_case(pair.one.conn, pair.case) if one.form == "note")
    access.seal_sheet(pair.one, note, [pair.one.worker.id], "lead")
    with pytest.raises(Refused, match="transfer-sealed"):
        pair.look()


def test_no_case_goes_to_a_region_or_to_the_other_country(pair: Pair, tmp_path: Path, clock: FixedClock) -> None:
    pair.agree("dosar_intreg")
    region, abroad = desk(tmp_path, "RUN", clock, kind="region"), desk(tmp_path, "IS1", clock, country="RO")
    (tmp_path / "cards").mkdir()
    acquaint(tmp_path / "cards", pair.one, region, abroad)
    for code, why in (("RUN", "transfer-to-office"), ("IS1", "only-statistics-cross"), ("XX9", "no-such-office")):
        with pytest.raises(Refused, match=why):
            pair.look(to=code)
    for session in (region, abroad):
        session.vault.close(session.now())


# --- answered, taken back, lost, repeated -----------------------------------------------------------------------------


def test_a_rejected_case_is_taken_away_there_and_ours_again(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered(note="Vine cu trenul de seară.")
    answer = transfers.reject(pair.other, sheet.record, "lipsa_locuri", pair.stick)
    assert cases.get(pair.other.conn, pair.case) is None
    everything = every_value(pair.other.conn)
    for secret in ("Canarescu", "Ilincuța", SAFE, "poartă", "trenul", HOME):
        assert secret not in everything, secret
    pair.bring(answer.file, pair.one)
    assert pair.mark(pair.one) is None
    assert (pair.sheet(pair.one).transfer.state, pair.sheet(pair.one).refusal) == ("respins", "lipsa_locuri")
    put(pair.one, pair.code, "note", note="Se caută alt loc.")


def test_what_was_rejected_may_be_offered_again(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.bring(transfers.reject(pair.other, pair.offered().record, "lipsa_locuri", pair.stick).file, pair.one)
    fate = pair.bring(pair.offer(), pair.other)
    assert (fate.status, fate.code) == ("imported", None)
    assert pair.mark(pair.other) == "pending:UN4"
    last = max((transfers.one(pair.other, r.id) for r in records.of_form(pair.other.conn, "transfer")), key=_number)
    transfers.accept(pair.other, last.record, pair.stick)
    assert pair.mark(pair.other) is None
    assert bodies(pair.other, pair.case, "identity")[0]["first_name"] == "Ilincuța"


def test_an_offer_that_was_taken_back_goes_away_there_in_whatever_order_it_is_heard(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    file = pair.offer()
    back = transfers.cancel(pair.one, pair.sheet(pair.one).record, pair.stick).file
    put(pair.one, pair.code, "note", note="Rămâne aici.")
    assert pair.bring(back, pair.other).status == "imported"
    fate = pair.bring(file, pair.other)
    assert (fate.status, fate.code) == ("imported", "transfer-not-kept")
    assert cases.get(pair.other.conn, pair.case) is None
    assert "Canarescu" not in every_value(pair.other.conn)
    with pytest.raises(Refused, match="transfer-not-waiting"):
        transfers.accept(pair.other, pair.sheet(pair.other).record, pair.stick)


def test_the_same_file_twice_changes_nothing(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    file = pair.offer()
    pair.bring(file, pair.other)
    before = every_value(pair.other.conn)
    assert pair.bring(file, pair.other).status == "already-imported"
    assert every_value(pair.other.conn) == before


def test_a_lost_answer_is_written_again_and_so_is_a_lost_offer(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.offer().unlink()
    sheet = pair.sheet(pair.one)
    again = transfers.again(pair.one, sheet.record, pair.stick).file
    assert pair.bring(again, pair.other).status == "imported"
    transfers.accept(pair.other, sheet.record, pair.stick).file.unlink()
    assert pair.mark(pair.one) == "offered:CR1"
    answer = transfers.again(pair.other, sheet.record, pair.stick).file
    pair.bring(answer, pair.one)
    assert pair.mark(pair.one) == "gone:CR1"


def test_what_may_no_longer_go_is_not_sent_again(pair: Pair) -> None:
    """She took her consent back meanwhile; the offer can still be taken back."""
    pair.agree("dosar_intreg")
    pair.offer()
    pair.clock.advance(days=40)
    with pytest.raises(Refused, match="transfer-nothing-agreed"):
        transfers.again(pair.one, pair.sheet(pair.one).record, pair.stick)
    transfers.cancel(pair.one, pair.sheet(pair.one).record, pair.stick)
    assert pair.mark(pair.one) is None


def test_taken_back_here_and_accepted_there_a_lead_decides(pair: Pair) -> None:
    """Both wrote meanwhile; nothing is lost, one office has it, and both know which."""
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    back = transfers.cancel(pair.one, sheet.record, pair.stick).file
    answer = transfers.accept(pair.other, sheet.record, pair.stick).file
    put(pair.one, pair.code, "note", note="Scris la UN4.")
    put(pair.other, pair.code, "note", note="Scris la CR1.")
    assert pair.bring(back, pair.other).code == "transfer-crossed"
    assert pair.bring(answer, pair.one).code == "transfer-crossed"
    assert (pair.mark(pair.one), pair.mark(pair.other)) == ("gone:CR1", None)
    assert pair.sheet(pair.one).crossed
    settled = transfers.settle(pair.one, sheet.record, "anulat", pair.stick).file
    assert pair.mark(pair.one) is None
    pair.bring(settled, pair.other)
    assert pair.mark(pair.other) == "gone:UN4"
    returned = transfers.again(pair.other, sheet.record, pair.stick).file
    assert pair.bring(returned, pair.one).code == "transfer-late-work"
    assert {"Scris la UN4.", "Scris la CR1."} <= {str(one["note"]) for one in bodies(pair.one, pair.case, "note")}


def test_nothing_is_to_decide_where_both_agree(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    with pytest.raises(Refused, match="transfer-agreed-on"):
        transfers.settle(pair.one, sheet.record, "anulat", pair.stick)


def test_a_case_comes_back_with_what_was_done_there(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    put(pair.other, pair.code, "note", note="Trei luni la CR1.")
    there = put_consent(pair, pair.other, "Oficiul Ungheni")
    assert there
    wanted = Wanted(pair.case, "UN4", reason="familie", institution="Oficiul Ungheni")
    file = transfers.offer(pair.other, transfers.look(pair.other, wanted), pair.stick).file
    assert pair.bring(file, pair.one).status == "imported"
    assert pair.mark(pair.one) == "pending:CR1"
    second = max((transfers.one(pair.one, r.id) for r in records.of_form(pair.one.conn, "transfer")), key=_number)
    pair.bring(transfers.accept(pair.one, second.record, pair.stick).file, pair.other)
    assert (pair.mark(pair.one), pair.mark(pair.other)) == (None, "gone:UN4")
    assert "Trei luni la CR1." in {one["note"] for one in bodies(pair.one, pair.case, "note")}


# --- what must not come in --------------------------------------------------------------------------------------------


def test_a_file_for_one_office_opens_in_no_other(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    assert pair.bring(pair.offer(), pair.third).code == "not-for-us"


def test_what_was_erased_here_does_not_come_back(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.offered()
    with pair.other.vault.write(pair.other.now()) as conn:
        erasure.case(conn, pair.case, "erasure", "2026-11-24")
    again = transfers.again(pair.one, pair.sheet(pair.one).record, pair.stick).file
    assert pair.bring(again, pair.other).code == "transfer-of-erased"
    assert cases.get(pair.other.conn, pair.case) is None


def test_nobody_offers_a_case_that_another_office_answers_for(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    with pytest.raises(Refused, match="case-moved"):
        pair.look(to="BR2")


def test_only_a_lead_lets_a_case_go_or_takes_one(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    for session in (pair.one, pair.other):
        as_role(session, "worker")
    with pytest.raises(Refused, match="not-allowed"):
        pair.look()
    with pytest.raises(Refused, match="not-allowed"):
        transfers.accept(pair.other, sheet.record, pair.stick)


def _number(sheet: Sheet) -> int:
    return sheet.transfer.number


def put_consent(pair: Pair, session: Session, institution: str) -> bool:
    answers: dict[str, Any] = {
        "explained_on": "2026-11-24", "signature": {"how": "paper", "on": "2026-11-24"},
        "release/a/recipient": "asistenta_sociala", "release/a/agreed": "da", "release/a/institution": institution,
        "release/a/data": ["dosar_intreg"], "release/a/valid_until": "2026-12-20",
    }  # fmt: skip
    return bool(put(session, pair.code, "consent", **answers))


# --- two computers of one office --------------------------------------------------------------------------------------


@pytest.fixture
def beside(pair: Pair) -> Iterator[Session]:
    """Another computer of the office to which the case is offered."""
    made = pc_invite.invite(pair.other, pair.folder / "pc.ancora-invite")
    found = pc_invite.open_invite(made.file, "-".join(made.groups), pair.clock())
    cost = KdfCost.for_tests()
    joined = pc_invite.join(
        pair.folder / "pc2", found, worker="Altă persoană", passphrase=PASSPHRASE, clock=pair.clock, cost=cost
    )
    yield joined
    joined.vault.close(joined.now())


def merge(pair: Pair, giver: Session, taker: Session) -> None:
    for pc in pcs.others(giver):
        file = merge_out.export_merge(giver, pc.id, pair.stick).file
        assert pair.bring(file, taker).status == "imported"


def test_the_other_computer_of_the_office_knows_where_a_case_is(pair: Pair, beside: Session) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    merge(pair, pair.other, beside)
    assert pair.mark(beside) == "pending:UN4"
    transfers.accept(pair.other, sheet.record, pair.stick)
    merge(pair, pair.other, beside)
    assert pair.mark(beside) is None
    put(beside, pair.code, "note", note="Scris pe al doilea calculator.")


def test_what_one_computer_rejected_goes_from_the_other_too(pair: Pair, beside: Session) -> None:
    pair.agree("dosar_intreg")
    sheet = pair.offered()
    merge(pair, pair.other, beside)
    transfers.reject(pair.other, sheet.record, "lipsa_locuri", pair.stick)
    merge(pair, pair.other, beside)
    assert cases.get(beside.conn, pair.case) is None
    assert "Canarescu" not in every_value(beside.conn)
    merge(pair, beside, pair.other)
    assert cases.get(pair.other.conn, pair.case) is None


def test_work_that_a_second_computer_brings_after_the_case_left_follows_it(pair: Pair, tmp_path: Path) -> None:
    """She wrote on the second computer before anybody there knew that the case had been offered; nothing is lost."""
    made = pc_invite.invite(pair.one, pair.folder / "one.ancora-invite")
    found = pc_invite.open_invite(made.file, "-".join(made.groups), pair.clock())
    second = pc_invite.join(
        tmp_path / "second", found, worker="Altă persoană", passphrase=PASSPHRASE, clock=pair.clock,
        cost=KdfCost.for_tests(),
    )  # fmt: skip
    pair.agree("dosar_intreg")
    merge(pair, pair.one, second)
    sheet = pair.offered()
    pair.bring(transfers.accept(pair.other, sheet.record, pair.stick).file, pair.one)
    put(second, pair.code, "note", note="Scris fără să știe.")
    merge(pair, second, pair.one)
    assert pair.mark(pair.one) == "gone:CR1"
    (listed,) = transfer_list.listed(pair.one)
    assert listed.waits == "work"
    fate = pair.bring(transfers.again(pair.one, sheet.record, pair.stick).file, pair.other)
    assert (fate.status, fate.code) == ("imported", "transfer-late-work")
    assert "Scris fără să știe." in {one["note"] for one in bodies(pair.other, pair.case, "note")}
    assert transfer_list.listed(pair.one)[0].waits == ""
    second.vault.close(second.now())


# --- what stays in the office that had it -----------------------------------------------------------------------------


def test_what_stays_of_a_case_that_left_goes_after_the_same_years_as_a_closed_one(pair: Pair) -> None:
    """Nobody closes it here any more; the years run from the day on which the other office took it."""
    pair.agree("dosar_intreg")
    pair.bring(transfers.accept(pair.other, pair.offered().record, pair.stick).file, pair.one)
    assert retention.preview(pair.one) == ()
    pair.clock.advance(days=5 * 366)
    due = retention.preview(pair.one)
    assert {one.code for one in due} == {pair.code}
    assert {one.closed_on for one in due} == {date(2026, 11, 24)}
    assert retention.preview(pair.other) == (), "there it is open"


def test_her_account_can_be_erased_where_it_stayed(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.bring(transfers.accept(pair.other, pair.offered().record, pair.stick).file, pair.one)
    narrative.purge(pair.one, pair.code, "la cererea ei, în scris", pair.code)
    assert "narrative" not in bodies(pair.one, pair.case, "incident")[0]


def test_the_frame_counts_what_waits_for_us(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    pair.offered()
    assert transfer_list.count_for_us(pair.other) == 1
    assert transfer_list.count_for_us(pair.one) == 0
    before = frame.told(pair.other).counts["sync"]
    transfers.accept(pair.other, pair.sheet(pair.other).record, pair.stick)
    assert frame.told(pair.other).counts["sync"] == before - 1


def test_what_an_office_asks_in_its_own_way_is_read_elsewhere_as_the_form_was_shipped(pair: Pair) -> None:
    """Its own question is kept and carried on; the case and its sheets stand there all the same."""
    section = pair.one.library.definitions.form("note").sections[0].id
    asked = Added(local_forms.new_id(), section, FieldType.TEXT, {"ro": "Întrebarea noastră"})
    local_forms.publish(pair.one, local_forms.add(local_forms.begin(pair.one, "note"), asked))
    put(pair.one, pair.code, "note", note="Scrisă pe fișa noastră.", **{asked.id: "răspunsul nostru"})
    pair.agree("dosar_intreg")
    pair.bring(transfers.accept(pair.other, pair.offered().record, pair.stick).file, pair.one)
    notes = bodies(pair.other, pair.case, "note")
    assert "Scrisă pe fișa noastră." in {one["note"] for one in notes}
    assert "răspunsul nostru" in str(notes), "kept, though nobody here asks it"


def test_a_stop_while_it_is_worked_out_keeps_the_offer(pair: Pair) -> None:
    pair.agree("dosar_intreg")
    file = pair.offer()

    def stop(done: int, total: int) -> None:
        if done and done == total:  # of the cases that came; the file itself is kept by then
            raise InterruptedError

    (fate,) = sync.import_files(pair.other, [file], stop)
    assert fate.status == "imported"
    assert pair.mark(pair.other) == "pending:UN4"
