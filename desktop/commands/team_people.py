"""`ancora team roster | crew | call | tie | coordinator`: whom an office can call, and whom a team has called."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.commands.lines import one_object, text_of
from desktop.commands.team import typed_time
from desktop.forms import partial
from desktop.i18n import _, datetime_words, language, ngettext, pick
from desktop.pdf.save import save_whole
from desktop.protocols.duty_words import rota_words
from desktop.refusals import Refused
from desktop.services import people, roster, roster_paper, team, team_people
from desktop.services.members import Member
from desktop.services.roster import Duty, Person
from desktop.services.session import Session
from desktop.services.team_conflicts import POSTS
from desktop.services.team_crew import Seat
from desktop.services.team_people import RESULTS, Note


def register(verbs: Any) -> None:
    _roster_verbs(below(add(verbs, "roster", _("people of the institutions, and who is on duty"))))
    _record(add(verbs, "crew", _("the institutions of a team, and whom to call now"), show_crew))
    call = add(verbs, "call", _("write a call down, an arrival or a departure"), note_call)
    _record(call)
    call.add_argument("group", metavar=_("GROUP"), help=_("the institution, such as POL"))
    call.add_argument("result", choices=RESULTS, help=_("how it went"))
    call.add_argument("--at", metavar=_("WHEN"), help=_("when it was; otherwise now"))
    call.add_argument("--tie", metavar=_("TIE"), help=_("what was asked about a tie to the alleged aggressor: a code"))
    call.add_argument("--sure", action="store_true", help=_("it was asked, and is right as it stands"))
    tie = add(verbs, "tie", _("whether somebody is tied to the alleged aggressor"), note_tie)
    _record(tie)
    tie.add_argument("tie", metavar=_("TIE"), help=_("the code of the tie, or niciuna"))
    tie.add_argument("--group", default="", metavar=_("GROUP"), help=_("the institution, such as POL"))
    tie.add_argument("--post", choices=POSTS, help=_("of the coordinator, the companion or the interpreter"))
    for verb in (call, tie):
        verb.add_argument("--row", metavar=_("ROW"), help=_("whom the team knows already, as crew prints it"))
        verb.add_argument("--person", metavar=_("RECORD"), help=_("somebody of the roster"))
        verb.add_argument("--file", type=Path, metavar=_("FILE.json|-"), help=_("a file with “name” and “phone”"))
    chief = add(verbs, "coordinator", _("another coordinator of a team"), change_coordinator)
    _record(chief)
    who = chief.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", metavar=_("RECORD"), help=_("somebody of the roster"))
    who.add_argument("--to-file", type=Path, metavar=_("FILE"), help=_("a file with the name of the new coordinator"))
    chief.add_argument("--sure", action="store_true", help=_("it was asked, and is right as it stands"))


def _roster_verbs(verbs: Any) -> None:
    listed = add(verbs, "list", _("everybody, with how they stand now"), list_roster)
    listed.add_argument("--ended", action="store_true", help=_("those who have left as well"))
    put = add(verbs, "put", _("write a person: a file with “set”, and “record” for one that is there"), put_person)
    put.add_argument("file", type=Path, metavar=_("FILE.json|-"), help=_("a file, or - for standard input"))
    for name, words, run in (
        ("check", _("the data of a person were right today"), check_person),
        ("remove", _("take a person out for good; for a lead"), remove_person),
    ):
        verb = add(verbs, name, words, run)
        verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the person, as list prints it"))
    duty = add(verbs, "duty", _("who is on duty"), show_duty)
    duty.add_argument("--at", metavar=_("WHEN"), help=_("a moment such as 2026-12-24T23:00; otherwise now"))
    duty.add_argument("--group", metavar=_("GROUP"), help=_("one institution only"))
    paper = add(verbs, "print", _("the roster on paper, or whom one team can call"), print_roster)
    paper.add_argument("--team", metavar=_("RECORD"), help=_("the id of a team"))
    paper.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


def _record(verb: Any) -> None:
    verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))


# --- the roster -------------------------------------------------------------------------------------------------------


def list_roster(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in roster.people(opened, ended=args.ended):
            _say_person(args, opened, one)
    return DONE


def _say_person(args: argparse.Namespace, opened: Session, one: Person) -> None:
    now = opened.now()
    how = roster.standing(one, now, opened.tz)
    words = " · ".join(part for part in (one.group, one.name, one.phone, rota_words(one.rota), one.record) if part)
    say(args, words, record=one.record, group=one.group, name=one.name, institution=one.institution,
        function=one.function, phones=[phone.number for phone in one.phones], standing=how,
        substitute=one.substitute, checked_on=one.checked, to_check=roster.is_old(one, now.date(), opened.tz),
        ended_on=one.ended)  # fmt: skip


def put_person(args: argparse.Namespace) -> int:
    told = one_object(args.file)
    answers, record = told.get("set"), told.get("record")
    if not set(told) <= {"set", "record"} or not isinstance(answers, dict) or not isinstance(record, str | None):
        raise Refused("bad-line", line=1)
    with session(args, writes=True) as opened:
        done = roster.put(opened, answers, record)
        say(args, _("Written: {record}").format(record=done.record), record=done.record, state=done.state)
    return DONE


def check_person(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        roster.check(opened, args.record)
        say(args, _("Checked today."), record=args.record)
    return DONE


def remove_person(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        roster.remove(opened, args.record)
        say(args, _("Taken out of the roster."), record=args.record)
    return DONE


def show_duty(args: argparse.Namespace) -> int:
    with session(args) as opened:
        at, listed = _moment(args.at, opened), roster.people(opened)
        groups = [code for code, _label in roster.groups(opened)]
        if args.group and args.group not in groups:
            raise Refused("unknown-option", field="group")
        for code in [args.group] if args.group else groups:
            _say_duty(args, roster.duty_of(listed, code, at, opened.tz))
    return DONE


def _moment(typed: str | None, opened: Session) -> datetime:
    span = partial.span(typed_time(typed, opened, "at"), opened.tz) if typed else None
    return span.start.astimezone(opened.tz) if span else opened.now()


def _say_duty(args: argparse.Namespace, duty: Duty) -> None:
    names = ", ".join(ready.person.name for ready in duty.on) or _("nobody is on duty")
    ahead = ""
    if duty.next is not None and duty.next_at is not None:
        ahead = _("next {name}, {moment}").format(name=duty.next.name, moment=datetime_words(duty.next_at))
    say(args, " · ".join(part for part in (duty.group, names, ahead) if part), group=duty.group, at=iso(duty.at),
        on=[ready.person.record for ready in duty.on], unknown=[one.record for one in duty.unknown],
        next=duty.next.record if duty.next else None, next_at=iso(duty.next_at), listed=duty.listed)  # fmt: skip


def print_roster(args: argparse.Namespace) -> int:
    with session(args) as opened:
        spoken = language()
        made = roster_paper.of_team(opened, args.team, spoken) if args.team else roster_paper.whole(opened, spoken)
        save_whole(args.out, made.data)
        words = ngettext("{n} person is on the paper.", "{n} persons are on the paper.", made.count)
        say(args, words.format(n=made.count), file=str(args.out), count=made.count)
    return DONE


# --- the people of a team ---------------------------------------------------------------------------------------------


def show_crew(args: argparse.Namespace) -> int:
    with session(args) as opened:
        crew = team_people.crew(opened, team.open_board(opened, args.record))
        for seat in crew.seats:
            _say_seat(args, seat)
        for one in crew.conflicts:
            words = _("conflict · {who} · {kind}").format(who=one.group or one.who, kind=one.kind)
            say(args, words, conflict=one.kind, who=one.who, group=one.group or None, row=one.row, person=one.person,
                tie=one.tie, bars=one.bars)  # fmt: skip
        say(args, _("Coordinator: {name}").format(name=crew.coordinator.name or "–"), coordinator=crew.coordinator.name,
            worker=crew.coordinator.worker, person=crew.coordinator.person)  # fmt: skip
    return DONE


def _say_seat(args: argparse.Namespace, seat: Seat) -> None:
    one, proposed = seat.institution, seat.proposed
    call = _("call {name}").format(name=proposed.person.name) if proposed else ""
    words = " · ".join(part for part in (one.group, pick(one.label), one.state, call) if part)
    say(args, words, group=one.group, state=one.state, proposed=proposed.person.record if proposed else None,
        why=proposed.why if proposed else None, waits_since=iso(seat.waits_since),
        people=[_member(each) for each in one.people])  # fmt: skip


def _member(one: Member) -> dict[str, Any]:
    calls = [{"at": call.at, "result": call.result} for call in one.calls]
    return {"row": one.row, "person": one.person, "name": one.name, "state": one.state()[0], "calls": calls}


def _about(args: argparse.Namespace, group: str, tie: str | None) -> Note:
    told = one_object(args.file) if args.file else {}
    return Note(
        group, getattr(args, "result", ""), row=args.row, person=args.person, name=text_of(told, "name", ""),
        phone=text_of(told, "phone", ""), tie=tie,
    )  # fmt: skip


def note_call(args: argparse.Namespace) -> int:
    told = _about(args, args.group, args.tie)
    with session(args, writes=True) as opened:
        at = typed_time(args.at, opened, "at") if args.at else None
        told = Note(told.group, told.result, told.row, told.person, told.name, told.phone, at, told.tie)
        team_people.note(opened, args.record, told, sure=args.sure)
        say(args, _("The call is written down."), record=args.record, group=told.group, result=told.result)
    return DONE


def note_tie(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        if args.post:
            team_people.declare_post(opened, args.record, args.post, args.tie)
        else:
            team_people.declare(opened, args.record, _about(args, args.group, args.tie))
        say(args, _("It is written down."), record=args.record, tie=args.tie)
    return DONE


def change_coordinator(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        if args.person:
            team_people.set_coordinator(opened, args.record, person=args.person, sure=args.sure)
        else:
            name = " ".join(read_words(args.to_file).split())
            worker = next((one.id for one in people.all_workers(opened) if one.name == name), None)
            team_people.set_coordinator(opened, args.record, worker=worker, name=name, sure=args.sure)
        chief = team_people.coordinator(opened, args.record)
        say(args, _("Coordinator: {name}").format(name=chief.name), record=args.record, coordinator=chief.name)
    return DONE
