"""`ancora log`: who did what and when, the newest first; the place is named where it was changed from outside."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.arguments import add, day, whole
from desktop.commands.common import DONE, REFUSED, iso, say, session, warn
from desktop.i18n import _, datetime_words, number_words
from desktop.refusals import Refused, explain
from desktop.services import journal
from desktop.services.verbs import VERBS, verb_words

LINES = 200


def register(nouns: Any) -> None:
    log = add(nouns, "log", _("read the access log; for the head of office"), show_log)
    log.add_argument("--by", metavar=_("NAME"), help=_("only what this person did"))
    log.add_argument("--verb", choices=sorted(VERBS), metavar=_("VERB"), help=_("only acts of this kind"))
    log.add_argument("--case", metavar=_("CODE"), help=_("only what concerns this case"))
    log.add_argument("--since", type=day, metavar=_("DAY"), help=_("from this day on, for example 2026-11-24"))
    log.add_argument("--until", type=day, metavar=_("DAY"), help=_("up to and with this day"))
    log.add_argument("--limit", type=whole(0), default=LINES, metavar="N", help=_("at most so many"))


def show_log(args: argparse.Namespace) -> int:
    with session(args) as opened:
        by = journal.worker_named(opened, args.by) if args.by is not None else None
        wanted = journal.Filter(by, args.verb, args.case, args.since, args.until)
        before, left = None, args.limit
        while left and (entries := journal.page(opened, wanted, before, min(left, journal.PAGE))):
            for entry in entries:
                _say(args, entry)
            before, left = entries[-1].num, left - len(entries)
        broken = journal.verify(opened)
    if broken is None:
        return DONE
    warn("log-tampered", explain(Refused("log-tampered")), journal.place_words(broken))
    return REFUSED


def _say(args: argparse.Namespace, entry: journal.Entry) -> None:
    parts = [datetime_words(entry.at), entry.worker, verb_words(entry.verb), entry.about]
    if entry.count is not None:
        parts.append(_("count: {n}").format(n=number_words(entry.count)))
    say(
        args,
        " · ".join(part for part in parts if part),
        num=entry.num,
        at=iso(entry.at),
        worker=entry.worker,
        verb=entry.verb,
        about=entry.about,
        count=entry.count,
    )
