"""The consent ledger in words: what each line of it says, and the chip beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo

from desktop.forms.ledger import DAY, Entry
from desktop.forms.schema import Definitions
from desktop.gui.models.words import capital
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, date_words, datetime_words, pick
from desktop.services.ledger import Disclosure, Holder, Ledger
from desktop.services.referrals import Referral


def listed(defs: Definitions, list_id: str, code: str) -> str:
    """The words of a code; an unknown one stands for itself."""
    entry = defs.list(list_id).find(code) if code else None
    return pick(entry.label) if entry else code


def data_words(defs: Definitions, codes: Iterable[str]) -> str:
    return ", ".join(listed(defs, "release_data", code) for code in codes) or "–"


def to_whom(defs: Definitions, recipient: str, institution: str) -> str:
    """Police · Inspectoratul Ungheni."""
    who = capital(listed(defs, "release_recipients", recipient))
    return f"{who} · {institution}" if institution else who


def entry_chip(entry: Entry, known: Ledger) -> ChipSpec:
    if known.ends_soon(entry):
        return ChipSpec(_("ends soon"), Shape.TRIANGLE, Tone.SOON)
    if entry.in_force:
        return ChipSpec(_("in force"), Shape.CHECK, Tone.DONE)
    if entry.why_not in ("refused", "withdrawn"):
        return ChipSpec(_("no"), Shape.X, Tone.PLAIN)
    return ChipSpec(_("not in force"), Shape.DASH, Tone.QUIET)


def entry_lines(entry: Entry, defs: Definitions, tz: tzinfo) -> list[str]:
    """Which data, for what, since when and until when, how it was given; or why it does not hold."""
    lines = [_("Data: {data}").format(data=data_words(defs, sorted(entry.data)))] if entry.data else []
    if entry.purpose:
        lines.append(_("Purpose: {purpose}").format(purpose=listed(defs, "release_purposes", entry.purpose)))
    if entry.since and entry.until and entry.agreed:
        told = _("Explained on {since}, valid until {until}, {how}.")
        lines.append(
            told.format(since=_day(entry.since, tz), until=_day(entry.until - DAY, tz), how=how_words(entry.how))
        )
    if not entry.in_force:
        lines.append(capital(listed(defs, "withheld_reasons", entry.why_not)) + ".")
    return lines


def how_words(how: str) -> str:
    """How a consent was obtained."""
    return {"paper": _("signed on paper"), "mark": _("given by a mark"), "verbal": _("given by word, recorded")}.get(
        how, _("not signed")
    )


def holder_lines(holder: Holder, defs: Definitions) -> list[str]:
    """What somebody holds, and by which papers."""
    papers = [paper_words(paper, defs) for paper in holder.papers]
    return [_("Holds: {data}").format(data=data_words(defs, holder.data)), *papers]


def paper_words(paper: Disclosure, defs: Definitions) -> str:
    """When and how something left, with its number."""
    what = listed(defs, "disclosure_kinds", paper.what)
    at = datetime_words(paper.at) if paper.at else "–"
    parts = [at, what, paper.number]
    if paper.recalled:
        parts.append(_("recalled on {day}").format(day=date_words(paper.recalled)))
    return " · ".join(part for part in parts if part)


def exception_lines(one: Disclosure, defs: Definitions) -> list[str]:
    told = [
        _("Ground: {ground}").format(ground=listed(defs, "override_reasons", one.ground)),
        _("Data: {data}").format(data=data_words(defs, one.data)),
    ]
    return [*told, capital(listed(defs, "disclosure_approvals", one.approval)) + "."]


def referral_chip(referral: Referral, defs: Definitions) -> ChipSpec:
    if referral.feedback:
        good = referral.feedback in ("servit", "partial")
        return ChipSpec(
            listed(defs, "referral_feedback", referral.feedback),
            Shape.CHECK if good else Shape.X,
            Tone.DONE if good else Tone.SOON,
        )
    if referral.sent:
        return ChipSpec(_("answer awaited"), Shape.CLOCK, Tone.INFO)
    return ChipSpec(_("not sent"), Shape.RING, Tone.QUIET)


def referral_lines(referral: Referral, defs: Definitions) -> list[str]:
    sent = _("Sent on {day}").format(day=datetime_words(referral.sent)) if referral.sent else ""
    urgency = listed(defs, "referral_urgency", referral.urgency)
    return [" · ".join(part for part in (sent, urgency) if part)] if sent or urgency else []


def _day(moment: object, tz: tzinfo) -> str:
    told: date = moment.astimezone(tz).date()  # type: ignore[attr-defined]
    return date_words(told)
