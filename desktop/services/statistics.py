"""The counted tables of a period: exact in the office, rounded on their way out, added up in the region."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from db import bundles, cases, offices, secrets
from db import counted as counted_rows
from db.connection import Connection
from db.hybrid import moment
from db.offices import Office
from db.records import Record
from desktop.bundle.kinds import statistics as kind
from desktop.bundle.kinds.statistics import CountedTable, Statistics
from desktop.forms.schema import Text
from desktop.i18n import _
from desktop.indicators.count import CaseData, CaseRecord, count_all, note
from desktop.indicators.period import Period
from desktop.indicators.schema import NOT_KNOWN, UNKNOWN, Indicator, Row, Table, Unit
from desktop.privacy.rounding import rounded
from desktop.protocols.timeliness import Seen, seen
from desktop.refusals import Refused
from desktop.services import teamfile
from desktop.services.casefile import CaseAnswers
from desktop.services.session import CASES, EXPORTS, Session

EDITION = 1  # a closed period is counted once; the yearly issue is a period of its own and has the corrections
PUBLISHED = 10  # the region prints no smaller figure
_TOTAL = ":total"  # no code of a list has a colon
_PAGE = 200


@dataclass(frozen=True, slots=True)
class PreviewTables:
    """What stays here beside what leaves, table by table."""

    period: str
    exact: tuple[Table, ...]
    outgoing: tuple[Table, ...]
    cells: int
    changed: int  # cells and totals whose figure leaves rounded
    frozen: bool  # it left before, and leaves again as it was


class Sent(StrEnum):
    COMPLETE = "complete"
    GAP = "gap"  # sent, but an earlier number never came
    LATE = "late"
    WAITING = "waiting"  # the period still runs


@dataclass(frozen=True, slots=True)
class OfficeState:
    code: str
    name: str
    state: Sent
    missing: tuple[int, ...]  # numbers of statistics that never came


@dataclass(frozen=True, slots=True)
class RegionalRow:
    code: str
    label: Text
    n: int | None  # None: under ten, and not printed


@dataclass(frozen=True, slots=True)
class RegionalTable:
    """The sums of what the offices sent; each office rounded its own figures, so a total may differ from its rows."""

    id: str
    version: int
    title: Text
    rows: tuple[RegionalRow, ...]
    total: int | None
    unit: str
    denominator: Text
    note: Text
    offices: int


@dataclass(frozen=True, slots=True)
class Regional:
    period: str
    tables: tuple[RegionalTable, ...]
    offices: tuple[OfficeState, ...]


def period_tables(session: Session, period: str, *, conn: Connection | None = None) -> tuple[Table, ...]:
    """Exact figures, for this office alone; a job passes its own connection."""
    session.require(CASES)
    found = Period.parse(period)
    library = session.library
    indicators = tuple(library.indicators.values())
    return count_all(indicators, _cases(session, conn or session.conn), found, session.tz, library.definitions)


def outgoing(session: Session, period: str, *, conn: Connection | None = None) -> tuple[Table, ...]:
    """The figures that may leave: those that left before, else each cell and total rounded on its own."""
    kept = _frozen(session, _closed(session, period), conn or session.conn)
    if kept is not None:
        session.require(CASES)
        return kept
    exact = period_tables(session, period, conn=conn)
    return _rounded(exact, period, _secret(conn or session.conn))


def freeze(session: Session, conn: Connection, period: str, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Fix the figures at their first export, in the caller's transaction; what was fixed first comes back."""
    session.require(EXPORTS)
    name = str(_closed(session, period))
    kept = bundles.freeze(conn, name, EDITION, kind.to_json(counted(name, tables)))
    return _shown(session, kind.from_json(name, kept.edition, kept.body))


def counted(period: str, tables: tuple[Table, ...]) -> Statistics:
    """The same figures as a bundle carries them: codes and numbers, no words."""
    return Statistics(
        period,
        EDITION,
        tuple(
            CountedTable(one.id, one.version, one.unit.value, tuple((row.code, row.n) for row in one.rows), one.total)
            for one in tables
        ),
    )


