"""Computers of one office: invited, joined, told of each other, copied, restored, retired; with real databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from db import alarms, backup, offices, secrets, workers
from db.errors import VaultRefused
from db.keys import KdfCost
from desktop.bundle import crypto, reader
from desktop.bundle.kinds import computers as lines
from desktop.refusals import Refused
from desktop.services import (
    cards,
    office_keys,
    outgoing,
    pc_invite,
    pc_list,
    pc_meet,
    pc_retire,
    pcs,
    rekeying,
    restoring,
    vaults,
)
from desktop.services.outgoing import Addressee, Parcel
from desktop.services.session import Session
from tests.computers import hear, invite, join, told
from tests.conftest import FixedClock
from tests.offices import PASSPHRASE, WORKER, Office, acquaint, make_office

Opened = Callable[[Office], Session]


@pytest.fixture
def first(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "first", "UN4", clock)


@pytest.fixture
def further(tmp_path: Path, clock: FixedClock, first: Office) -> Callable[[str], Office]:
    """A further computer that was invited on the first one."""

    def make(name: str, by: Office | None = None) -> Office:
        return join(tmp_path / name, "UN4", invite(by or first, tmp_path / f"stick-{name}"), clock)

    return make


@pytest.fixture
def opened() -> Iterator[Opened]:
    with ExitStack() as held:

        def open_(office: Office) -> Session:
            session = office.open()
            held.callback(vaults.close_session, session, make_backup=False)
            return session

        yield open_


def office_key(session: Session) -> bytes:
    return cards.card(session).sign_key


# --- invited and joined -----------------------------------------------------------------------------------------------


def test_a_joined_computer_is_of_the_same_office_and_has_neither_its_cases_nor_its_people(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    code = first.new_case()
    second = further("second")
    one, other = opened(first), opened(second)
    assert other.office.code == "UN4"
    assert other.office.node != one.office.node
    assert cards.card(other) == cards.card(one)
    assert secrets.get(other.conn, secrets.OFFICE_SECRET) == secrets.get(one.conn, secrets.OFFICE_SECRET)
    assert [worker.name for worker in workers.all_(other.conn)] == ["Altă persoană"]
    assert vaults.status(other).cases == 0
    assert code not in second.run("cases").out


def test_both_know_each_other_before_any_file_went(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    one, other = opened(first), opened(second)
    mine, theirs = pcs.own(one), pcs.own(other)
    assert mine is not None
    assert theirs is not None
    assert [pc.id for pc in pcs.others(one)] == [theirs.id]
    assert [pc.id for pc in pcs.others(other)] == [mine.id]
    assert (mine.number, theirs.number) == (1, 2)
    assert set(pcs.trusted(one)) == {theirs.sign_key}
    assert all(lines.is_certified("UN4", pcs.as_line(pc), office_key(one)) for pc in pcs.all_(other))


def test_what_is_sealed_to_the_office_opens_on_both_and_what_is_sealed_to_one_computer_on_that_one(
    tmp_path: Path, first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    one, other = opened(first), opened(second)
    mine, theirs = pcs.own(one), pcs.own(other)
    assert mine is not None
    assert theirs is not None
    assert pcs.identities(one)[0] == pcs.identities(other)[0]
    assert set(pcs.identities(one)) & set(pcs.identities(other)) == {cards.identity(one)}
    to = Addressee(theirs.id, "pc", "MD", theirs.box_key, False)
    parcel = Parcel("merge", [{"type": "x"}], "card-saved", sign=pcs.sign_seed(one))
    file = outgoing.send(one, to, parcel, tmp_path / "sealed.ancora").file
    trusted = {mine.sign_key: "UN4"}
    verified = reader.verify(lambda: file.open("rb"), identities=pcs.identities(other), trusted=trusted)
    assert verified.signer == mine.sign_key
    with pytest.raises(Refused, match="not-for-us"):
        reader.verify(lambda: file.open("rb"), identities=pcs.identities(one), trusted=trusted)


def test_trusted_cards_and_the_numbers_of_tables_come_along(
    tmp_path: Path, clock: FixedClock, first: Office, further: Callable[[str], Office]
) -> None:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    acquaint(first, region)
    sent = first.run("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", tmp_path / "a.ancora").one
    second = further("second")
    other = second.open()
    assert [one.code for one in offices.all_(other.conn)] == ["RUN"]
    vaults.close_session(other, make_backup=False)
    again = second.run("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", tmp_path / "b.ancora").one
    assert (again["seq"], again["records"]) == (sent["seq"], sent["records"])
    assert region.run("import", tmp_path / "a.ancora").one["status"] == "imported"
    assert region.run("import", tmp_path / "b.ancora").one["status"] == "already-imported"


def test_an_invite_holds_no_word_that_was_typed_and_no_case(tmp_path: Path, clock: FixedClock, first: Office) -> None:
    first.new_case()
    file, code = invite(first, tmp_path / "stick")
    data = file.read_bytes()
    assert b"UN4" not in data
    opened_ = pc_invite.open_invite(file, code.read_text("utf-8"), clock())
    assert WORKER not in repr(opened_)
    assert "seed" not in repr(opened_.begin)


def test_another_code_does_not_open_an_invite(tmp_path: Path, clock: FixedClock, first: Office) -> None:
    file, _code = invite(first, tmp_path / "one")
    _file, other = invite(first, tmp_path / "two")
    with pytest.raises(Refused, match="invite-other-code"):
        pc_invite.open_invite(file, other.read_text("utf-8"), clock())


@pytest.mark.parametrize("at", [0, 20, -1])
def test_a_damaged_invite_makes_nothing(tmp_path: Path, clock: FixedClock, first: Office, at: int) -> None:
    file, code = invite(first, tmp_path / "stick")
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises(Refused) as refused:
        pc_invite.open_invite(file, code.read_text("utf-8"), clock())
    assert refused.value.code in {"no-invite", "invite-other-code"}


@pytest.mark.parametrize(
    ("after", "opens"), [(timedelta(days=14), True), (timedelta(days=16), False), (timedelta(days=-400), False)]
)
def test_an_invite_counts_for_fourteen_days(
    tmp_path: Path, clock: FixedClock, first: Office, after: timedelta, opens: bool
) -> None:
    file, code = invite(first, tmp_path / "stick")
    clock.now += after
    if opens:
        assert pc_invite.open_invite(file, code.read_text("utf-8"), clock()).number == 2
    else:
        with pytest.raises(Refused, match="invite-expired"):
            pc_invite.open_invite(file, code.read_text("utf-8"), clock())


def test_a_database_is_never_joined_over_another(tmp_path: Path, clock: FixedClock, first: Office) -> None:
    invited = invite(first, tmp_path / "stick")
    before = (first.vault / "vault.db").read_bytes()
    found = pc_invite.open_invite(invited[0], invited[1].read_text("utf-8"), clock())
    with pytest.raises(VaultRefused, match="vault-exists"):
        pc_invite.join(first.vault, found, worker=WORKER, passphrase=PASSPHRASE, clock=clock, cost=KdfCost.for_tests())
    assert (first.vault / "vault.db").read_bytes() == before


def test_only_the_lead_of_an_office_invites_and_retires(tmp_path: Path, clock: FixedClock, session: Session) -> None:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region").open()
    try:
        with pytest.raises(Refused, match="not-allowed"):
            pc_invite.invite(region, tmp_path)
    finally:
        vaults.close_session(region, make_backup=False)
    assert list(tmp_path.glob("*.ancora-invite")) == []


# --- told of each other -----------------------------------------------------------------------------------------------


def test_a_third_computer_is_known_to_the_second_when_the_first_tells(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second, third = further("second"), further("third")
    one, two, three = opened(first), opened(second), opened(third)
    assert len(pcs.others(two)) == 1
    hear(two, one)
    mine = pcs.own(three)
    assert mine is not None
    assert mine.id in {pc.id for pc in pcs.others(two)}
    hear(three, two)  # and now they can talk without the first


def test_a_computer_that_the_office_never_signed_for_is_not_taken_in(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    one, two = opened(first), opened(second)
    head, said = told(one)
    known = next(line for line in said if isinstance(line, lines.Computer))
    forged = lines.Computer("f" * 32, 9, office_key(one), known.box_key, known.since, None, bytes(64))
    with pytest.raises(Refused, match="bad-record"):
        hear(two, one, (head, [*said, forged]))
    assert len(pcs.all_(two)) == 2


def test_people_and_settings_of_a_computer_are_its_own(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    one, two = opened(first), opened(second)
    names = [worker.name for worker in workers.all_(two.conn)]
    hear(two, one)
    hear(one, two)
    assert [worker.name for worker in workers.all_(two.conn)] == names
    assert [worker.name for worker in workers.all_(one.conn)] == [WORKER]


def test_two_computers_invited_at_one_time_on_two_others_are_called_differently(
    first: Office, further: Callable[..., Office], opened: Opened
) -> None:
    second = further("second")
    further("third")
    further("third-of-second", second)
    one, two = opened(first), opened(second)
    hear(one, two)
    assert sorted(pcs.names(pcs.all_(one)).values()) == ["1", "2", "3", "3B"]
    hear(two, one)
    assert pcs.names(pcs.all_(two)) == pcs.names(pcs.all_(one))


# --- copied and restored ----------------------------------------------------------------------------------------------


def test_a_restored_computer_takes_its_own_place_and_its_late_file_is_no_copy(
    tmp_path: Path, clock: FixedClock, first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    two = second.open()
    late = told(two)
    vaults.close_session(two, make_backup=False)
    restored = restore(second, clock)
    one = opened(first)
    now = opened(restored)
    hear(one, now)
    hear(one, now, late)  # the stick from before turns up
    hear(one, now)
    assert [pc.stays[-1].node for pc in pcs.others(one)] == [now.office.node]


def restore(office: Office, clock: FixedClock) -> Office:
    """The same computer, out of a backup of its own."""
    session = office.open()
    made = backup.make(session.vault, clock())
    vaults.close_session(session, make_backup=False)
    clock.advance(hours=1)
    restoring.restore(made.path, office.vault, worker=office.worker, passphrase=PASSPHRASE, clock=clock)
    return office


def test_an_invite_that_was_used_twice_is_told_until_a_person_has_looked(
    tmp_path: Path, clock: FixedClock, first: Office, opened: Opened
) -> None:
    invited = invite(first, tmp_path / "stick")
    one = opened(first)
    two = opened(join(tmp_path / "second", "UN4", invited, clock))
    twin = opened(join(tmp_path / "twin", "UN4", invited, clock))
    hear(one, two)
    with pytest.raises(Refused, match="pc-copied") as refused:
        hear(one, twin)
    assert refused.value.facts["number"] == 2
    mine = pcs.own(twin)
    assert mine is not None
    clock.advance(days=3)
    pc_retire.accept_copy(one, mine.id, twin.office.node)  # the first disk was broken, and it was set up anew
    hear(one, twin)
    clock.advance(days=3)
    with pytest.raises(Refused, match="pc-copied"):
        hear(one, two)


def test_a_copied_folder_that_goes_on_beside_the_restored_one_is_told(
    tmp_path: Path, clock: FixedClock, first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    copy = Office(tmp_path / "copy", "UN4", clock, second.worker)
    shutil.copytree(second.folder, copy.folder)
    restore(second, clock)
    one, two, twin = opened(first), opened(second), opened(copy)
    hear(one, two)
    clock.advance(days=3)
    with pytest.raises(Refused, match="pc-copied"):
        hear(one, twin)


def test_an_old_folder_that_goes_on_is_an_installation_of_its_own(
    tmp_path: Path, clock: FixedClock, first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    old = tmp_path / "old"
    shutil.copytree(second.vault, old)
    second.new_case()
    shutil.copy(old / "vault.db", second.vault / "vault.db")
    two = opened(second)
    node = two.office.node
    assert two.vault.anchor == "behind"
    vaults.accept_behind(two)
    assert two.office.node != node
    one = opened(first)
    hear(one, two)
    assert [stay.node for stay in pcs.others(one)[0].stays] == [node, two.office.node]


# --- retired ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(first: Office, further: Callable[[str], Office], opened: Opened) -> tuple[Session, Session, Session]:
    """Three computers that have all heard of each other."""
    second, third = further("second"), further("third")
    found = opened(first), opened(second), opened(third)
    for session in found[1:]:
        hear(found[0], session)
        hear(session, found[0])
    hear(found[1], found[2])
    hear(found[2], found[1])
    return found


def own_id(session: Session) -> str:
    mine = pcs.own(session)
    assert mine is not None
    return mine.id


def test_retiring_gives_the_office_other_keys_and_the_remaining_ones_get_them(
    three: tuple[Session, Session, Session],
) -> None:
    one, two, three_ = three
    before = cards.card(one)
    pc_retire.retire(one, own_id(three_))
    after = cards.card(one)
    assert after.sign_key != before.sign_key
    assert after.box_key != before.box_key
    assert after.follows(before.sign_key)
    assert [pc.id for pc in pcs.others(one)] == [own_id(two)]
    hear(two, one)
    assert cards.card(two) == after
    assert [pc.id for pc in pcs.others(two)] == [own_id(one)]
    assert all(lines.is_certified("UN4", pcs.as_line(pc), after.sign_key) for pc in pcs.all_(two) if not pc.retired)
    assert cards.card(three_) == before  # and what it holds opens nothing new
    assert after.box_key != cards.card(three_).box_key


def test_what_was_sealed_before_is_still_read_and_what_is_sealed_now_is_not_read_by_the_retired_one(
    three: tuple[Session, Session, Session],
) -> None:
    one, two, three_ = three
    old = cards.identity(one)
    pc_retire.retire(one, own_id(three_))
    hear(two, one)
    for session in (one, two):
        assert old in pcs.identities(session)
    assert cards.identity(one) not in pcs.identities(three_)


def test_nothing_is_sent_to_a_retired_computer_and_it_is_refused_by_its_number(
    three: tuple[Session, Session, Session],
) -> None:
    one, _two, three_ = three
    pc_retire.retire(one, own_id(three_))
    with pytest.raises(Refused, match="pc-retired") as refused:
        pcs.known(one, own_id(three_))
    assert refused.value.facts["number"] == 3
    assert pcs.trusted(one)[pcs.own(three_).sign_key].retired  # type: ignore[union-attr]
    with pytest.raises(Refused, match="pc-retired"):
        pc_retire.retire(one, own_id(three_))
    with pytest.raises(Refused, match="pc-own"):
        pc_retire.retire(one, own_id(one))


def test_a_merge_of_before_brings_no_retired_computer_back(three: tuple[Session, Session, Session]) -> None:
    one, two, three_ = three
    before = told(two)
    pc_retire.retire(one, own_id(three_))
    keys = office_key(one)
    hear(one, two, before)
    assert office_key(one) == keys
    assert own_id(three_) not in {pc.id for pc in pcs.others(one)}


def test_two_retirements_at_one_time_leave_no_key_with_either_of_the_retired(
    clock: FixedClock, first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    joined = [further(name) for name in ("second", "third", "fourth")]
    found = [opened(office) for office in (first, *joined)]
    for session in found[1:]:
        hear(found[0], session)
    for session in found[1:]:
        hear(session, found[0])
    one, two, three_, four = found
    hear(one, two)
    hear(two, one)
    pc_retire.retire(one, own_id(three_))
    hear(four, one)  # the key of this retirement reaches the one whom the other computer retires
    pc_retire.retire(two, own_id(four))
    seen_by_retired = {office_key(three_), office_key(four)}
    hear(one, two)
    hear(two, one)
    hear(one, two)
    hear(two, one)
    assert office_key(one) == office_key(two)
    assert office_key(one) not in seen_by_retired
    assert {pc.id for pc in pcs.others(one)} == {own_id(two)}
    assert {pc.id for pc in pcs.others(two)} == {own_id(one)}
    assert office_keys.read(one.conn).identity == office_keys.read(two.conn).identity


def test_a_person_is_told_that_every_office_needs_the_new_card(three: tuple[Session, Session, Session]) -> None:
    one, two, three_ = three
    pc_retire.retire(one, own_id(three_))
    hear(two, one)
    for session in (one, two):
        assert "office-keys-changed" in {alarm.code for alarm in alarms.all_(session.conn, unseen=True)}


def test_a_backup_from_before_brings_neither_the_old_keys_nor_the_retired_computer_back(
    clock: FixedClock, first: Office, further: Callable[[str], Office]
) -> None:
    second = further("second")
    session = first.open()
    file = backup.make(session.vault, clock()).path
    vaults.close_session(session, make_backup=False)
    two = second.open()
    gone = own_id(two)
    vaults.close_session(two, make_backup=False)
    session = first.open()
    pc_retire.retire(session, gone)
    keys, stays = office_key(session), session.office.node
    vaults.close_session(session, make_backup=False)
    clock.advance(hours=1)
    restoring.restore(file, first.vault, worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    session = first.open()
    try:
        assert office_key(session) == keys
        assert pcs.others(session) == ()
        head, said = told(session)
        assert head.node != stays
        assert next(line for line in said if isinstance(line, lines.Installation)).nodes[0][0] == stays
    finally:
        vaults.close_session(session, make_backup=False)


# --- two that never heard of each other -------------------------------------------------------------------------------


@pytest.fixture
def strangers(
    tmp_path: Path, clock: FixedClock, first: Office, further: Callable[..., Office], opened: Opened
) -> tuple[Session, Session]:
    """Two computers that a third one invited, which is gone before it told the first of them of the second."""
    second, third = further("second"), further("third")
    return opened(second), opened(third)


def test_two_that_never_heard_of_each_other_meet_by_a_file_and_a_comparison(
    tmp_path: Path, strangers: tuple[Session, Session]
) -> None:
    two, three_ = strangers
    assert own_id(three_) not in {pc.id for pc in pcs.all_(two)}
    file, shown = pc_meet.introduce(three_, tmp_path)
    assert pc_meet.look(two, file) == shown
    pc_meet.meet(two, file, shown.fingerprint.replace(" ", "  "))
    assert own_id(three_) in {pc.id for pc in pcs.others(two)}
    hear(two, three_)
    hear(three_, two)
    with pytest.raises(Refused, match="pc-met"):
        pc_meet.look(two, file)


def test_without_the_right_fingerprint_nobody_is_taken_in(tmp_path: Path, strangers: tuple[Session, Session]) -> None:
    two, three_ = strangers
    file, shown = pc_meet.introduce(three_, tmp_path)
    for typed in ("", "00000 " * 6, shown.fingerprint[:-1]):
        with pytest.raises(Refused, match="pc-fingerprint-differs"):
            pc_meet.meet(two, file, typed)
    assert own_id(three_) not in {pc.id for pc in pcs.all_(two)}


def test_a_computer_of_another_office_or_one_that_was_retired_is_not_met(
    tmp_path: Path, clock: FixedClock, strangers: tuple[Session, Session], opened: Opened
) -> None:
    two, three_ = strangers
    other = make_office(tmp_path / "un5", "UN5", clock)
    join(tmp_path / "un5-second", "UN5", invite(other, tmp_path / "stick-un5"), clock)
    file, _shown = pc_meet.introduce(opened(other), tmp_path)
    with pytest.raises(Refused, match="pc-foreign"):
        pc_meet.look(two, file)
    mine, shown = pc_meet.introduce(three_, tmp_path)
    pc_meet.meet(two, mine, shown.fingerprint)
    pc_retire.retire(two, own_id(three_))
    with pytest.raises(Refused, match="pc-retired"):
        pc_meet.look(two, mine)


@pytest.mark.parametrize("at", [0, 25, 60, -20, -2])
def test_an_introduction_that_was_changed_is_none(tmp_path: Path, strangers: tuple[Session, Session], at: int) -> None:
    two, three_ = strangers
    file, _shown = pc_meet.introduce(three_, tmp_path)
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises(Refused, match="no-introduction"):
        pc_meet.look(two, file)


def test_an_introduction_holds_no_secret(tmp_path: Path, strangers: tuple[Session, Session]) -> None:
    _two, three_ = strangers
    data = pc_meet.introduce(three_, tmp_path)[0].read_bytes()
    kept = office_keys.read(three_.conn)
    for secret in (
        kept.identity.encode(),
        crypto.to_text(kept.sign_seed).encode(),
        *map(str.encode, pcs.identities(three_)),
    ):
        assert secret not in data


def test_a_change_of_the_key_of_the_database_changes_nothing_between_computers(
    first: Office, further: Callable[[str], Office], opened: Opened
) -> None:
    second = further("second")
    one, two = opened(first), opened(second)
    before = pcs.identities(one), pcs.sign_seed(one)
    rekeying.rekey(one)
    assert (pcs.identities(one), pcs.sign_seed(one)) == before
    hear(two, one)
    hear(one, two)


# --- as people see them -----------------------------------------------------------------------------------------------


def test_the_list_says_who_was_heard_and_who_was_retired(three: tuple[Session, Session, Session]) -> None:
    one, _two, three_ = three
    pc_retire.retire(one, own_id(three_))
    found = pc_list.computers(one)
    assert [(pc.name, pc.own, pc.heard, pc.retired_at is not None) for pc in found] == [
        ("1", True, True, False),
        ("2", False, True, False),
        ("3", False, True, True),
    ]
    assert [pc.invited_by for pc in found] == [None, "1", "1"]


def test_one_computer_alone_has_no_list(session: Session) -> None:
    assert pc_list.computers(session) == ()
    with pytest.raises(Refused, match="pc-alone"):
        pcs.sign_seed(session)
