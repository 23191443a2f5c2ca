"""Which questions an office cannot do without, and why: what rules, deadlines, tables, papers and the law rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.forms.overlay import Held
from desktop.forms.schema import Field, FieldType, Form
from desktop.privacy.likeness import SOURCES
from desktop.services.library import Library

# Of these forms every question has its place in what the program does with them.
WHOLE = frozenset({"case", "consent"})
COUNTED = frozenset({"risk"})  # an instrument: it says what it says only with its own questions in its own words
# What the conditions and the clocks of the checklists ask; a test holds this to them.
OF_CHECKLISTS = (
    *(("identity", one) for one in ("birth_date", "age_est", "sex", "pregnancy")),
    *(("incident", one) for one in ("inc_dt", "witnesses_children", "trafficking_flag", "goods_exchange")),
    *(("incident", one) for one in ("sv_acts", "gbv_type")),
    *(("report", one) for one in ("report_dt", "child_involved", "immediate_danger")),
    *(("report", one) for one in ("topics", "referring_inst")),
    *(("aggressor", "agg_rel"), ("child", "accompanies"), ("stay", "children")),
    # What clocks count from, and what says which protocol suits.
    *(("stay", one) for one in ("request_dt", "admission_dt", "decision", "exit_on")),
    *(("protection", one) for one in ("issued_dt", "decision", "valid_to", "extended_to", "revoked_on")),
    *(("protection", one) for one in ("kind", "measures", "extended")),
    *(("incident", one) for one in ("forms_legal", "primary_form", "l1", "l2", "gbv_type_override")),
)
# What says how she may be reached, and what must be seen before anything else.
OF_SAFETY = (
    *(("identity", one) for one in ("phones", "do_not", "email", "email_safe", "email_shared", "real_addr")),
    *(("identity", one) for one in ("real_street", "safe_contact", "safe_contact_phone", "safe_contact_call")),
    *(("first_evaluation", one) for one in ("danger_if_leaves", "safe_home", "suicide_flag")),
    ("safety_plan", "copy"),
)
_MADE = frozenset({FieldType.COMPUTED, FieldType.LINK, FieldType.SIGNATURE})
_PARTS = re.compile(r"[:,]")
Place = tuple[str, str, str]  # form, pattern or id, reason


def held(library: Library, form: Form) -> Held:
    """pattern -> reason, of one form as it was shipped."""
    return library.definitions.once(("held", form.id, str(form.version)), lambda: _held(library, form))


def _held(library: Library, form: Form) -> Held:
    if form.act or form.id in COUNTED:
        return {field.pattern: "act" for field in form.fields()}
    if form.id in WHOLE:
        return {field.pattern: "form" for field in form.fields()}
    found: dict[str, str] = {}
    for other, path, reason in _places(library):
        field = form.named(path) or form.named(path.rpartition("/")[2]) if other == form.id and path else None
        if field is not None:
            for one in (field, *(field.fields if reason == "safety" else ())):
                found.setdefault(one.pattern, reason)
    for field in form.fields():
        if reason := _of_itself(field):
            found.setdefault(field.pattern, reason)
    for group in [one for one in form.fields() if one.fields]:
        inside = [
            found[column.pattern] for column in group.fields if found.get(column.pattern, "required") != "required"
        ]
        if inside:
            found.setdefault(group.pattern, inside[0])
    return found


def _of_itself(field: Field) -> str:
    if field.required and field.basis:
        return "law"
    if field.type in _MADE or field.default or field.rows:
        return "program"
    if field.protective or field.seal:
        return "safety"
    return "required" if field.required else ""


def _places(library: Library) -> Iterator[Place]:
    yield from _of_forms(library)
    for one in library.indicators.values():
        since = one.within.since if one.within else ()
        for reference in (*one.fields, one.dated_by, one.age_at, *since):
            yield _split(reference, "", "indicator")
    for deadline in library.deadlines.values():
        for path in (deadline.field, deadline.who, *(condition.field for condition in deadline.unless)):
            yield _split(path, deadline.form, "deadline")
        for done in deadline.done_by:
            yield done.form, done.field, "deadline"
    for need in (need for way in library.workflow.transitions for need in way.needs):
        yield need.form, need.field, "workflow"
    for role in library.roles.values():
        for form, path in (place for part in role.parts for place in part.fields):
            yield form, path, "referral"
    yield from ((form, path, "safety") for form, path in OF_SAFETY)
    yield from ((form, path, "protocol") for form, path in OF_CHECKLISTS)


def _of_forms(library: Library) -> Iterator[Place]:
    for form in library.definitions.newest():
        for section in form.sections:
            yield _split(section.refers, "", "condition")
        for field in form.fields():
            yield from _of_field(form, field)
    for form_id, source in SOURCES.items():
        for path in (*source.names, *source.firsts, source.birth, *source.phones, *source.numbers):
            yield form_id, path, "alike"


def _of_field(form: Form, field: Field) -> Iterator[Place]:
    for path in field.inputs:
        yield _split(path, form.id, "computed", field.group)
    for condition in field.when:
        yield _split(condition.field, form.id, "condition", field.group)
    for rule in (*field.rules, *(one.rule for one in field.when if one.rule)):
        for part in _PARTS.split(rule.argument):
            yield _split(part, form.id, "rule", field.group)
    if field.row_title:
        yield form.id, f"{field.id}/{field.row_title}", "program"


def _split(reference: str, form: str, reason: str, group: str = "") -> Place:
    """A reference of a definition: `form.field`, else of the form itself, first a column of the same group."""
    other, dot, path = reference.partition(".")
    return (other, path, reason) if dot else (form, f"{group}/{reference}" if group else reference, reason)
