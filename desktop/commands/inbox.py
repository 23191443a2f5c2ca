"""`ancora import`, `inbox`, `sent`: what came, what was refused and why, how far what was sent has come."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, Refusals, iso, say, say_made, session
from desktop.i18n import _, datetime_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import alarms, gaps, inbox, quarantine, receipts, standing, sync
from desktop.services.outgoing import Exported
from desktop.services.standing import State


def register(nouns: Any) -> None:
    inward = add(nouns, "import", _("read files of other offices"), import_files)
    which = inward.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "files", nargs="*", default=[], type=Path, metavar=_("FILE"), help=_("files, or folders that hold them")
    )
    which.add_argument("--retry", action="store_true", help=_("try again every file that was refused"))
    verbs = below(add(nouns, "inbox", _("files that were refused, numbers that are missing, warnings")))
    add(verbs, "refused", _("the refused files that may be tried again"), list_refused)
    forget = add(verbs, "forget", _("take a refused file off the list; it stays where it lies"), forget_refused)
    forget.add_argument("id", metavar=_("ID"), help=_("as `inbox refused` shows it"))
    add(verbs, "missing", _("the numbers of each office that never came"), list_missing)
    warnings = add(verbs, "alarms", _("warnings about offices and computers"), list_alarms)
    warnings.add_argument("--all", action="store_true", help=_("also those that somebody has seen"))
    seen = add(verbs, "seen", _("say that you have read a warning and know what to do"), see_alarm)
    seen.add_argument("number", type=int, metavar=_("NUMBER"), help=_("as `inbox alarms` shows it"))
    waits = below(add(nouns, "sent", _("what was sent and is not confirmed")))
    add(waits, "waiting", _("what has waited too long for an answer, or did not arrive"), list_unconfirmed)
    told = add(waits, "told", _("they said by telephone that everything of a kind came"), say_it_came)
    told.add_argument("--to", required=True, metavar=_("OFFICE"), help=_("who said so"))
    told.add_argument("--kind", required=True, metavar=_("KIND"), help=_("as `sent waiting` shows it"))


def receipt_verb(verbs: Any) -> None:
    """`ancora export receipt`."""
    receipt = add(verbs, "receipt", _("what was imported and refused here, for who sent it"), export_receipts)
    whom = receipt.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar=_("OFFICE"), help=_("the office that alone may open the file"))
    whom.add_argument("--all", action="store_true", help=_("one file for each office that was not told yet"))
    receipt.add_argument(
        "--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file, or a folder that gives it a name")
    )


# --- what comes -------------------------------------------------------------------------------------------------------


def import_files(args: argparse.Namespace) -> int:
    refused, fates = Refusals(), []
    with session(args) as opened:
        told = partial(_tell, args, refused)
        fates = inbox.retry(opened, told=told) if args.retry else inbox.import_all(opened, args.files, told=told)
    if len(fates) > 1 and not getattr(args, "json", False):
        say(args, " ".join(_summary(inbox.summary(fates, len(fates)))))
    return refused.status()


def _tell(args: argparse.Namespace, refused: Refusals, fate: sync.Fate) -> None:
    """Each fate as it falls: who breaks off knows what was done."""
    words = " ".join(_words(fate))
    if fate.status == "refused":
        refused.note(fate.code or "refused", words)
    say(
        args,
        words,
        file=str(fate.file),
        status=fate.status,
        code=fate.code,
        kind=fate.kind,
        office=fate.office,
        seq=fate.seq,
        missing=list(fate.missing),
        new=fate.new,
        conflicts=fate.conflicts,
    )


def _words(fate: sync.Fate) -> Iterator[str]:
    """What became of the file, sentence by sentence; the code of an imported one is told too."""
    name = fate.file.name
    if fate.status == "refused":
        yield _("{file}: {reason}").format(file=name, reason=explain(Refused(fate.code, **fate.facts)))
        return
    if fate.status == "already-imported":
        yield _("{file}: was here already. Nothing changed.").format(file=name)
    else:
        yield _("{file}: imported from {office}, number {seq}.").format(file=name, office=fate.office, seq=fate.seq)
        if fate.code is not None:
            yield explain(Refused(fate.code, **fate.facts))
    if fate.missing:
        yield _missing_words(fate.missing)


def _missing_words(numbers: tuple[int, ...]) -> str:
    missing = ngettext("Number {numbers} is missing.", "Numbers {numbers} are missing.", len(numbers))
    return missing.format(numbers=gaps.words(numbers))


def _summary(run: inbox.Summary) -> Iterator[str]:
    yield ngettext("{n} file was imported.", "{n} files were imported.", run.imported).format(n=run.imported)
    if run.already:
        yield ngettext("{n} file was here already.", "{n} files were here already.", run.already).format(n=run.already)
    if run.refused:
        yield ngettext("{n} file was refused.", "{n} files were refused.", run.refused).format(n=run.refused)


def list_refused(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = quarantine.waiting(opened)
    for one in found:
        reason = explain(Refused(one.code, **one.facts))
        say(
            args,
            _("{id} · {file}: {reason}").format(id=one.id[:12], file=one.path.name, reason=reason),
            id=one.id,
            file=str(one.path),
            there=one.there,
            code=one.code,
            office=one.office,
            seq=one.seq,
            tries=one.tries,
            at=iso(one.at),
        )
    if not found:
        _none(args, _("No refused file waits."))
    return DONE


def forget_refused(args: argparse.Namespace) -> int:
    with session(args) as opened:
        quarantine.forget(opened, quarantine.find(opened, args.id))
    say(args, _("The file is off the list. It stays where it lies."), status="forgotten")
    return DONE


def list_missing(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = standing.missing(opened)
    for one in found:
        say(
            args,
            _("{office}, {kind}: {missing}").format(
                office=one.office, kind=one.kind, missing=_missing_words(one.numbers)
            ),
            office=one.office,
            kind=one.kind,
            missing=[list(run) for run in gaps.runs(one.numbers)],
        )
    if not found:
        _none(args, _("No number is missing."))
    return DONE


def list_alarms(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = alarms.standing(opened, seen=args.all)
    for one in found:
        reason = explain(Refused(one.code, office=one.office, **one.facts))
        say(
            args,
            _("{number} · {time} · {office}: {reason}").format(
                number=one.num, time=datetime_words(one.at), office=one.office, reason=reason
            ),
            number=one.num,
            at=iso(one.at),
            code=one.code,
            office=one.office,
            seen=iso(one.seen_at),
        )
    if not found:
        _none(args, _("There is no warning."))
    return DONE


def see_alarm(args: argparse.Namespace) -> int:
    with session(args) as opened:
        alarms.see(opened, args.number)
    say(args, _("The warning is noted as seen."), status="seen", number=args.number)
    return DONE


# --- what went --------------------------------------------------------------------------------------------------------


def export_receipts(args: argparse.Namespace) -> int:
    with session(args) as opened:
        made = receipts.export_all(opened, args.out) if args.all else [receipts.export(opened, args.to, args.out)]
    for one in made:
        _say_made(args, one)
    if not made:
        _none(args, _("Every office was told already what came of its files."))
    return DONE


def _say_made(args: argparse.Namespace, made: Exported) -> None:
    words = _("{file}: the confirmation for {office}, number {seq}.")
    say_made(args, words.format(file=made.file.name, office=made.to, seq=made.seq), made)


def list_unconfirmed(args: argparse.Namespace) -> int:
    with session(args) as opened:
        found = standing.unconfirmed(opened)
    for one in found:
        say(
            args,
            _state_words(one.state).format(
                office=one.to, numbers=gaps.words(one.numbers), kind=one.kind, time=datetime_words(one.since)
            ),
            to=one.to,
            kind=one.kind,
            numbers=list(one.numbers),
            state=one.state.value,
            code=one.code,
            since=iso(one.since),
        )
    if not found:
        _none(args, _("Nothing waits for an answer."))
    return DONE


def _state_words(state: State) -> str:
    return {
        State.MISSING: _("{office} · {kind}, no. {numbers}: they say that it never came. Make it again."),
        State.REFUSED: _("{office} · {kind}, no. {numbers}: it was refused there."),
    }.get(state, _("{office} · {kind}, no. {numbers}: not confirmed since {time}."))


def say_it_came(args: argparse.Namespace) -> int:
    with session(args) as opened:
        count = standing.say_it_came(opened, args.to, args.kind)
    words = ngettext("{n} file is noted as arrived.", "{n} files are noted as arrived.", count)
    say(args, words.format(n=count), to=args.to, kind=args.kind, count=count)
    return DONE


def _none(args: argparse.Namespace, words: str) -> None:
    """That there is nothing is a sentence for people, and no line for programs."""
    if not getattr(args, "json", False):
        say(args, words)
