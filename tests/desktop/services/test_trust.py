"""A region's root names the offices that count: three vaults, late and repeated lists, stolen keys, hostile lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db import alarms, bundles, offices, secrets, trust_lists
from desktop.bundle import card as card_file
from desktop.bundle import crypto
from desktop.bundle.card import Card
from desktop.bundle.kinds import trust as lines
from desktop.bundle.kinds.trust import Entry, OfficeList
from desktop.refusals import Refused
from desktop.services import backups, cards, office_keys, region_root, restoring, sync, trust_view, vaults
from desktop.services.outgoing import Parcel, addressee, send
from desktop.services.region_root import RootSecret
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import PASSPHRASE, as_role, codes, desk, export, log_of


class World:
    """A region and two offices; the region has a root whose papers lie on the table."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.folder, self.clock = folder, clock
        self.region = desk(folder, "RUN", clock, kind="region")
        self.un4, self.fa2 = desk(folder, "UN4", clock), desk(folder, "FA2", clock)
        self.root = region_root.new(self.region)
        region_root.keep(self.region, self.root, 3)
        self.number = 0

    def place(self, name: str) -> Path:
        self.number += 1
        return self.folder / f"{self.number}-{name}"

    def meet(self, *sessions: Session) -> None:
        """Each gives its card to the others, and the fingerprints are compared by telephone."""
        for one in sessions:
            self.show(one, *(other for other in sessions if other is not one))

    def show(self, giver: Session, *takers: Session, by_voice: bool = True) -> Card:
        file = self.place("card")
        card = sync.save_card(giver, file)
        for taker in takers:
            sync.trust(taker, file, card.fingerprint if by_voice else None)
        return card

    def list_to(self, office: Session, *, signed: bool = True) -> Path:
        if signed:
            region_root.sign(self.region, self.root)
        return region_root.export(self.region, office.office.code, self.place("list")).file

    def forge(self, found: OfficeList, office: Session, signature: bytes | None = None) -> Path:
        """A list that the region's everyday key carries, whatever it says."""
        signature = lines.sign(found, self.root.seed) if signature is None else signature
        parcel = Parcel("trust", lines.to_records(found, signature), "list-exported")
        return send(self.region, addressee(self.region, office.office.code), parcel, self.place("forged")).file

    def present(self) -> OfficeList:
        kept = trust_lists.latest(self.region.conn, self.root.key)
        assert kept is not None
        return region_root.opened(kept)

    def close(self) -> None:
        for one in (self.region, self.un4, self.fa2):
            one.vault.close(one.now())


@pytest.fixture
def world(tmp_path: Path, clock: FixedClock) -> Iterator[World]:
    made = World(tmp_path, clock)
    made.meet(made.region, made.un4)
    made.meet(made.region, made.fa2)
    region_root.sign(made.region, made.root)
    made.show(made.region, made.un4, made.fa2)  # its card names the root from now on
    yield made
    made.close()


def taken(session: Session, *files: Path) -> list[tuple[str, str | None]]:
    return codes(sync.import_files(session, list(files)))


def counts(session: Session, code: str) -> bool:
    found = offices.get(session.conn, code)
    return found is not None and found.in_force


def rotated(session: Session) -> Card:
    with session.vault.write(session.now()) as conn:
        return cards.rotate(session, conn)


def alarm_codes(session: Session) -> list[str]:
    return [one.code for one in reversed(alarms.all_(session.conn))]


# --- from papers to trust ---------------------------------------------------------------------------------------------


def test_two_offices_that_never_telephoned_believe_each_other_by_the_regions_list(world: World) -> None:
    assert not counts(world.un4, "FA2")
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    assert taken(world.fa2, world.list_to(world.fa2, signed=False)) == [("imported", None)]
    for here, there in ((world.un4, world.fa2), (world.fa2, world.un4)):
        row = offices.get(here.conn, there.office.code)
        assert row is not None and row.in_force
        own = cards.card(there)
        assert (row.sign_key, row.box_key, row.fingerprint) == (own.sign_key, own.box_key, own.fingerprint)
        assert (row.why, row.told_by, row.list_version) == ("list", "RUN", 2)
    assert ("list-imported", "RUN", 3) in log_of(world.un4)
    assert alarms.all_(world.un4.conn) == []


