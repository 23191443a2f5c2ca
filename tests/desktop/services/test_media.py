"""Files on a stick: what an earlier attempt left of ours is cleared, and nothing of anybody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.media import appearing


def test_what_a_pulled_stick_kept_of_ours_goes_with_the_next_file(tmp_path: Path) -> None:
    ours = ["20261124-0123abcd.ancora.part", "20261124-0123abce.age.part", "20261124-0123abcf.zip.part"]
    hers = ["film.part", "20261124.part", "20261124-0123abcd.ancora", "20261124-0123abcd.ancora.part.txt"]
    for name in (*ours, *hers):
        (tmp_path / name).touch()
    with appearing(tmp_path / "20261125-00000000.ancora") as file:
        file.write(b"new")
        assert file.size == 3
    assert {path.name for path in tmp_path.iterdir()} == {*hers, "20261125-00000000.ancora"}


@pytest.mark.parametrize("name", ["dosare din noiembrie.zip", "20261124-0123abcd.zip"])
def test_what_a_killed_export_left_under_whatever_name_goes_with_the_next_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A killed program tidies nothing up: the part stays as it is at its last write."""
    out = appearing(tmp_path / name)
    out.__enter__().write(b"her words in clear")
    (left,) = tmp_path.iterdir()
    assert "dosare" not in left.name, "the name tells nothing"
    with monkeypatch.context() as killed:
        killed.setattr(Path, "unlink", lambda *_path, **_how: None)
        out.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert left.exists()
    with appearing(tmp_path / "other.zip") as file:
        file.write(b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["other.zip"]
