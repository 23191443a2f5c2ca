"""Where a search has found its words: the question and the sheet, and nothing of what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.forms.schema import Definitions
from desktop.i18n import _, ngettext, pick
from desktop.services.searching import FoundIn


def found_words(defs: Definitions, places: Sequence[FoundIn]) -> tuple[str, str]:
    """The first question, and below it its sheet with the count of further ones."""
    first, more = places[0], len(places) - 1
    form = pick(defs.form(first.form, first.version).title)
    if not more:
        return question_words(defs, first), form
    words = ngettext("{form}, and {n} more place", "{form}, and {n} more places", more)
    return question_words(defs, first), words.format(form=form, n=more)


def place_words(defs: Definitions, place: FoundIn) -> str:
    """Sheet and question in one line."""
    form = pick(defs.form(place.form, place.version).title)
    return _("{form}: {question}").format(form=form, question=question_words(defs, place))


def question_words(defs: Definitions, place: FoundIn) -> str:
    return pick(defs.form(place.form, place.version).field(place.path).label)