def test_the_root_is_nowhere_in_the_vault_and_any_two_papers_are_the_root(world: World) -> None:
    held = b"".join(
        bytes(value) if isinstance(value, bytes) else str(value).encode()
        for (table,) in world.region.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for row in world.region.conn.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
        for value in row
    )
    for secret in (world.root.secret, world.root.seed):
        assert secret not in held and secret.hex().encode() not in held
        assert crypto.to_text(secret).encode() not in held
    one, two, three = (" ".join(groups) for groups in region_root.written(world.root, 3))
    for pair in ((one, two), (two, three), (three, one)):
        assert region_root.read(pair) == world.root
    with pytest.raises(Exception, match="shares-needed"):
        region_root.read([one])


def test_papers_of_another_root_sign_nothing(world: World) -> None:
    with pytest.raises(Refused, match="root-other"):
        region_root.sign(world.region, RootSecret(bytes(32)))
    assert world.present().version == 1
    for no_region in (world.un4, world.fa2):
        for act in (region_root.new, region_root.draft):
            with pytest.raises(Refused, match="region-only"):
                act(no_region)
    with pytest.raises(Refused, match="not-allowed"):
        region_root.sign(as_role(world.region, "worker"), world.root)
    as_role(world.region, "regional")


def test_a_new_root_counts_once_two_of_its_papers_have_signed(world: World) -> None:
    second = region_root.new(world.region)
    region_root.keep(world.region, second, 2)
    assert cards.card(world.region).root == world.root.key
    region_root.sign(world.region, world.root)  # the papers of the new one may still be in the printer
    region_root.sign(world.region, second)
    assert cards.card(world.region).root == second.key
    with pytest.raises(Refused, match="root-other"):
        region_root.sign(world.region, world.root)
    file = world.list_to(world.un4, signed=False)
    assert taken(world.un4, file) == [("refused", "list-root-other")]
    world.show(world.region, world.un4)  # compared by telephone, with the new root in its fingerprint
    assert taken(world.un4, file) == [("imported", None)]


def test_a_region_without_a_root_sends_no_list(tmp_path: Path, clock: FixedClock) -> None:
    region = desk(tmp_path, "RUN", clock, kind="region")
    with pytest.raises(Refused, match="root-none"):
        region_root.export(region, "UN4", tmp_path)
    with pytest.raises(Refused, match="root-none"):
        region_root.sign(region, RootSecret(bytes(32)))
    with pytest.raises(Refused, match="root-papers"):
        region_root.keep(region, region_root.new(region), 1)
    assert cards.card(region).root is None
    region.vault.close(region.now())


def test_a_list_is_taken_only_under_a_root_that_was_compared(tmp_path: Path, clock: FixedClock) -> None:
    world = World(tmp_path, clock)
    world.meet(world.region, world.un4)  # before there was a root
    file = world.list_to(world.un4)
    assert taken(world.un4, file) == [("refused", "list-root-unknown")]
    world.show(world.region, world.un4)
    assert taken(world.un4, file) == [("imported", None)]
    world.close()


# --- order, repetition, loss ------------------------------------------------------------------------------------------


def test_lists_that_come_late_twice_or_never_change_nothing_back(world: World, clock: FixedClock) -> None:
    first = world.list_to(world.un4)
    lost = world.list_to(world.un4)
    assert lost
    sync.distrust(world.region, "FA2", "stolen", date(2026, 11, 20))
    third = world.list_to(world.un4)
    assert taken(world.un4, third) == [("imported", None)]
    assert not counts(world.un4, "FA2")
    (late,) = sync.import_files(world.un4, [first])
    assert (late.status, late.code, late.missing) == ("imported", "list-older", (2,))
    assert not counts(world.un4, "FA2")
    assert taken(world.un4, first, third) == [("already-imported", None)] * 2
    again = region_root.export(world.region, "UN4", world.place("again")).file
    assert taken(world.un4, again) == [("imported", None)]  # the same list in another file
    assert offices.get(world.un4.conn, "FA2") == offices.get(world.un4.conn, "FA2")


