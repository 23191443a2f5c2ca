"""What is known of a database that is not the one that was closed here last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import access_log, backup
from db.vault import Vault
from desktop.services.session import Session

UNLOCKED, FAILED = "unlocked", "failed-unlocks"


@dataclass(frozen=True, slots=True)
class Behind:
    """Times in the office's zone, None where nothing tells; `backup_has_more`: restoring it brings work back.

    `code` says what is wrong: vault-behind (older, or another one), vault-changed (the file was touched while it was
    closed), vault-unproven (what would tell is missing or damaged).
    """

    code: str
    saved_at: datetime | None
    ends_at: datetime | None
    backup_at: datetime | None
    backup_has_more: bool


def code_of(session: Session) -> str | None:
    """Why this database cannot be relied on, as a refusal says it; None where it is in order."""
    vault = session.vault
    if not isinstance(vault, Vault) or vault.anchor == "ok":
        return None
    return {"changed": "vault-changed", "missing": "vault-unproven", "forged": "vault-unproven"}.get(
        vault.anchor_state, "vault-behind"
    )


def behind(session: Session) -> Behind | None:
    """None for a database in order; else what a person needs to decide with."""
    vault = session.vault
    if not isinstance(vault, Vault) or vault.anchor == "ok":
        return None
    newest = backup.last(vault.path)
    code = code_of(session) or "vault-behind"
    entries = access_log.page(session.conn, 3)
    just_now = int(bool(entries) and entries[0].verb == UNLOCKED)  # a commit of its own, and no work
    of_opening = just_now + int(len(entries) > 1 and just_now and entries[1].verb == FAILED)
    ends = [entry.at for entry in entries[of_opening:]]
    return Behind(
        code=code,
        saved_at=vault.anchored_at.astimezone(session.tz) if vault.anchored_at else None,
        ends_at=ends[0].astimezone(session.tz) if ends else None,
        backup_at=newest.at.astimezone(session.tz) if newest else None,
        backup_has_more=newest is not None and newest.commit_no > vault.commit_no - just_now,
    )
