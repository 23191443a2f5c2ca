"""Words that a person takes for the same are found as the same, and nothing typed can break the search."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db import records, search
from db.errors import VaultRefused
from db.folding import LONGEST_WORD, MOST_WORDS, fold, fold_query
from db.search import Hit
from db.vault import Vault
from tests.db.make import NOW, record

SAME = [
    ("Sârbu", ["Sârbu", "Sarbu", "Sîrbu", "SÂRBU", "sirbu", "sârb"]),
    ("Sîrbu", ["Sârbu", "Sarbu", "Sîrbu"]),
    ("Țăruș", ["Țăruș", "Ţăruş", "Tarus", "ȚĂRUȘ"]),
    ("Ştefan", ["Ștefan", "stefan"]),
    ("Алёна", ["Алена", "Алёна", "АЛЁНА"]),
    ("Андрей", ["Андреи", "андрей"]),
    ("Київ", ["Київ", "Киів"]),
    ("întâmplări", ["intamplari", "intimplari", "întâmplări"]),
    ("Ana-Maria", ["ana maria", "maria ana", "ana-mar", "Ana‑Maria"]),
    ("+373 69 123-456", ["69 123", "123456"[:3]]),
]


@pytest.mark.parametrize(("stored", "typed"), [(stored, typed) for stored, all_ in SAME for typed in all_])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_spellings_of_one_word_find_each_other(
    vault: Vault, stored: str, typed: str, form: Literal["NFC", "NFD"]
) -> None:
    saved = record()
    with vault.write(NOW) as conn:
        records.put(conn, saved)
        search.put(conn, saved.id, None, unicodedata.normalize(form, stored))
    for way in (unicodedata.normalize("NFC", typed), unicodedata.normalize("NFD", typed)):
        assert search.find(vault.conn, way, 5) == [Hit(saved.id, None)]


def test_folding_writes_both_spellings_of_the_middle_vowel_and_of_no_other() -> None:
    assert fold("Sârbu") == "sarbu sirbu"
    assert fold("Sîrbu") == "sirbu sarbu"
    assert fold("în oraș") == "in oras"
    assert fold("sângerî") == "sangeri sangera singeri"
    assert fold_query("Sârbu") == ["sarbu"]


@given(st.text())
@example("\ud800 x")
@example("a\0b")
def test_whatever_is_stored_becomes_plain_words(text: str) -> None:
    for word in fold(text).split(" "):
        assert word == "" or word.isalnum()


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_folded_the_same_alone_and_beside_others(text: str) -> None:
    assert fold(text + " ș") == (fold(text) + " s").strip()


@given(st.text(max_size=60))
def test_every_word_of_a_text_is_found_by_typing_it(text: str) -> None:
    indexed = set(fold(text).split())
    assert set(fold_query(text)) <= indexed


def test_a_text_without_end_costs_no_more_than_a_line() -> None:
    assert fold_query("a " * 5000) == ["a"] * MOST_WORDS
    assert fold_query("b" * 10_000) == ["b" * LONGEST_WORD]


HOSTILE = [
    '"', '"" OR ""', "*", "a*", "NEAR(a b)", "a NEAR b", "a AND", "OR", "NOT a", "-a", "^a", "words:a", "{a b}: c", "(",
    ")", "a\0b", "\ud83d", "'; DROP TABLE record; --", "%", "\\", "😀", "x" * 10_000, '" ' * 5000, "a + b", "\u202eabc",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_can_break_the_search(vault: Vault, typed: str) -> None:
    assert search.find(vault.conn, typed, 5) == []


@settings(max_examples=200)
@given(typed=st.text(st.characters(), max_size=40))
def test_the_query_language_is_never_reached(typed: str) -> None:
    words = fold_query(typed)
    query = search._match(words) if words else '"x" *'
    around = re.sub(r'"\w+"', "w", query)
    assert re.fullmatch(r"(w|\(|\)| AND | OR | \*)+", around), query


def test_all_words_must_be_there_and_the_last_one_may_be_begun(vault: Vault) -> None:
    one, two = record(), record(case="c" * 32)
    with vault.write(NOW) as conn:
        for saved, text in ((one, "Ana Țurcanu Ungheni"), (two, "Ana Rusu")):
            records.put(conn, saved)
            search.put(conn, saved.id, saved.case, text)
    assert search.find(vault.conn, "ana", 5) == [Hit(two.id, "c" * 32), Hit(one.id, None)]
    assert search.find(vault.conn, "ana", 1) == [Hit(two.id, "c" * 32)]
    assert search.find(vault.conn, "ana tur", 5) == [Hit(one.id, None)]
    assert search.find(vault.conn, "an turcanu", 5) == []
    assert search.find(vault.conn, "  ", 5) == []


def test_words_follow_the_record(vault: Vault) -> None:
    saved = record()
    with vault.write(NOW) as conn:
        records.put(conn, saved)
        search.put(conn, saved.id, None, "before")
        search.put(conn, saved.id, None, "before")
        search.put(conn, saved.id, None, "after")
        assert search.find(conn, "before", 5) == []
        search.put(conn, saved.id, "c", "after")
        assert search.find(conn, "after", 5) == [Hit(saved.id, "c")]
        search.put(conn, saved.id, "c", "")
        assert search.find(conn, "after", 5) == []
        search.put(conn, saved.id, "c", "again")
        search.remove(conn, saved.id)
        assert search.find(conn, "again", 5) == []
        search.put(conn, saved.id, "c", "")
        with pytest.raises(VaultRefused, match="no-such-record"):
            search.put(conn, "f" * 32, None, "nobody")


def test_a_removed_word_is_gone_from_the_pages_of_the_index(vault: Vault) -> None:
    """secure-delete: else the terms of an erased record stay in the index until chance merges them away."""
    kept, gone = record(), record()
    with vault.write(NOW) as conn:
        for saved, text in ((kept, "kept words"), (gone, "qqcanary")):
            records.put(conn, saved)
            search.put(conn, saved.id, None, text)
    with vault.write(NOW) as conn:
        search.remove(conn, gone.id)
    blocks = b"".join(row[0] for row in vault.conn.execute("SELECT block FROM search_data"))
    assert b"ept" in blocks
    assert b"qqcan" not in blocks
    assert b"canary" not in blocks
