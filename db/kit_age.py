"""Whether the recovery sheet is older than a change that should keep somebody out, who may have copied it."""

from __future__ import annotations

from typing import Literal

from db import meta
from db.connection import Connection
from db.slots import Ring

Why = Literal["", "key", "lead"]

_OLDER, _PENDING = "kit_older", "kit_pending"


def note_older(conn: Connection, why: Literal["key", "lead"]) -> None:
    """The key was changed, or somebody is no lead any more, and the kit stays; a paper that was not typed back yet is
    as old as the one in force, and takes no place any more."""
    if meta.get(conn, _OLDER) != "key":
        meta.put(conn, _OLDER, why)
    meta.put(conn, _PENDING, "")


def note_new(conn: Connection) -> None:
    """The kit was made a moment ago."""
    meta.put(conn, _OLDER, "no")


def why_older(conn: Connection, ring: Ring) -> Why:
    """Why a new kit is due; where nothing was noted yet, the days in the key file tell."""
    if ring.kit is None:
        return ""
    told = meta.get(conn, _OLDER)
    if told is None:
        return "key" if ring.since > ring.kit.made else ""
    return "key" if told == "key" else "lead" if told == "lead" else ""
