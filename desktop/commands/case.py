"""`ancora cases`, `ancora case show`, `ancora conflicts`: what is in the files; sealed answers are named, not shown."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from db.cases import CaseRow
from db.records import Record
from desktop.commands.common import DONE, add, iso, read_words, say, session
from desktop.forms.present import show
from desktop.i18n import _, language, ngettext, pick
from desktop.services import cases
from desktop.services.records import Value
from desktop.services.session import Session


def register(nouns: Any) -> None:
    listing = add(nouns, "cases", _("list or search cases"), list_cases)
    listing.add_argument(
        "--search-file", type=Path, metavar="F", help=_("a file with the words to look for; - reads them")
    )
    listing.add_argument("--limit", type=int, default=200, metavar="N")
    below = add(nouns, "case", _("one case")).add_subparsers(required=True)
    one = add(below, "show", _("show the forms of a case"), show_case)
    one.add_argument("code", metavar="CODE")
    apart = add(nouns, "conflicts", _("answers with several values"), list_conflicts)
    apart.add_argument("code", nargs="?", metavar="CODE")


def list_cases(args: argparse.Namespace) -> int:
    with session(args) as opened:
        if getattr(args, "search_file", None):
            rows = cases.find(opened, read_words(args.search_file).strip(), limit=args.limit)
            cases.note_search(opened, len(rows))
        else:
            rows = cases.page(opened, cases.Filter(order="code"), limit=args.limit).rows
        for row in rows:
            _say_row(args, opened, row)
    return DONE


def _say_row(args: argparse.Namespace, opened: Session, row: CaseRow) -> None:
    entry = opened.library.definitions.list("L9").find(row.status or "")
    status = pick(entry.label) if entry else "–"
    say(
        args,
        f"{row.code} · {status}",
        case=row.case,
        code=row.code,
        opened_on=row.opened_on,
        status=row.status,
        conflicts=row.conflicts,
    )


def show_case(args: argparse.Namespace) -> int:
    with session(args) as opened:
        file = cases.open_case(opened, cases.by_code(opened, args.code).case)
        apart: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for found in cases.conflicts(opened, args.code):
            apart.setdefault(found.record, {})[found.path] = [_value(v) for v in found.values]
        say(
            args,
            _case_words(opened, file),
            case=file.row.case,
            code=file.row.code,
            records=[_record(r, apart.get(r.id, {})) for r in file.records],
        )
    return DONE


def _record(record: Record, conflicts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "record": record.id,
        "form": record.form,
        "version": record.version,
        "answers": dict(record.body),
        "conflicts": conflicts,
        "state": record.state,
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "value": value.value,
        "worker": value.worker,
        "office": value.office,
        "at": iso(value.at),
        "revision": value.revision,
        "stands": value.stands,
    }


def _case_words(opened: Session, file: cases.CaseFile) -> str:
    """The whole case as lines for the eye: form, then label and answer."""
    definitions = opened.library.definitions
    lines = [file.row.code]
    for record in file.records:
        form = definitions.form(record.form)
        lines.append(f"\n{form.code} {pick(form.title)}")
        for path, value in record.body.items():
            field = form.find(path)
            if field is not None and value is not None and field.type != "group":
                lines.append(f"  {pick(field.label)}: {show(field, value, definitions, language())}")
    return "\n".join(lines)


def list_conflicts(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = cases.conflicts(opened, args.code)
        for row in found:
            count = len(row.values)
            words = ngettext("{n} value", "{n} values", count).format(n=count)
            say(
                args,
                f"{row.code} · {row.form} · {row.path} · {words}",
                case=row.case,
                code=row.code,
                record=row.record,
                form=row.form,
                path=row.path,
                values=[_value(v) for v in row.values],
            )
    return DONE
