"""How an intervention begins: which protocols suit a case, and the one act that starts one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db.records import Record
from desktop.forms import partial
from desktop.forms.answers import codes, is_real
from desktop.forms.schema import Json
from desktop.protocols import conditions
from desktop.protocols.schema import Protocol, Sort
from desktop.refusals import Refused
from desktop.services import team_doubts, teamfile, writing
from desktop.services.casefile import CaseAnswers
from desktop.services.records import Saved, open_new, save
from desktop.services.session import CASES, Session
from desktop.services.summary import first
from desktop.services.teamfile import OWN, REJECTED, TEAM

__all__ = ["OWN", "Offer", "Wanted", "begin", "offers", "offers_of", "protocols", "running", "suggested", "suits_sheet"]

LINKS: Mapping[str, str] = {"incident": "incident_ref", "stay": "stay_ref"}
SEXUAL_TRACK, FAMILY_TRACK = "sv_adult", "vd_adult"
FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Offer:
    """A protocol for one sheet of the case: the team that runs it already, or what is missing to begin it.

    `began` is what the sheet says of the incident or the admission, `reported` what the team would count from.
    """

    protocol: Protocol
    sheet: str | None
    running: str | None
    suits: bool
    missing: str = ""
    began: Json = None
    reported: Json = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to begin; `sheet` None is the newest that has no such team, `reported` None the hour of the report sheet."""

    protocol: str
    sheet: str | None = None
    first_contact: str = OWN
    reported: Json = None
    sure: frozenset[str] = frozenset()


def offers(session: Session, case: str) -> tuple[Offer, ...]:
    """Every protocol of the country for every sheet that it can begin with, those that suit first."""
    session.require(CASES)
    return offers_of(session, CaseAnswers(session, case))


def offers_of(session: Session, around: CaseAnswers) -> tuple[Offer, ...]:
    """The same of a case that has been read."""
    found = [offer for protocol in protocols(session) for offer in _offers(session, protocol, around)]
    return tuple(sorted(found, key=lambda one: (not one.suits, one.running is not None)))


def protocols(session: Session) -> tuple[Protocol, ...]:
    """The protocol of each kind for this country, as teams begin with it now."""
    of_country = [one for one in session.library.newest_protocols() if one.country == session.office.country]
    return tuple(one for sort in Sort for one in of_country if one.sort is sort)


def _offers(session: Session, protocol: Protocol, around: CaseAnswers) -> Iterator[Offer]:
    sheets = [one for one in reversed(around.records) if one.form == protocol.begins_with]
    for sheet in sheets:
        suits = suits_sheet(session, protocol.sort, sheet, around)
        began = sheet.body.get(team_doubts.SOURCES[sheet.form])
        said = _reported(session, around, sheet, began if sheet.form == "incident" else None)
        runs = running(session, protocol, sheet.id, around.records)
        yield Offer(protocol, sheet.id, runs, suits, began=began, reported=said)
    if not sheets:
        suits = suits_sheet(session, protocol.sort, None, around)
        yield Offer(protocol, None, None, suits, f"{protocol.begins_with}-needed")


def suits_sheet(session: Session, sort: Sort, sheet: Record | None, around: CaseAnswers) -> bool:
    """Whether what is written down of this sheet and of the case speaks for a protocol of this kind."""
    tracks = codes(first(around, "case").get("case_track"))
    if sort is Sort.HOME:
        return sheet is not None and sheet.body.get("decision") != REJECTED and not is_real(sheet.body.get("exit_on"))
    if sort is Sort.SV:
        of_sheet = {"incident": (sheet.body,) if sheet is not None else ()}
        told = conditions.Said(of_sheet, session.now(), session.tz)
        return SEXUAL_TRACK in tracks or conditions.sexual_violence(told) is True
    told = conditions.Said(around, session.now(), session.tz)
    return FAMILY_TRACK in tracks or conditions.family_tie(told) is True


def suggested(session: Session, found: Sequence[Offer]) -> tuple[Offer, ...]:
    """What should be begun: a team for each sexual incident, an emergency while it is one, each admission."""
    chosen: list[Offer] = []
    for offer in found:
        emergency = offer.protocol.sort is Sort.VD
        if not offer.suits or offer.running or (emergency and (offer.missing or not _is_fresh(session, offer))):
            continue
        if not emergency or all(one.protocol.id != offer.protocol.id for one in chosen):  # of several the newest
            chosen.append(offer)
    return tuple(chosen)


