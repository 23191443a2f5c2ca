"""`ancora case similar | merge | unmerge | links | link | unlink`: the same person, and files that belong together."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, say, session
from desktop.i18n import _, pick
from desktop.services import cases, duplicates, links, merging
from desktop.services.session import Session


def register(verbs: Any) -> None:
    similar = add(verbs, "similar", _("other files that may be about the same person"), list_similar)
    similar.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    merge = add(verbs, "merge", _("merge a second file about one person; it can be undone"), merge_case)
    merge.add_argument("code", metavar=_("CODE"), help=_("the code of the second file"))
    merge.add_argument("--into", required=True, metavar=_("CODE"), help=_("the code of the file that stands for both"))
    undo = add(verbs, "unmerge", _("undo the merging of a file"), unmerge_case)
    undo.add_argument("code", metavar=_("CODE"), help=_("the code of the second file"))
    listing = add(verbs, "links", _("the files that belong together with a case"), list_links)
    listing.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    for name, help_, run in (
        ("link", _("link two files"), link_case),
        ("unlink", _("take a link away"), unlink_case),
    ):
        verb = add(verbs, name, help_, run)
        verb.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
        verb.add_argument("other", metavar=_("CODE"), help=_("the code of the other case"))
        if name == "link":
            verb.add_argument(
                "--kind", default="dosar_legat", metavar=_("KIND"), help=_("the code of the kind of link")
            )


def list_similar(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in duplicates.of_case(opened, cases.by_code(opened, args.code).case):
            how = one.likeness
            say(
                args,
                " · ".join((one.code or one.record, one.form, how.level, ", ".join(how.reasons))),
                record=one.record,
                case=one.case,
                code=one.code,
                form=one.form,
                own=one.own,
                level=how.level,
                reasons=list(how.reasons),
            )
    return DONE


def merge_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        second, first = (merging.by_own_code(opened, code) for code in (args.code, args.into))
        stands = merging.merge_into(opened, second.case, first.case)
    words = _("{code} is one with {first} from now on. Nothing was moved, and it can be undone.")
    say(args, words.format(code=second.code, first=stands.code), code=second.code, into=stands.code)
    return DONE


def unmerge_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        row = merging.unmerge(opened, merging.by_own_code(opened, args.code).case)
    say(args, _("{code} stands for itself again.").format(code=row.code), code=row.code, status=row.status)
    return DONE


def list_links(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = links.links(opened, merging.by_own_code(opened, args.code).case)
        for link in found.linked:
            say(args, f"{link.case.code} · {_kind_words(opened, link.kind)}", code=link.case.code, kind=link.kind)
        for row in found.merged:
            say(args, _("{code}, merged into this one").format(code=row.code), code=row.code, kind="merged")
        if found.first is not None:
            say(args, _("merged into {code}").format(code=found.first.code), code=found.first.code, kind="first")
    return DONE


def _kind_words(opened: Session, kind: str) -> str:
    entry = opened.library.definitions.list(links.KINDS).find(kind)
    return pick(entry.label) if entry else kind


def link_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        links.add(opened, cases.by_code(opened, args.code).case, args.other, args.kind)
    say(args, _("The link is written."), code=args.code, other=args.other, kind=args.kind)
    return DONE


def unlink_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        case, other = (cases.by_code(opened, code).case for code in (args.code, args.other))
        links.remove(opened, case, other)
    say(args, _("The link is taken away."), code=args.code, other=args.other)
    return DONE
