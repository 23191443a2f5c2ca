"""Words for changing the forms of an office: why something cannot be, what a question may hold, what may leave."""

from __future__ import annotations

from desktop.forms.overlay import Fault
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.i18n import N_, _

_TYPES = {
    FieldType.TEXT: N_("a short text"),
    FieldType.LONG_TEXT: N_("a long text"),
    FieldType.DATE: N_("a date"),
    FieldType.CHOICE: N_("one answer of a list"),
    FieldType.CHOICES: N_("several answers of a list"),
    FieldType.YES_NO: N_("yes or no"),
    FieldType.NUMBER: N_("a number"),
}
_CLASSES = {
    PrivacyClass.IDENTIFIER: N_("It names or locates somebody: a name, an address, a number"),
    PrivacyClass.FREE_TEXT: N_("Free words, which may name somebody"),
    PrivacyClass.SPECIAL: N_("It is about health, violence, origin, faith or private life"),
    PrivacyClass.QUASI: N_("It describes the person and could tell who it is, together with other answers"),
    PrivacyClass.OPERATIONAL: N_("It is about the work of the office alone, and about nobody"),
}
_LEAVES = {
    "drop": N_("nothing"),
    "any": N_("only that it was answered"),
    "keep": N_("the answer"),
    "month": N_("the month"),
    "quarter": N_("the quarter"),
    "year": N_("the year"),
}
_REASONS = {
    "act": N_(
        "This form is filled by the program or counted as it stands: its questions cannot be hidden or reworded."
    ),
    "form": N_("Everything in this form rests on its questions: none can be hidden."),
    "law": N_("The law asks for this. It cannot be hidden, and stays required."),
    "required": N_("It is required. Make it optional first; then it can be hidden."),
    "rule": N_("Another question is checked against this one. It cannot be hidden."),
    "condition": N_("Whether another question is asked depends on this one. It cannot be hidden."),
    "computed": N_("The program works something out from this answer. It cannot be hidden."),
    "indicator": N_("The tables for the region count this answer. It cannot be hidden."),
    "deadline": N_("A deadline is counted from this answer. It cannot be hidden."),
    "workflow": N_("A case needs this answer to go on. It cannot be hidden."),
    "referral": N_("Papers for institutions are made of this answer. It cannot be hidden."),
    "protocol": N_("The checklist of the intervention team rests on this answer. It cannot be hidden."),
    "safety": N_("The safety of the person rests on this answer. It cannot be hidden."),
    "alike": N_("By this a person is known again in another file. It cannot be hidden."),
    "program": N_("The program fills this in or rests on it. It cannot be hidden."),
}
_FAULTS = {
    "unknown-form": N_("The program has no such form."),
    "unknown-question": N_("The form has no such question any more."),
    "unknown-section": N_("The form has no such section any more."),
    "label-missing": N_("The question has no Romanian words. Write them."),
    "label-twice": N_("Another question of this form has the same words. Write it so that they differ."),
    "type-changed": N_("This question was asked in another way before. Add a new one instead."),
    "class": N_("What this question holds does not fit how it is answered. Choose again."),
    "leaves": N_("More would leave than this kind of answer allows. Choose less."),
    "begin": N_("This section is settled before any other question. Add it to another one."),
    "options-without-choice": N_("Only a list has answers to choose from."),
    "options-few": N_("A list needs at least two answers. Write one on each line."),
    "option-empty": N_("One of the answers has no words."),
    "option-twice": N_("Two answers of the list have the same words."),
    "order": N_("It must stand below the question on which it depends. Move it down."),
    "nothing-left": N_("Nothing would be asked any more. Leave at least one question."),
}


def type_words(type_: FieldType) -> str:
    return _(_TYPES[type_])


def class_words(privacy: PrivacyClass) -> str:
    return _(_CLASSES[privacy])


def leave_words(how: str) -> str:
    return _(_LEAVES[how])


def reason_words(reason: str) -> str:
    """Why a question cannot be hidden."""
    return _(_REASONS[reason])


def fault_words(fault: Fault) -> str:
    """What hinders a change, in a sentence that says what to do."""
    code = fault.code.removeprefix("held-")
    if code != fault.code:
        return reason_words(code)
    other = N_("The form would not be whole with this change. Take it back.")
    return _(_FAULTS.get(code, other))
