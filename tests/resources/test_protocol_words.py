"""The words of the protocols: four languages, the right institutions, nothing that hurts her or judges another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.resources.protocol_table import KINDS

Table = dict[str, Any]
Raw = dict[str, Table]

# Names that stand in their own letters in every language.
NAMES = re.compile("VENUS|LIVES|DGASPC|SPAS|STAS|AJOFM|INML|SJML|VD-I")
LATIN, CYRILLIC = re.compile("[A-Za-zĂÂÎȘȚăâîșț]{4,}"), re.compile("[А-Яа-яІіЇїЄєҐґЁё]")
FOREIGN = {"ru": re.compile("[іїєґІЇЄҐ]"), "uk": re.compile("[ыэъёЫЭЪЁ]")}


@pytest.fixture(scope="module")
def protocols(raw: Raw) -> Raw:
    return {table["id"]: table for name, table in raw.items() if name.startswith("protocols/")}


@pytest.fixture(params=sorted(KINDS))
def protocol(request: pytest.FixtureRequest, protocols: Raw) -> Table:
    return protocols[request.param]


def steps(protocol: Table) -> dict[str, Table]:
    return {step["id"]: step for step in protocol["step"]}


def said(protocol: Table) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a protocol with the place where it stands."""
    yield protocol["id"], protocol["title"]
    for group in protocol["group"]:
        yield f"{protocol['id']}/{group['id']}", group["label"]
    for step in protocol["step"]:
        place = f"{protocol['id']}/{step['id']}"
        yield from ((place, step[key]) for key in ("title", "help"))
        yield from ((place, clock["label"]) for clock in step.get("clock", []) if "label" in clock)


def test_every_text_is_there_in_four_languages(protocol: Table) -> None:
    for place, text in said(protocol):
        assert set(text) == {"ro", "en", "ru", "uk"}, place
        assert all(words.strip() for words in text.values()), place


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_russian_and_ukrainian_are_written_in_their_own_letters(protocol: Table, language: str) -> None:
    for place, text in said(protocol):
        words = NAMES.sub("", text[language])
        assert not LATIN.search(words), (place, words)
        assert not FOREIGN[language].search(words), (place, words)
        assert CYRILLIC.search(words) or not words.strip(), place
        assert text["ru"] != text["uk"] or text["uk"].count(" ") < 3, place


def test_help_is_short_enough_to_be_read_at_night(protocol: Table) -> None:
    for step in protocol["step"]:
        assert all(40 < len(words) < 480 for words in step["help"].values()), step["id"]
        assert all(words.endswith((".", "”", "»")) for words in step["help"].values()), step["id"]


def test_the_help_says_the_same_in_every_language(protocol: Table) -> None:
    """Figures and spoken sentences are neither lost nor added in a translation."""
    for step in protocol["step"]:
        figures = {language: sorted(re.findall(r"\d+", words)) for language, words in step["help"].items()}
        assert len({tuple(found) for found in figures.values()}) == 1, (step["id"], figures)
        spoken = {words.count(mark) for mark, words in zip("„“««", step["help"].values(), strict=True)}
        assert len(spoken) == 1, step["id"]


def test_nobody_is_told_to_make_her_give_the_account_again(protocol: Table) -> None:
    asking = re.compile(
        r"(?<!nu )(?<!să nu )\b(cereți-i să (povestească|relateze)|puneți-o să|întrebați-o ce s-a)", re.IGNORECASE
    )
    for place, text in said(protocol):
        assert not asking.search(text["ro"]), place
        assert not re.search(r"(?<!not )make her tell|ask her what happened", text["en"]), place


def test_no_word_doubts_her_or_blames_her(protocol: Table) -> None:
    hurting = {
        "ro": r"pretins|presupus|pacient|provocat|de ce nu a|de ce ați|cazul dumneaei|recunoaște|mărturis",
        "en": r"alleged victim|claims|provok|why did you|why didn|patient\b|admit that",
        "ru": r"якобы|предполагаем(ая|ую) (жертв|пострадавш)|спровоцир|почему вы не|сама виновата|призна(лась|ётся)",
        "uk": r"нібито|ймовірн(а|у) (жертв|постраждал)|спровок|чому ви не|сама винна|зізна",
    }
    for place, text in said(protocol):
        assert not any(re.search(words, text[language], re.IGNORECASE) for language, words in hurting.items()), place


def test_russian_and_ukrainian_speak_of_the_accused_person_as_the_romanian_does(protocol: Table) -> None:
    """Nobody is judged before a court: neither an aggressor nor an offender, but the person so named."""
    for place, text in said(protocol):
        assert not re.search(
            r"(?<!указанное как )(?<!указанного как )(?<!указанным как )(?<!указанному как )\bагрессор", text["ru"]
        ), place
        assert not re.search(
            r"(?<!вказана як )(?<!вказаною як )(?<!вказану як )(?<!вказаної як )(?<!вказаній як )кривдник", text["uk"]
        ), place
        assert "aggressor" not in text["en"].replace("alleged aggressor", ""), place


def test_each_country_has_its_own_institutions_and_measures(protocol: Table) -> None:
    moldovan = re.compile(r"tutelar|garantată de stat|îndreptare|\bORU\b|[Oo]rdonanț|restricție|\bSTAS\b|Ungheni|SIR\b")
    romanian = re.compile(r"DGASPC|\bSPAS\b|\bOPP\b|\bbarou|SJML|INML|provizoriu|217/2003|232/2025|26/2024|AJOFM|VD-I")
    foreign = romanian if protocol["country"] == "MD" else moldovan
    for place, text in said(protocol):
        assert not foreign.search(text["ro"]), (place, text["ro"])


def test_care_depends_on_no_complaint(protocols: Raw) -> None:
    for id, step in (("sv_md", "9"), ("sv_ro", "9"), ("vd_md", "14"), ("vd_ro", "14"), ("vd_md", "15")):
        help = steps(protocols[id])[step]["help"]
        assert "Îngrijirea nu depinde de plângere." in help["ro"]
        assert "Care does not depend on a complaint." in help["en"]
        assert "Помощь не зависит от заявления." in help["ru"]
        assert "Допомога не залежить від заяви." in help["uk"]
