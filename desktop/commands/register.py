"""`ancora register …`: a register kept in a spreadsheet is looked at, brought in, and taken back as one act."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below, whole
from desktop.commands.common import DONE, REFUSED, iso, say, session
from desktop.i18n import _, datetime_words, ngettext, number_words
from desktop.refusals import Refused
from desktop.registers import csv_file, plan
from desktop.registers.book import Book
from desktop.registers.plan import Plan
from desktop.services import register_import, register_undo, register_words
from desktop.services.register_import import Told
from desktop.services.session import Session

LARGEST_PLAN = 1 << 20


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "register", _("bring in a register from a spreadsheet; for the head of office")))
    guess = _file(
        add(verbs, "guess", _("guess which column means which field, and save that to be corrected"), guess_plan)
    )
    guess.add_argument("--out", required=True, type=Path, metavar=_("MAP.toml"), help=_("a new file"))
    guess.add_argument("--into", choices=plan.KINDS, default="case", help=_("what each row becomes"))
    for name, help_, run in (
        ("preview", _("tell what would become of each row; nothing is written"), preview),
        ("import", _("bring in every row that can be taken"), bring_in),
    ):
        verb = _file(add(verbs, name, help_, run))
        verb.add_argument("--map", required=True, type=Path, metavar=_("MAP.toml"), help=_("which column means what"))
        verb.add_argument(
            "--refused", type=Path, metavar=_("FILE.csv"), help=_("a new file with what was refused and why")
        )
    add(verbs, "list", _("the imports so far"), list_imports)
    undo = add(verbs, "undo", _("take back what an import made and nobody has changed since"), undo_import)
    undo.add_argument("which", metavar=_("IMPORT"), help=_("the id of an import, as the list shows it"))


def _file(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("file", type=Path, metavar=_("FILE"), help=_("a file .xlsx, .ods or .csv"))
    command.add_argument("--sheet", type=whole(1), metavar=_("N"), help=_("which sheet of the file, the first is 1"))
    command.add_argument(
        "--encoding", choices=csv_file.ENCODINGS, default="", help=_("how the letters of a text are written")
    )
    return command


def guess_plan(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = _look(opened, args)
        guessed, _known = register_import.plan_for(opened, found.first, found.plan.head, args.into, found.sheet)
        unmapped = register_import.preview(opened, found.book, guessed).unmapped if guessed.columns else {}
        register_import.save_list(args.out, plan.to_toml(guessed, unmapped).encode())
        said = ngettext("{n} column was recognised.", "{n} columns were recognised.", len(guessed.columns))
        say(args, said.format(n=number_words(len(guessed.columns))), columns=len(guessed.columns), file=str(args.out))
        _say_notes(args, found.book)
    return DONE


def preview(args: argparse.Namespace) -> int:
    with session(args) as opened:
        book, chosen = _chosen(opened, args)
        told = register_import.preview(opened, book, chosen)
        for one in told.told:
            _say_row(args, opened, chosen, one)
        for path, values in sorted(told.unmapped.items()):
            where = register_words.field_words(opened, chosen.into, path)
            said = ngettext(
                "{field}: {n} value has no meaning yet.", "{field}: {n} values have no meaning yet.", len(values)
            )
            say(args, said.format(field=where, n=number_words(len(values))), field=path, unmapped=len(values))
        said = _("{good} of {rows} rows can be taken; {refused} would be refused, {alike} may be here already.")
        counts = {"good": told.good, "rows": told.rows, "refused": told.refused, "alike": told.alike}
        say(args, said.format(**{name: number_words(n) for name, n in counts.items()}), **counts)
        _say_notes(args, book)
        _save_refused(args, told.told)
    return REFUSED if told.refused else DONE


def bring_in(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        book, chosen = _chosen(opened, args)
        done = register_import.bring_in(opened, book, chosen)
        for one in done.refused:
            _say_row(args, opened, chosen, one)
        said = _("{taken} of {rows} rows were brought in. To take all of it back: ancora register undo {run}")
        words = said.format(taken=number_words(done.taken), rows=number_words(done.rows), run=done.run)
        say(args, words, run=done.run, rows=done.rows, taken=done.taken, refused=done.rows - done.taken)
        _save_refused(args, done.refused)
    return REFUSED if done.taken < done.rows else DONE


def list_imports(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in register_undo.every(opened):
            parts = [
                one.id,
                datetime_words(one.at),
                one.worker,
                _("{taken} of {rows} rows").format(taken=number_words(one.taken), rows=number_words(one.rows)),
                _("undone") if one.undone_at else "",
            ]
            say(
                args,
                " · ".join(part for part in parts if part),
                run=one.id,
                at=iso(one.at),
                worker=one.worker,
                rows=one.rows,
                taken=one.taken,
                refused=one.refused,
                left=one.left,
                undone_at=iso(one.undone_at),
            )
    return DONE


def undo_import(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = register_undo.undo(opened, args.which)
        for code in done.kept:
            say(args, _("{code} was changed since, or is held back by law, and stays.").format(code=code), kept=code)
        said = ngettext(
            "{n} file of this import was taken back.", "{n} files of this import were taken back.", done.gone
        )
        kept = len(done.kept) + done.kept_reports
        say(args, said.format(n=number_words(done.gone)), gone=done.gone, kept=kept, traces_gone=done.traces_gone)
    return DONE


def _look(opened: Session, args: argparse.Namespace) -> register_import.Opened:
    sheet = args.sheet - 1 if args.sheet else -1
    return register_import.look(opened, args.file, sheet=sheet, encoding=args.encoding)


def _chosen(opened: Session, args: argparse.Namespace) -> tuple[Book, Plan]:
    found = _look(opened, args)
    try:
        with args.map.open("rb") as source:
            text = source.read(LARGEST_PLAN + 1).decode("utf-8-sig")
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None
    except UnicodeDecodeError:
        raise Refused("register-plan") from None
    read = plan.from_toml(text, opened.library.definitions)
    sheet = found.sheet if args.sheet else read.sheet
    return found.book, Plan(read.into, sheet, read.head, read.columns, read.values)


def _say_row(args: argparse.Namespace, opened: Session, chosen: Plan, one: Told) -> None:
    words = register_words.told_words(opened, chosen.into, one)
    say(
        args,
        _("Row {n}: {words}").format(n=one.line, words=words),
        row=one.line,
        status="refused" if one.faults else "alike",
        code=one.faults[0].code if one.faults else None,
        column=one.faults[0].column if one.faults else None,
        field=one.faults[0].path if one.faults else None,
        like=one.like_case or None,
        like_row=one.like_line or None,
    )


def _say_notes(args: argparse.Namespace, book: Book) -> None:
    for code in sorted(book.notes):
        say(args, register_words.note_words(code), note=code)


def _save_refused(args: argparse.Namespace, told: Any) -> None:
    if args.refused is not None:
        heads = (_("Row"), _("Column"), _("Field"), _("Code"))
        register_import.save_list(args.refused, register_import.refusals_as_csv(told, heads))
