"""`ancora record put | history | restore`: write records line by line, read their versions, put an older one back."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from db.savepoint import savepoint
from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, Refusals, say, session
from desktop.commands.lines import Line, batches, parse, source
from desktop.forms.answers import is_sealed
from desktop.i18n import _, datetime_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import history, intake
from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line; true once the transaction that held it is over."""

    line: int
    put: intake.Put | None
    refused: Refused | None = None


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "record", _("write records, and read their versions")))
    put = add(verbs, "put", _("write records, one JSON object a line"), put_records)
    put.add_argument("file", metavar=_("FILE.jsonl|-"), help=_("a file of lines, or - for standard input"))
    told = add(verbs, "history", _("who wrote what when in a record"), show_history)
    told.add_argument("record", metavar=_("RECORD"), help=_("the id of the record, as case show prints it"))
    back = add(verbs, "restore", _("put an older version back, as a new one"), restore)
    back.add_argument("record", metavar=_("RECORD"), help=_("the id of the record, as case show prints it"))
    back.add_argument("--revision", required=True, metavar=_("ID"), help=_("the version, as record history prints it"))
    back.add_argument("--path", metavar=_("PATH"), help=_("this answer alone"))


def show_history(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for version in history.history(opened, args.record).versions:
            paths = [step.path for step in version.steps]
            when = datetime_words(version.at) if version.at else _("date not known: the computer’s clock was wrong")
            say(
                args,
                _("{n} · {time} · {worker} · {paths}").format(
                    n=version.number, time=when, worker=version.worker, paths=", ".join(paths)
                ),
                revision=version.revision,
                number=version.number,
                at=version.at.isoformat() if version.at else None,
                worker=version.worker,
                office=version.office,
                set={step.path: _open_value(step.after) for step in version.steps},
            )
    return DONE


def _open_value(value: Any) -> Any:
    """Sealed fields are named, not shown."""
    return {"sealed": True} if is_sealed(value) else value


def restore(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        planned = history.plan(opened, args.record, args.revision, args.path)
        done = history.restore(opened, planned)
        paths = [one.path for one in planned.changes]
        words = ngettext("{n} answer was put back", "{n} answers were put back", len(paths)).format(n=len(paths))
        left = {one.path: one.why_not for one in planned.left}
        say(args, words, record=args.record, revision=done.saved.revision, restored=paths, left=left)
    return DONE


def put_records(args: argparse.Namespace) -> int:
    refused = Refusals()
    with source(args.file) as lines, session(args, writes=True) as opened:
        for batch in batches(lines):
            for answer in write_batch(opened, batch):
                _say(args, answer, refused)
    return refused.status()


def write_batch(opened: Session, batch: list[Line]) -> list[Answer]:
    """Write lines in one transaction, each in a savepoint of its own; the answers are true once this returns.

    Only what is wrong with a line refuses that line: trouble with the vault or the disk ends the whole batch.
    """
    answers = []
    with opened.vault.write(opened.now()) as conn, intake.Batch(opened, conn) as writing:
        for line in batch:
            try:
                with savepoint(conn):
                    answers.append(Answer(line.number, writing.put(parse(line))))
            except Refused as refusal:
                told = Refused(refusal.code, **{"line": line.number, **refusal.facts})
                answers.append(Answer(line.number, None, told))
    return answers


def _say(args: argparse.Namespace, answer: Answer, refused: Refusals) -> None:
    done, refusal = answer.put, answer.refused
    if done is not None:
        say(
            args,
            _("Line {line}: {code}").format(line=answer.line, code=done.code or done.record),
            line=answer.line,
            status="saved",
            case=done.case,
            code=done.code,
            record=done.record,
        )
    elif refusal is not None:
        message = explain(refusal)
        words = _("Line {line} was refused: {message}").format(line=answer.line, message=message)
        refused.note(refusal.code, words)
        field = refusal.facts.get("field")
        say(args, words, line=answer.line, status="refused", code=refusal.code, field=field, message=message)
