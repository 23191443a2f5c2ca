"""The set-up: quick when nothing has changed, whole or made again, and plain about what is missing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from installer import dev

PYTHON = "CPython 3.11.7 x86_64"


@pytest.fixture
def env(tmp_path):
    (tmp_path / "installer").mkdir()
    for name in dev.REQUIREMENTS:
        (tmp_path / name).write_text("babel==2.18.0\n", "utf-8")
    return dev.Environment(tmp_path, windows=False)


def finish(env: dev.Environment) -> None:
    """As a set-up leaves it."""
    (env.folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True, exist_ok=True)
    env.scripts.mkdir(exist_ok=True)
    env.python.touch()
    env.write_program()
    env.stamp.write_text(json.dumps(env.wanted(PYTHON)), "utf-8")


def test_without_an_environment_one_is_made(env):
    assert env.todo(PYTHON) == "remake"


def test_a_finished_environment_is_left_alone(env):
    finish(env)
    assert env.todo(PYTHON) == "nothing"


@pytest.mark.parametrize("name", dev.REQUIREMENTS)
def test_new_requirements_are_installed_into_the_same_environment(env, name):
    finish(env)
    (env.root / name).write_text("babel==2.19.0\n", "utf-8")
    assert env.todo(PYTHON) == "install"


def test_another_python_needs_another_environment(env):
    finish(env)
    assert env.todo("CPython 3.13.1 x86_64") == "remake"


def test_an_environment_that_was_moved_is_made_again(env, tmp_path):
    finish(env)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    env.folder.rename(moved / ".venv")
    (env.root / "installer").rename(moved / "installer")
    assert dev.Environment(moved, windows=False).todo(PYTHON) == "remake"


@pytest.mark.parametrize("lost", ["python", "program", "stamp"])
def test_a_half_made_environment_is_made_again(env, lost):
    finish(env)
    getattr(env, lost).unlink()
    assert env.todo(PYTHON) == "remake"


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\udcff"])
def test_a_stamp_that_makes_no_sense_is_no_stamp(env, content):
    finish(env)
    env.stamp.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert env.todo(PYTHON) == "remake"


def test_the_program_is_found_from_any_folder_and_takes_no_module_from_there(env):
    finish(env)
    text = env.program.read_text("utf-8")
    assert text == f'#!/bin/sh\nexec {env.python} -I -m desktop "$@"\n'
    assert env.program.stat().st_mode & 0o111
    (path,) = env.folder.rglob("ancora.pth")
    assert path.read_text("utf-8") == f"{env.root}\n"


def test_a_path_with_spaces_and_quotes_is_quoted(tmp_path):
    env = dev.Environment(tmp_path / "it's here", windows=False)
    (env.folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    env.scripts.mkdir()
    env.write_program()
    assert "'\"'\"'s here/.venv/bin/python' -I" in env.program.read_text("utf-8")


def test_windows_has_its_own_places(tmp_path):
    env = dev.Environment(tmp_path, windows=True)
    (env.folder / "Lib" / "site-packages").mkdir(parents=True)
    env.scripts.mkdir()
    env.write_program()
    assert env.python == tmp_path / ".venv" / "Scripts" / "python.exe"
    assert (env.scripts / "ancora.cmd").read_bytes() == b'@"%~dp0python.exe" -I -m desktop %*\r\n'


def test_only_what_really_cannot_be_loaded_is_missing():
    there = {"libGL.so.1", "libglib-2.0.so.0", "libEGL.so.1", "libdbus-1.so.3"}
    assert dev.missing(dev.OFFSCREEN, there.__contains__) == ["libxkbcommon0", "libfontconfig1"]
    assert dev.missing(dev.OFFSCREEN, lambda name: True) == []


def test_a_library_is_there_when_it_loads():
    assert not dev.loads("libthere-is-none-such.so.9")
    if sys.platform == "linux":
        assert dev.loads("libc.so.6")


def test_the_offscreen_libraries_hold_nothing_of_x11():
    assert not any("xcb" in name or "x11" in name for name in dev.OFFSCREEN)
    assert not set(dev.OFFSCREEN) & set(dev.WINDOW)


@pytest.mark.parametrize(
    ("environ", "seen"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)],
)
def test_a_display_is_noticed(environ, seen):
    assert dev.has_display(environ) is seen


def test_root_installs_quietly_and_looks_for_news_once(monkeypatch):
    asked, answers = [], iter([100, 0, 0])
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "call", lambda command, more: asked.append(command) or next(answers))
    dev.install_packages(["libegl1"], why="x")
    install = ["apt-get", "install", "-y", "--no-install-recommends", "libegl1"]
    assert asked == [install, ["apt-get", "update"], install]


def test_whoever_may_not_install_is_told_the_one_command(monkeypatch):
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "call", lambda *_: pytest.fail("nothing may be installed"))
    with pytest.raises(dev.SetupFailed, match=r"sudo apt-get install -y --no-install-recommends libegl1 libgl1$"):
        dev.install_packages(["libegl1", "libgl1"], why="The window needs libraries that are not installed")


def test_where_there_is_no_apt_the_names_are_told(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(dev.SetupFailed, match="On Debian they are called: libegl1"):
        dev.install_packages(["libegl1"], why="x")


def test_all_tests_use_all_cores_and_chosen_ones_one_process(env):
    assert "-n" in dev.pytest_command(env, [])
    assert dev.pytest_command(env, ["tests/db", "-q"])[-2:] == ["tests/db", "-q"]
    assert "-n" not in dev.pytest_command(env, ["tests/db"])


def test_check_runs_every_step_and_names_those_that_failed(env, monkeypatch, capsys):
    ran = []

    def call(command, more):
        ran.append(command[2])
        return int("mypy" in command)

    monkeypatch.setattr(dev, "call", call)
    assert dev.check(env, []) == 1
    assert ran == ["ruff", "ruff", "mypy", "pytest", "pytest"]
    assert capsys.readouterr().out.endswith("failed: types\n")


def test_an_unknown_command_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as left:
        dev.main(["fly"])
    assert left.value.code == 2
    assert "run" in capsys.readouterr().err


def test_a_failed_set_up_is_one_sentence_and_no_traceback(monkeypatch, capsys):
    def fail(env):
        raise dev.SetupFailed("The libraries could not be installed.")

    monkeypatch.setattr(dev, "need_libraries", lambda *, window: None)
    monkeypatch.setattr(dev, "set_up", fail)
    assert dev.main(["test"]) == 1
    assert capsys.readouterr().err == "The libraries could not be installed.\n"


def test_the_requirements_are_pinned_with_hashes_and_name_no_address():
    for name in dev.REQUIREMENTS:
        text = (dev.ROOT / name).read_text("utf-8")
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_what_machines_run_is_what_people_are_told_to_run():
    command = "python3 installer/dev.py test"
    assert command in (dev.ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert command in (dev.ROOT / "README.md").read_text("utf-8")


def test_set_up_needs_nothing_but_the_standard_library():
    source = Path(dev.__file__).read_text("utf-8")
    names = {line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert names <= set(sys.stdlib_module_names)


@pytest.fixture
def made(monkeypatch):
    """Environments are made as `venv` makes them, without the seconds that it takes; what is called is noted."""
    called: list[list[object]] = []

    def create(folder, with_pip):
        assert not folder.exists()
        (folder / "bin").mkdir(parents=True)
        (folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(dev.venv, "create", create)
    monkeypatch.setattr(dev, "need_venv", lambda: None)
    monkeypatch.setattr(dev, "call", lambda command, more=None: called.append(command) or 0)
    return called


def test_a_set_up_installs_only_what_is_pinned_and_does_it_once(env, made):
    (env.folder / "leftover").mkdir(parents=True)
    dev.set_up(env)
    dev.set_up(env)
    assert len(made) == 1
    assert {"--require-hashes", ":all:"} <= set(made[0])
    assert [made[0][place + 1] for place, word in enumerate(made[0]) if word == "-r"] == [
        str(env.root / name) for name in dev.REQUIREMENTS
    ]
    assert not (env.folder / "leftover").exists()


def test_a_set_up_that_fails_half_way_is_begun_again(env, made, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(dev, "call", lambda command, more=None: 1)
        with pytest.raises(dev.SetupFailed):
            dev.set_up(env)
    assert env.found() == {}
    dev.set_up(env)
    assert env.found() != {}


def test_an_update_that_fails_half_way_is_begun_again(env, made, monkeypatch):
    dev.set_up(env)
    (env.root / dev.REQUIREMENTS[0]).write_text("babel==2.19.0\n", "utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(dev, "call", lambda command, more=None: 1)
        with pytest.raises(dev.SetupFailed):
            dev.set_up(env)
    assert env.todo(PYTHON) == "remake"


def test_the_environment_does_not_saw_off_its_own_branch(env, made, monkeypatch):
    monkeypatch.setattr(dev.sys, "prefix", str(env.folder))
    with pytest.raises(dev.SetupFailed, match="Python of the system"):
        dev.set_up(env)
    assert made == []


def test_catalogues_are_compiled_when_a_source_is_newer_and_not_again(env, made):
    folder = env.root / "resources" / "locale" / "ro"
    folder.mkdir(parents=True)
    source, compiled = folder / "a.po", folder / "ancora.mo"
    source.touch()
    dev.compile_catalogues(env)
    assert len(made) == 1
    compiled.touch()
    later = source.stat().st_mtime_ns + 1_000_000
    os.utime(compiled, ns=(later, later))
    dev.compile_catalogues(env)
    assert len(made) == 1
    os.utime(source, ns=(later + 1, later + 1))
    dev.compile_catalogues(env)
    assert len(made) == 2
