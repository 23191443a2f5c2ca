"""`ancora pack …` and `ancora export directory`: what a region sends down, and what an office takes over of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, say, say_made, session
from desktop.i18n import _, date_words, ngettext
from desktop.refusals import Refused
from desktop.services import pack_draft, pack_publish, pack_words, packs
from desktop.services.outgoing import Exported
from desktop.services.pack_words import Group
from desktop.services.packs import Info
from desktop.services.session import Session

KINDS = ("form", "protocol", "list", "line", "service", "indicator")


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "pack", _("forms, protocols, lists, lines and tables that a region sends to its offices")))
    add(verbs, "list", _("the packs that are known here, and which one counts"), list_packs)
    _version(add(verbs, "show", _("in a region what is laid ready; in an office what a pack says"), show))
    lay = add(verbs, "add", _("in a region: lay ready what a file holds"), add_file)
    lay.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("changes of a form or a protocol, or parts, one on each line")
    )
    own = add(verbs, "own", _("in a region: lay ready what it changed itself in a form or a protocol"), add_own)
    gone = add(verbs, "remove", _("in a region: take a part out of the next pack"), remove)
    for command, kinds in ((own, KINDS[:2]), (gone, KINDS)):
        command.add_argument("kind", choices=kinds, help=_("what it is"))
        command.add_argument("id", metavar=_("ID"), help=_("its id, as `pack show` tells it"))
    add(verbs, "publish", _("in a region: publish what is laid ready"), publish)
    add(verbs, "offices", _("in a region: which pack each office got, and what it said"), offices)
    _version(add(verbs, "preview", _("in an office: what would change with a pack"), preview))
    _version(add(verbs, "accept", _("in an office: take a pack over, the whole of it"), accept))
    _version(add(verbs, "decline", _("in an office: put a pack aside that waits"), decline))
    add(verbs, "rollback", _("in an office: what counted before the pack counts again"), rollback)


def directory_verb(verbs: Any) -> None:
    """The verb of `ancora export`."""
    sent = add(verbs, "directory", _("the pack of forms, lists and lines that the region published last"), export)
    whom = sent.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar=_("OFFICE"), help=_("the office that alone may open the file"))
    whom.add_argument("--all", action="store_true", help=_("a file for each office, in a folder"))
    sent.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )


def _version(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "version", nargs="?", type=int, metavar=_("NUMBER"), help=_("of the pack; without it the one that waits")
    )


# --- in both ----------------------------------------------------------------------------------------------------------


def list_packs(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = packs.state(opened)
        for one in (found.counting, found.waiting, *found.others):
            if one is not None:
                _say_info(args, one, _state(one))
        if found == packs.State(None, None, ()):
            say(args, _("No pack of a region is here."), state="none")
    return DONE


def _state(one: Info) -> str:
    if one.counts:
        return "counts"
    return "waiting" if one.waits else "aside"


def _say_info(args: argparse.Namespace, one: Info, state: str) -> None:
    words = {
        "counts": _("Pack {count} of region {office} counts: {parts} parts, sign {sign}."),
        "waiting": _("Pack {count} of region {office} waits to be taken over: {parts} parts, sign {sign}."),
        "aside": _("Pack {count} of region {office} is kept: {parts} parts, sign {sign}."),
        "published": _("Pack {count} of region {office} is published: {parts} parts, sign {sign}."),
    }[state].format(count=one.version, office=one.region, parts=one.parts, sign=one.sign)
    facts = {"region": one.region, "version": one.version, "parts": one.parts, "sign": one.sign}
    say(args, words, state=state, at=iso(one.at), decided_at=iso(one.decided_at) if one.decided_at else None, **facts)


def show(args: argparse.Namespace) -> int:
    with session(args) as opened:
        if opened.office.kind == "region":
            _show_draft(args, opened)
        else:
            _say_groups(args, packs.content(opened, _chosen(opened, args.version, counting=True)))
    return DONE


def _say_groups(args: argparse.Namespace, groups: Iterable[Group]) -> None:
    for group in groups:
        for line in group.lines:
            words = _("{name}: {change}").format(name=group.title, change=line.words)
            say(args, words, kind=group.kind, id=group.id, sort=line.sort, care=line.care, change=line.words)


def _chosen(opened: Session, version: int | None, *, counting: bool = False) -> int:
    """The pack that was named, else the one that waits, or counts."""
    if version is not None:
        return version
    found = packs.state(opened)
    one = (found.counting if counting else None) or found.waiting
    if one is None:
        raise Refused("no-such-pack")
    return one.version


# --- in a region ------------------------------------------------------------------------------------------------------


def _show_draft(args: argparse.Namespace, opened: Session) -> None:
    found = pack_draft.draft(opened)
    states = {"new": _("new"), "other": _("changed"), "same": _("as published")}
    for one in found.parts:
        wrong = [pack_words.fault_words(fault) for fault in one.faults]
        words = " · ".join((one.title, states[one.state], *wrong))
        say(args, words, kind=one.kind, id=one.id, state=one.state, faults=[fault.code for fault in one.faults])
    if not found.parts:
        say(args, _("Nothing is laid ready."), parts=0)


def add_file(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = pack_draft.add_file(opened, args.file)
        words = ngettext("{n} part is laid ready.", "{n} parts are laid ready.", len(found)).format(n=len(found))
        ids = [packs.id_of_part(one) for one in found]
        say(args, words, parts=len(found), kinds=[packs.kind_of(one) for one in found], ids=ids)
    return DONE


def add_own(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        pack_draft.put_own(opened, args.kind, args.id)
        words = ngettext("{n} part is laid ready.", "{n} parts are laid ready.", 1).format(n=1)
        say(args, words, parts=1, kinds=[args.kind], ids=[args.id])
    return DONE


def remove(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        pack_draft.remove(opened, args.kind, args.id)
        say(args, _("It stands in the next pack no more."), kind=args.kind)
    return DONE


def publish(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _say_info(args, pack_publish.publish(opened), "published")
    return DONE


def offices(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in pack_publish.of_offices(opened):
            facts = {"office": one.code, "version": one.version, "outcome": one.outcome}
            if one.version is None or one.at is None:
                words = _("{office}: no pack was made for it yet.").format(office=one.code)
            else:
                words = _("{office}: pack {count}, made on {day}, {outcome}.").format(
                    office=one.code, count=one.version, day=date_words(one.at.date()), outcome=_outcome(one.outcome)
                )
            say(args, words, at=iso(one.at) if one.at else None, **facts)
    return DONE


def _outcome(outcome: str | None) -> str:
    if outcome is None:
        return _("not confirmed yet")
    return _("confirmed") if outcome == "imported" else _("refused there")


def export(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        if args.all:
            for done in pack_publish.export_all(opened, args.out):
                _say_sent(args, done)
        else:
            _say_sent(args, pack_publish.export(opened, args.to, args.out))
    return DONE


def _say_sent(args: argparse.Namespace, done: Exported) -> None:
    words = _("The pack for {office} was saved, number {seq}. Nothing in the file is about anybody.")
    say_made(args, words.format(office=done.to, seq=done.seq), done)


# --- in an office -----------------------------------------------------------------------------------------------------


def preview(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = packs.preview(opened, _chosen(opened, args.version))
        _say_groups(args, found.groups)
        for title in found.own:
            words = _("The changes of this office would not fit any more: {name}").format(name=title)
            say(args, words, kind="own", sort="gone", care=True, change=title)
        for fault in found.faults:
            say(args, pack_words.fault_words(fault), kind=fault.kind, id=fault.id, fault=fault.code)
        if not found.groups:
            say(args, _("Nothing would change."), kind="none")
    return DONE


def accept(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _say_info(args, packs.accept(opened, _chosen(opened, args.version)), "counts")
    return DONE


def decline(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        version = _chosen(opened, args.version)
        packs.decline(opened, version)
        say(args, _("It was put aside. It can be taken over later."), version=version)
    return DONE


def rollback(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = packs.rollback(opened)
        if found is not None:
            _say_info(args, found, "counts")
        else:
            say(
                args, _("No pack counts any more: everything is as the program brought it, and this office changed it.")
            )
    return DONE
