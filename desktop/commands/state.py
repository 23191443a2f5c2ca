"""`ancora approvals`, `ancora case state | flags | assign | approval | signals`: a case taken on, and handed on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.forms.schema import Definitions
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused
from desktop.services import approvals, case_state, cases, handing, people, signals
from desktop.services.approvals import Approval
from desktop.services.session import Session


def register(nouns: Any, verbs: Any) -> None:
    add(nouns, "approvals", _("sheets that wait for approval"), list_waiting)
    _with_code(verbs, "state", _("where a case may go, or take it there"), state_of_case)
    state = verbs.choices["state"]
    state.add_argument("--to", metavar=_("STATE"), help=_("the code of the state to take it to"))
    _reason(state, _("a file with the reason why a lead goes on although something is missing; - reads it"))
    _with_code(verbs, "flags", _("the flags of a case, or set them"), flags_of_case)
    verbs.choices["flags"].add_argument("--set", nargs="*", metavar=_("FLAG"), help=_("these codes and no others"))
    _with_code(verbs, "assign", _("hand a case, or all open ones of its manager, to another manager"), assign_case)
    assign = verbs.choices["assign"]
    assign.add_argument(
        "--to-file", required=True, type=Path, metavar=_("FILE"), help=_("a file with the name of the new manager")
    )
    assign.add_argument("--note-file", type=Path, metavar=_("FILE"), help=_("a file with a note to the new manager"))
    assign.add_argument("--all", action="store_true", help=_("every open case of the same manager"))
    _with_code(verbs, "approval", _("ask for the approval of a sheet, or give it"), approval_of_case)
    approval = verbs.choices["approval"]
    approval.add_argument("--form", required=True, choices=approvals.SUBJECTS, help=_("which sheet"))
    deed = approval.add_mutually_exclusive_group()
    for name, help_ in (
        ("--ask", _("ask that it be approved as it stands")),
        ("--approve", _("approve it as it stands")),
        ("--send-back", _("send it back, with a word")),
    ):
        deed.add_argument(name, action="store_true", help=help_)
    _reason(approval, _("a file with the word, or with the reason why there is no second person; - reads it"))
    _with_code(verbs, "signals", _("signals of danger that came to a case, or take them up"), signals_of_case)
    verbs.choices["signals"].add_argument("--take", action="store_true", help=_("take them up"))


def _with_code(verbs: Any, name: str, help_: str, run: Any) -> None:
    add(verbs, name, help_, run).add_argument("code", metavar=_("CODE"), help=_("the code of the case"))


def _reason(verb: Any, help_: str) -> None:
    verb.add_argument("--reason-file", type=Path, metavar=_("FILE"), help=help_)


def _words(file: Path | None) -> str:
    return read_words(file).strip() if file else ""


def state_of_case(args: argparse.Namespace) -> int:
    with session(args, writes=bool(args.to)) as opened:
        case = cases.by_code(opened, args.code).case
        if args.to:
            case_state.change(opened, case, args.to, _words(args.reason_file))
        defs = opened.library.definitions
        row = cases.by_code(opened, args.code)
        say(args, f"{row.code} · {_status(defs, row.status)}", case=case, code=row.code, status=row.status)
        for way in case_state.ways(opened, case) if not args.to else ():
            lacks = [pick(one.need.text) for one in way.missing]
            say(
                args,
                "  " + " · ".join((f"{_status(defs, way.to)}: {_missing(len(lacks))}", *lacks)),
                case=case,
                code=row.code,
                to=way.to,
                missing=[one.need.id for one in way.missing],
            )
    return DONE


def _status(defs: Definitions, code: str | None) -> str:
    entry = defs.list("L9").find(code or "")
    return pick(entry.label) if entry else "–"


def _missing(count: int) -> str:
    if not count:
        return _("Nothing is missing")
    return ngettext("{n} thing is missing", "{n} things are missing", count).format(n=count)


def flags_of_case(args: argparse.Namespace) -> int:
    with session(args, writes=args.set is not None) as opened:
        case = cases.by_code(opened, args.code).case
        if args.set is not None:
            case_state.set_flags(opened, case, tuple(args.set))
        codes = case_state.flags(opened, case)
        say(args, " ".join((args.code, *codes)), case=case, code=args.code, flags=list(codes))
    return DONE


def assign_case(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        row = cases.by_code(opened, args.code)
        to = people.find(opened, _words(args.to_file)).id
        note = _words(args.note_file)
        if args.all:
            done = handing.assign_all(opened, row.manager or "", to, note)
        else:
            handing.assign(opened, row.case, to, note)
            done = handing.Done(1, 0)
        handed = ngettext("{n} case was handed over", "{n} cases were handed over", done.handed).format(n=done.handed)
        say(args, handed, code=row.code, handed=done.handed, stayed=done.stayed, manager=to)
    return DONE


def approval_of_case(args: argparse.Namespace) -> int:
    with session(args, writes=args.ask or args.approve or args.send_back) as opened:
        case = cases.by_code(opened, args.code).case
        sheets = [one for one in cases.read_case(opened, case).records if one.form == args.form]
        if not sheets:
            raise Refused("no-such-record")
        sheet, words = sheets[-1].id, _words(args.reason_file)
        told = approvals.of_sheet(opened, sheet)
        if args.ask:
            told = approvals.ask(opened, sheet)
        elif told is not None and args.approve:
            told = approvals.approve(opened, told.record, words)
        elif told is not None and args.send_back:
            told = approvals.send_back(opened, told.record, words)
        elif args.approve or args.send_back:
            raise Refused("no-such-record")
        _say_approval(args, opened, args.code, sheet, told)
    return DONE


def list_waiting(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in approvals.waiting(opened):
            _say_approval(args, opened, one.code, one.approval.sheet, one.approval, mine=one.mine)
    return DONE


def _say_approval(
    args: argparse.Namespace, opened: Session, code: str, sheet: str, told: Approval | None, **more: Any
) -> None:
    form = told.form if told else getattr(args, "form", "")
    title = pick(opened.library.definitions.form(form).title)
    say(
        args,
        f"{code} · {title} · {told.state if told else '–'}",
        code=code,
        form=form,
        sheet=sheet,
        record=told.record if told else None,
        state=told.state if told else None,
        asked_at=iso(told.asked_on) if told else None,
        decided_at=iso(told.decided_on) if told else None,
        **more,
    )


def signals_of_case(args: argparse.Namespace) -> int:
    with session(args, writes=args.take) as opened:
        file = cases.open_case(opened, cases.by_code(opened, args.code).case)
        listed = opened.library.definitions.list("danger_signals")
        for one in file.signals:
            entry = listed.find(one.kind)
            say(
                args,
                f"{file.row.code} · {pick(entry.label) if entry else one.kind}",
                code=file.row.code,
                signal=one.id,
                kind=one.kind,
                passed_on=iso(one.passed_on),
            )
        if args.take:
            signals.take_up(opened, file.row.case)
    return DONE
