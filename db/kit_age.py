"""Whether a new recovery sheet is due: somebody may have copied it who should be kept out, or it was used and seen."""

from __future__ import annotations

from typing import Literal

from db import meta
from db.connection import Connection
from db.slots import Ring

Why = Literal["", "key", "lead", "used"]

_OLDER, _PENDING = "kit_older", "kit_pending"


def note_older(conn: Connection, why: Literal["key", "lead", "used"]) -> None:
    """A new kit is due: the key was changed, somebody is no lead any more, or the code was typed.

    A paper that was not typed back yet is as old as the one in force, and takes no place any more.
    """
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
    known: tuple[Why, ...] = ("key", "lead", "used")
    return next((why for why in known if why == told), "")
