"""`ancora [command]`: without a command the window opens; the same services are there without a screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from db.errors import VaultRefused
from desktop import hardening, logs, paths, settings
from desktop.i18n import _, set_language
from desktop.refusals import Refused

MODULES = {
    "vault": "vault",
    "worker": "worker",
    "cases": "case",
    "case": "case",
    "conflicts": "case",
    "record": "record",
    "card": "card",
    "export": "exchange",
    "import": "exchange",
    "report": "paper",
    "print": "paper",
    "practice": "practice",
    "self-test": "selftest",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the window; the exit status is 0 done, 1 refused, 2 bad usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    hardening.harden()
    loaded = settings.load(paths.settings_file())
    set_language(loaded.settings.language)
    if not given or given[0] in ("--practice", "tour"):
        return _window(given)
    return _command(given)


def _command(given: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    from desktop.commands.common import REFUSED, complain

    args = parser(given).parse_args(given)
    try:
        return int(args.run(args))
    except (Refused, VaultRefused) as refusal:
        complain(refusal)
        return REFUSED
    except BrokenPipeError:
        return REFUSED
    except KeyboardInterrupt:
        complain(Refused("stopped"))
        return REFUSED


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The command line; only the module of the noun that was given is read, all of them for the help."""
    from desktop.commands.common import options

    whole = argparse.ArgumentParser(
        prog="ancora", description=_("The offline case desk. Without a command the window opens."), parents=[options()]
    )
    nouns = whole.add_subparsers(required=True, metavar=_("COMMAND"))
    noun = next((MODULES[word] for word in given if word in MODULES), None)
    for module in [noun] if noun else dict.fromkeys(MODULES.values()):
        import_module(f"desktop.commands.{module}").register(nouns)
    return whole


def _window(given: list[str]) -> int:
    log = logs.start(paths.log_file())
    try:
        from desktop import app

        return app.main(given)
    finally:
        logs.stop(log)


if __name__ == "__main__":
    sys.exit(main())
