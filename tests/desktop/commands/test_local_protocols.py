"""`ancora protocols …`: what a head changed travels as a file, and goes back as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.protocols import local
from desktop.protocols.local import Changes, OwnStep
from tests.desktop.commands.conftest import Office

OWN = OwnStep("o1", "4", {"ro": "Sunați la centrul de zi"}, ("SOC",), anchor="report", due="PT2H")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.ancora-protocol"
    path.write_text(local.body(Changes("sv_md", {"4/1": "PT2H"}, added=(OWN,))), encoding="utf-8")
    return path


def test_a_file_is_taken_over_shown_saved_and_taken_back(office: Office, file: Path, tmp_path: Path) -> None:
    before = {line["protocol"]: line for line in office.run("protocols", "list").lines}
    assert before["sv_md"]["edition"] is None and not any(id.endswith("_ro") for id in before)
    assert office.run("protocols", "local", "import", str(file)).one["changes"] == 2
    listed = {line["protocol"]: line for line in office.run("protocols", "list").lines}["sv_md"]
    assert listed["steps"] == before["sv_md"]["steps"] + 1 and listed["fits"]
    shown = {line["step"]: line for line in office.run("protocols", "show", "sv_md").lines}
    assert shown["o1"]["roles"] == ["SOC"]
    assert shown["4"]["clocks"][0] | {"verified": False} == shown["4"]["clocks"][0]
    assert [clock["due"] for clock in (*shown["4"]["clocks"][:1], *shown["o1"]["clocks"])] == ["PT2H", "PT2H"]
    out = tmp_path / "out.ancora-protocol"
    office.run("protocols", "local", "export", "sv_md", "--out", str(out))
    assert out.read_bytes() == file.read_bytes()
    assert office.run("protocols", "local", "drop", "sv_md").status == 0
    assert office.run("protocols", "local", "drop", "sv_md").code == "local-protocol-none"
    assert "o1" not in {line["step"] for line in office.run("protocols", "show", "sv_md").lines}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("{}", "local-protocol-file"),
        (local.body(Changes("sv_md")), "local-protocol-file"),
        (local.body(Changes("sv_xx", {"4/1": "PT2H"})), "no-protocol"),
        (local.body(Changes("sv_md", {"4/9": "PT2H"})), "local-protocol-fault"),
        (local.body(Changes("sv_md", {"4/1": "-PT2H"})), "local-protocol-fault"),
    ],
)
def test_what_is_not_right_in_every_point_is_refused(office: Office, tmp_path: Path, told: str, code: str) -> None:
    file = tmp_path / "y.ancora-protocol"
    file.write_text(told, encoding="utf-8")
    assert office.run("protocols", "local", "import", str(file)).code == code
    assert office.run("protocols", "local", "import", str(tmp_path / "none")).code == "no-such-file"
