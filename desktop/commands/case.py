"""`ancora cases`, `ancora case show`: what is in the files; sealed answers are named, not shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from db.records import Record
from desktop.commands import access, narrative, same, state
from desktop.commands.arguments import add, below, whole
from desktop.commands.common import DONE, read_words, say, session
from desktop.commands.conflicts import told, unsealed
from desktop.forms import answers as flat
from desktop.forms.present import show
from desktop.forms.schema import Form
from desktop.i18n import _, language, pick
from desktop.refusals import Refused
from desktop.services import cases, conflicts, people, searching
from desktop.services.session import Session

ALL = 1_000_000_000


def register(nouns: Any) -> None:
    listing = add(nouns, "cases", _("list or search cases"), list_cases)
    listing.add_argument(
        "--search-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the words to look for; - reads them from standard input"),
    )
    listing.add_argument(
        "--kind", metavar=_("KIND"), help=_("the code of one kind of file: victim, aggressor, minor, youth")
    )
    listing.add_argument("--limit", type=whole(0), default=ALL, metavar="N", help=_("at most so many"))
    verbs = below(add(nouns, "case", _("one case")))
    one = add(verbs, "show", _("show the forms of a case"), show_case)
    one.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    access.register(verbs, say_case)
    same.register(verbs)
    narrative.register(verbs)
    state.register(nouns, verbs)


def list_cases(args: argparse.Namespace) -> int:
    typed = read_words(args.search_file).strip() if args.search_file else None
    with session(args) as opened:
        if typed is None:
            rows = cases.page(opened, cases.Filter(order="code", kind=args.kind), limit=args.limit).rows
        else:
            if searching.is_old(opened):
                searching.index_again(opened)
            rows = cases.find(opened, typed, limit=ALL)[: args.limit]
            cases.note_search(opened, len(rows))
        for row in rows:
            found = searching.found_in(opened, row.case, typed) if typed is not None else ()
            _say_row(args, opened, row, found)
    return DONE


def _say_row(
    args: argparse.Namespace, opened: Session, row: cases.CaseRow, found: Sequence[searching.FoundIn] = ()
) -> None:
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
        kind=row.kind,
        **(
            {"found": [{"record": each.record, "form": each.form, "path": each.path} for each in found]}
            if found
            else {}
        ),
    )


def show_case(args: argparse.Namespace) -> int:
    with session(args) as opened:
        say_case(args, opened, cases.standing_by_code(opened, args.code).code)
    return DONE


def say_case(args: argparse.Namespace, opened: Session, code: str) -> None:
    """A case whole, and of answers with several values all of them."""
    file = cases.open_case(opened, cases.by_code(opened, code).case)
    apart: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for found in conflicts.listed(opened, code):
        apart.setdefault(found.head.record, {})[found.head.path] = [told(value) for value in found.values]
    say(
        args,
        "\n".join(_case_lines(opened, file)),
        case=file.row.case,
        code=file.row.code,
        records=[_record(r, apart.get(r.id, {})) for r in file.records],
    )


def _record(record: Record, conflicts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "record": record.id,
        "form": record.form,
        "version": record.version,
        "answers": {path: unsealed(value) for path, value in record.body.items()},
        "conflicts": conflicts,
        "state": record.state,
    }


def _case_lines(opened: Session, file: cases.CaseFile) -> Iterator[str]:
    """The whole case for the eye: form, then question and answer."""
    names = people.names(opened)
    yield file.row.code
    for record in file.records:
        form = _form_of(opened, record)
        yield ""
        yield f"{form.code} {pick(form.title)}" if form else record.form
        if form is not None:
            yield from _answer_lines(opened, form, record, names)


def _form_of(opened: Session, record: Record) -> Form | None:
    """The form in its version, if it is known here; its answers are kept until it arrives."""
    try:
        return opened.library.definitions.form(record.form, record.version)
    except Refused:
        return None


def _answer_lines(opened: Session, form: Form, record: Record, names: Mapping[str, str]) -> Iterator[str]:
    for path, field, row in flat.paths(form, record.body):
        value = record.body.get(path)
        if value is None or field.type == "group":
            continue
        words = show(field, value, opened.library.definitions, language(), country=opened.office.country, names=names)
        label = pick(field.label)
        if row is not None:
            group = path.split("/", maxsplit=1)[0]
            number = flat.rows(record.body, group).index(row) + 1
            label = f"{pick(form.field(group).label)} {number} · {label}"
        yield f"  {label}: {words}"