def test_a_clock_a_year_off_harms_no_list(world: World, clock: FixedClock) -> None:
    clock.advance(days=-400)
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    assert counts(world.un4, "FA2")
    sync.distrust(world.region, "FA2", "lost")
    clock.advance(days=800)
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    assert not counts(world.un4, "FA2")


# --- new keys and stolen keys -----------------------------------------------------------------------------------------


def test_new_keys_come_by_the_list_when_the_old_key_says_so_too(world: World) -> None:
    world.meet(world.un4, world.fa2)  # by telephone
    old = cards.card(world.fa2)
    new = rotated(world.fa2)
    world.show(world.fa2, world.region)  # the region compares it by voice
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    row = offices.get(world.un4.conn, "FA2")
    assert row is not None and row.in_force and (row.sign_key, row.why) == (new.sign_key, "change")
    before = offices.by_sign_key(world.un4.conn, old.sign_key)
    assert before is not None and before.revoked_on is not None and before.reason == "replaced"
    assert alarms.all_(world.un4.conn) == []


def test_other_keys_than_those_compared_by_voice_wait_for_a_person(world: World, tmp_path: Path) -> None:
    """Two papers of the root were stolen, or a computer was set up anew without the old: a list cannot tell which."""
    world.meet(world.un4, world.fa2)
    stranger = desk(tmp_path / "else", "FA2", world.clock)
    world.show(stranger, world.region)
    (fate,) = sync.import_files(world.un4, [world.list_to(world.un4)])
    assert (fate.status, fate.code, fate.conflicts) == ("imported", "list-keys-wait", 1)
    row = offices.get(world.un4.conn, "FA2")
    assert row is not None and row.revoked_on is not None  # the list gave the old key up
    assert not counts(world.un4, "FA2")
    assert alarm_codes(world.un4) == ["list-keys-differ"]
    waiting = offices.by_sign_key(world.un4.conn, cards.card(stranger).sign_key)
    assert waiting is not None and waiting.trusted_on is None
    world.show(stranger, world.un4)  # the telephone decides
    assert counts(world.un4, "FA2")
    stranger.vault.close(stranger.now())


def test_keys_that_wait_can_be_put_aside(world: World, tmp_path: Path) -> None:
    world.meet(world.un4, world.fa2)
    stranger = desk(tmp_path / "else", "FA2", world.clock)
    found = world.present()
    theirs = cards.card(stranger)
    wrong = Entry("FA2", "office", "MD", theirs.sign_key, theirs.box_key, "2026-11-24")
    kept = tuple(one for one in found.entries if one.office != "FA2")
    forged = replace(found, version=2, entries=lines.arranged((*kept, wrong)))
    assert taken(world.un4, world.forge(forged, world.un4)) == [("imported", "list-keys-wait")]
    assert counts(world.un4, "FA2")  # what was compared by telephone still counts
    cards.put_aside(world.un4, "FA2")
    assert offices.by_sign_key(world.un4.conn, theirs.sign_key) is None
    with pytest.raises(Refused, match="nothing-to-compare"):
        cards.put_aside(world.un4, "FA2")
    assert counts(world.un4, "FA2")
    stranger.vault.close(stranger.now())


def test_what_was_revoked_by_hand_is_not_brought_back_by_a_list(world: World) -> None:
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    sync.distrust(world.un4, "FA2", "stolen", date(2026, 11, 20))
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    assert not counts(world.un4, "FA2")
    rotated(world.fa2)
    world.show(world.fa2, world.region)
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", "list-keys-wait")]
    assert not counts(world.un4, "FA2")


def test_a_key_that_the_root_gave_up_never_counts_even_where_nobody_knew_it(world: World) -> None:
    stolen = world.place("card")
    thief = sync.save_card(world.fa2, stolen)
    sync.distrust(world.region, "FA2", "stolen", date(2026, 11, 20))
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    with pytest.raises(Refused, match="office-revoked"):
        sync.trust(world.un4, stolen, thief.fingerprint)
    row = offices.by_sign_key(world.un4.conn, thief.sign_key)
    assert row is not None and (row.reason, row.lost_on) == ("stolen", "2026-11-20")


