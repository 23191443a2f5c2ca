"""The words of an anonymised report that are no answers: its title, its head, its section titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.i18n import N_, _, date_words, ngettext, using

SECTIONS: Mapping[str, str] = {
    "person": N_("The person"),
    "fact": N_("The act"),
    "intervention": N_("The intervention"),
    "risk": N_("Risk and protection"),
    "services": N_("Services"),
}


@dataclass(frozen=True, slots=True)
class Removed:
    """How many answers of the case are not printed, by why."""

    identifiers: int  # they name or locate somebody
    texts: int  # written in somebody's own words
    rare: int  # fewer than five cases share them, or they are finer than what was widened
    withheld: int  # the form says that they stay in the office


def title(language: str) -> str:
    with using(language):
        return _("Anonymised case report")


def subtitle(number: str, month: str, language: str) -> str:
    """The number and the month of making, `2026-11`."""
    with using(language):
        return _("Report no. {number} · made in {month}").format(number=number, month=date_words(month))


def section_title(section: str, language: str) -> str:
    with using(language):
        return _(SECTIONS[section])


def head(removed: Removed, language: str, *, enough: bool) -> tuple[str, ...]:
    """What was removed and what remains possible, in whole sentences."""
    with using(language):
        return (
            _("Names, contacts, addresses, exact dates, notes, documents and the names of workers were removed."),
            *(sentence for count, sentence in _counted(removed) if count),
            _widened() if enough else _too_few(),
            _("In a small place the person may still be recognised."),
        )


def shapes(language: str) -> tuple[re.Pattern[str], ...]:
    """Every text that the functions above can make, with their figures left open."""
    plurals = range(1, 200)  # more than any language needs to show all its forms
    every = {sentence for number in plurals for sentence in head(Removed(*[number] * 4), language, enough=True)}
    fixed = {title(language), *head(Removed(0, 0, 0, 0), language, enough=False)}
    sections = {rf"(?:[1-9]\. )?{re.escape(section_title(section, language))}" for section in SECTIONS}
    with using(language):
        months = "|".join(
            date_words(f"2026-{month:02d}").replace("2026", "(?:20|21)[0-9]{2}") for month in range(1, 13)
        )
    heading = re.escape(subtitle("R-00000", "2026-01", language))
    with using(language):
        heading = heading.replace(re.escape("R-00000"), "R-[1-9][0-9]{4}")
        heading = heading.replace(re.escape(date_words("2026-01")), f"(?:{months})")
    texts = {re.sub("[0-9]+", "[0-9]{1,3}", re.escape(text)) for text in every} | {re.escape(text) for text in fixed}
    return tuple(re.compile(shape) for shape in sorted(texts | sections | {heading}))


def _counted(removed: Removed) -> tuple[tuple[int, str], ...]:
    names, texts, rare, withheld = removed.identifiers, removed.texts, removed.rare, removed.withheld
    return (
        (
            names,
            ngettext(
                "{n} answer that names or locates somebody is not printed.",
                "{n} answers that name or locate somebody are not printed.",
                names,
            ).format(n=names),
        ),
        (
            texts,
            ngettext(
                "{n} answer written in free words is not printed.",
                "{n} answers written in free words are not printed.",
                texts,
            ).format(n=texts),
        ),
        (
            rare,
            ngettext(
                "{n} answer that too few cases of the office share is not printed.",
                "{n} answers that too few cases of the office share are not printed.",
                rare,
            ).format(n=rare),
        ),
        (
            withheld,
            ngettext(
                "{n} answer that this form keeps in the office is not printed.",
                "{n} answers that these forms keep in the office are not printed.",
                withheld,
            ).format(n=withheld),
        ),
    )


def _widened() -> str:
    return _(
        "Age, place, date, sex, type of violence and relationship were widened until at least five cases of the office "
        "share them."
    )


def _too_few() -> str:
    return _("The office has fewer than five cases, so age, place, date, sex, type and relationship are not printed.")
