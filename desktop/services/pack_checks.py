"""PURE: what hinders a pack: what would break a rule, hide a duty, borrow a code or count what must not leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from desktop.bundle.kinds.directory import Pack
from desktop.bundle.kinds.pack_parts import ListPart, ServicePart, prefix
from desktop.forms import overlay
from desktop.forms.overlay import Edition
from desktop.forms.schema import CodeList, Definitions
from desktop.protocols import local as local_protocol
from desktop.protocols.schema import Kind, Protocol
from desktop.services import local_held, pack_overlay
from desktop.services.guidebook import PLACES
from desktop.services.library import Library
from desktop.services.pack_overlay import LIKE, Sent

# Lists on whose codes no rule, no condition, no clock, no table and no paper rests: a test holds them to it.
OPEN = (
    *("L4", "L5", "L13", "L26", "appointment_purposes", "child_measures", "conduct_kinds", "emotional_states"),
    *("found_by", "interventions", "languages", "minor_referrers", "minor_services", "plan_after", "plan_bag"),
    *("plan_during", "plan_preparing", "plan_tech", "programme_kinds", "programme_referrers", "property_kinds"),
    *("sv_facilitators", "youth_groups", "youth_topics"),
)
FEWEST = 2  # answers that a list still offers


class PackFault(NamedTuple):
    """What is wrong: of which part, where in it, and by which reason."""

    kind: str
    id: str
    place: str
    code: str


def faults(base: Library, pack: Pack, region: str, country: str) -> list[PackFault]:
    """All that hinders a pack of this region over the definitions as they were shipped; none: it may count."""
    found = [*_of_lists(base, pack, region), *_of_protocols(base, pack, region, country)]
    found += [*_of_lines(base, pack, region), *_of_services(base, pack, region, country)]
    defs = pack_overlay.with_lists(base.definitions, (Sent(region, pack, counts=True),))
    found += _of_forms(base, defs, pack)
    with_forms = overlay.overlay(defs, [Edition(changes, counts=True) for changes in pack.forms])
    return [*found, *_of_indicators(base, with_forms, pack, region)]


# --- forms and protocols ----------------------------------------------------------------------------------------------


def _of_forms(base: Library, defs: Definitions, pack: Pack) -> Iterator[PackFault]:
    library = replace(base, definitions=defs)
    known = {form.id: form for form in defs.newest()}
    for changes in pack.forms:
        if changes.form not in known or known[changes.form].act:
            yield PackFault("form", changes.form, "", "unknown-form")
            continue
        form = known[changes.form]
        for fault in overlay.faults(form, changes, local_held.held(library, form), defs):
            yield PackFault("form", changes.form, fault.place, fault.code)
    ids = Counter(one.id for changes in pack.forms for one in changes.added)
    for changes in pack.forms:
        for one in changes.added:
            if ids[one.id] > 1:
                yield PackFault("form", changes.form, one.id, "there-twice")


def _of_protocols(base: Library, pack: Pack, region: str, country: str) -> Iterator[PackFault]:
    for changes in pack.protocols:
        if changes.protocol not in {id_ for id_, _version in base.protocols}:
            yield PackFault("protocol", changes.protocol, "", "unknown-protocol")
            continue
        shipped = base.protocol(changes.protocol)
        if shipped.country != country:
            yield PackFault("protocol", changes.protocol, "", "other-country")
        for fault in local_protocol.faults(shipped, changes):
            yield PackFault("protocol", changes.protocol, fault.place, fault.code)
        for clock in sorted(changes.due):
            if _is_window(shipped, clock):
                yield PackFault("protocol", changes.protocol, clock, "window")
        for own in changes.added:
            if not own.id.startswith(step_prefix(region)):
                yield PackFault("protocol", changes.protocol, own.id, "code-foreign")


def step_prefix(region: str) -> str:
    """How the ids of steps begin that this region adds."""
    return f"{local_protocol.OWN}{region.lower()}_"


def _is_window(protocol: Protocol, clock: str) -> bool:
    """How long care is useful is nobody's decision."""
    step, _slash, place = clock.partition("/")
    found = protocol.step(step)
    return (
        found is not None and 0 < int(place) <= len(found.clocks) and found.clocks[int(place) - 1].kind is Kind.WINDOW
    )


