"""`ancora protocols …`: the checklists of the country, and what the office changed in them, without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, say, session
from desktop.i18n import _, datetime_words, pick
from desktop.services import local_protocols
from desktop.services.local_protocols import OfProtocol


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "protocols", _("the checklists as this office works by them; for the head of office")))
    add(verbs, "list", _("every protocol of the country, and which of them the office changed"), list_protocols)
    _protocol(add(verbs, "show", _("the steps and deadlines of a protocol"), show))
    own = below(add(verbs, "local", _("what the office changed in a protocol")))
    export = _protocol(add(own, "export", _("save the changes of a protocol for another office"), export_changes))
    export.add_argument("--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file"))
    bring = add(own, "import", _("take over the changes of a protocol from a file, and publish them"), import_changes)
    bring.add_argument("file", type=Path, metavar=_("FILE"), help=_("a file that another office saved"))
    _protocol(add(own, "drop", _("begin with a protocol as it was shipped; running teams go on"), drop))


def _protocol(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("protocol", metavar=_("PROTOCOL"), help=_("the name of the protocol, for example sv_md"))
    return command


def list_protocols(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in local_protocols.editions(opened):
            _say_protocol(args, one)
    return DONE


def _say_protocol(args: argparse.Namespace, one: OfProtocol) -> None:
    made = one.counting
    parts = [one.protocol.id, pick(one.protocol.title)]
    if made is not None:
        parts += [_("no longer fits") if made.faults else _("the office's own")]
        parts += [made.sign, datetime_words(made.at), made.worker]
    say(
        args,
        " · ".join(parts),
        protocol=one.protocol.id,
        version=one.shipped.version,
        steps=len(one.protocol.steps),
        verified=one.protocol.verified,
        edition=made.sign if made else None,
        changes=made.changes.count if made else 0,
        at=iso(made.at) if made else None,
        fits=not made.faults if made else True,
        earlier=len(one.earlier),
    )


def show(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for step in local_protocols.of_protocol(opened, args.protocol).protocol.steps:
            clocks = [
                {"clock": f"{step.id}/{place}", "kind": str(clock.kind), "anchor": clock.anchor, "due": str(clock.due),
                 "verified": clock.verified}
                for place, clock in enumerate(step.clocks, 1)
            ]  # fmt: skip
            told = [f"{clock.anchor} + {clock.due}" for clock in step.clocks]
            words = " · ".join((step.id, pick(step.title), " ".join(step.roles), *told))
            say(args, words, step=step.id, roles=list(step.roles), verified=step.verified, clocks=clocks)
    return DONE


def export_changes(args: argparse.Namespace) -> int:
    with session(args) as opened:
        made = local_protocols.export_file(opened, args.protocol, args.out)
        words = _("Saved. The file holds steps and deadlines, and nothing about anybody.")
        say(args, words, protocol=made.changes.protocol, edition=made.sign, changes=made.changes.count,
            file=str(args.out))  # fmt: skip
    return DONE


def import_changes(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _say_protocol(args, local_protocols.publish(opened, local_protocols.import_file(opened, args.file)))
    return DONE


def drop(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = local_protocols.of_protocol(opened, args.protocol)
        local_protocols.drop(opened, found.protocol.id)
        words = _("Teams begin with the protocol as it was shipped. Running teams go on as they began.")
        say(args, words, protocol=found.protocol.id)
    return DONE
