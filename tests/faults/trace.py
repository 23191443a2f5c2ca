"""Sees every system call by which a child touches its disk; each may go on, fail, be torn in two, or be the last."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

# The numbers of Linux on x86-64; where the path or the descriptor of a call stands among its arguments.
_BY_DESCRIPTOR = {
    0: "read", 1: "write", 17: "pread", 18: "pwrite", 19: "readv", 20: "writev", 40: "sendfile", 74: "fsync",
    75: "fdatasync", 77: "shrink", 91: "fchmod", 217: "getdents", 285: "fallocate", 295: "preadv", 296: "pwritev",
}  # fmt: skip
_BY_PATH = {
    2: ("open", 0), 4: ("stat", 0), 6: ("stat", 0), 21: ("access", 0), 76: ("truncate", 0), 82: ("rename", 1),
    83: ("mkdir", 0), 84: ("rmdir", 0), 85: ("create", 0), 87: ("unlink", 0), 90: ("chmod", 0), 257: ("open", 1),
    258: ("mkdir", 1), 262: ("stat", 1), 263: ("unlink", 1), 264: ("rename", 3), 268: ("chmod", 1), 316: ("rename", 3),
    332: ("stat", 1),
}  # fmt: skip
_COPY_FILE_RANGE = 326
_SLEEPS = frozenset({35, 230})
_SOURCES = {82: 0, 264: 1, 316: 1}  # of a renaming: where the old path stands
_BESIDE = {257: 0, 258: 0, 262: 0, 263: 0, 264: 2, 268: 0, 316: 2, 332: 0}  # the folder a path may be relative to
_FLAGS = {2: 1, 257: 2}  # where the flags of an opening stand
_WRITES = frozenset({"write", "pwrite", "writev", "pwritev", "sendfile", "copy"})
_TEARABLE = frozenset({1, 18})  # those with a plain count of bytes as third argument
ALL = frozenset(_BY_DESCRIPTOR.values()) | {name for name, _place in _BY_PATH.values()}
ALL |= {"copy", "grow", "open-to-write"}
CHANGES = _WRITES | {"fsync", "fdatasync", "grow", "shrink", "truncate", "rename", "mkdir", "rmdir", "create", "unlink"}
NEEDS_ROOM = _WRITES | {"grow", "fallocate", "mkdir", "create"}

_SYSCALL, _KILL_WITH_US, _SYSCALL_MARK, _FOLLOW_THREADS = 24, 0x100000, 1, 8
_GETREGS, _SETREGS, _PEEK, _SEIZE, _INTERRUPT, _INFO = 12, 13, 2, 0x4206, 0x4207, 0x420E
_RAX, _RDX, _ORIG_RAX = 10, 12, 15
_ANY_THREAD = 0x40000000
_TRAP = signal.SIGTRAP | 0x80


class _Info(ctypes.Structure):
    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("place", ctypes.c_uint64 * 2),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


class Do(Enum):
    """What becomes of a call, beside failing with a number of errno."""

    GO = "go"
    KILL = "kill"  # the child dies before the call is made
    TEAR = "tear"  # half of the bytes reach the file, then the child dies


@dataclass(frozen=True, slots=True)
class Call:
    """One call that touches a file below the folder that is watched."""

    name: str
    path: str
    size: int = 0  # bytes to write
    source: str = ""  # of a renaming, whose path is the new one

    @property
    def changes(self) -> bool:
        return self.name in CHANGES


Decide = Callable[[Call], "Do | int"]


def available() -> bool:
    """Whether this system lets a process watch its child in the way that is written here."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    child = os.fork()
    if child == 0:
        signal.pause()
    try:
        _ptrace(_SEIZE, child)
    except OSError:
        return False
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return True


