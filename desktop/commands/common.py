"""What every command shares: where the vault is, who works, how things are said, how the program ends."""

from __future__ import annotations

import argparse
import contextlib
import errno
import getpass
import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import rekeying, renewing, vaults
from desktop.services.behind import code_of
from desktop.services.outgoing import Exported
from desktop.services.session import Session

DONE, REFUSED = 0, 1
LONGEST_FILE = 64 * 1024  # of a file that holds a passphrase, a reason or words to search for


def clock() -> datetime:
    return datetime.now(UTC)


# --- who works where --------------------------------------------------------------------------------------------------


def vault_folder(args: argparse.Namespace) -> Path:
    return getattr(args, "vault", None) or paths.default_vault()


def worker(args: argparse.Namespace) -> str:
    """The name that was given, else asked for."""
    name = getattr(args, "worker", None)
    if name:
        return str(name)
    _need_terminal("worker-needed")
    sys.stderr.write(_("Your name: "))  # standard output is for results
    sys.stderr.flush()
    typed = sys.stdin.readline()
    if not typed.strip():
        raise Refused("worker-needed")
    return typed


def passphrase(args: argparse.Namespace) -> str:
    """From the named file, else asked for; never from an argument or the environment."""
    file = getattr(args, "passphrase_file", None)
    return _from_file(file) if file is not None else _asked(_("Passphrase: "))


def new_passphrase(args: argparse.Namespace, attribute: str) -> str:
    """The same for one that is being set: typed twice, since nobody sees it."""
    file = getattr(args, attribute, None)
    if file is not None:
        return _from_file(file)
    typed = _asked(_("New passphrase: "))
    if _asked(_("The same passphrase again: ")) != typed:
        raise Refused("passphrases-differ")
    return typed


@contextmanager
def session(args: argparse.Namespace, *, writes: bool = False) -> Iterator[Session]:
    """An open vault for the length of one command; that some work is missing from it is said each time."""
    name = worker(args)
    opened = vaults.open_session(vault_folder(args), worker=name, passphrase=passphrase(args), clock=clock)
    try:
        if code := code_of(opened):
            warn(code, explain(Refused(code)), _("The window of the program asks which."))
        if rekeying.ended(opened):
            warn(f"rekey-{rekeying.ended(opened)}", rekeying.ended_words(opened))
        if older := rekeying.older_words(opened):
            warn("keys-older", older)
        if changed := rekeying.changed_words(opened):
            warn("key-file-changed", changed)
        if opened.failed_before:
            warn("failed-unlocks", vaults.failed_words(opened))
        renewing.catch_up(opened)
        yield opened
    finally:
        vaults.close_session(opened, make_backup=writes and vaults.backup_is_old(opened))


def read_words(file: Path) -> str:
    """A short text out of a file, or of standard input for `-`."""
    try:
        data = _head(sys.stdin.buffer) if str(file) == "-" else _head_of(file)
    except FileNotFoundError:
        raise Refused("no-such-file") from None
    except OSError:
        raise Refused("file-unreadable") from None
    if len(data) > LONGEST_FILE:
        raise Refused("file-too-large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("file-unreadable") from None


def _from_file(file: Path) -> str:
    return read_words(file).rstrip("\r\n")


def _head_of(file: Path) -> bytes:
    with file.open("rb") as source:
        return _head(source)


def _head(source: Any) -> bytes:
    data: bytes = source.read(LONGEST_FILE + 1)
    return data


def _asked(prompt: str) -> str:
    _need_terminal("passphrase-needed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would show what is typed
            return getpass.getpass(prompt, stream=sys.stderr)
    except (EOFError, getpass.GetPassWarning):
        raise Refused("passphrase-needed") from None


def _need_terminal(code: str) -> None:
    """Where nobody sits, nothing is asked: an overnight run is refused at once and never hangs."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise Refused(code)


# --- what is said -----------------------------------------------------------------------------------------------------


def say(args: argparse.Namespace, words: str, /, **facts: Any) -> None:
    """One result: a JSON object with `--json`, else a sentence; flushed, so that it can be relied on at once."""
    line = json.dumps(facts, ensure_ascii=False) if getattr(args, "json", False) else words
    try:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        raise Refused("disk-full" if full else "file-unwritable") from None


def say_made(args: argparse.Namespace, words: str, made: Exported, /, **more: Any) -> None:
    """A file that was written for another office or computer."""
    told = {"kind": made.kind, "to": made.to, "seq": made.seq, "records": made.records, "bytes": made.bytes}
    say(args, words, file=str(made.file), **told, **more)


def complain(error: BaseException) -> None:
    """One plain sentence on standard error; its first word is the stable code."""
    code = getattr(error, "code", None)
    warn(code if isinstance(code, str) else "unexpected", explain(error))


def warn(code: str, *sentences: str) -> None:
    with contextlib.suppress(OSError):  # whoever listened has gone
        sys.stderr.write(f"{code} — {' '.join(sentences)}\n")
        sys.stderr.flush()


class Refusals:
    """Of several things some were refused: the others are done, and at the end one sentence names the first."""

    def __init__(self) -> None:
        self._first: tuple[str, str] | None = None
        self.count = 0

    def note(self, code: str, sentence: str) -> None:
        self.count += 1
        self._first = self._first or (code, sentence)

    def status(self) -> int:
        """Say so, and with which status the program ends."""
        if self._first is None:
            return DONE
        more = [_("Refused in all: {n}.").format(n=self.count)] if self.count > 1 else []
        warn(self._first[0], self._first[1], *more)
        return REFUSED


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
