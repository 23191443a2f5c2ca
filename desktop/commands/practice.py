"""`ancora practice`: a vault of invented people to learn with; it can never export to a real office."""

from __future__ import annotations

import argparse
from typing import Any

from desktop import paths
from desktop.commands import common
from desktop.commands.arguments import add, whole
from desktop.commands.common import DONE, say
from desktop.i18n import _, ngettext
from desktop.services import practice, vaults
from desktop.services.vaults import COUNTRIES


def register(nouns: Any) -> None:
    parser = add(nouns, "practice", _("make a practice database of invented people"), make_practice)
    parser.add_argument("--cases", type=whole(0), required=True, metavar="N", help=_("how many cases"))
    parser.add_argument("--country", choices=COUNTRIES, default=COUNTRIES[0], help=_("the country of the office"))
    parser.add_argument("--seed", type=whole(0), default=1, metavar="S", help=_("the same number, the same people"))


def make_practice(args: argparse.Namespace) -> int:
    folder = getattr(args, "vault", None) or paths.practice_vault()
    made = practice.make(folder, cases=args.cases, seed=args.seed, clock=common.clock, country=args.country)
    try:
        words = ngettext(
            "The practice database has {n} case of invented people. Worker: {worker}. Passphrase: {passphrase}",
            "The practice database has {n} cases of invented people. Worker: {worker}. Passphrase: {passphrase}",
            args.cases,
        )
        say(
            args,
            words.format(n=args.cases, worker=made.worker.name, passphrase=practice.PASSPHRASE),
            vault=str(folder),
            office=made.office.code,
            cases=args.cases,
            worker=made.worker.name,
            passphrase=practice.PASSPHRASE,
        )
    finally:
        vaults.close_session(made, make_backup=False)
    return DONE
