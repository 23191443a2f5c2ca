"""The way back when no passphrase is known any more: a code on paper, whole or in three shares, and what it opens."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from db import access_log, crypto, holders, keys, kit_age, meta, seals, slots, tries, vault, veil, workers
from db import recovery as code
from db.connection import Connection
from db.hybrid import moment, stamp
from db.workers import Worker
from desktop.i18n import _, date_words
from desktop.pdf.save import save_whole
from desktop.refusals import Refused
from desktop.services import passphrases, seal_keys, vaults
from desktop.services.session import PEOPLE, ZONES, Change, Session

log = logging.getLogger(__name__)

GROUPS, GROUP, SHARES, NEEDED = code.GROUPS, code.GROUP, code.SHARES, code.NEEDED
Typed = code.Typed
LEAD = "lead"
Alarm = Literal["none", "older", "unconfirmed", "drill"]
DRILL_EVERY = timedelta(days=365)
DRILL_AT = "drill_at"
NOBODY = "00000"  # the number of no kit

# Small values of the vault.
_NUMBER, _MADE, _CONFIRMED = "kit_number", "kit_made_at", "kit_confirmed_at"
_PENDING, _WANTED, _PUBLIC = "kit_pending", "kit_wanted", "kit_public"


@dataclass(frozen=True, slots=True)
class Kit:
    """A recovery code in memory: fresh, or as it was typed."""

    secret: bytes = field(repr=False)

    @property
    def number(self) -> str:
        """Five digits by which people tell its papers from those of another one."""
        return code.label(code.number_of(self.secret))

    @property
    def key(self) -> bytes:
        """The secret half of its key pair: what `restoring.restore` takes."""
        return code.key_of(self.secret)

    @property
    def public(self) -> bytes:
        return crypto.public_half(self.key)


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """What is known of the kit; days in the office's zone, None where there is none. `pending` is the number of a kit
    that was printed and not yet typed back."""

    number: str | None
    made_on: date | None
    confirmed_on: date | None
    pending: str | None
    holders: Mapping[int, str]
    drill_on: date | None
    drill_due: date | None
    older: kit_age.Why = ""  # than a change that should keep somebody out

    @property
    def exists(self) -> bool:
        return self.made_on is not None

    def alarm(self, today: date) -> Alarm | None:
        """What should be done about it before long."""
        if not self.exists:
            return "none"
        if self.older:
            return "older"
        if self.confirmed_on is None or self.pending is not None:
            return "unconfirmed"
        return "drill" if self.drill_due is not None and self.drill_due <= today else None


# --- the kit ----------------------------------------------------------------------------------------------------------


def new_kit(session: Session) -> Kit:
    """A code that nobody has seen yet; it opens nothing before it is kept."""
    session.require(PEOPLE)
    while True:
        kit = Kit(secrets.token_bytes(code.SECRET_BYTES))
        if kit.number != meta.get(session.conn, _NUMBER):  # papers are told apart by their number
            return kit


def kit_paper(session: Session, kit: Kit, language: str) -> bytes:
    """The paper of the whole code, as a PDF."""
    return _paper(session, code.whole(kit.secret), "", language)


def written(kit: Kit) -> tuple[str, ...]:
    """The groups of the code, for whoever has no printer and writes them by hand."""
    return code.groups(code.whole(kit.secret))


def note_printed(session: Session, kit: Kit) -> None:
    """The paper exists. It opens the vault from now on; where another one was typed back before, only once it was typed
    back too: a paper that goes missing on its way does not take the good one with it. One that somebody outside may
    have copied opens nothing from this moment on."""
    session.require(PEOPLE)
    ring = slots.read(session.vault.path / keys.FILE).ring
    if ring.kit is None or kit_age.why_older(session.conn, ring) or not meta.get(session.conn, _CONFIRMED):
        keep_kit(session, kit)
        return
    now = session.now()
    with session.vault.write(now) as conn:
        meta.put(conn, _PENDING, f"{kit.number} {kit.public.hex()}")
        access_log.note(conn, now, session.worker.id, "kit-printed")


def keep_kit(session: Session, kit: Kit) -> None:
    """Let this kit open the vault, in place of the one before."""
    session.require(PEOPLE)
    now = session.now()
    with session.vault.write(now) as conn:
        meta.put(conn, _NUMBER, kit.number)
        meta.put(conn, _PUBLIC, kit.public.hex())
        meta.put(conn, _MADE, stamp(now))
        meta.put(conn, _CONFIRMED, "")
        meta.put(conn, _PENDING, "")
        kit_age.note_new(conn)
        holders.put_all(conn, {}, now)  # shares of another kit open nothing
        access_log.note(conn, now, session.worker.id, "kit-made")
        keys.set_kit(session.vault, kit.public, now)
    seal_keys.top_up(session)
    session.changed(Change("people"))


def check_typed(kit: Kit, typed: str) -> None:
    """Whether the paper says what it should; a wrong group is named."""
    if read_code(typed) != kit:
        raise Refused("kit-not-this", number=kit.number)


def confirm(session: Session, typed: str) -> None:
    """The code was typed back from its paper: the set-up of the kit is finished, on this day or a later one."""
    session.require(PEOPLE)
    kit = read_code(typed)
    present = keys.kit_of(session.vault.path)
    if pending := _pending(session):
        if pending != f"{kit.number} {kit.public.hex()}":
            raise Refused("kit-not-this", number=_pending_number(session) or NOBODY)
        keep_kit(session, kit)
    elif present is None:
        raise Refused("kit-none")
    elif present.public != kit.public:
        raise Refused("kit-not-this", number=_number(session.conn) or NOBODY)
    now = session.now()
    with session.vault.write(now) as conn:
        meta.put(conn, _CONFIRMED, stamp(now))
        meta.put(conn, _WANTED, "")
        access_log.note(conn, now, session.worker.id, "kit-confirmed")
    session.changed(Change("people"))


def want_kit(session: Session) -> None:
    """The set-up of this vault is not finished before a kit was typed back."""
    with session.vault.write(session.now()) as conn:
        meta.put(conn, _WANTED, "yes")


def is_wanted(session: Session) -> bool:
    """Whether the set-up still waits for the kit, and the person at the PC can make one."""
    return session.worker.role in PEOPLE and bool(meta.get(session.conn, _WANTED))


def state(session: Session) -> RecoveryState:
    """What is known of the kit, its shares and the last drill."""
    conn, ring = session.conn, slots.read(session.vault.path / keys.FILE).ring
    kit = ring.kit
    # Another one than was made here, put into the key file by other means: the paper in the safe opens nothing.
    there = kit is not None and meta.get(conn, _PUBLIC) in (None, kit.public.hex())
    made, confirmed, drill = (_day(session, name) for name in (_MADE, _CONFIRMED, DRILL_AT))
    proven = max((day for day in (confirmed, drill) if day is not None), default=made)
    return RecoveryState(
        number=_number(conn) if there else None,
        made_on=made if there else None,
        confirmed_on=confirmed if there else None,
        pending=_pending_number(session),
        holders=holders.all_(conn) if there else {},
        drill_on=drill,
        drill_due=proven + DRILL_EVERY if there and proven is not None else None,
        older=kit_age.why_older(conn, ring) if there else "",
    )


def alarm(session: Session) -> Alarm | None:
    """What a lead is reminded of; practice has nothing to lose."""
    if session.office.practice or session.worker.role not in PEOPLE:
        return None
    return state(session).alarm(session.now().date())


def state_words(state: RecoveryState, today: date) -> str:
    """The same for a person, with what to do next."""
    alarm = state.alarm(today)
    if alarm == "none":
        return _("There is no recovery sheet: if the passphrases are lost, so is the data. Make one.")
    if alarm == "older":
        return older_words(state)
    if alarm == "unconfirmed":
        return _(
            "The code of the recovery sheet {number} was not typed back yet, so nobody knows that it is readable."
        ).format(number=state.pending or state.number)
    words = (
        _("The recovery sheet {number} opens the database. The yearly drill was due on {day}.")
        if alarm == "drill"
        else _("The recovery sheet {number} opens the database. The next drill is due on {day}.")
    )
    return words.format(number=state.number, day=date_words(state.drill_due or today))


def older_words(state: RecoveryState) -> str:
    """Why the sheet has to be replaced; empty where it has not."""
    return {
        "key": _(
            "The recovery sheet is older than the key of the database. Make a new one: whoever copied the old one can "
            "still open the database with it."
        ),
        "lead": _(
            "The recovery sheet is from a time when somebody else was head of office too. Make a new one: whoever "
            "copied the old one can still open the database with it."
        ),
        "used": _(
            "The code of the recovery sheet was used, so it has been seen. Make a new sheet: until then the old code "
            "still opens the database."
        ),
        "": "",
    }[state.older]


def save_paper(path: Path, data: bytes, *, replace: bool = False) -> None:
    """A PDF appears whole or not at all, and in place of another file only where a person was asked."""
    save_whole(path, data, replace=replace)


# --- shares -----------------------------------------------------------------------------------------------------------


def split(kit: Kit) -> tuple[code.Paper, ...]:
    """Three shares of which any two give the code back; the same ones each time."""
    return code.split(kit.secret, code.slope_of(kit.secret))


def share_paper(session: Session, share: code.Paper, holder: str, language: str) -> bytes:
    """The paper of one share, for the person who keeps it."""
    return _paper(session, share, holder, language)


def save_shares(session: Session, kit: Kit, folder: Path, language: str) -> list[Path]:
    """The papers of the three shares as neutral files in a folder; their holders are known."""
    known, saved = holders.all_(session.conn), []
    for share in split(kit):
        path = folder / f"{share.index}.pdf"
        save_paper(path, share_paper(session, share, known.get(share.index, ""), language))
        saved.append(path)
    return saved


def keep_holders(session: Session, kit: Kit, names: Sequence[str]) -> None:
    """Remember who holds which share, so that people know whom to call."""
    session.require(PEOPLE)
    present = keys.kit_of(session.vault.path)
    if present is None or present.public != kit.public:
        raise Refused("kit-not-this", number=_number(session.conn) or NOBODY)
    tidy = [vaults.tidy_name(name) for name in names]
    if len({name.casefold() for name in tidy}) != SHARES:
        raise Refused("three-holders", count=SHARES)
    now = session.now()
    with session.vault.write(now) as conn:
        holders.put_all(conn, dict(enumerate(tidy, start=1)), now)
        access_log.note(conn, now, session.worker.id, "shares-made", count=SHARES)
    session.changed(Change("people"))


# --- what is typed ----------------------------------------------------------------------------------------------------


def look(typed: str) -> Typed:
    """What was typed so far, group by group."""
    return code.look(typed)


def read_code(typed: str) -> Kit:
    """The kit whose whole code was typed."""
    paper = code.read(typed)
    if not paper.is_whole:
        raise Refused("code-is-share", index=paper.index)
    return Kit(paper.value)


def read_shares(typed: Sequence[str]) -> Kit:
    """The kit whose shares were typed, two of them or three."""
    return Kit(code.read_shares([words for words in typed if words.strip()]))


def read_any(typed: Sequence[str]) -> Kit:
    """The kit of a whole code or of shares, whichever lies on the table."""
    given = [words for words in typed if words.strip()]
    return read_code(given[0] if given else "") if len(given) < NEEDED else read_shares(given)


# --- recovering -------------------------------------------------------------------------------------------------------


def recover(folder: Path, kit: Kit, *, worker: str, passphrase: str, clock: Callable[[], datetime]) -> Session:
    """Let a person in by the kit, and open: somebody who works here gets a new passphrase and her sealed cases back, an
    unknown name becomes a lead."""
    let_in(folder, kit, worker=worker, passphrase=passphrase, clock=clock)
    return vaults.open_session(folder, worker=worker, passphrase=passphrase, clock=clock)


def let_in(folder: Path, kit: Kit, *, worker: str, passphrase: str, clock: Callable[[], datetime]) -> None:
    """The slow half, in any thread; the vault is closed again at its end, and the person can open it."""
    name = vaults.tidy_name(worker)
    opened = vault.finish(vault.unlock_with_kit(folder, kit.key), clock())
    try:
        passphrases.check(passphrase, (name, opened.office.code))
        now = clock().astimezone(ZONES[opened.office.country])
        known = workers.by_name(opened.conn, name)
        if known is not None:
            _give_back(opened, known, passphrase, now)
        else:
            _add_lead(opened, name, passphrase, now)
    finally:
        opened.close(clock())
    tries.clear(folder)
    log.warning("recovered with the kit: %s", "somebody known" if known else "a new lead")


def _give_back(opened: vault.Vault, known: Worker, passphrase: str, now: datetime) -> None:
    """The key file is written within the transaction: cut off between the two, it is done once more."""
    with opened.write(now) as conn:
        public = keys.reset_person(opened, known.id, passphrase)
        back = seals.regrant(conn, opened.secret, known.id, public, _behind(conn, known.id, known.role))
        access_log.note(conn, now, keys.KIT, "recovered", known.id, back)
        kit_age.note_older(conn, "used")


def _add_lead(opened: vault.Vault, name: str, passphrase: str, now: datetime) -> None:
    slot = keys.new_slot(opened, name, LEAD, passphrase)
    with opened.write(now) as conn:
        workers.add(conn, Worker(slot.id, name, LEAD, now))
        access_log.note(conn, now, keys.KIT, "worker-added", slot.id)
        back = seals.regrant(conn, opened.secret, slot.id, slot.public, _behind(conn, slot.id, LEAD))
        access_log.note(conn, now, keys.KIT, "recovered", slot.id, back)
        kit_age.note_older(conn, "used")
        keys.put_slot(opened, slot)


def _behind(conn: Connection, worker: str, role: str) -> frozenset[str]:
    """The seals that a lead may open in an emergency."""
    found = [seal for seal in seals.all_(conn) if seal.glass == LEAD and role == LEAD]
    return frozenset(seal.scope for seal in found if worker not in veil.denied(conn, seal.case))


# --- small values -----------------------------------------------------------------------------------------------------


def _paper(session: Session, paper: code.Paper, holder: str, language: str) -> bytes:
    from desktop.pdf.kit import (
        CodePaper,
        kit_pdf,
    )  # the library of papers takes a moment, which only papers should cost

    made, groups = session.now().date(), code.groups(paper)
    number = code.label(paper.number)
    return kit_pdf(CodePaper(session.office.code, number, made, groups, paper.index, holder), language)


def _number(conn: Connection) -> str | None:
    return meta.get(conn, _NUMBER) or None


def _pending(session: Session) -> str | None:
    return meta.get(session.conn, _PENDING) or None


def _pending_number(session: Session) -> str | None:
    told = _pending(session)
    return told.partition(" ")[0] if told else None


def _day(session: Session, name: str) -> date | None:
    told = meta.get(session.conn, name)
    return moment(told).astimezone(session.tz).date() if told else None
