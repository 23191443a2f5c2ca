"""The top of a case, which never scrolls away: who, how she may be reached, what runs, what she agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.gui.models import sync_words
from desktop.gui.models.case_words import VICTIM, flag_spec, kind_words
from desktop.gui.models.due_words import by_words, clock_title
from desktop.gui.models.times import answer_words, left_words, length_words
from desktop.gui.models.transfer_words import place_spec
from desktop.gui.models.words import (
    capital,
    consent_words,
    contact_words,
    person_words,
    status_spec,
    steps_words,
    track_words,
)
from desktop.gui.pages.case_moving import MovingBanner
from desktop.gui.pages.columns import Columns
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    CoveredName,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    Mark,
    Shape,
    Tone,
    WholeHeight,
    boxed,
    clear,
    column,
    risk_spec,
    row,
    speak,
)
from desktop.gui.widgets.chips import ChipSpec
from desktop.gui.widgets.tones import DRESS
from desktop.i18n import _
from desktop.services import access, cases, erasure, standing
from desktop.services.cases import CaseFile, Clock

SHOWN_CLOCKS = 2


class Fact(Card):
    """One line of what must be known: a bold beginning and the rest beside it, or below where it is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=12, parent=parent)
        margins = self.body().contentsMargins()
        self.body().setContentsMargins(margins.left(), px(5), margins.right(), px(5))
        self._icon = IconLabel("info")
        self._title, self._text = Label("", "label", wrap=True), Label("", wrap=True)
        for words in (self._title, self._text):  # in a card that is higher than its words
            words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(px(10))
        self._words.addWidget(self._title)
        self._words.addWidget(self._text, 1)
        line = row(gap=12)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._words, 1)
        self.add(line)

    def show_words(self, title: str, text: str, tone: Tone, icon: str) -> None:
        self.set_tone(tone)
        self._icon.set_icon(icon, DRESS[tone].shape)
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        speak(self, f"{title} {text}".strip())
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _settle(self) -> None:
        """Beside each other if both fit on one line each."""
        room = self.width() - px(24 + 20 + 12 + 10)
        title = self._title.fontMetrics().horizontalAdvance(self._title.text())
        text = self._text.fontMetrics().horizontalAdvance(self._text.text())
        beside = title + text + px(4) <= room
        self._title.setMinimumWidth(title + px(2) if beside else 1)
        towards = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._words.direction() != towards:
            self._words.setDirection(towards)
            self._words.setSpacing(px(10) if beside else 0)
            self.updateGeometry()


