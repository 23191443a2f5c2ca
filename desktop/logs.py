"""The log: ids, counts and places in our code; never an answer, a name, a path or the text of an exception."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

OURS = ("desktop", "db")
SIZE = 256 * 1024

log = logging.getLogger(__name__)


def start(path: Path) -> logging.Handler:
    """Write what our own packages say to a file; libraries, which may quote what they read, are not heard."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = _File(path, maxBytes=SIZE, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(_Bare("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        logger.addHandler(handler)
    # Without a handler at the root, Python would print the warnings of libraries to the standard error.
    logging.getLogger().addHandler(logging.NullHandler())
    return handler


def stop(handler: logging.Handler) -> None:
    for name in OURS:
        logging.getLogger(name).removeHandler(handler)
    handler.close()


def describe(error: BaseException) -> str:
    """Type, code and our own lines of an error and of what led to it; nothing that it says."""
    return " from ".join(_described(one) for one in _chain(error))


def catch_unexpected(show: Callable[[BaseException], None]) -> None:
    """Log what nobody caught, in any thread, without its content, and let the person know in plain words."""

    def unexpected(error: BaseException | None) -> None:
        if error is not None:
            log.error("unexpected: %s", describe(error))
            show(error)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_type is not SystemExit:
            unexpected(told.exc_value)

    def in_main(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        unexpected(error)

    sys.excepthook = in_main
    threading.excepthook = in_thread
    sys.unraisablehook = lambda told: unexpected(told.exc_value)


class _Bare(logging.Formatter):
    """A line without the exception's text and without locals, whoever passed exc_info."""

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return describe(error) if isinstance(error, BaseException) else ""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have cached the full text
        return super().format(record)


class _File(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not stop the work that is logged, nor print the record's arguments."""


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen and len(seen) < 4:
        seen.append(current)
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _described(error: BaseException) -> str:
    code = getattr(error, "code", None)
    places = " ".join(_places(error.__traceback__)) or "outside"
    return f"{type(error).__name__} {code if isinstance(code, str) else '-'} at {places}"


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in OURS:
            yield f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