@dataclass(slots=True)
class Tracer:
    """Follows one child with its threads until it ends; the child leads a process group of its own."""

    child: int
    within: str  # how the paths of the files begin that are watched
    decide: Decide
    at_end: Callable[[int], None] = lambda _child: None  # looks at the child once more just before it is killed
    hurried: bool = False  # to sleep takes no time
    group: int = 0  # whom to wait for, if the child does not lead a process group: -1 is anybody
    _failing: dict[int, int] = field(default_factory=dict)
    _torn: set[int] = field(default_factory=set)

    def hold(self) -> None:
        """Take hold of the child while it waits for its beginning."""
        _ptrace(_SEIZE, self.child, 0, _KILL_WITH_US | _SYSCALL_MARK | _FOLLOW_THREADS)
        _ptrace(_INTERRUPT, self.child)
        os.waitpid(self.child, _ANY_THREAD)
        _ptrace(_SYSCALL, self.child)

    def follow(self) -> int:
        """The status with which the child ended, as `os.waitpid` has it."""
        while True:
            task, status = os.waitpid(self.group or -self.child, _ANY_THREAD)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if task == self.child:
                    return status
                continue
            deliver = 0
            if os.WSTOPSIG(status) == _TRAP:
                self._on_call(task)
            elif not status >> 16:  # a signal, and no event of the tracing itself
                deliver = os.WSTOPSIG(status)
            try:
                _ptrace(_SYSCALL, task, 0, deliver)
            except ProcessLookupError:
                continue  # killed meanwhile

    def _on_call(self, task: int) -> None:
        info = _Info()
        try:
            _ptrace(_INFO, task, ctypes.sizeof(info), ctypes.addressof(info))
        except ProcessLookupError:
            return
        if info.op == 2:
            self._on_return(task)
        elif info.op == 1 and self.hurried and info.number in _SLEEPS:
            self._fail(task, 0)
        elif info.op == 1 and (call := self._call(task, info)) is not None:
            self._act(task, info.number, call, self.decide(call))

    def _act(self, task: int, number: int, call: Call, do: Do | int) -> None:
        if isinstance(do, int):
            self._fail(task, do)
        elif do is Do.TEAR and number in _TEARABLE and call.size > 1:
            self._torn.add(task)
            _set(task, _RDX, call.size // 2)
        elif do is not Do.GO:
            self._kill()

    def _fail(self, task: int, number: int) -> None:
        """The call is not made; what it answers is written over when it comes back."""
        self._failing[task] = number
        _set(task, _ORIG_RAX, 2**64 - 1)

    def _on_return(self, task: int) -> None:
        if (failing := self._failing.pop(task, None)) is not None:
            _set(task, _RAX, -failing % 2**64)
        if task in self._torn:
            self._kill()

    def _kill(self) -> None:
        self.at_end(self.child)
        os.kill(self.child, signal.SIGKILL)

    def _call(self, task: int, info: _Info) -> Call | None:
        number, told = int(info.number), info.arguments
        if number in _BY_DESCRIPTOR:
            name, path = _BY_DESCRIPTOR[number], _behind(self.child, told[0])
            if name == "shrink" and told[1] > _size(path):
                name = "grow"
        elif number == _COPY_FILE_RANGE:
            name, path = "copy", _behind(self.child, told[2])
        elif number in _BY_PATH:
            name, place = _BY_PATH[number]
            path = _text(task, told[place])
            if number in _BESIDE and not path.startswith("/"):
                path = f"{_behind(self.child, told[_BESIDE[number]])}/{path}"
            if number in _FLAGS:
                name = _opening(told[_FLAGS[number]], path)
        else:
            return None
        if not path.startswith(self.within):
            return None
        source = _text(task, told[_SOURCES[number]]) if number in _SOURCES else ""
        return Call(name, path, int(told[2]) if number in _TEARABLE else 0, source)


def _opening(flags: int, path: str) -> str:
    if flags & os.O_TRUNC and os.path.exists(path):  # noqa: PTH110 - a text from another process
        return "truncate"
    if flags & os.O_CREAT and not os.path.exists(path):  # noqa: PTH110
        return "create"
    return "open-to-write" if flags & (os.O_WRONLY | os.O_RDWR) else "open"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - a text from another process
    except OSError:
        return 0


def _behind(child: int, descriptor: int) -> str:
    try:
        return os.readlink(f"/proc/{child}/fd/{ctypes.c_int32(descriptor & 0xFFFFFFFF).value}")  # noqa: PTH115
    except OSError:
        return ""


def _text(task: int, address: int) -> str:
    """The text at an address of the child, up to its end."""
    found = b""
    while len(found) < 4096:
        try:
            found += _peek(task, address + len(found))
        except OSError:
            return ""
        if b"\0" in found[-8:]:
            break
    return os.fsdecode(found.partition(b"\0")[0])


_libc = ctypes.CDLL(None, use_errno=True)


def _ptrace(request: int, task: int, address: int = 0, data: int = 0) -> int:
    ctypes.set_errno(0)
    call = _libc.ptrace
    call.restype = ctypes.c_long
    call.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    answer = int(call(request, task, address, data))
    if answer == -1 and ctypes.get_errno():
        raise OSError(ctypes.get_errno(), errno.errorcode.get(ctypes.get_errno(), ""))
    return answer


def _peek(task: int, address: int) -> bytes:
    return (_ptrace(_PEEK, task, address) & (2**64 - 1)).to_bytes(8, sys.byteorder)


def _set(task: int, register: int, value: int) -> None:
    registers = (ctypes.c_uint64 * 27)()
    _ptrace(_GETREGS, task, 0, ctypes.addressof(registers))
    registers[register] = value
    _ptrace(_SETREGS, task, 0, ctypes.addressof(registers))
