"""Two computers of one office that wrote without knowing of each other, told on one of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from db import authors, merge, records
from db.authors import Author
from db.merge import Revision
from desktop.services import intake, writing
from desktop.services.session import Session

THERE, NAME, OFFICE = "e" * 32, "Persoana de la alt calculator", "UN4"


def put(session: Session, case: str | None, form: str, answers: Mapping[str, Any], record: str | None = None) -> str:
    """One sheet as it comes from outside; the id of its record."""
    with session.vault.write(session.now()) as conn:
        line = {"case": case, "form": form, "record": record, "set": dict(answers)}
        return intake.put(session, conn, line).record


def new_case(session: Session, **header: Any) -> tuple[str, str]:
    """Id and code of a fresh case."""
    case = put(session, None, "case", {"case_track": ["vd_adult"], **header})
    return case, str(records.of_case(session.conn, case)[0].body["case_code"])


def knew(session: Session, record: str) -> Sequence[Revision]:
    """What the other computer had of a sheet when it wrote: by default everything until now."""
    return records.revisions(session.conn, record)


def elsewhere(
    session: Session,
    record: str,
    sets: Mapping[str, Any],
    *,
    knowing: Sequence[Revision] = (),
    worker: str = THERE,
    name: str = NAME,
    office: str = OFFICE,
    later: int = 2,
) -> str:
    """A revision comes from another computer that had seen only `knowing`; the id of the revision."""
    known = records.revisions(session.conn, record)
    newest = max(known, key=lambda one: one.time)
    seen = merge.seen(merge.living(knowing))
    revision = newest._replace(
        id=secrets.token_hex(16),
        time=newest.time + later,
        worker=worker,
        office=office,
        sets=dict(sets),
        replaces={path: seen[path] for path in sets if path in seen},
    )
    with session.vault.write(session.now()) as conn:
        authors.put(conn, [Author(worker, name, office)])
        records.add_revision(conn, revision)
        form = session.library.definitions.form(newest.form)
        writing.refresh(session, conn, form, records.revisions(conn, record))
    return revision.id
