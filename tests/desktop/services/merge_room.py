"""An office with two computers, both open, and a stick between them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import records
from desktop.services import intake, merge_out, pcs
from desktop.services import records as sheets
from desktop.services.arrivals import Fate
from desktop.services.session import Session
from tests import two_pcs


@dataclass(slots=True)
class Two:
    """The first computer and the second, each with its own people; `stick` is what goes between them."""

    first: Session
    second: Session
    stick: Path

    def there(self) -> Fate:
        """From the first to the second."""
        return two_pcs.hand_over(self.first, self.second, self.stick)

    def back(self) -> Fate:
        """From the second to the first."""
        return two_pcs.hand_over(self.second, self.first, self.stick)

    def both_ways(self) -> None:
        """Until each has all that the other had."""
        for fate in (self.there(), self.back(), self.there()):
            assert fate.status == "imported", fate

    def export(self, giver: Session) -> Path:
        return two_pcs.export(giver, self.stick)

    def agree(self) -> bool:
        return standing(self.first) == standing(self.second)


def put(
    session: Session, code: str | None, form: str, answers: dict[str, Any], record: str | None = None
) -> intake.Put:
    """A saved sheet."""
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "record": record, "set": answers})


def new_case(session: Session) -> intake.Put:
    return put(session, None, "case", {"case_track": ["vd_adult"]})


def save(session: Session, record: str, form: str, answers: dict[str, Any]) -> None:
    """Somebody at the window changes a saved sheet."""
    sheets.save(session, sheets.open_sheet(session, form, record=record), answers)


def body(session: Session, record: str) -> dict[str, Any]:
    found = records.get(session.conn, record)
    assert found is not None
    return dict(found.body)


def standing(session: Session) -> dict[str, Any]:
    """What stands of everything: sheets, clocks, lists, facts, words, without the numbers that each computer gives."""
    conn = session.conn
    sheets_ = "SELECT id, case_id, form, version, body, state, conflicts, created, modified, worker FROM main.record"
    facts = (
        "SELECT record.id, fact_case.case_id, key, value FROM fact JOIN fact_word ON fact_word.num = fact.word"
        " JOIN main.record ON record.num = record_num LEFT JOIN fact_case ON fact_case.num = case_num"
    )
    rows = "SELECT * FROM main.case_row"
    columns = [one[0] for one in conn.execute(f"{rows} LIMIT 0").description]
    return {
        "records": sorted(conn.execute(sheets_).fetchall(), key=str),
        "due": sorted(conn.execute("SELECT * FROM main.due").fetchall(), key=str),
        "cases": sorted(
            (tuple(v for name, v in zip(columns, row, strict=True) if name != "num") for row in conn.execute(rows)),
            key=str,
        ),
        "facts": sorted(conn.execute(facts).fetchall(), key=str),
        "quasi": sorted(conn.execute("SELECT * FROM quasi").fetchall(), key=str),
        "words": sorted(conn.execute("SELECT record, case_id, words FROM search").fetchall(), key=str),
        "holds": sorted(row[0] for row in conn.execute("SELECT case_id FROM legal_hold")),
        "revisions": sorted(conn.execute("SELECT record, id, sets, replaces FROM main.revision").fetchall()),
    }


def preview(session: Session) -> merge_out.Preview:
    return merge_out.preview_merge(session, pcs.others(session)[0].id)
