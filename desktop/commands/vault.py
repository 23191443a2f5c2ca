"""`ancora vault create | check | status`: a new vault, a full look at it, its state."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.common import DONE, REFUSED, add, clock, iso, passphrase, say, session, vault_folder, worker
from desktop.i18n import _, datetime_words, ngettext
from desktop.services import vaults


def register(nouns: Any) -> None:
    below = add(nouns, "vault", _("create, check or describe the database")).add_subparsers(required=True)
    create = add(below, "create", _("create a database in an empty folder"), create_vault)
    create.add_argument("--office", required=True, metavar="CODE", help=_("the code of the office, for example UN4"))
    create.add_argument("--kind", choices=vaults.KINDS, default="office", help=_("an office or a region"))
    create.add_argument("--country", choices=vaults.COUNTRIES, default="MD", help=_("Moldova or Romania"))
    add(below, "check", _("look at every page of the database"), check_vault)
    add(below, "status", _("say what state the database is in"), show_status)


def create_vault(args: argparse.Namespace) -> int:
    made = vaults.create(
        vault_folder(args),
        office=args.office,
        kind=args.kind,
        country=args.country,
        worker=worker(args),
        passphrase=passphrase(args, again=True),
        clock=clock,
    )
    try:
        say(
            args,
            _("The database of office {office} was created. {worker} is its first worker.").format(
                office=made.office.code, worker=made.worker.name
            ),
            office=made.office.code,
            kind=made.office.kind,
            node=made.office.node,
        )
    finally:
        vaults.close_session(made)
    return DONE


def show_status(args: argparse.Namespace) -> int:
    with session(args) as opened:
        now = vaults.status(opened)
    cases = ngettext("{n} case", "{n} cases", now.cases).format(n=now.cases)
    workers = ngettext("{n} worker", "{n} workers", now.workers).format(n=now.workers)
    backup = datetime_words(now.last_backup) if now.last_backup else _("none yet")
    say(
        args,
        _("Office {office}: {cases}, {workers}. Last verified backup: {backup}.").format(
            office=now.office, cases=cases, workers=workers, backup=backup
        ),
        office=now.office,
        kind=now.kind,
        node=now.node,
        schema=now.schema,
        commit=now.commit,
        workers=now.workers,
        cases=now.cases,
        last_backup=iso(now.last_backup),
        anchor=now.anchor,
        country=now.country,
        practice=now.practice,
    )
    return DONE


def check_vault(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = vaults.check(opened)
    if found.faults:
        sentence = _("The database is damaged. Restore the latest backup; this one stays as it is.")
    else:
        sentence = _("The database is whole: {records} records, {entries} entries in the access log.").format(
            records=found.records, entries=found.log_entries
        )
    say(
        args,
        sentence,
        status="damaged" if found.faults else "whole",
        faults=list(found.faults),
        records=found.records,
        log_entries=found.log_entries,
    )
    return REFUSED if found.faults else DONE
