"""The log says where and what kind, never who or what."""

from __future__ import annotations

import logging
import sys
import threading

import pytest

from desktop import logs, settings
from desktop.refusals import Refused

CANARY = "Maria Popescu 2003028123456"


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    """A started log; the hooks of the interpreter are put back afterwards."""
    for holder, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(holder, name, getattr(holder, name))
    path = tmp_path / "log" / "ancora.log"
    handler = logs.start(path)
    yield path
    logs.stop(handler)


def fail_in_our_code(tmp_path):
    """A real error from a module of ours, with a person's name in its text and in a path."""
    settings.save(tmp_path / CANARY / ("x" * 300), settings.Settings())


def caught(call, *arguments):
    with pytest.raises(Exception) as told:
        call(*arguments)
    return told.value


def test_our_messages_are_written(log_file):
    logging.getLogger("desktop.services.records").info("record saved: %s", "5f" * 16)
    assert "INFO desktop.services.records record saved: 5f5f" in log_file.read_text(encoding="utf-8")


def test_what_libraries_say_is_not_written(log_file, capsys):
    logging.getLogger("pypdf").warning("cannot read %s", CANARY)
    logging.getLogger("desktop").info("started")
    assert CANARY not in log_file.read_text(encoding="utf-8") + capsys.readouterr().err


def test_an_error_is_described_by_kind_code_and_place(tmp_path):
    said = logs.describe(caught(fail_in_our_code, tmp_path))
    assert said.startswith("OSError - at desktop.settings:")
    assert CANARY not in said
    assert str(tmp_path) not in said


def test_a_refusal_is_described_with_its_code_and_what_led_to_it(tmp_path):
    def refuse():
        try:
            fail_in_our_code(tmp_path)
        except OSError as cause:
            raise Refused("read-only") from cause

    said = logs.describe(caught(refuse))
    assert said.startswith("Refused read-only at outside from OSError - at desktop.settings:")
    assert CANARY not in said


def test_a_circle_of_causes_ends():
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert logs.describe(first) == "ValueError - at outside from KeyError - at outside"


def test_a_traceback_that_someone_logs_loses_its_text(log_file, tmp_path):
    """A colleague writes log.exception(): the line must still be harmless, also when the full text was cached."""
    error = caught(fail_in_our_code, tmp_path)
    logger = logging.getLogger("desktop.somewhere")
    record = logger.makeRecord(logger.name, logging.ERROR, "f", 1, "job failed", (), (type(error), error, None))
    record.exc_text = CANARY
    logger.handle(record)
    logger.error("again", exc_info=error)
    said = log_file.read_text(encoding="utf-8")
    assert CANARY not in said
    assert said.count("OSError - at desktop.settings:") == 2


def test_what_nobody_caught_is_logged_without_content_and_shown(log_file, tmp_path, capsys):
    shown: list[BaseException] = []
    logs.catch_unexpected(shown.append)
    error = caught(fail_in_our_code, tmp_path)
    sys.excepthook(type(error), error, error.__traceback__)
    said = log_file.read_text(encoding="utf-8")
    assert "unexpected: OSError - at desktop.settings:" in said
    assert shown == [error]
    assert CANARY not in said + capsys.readouterr().err


def test_what_fails_in_a_thread_is_logged_too(log_file, tmp_path):
    shown: list[BaseException] = []
    logs.catch_unexpected(shown.append)
    thread = threading.Thread(target=fail_in_our_code, args=(tmp_path,))
    thread.start()
    thread.join()
    assert "unexpected: OSError" in log_file.read_text(encoding="utf-8")
    assert len(shown) == 1


def test_control_c_ends_the_program_and_is_no_error(log_file):
    shown: list[BaseException] = []
    logs.catch_unexpected(shown.append)
    with pytest.raises(SystemExit):
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert shown == []


def test_a_log_that_cannot_be_written_stops_nothing_and_prints_nothing(tmp_path, capsys):
    handler = logs.start(tmp_path / "log" / "ancora.log")
    try:
        (tmp_path / "log" / "ancora.log").mkdir()  # a folder where the file should be
        logging.getLogger("desktop").info("started %s", CANARY)
    finally:
        logs.stop(handler)
    assert capsys.readouterr().err == ""


def test_the_log_does_not_grow_without_end(log_file):
    for _ in range(3):
        logging.getLogger("desktop").info("x" * (logs.SIZE - 1000))
    assert len(list(log_file.parent.iterdir())) == 2
