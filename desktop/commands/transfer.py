"""`ancora export transfer` and `ancora transfer list | accept | reject | cancel | again | settle`: cases that move."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, read_words, say, say_made, session
from desktop.forms.moves import ACCEPTED, CANCELLED
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import cases, codes, library, people, transfer_leaving, transfer_list, transfers
from desktop.services.session import Session
from desktop.services.transfer_list import ANSWER, CHOOSE, NOTHING, THEIRS, WORK, Listed
from desktop.services.transfers import Leaving, Wanted

WHOLE = "whole"
STANDS: Mapping[str, str] = {"accepted": ACCEPTED, "cancelled": CANCELLED}


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "transfer", _("cases that move between offices")))
    add(verbs, "list", _("list the transfers, those first that somebody waits for"), list_transfers)
    taken = _verb(verbs, "accept", _("take over a case that another office offers"), accept)
    taken.add_argument("--manager", metavar=_("NAME"), help=_("who manages it here; else whoever accepts it"))
    _verb(verbs, "reject", _("reject a case that another office offers"), reject).add_argument(
        "--reason", required=True, choices=_codes("transfer_refusals"), help=_("why it is not taken")
    )
    _verb(verbs, "cancel", _("take an offer back before it was answered"), cancel)
    _verb(verbs, "again", _("write the file of a transfer once more, with what was written since"), again)
    _verb(verbs, "settle", _("decide where a case is after an offer was taken back and accepted"), settle).add_argument(
        "--stands", required=True, choices=tuple(STANDS), help=_("what holds: it was accepted, or cancelled")
    )


def transfer_verb(verbs: Any) -> None:
    """The word of `ancora export`."""
    verb = add(verbs, "transfer", _("one case, for an office that takes it over"), export_transfer)
    verb.add_argument("--to", required=True, metavar=_("OFFICE"), help=_("the office that alone may open the file"))
    verb.add_argument("--case", required=True, metavar=_("CODE"), help=_("the code of the case"))
    verb.add_argument(
        "--scope", default=WHOLE, choices=(WHOLE, *_roles()), help=_("all of it, or what one kind of institution needs")
    )
    verb.add_argument("--copy", action="store_true", help=_("the case itself stays here; by one kind of institution"))
    verb.add_argument("--with-narrative", action="store_true", help=_("with her account, where her consent names it"))
    verb.add_argument("--reason", choices=_codes("L29"), default="", help=_("why it moves"))
    verb.add_argument(
        "--institution-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file with the institution as her consent names it"),
    )
    verb.add_argument("--note-file", type=Path, metavar=_("FILE"), help=_("a file with words for the colleagues there"))
    way = verb.add_mutually_exclusive_group(required=True)
    way.add_argument("--look", action="store_true", help=_("only say what would leave"))
    way.add_argument("--out", type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name"))


def _verb(verbs: Any, name: str, help_: str, run: Any) -> Any:
    verb = add(verbs, name, help_, run)
    verb.add_argument("transfer", metavar=_("ID"), help=_("the transfer, or the code of its case"))
    verb.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )
    return verb


def _codes(listed: str) -> tuple[str, ...]:
    return tuple(one.code for one in library.shipped().definitions.list(listed).entries)


def _roles() -> tuple[str, ...]:
    return tuple(library.shipped().roles)


# --- what leaves ------------------------------------------------------------------------------------------------------


def export_transfer(args: argparse.Namespace) -> int:
    note = read_words(args.note_file).strip() if args.note_file else ""
    with session(args) as opened:
        case = cases.by_code(opened, args.case).case
        role = "" if args.scope == WHOLE else args.scope
        wanted = Wanted(
            case=case,
            to=codes.tidy(args.to),
            role=role,
            copy=args.copy,
            reason=args.reason,
            note=note,
            institution=_institution(args, opened, case, role),
            with_account=args.with_narrative,
        )
        leaving = transfers.look(opened, wanted)
        if args.look:
            _say_leaving(args, opened, leaving)
            return DONE
        done = transfers.offer(opened, leaving, args.out)
        withheld = {one.data: one.reason for one in leaving.withheld}
    words = _("The case {code} is offered to {office}. Nobody writes in it here until that office has answered.")
    if args.copy:
        words = _("The copy of the case {code} for {office} was saved. The case itself goes on here.")
    say_made(args, words.format(code=leaving.code, office=done.to), done, withheld=withheld, sent=list(leaving.data))
    return DONE


def _institution(args: argparse.Namespace, opened: Session, case: str, role: str) -> str:
    """The one that was given, else the only one to which her consents let it go."""
    if args.institution_file is not None:
        return read_words(args.institution_file).strip()
    found = transfer_leaving.institutions(opened, case, role)
    return found[0] if len(found) == 1 else ""


def _say_leaving(args: argparse.Namespace, opened: Session, leaving: Leaving) -> None:
    def words(listed: str, code: str) -> str:
        entry = opened.library.definitions.list(listed).find(code)
        return pick(entry.label) if entry else code

    goes = ", ".join(words("release_data", code) for code in leaving.data)
    stays = ", ".join(
        f"{words('release_data', one.data)} ({words('withheld_reasons', one.reason)})" for one in leaving.withheld
    )
    lines = [_("Goes: {what}").format(what=goes)]
    if stays:
        lines.append(_("Stays: {what}").format(what=stays))
    if leaving.why_not:
        lines = [_("It may not go: {why}").format(why=words("withheld_reasons", leaving.reason)), *lines[1:]]
    say(
        args,
        "\n".join(lines),
        code=leaving.code,
        to=leaving.wanted.to,
        sent=[] if leaving.why_not else list(leaving.data),
        withheld={one.data: one.reason for one in leaving.withheld},
        sheets=dict(leaving.sheets),
        files=leaving.files,
        why_not=leaving.why_not or None,
        reason=leaving.reason or None,
    )


# --- what is answered -------------------------------------------------------------------------------------------------


def list_transfers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in transfer_list.listed(opened):
            say(
                args,
                " · ".join(part for part in (one.code, one.office, _what(one), _WAITS[one.waits]()) if part),
                transfer=one.record,
                case=one.case,
                code=one.code or None,
                office=one.office,
                incoming=one.incoming,
                moves=one.moves,
                state=one.state,
                at=iso(one.at),
                waits=one.waits or None,
            )
    return DONE


def _what(one: Listed) -> str:
    if one.incoming:
        return _("comes to us") if one.moves else _("a copy for us")
    return _("goes there") if one.moves else _("a copy goes there")


_WAITS: Mapping[str, Any] = {
    ANSWER: lambda: _("waits for our answer"),
    THEIRS: lambda: _("waits for their answer"),
    CHOOSE: lambda: _("a lead has to decide where the case is"),
    WORK: lambda: _("what was written here has not gone there yet"),
    NOTHING: lambda: "",
}


def accept(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = _find(opened, args.transfer, ANSWER)
        done = transfers.accept(opened, found.record, args.out, _manager(opened, args.manager))
    words = _("The case {code} is with this office now. Hand the answer to {office}.")
    if not found.moves:
        words = _("The copy of the case {code} was accepted. Hand the answer to {office}.")
    say_made(args, words.format(code=found.code, office=done.to), done)
    return DONE


def _manager(opened: Session, name: str | None) -> str:
    return people.find(opened, name).id if name else ""


def reject(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = _find(opened, args.transfer, ANSWER)
        done = transfers.reject(opened, found.record, args.reason, args.out)
    words = _("The case was rejected, and nothing of it stays here. Hand the answer to {office}.")
    say_made(args, words.format(office=done.to), done)
    return DONE


def cancel(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = _find(opened, args.transfer, THEIRS)
        done = transfers.cancel(opened, found.record, args.out)
    words = _("The offer of the case {code} was taken back. Hand the file to {office}.")
    say_made(args, words.format(code=found.code, office=done.to), done)
    return DONE


def again(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = _find(opened, args.transfer, None)
        done = transfers.again(opened, found.record, args.out)
    say_made(args, _("The file was written again. Hand it to {office}.").format(office=done.to), done)
    return DONE


def settle(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = _find(opened, args.transfer, CHOOSE)
        done = transfers.settle(opened, found.record, STANDS[args.stands], args.out)
    say_made(args, _("Decided. Hand the file to {office}, so that both know it.").format(office=done.to), done)
    return DONE


def _find(opened: Session, named: str, waits: str | None) -> Listed:
    """A transfer by its id, or by the code of its case: the one that waits for this, else the last."""
    every = transfer_list.listed(opened)
    code = codes.tidy(named)
    found = [one for one in every if one.record == named] or sorted(
        (one for one in every if one.code == code), key=lambda one: (one.waits == waits, one.is_last), reverse=True
    )
    if not found:
        raise Refused("no-such-transfer")
    return found[0]
