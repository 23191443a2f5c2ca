"""What a page may ask of the window around it: one small object, handed to every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget

from desktop.jobs import Job, Jobs, Work
from desktop.refusals import explain
from desktop.services.session import Session
from desktop.settings import Settings


class Files(Protocol):
    """The file dialogs and the printer: the only parts that tests replace."""

    def open_files(self, parent: QWidget, title: str, pattern: str) -> list[Path]: ...

    def save_file(self, parent: QWidget, title: str, name: str, pattern: str) -> Path | None: ...

    def choose_folder(self, parent: QWidget, title: str) -> Path | None: ...

    def print_pdf(self, parent: QWidget, data: bytes) -> bool: ...


class Navigate(Protocol):
    def __call__(self, page: str, **where: object) -> object: ...


class House(Protocol):
    """What stands around the window: the choices for this computer, and the ways to leave."""

    chosen: Settings

    def choose(self, chosen: Settings) -> None:
        """Keep the choices for this computer."""

    def rebuild(self) -> None:
        """Show the window anew in the chosen language, colours and size of type; nothing typed is lost."""

    def renew_key(
        self, without: str | None = None, kit_public: bytes | None = None, *, even_sealed: bool = False
    ) -> None:
        """Give the database a new key, without somebody who leaves, for another recovery sheet; the window waits."""

    def lock(self) -> None: ...

    def hide(self) -> None: ...


class Say(Protocol):
    def __call__(self, text: str, /, *, trouble: bool = False) -> None: ...


@dataclass(slots=True, weakref_slot=True)  # a signal holds its receiver weakly
class Shell:
    """The session, the jobs, and the ways to go elsewhere and to say something in the strip at the bottom.

    Pages: today, cases, case(case), access(case), form(form, case, record, path), teams, team(record),
    team_begin(case), team_end(record), team_wall(record), sync,
    leaving(to, period), pack(version), packs, reports(case), tables, guide(topic), manual(chapter), settings.
    """

    session: Session
    jobs: Jobs
    navigate: Navigate
    say: Say
    files: Files
    house: House

    def refuse(self, error: BaseException) -> None:
        """Say in the strip, in one plain sentence, why something was not done."""
        self.say(explain(error), trouble=True)

    def work(self, name: str, work: Work, then: Callable[[Any], None]) -> Job:
        """Do slow work beside the window; its result comes back to `then`, its refusal to the strip."""
        job = self.jobs.start(name, work)
        job.finished.connect(then)
        job.failed.connect(self.refuse)
        return job


class Page(Protocol):
    """What the window calls on each page, where the page has it."""

    def arrive(self, **where: object) -> None:
        """The page is shown: for this case, form, team."""

    def refresh(self) -> None:
        """Something was written: show it, without moving the focus."""

    def first_field(self) -> QWidget | None:
        """The field or button that is next."""

    def leave(self) -> None:
        """The page is left or the window is locked: keep drafts, cover names."""
