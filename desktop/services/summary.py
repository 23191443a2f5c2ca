"""PURE: the one row by which lists show a case, out of the answers of its forms. No name is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.cases import CaseRow
from db.due import DueRow
from db.hybrid import stamp
from db.records import Record

Answers = Mapping[str, Any]
Case = Mapping[str, Sequence[Answers]]


def text(value: object) -> str | None:
    """A plain answer as text; a refused, unknown or missing one is None."""
    return value if isinstance(value, str) and value else None


def first(case: Case, form: str) -> Answers:
    return next(iter(case.get(form, ())), {})


def tracks(case: Case) -> str | None:
    """The tracks of the case as codes joined by a space, in their order."""
    value = first(case, "case").get("case_track")
    return " ".join(value) or None if isinstance(value, list) else None


def place(case: Case) -> str | None:
    """The first-level unit (raion or county) where she lives, or where it happened: `MD-UN`."""
    candidates = [first(case, "identity").get("real_county"), first(case, "identity").get("legal_county")]
    candidates += [incident.get("inc_county") for incident in case.get("incident", ())]
    return next((found for found in map(text, candidates) if found), None)


def warnings(case: Case) -> tuple[str, ...]:
    """Which do-not-contact flags are set, as codes; every phone is unsafe until said otherwise."""
    value = first(case, "identity").get("do_not")
    return tuple(value) if isinstance(value, list) else ()


def row(case: str, answers: Case, records: Sequence[Record], upcoming: DueRow | None) -> CaseRow:
    """The row of one case; `upcoming` is its nearest clock, late ones first."""
    header, identity = first(answers, "case"), first(answers, "identity")
    return CaseRow(
        case=case,
        code=str(header.get("case_code", "")),
        opened_on=text(header.get("opened_on")),
        status=text(header.get("status")),
        track=tracks(answers),
        sex=text(identity.get("sex")),
        age_band=text(identity.get("age_band")),
        place=place(answers),
        manager=text(header.get("case_manager")),
        risk=None,  # the risk sheet is not part of this version: shown as "not assessed"
        next_due=upcoming.at if upcoming else None,
        next_what=upcoming.kind if upcoming else None,
        next_ref=upcoming.ref if upcoming else None,
        modified=stamp(max(r.modified for r in records)),
        conflicts=sum(r.conflicts for r in records),
        checks=sum(r.state == "to_check" for r in records),
    )
