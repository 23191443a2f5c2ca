"""How the approval of a sheet stands: a request is bound to the very revisions that were asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import records
from db.records import Record
from desktop.i18n import _, datetime_words
from desktop.services import people
from desktop.services.session import Session

FORM = "approval"
SUBJECTS = ("evaluation", "plan", "closing")
APPROVED, SENT_BACK, WITHDRAWN = "aprobat", "inapoi", "retras"


@dataclass(frozen=True, slots=True)
class Approval:
    """One request and what came of it.

    `state` is waiting, withdrawn (the sheet changed before anybody answered), approved, changed (since it was approved)
    or sent_back.
    """

    record: str
    case: str
    form: str
    sheet: str
    state: str
    asked_by: str
    asked_name: str
    asked_on: datetime | None
    asked_of: str
    decided_name: str = ""
    decided_on: datetime | None = None
    word: str = ""
    alone: str = ""  # why there was no second person


def of_records(session: Session, found: Iterable[Record]) -> tuple[Approval, ...]:
    """The requests among these records, the oldest first; one whose sheet is not there for her is left out."""
    requests = sorted((one for one in found if one.form == FORM), key=_order)
    return tuple(told for one in requests if (told := of(session, one)))


def _order(request: Record) -> tuple[datetime, int, bool, str]:
    """By age; of two of one moment the later is bound to more revisions, or was asked once the other was answered."""
    body = request.body
    return request.created, len(_text(body.get("revisions"))), body.get("decision") is None, request.id


def of(session: Session, request: Record) -> Approval | None:
    """One request as it stands now."""
    body = request.body
    sheet, form = body.get("sheet"), body.get("subject")
    stands = records.get(session.conn, sheet) if isinstance(sheet, str) else None
    if stands is None or not isinstance(form, str) or stands.form != form or stands.case != request.case:
        return None
    same = bound(stands.id, session) == body.get("revisions")
    return Approval(
        record=request.id,
        case=str(request.case),
        form=form,
        sheet=stands.id,
        state=_state(body.get("decision"), same=same),
        asked_by=_text(body.get("asked_by")),
        asked_name=_name(session, body.get("asked_by")),
        asked_on=_moment(session, body.get("asked_on")),
        asked_of=_text(body.get("asked_of")),
        decided_name=_name(session, body.get("decided_by")),
        decided_on=_moment(session, body.get("decided_on")),
        word=_text(body.get("word")),
        alone=_text(body.get("alone_ground")),
    )


def bound(sheet: str, session: Session) -> str:
    """What a request is bound to: all revisions of the sheet, wherever they were written."""
    return " ".join(sorted(one.id for one in records.revisions(session.conn, sheet)))


def latest(found: Iterable[Approval], sheet: str) -> Approval | None:
    """What is said of a sheet now."""
    return next((one for one in reversed(tuple(found)) if one.sheet == sheet), None)


def approved(found: Iterable[Approval]) -> Collection[str]:
    """The sheets that stand approved as they are."""
    found = tuple(found)
    return {one.sheet for one in found if (last := latest(found, one.sheet)) and last.state == "approved"}


def paper_words(told: Approval) -> str:
    """What stands on the paper of a sheet: who approved it and when, or that it changed since; else nothing."""
    if told.state not in ("approved", "changed") or told.decided_on is None:
        return ""
    moment = datetime_words(told.decided_on)
    if told.state == "changed":
        return _("Approved by {name}, {moment}, and changed since then.").format(name=told.decided_name, moment=moment)
    if told.alone:
        words = _("Approved by {name} without a second person, {moment}.")
        return words.format(name=told.decided_name, moment=moment)
    return _("Approved by {name}, {moment}.").format(name=told.decided_name, moment=moment)


def _state(decision: Any, *, same: bool) -> str:
    if decision == APPROVED:
        return "approved" if same else "changed"
    if decision == SENT_BACK:
        return "sent_back"
    return "waiting" if decision != WITHDRAWN and same else "withdrawn"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(session: Session, worker: Any) -> str:
    return people.name_of(session, worker) if isinstance(worker, str) else ""


def _moment(session: Session, value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value).astimezone(session.tz) if isinstance(value, str) else None
    except ValueError:
        return None
