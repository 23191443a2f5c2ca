"""`ancora worker add | list`: the people of this office, each with a passphrase of their own."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, add, passphrase, say, session
from desktop.i18n import _
from desktop.services import people


def register(nouns: Any) -> None:
    below = add(nouns, "worker", _("the people of this office")).add_subparsers(required=True)
    new = add(below, "add", _("give a person access"), add_worker)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--role", required=True, choices=people.ROLES)
    new.add_argument("--new-passphrase-file", type=Path, metavar="F", help=_("a file that holds the new passphrase"))
    add(below, "list", _("who has access"), list_workers)


def add_worker(args: argparse.Namespace) -> int:
    with session(args) as opened:
        new = people.add_worker(opened, args.name, args.role, passphrase(args, "new_passphrase_file", again=True))
    say(args, _("{name} can open the database now.").format(name=new.name), worker=new.id, name=new.name, role=new.role)
    return DONE


def list_workers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in people.all_workers(opened):
            say(args, f"{one.name} · {people.role_words(one.role)}", worker=one.id, name=one.name, role=one.role)
    return DONE
