"""How commands are written: argparse in the person's language, which never repeats what was typed wrong."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from desktop.i18n import N_, _, ngettext

BAD_USAGE = 2

Run = Callable[[argparse.Namespace], int]

# What argparse says -> what we say. `%.0s` and `%.0r` take a typed word and print nothing of it.
WORDS: Mapping[str, str] = {
    "usage: ": N_("usage: "),
    "positional arguments": N_("what to name"),
    "options": N_("options"),
    "show this help message and exit": N_("show this help"),
    "the following arguments are required: %s": N_("something is missing: %s"),
    "one of the arguments %s is required": N_("one of these is needed: %s"),
    "not allowed with argument %s": N_("cannot stand together with %s"),
    "argument %(argument_name)s: %(message)s": N_("%(argument_name)s: %(message)s"),
    "expected one argument": N_("a value is missing after it"),
    "expected at most one argument": N_("only one value may follow"),
    "expected at least one argument": N_("at least one value is missing"),
    "ignored explicit argument %r": N_("no value may follow it%.0r"),
    "unrecognized arguments: %s": N_("a word or an option too many%.0s"),
    "unexpected option string: %s": N_("a word or an option too many%.0s"),
    "unknown parser %(parser_name)r (choices: %(choices)s)": N_("no such command; there are %(choices)s"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_("no such choice; there are %(choices)s"),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": N_(
        "no such choice; there are %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": N_("this value cannot be read"),
}


class Parser(argparse.ArgumentParser):
    """A command; an option is written out in full, so that a script means the same next year."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **given})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong after a stable word, then how it is written."""
        sys.stderr.write(f"bad-usage — {message}\n")
        self.print_usage(sys.stderr)
        self.exit(BAD_USAGE)


def _said(message: str) -> str:
    return _(WORDS.get(message, message))


# The module looks its words up under these names; it has no other door for a catalogue that is not the system's.
argparse._ = _said  # type: ignore[attr-defined]
argparse.ngettext = ngettext  # type: ignore[attr-defined]


def options() -> Parser:
    """The options that may stand before or after any command."""
    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--vault", type=Path, metavar=_("DIR"), help=_("the folder of the database"))
    shared.add_argument(
        "--passphrase-file", type=Path, metavar=_("FILE"), help=_("a file that holds the passphrase; else it is asked")
    )
    shared.add_argument("--worker", metavar=_("NAME"), help=_("who works; else it is asked"))
    shared.add_argument("--json", action="store_true", help=_("results as JSON, one object a line"))
    return shared


def add(nouns: Any, name: str, help_: str, run: Run | None = None) -> Parser:
    """A command (or a noun that has commands below it) with the shared options."""
    parser: Parser = nouns.add_parser(name, help=help_, description=sentence(help_), parents=[options()])
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def below(noun: Parser) -> Any:
    """Room for the commands of a noun, one of which has to be named."""
    return noun.add_subparsers(required=True, dest="verb", metavar=_("COMMAND"), title=_("commands"))


def sentence(words: str) -> str:
    """Words of a list as a sentence of their own."""
    return words[:1].upper() + words[1:] + "."


def whole(least: int) -> Callable[[str], int]:
    """A whole number of at least so much."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
            raise argparse.ArgumentTypeError(_("a whole number is needed, at least {least}").format(least=least))
        return int(text)

    return read


def day(text: str) -> date:
    """A day as a machine writes it, 2026-11-24, or as people do, 24.11.2026."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    try:
        if found is not None:
            parts = (found[1] or found[6], found[2] or found[5], found[3] or found[4])
            return date(*map(int, parts))
    except ValueError:
        pass  # the 30th of February
    raise argparse.ArgumentTypeError(_("a day is needed, for example 2026-11-24"))


def noun_of(given: Sequence[str]) -> str | None:
    """The first word that is neither an option nor the value of one."""
    takes_value = {"--vault", "--passphrase-file", "--worker", "--out"}
    words = iter(given)
    for word in words:
        if word in takes_value:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None
