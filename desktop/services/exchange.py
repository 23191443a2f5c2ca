"""What the window shows of coming and going: what is to be handed over, what came, whom this office believes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from db import bundles, workers
from db.connection import Connection
from db.hybrid import moment
from db.offices import Office
from desktop.bundle.kinds import statistics as counted
from desktop.forms.schema import Text
from desktop.i18n import _
from desktop.indicators.count import note
from desktop.indicators.period import Period
from desktop.indicators.schema import NOT_KNOWN, UNKNOWN, Indicator
from desktop.services import cards, inbox, standing, statistics, sync
from desktop.services.arrivals import Fate, Report
from desktop.services.session import EXPORTS, Session
from desktop.services.standing import Standing, State
from desktop.services.statistics import Regional, RegionalRow, RegionalTable

KIND = sync.KIND
QUARTERS = 8  # closed quarters that are offered; older ones are in the yearly issue
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class ToSend:
    """The tables of the last closed quarter for one region; `seq` is the number under which they went, if they did."""

    office: str
    period: str
    seq: int | None
    at: datetime | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Known:
    """One card in force: whose, how to compare it, and how far the numbers have come."""

    code: str
    kind: str
    country: str
    fingerprint: str
    trusted_on: datetime
    last: int | None  # the highest number that came from it, or that went to it
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of the history."""

    sent: bool
    office: str
    kind: str
    seq: int
    period: str
    records: int
    at: datetime
    worker: str
    state: State | None  # how far one that was sent has come; of receipts nobody is told


def may_exchange(session: Session) -> bool:
    """Whether this person may add cards, import and export; who may not sees why, not buttons."""
    return session.worker.role in EXPORTS


def last_closed(session: Session) -> str:
    """The quarter that ended last, in the office's own days."""
    return str(Period.of(session.now().date()).before())


def closed_quarters(session: Session, count: int = QUARTERS) -> tuple[str, ...]:
    """The quarters that may be counted and printed, the latest first."""
    found = [Period.of(session.now().date()).before()]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(map(str, found))


def region_quarters(session: Session) -> tuple[str, ...]:
    """The periods of which tables came, and the last closed quarter, which may be missing altogether."""
    return tuple(sorted({*bundles.periods(session.conn), last_closed(session)}, reverse=True))


def quarters_until(period: str, count: int) -> tuple[str, ...]:
    """So many periods of the same length that end with this one, the earliest first."""
    found = [Period.parse(period)]
    while len(found) < count:
        found.append(found[-1].before())
    return tuple(map(str, reversed(found)))


def period_words(period: str, *, short: bool = False) -> str:
    """`2026-Q3` as people say it."""
    found = Period.parse(period)
    if found.quarter is None:
        return _("year {year}").format(year=found.year)
    roman = _ROMAN[found.quarter - 1]
    if short:
        return _("{quarter} {year}").format(quarter=roman, year=f"{found.year % 100:02d}")
    return _("quarter {quarter} of {year}").format(quarter=roman, year=found.year)


def to_send(session: Session) -> tuple[ToSend, ...]:
    """For each region that is trusted: the quarter that ended last, and whether it went."""
    if session.office.kind == "region":
        return ()
    period = last_closed(session)
    found = []
    for office in _in_force(session):
        if office.kind == "region":
            told = standing.of_period(session, office.code, period)
            found.append(ToSend(office.code, period, told.seq, told.at, told))
    return tuple(found)


def known_offices(session: Session) -> tuple[Known, ...]:
    """Every office with a card in force, with the last number and those that never came."""
    conn = session.conn
    return tuple(
        Known(
            one.code,
            one.kind,
            one.country,
            one.fingerprint,
            moment(one.trusted_on or "").astimezone(session.tz),
            _last(session, conn, one),
            standing.missing_of(session, one.code),
        )
        for one in _in_force(session)
    )


def history(session: Session, limit: int = 200) -> tuple[Passed, ...]:
    """What came and went, the latest first, with the name of who did it."""
    names = workers.names(session.conn)
    return tuple(
        Passed(
            one.direction == "sent",
            standing.who(session, one.office),
            one.kind,
            one.seq,
            one.period or "",
            one.records,
            moment(one.at).astimezone(session.tz),
            names.get(one.worker, ""),
            standing.state_of(one.outcome) if one.direction == "sent" and one.kind != "receipt" else None,
        )
        for one in sync.sent_and_received(session, limit)
    )


def import_in_job(
    session: Session,
    paths: Sequence[Path],
    listed: Callable[[list[Path]], None],
    told: Callable[[Fate], None],
    report: Report,
) -> list[Fate]:
    """Take files and folders in beside the window, which announces the end.

    In the job's own thread `listed` hears once which files there are, and `told` each fate as it falls.
    """
    with session.beside() as own:
        files = inbox.files_in(paths)
        listed(files)
        return sync.import_files(own, files, report, told)


def retry_in_job(session: Session, told: Callable[[Fate], None], report: Report) -> list[Fate]:
    with session.beside() as own:
        return inbox.retry(own, report, told)


def preview_in_job(session: Session, to: str, period: str, _report: Report) -> sync.Preview:
    with session.beside() as own:
        return sync.preview_statistics(own, to, period)


def export_in_job(session: Session, preview: sync.Preview, out: Path, _report: Report) -> sync.Exported:
    """Write exactly the tables that were looked at."""
    with session.beside() as own:
        return sync.export_statistics(own, preview.to, preview.period, out, tables=preview.tables.outgoing)


def regional_in_job(
    session: Session, periods: Sequence[str], office: str | None, report: Report
) -> tuple[Regional, ...]:
    """The tables of several periods, in their order: of the whole region, or of one office."""
    found = []
    with session.beside() as own:
        for done, period in enumerate(periods):
            report(done, len(periods))
            whole = statistics.regional_tables(own, period)
            found.append(whole if office is None else replace(whole, tables=_of_office(own, period, office)))
    return tuple(found)


def _of_office(session: Session, period: str, office: str) -> tuple[RegionalTable, ...]:
    """What one office sent, under the same rule as the sums: no figure under ten."""
    mine = [one for one in bundles.tables(session.conn, period) if one.office == office]
    if not mine:
        return ()
    latest = max(mine, key=lambda one: one.edition)
    kept = counted.from_json(latest.period, latest.edition, latest.body)
    return tuple(_office_table(one, session.library.indicator(one.id)) for one in kept.tables)


def _office_table(kept: counted.CountedTable, indicator: Indicator | None) -> RegionalTable:
    words: dict[str, Text] = {**dict(indicator.rows if indicator else ()), UNKNOWN: NOT_KNOWN}
    return RegionalTable(
        id=kept.id,
        version=kept.version,
        title=indicator.title if indicator else {"ro": kept.id},
        rows=tuple(RegionalRow(code, words.get(code, {"ro": code}), _printed(n)) for code, n in kept.rows),
        total=_printed(kept.total),
        unit=kept.unit,
        denominator=indicator.denominator if indicator else {"ro": kept.unit},
        note=note(indicator),
        offices=1,
    )


def _printed(n: int) -> int | None:
    return n if n >= statistics.PUBLISHED else None


def _in_force(session: Session) -> list[Office]:
    return [
        one
        for one in cards.all_offices(session)
        if one.trusted_on and not one.revoked_on and one.practice == session.office.practice
    ]


def _last(session: Session, conn: Connection, office: Office) -> int | None:
    if session.office.kind == "office":
        return bundles.next_seq(conn, office.code, KIND) - 1 or None
    found = bundles.last_received(conn, office.code, "", KIND)
    return found.seq if found else None
