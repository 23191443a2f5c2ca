"""Small things that the stories of erasing need: a case with a word in every table, and whether it is still there."""

from __future__ import annotations

from db import (
    attachments,
    cases,
    drafts,
    due,
    facts,
    records,
    search,
)
from db.connection import Connection
from db.drafts import Draft
from db.vault import Vault
from tests.db.make import NOW, case_row, new_id, record, revision

CASE = "c" * 32
WORD = "Zăpodeanca"
DAY = "2026-11-24"


def story(vault: Vault, case: str = CASE, word: str = WORD, number: int = 1) -> list[str]:
    """A case with a header, a sheet and its file, another worker's draft, words, facts, a row; ids of its records."""
    sheet = new_id()
    with vault.write(NOW) as conn:
        for name, form in ((case, "case"), (sheet, "incident")):
            sets = {"note": f"{word} {form}", "rows/1/name": word}
            records.add_revision(conn, revision(name, case=case, form=form, sets=sets, time=vault.tick(NOW)))
            records.put(conn, record(name, case=case, form=form, body=sets))
            search.put(conn, name, case, word)
            facts.replace(conn, name, case, {"word": word, "form": form})
        drafts.put(conn, Draft(sheet, case, "incident", 1, "b" * 32, {"note": word}, {}, NOW))
        drafts.put(conn, Draft(new_id(), case, "incident", 1, "b" * 32, {"note": word}, {}, NOW))
        attachments.add(conn, sheet, "image/png", word.encode() * 3000)
        cases.put(conn, case_row(number, case=case, place=word))
        due.replace(conn, sheet, [due.DueRow(sheet, case, "duty", "2026-11-25T00:00:00.000Z", ref=word)])
        facts.put_quasi(conn, case, {"place": word})
    return [case, sheet]


def every_value(conn: Connection) -> str:
    """Every column of every table, also those of the search behind its back."""
    names = [row[0] for row in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    found: list[str] = []
    for name in names:
        for row in conn.execute(f'SELECT * FROM main."{name}"'):  # noqa: S608 - names of the schema
            found += [value.hex() if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(found)


def traces(conn: Connection, *words: str) -> list[str]:
    text = every_value(conn).casefold()
    forms = [form for word in words for form in (word.casefold(), word.encode().hex(), search.fold(word))]
    return [form for form in forms if form in text]
