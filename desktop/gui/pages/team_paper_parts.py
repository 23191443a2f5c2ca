"""Parts of the making of a team's paper: to whom and how urgent, what is asked, and what becomes of its step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.forms.schema import ListEntry
from desktop.gui.widgets import Choice, FlowBox, Label, TextField, boxed, clear, column, row, speak
from desktop.i18n import LANGUAGES, _, pick
from desktop.protocols.schema import IN_WORK
from desktop.services.session import Session
from desktop.services.team import DONE
from desktop.services.team_papers import LANGUAGE, Addressee, Ask
from desktop.services.team_papers import Choice as Chosen

PAUSE_MS = 400  # after the last letter, before the paper is made anew
FIELD = 208
AS_IT_IS = "as_it_is"


class PaperFields(FlowBox):
    """The addressee, the urgency, the language, the step. changed: the paper is another one now."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        lists = session.library.definitions.list
        self._session = session
        self._offered: Sequence[Addressee] = ()
        self._is_late = False
        self._known = _choice([], _("Who can receive it"), "paper_known")
        self._institution = _typed(_("Named institution"), "paper_institution")
        self._contact = _typed(_("Contact person there"), "paper_contact")
        self._urgency = _choice(_codes(lists("referral_urgency").entries), _("Urgency"), "paper_urgency")
        self._language = _choice(list(LANGUAGES.items()), _("Language"), "paper_language")
        self._state = _choice([], _("The step, once it left"), "paper_state")
        self._late = _choice(_codes(lists("step_reasons").entries), _("Why it is late"), "paper_late")
        self._boxes = {
            name: _field(told, control)
            for name, told, control in (
                ("known", _("Who can receive it"), self._known),
                ("institution", _("Named institution"), self._institution),
                ("contact", _("Contact person there"), self._contact),
                ("urgency", _("Urgency"), self._urgency),
                ("language", _("Language"), self._language),
                ("state", _("The step, once it left"), self._state),
                ("late", _("Why it is late"), self._late),
            )
        }
        for box in self._boxes.values():
            self.add(box)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._known.activated.connect(self._on_known)
        self._state.activated.connect(self._on_state)
        for typed in (self._institution, self._contact):
            typed.textEdited.connect(lambda *_text: self._pause.start())
        for chosen in (self._urgency, self._language, self._late):
            chosen.activated.connect(lambda *_at: self.changed.emit())

    def start(self, offered: Sequence[Addressee], step: str, *, is_done: bool, is_late: bool) -> None:
        """Another paper: the likeliest addressee is filled in."""
        self._offered = offered
        self._known.set_options([(str(at), _addressee(one)) for at, one in enumerate(offered)])
        self._boxes["known"].setVisible(len(offered) > 1)
        self._fill(offered[0] if offered else Addressee(""))
        self._known.set_value("0" if offered else None)
        self._urgency.set_value(None)
        self._language.set_value(LANGUAGE)
        states = [(IN_WORK, _("Step {step}: in progress")), (DONE, _("Step {step}: done"))]
        told = [(code, words.format(step=step)) for code, words in states]
        self._state.set_options([*told, (AS_IT_IS, _("Leave the step as it is"))])
        self._state.set_value(AS_IT_IS if is_done else IN_WORK)
        self._boxes["state"].setVisible(bool(step) and not is_done)
        self._is_late = is_late
        self._late.set_value(None)
        self._boxes["late"].hide()

    def clear(self) -> None:
        """Nothing that was typed stays."""
        self._pause.stop()
        self._offered = ()
        self._known.set_options([])
        self._institution.clear()
        self._contact.clear()

    def first_field(self) -> QWidget:
        return self._known if self._boxes["known"].isVisibleTo(self) else self._institution

    def show_urgency(self, code: str) -> None:
        """What was worked out, where nobody chose another one."""
        if not self._urgency.value():
            self._urgency.set_value(code)

    def chosen(
        self,
        asks: tuple[str, ...],
        left_out: tuple[str, ...],
        added: tuple[str, ...],
        step: str,
        *,
        documents: tuple[str, ...],
        sure: bool,
    ) -> Chosen:
        """All of it, with what was ticked elsewhere."""
        state = self._state.value() or AS_IT_IS
        return Chosen(
            institution=self._institution.text().strip(),
            contact=self._contact.text().strip(),
            urgency=self._urgency.value() or "",
            language=self._language.value() or LANGUAGE,
            left_out=left_out,
            added=added,
            asks=asks,
            documents=documents,
            step=step,
            state="" if state == AS_IT_IS else state,
            late_reason=self._late.value() if state == DONE and self._is_late else None,
            sure=sure,
        )

    def _fill(self, one: Addressee) -> None:
        for field, told in ((self._institution, one.institution), (self._contact, one.contact)):
            field.set_value(told)
            field.setCursorPosition(0)  # its beginning is seen

    def _on_known(self, *_at: object) -> None:
        at = self._known.value()
        if at is not None:
            self._fill(self._offered[int(at)])
            self.changed.emit()

    def _on_state(self, *_at: object) -> None:
        asks_why = self._is_late and self._state.value() == DONE
        self._boxes["late"].setVisible(asks_why)
        if asks_why:
            self._late.setFocus()
        self.changed.emit()


