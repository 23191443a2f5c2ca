"""Cases, forms, steps and institutions in words; no name of a person is among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.forms.schema import Definitions
from desktop.gui.widgets import ChipSpec, Shape, Tone, step_state_spec
from desktop.i18n import N_, _, ngettext, pgettext, pick
from desktop.services.summary import Consent, Contact

AND = ", "

TRACKS = {
    "sv_adult": N_("SV adult"),
    "vd_adult": N_("FV adult"),
    "copil": N_("Child"),
    "locuinta_protejata": N_("Home"),
}
ROLES = {
    "first_contact": N_("first contact"),
    "coordinator": N_("coordinator"),
    "psychologist": N_("psychologist"),
    "any": N_("anyone"),
}
STATES = {
    "de_facut": "todo",
    "in_lucru": "doing",
    "facut": "done",
    "refuzat_de": "refused",
    "nu_se": "not_applicable",
    "imposibil": "impossible",
}
STATUSES = {"deschis": Shape.HALF, "redeschis": Shape.HALF, "in_monitorizare": Shape.RING, "inchis": Shape.CHECK}


def listed(defs: Definitions, list_id: str, code: str | None) -> str:
    """The label of a code, or nothing where there is no answer."""
    entry = defs.list(list_id).find(code) if code else None
    return pick(entry.label) if entry else ""


def capital(text: str) -> str:
    """A label that begins a line."""
    return text[:1].upper() + text[1:]


def track_words(track: str | None) -> str:
    """SV adult · Child."""
    return " · ".join(_(TRACKS[code]) if code in TRACKS else code for code in (track or "").split())


def status_spec(defs: Definitions, status: str | None, *, plain: bool = False) -> ChipSpec:
    word = capital(listed(defs, "L9", status)) or "–"
    shape = STATUSES.get(status or "", Shape.DASH)
    return ChipSpec(word.split(" (")[0], shape, Tone.QUIET if plain else Tone.PLAIN, plain=plain)


def person_words(defs: Definitions, sex: str | None, age_band: str | None, place: str | None) -> str:
    """F · 26–35 · Ungheni; what is not known is left out."""
    known = (_short_sex(sex), listed(defs, "L11", age_band), listed(defs, "places", place))
    return " · ".join(part for part in known if part)


def _short_sex(sex: str | None) -> str:
    return {"F": pgettext("sex", "F"), "M": pgettext("sex", "M")}.get(sex or "", "")


def short_name(name: str) -> str:
    """I. Ceban: a worker in a narrow column."""
    first, _space, rest = name.partition(" ")
    return f"{first[:1]}. {rest}" if rest else first


def who_words(roles: Sequence[str]) -> str:
    """POL, SOC, psychologist: who does a step."""
    return AND.join(_(ROLES[role]) if role in ROLES else role for role in roles)


def steps_words(steps: Sequence[str]) -> str:
    """Step 9; steps 17–19, 24."""
    return ngettext("step {steps}", "steps {steps}", len(steps)).format(steps=ranges(steps))


def ranges(steps: Sequence[str]) -> str:
    """17–19, 24 out of 17, 18, 19, 24."""
    if not all(step.isdecimal() for step in steps):
        return AND.join(steps)
    numbers = sorted({int(step) for step in steps})
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return AND.join(_range(part) for part in parts)


def _range(part: Sequence[int]) -> str:
    if len(part) == 1:
        return str(part[0])
    return f"{part[0]}, {part[1]}" if len(part) == 2 else f"{part[0]}–{part[-1]}"


def state_spec(state: str) -> ChipSpec:
    return step_state_spec(STATES.get(state, "todo"))


# --- contact and consent ----------------------------------------------------------------------------------------------

WAYS = {
    "call": N_("Calls are safe"),
    "sms": N_("text messages are safe"),
    "messaging": N_("messaging apps are safe"),
    "voicemail": N_("voicemail is safe"),
}


def contact_words(defs: Definitions, contact: Contact) -> tuple[str, str]:
    """What must not be done, and what may: as a title and a second line."""
    safe = capital(AND.join(_(WAYS[way]) for way in contact.safe))
    if safe and contact.hours:
        safe = _("{ways}: {hours}").format(ways=safe, hours=contact.hours)
    if contact.do_not:
        title = ". ".join(capital(listed(defs, "do_not_contact", code)) for code in contact.do_not)
        return f"{title}.", f"{safe}." if safe else ""
    if safe:
        return f"{safe}.", ""
    return _("Do not call yet."), _("Nobody has written which way of reaching her is safe. Ask her first.")


def contact_chip(defs: Definitions, contact: Contact) -> ChipSpec | None:
    """The shortest form of it, for a header."""
    if contact.do_not:
        return ChipSpec(capital(listed(defs, "do_not_contact", contact.do_not[0])), Shape.X, Tone.SOON)
    return None if contact.safe else ChipSpec(_("Do not call yet"), Shape.X, Tone.SOON)


def consent_words(defs: Definitions, consent: Consent | None, day: str) -> tuple[str, str]:
    """From when it is, and who may receive what."""
    if consent is None:
        return _("No consent yet."), _("Ask before anything goes to anybody.")
    if consent.withdrawn:
        return _("Consent withdrawn."), _("Nothing goes to anybody any more.")
    if consent.services != "da":
        return _("She has not agreed to services."), _("What can be done without her consent goes on.")
    title = _("Consent of {day}.").format(day=day) if day else _("Consent.")
    names = AND.join(listed(defs, "release_recipients", code) for code in consent.recipients)
    return title, f"{capital(names)}." if names else _("To services; no data go to anybody.")


def institution_spec(state: str, time: str) -> ChipSpec:
    """The chip of an institution: what was the last thing, and when."""
    words: Mapping[str, tuple[str, Shape, Tone]] = {
        "present": (_("Present"), Shape.CHECK, Tone.DONE),
        "to_call": (_("To call"), Shape.RING, Tone.PLAIN),
        "no_answer": (_("No answer"), Shape.TRIANGLE, Tone.SOON),
        "answered": (_("Answered"), Shape.CIRCLE, Tone.INFO),
        "arrived": (_("Arrived"), Shape.CHECK, Tone.DONE),
        "refused": (_("Cannot come"), Shape.TRIANGLE, Tone.SOON),
        "left": (_("Has left"), Shape.DASH, Tone.QUIET),
        "not_needed": (_("Not needed"), Shape.DASH, Tone.QUIET),
    }
    word, shape, tone = words[state]
    return ChipSpec(f"{word}, {time}" if time else word, shape, tone)
