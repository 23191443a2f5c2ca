"""PURE: reports that are no case: undecided, referred, not confirmed, a second call about the same person."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from desktop.services.invented.opening import report
from desktop.services.invented.world import Answers, Kind, Tale, Telling


def _about(tale: Tale, **more: Any) -> Answers:
    """Who it is about, as far as the caller says."""
    named = {"about_name": tale.name(tale.woman), "about_birth": str(tale.at.year - tale.dice.randint(20, 60))}
    return report(tale, **more) | named


def undecided(tale: Tale) -> Telling[None]:
    yield from tale.write("report", _about(tale))


def referred(tale: Tale) -> Telling[None]:
    told = _about(tale, notifier_type="alta_persoana_care", topics=["discriminare_gen"])
    first = yield from tale.write("report", told)
    yield from tale.office(1).write("report", {"decision": "referit", "referred_to": "avocat_ajgs"}, first)


def trafficking(tale: Tale) -> Telling[None]:
    told = report(tale, topics=["trafic"], notifier_type="anonim", channel="online_e_mail")
    first = yield from tale.write("report", told)
    yield from tale.after(hours=1).write("report", {"decision": "referit", "referred_to": "112_politie"}, first)


def unconfirmed(tale: Tale) -> Telling[None]:
    first = yield from tale.write("report", report(tale, notifier_type="vecin", victim_aware=False))
    yield from tale.office(2).write("report", {"decision": "neconfirmat"}, first)


def twice(tale: Tale) -> Telling[None]:
    """Two neighbours call about the same evening; the second call names the first."""
    told = _about(tale, notifier_type="vecin")
    first = yield from tale.write("report", told | {"decision": "referit", "referred_to": "112_politie"})
    same = {key: told[key] for key in ("about_name", "about_birth")}
    again = report(tale.after(hours=3), notifier_type="martor", report_dt=tale.minute()) | same
    yield from tale.write("report", again | {"decision": "duplicat", "duplicate_of_report": first})


def child_late(tale: Tale) -> Telling[None]:
    """A child is a witness and the guardianship authority has not been told: the first page says so."""
    yield from tale.write("report", _about(tale, child="martor", notified=False))


CALLS: Sequence[tuple[Kind, float]] = (  # the first ones, with the hours since
    (undecided, 3.0),
    (child_late, 30.0),
    (twice, 26.0),
    (referred, 24 * 5.0),
    (unconfirmed, 24 * 9.0),
    (trafficking, 24 * 40.0),
)
OLD: Sequence[Kind] = (referred, unconfirmed, unconfirmed, twice, trafficking)  # those that are over


def call(number: int, dice: random.Random) -> tuple[Kind, float]:
    """A call by its number and the hours since: the first ones in their order, the others long over."""
    return CALLS[number] if number < len(CALLS) else (dice.choice(OLD), dice.uniform(1_000, 24_000))
