"""What the editors of a form may ask: definitions, people, other records, and what is covered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from desktop.forms.schema import Definitions, Json
from desktop.services.attach import Attached

Options = Sequence[tuple[str, str]]  # codes and their words


class AskFile(Protocol):
    def __call__(self, then: Callable[[Attached], None], /) -> None:
        """Let the person choose a file and keep it with the sheet; `then` gets it."""


@dataclass(frozen=True, slots=True)
class Around:
    """Handed to every editor; the page fills it with services."""

    definitions: Definitions
    country: str
    tz: tzinfo
    now: Callable[[], datetime]
    workers: Options
    targets: Callable[[str], Options]  # a form -> records that a link may point to
    case_of_code: Callable[[str], str | None]
    code_of_case: Callable[[str], str | None]
    reveal: Callable[[str, Json], Json]  # a path and what stands there -> the uncovered answer; logged
    attach: AskFile
    about_file: Callable[[str], Attached | None]
    open_team: Callable[[], None]
    accounts: Callable[[str], Options] = lambda _path: ()  # `form.field` -> the sheets of the case that hold it
    open_sheet: Callable[[str, str, str], None] = lambda _form, _record, _field: None
    open_history: Callable[[str], None] | None = None  # the versions of the sheet, narrowed to one question
    show_file: Callable[[str], None] | None = None  # in the built-in viewer
    left: Options = ()  # people who have left: shown where an answer names them, and not offered
