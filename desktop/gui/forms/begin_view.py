"""Before you begin: what is settled before any question of the form is asked, calm and in one place."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.forms import answers as flat
from desktop.forms.schema import BEGIN, Field, Form, Json, Section
from desktop.forms.visible import Shown
from desktop.gui.forms.around import Around
from desktop.gui.forms.section_view import SectionView
from desktop.gui.widgets import Button, Card, ChipSpec, IconLabel, Kind, Label, Mark, Shape, Tone, boxed, row
from desktop.i18n import _, pick


class BeginView(SectionView):
    """All its questions are read at once; those that come later are answered when it is their turn."""

    def __init__(self, section: Section, around: Around, parent: QWidget | None = None) -> None:
        self._later: dict[str, QWidget] = {}
        super().__init__(section, around, parent)
        self.set_tone(Tone.INFO)
        self._stop = _line("info", _("One answer is “no”. See to this first; you can stop here and go on another day."))
        self._stop.setObjectName("begin_stop")
        self._ready = _line("check", _("The questions can begin. She may leave any of them out, and stop at any time."))
        self._ready.setObjectName("begin_ready")
        self.add(self._stop, self._ready)

    def refresh(self, answers: Mapping[str, Json], shown: Mapping[str, Shown]) -> bool:
        others = super().refresh(answers, shown)
        for path, waiting in self._later.items():
            waiting.setVisible(path not in shown)
        said = [answers.get(field.id) for field in self.section.fields]
        settled = all(flat.is_answered(answer) for answer in said)
        self._stop.setVisible(any(answer is False for answer in said))
        self._ready.setVisible(settled)
        return others

    def _add_part(self, field: Field) -> None:
        super()._add_part(field)
        self._later[field.id] = Label(pick(field.label), "muted", wrap=True)
        self._later[field.id].setObjectName(f"later:{field.id}")
        self.add(self._later[field.id])


class Gate(Card):
    """Stands in place of questions that are not asked yet. back_asked: to what comes first."""

    back_asked = Signal()

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, margin=18, gap=10, parent=parent)
        self.setObjectName("gate")
        title = _("First: {section}").format(section=pick(section.title))
        self.add(_headed(title))
        words = _("These questions appear once what comes before them has been answered. It takes a minute.")
        self.add(Label(words, wrap=True))
        self._back = Button(_("Answer it now"), Kind.SMALL, icon="arrow-left", name="to_begin")
        self._back.clicked.connect(self.back_asked)
        self.add(row(self._back, None))

    def stops(self) -> tuple[QWidget, ...]:
        return (self._back,)


def begin_of(form: Form) -> Section | None:
    """The section that comes before all questions, if the form has one."""
    return next((section for section in form.sections if section.look == BEGIN), None)


def waits(form: Form, section: str, answers: Mapping[str, Json], stored: Mapping[str, Json]) -> bool:
    """Whether the questions of a section are not asked yet: what was answered before is never hidden."""
    begin = begin_of(form)
    if begin is None or begin.id == section or all(flat.is_answered(answers.get(one.id)) for one in begin.fields):
        return False
    own = next(each for each in form.sections if each.id == section)
    return not any(_holds(one.id, stored) for one in own.fields)


def _holds(head: str, stored: Mapping[str, Json]) -> bool:
    return any(path == head or path.startswith(f"{head}/") for path, value in stored.items() if flat.is_answered(value))


def _headed(title: str) -> QHBoxLayout:
    line = row(IconLabel("info", size=20, colour="primary"), Label(title, "section", wrap=True), gap=10)
    line.setStretch(1, 1)
    return line


def _line(icon: str, sentence: str) -> QWidget:
    if icon == "check":
        mark: QWidget = Mark(ChipSpec("", Shape.CHECK, Tone.DONE))
    else:
        mark = IconLabel(icon, size=18, colour="primary")
    line = row(mark, Label(sentence, "label", wrap=True), gap=10)
    line.setStretch(1, 1)
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    made = boxed(line)
    made.hide()
    return made
