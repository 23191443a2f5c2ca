"""The rows of a record brought under the key that counts for it now: its own, that of its case, or none."""

from __future__ import annotations

from db import cover
from db.connection import Connection


def cover_again(conn: Connection, record: str) -> None:
    """Every row of a record under the key that counts for it now; those that lie so already stay as they are."""
    scope = cover.scope_of(conn, record, _case_of(conn, record))
    _cover(conn, scope, record, renewed=False)
    if scope is None:
        conn.execute("DELETE FROM counted WHERE record = ?", (record,))
    else:
        conn.execute("DELETE FROM search WHERE rowid = (SELECT num FROM main.record WHERE id = ?)", (record,))
        conn.execute("DELETE FROM main.matching WHERE record = ?", (record,))


def cover_anew(conn: Connection, scope: str, record: str) -> None:
    """The rows of a record that lie under a seal, under the key that it has now."""
    _cover(conn, scope, record, renewed=True)


def _cover(conn: Connection, scope: str | None, record: str, *, renewed: bool) -> None:
    for name, sets in conn.execute("SELECT id, sets FROM main.revision WHERE record = ?", (record,)).fetchall():
        if (text := _moved(conn, scope, cover.SETS, name, sets, renewed)) is not None:
            conn.execute("UPDATE main.revision SET sets = ? WHERE record = ? AND id = ?", (text, record, name))
            if scope is None:  # for the other computers of the office it comes only now
                sql = (
                    "UPDATE main.revision SET arrived = (SELECT commit_no + 1 FROM ledger) WHERE record = ? AND id = ?"
                )
                conn.execute(sql, (record, name))
    for (body,) in conn.execute("SELECT body FROM main.record WHERE id = ?", (record,)).fetchall():
        if (text := _moved(conn, scope, cover.BODY, record, body, renewed)) is not None:
            conn.execute("UPDATE main.record SET body = ? WHERE id = ?", (text, record))
    for worker, body, seen in conn.execute(
        "SELECT worker, body, seen FROM main.draft WHERE record = ?", (record,)
    ).fetchall():
        row = cover.draft_row(record, worker)
        typed = _moved(conn, scope, cover.DRAFT_BODY, row, body, renewed)
        known = _moved(conn, scope, cover.SEEN, row, seen, renewed)
        if typed is not None or known is not None:
            values = (typed or body, known or seen, record, worker)
            conn.execute("UPDATE main.draft SET body = ?, seen = ? WHERE record = ? AND worker = ?", values)
    _cover_files(conn, scope, record, renewed)


def _cover_files(conn: Connection, scope: str | None, record: str, renewed: bool) -> None:
    """One file at a time: each may be large."""
    rows = conn.execute("SELECT id, size FROM main.attachment WHERE record = ?", (record,)).fetchall()
    for name, size in rows:
        data = bytes(conn.execute("SELECT data FROM main.attachment WHERE id = ?", (name,)).fetchone()[0])
        if (cover.file_scope(size, data) == scope) is renewed:
            kept = cover.shut_file(conn, scope, name, cover.open_file(conn, name, size, data))
            conn.execute("UPDATE main.attachment SET data = ? WHERE id = ?", (kept, name))


def _moved(conn: Connection, scope: str | None, place: str, row: str, text: str, renewed: bool) -> str | None:
    """A text under the key where it should lie, None where it stays; `renewed` covers what lies there once more."""
    lies = cover.text_scope(text)
    if (lies == scope) is not renewed:
        return None
    return cover.shut(conn, scope, place, row, text if lies is None else cover.opened(conn, place, row, text))


def lying_under(conn: Connection, scope: str) -> list[str]:
    """The records of which anything lies under this seal, wherever they belong now: found by the mark of each row."""
    rows = conn.execute(
        "SELECT id FROM main.record WHERE substr(body, 1, length(?1)) = ?1"
        " UNION SELECT record FROM main.revision WHERE substr(sets, 1, length(?1)) = ?1"
        " UNION SELECT record FROM main.draft"
        " WHERE substr(body, 1, length(?1)) = ?1 OR substr(seen, 1, length(?1)) = ?1"
        " UNION SELECT record FROM main.attachment"
        " WHERE length(data) != size AND substr(data, 1, length(?2)) = ?2",
        (cover.mark_of(scope), cover.file_mark_of(scope)),
    )
    return [row[0] for row in rows.fetchall()]


def sheets_of(conn: Connection, scope: str, kind: str) -> list[str]:
    """The sheets that lie under a seal: saved, begun, or waiting for their form."""
    if kind == "record":
        return [scope]
    rows = conn.execute(
        "SELECT id FROM main.record WHERE case_id = ?1 UNION SELECT record FROM main.revision WHERE case_id = ?1"
        " UNION SELECT record FROM main.draft WHERE case_id = ?1",
        (scope,),
    )
    return [row[0] for row in rows.fetchall()]


def _case_of(conn: Connection, record: str) -> str | None:
    """The case of a sheet that is not saved here: as its revisions or drafts say."""
    row = conn.execute(
        "SELECT case_id FROM main.revision WHERE record = ? AND case_id IS NOT NULL LIMIT 1", (record,)
    ).fetchone()
    return row[0] if row else None
