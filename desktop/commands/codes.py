"""`ancora codes`: every stable word by which something is refused, and what it means."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, say
from desktop.i18n import _, using
from desktop.refusals import SENTENCES, Refused, explain

BEGIN, END = "<!-- codes -->", "<!-- /codes -->"


def register(nouns: Any) -> None:
    parser = add(nouns, "codes", _("the words by which something is refused, and what they mean"), list_codes)
    parser.add_argument("--table", action="store_true", help=_("as a table for the description of the program"))


def list_codes(args: argparse.Namespace) -> int:
    if args.table:
        say(args, table(), table=table())
        return DONE
    for code in sorted(SENTENCES):
        say(args, f"{code}: {explain(Refused(code))}", code=code, sentence=explain(Refused(code)))
    return DONE


def table() -> str:
    """All codes in English, a line each, between the marks that the description has around it."""
    with using("en"):
        rows = [f"| `{code}` | {SENTENCES[code]} |" for code in sorted(SENTENCES)]
    return "\n".join([BEGIN, "| code | what it says |", "|---|---|", *rows, END])
