"""Files on a stick: what an earlier attempt left of ours is cleared, and nothing of anybody else's."""

from __future__ import annotations

from pathlib import Path

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