def preview(session: Session, period: str, *, conn: Connection | None = None) -> PreviewTables:
    """What would leave, beside what is true here; an open period is refused."""
    found = _closed(session, period)
    exact = period_tables(session, period, conn=conn)
    kept = _frozen(session, found, conn or session.conn)
    leaving = _rounded(exact, period, _secret(conn or session.conn)) if kept is None else kept
    here, there = _cells(exact), _cells(leaving)
    return PreviewTables(
        period=period,
        exact=exact,
        outgoing=leaving,
        cells=len(there),
        changed=sum(here.get(cell) != figure for cell, figure in there.items()),
        frozen=kept is not None,
    )


def regional_tables(session: Session, period: str) -> Regional:
    """What the offices sent for a period, added up, and who has not sent."""
    if session.office.kind != "region":
        raise Refused("not-allowed")
    found = Period.parse(period)
    sums: dict[tuple[str, int], _Sum] = {}
    sent = set()
    for one in bundles.tables(session.conn, str(found)):
        sent.add(one.office)
        for table in kind.from_json(one.period, one.edition, one.body).tables:
            sums.setdefault((table.id, table.version), _Sum(table)).add(table)
    return Regional(
        period=str(found),
        tables=tuple(sums[key].table(session.library.indicator(key[0])) for key in _order(session, sums)),
        offices=tuple(
            _state(session, one, found, sent) for one in _expected(session) if _is_asked(session, one, found)
        ),
    )


def share(table: RegionalTable, n: int | None) -> int | None:
    """How many of a hundred, for what teams did; None where the unit is of a newer program, or figures are small."""
    known = table.unit in {unit.value for unit in Unit}
    return Unit(table.unit).share(n, table.total) if known else None


def shown(n: int | None) -> str:
    """A regional figure as it is printed."""
    return _("under {limit}").format(limit=PUBLISHED) if n is None else str(n)


class _Sum:
    """One table of the region while it is being added up."""

    def __init__(self, first: CountedTable) -> None:
        self._id, self._version, self._unit = first.id, first.version, first.unit
        self._cells: dict[str, int] = {}
        self._total = self._offices = 0

    def add(self, table: CountedTable) -> None:
        for code, n in table.rows:
            self._cells[code] = self._cells.get(code, 0) + n
        self._total += table.total
        self._offices += 1

    def table(self, indicator: Indicator | None) -> RegionalTable:
        words = _words(indicator)
        return RegionalTable(
            id=self._id,
            version=self._version,
            title=indicator.title if indicator else _named(self._id),
            rows=tuple(RegionalRow(code, words.get(code, _named(code)), _large(n)) for code, n in self._cells.items()),
            total=_large(self._total),
            unit=self._unit,
            denominator=indicator.denominator if indicator else _named(self._unit),
            note=note(indicator),
            offices=self._offices,
        )


def _cases(session: Session, conn: Connection) -> Iterator[CaseData]:
    """Every case of ours, a few at a time; also those that the person who counts does not see."""
    last, elsewhere = "", cases.elsewhere(conn)
    while ids := counted_rows.cases(conn, last, _PAGE):
        for case in ids:
            if case in elsewhere:
                continue
            found: dict[str, list[CaseRecord]] = {}
            records = counted_rows.of_case(conn, case)
            for record in sorted(records, key=lambda one: (one.created, one.id)):
                found.setdefault(record.form, []).append(CaseRecord(record.id, record.body))
            yield CaseData(found, _steps(session, case, records) if teamfile.TEAM in found else {})
        last = ids[-1]


def _steps(session: Session, case: str, records: Sequence[Record]) -> dict[str, dict[str, Seen]]:
    """How the steps of each team of a case went; a team of a protocol that is not known here says nothing."""
    around = CaseAnswers(session, case, known=records)
    return {
        team.id: seen(teamfile.views(session, team.body, around), session.tz)
        for team in records
        if team.form == teamfile.TEAM and _protocol(team.body) in session.library.protocols
    }


