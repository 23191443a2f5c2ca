"""The parts of what a region sends down: each as it is written in a line, and as it is read out of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from desktop.bundle import canonical
from desktop.bundle.canonical import Json, Object
from desktop.forms import local as forms
from desktop.forms.given import Given, by_language, id_of, line, several, text
from desktop.forms.reading import CODE
from desktop.forms.schema import Text
from desktop.protocols import local as protocols
from desktop.refusals import Refused

WAYS = ("cases_opened", "cases_reported", "survivors_opened", "incidents_reported")
MOST_ENTRIES, MOST_PHONES = 60, 3
LONGEST_NAME, LONGEST_TEXT, LONGEST_BY = 200, 400, 120
VERSIONS = 9999
MARK = "r_"  # how every code and id of a region begins: r_, its code in small letters, _

_OWN = re.compile(r"r_[a-z][a-z0-9]{1,7}_[a-z0-9_]{1,20}")
_NUMBER = re.compile(r"\+?[0-9](?:[ ()-]?[0-9]){2,17}\)?")
_DAY = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_PATH = re.compile(r"[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}")
_LIST = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One more answer to choose from; its code belongs to the region for ever."""

    code: str
    label: Text
    group: str = ""


@dataclass(frozen=True, slots=True)
class ListPart:
    """What the region adds to a list that was shipped, and what of it is offered no more."""

    id: str
    entries: tuple[Entry, ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinePart:
    """A telephone line of the region."""

    id: str
    number: str
    name: Text
    text: Text
    by: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class ServicePart:
    """A service of the region; a sheltered kind has no place."""

    id: str
    kind: str
    name: Text
    place: str = ""
    serves: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    hours: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """What the region wants counted: the answers of one question, in one of the ways that are known."""

    id: str
    version: int
    title: Text
    way: str  # one of WAYS
    field: str  # form.field


Part: TypeAlias = "forms.Changes | protocols.Changes | ListPart | LinePart | ServicePart | IndicatorPart"


def kind_of(part: Part) -> str:
    return {
        forms.Changes: "form",
        protocols.Changes: "protocol",
        ListPart: "list",
        LinePart: "line",
        ServicePart: "service",
        IndicatorPart: "indicator",
    }[type(part)]


def id_of_part(part: Part) -> str:
    """By what a part is known: the form, the protocol or the list that it changes, else its own id."""
    if isinstance(part, forms.Changes):
        return part.form
    return part.protocol if isinstance(part, protocols.Changes) else part.id


def prefix(region: str) -> str:
    """How every code and id begins that this region makes, so that it never meets another one."""
    return f"{MARK}{region.lower()}_"


# --- writing ---------------------------------------------------------------------------------------------------------


def part_text(part: Part) -> str:
    return canonical.dump(part_record(part)).decode("utf-8")


def part_record(part: Part) -> Object:
    kind = kind_of(part)
    if isinstance(part, forms.Changes):
        return {"type": kind, "body": forms.body(part)}
    if isinstance(part, protocols.Changes):
        return {"type": kind, "body": protocols.body(part)}
    told = _TOLD[kind](part)
    return {"type": kind, "id": part.id, **{key: value for key, value in told.items() if value}}


def _list_told(part: ListPart) -> dict[str, Any]:
    entries = [{"code": one.code, "label": dict(one.label), "group": one.group} for one in part.entries]
    return {"entries": entries, "retired": list(part.retired)}


def _line_told(part: LinePart) -> dict[str, Any]:
    told = {"number": part.number, "name": dict(part.name), "text": dict(part.text)}
    return {**told, "by": part.by, "checked_on": part.checked_on}


def _service_told(part: ServicePart) -> dict[str, Any]:
    told = {"kind": part.kind, "name": dict(part.name), "place": part.place, "hours": dict(part.hours)}
    return {**told, "serves": list(part.serves), "phones": list(part.phones)}


def _indicator_told(part: IndicatorPart) -> dict[str, Any]:
    return {"version": part.version, "title": dict(part.title), "way": part.way, "field": part.field}


_TOLD: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "list": _list_told,
    "line": _line_told,
    "service": _service_told,
    "indicator": _indicator_told,
}


