"""All that an anonymised report can say, made from the definitions alone and never from a case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.forms.schema import Definitions
from desktop.privacy import ladders, sentences
from desktop.privacy.report import labels, printable
from desktop.privacy.vocabulary import either, vocabulary

Values = frozenset[str] | re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a run on the page may be: furniture, a label, or after a label one of its values."""

    furniture: tuple[re.Pattern[str], ...]
    labels: Mapping[str, Values]

    def accepts(self, label: str, value: str) -> bool:
        """Whether a field with this label can produce this very value."""
        values = self.labels.get(label)
        if isinstance(values, re.Pattern):
            return values.fullmatch(value) is not None
        return values is not None and value in values

    def is_label(self, text: str) -> bool:
        return text in self.labels

    def is_furniture(self, text: str) -> bool:
        """Whether the whole text is a title, a sentence of the head or a heading."""
        return any(shape.fullmatch(text) for shape in self.furniture)


def allowance(defs: Definitions, language: str) -> Allowance:
    """The allowance of one language; labels that several fields have allow what any of these can say."""
    found: dict[str, Values] = {}
    for label, values in _values(defs, language):
        found[label] = _joined(found[label], values) if label in found else values
    return Allowance(sentences.shapes(language), found)


def _values(defs: Definitions, language: str) -> Iterator[tuple[str, Values]]:
    for column in ladders.sources(defs):
        for level in range(len(ladders.LABELS[column])):
            words = ladders.vocabulary(column, level, defs).words(language)
            yield ladders.label(column, level, language), words
    names = labels(defs, language)
    for form, field in printable(defs):
        yield names[f"{form.id}.{field.pattern}"], vocabulary(field, defs).words(language)


def _joined(one: Values, other: Values) -> Values:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    return either(one, other)
