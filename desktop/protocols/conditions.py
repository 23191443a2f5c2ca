"""The named conditions under which a step is called for, read from what the case's forms say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from desktop.forms import ages, partial
from desktop.forms import answers as flat
from desktop.forms.schema import Answers, Json

FAMILY = frozenset({"SOT", "CON", "FPA", "PAR", "COP", "FRA", "RUD"})
NO_CONTACT = frozenset({"hartuire", "imagini_intime"})
SEXUAL = frozenset({"G1", "G2"})  # the types of incident that are sexual violence
ISSUED, REJECTED = frozenset({"emis", "partial"}), "respins"
BY_POLICE = frozenset({"ORU", "OPP"})  # measures that the police take on the spot; all others are a court's
EMERGENCY_LINE = "112_politie"


@dataclass(frozen=True, slots=True)
class Said:
    """The answers of a case, asked for by form and field."""

    case: Mapping[str, Sequence[Answers]]
    now: datetime
    tz: tzinfo

    def all(self, form: str, field: str) -> list[Json]:
        """Every answer there is, also *declines* and *unknown*; oldest record first."""
        values = (record.get(field) for record in self.case.get(form, ()))
        return [value for value in values if flat.is_answered(value)]

    def codes(self, form: str, field: str) -> frozenset[str]:
        return frozenset[str]().union(*(flat.codes(value) for value in self.all(form, field) if flat.is_real(value)))

    def yes_no(self, form: str, field: str) -> bool | None:
        """Yes if any record says so; no only if every one that speaks says no, plainly."""
        values = self.all(form, field)
        if any(value is True for value in values):
            return True
        return False if values and all(value is False for value in values) else None


def of_case(
    case: Mapping[str, Sequence[Answers]], now: datetime, tz: tzinfo, names: Iterable[str] | None = None
) -> dict[str, bool | None]:
    """Each condition, or these: holds, does not hold, or nobody has said (None), which never hides a step."""
    said = Said(case, now, tz)
    return {name: CONDITIONS[name](said) for name in (CONDITIONS if names is None else names)}


def minor(said: Said) -> bool | None:
    """Under eighteen on the day of the report, so that a birthday meanwhile changes no duty."""
    day = _report_day(said)
    for field in ("birth_date", "age_est"):
        found = {ages.is_minor(value, day) for value in said.all("identity", field)}
        if found & {True, False}:
            return True in found
    tracks = said.codes("case", "case_track")
    if "copil" in tracks:
        return None if tracks & {"sv_adult", "vd_adult"} else True
    return None


def family_tie(said: Said) -> bool | None:
    relations = said.codes("aggressor", "agg_rel")
    if relations & FAMILY:
        return True
    unsaid = any(flat.refusal(value) for value in said.all("aggressor", "agg_rel"))
    return False if relations and not unsaid else None


def consent(said: Said) -> bool | None:
    """The latest sheet that speaks of services; any answer but yes counts as no, and a withdrawal ends a yes."""
    sheets = [sheet for sheet in said.case.get("consent", ()) if flat.is_answered(sheet.get("consent_services"))]
    if not sheets:
        return None
    latest = max(enumerate(sheets), key=lambda each: (_moment(each[1].get("explained_on"), said), each[0]))[1]
    return latest["consent_services"] == "da" and not flat.is_real(latest.get("withdrawn_on"))


def children(said: Said) -> bool | None:
    involved = said.codes("report", "child_involved")
    counted = [value for value in said.all("incident", "witnesses_children") if isinstance(value, int | float)]
    if involved - {"nu"} or any(count > 0 for count in counted):
        return True
    return False if involved or counted else None


def trafficking(said: Said) -> bool | None:
    flag, goods = said.yes_no("incident", "trafficking_flag"), said.yes_no("incident", "goods_exchange")
    if flag or goods or "exploatare" in said.codes("incident", "sv_acts"):
        return True
    return False if flag is False else None


def exposure_risk(said: Said) -> bool | None:
    """Whether blood or semen may have passed; only acts without any contact rule it out."""
    acts = said.codes("incident", "sv_acts")
    if "penetrare" in acts or "G1" in said.codes("incident", "gbv_type"):
        return True
    return False if acts and acts <= NO_CONTACT else None


def pregnancy_possible(said: Said) -> bool | None:
    exposed, sex = exposure_risk(said), said.codes("identity", "sex")
    if exposed is False or sex == {"M"} or said.yes_no("identity", "pregnancy"):
        return False
    return True if exposed and "F" in sex else None


def wants_forensic(said: Said) -> bool | None:
    return _agreed(said, "medicina_legala")


def wants_lawyer(said: Said) -> bool | None:
    return _agreed(said, "asistenta_juridica")


def danger(said: Said) -> bool | None:
    return said.yes_no("report", "immediate_danger")


def sexual_violence(said: Said) -> bool | None:
    """Only a plain no to both questions of the ladder rules it out: it is often told last."""
    types = said.codes("incident", "gbv_type") | said.codes("incident", "gbv_type_override")
    forms = said.codes("incident", "forms_legal") | said.codes("incident", "primary_form")
    if types & SEXUAL or "SEX" in forms or said.codes("incident", "sv_acts"):
        return True
    if "violenta_sexuala" in said.codes("report", "topics"):
        return True
    return False if {said.yes_no("incident", "l1"), said.yes_no("incident", "l2")} == {False} else None


def not_by_112(said: Said) -> bool | None:
    """Whether the report came by another way than the emergency line and the police, who look into it themselves."""
    sent_by = said.codes("report", "referring_inst")
    return sent_by != {EMERGENCY_LINE} if sent_by else None


def police_order(said: Said) -> bool | None:
    """Whether the newest order that was issued is one of the police; what had ended before the report is past."""
    orders = _since_report(said)
    return bool(flat.codes(orders[-1].get("kind")) & BY_POLICE) if orders else None


def court_order(said: Said) -> bool | None:
    by_police = police_order(said)
    return None if by_police is None else not by_police


def evicted(said: Said) -> bool | None:
    """Whether an order of the police put somebody out of the home."""
    orders = [sheet for sheet in _since_report(said) if flat.codes(sheet.get("kind")) & BY_POLICE]
    if any("evacuare" in flat.codes(sheet.get("measures")) for sheet in orders):
        return True
    return False if orders and all(flat.is_real(sheet.get("measures")) for sheet in orders) else None


def order_in_force(said: Said) -> bool | None:
    """Whether any order that was issued still holds; one whose end nobody noted is taken to hold."""
    orders = _issued(said)
    return any(not _is_over(sheet, said.now, said) for sheet in orders) if orders else None


def children_along(said: Said) -> bool | None:
    """Whether children live with her in the protected home."""
    counted = [value for value in said.all("stay", "children") if isinstance(value, int | float)]
    if any(count > 0 for count in counted) or said.yes_no("child", "accompanies"):
        return True
    return False if counted else None


CONDITIONS: Mapping[str, Callable[[Said], bool | None]] = {
    "minor": minor,
    "family_tie": family_tie,
    "consent": consent,
    "children": children,
    "trafficking": trafficking,
    "exposure_risk": exposure_risk,
    "pregnancy_possible": pregnancy_possible,
    "wants_forensic": wants_forensic,
    "wants_lawyer": wants_lawyer,
    "danger": danger,
    "sexual_violence": sexual_violence,
    "not_by_112": not_by_112,
    "police_order": police_order,
    "court_order": court_order,
    "evicted": evicted,
    "order_in_force": order_in_force,
    "children_along": children_along,
}


def _agreed(said: Said, recipient: str) -> bool | None:
    """She agreed that her data go there, so she wants it; that she did not says nothing about the help itself."""
    for sheet in said.case.get("consent", ()):
        for row in flat.rows(sheet, "release"):
            agreed = sheet.get(f"release/{row}/agreed") == "da" and not flat.is_real(sheet.get("withdrawn_on"))
            if agreed and sheet.get(f"release/{row}/recipient") == recipient:
                return True
    return None


def _issued(said: Said) -> list[Answers]:
    """The sheets of orders that were issued, the newest last; one without a date stands before those that have one."""
    return sorted(
        filter(_is_issued, said.case.get("protection", ())), key=lambda one: _moment(one.get("issued_dt"), said)
    )


def _is_issued(sheet: Answers) -> bool:
    decision = flat.codes(sheet.get("decision"))
    return bool(decision & ISSUED) or (flat.is_real(sheet.get("issued_dt")) and REJECTED not in decision)


def _since_report(said: Said) -> list[Answers]:
    """Those that had not ended before the newest report came."""
    began = max((_moment(value, said) for value in said.all("report", "report_dt")), default=None)
    return [sheet for sheet in _issued(said) if began is None or not _is_over(sheet, began, said)]


def _is_over(sheet: Answers, at: datetime, said: Said) -> bool:
    revoked = partial.span(sheet.get("revoked_on"), said.tz)
    if revoked is not None and revoked.start <= at:
        return True
    end = partial.span(sheet.get("extended_to" if sheet.get("extended") is True else "valid_to"), said.tz)
    return end is not None and end.end <= at


def _report_day(said: Said) -> date:
    days = (ages.local_day(value, said.tz) for value in said.all("report", "report_dt"))
    return min((day for day in days if day), default=said.now.astimezone(said.tz).date())


def _moment(answer: Json, said: Said) -> datetime:
    """When something began; what has no date is older than all that has one."""
    span = partial.span(answer, said.tz)
    return span.start if span else datetime.min.replace(tzinfo=said.now.tzinfo)
