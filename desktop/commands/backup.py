"""`ancora backup | restore`: a verified backup in one file, and the database as it was in one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import common
from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, passphrase, say, session, vault_folder, warn, worker
from desktop.i18n import _, datetime_words, ngettext, number_words
from desktop.services import backups, restoring
from desktop.services.restoring import Restored


def register(nouns: Any) -> None:
    backup = add(nouns, "backup", _("make a verified backup"), make)
    backup.add_argument("--to", type=Path, metavar=_("DIR"), help=_("a folder on another medium"))
    restore = add(nouns, "restore", _("put a backup in the place of the database, which is kept aside"), put_back)
    restore.add_argument("file", type=Path, metavar=_("FILE"), help=_("a backup"))


def make(args: argparse.Namespace) -> int:
    with session(args) as opened:
        made = backups.make_on_stick(opened, args.to) if args.to is not None else backups.make_backup(opened)
    if made.same_disk:
        warn("same-disk", _("This folder is on the disk of the database. Keep a backup on another medium too."))
    say(
        args,
        _("The backup was made and read back whole: {file}").format(file=made.file),
        file=str(made.file),
        at=iso(made.at),
        bytes=made.bytes,
    )
    return DONE


def put_back(args: argparse.Namespace) -> int:
    restoring.look(args.file)  # before anybody is asked anything
    done = restoring.restore(
        args.file, vault_folder(args), worker=worker(args), passphrase=passphrase(args), clock=common.clock
    )
    for code, words in restoring.warnings(done).items():
        warn(code, words)
    say(
        args,
        _words(done),
        file=str(args.file),
        kept_aside=str(done.kept_aside) if done.kept_aside else None,
        cases=done.cases,
        records=done.records,
        commit=done.commit_no,
        ends_at=iso(done.ends_at),
        missing=done.missing.commits if done.missing else 0,
        missing_until=iso(done.missing.until) if done.missing else None,
        erased_again=done.erased_again,
        list_doubtful=done.list_doubtful,
        keys_older=done.keys_older,
        sealed_since=done.sealed_since,
    )
    return DONE


def _words(done: Restored) -> str:
    cases = ngettext("{n} case", "{n} cases", done.cases).format(n=number_words(done.cases))
    sheets = ngettext("{n} sheet", "{n} sheets", done.records).format(n=number_words(done.records))
    told = _("The database is there as it was on {time}: {cases}, {sheets}.").format(
        time=datetime_words(done.ends_at.astimezone()), cases=cases, sheets=sheets
    )
    if done.kept_aside is None:
        return told
    aside = _("What was there before is kept for 35 days: {folder}").format(folder=done.kept_aside)
    return f"{told} {aside}"
