"""Erasing for good: a whole case, or some answers of a sheet, out of every table, the search and the free pages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from db import counted, cover, keyring, tombs
from db.connection import Connection, refusals, roll_back
from db.erased_file import FILE, encode, key_of, parse, read_file, write_file
from db.folding import fold
from db.hybrid import from_datetime, moment
from db.merge import Revision, living
from db.records import dump
from db.tombs import ALL, Entry, Some

__all__ = [
    "FILE",
    "Entry",
    "attachments",
    "case",
    "encode",
    "forget",
    "key_of",
    "parse",
    "parts",
    "purge",
    "read_file",
    "reapply",
    "sealed_with_parts",
    "sheets_of",
    "thin",
    "write_file",
]


def case(conn: Connection, case_id: str, reason: str, day: str) -> int:
    """Erase a case with all that lies in it, whoever wrote it and whether or not it can be read; how many sheets."""
    sheets = sheets_of(conn, case_id)
    tombs.keep(conn, [Entry(one, ALL, reason, day) for one in {case_id, *sheets}])
    _clear(conn, {case_id, *sheets})
    return len(sheets)


def parts(conn: Connection, record: str, until: int, patterns: Collection[str], reason: str, day: str) -> bool:
    """Erase some answers of a sheet from each revision up to a time; the facts that are counted stay as they are."""
    entry = Entry(record, tombs.some(until, patterns), reason, day)
    tombs.keep(conn, [entry])
    return thin(conn, record)


def attachments(conn: Connection, ids: Sequence[str], reason: str, day: str) -> int:
    """Erase files by their ids."""
    tombs.keep(conn, [Entry(one, ALL, reason, day) for one in ids])
    return conn.execute(
        "DELETE FROM main.attachment WHERE id IN (SELECT value FROM json_each(?))", (_list(ids),)
    ).rowcount


def reapply(conn: Connection, entries: Iterable[Entry]) -> int:
    """Erase again what a restored copy or an import brought back; how many sheets and files were concerned.

    In the transaction of the caller, or in one of its own.
    """
    if conn.in_transaction:
        return _reapply(conn, list(entries))
    with refusals():
        conn.execute("BEGIN IMMEDIATE")
        try:
            done = _reapply(conn, list(entries))
            conn.execute("COMMIT")
        except BaseException:
            roll_back(conn)
            raise
    return done


def sheets_of(conn: Connection, *ids: str) -> set[str]:
    """Every sheet of these cases, and these sheets themselves: saved, waiting for their form, or only begun."""
    found = conn.execute(
        "WITH wanted AS (SELECT value AS id FROM json_each(?))"
        " SELECT id FROM main.record WHERE id IN wanted OR case_id IN wanted"
        " UNION SELECT record FROM main.revision WHERE record IN wanted"
        " UNION SELECT record FROM main.revision WHERE case_id IN wanted AND record NOT IN (SELECT id FROM main.record)"
        " UNION SELECT record FROM main.draft WHERE record IN wanted"
        " UNION SELECT record FROM main.draft WHERE case_id IN wanted AND record NOT IN (SELECT id FROM main.record)",
        (_list(ids),),
    )
    return {row[0] for row in found}


def forget(conn: Connection, case_id: str, keep: Collection[str]) -> int:
    """Take away a case that is not ours but some sheets; how many. It is not noted as erased, and may come back."""
    gone = {case_id, *sheets_of(conn, case_id)} - set(keep)
    _clear(conn, gone)
    return len(gone)


def purge(conn: Connection) -> bool:
    """Give free pages back and empty the log of changes; False while somebody reads, then closing does it."""
    with refusals():
        conn.execute("PRAGMA incremental_vacuum").fetchall()
        return not conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def _reapply(conn: Connection, entries: Sequence[Entry]) -> int:
    tombs.keep(conn, entries)
    whole = {one.id for one in entries if one.what == ALL}
    found = sheets_of(conn, *whole)
    files = conn.execute(
        "SELECT count(*) FROM main.attachment WHERE id IN (SELECT value FROM json_each(?))", (_list(whole),)
    )
    done = len(found) + int(files.fetchone()[0])
    _clear(conn, whole | found)
    # Where a copy comes back in which the request still waited, nobody knows any more who carried it out.
    conn.execute(
        "UPDATE erasure SET state = 'done', ended_by = '',"
        " ended_at = (SELECT at || 'T00:00:00.000Z' FROM erased WHERE id = case_id AND what = '')"
        " WHERE state = 'waiting' AND case_id IN (SELECT id FROM erased WHERE what = '')"
    )
    thinned = sorted({one.id for one in entries if one.what != ALL} - whole - found)
    return done + sum(thin(conn, record) for record in thinned)


def _clear(conn: Connection, ids: Collection[str]) -> None:
    """Take away every row of these cases, sheets and files; what is deleted is overwritten (`secure_delete`)."""
    these = (_list(ids),)
    rows = conn.execute("SELECT num FROM main.record WHERE id IN (SELECT value FROM json_each(?))", these)
    for num in [row[0] for row in rows]:
        conn.execute("DELETE FROM search WHERE rowid = ?", (num,))
        _clear_facts(conn, num)
    for statement in _CLEAR:
        conn.execute(statement, these)


def _clear_facts(conn: Connection, num: int) -> None:
    row = conn.execute("SELECT words FROM facts_of_record WHERE record_num = ?", (num,)).fetchone()
    words = json.loads(row[0]) if row else []
    conn.executemany("DELETE FROM fact WHERE word = ? AND record_num = ?", [(word, num) for word in words])
    conn.executemany(
        "DELETE FROM fact_word WHERE num = ?1 AND NOT EXISTS (SELECT 1 FROM fact WHERE word = ?1)",
        [(word,) for word in words],
    )
    conn.execute("DELETE FROM facts_of_record WHERE record_num = ?", (num,))


def thin(conn: Connection, record: str) -> bool:
    """Take the answers that went out of a sheet's revisions, its drafts, its body and its words.

    A sealed sheet whose key is not on this connection waits for one that has it; False, as where nothing was left.
    """
    gone = tombs.parts(conn, record)
    rows = conn.execute("SELECT id, time, sets, replaces FROM main.revision WHERE record = ?", (record,)).fetchall()
    if not gone or not all(_can_read(conn, sets) for _id, _time, sets, _replaces in rows):
        return False
    changed, alive, stays = 0, set[str](), list[Revision]()
    for name, time, sets, replaces in rows:
        told = json.loads(_opened(conn, cover.SETS, name, sets))
        left = tombs.left(gone, told, time)
        alive.update(left)
        stays.append(_revision(record, name, time, left, tombs.left(gone, json.loads(replaces), time)))
        if left != told:
            knew = dump(tombs.left(gone, json.loads(replaces), time))
            values = (_shut_as(conn, sets, cover.SETS, name, dump(left)), knew, record, name)
            conn.execute("UPDATE main.revision SET sets = ?, replaces = ? WHERE record = ? AND id = ?", values)
            changed += 1
    changed += _thin_drafts(conn, record, gone)
    if changed and not _is_contested(stays):
        _forget_conflicts(conn, record)
    return _thin_body(conn, record, gone, alive) or changed > 0


def _revision(record: str, name: str, time: int, sets: dict[str, object], replaces: dict[str, list[str]]) -> Revision:
    knew = {path: tuple(names) for path, names in replaces.items()}
    return Revision(name, record, None, "", 0, time, "", "", sets, knew)


def _is_contested(revisions: Sequence[Revision]) -> bool:
    """Whether several values of an answer still live, or a row that one took away and another wrote in."""
    found = living(revisions)
    if any(len(versions) > 1 for versions in found.values()):
        return True
    gone = {path for path, versions in found.items() if path.count("/") == 1 and versions[0].value is None}
    return any(path.rpartition("/")[0] in gone and one[0].value is not None for path, one in found.items())


def _forget_conflicts(conn: Connection, record: str) -> None:
    """There is nothing to choose any more in a sheet whose answers went; the list of cases says so too."""
    sql = "UPDATE main.record SET conflicts = 0, safety = 0 WHERE id = ? AND conflicts > 0"
    if conn.execute(sql, (record,)).rowcount:
        conn.execute(
            "UPDATE main.case_row SET conflicts = (SELECT coalesce(sum(conflicts), 0) FROM main.record"
            " WHERE record.case_id = case_row.case_id) WHERE case_id = (SELECT case_id FROM main.record WHERE id = ?)",
            (record,),
        )


def sealed_with_parts(conn: Connection) -> list[str]:
    """Sheets of which some answers went, and that lie under a key of their own or of their case."""
    sql = (
        "SELECT DISTINCT erased.id FROM erased JOIN main.record ON record.id = erased.id WHERE what <> ''"
        " AND EXISTS (SELECT 1 FROM sealed WHERE scope IN (record.id, record.case_id)) ORDER BY erased.id"
    )
    return [row[0] for row in conn.execute(sql)]


def _thin_drafts(conn: Connection, record: str, gone: Sequence[Some]) -> int:
    changed = 0
    rows = conn.execute("SELECT worker, body, seen, at FROM main.draft WHERE record = ?", (record,)).fetchall()
    for worker, body, seen, at in rows:
        if not _can_read(conn, body):
            continue
        row, time = cover.draft_row(record, worker), from_datetime(moment(at))
        typed = json.loads(_opened(conn, cover.DRAFT_BODY, row, body))
        left = tombs.left(gone, typed, time)
        if left == typed:
            continue
        changed += 1
        if not left:
            conn.execute("DELETE FROM main.draft WHERE record = ? AND worker = ?", (record, worker))
            continue
        knew = dump(tombs.left(gone, json.loads(_opened(conn, cover.SEEN, row, seen)), time))
        texts = (_shut_as(conn, body, cover.DRAFT_BODY, row, dump(left)), _shut_as(conn, seen, cover.SEEN, row, knew))
        conn.execute(
            "UPDATE main.draft SET body = ?, seen = ? WHERE record = ? AND worker = ?", (*texts, record, worker)
        )
    return changed


def _thin_body(conn: Connection, record: str, gone: Sequence[Some], alive: Collection[str]) -> bool:
    """What was typed again after the erasure lives, and stays."""
    row = conn.execute("SELECT num, body FROM main.record WHERE id = ?", (record,)).fetchone()
    if row is None or not _can_read(conn, row[1]):
        return False
    body = json.loads(_opened(conn, cover.BODY, record, row[1]))
    patterns = frozenset(pattern for one in gone for pattern in one.patterns)
    left = {path: value for path, value in body.items() if path in alive or tombs.pattern_of(path) not in patterns}
    if left == body:
        return False
    text = _shut_as(conn, row[1], cover.BODY, record, dump(left))
    conn.execute("UPDATE main.record SET body = ? WHERE num = ?", (text, row[0]))
    counted.forget(conn, record, body.keys() - left.keys())
    _thin_words(conn, row[0], left)
    conn.execute("DELETE FROM main.matching WHERE record = ?", (record,))  # which hash was of what, nobody knows here
    return True


def _can_read(conn: Connection, text: str) -> bool:
    scope = cover.text_scope(text)
    return scope is None or keyring.of(conn).get(scope) is not None


def _opened(conn: Connection, place: str, row: str, text: str) -> str:
    return text if cover.text_scope(text) is None else cover.opened(conn, place, row, text)


def _shut_as(conn: Connection, before: str, place: str, row: str, text: str) -> str:
    """A text under the key under which the one before it lay."""
    return cover.shut(conn, cover.text_scope(before), place, row, text)


def _thin_words(conn: Connection, num: int, body: dict[str, object]) -> None:
    """Of the words by which a sheet is found only those stay that still stand in it."""
    row = conn.execute("SELECT words, record, case_id FROM search WHERE rowid = ?", (num,)).fetchone()
    if row is None:
        return
    still = set(fold(" ".join(value for value in body.values() if isinstance(value, str))).split())
    words = " ".join(word for word in row[0].split() if word in still)
    conn.execute("DELETE FROM search WHERE rowid = ?", (num,))
    if words:
        conn.execute("INSERT INTO search (rowid, words, record, case_id) VALUES (?, ?, ?, ?)", (num, words, *row[1:]))


_CLEAR = (
    "DELETE FROM main.record WHERE id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.revision WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.draft WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.attachment WHERE id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.attachment WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.matching WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.told_apart WHERE one IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.told_apart WHERE other IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.due WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.due WHERE case_id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.case_row WHERE case_id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM main.register_made WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM quasi WHERE case_id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM fact_case WHERE case_id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM scope_key WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM scope_key_also WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM sealed_wait WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM sealed_wait WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM stale WHERE case_id IN (SELECT value FROM json_each(?1))",
    "DELETE FROM stale WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM counted WHERE record IN (SELECT value FROM json_each(?1))",
    "DELETE FROM sealed WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM sealed_for WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM glass_broken WHERE scope IN (SELECT value FROM json_each(?1))",
    "DELETE FROM legal_hold WHERE case_id IN (SELECT value FROM json_each(?1))",
    "UPDATE erasure SET words = '' WHERE case_id IN (SELECT value FROM json_each(?1))",
)


def _list(ids: Iterable[str]) -> str:
    return json.dumps(sorted(ids))
