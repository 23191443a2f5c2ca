"""A window with the pages of exchange, reports, guide and settings over real vaults; only the dialogs are fake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db.keys import KdfCost
from desktop.gui.main_window import MainWindow
from desktop.gui.shell import Shell
from desktop.gui.theme import Theme
from desktop.gui.widgets import Label, spoken
from desktop.i18n import set_language
from desktop.jobs import Jobs
from desktop.services import practice, sync, vaults
from desktop.services.session import Session
from desktop.settings import Settings
from tests.conftest import FixedClock

PAGES = ("sync", "leaving", "pack", "packs", "reports", "tables", "trust", "guide", "manual", "settings", "register")


class FakeFiles:
    """Answers the dialogs; keeps what was printed."""

    def __init__(self) -> None:
        self.chosen: list[Path] = []
        self.place: Path | None = None
        self.offered: list[str] = []
        self.printed: list[bytes] = []

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]:
        return self.chosen

    def save_file(self, parent: QWidget, title: str, name: str, pattern: str) -> Path | None:
        self.offered.append(name)
        return self.place

    def choose_folder(self, parent: QWidget, title: str) -> Path | None:
        return self.place

    def print_pdf(self, parent: QWidget, data: bytes) -> bool:
        self.printed.append(data)
        return True


class FakeHouse:
    """Remembers what was chosen and how often the window was built anew."""

    def __init__(self) -> None:
        self.chosen = Settings()
        self.rebuilt = 0
        self.renewed: list[tuple[str | None, bool]] = []

    def renew_key(
        self, without: str | None = None, kit_public: bytes | None = None, *, even_sealed: bool = False
    ) -> None:
        self.renewed.append((without, even_sealed))

    def choose(self, chosen: Settings) -> None:
        self.chosen = chosen

    def rebuild(self) -> None:
        self.rebuilt += 1

    def lock(self) -> None: ...

    def hide(self) -> None: ...


class Room:
    """One open window; `go` shows a page and waits until its slow work is done."""

    def __init__(
        self, qtbot: QtBot, app: QApplication, session: Session, *, language: str = "ro", theme: Theme | None = None
    ) -> None:
        set_language(language)
        session.language = language
        (theme or Theme()).apply(app)
        self.qtbot, self.session = qtbot, session
        self.files, self.house = FakeFiles(), FakeHouse()
        self.said: list[tuple[str, bool]] = []
        self.window = MainWindow(app)
        qtbot.addWidget(self.window)
        self.jobs = Jobs(self.window)
        self.shell = Shell(session, self.jobs, self.window.navigate, self._say, self.files, self.house)
        for page in PAGES:
            self.window.add_page(page, page, "sync", partial(self._make, page))
        for page in ("case", "form"):
            self.window.add_page(page, page, "folder", QWidget)
        session.listen(self._on_change)
        self.window.resize(1366, 768)
        self.window.show()

    def go(self, page: str, **where: object) -> Any:
        shown = self.window.navigate(page, **where)
        self.wait()
        return shown

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.jobs.current is None and not self.jobs.waiting, timeout=60_000)
        QApplication.processEvents()

    def press(self, page: QWidget, name: str) -> None:
        button = page.findChild(QAbstractButton, name)
        assert button is not None, name
        assert button.isVisible() and button.isEnabled(), name
        button.click()
        self.wait()

    def is_readable(self, page: QWidget) -> bool:
        """No word is cut, once the layouts have settled; whatever takes the focus has a name; words are no markup."""
        self.qtbot.waitUntil(lambda: cut(page) == [], timeout=5_000)
        assert [type(one).__name__ for one in _focusable(page) if not spoken(one)] == []
        assert {one.textFormat() for one in page.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
        return True

    def can_press(self, page: QWidget, name: str) -> bool:
        button = page.findChild(QAbstractButton, name)
        return button is not None and button.isVisible() and button.isEnabled()

    def _say(self, text: str, /, *, trouble: bool = False) -> None:
        self.said.append((text, trouble))

    def _make(self, page: str) -> QWidget:
        module = import_module(f"desktop.gui.pages.{page}")
        made: QWidget = getattr(module, f"{page.title()}Page")(self.shell)
        return made

    def _on_change(self, _change: object) -> None:
        page = self.window.page(self.window.present_page())
        refresh: Callable[[], None] | None = getattr(page, "refresh", None)
        if refresh is not None:
            refresh()


def words(root: QWidget) -> str:
    """Everything that can be read on a page now."""
    shown = [label.text() for label in root.findChildren(QLabel) if label.isVisible()]
    shown += [button.text().replace("&&", "&") for button in root.findChildren(QAbstractButton) if button.isVisible()]
    return "\n".join(shown)


def cut(root: QWidget) -> list[str]:
    """Plain words that have less room than they need."""
    return [
        label.text()
        for label in root.findChildren(Label)
        if label.isVisible()
        and label.text()
        and (
            label.height() < label.heightForWidth(label.width())
            if label.wordWrap()
            else type(label) is Label and label.width() < label.sizeHint().width()
        )
    ]


def _focusable(root: QWidget) -> list[QWidget]:
    takes = Qt.FocusPolicy.TabFocus
    return [one for one in root.findChildren(QWidget) if one.isVisible() and one.focusPolicy() & takes]


def office(folder: Path, clock: FixedClock, cases: int = 12) -> Session:
    """A practice office with invented cases."""
    return practice.make(folder / "office", cases=cases, seed=1, clock=clock, cost=KdfCost.for_tests())


def desk(folder: Path, clock: FixedClock, code: str, kind: vaults.Kind = "office") -> Session:
    """An empty practice vault."""
    return vaults.create(
        folder / code,
        office=code,
        kind=kind,
        worker="Rodica Exercițiu",
        passphrase=practice.PASSPHRASE,
        clock=clock,
        practice=True,
        cost=KdfCost.for_tests(),
    )


def acquaint(folder: Path, *sessions: Session) -> None:
    """Everybody trusts everybody, after comparing fingerprints."""
    for one in sessions:
        file = folder / f"{one.office.code}.ancora-card"
        file.unlink(missing_ok=True)
        fingerprint = sync.save_card(one, file).fingerprint
        for other in sessions:
            if other is not one:
                sync.trust(other, file, fingerprint)


def as_role(session: Session, role: str) -> Session:
    session.vault.worker = replace(session.vault.worker, role=role)  # type: ignore[misc]
    return session


def shut(sessions: Sequence[Session]) -> None:
    for one in sessions:
        one.vault.close(one.now())
