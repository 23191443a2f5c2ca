"""A finished file read back by another program than the one that wrote it, and held to the few things it may be."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, StreamObject

from desktop.i18n import LANGUAGES
from desktop.pdf import fonts
from desktop.pdf.sheet import MAKER, Box, Page, Run, Shape, Stroke
from desktop.pdf.style import FACES, INK, MUTED, PAGE_HEIGHT, PAGE_WIDTH, SIZES, Colour

# Its warnings quote what it stumbles over.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_INFO: Final = {
    "/Author": MAKER,
    "/CreationDate": "D:20000101000000+00'00'",
    "/Creator": MAKER,
    "/Keywords": "",
    "/ModDate": "D:20000101000000+00'00'",
    "/Producer": MAKER,
    "/Subject": "",
    "/Title": MAKER,
    "/Trapped": "/False",
}
_PAGE_KEYS: Final = ("/Contents", "/MediaBox", "/Parent", "/Resources", "/Rotate", "/Trans", "/Type")
_PROCEDURES: Final = ["/PDF", "/Text", "/ImageB", "/ImageC", "/ImageI"]
_FONT_KEYS: Final = (
    *("/BaseFont", "/FirstChar", "/FontDescriptor", "/LastChar"),
    *("/Name", "/Subtype", "/ToUnicode", "/Type", "/Widths"),
)
_DESCRIPTOR_KEYS: Final = (
    *("/Ascent", "/CapHeight", "/Descent", "/Flags", "/FontBBox", "/FontFile2"),
    *("/FontName", "/ItalicAngle", "/MissingWidth", "/StemV", "/Type"),
)
_FACE: Final = re.compile(rf"/[A-J]{{6}}\+NotoSans-({'|'.join(FACES)})")
_LETTER: Final = re.compile(rb"^<([0-9A-F]{2})> <([0-9A-F]{4})>$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something on paper or in the file that may not leave; its words are for the screen alone and are never logged."""

    page: int  # 0: the file itself
    kind: str
    where: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    box: tuple[float, float, float, float] | None = None  # left, bottom, width, height on the page


@dataclass(slots=True)
class Reading:
    language: str = ""
    pages: list[Page] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Font:
    face: str
    letters: Mapping[int, int]


def read(data: bytes) -> Reading:
    """What the file draws, and every fault of its structure."""
    reading = Reading()
    if data.count(b"%%EOF") != 1 or not data.endswith(b"\n%%EOF\n"):
        reading.faults.append(Fault(0, "after-end"))
    try:
        _Walk(PdfReader(io.BytesIO(data), strict=True), reading).file()
    except Exception as error:  # noqa: BLE001 - whatever a broken file does to its reader, it is refused
        reading.faults.append(Fault(0, "unreadable", type(error).__name__))
    return reading


