"""The installations that one computer has been: by them a restored backup is told from a copied folder.

A restored backup says from which installation it comes, and takes its place. What comes from one that follows none of
those that are known, or that was left before, was made by a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db import meta
from db.connection import Connection
from db.hybrid import moment, stamp

FORMER = "former-nodes"
TOLERANCE = timedelta(days=1)  # by which the clocks of one computer may differ before and after it was restored

Verdict = Literal["works", "moved", "late", "copied"]


@dataclass(frozen=True, slots=True)
class Stay:
    """One installation; `until` says when another one took its place, None while it works."""

    node: str
    until: datetime | None = None


def here(conn: Connection) -> tuple[Stay, ...]:
    """The installations that this one was before, and itself last."""
    return (*load(meta.get(conn, FORMER) or ""), Stay(meta.get(conn, "node") or ""))


def move_in(conn: Connection, node: str, now: datetime, known: Iterable[Stay] = ()) -> None:
    """This becomes an installation of its own that follows those `known` elsewhere and all that it was itself."""
    left: dict[str, datetime] = {}
    for stay in (*known, *here(conn)):
        until = stay.until or now
        left[stay.node] = min(until, left.get(stay.node, until))
    meta.put(conn, FORMER, dump(Stay(former, until) for former, until in left.items()))
    meta.put(conn, "node", node)


def judge(known: Sequence[Stay], said: Sequence[Stay], created: datetime) -> Verdict:
    """What to think of a file from the last installation of `said`, after those that are `known` of its computer."""
    node = said[-1].node
    working = {stay.node for stay in known if stay.until is None}
    left = {stay.node: stay.until for stay in known if stay.until is not None}
    if node in working:
        return "works"
    if node in left:
        return "late" if created <= left[node] + TOLERANCE else "copied"
    follows = not working or any(stay.node in working for stay in said[:-1])
    return "moved" if follows else "copied"


def follow(known: Sequence[Stay], said: Sequence[Stay]) -> tuple[Stay, ...]:
    """What is known after a file from an installation that follows one of the known ones."""
    left = {stay.node: stay.until for stay in said}
    before = tuple(Stay(stay.node, stay.until or left.get(stay.node)) for stay in known)
    names = {stay.node for stay in known}
    return (*before, *(stay for stay in said if stay.node not in names))


def replace(known: Sequence[Stay], node: str, now: datetime) -> tuple[Stay, ...]:
    """A person says that this installation is the right one: whatever worked before has ended."""
    return (*(Stay(stay.node, stay.until or now) for stay in known if stay.node != node), Stay(node))


def dump(stays: Iterable[Stay]) -> str:
    return " ".join(stay.node if stay.until is None else f"{stay.node}@{stamp(stay.until)}" for stay in stays)


def load(text: str) -> tuple[Stay, ...]:
    parts = (one.partition("@") for one in text.split())
    return tuple(Stay(node, moment(until) if until else None) for node, _, until in parts)
