"""`ancora team list | begin | show | step | doubt`: intervention teams without a screen."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.forms import partial
from desktop.i18n import _, datetime_words, ngettext, pick
from desktop.protocols.board import StepView
from desktop.protocols.schema import IN_WORK, OUTCOMES, TO_DO
from desktop.protocols.words import sentences
from desktop.refusals import Refused
from desktop.services import cases, team, team_doubts, team_start, teamfile, teams
from desktop.services.session import Session
from desktop.services.team import Board
from desktop.services.team_doubts import Doubt
from desktop.services.team_start import OWN, Wanted

VERB_MODULES: tuple[str, ...] = (
    "team_meetings",
    "team_after",
    "team_papers",
    "team_people",
    "team_twins",
    "team_print",
)  # modules beside this one that add verbs: each has `register(verbs)`
RECORD = re.compile(r"[0-9a-f]{32}")


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "team", _("intervention teams and their steps")))
    add(verbs, "list", _("all teams, those that missed a duty first"), list_teams)
    _begin_verb(verbs)
    shown = add(verbs, "show", _("the steps of a team and how their hours stand"), show)
    shown.add_argument("team", metavar=_("CODE|RECORD"), help=_("the code of the case, or the id of the team"))
    _step_verb(verbs)
    _doubt_verb(verbs)
    for module in VERB_MODULES:
        import_module(f"desktop.commands.{module}").register(verbs)


def _begin_verb(verbs: Any) -> None:
    verb = add(verbs, "begin", _("start the team of a case, or show what can be started"), begin)
    verb.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    verb.add_argument("--protocol", metavar=_("ID"), help=_("which protocol; otherwise what suits the case is shown"))
    verb.add_argument("--sheet", metavar=_("RECORD"), help=_("which incident or stay; otherwise the newest"))
    verb.add_argument("--first-contact", default=OWN, metavar=_("GROUP"), help=_("the institution that was first"))
    verb.add_argument("--reported", metavar=_("WHEN"), help=_("the hour of the report, where no sheet says it"))
    verb.add_argument("--sure", nargs="*", default=(), metavar=_("DOUBT"), help=_("doubts that were looked at"))


def _step_verb(verbs: Any) -> None:
    verb = add(verbs, "step", _("tick a step"), step)
    _record(verb)
    verb.add_argument("step", metavar=_("STEP"), help=_("the number of the step"))
    verb.add_argument("state", choices=(TO_DO, IN_WORK, *OUTCOMES), help=_("the code of its state"))
    verb.add_argument("--at", metavar=_("WHEN"), help=_("when it was done; otherwise now"))
    verb.add_argument("--reason", metavar=_("REASON"), help=_("why it was refused or impossible: a code"))
    verb.add_argument("--late-reason", metavar=_("REASON"), help=_("why it is late: a code"))
    verb.add_argument("--note-file", type=Path, metavar=_("FILE"), help=_("a file with a note; - reads it"))


def _doubt_verb(verbs: Any) -> None:
    verb = add(verbs, "doubt", _("answer what a team asks about its hours"), doubt)
    _record(verb)
    deed = verb.add_mutually_exclusive_group(required=True)
    deed.add_argument("--take-over", metavar=_("DOUBT"), help=_("the team counts from what its sheet says"))
    deed.add_argument("--sure", metavar=_("DOUBT"), help=_("it is right as it stands"))
    anchors = tuple(teamfile.FIELDS)
    deed.add_argument("--correct", choices=anchors, help=_("the time is another one, named with --to"))
    verb.add_argument("--to", metavar=_("WHEN"), help=_("the right time: 2026-11-24T14:30, a day, or a month"))


def _record(verb: Any) -> None:
    verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))


# --- what runs --------------------------------------------------------------------------------------------------------


def list_teams(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for row in teams.all_teams(opened):
            late = ngettext("{n} deadline missed", "{n} deadlines missed", row.late).format(n=row.late)
            due = _("next {moment}").format(moment=datetime_words(row.next_at)) if row.next_at else ""
            ended = _("ended") if row.ended else ""
            words = " · ".join(part for part in (row.code, ended, late if row.late else "", due, row.record) if part)
            say(args, words, record=row.record, case=row.case, code=row.code, started=row.started, late=row.late,
                next_at=iso(row.next_at), next_kind=row.next_kind, ended=row.ended)  # fmt: skip
    return DONE


def begin(args: argparse.Namespace) -> int:
    with session(args, writes=bool(args.protocol)) as opened:
        row = cases.by_code(opened, args.code)
        if not args.protocol:
            for offer in team_start.offers(opened, row.case):
                _say_offer(args, row.code, offer)
            return DONE
        told = typed_time(args.reported, opened, "reported") if args.reported else None
        wanted = Wanted(args.protocol, args.sheet, args.first_contact, told, frozenset(args.sure))
        made = team_start.begin(opened, row.case, wanted)
        say(args, _("The team is started: {record}").format(record=made.record), record=made.record, case=row.case,
            code=row.code, state=made.state)  # fmt: skip
    return DONE


def _say_offer(args: argparse.Namespace, code: str, offer: team_start.Offer) -> None:
    stands = _("suits the case") if offer.suits else _("nothing in the case speaks for it")
    if offer.running:
        stands = _("runs already: {record}").format(record=offer.running)
    elif offer.missing:
        stands = _("something is missing: {code}").format(code=offer.missing)
    title = f"{offer.protocol.id} · {pick(offer.protocol.title)}"
    say(args, f"{title} · {stands}", code=code, protocol=offer.protocol.id, version=offer.protocol.version,
        sheet=offer.sheet, running=offer.running, suits=offer.suits, missing=offer.missing or None)  # fmt: skip


def show(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for record in _teams_of(opened, args.team):
            board = team.open_board(opened, record)
            title = pick(board.protocol.title)
            say(args, f"{board.code} · {title} · {record}", record=record, code=board.code, case=board.case,
                protocol=board.protocol.id, version=board.protocol.version, anchors=dict(board.anchors),
                next=board.next.step.id if board.next else None)  # fmt: skip
            for one in board.doubts:
                _say_doubt(args, opened, one)
            for view in board.steps:
                _say_step(args, opened, board, view)
    return DONE


def _teams_of(opened: Session, named: str) -> list[str]:
    """The teams of a case by its code, or one by its own id."""
    if RECORD.fullmatch(named):
        return [named]
    row = cases.by_code(opened, named)
    found = [one.id for one in cases.read_case(opened, row.case).records if one.form == teamfile.TEAM]
    if not found:
        raise Refused("no-such-record")
    return found


def _say_doubt(args: argparse.Namespace, opened: Session, one: Doubt) -> None:
    say(args, team_doubts.sentence(one, opened.now()), doubt=one.code, anchor=one.anchor or None, counts=one.counts,
        says=one.says, was=one.was)  # fmt: skip


def _say_step(args: argparse.Namespace, opened: Session, board: Board, view: StepView) -> None:
    if view.group == "hidden" and not getattr(args, "json", False):
        return
    told = [" ".join(sentences(clock, board.now, opened.tz)) for clock in view.clocks]
    whose, state = board.turn(view), view.state
    title = f"{view.step.id}. {pick(view.step.title)}"
    parts = (title, " ".join(whose), _state_words(opened, state.state), *told)
    clocks = [
        {"kind": str(c.kind), "state": c.state, "due": iso(c.due), "exact": c.exact, "verified": c.verified}
        for c in view.clocks
    ]
    say(args, " · ".join(part for part in parts if part), step=view.step.id, roles=list(whose), group=view.group,
        state=state.state, done=state.done, reason=state.reason, clocks=clocks)  # fmt: skip


# --- what is done -----------------------------------------------------------------------------------------------------


def step(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        saved = team.set_step(
            opened,
            args.record,
            args.step,
            args.state,
            done=typed_time(args.at, opened, "at") if args.at else None,
            reason=args.reason,
            late_reason=args.late_reason,
            note=read_words(args.note_file).strip() if args.note_file else None,
        )
        told = _("Step {step}: {state}.").format(step=args.step, state=_state_words(opened, args.state))
        say(args, told, record=saved.record, step=args.step, state=args.state)
    return DONE


def doubt(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        if args.correct:
            team_doubts.correct(opened, args.record, args.correct, typed_time(args.to, opened, "to"))
        elif args.take_over:
            team_doubts.take_over(opened, args.record, args.take_over)
        else:
            team_doubts.sure(opened, args.record, args.sure)
        left = team.board(opened, args.record).doubts
        said = ngettext("{n} question is open.", "{n} questions are open.", len(left)).format(n=len(left))
        say(args, said, record=args.record, doubts=[one.code for one in left])
    return DONE


def _state_words(opened: Session, state: str) -> str:
    entry = opened.library.definitions.list("L30").find(state)
    return pick(entry.label) if entry else state


# --- times that are typed ---------------------------------------------------------------------------------------------


def typed_time(typed: str | None, opened: Session, field: str) -> str:
    """A year, a month, a day or a moment; one without an offset is read by the office's clock."""
    if typed and partial.precision(typed) is not None and "T" not in typed:
        return typed
    return _moment(typed, opened, field)


def _moment(typed: str | None, opened: Session, field: str = "at") -> str:
    try:
        moment = datetime.fromisoformat(typed or "")
    except ValueError:
        raise Refused("bad-value", field=field) from None
    if "T" not in (typed or ""):
        raise Refused("bad-value", field=field)
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=opened.tz)
    return local.astimezone(opened.tz).isoformat(timespec="minutes")
