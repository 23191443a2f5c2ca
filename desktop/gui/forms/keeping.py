"""What was typed is kept within two seconds, however fast or long one types."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

KEEP_AFTER_MS, RETRY_AFTER_MS, TURN_AFTER_MS = 1_500, 5_000, 400
BUSY = "vault-busy"

log = logging.getLogger(__name__)


class Keeper(QObject):
    """Calls `write` within two seconds of the first unsaved change; typing on does not put it off.

    kept(datetime or None): it is on the disk, None when nothing unsaved is left. failed(error): it is not, and it is
    tried again while typing goes on.
    """

    kept = Signal(object)
    failed = Signal(object)
    in_passing: ClassVar[bool] = False  # a draft is being kept while somebody types: nobody waits for that

    def __init__(self, write: Callable[[], datetime | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._in_passing)

    @property
    def timer(self) -> QTimer:
        """What calls; a test need not wait for it."""
        return self._timer

    @property
    def waits(self) -> bool:
        """Something typed is not on the disk yet."""
        return self._timer.isActive()

    def touch(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start(KEEP_AFTER_MS)

    def _in_passing(self) -> None:
        Keeper.in_passing = True
        try:
            self.now()
        finally:
            Keeper.in_passing = False

    def now(self) -> bool:
        """Keep it at once; whether that went well."""
        self._timer.stop()
        try:
            at = self._write()
        except Exception as error:  # noqa: BLE001 - a full disk, a pulled stick: the person is told and goes on typing
            code = getattr(error, "code", type(error).__name__)
            if code == BUSY and Keeper.in_passing:  # slow work writes at this moment; the next is not far
                self._timer.start(TURN_AFTER_MS)
                return False
            log.warning("a draft could not be kept: %s", code)
            self._timer.start(RETRY_AFTER_MS)
            self.failed.emit(error)
            return False
        self.kept.emit(at)
        return True

    def stop(self) -> None:
        self._timer.stop()
