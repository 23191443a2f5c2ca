"""What a pack changes, in sentences: part by part, what is new, what is different, what goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.bundle.kinds.directory import KINDS, Pack
from desktop.bundle.kinds.pack_parts import (
    IndicatorPart,
    LinePart,
    ListPart,
    Part,
    ServicePart,
    id_of_part,
    kind_of,
)
from desktop.forms import local as forms
from desktop.forms.schema import Form
from desktop.i18n import N_, _, amount_words, date_words, pick
from desktop.protocols import local as protocols
from desktop.protocols.clock import Duration
from desktop.protocols.schema import Protocol
from desktop.refusals import Refused
from desktop.services.library import Library
from desktop.services.pack_checks import PackFault

NEW, OTHER, GONE = "new", "other", "gone"
_Item = tuple[str, str]  # what, and where


@dataclass(frozen=True, slots=True)
class Line:
    """One change in a sentence; `care`: what a head should look at twice."""

    words: str
    sort: str  # NEW, OTHER or GONE
    care: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What changes in one form, one protocol, one list, or among the lines, the services, the tables."""

    kind: str
    id: str
    title: str
    lines: tuple[Line, ...]


def groups(here: Library, there: Library, before: Pack | None, after: Pack | None) -> tuple[Group, ...]:
    """What is different between two packs, told with the definitions before and after; what is the same is not."""
    old, new = _by_id(before), _by_id(after)
    told: dict[tuple[str, str], list[Line]] = {}
    for kind, id_ in sorted(old.keys() | new.keys(), key=lambda key: (KINDS.index(key[0]), _order(key))):
        was, will = _items(old.get((kind, id_))), _items(new.get((kind, id_)))
        tell = _Telling(here, there, id_)
        lines: list[Line] = []
        for what, place in dict.fromkeys((*will, *was)):
            before_it, after_it = was.get((what, place)), will.get((what, place))
            if before_it != after_it:
                lines += _TELL[kind](tell, what, place, before_it, after_it)
        if lines:
            told.setdefault((kind, id_ if kind in {"form", "protocol", "list"} else ""), []).extend(lines)
    return tuple(Group(kind, id_, _title(kind, id_, here, there), tuple(lines)) for (kind, id_), lines in told.items())


def form_title(form: Form) -> str:
    return _("{code} · {title}").format(code=form.code, title=pick(form.title))


def protocol_title(protocol: Protocol) -> str:
    return pick(protocol.title)


def part_title(library: Library, part: Part) -> str:
    """What a part is called where packs are put together."""
    if isinstance(part, LinePart):
        return _("{name}: {number}").format(name=pick(part.name), number=part.number)
    if isinstance(part, ServicePart):
        return pick(part.name)
    if isinstance(part, IndicatorPart):
        return pick(part.title)
    return _title(kind_of(part), id_of_part(part), library, library)


_FAULTS = {
    "unknown-form": N_("The program has no such form."),
    "unknown-protocol": N_("The program has no such protocol."),
    "unknown-list": N_("The program has no such list."),
    "unknown-code": N_("The list has no such answer."),
    "unknown-group": N_("The list has no such group."),
    "unknown-kind": N_("The program knows no such kind of service."),
    "unknown-place": N_("The place is not in this country, or not known."),
    "unknown-way": N_("The program cannot count in this way."),
    "other-country": N_("It is meant for the other country."),
    "list-closed": N_("Rules of the program rest on this list; it stays as it is."),
    "nothing-left": N_("Too little would be left to choose from."),
    "label-twice": N_("The same words stand there already. Write them so that they differ."),
    "label-missing": N_("The Romanian words are missing."),
    "code-foreign": N_("Its code does not belong to this region."),
    "there-twice": N_("It is there twice."),
    "sheltered": N_("A shelter has no place here."),
    "window": N_("How long care is useful is decided by nobody; this deadline stays as it is."),
    "not-countable": N_("Only a question with answers to choose from, of which a figure may leave, can be counted."),
    "counted-already": N_("This question is counted already; twice would give the exact figure away."),
    "type-changed": N_("This question was asked in another way before. Add a new one instead."),
}
_PLAIN = N_("It does not fit the program as it is now ({fault}).")


def fault_words(fault: PackFault) -> str:
    """Why a part cannot go down."""
    return _(_FAULTS.get(fault.code, _PLAIN)).format(fault=fault.code)


# --- what there is ----------------------------------------------------------------------------------------------------


def _by_id(pack: Pack | None) -> dict[tuple[str, str], Part]:
    return {(kind_of(part), id_of_part(part)): part for part in pack.parts} if pack else {}


def _order(key: tuple[str, str]) -> tuple[int, str]:
    """L5 before L13."""
    digits = "".join(letter for letter in key[1] if letter.isdigit())
    return (int(digits) if digits and key[0] == "list" else 0), key[1]


