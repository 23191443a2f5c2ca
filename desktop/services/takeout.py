"""Leaving with the data: a case or everything in an open format, sealed to one reader unless the lead insists."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from db import access_log, offices, takeout
from db.cases import CaseRow
from db.offices import Office
from db.takeout import Amount
from desktop.bundle import archive, crypto
from desktop.bundle.format import HEADER_LIMIT, check_header
from desktop.bundle.kinds import check_crossing
from desktop.forms.ledger import WHOLE
from desktop.i18n import _, ngettext, number_words
from desktop.refusals import Refused
from desktop.services import cases, ledger
from desktop.services.cards import identity, known
from desktop.services.media import OutFile, appearing, readable, regular
from desktop.services.session import PEOPLE, Session
from desktop.services.takeout_files import Files, Report

FILE, OTHER = "dosar", "alt"  # a disclosure, and its recipient
KIND = "transfer"  # of what leaves with names: it stays in its country
SEALED, CLEAR = ".age", ".zip"
LONGEST_FILE = 4096  # of a file that holds a recipient


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose key locks the file: a trusted office, or a recipient of age out of a file."""

    key: str
    office: str | None = None
    fingerprint: str | None = None

    @property
    def tag(self) -> str:
        """What the access log may say of it."""
        return self.office or crypto.recipient_tag(self.key)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to leave and who can read it: a case by its code or everything; nobody's key means in clear."""

    case: str | None
    recipient: Recipient | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, before anything does."""

    wanted: Wanted
    amount: Amount
    cases_left_out: int  # sealed for others; what is denied to the person who asks is not counted
    sheets_left_out: int
    to_type: str  # the second confirmation


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A file that was written."""

    file: Path
    sealed: bool
    cases: int
    sheets: int
    files: int
    bytes: int
    left_out: int


# --- who can read it --------------------------------------------------------------------------------------------------


def to_office(session: Session, code: str) -> Recipient:
    """A trusted office or region of the same country; practice and real work never meet."""
    session.require(PEOPLE)
    office = known(session.conn, code)
    if office.practice != session.office.practice:
        raise Refused("practice-only")
    check_crossing(KIND, session.office.country, office.country)
    return Recipient(office.box_key, office.code, office.fingerprint)


def readers(session: Session) -> tuple[Office, ...]:
    """The offices and regions that a file may be sealed to."""
    session.require(PEOPLE)
    here = session.office
    return tuple(
        one
        for one in offices.all_(session.conn)
        if one.trusted_on and not one.revoked_on and (one.practice, one.country) == (here.practice, here.country)
    )


