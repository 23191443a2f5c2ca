"""Reports made of what the shipped definitions may say, and a workbench to plant leaks in their files byte by byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from desktop import paths
from desktop.forms.load import load
from desktop.forms.schema import Definitions
from desktop.pdf import sheet
from desktop.pdf.case import case_pdf
from desktop.pdf.proof import Proof, prove
from desktop.privacy import sentences
from desktop.privacy.allow import Allowance, allowance
from desktop.privacy.report import CaseReport, Line, ReportSection
from desktop.privacy.sentences import Removed

CANARY = "Ana Codreanu"
REMOVED = Removed(identifiers=8, texts=1, rare=3, withheld=17)
_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)


@cache
def definitions() -> Definitions:
    return load(paths.resources())


@cache
def allowed(language: str = "ro") -> Allowance:
    return allowance(definitions(), language)


def answers(language: str = "ro") -> list[tuple[str, list[str]]]:
    """Every label that has a list of values, with them."""
    labels = allowed(language).labels
    return sorted(
        (label, sorted(values)) for label, values in labels.items() if isinstance(values, frozenset) and values
    )


def report(*rows: tuple[str, str], language: str = "ro", **other: Any) -> CaseReport:
    """A report with these answers, all in one section; without any, with the first thirty labels there are."""
    said = rows or tuple((label, values[0]) for label, values in answers(language)[:30])
    lines = tuple(Line(f"form.{label}", label, value) for label, value in said)
    made: dict[str, Any] = {
        "number": "R-58213",
        "title": sentences.title(language),
        "subtitle": sentences.subtitle("R-58213", "2026-11", language),
        "head": sentences.head(REMOVED, language, enough=True),
        "sections": (ReportSection(sentences.section_title("person", language), lines),),
        "widened": (),
        "removed": REMOVED,
        "enough": True,
    }
    return CaseReport(**{**made, **other})


def clean(language: str = "ro") -> bytes:
    return case_pdf(report(language=language), language)


def proof(data: bytes, language: str = "ro") -> Proof:
    return prove(data, allowed(language))


def kinds(data: bytes) -> list[str]:
    """What the proof holds against a file, each kind once."""
    return sorted({fault.kind for fault in proof(data).faults})


# --- the workbench ----------------------------------------------------------------------------------------------------


def take_apart(data: bytes) -> list[bytes]:
    """The objects of a file, in their order."""
    return [body for _number, body in _OBJECT.findall(data)]


def put_together(bodies: Sequence[bytes], trailer: bytes = b"", after: bytes = b"") -> bytes:
    """A whole file again, with right lengths, offsets and id: only what was planted tells it from a clean one."""
    out = b"%PDF-1.3\n%\x93\x8c\x8b\x9e ReportLab Generated PDF document (opensource)\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, _measured(body))
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    info, root = _number_of(bodies, b"/Producer"), _number_of(bodies, b"/Type /Catalog")
    out += b"trailer\n<<\n/ID [<" + sheet.BLANK_ID + b"><" + sheet.BLANK_ID + b">]\n"
    out += b"/Info %d 0 R\n/Root %d 0 R\n/Size %d\n%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        info,
        root,
        len(bodies) + 1,
        trailer,
        start,
    )
    return sheet.sealed(out) + after


def planted(change: Callable[[list[bytes]], None], trailer: bytes = b"", after: bytes = b"") -> bytes:
    """A clean report after this change to its objects."""
    bodies = take_apart(clean())
    change(bodies)
    return put_together(bodies, trailer, after)


def swap(mark: bytes, old: bytes, new: bytes) -> Callable[[list[bytes]], None]:
    """In the first object that holds the mark, new bytes for old ones."""

    def change(bodies: list[bytes]) -> None:
        at = _number_of(bodies, mark) - 1
        assert old in bodies[at]
        bodies[at] = bodies[at].replace(old, new, 1)

    return change


def add(*more: bytes) -> Callable[[list[bytes]], None]:
    return lambda bodies: bodies.extend(more)


def both(*changes: Callable[[list[bytes]], None]) -> Callable[[list[bytes]], None]:
    def change(bodies: list[bytes]) -> None:
        for one in changes:
            one(bodies)

    return change


def _number_of(bodies: Sequence[bytes], mark: bytes) -> int:
    return next(number for number, body in enumerate(bodies, start=1) if mark in body)


def _measured(body: bytes) -> bytes:
    head, found, rest = body.partition(b"\nstream\n")
    if not found:
        return body
    length = len(rest) - len(b"endstream")
    return re.sub(rb"/Length \d+", b"/Length %d" % length, head, count=1) + found + rest
