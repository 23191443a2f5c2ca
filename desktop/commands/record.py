"""`ancora record put FILE.jsonl|-`: write records, one JSON object a line, acknowledged only after their commit."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

from db.savepoint import savepoint
from desktop.commands.arguments import add, below
from desktop.commands.common import Refusals, say, session
from desktop.commands.lines import Line, batches, parse, source
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import intake
from desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line; true once the transaction that held it is over."""

    line: int
    put: intake.Put | None
    refused: Refused | None = None


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "record", _("write records")))
    put = add(verbs, "put", _("write records, one JSON object a line"), put_records)
    put.add_argument("file", metavar=_("FILE.jsonl|-"), help=_("a file of lines, or - for standard input"))


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
