"""`ancora export statistics` and `ancora import`: what leaves this office and what comes in."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, Refusals, say, session
from desktop.i18n import _, ngettext
from desktop.refusals import Refused, explain
from desktop.services import sync


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "export", _("write a file for another office")))
    statistics = add(verbs, "statistics", _("counted and rounded tables of a closed period"), export_statistics)
    statistics.add_argument(
        "--to", required=True, metavar=_("OFFICE"), help=_("the office that alone may open the file")
    )
    statistics.add_argument("--period", required=True, metavar="2026-Q3", help=_("a period that has ended"))
    statistics.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )
    inward = add(nouns, "import", _("read files of other offices"), import_files)
    inward.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))


def export_statistics(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = sync.export_statistics(opened, args.to, args.period, args.out)
    say(
        args,
        _("The tables for {office} were saved, number {seq}. Nothing in the file is about one person.").format(
            office=done.to, seq=done.seq
        ),
        file=str(done.file),
        kind=done.kind,
        to=done.to,
        seq=done.seq,
        period=done.period,
        records=done.records,
        bytes=done.bytes,
        again=done.again,
    )
    return DONE


def import_files(args: argparse.Namespace) -> int:
    refused = Refusals()
    with session(args) as opened:
        sync.import_files(opened, args.files, told=partial(_tell, args, refused))
    return refused.status()


def _tell(args: argparse.Namespace, refused: Refusals, fate: sync.Fate) -> None:
    """Each fate as it falls: who breaks off knows what was done."""
    words = " ".join(_words(fate))
    if fate.status == "refused":
        refused.note(fate.code or "refused", words)
    _say(args, fate, words)


def _say(args: argparse.Namespace, fate: sync.Fate, words: str) -> None:
    say(
        args,
        words,
        file=str(fate.file),
        status=fate.status,
        code=fate.code,
        kind=fate.kind,
        office=fate.office,
        seq=fate.seq,
        missing=list(fate.missing),
        new=fate.new,
        conflicts=fate.conflicts,
    )


def _words(fate: sync.Fate) -> Iterator[str]:
    """What became of the file, sentence by sentence; the code of an imported one is told too."""
    name = fate.file.name
    if fate.status == "refused":
        yield _("{file}: {reason}").format(file=name, reason=explain(Refused(fate.code, **fate.facts)))
        return
    if fate.status == "already-imported":
        yield _("{file}: was here already. Nothing changed.").format(file=name)
    else:
        yield _("{file}: imported from {office}, number {seq}.").format(file=name, office=fate.office, seq=fate.seq)
        if fate.code is not None:
            yield explain(Refused(fate.code, **fate.facts))
    if fate.missing:
        numbers = ", ".join(map(str, fate.missing))
        missing = ngettext("Number {numbers} is missing.", "Numbers {numbers} are missing.", len(fate.missing))
        yield missing.format(numbers=numbers)
