"""What comes soon, on the first page: what ends or is to be done, answers to look at, what the office has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.models import sync_words
from desktop.gui.models.due_words import by_words, clock_title, due_chip, due_icon, due_spec, due_tone
from desktop.gui.models.times import moment_words
from desktop.gui.models.words import capital
from desktop.gui.pages.today_parts import Go, open_clock
from desktop.gui.widgets import Chip, RowButton, Shape, Tone, speak
from desktop.i18n import _, date_words, ngettext
from desktop.services import gaps
from desktop.services.standing import State, Unconfirmed
from desktop.services.today import CaseRow, Clock, Today

WEEK = timedelta(days=7)
MOST_ALIKE = 3  # cases with different answers: after a file from another computer many come at once


def soon_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    """What waits, in the order in which it should be looked at."""
    if shown.worked_until is not None:
        yield _wrong_clock(shown.worked_until, shown.now, go)
    yield from _told_rows(shown, go)
    yield from _conflict_rows([one for one in shown.conflicts if one.case in shown.unsafe], go, unsafe=True)
    yield from _due_rows(shown, go)
    yield from _asked_rows(shown, go)
    yield from _office_rows(shown, go)


def _wrong_clock(worked_until: datetime, now: datetime, go: Go) -> RowButton:
    second = _("last work saved: {moment}").format(moment=moment_words(worked_until, now))
    chip = Chip(_("to check"), Shape.TRIANGLE, Tone.SOON)
    title = _("The computer’s clock may be wrong")
    return _soon(title, second, "clock", "soon", chip, "clock_row", partial(go, "settings"))


def _told_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    """What somebody else wants this person to know: danger first, then cases handed over, then sheets to approve."""
    for one in shown.signals:
        chip = Chip(_("danger"), Shape.OCTAGON, Tone.DANGER)
        act = partial(go, "case", case=one.case)
        yield _soon(_("Signal of danger"), one.code, "danger", "danger", chip, f"signal_{one.case}", act)
    for case in shown.handed:
        chip = Chip(_("new"), Shape.RING, Tone.INFO)
        second = _("{code} · by {name}").format(code=case.code, name=case.by)
        act = partial(go, "case", case=case.case)
        yield _soon(_("A case was handed to you"), second, "people", "primary", chip, f"handed_{case.case}", act)
    if waiting := len(shown.to_approve):
        title = ngettext("{n} sheet to approve", "{n} sheets to approve", waiting).format(n=waiting)
        second = _("they wait for you or another specialist or lead")
        chip = Chip(str(waiting))
        yield _soon(capital(title), second, "check", "primary", chip, "approve_row", partial(go, "approvals"))


def _due_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    for clock in (*shown.soon, *shown.overdue):
        yield _due_row(clock, shown.now, go)
    if more := shown.more_soon + shown.more_overdue:
        words = ngettext("{n} more deadline", "{n} more deadlines", more).format(n=more)
        second = _("in the calendar, with all the others")
        yield _soon(capital(words), second, "calendar", "muted", Chip(str(more)), "more_due", partial(go, "calendar"))


def _asked_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    """Values to choose and answers to look at."""
    yield from _conflict_rows([one for one in shown.conflicts if one.case not in shown.unsafe], go, unsafe=False)
    if lone := shown.lone_conflicts:
        title = ngettext("{n} sheet of the office to choose in", "{n} sheets of the office to choose in", lone)
        second, act = _("two people wrote different answers"), partial(go, "conflicts")
        yield _soon(title.format(n=lone), second, "copies", "primary", Chip(str(lone)), "conflicts_lone", act)
    yield from _check_rows(shown.to_check, go)
    if more := shown.more_asked:
        words = ngettext("{n} more case with answers to look at", "{n} more cases with answers to look at", more)
        second = _("they come up here as those above are settled")
        title = capital(words.format(n=more))
        yield _soon(title, second, "warning", "soon", Chip(str(more)), "more_asked", partial(go, "cases"))


def _office_rows(shown: Today, go: Go) -> Iterator[QWidget]:
    """What the office itself has to do: warnings, tables to send, cases to erase, the backup, the recovery sheet."""
    if shown.warnings:
        count = len(shown.warnings)
        title = ngettext("{n} warning about other offices", "{n} warnings about other offices", count).format(n=count)
        chip = Chip(_("to read"), Shape.OCTAGON, Tone.DANGER)
        second = _("under Synchronisation, with what is to be done")
        yield _soon(title, second, "danger", "danger", chip, "sync_warnings", partial(go, "sync"))
    for waits in shown.unconfirmed:
        yield _unconfirmed_row(waits, go)
    if shown.pack is not None:
        region, version = shown.pack
        second = _("Pack {count} of region {office}").format(count=version, office=region)
        chip = Chip(_("to read"), Shape.RING, Tone.SOON)
        yield _soon(_("What the region sends down"), second, "inbox", "soon", chip, "pack_row", partial(go, "pack"))
    for one in shown.unsent:
        chip = Chip(_("to send"), Shape.RING, Tone.QUIET)
        second = _("{office} · {period}").format(office=one.office, period=one.period)
        yield _soon(_("Tables to send"), second, "upload", "muted", chip, f"unsent_{one.office}", partial(go, "sync"))
    if shown.erasures:
        title = ngettext("{n} case to erase", "{n} cases to erase", shown.erasures).format(n=shown.erasures)
        chip = Chip(_("due"), Shape.TRIANGLE, Tone.SOON)
        act = partial(go, "settings", tab="erasure")
        yield _soon(title, _("the days of waiting are over"), "trash", "soon", chip, "erasures_row", act)
    if shown.backup.alarm in ("none", "old"):
        yield _backup_row(shown, go)
    elif shown.backup.stick_due:
        yield _stick_row(shown, go)
    if shown.recovery is not None:
        yield _recovery_row(shown.recovery, go)


def _unconfirmed_row(one: Unconfirmed, go: Go) -> RowButton:
    """What was handed over, and of which nobody said that it arrived."""
    kind = sync_words.kind_words(one.kind)
    title = _("Not confirmed: {kind}").format(kind=kind)
    if one.state is not State.SENT:
        title = _("Did not arrive: {kind}").format(kind=kind)
    numbers = _("no. {seq}").format(seq=gaps.words(one.numbers))
    second = _("{office} · {period}").format(office=one.name, period=numbers)
    chip = Chip(_("to ask"), Shape.TRIANGLE, Tone.SOON)
    return _soon(title, second, "clock", "soon", chip, f"unconfirmed_{one.to}_{one.kind}", partial(go, "sync"))


def _due_row(clock: Clock, now: datetime, go: Go) -> RowButton:
    """What ends or is to be done soon, or should have been done by now."""
    near = clock.exact and clock.state == "running" and clock.at - now < WEEK
    parts = (clock.code or _("without a case"), by_words(clock, now) if near else "")
    second = " · ".join(part for part in parts if part)
    # What has passed shows its day in place of a word: the list says more by it, and in less room.
    chip = Chip(date_words(clock.at.date()), Shape.TRIANGLE, Tone.SOON) if clock.state == "overdue" else None
    colour = "soon" if due_tone(clock, now) is not None else "muted"
    name = f"due_{clock.record}_{clock.steps[0]}"
    title = clock_title(clock)
    made = _soon(title, second, due_icon(clock.kind), colour, chip or due_chip(clock, now), name, open_clock(go, clock))
    speak(made, f"{title}, {second}, {due_spec(clock, now).word}, {by_words(clock, now)}")
    return made


def _conflict_rows(found: Sequence[CaseRow], go: Go, *, unsafe: bool) -> Iterator[QWidget]:
    """The first few cases by name and the others in one row: what ends tomorrow must not slip out of sight."""
    named = found if len(found) <= MOST_ALIKE + 1 else found[:MOST_ALIKE]
    for one in named:
        yield _conflict_row(one, go, unsafe=unsafe)
    if more := len(found) - len(named):
        words = ngettext("{n} more case with different answers", "{n} more cases with different answers", more)
        second = _("about her safety; all on one page") if unsafe else _("all on one page")
        chip = Chip(_("to choose"), Shape.TRIANGLE, Tone.SOON) if unsafe else Chip(str(more))
        icon, colour, name = (
            ("warning", "soon", "conflicts_unsafe") if unsafe else ("copies", "primary", "conflicts_more")
        )
        yield _soon(capital(words.format(n=more)), second, icon, colour, chip, name, partial(go, "conflicts"))


def _conflict_row(found: CaseRow, go: Go, *, unsafe: bool) -> RowButton:
    """Answers to choose between; where one is about her safety, it is a task of its own colour."""
    title = ngettext("{n} field with different values", "{n} fields with different values", found.conflicts)
    count, act = found.conflicts, partial(go, "conflicts", case=found.case)
    if unsafe:
        words = _("{code} · about her safety").format(code=found.code)
        chip: QWidget = Chip(_("to choose"), Shape.TRIANGLE, Tone.SOON)
        return _soon(title.format(n=count), words, "warning", "soon", chip, f"conflict_{found.case}", act)
    words = _("{code} · choose one").format(code=found.code)
    return _soon(title.format(n=count), words, "copies", "primary", Chip(str(count)), f"conflict_{found.case}", act)


def _check_rows(rows: Sequence[CaseRow], go: Go) -> Iterator[QWidget]:
    for found in rows:
        title = ngettext("{n} form to review", "{n} forms to review", found.checks).format(n=found.checks)
        words = _("{code} · an answer is doubtful").format(code=found.code)
        act = partial(go, "case", case=found.case)
        yield _soon(title, words, "warning", "soon", Chip(str(found.checks)), f"check_{found.case}", act)


def _backup_row(shown: Today, go: Go) -> RowButton:
    at = shown.backup.last
    if at is None:
        second, chip = _("none yet"), Chip(_("to make"), Shape.TRIANGLE, Tone.SOON)
    else:
        second = _("last: {moment}").format(moment=moment_words(at, shown.now))
        days = max(0, (shown.now - at).days)  # none, where the clock was ahead when it was made
        chip = Chip(ngettext("{n} day old", "{n} days old", days).format(n=days), Shape.TRIANGLE, Tone.SOON)
    return _soon(_("Backup"), second, "usb", "soon", chip, "backup_row", partial(go, "settings", tab="database"))


def _stick_row(shown: Today, go: Go) -> RowButton:
    """A backup on the same disk does not help where the computer is stolen or burnt."""
    at = shown.backup.last_on_stick
    second = _("last: {moment}").format(moment=moment_words(at, shown.now)) if at else _("none yet")
    chip = Chip(_("to make"), Shape.RING, Tone.QUIET)
    return _soon(
        _("Backup on a stick"), second, "usb", "muted", chip, "stick_row", partial(go, "settings", tab="database")
    )


def _recovery_row(alarm: str, go: Go) -> RowButton:
    """Without a sheet that was typed back and tried out, a forgotten passphrase may be the end of the data."""
    title, second, word = {
        "none": (_("Recovery sheet"), _("without it, lost passphrases lose the data"), _("to make")),
        "older": (_("Recovery sheet"), _("somebody outside may still open with it"), _("to replace")),
        "unconfirmed": (_("Recovery sheet"), _("its code was not typed back yet"), _("to check")),
        "drill": (_("Recovery drill"), _("a year has passed"), _("due")),
    }[alarm]
    chip = Chip(word, Shape.TRIANGLE, Tone.SOON)
    return _soon(title, second, "key", "soon", chip, "recovery_row", partial(go, "settings", tab="recovery"))


def _soon(
    title: str, second: str, icon: str, colour: str, chip: QWidget, name: str, act: Callable[[], object]
) -> RowButton:
    made = RowButton(title, second, icon=icon, icon_colour=colour, beside=chip)
    made.setObjectName(name)
    made.clicked.connect(act)
    return made
