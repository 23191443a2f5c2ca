"""What goes wrong on a bad day: full disks, pulled sticks, strange words, faulty definitions; nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db import records as stored
from desktop import paths
from desktop.refusals import Refused
from desktop.services import cases, library, records, vaults
from tests.conftest import FixedClock
from tests.offices import LEGAL, Office, acquaint, finish, make_office

if sys.platform == "linux":
    import resource

Disk = Callable[[int], Path]
BULK = "x" * 290


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A real medium of so many kilobytes; only an administrator can make one."""
    mounted: list[Path] = []

    def make(kilobytes: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        if shutil.which("mount") is None or os.name != "posix" or os.geteuid() != 0:
            pytest.skip("a small disk can only be made by an administrator")
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a small disk cannot be made here")
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def report(summary: str) -> dict[str, object]:
    return {"case": None, "form": "report", "set": {"summary": summary}}


def summaries(office: Office) -> list[str]:
    session = office.open()
    found = [str(one.body["summary"]) for one in stored.of_form(session.conn, "report")]
    assert vaults.check(session).faults == ()
    vaults.close_session(session, make_backup=False)
    return sorted(found)


# --- disks ------------------------------------------------------------------------------------------------------------


def test_a_full_disk_while_saving_loses_nothing_that_was_acknowledged(disk: Disk, clock: FixedClock) -> None:
    small = disk(2_500)
    room = small / "room"
    room.write_bytes(b"x" * 100_000)
    office = make_office(small, "UN4", clock)
    kept: list[str] = []
    lines = small.parent / "lines.jsonl"
    for run in range(40):
        words = [f"{run:02d}{number:02d}{BULK}" for number in range(40)]
        lines.write_text("".join(json.dumps(report(word)) + "\n" for word in words))
        done = office.run("record", "put", lines)
        kept += words[: len(done.lines)]
        if done.status:
            break
    assert (done.status, done.code, len(done.lines)) == (1, "disk-full", 0)
    assert len(kept) >= 40
    room.unlink()
    assert kept == summaries(office)
    assert office.run("vault", "status").one["anchor"] == "ok"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a test take the room of a running program away")
def test_a_program_that_runs_out_of_room_says_so_and_keeps_what_it_has_acknowledged(
    tmp_path: Path, clock: FixedClock
) -> None:
    office = make_office(tmp_path, "UN4", clock, cost=LEGAL)
    process = office.start("record", "put", "-", "--json")
    assert process.stdin is not None and process.stdout is not None
    acknowledged = []
    for number in range(5):
        process.stdin.write(json.dumps(report(f"{number}{BULK}")).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["status"] == "saved"
        acknowledged.append(f"{number}{BULK}")
    room = (office.vault / "vault.db-wal").stat().st_size + 8192
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, room))
    lines = b"".join(json.dumps(report(f"late{number}{BULK}")).encode() + b"\n" for number in range(30))
    done = finish(process, lines)
    assert (done.status, done.out) == (1, "")
    assert done.code in {"disk-full", "file-unwritable"}
    assert summaries(office) == acknowledged


def test_a_stick_that_is_full_gets_no_part_of_a_file(
    office: Office, disk: Disk, tmp_path: Path, clock: FixedClock
) -> None:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    acquaint(office, region)
    code = office.new_case()
    stick = disk(4)
    (stick / "hers").write_bytes(b"x" * 4096)
    for words in (
        ("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", stick / "a.ancora"),
        ("report", "case", code, "--out", stick / "a.pdf"),
        ("card", "export", stick / "a.card"),
    ):
        done = office.run(*words)
        assert (done.status, done.out, done.code) == (1, "", "disk-full")
        assert [file.name for file in stick.iterdir()] == ["hers"]
    done = office.run("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", tmp_path / "b.ancora")
    assert done.one["seq"] == 1, "what could not be written has used no number"


def test_a_stick_that_is_write_protected_or_gone_is_named_so(office: Office, disk: Disk) -> None:
    stick = disk(64)
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True, capture_output=True)
    assert office.run("card", "export", stick / "a.card").code == "read-only"
    assert office.raw("print", "blank", "F6", "--out", stick / "a.pdf").code == "read-only"
    gone = office.folder / "pulled"
    assert office.run("card", "export", gone / "a.card").code == "file-unwritable"
    assert office.raw("print", "blank", "F6", "--out", gone / "a.pdf").code == "file-unwritable"
    assert not gone.exists()


# --- words ------------------------------------------------------------------------------------------------------------


