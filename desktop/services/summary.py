"""PURE: the one row by which lists show a case, out of the answers of its forms. No name is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from db.cases import CaseRow
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import is_real, rows
from desktop.forms.risk import OPEN
from desktop.privacy import safe_contact
from desktop.privacy.safe_contact import BY_PHONE, Known

Answers = Mapping[str, Any]
Case = Mapping[str, Sequence[Answers]]


def text(value: object) -> str | None:
    """A plain answer as text; a refused, unknown or missing one is None."""
    return value if isinstance(value, str) and value else None


def first(case: Case, form: str) -> Answers:
    """The answers of the first record of a form, or none."""
    return next(iter(case.get(form, ())), {})


def kind(case: Case) -> str:
    """The kind of file; one whose header does not say is a victim's."""
    return text(first(case, "case").get("file_kind")) or "victim"


def merged_into(case: Case) -> str | None:
    """The case that this one was merged into, as long as its status says so."""
    header = first(case, "case")
    return text(header.get("duplicate_of")) if header.get("status") == "duplicat" else None


def flags(case: Case) -> str | None:
    """The flags that people put on it, as codes joined by a space, in their order."""
    return _joined(first(case, "case").get("flags"))


def aggressor_files(case: Case) -> tuple[str, ...]:
    """The files of alleged aggressors that a victim's file names; a file of another kind names nobody's here."""
    header = first(case, "case") if kind(case) == "victim" else {}
    named = [row for row in rows(header, "related_cases") if header.get(f"related_cases/{row}/kind") == "dosar_agresor"]
    found = (text(header.get(f"related_cases/{row}/case")) for row in named)
    return tuple(dict.fromkeys(one for one in found if one))


def handed(header: Answers) -> str | None:
    """Whoever manages the case since it was handed over, and has not read the note that came with it."""
    manager = text(header.get("case_manager"))
    unread = [row for row in rows(header, "handovers") if not is_real(header.get(f"handovers/{row}/seen_on"))]
    return manager if manager in {text(header.get(f"handovers/{row}/to")) for row in unread} else None


def _joined(value: object) -> str | None:
    """Codes of a list; what another program may have sent instead of one is passed over."""
    return " ".join(filter(None, map(text, value))) or None if isinstance(value, list) else None


def tracks(case: Case) -> str | None:
    """The tracks of the case as codes joined by a space, in their order."""
    return _joined(first(case, "case").get("case_track"))


def place(case: Case) -> str | None:
    """The first-level unit (raion or county) where she lives, or where it happened: `MD-UN`."""
    candidates = [first(case, "identity").get("real_county"), first(case, "identity").get("legal_county")]
    candidates += [incident.get("inc_county") for incident in case.get("incident", ())]
    return next((found for found in map(text, candidates) if found), None)


@dataclass(frozen=True, slots=True)
class Contact:
    """How she may be reached: every way is unsafe until somebody wrote that it is safe."""

    do_not: tuple[str, ...] = ()  # codes of what must not be done
    safe: tuple[str, ...] = ()  # call | sms | messaging | voicemail, where a number says so and nothing forbids it
    hours: str = ""  # when, in the words that were typed; only where all safe numbers agree

    @property
    def known(self) -> bool:
        return bool(self.do_not or self.safe)


@dataclass(frozen=True, slots=True)
class Consent:
    """What she agreed to, by the sheet that was explained last."""

    on: str | None
    services: str | None  # da | nu | amanat
    recipients: tuple[str, ...]  # codes of those who may receive data
    withdrawn: bool


_SOME_HOUR = datetime(2024, 1, 1, 12, tzinfo=UTC)
_AT_SOME_HOUR = frozenset({"", "outside-hours", "hours-unclear"})


def warnings(case: Case) -> tuple[str, ...]:
    """Which do-not-contact flags are set, as codes."""
    value = first(case, "identity").get("do_not")
    return tuple(value) if isinstance(value, list) else ()


def contact(case: Case) -> Contact:
    """How she may be reached, whatever the hour, by the rules of safe contact."""
    routes = safe_contact.routes(Known.of(case), _SOME_HOUR, UTC)
    safe = [one for one in routes if one.way in BY_PHONE and one.rule in _AT_SOME_HOUR]
    rows_ = {one.row for one in safe}
    hours = [text(first(case, "identity").get(f"phones/{row}/hours")) or "" for row in rows_]
    ways = tuple(dict.fromkeys(one.way.value for one in safe))
    return Contact(warnings(case), ways, hours[0] if len(set(hours)) == 1 else "")


def consent(case: Case) -> Consent | None:
    """The consent that stands, or None where nobody has asked yet."""
    sheets = [sheet for sheet in case.get("consent", ()) if is_real(sheet.get("consent_services"))]
    if not sheets:
        return None
    latest = max(enumerate(sheets), key=lambda each: (text(each[1].get("explained_on")) or "", each[0]))[1]
    withdrawn = is_real(latest.get("withdrawn_on"))
    agreed = [
        str(latest.get(f"release/{row}/recipient"))
        for row in rows(latest, "release")
        if latest.get(f"release/{row}/agreed") == "da" and not withdrawn
    ]
    return Consent(text(latest.get("explained_on")), text(latest["consent_services"]), tuple(agreed), withdrawn)


def risk(case: Case) -> str | None:
    """The level of the newest assessment that gives one: a sheet just begun does not hide what the one before said."""
    sheets = [sheet for sheet in case.get("risk", ()) if text(sheet.get("level")) not in {None, OPEN}]
    newest = max(enumerate(sheets), key=lambda each: (_moment(each[1].get("assessed_dt")), each[0]), default=None)
    return text(newest[1]["level"]) if newest else None


def _moment(value: object) -> datetime:
    """When something was, for putting sheets in order; what has no date is older than all that has."""
    span = partial.span(value, UTC) if isinstance(value, str) else None
    return span.start if span else datetime.min.replace(tzinfo=UTC)


def row(case: str, answers: Case, records: Sequence[Record], upcoming: DueRow | None) -> CaseRow:
    """The row of one case; `upcoming` is its nearest clock, late ones first."""
    header, identity = first(answers, "case"), first(answers, "identity")
    return CaseRow(
        case=case,
        code=str(header.get("case_code", "")),
        opened_on=text(header.get("opened_on")),
        status=text(header.get("status")),
        track=tracks(answers),
        sex=text(identity.get("sex")),
        age_band=text(identity.get("age_band")),
        place=place(answers),
        manager=text(header.get("case_manager")),
        risk=risk(answers),
        next_due=upcoming.at if upcoming else None,
        next_what=upcoming.kind if upcoming else None,
        next_ref=upcoming.ref if upcoming else None,
        next_until=upcoming.until if upcoming else None,
        modified=stamp(max(r.modified for r in records)),
        conflicts=sum(r.conflicts for r in records),
        checks=sum(r.state == "to_check" for r in records),
        kind=kind(answers),
        merged_into=merged_into(answers),
        flags=flags(answers),
        handed=handed(header),
        aggressor_files=" ".join(aggressor_files(answers)) or None,
    )
