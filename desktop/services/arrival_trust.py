"""Whom this computer believes when a file comes, and with what it opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from db import offices
from db.offices import Office
from desktop.bundle import card as cards
from desktop.bundle import reader
from desktop.bundle.kinds import check_crossing, invite
from desktop.bundle.reader import Verified
from desktop.refusals import Refused
from desktop.services import pcs
from desktop.services.arriving import PC, Sender
from desktop.services.media import regular
from desktop.services.session import Session

LONGEST = 16  # of the words by which such a file begins


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys of this moment; they are asked anew after every file that may have brought keys, or taken them away."""

    session: Session
    identities: Sequence[str]
    offices: Mapping[bytes, Office]
    computers: Mapping[bytes, pcs.Pc]
    codes: Mapping[bytes, str]
    revoked: frozenset[bytes]

    def verify(self, path: Path) -> Verified:
        """A bundle that somebody has signed whom this office knows; cards and invites are told by their name."""
        try:
            return reader.verify(
                partial(regular, path), identities=self.identities, trusted=self.codes, revoked=self.revoked
            )
        except Refused as refusal:
            if refusal.code == "not-a-bundle":
                _tell_apart(path)
            raise

    def sender(self, verified: Verified) -> Sender:
        """Who has signed; practice comes from practice, and between the two countries go statistics alone."""
        here, key = self.session.office, verified.signer
        computer = self.computers.get(key)
        if computer is not None:
            if computer.retired:
                raise Refused("pc-retired", number=computer.number)
            return Sender(here.code, PC, here.country, key, computer.id)
        office = self.offices.get(key)
        if office is None or office.practice != here.practice:
            raise Refused("practice-only")
        check_crossing(verified.manifest.head.kind, office.country, here.country)
        return Sender(office.code, office.kind, office.country, office.sign_key)


def _tell_apart(path: Path) -> None:
    """Files of ours that are no bundles have a place of their own."""
    with regular(path) as file:
        start = file.read(LONGEST)
    if cards.is_card(start):
        raise Refused("card-no-bundle")
    if start.startswith(invite.FIRST):
        raise Refused("invite-no-bundle")


def now(session: Session) -> Trust:
    """Whom this computer believes now."""
    known = {office.sign_key: office for office in offices.all_(session.conn) if office.trusted_on is not None}
    computers = pcs.trusted(session)
    codes = {key: office.code for key, office in known.items()} | dict.fromkeys(computers, session.office.code)
    revoked = frozenset(key for key, office in known.items() if office.revoked_on is not None)
    return Trust(session, pcs.identities(session), known, computers, codes, revoked)
