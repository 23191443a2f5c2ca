"""A running team on a large display: hours, steps and institutions; no name, no code, and no care unless asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.gui.models.step_words import MEDICAL
from desktop.gui.models.team_words import groups_of, next_words, window_words
from desktop.gui.models.times import answer_words, left_words
from desktop.gui.models.words import capital, who_words
from desktop.gui.widgets import Tone
from desktop.i18n import _, pick
from desktop.protocols.board import ClockView, StepView
from desktop.services.team import Board

MOST = 4  # deadlines listed under the one that is next


@dataclass(frozen=True, slots=True)
class WallLine:
    """One deadline that comes after the next one."""

    left: str
    who: str
    what: str
    tone: Tone | None


@dataclass(frozen=True, slots=True)
class WallWords:
    """One team; `code` is empty unless somebody asked for it."""

    head: str
    code: str
    title: str
    who: str
    lead: str
    figure: str
    until: str
    tone: Tone | None
    window: str
    lines: tuple[WallLine, ...]

    @property
    def spoken(self) -> str:
        rest = (f"{line.left}: {line.what}, {line.who}" for line in self.lines)
        parts = (self.head, self.title, f"{self.lead} {self.figure}".strip(), self.until, self.who, self.window, *rest)
        return ". ".join(part for part in parts if part)


def wall_words(board: Board, *, place: int, of: int, with_code: bool, with_care: bool, most: int = MOST) -> WallWords:
    """`most` deadlines are listed after the one that is next."""
    told = next_words(board, lambda _number: "")
    window = window_words(board)
    head = _("Team {n} of {total}").format(n=place, total=of) if of > 1 else _("Intervention team")
    since = answer_words(board.r0, board.now)
    return WallWords(
        head=_("{team} · report {moment}").format(team=head, moment=since) if since else head,
        code=board.code if with_code else "",
        title=_title(board.next, with_care) if board.next else _("No step waits."),
        who=_institutions(board, board.next) if board.next else "",
        lead=told.lead if told else "",
        figure=told.figure if told else "",
        until=told.until if told else "",
        tone=told.tone if told else None,
        window=_("Medical window: {figure}, {until}").format(figure=window.figure, until=window.until)
        if window
        else "",
        lines=tuple(_lines(board, with_care))[:most],
    )


def _title(view: StepView, with_care: bool) -> str:
    """A step of care is named only when somebody asks: whoever passes by learns its hour, not what it is."""
    if is_care(view) and not with_care:
        return _("Step {step} · medical care").format(step=view.step.id)
    return _("Step {step} · {title}").format(step=view.step.id, title=pick(view.step.title))


def is_care(view: StepView) -> bool:
    return bool(MEDICAL & set(view.step.roles)) or any(clock.kind == "window" for clock in view.step.clocks)


def _institutions(board: Board, view: StepView) -> str:
    """MED · Medical institution: by their codes and names, never by a person."""
    labels = {code: capital(pick(label)) for code, label in board.protocol.groups.items()}
    named = [f"{code} · {labels[code]}" if code in labels else who_words((code,)) for code in groups_of(board, view)]
    return ", ".join(named)


def _lines(board: Board, with_care: bool) -> Iterator[WallLine]:
    """What is late or due after the first, the nearest first, one line a step."""
    ahead = sorted(_ahead(board), key=lambda found: found[0])
    for due, clock, view in ahead[:MOST]:
        at = due.astimezone(board.now.tzinfo)
        tone = Tone.DANGER if clock.state == "late" else None
        yield WallLine(left_words(at, board.now), who_words(groups_of(board, view)), _title(view, with_care), tone)


def _ahead(board: Board) -> Iterator[tuple[datetime, ClockView, StepView]]:
    for view in board.steps:
        if view.group not in {"now", "next"} or view is board.next:
            continue
        due = [(c.due, c) for c in view.clocks if c.due is not None and c.state in {"late", "running"}]
        if due:
            first, clock = min(due, key=lambda found: found[0])
            yield first, clock, view
