"""`ancora [command]`: without a command the window opens; the same services are there without a screen."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from db.errors import VaultRefused
from desktop import hardening, logs, paths, settings
from desktop.i18n import _, set_language
from desktop.refusals import Refused

if TYPE_CHECKING:
    from desktop.commands.arguments import Parser

MODULES = {
    "vault": "vault",
    "practice": "practice",
    "backup": "backup",
    "restore": "backup",
    "recover": "recover",
    "worker": "worker",
    "calendar": "calendar",
    "appointment": "calendar",
    "cases": "case",
    "case": "case",
    "conflicts": "conflicts",
    "approvals": "case",
    "reports": "reports",
    "record": "record",
    "team": "team",
    "card": "card",
    "trust": "trust",
    "pcs": "pcs",
    "retire": "pcs",
    "export": "exchange",
    "transfer": "transfer",
    "import": "inbox",
    "inbox": "inbox",
    "sent": "inbox",
    "log": "log",
    "erase": "erase",
    "retention": "erase",
    "takeout": "takeout",
    "consent": "consent",
    "referral": "consent",
    "letter": "consent",
    "report": "paper",
    "print": "paper",
    "register": "register",
    "guide": "guide",
    "leaflet": "leaflet",
    "pack": "packs",
    "forms": "local_forms",
    "protocols": "local_protocols",
    "codes": "codes",
    "self-test": "selftest",
}
REFUSED = 1

log = logging.getLogger("desktop.commands")  # run as a program, this module is called otherwise


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the window; the exit status is 0 done, 1 refused, 2 bad usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    hardening.harden()
    loaded = settings.load(paths.settings_file())
    set_language(loaded.settings.language)
    with _logged():
        if is_for_window(given):
            from desktop import app

            return app.main(given)
        return _command(given)


def is_for_window(given: Sequence[str]) -> bool:
    """Nothing but where the window finds its vault."""
    if not given:
        return True
    from desktop.commands.arguments import noun_of

    noun = noun_of(given)
    chosen = {word.partition("=")[0] for word in given if word.startswith("-")}
    return noun == "tour" or (noun is None and chosen <= {"--vault", "--practice"} and given[-1] != "--vault")


def parser(given: Sequence[str] = ()) -> Parser:
    """The command line; only the module of the noun that was given is read, all of them for the help."""
    from desktop.commands.arguments import Parser, below, noun_of, options

    whole = Parser(
        prog="ancora",
        description=_(
            "The offline case desk. Without a command the window opens; with --practice, on invented people."
        ),
        epilog=_("Passphrases and words to search for come from a file or are asked: other people can read a command."),
        parents=[options()],
    )
    nouns = below(whole)
    noun = MODULES.get(noun_of(given) or "")
    for module in [noun] if noun else dict.fromkeys(MODULES.values()):
        import_module(f"desktop.commands.{module}").register(nouns)
    return whole


def _command(given: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from desktop.commands.common import complain

    try:
        args = parser(given).parse_args(given)
        return int(args.run(args))
    except BrokenPipeError:
        _let_go_of_output()
    except (Refused, VaultRefused) as refusal:
        complain(refusal)
    except KeyboardInterrupt:
        complain(Refused("stopped"))
    except Exception as error:  # noqa: BLE001 - a traceback would quote answers
        log.error("unexpected: %s", logs.describe(error))
        complain(error)
    return REFUSED


def _let_go_of_output() -> None:
    """Whoever read has gone; Python would complain at its end when it flushes what is left."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _logged() -> Iterator[None]:
    """The log of this run; where none can be written, the work is done without."""
    handler: logging.Handler | None = None
    try:
        handler = logs.start(paths.log_file())
    except OSError:
        logging.getLogger().addHandler(logging.NullHandler())
    try:
        yield
    finally:
        if handler is not None:
            logs.stop(handler)


if __name__ == "__main__":
    sys.exit(main())