def _items(part: Part | None) -> dict[_Item, Any]:
    if part is None:
        return {}
    if isinstance(part, forms.Changes):
        found: dict[_Item, Any] = {("hidden", path): True for path in sorted(part.hidden)}
        found |= {("optional", path): True for path in sorted(part.optional)}
        found |= {("words", path): words for path, words in part.words.items()}
        found |= {("order", section): ids for section, ids in part.order.items()}
        return found | {("added", one.id): one for one in part.added}
    if isinstance(part, protocols.Changes):
        found = {("due", clock): due for clock, due in part.due.items()}
        found |= {("words", step): words for step, words in part.words.items()}
        return found | {("added", one.id): one for one in part.added}
    if isinstance(part, ListPart):
        return {("entry", one.code): one for one in part.entries} | {("retired", one): True for one in part.retired}
    return {("whole", ""): part}


def _sort(old: Any, new: Any) -> str:
    return NEW if old is None else GONE if new is None else OTHER


def _title(kind: str, id_: str, here: Library, there: Library) -> str:
    known = {"line": _("Telephone lines"), "service": _("Services"), "indicator": _("Tables for the region")}
    if kind in known:
        return known[kind]
    for library in (there, here):
        try:
            if kind == "form":
                return form_title(library.definitions.form(id_))
            if kind == "protocol":
                return protocol_title(library.protocol(id_))
            return pick(library.definitions.list(id_).title)
        except (Refused, ValueError, KeyError):
            continue
    return id_


# --- how it is told ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Telling:
    here: Library
    there: Library
    id: str

    def question(self, path: str, *, after: bool = True) -> str:
        for library in (self.there, self.here) if after else (self.here, self.there):
            try:
                return pick(library.definitions.form(self.id).field(path).label)
            except Refused:
                continue
        return path

    def section(self, id_: str) -> str:
        found = (one for one in self.here.definitions.form(self.id).sections if one.id == id_)
        return next((pick(one.title) for one in found), id_)

    def step(self, id_: str, *, after: bool = True) -> str:
        for library in (self.there, self.here) if after else (self.here, self.there):
            found = library.protocol(self.id).step(id_)
            if found is not None:
                return pick(found.title)
        return id_

    def entry(self, code: str) -> str:
        found = self.here.definitions.list(self.id).find(code) or self.there.definitions.list(self.id).find(code)
        return pick(found.label) if found else code


def _of_form(tell: _Telling, what: str, place: str, old: Any, new: Any) -> Iterator[Line]:
    sort = _sort(old, new)
    question = tell.question(place, after=new is not None) if what != "order" else ""
    if what == "added":
        yield _added(new or old, sort)
        return
    if what == "words":
        yield _reworded(tell, place, sort)
        return
    if what == "order":
        yield Line(_("The questions of “{section}” stand in another order").format(section=tell.section(place)), OTHER)
        return
    words, shown = {
        ("hidden", NEW): (_("No longer asked: “{question}”"), GONE),
        ("hidden", GONE): (_("Asked again: “{question}”"), NEW),
        ("optional", NEW): (_("It need not be answered any more: “{question}”"), OTHER),
        ("optional", GONE): (_("It must be answered again: “{question}”"), OTHER),
    }[what, sort]
    yield Line(words.format(question=question), shown, care=shown == GONE)


def _added(one: forms.Added, sort: str) -> Line:
    told = {
        NEW: _("New question: “{question}”"),
        OTHER: _("A question of the region reads differently: “{question}”"),
        GONE: _("No longer asked: “{question}”"),
    }[sort].format(question=pick(one.label))
    leaves = one.bundle != "drop" or one.pdf != "drop"
    if sort == GONE or not leaves:
        return Line(told, sort)
    where = {
        (True, True): _("Its answer may go to the region and stand in an anonymised report."),
        (True, False): _("Its answer may go to the region."),
        (False, True): _("Its answer may stand in an anonymised report."),
    }[one.bundle != "drop", one.pdf != "drop"]
    return Line(_("{change}. {consequence}").format(change=told, consequence=where), sort, care=True)


def _reworded(tell: _Telling, place: str, sort: str) -> Line:
    old, new = tell.question(place, after=False), tell.question(place)
    if old == new:
        return Line(_("The help beside “{question}” reads differently").format(question=new), OTHER)
    return Line(_("“{old}” is asked as “{new}”").format(old=old, new=new), OTHER, care=sort != GONE)


