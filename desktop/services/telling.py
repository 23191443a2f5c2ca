"""PURE: how often she had to tell what happened, over all incidents of a case, and where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.records import Record
from desktop.forms.answers import is_real

FORM, FIELD, TIMES = "incident", "narrative", "retellings"


@dataclass(frozen=True, slots=True)
class Telling:
    """How often she has told it, and where it is written; `times` is None where nobody can say."""

    times: int | None = None
    written: tuple[str, ...] = ()  # the incidents that hold an account
    incident: str | None = None  # the newest incident, on which one more is counted


def of(records: Sequence[Record]) -> Telling:
    """The tellings of one case, over all its incidents and the teams that worked on them."""
    incidents = [one for one in records if one.form == FORM]
    if not incidents:
        return Telling()
    told = [times for one in incidents if (times := times_of(one, records)) is not None]
    return Telling(
        times=sum(told) if told else None,
        written=tuple(one.id for one in incidents if is_real(one.body.get(FIELD))),
        incident=max(incidents, key=lambda one: (one.created, one.id)).id,
    )


def times_of(incident: Record, records: Sequence[Record]) -> int | None:
    """Counted on the sheet or by its team; an account that is written was told once at least."""
    teams = [one for one in records if one.form == "team" and one.body.get("incident_ref") == incident.id]
    said = [_number(one) for one in (incident, *teams)]
    known = [number for number in said if number is not None]
    if is_real(incident.body.get(FIELD)):
        known.append(1)
    return max(known) if known else None


def _number(record: Record) -> int | None:
    value = record.body.get(TIMES)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
