"""PURE: a form as an office changed it, what hinders a change, and all definitions with what an office made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from desktop.forms.check_definitions import check_form
from desktop.forms.editions import Editions, mark_of, version_of
from desktop.forms.local import WITH_OPTIONS, Added, Changes, Words, classes, mark, may_leave
from desktop.forms.reading import DefinitionFault
from desktop.forms.schema import BEGIN, CodeList, Definitions, Field, FieldType, Form, ListEntry, Text

Held = Mapping[str, str]  # pattern of a question -> why the office cannot do without it
UNSPOKEN = frozenset({FieldType.GROUP, FieldType.COMPUTED})


class Fault(NamedTuple):
    """What hinders a change: at which question or section, and by which reason."""

    place: str
    code: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Changes that were published once; of a form the last one that `counts` and still fits is filled in."""

    changes: Changes
    counts: bool


# --- a form with changes ----------------------------------------------------------------------------------------------


def apply(form: Form, changes: Changes, before: Iterable[Added] = ()) -> Form:
    """The form as the office fills it in; questions that it asked `before` stay, and are asked no more."""
    mine = {one.id: one for one in changes.added}
    old = [one for one in before if one.id not in mine and form.named(one.id) is None]
    gone = changes.hidden | {one.id for one in old}
    added = [*changes.added, *old]
    titles = {section.id for section in form.sections}
    last = form.sections[-1].id
    sections = []
    for section in form.sections:
        own = [_field(one, form) for one in added if (one.section if one.section in titles else last) == section.id]
        changed = [_changed(top, changes, gone) for top in (*section.fields, *own)]
        sections.append(replace(section, fields=_ordered(changed, changes.order.get(section.id, ()))))
    version = version_of(mark(changes), form.version) if changes.count else form.version
    return replace(form, version=version, sections=tuple(sections))


def _changed(field: Field, changes: Changes, gone: frozenset[str]) -> Field:
    words = changes.words.get(field.pattern, Words())
    is_hidden = field.hidden or field.pattern in gone
    required = field.required and field.pattern not in changes.optional and not is_hidden
    columns = tuple(_changed(column, changes, gone) for column in field.fields)
    if not words.label and not words.help and (is_hidden, required) == (field.hidden, field.required):
        return (
            field
            if all(one is other for one, other in zip(columns, field.fields, strict=True))
            else replace(field, fields=columns)
        )
    return replace(
        field,
        label={**field.label, **words.label},
        help={**(field.help or _everywhere(words.help)), **words.help} if words.help else field.help,
        required=required,
        hidden=is_hidden,
        fields=columns,
    )


def _ordered(fields: list[Field], order: Sequence[str]) -> tuple[Field, ...]:
    """In the order of the office; a question that it does not know stays behind the one that it was shipped after."""
    known = {id: place for place, id in enumerate(order)}
    found: list[tuple[int, Field]] = []
    place = -1
    for field in fields:
        place = known.get(field.id, place)
        found.append((place, field))
    return tuple(field for _place, field in sorted(found, key=lambda each: each[0]))


def _field(one: Added, form: Form) -> Field:
    said = [field.report_section for field in form.fields() if field.report_section]
    return Field(
        id=one.id,
        type=one.type,
        label=_everywhere(one.label),
        help=_everywhere(one.help) or None,
        privacy=one.privacy,
        pdf=one.pdf,
        bundle=one.bundle,
        list=one.id if one.type in WITH_OPTIONS else "",
        report_section=(said[-1] if said else "services") if one.pdf != "drop" else "",
    )


def _everywhere(words: Text) -> dict[str, str]:
    """Words that have no English are told in Romanian there, as a definition has both."""
    return {**words, "en": words.get("en", words["ro"])} if words else {}


# --- what hinders -----------------------------------------------------------------------------------------------------


def faults(form: Form, changes: Changes, held: Held, defs: Definitions, before: Iterable[Added] = ()) -> list[Fault]:
    """All that hinders these changes of a shipped form, in the order of the page; none: they may be published."""
    before = tuple(before)
    found = [*_of_places(form, changes), *_of_held(changes, held), *_of_added(form, changes, before)]
    if found:
        return found
    try:
        fresh = apply(form, changes, before)
        check_form(fresh, replace(defs, lists={**defs.lists, **lists((Edition(changes, True),))}))
    except DefinitionFault as fault:
        after = "above it" in fault.fault or "down the page" in fault.fault
        return [Fault(fault.field, "order" if after else "definition")]
    if not any(not field.hidden and field.type not in UNSPOKEN for field in fresh.fields()):
        return [Fault(form.sections[0].id, "nothing-left")]
    return []


def _of_places(form: Form, changes: Changes) -> Iterator[Fault]:
    own = {one.id for one in changes.added}
    for path in sorted({*changes.hidden, *changes.optional, *changes.words}):
        if form.named(path) is None and path not in own:
            yield Fault(path, "unknown-question")
    sections = {section.id: section for section in form.sections}
    for id in sorted({*changes.order, *(one.section for one in changes.added)}):
        if id not in sections:
            yield Fault(id, "unknown-section")


