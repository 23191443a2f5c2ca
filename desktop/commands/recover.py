"""`ancora recover`, and `ancora vault kit | shares | drill | drilled`: the recovery sheet and what it opens."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.commands import common
from desktop.commands.arguments import add
from desktop.commands.common import (
    DONE,
    iso,
    new_passphrase,
    read_words,
    say,
    session,
    vault_folder,
    warn,
    worker,
)
from desktop.i18n import _, language
from desktop.refusals import Refused
from desktop.services import drills, people, recovery, restoring, vaults
from desktop.services.recovery import Kit
from desktop.services.session import Session


def register(nouns: Any) -> None:
    command = add(nouns, "recover", _("let a person in with the recovery code, when no passphrase is known"), recover)
    command.add_argument(
        "--backup", type=Path, metavar=_("FILE"), help=_("put this backup in the place of the database first")
    )
    _add_code(command)
    _add_new_passphrase(command)


def add_to(verbs: Any) -> None:
    """The commands of `ancora vault` that are about the recovery sheet."""
    kit = add(verbs, "kit", _("make a recovery sheet, or say that its code was typed back"), make_or_confirm)
    kit.add_argument("file", nargs="?", type=Path, metavar=_("FILE.pdf"), help=_("a new file for the sheet"))
    kit.add_argument(
        "--code-file", type=Path, metavar=_("FILE"), help=_("the code as it was typed back from the paper")
    )
    shares = add(verbs, "shares", _("print the code as three shares of which any two open the database"), make_shares)
    shares.add_argument("folder", type=Path, metavar=_("DIR"), help=_("a folder for the three PDFs"))
    shares.add_argument("--code-file", type=Path, required=True, metavar=_("FILE"), help=_("the code of the sheet"))
    shares.add_argument(
        "--holders-file", type=Path, required=True, metavar=_("FILE"), help=_("three names, one a line")
    )
    drill = add(verbs, "drill", _("try out whether a backup and the code are enough"), try_out)
    drill.add_argument("file", type=Path, metavar=_("FILE"), help=_("a backup"))
    _add_code(drill)
    drill.add_argument("--out", type=Path, metavar=_("FILE.pdf"), help=_("a new file for the certificate"))
    drilled = add(verbs, "drilled", _("note a drill by the number of its certificate"), note_drill)
    drilled.add_argument("--number", required=True, metavar="12345678", help=_("the eight digits of the certificate"))


def add_to_create(create: argparse.ArgumentParser) -> None:
    """The recovery sheet of a new database."""
    create.add_argument(
        "--kit", type=Path, metavar=_("FILE.pdf"), help=_("a new file for the recovery sheet; print it and delete it")
    )


def _add_code(command: argparse.ArgumentParser) -> None:
    given = command.add_mutually_exclusive_group(required=True)
    given.add_argument("--kit-code-file", type=Path, metavar=_("FILE"), help=_("a file that holds the recovery code"))
    given.add_argument(
        "--shares", type=Path, nargs="+", metavar=_("FILE"), help=_("files that hold one share each, two or three")
    )


def _add_new_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the new passphrase; else it is asked"),
    )


# --- the sheet --------------------------------------------------------------------------------------------------------


def make_kit(opened: Session, file: Path) -> Kit:
    """Write the sheet whole, and only then let it open anything."""
    kit = recovery.new_kit(opened)
    recovery.save_paper(file, recovery.kit_paper(opened, kit, language()))
    recovery.note_printed(opened, kit)
    warn("paper", _("Print the file, delete it, and keep the paper in a closed envelope in another building."))
    return kit


def make_or_confirm(args: argparse.Namespace) -> int:
    if (args.file is None) == (args.code_file is None):
        raise Refused("kit-or-code")
    typed = "" if args.code_file is None else read_words(args.code_file)
    with session(args, writes=True) as opened:
        if args.file is None:
            recovery.confirm(opened, typed)
            words = _("The code is right. The recovery sheet {number} opens the database from now on.")
        else:
            make_kit(opened, args.file)
            words = _(
                "The recovery sheet {number} was made. Type its code back once, so that it is sure to be readable."
            )
        state = recovery.state(opened)
    say(args, words.format(number=state.pending or state.number), **_facts(state))
    return DONE


def make_shares(args: argparse.Namespace) -> int:
    kit = recovery.read_code(read_words(args.code_file))
    names = [name for name in read_words(args.holders_file).splitlines() if name.strip()]
    with session(args, writes=True) as opened:
        recovery.keep_holders(opened, kit, names)
        files = recovery.save_shares(opened, kit, args.folder, language())
    for file in files:
        say(args, _("The share was saved: {file}").format(file=file), file=str(file))
    return DONE


def _facts(state: recovery.RecoveryState) -> dict[str, str | None]:
    return {
        "kit": state.number,
        "kit_older": state.older or None,
        "kit_pending": state.pending,
        "kit_confirmed": state.confirmed_on.isoformat() if state.confirmed_on else None,
        "drill": state.drill_on.isoformat() if state.drill_on else None,
        "drill_due": state.drill_due.isoformat() if state.drill_due else None,
    }


def told(opened: Session) -> tuple[str, dict[str, str | None]]:
    """A sentence and facts on the recovery sheet, for the state of the database."""
    state = recovery.state(opened)
    return recovery.state_words(state, opened.now().date()), _facts(state)


# --- what it opens ----------------------------------------------------------------------------------------------------


def _typed(args: argparse.Namespace) -> Kit:
    if args.kit_code_file is not None:
        return recovery.read_code(read_words(args.kit_code_file))
    return recovery.read_shares([read_words(file) for file in args.shares])


def recover(args: argparse.Namespace) -> int:
    kit = _typed(args)
    folder, name = vault_folder(args), vaults.tidy_name(worker(args))
    fresh = new_passphrase(args, "new_passphrase_file")
    if args.backup is not None:
        done = restoring.restore(args.backup, folder, worker="", kit_secret=kit.key, clock=common.clock)
        for code, words in restoring.warnings(done).items():
            warn(code, words)
    opened = recovery.recover(folder, kit, worker=name, passphrase=fresh, clock=common.clock)
    try:
        say(
            args,
            _("{name} opens the database with the new passphrase now, as {role}. Make a new recovery sheet.").format(
                name=opened.worker.name, role=people.role_words(opened.worker.role)
            ),
            worker=opened.worker.id,
            name=opened.worker.name,
            role=opened.worker.role,
            anchor=opened.vault.anchor,
        )
    finally:
        vaults.close_session(opened)
    return DONE


def try_out(args: argparse.Namespace) -> int:
    kit = _typed(args)
    done = drills.run(args.file, kit, paths.data_folder(), clock=common.clock, by_shares=args.shares is not None)
    if args.out is not None:
        recovery.save_paper(args.out, drills.certificate(done, language()))
    words = _("The drill went well. Cases: {cases}, sheets: {sheets}, number of the certificate: {number}.")
    say(
        args,
        words.format(cases=done.cases, sheets=done.sheets, number=done.number),
        office=done.office,
        kit=done.kit,
        at=iso(done.done_at),
        ends_at=iso(done.ends_at),
        cases=done.cases,
        sheets=done.sheets,
        files=done.files,
        number=done.number,
    )
    return DONE


def note_drill(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        drills.note(opened, args.number)
        state = recovery.state(opened)
    say(args, _("The drill was noted."), **_facts(state))
    return DONE
