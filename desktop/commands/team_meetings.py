"""`ancora team meeting | followup`: meetings with their decisions and papers; checks after the first days."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, day, whole
from desktop.commands.common import DONE, iso, say, session
from desktop.commands.lines import codes_of, one_object, text_of
from desktop.i18n import _, date_words, datetime_words, language, ngettext, pick
from desktop.privacy.minutes import DONE as MADE
from desktop.privacy.minutes import NO_MORE, REFUSED, TO_DO
from desktop.services import team_followup, team_meetings, team_minutes
from desktop.services.team_followup import Item
from desktop.services.team_meetings import Meeting, Open


def register(verbs: Any) -> None:
    _meeting_verbs(below(add(verbs, "meeting", _("meetings of a team, their decisions and papers"))))
    _followup_verbs(below(add(verbs, "followup", _("the checks after the first days"))))


def _meeting_verbs(verbs: Any) -> None:
    _record(add(verbs, "list", _("meetings and decisions of a team"), list_meetings))
    plan = add(verbs, "plan", _("plan one: a file with “start”, “place” and “invited”"), plan_meeting)
    _record(plan)
    hold = add(verbs, "hold", _("a meeting has begun: its minutes may be written"), hold_meeting)
    hold.add_argument("record", metavar=_("RECORD"), help=_("the id of the meeting, or of a team that meets unplanned"))
    decide = add(
        verbs, "decide", _("a decision: a file with “what”, “group”, “until”, “person”, “seen_by”"), decide_one
    )
    _meeting(decide)
    for verb in (plan, decide):
        verb.add_argument("file", type=Path, metavar=_("FILE.json|-"), help=_("a file, or - for standard input"))
    settle = add(verbs, "settle", _("what became of a decision"), settle_one)
    _meeting(settle)
    settle.add_argument("row", metavar=_("ROW"), help=_("the id of the decision, as list prints it"))
    settle.add_argument("state", choices=(TO_DO, MADE, REFUSED, NO_MORE), help=_("the code of its state"))
    settle.add_argument("--on", type=day, metavar=_("DAY"), help=_("when; otherwise today"))
    settle.add_argument("--reason", metavar=_("REASON"), help=_("why it was refused: a code"))
    tick = add(verbs, "tick", _("the meeting that was held is the one that the protocol asks for"), tick_step)
    _record(tick)
    for verb in (settle, tick):
        verb.add_argument("--late-reason", metavar=_("REASON"), help=_("why it is late: a code"))
    _meeting(add(verbs, "cancel", _("it will not take place"), cancel_meeting))
    paper = add(verbs, "print", _("the minutes: whole for the file, or the part of one institution"), print_minutes)
    slip = add(verbs, "invite", _("the invitation of one institution"), print_invitation)
    paper.add_argument("--for", dest="group", default="", metavar=_("GROUP"), help=_("the institution that reads it"))
    slip.add_argument("--for", dest="group", required=True, metavar=_("GROUP"), help=_("the institution invited"))
    for verb in (paper, slip):
        _meeting(verb)
        _out(verb)


def _followup_verbs(verbs: Any) -> None:
    _record(add(verbs, "list", _("each check with its day"), list_followups))
    write = add(verbs, "write", _("how a check was, or why it was not: a file with its answers"), write_followup)
    _record(write)
    write.add_argument("step", metavar=_("STEP"), help=_("the number of the step"))
    write.add_argument("clock", type=whole(1), metavar=_("CLOCK"), help=_("which deadline of the step, as list says"))
    write.add_argument("no", type=whole(1), metavar="N", help=_("which repetition, as list says"))
    write.add_argument("file", type=Path, metavar=_("FILE.json|-"), help=_("a file, or - for standard input"))


def _record(verb: Any) -> None:
    verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))


def _meeting(verb: Any) -> None:
    verb.add_argument("meeting", metavar=_("MEETING"), help=_("the id of the meeting, as list prints it"))


def _out(verb: Any) -> None:
    verb.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


# --- meetings ---------------------------------------------------------------------------------------------------------


def list_meetings(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = team_meetings.meetings(opened, args.record)
        for one in (*found.ahead, *found.held):
            _say_meeting(args, one)
        for task in (*found.tasks, *found.settled):
            _say_task(args, task)
        if found.tick is not None:
            words = _("Step {step} asks for a meeting; one was held. Tick it with team meeting tick.")
            say(args, words.format(step=found.tick.step), tick=found.tick.step, meeting=found.tick.meeting,
                in_time=found.tick.in_time, late=found.tick.late)  # fmt: skip
    return DONE


def _say_meeting(args: argparse.Namespace, one: Meeting) -> None:
    """Codes and counts; what was said is asked for by `case show` or printed."""
    when = datetime_words(one.at) if one.at else "–"
    points = ngettext("{n} point", "{n} points", len(one.minutes.points)).format(n=len(one.minutes.points))
    say(args, " · ".join((when, one.state, points, one.record)), meeting=one.record, state=one.state, at=iso(one.at),
        points=len(one.minutes.points), present=sorted(one.minutes.present), conflicts=one.conflicts)  # fmt: skip


def _say_task(args: argparse.Namespace, task: Open) -> None:
    until = _("until {day}").format(day=date_words(task.until.date())) if task.until else ""
    late = _("late") if task.late else ""
    words = " · ".join(
        part for part in (task.decision.group, until, late, task.decision.state, task.decision.row) if part
    )
    say(args, words, decision=task.decision.row, meeting=task.meeting, group=task.decision.group,
        state=task.decision.state, until=iso(task.until), late=task.late)  # fmt: skip


def plan_meeting(args: argparse.Namespace) -> int:
    told = one_object(args.file)
    with session(args, writes=True) as opened:
        made = team_meetings.plan(
            opened, args.record, text_of(told, "start"), text_of(told, "place", ""), codes_of(told, "invited")
        )
        say(args, _("The meeting is planned: {record}").format(record=made), meeting=made)
    return DONE


def hold_meeting(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        made = team_meetings.hold(opened, args.record)
        say(args, _("The minutes may be written: {record}").format(record=made), meeting=made)
    return DONE


def cancel_meeting(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        team_meetings.cancel(opened, args.meeting)
        say(args, _("The meeting was cancelled."), meeting=args.meeting)
    return DONE


def decide_one(args: argparse.Namespace) -> int:
    told = one_object(args.file)
    with session(args, writes=True) as opened:
        row = team_meetings.decide(
            opened, args.meeting, text_of(told, "what"), text_of(told, "group"), text_of(told, "until"),
            person=text_of(told, "person", ""), seen_by=codes_of(told, "seen_by"),
        )  # fmt: skip
        say(args, _("The decision is written: {row}").format(row=row), meeting=args.meeting, decision=row)
    return DONE


def settle_one(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        team_meetings.settle(
            opened, args.meeting, args.row, args.state, done=args.on, reason=args.reason, late_reason=args.late_reason
        )
        say(args, _("Decision {row}: {state}.").format(row=args.row, state=args.state), decision=args.row,
            state=args.state)  # fmt: skip
    return DONE


def tick_step(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        team_meetings.tick(opened, args.record, args.late_reason)
        say(args, _("The step is done."), record=args.record)
    return DONE


def print_minutes(args: argparse.Namespace) -> int:
    with session(args) as opened:
        paper = team_minutes.minutes(opened, args.meeting, args.group.upper(), language())
        team_minutes.save(opened, paper, args.out)
    return _say_paper(args, paper)


def print_invitation(args: argparse.Namespace) -> int:
    with session(args) as opened:
        paper = team_minutes.invitation(opened, args.meeting, args.group.upper(), language())
        team_minutes.save(opened, paper, args.out)
    return _say_paper(args, paper)


def _say_paper(args: argparse.Namespace, paper: team_minutes.Paper) -> int:
    words = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", paper.pages)
    say(args, words.format(n=paper.pages), file=str(args.out), pages=paper.pages, group=paper.group or None,
        points=paper.points, decisions=paper.decisions, code=paper.code)  # fmt: skip
    return DONE


# --- checks -----------------------------------------------------------------------------------------------------------


def list_followups(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for item in team_followup.followups(opened, args.record).items:
            _say_item(args, item)
    return DONE


def _say_item(args: argparse.Namespace, item: Item) -> None:
    check = item.check
    day = date_words(item.planned_on) if item.planned_on else _("no day yet")
    title = pick(check.label) if check.label else pick(item.title)
    words = " · ".join((f"{check.step} {check.clock} {check.no}", title, day, item.state))
    say(args, words, step=check.step, clock=check.clock, no=check.no, kind=str(check.kind),
        planned=_iso(item.planned_on), done=_iso(item.done_on), state=item.state, sheet=item.record)  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def write_followup(args: argparse.Namespace) -> int:
    told = one_object(args.file)
    with session(args, writes=True) as opened:
        made = team_followup.save(opened, args.record, args.step, args.clock, args.no, told)
        say(args, _("The follow-up sheet is written: {record}").format(record=made), sheet=made)
    return DONE
