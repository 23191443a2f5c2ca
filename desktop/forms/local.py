"""PURE: what an office changes in a form, as data: hidden, reworded, optional, in another order, added."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.forms.editions import LOCAL, MOST_MARK
from desktop.forms.reading import CODE, ID, UNREADABLE
from desktop.forms.schema import MAY_LEAVE, FieldType, PrivacyClass, Text
from desktop.i18n import LANGUAGES
from desktop.refusals import Refused

KIND, SCHEMA = "local-form", 1
LARGEST = 128 * 1024
MOST_ADDED, MOST_OPTIONS, MOST_PLACES = 40, 60, 400
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
    """The number of these changes, made of what they say: the same in every office, never nought."""
    found = int.from_bytes(hashlib.sha256(body(changes).encode()).digest()[:8]) & MOST_MARK
    return found or 1


def read(data: bytes | str) -> Changes:
    """The changes of a text, refused as `local-form-file` unless it is right in every point and in our writing."""
    raw = data if isinstance(data, bytes) else data.encode()
    try:
        if len(raw) > LARGEST:
            raise ValueError
        told = json.loads(raw.decode("utf-8"))
        changes = _changes(_Given(told))
        if body(changes).encode() != raw:
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("local-form-file") from None
    return changes


class _Given:
    """One object that is emptied as it is read; what is left over, or of another kind, is a fault."""

    def __init__(self, told: object) -> None:
        if not isinstance(told, dict):
            raise TypeError
        self._left: dict[str, object] = dict(told)

    def take(self, key: str, kind: Callable[[object], Any]) -> Any:
        return kind(self._left.pop(key))

    def may(self, key: str, kind: Callable[[object], Any], default: Any) -> Any:
        return kind(self._left.pop(key)) if key in self._left else default

    def done(self) -> None:
        if self._left:
            raise ValueError


def _changes(given: _Given) -> Changes:
    if given.take("ancora", _text) != KIND or given.take("schema", lambda one: one) != SCHEMA:
        raise ValueError
    changes = Changes(
        form=given.take("form", _id),
        hidden=frozenset(given.may("hidden", _patterns, ())),
        optional=frozenset(given.may("optional", _patterns, ())),
        words=given.may("words", lambda told: _named(told, _pattern, _words), {}),
        order=given.may("order", lambda told: _named(told, _id, lambda ids: _several(ids, _id)), {}),
        added=given.may("added", lambda told: _several(told, _added, MOST_ADDED), ()),
    )
    given.done()
    ids = [one.id for one in changes.added]
    if len(set(ids)) != len(ids):
        raise ValueError
    return changes


def _added(told: object) -> Added:
    given = _Given(told)
    one = Added(
        id=given.take("id", _id),
        section=given.take("section", _id),
        type=given.take("type", lambda kind: FieldType(_text(kind))),
        label=given.take("label", _label),
        help=given.may("help", _help, {}),
        privacy=given.take("class", lambda kind: PrivacyClass(_text(kind))),
        pdf=given.take("pdf", _text),
        bundle=given.take("bundle", _text),
        options=given.may("options", lambda told: _several(told, _option, MOST_OPTIONS), ()),
    )
    given.done()
    if not one.id.startswith(LOCAL) or one.type not in TYPES:
        raise ValueError
    return one


def _option(told: object) -> Option:
    given = _Given(told)
    option = Option(given.take("code", _text), given.take("label", _label))
    given.done()
    if not CODE.fullmatch(option.code) or option.code in {"declined", "unknown"}:
        raise ValueError
    return option


def _words(told: object) -> Words:
    given = _Given(told)
    words = Words(given.may("label", _label, {}), given.may("help", _help, {}))
    given.done()
    if not words.label and not words.help:
        raise ValueError
    return words


def _label(told: object) -> Text:
    return _by_language(told, LONGEST_LABEL)


def _help(told: object) -> Text:
    return _by_language(told, LONGEST_HELP)


def _by_language(told: object, longest: int) -> Text:
    """Romanian is always there; the words are one line, without marks that make it read otherwise."""
    if not isinstance(told, dict) or "ro" not in told or set(told) - set(LANGUAGES):
        raise ValueError
    return {language: _line(words, longest) for language, words in told.items()}


def _line(told: object, longest: int) -> str:
    words = _text(told)
    if words != tidy(words) or not words or len(words) > longest:
        raise ValueError
    return words


def tidy(typed: str) -> str:
    """What was typed in its one written form, on one line and without marks that cannot be seen."""
    return UNREADABLE.sub("", unicodedata.normalize("NFC", " ".join(typed.split())))


def _named(told: object, key: Callable[[object], str], value: Callable[[object], Any]) -> dict[str, Any]:
    if not isinstance(told, dict) or not told or len(told) > MOST_PLACES:
        raise ValueError
    return {key(name): value(one) for name, one in told.items()}


def _several(told: object, kind: Callable[[object], Any], most: int = MOST_PLACES) -> tuple[Any, ...]:
    if not isinstance(told, list) or not told or len(told) > most:
        raise ValueError
    return tuple(kind(one) for one in told)


def _patterns(told: object) -> Sequence[str]:
    return _several(told, _pattern)


def _pattern(told: object) -> str:
    head, slash, rest = _text(told).partition("/")
    return f"{_id(head)}/{_id(rest)}" if slash else _id(head)


def _id(told: object) -> str:
    if not ID.fullmatch(_text(told)):
        raise ValueError
    return str(told)


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
