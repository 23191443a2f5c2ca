"""The table of cases: ten thousand rows as easily as ten, each page of them read when it is first seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.forms.schema import Definitions
from desktop.gui.models.case_words import SHORT_KINDS, VICTIM
from desktop.gui.models.due_words import due_title, is_duty
from desktop.gui.models.found_words import found_words
from desktop.gui.models.paged_table import PagedTable
from desktop.gui.models.times import left_words, moment_words
from desktop.gui.models.transfer_words import place_spec
from desktop.gui.models.words import person_words, short_name, status_spec, steps_words, track_words
from desktop.gui.widgets import Cell, Tone, risk_spec
from desktop.i18n import _
from desktop.services.cases import CaseRow, Page
from desktop.services.searching import FoundIn

Read = Callable[[int, int], Page]  # offset, limit


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns a row into words."""

    definitions: Definitions
    names: Mapping[str, str]
    now: datetime
    found_in: Callable[[str], Sequence[FoundIn]] | None = None  # where a search has found its words in a case


class CaseTable(PagedTable[CaseRow, Reading]):
    """Rows of cases."""

    def columns(self) -> Sequence[Callable[[CaseRow, Reading], Cell]]:
        return _COLUMNS

    def heads(self) -> Sequence[str]:
        return heads()

    def id_of(self, row: CaseRow) -> str:
        return row.case


def heads() -> tuple[str, ...]:
    first = (_("Code"), _("Track"), _("Risk"), _("Status"), _("Manager"), _("Next deadline"), _("Changed"))
    return (*first, _("Found in"))


def _code(row: CaseRow, reading: Reading) -> Cell:
    return Cell(row.code, person_words(reading.definitions, row.sex, row.age_band, row.place) or "–", strong=True)


def _track(row: CaseRow, _reading: Reading) -> Cell:
    return Cell((track_words(row.track) if row.kind == VICTIM else _(SHORT_KINDS[row.kind])) or "–")


def _risk(row: CaseRow, _reading: Reading) -> Cell:
    return Cell(chip=risk_spec(row.risk)) if row.kind == VICTIM else Cell("–", muted=True)


def _status(row: CaseRow, reading: Reading) -> Cell:
    return Cell(chip=place_spec(row.moving) or status_spec(reading.definitions, row.status, plain=True))


def _manager(row: CaseRow, reading: Reading) -> Cell:
    return Cell(short_name(reading.names.get(row.manager or "", row.manager or "")))


def _due(row: CaseRow, reading: Reading) -> Cell:
    words = due_words(row, reading.now)
    return Cell(words[0], words[1], words[2]) if words else Cell("–", muted=True)


def _changed(row: CaseRow, reading: Reading) -> Cell:
    if row.modified is None:
        return Cell("–")
    return Cell(moment_words(datetime.fromisoformat(row.modified).astimezone(reading.now.tzinfo), reading.now))


def _found_in(row: CaseRow, reading: Reading) -> Cell:
    """The question and its sheet, and how many more there are; never the words themselves."""
    if reading.found_in is None:
        return Cell()
    places = reading.found_in(row.case)
    return Cell(*found_words(reading.definitions, places)) if places else Cell(_("the code of the case"), muted=True)


def due_words(row: CaseRow, now: datetime) -> tuple[str, str, Tone | None] | None:
    """What is due next of a case: what, until when, and how loudly."""
    if row.next_due is None:
        return None
    at = datetime.fromisoformat(row.next_due).astimezone(now.tzinfo)
    late = at < now
    title = due_title(row.next_what, ref=row.next_ref)
    if row.next_what == "duty" and row.next_ref:
        title = _("Deadline, {step}").format(step=steps_words([row.next_ref]))
    hours = (at - now).total_seconds() / 3600
    missed = late and is_duty(row.next_what, row.next_ref)
    tone = Tone.DANGER if missed else Tone.SOON if late or hours < 12 else None
    return title, left_words(at, now) if hours < 48 else moment_words(at, now), tone


_COLUMNS: tuple[Callable[[CaseRow, Reading], Cell], ...] = (
    _code,
    _track,
    _risk,
    _status,
    _manager,
    _due,
    _changed,
    _found_in,
)
