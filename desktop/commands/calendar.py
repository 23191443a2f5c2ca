"""`ancora calendar` and `ancora appointment add | move | cancel`: what the days hold; appointments out of a file."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, say, session
from desktop.commands.lines import one_object, text_of
from desktop.i18n import _, date_words, pick, time_words
from desktop.refusals import Refused
from desktop.services import appointments, calendar, cases, people
from desktop.services.calendar import APPOINTMENT, Entry
from desktop.services.session import Session
from desktop.services.teamfile import CLOCKS


def register(nouns: Any) -> None:
    shown = add(nouns, "calendar", _("what a day or a week holds"), show)
    shown.add_argument("--day", metavar=_("DAY"), help=_("a day as 2026-11-30; otherwise today"))
    shown.add_argument("--week", action="store_true", help=_("the whole week of that day"))
    shown.add_argument("--mine", action="store_true", help=_("only what calls the person who works"))
    verbs = below(add(nouns, "appointment", _("plan, move and cancel appointments")))
    new = add(verbs, "add", _("plan one: a file with “case” and “set”"), plan)
    moved = add(verbs, "move", _("another day and hour: a file with “start”, “by” and “reason”"), move)
    ended = add(verbs, "cancel", _("call one off: a file with “by” and “reason”"), cancel)
    for command in (moved, ended):
        command.add_argument("record", metavar=_("RECORD"), help=_("the id of the appointment, as calendar prints it"))
    for command in (new, moved, ended):
        command.add_argument("file", metavar=_("FILE.json|-"), help=_("a file, or - for standard input"))


def show(args: argparse.Namespace) -> int:
    with session(args) as opened:
        day = _day(args.day) if args.day else opened.now().date()
        first, last = calendar.week_of(day) if args.week else (day, day)
        worker = opened.worker.id if args.mine else None
        for entry in calendar.days(opened, first, last, worker=worker).entries:
            _say(args, opened, entry)
    return DONE


def _say(args: argparse.Namespace, opened: Session, entry: Entry) -> None:
    when = date_words(entry.day) if entry.whole_day else f"{date_words(entry.day)}, {time_words(entry.at)}"
    what = " · ".join(part for part in (_title(opened, entry), entry.purpose, entry.status) if part)
    say(
        args,
        _("{when} · {code} · {what}").format(when=when, code=entry.code or _("without a case"), what=what),
        at=entry.at.isoformat(),
        until=entry.until.isoformat() if entry.until else None,
        whole_day=entry.whole_day,
        kind=entry.kind,
        due=entry.ref,
        case=entry.code or None,
        record=entry.record,
        worker=people.name_of(opened, entry.worker) if entry.worker else None,
        state=entry.state,
        purpose=entry.purpose or None,
        status=entry.status or None,
    )


def _title(opened: Session, entry: Entry) -> str:
    if entry.kind in CLOCKS:
        return _("medical window") if entry.kind == "window" else _("deadline of a team")
    if entry.kind == APPOINTMENT:
        return _("appointment")
    deadline = opened.library.deadlines.get(entry.ref)
    return pick(deadline.title) if deadline else entry.kind


def plan(args: argparse.Namespace) -> int:
    told = one_object(Path(args.file))
    answers = told.get("set")
    if not isinstance(answers, dict):
        raise Refused("bad-line", line=1)
    with session(args, writes=True) as opened:
        case = cases.by_code(opened, str(told.get("case", ""))).case
        clashes = appointments.clashes(opened, case, {"worker": opened.worker.id, **answers})
        record = appointments.add(opened, case, answers)
        say(
            args,
            _("The appointment is planned: {record}").format(record=record),
            record=record,
            clashes=[{"record": one.record, "case": one.code, "same": one.same} for one in clashes],
        )
    return DONE


def move(args: argparse.Namespace) -> int:
    told = one_object(Path(args.file))
    with session(args, writes=True) as opened:
        made = appointments.move(opened, args.record, text_of(told, "start"), text_of(told, "by"), told.get("reason"))
        say(args, _("The appointment was moved: {record}").format(record=made), record=made, before=args.record)
    return DONE


def cancel(args: argparse.Namespace) -> int:
    told = one_object(Path(args.file))
    with session(args, writes=True) as opened:
        appointments.cancel(opened, args.record, text_of(told, "by"), told.get("reason"))
        say(args, _("The appointment was cancelled."), record=args.record)
    return DONE


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("bad-value", field="day") from None
