"""`ancora self-test`: whether this computer has all that the program needs, told part by part."""

from __future__ import annotations

import argparse
from typing import Any

from desktop import selftest
from desktop.commands.common import DONE, REFUSED, add, say
from desktop.i18n import _


def register(nouns: Any) -> None:
    add(nouns, "self-test", _("try every part of the program on this computer"), run)


def run(args: argparse.Namespace) -> int:
    found = selftest.run()
    for part in found:
        words = _("{part}: works") if part.works else _("{part}: does not work")
        say(args, words.format(part=part.name), part=part.id, works=part.works, fault=part.fault)
    return DONE if all(part.works for part in found) else REFUSED
