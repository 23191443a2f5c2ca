"""Sections for certain roles: a specialist sees them only where the team of the case gives her one of these roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from db import records
from db.records import Record
from desktop.forms.schema import Form
from desktop.forms.sections import hides, is_marked, mask, roles_of, shown
from desktop.refusals import Refused
from desktop.services.session import Session

__all__ = ["answers", "check", "hides", "mask", "masked", "may_see", "seen"]

RESTRICTED = frozenset({"specialist"})


def seen(session: Session, form: Form, case: str | None) -> Form:
    """The form as the person at the PC sees it in this case; for most people, and most forms, the form itself."""
    if session.worker.role not in RESTRICTED or not is_marked(form):
        return form
    header = records.get(session.conn, case) if case else None
    return shown(form, roles_of(header.body, session.worker.id) if header else frozenset())


def answers(session: Session, record: Record) -> Mapping[str, Any]:
    """What of a record may be shown."""
    form = session.library.definitions.forms.get((record.form, record.version))
    return record.body if form is None else mask(form, seen(session, form, record.case), record.body)


def masked(session: Session, found: Iterable[Record]) -> list[Record]:
    """The same records with what may be shown of them."""
    return [one._replace(body=answers(session, one)) for one in found]


def check(session: Session, form: Form, case: str | None, paths: Iterable[str]) -> None:
    """Refuse `not-allowed` where a path lies in a section that is not for this person."""
    visible = seen(session, form, case)
    if visible is not form and any(hides(form, visible, path) for path in paths):
        raise Refused("not-allowed")


def may_see(session: Session, form: Form, case: str | None, path: str) -> bool:
    """Whether an answer may be shown."""
    return not hides(form, seen(session, form, case), path)
