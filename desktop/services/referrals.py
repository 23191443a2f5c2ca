"""Referral by role: the paper for an institution, computed from the ledger; written down as it leaves; its answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from db import access_log, cases, records, sealing
from db.cases import CaseRow
from db.connection import Connection
from db.records import Record
from desktop.forms import ledger as lines
from desktop.forms.ledger import Entry
from desktop.forms.roles import Role
from desktop.forms.schema import Json
from desktop.i18n import date_words, pick, using
from desktop.pdf.reading import page_count
from desktop.pdf.referral import ReferralPaper, referral_pdf
from desktop.pdf.save import save_whole
from desktop.privacy import safe_contact
from desktop.privacy.extract import Allowed, Extract, Line, Source, Withheld, extract
from desktop.privacy.safe_contact import Known, Route
from desktop.refusals import Refused
from desktop.services import ledger, sections, writing
from desktop.services import records as sheets
from desktop.services.casefile import CaseAnswers
from desktop.services.ledger import Ledger
from desktop.services.session import CASES, Change, Session

REFERRAL, EXTRACT = "referire", "extras"
PRINTED = "tiparit"
ANSWERS = {"servit": "finalizat", "partial": "acceptat", "refuzat_de": "indisponibil", "nu_s-a": "in_asteptare",
           "fara_raspuns": "fara_raspuns"}  # what an answer makes of the state of a referral  # fmt: skip

__all__ = ["Extract", "Line", "Prepared", "Wanted", "Withheld"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that one paper depends on; `referral` is the sheet that it belongs to, where there is one already."""

    case: str
    role: str
    institution: str = field(repr=False)
    contact: str = field(default="", repr=False)
    urgency: str = ""
    referral: str = ""
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()  # what goes only where somebody asks for it: the account
    language: str = ""
    with_slip: bool = True  # without it the paper is an extract for one role
    sheets: tuple[str, ...] = ()  # of forms of which one is named here, only these are told


@dataclass(frozen=True, slots=True)
class Prepared:
    """A finished paper in memory, with what is on it and what is not."""

    wanted: Wanted
    record: str  # under which it will be on record
    found: Extract = field(repr=False)
    recipient: str
    number: str
    reference: str
    data: bytes = field(repr=False)
    pages: int
    file_name: str  # neutral


# --- roles ------------------------------------------------------------------------------------------------------------


def roles(session: Session) -> tuple[Role, ...]:
    """The kinds of institution for which there is a paper."""
    return tuple(session.library.roles.values())


def role(session: Session, named: str) -> Role:
    """One of them by its id, whatever the case of its letters."""
    found = session.library.roles.get(named.upper())
    if found is None:
        raise Refused("unknown-role")
    return found


def institutions(session: Session, case: str, named: str, known: Ledger | None = None) -> tuple[str, ...]:
    """The institutions of this kind that consents and exceptions in force name; `known` where it was read already."""
    wanted, known = role(session, named), known or ledger.ledger(session, case)
    found = [one.institution for one in known.entries if one.in_force and one.recipient in wanted.recipients]
    found += [
        one.institution
        for one in known.grounds
        if one.recipient in wanted.recipients and not one.why_not(session.now())
    ]
    return tuple(dict.fromkeys(found))


# --- the paper --------------------------------------------------------------------------------------------------------


def prepare(session: Session, wanted: Wanted, record: str = "") -> Prepared:
    """The paper as it would leave now; nothing is on record yet. Refuses `nothing-may-go` with nothing to say."""
    found, recipient = goes(session, wanted)
    language, record = wanted.language or session.language, record or writing.new_id()
    reference = ledger.reference_of(session, record)
    paper = in_words(session, wanted, found, language, reference)
    number = ledger.number_of(session, repr(replace(paper, number="", day="")))
    data = referral_pdf(replace(paper, number=number), session.library.letters["referral"], language)
    return Prepared(wanted, record, found, recipient, number, reference, data, page_count(data), file_name(number))


def goes(session: Session, wanted: Wanted) -> tuple[Extract, str]:
    """What goes onto a paper now, and to which recipient; refuses `nothing-may-go` with nothing to say."""
    session.require(CASES)
    row = _row(session, wanted.case)
    if not wanted.institution.strip():
        raise Refused("institution-needed")
    chosen = role(session, wanted.role)
    found, recipient = _extract(session, wanted, chosen, row, wanted.language or session.language)
    if not found.lines:
        raise Refused("nothing-may-go", reason=found.withheld[0].reason if found.withheld else "")
    if lines.ACCOUNT in found.data:
        sheets.note_reveal(session, wanted.case)  # her words are on the screen now
    return found, recipient


def file_name(number: str) -> str:
    """A neutral name for the file of a paper."""
    return f"document-{number[2:].replace('-', '').lower()}.pdf"


def look(session: Session, wanted: Wanted, known: Ledger | None = None) -> tuple[Extract, Role]:
    """The same without a paper: what would go and what is withheld, also where nothing may go."""
    session.require(CASES)
    chosen = role(session, wanted.role)
    language = wanted.language or session.language
    return _extract(session, wanted, chosen, _row(session, wanted.case), language, known)[0], chosen


