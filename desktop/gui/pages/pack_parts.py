"""Parts of the pages of packs: what changes, group by group, and how one pack stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.gui import theme
from desktop.gui.widgets import (
    Card,
    Chip,
    ChipSpec,
    FlowBox,
    IconLabel,
    Label,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, datetime_words, ngettext
from desktop.services import pack_words
from desktop.services.pack_words import Group, Line
from desktop.services.packs import Info

ICONS = {
    "form": "document",
    "protocol": "people",
    "list": "list",
    "line": "phone",
    "service": "map",
    "indicator": "chart",
}


class GroupCard(Card):
    """What changes in one thing, a line for each change; what a head should look at twice is marked."""

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(gap=6, parent=parent)
        self.setObjectName(f"group_{group.kind}_{group.id}".rstrip("_"))
        title = Label(group.title, "section", wrap=True)
        line = row(IconLabel(ICONS[group.kind], colour="primary"), gap=10)
        line.addWidget(title, 1)
        self.add(line)
        told = QGridLayout()
        told.setHorizontalSpacing(theme.px(10))
        told.setVerticalSpacing(theme.px(6))
        told.setColumnStretch(1, 1)
        for at, one in enumerate(group.lines):
            told.addWidget(Chip.of(sort_spec(one)), at, 0, Qt.AlignmentFlag.AlignTop)
            told.addWidget(Label(one.words, wrap=True), at, 1)
        self.add(told)
        speak(self, " ".join((group.title, *(one.words for one in group.lines))))


def sort_spec(one: Line) -> ChipSpec:
    """New, different or gone; in amber where it is to be looked at twice."""
    tone = Tone.SOON if one.care else Tone.PLAIN
    if one.sort == pack_words.NEW:
        return ChipSpec(_("new"), Shape.TRIANGLE if one.care else Shape.CIRCLE, tone)
    if one.sort == pack_words.GONE:
        return ChipSpec(_("goes"), Shape.X, tone)
    return ChipSpec(_("different"), Shape.TRIANGLE if one.care else Shape.HALF, tone)


def groups_column(groups: Sequence[Group]) -> list[QWidget]:
    return [GroupCard(one) for one in groups]


def count_words(groups: Sequence[Group]) -> str:
    """How much is different, and how much of it is to be looked at twice."""
    n = sum(len(group.lines) for group in groups)
    careful = sum(line.care for group in groups for line in group.lines)
    words = ngettext("{n} thing changes.", "{n} things change.", n).format(n=n)
    if not careful:
        return words
    twice = ngettext(
        "{n} of them, in amber, is to be looked at twice.", "{n} of them, in amber, are to be looked at twice.", careful
    )
    return f"{words} {twice.format(n=careful)}"


def pack_title(one: Info) -> str:
    return _("Pack {count} of region {office}").format(count=one.version, office=one.region)


def pack_second(one: Info) -> str:
    """When it came or since when it counts, and the sign that both sides can compare."""
    if one.counts and one.decided_at is not None:
        words = _("Taken over on {time} by {worker}. Sign {sign}.")
        return words.format(time=datetime_words(one.decided_at), worker=one.decided_by, sign=one.sign)
    return _("It came on {time}. Sign {sign}.").format(time=datetime_words(one.at), sign=one.sign)


def pack_chip(one: Info) -> Chip:
    if one.counts:
        return Chip(_("in use"), Shape.CHECK, Tone.DONE)
    if one.waits:
        return Chip(_("not looked at yet"), Shape.RING, Tone.SOON)
    return Chip(_("kept"), Shape.DASH, Tone.QUIET)


def pack_head(one: Info) -> QWidget:
    """Title, state and second line of one pack."""
    head = FlowBox(Label(pack_title(one), "label"), pack_chip(one))
    return boxed(column(head, Label(pack_second(one), "small-muted", wrap=True), gap=2))


def heading(title: str, count: int | None = None) -> SectionHeader:
    return SectionHeader(title, count)
