"""`ancora export`: what leaves this office; each kind hangs its own word here."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import inbox, merge, packs, transfer, trust
from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, say_made, session
from desktop.i18n import _
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
    packs.directory_verb(verbs)
    trust.trust_verb(verbs)
    transfer.transfer_verb(verbs)
    inbox.receipt_verb(verbs)
    merge.merge_verb(verbs)


def export_statistics(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = sync.export_statistics(opened, args.to, args.period, args.out)
    words = _("The tables for {office} were saved, number {seq}. Nothing in the file is about one person.")
    say_made(args, words.format(office=done.to, seq=done.seq), done, period=done.period, again=done.again)
    return DONE
