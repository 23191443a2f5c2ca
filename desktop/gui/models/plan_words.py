"""Orders, terms, services and appointments of a case in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desktop.forms import partial
from desktop.forms.schema import Definitions
from desktop.gui.models.due_words import by_words, due_chip
from desktop.gui.models.times import answer_words
from desktop.gui.models.words import capital, listed
from desktop.gui.widgets import Chip, ChipSpec, Shape, Tone
from desktop.i18n import _, datetime_words, ngettext
from desktop.services.clocks import Clock
from desktop.services.plan import Order, Plan, Service, Term

ORDER_STATES = {
    "activ": (Shape.CHECK, Tone.DONE),
    "prelungit": (Shape.CHECK, Tone.DONE),
    "incalcat": (Shape.OCTAGON, Tone.DANGER),
    "expirat": (Shape.DASH, Tone.QUIET),
    "revocat": (Shape.X, Tone.QUIET),
}


def due_line(clock: Clock, now: datetime) -> tuple[str, Chip]:
    """By when, and how far it is."""
    return capital(by_words(clock, now)), due_chip(clock, now)


def appointment_words(body: Mapping[str, Any], defs: Definitions, worker: str) -> tuple[str, str]:
    """When, and for what with whom; no name of hers."""
    start = body.get("start")
    title = datetime_words(start) if isinstance(start, str) and partial.precision(start) else _("without a day")
    parts = (listed(defs, "appointment_purposes", str(body.get("purpose"))),
             listed(defs, "appointment_places", str(body.get("place_kind"))), worker)  # fmt: skip
    return title, " · ".join(part for part in parts if part)


def order_words(order: Order, defs: Definitions, now: datetime) -> tuple[str, str]:
    """Which measure, and until when or how far its request is; breaches are counted."""
    title = capital(listed(defs, "protection_measures", order.kind)) or _("Protection measure")
    ends = answer_words(order.ends, now)
    if not order.state:
        parts = [capital(listed(defs, "order_decisions", order.decision))]
    elif ends:
        parts = [_("until {moment}").format(moment=ends)]
    else:
        parts = [_("until the court decides") if order.state == "prelungit" else _("its end is not written")]
    if order.breaches:
        parts.append(ngettext("{n} breach", "{n} breaches", order.breaches).format(n=order.breaches))
    if order.unreported:
        parts.append(ngettext("{n} not reported", "{n} not reported", order.unreported).format(n=order.unreported))
    return title, " · ".join(part for part in parts if part)


def order_spec(order: Order, defs: Definitions) -> ChipSpec:
    shape, tone = ORDER_STATES.get(order.state, (Shape.RING, Tone.SOON))
    word = listed(defs, "order_states", order.state) or listed(defs, "order_decisions", order.decision)
    return ChipSpec(capital(word) or _("not known"), shape, tone)


def kinds_words(shown: Plan) -> ChipSpec:
    """At least two kinds of services, or what is missing."""
    words = ngettext("{n} kind of services", "{n} kinds of services", shown.kinds).format(n=shown.kinds)
    if shown.two_services:
        return ChipSpec(words, Shape.CHECK, Tone.DONE)
    return ChipSpec(_("{kinds}: at least two are promised").format(kinds=words), Shape.TRIANGLE, Tone.SOON)


def service_words(service: Service, defs: Definitions, now: datetime) -> str:
    span = " – ".join(words for end in (service.starts, service.ends) if (words := answer_words(end, now)))
    return " · ".join(part for part in (listed(defs, "service_statuses", service.status), span) if part) or "–"


def term_words(term: Term, defs: Definitions, now: datetime) -> tuple[str, str, Chip | None]:
    """A contract or a stay: from when to when, and whether it is over."""
    if term.form == "stay":
        title = _("Stay in a protected home")
    else:
        title = _("Contract {number}").format(number=term.what) if term.what else _("Contract")
    span = " – ".join(words for end in (term.starts, term.ends) if (words := answer_words(end, now)))
    second = " · ".join(part for part in (listed(defs, "service_kinds", term.kind), span) if part)
    if term.over:
        return title, second, Chip(_("ended"), Shape.DASH, Tone.QUIET)
    ends = partial.span(term.ends, now.tzinfo) if now.tzinfo and isinstance(term.ends, str) else None
    if ends is not None and ends.end <= now:
        return title, second, Chip(_("its term has passed"), Shape.TRIANGLE, Tone.SOON)
    return title, second, None
