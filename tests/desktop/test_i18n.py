"""Words, dates and numbers in the reader's language."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import i18n, paths
from desktop.i18n import date_words, datetime_words, duration_words, number_words

HEADER = """msgid ""
msgstr ""
"Language: ro\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=n==1 ? 0 : (n==0 || (n%100>=1 && n%100<=19)) ? 1 : 2;\\n"
"""
CASES = """msgid "{n} case"
msgid_plural "{n} cases"
msgstr[0] "{n} caz"
msgstr[1] "{n} cazuri"
msgstr[2] "{n} de cazuri"
"""


def folder_of(tmp_path: Path, **areas: str) -> Path:
    folder = tmp_path / "ro"
    folder.mkdir(parents=True)
    for area, entries in areas.items():
        (folder / f"{area}.po").write_text(f"{HEADER}\n{entries}", encoding="utf-8")
    return folder


def test_the_language_is_romanian_until_another_is_chosen():
    assert i18n.language() == "ro"
    i18n.set_language("en")
    assert i18n.language() == "en"


def test_an_unknown_language_is_not_taken():
    with pytest.raises(ValueError, match="unknown language"):
        i18n.set_language("xx")
    assert i18n.language() == "ro"


def test_another_language_for_a_while_leaves_the_window_as_it_was():
    with i18n.using("en"):
        assert i18n.language() == "en"
        with i18n.using(None):
            assert i18n.language() == "en"
    assert i18n.language() == "ro"


def test_another_language_for_a_while_is_of_one_thread_alone():
    with i18n.using("en"), ThreadPoolExecutor(1) as other:
        assert other.submit(i18n.language).result() == "ro"


def test_text_of_a_definition_falls_back_to_romanian_and_never_to_nothing():
    text = {"ro": "Sesizare", "en": "Report", "uk": ""}
    assert i18n.pick(text) == "Sesizare"
    assert i18n.pick(text, "en") == "Report"
    assert i18n.pick(text, "ru") == "Sesizare"
    assert i18n.pick(text, "uk") == "Sesizare"


def test_an_empty_text_stays_empty_and_is_not_the_header_of_the_catalogue():
    assert i18n._("") == ""


def test_the_areas_of_a_language_are_one_catalogue(tmp_path):
    words = i18n.translations(folder_of(tmp_path, a='msgid "Save"\nmsgstr "Salvează"\n', b=CASES), "ro")
    assert words.gettext("Save") == "Salvează"
    assert [words.ngettext("{n} case", "{n} cases", n).format(n=n) for n in (1, 2, 19, 20, 101, 120, 0)] == [
        "1 caz",
        "2 cazuri",
        "19 cazuri",
        "20 de cazuri",
        "101 cazuri",
        "120 de cazuri",
        "0 cazuri",
    ]


def test_an_empty_or_doubtful_translation_does_not_hide_a_good_one(tmp_path):
    folder = folder_of(
        tmp_path,
        a='msgid "Save"\nmsgstr ""\n\n#, fuzzy\nmsgid "Print"\nmsgstr "Imprimă?"\n',
        b='msgid "Save"\nmsgstr "Salvează"\n\nmsgid "Print"\nmsgstr "Tipărește"\n',
    )
    words = i18n.translations(folder, "ro")
    assert (words.gettext("Save"), words.gettext("Print")) == ("Salvează", "Tipărește")


def test_the_same_english_in_two_contexts_is_two_words(tmp_path):
    entries = 'msgctxt "button"\nmsgid "Open"\nmsgstr "Deschide"\n\nmsgctxt "state"\nmsgid "Open"\nmsgstr "Deschis"\n'
    words = i18n.translations(folder_of(tmp_path, a=entries), "ro")
    assert words.pgettext("button", "Open") == "Deschide"
    assert words.pgettext("state", "Open") == "Deschis"


def test_a_compiled_catalogue_older_than_its_source_is_passed_over(tmp_path):
    """A translator corrects a word and starts the program: she must see the correction."""
    folder = folder_of(tmp_path, a='msgid "Save"\nmsgstr "Salveaza"\n')
    (compiled,) = i18n.compile_catalogues(tmp_path)
    assert i18n.translations(folder, "ro").gettext("Save") == "Salveaza"
    source = folder / "a.po"
    source.write_text(source.read_text(encoding="utf-8").replace("Salveaza", "Salvează"), encoding="utf-8")
    later = compiled.stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))
    assert i18n.translations(folder, "ro").gettext("Save") == "Salvează"


def test_a_compiled_catalogue_is_enough_alone(tmp_path):
    folder = folder_of(tmp_path, a='msgid "Save"\nmsgstr "Salvează"\n')
    i18n.compile_catalogues(tmp_path)
    (folder / "a.po").unlink()
    assert i18n.translations(folder, "ro").gettext("Save") == "Salvează"


def test_a_text_that_a_language_lacks_is_said_in_romanian_before_english(tmp_path, monkeypatch):
    folder_of(tmp_path / "locale", a='msgid "Save"\nmsgstr "Salvează"\n')
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    i18n._words.cache_clear()
    try:
        with i18n.using("uk"):
            assert i18n._("Save") == "Salvează"
    finally:
        i18n._words.cache_clear()


@pytest.mark.parametrize(
    ("value", "short", "long"),
    [
        (date(2026, 3, 5), "05.03.2026", "5 martie 2026"),
        ("2026-03-05", "05.03.2026", "5 martie 2026"),
        ("2026-03", "martie 2026", "martie 2026"),
        ("2026", "2026", "2026"),
    ],
)
def test_dates_say_what_is_known_and_no_more(value, short, long):
    assert date_words(value) == short
    assert date_words(value, long=True) == long


def test_a_weekday_and_the_hours_of_a_day():
    assert date_words(date(2026, 3, 5), weekday=True) == "joi, 5 martie 2026"
    assert datetime_words(datetime.fromisoformat("2026-11-24T09:05:00+02:00")) == "24.11.2026, 09:05"
    assert datetime_words("2026-11-24T21:50:00+02:00") == "24.11.2026, 21:50"
    assert datetime_words("2026-11") == "noiembrie 2026"
    assert i18n.time_words(time(14, 30)) == "14:30"


def test_english_dates_are_written_as_the_office_writes_them():
    i18n.set_language("en")
    assert date_words(date(2026, 3, 5)) == "05.03.2026"
    assert date_words(date(2026, 3, 5), weekday=True) == "Thursday, 5 March 2026"


@pytest.mark.parametrize("text", ["", "24.11.2026", "2026-13", "2026-02-30", "26", "2026-1-1", "azi"])
def test_what_is_not_a_date_is_not_shown_as_one(text):
    with pytest.raises(ValueError, match=r"."):
        date_words(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_short_date_reads_back_as_the_same_day(day):
    assert datetime.strptime(date_words(day), "%d.%m.%Y").date() == day  # noqa: DTZ007 - a day has no zone


def test_numbers():
    assert number_words(1234.5) == "1.234,5"
    assert number_words(Decimal("12.50")) == "12,5"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=20), "20 de ore"),
        (timedelta(hours=3, minutes=20, seconds=59), "3 ore și 20 de minute"),
        (timedelta(days=1, hours=7, minutes=59), "1 zi și 7 ore"),
        (timedelta(days=-2), "2 zile"),
        (timedelta(seconds=59), "0 minute"),
    ],
)
def test_a_length_of_time_in_its_two_largest_units(length, words):
    assert duration_words(length) == words
