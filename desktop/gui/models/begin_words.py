"""The beginning of an intervention in words: why a protocol suits, what is missing, and what an hour is doubted for."""

from __future__ import annotations

from datetime import datetime, tzinfo

from desktop.forms import partial
from desktop.forms.partial import Precision
from desktop.forms.schema import Json
from desktop.gui.models.times import answer_words, full_words
from desktop.i18n import N_, _, pick
from desktop.protocols.schema import Sort
from desktop.services.library import shipped
from desktop.services.team_doubts import Doubt, sentence
from desktop.services.team_start import Offer

SORTS = {Sort.SV: N_("Sexual violence"), Sort.VD: N_("Family violence"), Sort.HOME: N_("Protected home")}
SHORT = {Sort.SV: N_("SV"), Sort.VD: N_("FV"), Sort.HOME: N_("Home")}
TITLES = {
    Sort.SV: N_("Intervention team"),
    Sort.VD: N_("Emergency intervention"),
    Sort.HOME: N_("Admission to the home"),
}
WHY = {
    Sort.SV: N_("The file tells of sexual violence: some care helps only in its first hours."),
    Sort.VD: N_("The file tells of violence in the family: safety, orders and children cannot wait."),
    Sort.HOME: N_("The file has a sheet of a stay: the steps of an admission follow it."),
}
WHY_NOT = {
    Sort.SV: N_("Nothing in the file tells of sexual violence yet. It can be started all the same."),
    Sort.VD: N_("Nothing in the file tells of violence in the family yet. It can be started all the same."),
    Sort.HOME: N_("For somebody who is admitted to a protected home."),
}


def sort_words(sort: Sort) -> str:
    """Which kind of protocol, in two words."""
    return _(SORTS[sort])


def title_words(sort: Sort) -> str:
    """What the page of such an intervention is called."""
    return _(TITLES[sort])


def which_words(protocol: str) -> str:
    """The shortest name of a protocol that is known by its id; empty where it is not, or where only one runs."""
    found = next((one for (id, _version), one in shipped().protocols.items() if id == protocol), None)
    return _(SHORT[found.sort]) if found is not None else ""


def why_words(offer: Offer) -> str:
    return _((WHY if offer.suits else WHY_NOT)[offer.protocol.sort])


def missing_words(offer: Offer) -> tuple[str, str, str]:
    """What has to be there first: a title, a sentence, and the button that begins it."""
    if offer.protocol.begins_with == "stay":
        return (
            _("No sheet of a stay is there yet."),
            _("The steps of an admission count from it. The day of the request alone is enough."),
            _("Begin the sheet of the stay"),
        )
    return (
        _("No incident is written down yet."),
        _("The hours of care count from it. The month alone is enough; nothing has to be told in detail."),
        _("Begin the sheet of the incident"),
    )


def sheet_words(answer: Json, now: datetime) -> str:
    """One sheet of several: by the moment that stands on it."""
    known = answer_words(answer, now)
    return known or _("date not known")


# --- what is counted from -------------------------------------------------------------------------------------------


def report_line(answer: Json, tz: tzinfo) -> str:
    """What an hour of the report that is known in part does to the deadlines; empty where the minute is known."""
    span = partial.span(answer, tz)
    if span is None or span.precision is Precision.MINUTE:
        return ""
    if span.precision < Precision.DAY:
        return _("The day is not known, so no deadline of an institution can be counted.")
    return _(
        "The hour is not known: deadlines count from the beginning of that day, {moment}. They may show less time "
        "than there is."
    ).format(moment=full_words(span.start.astimezone(tz)))


def incident_line(answer: Json, tz: tzinfo) -> str:
    """From what the windows of care count, or why they do not."""
    span = partial.span(answer, tz)
    if span is None or span.precision < Precision.DAY:
        return _("Its day is not known: care is as soon as possible, and no window is counted.")
    if span.precision < Precision.MINUTE:
        return _("Only its day is known: the windows of care count from the beginning of that day.")
    return _("The windows of care count from {moment}.").format(moment=full_words(span.start.astimezone(tz)))


# --- doubts ---------------------------------------------------------------------------------------------------------


def doubt_words(doubt: Doubt, now: datetime) -> tuple[str, str]:
    """What does not fit, and what to do about it."""
    title = _("The clock of the computer is in doubt.") if doubt.code == "clock-back" else _("An hour is in doubt.")
    return title, sentence(doubt, now)


def protocol_words(offer: Offer) -> str:
    return pick(offer.protocol.title)
