"""`ancora worker add | list`: the people of this office, each with a passphrase of their own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, new_passphrase, say, session
from desktop.i18n import _
from desktop.services import people


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "worker", _("the people of this office")))
    new = add(verbs, "add", _("give a person access"), add_worker)
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument("--role", required=True, choices=people.ROLES, help=_("what the person may do"))
    new.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the new passphrase; else it is asked"),
    )
    add(verbs, "list", _("who has access"), list_workers)


def add_worker(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        new = people.add_worker(opened, args.name, args.role, new_passphrase(args, "new_passphrase_file"))
    say(args, _("{name} can open the database now.").format(name=new.name), worker=new.id, name=new.name, role=new.role)
    return DONE


def list_workers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in people.all_workers(opened):
            say(args, f"{one.name} · {people.role_words(one.role)}", worker=one.id, name=one.name, role=one.role)
    return DONE
