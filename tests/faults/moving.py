"""A case that is offered to another office, and another that is taken back: where it is and what was written agree."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta

from db import bundles, cases
from desktop.bundle import card as cards
from desktop.bundle import crypto
from desktop.bundle.card import Card
from desktop.services import intake, ledger, sync, transfer_list, transfer_offer, transfers
from desktop.services.session import Session
from desktop.services.transfers import Wanted
from tests.faults.ground import Scene
from tests.faults.operation import Say, Told, opened

OTHER, HOME = "CR1", "Casa de test"
SEED = b"\7" * 32  # of the other office, of which there is the card alone


def move(scene: Scene, say: Say) -> None:
    """One case is offered; another one is offered and taken back."""
    with opened(scene) as session:
        _know(session, scene)
        offered = _offer(session, scene, _case(session))
        say(case=offered[0], file=offered[1], mark=f"offered:{OTHER}")
        case, file = _offer(session, scene, _case(session))
        (waits,) = [one for one in transfer_list.of_case(session, case) if one.waits == transfer_list.THEIRS]
        back = transfers.cancel(session, waits.record, scene.stick / f"{secrets.token_hex(4)}.for-cr1").file
        say(case=case, file=file, mark=None)
        say(case=case, file=back.name, mark=None)


def moves_missing(session: Session, scene: Scene, told: Sequence[Told]) -> Iterator[str]:
    for one in told:
        row = cases.get(session.conn, one["case"])
        if row is None or row.moving != one["mark"]:
            yield "a case is not where it was said to be"
        if not (scene.stick / one["file"]).exists():
            yield "the file of a transfer is not on the stick"
    sent = [one for one in bundles.history(session.conn, 1000) if one.direction == "sent" and one.kind == "transfer"]
    left = [
        one
        for row in cases.page(session.conn, order="code", limit=10_000)
        for one in ledger.ledger(session, row.case).disclosures
        if one.what == transfer_offer.DISCLOSED
    ]
    if len(left) < len(sent):
        yield "a case left, and the ledger does not say so"
    for row in cases.on_the_move(session.conn):
        if not any(one.waits == transfer_list.THEIRS for one in transfer_list.of_case(session, row.case)):
            yield "a case stands still, and nobody is asked to answer"


def _know(session: Session, scene: Scene) -> None:
    """The other office by its card."""
    if any(one.code == OTHER for one in sync.offices(session)):
        return
    _identity, recipient = crypto.new_identity()
    card = Card(OTHER, "office", "MD", crypto.sign_key_of(SEED), recipient)
    file = scene.root / f"{OTHER}{cards.ENDING}"  # on no disk that is troubled
    file.write_bytes(cards.write(card, SEED))
    sync.trust(session, file, card.fingerprint)


def _case(session: Session) -> str:
    """A case with her consent of today."""
    today = session.now().date()
    told = {
        "recipient": "adapost", "agreed": "da", "institution": HOME, "data": ["dosar_intreg"],
        "valid_until": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    consent = {
        "explained_on": today.isoformat(),
        "signature": {"how": "paper", "on": today.isoformat()},
        **{f"release/a/{column}": value for column, value in told.items()},
    }
    with session.vault.write(session.now()) as conn:
        made = intake.put(session, conn, {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
    with session.vault.write(session.now()) as conn:
        intake.put(session, conn, {"case": made.code, "form": "consent", "set": consent})
    return str(made.case)


def _offer(session: Session, scene: Scene, case: str) -> tuple[str, str]:
    leaving = transfers.look(session, Wanted(case, OTHER, reason="siguranta", institution=HOME))
    done = transfers.offer(session, leaving, scene.stick / f"{secrets.token_hex(4)}.for-cr1")
    return case, done.file.name
