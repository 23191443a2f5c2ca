"""The house keeps its shape: imports point one way, each outside library has one room, nothing reaches a network."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("desktop", "db", "installer")
FOLDERS = {*PACKAGES, "resources", "tests"}
MADE = {"__pycache__", "build", "dist", "htmlcov"}

# Who may import what of ours; a package that is not named here has no layer yet and is a fault.
WORDS = ("desktop.i18n", "desktop.refusals")
LEAVES = (*WORDS, "desktop.paths", "desktop.settings", "desktop.logs", "desktop.hardening")
PURE = ("desktop.forms", "desktop.protocols", "desktop.privacy", "desktop.indicators")
TOP = (
    "desktop.__main__",
    "desktop.app",
    "desktop.commands",
    "desktop.tour",
    "desktop.practice_data",
    "desktop.selftest",
)
LAYERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(TOP, ("desktop", "db")),
    **dict.fromkeys(LEAVES, LEAVES),
    "desktop.jobs": LEAVES,
    "desktop.gui": ("desktop.services", "desktop.forms", "desktop.protocols", "desktop.jobs", *LEAVES),
    "desktop.services": (*PURE, "desktop.pdf", "desktop.bundle", "desktop.registers", "db", *LEAVES),
    "desktop.pdf": (*PURE, *LEAVES),
    "desktop.bundle": (*PURE, *LEAVES),
    "desktop.registers": (*PURE, *LEAVES),
    "desktop.indicators": ("desktop.forms", "desktop.privacy", "desktop.protocols", *WORDS),
    "desktop.privacy": ("desktop.forms", *WORDS),
    "desktop.protocols": ("desktop.forms", *WORDS),
    "desktop.forms": WORDS,
    "desktop": (),
    "db": (),
    "installer": ("desktop", "db"),
}

# Each outside library lives in few rooms, so that it can be replaced, and reviewed, there.
WINDOW = ("desktop.gui", "desktop.jobs", "desktop.app", "desktop.tour")
ROOMS: Mapping[str, tuple[str, ...]] = {
    "PySide6": WINDOW,
    "shiboken6": WINDOW,
    "pypdfium2": ("desktop.gui",),
    "reportlab": ("desktop.pdf",),
    "pypdf": ("desktop.pdf",),
    "segno": ("desktop.pdf",),
    "zxcvbn": ("desktop.services",),
    "pyrage": ("desktop.bundle",),
    "backports": ("desktop.bundle",),
    "compression": ("desktop.bundle",),
    "nacl": ("db.crypto", "desktop.bundle.crypto"),
    "sqlcipher3": ("db.connection",),
    "platformdirs": ("desktop.paths",),
    "babel": ("desktop.i18n", "desktop.forms"),
    "stdnum": ("desktop.forms",),
    "phonenumbers": ("desktop.forms",),
    **dict.fromkeys(("python_calamine", "xlsxwriter", "odf"), ("desktop.registers",)),
}

NETWORK = {
    *("socket", "ssl", "http", "urllib.request", "urllib.error", "urllib3", "requests", "httpx", "ftplib", "smtplib"),
    *("imaplib", "poplib", "telnetlib", "nntplib", "socketserver", "xmlrpc", "wsgiref", "asyncio", "webbrowser"),
    *("PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets"),
}
# They run what they read, or write it in clear.
UNSAFE = {"pickle", "marshal", "shelve", "dbm", "sqlite3"}
THREADS = {"Thread", "QThread", "QThreadPool", "QRunnable", "ThreadPoolExecutor", "ProcessPoolExecutor"}
STATEMENTS = {"execute", "executemany", "executescript"}
# Dialogs of the system, which shut our keys out and keep lists; lists of our own; words outside the window.
TELLTALES = {
    *("QSettings", "QSystemTrayIcon", "QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog"),
    *("QPrintDialog", "QPageSetupDialog", "QColorDialog", "QFontDialog", "QDesktopServices"),
    *("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"),
    *("getOpenFileUrl", "getOpenFileUrls", "getSaveFileUrl", "getExistingDirectoryUrl"),
    *("setWindowFilePath", "setWindowRole", "alert"),
}
TITLE = "Ancora"


@dataclass(frozen=True)
class Module:
    name: str
    tree: ast.Module
    imports: frozenset[str]  # `from a import b` counts as a and as a.b
    at_run_time: frozenset[str]  # without those that only tell the type checker something


@dataclass(frozen=True)
class House:
    root: Path
    modules: dict[str, Module] = field(default_factory=dict)

    def ours(self, module: Module) -> Iterator[str]:
        """The modules of ours that one imports, each by its own name and never by its package's as well."""
        known = {name for name in module.imports if name in self.modules}
        for name in known - {module.name}:
            if not any(other.startswith(f"{name}.") for other in known) or name in named(module.tree):
                yield name


