"""`ancora export merge`: all that another computer of this office does not have yet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, say, say_made, session
from desktop.i18n import _, ngettext
from desktop.services import merge_out, pcs
from desktop.services.merge_out import Preview
from desktop.services.outgoing import Exported
from desktop.services.session import Session

ALL = "all"


def merge_verb(verbs: Any) -> None:
    """The verb of `ancora export`."""
    merge = add(verbs, "merge", _("what another computer of this office does not have yet"), export_merge)
    merge.add_argument(
        "--to", required=True, metavar=_("NUMBER"), help=_("its number as `pcs` shows it, or `all` for all of them")
    )
    merge.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )
    merge.add_argument("--preview", action="store_true", help=_("only say what would leave"))


def export_merge(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for pc_id in _addressees(opened, args.to):
            if args.preview:
                _tell_preview(args, merge_out.preview_merge(opened, pc_id))
            else:
                preview = merge_out.preview_merge(opened, pc_id)
                first, *others = merge_out.export_whole(opened, pc_id, args.out)
                _tell(args, preview, first, whole=True)
                for one in others:
                    _tell(args, preview, one, whole=False)
    return DONE


def _addressees(opened: Session, to: str) -> list[str]:
    if to.lower() == ALL:
        return [pc.id for pc in pcs.others(opened)]
    return [pcs.by_number(opened, to).id]


def _tell_preview(args: argparse.Namespace, found: Preview) -> None:
    say(args, " ".join(_words(found)), pc=found.pc.id, number=found.name, seq=found.seq, **_counts(found))


def _tell(args: argparse.Namespace, found: Preview, done: Exported, *, whole: bool) -> None:
    """One file; what leaves in all of them is told once."""
    saved = _("The file for computer {number} was saved, number {seq}.").format(number=found.name, seq=done.seq)
    words = " ".join((saved, *(_words(found) if whole else ())))
    say_made(args, words, done, number=found.name, **(_counts(found) if whole else {}))


def _counts(found: Preview) -> dict[str, int | bool]:
    return {
        "whole": found.whole,
        "cases": found.cases,
        "sheets": found.records,
        "revisions": found.revisions,
        "attachments": found.files,
        "erased": found.erased,
        "sealed": found.sealed,
    }


def _words(found: Preview) -> list[str]:
    """What is in it, and what is not."""
    cases = ngettext("It holds work in {n} case.", "It holds work in {n} cases.", found.cases).format(n=found.cases)
    if not found.sealed:
        return [cases]
    stay = ngettext(
        "{n} sealed case or sheet stays on this computer.",
        "{n} sealed cases or sheets stay on this computer.",
        found.sealed,
    )
    return [cases, stay.format(n=found.sealed)]
