"""Search in everything that the person at the PC may read: what is found, in which answer, and the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db import access_log, records, search, spelling
from db.connection import Connection
from db.folding import bare_words, fold_query
from db.records import Record
from desktop.forms.findable import Part, Spelling, is_code, parts
from desktop.forms.schema import Answers, Form
from desktop.forms.sections import is_marked
from desktop.services import sections
from desktop.services.session import CASES, Session

Report = Callable[[int, int], None]

AROUND = 48  # letters of an excerpt before and after the word
AT_ONCE = 200  # records that are indexed in one transaction
NAMES = frozenset({Spelling.NAME, Spelling.SIGNATURE})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FoundIn:
    """An answer in which something typed was found; it names the form and the field, and no word of hers."""

    record: str
    form: str
    version: int
    path: str


def words_of(form: Form, body: Answers) -> search.Words:
    """What of a record goes into the index."""
    plain, names, codes, numbers = list[str](), list[str](), list[str](), list[str]()
    for part in parts(form, body):
        if part.spelling is Spelling.NUMBER:
            numbers.append(part.text)
            continue
        (names if part.spelling in NAMES else plain).append(part.text)
        if is_code(part.text):
            codes.append(part.text)
    return search.Words(tuple(plain), tuple(names), tuple(codes), tuple(numbers))


def put(conn: Connection, form: Form, record: Record, place: records.Place | None = None) -> None:
    """Index a record that is kept already."""
    search.put(conn, record.id, record.case, words_of(form, record.body), place)


def cases_with(session: Session, typed: str, limit: int) -> list[str]:
    """Cases of which one record has all typed words, as far as this person may read it; the newest record first."""
    found: dict[str, None] = {}
    told = session.worker.role in sections.RESTRICTED
    for hit in search.hits(session.conn, typed):
        if hit.case is None or hit.case in found or (told and not _may_be_told(session, hit, typed)):
            continue
        found[hit.case] = None
        if len(found) == limit:
            break
    return list(found)


def _may_be_told(session: Session, hit: search.Hit, typed: str) -> bool:
    """Whether the words stand in what she may read of the record: a section for others would tell by being found."""
    record = records.get(session.conn, hit.record)
    form = _form(session, record) if record is not None else None
    if record is None or form is None:
        return False
    seen = sections.seen(session, form, record.case)
    return seen is form or not is_marked(form) or _holds_all(form, sections.answers(session, record), typed)


def _holds_all(form: Form, body: Answers, typed: str) -> bool:
    wanted = fold_query(typed)
    return search.holds(wanted, typed, words_of(form, body).folded())


def found_in(session: Session, case: str, typed: str) -> tuple[FoundIn, ...]:
    """The answers of a case in which the typed words are, sheet by sheet; nothing of them is shown yet."""
    session.require(CASES)
    wanted, found = fold_query(typed), list[FoundIn]()
    for record, form, body in _readable(session, case):
        if not search.holds(wanted, typed, words_of(form, body).folded()):
            continue
        inside = [part for part in parts(form, body) if _is_in(part, wanted, typed)]
        found += [FoundIn(record.id, form.id, form.version, part.path) for part in inside]
    return tuple(found)


def excerpt(session: Session, where: FoundIn, typed: str) -> str:
    """The words around what was found, for a person who asks for them; the log says that an answer was uncovered."""
    session.require(CASES)
    record = records.get(session.conn, where.record)
    form = _form(session, record) if record is not None else None
    if record is None or form is None:
        return ""
    wanted = fold_query(typed)
    part = next((p for p in parts(form, sections.answers(session, record)) if p.path == where.path), None)
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "revealed", where.record)
    return "" if part is None else around(part.text, wanted)


def around(text: str, wanted: Sequence[str]) -> str:
    """A short piece of a text with the first word that was looked for in its middle."""
    line = " ".join(text.split())
    spans = (word.span() for word in _WORD.finditer(line) if _begins(word[0], wanted))
    start, end = next(spans, (0, 0))
    left, right = max(0, start - AROUND), min(len(line), end + AROUND)
    return f"{'…' if left else ''}{line[left:right].strip()}{'…' if right < len(line) else ''}"


def _begins(word: str, wanted: Sequence[str]) -> bool:
    have = (*bare_words(word), *spelling.name_words(word), *spelling.number_words(word))
    ways = tuple(way for each in wanted for way in (each, *spelling.other_ways(each)))
    return any(each.startswith(ways) for each in have)


def _is_in(part: Part, wanted: Sequence[str], typed: str) -> bool:
    return search.holds_any(wanted, typed, _words_of_part(part).folded())


def _words_of_part(part: Part) -> search.Words:
    texts: dict[str, Any] = {"codes": (part.text,)} if is_code(part.text) else {}
    if part.spelling in NAMES:
        return search.Words(names=(part.text,), **texts)
    if part.spelling is Spelling.NUMBER:
        return search.Words(numbers=(part.text,))
    return search.Words(texts=(part.text,), **texts)


def _readable(session: Session, case: str) -> Iterator[tuple[Record, Form, Answers]]:
    """The sheets of a case with what may be shown of them; the newest first, as the search finds them."""
    for record in reversed(records.of_case(session.conn, case)):
        if (form := _form(session, record)) is not None:
            yield record, form, sections.answers(session, record)


def _form(session: Session, record: Record) -> Form | None:
    return session.library.definitions.forms.get((record.form, record.version))


def is_old(session: Session) -> bool:
    """Whether the index was made by an earlier version, and finds names alone."""
    return session.office.kind != "region" and search.is_old(session.conn)


def index_again(session: Session, report: Report = lambda _done, _all: None) -> int:
    """Make the index anew, piece by piece, so that nobody waits for it; how many records there are.

    What was stopped is begun again another time. Everybody's records are indexed: who may find them is asked later.
    """
    total, done, last = search.count(session.conn), 0, 0
    while chunk := search.to_index(session.conn, after=last, most=AT_ONCE):
        with session.vault.write(session.now()) as conn:
            for num, record in chunk:
                last = num
                form = _form(session, record) if record is not None else None
                if record is not None and form is not None:
                    put(conn, form, record)
        done += len(chunk)
        report(done, total)
    with session.vault.write(session.now()) as conn:
        search.note_new(conn)
    return done


def index_beside(session: Session, report: Report) -> int:
    """The same beside the window, unless it was done meanwhile."""
    with session.beside() as own:
        return index_again(own, report) if is_old(own) else 0
