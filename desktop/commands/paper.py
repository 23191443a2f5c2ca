"""`ancora report case | statistics` and `ancora print blank`: PDFs without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.common import DONE, add, say, session
from desktop.i18n import _, language, ngettext
from desktop.services import cases, reports


def register(nouns: Any) -> None:
    below = add(nouns, "report", _("print a report as a PDF")).add_subparsers(required=True)
    case = add(below, "case", _("one case, without anything that tells who it is"), report_case)
    case.add_argument("code", metavar="CODE")
    case.add_argument("--profile", choices=reports.PROFILES, default="anonymised")
    case.add_argument("--out", required=True, type=Path, metavar="FILE.pdf")
    statistics = add(below, "statistics", _("the tables of a period"), report_statistics)
    statistics.add_argument("--period", required=True, metavar="2026-Q3")
    statistics.add_argument("--out", required=True, type=Path, metavar="FILE.pdf")
    printing = add(nouns, "print", _("print an empty form")).add_subparsers(required=True)
    blank = add(printing, "blank", _("an empty form to fill by hand"), print_blank)
    blank.add_argument("form", metavar="FORM", help=_("the name of the form, for example incident or F6"))
    blank.add_argument("--out", required=True, type=Path, metavar="FILE.pdf")


def report_case(args: argparse.Namespace) -> int:
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
    report = reports.blank_form(args.form, language())
    reports.save_paper(report, args.out)
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
