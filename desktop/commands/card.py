"""`ancora card export | show | trust | renew`: the cards by which offices know each other."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, say, session, warn
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import pc_retire, sync


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "card", _("cards by which offices know each other")))
    export = add(verbs, "export", _("save the card of this office"), export_card)
    export.add_argument("file", type=Path, metavar=_("FILE"))
    show = add(verbs, "show", _("show whose card a file is, and its fingerprint"), show_card)
    show.add_argument("file", type=Path, metavar=_("FILE"))
    trust = add(verbs, "trust", _("trust an office after comparing its fingerprint by voice"), trust_card)
    trust.add_argument("file", type=Path, metavar=_("FILE"))
    trust.add_argument("--fingerprint", metavar="6x5", help=_("six groups of five figures, as read on the telephone"))
    add(verbs, "renew", _("new keys for this office, after a theft"), renew_card)


def export_card(args: argparse.Namespace) -> int:
    with session(args) as opened:
        card = sync.save_card(opened, args.file)
    say(
        args,
        _("The card was saved. Its fingerprint: {fingerprint}").format(fingerprint=card.fingerprint),
        file=str(args.file),
        office=card.office,
        fingerprint=card.fingerprint,
    )
    return DONE


def show_card(args: argparse.Namespace) -> int:
    card = sync.read_card(args.file)
    say(
        args,
        _("Office {office}. Fingerprint: {fingerprint}").format(office=card.office, fingerprint=card.fingerprint),
        office=card.office,
        kind=card.kind,
        country=card.country,
        root=card.root is not None,
        changes=len(card.changes),
        fingerprint=card.fingerprint,
    )
    return DONE


def trust_card(args: argparse.Namespace) -> int:
    with session(args) as opened:
        card = sync.trust(opened, args.file, args.fingerprint)
    say(
        args,
        _("Files of office {office} are accepted from now on.").format(office=card.office),
        office=card.office,
        kind=card.kind,
        fingerprint=card.fingerprint,
    )
    return DONE


def renew_card(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        card = pc_retire.renew_keys(opened)
    warn("office-keys-changed", explain(Refused("office-keys-changed")))
    say(
        args,
        _("This office has new keys. Its new fingerprint: {fingerprint}").format(fingerprint=card.fingerprint),
        office=card.office,
        fingerprint=card.fingerprint,
    )
    return DONE
