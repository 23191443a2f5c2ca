"""The table of reports, and what is said of one: what about, from whom, what was decided, until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.forms.schema import Definitions
from desktop.gui.models.paged_table import PagedTable
from desktop.gui.models.times import answer_words, left_words, moment_words
from desktop.gui.models.words import capital, listed
from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone
from desktop.i18n import _
from desktop.services.reports_inbox import DUPLICATE, REFER, TAKE, UNCONFIRMED, Page, ReportRow

Read = Callable[[int, int], Page]  # offset, limit


@dataclass(frozen=True, slots=True)
class Reading:
    """What turns a row into words."""

    definitions: Definitions
    now: datetime


class ReportTable(PagedTable[ReportRow, Reading]):
    """Rows of reports."""

    def columns(self) -> Sequence[Callable[[ReportRow, Reading], Cell]]:
        return _COLUMNS

    def heads(self) -> Sequence[str]:
        return heads()

    def id_of(self, row: ReportRow) -> str:
        return row.record


def heads() -> tuple[str, ...]:
    return _("Received at"), _("What about"), _("Signs"), _("Decision"), _("A child")


# --- words of one report ----------------------------------------------------------------------------------------------


def topic_words(row: ReportRow, defs: Definitions) -> str:
    """Domestic violence, trafficking in persons; what nobody chose stays open."""
    words = [listed(defs, "report_topics", topic) for topic in row.topics]
    return capital(", ".join(word for word in words if word)) or _("topic not written")


def caller_words(row: ReportRow, defs: Definitions) -> str:
    """Neighbour, by telephone: who reports and how."""
    parts = (listed(defs, "L7", row.notifier), listed(defs, "L8b", row.channel))
    return " · ".join(part for part in parts if part) or _("not written who")


def sign_spec(row: ReportRow) -> ChipSpec | None:
    """What must be seen first."""
    if row.danger:
        return ChipSpec(_("Danger now"), Shape.OCTAGON, Tone.DANGER)
    return ChipSpec(_("Child"), Shape.TRIANGLE, Tone.SOON) if row.child else None


def decision_spec(row: ReportRow, *, plain: bool = False) -> ChipSpec:
    """What was decided; a report that was taken and has no case still waits for one."""
    if row.decision == TAKE:
        if row.case is None:
            return ChipSpec(_("Taken, no case yet"), Shape.HALF, Tone.SOON)
        return ChipSpec(_("Taken"), Shape.CHECK, Tone.QUIET if plain else Tone.DONE, plain=plain)
    told = {
        REFER: (_("Referred"), Shape.CIRCLE),
        UNCONFIRMED: (_("Not confirmed"), Shape.DASH),
        DUPLICATE: (_("A duplicate"), Shape.DASH),
    }.get(row.decision)
    if told is None:
        return ChipSpec(_("Undecided"), Shape.RING, Tone.INFO)
    return ChipSpec(*told, Tone.QUIET if plain else Tone.PLAIN, plain=plain)


def where_words(row: ReportRow, defs: Definitions) -> str:
    """The case that it became or says again, or the institution that it went to."""
    if row.code:
        return row.code
    if row.decision == REFER:
        return listed(defs, "L8", row.referred_to)
    if row.decision == DUPLICATE and row.same_as:
        return row.same_as if "-" in row.same_as else _("another report")
    return ""


def notice_words(row: ReportRow, now: datetime) -> tuple[str, str, Tone | None]:
    """Whether the guardianship authority was told of the child; red from the first moment until it was."""
    if not row.child:
        return "", "", None
    if row.notified:
        return _("told"), answer_words(row.notified, now), None
    if row.notice_due is None:
        return _("to tell"), _("at once"), Tone.DANGER
    return _("to tell"), _left(row.notice_due, now), Tone.DANGER


def _left(due: datetime, now: datetime) -> str:
    """In whole hours while there are some: the last ones count by the minute."""
    left = due - now
    if abs(left) > timedelta(days=2):
        return moment_words(due, now)
    whole = timedelta(hours=int(left.total_seconds() / 3600))
    return left_words(now + whole if abs(left) > timedelta(hours=1) else due, now)


# --- the columns ------------------------------------------------------------------------------------------------------


def _at(row: ReportRow, reading: Reading) -> Cell:
    words = answer_words(row.at, reading.now) or _("without an hour")
    return Cell(words, caller_words(row, reading.definitions), strong=True)


def _topics(row: ReportRow, reading: Reading) -> Cell:
    where = capital(where_words(row, reading.definitions))
    return Cell(topic_words(row, reading.definitions), where, muted=not row.topics)


def _signs(row: ReportRow, _reading: Reading) -> Cell:
    spec = sign_spec(row)
    return Cell(chip=spec) if spec else Cell("–", muted=True)


def _decision(row: ReportRow, _reading: Reading) -> Cell:
    return Cell(chip=decision_spec(row, plain=True))


def _notice(row: ReportRow, reading: Reading) -> Cell:
    title, second, tone = notice_words(row, reading.now)
    return Cell(capital(title), second, tone) if title else Cell("–", muted=True)


_COLUMNS: tuple[Callable[[ReportRow, Reading], Cell], ...] = (_at, _topics, _signs, _decision, _notice)
