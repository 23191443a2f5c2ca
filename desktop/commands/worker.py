"""`ancora worker add | remove | list | passphrase | role`: the people of this office, each with an own passphrase."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from db.workers import Worker
from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, new_passphrase, passphrase, say, session, warn
from desktop.i18n import _, date_words
from desktop.services import people, recovery, rekeying
from desktop.services.session import Session


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "worker", _("the people of this office")))
    new = add(verbs, "add", _("give a person access"), add_worker)
    new.add_argument("name", metavar=_("NAME"))
    new.add_argument("--role", required=True, choices=people.ROLES, help=_("what the person may do"))
    _takes_new_passphrase(new)
    gone = add(verbs, "remove", _("take a person's access away; the database gets a new key"), remove_worker)
    gone.add_argument("name", metavar=_("NAME"))
    _takes_even_sealed(gone)
    changed = add(verbs, "passphrase", _("set another passphrase, for oneself or for a colleague"), set_passphrase)
    changed.add_argument("name", nargs="?", metavar=_("NAME"), help=_("a colleague who forgot the passphrase"))
    _takes_new_passphrase(changed)
    _takes_even_sealed(changed)
    role = add(verbs, "role", _("change what a person may do"), set_role)
    role.add_argument("name", metavar=_("NAME"))
    role.add_argument("role", choices=people.ROLES, help=_("what the person may do"))
    listed = add(verbs, "list", _("who has access"), list_workers)
    listed.add_argument("--all", action="store_true", help=_("also those who have left"))


def _takes_even_sealed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--even-sealed", action="store_true", help=_("also if nobody else opens what was sealed for this person alone")
    )


def _takes_new_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the new passphrase; else it is asked"),
    )


def add_worker(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        new = people.add_worker(opened, args.name, args.role, new_passphrase(args, "new_passphrase_file"))
    say(args, _("{name} can open the database now.").format(name=new.name), worker=new.id, name=new.name, role=new.role)
    return DONE


def remove_worker(args: argparse.Namespace) -> int:
    with session(args) as opened:
        gone = people.find(opened, args.name)
        done = people.remove_worker(opened, gone.id, even_sealed=args.even_sealed)
        warn_of_older_sheet(opened)
    words = _(
        "{name} cannot open the database any more; it has a new key. Backups made before today still open with the "
        "old passphrase: keep them where {name} does not come, or delete them."
    )
    say(
        args,
        words.format(name=gone.name),
        worker=gone.id,
        name=gone.name,
        generation=done.generation,
        backed_up=done.backed_up,
    )
    warn_without_backup(done)
    return DONE


def warn_without_backup(done: rekeying.Rekeyed) -> None:
    """The new key stands, and yet there is something to do."""
    if not done.backed_up:
        warn("no-backup", _("There is no backup under the new key yet. Free some space and make one."))


def warn_of_older_sheet(opened: Session) -> None:
    """Whoever is kept out from now on may have a copy of the recovery sheet."""
    if words := recovery.older_words(recovery.state(opened)):
        warn("kit-older", words)


def set_passphrase(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        if args.name is None:
            who = opened.worker
            people.change_passphrase(opened, passphrase(args), new_passphrase(args, "new_passphrase_file"))
        else:
            who = people.find(opened, args.name)
            fresh = new_passphrase(args, "new_passphrase_file")
            people.reset_passphrase(opened, who.id, fresh, even_sealed=args.even_sealed)
    say(args, _("{name} opens the database with the new passphrase now.").format(name=who.name), worker=who.id)
    return DONE


def set_role(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        who = people.find(opened, args.name)
        people.set_role(opened, who.id, args.role)
        if who.role == "lead":
            warn_of_older_sheet(opened)
    words = _("{name} works here as {role} now.").format(name=who.name, role=people.role_words(args.role))
    say(args, words, worker=who.id, name=who.name, role=args.role)
    return DONE


def list_workers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in people.everybody(opened) if args.all else people.all_workers(opened):
            say(args, _line(one), worker=one.id, name=one.name, role=one.role, left=iso(one.left_at))
    return DONE


def _line(one: Worker) -> str:
    words = f"{one.name} · {people.role_words(one.role)}"
    if one.left_at is None:
        return words
    return words + " · " + _("has left on {day}").format(day=date_words(one.left_at.date()))
