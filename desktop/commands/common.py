"""What every command shares: where the vault is, who works, how things are said, how the program ends."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import vaults
from desktop.services.session import Session

DONE, REFUSED, BAD_USAGE = 0, 1, 2
LONGEST_FILE = 64 * 1024  # of a file that holds a passphrase, a reason or words to search for

Run = Callable[[argparse.Namespace], int]


def clock() -> datetime:
    return datetime.now(UTC)


def options() -> argparse.ArgumentParser:
    """The options that may stand before or after any command."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--vault", type=Path, metavar="DIR", help=_("the folder of the database"))
    shared.add_argument("--passphrase-file", type=Path, metavar="F", help=_("a file that holds the passphrase"))
    shared.add_argument("--worker", metavar="NAME", help=_("who works"))
    shared.add_argument("--json", action="store_true", help=_("one JSON object a line"))
    return shared


def add(nouns: Any, name: str, help_: str, run: Run | None = None) -> argparse.ArgumentParser:
    """A command (or a noun that has commands below it) with the shared options."""
    parser: argparse.ArgumentParser = nouns.add_parser(name, help=help_, description=help_, parents=[options()])
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def vault_folder(args: argparse.Namespace) -> Path:
    return getattr(args, "vault", None) or paths.default_vault()


def passphrase(args: argparse.Namespace, attribute: str = "passphrase_file", *, again: bool = False) -> str:
    """From the named file, else asked for; never from an argument or the environment."""
    file = getattr(args, attribute, None)
    if file is not None:
        return read_words(file).rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Refused("passphrase-needed")
    typed = getpass.getpass(_("Passphrase: "))
    if again and getpass.getpass(_("The same passphrase again: ")) != typed:
        raise Refused("passphrases-differ")
    return typed


def worker(args: argparse.Namespace) -> str:
    name = getattr(args, "worker", None)
    if name:
        return str(name)
    if not sys.stdin.isatty():
        raise Refused("worker-needed")
    return input(_("Your name: "))


@contextmanager
def session(args: argparse.Namespace, *, make_backup: bool = False) -> Iterator[Session]:
    """An open vault for the length of one command."""
    opened = vaults.open_session(vault_folder(args), worker=worker(args), passphrase=passphrase(args), clock=clock)
    try:
        yield opened
    finally:
        vaults.close_session(opened, make_backup=make_backup)


def read_words(file: Path) -> str:
    """A short text out of a file, or of standard input for `-`."""
    try:
        data = sys.stdin.buffer.read(LONGEST_FILE + 1) if str(file) == "-" else _head(file)
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("file-unreadable") from error


def _head(file: Path) -> bytes:
    with file.open("rb") as source:
        data = source.read(LONGEST_FILE + 1)
    if len(data) > LONGEST_FILE:
        raise Refused("file-too-large")
    return data


def say(args: argparse.Namespace, sentence: str, **facts: Any) -> None:
    """One result: a JSON object with `--json`, else a sentence; flushed, so that it can be relied on at once."""
    line = json.dumps(facts, ensure_ascii=False) if getattr(args, "json", False) else sentence
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(error: BaseException) -> None:
    """One plain sentence on standard error; its first word is the stable code."""
    sys.stderr.write(f"{getattr(error, 'code', 'unexpected')} — {explain(error)}\n")


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
