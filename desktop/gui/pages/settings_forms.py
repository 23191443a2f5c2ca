"""Settings: the forms of this office; a head hides, reorders, rewords or adds questions, looks, and publishes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.forms.local import Changes
from desktop.gui.models import local_words
from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_forms_editor import Editor
from desktop.gui.pages.settings_forms_look import Look
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Kind, Label, Line, Row, Tone, boxed, clear, column, row
from desktop.i18n import _, datetime_words, pick
from desktop.refusals import Refused, explain
from desktop.services import local_forms
from desktop.services.local_forms import Made, OfForm


class FormsTab(parts.Tab):
    """The list of forms, or the changes of one of them, or a look at what they would make of it."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._editor: Editor | None = None
        self._look: Look | None = None
        self._bring = Button(_("Bring in changes from a file"), icon="upload", name="local_import")
        self._bring.clicked.connect(self._on_import)
        self._place = boxed(column(gap=12))
        self._first: QWidget = self._bring
        self.add(self._place)

    def first_field(self) -> QWidget:
        if self._look is not None:
            return self._look.first_field()
        return self._editor.first_field() if self._editor is not None else self._first

    def refresh(self) -> None:
        """The list as it is now; changes that are being made stay."""
        if self._editor is None:
            self._show_list()

    # --- the list -----------------------------------------------------------------------------------------------

    def _show_list(self, focus: str = "") -> None:
        self._editor = self._look = None
        why = _("A form is asked here as the office needs it. What was answered before stays as it was, and each sheet "
                "keeps the questions that it was filled in with.")  # fmt: skip
        card = parts.settings_card(_("Forms of the office"), Label(why, "small-muted", wrap=True), name="forms_list")
        every = local_forms.editions(self._session)
        for at, one in enumerate(every):
            if at:
                card.add(Line())
            card.add(self._row(one))
        card.add(boxed(row(self._bring_again(), None)))
        self._put(card)
        found = self.findChild(Button, focus) if focus else None
        self._first = self.findChild(Button, f"form_{every[0].form.id}") or self._bring
        if found is not None:
            QTimer.singleShot(0, found, found.setFocus)

    def _bring_again(self) -> Button:
        """A button goes with the list that it stood in."""
        self._bring = Button(_("Bring in changes from a file"), icon="upload", name="local_import")
        self._bring.clicked.connect(self._on_import)
        return self._bring

    def _row(self, one: OfForm) -> Row:
        title = _("{code} · {title}").format(code=one.form.code, title=pick(one.form.title))
        second = _made_words(one.counting) if one.counting else ""
        change = Button(_("Change"), Kind.SMALL, name=f"form_{one.form.id}")
        change.setAccessibleName(_("Change: {name}").format(name=title))
        change.clicked.connect(partial(self._on_form, one.form.id))
        end: list[QWidget] = []
        if one.counting is not None:
            fits = not one.counting.faults
            words = _("the office's own") if fits else _("no longer fits")
            end.append(Chip(words, tone=Tone.PLAIN if fits else Tone.SOON))
        return Row(title, second, icon="document", end=boxed(row(*end, change, gap=8)))

    # --- one form -----------------------------------------------------------------------------------------------

    def _on_form(self, form: str) -> None:
        self._edit(local_forms.begin(self._session, form))

    def _edit(self, changes: Changes) -> None:
        self._look = None
        self._editor = editor = Editor(self._session, changes)
        editor.left.connect(partial(self._on_left, f"form_{changes.form}"))
        editor.look_wanted.connect(self._on_look)
        editor.publish_wanted.connect(self._on_publish)
        self._put(editor, self._before(changes.form))
        QTimer.singleShot(0, editor, lambda: editor.first_field().setFocus())

    def _before(self, form: str) -> Card:
        """What was published before, what goes to another office, and the way back to the form as it was shipped."""
        of = local_forms.of_form(self._session, form)
        card = parts.settings_card(_("What was published"), name="local_editions")
        if of.counting is None and not of.earlier:
            card.add(Label(_("Nothing yet. The form is asked as it was shipped."), "muted", wrap=True))
        if of.counting is not None:
            card.add(self._counting(of.counting))
            save = Button(_("Save for another office"), icon="save", name="local_export")
            save.clicked.connect(partial(self._on_export, of))
            drop = Button(_("Ask it as it was shipped"), icon="undo", name="local_drop")
            drop.clicked.connect(partial(self._on_drop, form))
            card.add(boxed(row(save, drop, None)))
        for one in of.earlier:
            again = Button(_("Publish again"), Kind.SMALL, name=f"restore_{one.sign}")
            again.setAccessibleName(_("Publish again: {name}").format(name=one.sign))
            again.clicked.connect(partial(self._on_restore, form, one.mark))
            card.add(Line(), Row(one.sign, _made_words(one), icon="history", end=again))
        return card

    def _counting(self, made: Made) -> QWidget:
        if not made.faults:
            return Row(made.sign, _made_words(made), icon="check", end=Chip(_("in use")))
        told = [f"{fault.place}: {local_words.fault_words(fault)}" for fault in made.faults]
        words = _("The program brought a newer form, and these changes do not fit it any more. It is asked as it was "
                  "shipped until you correct them and publish again.")  # fmt: skip
        return Banner(Tone.SOON, words, "\n".join(told))

    def _on_left(self, focus: str) -> None:
        self._show_list(focus)

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_look(self, changes: Changes) -> None:
        editor = self._editor
        if editor is None:
            return
        try:
            preview = local_forms.preview(self._session, changes)
        except Refused as refusal:
            editor.refuse(refusal)
            return
        self._look = look = Look(self._session, preview)
        look.left.connect(partial(self._edit, changes))
        self._put(look)
        QTimer.singleShot(0, look, lambda: look.first_field().setFocus())

    def _on_publish(self, changes: Changes) -> None:
        editor = self._editor
        try:
            local_forms.publish(self._session, changes)
        except Exception as error:  # noqa: BLE001 - a full disk, a fault: it is said in the editor
            if editor is not None:
                editor.refuse(error)
            return
        self._done(changes.form, _("Published. From now on the form is asked so."))

    def _on_drop(self, form: str) -> None:
        local_forms.drop(self._session, form)
        self._done(form, _("The form is asked as it was shipped. What was answered stays."))

    def _on_restore(self, form: str, mark: int) -> None:
        try:
            local_forms.restore(self._session, form, mark)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._done(form, _("Published. From now on the form is asked so."))

    def _done(self, form: str, words: str) -> None:
        self._shell.say(words)
        self._show_list(f"form_{form}")

    def _on_export(self, of: OfForm) -> None:
        if of.counting is None:
            return
        name = local_forms.file_name(of.form, of.counting.sign)
        path = self._shell.files.save_file(self, _("Save the file"), name, _pattern())
        if path is None:
            return
        path = path if path.name.endswith(local_forms.ENDING) else Path(f"{path}{local_forms.ENDING}")
        try:
            local_forms.export_file(self._session, of.form.id, path, replace_file=True)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("Saved. The file holds questions, and nothing about anybody."))

    def _on_import(self) -> None:
        chosen = self._shell.files.open_files(self, _("Choose the file"), _pattern())
        if not chosen:
            return
        try:
            changes = local_forms.import_file(self._session, chosen[0])
        except Refused as refusal:
            self._shell.say(explain(refusal), trouble=True)
            return
        self._edit(changes)

    def _put(self, *shown: QWidget) -> None:
        layout = self._place.layout()
        if layout is not None:
            clear(layout)
            for one in shown:
                layout.addWidget(one)
        self.verticalScrollBar().setValue(0)


def _pattern() -> str:
    return _("Files of Ancora ({pattern})").format(pattern=f"*{local_forms.ENDING}")


def _made_words(made: Made) -> str:
    return _("{sign} · {time} · {worker}").format(sign=made.sign, time=datetime_words(made.at), worker=made.worker)