def _is_fresh(session: Session, offer: Offer) -> bool:
    """Whether the incident or its report lies so few days back that the emergency may still be one."""
    told = [partial.span(value, session.tz) for value in (offer.began, offer.reported)]
    return any(span is not None and session.now() - span.end < FRESH for span in told)


def running(session: Session, protocol: Protocol, sheet: str, records: Sequence[Record]) -> str | None:
    """The team of this kind that works on the sheet; there is one a sheet, and one that ended is opened again."""
    for one in records:
        if one.form == TEAM and one.body.get(LINKS[protocol.begins_with]) == sheet and not one.body.get("joined_to"):
            known = teamfile.known_protocol(session, one.body)
            if one.body.get("protocol") == protocol.id or (known is not None and known.sort is protocol.sort):
                return one.id
    return None


def begin(session: Session, case: str, wanted: Wanted) -> Saved:
    """Start a team in one act: its hours count from the sheets of the case, and this office's worker coordinates.

    Refuses `no-protocol`, `incident-needed`, `stay-needed`, `team-runs`; `team-of-closed-case`, whose hours would call
    nobody; `team-doubt` for hours that cannot be right, unless `sure` names them.
    """
    session.require(CASES)
    around = CaseAnswers(session, case)
    if teamfile.is_closed(around):
        raise Refused("team-of-closed-case")
    protocol = _protocol(session, wanted.protocol)
    if wanted.first_contact not in protocol.groups:
        raise Refused("bad-value", field="first_contact")
    sheet = _sheet(session, protocol, around, wanted.sheet)
    incident = sheet.body.get("inc_dt") if sheet.form == "incident" else None
    said = _reported(session, around, sheet, incident)
    report = wanted.reported if is_real(wanted.reported) else said
    if not is_real(report):
        report = session.now().isoformat(timespec="minutes")
    for doubt in (*team_doubts.of_clock(session), *team_doubts.of_times(incident, report, session.now())):
        if doubt.code not in wanted.sure:
            raise Refused("team-doubt", doubt=doubt.code)
    sets = {
        LINKS[sheet.form]: sheet.id,
        "protocol": protocol.id,
        "protocol_version": protocol.version,
        "t0": incident,
        "r0": report,
        "first_contact": wanted.first_contact,
        "coordinator": session.worker.id,
        **_own_row(session, protocol),
        **_confirmed(session, wanted, incident, report, said),
    }
    form = open_new(session, TEAM, writing.new_id(), case=case)
    return save(session, form, {path: value for path, value in sets.items() if value is not None})


def _protocol(session: Session, id_: str) -> Protocol:
    found = next((one for one in protocols(session) if one.id == id_), None)
    if found is None:
        raise Refused("no-protocol")
    return found


def _sheet(session: Session, protocol: Protocol, around: CaseAnswers, wanted: str | None) -> Record:
    sheets = [one for one in reversed(around.records) if one.form == protocol.begins_with and wanted in (None, one.id)]
    if not sheets:
        raise Refused(f"{protocol.begins_with}-needed")
    free = [one for one in sheets if running(session, protocol, one.id, around.records) is None]
    if not free:
        raise Refused("team-runs")
    return free[0]


def _reported(session: Session, around: CaseAnswers, sheet: Record, incident: Json) -> Json:
    """When the report was, as the sheets of the case say: an admission counts from its request."""
    requested: Json = sheet.body.get(team_doubts.REQUEST)
    if is_real(requested):
        return requested
    report = teamfile.report_of(session, around, incident)
    said: Json = report.body["report_dt"] if report is not None else None
    return said


def _own_row(session: Session, protocol: Protocol) -> dict[str, Any]:
    """Whoever starts the team is its first member."""
    if OWN not in protocol.groups:
        return {}
    row = writing.new_id()[:16]
    return {f"members/{row}/group": OWN, f"members/{row}/name": session.worker.name}


def _confirmed(session: Session, wanted: Wanted, incident: Json, report: Json, said: Json) -> dict[str, Any]:
    """What was confirmed at the start is not asked again: doubts, and an hour that is not the sheet's."""
    found = [*team_doubts.of_clock(session), *team_doubts.of_times(incident, report, session.now())]
    if is_real(wanted.reported) and is_real(said) and said != report:
        found.append(team_doubts.Doubt("report-changed", "report", counts=report, says=said))
    return {f"doubts/{one.code}/sure": one.about for one in found}
