"""The program is killed fifty times while records stream in: what was acknowledged is there, what is there is whole."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from db import access_log, records
from desktop.services import vaults
from tests.conftest import FixedClock
from tests.journeys import warm
from tests.offices import Office, make_office

KILLS = 50


@pytest.fixture(scope="module")
def context() -> ForkServerContext:
    """Writers come from a server that has read the program already."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.journeys.warm"])
    return server


def line(word: str) -> bytes:
    return (
        json.dumps({"case": None, "form": "report", "set": {"notifier_type": "vecin", "notifier_name": word}}).encode()
        + b"\n"
    )


class Writer:
    """One `record put -` that is fed and killed."""

    def __init__(self, office: Office, context: ForkServerContext, run: int) -> None:
        self._mine, self._its = context.Pipe(duplex=False), context.Pipe(duplex=False)
        words = [*office.keys, "record", "put", "-", "--json"]
        self._process = context.Process(target=warm.write, args=(words, self._mine[0], self._its[1]), daemon=True)
        self._process.start()
        self._mine[0].close()
        self._its[1].close()
        self._run, self._given = run, 0
        self._answers = os.fdopen(os.dup(self._its[0].fileno()), "rb")
        self.acknowledged: list[str] = []

    def give(self, count: int) -> None:
        burst = b"".join(line(self.word(self._given + n)) for n in range(1, count + 1))
        os.write(self._mine[1].fileno(), burst)
        self._given += count

    def hear(self, count: int) -> None:
        for _ in range(count):
            self._note(self._answers.readline())

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        for rest in self._answers:  # said before the end and still on its way
            self._note(rest)
        self._answers.close()
        for pipe in (self._mine[1], self._its[0]):
            pipe.close()

    def word(self, number: int) -> str:
        return f"w{self._run:02d}n{number:04d}"

    def _note(self, answer: bytes) -> None:
        if not answer.endswith(b"\n"):
            return  # cut off in the middle of an acknowledgement: it counts as none
        told = json.loads(answer)
        assert told["status"] == "saved", told
        self.acknowledged.append(self.word(told["line"]))


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="needs a fork server")
def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, clock: FixedClock, context: ForkServerContext) -> None:
    office = make_office(tmp_path, "UN4", clock)
    dice = random.Random(20261124)
    acknowledged: list[str] = []
    cut = 0
    for run in range(KILLS):
        writer = Writer(office, context, run)
        first = dice.choice([1, 3, 40, 250])
        writer.give(first)
        writer.hear(dice.randint(0, first))
        writer.give(dice.choice([1, 20, 230]))
        for _ in range(dice.choice([0, 1_000, 30_000, 200_000])):
            pass  # a moment of no fixed length
        writer.kill()
        acknowledged += writer.acknowledged
        cut += len(writer.acknowledged) < writer._given
    assert cut > KILLS // 2, "most writers were killed at work"
    assert len(acknowledged) > KILLS
    session = office.open()
    there = {str(one.body["notifier_name"]): one for one in records.of_form(session.conn, "report")}
    assert set(acknowledged) <= set(there)
    for word, found in there.items():
        assert [revision.sets["notifier_name"] for revision in records.revisions(session.conn, found.id)] == [word]
    logged = [entry.object for entry in access_log.page(session.conn, 1_000_000) if entry.verb == "saved"]
    assert sorted(filter(None, logged)) == sorted(found.id for found in there.values())
    assert session.vault.anchor == "ok"
    assert vaults.check(session).faults == ()
    vaults.close_session(session, make_backup=False)