def test_a_thief_with_the_old_key_cannot_make_keys_that_count(world: World) -> None:
    """Both say that the old key gave them its word: that one key went two ways is told, and the telephone decides."""
    world.meet(world.un4, world.fa2)
    before = office_keys.read(world.fa2.conn)
    rotated(world.fa2)
    world.show(world.fa2, world.un4)
    with world.fa2.vault.write(world.fa2.now()) as conn:  # the computer that was stolen
        secrets.put(conn, secrets.SIGN_SEED, before.sign_seed)
        secrets.put(conn, secrets.AGE_IDENTITY, before.identity.encode())
        secrets.put(conn, secrets.FORMER_IDENTITIES, b"")
        conn.execute("DELETE FROM secret WHERE name = ?", (secrets.KEY_CHANGES,))
    forged = rotated(world.fa2)
    file = world.place("card")
    assert sync.save_card(world.fa2, file) == forged
    genuine = offices.get(world.un4.conn, "FA2")
    for typed in (None, genuine.fingerprint if genuine else ""):
        with pytest.raises(Refused, match="fingerprint-"):
            sync.trust(world.un4, file, typed)
    assert offices.get(world.un4.conn, "FA2") == genuine
    sync.trust(world.un4, file, forged.fingerprint)  # if somebody was talked into it, it does not pass unseen
    assert alarm_codes(world.un4) == ["key-changed-twice"]


def test_a_region_changes_its_own_keys_by_the_word_of_its_root(world: World) -> None:
    old = world.place("card")
    before = sync.save_card(world.region, old)
    rotated(world.region)
    unvouched = world.place("card")
    sync.save_card(world.region, unvouched)
    with pytest.raises(Refused, match="fingerprint-needed"):
        sync.trust(world.un4, unvouched, None)
    region_root.sign(world.region, world.root)
    card = world.show(world.region, world.un4, by_voice=False)
    row = offices.get(world.un4.conn, "RUN")
    assert row is not None and (row.sign_key, row.why) == (card.sign_key, "root")
    with pytest.raises(Refused, match="office-revoked"):
        sync.trust(world.un4, old, before.fingerprint)
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]


def test_an_earlier_word_of_the_root_does_not_bring_earlier_keys(world: World) -> None:
    """Keys that this office never saw, vouched for once and stolen since."""
    rotated(world.region)
    region_root.sign(world.region, world.root)
    between = world.place("card")
    sync.save_card(world.region, between)
    rotated(world.region)
    region_root.sign(world.region, world.root)
    world.show(world.region, world.un4, by_voice=False)
    with pytest.raises(Refused, match="fingerprint-needed"):
        sync.trust(world.un4, between, None)
    assert counts(world.un4, "RUN")


# --- what came, and what is refused ----------------------------------------------------------------------------------


def test_what_came_since_a_key_was_lost_stays_and_is_counted_what_comes_after_is_refused(world: World) -> None:
    first, second = (export(world.un4, "RUN", period, world.place("figures")) for period in ("2026-Q2", "2026-Q3"))
    assert taken(world.region, first) == [("imported", None)]
    world.clock.advance(days=3)
    with pytest.raises(Refused, match="reason-unknown"):
        sync.distrust(world.region, "UN4", "because")
    sync.distrust(world.region, "UN4", "stolen", date(2026, 11, 20))
    assert taken(world.region, second) == [("refused", "office-revoked")]
    (known,) = trust_view.of(world.region, "UN4")
    assert (known.state, known.since_lost, known.reason) == ("revoked", 1, "stolen")
    assert known.last is not None and (known.last.kind, known.last.seq) == ("statistics", 1)
    assert [one.period for one in bundles.history(world.region.conn, 9) if one.direction == "received"] == ["2026-Q2"]


