"""Passphrases: how strong one is and why it is weak, words to make one of, and what a keyboard may change in it."""

from __future__ import annotations

import math
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from desktop import paths
from desktop.i18n import _
from desktop.refusals import Refused

SHORTEST = 14
WORDS = 5
ENOUGH = 12  # guesses as a power of ten; each costs whoever guesses a second of a computer
LANGUAGES = ("ro", "ru")
_JUDGED = 72  # letters; what comes after them can only make it stronger
_RANK = 2048  # of a word in our lists: whoever guesses has to try them all

Reason = Literal["empty", "short", "personal", "repeats", "keyboard", "date", "common"]
Hint = Literal["mixed", "cyrillic", "cedilla", "marks"]

_draw = secrets.SystemRandom().sample

REASONS: tuple[Reason, ...] = ("empty", "short", "personal", "repeats", "keyboard", "date", "common")
_OF_PATTERN: dict[str, Reason] = {"repeat": "repeats", "sequence": "keyboard", "spatial": "keyboard", "date": "date"}


@dataclass(frozen=True, slots=True)
class Strength:
    """What a passphrase is worth: `share` of what is enough, up to 1, and why it is not, if it is not."""

    share: float
    reason: Reason | None

    @property
    def is_enough(self) -> bool:
        return self.reason is None


def check(passphrase: str, about: Iterable[str] = ()) -> None:
    """Refuse `weak-passphrase`; `about` are the names that belong to it, which anybody guesses first."""
    reason = strength(passphrase, about).reason
    if reason is not None:
        raise Refused("weak-passphrase", reason=reason)


def strength(passphrase: str, about: Iterable[str] = ()) -> Strength:
    """At least fourteen characters or five words, and hard to guess; no rules of composition."""
    if not passphrase.strip():
        return Strength(0.0, "empty")
    guesses, weakest = _guess(passphrase, tuple(about))
    share = min(1.0, guesses / ENOUGH)
    if len(passphrase) < SHORTEST and len(passphrase.split()) < WORDS:
        return Strength(min(share, len(passphrase) / (SHORTEST + 1)), "short")
    return Strength(share, None if guesses >= ENOUGH else weakest)


def reason_words(reason: Reason) -> str:
    """What is wrong with a passphrase, and what to do."""
    return {
        "empty": _("Five words are easy to remember and hard to guess."),
        "short": _("It is too short. Five words or at least 14 characters are needed."),
        "personal": _(
            "It is made of your name or of the office's code, which anybody tries first. Choose other words."
        ),
        "repeats": _("It repeats the same letters or words. Choose words that differ."),
        "keyboard": _("It follows the keys or the alphabet. Choose words instead."),
        "date": _("It is made of a date. Choose words instead."),
        "common": _("It is made of words that are guessed first. Add words that have nothing to do with each other."),
    }[reason]


def suggest(language: str, words: int = WORDS, draw: Callable[[Sequence[str], int], list[str]] = _draw) -> str:
    """Words that have nothing to do with each other, out of the list of this language; Romanian for any other."""
    return " ".join(draw(_words(language if language in LANGUAGES else LANGUAGES[0]), words))


def layout_hint(typed: str) -> Hint | None:
    """What another keyboard, or the same one switched over, would type otherwise."""
    letters = {unicodedata.name(letter, "").partition(" ")[0] for letter in typed if letter.isalpha()}
    if {"LATIN", "CYRILLIC"} <= letters:
        return "mixed"
    if "CYRILLIC" in letters:
        return "cyrillic"
    plain = unicodedata.normalize("NFC", typed).lower()
    if set("şţ") & set(plain):
        return "cedilla"
    return None if plain.isascii() else "marks"


def hint_words(hint: Hint) -> str:
    """The same for the person at the keyboard."""
    return {
        "mixed": _("Latin and Cyrillic letters stand beside each other. Check which keyboard is on."),
        "cyrillic": _("These are Cyrillic letters: the Russian keyboard is on."),
        "cedilla": _("There is an ş or ţ with a cedilla. Other keyboards type ș and ț with a comma, which do not fit."),
        "marks": _("There are letters with marks. Not every keyboard has them; plain letters are safer."),
    }[hint]


# --- how hard it is to guess ------------------------------------------------------------------------------------------


def _guess(passphrase: str, about: tuple[str, ...]) -> tuple[float, Reason]:
    """Guesses that it takes, as a power of ten, and what helps most with them."""
    from zxcvbn import matching, scoring  # its lists of words take a moment, which only this should cost

    plain = _plain(passphrase)[:_JUDGED]
    own = {part for words in about for part in (_plain(words), *_plain(words).split()) if len(part) > 2}
    known = {**matching.RANKED_DICTIONARIES, **_dictionary(), "about": dict.fromkeys(own, 1)}
    found: dict[str, Any] = scoring.most_guessable_match_sequence(plain, matching.omnimatch(plain, known))
    return math.log10(max(1, found["guesses"])), _weakest(found["sequence"])


def _weakest(sequence: Iterable[dict[str, Any]]) -> Reason:
    """The longest part that follows a pattern."""
    parts = [part for part in sequence if part["pattern"] != "bruteforce"]
    if any(part.get("dictionary_name") == "about" for part in parts):
        return "personal"
    longest = max(parts, key=lambda part: len(part["token"]), default={"pattern": ""})
    return _OF_PATTERN.get(longest["pattern"], "common")


def _plain(text: str) -> str:
    """Small letters without marks: whoever guesses tries both."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, dict[str, int]]:
    return {language: dict.fromkeys(map(_plain, _words(language)), _RANK) for language in LANGUAGES}


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> tuple[str, ...]:
    return tuple((paths.resources() / "words" / f"{language}.txt").read_text("utf-8").split())
