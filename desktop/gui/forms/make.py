"""Which editor answers which question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.forms.schema import Field, FieldType
from desktop.gui.forms.around import Around
from desktop.gui.forms.choice_editors import (
    CaseLinkEditor,
    ChoicesEditor,
    LinkEditor,
    PlaceEditor,
    WorkerEditor,
    YesNoEditor,
    choice_editor,
)
from desktop.gui.forms.covered import CoveredEditor
from desktop.gui.forms.date_editors import DateEditor, DateTimeEditor
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.other_editors import FileEditor, ShownEditor, SignatureEditor
from desktop.gui.forms.text_editors import (
    LongTextEditor,
    MoneyEditor,
    NumberEditor,
    PersonIdEditor,
    PhoneEditor,
    TextEditor,
)

GIVEN = ("code", "office")  # the program knows these itself; nobody types them

_MAKERS: Mapping[FieldType, Callable[[Field, Around], Editor]] = {
    FieldType.TEXT: TextEditor,
    FieldType.LONG_TEXT: LongTextEditor,
    FieldType.DATE: DateEditor,
    FieldType.DATETIME: DateTimeEditor,
    FieldType.CHOICE: choice_editor,
    FieldType.CHOICES: ChoicesEditor,
    FieldType.YES_NO: YesNoEditor,
    FieldType.NUMBER: NumberEditor,
    FieldType.MONEY: MoneyEditor,
    FieldType.PHONE: PhoneEditor,
    FieldType.PERSON_ID: PersonIdEditor,
    FieldType.PLACE: PlaceEditor,
    FieldType.WORKER: WorkerEditor,
    FieldType.FILE: FileEditor,
    FieldType.SIGNATURE: SignatureEditor,
    FieldType.COMPUTED: ShownEditor,
}


def make_editor(field: Field, path: str, around: Around) -> Editor:
    """The editor of a field; under a cover where the answer must not be read by whoever passes."""
    inner = _plain(field, around)
    return CoveredEditor(inner, path) if field.reveal or field.seal else inner


def is_given(field: Field) -> bool:
    """Shown and never typed."""
    return field.type is FieldType.COMPUTED or field.default in GIVEN


def _plain(field: Field, around: Around) -> Editor:
    if is_given(field):
        return ShownEditor(field, around)
    if field.type is FieldType.LINK:
        return CaseLinkEditor(field, around) if field.form == "case" else LinkEditor(field, around)
    return _MAKERS[field.type](field, around)
