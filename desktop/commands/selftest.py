"""`ancora self-test`: whether this computer has all that the program needs, told part by part."""

from __future__ import annotations

import argparse
from typing import Any

from desktop import selftest
from desktop.commands.arguments import add
from desktop.commands.common import Refusals, say
from desktop.i18n import _
from desktop.refusals import Refused, explain


def register(nouns: Any) -> None:
    add(nouns, "self-test", _("try every part of the program on this computer"), run)


def run(args: argparse.Namespace) -> int:
    refused = Refusals()
    for part in selftest.run():
        words = (_("{part}: works") if part.works else _("{part}: does not work")).format(part=part.name)
        say(args, words, part=part.id, works=part.works, fault=part.fault)
        if not part.works:
            refused.note("self-test-failed", explain(Refused("self-test-failed")))
    return refused.status()