def keep(session: Session, made: Prepared, way: str = PRINTED) -> None:
    """It leaves: the disclosure and the referral are written at one stroke. Refuses `paper-changed` if what it says
    may not go any more, or says something else than the case does now."""
    session.require(CASES)
    again = prepare(session, made.wanted, made.record)
    if again.number != made.number:
        raise Refused("paper-changed")
    with session.vault.write(session.now()) as conn:
        write_down(session, conn, made, way)
    session.changed(Change("case", made.wanted.case))


def save(session: Session, made: Prepared, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all; it is on record before."""
    if path.exists() and not replace:
        raise Refused("file-exists")
    keep(session, made)
    try:
        save_whole(path, made.data, replace=replace)
    except Refused:
        ledger.cancel(session, made.wanted.case, made.record)
        raise


def _extract(
    session: Session, wanted: Wanted, chosen: Role, row: CaseRow, language: str, read: Ledger | None = None
) -> tuple[Extract, str]:
    known = read or ledger.ledger(session, wanted.case)
    allowed = verdicts(session, known, chosen.recipients, wanted.institution)
    source = _source(session, wanted, row, language)
    found = extract(chosen, source, allowed, left_out=wanted.left_out, added=wanted.added)
    used = {one.recipient for one in found.bases}
    return found, next((one for one in chosen.recipients if one in used), chosen.recipients[0])


def verdicts(session: Session, known: Ledger, recipients: Collection[str], named: str) -> Callable[[str], Allowed]:
    """What the ledger says of each kind of data, for an institution: by a consent, else by an exception."""
    institution = named.strip() or None

    def allowed(data: str) -> Allowed:
        verdict = known.may(recipients, data, institution)
        if verdict.allowed:
            return Allowed("", entry=verdict.entry)
        ground, why_not = lines.by_ground(known.grounds, recipients, data, institution, session.now())
        if ground is not None:
            return Allowed("", ground=ground)
        return Allowed(why_not if why_not == lines.NOT_CONFIRMED else verdict.why_not)

    return allowed


def _source(session: Session, wanted: Wanted, row: CaseRow, language: str) -> Source:
    definitions = session.library.definitions
    shown = _told_of(sections.masked(session, CaseAnswers(session, wanted.case).records), wanted.sheets)
    answers = CaseAnswers(session, wanted.case, known=shown)
    identity = next((one for one in shown if one.form == "identity"), None)
    doubted = ledger.doubted(session, identity) if identity else frozenset()

    def unsealed(value: Json) -> str:
        if lines.ACCOUNT not in wanted.added or not isinstance(value, Mapping):
            return ""
        return sealing.unseal(session.vault, wanted.case, value)

    with using(language):
        names = {
            one.id: pick(definitions.form(one.form, one.version).title) for one in shown if _is_known(session, one)
        }
    return Source(
        case=answers,
        code=row.code,
        routes=_routes(session, answers, doubted),
        defs=definitions,
        language=language,
        country=session.office.country,
        words=session.library.letters["referral"],
        names=names,
        unsealed=unsealed,
    )


def routes(session: Session, case: str) -> Sequence[Route]:
    """How she may be reached now, by the whole case."""
    answers = CaseAnswers(session, case)
    identity = next((one for one in answers.records if one.form == "identity"), None)
    return _routes(session, answers, ledger.doubted(session, identity) if identity else frozenset())


def _routes(session: Session, answers: CaseAnswers, doubted: frozenset[str]) -> Sequence[Route]:
    return safe_contact.routes(Known.of(answers, doubted), session.now(), session.tz)


def _told_of(shown: Iterable[Record], named: tuple[str, ...]) -> list[Record]:
    """All sheets; of a form of which some are named, only these."""
    known = list(shown)
    forms = {one.form for one in known if one.id in named}
    return [one for one in known if one.form not in forms or one.id in named]


def in_words(session: Session, wanted: Wanted, found: Extract, language: str, reference: str) -> ReferralPaper:
    """What stands on a paper, in the words of its language; it has no number yet."""
    words, lists = session.library.letters["referral"], session.library.definitions.list

    def label(listed: str, code: str) -> str:
        entry = lists(listed).find(code)
        return pick(entry.label, language) if entry else code

    rows = [(pick(words["to"], language), wanted.institution.strip())]
    if wanted.contact.strip():
        rows.append((pick(words["contact"], language), wanted.contact.strip()))
    if wanted.urgency and wanted.with_slip:
        rows.append((pick(words["urgency"], language), label("referral_urgency", wanted.urgency)))
    rows.append((pick(words["reference"], language), reference))
    with using(language):
        bases = [_basis(session, one, language) for one in found.bases]
        day = date_words(session.now().date())
    return ReferralPaper(
        office=session.office.code,
        day=day,
        number="",
        reference=reference,
        rows=rows,
        lines=[(_capital(one.label), one.values) for one in found.lines],
        withheld=[
            (_capital(label("release_data", one.data)), label("withheld_reasons", one.reason))
            for one in found.withheld
            if one.reason != "not-known"
        ],
        bases=bases,
        with_slip=wanted.with_slip,
        practice=session.office.practice,
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]


def _basis(session: Session, basis: Entry | lines.Ground, language: str) -> str:
    words = session.library.letters["referral"]
    if isinstance(basis, Entry):
        since = basis.since.astimezone(session.tz).date() if basis.since else date.min
        until = (basis.until - lines.DAY).astimezone(session.tz).date() if basis.until else date.min
        return pick(words["consent"], language).format(day=date_words(since), until=date_words(until))
    entry = session.library.definitions.list("override_reasons").find(basis.ground)
    return pick(words["exception"], language).format(ground=pick(entry.label, language) if entry else basis.ground)


# --- what is written --------------------------------------------------------------------------------------------------


def write_down(session: Session, conn: Connection, made: Prepared, way: str, **more: Any) -> None:
    """What leaves, and the referral that begins with it, in a transaction that the caller holds."""
    wanted, found = made.wanted, made.found
    consents = [one.sheet for one in found.bases if isinstance(one, Entry)]
    grounds = [one.record for one in found.bases if not isinstance(one, Entry)]
    referral = _referral(session, conn, made, way, consents) if wanted.with_slip else ""
    told: dict[str, Any] = {
        "what": REFERRAL if wanted.with_slip else EXTRACT,
        "recipient": made.recipient,
        "institution": wanted.institution.strip(),
        "data": sorted(found.data),
        "way": way,
        "consent_ref": next(iter(consents), None),
        "exception_ref": next(iter(grounds), None),
        "referral_ref": referral,
        "number": made.number,
        "reference": made.reference,
        **ledger.withheld_rows((one.data, one.reason) for one in found.withheld),
        **more,
    }
    ledger.put(session, conn, wanted.case, made.record, told)


def _referral(session: Session, conn: Connection, made: Prepared, way: str, consents: list[str]) -> str:
    """The referral sheet, new or the one that was begun: it was sent."""
    wanted = made.wanted
    chosen = role(session, wanted.role)
    told = {
        "sector": chosen.sectors[0] if chosen.sectors else "alt",
        "urgency": wanted.urgency or None,
        "institution": wanted.institution.strip(),
        "contact": wanted.contact.strip() or None,
        "release_ref": next(iter(consents), None),
        "sent_dt": session.now().isoformat(timespec="minutes"),
        "mode": way,
        "data_shared": sorted(made.found.data),
        "status": "trimis",
    }
    known = {path: value for path, value in told.items() if value is not None}
    if wanted.referral:
        ledger.set_in(session, conn, wanted.case, wanted.referral, "referral", known)
        return wanted.referral
    record = writing.new_id()
    sheets.put(session, conn, sheets.open_new(session, "referral", record, case=wanted.case), known)
    return record


# --- the answer -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as the ledger shows it."""

    record: str
    sector: str
    institution: str
    urgency: str
    status: str
    sent: str
    feedback: str

    @property
    def waits(self) -> bool:
        return bool(self.sent) and not self.feedback


def of_case(records_: Iterable[Record]) -> tuple[Referral, ...]:
    """The referrals of a case that is open, the newest first."""
    found = [one for one in records_ if one.form == "referral"]
    told = ("sector", "institution", "urgency", "status", "sent_dt", "feedback")
    return tuple(
        Referral(one.id, *(value if isinstance(value := one.body.get(path), str) else "" for path in told))
        for one in sorted(
            found, key=lambda one: (str(one.body.get("sent_dt") or "9"), one.created, one.id), reverse=True
        )
    )


def answer(session: Session, case: str, record: str, feedback: str, on: date | None = None) -> None:
    """The answer of an institution; it stops the clock of the referral."""
    session.require(CASES)
    if feedback not in ANSWERS:
        raise Refused("unknown-option", field="feedback")
    day = (on or session.now().date()).isoformat()
    told = {"feedback": feedback, "feedback_dt": day, "status": ANSWERS[feedback]}
    with session.vault.write(session.now()) as conn:
        ledger.set_in(session, conn, case, record, "referral", told)
        access_log.note(conn, session.now(), session.worker.id, "referral-answered", record)
    session.changed(Change("record", record))


# --- parts ------------------------------------------------------------------------------------------------------------


def _row(session: Session, case: str) -> CaseRow:
    found = cases.get(session.conn, case)
    if found is None:
        raise Refused("no-such-case")
    return found


def _is_known(session: Session, record: Record) -> bool:
    return (record.form, record.version) in session.library.definitions.forms


def wanted_of(session: Session, case: str, record: str) -> Wanted:
    """What a referral sheet that was begun asks for."""
    found = records.get(session.conn, record)
    if found is None or found.form != "referral" or found.case != case:
        raise Refused("no-such-record")
    told = sections.answers(session, found)
    text = {
        path: told[path] if isinstance(told.get(path), str) else ""
        for path in ("sector", "institution", "contact", "urgency")
    }
    named = next((one.id for one in roles(session) if text["sector"] in one.sectors), "ONG")
    return Wanted(case, named, text["institution"], text["contact"], text["urgency"], record)
