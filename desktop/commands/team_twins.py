"""`ancora team twins | join | part`: two teams that run for one incident, because two computers began one each."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, say, session
from desktop.i18n import _, ngettext
from desktop.services import records, team_twins
from desktop.services.team_twins import Joining


def register(verbs: Any) -> None:
    add(verbs, "twins", _("teams of which two run for one incident"), list_twins)
    joined = add(verbs, "join", _("let one of them go on for both"), join)
    joined.add_argument("record", metavar=_("RECORD"), help=_("the team that goes on, as twins prints it"))
    joined.add_argument("second", metavar=_("OTHER"), help=_("the team that ends and is joined to it"))
    joined.add_argument("--look", action="store_true", help=_("only say what would happen"))
    apart = add(verbs, "part", _("let a team that was joined run for itself again"), part)
    apart.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))


def list_twins(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in team_twins.every(opened):
            code = records.code_of_case(opened, one.case)
            say(args, _("{code} · two teams").format(code=code), case=one.case, code=code, first=one.first,
                second=one.second)  # fmt: skip
    return DONE


def join(args: argparse.Namespace) -> int:
    with session(args, writes=not args.look) as opened:
        act = team_twins.preview if args.look else team_twins.join
        _say(args, act(opened, args.record, args.second))
    return DONE


def _say(args: argparse.Namespace, done: Joining) -> None:
    count = len(done.apart)
    words = ngettext("{n} answer stays in the other team alone.", "{n} answers stay in the other team alone.", count)
    say(
        args,
        words.format(n=count),
        first=done.twins.first,
        second=done.twins.second,
        taken=sorted(done.taken),
        apart=list(done.apart),
    )


def part(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        team_twins.part(opened, args.record)
        say(args, _("The intervention goes on."), record=args.record)
    return DONE
