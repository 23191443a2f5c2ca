"""A program that saves without end and says each commit aloud, to be killed at any moment."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.db.make import open_vault, save


def main() -> None:
    vault = open_vault(Path(sys.argv[1]))
    while True:
        sys.stdout.write(save(vault, "canary " * 40) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
