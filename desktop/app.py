"""The composition root of the window: settings, language, unlock, session, pages; and how everything ends."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import logs, paths, settings
from desktop.gui.desk import Desk
from desktop.gui.dressing import make_application
from desktop.refusals import Refused, explain


def main(given: Sequence[str]) -> int:
    """Open the window (or, with `--practice` and no display, do the tour); the exit status of the program."""
    args = _arguments(given)
    if args.tour or (args.practice and not has_display()):
        from desktop import tour

        return tour.main(args.out)
    if not has_display():
        sys.stderr.write(f"no-display — {explain(Refused('no-display'))}\n")
        return 1
    loaded = settings.load(paths.settings_file())
    app = make_application(loaded.settings)
    folder = args.vault or (paths.practice_vault() if args.practice else paths.default_vault())
    ending = Ending(given)
    desk = Desk(folder, ending, practising=args.practice, chosen=loaded.settings, settings_damaged=loaded.damaged)
    desk.practised.connect(ending.practise)
    logs.catch_unexpected(desk.tell_unexpected)
    end_with_the_system(desk)
    desk.start()
    app.exec()
    ending.leave()  # a closed card ends like everything else here: at once
    return 0


def end_with_the_system(desk: Desk) -> None:
    """Signing out and switching off end the program as hiding does, with what was typed; the desk's watch lets
    Python hear of it in time."""
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, lambda _number, _frame: desk.hide())


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere when a display is named."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class Ending:
    """How the process ends: at once, so that nothing decrypted stays in memory; replaced in tests."""

    def __init__(self, given: Sequence[str]) -> None:
        self._given = list(given)

    def leave(self) -> None:
        """End this process without any further work."""
        os._exit(0)

    def practise(self) -> None:
        """From now on a fresh process opens the practice database too."""
        if "--practice" not in self._given:
            self._given.append("--practice")

    def begin_again(self) -> None:
        """Start a fresh process that shows the unlock card, then end this one, whether it could be started or not."""
        command = [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "desktop"]), *self._given]
        try:
            subprocess.Popen(command, close_fds=True, start_new_session=True)
        finally:
            os._exit(0)


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ancora")
    parser.add_argument("tour", nargs="?", choices=["tour"])
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--vault", type=Path)
    parser.add_argument("--out", type=Path)
    return parser.parse_args(list(given))
