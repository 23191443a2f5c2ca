"""Counted tables that an office sends to its region."""

from __future__ import annotations

from dataclasses import dataclass

from db import bundles
from db.connection import Connection
from desktop.bundle.kinds import statistics as counted
from desktop.bundle.kinds.statistics import Statistics
from desktop.indicators.period import Period
from desktop.refusals import Refused
from desktop.services.arriving import Arrival, Handler, Taken


def _check(arrival: Arrival) -> None:
    if arrival.session.office.kind != "region" or arrival.sender.kind != "office":
        raise Refused("wrong-kind")


@dataclass(frozen=True, slots=True)
class _Read:
    content: Statistics
    body: str  # the tables as they are kept


def _prepare(arrival: Arrival) -> _Read:
    reading = counted.Reading()
    arrival.records(reading.take)
    content = reading.finish()
    if not Period.parse(content.period).closed(arrival.now):
        raise Refused("period-to-come", period=content.period)  # only what is over can be counted
    return _Read(content, reading.to_json())


def _apply(conn: Connection, arrival: Arrival, read: _Read) -> Taken:
    """What an office has sent for a period stands, whatever edition follows."""
    content, sender, tables = read.content, arrival.sender.code, len(read.content.tables)
    kept = bundles.tables_of(conn, content.period, sender)
    if kept is not None and (kept.edition, kept.body) != (content.edition, read.body):
        raise Refused("period-sent-twice")
    bundles.put_tables(conn, sender, content.period, content.edition, read.body, arrival.now)
    return Taken(("statistics-imported", sender, tables), new=tables, period=content.period)


HANDLER = Handler(check=_check, prepare=_prepare, apply=_apply, small=True)
