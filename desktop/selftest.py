"""Whether this computer has all that the program needs: every part tried for real, without a window."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db.errors import VaultRefused
from db.keys import KdfCost
from db.slots import MIB
from desktop.i18n import DEFAULT, N_, _, language, using
from desktop.refusals import Refused
from desktop.services import practice, vaults
from desktop.services.library import shipped


@dataclass(frozen=True, slots=True)
class Part:
    """One part that was tried; `fault` is a stable code or the kind of the error, never its text."""

    id: str
    name: str
    works: bool
    fault: str | None


def run() -> list[Part]:
    """Try every part; one that fails does not keep the others from being tried."""
    return [_try(id_, _(name), work) for id_, (name, work) in PARTS.items()]


def _try(id_: str, name: str, work: Callable[[], object]) -> Part:
    try:
        work()
    except (Refused, VaultRefused) as refusal:
        return Part(id_, name, works=False, fault=refusal.code)
    except Exception as error:  # noqa: BLE001 - a self-test tells every fault
        return Part(id_, name, works=False, fault=type(error).__name__)
    return Part(id_, name, works=True, fault=None)


def _database() -> None:
    """A practice vault made, filled, closed and opened again, in a folder that goes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vault"
        made = practice.make(path, cases=1, seed=1, clock=_now, cost=KdfCost(1, 64 * MIB))
        vaults.close_session(made, make_backup=True)
        again = vaults.open_session(path, worker=practice.WORKER, passphrase=practice.PASSPHRASE, clock=_now)
        faults = vaults.check(again).faults
        vaults.close_session(again, make_backup=False)
        if faults:
            raise Refused(faults[0])


def _paper() -> None:
    from desktop.services import reports

    if not reports.blank_form("incident", language()).data.startswith(b"%PDF-"):
        raise Refused("proof-failed")


def _bundles() -> None:
    from desktop.bundle import crypto

    identity, recipient = crypto.new_identity()
    sealed, opened = io.BytesIO(), io.BytesIO()
    crypto.encrypt(io.BytesIO(b"ancora"), sealed, recipient)
    crypto.decrypt(io.BytesIO(sealed.getvalue()), opened, identity)
    if opened.getvalue() != b"ancora" or sealed.getvalue().endswith(b"ancora"):
        raise Refused("not-a-bundle")


def _words() -> None:
    with using(DEFAULT):
        if _("Save") == "Save":
            raise Refused("file-unreadable")


def _now() -> datetime:
    return datetime.now(UTC)


PARTS: dict[str, tuple[str, Callable[[], object]]] = {
    "definitions": (N_("Forms, lists and protocols"), shipped),
    "words": (N_("Words"), _words),
    "database": (N_("Encrypted database"), _database),
    "paper": (N_("PDF"), _paper),
    "bundles": (N_("Files for other offices"), _bundles),
}