def read(root: Path) -> House:
    house = House(root)
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            tree = ast.parse(path.read_text("utf-8"), str(path))
            every, running = (frozenset(imported(nodes, name, is_package)) for nodes in (ast.walk(tree), run(tree)))
            house.modules[name] = Module(name, tree, every, running)
    return house


def run(node: ast.AST) -> Iterator[ast.AST]:
    """What is there when the program runs."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING"):
            yield from run(child)


def imported(nodes: Iterable[ast.AST], name: str, is_package: bool) -> Iterator[str]:
    """Every import of a module, also inside functions, also those made by a call with a literal name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = origin(node, name, is_package)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"__import__", "import_module"}:
            yield from (str(told.value) for told in node.args if isinstance(told, ast.Constant))


def origin(node: ast.ImportFrom, name: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    above = parts[: len(parts) - node.level + is_package]
    return ".".join([*above, *([node.module] if node.module else [])])


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", None) or getattr(node.func, "attr", ""))


def named(tree: ast.Module) -> set[str]:
    """Modules imported by their full name, as in `import db`."""
    return {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


def within(name: str, places: tuple[str, ...] | set[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def measures(name: str) -> bool:
    """The bench: it does the work of every room bare, beside the program that does it whole."""
    return name.startswith("installer.bench")


def layer(name: str) -> str | None:
    return max((known for known in LAYERS if within(name, (known,))), key=len, default=None)


# --- the rules: each says what is wrong, one line a fault -------------------------------------------------------------


def layers_point_one_way(house: House) -> Iterator[str]:
    for module in house.modules.values():
        own = layer(module.name)
        if own is None or (own == "desktop" and module.name != "desktop"):
            yield f"{module.name} has no layer"
            continue
        for target in sorted(house.ours(module)):
            if target != "desktop" and not within(target, (*LAYERS[own], *([own] if own != "desktop" else []))):
                yield f"{module.name} imports {target}"
            if within(target, TOP) and not within(module.name, TOP) and not measures(module.name):
                yield f"{module.name} imports {target}, which nobody imports"


def no_import_goes_in_a_circle(house: House) -> Iterator[str]:
    graph = {name: sorted(house.ours(module)) for name, module in house.modules.items()}
    finished: set[str] = set()

    def visit(name: str, path: list[str]) -> Iterator[str]:
        if name in path:
            yield " -> ".join([*path[path.index(name) :], name])
        elif name not in finished:
            for target in graph[name]:
                yield from visit(target, [*path, name])
            finished.add(name)

    for name in sorted(graph):
        yield from visit(name, [])


def each_library_has_its_room(house: House) -> Iterator[str]:
    for module in house.modules.values():
        for target in sorted({name.partition(".")[0] for name in module.imports}):
            if (target in sys.stdlib_module_names and target not in ROOMS) or target in {*PACKAGES, "", "tests"}:
                continue
            if not within(module.name, ROOMS.get(target, ())) and not (target in ROOMS and measures(module.name)):
                yield f"{module.name} imports {target}" + ("" if target in ROOMS else ", which has no room")


def nothing_reaches_a_network(house: House) -> Iterator[str]:
    for module in house.modules.values():
        yield from (f"{module.name} imports {name}" for name in sorted(module.imports) if within(name, NETWORK))


def nothing_runs_or_bares_what_it_reads(house: House) -> Iterator[str]:
    for module in house.modules.values():
        yield from (f"{module.name} imports {name}" for name in sorted(module.at_run_time) if within(name, UNSAFE))
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}:
                yield f"{module.name}:{node.lineno} calls {node.func.id}"


def only_jobs_make_threads(house: House) -> Iterator[str]:
    for module in house.modules.values():
        if module.name == "desktop.jobs":
            continue
        for node in ast.walk(module.tree):
            told = node.attr if isinstance(node, ast.Attribute) else node.name if isinstance(node, ast.alias) else None
            if told in THREADS:
                yield f"{module.name} uses {told}"


def sql_stays_in_the_store(house: House) -> Iterator[str]:
    for module in house.modules.values():
        if not within(module.name, ("db", "installer")):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STATEMENTS:
                    yield f"{module.name}:{node.lineno} calls {node.func.attr}"


def nothing_tells_outside_the_window(house: House) -> Iterator[str]:
    for module in house.modules.values():
        for node in ast.walk(module.tree):
            told = node.attr if isinstance(node, ast.Attribute) else node.name if isinstance(node, ast.alias) else None
            if told in TELLTALES and within(module.name, WINDOW):
                yield f"{module.name} uses {told}"
            if told == "QFileDialog" and module.name != "desktop.gui.files":
                yield f"{module.name} uses {told}, which only desktop.gui.files may"
            if isinstance(node, ast.Call) and called(node) == "setWindowTitle" and not says_the_title(node):
                yield f"{module.name}:{node.lineno} gives a window a title of its own"


def says_the_title(call: ast.Call) -> bool:
    (title,) = call.args
    return (
        title.value == TITLE if isinstance(title, ast.Constant) else isinstance(title, ast.Name) and title.id == "TITLE"
    )


def each_module_says_what_it_is(house: House) -> Iterator[str]:
    for module in house.modules.values():
        if not (ast.get_docstring(module.tree) or "").strip():
            yield f"{module.name} has no docstring"
        package = module.name.rpartition(".")[0]
        if package and package not in house.modules:
            yield f"{package} has no __init__.py that says what it is"


def resources_are_data(house: House) -> Iterator[str]:
    yield from (f"{path.relative_to(house.root)} is Python" for path in (house.root / "resources").rglob("*.py"))


def no_folder_is_strange_or_empty(house: House) -> Iterator[str]:
    for path in sorted(house.root.iterdir()):
        if not path.is_dir() or path.name.startswith(".") or path.name in MADE or path.suffix == ".egg-info":
            continue
        if path.name not in FOLDERS:
            yield f"{path.name}/ is not a part of the house"
        elif not any(inner.is_file() for inner in path.rglob("*") if "__pycache__" not in inner.parts):
            yield f"{path.name}/ is empty"


RULES: tuple[Callable[[House], Iterator[str]], ...] = (
    layers_point_one_way,
    no_import_goes_in_a_circle,
    each_library_has_its_room,
    nothing_reaches_a_network,
    nothing_runs_or_bares_what_it_reads,
    only_jobs_make_threads,
    sql_stays_in_the_store,
    nothing_tells_outside_the_window,
    each_module_says_what_it_is,
    resources_are_data,
    no_folder_is_strange_or_empty,
)


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house() -> House:
    return read(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(house, rule):
    assert len(house.modules) > 5  # it was really read
    assert list(rule(house)) == []


SOUND = {
    "desktop/__init__.py": "",
    "desktop/i18n.py": "import babel.dates",
    "desktop/refusals.py": "from desktop.i18n import _",
    "desktop/jobs.py": "import threading\nfrom PySide6.QtCore import QObject\nt = threading.Thread()",
    "desktop/app.py": "import db\nfrom desktop import commands\nfrom desktop.gui import window",
    "desktop/commands/__init__.py": "import urllib.parse",
    "desktop/gui/__init__.py": "",
    "desktop/gui/window.py": "from PySide6 import QtWidgets\nfrom . import theme\nfrom ..services import cases",
    "desktop/gui/theme.py": "from .. import refusals",
    "desktop/services/__init__.py": "",
    "desktop/services/cases.py": "from db import records\nfrom desktop.forms import schema",
    "desktop/forms/__init__.py": "",
    "desktop/forms/schema.py": "import tomllib, stdnum\nfrom desktop import refusals",
    "desktop/protocols/__init__.py": "from desktop.forms.schema import Field",
    "db/__init__.py": "",
    "db/records.py": "from .connection import Connection\nConnection().execute('SELECT 1')",
    "db/connection.py": "import sqlcipher3\nif TYPE_CHECKING:\n from sqlite3 import Connection",
    "installer/__init__.py": "",
    "resources/forms/a.v1.toml": "",
    "tests/test_a.py": "import socket",
}

PLANTED: tuple[tuple[Callable[[House], Iterator[str]], dict[str, str], str], ...] = (
    (layers_point_one_way, {"desktop/gui/a.py": "from db import records"}, "desktop.gui.a imports db.records"),
    (layers_point_one_way, {"desktop/gui/a.py": "import db"}, "desktop.gui.a imports db"),
    (layers_point_one_way, {"db/a.py": "from desktop import refusals"}, "db.a imports desktop.refusals"),
    (layers_point_one_way, {"db/a.py": "def f():\n import desktop.i18n"}, "db.a imports desktop.i18n"),
    (
        layers_point_one_way,
        {"desktop/forms/a.py": "from ..protocols import x"},
        "desktop.forms.a imports desktop.protocols",
    ),
    (
        layers_point_one_way,
        {"desktop/i18n.py": "from desktop.gui import theme"},
        "desktop.i18n imports desktop.gui.theme",
    ),
    (
        layers_point_one_way,
        {"desktop/services/a.py": "import desktop.app"},
        "desktop.services.a imports desktop.app, which",
    ),
    (
        layers_point_one_way,
        {"desktop/services/a.py": "from desktop import gui"},
        "desktop.services.a imports desktop.gui",
    ),
    (layers_point_one_way, {"desktop/pdf/__init__.py": "import db.records"}, "desktop.pdf imports db.records"),
    (layers_point_one_way, {"desktop/helpers/__init__.py": ""}, "desktop.helpers has no layer"),
    (
        no_import_goes_in_a_circle,
        {"db/connection.py": "from db import records"},
        "db.connection -> db.records -> db.connection",
    ),
    (
        no_import_goes_in_a_circle,
        {"db/a.py": "from db import b", "db/b.py": "from .c import x", "db/c.py": "def f():\n from . import a"},
        "db.a -> db.b -> db.c -> db.a",
    ),
    (each_library_has_its_room, {"db/records.py": "import sqlcipher3"}, "db.records imports sqlcipher3"),
    (
        each_library_has_its_room,
        {"desktop/commands/a.py": "from PySide6 import QtCore"},
        "desktop.commands.a imports PySide6",
    ),
    (each_library_has_its_room, {"desktop/services/a.py": "import nacl.secret"}, "desktop.services.a imports nacl"),
    (
        each_library_has_its_room,
        {"desktop/forms/a.py": "import numpy"},
        "desktop.forms.a imports numpy, which has no room",
    ),
    (nothing_reaches_a_network, {"desktop/gui/a.py": "import socket"}, "desktop.gui.a imports socket"),
    (nothing_reaches_a_network, {"db/a.py": "from urllib import request"}, "db.a imports urllib.request"),
    (nothing_reaches_a_network, {"db/a.py": "__import__('ssl')"}, "db.a imports ssl"),
    (nothing_reaches_a_network, {"db/a.py": "import importlib as i\ni.import_module('socket')"}, "db.a imports socket"),
    (nothing_reaches_a_network, {"desktop/gui/a.py": "from PySide6 import QtNetwork"}, "imports PySide6.QtNetwork"),
    (nothing_reaches_a_network, {"installer/a.py": "import urllib.request"}, "installer.a imports urllib.request"),
    (nothing_runs_or_bares_what_it_reads, {"db/a.py": "import pickle"}, "db.a imports pickle"),
    (nothing_runs_or_bares_what_it_reads, {"db/a.py": "import sqlite3"}, "db.a imports sqlite3"),
    (nothing_runs_or_bares_what_it_reads, {"desktop/forms/a.py": "x = eval('1')"}, "desktop.forms.a:2 calls eval"),
    (only_jobs_make_threads, {"db/a.py": "from threading import Thread as T"}, "db.a uses Thread"),
    (
        only_jobs_make_threads,
        {"desktop/gui/a.py": "from PySide6 import QtCore\nQtCore.QThread()"},
        "desktop.gui.a uses QThread",
    ),
    (sql_stays_in_the_store, {"desktop/services/a.py": "c = 1\nc.execute('')"}, "desktop.services.a:3 calls execute"),
    (
        nothing_tells_outside_the_window,
        {"desktop/gui/a.py": "from PySide6.QtWidgets import QSystemTrayIcon"},
        "desktop.gui.a uses QSystemTrayIcon",
    ),
    (
        nothing_tells_outside_the_window,
        {"desktop/gui/a.py": "from PySide6 import QtWidgets\nQtWidgets.QFileDialog.getOpenFileName()"},
        "desktop.gui.a uses getOpenFileName",
    ),
    (
        nothing_tells_outside_the_window,
        {"desktop/gui/a.py": "w.setWindowTitle(name)"},
        "desktop.gui.a:2 gives a window",
    ),
    (nothing_tells_outside_the_window, {"desktop/gui/a.py": "w.setWindowTitle('x')"}, "desktop.gui.a:2 gives a window"),
    (each_module_says_what_it_is, {"db/silent.py": "#"}, "db.silent has no docstring"),
    (each_module_says_what_it_is, {"desktop/pdf/a.py": ""}, "desktop.pdf has no __init__.py"),
    (resources_are_data, {"resources/forms/a.py": ""}, "a.py is Python"),
    (no_folder_is_strange_or_empty, {"utils/a.py": ""}, "utils/ is not a part of the house"),
)


def plant(root: Path, files: Mapping[str, str]) -> House:
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source if source == "#" else f'"""A module."""\n{source}\n', "utf-8")
    return read(root)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_house_has_no_fault(tmp_path, rule):
    assert list(rule(plant(tmp_path, SOUND))) == []


@pytest.mark.parametrize(("rule", "files", "fault"), PLANTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_planted_fault_is_found(tmp_path, rule, files, fault):
    found = list(rule(plant(tmp_path, {**SOUND, **files})))
    assert any(fault in line for line in found), found


def test_an_empty_folder_is_found(tmp_path):
    (tmp_path / "resources").mkdir()
    assert list(no_folder_is_strange_or_empty(read(tmp_path))) == ["resources/ is empty"]
