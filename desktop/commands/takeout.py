"""`ancora takeout`: a case or everything leaves in an open format, sealed unless `--plain`; confirmed twice."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, read_words, say, session
from desktop.i18n import _, language, ngettext, number_words
from desktop.refusals import Refused
from desktop.services import takeout
from desktop.services.session import Session


def register(nouns: Any) -> None:
    verb = add(nouns, "takeout", _("take the data out in an open format; for the head of office"), run)
    what = verb.add_mutually_exclusive_group()
    what.add_argument("--case", metavar=_("CODE"), help=_("one case alone; else everything"))
    what.add_argument(
        "--open", type=Path, metavar=_("FILE"), help=_("a file that another office sealed to this one: it is opened")
    )
    reader = verb.add_mutually_exclusive_group()
    reader.add_argument("--to", metavar=_("OFFICE"), help=_("the office that alone may open the file"))
    reader.add_argument(
        "--recipient-file", type=Path, metavar=_("FILE"), help=_("a file that holds a recipient of age (age1…)")
    )
    reader.add_argument("--plain", action="store_true", help=_("in clear: whoever finds the file can read it"))
    verb.add_argument("--yes", action="store_true", help=_("what leaves was read and may leave; else it is asked"))
    verb.add_argument(
        "--confirm-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the words of the second confirmation; else they are asked"),
    )
    verb.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )


def run(args: argparse.Namespace) -> int:
    if args.open is None and not (args.to or args.recipient_file or args.plain):
        raise Refused("reader-needed")
    with session(args) as opened:
        opened.language = language()
        return _open(args, opened) if args.open is not None else _take_out(args, opened)


def _take_out(args: argparse.Namespace, opened: Session) -> int:
    wanted = takeout.Wanted(args.case, _recipient(args, opened))
    preview = takeout.look(opened, wanted)
    made = takeout.take_out(opened, wanted, args.out, _confirmed(args, _words(preview), preview.to_type))
    say(
        args,
        _("The file was made: {file}.").format(file=made.file.name),
        file=str(made.file),
        sealed=made.sealed,
        to=wanted.recipient.office if wanted.recipient else None,
        cases=made.cases,
        sheets=made.sheets,
        files=made.files,
        bytes=made.bytes,
        left_out=made.left_out,
    )
    return DONE


def _open(args: argparse.Namespace, opened: Session) -> int:
    warning = [_("From now on it lies in clear: whoever finds the file can read it.")]
    typed = _confirmed(args, warning, takeout.words_to_type(opened, None))
    made = takeout.open_received(opened, args.open, args.out, typed)
    say(args, _("The file was made: {file}.").format(file=made.name), file=str(made))
    return DONE


def _recipient(args: argparse.Namespace, opened: Session) -> takeout.Recipient | None:
    if args.to:
        return takeout.to_office(opened, args.to)
    return takeout.read_recipient(args.recipient_file) if args.recipient_file else None


def _words(preview: takeout.Preview) -> list[str]:
    """What would leave, and who could read it."""
    amount, recipient = preview.amount, preview.wanted.recipient
    cases = ngettext("{n} case", "{n} cases", amount.cases).format(n=number_words(amount.cases))
    sheets = ngettext("{n} sheet", "{n} sheets", amount.sheets).format(n=number_words(amount.sheets))
    files = ngettext("{n} attached file", "{n} attached files", amount.files).format(n=number_words(amount.files))
    told = [_("Names and everything else leave: {cases}, {sheets}, {files}.").format(
        cases=cases, sheets=sheets, files=files
    )]  # fmt: skip
    told += takeout.left_out_words(preview)
    if recipient is None:
        return [*told, _("It lies in clear: whoever finds the file can read it.")]
    if recipient.office is None:
        return [*told, _("Whoever has the key of that reader can read it, and nobody else.")]
    return [*told, _("Only the office {code} can read it.").format(code=recipient.office)]


def _confirmed(args: argparse.Namespace, told: list[str], to_type: str) -> str:
    """Twice: that it may leave, and the words; where nobody sits, both have to be given."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    for sentence in told:
        sys.stderr.write(sentence + "\n")
    if not args.yes:
        if not at_terminal:
            raise Refused("confirm-needed")
        if _asked(_("It may leave (type yes): ")).casefold() not in {"yes", _("yes").casefold()}:
            raise Refused("not-confirmed")
    if args.confirm_file is not None:
        return read_words(args.confirm_file)
    if not at_terminal:
        raise Refused("confirm-needed")
    return _asked(_("Type {words} to go on: ").format(words=to_type))


def _asked(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline().strip()
