"""Leaflets for the person: which there are, in which languages, and the paper without a code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from desktop import paths
from desktop.i18n import _, pick, using
from desktop.pdf import leaflet as paper
from desktop.pdf.reading import page_count
from desktop.refusals import Refused
from desktop.services import library
from desktop.services.reports import Report

Text = Mapping[str, str]
LANGUAGES = ("ro", "ru", "uk", "en")
WANTED = ("rom", "gag")  # Romani and Gagauz: nobody has vouched for a text in them yet
FILE_NAME = "foaie.pdf"
MOST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Part:
    title: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Leaflet:
    id: str
    country: str  # empty: for both
    title: Text
    parts: tuple[Part, ...]
    source: str
    verified: bool


def leaflets(country: str = "") -> tuple[Leaflet, ...]:
    """The leaflets of a country in their order; without one, all of them."""
    return tuple(one for one in _every() if not country or one.country in ("", country))


@cache
def _every() -> tuple[Leaflet, ...]:
    newest: dict[str, tuple[int, int, Leaflet]] = {}
    for file in (paths.resources() / "leaflets").glob("*.v*.toml"):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        parts = tuple(Part(part["title"], tuple(part["lines"])) for part in told["part"])
        made = Leaflet(told["id"], told["country"], told["title"], parts, told["source"], told["verified"])
        if told["version"] > newest.get(made.id, (0,))[0]:
            newest[made.id] = (told["version"], told["order"], made)
    return tuple(made for _version, _order, made in sorted(newest.values(), key=lambda one: (one[1], one[2].id)))


def make(id: str, language: str, *, country: str, folded: bool = False) -> Report:
    """The paper, with the numbers of the country; `unknown-leaflet`, `leaflet-wanted` for a language without a text."""
    found = next((one for one in leaflets(country) if one.id == id), None)
    if found is None:
        raise Refused("unknown-leaflet")
    if language not in LANGUAGES:
        raise Refused("leaflet-wanted")
    data = paper.leaflet(_text(found, language, country), language, folded=folded)
    return Report(data, page_count(data), "blank", FILE_NAME, object=id)


def _text(found: Leaflet, language: str, country: str) -> paper.Text:
    with using(language):
        note = "" if found.verified else _("This text is a proposal; no expert has confirmed it yet.")
        return paper.Text(
            title=pick(found.title, language),
            parts=tuple(_part(part, language) for part in found.parts),
            numbers_title=_("Whom you can call, free of charge"),
            numbers=_numbers(language, country),
            note=note,
        )


def _part(part: Part, language: str) -> paper.Part:
    return paper.Part(pick(part.title, language), tuple(pick(line, language) for line in part.lines))


def _numbers(language: str, country: str) -> tuple[tuple[str, str], ...]:
    """The emergency number and the first lines of the country that a source vouches for."""
    lines = [one for one in library.shipped().hotlines if one.verified and one.country in ("", country)]
    first = [one for one in lines if one.emergency] + [one for one in lines if not one.emergency][:MOST_NUMBERS]
    return tuple((one.number, pick(one.name, language)) for one in first)
