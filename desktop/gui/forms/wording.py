"""Words about sheets and people that several parts of a form need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.forms import answers as flat
from desktop.forms.schema import Definitions, Form, Json
from desktop.gui.widgets import ChipSpec, Shape, Tone, risk_spec
from desktop.i18n import N_, _, datetime_words, pick
from desktop.services.records import Target

NUMBERED = {
    "report": N_("report {n}"),
    "consent": N_("consent {n}"),
    "aggressor": N_("person {n}"),
    "incident": N_("incident {n}"),
    "team": N_("team {n}"),
    "child": N_("child {n}"),
    "risk": N_("assessment {n}"),
}
OTHER = N_("no. {n}")
WHEN = {
    "report": "report_dt",
    "incident": "inc_dt",
    "consent": "explained_on",
    "contract": "from",
    "team": "r0",
    "risk": "assessed_dt",
}


def sheet_words(form: Form, number: int) -> str:
    """Sheet F6 · incident 1"""
    sheet = _("Sheet {code}").format(code=form.code)
    if not form.repeat:
        return sheet
    which = _(NUMBERED.get(form.id, OTHER)).format(n=number)
    return _("{sheet} · {which}").format(sheet=sheet, which=which)


def target_words(target: Target) -> str:
    """What a link to a record says: which one it is and of when; never a name, but that of a person to be called."""
    if target.form == "member" and isinstance(name := target.answers.get("name"), str):
        return _("{name} · {group}").format(name=name, group=target.answers.get("group") or "")
    which = _(NUMBERED.get(target.form, OTHER)).format(n=target.number)
    when = target.answers.get(WHEN.get(target.form, ""))
    if not isinstance(when, str):
        return which
    return _("{which}, {when}").format(which=which, when=datetime_words(when))


def contact_chips(identity: Mapping[str, Json], risk: str | None, defs: Definitions) -> list[ChipSpec]:
    """What nobody may forget who picks up a telephone; nothing where nothing was said."""
    chips = [risk_spec(risk)] if risk is not None else []
    if words := contact_words(identity, defs):
        chips.append(ChipSpec(words, Shape.X, Tone.SOON))
    return chips


def contact_words(identity: Mapping[str, Json], defs: Definitions) -> str:
    """Do not call. SMS only 9-11"""
    do_not = flat.codes(identity.get("do_not"))
    field_list = defs.list("do_not_contact")
    first = next((entry for entry in field_list.entries if entry.code in do_not), None)
    sentences = []
    if first is not None:
        label = pick(first.label)
        sentences.append(label[:1].upper() + label[1:])
    if "orice" not in do_not and (hours := _safe_hours(identity, do_not)):
        sentences.append(hours)
    return ". ".join(sentences)


def _safe_hours(identity: Mapping[str, Json], do_not: frozenset[str]) -> str:
    """The one way that she said is safe, with its hours."""
    ways: Sequence[tuple[str, str, str]] = (
        ("safe_sms", "sms", N_("SMS only {hours}")),
        ("safe_call", "apel", N_("Calls only {hours}")),
    )
    for row in flat.rows(identity, "phones"):
        hours = identity.get(f"phones/{row}/hours")
        for column, code, sentence in ways:
            if identity.get(f"phones/{row}/{column}") is True and code not in do_not and isinstance(hours, str):
                return _(sentence).format(hours=hours)
    return ""
