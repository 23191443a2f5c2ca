"""The words of the definitions: both languages everywhere, Romanian letters and quotes, nothing that hurts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

Texts = list[tuple[str, dict[str, str]]]

CEDILLA = re.compile("[şţŞŢ]")
ENGLISH = re.compile(r"\b(the|and|of|with|is|not|for|her|she|by|which|this|that)\b")
ROMANIAN = re.compile(r"\b(și|sau|este|nu|cu|din|pentru|de|ea|această|persoana|victima)\b|[ăîșțĂÎȘȚ]")
# Names of places and organisations stand in their own letters in every language.
NAMES = re.compile("Interacțiune|Călărași|Fălești|Telenești|Sîngerei")


def test_every_text_has_romanian_and_english(texts: Texts) -> None:
    assert len(texts) > 900
    assert [place for place, text in texts if not (text.get("ro", "").strip() and text.get("en", "").strip())] == []


def test_no_cedilla_anywhere(root: Path) -> None:
    files = [file for file in root.rglob("*") if file.suffix in {".toml", ".md"}]
    assert len(files) > 80
    # Only the invented person who is written in two ways, so that one can see her found again.
    pair = '["Țiparu", "Ștefania", "Ţiparu", "Ştefania"],'
    assert [file.name for file in files if CEDILLA.search(file.read_text("utf-8").replace(pair, ""))] == []


@pytest.mark.parametrize("font", ["NotoSans-Regular", "NotoSans-SemiBold", "NotoSans-Bold", "NotoSans-Italic"])
def test_every_letter_can_be_printed(root: Path, texts: Texts, font: str) -> None:
    """An arrow or a tick that the fonts lack would be an empty box on paper."""
    known = TTFont(font, str(root / "fonts" / f"{font}.ttf")).face.charToGlyph
    letters = {letter for _place, text in texts for words in text.values() for letter in words}
    assert sorted(letter for letter in letters if ord(letter) not in known) == []


def test_texts_are_composed_and_have_no_stray_spaces(root: Path, texts: Texts) -> None:
    """A letter with a separate comma under it is another word for search and for sorting."""
    import unicodedata

    for place, text in texts:
        for words in text.values():
            assert unicodedata.normalize("NFC", words) == words, place
            assert words == words.strip(), place
            assert "  " not in words, place
            assert "\n" not in words, place


def test_romanian_quotes(texts: Texts) -> None:
    wrong = [place for place, text in texts if re.search("[\"“'‘«»]", text["ro"])]
    assert wrong == []
    unpaired = [place for place, text in texts if text["ro"].count("„") != text["ro"].count("”")]
    assert unpaired == []


def test_english_quotes(texts: Texts) -> None:
    wrong = [place for place, text in texts if re.search('["„«»]', NAMES.sub("", text["en"]))]
    assert wrong == []


def test_no_exclamation_marks(texts: Texts) -> None:
    assert [place for place, text in texts if any("!" in words for words in text.values())] == []


def test_no_english_in_the_romanian(texts: Texts) -> None:
    assert [(place, text["ro"]) for place, text in texts if ENGLISH.search(text["ro"])] == []


def test_no_romanian_in_the_english(texts: Texts) -> None:
    wrong = [
        (place, text["en"])
        for place, text in texts
        if ROMANIAN.search(NAMES.sub("", text["en"])) and not place.startswith(("lists/places", "lists/countries"))
    ]
    assert wrong == []


def test_longer_texts_are_translated_and_not_copied(texts: Texts) -> None:
    assert [place for place, text in texts if len(text["ro"].split()) > 3 and text["ro"] == text["en"]] == []


def test_the_victim_is_never_doubted_and_the_other_person_never_judged(texts: Texts) -> None:
    doubt = re.compile(r"pretins|presupus[aă] victim|alleged victim|claims to be", re.IGNORECASE)
    assert [place for place, text in texts if any(doubt.search(words) for words in text.values())] == []
    # „agresor” stands only in „indicată ca agresor”, in the plural of a circumstance, and in the programme's name.
    allowed = re.compile(r"indicat[eăa]* ca agresor|Programul pentru agresori|mai mulți agresori")
    judged = [
        (p, t["ro"]) for p, t in texts if "agresor" in allowed.sub("", t["ro"]).replace("nu agresorul", "").lower()
    ]
    assert judged == []


def test_people_are_addressed_formally(texts: Texts) -> None:
    familiar = re.compile(r"\b(alege|scrie|sună|întreabă|apasă|trimite|spune-i|tu|tău|ta)\b", re.IGNORECASE)
    helps = [(p, t["ro"]) for p, t in texts if p.endswith((":help", ":why")) and re.match(familiar, t["ro"])]
    assert helps == []