# --- lists ------------------------------------------------------------------------------------------------------------


def _of_lists(base: Library, pack: Pack, region: str) -> Iterator[PackFault]:
    known = {id_ for id_, _version in base.definitions.lists}
    for part in pack.lists:
        if part.id not in OPEN or part.id not in known:
            yield PackFault("list", part.id, "", "list-closed" if part.id in known else "unknown-list")
            continue
        listed = base.definitions.list(part.id)
        yield from (PackFault("list", part.id, place, code) for place, code in _of_list(listed, part, region))


def _of_list(listed: CodeList, part: ListPart, region: str) -> Iterator[tuple[str, str]]:
    retired = set(part.retired)
    for code in part.retired:
        if listed.find(code) is None:
            yield code, "unknown-code"
    left = [one for one in listed.entries if not one.retired and one.code not in retired]
    if retired and len(left) < FEWEST:
        yield "", "nothing-left"
    labels = Counter(_said(label["ro"]) for label in (*(one.label for one in left), *(e.label for e in part.entries)))
    for entry in part.entries:
        if not entry.code.startswith(prefix(region)):
            yield entry.code, "code-foreign"
        if entry.group not in (listed.groups or {"": {}}):
            yield entry.code, "unknown-group"
        if labels[_said(entry.label["ro"])] > 1:
            yield entry.code, "label-twice"


def _said(words: str) -> str:
    return words.casefold()


# --- lines and services -----------------------------------------------------------------------------------------------


def _of_lines(base: Library, pack: Pack, region: str) -> Iterator[PackFault]:
    shipped = [one.name for one in base.guidebook.hotlines]
    names = Counter(_said(name["ro"]) for name in (*shipped, *(one.name for one in pack.lines)))
    for part in pack.lines:
        if not part.id.startswith(prefix(region)):
            yield PackFault("line", part.id, "", "code-foreign")
        if names[_said(part.name["ro"])] > 1:
            yield PackFault("line", part.id, "", "label-twice")


def _of_services(base: Library, pack: Pack, region: str, country: str) -> Iterator[PackFault]:
    shipped = [(_said(one.name["ro"]), one.place) for one in base.guidebook.services]
    names = Counter((*shipped, *((_said(one.name["ro"]), one.place) for one in pack.services)))
    for part in pack.services:
        for code in _of_service(base, part, region, country):
            yield PackFault("service", part.id, "", code)
        if names[_said(part.name["ro"]), part.place] > 1:
            yield PackFault("service", part.id, "", "label-twice")


def _of_service(base: Library, part: ServicePart, region: str, country: str) -> Iterator[str]:
    if not part.id.startswith(prefix(region)):
        yield "code-foreign"
    kind = base.guidebook.kinds.get(part.kind)
    if kind is None:
        yield "unknown-kind"
    elif kind.sheltered and part.place:
        yield "sheltered"
    places = base.definitions.list(PLACES)
    for code in filter(None, (part.place, *part.serves)):
        found = places.find(code)
        if found is None or found.country not in ("", country):
            yield "unknown-place"


# --- what is counted --------------------------------------------------------------------------------------------------


def _of_indicators(base: Library, defs: Definitions, pack: Pack, region: str) -> Iterator[PackFault]:
    """One question is counted in one table of a unit: two drawings of one figure would give the figure away."""
    taken = {(one.unit, path) for one in base.indicators.values() for path in one.fields}
    for part in pack.indicators:
        if not part.id.startswith(prefix(region)):
            yield PackFault("indicator", part.id, "", "code-foreign")
        if pack_overlay.countable(part.field, defs) is None:
            yield PackFault("indicator", part.id, part.field, "not-countable")
        unit = base.indicators[LIKE[part.way]].unit if LIKE[part.way] in base.indicators else None
        if unit is None:
            yield PackFault("indicator", part.id, "", "unknown-way")
        elif (unit, part.field) in taken:
            yield PackFault("indicator", part.id, part.field, "counted-already")
        else:
            taken.add((unit, part.field))
