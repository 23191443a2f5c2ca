"""What the guide is made of: telephone lines, kinds of services, services by place, guidance, what is unconfirmed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.forms.reading import ID, DefinitionFault, Table, heading, parse
from desktop.forms.schema import CodeList, Definitions, Text
from desktop.i18n import LANGUAGES
from desktop.protocols.schema import Protocol, Step

KINDS, PLACES = "directory_kinds", "places"
PARTS = (
    "if",
    "first",
    "together",
    "law",
)  # what do I do if; at first contact; with the institutions; what the law says
COUNTRIES = ("MD", "RO")
MOST_COUNT = 99


@dataclass(frozen=True, slots=True)
class Hotline:
    """One telephone line, word for word as its source gives it; `checked_on` is empty until a person has checked it."""

    id: str
    country: str  # empty where it holds in both
    number: str
    name: Text
    by: str
    text: Text
    source: str
    verified: bool  # its source gives it as it stands here; a number from the press is not
    checked_on: str
    emergency: bool
    top: bool
    short: Text | None = None  # its name where there is little room


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to do in one situation, in short steps."""

    id: str
    title: Text
    hint: Text
    steps: tuple[Text, ...]
    source: str
    verified: bool
    part: str = "if"  # one of PARTS


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """What one kind of service does; a sheltered one never has a place or an address here."""

    id: str
    label: Text
    text: Text
    sheltered: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """One service as the sources name it; what they do not say is empty, and the office fills it in."""

    id: str
    kind: str
    country: str
    name: Text
    source: str
    verified: bool
    place: str = ""  # the district or county where it is
    serves: tuple[str, ...] = ()  # the others that it serves
    lines: tuple[str, ...] = ()  # its numbers among the telephone lines
    hours: Text | None = None
    near: bool = False  # each office has one of its own and fills it in
    unnamed: bool = False  # the source does not say its name
    phones: tuple[str, ...] = ()  # that its region gives


@dataclass(frozen=True, slots=True)
class Question:
    """What no expert has confirmed yet; `country` is empty where it concerns both."""

    id: str
    country: str
    text: Text


@dataclass(frozen=True, slots=True)
class Guidebook:
    hotlines: tuple[Hotline, ...]
    guidance: tuple[Guidance, ...]
    kinds: Mapping[str, ServiceKind]
    services: tuple[Service, ...]
    questions: tuple[Question, ...]


def load(root: Path, defs: Definitions) -> Guidebook:
    """The newest file of each; a fault in one is told by file, place and fault."""
    hotlines = tuple(_lines(_newest(root / "directory", "hotlines")))
    kinds, services = _services(_newest(root / "directory", "services"), defs, frozenset(one.id for one in hotlines))
    return Guidebook(
        hotlines=hotlines,
        guidance=_guidance(root / "guide"),
        kinds=kinds,
        services=services,
        questions=tuple(_questions(_newest(root / "directory", "questions"))),
    )


def check_protocols(guidance: tuple[Guidance, ...], protocols: Mapping[tuple[str, int], Protocol]) -> None:
    """Guidance that a step names is there: a step without the words it promises would be found out too late."""
    known = {one.id for one in guidance}
    for (id, version), protocol in sorted(protocols.items()):
        for step in protocol.steps:
            if unknown := [named for named in step.guide if named not in known]:
                raise DefinitionFault(f"{id}.v{version}.toml", f"step {step.id}", f"unknown guidance {unknown[0]}")


