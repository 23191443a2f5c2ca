"""Changing one form: its questions section by section, and what hinders a change beside the question."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.forms.local import Added, Changes, Words
from desktop.forms.schema import Field, Section
from desktop.gui.models import local_words
from desktop.gui.pages.settings_editions import EditorCard
from desktop.gui.pages.settings_forms_parts import AddPanel, ChangePanel, Question
from desktop.gui.pages.settings_people_parts import show_whole
from desktop.gui.widgets import (
    Banner,
    Button,
    Choice,
    FlowBox,
    Kind,
    Label,
    Line,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, ngettext, pick
from desktop.refusals import explain
from desktop.services import local_forms
from desktop.services.session import Session


class Editor(EditorCard):
    """look_wanted(Changes)"""

    look_wanted = Signal(object)

    def __init__(self, session: Session, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("local_editor")
        self._session, self._changes = session, changes
        self._before = local_forms.of_form(session, changes.form)
        self._shipped = self._before.shipped
        self._held = local_forms.reasons(session, changes.form)
        self._panel: ChangePanel | AddPanel | None = None
        self._opened = ""
        title = _("{code} · {title}").format(code=self._shipped.code, title=pick(self._shipped.title))
        self._section = Choice([(one.id, pick(one.title)) for one in self._shipped.sections], _("Section"))
        self._section.setObjectName("local_section")
        self._section.set_value(self._shipped.sections[0].id)
        self._section.activated.connect(self._on_section)
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("local_trouble")
        self._trouble.hide()
        self._told = Label("", "small-muted", wrap=True)
        self._told.setObjectName("local_told")
        self._questions = boxed(column(gap=0))
        named = boxed(column(Label(_("Section"), "small-muted", buddy=self._section), row(self._section, None), gap=2))
        self.add(SectionHeader(title), self._deeds(), self._told, self._trouble, named, self._questions)
        self._show()

    def first_field(self) -> QWidget:
        return self._section

    def changes(self) -> Changes:
        return self._changes

    def refuse(self, error: BaseException) -> None:
        """Publishing did not work: why, and where."""
        facts = getattr(error, "facts", {})
        if getattr(error, "code", "") == "local-form-fault":
            self._go_to(str(facts.get("field", "")))
            self._trouble.set_words(_("This cannot be published yet. What is wrong stands beside the question."))
        else:
            self._trouble.set_words(explain(error))
        self._trouble.show()

    def _deeds(self) -> QWidget:
        back = Button(_("Back to the forms"), icon="arrow-left", name="local_back")
        back.clicked.connect(self.left)
        add = Button(_("Add a question"), icon="plus", name="local_add")
        add.clicked.connect(self._on_add)
        whole = self._whole = Button("", name="local_hide_section")
        whole.clicked.connect(self._on_whole)
        look = Button(_("Preview"), icon="eye", name="local_look")
        look.clicked.connect(lambda: self.look_wanted.emit(self._changes))
        self._publish = Button(_("Publish"), Kind.PRIMARY, name="local_publish")
        self._publish.clicked.connect(lambda: self.publish_wanted.emit(self._changes))
        return FlowBox(back, add, whole, look, self._publish, gap=8)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self, focus: str = "") -> None:
        """The questions of the section as they would be asked."""
        layout = self._questions.layout()
        if layout is None:
            return
        clear(layout)
        self._panel, self._opened = None, ""
        faults = {one.place: local_words.fault_words(one) for one in local_forms.check(self._session, self._changes)}
        section = self._now()
        asked = [top for top in section.fields if not self._is_gone(top)]
        for at, top in enumerate(asked):
            if at:
                layout.addWidget(Line())
            for field in (one for one in (top, *top.fields) if not self._is_gone(one)):
                layout.addWidget(self._row(field, at == 0, at == len(asked) - 1, faults.get(field.pattern, "")))
        n = self._changes.count
        self._told.setText(
            ngettext("{n} change against the shipped form.", "{n} changes against the shipped form.", n).format(n=n)
            if n
            else _("No changes: the form is asked as it was shipped.")
        )
        self._publish.setEnabled(n > 0)
        mine = self._hideable(section)
        self._whole.setVisible(bool(mine))
        self._whole.setText(_("Ask the section again") if self._is_put_by(mine) else _("Hide what can be hidden here"))
        found = self.findChild(QWidget, focus) if focus else None
        if found is not None:
            QTimer.singleShot(0, found, found.setFocus)

    def _row(self, field: Field, first: bool, last: bool, fault: str) -> Question:
        question = Question(field, self._chips(field), fault, first=first, last=last)
        question.setObjectName(f"question_{field.pattern}")
        question.wanted.connect(self._on_wanted)
        question.moved.connect(self._on_moved)
        return question

    def _is_gone(self, field: Field) -> bool:
        """What the region asks no more is not the office's to ask."""
        shipped = self._shipped.named(field.pattern)
        return shipped is not None and shipped.hidden

    def _chips(self, field: Field) -> list[str]:
        path = field.pattern
        told = (
            (any(one.id == path for one in self._changes.added), _("of the office")),
            (path in self._before.of_region, _("of the region")),
            (field.hidden, _("not asked")),
            (path in self._changes.words, _("reworded")),
            (path in self._changes.optional, _("optional")),
            (field.required, _("required")),
        )
        return [words for holds, words in told if holds]

    def _now(self) -> Section:
        form = local_forms.seen(self._session, self._changes)
        wanted = self._section.value()
        return next(one for one in form.sections if one.id == wanted)

    def _go_to(self, path: str) -> None:
        head = path.partition("/")[0]
        form = local_forms.seen(self._session, self._changes)
        for section in form.sections:
            if section.id == head or any(field.id == head for field in section.fields):
                self._section.set_value(section.id)
        self._show(f"change_{path}")

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_section(self) -> None:
        self._show()

    def _on_moved(self, path: str, by: int) -> None:
        changed = local_forms.move(self._session, self._changes, path, by)
        self._take(changed, f"{'up' if by < 0 else 'down'}_{path}")

    def _hideable(self, section: Section) -> list[str]:
        return [one.id for one in section.fields if one.id not in self._held]

    def _is_put_by(self, paths: list[str]) -> bool:
        return all(path in self._changes.hidden for path in paths)

    def _on_whole(self) -> None:
        mine = self._hideable(self._now())
        hidden = not self._is_put_by(mine)
        changes = self._changes
        for path in mine:
            changes = local_forms.put_by(changes, path, hidden=hidden)
        self._take(changes, "local_hide_section")

    def _on_wanted(self, path: str) -> None:
        if self._opened == path:
            self._show(f"change_{path}")
            return
        self._show()
        own = next((one for one in self._changes.added if one.id == path), None)
        if own is not None:
            self._open_added(AddPanel(own.section, own, asked_before=self._was_asked(path)), path)
            return
        field = local_forms.seen(self._session, self._changes).field(path)
        panel = ChangePanel(field, self._shipped.field(path), self._held.get(path, ""))
        panel.kept.connect(partial(self._on_kept, path))
        self._open(panel, path)

    def _was_asked(self, path: str) -> bool:
        made = [one for one in (self._before.counting, *self._before.earlier) if one is not None]
        return any(added.id == path for one in made for added in one.changes.added)

    def _on_add(self) -> None:
        self._show()
        self._open_added(AddPanel(str(self._section.value()), None, asked_before=False), "")

    def _open_added(self, panel: AddPanel, path: str) -> None:
        panel.kept.connect(self._on_added)
        panel.taken_out.connect(self._on_taken_out)
        self._open(panel, path)

    def _open(self, panel: ChangePanel | AddPanel, path: str) -> None:
        layout = self._questions.layout()
        if layout is None:
            return
        self._panel, self._opened = panel, path
        panel.left.connect(partial(self._show, f"change_{path}" if path else "local_add"))
        beside = self.findChild(Question, f"question_{path}") if path else None
        own = beside.layout() if beside is not None else None
        if own is not None:
            own.addWidget(panel)
        elif isinstance(layout, QBoxLayout):
            layout.insertWidget(0, panel)  # near the button that asked for it
        QTimer.singleShot(0, panel, lambda: panel.first_field().setFocus())
        show_whole(panel)

    def _on_kept(self, path: str, hidden: bool, optional: bool, words: Words) -> None:
        changes = local_forms.put_by(self._changes, path, hidden=hidden)
        changes = local_forms.make_optional(changes, path, optional=optional)
        self._take(local_forms.reword(changes, path, words), f"change_{path}")

    def _on_added(self, added: Added) -> None:
        changes = local_forms.add(self._changes, added)
        wrong = [one for one in local_forms.check(self._session, changes) if one.place == added.id]
        if wrong and isinstance(self._panel, AddPanel):
            self._panel.refuse(local_words.fault_words(wrong[0]))
            return
        self._take(changes, f"change_{added.id}")

    def _on_taken_out(self, path: str) -> None:
        self._take(local_forms.take_out(self._changes, path), "local_add")

    def _take(self, changes: Changes, focus: str) -> None:
        self._changes = changes
        self._trouble.hide()
        self._show(focus)