class AskTicks(QWidget):
    """What the institution is asked and which files go along, each with a box to tick. changed: of a tick."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("asks")
        self._asked: dict[str, QCheckBox] = {}
        self._files: dict[str, QCheckBox] = {}
        self._body, self._along = column(gap=6), column(gap=6)
        hint = _("What would tell more than she agreed to is left off the paper by itself.")
        files = column(Label(_("Which files go along"), "section"), boxed(self._along), gap=8)
        self._files_box = boxed(files)
        self.setLayout(
            column(
                Label(_("What is asked of them"), "section"),
                Label(hint, "small-muted", wrap=True),
                boxed(self._body),
                self._files_box,
                gap=8,
            )
        )

    def start(self, offered: Sequence[Ask], files: Sequence[tuple[str, str]]) -> None:
        """Another paper: what is usual is ticked, and no file."""
        clear(self._body)
        clear(self._along)
        self._asked = {
            one.id: self._tick(self._body, f"ask_{one.id}", pick(one.text), on=one.chosen) for one in offered
        }
        self._files = {record: self._tick(self._along, f"file_{record}", words) for record, words in files}
        self._files_box.setVisible(bool(files))

    def asked(self) -> tuple[str, ...]:
        return tuple(id for id, tick in self._asked.items() if tick.isChecked())

    def files(self) -> tuple[str, ...]:
        return tuple(record for record, tick in self._files.items() if tick.isChecked())

    def _tick(self, body: QVBoxLayout, name: str, words: str, *, on: bool = False) -> QCheckBox:
        tick = QCheckBox()
        tick.setObjectName(name)
        tick.setChecked(on)
        speak(tick, words)
        tick.toggled.connect(lambda *_on: self.changed.emit())
        line = row(tick, gap=8)
        line.addWidget(Label(words[:1].upper() + words[1:], "small", wrap=True, buddy=tick), 1)
        body.addWidget(boxed(line))
        return tick


def _addressee(one: Addressee) -> str:
    parts = [one.institution, one.contact]
    if one.instead_of:
        parts.append(_("stands in for {name}").format(name=one.instead_of))
    elif one.on_duty:
        parts.append(_("on duty now"))
    return " · ".join(part for part in parts if part)


def _codes(entries: Sequence[ListEntry]) -> list[tuple[str, str]]:
    return [(one.code, pick(one.label)) for one in entries if not one.retired]


def _choice(options: list[tuple[str, str]], name: str, object_name: str) -> Choice:
    made = Choice(options, name, width=FIELD)
    made.setObjectName(object_name)
    return made


def _typed(name: str, object_name: str) -> TextField:
    made = TextField(name, width=FIELD)
    made.setObjectName(object_name)
    return made


def _field(told: str, control: QWidget) -> QWidget:
    return boxed(column(Label(told, "group", buddy=control), control, gap=4))
