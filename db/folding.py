"""How words are made alike for the search: no case, no marks, both spellings of the Romanian middle vowel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST_WORD = 64
MOST_TYPED = 200
MOST_WORDS = 12
_ASCII = re.compile("[a-z0-9]+")
_PLAIN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The words to be indexed; one with â or î within also in its other spelling (Sârbu, Sîrbu, Sarbu)."""
    return " ".join(spelling for word in _words(text) for spelling in _spellings(word))


def fold_query(typed: str) -> list[str]:
    """The words to be looked for: marks are only taken off. Whatever was typed, words of letters and digits remain."""
    return [_bare(word) for word in _words(typed[:MOST_TYPED])][:MOST_WORDS]


def _words(text: str) -> Iterator[str]:
    """Runs of letters and digits, casefolded, composed, with the marks that belong to them."""
    if text.isascii():
        yield from (word[:LONGEST_WORD] for word in _ASCII.findall(text.lower()))
        return
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    if _EUROPEAN.fullmatch(folded):  # as nearly all texts are; no mark stands alone in them
        yield from (word[:LONGEST_WORD] for word in _PLAIN.findall(folded))
        return
    word = ""
    for letter in folded:
        if letter.isalnum() or (word and unicodedata.category(letter) == "Mn"):
            word += letter
        elif word:
            yield word[:LONGEST_WORD]
            word = ""
    if word:
        yield word[:LONGEST_WORD]


# Latin and Cyrillic letters of the first planes, signs of typing: here letters and figures are what \w says they are.
_EUROPEAN = re.compile("[\x00-\u02af\u0400-\u0482\u048a-\u052f\u2010-\u2027\u202f-\u205e\u20ac\u2116\n]*")


def bare_words(text: str) -> Iterator[str]:
    """The words of a text with their marks taken off, each in one spelling."""
    return (_bare(word) for word in _words(text))


def _spellings(word: str) -> list[str]:
    bare = _bare(word)
    if "â" not in word and "î" not in word:  # as in most, and soon told
        return [bare]
    # At the beginning of a word both orthographies write î; within, one writes â and the other î.
    head, tail = word[0], word[1:]
    return list(dict.fromkeys((bare, *(_bare(head + tail.replace("â", v).replace("î", v)) for v in "ai"))))


def _bare(word: str) -> str:
    """Letters without their marks: ș ş to s, ё to е, й to и, ї to і."""
    if word.isascii():
        return word
    return word.translate(_TABLE)


class _Table(dict[int, str]):
    """Each letter without its marks, worked out when it is first met."""

    def __missing__(self, letter: int) -> str:
        apart = unicodedata.normalize("NFD", chr(letter))
        self[letter] = "".join(part for part in apart if unicodedata.category(part) != "Mn")
        return self[letter]


_TABLE = _Table()
