"""PURE: approvals and the ways in which a case ends, rests, moves on or begins again."""

from __future__ import annotations

from typing import Any

from desktop.services.invented.world import Answers, Tale, Telling

CRITERIA = ("met_needs", "met_safety", "met_plan", "met_agreed", "met_told", "met_supervisor")


def request(tale: Tale, subject: str) -> Answers:
    """A sheet that waits for a second person."""
    sheet = tale.last(subject)
    return {
        "subject": subject,
        "sheet": sheet,
        "revisions": " ".join(sorted(tale.revisions[sheet])),
        "asked_by": tale.manager,
        "asked_on": tale.minute(),
        "asked_of": tale.colleague,
    }


def decided(tale: Tale, decision: str = "aprobat", **more: Any) -> Answers:
    word = {"word": tale.text()} if decision == "inapoi" else {}
    return {"decision": decision, "decided_by": tale.colleague, "decided_on": tale.minute(), **word} | more


def approve(tale: Tale, subject: str, days: float = 1) -> Telling[None]:
    """Asked, and approved by the second person after so many days."""
    asked = yield from tale.after(minutes=3).write("approval", request(tale, subject))
    yield from tale.office(days).write("approval", decided(tale), asked, tale.colleague)


def closing(tale: Tale, reason: str = "conform_planului", **more: Any) -> Answers:
    whole = reason == "conform_planului"
    return {
        "close_date": tale.day(),
        "close_reason": reason,
        **{each: whole or each in ("met_told", "met_supervisor") for each in CRITERIA},
        "criteria_note": tale.text(),
        "goals": tale.pick(("2", "3")) if whole else "1",
        "situation": tale.text(),
        "may_return": True,
        "followup_months": 3,
        "docs_complete": True,
        "closed_by": tale.manager,
    } | more


def state(tale: Tale, status: str, **more: Any) -> Telling[str]:
    """The case in another state, with the reason in words."""
    return tale.write("case", {"status": status, "status_reason": tale.text()} | more)


def close(tale: Tale, reason: str = "conform_planului", status: str = "inchis", **more: Any) -> Telling[None]:
    """The closure sheet, the second person, the state."""
    yield from tale.office(1).write("closing", closing(tale, reason, **more))
    yield from approve(tale, "closing")
    yield from state(tale.after(minutes=4), status)
