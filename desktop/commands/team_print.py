"""`ancora team print sheet | cards | drawer | training`, `team whose`, `team scan`: papers of teams as files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, say, session
from desktop.i18n import LANGUAGES, _, language, ngettext
from desktop.services import attach, paper_numbers, team_blanks, team_scans, team_sheet
from desktop.services.team_blanks import Wanted


def register(verbs: Any) -> None:
    prints = below(add(verbs, "print", _("papers of teams for the field")))
    sheet = add(prints, "sheet", _("the sheet of a running team, or an empty one of a protocol"), print_sheet)
    what = sheet.add_mutually_exclusive_group()
    what.add_argument("--team", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))
    what.add_argument("--protocol", default="", metavar=_("ID"), help=_("an empty one of this protocol; else of each"))
    _out(sheet)
    for kind, words in (
        (team_blanks.CARDS, _("a card of one page for each institution")),
        (team_blanks.DRAWER, _("the set for a night without electricity")),
        (team_blanks.EXERCISE, _("an empty sheet and the cards for a training")),
    ):
        verb = add(prints, kind, words, print_blanks)
        verb.set_defaults(kind=kind)
        verb.add_argument("--protocol", default="", metavar=_("ID"), help=_("of this protocol; else of each"))
        verb.add_argument("--group", default="", metavar=_("GROUP"), help=_("the card of this institution alone"))
        verb.add_argument("--phones", action="store_true", help=_("with the telephones of the roster"))
        _out(verb)
    paper = add(verbs, "whose", _("whose sheet it is, by the number on it"), show_paper)
    paper.add_argument("number", metavar=_("NUMBER"), help=_("the number, or what a reader of squares read"))
    scan = add(verbs, "scan", _("keep a scanned sheet with its team"), keep_scan)
    scan.add_argument("record", metavar=_("RECORD"), help=_("the id of the team, as list prints it"))
    scan.add_argument("file", type=Path, metavar=_("FILE"), help=_("a picture or a PDF"))
    scan.add_argument(
        "--step", default="", metavar=_("STEP"), help=_("the step that it is about; else the whole sheet")
    )
    scan.add_argument("--number", default="", metavar=_("NUMBER"), help=_("the number of the sheet"))


def _out(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--language", choices=tuple(LANGUAGES), default="", help=_("the language of the paper"))
    verb.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


def print_sheet(args: argparse.Namespace) -> int:
    if not args.team:
        args.kind, args.group, args.phones = team_blanks.SHEET, "", False
        return print_blanks(args)
    with session(args, writes=True) as opened:
        made = team_sheet.prepare(opened, args.team, args.language or language())
        team_sheet.save(opened, made, args.out)
    _say(args, made.pages, [paper_numbers.shown(made.number)])
    return DONE


def print_blanks(args: argparse.Namespace) -> int:
    wanted = Wanted(args.kind, args.protocol, args.language or language(), args.group, args.phones)
    with session(args) as opened:
        made = team_blanks.make(opened, wanted)
        team_blanks.save(opened, made, args.out)
    _say(args, made.pages, list(made.numbers))
    return DONE


def _say(args: argparse.Namespace, pages: int, numbers: list[str]) -> None:
    words = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", pages).format(n=pages)
    say(args, words, file=str(args.out), pages=pages, numbers=numbers)


def show_paper(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = team_sheet.find(opened, args.number)
    if found.team:
        words = _("Sheet {number} belongs to the intervention of case {code}.").format(
            number=paper_numbers.shown(found.number), code=found.code
        )
    elif found.number:
        words = _("Sheet {number} is a blank one that nobody has typed yet.").format(
            number=paper_numbers.shown(found.number)
        )
    else:
        words = _("This is an empty form: {form}").format(form=found.form)
    say(args, words, number=found.number, team=found.team, case=found.case, code=found.code, form=found.form,
        typed=iso(found.typed))  # fmt: skip
    return DONE


def keep_scan(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        data = attach.read_file(args.file)
        kept = team_scans.attach_scan(opened, args.record, data, step=args.step, number=args.number)
    say(args, _("The scan is kept with the intervention."), file=kept.id, team=args.record, step=args.step)
    return DONE
