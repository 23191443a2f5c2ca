"""A case with everything that an institution could ask for, and consents for some of it."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from desktop.services import cases, ledger, referrals
from desktop.services.ledger import Disclosure, Entry
from desktop.services.referrals import Prepared, Wanted
from desktop.services.session import Session
from tests.desktop.services.access_room import Village, put

POLICE = "Inspectoratul de poliție Ungheni"
SECRETS = {  # invented; each is the answer of one kind of data
    "nume_complet": "Canarescu",
    "prenume": "Ilincuța",
    "telefon_sigur": "23 456",
    "agresor": "Ursulescu",
    "copii": "Mihăiță",
    "relatare": "povesteanespusă",
    "localitate": "Sculenii",
}
UNSAFE = "79555444"
ALL = ("cod", "nume_complet", "telefon_sigur", "tip_violenta", "data_faptei", "agresor", "risc", "copii",
       "masuri_protectie", "nevoie_urgenta")  # fmt: skip


def fill_case(session: Session, village: Village) -> None:
    """Every sheet that a paper is read from."""
    code = village.code
    put(session, code, "identity", {
        "last_name": SECRETS["nume_complet"], "first_name": SECRETS["prenume"], "sex": "F", "birth_date": "1990-03-05",
        "phones/a/number": "069123456", "phones/a/safe_call": True, "phones/a/hours": "L-V 9-17",
        "phones/b/number": UNSAFE, "real_addr": f"MD-UN/{SECRETS['localitate']}", "occupation": "salariat",
    })  # fmt: skip
    put(session, code, "incident", {"inc_dt": "2026-11-22", "forms_legal": ["FIZ"], "narrative": SECRETS["relatare"]})
    put(session, code, "child", {"child_name": SECRETS["copii"], "child_birth": "2018-05-01", "child_sex": "M"})
    put(session, code, "aggressor", {"agg_name": SECRETS["agresor"], "agg_rel": "SOT"})
    put(session, code, "first_evaluation", {"needs": ["medical"], "needs_now": ["medical"]})


def consent(session: Session, village: Village, *data: str, recipient: str = "politie", institution: str = POLICE,
            **sets: Any) -> None:  # fmt: skip
    """A whole consent of today for one recipient."""
    answers = {
        "explained_on": "2026-11-24",
        "signature": {"how": "paper", "on": "2026-11-24"},
        "release/a/recipient": recipient,
        "release/a/agreed": "da",
        "release/a/institution": institution,
        "release/a/data": list(data),
        "release/a/valid_until": "2026-12-20",
        **sets,
    }
    put(session, village.code, "consent", answers)


def paper(session: Session, village: Village, role: str = "POL", **more: Any) -> Prepared:
    return referrals.prepare(session, Wanted(village.case, role, more.pop("institution", POLICE), **more))


def sent(session: Session, village: Village, **more: Any) -> Disclosure:
    """A paper that left."""
    made = paper(session, village, **more)
    referrals.keep(session, made)
    return next(one for one in ledger.ledger(session, village.case).disclosures if one.record == made.record)


def entry(session: Session, village: Village) -> Entry:
    return next(one for one in ledger.ledger(session, village.case).entries if one.in_force)


def text_of(data: bytes) -> str:
    """What can be read on a paper, by another program than the one that wrote it; lines run on."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


def answers_of(session: Session, village: Village, form: str) -> list[dict[str, Any]]:
    return [dict(one.body) for one in cases.read_case(session, village.case).records if one.form == form]
