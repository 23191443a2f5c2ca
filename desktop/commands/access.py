"""`ancora case access | seal | unseal | deny | allow | glass`: who may see a case."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.i18n import _
from desktop.services import access, cases, people
from desktop.services.session import Session

Tell = Callable[[argparse.Namespace, Session, str], None]


def register(verbs: Any, tell: Tell) -> None:
    """`tell` shows a case, once the glass is broken."""
    _code(add(verbs, "access", _("who may see a case"), list_people))
    seal = _code(add(verbs, "seal", _("seal a case, or one sheet of it, for chosen people"), seal_case))
    seal.add_argument(
        "--for",
        dest="chosen",
        action="append",
        required=True,
        metavar=_("NAME"),
        help=_("one of those who may open it"),
    )
    seal.add_argument(
        "--glass",
        choices=access.GLASS,
        default="lead",
        help=_("who may open it in an emergency, with a written reason; else the head of office"),
    )
    seal.add_argument("--sheet", metavar=_("SHEET"), help=_("only the sheet with this id"))
    unseal = _code(add(verbs, "unseal", _("take the seal of a case or a sheet away"), unseal_case))
    unseal.add_argument("--sheet", metavar=_("SHEET"), help=_("only the sheet with this id"))
    for name, help_, run in (
        ("deny", _("hide a case from a person, as if it did not exist"), deny),
        ("allow", _("let a person see a case again"), allow),
    ):
        _code(add(verbs, name, help_, run)).add_argument("name", metavar=_("NAME"))
    glass = _code(add(verbs, "glass", _("open a sealed case in an emergency and show it"), break_glass))
    glass.add_argument(
        "--reason-file",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("a file that holds the reason, which the head of office will read; - reads it from standard input"),
    )
    glass.set_defaults(tell=tell)


def _code(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    return parser


def list_people(args: argparse.Namespace) -> int:
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        seal = access.state(opened, case)
        for one in access.who_sees(opened, case):
            say(
                args,
                f"{one.name} · {people.role_words(one.role)} · {access.how_words(one)}",
                worker=one.worker,
                name=one.name,
                role=one.role,
                how=one.how,
                waits=one.waits,
                sealed_at=iso(seal.at) if seal else None,
            )
    return DONE


def seal_case(args: argparse.Namespace) -> int:
    """Seal it, or choose other people where it is sealed already."""
    with session(args, writes=True) as opened:
        case = cases.by_code(opened, args.code).case
        chosen = [people.find(opened, name).id for name in args.chosen]
        scope = args.sheet or case
        if scope in access.sealed_scopes(opened, case):
            access.choose(opened, scope, chosen, args.glass)
        elif args.sheet:
            access.seal_sheet(opened, scope, chosen, args.glass)
        else:
            access.seal_case(opened, case, chosen, args.glass)
    say(args, _("It is sealed for the chosen people."), case=case, scope=scope, chosen=chosen, glass=args.glass)
    return DONE


def unseal_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        case = cases.by_code(opened, args.code).case
        scope = args.sheet or case
        access.unseal(opened, scope)
    say(args, _("The seal is taken away."), case=case, scope=scope)
    return DONE


def deny(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        case, who = cases.by_code(opened, args.code).case, people.find(opened, args.name)
        access.deny(opened, case, who.id)
    words = _("For {name} there is no such case any more.").format(name=who.name)
    say(args, words, case=case, worker=who.id, name=who.name)
    return DONE


def allow(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        case, who = cases.by_code(opened, args.code).case, people.find(opened, args.name)
        access.allow(opened, case, who.id)
    words = _("The case is no longer hidden from {name}.").format(name=who.name)
    say(args, words, case=case, worker=who.id, name=who.name)
    return DONE


def break_glass(args: argparse.Namespace) -> int:
    """It stays open for this one command alone."""
    reason = read_words(args.reason_file)
    with session(args, writes=True) as opened:
        access.break_glass(opened, args.code, reason)
        args.tell(args, opened, args.code)
    return DONE
