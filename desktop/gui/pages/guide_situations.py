"""What to do in a situation, what stands beside the steps of a checklist, and what no expert has confirmed yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui import theme
from desktop.gui.pages.guide_parts import GuideView
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    EmptyState,
    Fold,
    Label,
    RowButton,
    RowList,
    SectionHeader,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import N_, _, ngettext, pick
from desktop.protocols.schema import Protocol, Step
from desktop.services.guidebook import Guidance, Question, has_words, used_by

ICONS = {
    "window_passed": "warning",
    "under_18": "child",
    "no_police": "person",
    "someone_asks": "phone",
    "no_hospital": "map",
    "interpreter": "chat",
    "lives": "chat",
    "evidence": "shield",
    "rights": "scales",
    "medical_care": "medical",
    "strangulation": "danger",
    "safe_leaving": "home",
    "one_account": "note",
    "one_hearing": "people",
    "children_heard": "child",
    "istanbul": "book",
}
PARTS = {
    "if": N_("What do I do if…"),
    "first": N_("At first contact"),
    "together": N_("Together with the institutions"),
    "law": N_("What the law says"),
}


class SituationsView(GuideView):
    """All guidance in its parts, of which one at most is open."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        library = self.session.library
        here = self.session.office.country
        beside = used_by(one for one in library.newest_protocols() if one.country == here)
        self._shown = [Situation(one, beside.get(one.id, ())) for one in library.guidance]
        self._parts: list[tuple[QWidget, list[Situation]]] = []
        for part, title in PARTS.items():
            inside = [shown for shown in self._shown if shown.guidance.part == part]
            box = boxed(column(SectionHeader(_(title)), RowList(*inside), gap=8))
            self._parts.append((box, inside))
            self.add(box)
        for shown in self._shown:
            shown.opened.connect(self.open)
        self._questions = Questions(library.guidebook.questions)
        self._nothing = EmptyState("search", _("Nothing found"), _("No situation has these words."))
        self.add(self._questions, self._nothing)

    def show_found(self, typed: str, country: str) -> int:
        """Guidance is of both countries; what is unconfirmed may be of one."""
        count = 0
        for box, inside in self._parts:
            fitting = [shown for shown in inside if shown.has_words(typed)]
            for shown in inside:
                shown.setVisible(shown in fitting)
            box.setVisible(bool(fitting))
            count += len(fitting)
        self._questions.setVisible(not typed.strip() and self._questions.show_country(country))
        self._nothing.setVisible(not count)
        return count

    def open(self, topic: str) -> Situation | None:
        """Open one and close the others."""
        opened = None
        for one in self._shown:
            one.set_open(one.guidance.id == topic)
            opened = one if one.guidance.id == topic else opened
        if opened is not None:
            self.wanted.emit(opened)  # its steps are read without scrolling
        return opened


class Situation(QWidget):
    """What to do in one situation; its steps open below it. opened(str): the person opened this one."""

    opened = Signal(str)

    def __init__(
        self, guidance: Guidance, beside: Sequence[tuple[Protocol, Step]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.guidance = guidance
        icon = ICONS.get(guidance.id, "help")
        self.button = RowButton(pick(guidance.title), pick(guidance.hint), icon=icon, arrow=True, checkable=True)
        self.button.setObjectName(f"situation_{guidance.id}")
        self.button.clicked.connect(self._on_pressed)
        self._beside = beside
        self._steps: QWidget | None = None  # made when somebody looks
        self.setLayout(column(self.button, gap=4))
        self.set_open(False)

    def has_words(self, typed: str) -> bool:
        told = self.guidance
        return has_words(typed, pick(told.title), pick(told.hint), *(pick(step) for step in told.steps))

    def is_open(self) -> bool:
        return self._steps is not None and not self._steps.isHidden()

    def set_open(self, is_open: bool) -> None:
        if is_open and self._steps is None and (inside := self.layout()) is not None:
            self._steps = _steps(self.guidance, self._beside)
            inside.addWidget(self._steps)
        if self._steps is not None:
            self._steps.setVisible(is_open)
        self.button.setChecked(is_open)
        state = _("The steps stand below.") if is_open else _("Press to see the steps.")
        speak(self.button, self.button.accessibleName(), state)

    def _on_pressed(self) -> None:
        self.set_open(self.button.isChecked())
        if self.is_open():
            self.opened.emit(self.guidance.id)


class Questions(QWidget):
    """What no expert has confirmed yet: whoever reads a proposal must be able to know that it is one."""

    def __init__(self, questions: Sequence[Question], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("questions")
        self._rows = [(one.country, _question(pick(one.text))) for one in questions]
        why = _("The program proposes what it could not read in an act. Ask, and trust the act before the program.")
        told = boxed(column(Label(why, "muted", wrap=True), *(row for _country, row in self._rows), gap=6))
        count = len(questions)
        self.fold = Fold(_("What no expert has confirmed yet"), None, told, count=count, hidden=count)
        self.setLayout(column(self.fold, gap=0))

    def show_country(self, country: str) -> bool:
        """Those of one country and of both; whether any is left."""
        fitting = [line for of, line in self._rows if country in ("", of) or not of]
        for _of, line in self._rows:
            line.setVisible(line in fitting)
        return bool(fitting)


def _question(words: str) -> QWidget:
    mark, text = Label("–", "muted"), Label(words, wrap=True)
    line = row(mark, gap=8)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1)
    return boxed(line)


def _steps(guidance: Guidance, beside: Sequence[tuple[Protocol, Step]]) -> QWidget:
    parts: list[QWidget] = []
    for number, step in enumerate(guidance.steps, start=1):
        figure, words = Label(f"{number}.", "label"), Label(pick(step), wrap=True)
        figure.setFixedWidth(theme.px(24))
        line = row(figure, gap=6)
        line.setAlignment(figure, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        parts.append(boxed(line))
    if beside:
        parts.append(Label(beside_words(beside), "small-muted", wrap=True))
    parts.append(Label(_("Source: {source}").format(source=guidance.source), "small-muted", wrap=True))
    if not guidance.verified:
        parts.append(Label(_("No expert has confirmed this text yet."), "small-muted", wrap=True))
    return boxed(column(*parts, gap=6, margins=(10, 4, 10, 12)))


def beside_words(beside: Sequence[tuple[Protocol, Step]]) -> str:
    """Beside which steps of which checklist this stands."""
    steps: dict[str, list[str]] = {}
    for protocol, step in beside:
        steps.setdefault(pick(protocol.title), []).append(step.id)
    lines = []
    for title, ids in steps.items():
        words = ngettext(
            "Stands beside step {steps} of “{title}”.", "Stands beside the steps {steps} of “{title}”.", len(ids)
        )
        lines.append(words.format(steps=", ".join(ids), title=title))
    return "\n".join(lines)
