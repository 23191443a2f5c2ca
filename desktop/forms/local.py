"""PURE: what an office changes in a form, as data: hidden, reworded, optional, in another order, added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.forms.editions import LOCAL, mark_of_words
from desktop.forms.given import Given, by_language, id_of, named, several, text
from desktop.forms.reading import CODE
from desktop.forms.schema import MAY_LEAVE, FieldType, PrivacyClass, Text
from desktop.refusals import Refused

KIND, SCHEMA = "local-form", 1
LARGEST = 128 * 1024
MOST_ADDED, MOST_OPTIONS = 40, 60
LONGEST_LABEL, LONGEST_HELP = 200, 600
TYPES = tuple(FieldType(one) for one in ("text", "long_text", "date", "choice", "choices", "yes_no", "number"))
WITH_OPTIONS = frozenset({FieldType.CHOICE, FieldType.CHOICES})
_COARSE = frozenset({"elapsed", "band", "group", "count"})  # made for questions that the program knows
_OPEN = frozenset({PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT})


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Added:
    """A question of the office; without more it names somebody, and leaves on no paper and in no file."""

    id: str
    section: str
    type: FieldType
    label: Text
    help: Text = field(default_factory=dict)
    privacy: PrivacyClass = PrivacyClass.IDENTIFIER
    pdf: str = "drop"
    bundle: str = "drop"
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Other words of a question, in the languages in which somebody wrote them."""

    label: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that an office changes in one form; questions by their pattern: `field`, or `group/field`."""

    form: str
    hidden: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    words: Mapping[str, Words] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: tuple[Added, ...] = ()

    @property
    def count(self) -> int:
        """How many things are changed."""
        return len(self.hidden) + len(self.optional) + len(self.words) + len(self.order) + len(self.added)


def both(below: Changes, above: Changes) -> Changes:
    """Two hands at once, the region's below and the office's above: where both say something, what is above counts."""
    mine = {one.id for one in above.added}
    words = dict(below.words)
    for path, told in above.words.items():
        under = words.get(path, Words())
        words[path] = Words({**under.label, **told.label}, {**under.help, **told.help})
    return Changes(
        form=above.form,
        hidden=below.hidden | above.hidden,
        optional=below.optional | above.optional,
        words=words,
        order={**below.order, **above.order},
        added=(*(one for one in below.added if one.id not in mine), *above.added),
    )


def may_leave(type_: FieldType, privacy: PrivacyClass) -> tuple[str, ...]:
    """What may leave of an added question, the safest first; stricter than of shipped ones, which were thought over."""
    if privacy in _OPEN:
        return ("drop",)
    if privacy is not PrivacyClass.OPERATIONAL:
        return "drop", "any"
    return ("drop", *sorted(MAY_LEAVE[type_] - _COARSE - {"drop"}))


def classes(type_: FieldType) -> tuple[PrivacyClass, ...]:
    """What may be said of an added question of this type, the safest first; typed words may always name somebody."""
    if type_ in {FieldType.TEXT, FieldType.LONG_TEXT}:
        return PrivacyClass.IDENTIFIER, PrivacyClass.FREE_TEXT
    return PrivacyClass.IDENTIFIER, PrivacyClass.SPECIAL, PrivacyClass.QUASI, PrivacyClass.OPERATIONAL


# --- as text ----------------------------------------------------------------------------------------------------------


def body(changes: Changes) -> str:
    """The changes in their one written form; what is the same is written the same."""
    told: dict[str, Any] = {"ancora": KIND, "schema": SCHEMA, "form": changes.form}
    told |= {name: sorted(value) for name in ("hidden", "optional") if (value := getattr(changes, name))}
    if changes.words:
        told["words"] = {path: _filled(label=one.label, help=one.help) for path, one in changes.words.items()}
    if changes.order:
        told["order"] = {section: list(ids) for section, ids in changes.order.items()}
    if changes.added:
        told["added"] = [_added_told(one) for one in changes.added]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _added_told(one: Added) -> dict[str, Any]:
    told = {"id": one.id, "section": one.section, "type": str(one.type), "class": str(one.privacy)}
    options = [{"code": option.code, "label": dict(option.label)} for option in one.options]
    return {**told, **_filled(label=one.label, help=one.help, pdf=one.pdf, bundle=one.bundle, options=options)}


def _filled(**parts: Any) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in parts.items() if value}


def mark(changes: Changes) -> int:
    """The number of these changes, made of what they say."""
    return mark_of_words(body(changes))


def read(data: bytes | str) -> Changes:
    """The changes of a text, refused as `local-form-file` unless it is right in every point and in our writing."""
    raw = data if isinstance(data, bytes) else data.encode()
    try:
        if len(raw) > LARGEST:
            raise ValueError
        told = json.loads(raw.decode("utf-8"))
        changes = _changes(Given(told))
        if body(changes).encode() != raw:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("local-form-file") from None
    return changes


def _changes(given: Given) -> Changes:
    if given.take("ancora", text) != KIND or given.take("schema", lambda one: one) != SCHEMA:
        raise ValueError
    changes = Changes(
        form=given.take("form", id_of),
        hidden=frozenset(given.may("hidden", _patterns, ())),
        optional=frozenset(given.may("optional", _patterns, ())),
        words=given.may("words", lambda told: named(told, _pattern, _words), {}),
        order=given.may("order", lambda told: named(told, id_of, lambda ids: several(ids, id_of)), {}),
        added=given.may("added", lambda told: several(told, _added, MOST_ADDED), ()),
    )
    given.done()
    ids = [one.id for one in changes.added]
    if len(set(ids)) != len(ids):
        raise ValueError
    return changes


def _added(told: object) -> Added:
    given = Given(told)
    one = Added(
        id=given.take("id", id_of),
        section=given.take("section", id_of),
        type=given.take("type", lambda kind: FieldType(text(kind))),
        label=given.take("label", _label),
        help=given.may("help", _help, {}),
        privacy=given.take("class", lambda kind: PrivacyClass(text(kind))),
        pdf=given.take("pdf", text),
        bundle=given.take("bundle", text),
        options=given.may("options", lambda told: several(told, _option, MOST_OPTIONS), ()),
    )
    given.done()
    if not one.id.startswith(LOCAL) or one.type not in TYPES:
        raise ValueError
    return one


def _option(told: object) -> Option:
    given = Given(told)
    option = Option(given.take("code", text), given.take("label", _label))
    given.done()
    if not CODE.fullmatch(option.code) or option.code in {"declined", "unknown"}:
        raise ValueError
    return option


def _words(told: object) -> Words:
    given = Given(told)
    words = Words(given.may("label", _label, {}), given.may("help", _help, {}))
    given.done()
    if not words.label and not words.help:
        raise ValueError
    return words


def _label(told: object) -> Text:
    return by_language(told, LONGEST_LABEL)


def _help(told: object) -> Text:
    return by_language(told, LONGEST_HELP)


def _patterns(told: object) -> Sequence[str]:
    return several(told, _pattern)


def _pattern(told: object) -> str:
    head, slash, rest = text(told).partition("/")
    return f"{id_of(head)}/{id_of(rest)}" if slash else id_of(head)
