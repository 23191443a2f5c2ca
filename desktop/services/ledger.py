"""The consent ledger of a case: what may go to whom now, who already holds what, and taking a consent back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from db import access_log, cases, merge, records, secrets
from db.connection import Connection
from db.records import Record
from desktop.forms import answers as flat
from desktop.forms import ledger as lines
from desktop.forms import partial
from desktop.forms.ledger import ConsentSheet, Entry, Ground, Verdict
from desktop.forms.settle import settle
from desktop.refusals import Refused
from desktop.services import merging, sections, writing
from desktop.services import records as sheets
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, Change, Session

SOON = timedelta(days=7)
EXCEPTION, RECALL = "exceptie", "rechemare"  # kinds of disclosure by which nothing was given to anybody
TOLD = "verbal"
FIGURES = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that are read for one another


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that left, as it is on record."""

    record: str
    at: datetime | None
    what: str
    recipient: str
    institution: str
    data: tuple[str, ...]
    number: str
    reference: str
    consent: str
    ground: str
    approval: str
    recalled: str
    referral: str
    asked_by: str
    approver: str
    withheld: tuple[tuple[str, str], ...]
    team_ref: str  # the intervention that sent it
    paper: str  # as which of its papers


@dataclass(frozen=True, slots=True)
class Holder:
    """An institution that holds data of hers: what it got in all, and the papers by which it got them."""

    recipient: str
    institution: str
    data: tuple[str, ...]
    papers: tuple[Disclosure, ...]
    consents: tuple[str, ...]  # the sheets by which they went

    @property
    def recalled(self) -> bool:
        return all(paper.recalled for paper in self.papers)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of it at one moment."""

    now: datetime
    entries: tuple[Entry, ...]
    grounds: tuple[Ground, ...]
    disclosures: tuple[Disclosure, ...]
    holders: tuple[Holder, ...]

    def may(self, recipients: Collection[str], data: str, institution: str | None = None) -> Verdict:
        """May these data go now, by a consent."""
        return lines.may(self.entries, recipients, data, institution)

    def ends_soon(self, entry: Entry) -> bool:
        return entry.in_force and entry.until is not None and entry.until <= self.now + SOON

    def holding(self, recipient: str, institution: str) -> Holder | None:
        """Who holds data that this consent was about."""
        found = (one for one in self.holders if one.recipient == recipient)
        return next((one for one in found if lines.same(one.institution, institution)), None)


def ledger(session: Session, case: str) -> Ledger:
    """The ledger of a case that is open, computed at this moment from its sheets and those of files merged into it."""
    session.require(CASES)
    if cases.get(session.conn, case) is None:
        raise Refused("no-such-case")
    shown = [
        record
        for one in _family(session, case)
        for record in sections.masked(session, CaseAnswers(session, one).records)
    ]
    now = session.now()
    known = lines.entries(consent_sheets(session, shown), lines.moment(now), session.tz)
    left = tuple(sorted((disclosure_of(session, one) for one in _living(shown)), key=_when, reverse=True))
    return Ledger(now, known, tuple(_grounds(left)), left, tuple(_holders(left)))


def consent_sheets(session: Session, shown: Iterable[Record]) -> list[ConsentSheet]:
    """The consent sheets with the paths between whose values nobody has chosen."""
    return [
        ConsentSheet(one.id, one.body, one.created, doubted(session, one)) for one in shown if one.form == "consent"
    ]


def doubted(session: Session, record: Record) -> frozenset[str]:
    """The paths of a record that have several living values."""
    if not record.conflicts:
        return frozenset()
    form = session.library.definitions.form(record.form, record.version)
    return frozenset(settle(form, merge.living(records.revisions(session.conn, record.id))).conflicts)


# --- what left --------------------------------------------------------------------------------------------------------


def disclosure_of(session: Session, record: Record) -> Disclosure:
    """A disclosure sheet as the ledger reads it."""
    told = record.body
    at = partial.span(told.get("at"), session.tz)
    rows = [f"withheld/{row}" for row in flat.rows(told, "withheld")]
    return Disclosure(
        record=record.id,
        at=at.start.astimezone(session.tz) if at else None,
        data=tuple(sorted(flat.codes(told.get("data")))),
        withheld=tuple((_text(told, f"{r}/withheld_data"), _text(told, f"{r}/withheld_reason")) for r in rows),
        recalled=_text(told, "recalled_on"),
        consent=_text(told, "consent_ref"),
        referral=_text(told, "referral_ref"),
        **{name: _text(told, name) for name in _PLAIN},
    )


_PLAIN = ("what", "recipient", "institution", "number", "reference", "ground", "approval", "asked_by", "approver",
          "team_ref", "paper")  # fmt: skip


def put(session: Session, conn: Connection, case: str, record: str, told: Mapping[str, Any]) -> None:
    """Write down what leaves, in the transaction of whatever lets it leave."""
    sheet = sheets.open_new(session, "disclosure", record, case=case)
    at = session.now().isoformat(timespec="seconds")
    known = {path: value for path, value in {"at": at, **told}.items() if value not in (None, "", [])}
    sheets.put(session, conn, sheet, known)
    access_log.note(conn, session.now(), session.worker.id, "disclosed", record, len(told.get("data") or ()))


def withheld_rows(found: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What was withheld, as the rows of a disclosure sheet."""
    return {
        f"withheld/w{place}/{column}": code
        for place, pair in enumerate(found, start=1)
        for column, code in zip(("withheld_data", "withheld_reason"), pair, strict=True)
    }


