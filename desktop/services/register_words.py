"""What is said of a register: what the file carries, and why a row of it cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.i18n import N_, _, pick
from desktop.registers.lines import Fault
from desktop.registers.plan import find
from desktop.services.register_import import Told
from desktop.services.session import Session

NOTES: Mapping[str, str] = {
    "formulas": N_("Some cells are formulas. Their last results are taken; nothing is worked out here."),
    "merged": N_(
        "Some cells are merged. What stands in them counts for their first row alone; a row below that lacks a column "
        "for this reason is refused and listed."
    ),
    "macros": N_("The file carries macros. They are not looked at and cannot run here."),
    "hidden": N_("The file has hidden sheets. They can be chosen like the others."),
    "another-ending": N_("The file is of another kind than its name says. It is read as what it is."),
    "letters-guessed": N_("How the letters are written was guessed. Look whether ș, ț or Cyrillic letters are right."),
}
FAULTS: Mapping[str, str] = {
    "bad-date": N_("this is no date that can be read"),
    "bad-number": N_("this is no number that can be read"),
    "number-rounded": N_("the spreadsheet has rounded this number, and its figures are lost"),
    "unknown-value": N_("nobody has said yet what this value means"),
    "unknown-option": N_("the list does not have this value"),
    "merged-cells": N_("this cell is the lower part of merged cells"),
    "not-importable": N_("no register may fill this field"),
    "bad-value": N_("this value cannot stand in this field"),
    "value-too-long": N_("this text is too long for the field"),
    "implausible-value": N_("this does not agree with the rest of the row, or with today"),
    "ground-needed": N_("a report becomes part of a case only with its ground"),
}
OTHER = N_("this does not agree with the rest of the row, or with today")


def note_words(code: str) -> str:
    return _(NOTES[code])


def fault_words(fault: Fault) -> str:
    return _(FAULTS.get(fault.code, OTHER))


def field_words(session: Session, into: str, path: str) -> str:
    """A field with the code of its form: F3 · Data nașterii."""
    target = find(session.library.definitions, into, path)
    return f"{target.form.code} · {pick(target.field.label)}"


def told_words(session: Session, into: str, told: Told) -> str:
    """Why a row is refused, or whom it is like; nothing of what stands in it."""
    if told.faults:
        return "; ".join(_one(session, into, fault) for fault in told.faults)
    if told.like_line:
        return _("Row {n} seems to say the same person.").format(n=told.like_line)
    if told.like_case:
        return _("The case {code} seems to be of the same person.").format(code=told.like_case)
    return _("A report that waits seems to be about the same person.")


def lines_of(session: Session, into: str, told: Told) -> list[tuple[str, str]]:
    """The same in two lines each: where, and why."""
    if not told.faults:
        return [(told_words(session, into, told), "")]
    return [(_where(session, into, fault), fault_words(fault)) for fault in told.faults]


def _one(session: Session, into: str, fault: Fault) -> str:
    where = _where(session, into, fault)
    return _("{field}: {why}").format(field=where, why=fault_words(fault)) if where else fault_words(fault)


def _where(session: Session, into: str, fault: Fault) -> str:
    """Column D, F3 · Data nașterii; nothing where a fault concerns the whole row."""
    field = field_words(session, into, fault.path) if fault.path else ""
    if not fault.column:
        return field
    return _("column {letter}, {field}").format(letter=fault.column, field=field)
