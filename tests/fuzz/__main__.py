"""`python -m tests.fuzz`: many bytes of spoiled bundles are read; the exit status is 0 when each was borne."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.desktop.bundle.golden import kinds
from tests.fuzz import bundles

BYTES = 20_000_000


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="installer/dev.py fuzz", description=__doc__)
    parser.add_argument("--bytes", type=int, default=BYTES, help="how many bytes of spoiled bundles (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="other bundles for another number (%(default)s)")
    parser.add_argument("--kind", action="append", default=[], choices=kinds(), help="these kinds alone")
    parser.add_argument("--only", type=int, help="this one bundle of the seed, by the number that a fault names")
    parser.add_argument("--imports", type=int, help="so many are taken into real databases instead of read only")
    args = parser.parse_args(given)
    if args.imports is None:
        tally = bundles.run(args.bytes, args.seed, args.kind, args.only)
    else:
        tally = _imports(args.imports, args.seed, args.kind, args.only)
    for name, counts in (("depth", tally.depths), ("outcome", tally.outcomes)):
        for key, count in counts.most_common():
            _say(f"{name:8} {key:32} {count}")
    _say(f"{tally.bundles} bundles, {tally.bytes} bytes")
    _say(f"slowest {tally.slowest:.3f} s, grew {tally.grown / 2**20:.1f} MB")
    for fault in tally.faults:
        _say(f"FAULT {fault}")
    return 1 if tally.faults else 0


def _imports(count: int, seed: int, chosen: Sequence[str], only: int | None) -> bundles.Tally:
    """In folders of their own, which are gone afterwards."""
    from tests.fuzz import imports

    with tempfile.TemporaryDirectory(prefix="ancora-fuzz-") as folder:
        os.environ |= dict.fromkeys(("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), folder)
        return imports.run(Path(folder), count, seed, chosen, only)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
