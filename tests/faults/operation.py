"""What a row of the matrix is: work of the program that must not go half, and how one sees that it did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.services import vaults
from desktop.services.session import Session
from tests.faults.ground import Scene

Told = Mapping[str, Any]
Say = Callable[..., None]  # what was done; heard as soon as it is said
EVERY = frozenset({"kill", "power", "full", "closed", "pulled", "held", "clock", "passphrase", "damaged"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the matrix."""

    id: str
    title: str
    run: Callable[[Scene, Say], None]
    missing: Callable[[Session, Scene, Sequence[Told]], Iterator[str]]  # what was said and is not so
    home: str = "office"  # whose vault it works on
    on_stick: frozenset[str] = frozenset()  # the troubles that befall a stick too
    reads: tuple[str, ...] = ()  # files that may be damaged too
    columns: frozenset[str] = EVERY
    after: Callable[[Scene, Sequence[Told]], Iterator[str]] = lambda _scene, _told: iter(())  # the vault is closed

    def vault(self, scene: Scene) -> Path:
        return scene.root / self.home / "vault"

    def places(self, scene: Scene, column: str) -> list[Path]:
        """The folders whose disk is troubled, one at a time."""
        return [*([scene.stick] if column in self.on_stick else []), self.vault(scene).parent]

    def damageable(self, scene: Scene) -> list[Path]:
        vault = self.vault(scene)
        return [*(scene.root / name for name in self.reads), vault / "vault.db", vault / "vault.keys"]


@contextmanager
def opened(scene: Scene, folder: Path | None = None, *, leave_backup: bool = False) -> Iterator[Session]:
    session = scene.open(folder)
    try:
        yield session
    finally:
        vaults.close_session(session, make_backup=leave_backup)


def nothing_missing(_session: Session, _scene: Scene, _told: Sequence[Told]) -> Iterator[str]:
    """What was done shows elsewhere."""
    return iter(())