def test_a_late_file_under_the_old_key_is_refused_once_the_new_card_is_known(world: World) -> None:
    before = export(world.un4, "RUN", "2026-Q2", world.place("figures"))
    rotated(world.un4)
    after = export(world.un4, "RUN", "2026-Q3", world.place("figures"))
    assert taken(world.region, after) == [("refused", "unknown-signer")]
    world.show(world.un4, world.region)
    (fate,) = sync.import_files(world.region, [after])
    assert (fate.status, fate.seq, fate.missing) == ("imported", 2, (1,))
    assert taken(world.region, before) == [("refused", "office-revoked")]
    again = export(world.un4, "RUN", "2026-Q2", world.place("figures"))
    (fate,) = sync.import_files(world.region, [again])
    assert fate.status == "imported"  # the same figures once more, under the new key


@pytest.mark.parametrize(
    ("day", "until"), [(date(2026, 11, 24), date(2028, 11, 24)), (date(2028, 2, 29), date(2030, 2, 28))]
)
def test_a_card_is_to_be_compared_again_after_two_years(day: date, until: date) -> None:
    assert trust_view.until(day) == until


# --- a computer that is put back -------------------------------------------------------------------------------------


def test_a_restored_computer_keeps_what_was_learnt_since(world: World) -> None:
    """A backup from before: no stolen key counts again, no old list, and the office keeps its new keys."""
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    backups.make_backup(world.un4)
    world.clock.advance(hours=1)
    sync.distrust(world.region, "FA2", "stolen", date(2026, 11, 20))
    second = world.list_to(world.un4)
    assert taken(world.un4, second) == [("imported", None)]
    new, folder = rotated(world.un4), world.un4.vault.path
    letter = office_keys.identities(world.un4.conn)
    vaults.close_session(world.un4, make_backup=False)
    oldest = min(restoring.offered(folder), key=lambda one: str(one.at))
    restoring.restore(oldest.file, folder, worker="Persoana de test", passphrase=PASSPHRASE, clock=world.clock)
    world.un4 = vaults.open_session(folder, worker="Persoana de test", passphrase=PASSPHRASE, clock=world.clock)
    assert not counts(world.un4, "FA2")
    assert cards.card(world.un4) == new
    assert office_keys.identities(world.un4.conn) == letter
    kept = trust_lists.latest(world.un4.conn, world.root.key)
    assert kept is not None and kept.version == 3
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]


# --- what a list says of this office ----------------------------------------------------------------------------------


def test_an_office_learns_that_the_region_names_other_keys_for_it(world: World, tmp_path: Path) -> None:
    stranger = desk(tmp_path / "else", "UN4", world.clock)
    world.show(stranger, world.region)  # somebody told the region that this is the new computer of UN4
    file = world.list_to(stranger)
    assert taken(stranger, file) == [("refused", "unknown-signer")]
    found = world.present()
    ours = addressee(world.region, "UN4")
    box = cards.card(world.un4).box_key
    parcel = Parcel("trust", lines.to_records(found, lines.sign(found, world.root.seed)), "list-exported")
    for_us = send(world.region, replace(ours, box_key=box), parcel, world.place("list")).file
    assert taken(world.un4, for_us) == [("imported", None)]
    assert alarm_codes(world.un4) == ["list-revokes-us"]
    stranger.vault.close(stranger.now())


def test_other_keys_for_this_office_that_do_not_lead_to_ours_are_told(world: World, tmp_path: Path) -> None:
    """Only two papers of the root can say so; whoever has them wants to be sent what is meant for us."""
    stranger = desk(tmp_path / "else", "UN4", world.clock)
    found, theirs = world.present(), cards.card(stranger)
    wrong = Entry("UN4", "office", "MD", theirs.sign_key, theirs.box_key, "2026-11-24")
    kept = tuple(one for one in found.entries if one.office != "UN4")
    forged = replace(found, version=2, entries=lines.arranged((*kept, wrong)))
    assert taken(world.un4, world.forge(forged, world.un4)) == [("imported", None)]
    assert alarm_codes(world.un4) == ["list-names-us-otherwise"]
    assert office_keys.read(world.un4.conn).sign_key == cards.card(world.un4).sign_key != theirs.sign_key
    stranger.vault.close(stranger.now())


