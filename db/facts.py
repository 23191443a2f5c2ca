"""What may be counted or printed of each record, generalised already, and how many cases share it."""

from __future__ import annotations

# ruff: noqa: S608 - only names of this file stand in a statement; every value is bound, and a test reads them all
import json
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from db import tombs
from db.connection import Connection
from db.errors import VaultRefused
from db.records import Place

_ENCODER = json.JSONEncoder(separators=(",", ":"))
Facts = Mapping[str, str | Sequence[str]]


@dataclass(slots=True)
class Numbers:
    """What words and cases are numbered by, remembered within one transaction."""

    words: dict[tuple[str, str], int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)

    def clear(self) -> None:
        self.words.clear()
        self.cases.clear()


QUASI = ("place", "month", "age", "sex", "violence", "relation")


def replace(
    conn: Connection,
    record: str,
    case: str | None,
    facts: Facts,
    known: Numbers | None = None,
    place: Place | None = None,
) -> None:
    """The facts of a record that is kept already, in place of those before; only what changed is written.

    Who writes many records in one transaction gives the same `known` to each, and clears it when a part is undone.
    `place` is what putting the record told just now.
    """
    num, case_before, words_before = (place.num, 0, None) if place and place.is_new else _kept(conn, record)
    if tombs.stays_counted(conn, record):
        return
    known = Numbers() if known is None else known
    if words_before:
        known.words.update(_words_by(conn, words_before))  # most stay, and one question finds them all
    case_num = _case(conn, case, known)
    wanted = {(_word(conn, key, value, known), case_num) for key, values in facts.items() for value in _several(values)}
    before = {(word, case_before) for word in json.loads(words_before or "[]")}
    if wanted == before:
        return
    conn.executemany("INSERT INTO fact VALUES (?, ?, ?)", [(*one, num) for one in sorted(wanted - before)])
    conn.execute(
        "INSERT INTO facts_of_record VALUES (?, ?, ?) ON CONFLICT (record_num) DO UPDATE SET"
        " case_num = excluded.case_num, words = excluded.words",
        (num, case_num, _ENCODER.encode(sorted(word for word, _ in wanted))),
    )
    if gone := before - wanted:
        known.clear()
        _forget(conn, num, gone)


def _kept(conn: Connection, record: str) -> tuple[int, int, str | None]:
    """The number of a record, and its case and its words by number as they are kept."""
    row: tuple[int, int, str | None] | None = conn.execute(
        "SELECT record.num, coalesce(facts_of_record.case_num, 0), facts_of_record.words FROM main.record"
        " LEFT JOIN facts_of_record ON facts_of_record.record_num = record.num WHERE record.id = ?",
        (record,),
    ).fetchone()
    if row is None:
        raise VaultRefused("no-such-record")
    return row


def shared(conn: Connection, key: str, value: str, limit: int = 5) -> int:
    """How many of the cases that count have this value; counting stops at the limit."""
    sql = (
        "SELECT count(*) FROM (SELECT DISTINCT fact.case_num FROM fact_word"
        " CROSS JOIN fact ON fact.word = fact_word.num"
        " CROSS JOIN fact_case ON fact_case.num = fact.case_num"
        " CROSS JOIN quasi ON quasi.case_id = fact_case.case_id"
        " WHERE fact_word.key = ? AND fact_word.value = ? LIMIT ?)"
    )
    return int(conn.execute(sql, (key, value, limit)).fetchone()[0])


def put_quasi(conn: Connection, case: str, row: Mapping[str, str | None]) -> None:
    """The six columns by which a case could be recognised, as codes; nothing is written where nothing changed.

    With them the case counts, here and in `shared`; one that stands for nobody new has none of them.
    """
    values = tuple(row.get(column) for column in QUASI)
    before = conn.execute(f"SELECT {', '.join(QUASI)} FROM quasi WHERE case_id = ?", (case,)).fetchone()
    if before == values or tombs.stays_counted(conn, case):
        return
    sets = ", ".join(f"{column} = excluded.{column}" for column in QUASI)
    conn.execute(f"INSERT INTO quasi VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET {sets}", (case, *values))


def leave_out(conn: Connection, case: str) -> None:
    """Count a case no more; its facts stay, and count again with its columns."""
    if tombs.stays_counted(conn, case):
        return
    conn.execute("DELETE FROM quasi WHERE case_id = ?", (case,))


def quasi(conn: Connection, case: str) -> dict[str, str | None]:
    """The six columns of a case; all None if it has none yet."""
    row = conn.execute(f"SELECT {', '.join(QUASI)} FROM quasi WHERE case_id = ?", (case,)).fetchone()
    return dict(zip(QUASI, row or (None,) * len(QUASI), strict=True))


def alike(conn: Connection, wanted: Mapping[str, AbstractSet[str]], limit: int = 5) -> int:
    """How many cases have in each named column one of the wanted codes; counting stops at the limit."""
    columns = [column for column in QUASI if column in wanted]
    where = " AND ".join(f"{column} IN (SELECT value FROM json_each(?))" for column in columns) or "1"
    bound = [json.dumps(sorted(wanted[column])) for column in columns]
    sql = f"SELECT count(*) FROM (SELECT 1 FROM quasi WHERE {where} LIMIT ?)"
    return int(conn.execute(sql, (*bound, limit)).fetchone()[0])


def _case(conn: Connection, case: str | None, known: Numbers) -> int:
    """The number of a case; 0 for a record that belongs to none yet."""
    if case is None:
        return 0
    if case in known.cases:
        return known.cases[case]
    row = conn.execute("SELECT num FROM fact_case WHERE case_id = ?", (case,)).fetchone()
    known.cases[case] = row[0] if row else _added(conn, "INSERT INTO fact_case (case_id) VALUES (?)", (case,))
    return known.cases[case]


def _words_by(conn: Connection, numbers: str) -> Iterator[tuple[tuple[str, str], int]]:
    """The words that have these numbers."""
    sql = "SELECT key, value, num FROM fact_word WHERE num IN (SELECT value FROM json_each(?))"
    return (((key, value), num) for key, value, num in conn.execute(sql, (numbers,)))


def _word(conn: Connection, key: str, value: str, known: Numbers) -> int:
    pair = (key, value)
    if pair in known.words:
        return known.words[pair]
    row = conn.execute("SELECT num FROM fact_word WHERE key = ? AND value = ?", pair).fetchone()
    known.words[pair] = row[0] if row else _added(conn, "INSERT INTO fact_word (key, value) VALUES (?, ?)", pair)
    return known.words[pair]


def _added(conn: Connection, sql: str, values: tuple[str, ...]) -> int:
    """The number of the row that was added; `RETURNING` would build a table for the one."""
    return int(conn.execute(sql, values).lastrowid or 0)


def _forget(conn: Connection, record: int, gone: AbstractSet[tuple[int, int]]) -> None:
    """Take facts away, and with the last one of a word the word itself."""
    for word, case in gone:
        conn.execute("DELETE FROM fact WHERE word = ? AND case_num = ? AND record_num = ?", (word, case, record))
        conn.execute(
            "DELETE FROM fact_word WHERE num = ? AND NOT EXISTS (SELECT 1 FROM fact WHERE word = ?)", (word, word)
        )


def _several(values: str | Sequence[str]) -> Sequence[str]:
    return (values,) if isinstance(values, str) else values
