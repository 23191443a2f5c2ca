"""Nothing shown to people is left in English by accident: each language that may be chosen is complete and clean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from desktop import i18n, paths

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
TRANSLATED = tuple(code for code in i18n.COMPLETE if code != i18n.SOURCE)
ONE_ALONE = ("ro",)  # the first plural form is for the figure one alone; in Russian it also says 21, 31, 101
CEDILLA = re.compile("[şţŞŢ]")
TWO_ALPHABETS = re.compile(r"[A-Za-zĂÂÎȘȚăâîșț][А-Яа-яЁёІіЇїЄєҐґ]|[А-Яа-яЁёІіЇїЄєҐґ][A-Za-zĂÂÎȘȚăâîșț]")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")

Key = tuple[str | None, str]


def in_the_source(folder: Path) -> dict[Key, str]:
    """Every text marked for translation, and where it stands."""
    found: dict[Key, str] = {}
    for file, line, message, _comments, context in extract_from_dir(
        folder, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        text = message if isinstance(message, str) else message[0]
        found.setdefault((context, text), f"{file}:{line}")
    return found


def faults(message: Message, language: str = "ro") -> Iterator[str]:
    """What is wrong with one translation; each fault is a word a translator understands."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    told = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if message.fuzzy:
        yield "fuzzy"
    if not told or not all(told):
        yield "empty"
        return
    if len(ids) == 2 and len(told) != 3:
        yield "three plural forms are needed"
    if any(CEDILLA.search(text) for text in told):
        yield "ş or ţ with a cedilla"
    if any("!" in text for text in told) and not any("!" in text for text in ids):
        yield "an exclamation mark"
    if any(TWO_ALPHABETS.search(PLACEHOLDER.sub("", text)) for text in told):
        yield "a word of two alphabets"
    wanted = placeholders(ids[-1])
    # "one case" needs no figure, and so may do without it where that form says nothing but one.
    alone = len(ids) == 2 and language in ONE_ALONE
    if any(placeholders(text) != wanted and not (alone and text is told[0]) for text in told):
        yield "placeholders differ"


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def messages(language: str) -> Iterator[tuple[str, Message]]:
    for file in sorted((paths.resources() / "locale" / language).glob("*.po")):
        with file.open("rb") as stream:
            yield from ((file.name, message) for message in read_po(stream, locale=language) if message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_program_has_its_translation(language):
    known = i18n.catalogue(paths.resources() / "locale" / language, language)
    source = in_the_source(ROOT / "desktop")
    assert len(source) > 50
    missing = [f"{place}: {text}" for (context, text), place in source.items() if known.get(text, context) is None]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_clean(language):
    found = [
        f"{file}: {fault}: {message.id}" for file, message in messages(language) for fault in faults(message, language)
    ]
    assert found == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_translated_in_two_ways(language):
    seen: dict[Key, tuple[str, object]] = {}
    doubled = []
    for file, message in messages(language):
        key = (message.context, message.id if isinstance(message.id, str) else message.id[0])
        first, string = seen.setdefault(key, (file, message.string))
        if string != message.string:
            doubled.append(f"{first}, {file}: {key[1]}")
    assert doubled == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over_from_a_text_that_is_gone(language):
    source = {text for _context, text in in_the_source(ROOT / "desktop")}
    ids = ((file, message.id if isinstance(message.id, str) else message.id[0]) for file, message in messages(language))
    assert [f"{file}: {text}" for file, text in ids if text not in source] == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Save", "Salvează", flags=["fuzzy"]), "fuzzy"),
        (Message("Save", ""), "empty"),
        (Message("Search", "Căutaţi"), "ş or ţ with a cedilla"),
        (Message("Saved.", "Salvat!"), "an exclamation mark"),
        (Message("Saved at {time}", "Salvat la {ora}"), "placeholders differ"),
        (Message("Save", "Coхранить"), "a word of two alphabets"),
        (Message(("{n} case", "{n} cases"), ("un caz", "{n} cazuri")), "three plural forms are needed"),
        (Message(("{n} case", "{n} cases"), ("un caz", "{n} cazuri", "de cazuri")), "placeholders differ"),
    ],
)
def test_a_faulty_translation_is_found(message, fault):
    assert list(faults(message)) == [fault]


def test_a_first_plural_form_without_its_figure_is_a_fault_where_it_also_says_twenty_one():
    message = Message(("One value", "{n} values"), ("Одно значение", "{n} значения", "{n} значений"))
    assert list(faults(message, "ru")) == ["placeholders differ"]
    assert list(faults(message, "ro")) == []


def test_a_good_translation_has_no_fault():
    assert list(faults(Message(("{n} case", "{n} cases"), ("un caz", "{n} cazuri", "{n} de cazuri")))) == []


def test_texts_are_found_in_the_source_with_their_context(tmp_path):
    (tmp_path / "a.py").write_text(
        '_("Save")\nN_("Print")\npgettext("state", "Open")\nngettext("one", "more", n)\n', "utf-8"
    )
    assert set(in_the_source(tmp_path)) == {(None, "Save"), (None, "Print"), ("state", "Open"), (None, "one")}
