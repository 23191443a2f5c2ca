"""The answers of one case, form by form, as rules, reports and summaries read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db import counted, records
from db.records import Record
from desktop.forms.context import Context
from desktop.services.session import Session

Answers = Mapping[str, Any]


class CaseAnswers(Mapping[str, Sequence[Answers]]):
    """form id -> the standing answers of each of its records in one case, oldest first; read when first asked for."""

    def __init__(
        self,
        session: Session,
        case: str | None,
        changed: Record | None = None,
        *,
        known: Sequence[Record] | None = None,
        whole: bool = False,
    ) -> None:
        """`known` are the records of the case where they have been read already; `changed` stands in its new state.

        `whole` is for what follows from a case for everybody: sheets that are sealed for others stand in it with their
        codes, and are `behind`; they are never shown, and never written from here.
        """
        self._session, self.case, self._changed, self._known = session, case, changed, known
        self._whole, self.behind = whole, frozenset[str]()
        self._records: list[Record] | None = None
        self._forms: dict[str, tuple[Answers, ...]] | None = None

    @property
    def records(self) -> list[Record]:
        """All records of the case; the one being written stands in its new state."""
        if self._records is None:
            found = self._known if self._known is not None else self._read()
            if self._changed is not None:
                found = [r for r in found if r.id != self._changed.id] + [self._changed]
            self._records = sorted(found, key=lambda r: (r.created, r.id))
        return self._records

    def changed(self, record: Record) -> CaseAnswers:
        """The same case after a record of it was written; what was read is not read again."""
        after = CaseAnswers(self._session, self.case, record, known=self.records, whole=self._whole)
        after.behind = self.behind
        return after

    def _read(self) -> list[Record]:
        found = records.of_case(self._session.conn, self.case) if self.case else []
        hidden = counted.behind(self._session.conn, self.case) if self._whole else []
        self.behind = frozenset(one.id for one in hidden)
        return found + hidden

    def _by_form(self) -> dict[str, tuple[Answers, ...]]:
        if self._forms is None:
            bodies: dict[str, list[Answers]] = {}
            for record in self.records:
                bodies.setdefault(record.form, []).append(record.body)
            self._forms = {form: tuple(found) for form, found in bodies.items()}
        return self._forms

    def __getitem__(self, form: str) -> Sequence[Answers]:
        return self._by_form().get(form, ())

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_form())

    def __len__(self) -> int:
        return len(self._by_form())


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