def _protocol(answers: Mapping[str, Any]) -> tuple[Any, Any]:
    return answers.get("protocol"), answers.get("protocol_version")


def _closed(session: Session, period: str) -> Period:
    found = Period.parse(period)
    if not found.closed(session.now(), session.tz):
        raise Refused("period-open", period=str(found))
    return found


def _frozen(session: Session, period: Period, conn: Connection) -> tuple[Table, ...] | None:
    kept = bundles.frozen(conn, str(period))
    return None if kept is None else _shown(session, kind.from_json(kept.period, kept.edition, kept.body))


def _secret(conn: Connection) -> bytes:
    found = secrets.get(conn, secrets.OFFICE_SECRET)
    if found is None:
        raise Refused("vault-damaged")  # without it, the figures of a period would fall differently each time
    return found


def _rounded(tables: tuple[Table, ...], period: str, secret: bytes) -> tuple[Table, ...]:
    def one(n: int, table: str, cell: str) -> int:
        return rounded(n, secret=secret, period=period, table=table, cell=cell)

    return tuple(
        replace(
            table,
            rows=tuple(row._replace(n=one(row.n, table.id, row.code)) for row in table.rows),
            total=one(table.total, table.id, _TOTAL),
            undated=0,
        )
        for table in tables
    )


def _shown(session: Session, statistics: Statistics) -> tuple[Table, ...]:
    """Kept figures with their words; a table whose definition is gone has its codes for words."""
    return tuple(_table(one, session.library.indicator(one.id)) for one in statistics.tables)


def _table(kept: CountedTable, indicator: Indicator | None) -> Table:
    words = _words(indicator)
    return Table(
        id=kept.id,
        version=kept.version,
        title=indicator.title if indicator else _named(kept.id),
        rows=tuple(Row(code, words.get(code, _named(code)), n) for code, n in kept.rows),
        total=kept.total,
        unit=Unit(kept.unit),
        denominator=indicator.denominator if indicator else _named(kept.unit),
        note=note(indicator),
    )


def _words(indicator: Indicator | None) -> Mapping[str, Text]:
    return {**dict(indicator.rows if indicator else ()), UNKNOWN: NOT_KNOWN}


def _named(code: str) -> Text:
    return {"ro": code, "en": code}


def _cells(tables: tuple[Table, ...]) -> dict[tuple[str, str], int]:
    rows = {(table.id, row.code): row.n for table in tables for row in table.rows}
    return rows | {(table.id, _TOTAL): table.total for table in tables}


def _large(n: int) -> int | None:
    return n if n >= PUBLISHED else None


def _order(session: Session, keys: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """As the national list has them; those that are not known here come last."""
    place = {id: number for number, id in enumerate(session.library.indicators)}
    return sorted(keys, key=lambda key: (place.get(key[0], len(place)), key))


def _expected(session: Session) -> list[Office]:
    """The offices that should send: one card each, trusted and not revoked."""
    cards = {
        card.code: card
        for card in offices.all_(session.conn)
        if card.kind == "office"
        and card.trusted_on
        and not card.revoked_on
        and card.practice == session.office.practice
    }
    return list(cards.values())


def _is_asked(session: Session, office: Office, period: Period) -> bool:
    """Whether tables of a period are to be had of an office: of the last that was over when its card was believed, and
    of every one since; and from the first that it sent, where that was earlier."""
    begins = Period.of(moment(office.trusted_on or "").astimezone(session.tz).date()).before().first
    if (first := bundles.first_period(session.conn, office.code)) is not None:
        begins = min(begins, Period.parse(first).first)
    return period.last >= begins


def _state(session: Session, office: Office, period: Period, sent: Set[str]) -> OfficeState:
    missing = tuple(bundles.gaps(session.conn, office.code, "statistics"))
    if office.code in sent:
        state = Sent.GAP if missing else Sent.COMPLETE
    else:
        state = Sent.LATE if period.closed(session.now(), session.tz) else Sent.WAITING
    return OfficeState(office.code, office.name, state, missing)
