"""`ancora team papers | paper`: what a team sends to its institutions, filled from the file within the consents."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.i18n import _, pick
from desktop.protocols.schema import IN_WORK
from desktop.services import library, team, team_papers
from desktop.services.opened import note_opened
from desktop.services.session import Session
from desktop.services.team import DONE as MADE
from desktop.services.team_papers import LANGUAGE, Choice, TeamPaper

LEAVE = "keep"  # the step stays as it is


def register(verbs: Any) -> None:
    listed = add(verbs, "papers", _("what each institution gets, got, or may not get, and who holds what"), list_papers)
    made = add(verbs, "paper", _("print one paper of a team, within the consents"), print_paper)
    for verb in (listed, made):
        verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))
    made.add_argument("paper", choices=tuple(library.shipped().papers), help=_("which paper"))
    made.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))
    _to_whom(made)
    _what(made)
    made.add_argument("--step", choices=(IN_WORK, MADE, LEAVE), default=IN_WORK, help=_("what becomes of its step"))
    made.add_argument("--late-reason", metavar=_("REASON"), help=_("why it is late: a code"))
    made.add_argument("--copy", action="store_true", help=_("a copy for her; it discloses nothing to anybody"))


def _to_whom(verb: Any) -> None:
    for name, words in (
        ("--institution-file", _("a file that holds the name of the institution; else the likeliest one")),
        ("--contact-file", _("a file that holds the name of the contact person there")),
    ):
        verb.add_argument(name, type=Path, metavar=_("FILE"), help=words)
    verb.add_argument(
        "--sure", action="store_true", help=_("somebody looked: the addressee has no tie to the alleged aggressor")
    )


def _what(verb: Any) -> None:
    codes = [one.code for one in library.shipped().definitions.list("release_data").entries]
    urgencies = [one.code for one in library.shipped().definitions.list("referral_urgency").entries]
    verb.add_argument(
        "--language", choices=("ro", "en", "ru", "uk"), default=LANGUAGE, help=_("the language of the paper")
    )
    verb.add_argument("--urgency", choices=urgencies, default="", help=_("how soon an answer is needed"))
    verb.add_argument("--ask", nargs="*", metavar=_("ASK"), help=_("what is asked, as papers lists it; else the usual"))
    verb.add_argument("--leave-out", nargs="*", choices=codes, default=(), help=_("kinds of data that do not go"))


def list_papers(args: argparse.Namespace) -> int:
    with session(args) as opened:
        board = team.board(opened, args.record)
        note_opened(opened, args.record)
        for one in team_papers.papers(opened, args.record, board):
            asks = [ask.id for ask in team_papers.asks(opened, board, one.id)]
            say(args, _words(opened, one), paper=one.id, step=one.step or None, state=one.state, why=one.why or None,
                data=list(one.data), numbers=[left.number for left in one.sent],
                sent=iso(one.sent[0].at) if one.sent else None, answer=one.answer or None, asks=asks)  # fmt: skip
        for held in team_papers.holders(opened, board):
            data = ", ".join(_listed(opened, "release_data", code) for code in held.data)
            who = _listed(opened, "release_recipients", held.recipient)
            say(args, _("{who} has already: {data}").format(who=who, data=data), holder=held.recipient,
                data=list(held.data))  # fmt: skip
    return DONE


def print_paper(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        likely = next(iter(team_papers.addressees(opened, args.record, args.paper)), None)
        named = read_words(args.institution_file).strip() if args.institution_file else ""
        contact = read_words(args.contact_file).strip() if args.contact_file else ""
        if not named and likely is not None:
            named, contact = likely.institution, contact or likely.contact
        choice = Choice(
            institution=named, contact=contact, urgency=args.urgency, language=args.language,
            left_out=tuple(args.leave_out), asks=None if args.ask is None else tuple(args.ask),
            state="" if args.step == LEAVE else args.step, late_reason=args.late_reason, sure=args.sure,
        )  # fmt: skip
        made = team_papers.prepare(opened, args.record, args.paper, choice)
        if args.copy:
            made = team_papers.copy_of(opened, made)
        team_papers.save(opened, made, args.out)
        say(args, _("Paper {number} is written; the disclosure is on record.").format(number=made.number)
            if not args.copy else _("The copy is written."), number=made.number, reference=made.paper.reference,
            pages=made.paper.pages, data=list(made.found.data),
            withheld={one.data: one.reason for one in made.found.withheld})  # fmt: skip
    return DONE


def _words(opened: Session, one: TeamPaper) -> str:
    stands = {
        team_papers.SENT: _("sent"),
        team_papers.READY: _("can be sent"),
        team_papers.WITHHELD: _("withheld: {why}").format(why=_listed(opened, "withheld_reasons", one.why)),
    }[one.state]
    step = _("step {step}").format(step=one.step) if one.step else ""
    numbers = ", ".join(left.number for left in one.sent)
    return " · ".join(part for part in (one.id, pick(one.title), step, stands, numbers) if part)


def _listed(opened: Session, listed: str, code: str) -> str:
    entry = opened.library.definitions.list(listed).find(code)
    return pick(entry.label) if entry else code
