"""What the system can do so that memory and screen stay ours: no core file, debugger or picture; a neutral name."""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass

NAME = b"Ancora"

_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15
_SEM_FAILCRITICALERRORS = 0x0001
_SEM_NOGPFAULTERRORBOX = 0x0002
_WER_FAULT_REPORTING_FLAG_NOHEAP = 1
_WDA_NONE, _WDA_MONITOR, _WDA_EXCLUDEFROMCAPTURE = 0x00, 0x01, 0x11

CAN_REFUSE_CAPTURE = sys.platform == "win32"


@dataclass(frozen=True, slots=True)
class Hardened:
    """What was reached; the self-test shows it, since a system may refuse."""

    no_core: bool
    no_debugger: bool
    neutral_name: bool


def harden() -> Hardened:
    """Ask once, first thing in the program, before anything is unlocked."""
    if sys.platform == "win32":
        return _windows()
    return Hardened(_no_core(), _prctl(_PR_SET_DUMPABLE, 0), _prctl(_PR_SET_NAME, NAME))


if sys.platform == "win32":

    def _windows() -> Hardened:
        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        # Windows keeps a crash report all the same; without the heap it holds no answers.
        kept_out = kernel.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP) == 0
        return Hardened(no_core=kept_out, no_debugger=False, neutral_name=True)

    def refuse_capture(window: int, *, refuse: bool) -> bool:
        """Keep a window out of pictures of the screen; before Windows 10 of 2004 they show it black instead."""
        choose = ctypes.windll.user32.SetWindowDisplayAffinity
        wanted = (_WDA_EXCLUDEFROMCAPTURE, _WDA_MONITOR) if refuse else (_WDA_NONE,)
        return any(choose(ctypes.c_void_p(window), way) for way in wanted)

else:
    import resource

    def refuse_capture(_window: int, *, refuse: bool) -> bool:
        """No other system lets a window refuse."""
        return not refuse

    def _no_core() -> bool:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)

    def _prctl(option: int, value: int | bytes) -> bool:
        argument = ctypes.c_char_p(value) if isinstance(value, bytes) else ctypes.c_ulong(value)
        prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux has it, other systems do not
        if prctl is None:
            return False
        refused = prctl(ctypes.c_int(option), argument, *[ctypes.c_ulong(0)] * 3)
        return bool(refused == 0)
