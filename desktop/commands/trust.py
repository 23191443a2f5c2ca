"""`ancora trust list | show | revoke | put-aside | root …` and `ancora export trust`: whom this office believes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, day
from desktop.commands.common import DONE, iso, read_words, say, say_made, session, warn
from desktop.i18n import _, date_words, language, ngettext
from desktop.refusals import Refused
from desktop.services import cards, region_root, trust_view
from desktop.services.region_root import Draft, RootState
from desktop.services.trust_view import Trusted


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "trust", _("whom this office believes, and why")))
    add(verbs, "list", _("every office whose card is known here"), list_)
    show = add(verbs, "show", _("all that is known of one office's cards"), show_one)
    show.add_argument("office", metavar=_("OFFICE"))
    revoke = add(verbs, "revoke", _("take back the trust in an office; nothing more of it is imported"), revoke_one)
    revoke.add_argument("office", metavar=_("OFFICE"))
    revoke.add_argument("--reason", required=True, choices=cards.REASONS, help=_("why"))
    revoke.add_argument("--since", type=day, metavar="2026-11-24", help=_("from which day the key may be misused"))
    revoke.add_argument("--confirm", metavar=_("OFFICE"), help=_("the same office once more; there is no way back"))
    aside = add(verbs, "put-aside", _("do not take keys that a list named and that wait to be compared"), put_aside)
    aside.add_argument("office", metavar=_("OFFICE"))
    _add_root(below(add(verbs, "root", _("the root of this region, kept on paper by two people"))))


def _add_root(verbs: Any) -> None:
    make = add(verbs, "make", _("make a root and write its papers"), make_root)
    make.add_argument("folder", type=Path, metavar=_("DIR"), help=_("a folder for the PDFs; print and delete them"))
    make.add_argument("--papers", type=int, choices=region_root.PAPERS, default=3, help=_("two people, or three"))
    add(verbs, "show", _("the root, its last list, and what the next one would say"), show_root)
    sign = add(verbs, "sign", _("sign the list of the offices with two papers of the root"), sign_list)
    sign.add_argument(
        "--shares", type=Path, nargs="+", required=True, metavar=_("FILE"), help=_("files that hold one paper each")
    )


def trust_verb(verbs: Any) -> None:
    """`ancora export trust`: the list that was signed last, for one office or for all."""
    export = add(verbs, "trust", _("the signed list of the offices, for one of them or for all"), export_list)
    whom = export.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar=_("OFFICE"), help=_("the office that alone may open the file"))
    whom.add_argument("--all", action="store_true", help=_("a file for each office"))
    export.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )


# --- offices ----------------------------------------------------------------------------------------------------------


def list_(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = trust_view.all_(opened)
    for one in found:
        _say_one(args, one)
    return DONE


def show_one(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = trust_view.of(opened, args.office)
    for one in found:
        _say_one(args, one)
    return DONE


def revoke_one(args: argparse.Namespace) -> int:
    if args.confirm != args.office:
        raise Refused("revoke-not-confirmed")
    with session(args, writes=True) as opened:
        cards.distrust(opened, args.office, args.reason, args.since)
        gone = next(one for one in trust_view.of(opened, args.office) if one.state == trust_view.REVOKED)
    words = _("Files of office {office} are refused from now on. What came before stays.").format(office=gone.code)
    say(args, " ".join((words, *_after(gone))), **_facts(gone))
    return DONE


def put_aside(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        cards.put_aside(opened, args.office)
    say(args, _("The keys were put aside. A later list may name them again."), office=args.office)
    return DONE


def _say_one(args: argparse.Namespace, one: Trusted) -> None:
    head = {
        trust_view.TRUSTED: _("{office}: trusted."),
        trust_view.OLD: _("{office}: trusted; it is time to compare the fingerprint again."),
        trust_view.WAITING: _("{office}: waits to be compared."),
        trust_view.REVOKED: _("{office}: no longer trusted."),
    }[one.state].format(office=one.code)
    words = [head, trust_view.gone_words(one) or trust_view.why_words(one), *_after(one)]
    words.append(_("Fingerprint: {fingerprint}").format(fingerprint=one.fingerprint))
    say(args, " ".join(words), **_facts(one))


def _after(one: Trusted) -> list[str]:
    if not one.since_lost or one.lost_on is None:
        return []
    words = ngettext(
        "{n} file came after {day}: look at what it brought.",
        "{n} files came after {day}: look at what they brought.",
        one.since_lost,
    )
    return [words.format(n=one.since_lost, day=date_words(one.lost_on))]


def _facts(one: Trusted) -> dict[str, Any]:
    return {
        "office": one.code,
        "kind": one.kind,
        "country": one.country,
        "state": one.state,
        "why": one.why,
        "since": _iso(one.since),
        "until": _iso(one.until),
        "compared": _iso(one.compared_on),
        "region": one.told_by,
        "version": one.version,
        "changed": _iso(one.changed_on),
        "root": one.has_root,
        "reason": one.reason,
        "revoked": _iso(one.revoked_on),
        "lost": _iso(one.lost_on),
        "came_since_lost": one.since_lost,
        "last_kind": one.last.kind if one.last else None,
        "last_seq": one.last.seq if one.last else None,
        "last_at": iso(one.last.at) if one.last else None,
        "fingerprint": one.fingerprint,
    }


# --- the root ---------------------------------------------------------------------------------------------------------


def make_root(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        root = region_root.new(opened)
        pages = region_root.papers(opened, root, args.papers, language())
        files = region_root.save_papers(args.folder, pages)
        region_root.keep(opened, root, args.papers)
        state = region_root.state(opened)
    for file in files:
        say(args, _("The paper was saved: {file}").format(file=file), file=str(file), **_root_facts(state))
    warn(
        "paper", _("Print each file for its person and delete it. The root counts once two of the papers have signed.")
    )
    return DONE


def show_root(args: argparse.Namespace) -> int:
    with session(args) as opened:
        state, ahead = region_root.state(opened), region_root.draft(opened)
    words = _("There is no root yet.")
    if state.number is not None:
        words = _("Root {number}, list {version}, offices: {count}.").format(
            number=state.number, version=state.version, count=state.offices
        )
    elif state.waiting is not None:
        words = _("The papers of the root {number} were made and have not signed yet.").format(number=state.waiting)
    say(args, " ".join((words, *_draft_words(ahead))), **_root_facts(state), **_draft_facts(ahead))
    return DONE


def sign_list(args: argparse.Namespace) -> int:
    root = region_root.read([read_words(file) for file in args.shares])
    with session(args, writes=True) as opened:
        ahead = region_root.draft(opened, root)
        region_root.sign(opened, root, ahead)
        state = region_root.state(opened)
    words = _("The list {version} was signed. Make a file of it for each office.").format(version=state.version)
    say(args, " ".join((words, *_draft_words(ahead))), **_root_facts(state), **_draft_facts(ahead))
    return DONE


def export_list(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        for to in region_root.addressees(opened) if args.all else (args.to,):
            done = region_root.export(opened, to, args.out)
            words = _("The list for {office} was saved, number {seq}.").format(office=done.to, seq=done.seq)
            say_made(args, words, done)
    return DONE


def _draft_words(ahead: Draft) -> list[str]:
    told = (
        (_("New: {offices}."), ahead.added),
        (_("With new keys: {offices}."), ahead.changed),
        (_("No longer valid: {offices}."), ahead.revoked),
    )
    return [words.format(offices=", ".join(found)) for words, found in told if found]


def _draft_facts(ahead: Draft) -> dict[str, Any]:
    return {"added": list(ahead.added), "changed": list(ahead.changed), "revoked": list(ahead.revoked)}


def _root_facts(state: RootState) -> dict[str, Any]:
    return {
        "root": state.number,
        "waiting": state.waiting,
        "papers": state.papers,
        "version": state.version,
        "signed": _iso(state.signed_on),
        "offices": state.offices,
    }


def _iso(found: Any) -> str | None:
    return found.isoformat() if found else None
