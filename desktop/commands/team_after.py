"""`ancora team close | reopen | opinions`: the end of an intervention; opinion sheets, counted several at once."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, whole
from desktop.commands.common import DONE, say, session
from desktop.commands.lines import one_object, text_of
from desktop.i18n import _, language, ngettext, pick
from desktop.refusals import Refused
from desktop.services import opinions, reports, team_end
from desktop.services.opinions import Told
from desktop.services.session import Session
from desktop.services.team_end import Answers, Ending, Said


def register(verbs: Any) -> None:
    closed = add(verbs, "close", _("end the intervention, or show what is open; the case stays open"), close)
    closed.add_argument("--outcome", metavar=_("OUTCOME"), help=_("a code of the list of outcomes; without it, a look"))
    closed.add_argument("--retellings", type=whole(0), metavar="N", help=_("how often she gave her account"))
    closed.add_argument("--answers", type=Path, metavar=_("FILE.json|-"), help=_("what is said of each open step"))
    closed.add_argument("--sure", nargs="*", choices=(team_end.WINDOWS,), default=(), help=_("warnings that were read"))
    again = add(verbs, "reopen", _("the intervention goes on"), reopen)
    for verb in (closed, again):
        verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))
    kept = below(add(verbs, "opinions", _("opinion sheets: without a name, counted several at once")))
    put = add(kept, "put", _("count sheets: a file with “quarter”, “sheets” and “counts”"), put_opinions)
    put.add_argument("file", type=Path, metavar=_("FILE.json|-"), help=_("a file, or - for standard input"))
    add(kept, "show", _("what was counted"), show_opinions)
    sheet = add(kept, "sheet", _("the empty sheet, without a code and a date"), print_sheet)
    sheet.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


# --- the end ----------------------------------------------------------------------------------------------------------


def close(args: argparse.Namespace) -> int:
    told = one_object(args.answers) if args.answers else {}
    with session(args, writes=bool(args.outcome)) as opened:
        if not args.outcome:
            _say_ending(args, team_end.ending(opened, args.record))
            return DONE
        planned = team_end.end(opened, args.record, args.outcome, _answers(args, told))
        say(args, _("The intervention has ended."), record=args.record, outcome=args.outcome, planned=planned)
    return DONE


def _say_ending(args: argparse.Namespace, open_: Ending) -> None:
    asked = ngettext("{n} thing has to be said first.", "{n} things have to be said first.", open_.asked)
    say(
        args,
        asked.format(n=open_.asked),
        record=open_.team,
        outcome=open_.outcome or None,
        duties=[view.step.id for view in open_.duties],
        late=[view.step.id for view in open_.silent],
        missed=["/".join(map(str, team_end.place(one))) for one in open_.passed],
        windows=[care.view.step.id for care in open_.windows],
        steps=[view.step.id for view in open_.steps],
        ahead=len(open_.ahead),
        decisions=len(open_.tasks),
        papers=len(open_.papers),
        retellings=open_.retellings,
    )


def _answers(args: argparse.Namespace, told: Mapping[str, Any]) -> Answers:
    """`steps`: step -> {state, reason}; `late`: step -> reason; `missed`: STEP/CLOCK/N -> reason; codes alone."""
    steps, late, missed = (told.get(key, {}) for key in ("steps", "late", "missed"))
    if not all(isinstance(part, dict) for part in (steps, late, missed)):
        raise Refused("bad-line", line=1)
    try:
        said = {str(id): Said(str(one["state"]), one.get("reason")) for id, one in steps.items()}
        places = {
            (step, int(clock), int(no)): str(why) for key, why in missed.items() for step, clock, no in [key.split("/")]
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("bad-line", line=1) from None
    return Answers(said, {str(k): str(v) for k, v in late.items()}, places, args.retellings, frozenset(args.sure))


def reopen(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        team_end.reopen(opened, args.record)
        say(args, _("The intervention goes on."), record=args.record)
    return DONE


# --- opinions ---------------------------------------------------------------------------------------------------------


def put_opinions(args: argparse.Namespace) -> int:
    told = one_object(args.file)
    counts, sheets = told.get("counts"), told.get("sheets")
    if not isinstance(counts, dict) or not isinstance(sheets, int) or isinstance(sheets, bool):
        raise Refused("bad-line", line=1)
    rows = {str(name): row for name, row in counts.items() if isinstance(row, list)}
    if any(not isinstance(n, int) or isinstance(n, bool) for row in rows.values() for n in row):
        raise Refused("bad-line", line=1)
    with session(args, writes=True) as opened:
        opinions.put(opened, text_of(told, "quarter"), sheets, rows)
        words = ngettext("{n} sheet was counted.", "{n} sheets were counted.", sheets).format(n=sheets)
        say(args, words, quarter=text_of(told, "quarter"), sheets=sheets)
    return DONE


def show_opinions(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for told in opinions.show(opened):
            _say_told(args, opened, told)
    return DONE


def _say_told(args: argparse.Namespace, opened: Session, told: Told) -> None:
    sheets = ngettext("{n} sheet", "{n} sheets", told.sheets).format(n=told.sheets)
    lines = [f"{told.period} · {sheets}"]
    for one in told.questions:
        label = pick(opinions.question_words(opened, one.question))
        few = _("too few answers to show")
        lines.append(f"  {label} {one.good} %" if one.good is not None else f"  {label} {few}")
    shares = {one.question: dict(one.percent) if one.percent else None for one in told.questions}
    say(args, "\n".join(lines), period=told.period, sheets=told.sheets, shares=shares)


def print_sheet(args: argparse.Namespace) -> int:
    with session(args) as opened:
        made = opinions.sheet(opened, language())
        reports.save_paper(made, args.out)
    words = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", made.pages)
    say(args, words.format(n=made.pages), file=str(args.out), pages=made.pages)
    return DONE
