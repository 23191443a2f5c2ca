"""One command for people and machines: set up once, then run, test, check, bench, faults, fuzz or lock."""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import platform
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ("installer/requirements.txt", "installer/requirements-dev.txt")
PACKAGES = ("desktop", "db", "installer")
OLDEST = (3, 11)

# What Qt loads at run time -> the Debian package that brings it.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
}


class SetupFailed(Exception):
    """A sentence for the person at the terminal: what is missing and the command that brings it."""


# --- the environment --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Environment:
    """The project's own Python, in .venv, and the stamp that says it is whole."""

    root: Path
    windows: bool = sys.platform == "win32"

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        return self.folder / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        return self.scripts / ("python.exe" if self.windows else "python")

    @property
    def program(self) -> Path:
        return self.scripts / ("ancora.cmd" if self.windows else "ancora")

    @property
    def stamp(self) -> Path:
        return self.folder / "ancora-stamp.json"

    def wanted(self, python: str) -> dict[str, str]:
        """What the stamp says when nothing has to be done: this Python, this place, these very requirements."""
        digest = hashlib.sha256(b"\0".join((self.root / name).read_bytes() for name in REQUIREMENTS))
        return {"python": python, "place": str(self.folder), "requirements": digest.hexdigest()}

    def found(self) -> dict[str, str]:
        """What the stamp says now; empty when there is none, that is, when a set-up was never finished."""
        try:
            told = json.loads(self.stamp.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        whole = isinstance(told, dict) and self.python.exists() and self.program.exists()
        return told if whole else {}

    def todo(self, python: str) -> str:
        """`nothing`, `install` into the same environment, or `remake` it from the beginning."""
        found, wanted = self.found(), self.wanted(python)
        if found == wanted:
            return "nothing"
        same = found.get("python") == python and found.get("place") == wanted["place"]
        return "install" if same else "remake"

    def write_program(self) -> None:
        """`ancora` beside the environment's Python; -I so that no file in the present folder is taken for a module."""
        if self.windows:
            self.program.write_text('@"%~dp0python.exe" -I -m desktop %*\r\n', "utf-8", newline="")
        else:
            python = shlex.quote(str(self.python))
            self.program.write_text(f'#!/bin/sh\nexec {python} -I -m desktop "$@"\n', "utf-8")
            self.program.chmod(0o755)
        library = self.folder / "Lib" if self.windows else next((self.folder / "lib").glob("python3.*"))
        (library / "site-packages" / "ancora.pth").write_text(f"{self.root}\n", "utf-8")


def set_up(env: Environment) -> None:
    """Make the environment, or do nothing in well under a second when it is as it should be."""
    python = f"{platform.python_implementation()} {platform.python_version()} {platform.machine()}"
    todo = env.todo(python)
    if todo == "nothing":
        return
    print("Setting up: the libraries are fetched once, which takes a minute or two.", flush=True)
    if todo == "remake":
        if Path(sys.prefix) == env.folder:
            raise SetupFailed(
                "The environment must be made again. Start this with the Python of the system, not with .venv."
            )
        need_venv()
        if env.folder.exists():
            shutil.rmtree(env.folder)
        venv.create(env.folder, with_pip=True)
    env.stamp.unlink(missing_ok=True)  # from here until the end it is half made
    files = [argument for name in REQUIREMENTS for argument in ("-r", str(env.root / name))]
    options = ["--disable-pip-version-check", "--no-input", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    if call([env.python, "-m", "pip", "install", *options, *files]) != 0:
        raise SetupFailed("The libraries could not be installed. Look at what pip says above, then start again.")
    env.write_program()
    part = env.stamp.with_suffix(".part")
    part.write_text(json.dumps(env.wanted(python)), "utf-8")
    os.replace(part, env.stamp)


def need_venv() -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        install_packages(["python3-venv"], why="Python cannot make an environment")


def compile_catalogues(env: Environment) -> None:
    """Translations, once they are older than what the translators wrote."""
    for folder in (env.root / "resources" / "locale").iterdir():
        compiled = folder / "ancora.mo"
        made = compiled.stat().st_mtime_ns if compiled.exists() else -1
        if any(source.stat().st_mtime_ns > made for source in folder.glob("*.po")):
            code = "from desktop.i18n import compile_catalogues; compile_catalogues()"
            if call([env.python, "-I", "-c", code]) != 0:
                raise SetupFailed("A catalogue of translations is faulty; the line is named above.")
            return


# --- libraries of the system ------------------------------------------------------------------------------------------


def loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(libraries: Mapping[str, str], can_load: Callable[[str], bool] = loads) -> list[str]:
    """The Debian packages of those libraries that really cannot be loaded."""
    return [package for library, package in libraries.items() if not can_load(library)]


def has_display(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def apt_command(packages: Iterable[str], *, root: bool) -> list[str]:
    return [*([] if root else ["sudo"]), "apt-get", "install", "-y", "--no-install-recommends", *packages]


def need_libraries(*, window: bool) -> None:
    if sys.platform != "linux":
        return
    packages = missing({**OFFSCREEN, **WINDOW} if window else OFFSCREEN)
    if packages:
        install_packages(packages, why="The window needs libraries that are not installed")


def install_packages(packages: Sequence[str], why: str) -> None:
    """Install what is missing where this is allowed; else say the one command that does."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if shutil.which("apt-get") is None:
        raise SetupFailed(f"{why}. On Debian they are called: {' '.join(packages)}")
    command = apt_command(packages, root=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if root and (call(command, quiet) == 0 or (call(["apt-get", "update"], quiet) == 0 and call(command, quiet) == 0)):
        return
    raise SetupFailed(f"{why}. This command installs them:\n  {shlex.join(apt_command(packages, root=root))}")


# --- commands ---------------------------------------------------------------------------------------------------------


def call(command: Sequence[str | Path], more: Mapping[str, str] | None = None) -> int:
    arguments = [str(part) for part in command]
    return subprocess.run(arguments, cwd=ROOT, env={**os.environ, **(more or {})}, check=False).returncode


def hand_over(command: Sequence[str | Path], more: Mapping[str, str] | None = None) -> int:
    """Become the command, so that its signals and its exit status are its own; Windows cannot, and waits for it."""
    if sys.platform == "win32":
        return call(command, more)
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(command[0], [str(part) for part in command], {**os.environ, **(more or {})})


def run(env: Environment, arguments: Sequence[str]) -> int:
    """The window on a practice vault; without a display the program shows itself in a tour instead."""
    return hand_over([env.python, "-I", "-m", "desktop", "--practice", *arguments])


def pytest_command(env: Environment, arguments: Sequence[str]) -> list[str | Path]:
    """All tests on all cores; chosen ones in this one process, where a debugger reaches them."""
    spread = (
        [] if arguments else ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]
    )
    return [env.python, "-m", "pytest", *spread, *arguments]


def test(env: Environment, arguments: Sequence[str]) -> int:
    return hand_over(pytest_command(env, arguments), {"QT_QPA_PLATFORM": "offscreen"})


def check(env: Environment, arguments: Sequence[str]) -> int:
    """Everything that must hold before a change is shared; all of it runs, and the end says what failed."""
    python = env.python
    steps: dict[str, list[str | Path]] = {
        "format": [python, "-m", "ruff", "format", "--check", "."],
        "lint": [python, "-m", "ruff", "check", "."],
        "types": [python, "-m", "mypy", "--strict", *[name for name in PACKAGES if (env.root / name).is_dir()]],
        "layers": [python, "-m", "pytest", "-q", "tests/test_architecture.py"],
        "tests": [*pytest_command(env, []), *arguments],
    }
    failed = []
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        if call(command, {"QT_QPA_PLATFORM": "offscreen"}) != 0:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "everything holds")
    return 1 if failed else 0


def bench(env: Environment, arguments: Sequence[str]) -> int:
    return hand_over([env.python, "installer/bench.py", *arguments], {"QT_QPA_PLATFORM": "offscreen"})


def faults(env: Environment, arguments: Sequence[str]) -> int:
    return hand_over([env.python, "installer/faults.py", *arguments])


def fuzz(env: Environment, arguments: Sequence[str]) -> int:
    return hand_over([env.python, "-m", "tests.fuzz", *arguments])


def lock(env: Environment, arguments: Sequence[str]) -> int:
    return hand_over([env.python, "installer/lock.py", *arguments])


COMMANDS: dict[str, tuple[Callable[[Environment, Sequence[str]], int], str]] = {
    "run": (run, "open the window on a practice vault of invented people"),
    "test": (test, "run the tests; arguments go to pytest"),
    "check": (check, "format, lint, types, layers, tests"),
    "bench": (bench, "measure our own overhead and write bench.json"),
    "faults": (faults, "kill, fill, pull and damage under every operation, and write the table of SECURITY.md"),
    "fuzz": (fuzz, "read many bytes of spoiled bundles (--bytes N, --imports N, --seed N)"),
    "lock": (lock, "pin the libraries anew, with hashes (--upgrade takes newer ones)"),
}


def main(argv: Sequence[str]) -> int:
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog="installer/dev.py",
        description=__doc__,
        epilog="\n".join(f"  {name:<{width}}  {about}" for name, (_, about) in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    told = parser.parse_args(argv)
    env = Environment(ROOT)
    try:
        need_libraries(window=told.command == "run" and has_display(os.environ))
        set_up(env)
        compile_catalogues(env)
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return COMMANDS[told.command][0](env, told.arguments)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit("Ancora needs Python 3.11 or newer.")
    sys.exit(main(sys.argv[1:]))
