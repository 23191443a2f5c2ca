"""One name, however it was written: the words of it, and how each reads in plain Latin letters."""

from __future__ import annotations

import re
import unicodedata

_JOINS = dict.fromkeys(map(ord, "'’‘`´ʼʹ′＇"))  # O'Brien is one word, and so is Мар'яна
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "і": "i",
    "й": "i", "к": "c", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "t", "ч": "c", "ш": "s", "щ": "sc", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu",
    "я": "ia", "є": "e", "ѓ": "g", "ї": "i", "ў": "u", "ђ": "d", "ј": "i", "љ": "l", "њ": "n", "ћ": "c", "џ": "g",
})  # fmt: skip
# One letter may stand for several of another alphabet or spelling: each way is tried with all of its letters.
_WAYS = tuple(
    str.maketrans(way)
    for way in (
        {"â": "a", "î": "i", "ё": "e"},
        {"â": "i", "î": "i", "ё": "io", "э": "a", "ы": "a", "г": "h"},
        {"â": "a", "î": "a", "ё": "e", "э": "a"},
    )
)
_SOUNDS = tuple(
    (re.compile(sound), letters)
    for sound, letters in (
        ("shch", "sc"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ph", "f"),
        ("th", "t"), ("t[sz]", "t"), ("ck", "c"), ("[kq]", "c"), ("w", "v"), ("x", "cs"), ("y", "i"), ("dj", "g"),
        (r"([a-z])\1+", r"\1"), ("ea", "ia"), (r"([cg])i(?=[ou])", r"\1"), (r"^([cg])i(?=a)", r"\1"), ("liu", "lu"),
        (r"([a-z])\1+", r"\1"),
    )
)  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a name: letters with their marks, without signs of typing and of direction."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold()).translate(_JOINS)
    found, word = [], ""
    for letter in folded:
        category = unicodedata.category(letter)
        if category == "Cf":
            continue  # marks of direction stand within a word and are none of its letters
        if letter.isalnum() or (word and category == "Mn"):
            word += letter
        elif word:
            found.append(word)
            word = ""
    return [*found, word] if word else found


def spellings(word: str) -> frozenset[str]:
    """How a word of `words` reads in plain Latin letters; more than one where an alphabet leaves it open."""
    found = {_plain(written) for written in {word.translate(way) for way in _WAYS}}  # most words have one way alone
    return frozenset(one for one in found if len(one) > 1 or (one and not one.isascii()))


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("й", "i"))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    latin = bare.translate(_CYRILLIC)
    for sound, letters in _SOUNDS:
        latin = sound.sub(letters, latin)
    return latin
