"""PURE: the definitions with what a region sent down: longer lists, more lines and services, more that is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.bundle.kinds.directory import Pack
from desktop.bundle.kinds.pack_parts import Entry, IndicatorPart, LinePart, ListPart, ServicePart
from desktop.forms.schema import CodeList, Definitions, Field, FieldType, ListEntry, Text
from desktop.indicators.schema import NO, NO_WORDS, YES, YES_WORDS, Indicator, Sort
from desktop.refusals import Refused
from desktop.services.guidebook import Guidebook, Hotline, Service

# What each way counts, when it belongs to a period and who is left out is as the shipped indicator has it.
LIKE: Mapping[str, str] = {
    "cases_opened": "i01",
    "cases_reported": "i31",
    "survivors_opened": "i09",
    "incidents_reported": "i18",
}
FIRST_NUMBER = 1000  # behind those of the national list
_OTHERWISE = "alt"  # how the codes of the answer "other" begin, which stays the last one


@dataclass(frozen=True, slots=True)
class Sent:
    """A pack that counts, or counted once: its codes keep their words."""

    region: str
    pack: Pack
    counts: bool


def everywhere(words: Text) -> Text:
    """Words that have no English are told in Romanian there, as a definition has both."""
    return {**words, "en": words.get("en", words["ro"])}


def source_of(region: str) -> str:
    return f"Regiunea {region}"


# --- lists ------------------------------------------------------------------------------------------------------------


def with_lists(defs: Definitions, every: Sequence[Sent]) -> Definitions:
    """The lists with the entries of every pack; those of packs that count no more are offered no more."""
    lists = dict(defs.lists)
    for id_ in sorted({part.id for one in every for part in one.pack.lists}):
        version = max((v for name, v in lists if name == id_), default=None)
        if version is None:
            continue  # of a newer program
        for one in sorted(every, key=lambda sent: sent.counts):
            for part in (part for part in one.pack.lists if part.id == id_):
                lists[id_, version] = _longer(lists[id_, version], part, counts=one.counts)
    return replace(defs, lists=lists)


def _longer(listed: CodeList, part: ListPart, *, counts: bool) -> CodeList:
    entries = list(listed.entries)
    if counts:
        gone = set(part.retired)
        entries = [replace(entry, retired=True) if entry.code in gone else entry for entry in entries]
    for entry in part.entries:
        made = ListEntry(entry.code, everywhere(entry.label), entry.group, retired=not counts)
        entries = [one for one in entries if one.code != entry.code]
        entries.insert(_place(entries, entry), made)
    return replace(listed, entries=tuple(entries))


def _place(entries: Sequence[ListEntry], entry: Entry) -> int:
    """Behind the last of its group, and before the answer "other"."""
    place = max((at for at, one in enumerate(entries, 1) if one.group == entry.group), default=len(entries))
    while place and entries[place - 1].code.startswith(_OTHERWISE):
        place -= 1
    return place


# --- lines and services -----------------------------------------------------------------------------------------------


def with_guide(guide: Guidebook, region: str, country: str, pack: Pack) -> Guidebook:
    """What the region tells of stands behind what was shipped; a kind that is not known here is left out."""
    lines = (*guide.hotlines, *(_hotline(one, region, country) for one in pack.lines))
    services = [_service(one, region, country) for one in pack.services if one.kind in guide.kinds]
    return replace(guide, hotlines=lines, services=(*guide.services, *services))


def _hotline(part: LinePart, region: str, country: str) -> Hotline:
    return Hotline(
        id=part.id,
        country=country,
        number=part.number,
        name=everywhere(part.name),
        by=part.by,
        text=everywhere(part.text),
        source=source_of(region),
        verified=True,
        checked_on=part.checked_on,
        emergency=False,
        top=False,
    )


def _service(part: ServicePart, region: str, country: str) -> Service:
    return Service(
        id=part.id,
        kind=part.kind,
        country=country,
        name=everywhere(part.name),
        source=source_of(region),
        verified=True,
        place=part.place,
        serves=part.serves,
        hours=everywhere(part.hours) if part.hours else None,
        phones=part.phones,
    )


# --- what is counted --------------------------------------------------------------------------------------------------


def with_indicators(
    indicators: Mapping[str, Indicator], defs: Definitions, region: str, pack: Pack
) -> dict[str, Indicator]:
    """Those of the region behind those of the national list; one that cannot be counted here is left out."""
    found = dict(indicators)
    for at, part in enumerate(pack.indicators):
        made = indicator(part, indicators, defs, region, FIRST_NUMBER + at)
        if made is not None:
            found[made.id] = made
    return found


def indicator(
    part: IndicatorPart, indicators: Mapping[str, Indicator], defs: Definitions, region: str, number: int
) -> Indicator | None:
    field, like = countable(part.field, defs), indicators.get(LIKE[part.way])
    if field is None or like is None:
        return None
    rows, groups = _rows(field, defs)
    return replace(
        like,
        id=part.id,
        version=part.version,
        number=number,
        title=everywhere(part.title),
        sort=Sort.VALUE,
        source=source_of(region),
        verified=False,
        fields=(part.field,),
        rows=rows,
        groups=groups,
        caveat=None,
    )


def countable(path: str, defs: Definitions) -> Field | None:
    """A question with known answers of which a figure may leave; never what is sealed, hidden by rule or free words."""
    form_id, _dot, id_ = path.partition(".")
    try:
        form = defs.form(form_id)
    except Refused:
        return None
    field = form.find(id_)
    if field is None or field.group or field.seal or form.lone or form.act:
        return None
    counted = field.type in {FieldType.CHOICE, FieldType.CHOICES} and field.list
    if not counted and field.type is not FieldType.YES_NO:
        return None
    return field if field.bundle in {"keep", "group"} else None


def _rows(field: Field, defs: Definitions) -> tuple[tuple[tuple[str, Text], ...], dict[str, str]]:
    if field.type is FieldType.YES_NO:
        return ((YES, YES_WORDS), (NO, NO_WORDS)), {}
    listed = defs.list(field.list)
    if field.bundle == "group" and listed.groups:
        return tuple(listed.groups.items()), {entry.code: entry.group for entry in listed.entries}
    return tuple((entry.code, entry.label) for entry in listed.entries), {}
