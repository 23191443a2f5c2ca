"""After a failure the next try waits a little longer; nobody is locked out, whatever becomes of file and clock."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import tries
from db.errors import VaultRefused
from tests.db.make import NOW

SECOND = timedelta(seconds=1)


def waits(folder: Path, failures: int) -> int:
    tries.clear(folder)
    for _ in range(failures):
        tries.failed(folder, NOW)
    return tries.wait(folder, NOW)


def test_each_failure_doubles_the_wait_up_to_a_minute(tmp_path: Path) -> None:
    assert [waits(tmp_path, number) for number in range(10)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert waits(tmp_path, 40) == 60


def test_the_wait_is_refused_with_its_seconds_and_passes(tmp_path: Path) -> None:
    for _ in range(4):
        tries.failed(tmp_path, NOW)
    for passed, left in ((0, 8), (3.5, 5), (7.999, 1)):
        with pytest.raises(VaultRefused) as refusal:
            tries.check(tmp_path, NOW + passed * SECOND)
        assert (refusal.value.code, dict(refusal.value.facts)) == ("wait", {"seconds": left})
    tries.check(tmp_path, NOW + 8 * SECOND)
    tries.failed(tmp_path, NOW + 8 * SECOND)
    assert tries.wait(tmp_path, NOW + 8 * SECOND) == 16


def test_one_that_went_well_clears_it(tmp_path: Path) -> None:
    tries.failed(tmp_path, NOW)
    assert tries.read(tmp_path).failures == 1
    tries.clear(tmp_path)
    tries.clear(tmp_path)
    tries.check(tmp_path, NOW)
    assert (tries.read(tmp_path), list(tmp_path.iterdir())) == (tries.Tries(), [])


def test_the_file_holds_a_count_and_a_time_and_nothing_typed(tmp_path: Path) -> None:
    tries.failed(tmp_path, NOW)
    file = tmp_path / tries.FILE
    assert file.read_bytes() == b'{"failures": 1, "at": %d}' % round(NOW.timestamp() * 1000)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("days", [1, 400, 40_000])
def test_a_clock_that_was_set_back_locks_nobody_out_for_more_than_the_wait(tmp_path: Path, days: int) -> None:
    for _ in range(9):
        tries.failed(tmp_path, NOW)
    back = NOW - timedelta(days=days)
    assert tries.wait(tmp_path, back) == 60
    assert tries.wait(tmp_path, back + 59 * SECOND) == 1
    tries.check(tmp_path, back + 60 * SECOND)


def test_where_nothing_can_be_written_a_clock_that_was_set_back_makes_nobody_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        tries.failed(tmp_path, NOW)

    def refuse(*_args: object, **_named: object) -> None:
        raise VaultRefused("read-only")

    monkeypatch.setattr("db.files.write_whole", refuse)
    tries.check(tmp_path, NOW - timedelta(days=1))
    tries.failed(tmp_path, NOW)  # and a failure is still a failure of the passphrase
    with pytest.raises(VaultRefused, match="wait"):
        tries.check(tmp_path, NOW)


def test_a_clock_ahead_only_shortens_the_wait(tmp_path: Path) -> None:
    tries.failed(tmp_path, NOW)
    tries.check(tmp_path, NOW + timedelta(days=366))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.builds(lambda f, a: b'{"failures":%d,"at":%d}' % (f, a), st.integers(), st.integers()),
    )
)
def test_a_damaged_file_locks_nobody_out_for_more_than_a_minute(tmp_path: Path, content: bytes) -> None:
    (tmp_path / tries.FILE).write_bytes(content)
    assert 0 <= tries.wait(tmp_path, NOW) <= tries.LONGEST
    assert tries.wait(tmp_path, NOW + tries.LONGEST * SECOND) == 0
    tries.failed(tmp_path, NOW)
    assert 1 <= tries.wait(tmp_path, NOW) <= tries.LONGEST


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b'{"failures":1}', b'{"failures":"9","at":1}', b'{"failures":true,"at":1}', b"[" * 200,
     b'{"failures":-1,"at":1}', b'{"failures":1000001,"at":1}', b'{"failures":9,"at":1.5}', b"\xff"],
)  # fmt: skip
def test_what_is_not_a_count_and_a_time_counts_for_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / tries.FILE).write_bytes(content)
    assert tries.read(tmp_path) == tries.Tries()


def test_a_folder_in_its_place_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / tries.FILE).mkdir()
    tries.check(tmp_path, NOW)
    tries.failed(tmp_path, NOW)
    tries.clear(tmp_path)