def _of_held(changes: Changes, held: Held) -> Iterator[Fault]:
    for path in sorted(changes.hidden | changes.optional):
        reason = held.get(path)
        if reason is not None and not (reason == "required" and path in changes.optional):
            yield Fault(path, f"held-{reason}")
    for path in sorted(changes.words):
        if held.get(path) == "act":
            yield Fault(path, "held-act")


def _of_added(form: Form, changes: Changes, before: Sequence[Added]) -> Iterator[Fault]:
    types = {one.id: one.type for one in before}
    labels = {field.label["ro"].casefold() for field in form.fields()}
    labels |= {words.label["ro"].casefold() for words in changes.words.values() if words.label}
    begins = {section.id for section in form.sections if section.look == BEGIN}
    for one in changes.added:
        name = one.label.get("ro", "").casefold()
        if not name:
            yield Fault(one.id, "label-missing")
        elif name in labels:
            yield Fault(one.id, "label-twice")
        labels.add(name)
        if types.get(one.id, one.type) is not one.type:
            yield Fault(one.id, "type-changed")
        if one.privacy not in classes(one.type):
            yield Fault(one.id, "class")
        elif not {one.pdf, one.bundle} <= set(may_leave(one.type, one.privacy)):
            yield Fault(one.id, "leaves")
        if one.section in begins:
            yield Fault(one.id, "begin")
        yield from _of_options(one)


def _of_options(one: Added) -> Iterator[Fault]:
    if one.type not in WITH_OPTIONS:
        if one.options:
            yield Fault(one.id, "options-without-choice")
        return
    names = [option.label.get("ro", "").casefold() for option in one.options]
    codes = [option.code for option in one.options]
    if len(one.options) < 2:
        yield Fault(one.id, "options-few")
    elif not all(names):
        yield Fault(one.id, "option-empty")
    elif len(set(names)) < len(names) or len(set(codes)) < len(codes):
        yield Fault(one.id, "option-twice")


# --- all definitions --------------------------------------------------------------------------------------------------


def overlay(defs: Definitions, editions: Sequence[Edition]) -> Definitions:
    """The shipped definitions with every edition of the office on every version on which it can stand.

    The same sheet finds the same questions whatever the office changed since; each definition knows also the questions
    that the office asks elsewhere, as ones that are asked no more.
    """
    if not editions:
        return defs
    editions = sorted(editions, key=lambda one: one.counts)  # what counts is what is said last
    forms = {key: form for key, form in defs.forms.items() if not mark_of(key[1])}
    known = {**defs.lists, **lists(editions)}
    fresh = replace(defs, lists=known)
    current: dict[str, int] = {}
    for id in sorted({one.changes.form for one in editions}):
        own = [one for one in editions if one.changes.form == id]
        before = added(own)
        for shipped in [form for key, form in defs.forms.items() if key[0] == id and not mark_of(key[1])]:
            forms[id, shipped.version] = apply(shipped, Changes(id), before)
            for edition in own:
                made = _checked(shipped, edition.changes, before, fresh)
                if made is not None:
                    forms[id, made.version] = made
        newest = max((key[1] for key in forms if key[0] == id and not mark_of(key[1])), default=0)
        counting = (version_of(mark(one.changes), newest) for one in reversed(own) if one.counts)
        fitting = next((version for version in counting if (id, version) in forms), None)
        if fitting is not None:
            current[id] = fitting
    return replace(defs, forms=Editions(forms), lists=known, current=current)


def _checked(shipped: Form, changes: Changes, before: Sequence[Added], defs: Definitions) -> Form | None:
    """The form with the changes; None where they do not fit this version any more, or not yet."""
    if list(_of_places(shipped, changes)):
        return None
    made = apply(shipped, changes, before)
    try:
        check_form(made, defs)
    except DefinitionFault:
        return None
    return made


def added(editions: Iterable[Edition]) -> tuple[Added, ...]:
    """Every question that was ever added, as it was worded last."""
    found: dict[str, Added] = {}
    for edition in editions:
        found.update((one.id, one) for one in edition.changes.added)
    return tuple(found.values())


def lists(editions: Sequence[Edition]) -> dict[tuple[str, int], CodeList]:
    """The options of every added question; one that is offered no more keeps its words."""
    found: dict[str, dict[str, ListEntry]] = {}
    titles: dict[str, Text] = {}
    for edition in editions:
        for one in edition.changes.added:
            if one.type not in WITH_OPTIONS:
                continue
            titles[one.id] = _everywhere(one.label)
            offered = {option.code: ListEntry(option.code, _everywhere(option.label)) for option in one.options}
            kept = found.get(one.id, {})
            retired = {code: replace(entry, retired=True) for code, entry in kept.items() if code not in offered}
            found[one.id] = {**offered, **retired}
    return {
        (id, 1): CodeList(id, 1, titles[id], "", False, tuple(entries.values()), {}) for id, entries in found.items()
    }


def newest(defs: Definitions, form: str) -> Form:
    """The form as it was shipped last, whatever the office fills in."""
    version = max(key[1] for key in defs.forms if key[0] == form and not mark_of(key[1]))
    return defs.form(form, version)