def page_count(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


class _Walk:
    """One way through all objects of a file, from the trailer down; what was not met on it is an orphan."""

    def __init__(self, reader: PdfReader, reading: Reading) -> None:
        self._reader = reader
        self._reading = reading
        self._met: set[int] = set()
        self._fonts: dict[int, _Font] = {}

    def file(self) -> None:
        trailer: Any = self._reader.trailer
        self._keys(trailer, ("/ID", "/Info", "/Root", "/Size"), "trailer")
        if "/Encrypt" in trailer:
            self._fault("encrypted", "/Encrypt")
            return
        info = self._follow(trailer.raw_get("/Info"))
        self._keys(info, tuple(_INFO), "info")
        for key, value in _INFO.items():
            self._expect(info.get(key) == value, "metadata", key)
        self._catalog(self._follow(trailer.raw_get("/Root")))
        every = set(range(1, int(trailer["/Size"])))
        every.update(number for table in self._reader.xref.values() for number in table)
        self._expect(self._met == every, "orphan", "")

    def _catalog(self, catalog: Any) -> None:
        self._keys(catalog, ("/Lang", "/PageMode", "/Pages", "/Type"), "catalog")
        language = str(catalog["/Lang"])
        self._expect(language in LANGUAGES and catalog["/PageMode"] == "/UseNone", "catalog", "/Lang")
        self._reading.language = language if language in LANGUAGES else ""
        pages = self._follow(catalog.raw_get("/Pages"))
        self._keys(pages, ("/Count", "/Kids", "/Type"), "pages")
        self._expect(pages["/Count"] == len(pages["/Kids"]), "page", "/Count")
        for number, kid in enumerate(pages["/Kids"], start=1):
            self._expect(kid.idnum not in self._met, "page", "/Kids")
            self._page(number, self._follow(kid), catalog.raw_get("/Pages"))

    def _page(self, number: int, page: Any, parent: IndirectObject) -> None:
        self._keys(page, _PAGE_KEYS, "page", number)
        box = [float(side) for side in page["/MediaBox"]]
        plain = box == [0, 0, PAGE_WIDTH, PAGE_HEIGHT] and page["/Rotate"] == 0 and not page["/Trans"]
        self._expect(plain and page.raw_get("/Parent") == parent, "page", "/MediaBox", number)
        resources = page["/Resources"]
        self._keys(resources, ("/Font", "/ProcSet"), "resource", number)
        self._expect(resources["/ProcSet"] == _PROCEDURES, "resource", "/ProcSet", number)
        named = self._follow(resources.raw_get("/Font"))
        known = {name: self._font(named.raw_get(name)) for name in named}
        stream = self._stream(page.raw_get("/Contents"), ())
        pen = Pen(number, known)
        for operands, operator in ContentStream(stream, self._reader).operations:
            pen.do(operator, operands)
        self._reading.pages.append(Page(tuple(pen.shapes), tuple(pen.runs)))
        self._reading.faults += pen.faults

    def _font(self, reference: IndirectObject) -> _Font:
        if reference.idnum in self._fonts:
            return self._fonts[reference.idnum]
        font = self._follow(reference)
        self._keys(font, _FONT_KEYS, "font")
        found = _FACE.fullmatch(str(font["/BaseFont"]))
        said = self._stream(font.raw_get("/ToUnicode"), ())
        letters = {int(code, 16): int(letter, 16) for code, letter in _LETTER.findall(said.get_data())}
        descriptor = self._follow(font.raw_get("/FontDescriptor"))
        self._keys(descriptor, _DESCRIPTOR_KEYS, "font")
        program = self._stream(descriptor.raw_get("/FontFile2"), ("/Length1",))
        # The letters that the file claims, drawn from our own face, must give the very shapes that it carries.
        honest = found and program.get_data() == fonts.program(found[1], list(letters.values()))
        self._expect(bool(honest), "font", "/ToUnicode")
        self._fonts[reference.idnum] = _Font(found[1] if found else FACES[0], letters)
        return self._fonts[reference.idnum]

    # --- steps --------------------------------------------------------------------------------------------------------

    def _follow(self, reference: Any) -> Any:
        self._met.add(reference.idnum)
        return reference.get_object()

    def _stream(self, reference: Any, keys: tuple[str, ...]) -> StreamObject:
        stream: StreamObject = self._follow(reference)
        self._keys(stream, keys, "stream", optional=("/Length",))
        return stream

    def _keys(
        self, found: DictionaryObject, wanted: Sequence[str], kind: str, page: int = 0, optional: Sequence[str] = ()
    ) -> None:
        for key in sorted(set(found) ^ set(wanted)):
            self._expect(key in optional, kind, key, page)

    def _expect(self, holds: bool, kind: str, where: str, page: int = 0) -> None:
        if not holds:
            self._fault(kind, where, page)

    def _fault(self, kind: str, where: str, page: int = 0) -> None:
        self._reading.faults.append(Fault(page, kind, where))


class Pen:
    """What the operators of one page draw: shapes first, then runs of text; every other operator is a fault."""

    def __init__(self, page: int, named: Mapping[str, _Font]) -> None:
        self.shapes: list[Shape] = []
        self.runs: list[Run] = []
        self.faults: list[Fault] = []
        self._page = page
        self._fonts = named
        self._stroke: Colour = (0.0, 0.0, 0.0)
        self._fill: Colour = (0.0, 0.0, 0.0)
        self._width = 1.0
        self._path: list[tuple[float, ...]] = []
        self._text = False
        self._at = (0.0, 0.0)
        self._moved = False
        self._font: tuple[_Font, float] | None = None

    def do(self, operator: bytes, operands: Sequence[Any]) -> None:
        method, count = _OPERATORS.get(operator, (None, 0))
        if method is None or len(operands) != count or not method(self, operands):
            self._fault("operator", operator.decode("ascii", "replace"))

    # --- each says whether it stands where the press would write it ---------------------------------------------------

    def _matrix(self, numbers: Sequence[Any]) -> bool:
        return list(numbers) == [1, 0, 0, 1, 0, 0]

    def _stroke_colour(self, numbers: Sequence[Any]) -> bool:
        self._stroke = (float(numbers[0]), float(numbers[1]), float(numbers[2]))
        return True

    def _fill_colour(self, numbers: Sequence[Any]) -> bool:
        self._fill = (float(numbers[0]), float(numbers[1]), float(numbers[2]))
        return True

    def _line_width(self, numbers: Sequence[Any]) -> bool:
        self._width = float(numbers[0])
        return 0 < self._width < 3

    def _new_path(self, _none: Sequence[Any]) -> bool:
        self._path = []
        return True

    def _point(self, numbers: Sequence[Any]) -> bool:
        self._path.append(tuple(float(number) for number in numbers))
        return True

    def _draw(self, _none: Sequence[Any]) -> bool:
        points, self._path = self._path, []
        corners = [point for point in points if len(point) == 4]
        ends = [point for point in points if len(point) == 2]
        self.shapes += [Box(x, y, width, height, self._stroke, self._width) for x, y, width, height in corners]
        for (x, y), (to_x, to_y) in zip(ends[::2], ends[1::2], strict=True):
            self.shapes.append(Stroke(x, y, to_x, to_y, self._width, self._stroke))
        return not self._text

    def _flood(self, _none: Sequence[Any]) -> bool:
        corners, self._path = self._path, []
        self.shapes += [Box(x, y, width, height, self._fill) for x, y, width, height in corners]
        return not self._text  # nothing is painted over words

    def _begin(self, _none: Sequence[Any]) -> bool:
        first, self._text = not self._text, True
        return first

    def _start(self, numbers: Sequence[Any]) -> bool:
        return list(numbers) == [1, 0, 0, 1, 0, 0] and not self.runs

    def _end(self, _none: Sequence[Any]) -> bool:
        return self._text

    def _move(self, numbers: Sequence[Any]) -> bool:
        self._at = (round(self._at[0] + float(numbers[0]), 2), round(self._at[1] + float(numbers[1]), 2))
        first, self._moved = not self._moved, True
        return first

    def _choose_font(self, named: Sequence[Any]) -> bool:
        font = self._fonts.get(str(named[0]))
        self._font = (font, float(named[1])) if font else None
        return font is not None

    def _leading(self, _number: Sequence[Any]) -> bool:
        return True  # the press writes it with each font; no operator that it writes makes use of it

    def _show(self, strings: Sequence[Any]) -> bool:
        if self._font is None or not self._moved:
            return False
        (font, size), (x, y), self._moved = self._font, self._at, False
        letters = [font.letters.get(code, 0) for code in strings[0].original_bytes]
        text = "".join(chr(letter) if letter else fonts.UNKNOWN for letter in letters)
        breadth = fonts.width(text, font.face, size)
        box = (x, y, breadth, size)
        if fonts.UNKNOWN in text:
            self._fault("glyph", "", text, box)
        if size not in SIZES or self._fill not in (INK, MUTED):
            self._fault("hidden", "", text, box)
        if x < 0 or y < 0 or x + breadth > PAGE_WIDTH or y + size > PAGE_HEIGHT:
            self._fault("off-page", "", text, box)
        self.runs.append(Run(x, y, text, size, font.face, self._fill))
        return True

    def _fault(
        self, kind: str, where: str, text: str = "", box: tuple[float, float, float, float] | None = None
    ) -> None:
        self.faults.append(Fault(self._page, kind, where, text, box))


_OPERATORS: Final[Mapping[bytes, tuple[Callable[[Pen, Sequence[Any]], bool], int]]] = {
    b"cm": (Pen._matrix, 6),
    b"RG": (Pen._stroke_colour, 3),
    b"rg": (Pen._fill_colour, 3),
    b"w": (Pen._line_width, 1),
    b"n": (Pen._new_path, 0),
    b"m": (Pen._point, 2),
    b"l": (Pen._point, 2),
    b"re": (Pen._point, 4),
    b"S": (Pen._draw, 0),
    b"f*": (Pen._flood, 0),
    b"BT": (Pen._begin, 0),
    b"Tm": (Pen._start, 6),
    b"ET": (Pen._end, 0),
    b"Td": (Pen._move, 2),
    b"Tf": (Pen._choose_font, 2),
    b"TL": (Pen._leading, 1),
    b"Tj": (Pen._show, 1),
}
