"""Counted tables that an office sends to its region."""

from __future__ import annotations

from datetime import datetime

from db import bundles
from db.connection import Connection
from desktop.bundle.kinds import statistics as counted
from desktop.bundle.kinds.statistics import Statistics
from desktop.indicators.period import Period
from desktop.refusals import Refused
from desktop.services.arriving import Arrival, Handler, Sender, Taken


def _check(arrival: Arrival) -> None:
    if arrival.session.office.kind != "region" or arrival.sender.kind != "office":
        raise Refused("wrong-kind")


def _prepare(arrival: Arrival) -> Statistics:
    reading = counted.Reading()
    arrival.records(reading.take)
    content = reading.finish()
    _check_period(arrival.session.conn, arrival.sender, content, arrival.now)
    return content


def _apply(conn: Connection, arrival: Arrival, content: Statistics) -> Taken:
    sender, tables = arrival.sender.code, len(content.tables)
    bundles.put_tables(conn, sender, content.period, content.edition, counted.to_json(content), arrival.now)
    return Taken(("statistics-imported", sender, tables), new=tables, period=content.period)


def _check_period(conn: Connection, sender: Sender, content: Statistics, now: datetime) -> None:
    """Only what is over can be counted; and what an office has sent for a period stands, whatever edition follows."""
    if not Period.parse(content.period).closed(now):
        raise Refused("period-to-come", period=content.period)
    for kept in bundles.tables(conn, content.period):
        same = (kept.edition, kept.body) == (content.edition, counted.to_json(content))
        if kept.office == sender.code and not same:
            raise Refused("period-sent-twice")


HANDLER = Handler(check=_check, prepare=_prepare, apply=_apply)
