"""A case in short, beside the list: enough to know whether it is the one, and what is next in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.found_words import place_words
from desktop.gui.models.next_words import next_words
from desktop.gui.models.times import written_words
from desktop.gui.models.words import contact_words, status_spec, track_words
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Bar,
    Button,
    Chip,
    CoveredName,
    CoveredText,
    EmptyState,
    FlowBox,
    Label,
    Line,
    Mark,
    Tone,
    boxed,
    clear,
    column,
    risk_spec,
    row,
)
from desktop.i18n import _, ngettext
from desktop.services import cases, searching
from desktop.services.cases import CaseFile, FormLine, Next

SHOWN = 3
MOST_PLACES = 6


class Peek(QWidget):
    """The context column of the list. opened(str): the person wants the whole case."""

    opened = Signal(str)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("peek")
        self._shell = shell
        self._case = ""
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(12))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(18), px(16), px(16))
        outer.setSpacing(px(12))
        outer.addLayout(self._body)
        outer.addStretch(1)
        self._open = Button(_("Open the case"), key="Enter", key_works=False, name="open_case")
        self._open.clicked.connect(self._on_open)
        outer.addLayout(row(self._open, None))
        self.show_nothing()

    def case(self) -> str:
        """The case that is shown, or nothing."""
        return self._case

    def show_nothing(self) -> None:
        clear(self._body)
        self._case = ""
        self._open.hide()
        self._body.addWidget(
            EmptyState("eye", _("In short"), _("Choose a case and press Space: what is next in it stands here."))
        )

    def show_case(self, file: CaseFile, *, searched: str = "") -> None:
        """Everything but her name, which is read only when it is asked for; so is what a search has found."""
        clear(self._body)
        self._case = file.row.case
        self._open.show()
        defs = self._shell.session.library.definitions
        self._add(Label(_("In short"), "group"), Label(file.row.code, "section"))
        self._add(CoveredName(partial(self._name, file.row.case), what=_("her name")))
        chips: list[QWidget] = [Chip.of(risk_spec(file.row.risk)), Chip.of(status_spec(defs, file.row.status))]
        if track := track_words(file.row.track):
            chips.insert(1, Chip(track))
        self._add(FlowBox(*chips, gap=6))
        if file.manager:
            self._add(Label(_("manager {name}").format(name=file.manager), "small-muted", wrap=True))
        if not file.contact.safe or file.contact.do_not:
            title, text = contact_words(defs, file.contact)
            self._add(Banner(Tone.SOON, title, text, icon="phone-off"))
        if searched:
            self._add_found(searched)
        self._add_next(file.next[:SHOWN])
        self._add_forms(file)

    def _add(self, *parts: QWidget) -> None:
        for part in parts:
            self._body.addWidget(part)

    def _add_found(self, typed: str) -> None:
        session = self._shell.session
        places = searching.found_in(session, self._case, typed)
        if not places:
            return
        self._add(Line(), Label(_("Found in"), "group"))
        for place in places[:MOST_PLACES]:
            words = place_words(session.library.definitions, place)
            shown = CoveredText(partial(searching.excerpt, session, place, typed), what=words)
            self._body.addLayout(column(Label(words, wrap=True), shown, gap=0))
        if (left := len(places) - MOST_PLACES) > 0:
            more = ngettext("and {n} more place", "and {n} more places", left)
            self._add(Label(more.format(n=left), "small-muted", wrap=True))

    def _add_next(self, steps: Sequence[Next]) -> None:
        if not steps:
            return
        self._add(Line(), Label(_("What is next"), "group"))
        session = self._shell.session
        for step in steps:
            words = next_words(step, session.library.definitions, session.now())
            second = Label(words.short, "small" if words.tone else "small-muted", tone=words.tone or "", wrap=True)
            line = row(gap=8)
            line.addWidget(Mark(words.mark), 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(column(Label(words.title, wrap=True), second, gap=0), 1)
            self._body.addLayout(line)

    def _add_forms(self, file: CaseFile) -> None:
        done, wanted = progress(file.lines)
        session = self._shell.session
        self._add(Line(), Label(_("Forms"), "group"))
        figure = Label(_("{done} of {total}").format(done=done, total=wanted), "label")
        self._add(boxed(row(Label(_("Complete")), None, figure)))
        self._add(Bar(done / wanted if wanted else 0, tone=Tone.DONE, name=_("Complete")))
        if file.timeline:
            latest = file.timeline[0]
            words = _("Last change: {moment}, {worker}")
            moment = written_words(latest.at, session.now())
            self._add(Label(words.format(moment=moment, worker=latest.worker), "small-muted", wrap=True))

    def _name(self, case: str) -> str:
        return cases.reveal_name(self._shell.session, case) or _("not written yet")

    def _on_open(self) -> None:
        self.opened.emit(self._case)


def progress(lines: Sequence[FormLine]) -> tuple[int, int]:
    """How many of the forms of a case are complete; a form that nobody has begun counts as one to do."""
    return sum(line.state == "complete" for line in lines), len(lines)
