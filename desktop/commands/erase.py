"""`ancora erase …` and `ancora retention`: cases erased because the law demands it, and what is kept no longer."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.i18n import _, date_words, language, ngettext, number_words, pick
from desktop.refusals import Refused
from desktop.services import codes, erasure, erasure_paper, library, retention
from desktop.services.erasure import Asked
from desktop.services.session import Session


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "erase", _("erase a case because the law demands it")))
    asking = _code(add(verbs, "request", _("ask for a case to be erased; fourteen days later it can be"), request))
    asking.add_argument(
        "--ground", required=True, metavar=_("GROUND"), help=_("why, as one of the codes of `ancora erase grounds`")
    )
    asking.add_argument(
        "--words-file", type=Path, metavar=_("FILE"), help=_("a file with the ground in words; - reads standard input")
    )
    confirming = _code(add(verbs, "confirm", _("erase the case of a request for good"), confirm))
    confirming.add_argument("--again", required=True, metavar=_("CODE"), help=_("the code of the case once more"))
    _code(add(verbs, "withdraw", _("take a request back"), withdraw))
    _code(add(verbs, "hold", _("forbid that a case is erased"), hold))
    _code(add(verbs, "release", _("allow it again; for the head of office"), release))
    add(verbs, "list", _("the requests and what became of them"), list_requests)
    add(verbs, "grounds", _("the grounds that there are"), list_grounds)
    paper = _code(add(verbs, "paper", _("save the record of an erasure as a PDF"), save_paper))
    paper.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))
    keeping = add(nouns, "retention", _("what of closed cases is not kept any longer"), keep)
    keeping.add_argument("--apply", action="store_true", help=_("erase it"))
    keeping.add_argument("--again", metavar=_("CODE"), help=_("with --apply: the code of the office"))


def _code(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    return command


def request(args: argparse.Namespace) -> int:
    words = read_words(args.words_file).strip() if args.words_file else ""
    with session(args, writes=True) as opened:
        asked = erasure.request(opened, args.code, args.ground, words)
        due = date_words(asked.due_at.date())
        _say(args, asked, _("Asked for. The case can be erased from {day} on.").format(day=due))
    return DONE


def confirm(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = erasure.confirm(opened, _waiting(opened, args.code).id, args.again)
        words = ngettext(
            "Erased for good: {n} sheet. Older backups expire by {day}.",
            "Erased for good: {n} sheets. Older backups expire by {day}.",
            done.sheets,
        )
        say(
            args,
            words.format(n=number_words(done.sheets), day=date_words(done.copies_until)),
            code=done.code,
            sheets=done.sheets,
            copies_until=done.copies_until.isoformat(),
            traces_gone=done.traces_gone,
            backed_up=done.backed_up,
        )
    return DONE


def withdraw(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        asked = _waiting(opened, args.code)
        erasure.withdraw(opened, asked.id)
        say(args, _("The request was taken back. The case stays."), code=asked.code, state="withdrawn")
    return DONE


def hold(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        erasure.hold(opened, args.code)
        say(args, _("Nothing of this case is erased from now on."), code=codes.tidy(args.code), held=True)
    return DONE


def release(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        erasure.release(opened, args.code)
        said = _("The case may be erased again. A request waits fourteen days from now.")
        say(args, said, code=codes.tidy(args.code), held=False)
    return DONE


def list_requests(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in erasure.every(opened):
            _say(args, one, _line(opened, one))
    return DONE


def list_grounds(args: argparse.Namespace) -> int:
    for one in library.shipped().definitions.list(erasure.GROUNDS).entries:
        if not one.retired:
            say(args, f"{one.code} · {pick(one.label)}", ground=one.code, words=pick(one.label))
    return DONE


def save_paper(args: argparse.Namespace) -> int:
    with session(args) as opened:
        wanted = codes.tidy(args.code)
        done = next((one for one in erasure.every(opened) if one.code == wanted and one.state == "done"), None)
        if done is None:
            raise Refused("no-such-request")
        erasure_paper.save(opened, erasure_paper.paper(opened, done.id, language()), args.out)
        say(args, _("The record was saved."), file=str(args.out), code=done.code)
    return DONE


def keep(args: argparse.Namespace) -> int:
    if args.apply and args.again is None:
        raise Refused("not-confirmed")
    with session(args) as opened:
        due = retention.preview(opened)
        for one in due:
            held = _("held back by law") if one.held else None
            parts = [one.code, pick(retention.title(one.group)), date_words(one.due_on), held]
            say(
                args,
                " · ".join(part for part in parts if part),
                code=one.code,
                group=one.group,
                closed_on=one.closed_on.isoformat(),
                due_on=one.due_on.isoformat(),
                sheets=one.sheets,
                files=one.files,
                held=one.held,
            )
        if unread := retention.count_unread(opened):
            said = ngettext("{n} closed case is sealed for others.", "{n} closed cases are sealed for others.", unread)
            say(args, said.format(n=number_words(unread)), unread=unread)
        if args.apply:
            _apply(args, opened, due)
    return DONE


def _apply(args: argparse.Namespace, opened: Session, due: tuple[retention.Due, ...]) -> None:
    done = retention.apply(opened, due, args.again)
    words = ngettext("Erased in {n} case.", "Erased in {n} cases.", done.cases).format(n=number_words(done.cases))
    say(
        args,
        words,
        cases=done.cases,
        sheets=done.sheets,
        files=done.files,
        left=done.left,
        copies_until=done.copies_until.isoformat(),
        backed_up=done.backed_up,
        groups=dict(Counter(one.group for one in due if not one.held)),
    )


def _waiting(opened: Session, code: str) -> Asked:
    wanted = codes.tidy(code)
    found = next((one for one in erasure.every(opened) if one.code == wanted and one.state == "waiting"), None)
    if found is None:
        raise Refused("no-such-request")
    return found


def _line(opened: Session, one: Asked) -> str:
    ground = opened.library.definitions.list(erasure.GROUNDS).find(one.ground)
    state = {"waiting": _("waits"), "done": _("erased"), "withdrawn": _("withdrawn")}[one.state]
    day = one.ended_at.date() if one.ended_at else one.due_at.date()
    held = _("held back by law") if one.held else None
    return " · ".join(
        part for part in (one.code, state, date_words(day), pick(ground.label) if ground else "", held) if part
    )


def _say(args: argparse.Namespace, one: Asked, words: str) -> None:
    say(
        args,
        words,
        code=one.code,
        state=one.state,
        ground=one.ground,
        asked_at=iso(one.asked_at),
        asked_by=one.asked_by,
        due_at=iso(one.due_at),
        ended_at=iso(one.ended_at),
        ended_by=one.ended_by,
        held=one.held,
        changed=one.changed,
        alone=one.alone,
        hindered=one.hindered,
    )