def cancel(session: Session, case: str, record: str) -> None:
    """A paper that was made ready did not leave after all: nobody holds anything by it."""
    _set(session, case, record, "disclosure", {"cancelled": True}, "disclosure-cancelled")


def number_of(session: Session, content: str) -> str:
    """The number of a paper: a keyed hash of what it says, so that it tells nothing and is the same for the same."""
    return f"H-{_short(session, 'paper-number', content)}"


def reference_of(session: Session, record: str) -> str:
    """What stands on a slip in place of a name: worked out from the id of the disclosure, told to nobody else."""
    return _short(session, "paper-reference", record)


def _short(session: Session, purpose: str, content: str) -> str:
    key = secrets.office_key(session.conn, purpose)
    found = int.from_bytes(hashlib.blake2b(content.encode(), key=bytes(key), digest_size=8).digest(), "big")
    letters = []
    for _place in range(8):
        found, at = divmod(found, len(FIGURES))
        letters.append(FIGURES[at])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


# --- taking a consent back --------------------------------------------------------------------------------------------


def withdraw(session: Session, case: str, entry: Entry, on: date) -> Holder | None:
    """From this day on nothing goes by this consent; answers who holds data by it, so that they are recalled."""
    session.require(CASES)
    first = entry.since.astimezone(session.tz).date() if entry.since else None
    if on > session.now().date() or (first is not None and on < first):
        raise Refused("bad-withdrawal-day")
    path = f"release/{entry.row}/ended_on"
    _set(session, case, entry.sheet, "consent", {path: on.isoformat()}, "consent-withdrawn")
    return ledger(session, case).holding(entry.recipient, entry.institution)


def note_recall(session: Session, conn: Connection, case: str, papers: Sequence[Disclosure], on: date) -> None:
    """The papers of a holder were recalled on this day."""
    for paper in papers:
        if not paper.recalled:
            _write(session, conn, case, paper.record, "disclosure", {"recalled_on": on.isoformat()})


def _set(session: Session, case: str, record: str, form: str, sets: Mapping[str, Any], verb: str) -> None:
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        _write(session, conn, case, record, form, sets)
        access_log.note(conn, session.now(), session.worker.id, verb, record)
    session.changed(Change("record", record))


def _write(
    session: Session, conn: Connection, case: str, record: str, form: str, sets: Mapping[str, Any]
) -> writing.Written:
    """A revision of a sheet of this case, over what stands there now."""
    earlier = records.revisions(conn, record)
    own = earlier[0].case if earlier else None
    if own is None or earlier[0].form != form or own not in _family(session, case):
        raise Refused("no-such-record")
    definition = session.library.definitions.form(form)
    sections.check(session, definition, own, sets)
    return writing.write(
        session,
        conn,
        record=record,
        case=own,
        form=definition,
        sets=sets,
        replaces=writing.living_ids(earlier, sets),
        earlier=earlier,
    )


def set_in(session: Session, conn: Connection, case: str, record: str, form: str, sets: Mapping[str, Any]) -> None:
    """The same for other acts of the ledger, within a transaction that they hold."""
    _write(session, conn, case, record, form, sets)


# --- parts ------------------------------------------------------------------------------------------------------------


def _family(session: Session, case: str) -> tuple[str, ...]:
    """The file and those that were merged into it: a refusal in one of them is hers all the same."""
    return (case, *(one.case for one in merging.merged_in(session, case)))


def _living(shown: Iterable[Record]) -> list[Record]:
    return [one for one in shown if one.form == "disclosure" and one.body.get("cancelled") is not True]


def _grounds(left: Iterable[Disclosure]) -> Iterable[Ground]:
    for one in left:
        if one.what in (EXCEPTION, TOLD) and one.ground:
            yield Ground(
                one.record, one.ground, one.recipient, one.institution, frozenset(one.data), one.at, one.approval
            )


def _holders(left: Sequence[Disclosure]) -> list[Holder]:
    found: list[Holder] = []
    for one in sorted(left, key=_when):
        if one.what in (EXCEPTION, RECALL):
            continue
        held = next(
            (h for h in found if h.recipient == one.recipient and lines.same(h.institution, one.institution)), None
        )
        if held is None:
            found.append(
                Holder(one.recipient, one.institution, one.data, (one,), (one.consent,) if one.consent else ())
            )
            continue
        found[found.index(held)] = replace(
            held,
            data=tuple(dict.fromkeys((*held.data, *one.data))),
            papers=(*held.papers, one),
            consents=tuple(dict.fromkeys((*held.consents, *([one.consent] if one.consent else [])))),
        )
    return found


def _when(one: Disclosure) -> tuple[str, str]:
    return (one.at.isoformat() if one.at else "", one.record)


def _text(told: Mapping[str, Any], path: str) -> str:
    value = told.get(path)
    return value if isinstance(value, str) else ""
