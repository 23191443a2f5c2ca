"""PURE: what leaves a case and why: releases of a consent, referrals, disclosures, exceptions, recalls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.forms.ledger import of_sector
from desktop.services.invented.world import Answers, Tale, Telling, rows

DATA = ("cod", "nevoie_urgenta", "prenume", "telefon_sigur", "tip_violenta")


def release(tale: Tale, recipient: str, days: float = 90, *, agreed: str = "da", **more: Any) -> Mapping[str, Any]:
    """One line of a consent: who may have what, until when."""
    told: Answers = {"recipient": recipient, "agreed": agreed}
    if agreed == "da":
        told |= {
            "institution": tale.names.institutions[recipient],
            "purpose": "serviciu",
            "data": list(DATA),
            "valid_until": tale.day(days),
        }
    return told | more


def referral(tale: Tale, sector: str, urgency: str, *, shared: Sequence[str] = DATA[:2], **more: Any) -> Answers:
    (recipient,) = of_sector({sector})
    return {
        "sector": sector,
        "urgency": urgency,
        "institution": tale.names.institutions[recipient],
        "contact": "Persoană inventată pentru exercițiu",
        "release_ref": tale.last("consent"),
        "sent_dt": tale.minute(),
        "mode": tale.pick(("telefon", "personal", "tiparit")),
        "data_shared": sorted(shared),
        "status": "trimis",
    } | more


def answered(tale: Tale, status: str = "finalizat", feedback: str = "servit") -> Answers:
    return {"status": status, "feedback": feedback, "feedback_dt": tale.day()}


def disclosure(tale: Tale, what: str, recipient: str, **more: Any) -> Answers:
    """What was handed over, to whom, with what was withheld."""
    return {
        "at": tale.minute(),
        "what": what,
        "recipient": recipient,
        "institution": tale.names.institutions[recipient],
        "data": sorted(DATA[:2]),
        "way": "tiparit",
        **rows("withheld", {"withheld_data": "relatare", "withheld_reason": "data-not-named"}),
        "consent_ref": tale.last("consent"),
        "number": f"E-{tale.dice.randrange(1, 1000)}",
    } | more


def exception(tale: Tale, approval: str = "confirmat") -> Answers:
    """A disclosure without consent, with its ground in words and the second person."""
    confirmed = {"approver": tale.colleague, "approved_dt": tale.minute()} if approval == "confirmat" else {}
    return {
        "at": tale.minute(),
        "what": "exceptie",
        "recipient": "politie",
        "institution": tale.names.institutions["politie"],
        "data": sorted(DATA),
        "ground": "pericol_vital",
        "ground_words": tale.text(),
        "approval": approval,
        "asked_by": tale.manager,
        **confirmed,
    }


def send(tale: Tale, sector: str, urgency: str, days: float | None = 2, **told: str) -> Telling[str]:
    """A referral, its trace in the ledger and, unless `days` is None, its answer after so many days."""
    sent = yield from tale.write("referral", referral(tale, sector, urgency))
    (recipient,) = of_sector({sector})
    yield from tale.after(minutes=1).write("disclosure", disclosure(tale, "referire", recipient, referral_ref=sent))
    if days is not None:
        yield from tale.office(days).write("referral", answered(tale, **told), sent)
    return sent
