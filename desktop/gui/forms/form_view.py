"""The middle of a form: one section at a time, with everything that typing in it sets in motion."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.forms import answers as flat
from desktop.forms.defaults import of_row
from desktop.forms.schema import BEGIN, RESULT, Json, Section
from desktop.forms.validate import Problem, Severity, words
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.forms.begin_view import BeginView, Gate, begin_of, waits
from desktop.gui.forms.field_view import FieldView
from desktop.gui.forms.notices import Notices
from desktop.gui.forms.risk_panel import RiskStrip
from desktop.gui.forms.section_view import SectionView
from desktop.gui.forms.state import FormState, first_of, without_row
from desktop.gui.widgets import Button, Kind, Label, ScrollPage, boxed, row
from desktop.i18n import _, pick
from desktop.services.records import Sheet


class FormView(QWidget):
    """changed: the person changed an answer. entered(path): a question got the focus. section_shown(id).

    stops_changed: what Tab reaches is not what it was. kept(path, index): a living value was chosen to stand.
    """

    changed = Signal()
    entered = Signal(str)
    section_shown = Signal(str)
    stops_changed = Signal()
    kept = Signal(str, int)

    def __init__(self, state: FormState, around: Around, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form_view")
        self.state, self._around = state, around
        self.notices = Notices()
        self._sections: dict[str, SectionView] = {}
        self._views: dict[str, FieldView] = {}
        self._section = ""
        self._has_risk = any(each.look == RESULT for each in state.form.sections)
        self._begin = begin_of(state.form)
        self._was_waiting: bool | None = None
        self._at: str | None = None  # the question that has the focus
        self._hot: str | None = None  # the question that is being typed in: nothing is called wrong half way through
        self._folded = False
        self._build()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    # --- where one is -------------------------------------------------------------------------------------------

    @property
    def section(self) -> str:
        return self._section

    def show_section(self, section: str) -> None:
        """Show a section, made now if it was never shown."""
        if section != self._section:
            self.settle()
            self._section = section
            view = self._section_view(section)
            for each in self._sections.values():
                each.setVisible(each is view)
            self._was_waiting = None
            self._dress()
            self._scroll.verticalScrollBar().setValue(0)
            self.refresh()
            self.section_shown.emit(section)
            self.stops_changed.emit()

    def step_section(self, by: int) -> None:
        """The next section or the one before; its first question gets the focus."""
        ids = [each.id for each in self.state.form.sections]
        place = ids.index(self._section) + by
        if 0 <= place < len(ids):
            self.show_section(ids[place])
            self.focus_first()

    def go_to(self, path: str) -> None:
        """Bring a question into view and put the focus on it."""
        head = path.split("/", maxsplit=1)[0]
        section = next(s.id for s in self.state.form.sections if any(f.id == head for f in s.fields))
        self.show_section(section)
        view = self._views.get(path)
        if view is not None:
            view.first().setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._bring_into_view)  # once the layout knows where it stands
        else:
            self.focus_first()

    def first_field(self) -> QWidget | None:
        """Where a person starts in this section: the first question that is not answered, else the first."""
        if self._gate is not None and self._waits():
            return self._gate.stops()[0]
        asked = [each for path, each in self._views_here() if path in self.state.shown and each.editor.parts()]
        open_ = [each for each in asked if not flat.is_answered(self.state.answers.get(each.path))]
        return next((each.first() for each in (*open_[:1], *asked[:1])), None)

    def focus_first(self) -> None:
        if (field := self.first_field()) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def stops(self) -> list[QWidget]:
        view = self._sections.get(self._section)
        asked = self._gate.stops() if self._gate is not None and self._waits() else view.stops() if view else ()
        return [*self._strip.stops(), *self.notices.stops(), *asked, self._next]

    def view_of(self, path: str) -> FieldView | None:
        return self._views.get(path)

    def set_folded(self, folded: bool) -> None:
        """With the sections in one combo the title above them would say the same again."""
        self._folded = folded
        self._head.setVisible(not folded)

    # --- what is done -------------------------------------------------------------------------------------------

    def undo(self) -> None:
        self.settle()
        self._show_moved(self.state.undo())

    def redo(self) -> None:
        self.settle()
        self._show_moved(self.state.redo())

    def settle(self) -> None:
        """The person stops typing: answers are written as they were understood."""
        if self._at is not None and self._at in self._views:
            self._views[self._at].settle()
        self.state.pause()
        self._hot = None

    def cover(self) -> None:
        """Everything that was uncovered is covered."""
        for view in self._views.values():
            view.cover()

    def rebase(self, sheet: Sheet, *, own: bool) -> None:
        """Show what the vault holds now; what is being typed stays."""
        paths = self.state.rebase(sheet, own=own)
        for section in self._sections.values():
            section.fill(self.state.answers, paths, just_saved=own)
        self.refresh()
        self.stops_changed.emit()

    def drop(self, path: str) -> None:
        """An unsaved change of one question gives way to the value that was chosen for it."""
        self.state.drop(path)

    def refresh(self) -> None:
        """Ask what is asked now, say what is wrong now."""
        view = self._sections.get(self._section)
        if view is None:
            return
        if view.refresh(self.state.answers, self.state.shown):
            self._collect()
            self.stops_changed.emit()
        view.show_values(self.state.sheet.conflicts)
        self._show_gate(view)
        self._show_strip()
        self._show_problems(view)
        self._show_notices()

    def wrong(self) -> list[tuple[Problem, str]]:
        """What is to be corrected, with the words of its question; not what is just being typed."""
        return [(each, self.label(each.path)) for each in self.state.wrong() if each.path != self._hot]

    def label(self, path: str) -> str:
        field = self.state.form.find(path)
        return pick(field.label) if field else path

    # --- inside -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._title = Label("", "title", wrap=True)
        self._count = Label("", "muted")
        head = row(self._title, self._count, gap=12)
        head.setStretch(0, 1)
        head.setAlignment(self._count, Qt.AlignmentFlag.AlignVCenter)
        self._head = boxed(head)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.setSpacing(0)
        self._strip = RiskStrip()
        self._strip.why_asked.connect(self._on_why)
        self._gate = Gate(self._begin) if self._begin is not None else None
        if self._gate is not None:
            self._gate.back_asked.connect(self._on_gate)
            self._holder.addWidget(self._gate)
        self._next = Button("", Kind.LINK, icon="arrow-right", name="next_section")
        self._next.clicked.connect(self._on_next)
        cards = QWidget()
        cards.setLayout(self._holder)
        self._scroll = ScrollPage(
            self._head, self._strip, self.notices, cards, row(None, self._next), gap=12, margins=(20, 14, 16, 16)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _section_view(self, section: str) -> SectionView:
        if section not in self._sections:
            defined = self._definition(section)
            made = BeginView if defined.look == BEGIN else SectionView
            view = made(defined, self._around)
            self._sections[section] = view
            self._holder.addWidget(view)
            view.refresh(self.state.answers, self.state.shown)
            view.fill(self.state.answers)
            view.edited.connect(self._on_edited)
            view.kept.connect(self.kept)
            view.row_added.connect(self._on_row_added)
            view.row_removed.connect(self._on_row_removed)
            self._collect()
        return self._sections[section]

    def _definition(self, section: str) -> Section:
        return next(each for each in self.state.form.sections if each.id == section)

    def _collect(self) -> None:
        self._views = {path: each for view in self._sections.values() for path, each in view.views().items()}

    def _views_here(self) -> Sequence[tuple[str, FieldView]]:
        view = self._sections.get(self._section)
        return list(view.views().items()) if view else []

    def _dress(self) -> None:
        sections = self.state.form.sections
        place = [each.id for each in sections].index(self._section)
        self._title.setText(pick(sections[place].title))
        self._count.setText(_("Section {n} of {all}").format(n=place + 1, all=len(sections)))
        last = place + 1 == len(sections)
        self._next.setVisible(not last)
        if not last:
            self._next.set_word(_("Next: {section}").format(section=pick(sections[place + 1].title)))

    def _waits(self) -> bool:
        """Whether what comes before all questions is to be settled first."""
        sheet = self.state.sheet
        return waits(self.state.form, self._section, self.state.answers, {} if sheet.is_new else sheet.answers)

    def _show_gate(self, view: SectionView) -> None:
        if self._gate is None:
            return
        waiting = self._waits()
        view.setVisible(not waiting)
        self._gate.setVisible(waiting)
        if waiting != self._was_waiting:
            self._was_waiting = waiting
            self.stops_changed.emit()

    def _show_strip(self) -> None:
        """The level as it stands, wherever its questions are asked."""
        look = self._definition(self._section).look
        self._strip.setVisible(self._has_risk and not look and not self._waits())
        if not self._strip.isHidden():
            self._strip.show_answers(self.state.answers, self._around.definitions)

    def _on_gate(self) -> None:
        if self._begin is not None:
            self.show_section(self._begin.id)
            self.focus_first()

    def _on_why(self) -> None:
        self.show_section(next(each.id for each in self.state.form.sections if each.look == RESULT))

    def _show_problems(self, view: SectionView) -> None:
        sentences: dict[str, str] = {}
        for problem in self.state.problems:
            if problem.severity is Severity.MISSING or problem.path in sentences:
                continue
            # What is being typed is not called wrong; what was wrong before says so until it is right.
            own = self._views.get(problem.path)
            if problem.path != self._hot or (own is not None and own.sentence()):
                sentences[problem.path] = words(problem)
        view.show_problems(sentences)

    def _show_moved(self, paths: Sequence[str]) -> None:
        """Undo and redo: the answers that moved are shown, and the first of them gets the focus."""
        for section in self._sections.values():
            section.fill(self.state.answers, paths)
        self.refresh()
        first = first_of(paths, self.state.shown)
        if first is not None and self.state.form.field(first).type != "computed":
            self.go_to(first)
        self.changed.emit()

    def _set(self, changes: Mapping[str, Json], *, typing: str | None = None) -> None:
        self.state.set(changes, typing=typing)
        self.refresh()
        self.changed.emit()

    def _on_edited(self, path: str) -> None:
        view = self._views[path]
        value = view.value()
        typing = view.editor.typing and flat.refusal(value) is None
        self._hot = path if typing else None
        self._set({path: value}, typing=path if typing else None)

    def _on_row_added(self, group: str) -> None:
        # Ids that begin with the time keep rows in the order in which they were made.
        stamp = int(self._around.now().timestamp() * 1000)
        row_id = f"{stamp:012x}{secrets.token_hex(4)}"
        head = f"{group}/{row_id}"
        self._set(of_row(self.state.form, group, row_id, self.state.sheet.context))
        first = next((path for path in self.state.shown if path.startswith(f"{head}/")), None)
        if first is not None:
            self.go_to(first)

    def _on_row_removed(self, group: str, row_id: str) -> None:
        self._set(without_row(self.state.answers, group, row_id))
        view = self._sections[self._section].group(group)
        if view is not None:
            view.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_next(self) -> None:
        self.step_section(1)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return  # the window went to the background, nobody left the question
        path = self._path_of(new)
        if path == self._at:
            return
        if self._at is not None:
            self.settle()
            self.refresh()
        self._at = path
        if path is not None:
            self.entered.emit(path)

    def _show_notices(self) -> None:
        before = len(self.notices.stops())
        self.notices.wrong([(problem.path, label) for problem, label in self.wrong()])
        if self.state.form.id == "report":
            self._show_duties()
        if len(self.notices.stops()) != before:
            self.stops_changed.emit()

    def _show_duties(self) -> None:
        """What a report asks for at once, before it is saved."""
        answers = self.state.answers
        self.notices.danger(answers.get("immediate_danger") is True)
        involved = answers.get("child_involved")
        basis = self.state.form.field("child_involved").basis
        told = flat.is_real(answers.get("guardianship_notified_dt"))
        child = isinstance(involved, str) and involved != "nu" and not told
        self.notices.child(child, pick(basis) if basis else "", self._around.country)

    def _path_of(self, widget: QWidget) -> str | None:
        each: QWidget | None = widget
        while each is not None and each is not self:
            if isinstance(each, FieldView):
                return each.path
            each = each.parentWidget()
        return None

    def _bring_into_view(self) -> None:
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._scroll.ensureWidgetVisible(focused, theme.px(40), theme.px(90))
