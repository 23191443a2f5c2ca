"""`ancora vault create | check | status | rekey`: a new vault or one that joins an office, a look at it, a new key."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import common, pcs, recover
from desktop.commands.arguments import add, below
from desktop.commands.common import (
    DONE,
    Refusals,
    iso,
    new_passphrase,
    say,
    session,
    vault_folder,
    worker,
)
from desktop.commands.worker import warn_of_older_sheet, warn_without_backup
from desktop.i18n import _, datetime_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import kit_waiting, rekeying, vaults
from desktop.services.session import Session


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "vault", _("create, check or describe the database")))
    create = add(verbs, "create", _("create a database in a new or empty folder"), create_vault)
    whose = create.add_mutually_exclusive_group(required=True)
    whose.add_argument("--office", metavar=_("CODE"), help=_("the code of the office, for example UN4"))
    whose.add_argument(
        "--join",
        type=Path,
        metavar=_("FILE"),
        help=_("an invite of an office that works already, for one more computer"),
    )
    create.add_argument("--kind", choices=vaults.KINDS, default="office", help=_("an office or a region"))
    create.add_argument("--country", choices=vaults.COUNTRIES, default="MD", help=_("Moldova or Romania"))
    pcs.add_to_create(create)
    recover.add_to_create(create)
    recover.add_to(verbs)
    pcs.add_to(verbs)
    add(verbs, "check", _("look at every page of the database"), check_vault)
    add(verbs, "status", _("say what state the database is in"), show_status)
    add(verbs, "rekey", _("give the database a new key, after a theft for example"), rekey_vault)


def create_vault(args: argparse.Namespace) -> int:
    if args.kit is not None and args.kit.exists():
        raise Refused("file-exists")
    made = pcs.join_office(args) if args.join is not None else _create(args)
    try:
        if args.kit is not None:
            recover.make_kit(made, args.kit)
        say(
            args,
            _("The database of office {office} was created. {worker} is its first worker.").format(
                office=made.office.code, worker=made.worker.name
            ),
            office=made.office.code,
            kind=made.office.kind,
            country=made.office.country,
            node=made.office.node,
            worker=made.worker.name,
            kit=recover.told(made)[1]["kit"],
        )
    finally:
        vaults.close_session(made)
    return DONE


def _create(args: argparse.Namespace) -> Session:
    vaults.check_office(args.office, args.kind, args.country, practice=False)  # before anybody is asked anything
    return vaults.create(
        vault_folder(args),
        office=args.office,
        kind=args.kind,
        country=args.country,
        worker=worker(args),
        passphrase=new_passphrase(args, "passphrase_file"),
        clock=common.clock,
    )


def show_status(args: argparse.Namespace) -> int:
    with session(args) as opened:
        now = vaults.status(opened)
        sheet, facts = recover.told(opened)
        sealed = kit_waiting.told(opened)
    cases = ngettext("{n} case", "{n} cases", now.cases).format(n=now.cases)
    workers = ngettext("{n} worker", "{n} workers", now.workers).format(n=now.workers)
    backup = datetime_words(now.last_backup.astimezone(opened.tz)) if now.last_backup else _("none yet")
    words = _("Office {office}: {cases}, {workers}. Last verified backup: {backup}.").format(
        office=now.office, cases=cases, workers=workers, backup=backup
    )
    say(
        args,
        " ".join(filter(None, (words, sheet, sealed))),
        office=now.office,
        kind=now.kind,
        country=now.country,
        practice=now.practice,
        node=now.node,
        schema=now.schema,
        commit=now.commit,
        workers=now.workers,
        cases=now.cases,
        last_backup=iso(now.last_backup),
        anchor=now.anchor,
        **facts,
    )
    return DONE


def rekey_vault(args: argparse.Namespace) -> int:
    with session(args) as opened:
        done = rekeying.rekey(opened)
        warn_of_older_sheet(opened)
    words = _(
        "The database has a new key. Everybody keeps their passphrase; copies of the old files still open with the "
        "old key."
    )
    say(args, words, generation=done.generation, backed_up=done.backed_up)
    warn_without_backup(done)
    return DONE


def check_vault(args: argparse.Namespace) -> int:
    refused = Refusals()
    with session(args) as opened:
        found = vaults.check(opened)
        anchor = opened.vault.anchor
    for fault in found.faults:
        refused.note(fault, explain(Refused(fault)))
    if found.faults:
        sentence = " ".join(explain(Refused(fault)) for fault in found.faults)
    else:
        sentence = _("The database is whole: {records} records, {entries} entries in the access log.").format(
            records=found.records, entries=found.log_entries
        )
    say(
        args,
        sentence,
        status="damaged" if found.faults else "whole",
        faults=list(found.faults),
        anchor=anchor,
        records=found.records,
        log_entries=found.log_entries,
    )
    return refused.status()