# --- reading ---------------------------------------------------------------------------------------------------------


def load_part(body: str) -> Part:
    """One part out of its one written form, refused as `pack-file` unless it is right in every point."""
    try:
        return read_part(canonical.load(body.encode("utf-8")))
    except (ValueError, TypeError, KeyError, RecursionError, Refused):
        raise Refused("pack-file") from None


def read_part(record: Json) -> Part:
    """One part; whatever is wrong with it is a ValueError, a TypeError, a KeyError or a refusal of its own."""
    given = Given(record)
    kind = given.take("type", text)
    part: Part = _READ[kind](given)
    given.done()
    return part


def _form(given: Given) -> forms.Changes:
    changes = forms.read(given.take("body", text))
    if not changes.count:
        raise ValueError
    return changes


def _protocol(given: Given) -> protocols.Changes:
    changes = protocols.read(given.take("body", text))
    if not changes.count:
        raise ValueError
    return changes


def _list(given: Given) -> ListPart:
    part = ListPart(
        id=given.take("id", _list_id),
        entries=given.may("entries", lambda told: several(told, _entry, MOST_ENTRIES), ()),
        retired=given.may("retired", lambda told: several(told, _code, MOST_ENTRIES), ()),
    )
    if not part.entries and not part.retired:
        raise ValueError
    _different([one.code for one in part.entries])
    _different(part.retired)
    return part


def _entry(told: object) -> Entry:
    given = Given(told)
    entry = Entry(given.take("code", _own), given.take("label", _name), given.take("group", text))
    given.done()
    return entry


def _line(given: Given) -> LinePart:
    return LinePart(
        id=given.take("id", _own),
        number=given.take("number", _number),
        name=given.take("name", _name),
        text=given.take("text", lambda told: by_language(told, LONGEST_TEXT)),
        by=given.may("by", lambda told: line(told, LONGEST_BY), ""),
        checked_on=given.may("checked_on", lambda told: _shaped(told, _DAY), ""),
    )


def _service(given: Given) -> ServicePart:
    part = ServicePart(
        id=given.take("id", _own),
        kind=given.take("kind", id_of),
        name=given.take("name", _name),
        place=given.may("place", _code, ""),
        serves=given.may("serves", lambda told: several(told, _code), ()),
        phones=given.may("phones", lambda told: several(told, _number, MOST_PHONES), ()),
        hours=given.may("hours", _name, {}),
    )
    _different(part.serves)
    _different(part.phones)
    return part


def _indicator(given: Given) -> IndicatorPart:
    return IndicatorPart(
        id=given.take("id", _own),
        version=given.take("version", lambda told: whole(told, VERSIONS)),
        title=given.take("title", _name),
        way=given.take("way", lambda told: _one_of(told, WAYS)),
        field=given.take("field", lambda told: _shaped(told, _PATH)),
    )


_READ: Mapping[str, Callable[[Given], Part]] = {
    "form": _form,
    "protocol": _protocol,
    "list": _list,
    "line": _line,
    "service": _service,
    "indicator": _indicator,
}


def _name(told: object) -> Text:
    return by_language(told, LONGEST_NAME)


def _own(told: object) -> str:
    return _shaped(told, _OWN)


def is_number(typed: str) -> bool:
    """Whether it can be dialled as it stands."""
    return _NUMBER.fullmatch(typed) is not None


def _code(told: object) -> str:
    return _shaped(told, CODE)


def _number(told: object) -> str:
    return _shaped(told, _NUMBER)


def _list_id(told: object) -> str:
    return _shaped(told, _LIST)


def _shaped(told: object, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(text(told)):
        raise ValueError
    return str(told)


def _one_of(told: object, known: tuple[str, ...]) -> str:
    if told not in known:
        raise ValueError
    return str(told)


def whole(told: object, most: int, least: int = 1) -> int:
    if type(told) is not int or not least <= told <= most:
        raise ValueError
    return told


def _different(codes: list[str] | tuple[str, ...]) -> None:
    if len(set(codes)) != len(codes):
        raise ValueError
