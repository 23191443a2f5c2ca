"""When a revision was written: what its hybrid time says, or the access log where a clock was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from db import access_log, hybrid
from db.merge import Revision
from desktop.services.session import Session

WRITTEN = frozenset(  # the verbs that stand for one revision each
    {
        *("saved", "step", "conflict-settled", "version-restored", "report-decided", "guardianship-told"),
        *("merged", "unmerged", "linked", "unlinked"),
    }
)


def moments(session: Session, records: Sequence[Sequence[Revision]]) -> Mapping[str, datetime | None]:
    """revision id -> when it was written, for whole records; None where that is not known any more."""
    now = session.now()
    doubtful = {one[0].record for one in records if any(hybrid.is_doubtful(r.time, now) for r in one)}
    logged = access_log.times(session.conn, doubtful, WRITTEN) if doubtful else {}
    found: dict[str, datetime | None] = {}
    for revisions in records:
        entries = logged.get(revisions[0].record, []) if revisions else []
        # The log has one entry for each revision that was written here, in the same order.
        known = entries if len(entries) == len(revisions) else [None] * len(revisions)
        for revision, entry in zip(revisions, known, strict=True):
            at = entry if hybrid.is_doubtful(revision.time, now) else hybrid.to_datetime(revision.time)
            found[revision.id] = None if at is None or at - now > hybrid.TOLERANCE else at.astimezone(session.tz)
    return found