def _of_protocol(tell: _Telling, what: str, place: str, old: Any, new: Any) -> Iterator[Line]:
    sort = _sort(old, new)
    if what == "due":
        step = place.partition("/")[0]
        words = _("Step {step}, “{title}”: the deadline is {new} instead of {old}")
        told = {"step": step, "title": tell.step(step)}
        before, after = (_clock_length(library, tell.id, place) for library in (tell.here, tell.there))
        yield Line(words.format(**told, new=after, old=before), OTHER, care=True)
    elif what == "words":
        was, will = tell.step(place, after=False), tell.step(place)
        if was == will:
            yield Line(_("The help of step {step} reads differently").format(step=place), OTHER)
        else:
            yield Line(_("Step {step}: “{old}” becomes “{new}”").format(step=place, old=was, new=will), OTHER)
    else:
        yield _own_step(new or old, sort)


def _own_step(one: protocols.OwnStep, sort: str) -> Line:
    told = {
        NEW: _("New step behind step {after}: “{title}”"),
        OTHER: _("A step of the region reads differently: “{title}”"),
        GONE: _("The step is there no more: “{title}”"),
    }[sort].format(after=one.after, title=pick(one.title))
    if sort == GONE or not one.anchor:
        return Line(told, sort)
    length = _("Its deadline is {length}.").format(length=length_words(protocols.length(one.due)))
    return Line(_("{change}. {consequence}").format(change=told, consequence=length), sort)


def _clock_length(library: Library, protocol: str, clock: str) -> str:
    step, _slash, place = clock.partition("/")
    found = library.protocol(protocol).step(step)
    clocks = found.clocks if found else ()
    return length_words(clocks[int(place) - 1].due) if 0 < int(place) <= len(clocks) else "–"


def length_words(length: Duration) -> str:
    """A length as people say it: "24 de ore"."""
    minutes = round(length.time.total_seconds()) // 60
    parts = ((length.months, "month"), (length.days, "day"), (minutes // 60, "hour"), (minutes % 60, "minute"))
    return " ".join(amount_words(n, unit) for n, unit in parts if n) or _("at once")


def _of_list(tell: _Telling, what: str, place: str, old: Any, new: Any) -> Iterator[Line]:
    sort = _sort(old, new)
    if what == "retired":
        words = _("No longer offered: “{answer}”") if sort == NEW else _("Offered again: “{answer}”")
        yield Line(words.format(answer=tell.entry(place)), GONE if sort == NEW else NEW, care=sort == NEW)
        return
    told = {
        NEW: _("New answer: “{answer}”"),
        OTHER: _("A new answer reads differently now: “{answer}”"),
        GONE: _("No longer offered: “{answer}”"),
    }
    yield Line(told[sort].format(answer=pick((new or old).label)), sort)


def _of_line(_tell: _Telling, _what: str, _place: str, old: Any, new: Any) -> Iterator[Line]:
    sort, part = _sort(old, new), new or old
    if sort == OTHER and old.number != new.number:
        words = _("{name}: the number is {new} instead of {old}")
        yield Line(words.format(name=pick(part.name), new=new.number, old=old.number), OTHER, care=True)
        return
    told = {
        NEW: _("New line: {name}, {number}"),
        OTHER: _("The words beside this line are different: {name}, {number}"),
        GONE: _("No longer listed: {name}, {number}"),
    }[sort].format(name=pick(part.name), number=part.number)
    yield Line(told, sort)
    if sort != GONE and part.checked_on and (old is None or old.checked_on != part.checked_on):
        yield Line(_("The region called this number on {day}").format(day=date_words(part.checked_on)), sort)


def _of_service(_tell: _Telling, _what: str, _place: str, old: Any, new: Any) -> Iterator[Line]:
    part, phones = new or old, ", ".join((new or old).phones)
    told = {
        NEW: _("New service: {name}"),
        OTHER: _("Told differently: {name}"),
        GONE: _("No longer listed: {name}"),
    }[_sort(old, new)].format(name=pick(part.name))
    if phones and new is not None:
        told = _("{change}, {number}").format(change=told, number=phones)
    yield Line(told, _sort(old, new))


def _of_indicator(tell: _Telling, _what: str, _place: str, old: Any, new: Any) -> Iterator[Line]:
    part: IndicatorPart = new or old
    if new is None:
        yield Line(_("No longer counted: “{title}”").format(title=pick(part.title)), GONE)
        return
    form, _dot, path = part.field.partition(".")
    asked = _Telling(tell.here, tell.there, form).question(path)
    words = _("Counted at the end of each quarter: “{title}”, by the answers to “{question}”")
    yield Line(words.format(title=pick(part.title), question=asked), _sort(old, new), care=True)


_TELL: Mapping[str, Any] = {
    "form": _of_form,
    "protocol": _of_protocol,
    "list": _of_list,
    "line": _of_line,
    "service": _of_service,
    "indicator": _of_indicator,
}
