"""What a file tells of the history of this office: the lines of one case or of all, and the files that they name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple
from typing import Any

from db import attachments, authors, bundles, joining, local_forms, matching, sealing, tombs, workers
from db.connection import Connection
from db.hybrid import stamp
from db.merge import Revision
from db.tombs import Entry
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import history
from desktop.bundle.kinds.history import OPENED, WRAPPED, Author, Erased, File, Key
from desktop.services.session import Session

Allow = Callable[[Revision], Revision | None]

SEALED = "sealed"
LINE = 512 * 1024  # letters of one line; a revision that is longer goes in several, each with some of its answers


def lines(
    session: Session,
    conn: Connection,
    *,
    case: str | None = None,
    after: int | None = None,
    upto: int | None = None,
    allow: Allow | None = None,
) -> Iterator[Object]:
    """The history of one case, or all that came into this database after a commit; `conn` stands still meanwhile.

    What was erased goes first. Before a revision stands whoever wrote it and the keys of what it seals, after it the
    files that it names. `allow` may take answers out of a revision, or leave it out. What lies under a seal stays here.
    """
    going = None if case is None else {one.record for one in _revisions(conn, case, after, upto, allow)}
    yield from (history.line(one) for one in _erased(conn, going))
    if case is None:
        yield from _of_the_office(conn)
    told, files = _Told(conn, bare=case is not None), joining.with_files(conn)
    for revision in _revisions(conn, case, after, upto, allow):
        if told.first("author", revision.worker) and (author := _author(session, conn, revision.worker)):
            yield history.line(author)
        yield from map(history.line, told.keys(revision))
        for part in _parts(revision):
            yield history.line(history.Revision(*part))  # the same fields in the same order
        if revision.record in files:
            yield from (history.line(_file(one)) for one in named(conn, revision) if told.first("file", one.id))


def files(
    _session: Session,
    conn: Connection,
    *,
    case: str | None = None,
    after: int | None = None,
    upto: int | None = None,
    allow: Allow | None = None,
) -> Iterator[tuple[str, bytes]]:
    """The files that `lines` names when it is asked the same, one at a time."""
    for one in announced(conn, case=case, after=after, upto=upto, allow=allow):
        yield one.id, attachments.whole(conn, one.id)


def announced(
    conn: Connection,
    *,
    case: str | None = None,
    after: int | None = None,
    upto: int | None = None,
    allow: Allow | None = None,
) -> Iterator[attachments.Attachment]:
    """What is known of those files, each once."""
    told, holders = set[str](), joining.with_files(conn)
    if not holders:
        return
    for revision in _revisions(conn, case, after, upto, allow):
        for one in named(conn, revision) if revision.record in holders else ():
            if one.id not in told:
                told.add(one.id)
                yield one


def _revisions(
    conn: Connection,
    case: str | None,
    after: int | None,
    upto: int | None,
    allow: Allow | None,
) -> Iterator[Revision]:
    if case is None:
        every = joining.since(conn, -1 if after is None else after, 2**62 if upto is None else upto)
    else:
        every = joining.of_case(conn, case)
    if allow is None:
        return every
    return (left for left in map(allow, every) if left is not None)


def named(conn: Connection, revision: Revision) -> Iterator[attachments.Attachment]:
    """The files of its sheet that are an answer in a revision; a sealed one stays here."""
    for value in revision.sets.values():
        if isinstance(value, str) and len(value) == 32:
            found = attachments.in_clear(conn, value)
            if found is not None and found.record == revision.record:
                yield found


def _author(session: Session, conn: Connection, worker: str) -> Author | None:
    """Who has written, as their own office names them."""
    ours = workers.get(conn, worker)
    if ours is not None:
        return Author(ours.id, ours.name, session.office.code)
    theirs = authors.get(conn, worker)
    return Author(*theirs) if theirs else None


class _Told:
    """What was said already, and need not be said again."""

    def __init__(self, conn: Connection, *, bare: bool) -> None:
        self._conn, self._bare = conn, bare
        self._told: dict[str, set[str]] = {}

    def first(self, kind: str, id_: str) -> bool:
        told = self._told.setdefault(kind, set())
        if id_ in told:
            return False
        told.add(id_)
        return True

    def keys(self, revision: Revision) -> Iterator[Key]:
        """The keys of what a revision seals: for another office opened, for another computer as they lie."""
        if not any(sealing.is_sealed(value) for value in revision.sets.values()):
            return
        for scope in dict.fromkeys(one for one in (revision.case, revision.record) if one):
            if not self.first("key", scope):
                continue
            if self._bare:
                yield from (Key(scope, OPENED, key) for key in sealing.open_keys(self._conn, scope))
            else:
                every = sealing.wrapped_keys(self._conn, scope)  # one that never opened opens nowhere else
                yield from (Key(scope, WRAPPED, key) for key in every if sealing.unwrapped(self._conn, scope, key))


def _parts(revision: Revision) -> Iterator[Revision]:
    """The revision, in as many copies as it takes for none to be too long; together they are the whole."""
    if _size(revision.sets) + _size(revision.replaces) <= LINE:
        yield revision
        return
    paths: list[str] = []
    long = 0
    for path in revision.sets:
        more = _size({path: revision.sets[path]}) + _size({path: revision.replaces.get(path, ())})
        if paths and long + more > LINE:
            yield _part(revision, paths)
            paths, long = [], 0
        paths.append(path)
        long += more
    yield _part(revision, paths)


def _part(revision: Revision, paths: Collection[str]) -> Revision:
    return revision._replace(
        sets={path: revision.sets[path] for path in paths},
        replaces={path: revision.replaces[path] for path in paths if path in revision.replaces},
    )


def _size(values: Mapping[str, Any]) -> int:
    """Letters, roughly and never too few."""
    return len(repr(values))


def _file(found: attachments.Attachment) -> File:
    return File(found.id, found.record, found.mime, found.size)


def _erased(conn: Connection, sheets: Collection[str] | None) -> Iterator[Erased]:
    """The whole list; of one case only the answers that went out of the sheets that leave."""
    for one in tombs.every(conn):
        if sheets is None or (one.id in sheets and one.what != tombs.ALL):
            yield _entry(one)


def _entry(one: Entry) -> Erased:
    if one.what == tombs.ALL:
        return Erased(one.id, None, (), one.reason, one.day)
    some = tombs.read_some(one.what)
    return Erased(one.id, some.until, tuple(sorted(some.patterns)), one.reason, one.day)


def _of_the_office(conn: Connection) -> Iterator[Object]:
    """What every computer of the office has to know beside the cases."""
    for kind in (local_forms.FORM, local_forms.PROTOCOL):
        for edition in local_forms.every(conn, kind):
            if edition.origin in (local_forms.OWN, local_forms.BOTH):
                at = stamp(edition.at)
                yield history.line(
                    history.Edition(kind, edition.form, edition.mark, edition.body, at, edition.worker, edition.counts)
                )
    yield from (history.line(history.Apart(*one)) for one in matching.every_apart(conn))
    for fixed in bundles.every_frozen(conn):
        yield history.line(history.Frozen(fixed.period, fixed.edition, fixed.body))
    for sent in bundles.counted_sent(conn):
        yield history.line(history.Sent(*astuple(sent)[: len(history.Sent._fields)]))
