"""The embedded faces: registered once, measured, wrapped, and cut to the letters that a page needs."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desktop import paths
from desktop.pdf.style import FACES

# The same letters in the same order in every file, so that the letters of a font never tell what was left out.
LATIN: Final = "ăâîșțĂÂÎȘȚ„”«»–—·…•’éöüőűáíóúÉÖÜ°§№×±½©"
CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёЁіїєґІЇЄҐ"
_KNOWN: Final = frozenset(LATIN + "".join(map(chr, range(32, 127))))
UNKNOWN: Final = "\ufffd"

# reportlab keeps the reading position inside a face, and one font cannot serve two documents at the same time.
PRESS: Final = threading.RLock()

_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_AS_ONE_FINDS_ON_PAPER = str.maketrans(
    {"≥": ">=", "≤": "<=", "→": "–", "−": "–", "ş": "ș", "ţ": "ț", "Ş": "Ș", "Ţ": "Ț", "\u200b": "", "\u00ad": ""}
)


@cache
def face(name: str) -> TTFont:
    """One of the bundled faces, registered with reportlab; its cut programs are kept."""
    with PRESS:
        file = paths.resources() / "fonts" / f"NotoSans-{name}.ttf"
        pdfmetrics.registerFont(TTFont(registered(name), str(file), asciiReadable=True, shapable=False))
        font = pdfmetrics.getFont(registered(name))  # reportlab keeps one font a face: perhaps not the one just made
        font.face.makeSubset = _kept(font.face.makeSubset)
        return font


def registered(name: str) -> str:
    return f"Ancora{name}"


def alphabet(language: str) -> str:
    return LATIN + CYRILLIC if language in ("ru", "uk") else LATIN


def settle(document: Any, language: str) -> None:
    """Give the usual letters their places in a fresh document, the same in each file of a language."""
    for name in FACES:
        face(name).splitString(alphabet(language), document)


def program(name: str, letters: Sequence[int]) -> bytes:
    """The font program that draws exactly these letters under the codes 0, 1, 2 ..."""
    with PRESS:
        cut: bytes = face(name).face.makeSubset(letters)
        return cut


def width(text: str, name: str, size: float) -> float:
    return sum(map(_widths(name).__getitem__, text)) * size / 1000


def plain(text: str) -> str:
    """Typed text as it may stand on paper: composed letters, no control characters, nothing that turns the line."""
    if text.isprintable() and "  " not in text and text == text.strip() and _KNOWN.issuperset(text):
        return text
    composed = unicodedata.normalize("NFC", text).translate(_AS_ONE_FINDS_ON_PAPER)
    known = face("Regular").face.charToGlyph
    letters = []
    for letter in composed.replace("\r\n", "\n").replace("\r", "\n"):
        if letter in "\n\t\u00a0\u2007\u202f":
            letters.append(letter)
        elif unicodedata.category(letter)[0] != "C":
            letters.append(letter if ord(letter) in known else UNKNOWN)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(letters).split("\n"))


def wrap(text: str, name: str, size: float, room: float, *, split: bool = True) -> list[str]:
    """Lines that fit; a word longer than a line is cut only where that is allowed."""
    lines = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, name, size, room, split)
    return lines


def _wrapped(paragraph: str, name: str, size: float, room: float, split: bool) -> list[str]:
    if width(paragraph, name, size) <= room:
        return [paragraph]
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer, name, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while split and len(line) > 1 and width(line, name, size) > room:
            fits = _fitting(line, name, size, room)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line]


def _fitting(word: str, name: str, size: float, room: float) -> int:
    """How many letters of a word that is too long stand on one line; one at least."""
    ends = accumulate(width(letter, name, size) for letter in word)
    return max(1, sum(1 for end in ends if end <= room))


class _Widths(dict[str, float]):
    """The width of each letter of a face; a letter that the face lacks is as wide as the sign for it."""

    def __init__(self, known: Any) -> None:
        super().__init__((chr(code), float(width)) for code, width in known.charWidths.items())
        self._default = float(known.defaultWidth)

    def __missing__(self, letter: str) -> float:
        return self._default


@cache
def _widths(name: str) -> _Widths:
    return _Widths(face(name).face)


def _kept(cut: Callable[[Sequence[int]], bytes]) -> Callable[[Sequence[int]], bytes]:
    programs: dict[tuple[int, ...], bytes] = {}

    def kept(letters: Sequence[int]) -> bytes:
        key = tuple(letters)
        if key not in programs:
            if len(programs) >= 16:
                programs.clear()
            programs[key] = cut(letters)
        return programs[key]

    return kept
