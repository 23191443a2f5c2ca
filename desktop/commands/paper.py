"""`ancora report case | statistics` and `ancora print blank | pocket | plan`: PDFs without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, whole
from desktop.commands.common import DONE, say, session
from desktop.commands.consent import add_recipient, print_for_role, role_names
from desktop.i18n import LANGUAGES, _, language, ngettext
from desktop.services import cases, reports, safety_print


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "report", _("print a report as a PDF")))
    case = add(verbs, "case", _("one case"), report_case)
    case.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    case.add_argument(
        "--profile",
        choices=(*reports.PROFILES, *role_names()),
        default="anonymised",
        help=_(
            "anonymised, without anything that tells who it is; internal, with everything; or what one kind of "
            "institution needs and the consents of the case allow"
        ),
    )
    add_recipient(case)
    _add_out(case)
    statistics = add(verbs, "statistics", _("the tables of a period"), report_statistics)
    statistics.add_argument("--period", required=True, metavar="2026-Q3", help=_("a period that has ended"))
    _add_out(statistics)
    verbs = below(add(nouns, "print", _("print an empty form")))
    card = add(verbs, "pocket", _("a card of the safety plan that names nothing"), print_pocket)
    card.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    card.add_argument("--lines", metavar=_("LINES"), help=_("which lines of the plan, with commas; else all of them"))
    card.add_argument("--by-hand", type=whole(0), default=0, metavar="N", help=_("so many lines to write on by hand"))
    _add_out(card)
    plan = add(verbs, "plan", _("the safety plan, where its copy is safe"), print_plan)
    plan.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    _add_out(plan)
    blank = add(verbs, "blank", _("an empty form to fill by hand"), print_blank)
    blank.add_argument("form", metavar=_("FORM"), help=_("the name of the form, for example incident or F6"))
    blank.add_argument("--language", choices=tuple(LANGUAGES), default="", help=_("the language of the paper"))
    _add_out(blank)


def _add_out(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


def report_case(args: argparse.Namespace) -> int:
    if args.profile not in reports.PROFILES:
        return print_for_role(args, args.profile, with_slip=False)
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        report = reports.case_report(opened, case, args.profile, language())
        reports.save_report(opened, report, args.out)
    _say_saved(args, report)
    return DONE


def report_statistics(args: argparse.Namespace) -> int:
    with session(args) as opened:
        report = reports.statistics_report(opened, args.period, language())
        reports.save_report(opened, report, args.out)
    _say_saved(args, report)
    return DONE


def print_blank(args: argparse.Namespace) -> int:
    report = reports.blank_form(args.form, args.language or language())
    reports.save_paper(report, args.out)
    _say_saved(args, report)
    return DONE


def print_pocket(args: argparse.Namespace) -> int:
    chosen = [code.strip() for code in args.lines.split(",") if code.strip()] if args.lines is not None else None
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        report = safety_print.pocket(opened, case, chosen, language(), by_hand=args.by_hand)
        reports.save_report(opened, report, args.out)
    _say_saved(args, report)
    return DONE


def print_plan(args: argparse.Namespace) -> int:
    with session(args) as opened:
        report = safety_print.whole(opened, cases.by_code(opened, args.code).case, language())
        reports.save_report(opened, report, args.out)
    _say_saved(args, report)
    return DONE


def _say_saved(args: argparse.Namespace, report: reports.Report) -> None:
    pages = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", report.pages)
    say(
        args,
        pages.format(n=report.pages),
        file=str(args.out),
        pages=report.pages,
        profile=report.profile,
        withheld=report.withheld,
    )
