"""What the system was asked for holds in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASK = """
import ctypes, pathlib, resource
from desktop.hardening import harden
done = harden()
assert done.no_core and done.no_debugger and done.neutral_name, done
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
print(pathlib.Path("/proc/self/comm").read_text().strip())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_a_hardened_process_leaves_no_core_and_has_a_neutral_name(pytestconfig):
    ran = subprocess.run(
        [sys.executable, "-c", ASK], cwd=pytestconfig.rootpath, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["(0, 0) 0", "Ancora"]