def test_a_list_that_does_not_know_our_new_card_yet_alarms_nobody(world: World) -> None:
    rotated(world.un4)
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    assert alarms.all_(world.un4.conn) == []


# --- hostile lists ----------------------------------------------------------------------------------------------------


def test_the_regions_everyday_key_alone_makes_no_list(world: World) -> None:
    """A stolen computer of the region can write to the offices, but cannot name one."""
    found = world.present()
    evil = crypto.new_identity()[1]
    seed = crypto.new_seed()
    entry = Entry("ZZ9", "office", "MD", crypto.sign_key_of(seed), evil, "2026-11-24")
    more = replace(found, version=2, entries=lines.arranged((*found.entries, entry)))
    kept = trust_lists.latest(world.region.conn, world.root.key)
    assert kept is not None
    other = RootSecret(b"\1" * 32)
    # `to_records` holds what it writes to the reader's own rules, so a forger takes the lines from elsewhere.
    for signature in (kept.signature, bytes(64), lines.sign(replace(more, root=other.key), other.seed)):
        with pytest.raises(Refused, match="list-signature"):
            world.forge(more, world.un4, signature)
    assert not counts(world.un4, "ZZ9")
    file = world.forge(replace(more, root=other.key), world.un4, lines.sign(replace(more, root=other.key), other.seed))
    assert taken(world.un4, file) == [("refused", "list-root-other")]


def test_two_lists_of_one_version_stop_and_alarm(world: World) -> None:
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]
    found = world.present()
    other = replace(found, entries=tuple(one for one in found.entries if one.office != "FA2"))
    file = world.forge(other, world.un4)
    assert taken(world.un4, file) == [("refused", "list-differs")]
    assert alarm_codes(world.un4) == ["list-differs"]
    assert counts(world.un4, "FA2")


def test_a_version_far_ahead_does_not_lock_later_lists_out(world: World) -> None:
    found = world.present()
    assert taken(world.un4, world.forge(replace(found, version=1 + 1001), world.un4)) == [("refused", "list-too-far")]
    assert taken(world.un4, world.list_to(world.un4)) == [("imported", None)]


def test_only_a_region_sends_a_list_and_only_an_office_takes_it(world: World) -> None:
    found = world.present()
    parcel = Parcel("trust", lines.to_records(found, lines.sign(found, world.root.seed)), "list-exported")
    to_region = send(world.un4, addressee(world.un4, "RUN"), parcel, world.place("list")).file
    assert taken(world.region, to_region) == [("refused", "wrong-kind")]
    world.meet(world.un4, world.fa2)
    parcel = replace(parcel, records=lines.to_records(found, lines.sign(found, world.root.seed)))
    to_office = send(world.fa2, addressee(world.fa2, "UN4"), parcel, world.place("list")).file
    assert taken(world.un4, to_office) == [("refused", "wrong-kind")]


def test_a_key_under_a_second_name_is_refused_and_told(world: World) -> None:
    world.meet(world.un4, world.fa2)
    found = world.present()
    (fa2,) = (one for one in found.entries if one.office == "FA2")
    kept = tuple(one for one in found.entries if one.office != "FA2")
    forged = replace(found, version=2, entries=lines.arranged((*kept, replace(fa2, office="ZZ9"))))
    taken(world.un4, world.forge(forged, world.un4))
    assert offices.get(world.un4.conn, "ZZ9") is None
    assert counts(world.un4, "FA2")
    assert alarm_codes(world.un4) == ["key-of-another-office"]


def test_the_card_of_a_region_stays_readable_and_names_its_root(world: World) -> None:
    card = cards.card(world.region)
    data = card_file.write(card, cards.sign_seed(world.region))
    assert card_file.read(data) == card
    assert card.root == world.root.key and card.vouched is not None
    assert data.startswith(b"ANCORA-CARD2\n") and len(data) < card_file.SIZE_LIMIT
    plain = card_file.write(cards.card(world.un4), cards.sign_seed(world.un4))
    assert plain.startswith(b"ANCORA-CARD1\n")
    assert world.root.seed not in data and world.root.secret not in data
