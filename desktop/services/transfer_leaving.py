"""What would leave with a case: by which consent or ground, whole or by role, and exactly which answers of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from db import drafts, joining, offices, records, seals, transfers
from db.connection import Connection, refusals
from db.merge import Revision
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import check_crossing
from desktop.forms.ledger import ACCOUNT, WHOLE, Entry, Ground
from desktop.forms.moves import BY_ROLE
from desktop.privacy.extract import NOT_CHOSEN, Withheld
from desktop.refusals import Refused
from desktop.services import history_out, moving, outgoing, referrals
from desktop.services import ledger as ledgers
from desktop.services.outgoing import Addressee
from desktop.services.session import CASES, EXPORTS, Session
from desktop.services.transfer_sheet import Told
from desktop.services.transfer_thin import CASE, Allow, allowed, told

RECIPIENTS, CODE_OF_CASE = "release_recipients", "cod"


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that one transfer depends on; without a role the whole case goes. `copy`: the case itself stays here."""

    case: str
    to: str
    role: str = ""
    copy: bool = False
    reason: str = ""
    note: str = field(default="", repr=False)
    institution: str = field(default="", repr=False)  # as her consent names it
    with_account: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would leave; `why_not` is the code by which it may not. `seen` changes with whatever would leave."""

    wanted: Wanted
    code: str
    country: str
    data: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    bases: tuple[Entry | Ground, ...] = field(repr=False)
    recipient: str
    told: tuple[Told, ...]
    sheets: tuple[tuple[str, int], ...]  # form -> how many of its sheets
    files: int
    file_bytes: int
    drafts: int  # begun and not saved: they stay here
    why_not: str
    reason: str  # more exactly, as the list of reasons has it
    seen: str


def look(session: Session, wanted: Wanted) -> Leaving:
    """What would leave now; nothing is written. Refuses what no consent could change."""
    session.require(EXPORTS)
    session.require(CASES)
    code = _check(session, wanted)
    to = addressee(session, wanted.to)
    chosen = _by_role(session, wanted) if wanted.role else _whole(session, wanted)
    allow = allowed(session, wanted.case, wanted.role, chosen.data)
    with still(session) as conn:
        found = list(_all(conn, wanted.case, allow))
        files = list(history_out.announced(conn, case=wanted.case, allow=allow))
        seen = _digest(found, chosen)
    return Leaving(
        wanted=wanted,
        code=code,
        country=to.country,
        data=chosen.data,
        withheld=chosen.withheld,
        bases=chosen.bases,
        recipient=chosen.recipient,
        told=chosen.told,
        sheets=tuple(sorted(Counter({one.record: one.form for one in found}.values()).items())),
        files=len(files),
        file_bytes=sum(one.size for one in files),
        drafts=len(drafts.of_case(session.conn, wanted.case)),
        why_not=chosen.why_not,
        reason=chosen.reason,
        seen=seen,
    )


def addressee(session: Session, code: str) -> Addressee:
    """An office that works with cases, in this country, whose card is in force."""
    to = outgoing.addressee(session, code)
    if to.kind != "office":
        raise Refused("transfer-to-office", office=code)
    check_crossing("transfer", session.office.country, to.country)
    return to


@contextmanager
def still(session: Session) -> Iterator[Connection]:
    """The whole database, on which nothing changes meanwhile."""
    with refusals(), closing(session.vault.connect_bare()) as conn, joining.standing_still(conn):
        yield conn


def lines(session: Session, conn: Connection, wanted: Wanted, data: Sequence[str]) -> Iterator[Object]:
    """The history that leaves, as lines."""
    yield from history_out.lines(
        session, conn, case=wanted.case, allow=allowed(session, wanted.case, wanted.role, data)
    )


def files(session: Session, conn: Connection, wanted: Wanted, data: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    yield from history_out.files(
        session, conn, case=wanted.case, allow=allowed(session, wanted.case, wanted.role, data)
    )


def takers(session: Session) -> tuple[str, ...]:
    """The offices that could take a case: trusted, of this country, and no region."""
    here = session.office
    found = {
        one.code
        for one in offices.all_(session.conn)
        if one.trusted_on and not one.revoked_on and one.kind == "office"
        if one.country == here.country and one.practice == here.practice and one.code != here.code
    }
    return tuple(sorted(found))


def institutions(session: Session, case: str, role: str = "") -> tuple[str, ...]:
    """The institutions to which her consents and exceptions in force would let it go."""
    known = ledgers.ledger(session, case)
    if role:
        return referrals.institutions(session, case, role, known)
    found = [one.institution for one in known.entries if one.in_force and WHOLE in one.data]
    found += [one.institution for one in known.grounds if WHOLE in one.data and not one.why_not(session.now())]
    return tuple(dict.fromkeys(found))


def check_still(session: Session, wanted: Wanted, data: Sequence[str]) -> None:
    """What went once goes again only where it still may."""
    known = ledgers.ledger(session, wanted.case)
    verdict = referrals.verdicts(session, known, _recipients(session, wanted), wanted.institution)
    why_not = next((found for one in data if (found := verdict(one).why_not)), "")
    if why_not:
        raise Refused("transfer-nothing-agreed", reason=why_not)


def _recipients(session: Session, wanted: Wanted) -> tuple[str, ...]:
    """As which kinds of institution a consent may name the other office."""
    if wanted.role:
        return referrals.role(session, wanted.role).recipients
    return tuple(entry.code for entry in session.library.definitions.list(RECIPIENTS).entries)


# --- may it go --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chosen:
    data: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    bases: tuple[Entry | Ground, ...]
    recipient: str
    told: tuple[Told, ...] = ()
    why_not: str = ""
    reason: str = ""


def _check(session: Session, wanted: Wanted) -> str:
    """The code of a case that is here, ours, and under no seal."""
    header = records.get(session.conn, wanted.case)
    if header is None or header.form != CASE:
        raise Refused("no-such-case")
    moving.check(session.conn, CASE, wanted.case, wanted.case, {})
    if seals.of_case(session.conn, wanted.case) or transfers.is_covered(session.conn, wanted.case):
        raise Refused("transfer-sealed")
    if wanted.copy and not wanted.role:
        raise Refused("transfer-copy-by-role")
    reason = session.library.definitions.list("L29").find(wanted.reason) if wanted.reason else None
    if wanted.reason and (reason is None or reason.retired):
        raise Refused("unknown-option", field="reason")
    if not wanted.institution.strip():
        raise Refused("institution-needed")
    return str(header.body.get("case_code") or "")


def _whole(session: Session, wanted: Wanted) -> _Chosen:
    """All of it, and her account where her consent names that too."""
    known = ledgers.ledger(session, wanted.case)
    verdict = referrals.verdicts(session, known, _recipients(session, wanted), wanted.institution)
    whole, account = verdict(WHOLE), verdict(ACCOUNT)
    bases = [whole.entry or whole.ground]
    data: tuple[str, ...] = (WHOLE,)
    withheld: tuple[Withheld, ...] = ()
    why_not = reason = ""
    if whole.why_not:
        why_not, reason = "transfer-nothing-agreed", whole.why_not
    if not wanted.with_account:
        withheld = (Withheld(ACCOUNT, account.why_not or NOT_CHOSEN),)
    elif account.why_not:
        why_not, reason = why_not or "transfer-account-agreed", reason or account.why_not
        withheld = (Withheld(ACCOUNT, account.why_not),)
    else:
        data, bases = (WHOLE, ACCOUNT), [*bases, account.entry or account.ground]
    found = tuple(dict.fromkeys(one for one in bases if one is not None))
    recipient = next((one.recipient for one in found), "alt")
    return _Chosen(data, withheld, found, recipient, (), why_not, reason)


def _by_role(session: Session, wanted: Wanted) -> _Chosen:
    """What this kind of institution needs, and what of that may go."""
    asked = (ACCOUNT,) if wanted.with_account else ()
    sheet = referrals.Wanted(wanted.case, wanted.role, wanted.institution, left_out=wanted.left_out, added=asked)
    found, role = referrals.look(session, sheet)
    why_not = reason = ""
    if CODE_OF_CASE not in found.data:
        why_not = "transfer-code-agreed" if found.lines else "transfer-nothing-agreed"
        reason = next((one.reason for one in found.withheld), "")
    elif wanted.with_account and ACCOUNT not in found.data:
        why_not = "transfer-account-agreed"
        reason = next((one.reason for one in found.withheld if one.data == ACCOUNT), "")
    used = {one.recipient for one in found.bases}
    recipient = next((one for one in role.recipients if one in used), role.recipients[0])
    return _Chosen(
        found.data, found.withheld, found.bases, recipient, tuple(told(session, wanted.case, role, found.data)),
        why_not, reason,
    )  # fmt: skip


# --- what it is -------------------------------------------------------------------------------------------------------


def _all(conn: Connection, case: str, allow: Allow | None) -> Iterator[Revision]:
    for revision in joining.of_case(conn, case):
        left = revision if allow is None else allow(revision)
        if left is not None:
            yield left


def _digest(found: Sequence[Revision], chosen: _Chosen) -> str:
    parts = [f"{one.record}{one.id}{sorted(one.sets)}" for one in found]
    told = [repr(chosen.data), repr(chosen.withheld), repr([_base(one) for one in chosen.bases]), repr(chosen.told)]
    return hashlib.blake2b("\n".join([*sorted(parts), *told]).encode(), digest_size=16).hexdigest()


def _base(one: Entry | Ground) -> str:
    return f"{one.sheet}/{one.row}" if isinstance(one, Entry) else one.record


def consent_of(bases: Sequence[Entry | Ground]) -> str | None:
    """The consent sheet by which it goes, where it goes by one."""
    return next((one.sheet for one in bases if isinstance(one, Entry)), None)


def exception_of(bases: Sequence[Entry | Ground]) -> str | None:
    """The exception on record by which it goes, where it goes by one."""
    return next((one.record for one in bases if isinstance(one, Ground)), None)


def scope_of(wanted: Wanted) -> str:
    """As the sheet of a transfer says it."""
    return BY_ROLE if wanted.role else "intreg"
