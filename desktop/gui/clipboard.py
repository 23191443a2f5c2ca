"""What was copied in the program stays on the clipboard for half a minute, and never longer than the program runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEPT_MS = 30_000
MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)

ALONE = frozenset({"offscreen", "minimal"})  # no other program reaches these, so Qt does not tell whose they are
# The history of the clipboard passes over what is marked so; the first is KDE's way, the others are those of Windows.
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\0\0\0\0",
    _WINDOWS.format("CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format("CanUploadToCloudClipboard"): b"\0\0\0\0",
}


class ClipboardKeeper(QObject):
    """Marks what the program puts on the clipboard, and takes it away again, unless somebody else's is there by then.

    Widgets copy in many ways, so it listens to the clipboard and not to them; the mark follows at once. What Python
    put there must be gone before Python is, hence the clearing when the application quits.
    """

    def __init__(self, parent: QObject | None = None, is_ours: Callable[[QClipboard.Mode], bool] | None = None) -> None:
        super().__init__(parent)
        self._is_ours = is_ours or _is_ours
        self._clipboard = QGuiApplication.clipboard()
        self.timer = QTimer(self, singleShot=True, interval=KEPT_MS)
        self.timer.timeout.connect(self.clear)
        self._marking, self._listening = False, True
        self._clipboard.dataChanged.connect(self._on_copied)
        self._clipboard.selectionChanged.connect(self._on_selected)
        app = QGuiApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    def clear(self) -> None:
        """Take away what is ours; what another program put there stays."""
        self.timer.stop()
        for mode in MODES:
            if self._is_ours(mode):
                self._clipboard.clear(mode)

    def leave(self) -> None:
        """The program ends: take away what is ours, and listen no longer."""
        self.clear()
        if self._listening:
            self._listening = False
            self._clipboard.dataChanged.disconnect(self._on_copied)
            self._clipboard.selectionChanged.disconnect(self._on_selected)

    def _on_copied(self) -> None:
        self._on_changed(QClipboard.Mode.Clipboard)

    def _on_selected(self) -> None:
        self._on_changed(QClipboard.Mode.Selection)

    def _on_changed(self, mode: QClipboard.Mode) -> None:
        if self._marking or not self._is_ours(mode):
            return
        data = self._clipboard.mimeData(mode)
        if data is None or not data.formats():
            return
        if not all(data.hasFormat(mark) for mark in MARKS):
            self._mark(data, mode)
        self.timer.start()

    def _mark(self, data: QMimeData, mode: QClipboard.Mode) -> None:
        marked = QMimeData()
        for name in data.formats():
            marked.setData(name, data.data(name))
        for name, value in MARKS.items():
            marked.setData(name, value)
        self._marking = True
        try:
            self._clipboard.setMimeData(marked, mode)
        finally:
            self._marking = False


def _is_ours(mode: QClipboard.Mode) -> bool:
    clipboard = QGuiApplication.clipboard()
    if mode is QClipboard.Mode.Selection:
        return clipboard.supportsSelection() and clipboard.ownsSelection()
    return clipboard.ownsClipboard() or QGuiApplication.platformName() in ALONE