def test_ten_megabytes_in_one_answer_are_refused_and_the_draft_before_it_stays(office: Office) -> None:
    code = office.new_case()
    session = office.open()
    sheet = records.open_sheet(session, "report", case=cases.by_code(session, code).case)
    records.keep_draft(session, sheet, {"summary": "o ciornă"})
    for save in (records.save, records.keep_draft):
        with pytest.raises(Refused, match=r"value-too-long|record-too-large"):
            save(session, sheet, {"summary": "x" * 10_000_000})
    again = records.open_sheet(session, "report", case=sheet.case)
    assert (again.is_new, dict(again.draft)) == (True, {"summary": "o ciornă"})
    vaults.close_session(session, make_backup=False)


@pytest.mark.parametrize("text", ["a\0b", "a\u202eb", "a\u2066b", "a\ud800b", "a\x1b[2Jb", "a\x85\x07b"])
def test_marks_that_nobody_sees_are_refused_wherever_they_come_from(office: Office, text: str) -> None:
    code = office.new_case()
    session = office.open()
    sheet = records.open_sheet(session, "report", case=cases.by_code(session, code).case)
    with pytest.raises(Refused, match="bad-value"):
        records.save(session, sheet, {"summary": text})
    assert [record.form for record in cases.read_case(session, sheet.case or "").records] == ["case"]
    vaults.close_session(session, make_backup=False)
    file = office.folder / "line.jsonl"
    file.write_text(json.dumps({"case": code, "form": "report", "set": {"summary": text}}))
    assert office.run("record", "put", file).one["code"] == "bad-value"


def test_a_report_of_tomorrow_is_kept_to_check_in_the_window_and_refused_in_a_file(office: Office) -> None:
    code = office.new_case()
    tomorrow = {"report_dt": "2026-11-25T10:00+02:00"}
    done = office.put({"case": code, "form": "report", "set": tomorrow})
    assert (done.one["code"], done.one["field"]) == ("implausible-value", "report_dt")
    session = office.open()
    sheet = records.open_sheet(session, "report", case=cases.by_code(session, code).case)
    saved = records.save(session, sheet, tomorrow)
    assert saved.state == "to_check"
    incident = records.open_sheet(session, "incident", case=sheet.case)
    later = records.save(session, incident, {"inc_dt": "2026-11-26T10:00+02:00"})
    assert later.state == "to_check"
    assert {problem.path for problem in later.problems} >= {"inc_dt"}
    vaults.close_session(session, make_backup=False)


@pytest.mark.parametrize(
    "team",
    [
        {"protocol": "nothing_of_ours"},
        {"protocol": "sv_md", "protocol_version": 99},
        {"protocol": "sv_md", "protocol_version": 1, "steps/nothing/state": "facut"},
        {"protocol": "sv_md", "protocol_version": 1, "t0": "2027", "r0": "1900"},
    ],
)
def test_a_team_from_outside_that_makes_no_sense_is_refused_or_kept_but_never_breaks_a_list(
    office: Office, team: dict[str, object]
) -> None:
    code = office.new_case()
    incident = office.put({"case": code, "form": "incident", "set": {"inc_dt": "2026-11-20"}}).one["record"]
    done = office.put({"case": code, "form": "team", "set": {"incident_ref": incident, **team}})
    assert done.code != "unexpected", done
    assert office.run("cases").status == 0
    assert office.run("case", "show", code).status == 0


def test_a_definition_with_a_fault_is_named_and_the_vault_is_left_alone(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "resources"
    shutil.copytree(paths.resources(), broken)
    form = broken / "forms" / "incident.v1.toml"
    form.write_text(
        form.read_text(encoding="utf-8").replace('type = "datetime"', 'type = "moment"', 1), encoding="utf-8"
    )
    before = {file.name: file.read_bytes() for file in office.vault.iterdir()}
    with monkeypatch.context() as there:
        there.setattr(paths, "resources", lambda: broken)
        library.shipped.cache_clear()
        done = office.run("vault", "status")
        other = office.raw("--vault", tmp_path / "new", "--worker", "X", "vault", "create", "--office", "UN5",
                           "--passphrase-file", office.folder / "pass")  # fmt: skip
    library.shipped.cache_clear()
    assert (done.status, done.out, done.code) == (1, "", "definition-fault")
    assert "incident.v1.toml" in done.err
    assert other.code == "definition-fault"
    assert not (tmp_path / "new").exists()
    assert {file.name: file.read_bytes() for file in office.vault.iterdir()} == before
    assert office.run("vault", "status").status == 0
