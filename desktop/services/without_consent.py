"""Disclosure without consent: a ground, the facts, and a second person; danger to life goes at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from db import access_log, records, workers
from db.connection import Connection
from desktop.forms.ledger import LIFE
from desktop.refusals import Refused
from desktop.services import ledger, second_person, writing
from desktop.services.ledger import EXCEPTION, TOLD, Disclosure
from desktop.services.session import CASES, Change, Session

GROUNDS = "override_reasons"
SHORTEST, LONGEST = 20, 600  # letters of the facts
WAITS, CONFIRMED, ALONE = "asteapta", "confirmat", "singur"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to go without her consent, to whom, and why; `told` where it was said by word of mouth already."""

    ground: str
    words: str = field(repr=False)
    recipient: str
    institution: str = field(repr=False)
    data: tuple[str, ...]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An exception that nobody has confirmed yet."""

    record: str
    case: str
    code: str
    at: datetime | None
    asked_by: str


def ask(session: Session, case: str, asked: Asked) -> Disclosure:
    """Put an exception on record. It waits for the second person; where the office has none it says so."""
    session.require(CASES)
    _check(session, asked)
    alone = not second_person.candidates(session, case)
    record = writing.new_id()
    with session.vault.write(session.now()) as conn:
        ledger.put(
            session,
            conn,
            case,
            record,
            {
                "what": TOLD if asked.told else EXCEPTION,
                "recipient": asked.recipient,
                "institution": asked.institution.strip(),
                "data": sorted(asked.data),
                "way": "telefon" if asked.told else None,
                "ground": asked.ground,
                "ground_words": asked.words.strip(),
                "approval": ALONE if alone else WAITS,
                "asked_by": session.worker.id,
            },
        )
        verb = "exception-alone" if alone else "exception-asked"
        access_log.note(conn, session.now(), session.worker.id, verb, record)
    session.changed(Change("record", record))
    return _of(session, record)


def confirm(session: Session, record: str, name: str, passphrase: str) -> Disclosure:
    """The second person confirms here, with her own passphrase. Slow: for a job, over its own connection."""
    session.require(CASES)
    case = _waiting(session, record)
    colleague = second_person.verify(session, case, name, passphrase)
    return _confirm(session, case, record, colleague.id)


def confirm_own(session: Session, record: str) -> Disclosure:
    """Somebody else than the one who asked works here now, and confirms."""
    session.require(CASES)
    return _confirm(session, _waiting(session, record), record, session.worker.id)


def waiting(session: Session) -> tuple[Waiting, ...]:
    """The exceptions of all cases that wait for a second person, the oldest first."""
    session.require(CASES)
    names = workers.names(session.conn)
    found = []
    for one in records.of_form(session.conn, "disclosure"):
        if one.case and one.body.get("ground") and one.body.get("approval") == WAITS:
            told = ledger.disclosure_of(session, one)
            code = ledger_code(session, one.case)
            found.append(Waiting(one.id, one.case, code, told.at, names.get(told.asked_by, "")))
    return tuple(sorted(found, key=lambda one: (str(one.at), one.record)))


def ledger_code(session: Session, case: str) -> str:
    """The code of a case, for a list."""
    header = records.get(session.conn, case)
    return str(header.body.get("case_code") or "") if header else ""


def count_alone(session: Session, since: datetime, until: datetime) -> int:
    """How many exceptions were made without a second person in a span of time; the region is told this count."""
    found = (ledger.disclosure_of(session, one) for one in records.of_form(session.conn, "disclosure"))
    return sum(one.approval == ALONE and one.at is not None and since <= one.at < until for one in found)


def _check(session: Session, asked: Asked) -> None:
    lists = session.library.definitions.list
    for listed, codes in (
        (GROUNDS, (asked.ground,)),
        ("release_recipients", (asked.recipient,)),
        ("release_data", asked.data),
    ):
        if not codes or any((entry := lists(listed).find(code)) is None or entry.retired for code in codes):
            raise Refused("unknown-option", field=listed)
    if not asked.institution.strip():
        raise Refused("institution-needed")
    if not SHORTEST <= len(" ".join(asked.words.split())) <= LONGEST:
        raise Refused("exception-facts-needed", count=SHORTEST)


def _waiting(session: Session, record: str) -> str:
    """The case of an exception that this session's person may have confirmed."""
    found = records.get(session.conn, record)
    if found is None or found.form != "disclosure" or found.case is None or not found.body.get("ground"):
        raise Refused("no-such-record")
    if found.body.get("approval") != WAITS:
        raise Refused("exception-confirmed-already")
    return found.case


def _confirm(session: Session, case: str, record: str, by: str) -> Disclosure:
    """Nobody confirms what she asked for herself."""
    found = records.get(session.conn, record)
    if found is None or found.body.get("asked_by") == by:
        raise Refused("second-person-needed")
    with session.vault.write(session.now()) as conn:
        _set(session, conn, case, record, by)
    session.changed(Change("record", record))
    return _of(session, record)


def _set(session: Session, conn: Connection, case: str, record: str, by: str) -> None:
    at = session.now().isoformat(timespec="seconds")
    told = {"approval": CONFIRMED, "approver": by, "approved_dt": at}
    ledger.set_in(session, conn, case, record, "disclosure", told)
    access_log.note(conn, session.now(), session.worker.id, "exception-confirmed", record)
    access_log.note(conn, session.now(), session.worker.id, "exception-confirmed-by", by)


def _of(session: Session, record: str) -> Disclosure:
    found = records.get(session.conn, record)
    if found is None:
        raise Refused("no-such-record")
    return ledger.disclosure_of(session, found)


def goes_at_once(ground: str) -> bool:
    """Whether this ground waits for nobody."""
    return ground == LIFE


def confirm_in_job(session: Session, record: str, name: str, passphrase: str, _report: object) -> Disclosure:
    """The same beside the window."""
    with session.beside() as own:
        return confirm(own, record, name, passphrase)
