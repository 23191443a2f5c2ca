"""At a terminal the name and the passphrase are asked, and nothing of the passphrase appears on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import LEGAL, PASSPHRASE, WORKER, Office, make_office, start

if sys.platform == "win32":
    pytest.skip("terminals of this kind are not those of Windows", allow_module_level=True)
import pty

NAME, PASS, NEW, AGAIN = "Numele dumneavoastră: ", "Fraza de acces: ", "Fraza de acces nouă: ", "încă o dată: "


def talk(words: Sequence[str], turns: Sequence[tuple[str, str]]) -> tuple[int, str, str, str]:
    """Answer each question when it is asked: status, output, errors, and what the terminal itself showed."""
    master, slave = pty.openpty()
    with start(words, stdin=slave) as process:
        os.close(slave)
        assert process.stdout is not None and process.stderr is not None
        said = b""
        for question, answer in turns:
            while not said.endswith(question.encode()):
                byte = process.stderr.read(1)
                if not byte:
                    raise AssertionError(said.decode())
                said += byte
            os.write(master, answer.encode())
        said += process.stderr.read()
        out = process.stdout.read().decode()
        status = process.wait(timeout=60)
    shown = _rest(master)
    os.close(master)
    return status, out, said.decode(), shown


def _rest(master: int) -> str:
    os.set_blocking(master, False)
    try:
        return os.read(master, 65536).decode()
    except OSError:
        return ""


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path, "UN4", clock, cost=LEGAL)


def test_who_works_and_the_passphrase_are_asked(office: Office) -> None:
    words = ["--vault", str(office.vault), "vault", "status", "--json"]
    status, out, err, shown = talk(words, [(NAME, f"{WORKER}\n"), (PASS, f"{PASSPHRASE}\n")])
    assert (status, err.replace("\n", "")) == (0, NAME + PASS)
    assert '"office": "UN4"' in out
    assert PASSPHRASE not in out + err + shown


def test_nothing_typed_is_a_refusal(office: Office) -> None:
    status, _out, err, _shown = talk(["--vault", str(office.vault), "vault", "status"], [(NAME, "\n")])
    assert status == 1
    assert "worker-needed — " in err
    words = ["--vault", str(office.vault), "--worker", WORKER, "vault", "status"]
    status, _out, err, _shown = talk(words, [(PASS, "\x04")])
    assert (status, "passphrase-needed — " in err) == (1, True)


def test_a_new_passphrase_is_typed_twice(tmp_path: Path) -> None:
    words = ["--vault", str(tmp_path / "new"), "--worker", WORKER, "vault", "create", "--office", "UN4"]
    status, _out, err, _shown = talk(words, [(NEW, f"{PASSPHRASE}\n"), (AGAIN, "altceva cu totul diferit\n")])
    assert (status, "passphrases-differ — " in err) == (1, True)
    assert not (tmp_path / "new").exists()


def test_ctrl_c_at_a_question_ends_in_good_order(office: Office) -> None:
    words = ["--vault", str(office.vault), "--worker", WORKER, "vault", "status"]
    master, slave = pty.openpty()
    # Whoever runs the tests in the background of a shell has Ctrl+C switched off, and hands that down.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    with start(words, stdin=slave, stdout=subprocess.DEVNULL) as process:
        signal.signal(signal.SIGINT, heard)
        os.close(slave)
        assert process.stderr is not None
        assert process.stderr.read(len(PASS.encode())) == PASS.encode()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=60) == 1
        finally:
            process.kill()
        assert "stopped — " in process.stderr.read().decode()
    os.close(master)
