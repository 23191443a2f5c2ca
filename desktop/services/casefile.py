"""The answers of one case, form by form, as rules, reports and summaries read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db import records
from db.records import Record
from desktop.forms.context import Context
from desktop.services.session import Session

Answers = Mapping[str, Any]


class CaseAnswers(Mapping[str, Sequence[Answers]]):
    """form id -> the standing answers of each of its records in one case, oldest first; read when first asked for."""

    def __init__(self, session: Session, case: str | None, changed: Record | None = None) -> None:
        self._session, self._case, self._changed = session, case, changed
        self._records: list[Record] | None = None

    @property
    def records(self) -> list[Record]:
        """All records of the case; the one being written stands in its new state."""
        if self._records is None:
            found = records.of_case(self._session.conn, self._case) if self._case else []
            if self._changed is not None:
                found = [r for r in found if r.id != self._changed.id] + [self._changed]
            self._records = sorted(found, key=lambda r: (r.created, r.id))
        return self._records

    def __getitem__(self, form: str) -> Sequence[Answers]:
        return tuple(r.body for r in self.records if r.form == form)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(r.form for r in self.records))

    def __len__(self) -> int:
        return len({r.form for r in self.records})


def answers_of_case(session: Session, case: str) -> dict[str, list[Answers]]:
    """Everything that stands in a case, by form."""
    return {form: list(bodies) for form, bodies in CaseAnswers(session, case).items()}


def context(
    session: Session,
    case: Mapping[str, Sequence[Answers]],
    *,
    previous: Answers | None = None,
    code: str | None = None,
) -> Context:
    """What rules and conditions may know besides the form itself; `previous` is what stood in the record before."""
    return Context(
        now=session.now(),
        tz=session.tz,
        country=session.office.country,
        office=session.office.code,
        worker=session.worker.id,
        case=case,
        previous=previous or {},
        code=code,
    )


def first(case: Mapping[str, Sequence[Answers]], form: str) -> Answers:
    """The answers of the first record of a form, or none."""
    return next(iter(case.get(form, ())), {})
