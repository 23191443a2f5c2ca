"""Typing a paper into the program: one question at a time, large, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.forms.defaults import of_row
from desktop.forms.present import show
from desktop.forms.schema import Json
from desktop.forms.transcribe import Reading, Stop, not_of_paper, offers, read, stops
from desktop.forms.validate import words as problem_words
from desktop.gui.forms.keeping import Keeper
from desktop.gui.forms.state import FormState
from desktop.gui.pages.transcribe_parts import Asking, CheckList, Doubt, PaperCard, Progress
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Button, ElidedLabel, Kind, Line, PageHeader, boxed, column, row
from desktop.i18n import _, pick, time_words
from desktop.refusals import Refused, explain
from desktop.services import people, records, transcribing
from desktop.services.transcribing import Paper


class TranscribePage(QWidget):
    """arrive(form=, case=None, record=None): first the paper, then its questions, then what is doubtful."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcribe")
        self._shell, self._session = shell, shell.session
        self._state: FormState | None = None
        self._reading: Reading | None = None
        self._paper: Paper | None = None
        self._stops: tuple[Stop, ...] = ()
        self._at = 0
        self._back = Button(_("Back to the sheet"), Kind.LINK, icon="arrow-left", name="transcribe_back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("From paper"), " ", self._back)
        self._progress = Progress()
        self._card, self._asking, self._check = PaperCard(), Asking(), CheckList()
        self._card.begun.connect(self._on_begun)
        self._asking.answered.connect(self._on_answered)
        self._asking.went_back.connect(self._on_went_back)
        self._check.save_asked.connect(self.save)
        self._check.followed.connect(self.go_to)
        self._stack = QStackedWidget()
        self._parts = (self._card, self._asking, self._check)
        for part in self._parts:
            self._stack.addWidget(part)
        self._said = ElidedLabel("", "muted")
        self._said.setObjectName("draft_words")
        self._finish = Button(_("Finish and check"), icon="check", name="transcribe_finish")
        self._finish.clicked.connect(self.finish)
        self.keeper = Keeper(self._write_draft, self)
        self.keeper.kept.connect(self._on_kept)
        self.keeper.failed.connect(self._on_failed)
        head = boxed(column(self._header, self._progress, gap=6))
        head.setContentsMargins(px(24), px(14), px(20), px(8))
        foot = boxed(row(self._said, self._finish, gap=12))
        foot.setContentsMargins(px(24), px(8), px(20), px(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(Line())
        layout.addWidget(self._stack, 1)
        layout.addWidget(Line())
        layout.addWidget(foot)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._on_save_key)

    # --- what the window calls ------------------------------------------------------------------------------------

    def arrive(self, form: str = "", case: str | None = None, record: str | None = None, **_where: object) -> None:
        self._keep()
        try:
            sheet = records.open_sheet(self._session, form, case=case, record=record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._state = None
            QTimer.singleShot(0, self, self._go_home)
            return
        definitions = self._session.library.definitions
        workers = tuple((one.id, one.name) for one in people.all_workers(self._session))
        self._state = FormState(sheet, definitions)
        self._reading = Reading(sheet.form, definitions, sheet.context, workers)
        self._paper, self._at = None, 0
        line = _("The questions stand in the order of the paper. What is typed is kept as a draft until it is saved.")
        self._header.set_words(_("From paper: {form}").format(form=pick(sheet.form.title)), line)
        self._card.start(self._session.now())
        self._said.setText("")
        self._show_card()

    def leave(self) -> None:
        """What was typed is kept as a draft, as on the page of the form."""
        self._keep()
        self.keeper.stop()

    def refresh(self) -> None:
        """What was written elsewhere counts; what is typed here stays."""
        if self._state is not None and self._paper is not None:
            fresh = records.renew(self._session, self._state.sheet, self._state.changes())
            if fresh.seen != self._state.sheet.seen:
                self._state.rebase(fresh, own=False)

    def first_field(self) -> QWidget | None:
        present = self._stack.currentWidget()
        return next((part.first_field() for part in self._parts if part is present), None)

    # --- deeds ----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """What is doubtful, wrong or left out, before it is saved."""
        if self._state is None or self._paper is None:
            return
        state = self._state
        wrong = [Doubt(one.path, self._label(one.path), problem_words(one), wrong=True) for one in state.malformed()]
        doubts = [
            Doubt(one.path, self._label(one.path), problem_words(one))
            for one in state.wrong()
            if one.path not in {each.path for each in wrong}
        ]
        missing = [Doubt(one.path, self._label(one.path), problem_words(one)) for one in state.missing()]
        typed = sum(value is not None for value in state.changes().values())
        self._check.show_doubts([*wrong, *doubts], missing, typed, can_save=not wrong)
        self._stack.setCurrentWidget(self._check)
        self._finish.hide()
        self._check.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """The sheet, and from which paper it is: one act."""
        if self._state is None or self._paper is None:
            return
        state = self._state
        try:
            saved = transcribing.save(self._session, state.sheet, state.changes(), self._paper)
        except Refused as refusal:
            self._said.setText(explain(refusal))
            return
        self.keeper.stop()
        self._shell.say(_("{form}: copied from paper and saved at {time}.").format(
            form=pick(state.form.title), time=time_words(self._session.now())))  # fmt: skip
        form, self._state, self._paper = state.form.id, None, None
        if form == "case":
            self._shell.navigate("case", case=saved.case)
        else:
            self._shell.navigate("form", form=form, case=saved.case, record=saved.record)

    def go_to(self, path: str) -> None:
        """Back to one question."""
        self._stops = self._list()
        place = next((at for at, one in enumerate(self._stops) if one.path == path and not one.asks_row), None)
        if place is None:
            place = next((at for at, one in enumerate(self._stops) if _head(one.path) == _head(path)), 0)
        self._show_stop(place)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _show_card(self) -> None:
        self._stack.setCurrentWidget(self._card)
        self._progress.hide()
        self._finish.hide()
        self._card.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_begun(self, on: Any, by: str) -> None:
        self._paper = Paper(on, by)
        state = self._state
        if state is None:
            return
        drafted = bool(state.sheet.draft)
        if state.sheet.is_new:
            state.set(not_of_paper(state.form, state.answers, state.sheet.draft))
        self._stops = self._list()
        begun = (at for at, one in enumerate(self._stops) if not one.asks_row and self._value(one) is None)
        first = next(begun, 0) if drafted else 0
        self._progress.show()
        self._finish.show()
        self._show_stop(first)

    def _list(self) -> tuple[Stop, ...]:
        return stops(self._state.form, self._state.shown.values()) if self._state is not None else ()

    def _value(self, stop: Stop) -> Json:
        return self._state.answers.get(stop.path) if self._state is not None else None

    def _show_stop(self, place: int) -> None:
        state, reading = self._state, self._reading
        if state is None or reading is None or not self._stops:
            return
        self._at = max(0, min(place, len(self._stops) - 1))
        stop = self._stops[self._at]
        country = self._session.office.country
        boxes = () if stop.asks_row else offers(stop.field, reading.definitions, country, reading.people)
        value = None if stop.asks_row else self._value(stop)
        shown = self._words(stop, value)
        self._asking.show_stop(stop, boxes, shown, self._label(stop.path))
        self._stack.setCurrentWidget(self._asking)
        self._finish.show()
        self._show_progress(stop)
        self._asking.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, stop: Stop, value: Json) -> str:
        field, reading = stop.field, self._reading
        if value is None or reading is None:
            return ""
        if field.reveal or field.seal:
            return _("an answer that stays covered")
        return show(field, value, reading.definitions, country=self._session.office.country, names=dict(reading.people))

    def _show_progress(self, stop: Stop) -> None:
        state = self._state
        if state is None:
            return
        head = _head(stop.path)
        sections = [each for each in state.form.sections if each.fields]
        place = next((at for at, one in enumerate(sections) if any(top.id == head for top in one.fields)), 0)
        section = _("{n} of {all} · {section}").format(
            n=place + 1, all=len(sections), section=pick(sections[place].title)
        )
        self._progress.show_place(section, self._at, len(self._stops))

    def _on_answered(self, typed: str) -> None:
        stop, reading, state = self._stops[self._at], self._reading, self._state
        if reading is None or state is None:
            return
        if stop.asks_row:
            self._answer_row(stop, typed)
            return
        try:
            value = read(reading, stop, typed)
        except Refused:
            self._asking.say_wrong(_("This is no answer to this question. Look at the line below it."))
            return
        if typed.strip():
            state.set({stop.path: value})
            self.keeper.touch()
        problem = next((one for one in state.malformed() if one.path == stop.path), None)
        if problem is not None:
            self._asking.say_wrong(problem_words(problem))
            return
        self._go_on(stop)

    def _answer_row(self, stop: Stop, typed: str) -> None:
        state = self._state
        if state is None:
            return
        if typed.strip() != "1":
            self._go_on(stop)
            return
        stamp = int(self._session.now().timestamp() * 1000)
        row_id = f"{stamp:012x}{len(state.answers):08x}"
        state.set(of_row(state.form, stop.path, row_id, state.sheet.context))
        self.keeper.touch()
        self._stops = self._list()
        first = next((at for at, one in enumerate(self._stops) if one.row == row_id), self._at)
        self._show_stop(first)

    def _go_on(self, stop: Stop) -> None:
        """What is asked next may hang on what was just answered."""
        self._stops = self._list()
        at = next(
            (at for at, one in enumerate(self._stops) if (one.path, one.asks_row) == (stop.path, stop.asks_row)),
            self._at,
        )
        if at + 1 < len(self._stops):
            self._show_stop(at + 1)
        else:
            self.finish()

    def _on_went_back(self) -> None:
        if self._at > 0:
            self._show_stop(self._at - 1)

    def _label(self, path: str) -> str:
        form = self._state.form if self._state is not None else None
        field = form.find(path) if form is not None else None
        if form is None or field is None:
            return path
        group = form.find(_head(path)) if "/" in path else None
        words = pick(field.label)
        return words if group is None or group is field else f"{pick(group.label)}: {words}"

    # --- drafts ---------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        if self._state is not None and self.keeper.waits:
            self.keeper.now()

    def _write_draft(self) -> datetime | None:
        state = self._state
        changes: Mapping[str, Json] = state.changes() if state is not None else {}
        return records.keep_draft(self._session, state.sheet, changes) if state is not None and changes else None

    def _on_kept(self, at: datetime | None) -> None:
        self._said.setText(_("Draft kept {time}").format(time=time_words(at)) if at else "")

    def _on_failed(self, _error: object) -> None:
        self._said.setText(_("The draft could not be kept. What you typed is on the screen; it is tried again."))

    def _on_save_key(self) -> None:
        if self._paper is None:
            return
        if self._stack.currentWidget() is self._check and self._check.can_save():
            self.save()
        else:
            self.finish()

    def _on_back(self) -> None:
        state = self._state
        if state is None:
            self._go_home()
            return
        sheet = state.sheet
        where = {"form": sheet.form.id, "case": sheet.case, "record": None if sheet.is_new else sheet.record}
        self._shell.navigate("form", **where)

    def _go_home(self) -> None:
        self._shell.navigate("today")


def _head(path: str) -> str:
    """The question of the page that a path belongs to."""
    return path.partition("/")[0]
