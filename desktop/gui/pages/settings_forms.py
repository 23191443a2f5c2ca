"""Settings: the forms of this office; a head hides, reorders, rewords or adds questions, looks, and publishes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.forms.local import Changes
from desktop.gui.models import local_words
from desktop.gui.pages.settings_editions import Deeds, EditionsTab, Listed, Words
from desktop.gui.pages.settings_forms_editor import Editor
from desktop.gui.pages.settings_forms_look import Look
from desktop.gui.shell import Shell
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import local_forms
from desktop.services.editions import Made
from desktop.services.session import Session


class FormsTab(EditionsTab):
    """The list of forms, or the changes of one of them, or a look at what they would make of it."""

    name = "form"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self._session = shell.session
        self._look: Look | None = None
        super().__init__(shell, _words(shell.session.office.kind), _deeds(shell.session), parent)

    def first_field(self) -> QWidget:
        return self._look.first_field() if self._look is not None else super().first_field()

    def every(self) -> Sequence[Listed]:
        return [
            Listed(one.form.id, _title(one.form.code, pick(one.form.title)), "", one.counting, one.earlier)
            for one in local_forms.editions(self._session)
        ]

    def id_of(self, changes: Changes) -> str:
        return changes.form

    def make_editor(self, changes: Changes) -> Editor:
        self._look = None
        editor = Editor(self._session, changes)
        editor.look_wanted.connect(partial(self._on_look, editor))
        return editor

    def show_list(self, focus: str = "") -> None:
        self._look = None
        super().show_list(focus)

    def fault_lines(self, made: Made[Any, Any]) -> Sequence[str]:
        return [f"{fault.place}: {local_words.fault_words(fault)}" for fault in made.faults]

    def _on_look(self, editor: Editor, changes: Changes) -> None:
        try:
            preview = local_forms.preview(self._session, changes)
        except Refused as refusal:
            editor.refuse(refusal)
            return
        self._look = look = Look(self._session, preview)
        look.left.connect(partial(self.edit, changes))
        self.put(look)
        QTimer.singleShot(0, look, lambda: look.first_field().setFocus())


def _title(code: str, title: str) -> str:
    return _("{code} · {title}").format(code=code, title=title)


def _deeds(session: Session) -> Deeds:
    def save(id: str, path: Path) -> object:
        return local_forms.export_file(session, id, path, replace_file=True)

    def file_name(id: str, sign: str) -> str:
        return local_forms.file_name(local_forms.of_form(session, id).form, sign)

    return Deeds(
        begin=partial(local_forms.begin, session),
        publish=partial(local_forms.publish, session),
        drop=partial(local_forms.drop, session),
        restore=partial(local_forms.restore, session),
        file_name=file_name,
        save=save,
        bring=partial(local_forms.import_file, session),
        ending=local_forms.ENDING,
    )


def _words(kind: str) -> Words:
    of_region = kind == "region"
    return Words(
        title=_("Forms for the offices") if of_region else _("Forms of the office"),
        why=_(
            "A form is changed here as the offices need it. Publishing here sends nothing: it can then be laid ready "
            "on the page “For the offices”."
        )
        if of_region
        else _(
            "A form is asked here as the office needs it. What was answered before stays as it was, and each sheet "
            "keeps the questions that it was filled in with."
        ),
        bring=_("Bring in changes from a file"),
        nothing_yet=_("Nothing yet. The form is asked as it was shipped."),
        as_shipped=_("Ask it as it was shipped"),
        fits_no_more=_(
            "The program brought a newer form, and these changes do not fit it any more. It is asked as it was "
            "shipped until you correct them and publish again."
        ),
        published=_("Published. From now on the form is asked so."),
        dropped=_("The form is asked as it was shipped. What was answered stays."),
        saved=_("Saved. The file holds questions, and nothing about anybody."),
    )