def read_recipient(path: Path) -> Recipient:
    """The one recipient of age (`age1...`) in a file; lines that begin with # are left alone."""
    with readable(), regular(path) as file:
        data = file.read(LONGEST_FILE + 1)
    lines = [line.strip() for line in data.decode("utf-8-sig", "replace").splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if len(data) > LONGEST_FILE or len(found) != 1:
        raise Refused("bad-recipient")
    try:
        crypto.check_recipient(found[0])
    except ValueError:
        raise Refused("bad-recipient") from None
    return Recipient(found[0])


# --- before it leaves -------------------------------------------------------------------------------------------------


def look(session: Session, wanted: Wanted) -> Preview:
    """Count what would leave; nothing is written."""
    row = _case(session, wanted)
    case = row.case if row else None
    left = _left_out(session, case)
    return Preview(wanted, takeout.amount(session.conn, case), *left, words_to_type(session, wanted.recipient))


def words_to_type(session: Session, recipient: Recipient | None) -> str:
    """The second confirmation: the code of the office; with a word more where anybody could read the file."""
    code = session.office.code
    return code if recipient is not None else _("{office} OPEN").format(office=code)


def _left_out(session: Session, case: str | None) -> tuple[int, int]:
    return takeout.left_out(session.conn, session.vault.hidden, session.worker.id, case)


def left_out_words(preview: Preview) -> list[str]:
    """What stays behind, by count alone."""
    found = []
    if preview.cases_left_out:
        words = ngettext("{n} case is not open to you and stays.", "{n} cases are not open to you and stay.",
                         preview.cases_left_out)  # fmt: skip
        found.append(words.format(n=number_words(preview.cases_left_out)))
    if preview.sheets_left_out:
        words = ngettext("{n} sheet is not open to you and stays.", "{n} sheets are not open to you and stay.",
                         preview.sheets_left_out)  # fmt: skip
        found.append(words.format(n=number_words(preview.sheets_left_out)))
    return found


def _check_typed(session: Session, recipient: Recipient | None, typed: str) -> None:
    if " ".join(typed.split()).casefold() != words_to_type(session, recipient).casefold():
        raise Refused("not-confirmed")


def _case(session: Session, wanted: Wanted) -> CaseRow | None:
    session.require(PEOPLE)
    return cases.by_code(session, wanted.case) if wanted.case is not None else None


# --- the file ---------------------------------------------------------------------------------------------------------


def take_out(
    session: Session, wanted: Wanted, out: Path, typed: str, report: Report = lambda _done, _all: None
) -> TakenOut:
    """Write the file, whole or not at all; in a folder it gets a neutral name. For a job, over its own connection."""
    _check_typed(session, wanted.recipient, typed)
    row = _case(session, wanted)
    path = out / neutral_name(session, wanted.recipient) if out.is_dir() else out
    made = Files(session, row, session.language, report)
    with appearing(path) as file:
        with takeout.still(session.conn):
            _write(file, archive.pack(made.members(), made.manifest, session.now()), wanted.recipient)
            left = sum(_left_out(session, row.case if row else None))
        # On the medium first, then in the log, then its name: no file is there that nobody wrote down.
        file.settle()
        size = file.size
        _note(session, row, wanted.recipient, made.counts.cases)
    sealed, counts = wanted.recipient is not None, made.counts
    return TakenOut(path, sealed, counts.cases, counts.sheets, counts.files, size, left)


def neutral_name(
    session: Session, recipient: Recipient | None, choose: Callable[[int], str] = randomness.token_hex
) -> str:
    """A name that says the day and nothing else."""
    return f"{session.now():%Y%m%d}-{choose(4)}{SEALED if recipient else CLEAR}"


def _write(file: OutFile, pieces: Iterator[bytes], recipient: Recipient | None) -> None:
    if recipient is not None:
        crypto.encrypt(crypto.Chunks(pieces), file, recipient.key)
        return
    for piece in pieces:
        file.write(piece)


def _note(session: Session, row: CaseRow | None, recipient: Recipient | None, count: int) -> None:
    """In the log, and of one case also among what left it: whoever holds it can be asked for it again."""
    now, worker = session.now(), session.worker.id
    with session.vault.write(now) as conn:
        if row is not None:
            told = {
                "what": FILE,
                "recipient": OTHER,
                "institution": recipient.tag if recipient else None,
                "data": [WHOLE],
                "way": "fisier_criptat" if recipient else None,
            }
            ledger.put(session, conn, row.case, randomness.token_hex(16), told)
        verb = "taken-out" if recipient else "taken-out-in-clear"
        access_log.note(conn, now, worker, verb, row.case if row else None, count)
        if recipient is not None:
            access_log.note(conn, now, worker, "taken-out-for", recipient.tag)


# --- a file that came -------------------------------------------------------------------------------------------------


def open_received(session: Session, file: Path, out: Path, typed: str) -> Path:
    """Open a take-out that was sealed to this office; from then on it lies in clear, so it is confirmed and logged."""
    session.require(PEOPLE)
    _check_typed(session, None, typed)
    path = out / neutral_name(session, None) if out.is_dir() else out
    with readable(), regular(file) as source:
        check_header(source.read(HEADER_LIMIT))
    with appearing(path) as made:
        sink = _Zip(made)
        with readable():
            source = regular(file)
        with source:
            crypto.decrypt(_Source(source), sink, identity(session))
        sink.finish()
        made.settle()
        now = session.now()
        with session.vault.write(now) as conn:
            access_log.note(conn, now, session.worker.id, "takeout-opened")
    return path


class _Source:
    """What cannot be read is no fault of the place that is written to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        with readable():
            return self._file.read(size)


class _Zip:
    """Hands on what begins like an archive; another kind of file is refused before a byte of it is kept."""

    def __init__(self, out: OutFile) -> None:
        self._out, self._start = out, b""

    def write(self, data: bytes, /) -> None:
        if len(self._start) < len(archive.START):
            self._start += data
            if not self._start.startswith(archive.START[: len(self._start)]):
                raise Refused("wrong-kind")
            if len(self._start) < len(archive.START):
                return
            data = self._start
        self._out.write(data)

    def finish(self) -> None:
        if len(self._start) < len(archive.START):
            raise Refused("wrong-kind")


# --- beside the window ------------------------------------------------------------------------------------------------


def look_in_job(session: Session, wanted: Wanted, _report: Report) -> Preview:
    with session.beside() as own:
        return look(own, wanted)


def take_out_in_job(session: Session, wanted: Wanted, out: Path, typed: str, report: Report) -> TakenOut:
    with session.beside() as own:
        return take_out(own, wanted, out, typed, report)


def open_in_job(session: Session, file: Path, out: Path, typed: str, _report: Report) -> Path:
    with session.beside() as own:
        return open_received(own, file, out, typed)
