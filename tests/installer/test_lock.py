"""Pins: for Windows too, although they are made on Linux, and without a trace of where the files were fetched."""

from __future__ import annotations

from installer import lock

PYPROJECT = """
[project]
dependencies = ["Babel", "backports.zstd; python_version < '3.14'", "tzdata; sys_platform == 'win32'"]
[project.optional-dependencies]
dev = ["pytest"]
"""

RESOLVED = """#
--index-url https://example.org/simple
--extra-index-url file:///srv/simple
-i https://example.org/simple

babel==2.18.0 \\
    --hash=sha256:aa
tzdata==2026.6 \\
    --hash=sha256:bb \\
    --hash=sha256:cc

# The following packages are considered to be unsafe in a requirements file:
pip==26.3 \\
    --hash=sha256:dd
"""


def test_the_resolver_is_asked_for_what_only_windows_needs():
    assert lock.wanted(PYPROJECT) == {
        "requirements.txt": ["Babel", "backports.zstd", "tzdata"],
        "requirements-dev.txt": ["pytest", "colorama"],
    }


def test_the_answer_is_marked_and_has_no_address():
    assert lock.finished(RESOLVED, ("tzdata",)).splitlines() == [
        "# Made by `installer/dev.py lock`; edit pyproject.toml instead.",
        "babel==2.18.0 \\",
        "    --hash=sha256:aa",
        "tzdata==2026.6 ; sys_platform == 'win32' \\",
        "    --hash=sha256:bb \\",
        "    --hash=sha256:cc",
        "pip==26.3 \\",
        "    --hash=sha256:dd",
    ]
