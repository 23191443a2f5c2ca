"""Letters: what an institution received is recalled from it; a reference number stands where her name would."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from db import cases
from desktop.forms import ledger as lines
from desktop.i18n import date_words, pick, using
from desktop.pdf.letter import RecallLetter, recall_pdf
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.refusals import Refused
from desktop.services import ledger, writing
from desktop.services.ledger import RECALL, Holder
from desktop.services.session import CASES, Change, Session


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter in memory."""

    case: str
    record: str
    holder: Holder = field(repr=False)
    on: date
    number: str
    reference: str
    data: bytes = field(repr=False)
    pages: int
    file_name: str


def holders(session: Session, case: str) -> tuple[Holder, ...]:
    """Who holds data of this case."""
    return ledger.ledger(session, case).holders


def find(session: Session, case: str, recipient: str, institution: str = "") -> Holder:
    """One of them by the code of the recipient; the institution where there are several of a kind."""
    found = [one for one in holders(session, case) if one.recipient == recipient]
    if institution:
        found = [one for one in found if lines.same(one.institution, institution)]
    if not found:
        raise Refused("nobody-holds")
    if len(found) > 1:
        raise Refused("institution-needed")
    return found[0]


def recall(session: Session, case: str, holder: Holder, language: str = "", on: date | None = None) -> Letter:
    """The letter to one holder; it says what that holder received already and nothing else. Not on record yet."""
    session.require(CASES)
    if cases.get(session.conn, case) is None:
        raise Refused("no-such-case")
    spoken, record = language or session.language, writing.new_id()
    known = ledger.ledger(session, case)
    withdrawn = _withdrawn(session, known, holder)
    day = on or withdrawn or session.now().date()
    reference = next((one.reference for one in holder.papers if one.reference), "")
    reference = reference or ledger.reference_of(session, record)
    with using(spoken):
        letter = RecallLetter(
            office=session.office.code,
            day=date_words(session.now().date()),
            number="",
            reference=reference,
            institution=holder.institution,
            since=date_words(day),
            withdrawn=withdrawn is not None,
            received=_received(session, holder, spoken),
            practice=session.office.practice,
        )
    number = ledger.number_of(session, repr(letter))
    data = recall_pdf(replace(letter, number=number), session.library.letters["recall"], spoken)
    name = f"document-{number[2:].replace('-', '').lower()}.pdf"
    return Letter(case, record, holder, day, number, reference, data, page_count(data), name)


def recall_in_job(session: Session, case: str, holder: Holder, language: str, _report: object) -> Letter:
    """The same beside the window."""
    with session.beside() as own:
        return recall(own, case, holder, language)


def keep(session: Session, letter: Letter) -> None:
    """It leaves: that these papers were recalled is written at one stroke."""
    session.require(CASES)
    with session.vault.write(session.now()) as conn:
        ledger.note_recall(session, conn, letter.case, letter.holder.papers, session.now().date())
        told = {
            "what": RECALL,
            "recipient": letter.holder.recipient,
            "institution": letter.holder.institution,
            "way": "scris_sigilat",
            "consent_ref": next(iter(letter.holder.consents), None),
            "number": letter.number,
            "reference": letter.reference,
        }
        ledger.put(session, conn, letter.case, letter.record, told)
    session.changed(Change("case", letter.case))


def save(session: Session, letter: Letter, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all; it is on record before."""
    if path.exists() and not replace:
        raise Refused("file-exists")
    keep(session, letter)
    save_whole(path, letter.data, replace=replace)


def _withdrawn(session: Session, known: ledger.Ledger, holder: Holder) -> date | None:
    """The day on which the newest consent for this holder was taken back, if it was."""
    own = [
        one
        for one in known.entries
        if one.recipient == holder.recipient and lines.same(one.institution, holder.institution)
    ]
    days = [
        one.withdrawn.astimezone(session.tz).date() for one in own if one.withdrawn and one.why_not == lines.WITHDRAWN
    ]
    return max(days, default=None)


def _received(session: Session, holder: Holder, language: str) -> list[tuple[str, list[str]]]:
    words, known = session.library.letters["recall"], session.library.definitions.list("release_data")
    found = []
    for paper in holder.papers:
        line = pick(words["received_line"], language).format(
            day=date_words(paper.at.date()) if paper.at else "–",
            number=paper.number or pick(words["no_number"], language),
            reference=paper.reference or "–",
        )
        told = [pick(entry.label, language) for code in paper.data if (entry := known.find(code))]
        found.append((line, told or ["–"]))
    return found