class CaseHeader(WholeHeight):
    """team_asked: open the team, or start it. access_asked: show who sees the case."""

    team_asked = Signal()
    erasing_asked = Signal()
    access_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_header")
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shell = shell
        self._case = ""
        self._code = Label("", "title")
        self._code.setObjectName("code")
        self._chips = FlowBox(gap=8)
        self._name = CoveredName(self._read_name, what=_("her name"))
        self._name.setObjectName("name")
        self._who = Label("", "muted", wrap=True)
        self._clocks = QVBoxLayout()
        self._clocks.setContentsMargins(0, 0, 0, 0)
        self._clocks.setSpacing(px(6))
        self._team = Button("", icon="people", name="team")
        self._team.clicked.connect(self.team_asked)
        self._erasing = Button(_("Erasing"), Kind.SMALL_LINK, icon="trash", name="erasing")
        self._erasing.clicked.connect(self.erasing_asked)
        self._access = Button(_("Access"), Kind.SMALL_LINK, icon="lock", name="access")
        self._access.clicked.connect(self.access_asked)
        self._contact, self._consent = Fact(), Fact()
        self._contact.setObjectName("contact")
        self._consent.setObjectName("consent")
        self._moving = MovingBanner()
        self._lay_out()

    def cover(self) -> None:
        self._name.cover()

    def show_case(self, file: CaseFile, now: datetime) -> None:
        self._case = file.row.case
        defs = self._shell.session.library.definitions
        self._code.setText(file.row.code)
        clear(self._chips.flow)
        kind = file.row.kind
        specs = [risk_spec(file.row.risk)] if kind == VICTIM else [ChipSpec(kind_words(kind))]
        if track := track_words(file.row.track):
            specs.append(ChipSpec(track))
        if erasure.of_case(self._shell.session, file.row.case) is not None:
            specs.append(ChipSpec(_("Erasure asked for"), Shape.TRIANGLE, Tone.SOON))
        if access.state(self._shell.session, file.row.case) is not None:
            specs.append(ChipSpec(_("Sealed"), Shape.DASH, Tone.INFO))
        flags = [flag_spec(defs, code) for code in file.flags]
        place = place_spec(file.row.moving) or status_spec(defs, file.row.status)
        for spec in (*specs, place, *flags):
            self._chips.add(Chip.of(spec))
        who = person_words(defs, file.row.sex, file.row.age_band, file.row.place)
        manager = _("manager {name}").format(name=file.manager) if file.manager else ""
        sent = sync_words.case_words(standing.of_case(self._shell.session, file.row.case))
        self._who.setText(" · ".join(part for part in (who, manager, sent) if part))
        self._show_team(file)
        self.show_clocks(file.clocks, now)
        title, text = contact_words(defs, file.contact)
        safe = bool(file.contact.safe) and not file.contact.do_not
        self._contact.show_words(title, text, Tone.PLAIN if safe else Tone.SOON, "phone" if safe else "phone-off")
        day = answer_words(file.consent.on, now) if file.consent else ""
        title, text = consent_words(defs, file.consent, day)
        given = file.consent is not None and file.consent.services == "da" and not file.consent.withdrawn
        self._consent.show_words(title, text, Tone.PLAIN, "shield" if given else "info")
        for fact in (self._contact, self._consent):  # what must be known before a victim is called
            fact.setVisible(kind == VICTIM)
        self._name.setVisible(kind != "youth")
        self._moving.show_file(file)
        self.keep_height()

    def show_clocks(self, clocks: Sequence[Clock], now: datetime) -> None:
        """The first missed duties and the nearest window: the two that matter at a glance."""
        clear(self._clocks)
        late = [c for c in clocks if c.state == "late"][:1]
        windows = [c for c in clocks if c.state == "running" and c.kind == "window"]
        windows = (
            windows
            or sorted((c for c in clocks if c.state in ("running", "overdue")), key=lambda c: c.state == "overdue")[:1]
        )
        for clock in (*late, *windows)[:SHOWN_CLOCKS]:
            self._clocks.addWidget(_clock_line(clock, now))

    def _show_team(self, file: CaseFile) -> None:
        has_team = bool(file.of_form("team"))
        wanted = has_team or bool(file.of_form("incident")) or "sv_adult" in (file.row.track or "").split()
        self._team.setVisible(wanted and (has_team or file.row.moving is None))
        self._team.set_word(_("Open the team") if has_team else _("Start the team"))

    def _read_name(self) -> str:
        return cases.reveal_name(self._shell.session, self._case) or _("not written yet")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(px(10))
        top.addWidget(self._code)
        top.addWidget(self._chips, 1)
        top.addWidget(self._access)
        below = QHBoxLayout()
        below.setSpacing(px(14))
        below.addWidget(self._name)
        below.addWidget(self._who, 1)
        below.addWidget(self._erasing)
        left = boxed(column(top, below, gap=4))
        right_line = row(gap=16)
        right_line.addLayout(self._clocks, 1)
        right_line.addWidget(self._team)
        right = boxed(right_line)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(24), px(6), px(16), px(6))
        outer.setSpacing(px(6))
        outer.addWidget(Columns((left, 480, 1), (right, 510, 0), gap=16))
        outer.addWidget(Columns((self._contact, 300, 1), (self._consent, 300, 1), gap=12, even=True))
        outer.addWidget(self._moving)


def _clock_line(clock: Clock, now: datetime) -> QWidget:
    late = clock.state == "late"
    if late and clock.of_team and len(clock.steps) > 2:
        what = clock_title(clock)
        words = _("{what} by {length}").format(what=what, length=length_words(clock.at - now))
    else:
        what = capital(steps_words(clock.steps)) if late and clock.of_team else clock_title(clock)
        left = left_words(clock.at, now) if clock.of_team or late else by_words(clock, now)
        words = _("{what}: {left}").format(what=what, left=left)
    spec = ChipSpec(words, Shape.OCTAGON, Tone.DANGER) if late else ChipSpec(words, Shape.CLOCK, Tone.INFO)
    label = Label(words, "label" if late else "muted", tone=Tone.DANGER if late else "", wrap=True)
    line = row(gap=8)
    line.addWidget(Mark(spec), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label, 1)
    return boxed(line)
