"""Putting a backup back: what a file holds, which ones there are, and the vault as it was then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from db import archive, backup, keys, rotation
from db import restore as work
from db.restore import Missing, Restored
from desktop.i18n import _, ngettext, number_words
from desktop.refusals import Refused

log = logging.getLogger(__name__)

__all__ = ["Missing", "Offered", "Restored", "look", "offered", "restore", "warnings"]


@dataclass(frozen=True, slots=True)
class Offered:
    """A backup that can be put back; when it was made is None where somebody's hands went over the file."""

    file: Path
    at: datetime | None
    commit: int | None
    size: int


def look(file: Path) -> Offered:
    """What a file says of itself, without a passphrase; anything that is no backup is refused."""
    if file.name == archive.DATABASE:
        file = file.parent  # out of the folder that an earlier version made
    with archive.parts(file) as held:
        size = sum(part.size for part in held.values())
    told = rotation.info(file, archive.note_of(file))
    return Offered(file, told.at if told else None, told.commit_no if told else None, size)


def offered(folder: Path) -> tuple[Offered, ...]:
    """The backups beside the vault of this folder, the newest first."""
    found = backup.every(folder / backup.FOLDER)
    return tuple(Offered(one.path, one.at, one.commit_no, one.size) for one in reversed(found))


def is_lost(folder: Path) -> bool:
    """Whether a vault was here, although its database is gone."""
    return bool(offered(folder)) or (folder / keys.FILE).exists()


def restore(
    file: Path,
    folder: Path,
    *,
    worker: str,
    passphrase: str | None = None,
    kit_secret: bytes | None = None,
    clock: Callable[[], datetime],
    report: work.Report | None = None,
) -> Restored:
    """See `db.restore`; opened with the passphrase of that time, or with the secret of the paper kit."""
    if kit_secret is not None:
        unlock: work.Unlock = partial(keys.unlock_with_kit, secret=kit_secret)
    elif passphrase:
        unlock = partial(keys.unlock, name=worker, passphrase=passphrase)
    else:
        raise Refused("passphrase-needed")
    done = work.restore(look(file).file, folder, unlock, clock(), report)
    log.info("restored: commit %d, %d sheets, %d erased again", done.commit_no, done.records, done.erased_again)
    return done


def warnings(done: Restored) -> Mapping[str, str]:
    """What a person has to know about the database that was put back, each under its code."""
    told: dict[str, str] = {}
    if done.missing is not None:
        words = ngettext(
            "{n} save that was made on this computer after the backup is not in it.",
            "{n} saves that were made on this computer after the backup are not in it.",
            done.missing.commits,
        )
        told["work-missing"] = words.format(n=number_words(done.missing.commits))
    if done.erased_again:
        words = ngettext(
            "{n} sheet that had been erased since was erased again.",
            "{n} sheets that had been erased since were erased again.",
            done.erased_again,
        )
        told["erased-again"] = words.format(n=number_words(done.erased_again))
    if done.list_doubtful:
        told["list-doubtful"] = _(
            "The list of what was erased is damaged. Something that had been erased may be here again; look for it and "
            "erase it once more."
        )
    if done.keys_older:
        told["keys-older"] = _(
            "The keys were changed after this backup was made. Whoever was removed since can open it again: change the "
            "key in Settings, Workers, today."
        )
    if done.sealed_since:
        words = ngettext(
            "{n} case or sheet that was sealed after this backup is not sealed in it. A case of which only chosen "
            "people knew is hidden from the others; look at who sees it, and seal it again today.",
            "{n} cases or sheets that were sealed after this backup are not sealed in it. Cases of which only chosen "
            "people knew are hidden from the others; look at who sees them, and seal them again today.",
            done.sealed_since,
        )
        told["sealed-since"] = words.format(n=number_words(done.sealed_since))
    return told
