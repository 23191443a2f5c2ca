"""`ancora case retold | purge-narrative`: how often she had to tell it, and erasing what she told."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, read_words, say, session
from desktop.i18n import _, date_words, ngettext, number_words
from desktop.services import cases, narrative


def register(verbs: Any) -> None:
    again = add(verbs, "retold", _("count that she had to tell it once more"), retold)
    again.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    again.add_argument("--mistake", action="store_true", help=_("take back one that was counted by mistake"))
    erase = add(verbs, "purge-narrative", _("erase what she told for good; the rest of the case stays"), purge)
    erase.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    erase.add_argument(
        "--ground-file",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("a file with the ground in words; - reads standard input"),
    )
    erase.add_argument("--again", required=True, metavar=_("CODE"), help=_("the code of the case once more"))


def retold(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        row = cases.by_code(opened, args.code)
        told = narrative.count(opened, row.case, -1 if args.mistake else 1)
        times = told.times or 0
        words = ngettext("She has told it {n} time.", "She has told it {n} times.", times)
        say(args, words.format(n=number_words(times)), code=row.code, times=times)
    return DONE


def purge(args: argparse.Namespace) -> int:
    ground = read_words(args.ground_file).strip()
    with session(args, writes=True) as opened:
        done = narrative.purge(opened, args.code, ground, args.again)
        words = _("What she told was erased for good. Older backups expire by {day}.")
        say(
            args,
            words.format(day=date_words(done.copies_until)),
            code=done.code,
            sheets=done.sheets,
            copies_until=done.copies_until.isoformat(),
            traces_gone=done.traces_gone,
            backed_up=done.backed_up,
        )
    return DONE
