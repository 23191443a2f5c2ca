"""`ancora pcs | retire`, `ancora vault invite` and `vault create --join`: the computers of one office."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import common
from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, new_passphrase, read_words, say, session, vault_folder, warn, worker
from desktop.i18n import _, date_words, datetime_words
from desktop.refusals import Refused, explain
from desktop.services import pc_invite, pc_list, pc_meet, pc_retire, pcs
from desktop.services.pc_list import Listed
from desktop.services.session import Session


def register(nouns: Any) -> None:
    show = add(nouns, "pcs", _("list the computers of this office"), show_computers)
    show.add_argument(
        "--set-up-anew",
        metavar=_("NUMBER"),
        help=_("say that this computer was set up anew, where its files are refused as those of a copy"),
    )
    show.add_argument(
        "--introduce",
        type=Path,
        metavar=_("FILE"),
        help=_("save who this computer is, for one of the office that never heard of it"),
    )
    show.add_argument(
        "--meet", type=Path, metavar=_("FILE"), help=_("take in a computer that introduces itself by such a file")
    )
    show.add_argument(
        "--fingerprint", metavar="6x5", help=_("six groups of five figures, as the other computer shows them")
    )
    gone = add(nouns, "retire", _("retire a computer of this office; the office gets new keys"), retire_computer)
    gone.add_argument("number", metavar=_("NUMBER"), help=_("its number, as the list of computers shows it"))


def add_to(verbs: Any) -> None:
    """The command of `ancora vault` that invites."""
    invite = add(verbs, "invite", _("invite a further computer of this office"), invite_computer)
    invite.add_argument("file", type=Path, metavar=_("FILE"), help=_("a new file for the invite, or a folder"))


def add_to_create(create: argparse.ArgumentParser) -> None:
    """The other way to begin: not a new office, but one more computer of an old one."""
    create.add_argument(
        "--join-code-file", type=Path, metavar=_("FILE"), help=_("a file that holds the code of the invite")
    )


def invite_computer(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        made = pc_invite.invite(opened, args.file)
    code = "-".join(made.groups)
    words = _(
        "The invite for computer {number} was saved: {file}\n"
        "Code: {code}\n"
        "It opens the file until {day}. Keep the two apart; whoever has both can join the office."
    )
    day = date_words(made.until.date())
    say(
        args,
        words.format(number=made.pc.number, file=made.file, code=code, day=day),
        file=str(made.file),
        pc=made.pc.id,
        number=made.pc.number,
        code=code,
        until=iso(made.until),
    )
    return DONE


def join_office(args: argparse.Namespace) -> Session:
    """The database of a further computer of the office that wrote the invite."""
    if args.join_code_file is None:
        raise Refused("join-code-missing")
    found = pc_invite.open_invite(args.join, read_words(args.join_code_file), common.clock())
    return pc_invite.join(
        vault_folder(args),
        found,
        worker=worker(args),
        passphrase=new_passphrase(args, "passphrase_file"),
        clock=common.clock,
    )


def show_computers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        if args.set_up_anew is not None:
            _accept(opened, args.set_up_anew)
        if args.meet is not None:
            pc_meet.meet(opened, args.meet, args.fingerprint or "")
        if args.introduce is not None:
            return _introduce(args, opened)
        found = pc_list.computers(opened)
    if not found:
        warn("pc-alone", explain(Refused("pc-alone")))
    for one in found:
        say(
            args,
            _sentence(one),
            pc=one.id,
            number=one.name,
            own=one.own,
            since=iso(one.since),
            invited_by=one.invited_by,
            heard=one.heard,
            last_sent=iso(one.sent_at),
            last_received=iso(one.came_at),
            retired=iso(one.retired_at),
            copies=len(one.copies),
        )
    return DONE


def retire_computer(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        gone = pc_retire.retire(opened, pcs.by_number(opened, args.number).id)
    warn("office-keys-changed", explain(Refused("office-keys-changed")))
    words = _("Computer {number} is retired: nothing is taken from it any more.").format(number=args.number)
    say(args, words, pc=gone.id, number=gone.number, retired=gone.retired_at)
    return DONE


def _introduce(args: argparse.Namespace, opened: Session) -> int:
    file, mine = pc_meet.introduce(opened, args.introduce)
    words = _("The file {file} says who this computer is. Its fingerprint: {fingerprint}")
    say(
        args,
        words.format(file=file, fingerprint=mine.fingerprint),
        file=str(file),
        pc=mine.computer.id,
        number=mine.computer.number,
        fingerprint=mine.fingerprint,
    )
    return DONE


def _accept(opened: Session, number: str) -> None:
    chosen = pcs.by_number(opened, number)
    copies = next(one.copies for one in pc_list.computers(opened) if one.id == chosen.id)
    if not copies:
        raise Refused("pc-no-copy")
    pc_retire.accept_copy(opened, chosen.id, copies[0])


def _sentence(one: Listed) -> str:
    if one.retired_at is not None:
        return _("Computer {number} was retired on {day}.").format(
            number=one.name, day=date_words(one.retired_at.date())
        )
    if one.own:
        return _("Computer {number} is this one.").format(number=one.name)
    if not one.heard:
        words = _("Computer {number} was invited on {day}; nothing has come from it yet.")
        return words.format(number=one.name, day=date_words(one.since.date()))
    came, sent = (datetime_words(at) if at else "–" for at in (one.came_at, one.sent_at))
    words = _("Computer {number}: last received {came}, last written for it {sent}.")
    return words.format(number=one.name, came=came, sent=sent)
