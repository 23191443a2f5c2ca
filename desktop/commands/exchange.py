"""`ancora export statistics` and `ancora import`: what leaves this office and what comes in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, REFUSED, add, say, session
from desktop.i18n import _, ngettext
from desktop.refusals import Refused, explain
from desktop.services import sync


def register(nouns: Any) -> None:
    below = add(nouns, "export", _("write a file for another office")).add_subparsers(required=True)
    statistics = add(below, "statistics", _("counted and rounded tables of a closed period"), export_statistics)
    statistics.add_argument("--to", required=True, metavar="OFFICE", help=_("the office that may open the file"))
    statistics.add_argument("--period", required=True, metavar="2026-Q3")
    statistics.add_argument("--out", required=True, type=Path, metavar="FILE")
    inward = add(nouns, "import", _("read files of other offices"), import_files)
    inward.add_argument("files", nargs="+", type=Path, metavar="FILE")


def export_statistics(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = sync.export_statistics(opened, args.to, args.period, args.out)
    say(
        args,
        _("The tables for {office} were saved, number {seq}. Nothing in the file is about one person.").format(
            office=done.to, seq=done.seq
        ),
        file=str(args.out),
        kind=done.kind,
        to=done.to,
        seq=done.seq,
        records=done.records,
        bytes=done.bytes,
    )
    return DONE


def import_files(args: argparse.Namespace) -> int:
    refused = 0
    with session(args) as opened:
        for fate in sync.import_files(opened, args.files):
            refused += fate.status == "refused"
            say(
                args,
                _words(fate),
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
    return REFUSED if refused else DONE


def _words(fate: sync.Fate) -> str:
    if fate.status == "refused":
        return f"{fate.file.name}: {explain(Refused(fate.code or 'refused'))}"
    if fate.status == "already-imported":
        return _("{file}: was here already. Nothing changed.").format(file=fate.file.name)
    sentence = _("{file}: imported from {office}, number {seq}.").format(
        file=fate.file.name, office=fate.office, seq=fate.seq
    )
    if not fate.missing:
        return sentence
    missing = ngettext("Number {numbers} is missing.", "Numbers {numbers} are missing.", len(fate.missing))
    return f"{sentence} {missing.format(numbers=', '.join(map(str, fate.missing)))}"
