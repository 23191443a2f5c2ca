"""`ancora record put FILE.jsonl|-`: write records, one JSON object a line, acknowledged only after their commit."""

from __future__ import annotations

import argparse
import json
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from db.savepoint import savepoint
from db.errors import VaultRefused
from desktop.commands.common import DONE, REFUSED, add, say, session
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import intake
from desktop.services.session import Session
from desktop.services.writing import LARGEST_SAVE

BATCH = 200  # lines in one commit
LONGEST_LINE = 2 * LARGEST_SAVE


def register(nouns: Any) -> None:
    below = add(nouns, "record", _("write records")).add_subparsers(required=True)
    put = add(below, "put", _("write records, one JSON object a line"), put_records)
    put.add_argument("file", metavar="FILE.jsonl|-")


def put_records(args: argparse.Namespace) -> int:
    refused = 0
    with session(args) as opened, _source(args.file) as source:
        for batch in batches(source):
            for answer in write_batch(opened, batch):
                refused += answer["status"] == "refused"
                say(args, _words(answer), **answer)
    return REFUSED if refused else DONE


def _words(answer: dict[str, Any]) -> str:
    if answer["status"] == "refused":
        return _("Line {line} was refused: {message}").format(**answer)
    return _("Line {line}: {code}").format(line=answer["line"], code=answer["code"] or answer["record"])


def write_batch(opened: Session, batch: list[tuple[int, bytes]]) -> list[dict[str, Any]]:
    """Write lines in one transaction, each in a savepoint of its own; the answers are true once this returns."""
    answers = []
    with opened.vault.write(opened.now()) as conn:
        for number, line in batch:
            try:
                with savepoint(conn):
                    done = intake.put(opened, conn, parse(line))
            except (Refused, VaultRefused) as refusal:
                if refusal.code == "disk-full":
                    raise
                field = refusal.facts.get("field")
                answers.append(
                    {
                        "line": number,
                        "status": "refused",
                        "code": refusal.code,
                        "field": field,
                        "message": explain(Refused(refusal.code, **{"line": number, **refusal.facts})),
                    }
                )
            else:
                answers.append(
                    {"line": number, "status": "saved", "case": done.case, "code": done.code, "record": done.record}
                )
    return answers


def parse(line: bytes) -> Any:
    """One line as JSON: no NaN, no key twice, not too long, valid UTF-8."""
    if len(line) > LONGEST_LINE:
        raise Refused("record-too-large")
    try:
        return json.loads(line.decode("utf-8-sig"), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("bad-line") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_constant(_name: str) -> Any:
    raise ValueError


def batches(source: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered lines in batches of at most 200; a batch ends early when no further line waits."""
    number, batch, rest = 0, [], b""
    file = source.fileno()
    while chunk := os.read(file, 1 << 20):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if line.strip():
                batch.append((number, line))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if len(rest) > LONGEST_LINE:
            rest = rest[: LONGEST_LINE + 1]  # enough to be refused; the remainder of the line is not kept
        if batch and not _waits(file):
            yield batch
            batch = []
    if rest.strip():
        batch.append((number + 1, rest))
    if batch:
        yield batch


def _waits(file: int) -> bool:
    """Whether more can be read without waiting."""
    if sys.platform == "win32":
        return _waits_on_windows(file)
    return bool(select.select([file], [], [], 0)[0])


def _waits_on_windows(file: int) -> bool:
    import ctypes
    import msvcrt

    available = ctypes.c_ulong()
    handle = msvcrt.get_osfhandle(file)  # type: ignore[attr-defined,unused-ignore]
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    peeked = kernel.PeekNamedPipe(handle, None, 0, None, ctypes.byref(available), None)
    return bool(not peeked or available.value)  # a plain file cannot be peeked at and never makes us wait


def _source(file: str) -> Any:
    if file == "-":
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    try:
        return Path(file).open("rb", buffering=0)
    except OSError as error:
        raise Refused("file-unreadable") from error
