"""The computers of this office: which there are, whose signature counts, and with what each of them opens."""

from __future__ import annotations

from collections.abc import Mapping

from db import pcs, secrets
from db.connection import Connection
from db.pcs import Pc
from desktop.refusals import Refused
from desktop.services import office_keys
from desktop.services.session import Session

__all__ = ["Pc", "all_", "by_sign_key", "identities", "known", "others", "own", "sign_seed", "trusted"]

SIGN_SEED = "pc-sign-seed"
IDENTITY = "pc-identity"


def own(session: Session) -> Pc | None:
    """This computer; None as long as the office has no other."""
    return pcs.own(session.conn)


def others(session: Session) -> tuple[Pc, ...]:
    """The other computers that work for the office."""
    return tuple(one for one in pcs.all_(session.conn) if not one.own and not one.retired)


def all_(session: Session) -> tuple[Pc, ...]:
    """Every computer that the office has or had, this one and those that were retired too."""
    return tuple(pcs.all_(session.conn))


def known(session: Session, id_: str) -> Pc:
    """Another computer that may be sent work; `no-such-pc`, or `pc-retired`."""
    found = pcs.get(session.conn, id_)
    if found is None or found.own:
        raise Refused("no-such-pc")
    if found.retired:
        raise Refused("pc-retired")
    return found


def by_sign_key(conn: Connection, sign_key: bytes) -> Pc | None:
    """The computer that signs with this key, retired or not."""
    return pcs.by_sign_key(conn, sign_key)


def trusted(session: Session) -> Mapping[bytes, Pc]:
    """Whose signature is known, by key: every other computer, a retired one too, so that it can be refused by name."""
    return {one.sign_key: one for one in pcs.all_(session.conn) if not one.own}


def sign_seed(session: Session) -> bytes:
    """With what this computer signs for the others; `pc-alone` while there is no other."""
    seed = secrets.get(session.conn, SIGN_SEED)
    if seed is None:
        raise Refused("pc-alone")
    return seed


def identities(session: Session) -> tuple[str, ...]:
    """All age identities that this computer may open with: the office's, its former ones, its own."""
    own_ = secrets.get(session.conn, IDENTITY)
    return (*office_keys.identities(session.conn), *((own_.decode("ascii"),) if own_ is not None else ()))
