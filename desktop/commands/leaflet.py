"""`ancora leaflet …`: papers for the person, without a code and without a vault."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, say
from desktop.i18n import _, language, ngettext, pick
from desktop.services import leaflets, reports


def register(nouns: Any) -> None:
    command = add(nouns, "leaflet", _("print a leaflet for the person, or list them"), leaflet)
    command.add_argument("leaflet", nargs="?", metavar=_("LEAFLET"), help=_("its name, for example rights"))
    command.add_argument("--country", choices=("MD", "RO"), default="MD", help=_("whose law and whose numbers"))
    command.add_argument("--language", choices=(*leaflets.LANGUAGES, *leaflets.WANTED), default="",
                         help=_("the language of the paper"))  # fmt: skip
    command.add_argument("--fold", action="store_true", help=_("small, on a sheet that is blank when it is folded"))
    command.add_argument("--out", type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


def leaflet(args: argparse.Namespace) -> int:
    if not args.leaflet or args.out is None:
        for one in leaflets.leaflets(args.country):
            languages = list(leaflets.LANGUAGES)
            words = " · ".join((one.id, pick(one.title), " ".join(languages)))
            say(args, words, leaflet=one.id, languages=languages, wanted=list(leaflets.WANTED), verified=one.verified)
        return DONE
    made = leaflets.make(args.leaflet, args.language or language(), country=args.country, folded=args.fold)
    reports.save_paper(made, args.out)
    words = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", made.pages).format(n=made.pages)
    say(args, words, leaflet=args.leaflet, pages=made.pages, file=str(args.out))
    return DONE
