"""`ancora reports list | decide | told`: what was reported, before it is a case."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, whole
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.i18n import _, pick
from desktop.services import child_notice, report_grounds, reports_inbox
from desktop.services.reports_inbox import Decision, ReportRow
from desktop.services.session import Session

STATES = {
    "undecided": reports_inbox.UNDECIDED,
    "taken": reports_inbox.TAKE,
    "referred": reports_inbox.REFER,
    "unconfirmed": reports_inbox.UNCONFIRMED,
    "duplicate": reports_inbox.DUPLICATE,
}
DECISIONS = tuple(name for name in STATES if name != "undecided")
ALL = 1_000_000


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "reports", _("reports before cases")))
    listing = add(verbs, "list", _("list the reports, the newest first"), list_reports)
    listing.add_argument("--state", choices=tuple(STATES), help=_("only those in this state"))
    listing.add_argument("--limit", type=whole(0), default=ALL, metavar="N", help=_("at most so many"))
    decide_ = add(verbs, "decide", _("write what was decided on a report"), decide)
    decide_.add_argument("report", metavar=_("REPORT"), help=_("the id of the report"))
    decide_.add_argument("decision", choices=DECISIONS, metavar=_("DECISION"), help=", ".join(DECISIONS))
    decide_.add_argument(
        "--ground",
        choices=report_grounds.GROUNDS,
        help=_("the ground on which it becomes a case; danger to life and a child are read from the report"),
    )
    decide_.add_argument(
        "--note-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the law and article, or how she consented"),
    )
    decide_.add_argument("--to", default="", metavar=_("INSTITUTION"), help=_("the code of the institution it goes to"))
    decide_.add_argument("--of", default="", metavar=_("CODE"), help=_("the case, or the report, that it says again"))
    told = add(verbs, "told", _("write down that the guardianship authority was told of a child"), note_notice)
    told.add_argument("report", metavar=_("REPORT"), help=_("the id of the report"))
    told.add_argument("--at", type=_moment, metavar=_("MOMENT"), help=_("when, as 2026-11-24T14:30; else now"))
    notice = add(verbs, "notice", _("the notice about a child, to sign and hand over"), print_notice)
    notice.add_argument("report", metavar=_("REPORT"), help=_("the id of the report"))
    notice.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("the file to write"))
    told.add_argument("--who-file", type=Path, metavar=_("FILE"), help=_("a file that says who received it"))


def list_reports(args: argparse.Namespace) -> int:
    state = STATES[args.state] if args.state else None
    with session(args) as opened:
        for row in reports_inbox.page(opened, state, limit=args.limit).rows:
            _say(args, opened, row)
    return DONE


def decide(args: argparse.Namespace) -> int:
    note = read_words(args.note_file).strip() if args.note_file else ""
    decision = Decision(STATES[args.decision], ground=args.ground or "", note=note, to=args.to, of=args.of)
    with session(args, writes=True) as opened:
        _say(args, opened, reports_inbox.decide(opened, args.report, decision))
    return DONE


def note_notice(args: argparse.Namespace) -> int:
    who = read_words(args.who_file).strip() if args.who_file else ""
    with session(args, writes=True) as opened:
        at = args.at.replace(tzinfo=opened.tz) if args.at else opened.now()
        _say(args, opened, reports_inbox.note_notice(opened, args.report, at, who))
    return DONE


def print_notice(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        made = child_notice.paper(opened, args.report)
        child_notice.save(opened, made, args.out)
    say(args, _("The notice is written."), report=args.report, file=str(args.out))
    return DONE


def _say(args: argparse.Namespace, opened: Session, row: ReportRow) -> None:
    listed = opened.library.definitions.list("report_decisions").find(row.decision)
    state = pick(listed.label) if listed else _("undecided")
    say(
        args,
        " · ".join(part for part in (row.record, row.at or "–", state, row.code or "") if part),
        report=row.record,
        case=row.case,
        code=row.code,
        at=row.at,
        state=next((name for name, code in STATES.items() if code == row.decision), "undecided"),
        danger=row.danger,
        child=row.child,
        topics=list(row.topics),
        ground=row.ground,
        referred_to=row.referred_to,
        same_as=row.same_as,
        notified=row.notified,
        notice_due=iso(row.notice_due),
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the office's own time is added to it
    except ValueError:
        raise argparse.ArgumentTypeError(_("a moment is needed, for example 2026-11-24T14:30")) from None
