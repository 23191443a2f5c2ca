"""What leaves for the other computers of this office: all that they do not have by their own word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from db import attachments, bundles, joining, merges, tombs
from db.connection import Connection
from db.hybrid import moment
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import MIB, merge
from desktop.services import card_lines, history_out, pc_lines, pcs
from desktop.services.arriving import PC, Report
from desktop.services.outgoing import Addressee, Exported, Parcel, send
from desktop.services.pcs import Pc
from desktop.services.session import EXPORTS, Session

KIND = "merge"
ROOM = 400 * MIB  # of attached files in one bundle; what is written besides needs far less than the rest


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave for one computer: how much of what, and what stays here; `whole`: it has nothing of it yet."""

    pc: Pc
    name: str
    seq: int
    whole: bool
    cases: int
    records: int
    revisions: int
    files: int
    file_bytes: int
    erased: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How far two computers are: what was sent, what of it was confirmed, what came, whether any of that is missing."""

    pc: Pc
    name: str
    sent_seq: int | None
    sent_at: datetime | None
    confirmed: bool  # all that was sent has arrived, by its own word
    received_seq: int | None
    received_at: datetime | None
    complete: bool  # nothing is missing between what came
    waiting: bool  # something was written here since


@dataclass(frozen=True, slots=True)
class _Span:
    """Which commits are to leave, and the connection on which nothing changes meanwhile."""

    conn: Connection
    after: int
    upto: int


def preview_merge(session: Session, pc_id: str) -> Preview:
    """Count what would leave; nothing is written."""
    session.require(EXPORTS)
    pc = pcs.known(session, pc_id)
    with _span(session, pc) as span:
        found = joining.counted(span.conn, span.after, span.upto)
        files = list(history_out.announced(span.conn, after=span.after, upto=span.upto))
        return Preview(
            pc=pc,
            name=pcs.names(pcs.all_(session))[pc.id],
            seq=bundles.next_seq(session.conn, pc.id, KIND, session.office.node),
            whole=span.after < 0,
            cases=found.cases,
            records=found.records,
            revisions=found.revisions,
            files=len(files),
            file_bytes=sum(one.size for one in files),
            erased=tombs.count(span.conn),
            sealed=joining.sealed_scopes(span.conn),
        )


def export_merge(session: Session, pc_id: str, out: Path) -> Exported:
    """Write all that a computer does not have by its own word; a file that is lost is made good by the next.

    Where that is more than one file may hold, it is the first part.
    """
    return _export(session, pc_id, out)


def export_whole(session: Session, pc_id: str, out: Path) -> list[Exported]:
    """The same in as many files as it takes; all but the first get neutral names beside it."""
    end, done = session.vault.commit_no, [export_merge(session, pc_id, out)]
    while (sent := merges.last_sent(session.conn, pc_id, session.office.node)) is not None and sent.upto < end:
        done.append(_export(session, pc_id, out if out.is_dir() else out.parent, sent.upto))
    return done


def _export(session: Session, pc_id: str, out: Path, after: int | None = None) -> Exported:
    session.require(EXPORTS)
    pc = pcs.known(session, pc_id)
    to = Addressee(pc.id, PC, session.office.country, pc.box_key, session.office.practice)
    with _span(session, pc, after) as whole:
        span = replace(whole, upto=attachments.reach(whole.conn, whole.after, whole.upto, ROOM))
        parcel = Parcel(
            kind=KIND,
            records=_lines(session, pc, span),
            files=history_out.files(session, span.conn, after=span.after, upto=span.upto),
            sign=pcs.sign_seed(session),
            upto=span.upto,
            verb="merge-exported",
            count=joining.counted(span.conn, span.after, span.upto).revisions,
        )
        return send(session, to, parcel, out)


def export_all(session: Session, folder: Path) -> list[Exported]:
    """Files for each other computer of the office, each sealed to it alone."""
    return [one for pc in pcs.others(session) for one in export_whole(session, pc.id, folder)]


def exchanged(session: Session) -> tuple[Exchanged, ...]:
    """How far each other computer is."""
    conn, names = session.conn, pcs.names(pcs.all_(session))
    return tuple(_exchanged(session, conn, pc, names[pc.id]) for pc in pcs.others(session))


def preview_in_job(session: Session, pc_id: str, _report: Report) -> Preview:
    """The same beside the window."""
    with session.beside() as own:
        return preview_merge(own, pc_id)


def export_in_job(session: Session, pc_ids: Sequence[str], out: Path, report: Report) -> list[Exported]:
    """Files for some computers, beside the window."""
    done: list[Exported] = []
    with session.beside() as own:
        for pc_id in pc_ids:
            report(len(done), len(pc_ids))
            done.extend(export_whole(own, pc_id, out))
    return done


@contextmanager
def _span(session: Session, pc: Pc, after: int | None = None) -> Iterator[_Span]:
    """A view of the whole database that stands still, whoever may see what of it; from what is confirmed, or later."""
    with closing(session.vault.connect_bare()) as conn, joining.standing_still(conn) as upto:
        after = merges.confirmed(conn, pc.id, session.office.node) if after is None else after
        # What came from that computer goes back once: it may be of a copied folder, of which it knows nothing.
        yield _Span(conn, after, upto)


def _lines(session: Session, pc: Pc, span: _Span) -> Iterator[Object]:
    yield merge.to_record(merge.Head(span.after, span.upto, joining.sealed_scopes(span.conn)))
    yield from pc_lines.lines(span.conn)
    yield from card_lines.lines(span.conn)
    yield merge.to_record(merge.Have(tuple(merges.hashes_from(span.conn, pc.id, merge.MOST_HASHES))))
    yield from history_out.lines(session, span.conn, after=span.after, upto=span.upto)


def _exchanged(session: Session, conn: Connection, pc: Pc, name: str) -> Exchanged:
    here = session.office.node
    sent = merges.last_sent(conn, pc.id, here)
    node = merges.newest_node(conn, pc.id) or ""
    came = merges.last_came(conn, pc.id, node)
    after = merges.confirmed(conn, pc.id, here)
    return Exchanged(
        pc=pc,
        name=name,
        sent_seq=sent.seq if sent else None,
        sent_at=moment(sent.at).astimezone(session.tz) if sent else None,
        confirmed=sent is not None and sent.upto <= after,
        received_seq=came.seq if came else None,
        received_at=_at(session, merges.came_at(conn, pc.id)),
        complete=merges.is_whole(conn, node),
        waiting=joining.any_since(conn, sent.upto if sent else -1, merges.came_from(conn, pc.id)),
    )


def _at(session: Session, text: str | None) -> datetime | None:
    return moment(text).astimezone(session.tz) if text else None