def folded(words: str) -> str:
    """Without marks and capitals, so that "fereastra" is found by "Fereastră"."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def has_words(typed: str, *texts: str) -> bool:
    """Whether every typed word begins somewhere in the texts; digits are compared without their gaps."""
    here = folded(" ".join(texts))
    close = "".join(letter for letter in here if letter.isalnum())
    return all(word in here or word in close for word in folded(typed).split())


def used_by(protocols: Iterable[Protocol]) -> dict[str, list[tuple[Protocol, Step]]]:
    """id of guidance -> the steps beside which it stands."""
    found: dict[str, list[tuple[Protocol, Step]]] = {}
    for protocol in protocols:
        for step in protocol.steps:
            for named in step.guide:
                found.setdefault(named, []).append((protocol, step))
    return found


# --- reading ----------------------------------------------------------------------------------------------------------


def _newest(folder: Path, id: str) -> Table:
    files = {int(file.name.split(".v")[1].split(".")[0]): file for file in folder.glob(f"{id}.v*.toml")}
    if not files:
        raise DefinitionFault(f"{id}.v1.toml", "", "cannot be read")
    table = parse(files[max(files)])
    heading(table, id, max(files))
    table.words("title")
    return table


def _lines(table: Table) -> Iterator[Hotline]:
    """The telephone lines in their order."""
    found = []
    for line in table.tables("line"):
        order = line.must_be(int, "order")
        found.append((order, _line(line)))
        line.done()
    table.done()
    _all_different(table, [line.id for _order, line in found])
    return (line for _order, line in sorted(found, key=lambda one: one[0]))


def _line(line: Table) -> Hotline:
    return Hotline(
        id=line.must_be(str, "id"),
        country=line.may_be(str, "country", ""),
        number=line.must_be(str, "number"),
        name=line.words("name"),
        by=line.may_be(str, "by", ""),
        text=line.words("text"),
        source=line.must_be(str, "source"),
        verified=line.may_be(bool, "verified", False),
        checked_on=line.may_be(str, "checked_on", ""),
        emergency=line.may_be(bool, "emergency", False),
        top=line.may_be(bool, "top", False),
        short=line.maybe_words("short"),
    )


def _guidance(folder: Path) -> tuple[Guidance, ...]:
    """What to do in each situation, in the order of the page; of several versions the newest."""
    newest: dict[str, Path] = {}
    for file in sorted(folder.glob("*.v*.toml"), key=lambda one: int(one.name.split(".v")[1].split(".")[0])):
        newest[file.name.split(".v")[0]] = file
    found = []
    for id, file in newest.items():
        table = parse(file)
        heading(table, id, int(file.name.split(".v")[1].split(".")[0]))
        found.append((table.must_be(int, "order"), _advice(table, id)))
        table.done()
    return tuple(one for _order, one in sorted(found, key=lambda one: one[0]))


def _advice(table: Table, id: str) -> Guidance:
    return Guidance(
        id=id,
        title=table.words("title"),
        hint=table.words("hint"),
        steps=tuple(_in_all_languages(inner) for inner in table.tables("steps")),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        part=table.one_of("part", PARTS),
    )


def _in_all_languages(table: Table) -> Text:
    """A text that stands in a list, where it has no name of its own."""
    words = {language: table.must_be(str, language) for language in LANGUAGES}
    table.done()
    return words


def _services(
    table: Table, defs: Definitions, lines: frozenset[str]
) -> tuple[dict[str, ServiceKind], tuple[Service, ...]]:
    listed, places = defs.list(KINDS), defs.list(PLACES)
    kinds = {}
    for inner in table.tables("kind"):
        kind = _kind(inner, listed)
        kinds[kind.id] = kind
    if missing := {entry.code for entry in listed.entries} - kinds.keys():
        raise table.fault(f"the kind {min(missing)} has no text", "kind")
    services = []
    for inner in table.tables("service"):
        services += _expanded(inner, kinds, places)
    table.done()
    _all_different(table, [one.id for one in services])
    for one in services:
        if unknown := set(one.lines) - lines:
            raise table.fault(f"unknown line {min(unknown)}", one.id)
    return kinds, tuple(services)


def _kind(table: Table, listed: CodeList) -> ServiceKind:
    id = table.must_be(str, "id")
    entry = listed.find(id)
    if entry is None:
        raise table.fault(f"the list {KINDS} has no code {id}")
    kind = ServiceKind(id, entry.label, table.words("text"), table.may_be(bool, "sheltered", False))
    table.done()
    return kind


def _expanded(table: Table, kinds: Mapping[str, ServiceKind], places: CodeList) -> list[Service]:
    """One service, one for each place of a country, or so many without a name."""
    each, count = table.may_be(bool, "each_place", False), table.may_be(int, "count", 0)
    without, service = table.texts("without"), _service(table, kinds, places)
    table.done()
    if (each and count) or not 0 <= count <= MOST_COUNT or (without and not each):
        raise table.fault("either each place or so many")
    if (each or service.place) and kinds[service.kind].sheltered:
        raise table.fault("a shelter has no place here")
    if each:
        listed = [one for one in places.entries if one.country == service.country and one.code not in without]
        return [_of(service, one.code.lower().replace("-", "_"), {"place": one.label}, one.code) for one in listed]
    if count:
        return [_of(service, str(at), {"number": _figure(at), "count": _figure(count)}) for at in range(1, count + 1)]
    return [service]


def _service(table: Table, kinds: Mapping[str, ServiceKind], places: CodeList) -> Service:
    service = Service(
        id=table.must_be(str, "id"),
        kind=table.one_of("kind", kinds),
        country=table.one_of("country", COUNTRIES),
        name=table.words("name"),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        place=table.may_be(str, "place", ""),
        serves=table.texts("serves"),
        lines=table.texts("lines"),
        hours=table.maybe_words("hours"),
        near=table.may_be(bool, "near", False),
        unnamed=table.may_be(bool, "unnamed", False),
    )
    if not ID.fullmatch(service.id):
        raise table.fault("not an id")
    if unknown := [one for one in (service.place, *service.serves) if one and places.find(one) is None]:
        raise table.fault(f"unknown place {unknown[0]}")
    return service


def _of(service: Service, mark: str, words: Mapping[str, Text], place: str = "") -> Service:
    """The service with the words of its place or its number in its name."""
    name = {
        language: text.format(**{key: value[language] for key, value in words.items()})
        for language, text in service.name.items()
    }
    return replace(service, id=f"{service.id}_{mark}", name=name, place=place)


def _figure(number: int) -> Text:
    return dict.fromkeys(LANGUAGES, str(number))


def _questions(table: Table) -> Iterator[Question]:
    table.must_be(str, "source")
    table.must_be(bool, "verified")
    asked = table.tables("question")
    table.done()
    for inner in asked:
        yield Question(inner.must_be(str, "id"), inner.may_be(str, "country", ""), inner.words("text"))
        inner.done()


def _all_different(table: Table, ids: list[str]) -> None:
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise table.fault("the id is there twice", twice[0])
