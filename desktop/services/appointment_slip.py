"""The slip that she takes along: a day, an hour, a first name and a telephone that tells nothing; no more, ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db import access_log, meta, records
from desktop.forms import partial
from desktop.forms.clean import clean
from desktop.i18n import date_words, time_words, using
from desktop.pdf.appointment_slip import SlipWords, slip_pdf
from desktop.pdf.save import save_whole
from desktop.privacy import safe_contact
from desktop.privacy.safe_contact import Known, Way
from desktop.refusals import Refused
from desktop.services import appointments, calls
from desktop.services.casefile import context
from desktop.services.session import CASES, PEOPLE, Session

PHONE = "slip phone"  # of the office: one that answers with a plain hello
NEVER = frozenset({"no-contact-at-all", "consent-refused", "flag-forbids", "two-values"})


@dataclass(frozen=True, slots=True)
class Slip:
    """A finished slip in memory; `words` is what stands on it, for the eye before the printer."""

    record: str
    words: SlipWords
    data: bytes = field(repr=False)
    file_name: str = "bilet.pdf"


def phone(session: Session) -> str:
    """The number on slips; empty where the office has chosen none."""
    return meta.get(session.conn, PHONE) or ""


def set_phone(session: Session, typed: str) -> str:
    """Choose the number on slips: one that answers without the name of the office. An empty one is left out."""
    session.require(PEOPLE)
    number = typed.strip()
    if number:
        asked = session.library.definitions.form("identity").field("phones/number")
        kept = clean(asked, number, context(session, {}), session.library.definitions)
        number = str(kept)
    with session.vault.write(session.now()) as conn:
        meta.put(conn, PHONE, number)
        access_log.note(conn, session.now(), session.worker.id, "slip-phone")
    return number


def closed(session: Session, case: str) -> str:
    """Why no slip may be given in this case, in a sentence; empty where one may."""
    route = _rule(session, case)
    return route[1] if route else ""


def slip(session: Session, record: str, *, with_name: bool = True, language: str | None = None) -> Slip:
    """The slip of a planned appointment; `slip-unsafe` with the rule where no paper may be with her."""
    session.require(CASES)
    found = records.get(session.conn, record)
    if found is None or found.form != appointments.FORM:
        raise Refused("no-such-record")
    if found.body.get("state") != appointments.PLANNED:
        raise Refused("appointment-over")
    if route := _rule(session, found.case or ""):
        raise Refused("slip-unsafe", rule=route[0])
    span = partial.span(found.body.get("start"), session.tz)
    if span is None:
        raise Refused("appointment-without-day")
    spoken = language or session.language
    start = span.start.astimezone(session.tz)
    exact = span.precision is partial.Precision.MINUTE
    with using(spoken):
        words = SlipWords(
            day=date_words(start.date(), weekday=True),
            hour=time_words(start) if exact else "",
            who=appointments.worker_name(session, str(found.body.get("worker") or "")) if with_name else "",
            phone=phone(session),
        )
    return Slip(record, words, slip_pdf(words, spoken))


def save(session: Session, made: Slip, path: Path, *, replace: bool = False) -> None:
    """Write it to a file, whole or not at all; the log comes first."""
    note_given(session, made.record)
    save_whole(path, made.data, replace=replace)


def note_given(session: Session, record: str) -> None:
    """A slip leaves the screen."""
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "slip-printed", record)


def _rule(session: Session, case: str) -> tuple[str, str] | None:
    """The rule that forbids her any paper: a letter that she forbade, or that she said is not safe."""
    known: Known = calls.known_of(session, case)
    route = safe_contact.of_way(known, Way.LETTER, session.now(), session.tz)[0]
    if route.rule in NEVER:
        return route.rule, route.words
    if route.rule == "not-marked-safe" and known.identity.get("letter_safe") is not None:
        return route.rule, route.words
    return None
