"""A register as text: which letters it is written in, what stands between the cells, and its rows one after another."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.refusals import Refused

ENCODINGS = ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "iso8859_2", "iso8859_16", "koi8_r")
SEPARATORS = (";", ",", "\t", "|")
_SAMPLE = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_OURS = frozenset("ăâîșțşţéèêëáóöőüűúíñçäßôàřščžćđłńę„”“’«»–—…№°€ ")
_SIGNS = frozenset(" \t\r\n;,.|:/-_()'\"+?!")
_CYRILLIC = re.compile("[а-яёіїєґѓћњљђџў]", re.IGNORECASE)
_LATIN = re.compile("[a-zăâîșțşţ]", re.IGNORECASE)


def guess_encoding(data: bytes, *, whole: bool = True) -> str:
    """The letters in which a text is most likely written; a mark at its beginning, or valid UTF-8, leaves no doubt."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if name := _without_mark(data):
        return name
    if _is_utf8(data, whole=whole):
        return "utf-8"
    return max(
        ("cp1250", "cp1251", "cp1252", "iso8859_2", "iso8859_16", "koi8_r"), key=lambda name: _likely(data, name)
    )


def _without_mark(data: bytes) -> str:
    """UTF-16 of which somebody cut the mark: what is empty stands in every other byte, and words come out."""
    size = min(len(data), 4096)
    head = data[: size - size % 2]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) or max(even, odd) < 2:
        return ""
    name = "utf-16-be" if even else "utf-16-le"
    text = head.decode(name, "replace")
    common = sum(letter in _SIGNS or letter.isalnum() for letter in text if ord(letter) < 0x530)
    return name if common * 10 >= len(text) * 9 else ""


def _is_utf8(data: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _likely(data: bytes, name: str) -> int:
    """How much a text looks like words of this country when it is read so."""
    text = data[:_SAMPLE].decode(name, "replace")
    score = 0
    for word in re.findall(r"\S*[^\x00-\x7f]\S*", text)[:4000]:
        score += sum(_worth(letter) for letter in word if ord(letter) > 127)
        if _CYRILLIC.search(word) and _LATIN.search(word):
            score -= 6  # nobody mixes the two alphabets in one word
        if re.search("[а-яёa-zăâîșț][А-ЯЁ]", word):
            score -= 4  # capitals within a word: the other Cyrillic code page
    return score


def _worth(letter: str) -> int:
    low = letter.lower()
    if low in "ăâîșț":
        return 4
    if low in "şţ":
        return 3
    if _CYRILLIC.match(low):
        return 2
    if low in _OURS:
        return 1
    return -3


def check(path: Path, encoding: str) -> None:
    """Refuse a file that cannot be read in these letters to its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source:
            while chunk := source.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except (UnicodeError, LookupError) as error:
        raise Refused("register-letters") from error


def looks_like_text(data: bytes) -> bool:
    """Whether a beginning could be a text at all, and not a picture or a program."""
    if _without_mark(data) or any(data.startswith(mark) for mark, _name in _MARKS):
        return True
    odd = sum(byte < 32 and byte not in b"\t\n\r\x0c\x00" for byte in data[:4096])
    return odd * 50 <= max(1, len(data[:4096])) and data[:4096].count(0) * 10 <= len(data[:4096])


def guess_separator(text: str) -> str:
    """The sign that parts most lines into the same number of cells, outside quotation marks."""
    lines = [line for line in re.sub(r'"(?:[^"]|"")*"', "", text).splitlines() if line.strip()][:50]
    best, found = 0, SEPARATORS[0]
    for sign in SEPARATORS:
        counts = Counter(line.count(sign) for line in lines)
        often = max((times * min(count, 20) for count, times in counts.items() if count), default=0)
        if often > best:
            best, found = often, sign
    return found


def beginning(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(_SAMPLE)


def rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with its number, as it is read; a cell never becomes anything but text."""
    with path.open(encoding=encoding, newline="") as source:
        reader = csv.reader(source, delimiter=separator)
        number = 0
        try:
            for cells in reader:
                number += 1
                if number == 1 and _SEP_LINE.fullmatch(separator.join(cells)):
                    continue
                yield number, cells
        except (csv.Error, UnicodeError) as error:
            raise Refused("register-damaged-row", row=number + 1) from error


def declared_separator(text: str) -> str:
    """What Excel writes as the first line of some files."""
    found = _SEP_LINE.match(text.lstrip("\ufeff"))
    return found[1] if found and found[1] in SEPARATORS else ""
