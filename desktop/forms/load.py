"""Reading all forms and lists of a folder; a file that is not right in every point does not load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from desktop.forms.check_definitions import check_form
from desktop.forms.editions import LOCAL, Editions
from desktop.forms.reading import CODE, ID, DefinitionFault, Table, heading, read_folder
from desktop.forms.schema import (
    GENERALISERS,
    LOOKS,
    QUASI,
    REPORT_SECTIONS,
    CodeList,
    Condition,
    Definitions,
    Field,
    FieldType,
    Form,
    ListEntry,
    PrivacyClass,
    RuleUse,
    Section,
    Text,
)

__all__ = ["DefinitionFault", "load", "read_condition"]

_LONGEST = re.compile(r"P(?:(?P<days>[1-9]\d{0,3})D|T(?P<hours>[1-9]\d{0,4})H)", re.ASCII)


def load(root: Path) -> Definitions:
    """All definitions under `forms/`, `papers/` and `lists/` of a folder, each checked by itself and by the others."""
    lists = read_folder(root / "lists", read_list)
    forms = Editions(read_folder(root / "forms", read_form))
    papers = read_folder(root / "papers", read_form)
    defs = Definitions(forms, lists, papers)
    for form in (*forms.values(), *papers.values()):
        check_form(form, defs)
    return defs


def read_list(table: Table, id: str, version: int) -> CodeList:
    heading(table, id, version)
    title, source, verified = table.words("title"), table.must_be(str, "source"), table.must_be(bool, "verified")
    groups: dict[str, Text] = {}
    for name, inner in table.named_tables("group").items():
        groups[name] = inner.words("label")
        inner.done()
    entries = tuple(_entry(inner, groups) for inner in table.tables("entry"))
    table.done()
    codes = [entry.code for entry in entries]
    if not codes:
        raise table.fault("no entry", "entry")
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise table.fault("the code is there twice", twice[0])
    return CodeList(id, version, title, source, verified, entries, groups)


def _entry(table: Table, groups: Mapping[str, Text]) -> ListEntry:
    code = table.must_be(str, "code")
    if not CODE.fullmatch(code) or code in {"declined", "unknown"}:
        raise table.fault("not a code")
    entry = ListEntry(
        code=code,
        label=table.words("label"),
        group=table.one_of("group", groups, ""),
        country=table.one_of("country", ("MD", "RO"), ""),
        exclusive=table.may_be(bool, "exclusive", False),
        retired=table.may_be(bool, "retired", False),
        longest=_longest(table),
    )
    table.done()
    return entry


def _longest(table: Table) -> timedelta | None:
    """Whole days (`P90D`) or whole hours (`PT120H`), as the sources count them."""
    if not table.has("longest"):
        return None
    found = _LONGEST.fullmatch(table.must_be(str, "longest"))
    if found is None:
        raise table.fault("longest is neither days nor hours")
    return timedelta(days=int(found["days"] or 0), hours=int(found["hours"] or 0))


def read_form(table: Table, id: str, version: int) -> Form:
    heading(table, id, version)
    if not ID.fullmatch(id):
        raise table.fault("not an id", "id")
    form = Form(
        id=id,
        version=version,
        code=table.must_be(str, "code"),
        repeat=table.must_be(bool, "repeat"),
        title=table.words("title"),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
        sections=tuple(_section(inner) for inner in table.tables("section")),
        files=table.texts("files") or ("victim",),
        act=table.may_be(bool, "act", False),
        lone=table.may_be(bool, "lone", False),
    )
    table.done()
    _all_different(table, [section.id for section in form.sections])
    _all_different(table, [field.id for section in form.sections for field in section.fields])
    return form


def _section(table: Table) -> Section:
    id = _id(table)
    table.place = ""  # a field is named by its own id, wherever it stands
    section = Section(
        id=id,
        title=table.words("title"),
        help=table.maybe_words("help"),
        fields=tuple(_field(inner) for inner in table.tables("field")),
        seen_by=table.texts("seen_by"),
        look=table.one_of("look", LOOKS, ""),
        refers=table.may_be(str, "refers", ""),
    )
    table.place = id
    table.done()
    if not section.fields:
        raise table.fault("no field")
    return section


def _field(table: Table, group: str = "") -> Field:
    id = _id(table)
    type = FieldType(table.one_of("type", list(FieldType)))
    columns = tuple(_field(inner, id) for inner in table.tables("field")) if type is FieldType.GROUP else ()
    _all_different(table, [column.id for column in columns])
    field = Field(
        id=id,
        type=type,
        group=group,
        fields=columns,
        label=table.words("label"),
        help=table.maybe_words("help"),
        why=table.maybe_words("why"),
        basis=table.maybe_words("basis"),
        unit=table.maybe_words("unit"),
        privacy=PrivacyClass(table.one_of("class", list(PrivacyClass))),
        pdf=table.one_of("pdf", GENERALISERS),
        bundle=table.one_of("bundle", GENERALISERS),
        report_section=table.one_of("report_section", REPORT_SECTIONS, ""),
        quasi=table.one_of("quasi", QUASI, ""),
        list=table.may_be(str, "list", ""),
        form=table.may_be(str, "form", ""),
        required=table.may_be(bool, "required", False),
        refusable=table.may_be(bool, "refusable", True),
        rules=tuple(_rule(use) for use in table.texts("rules")),
        when=tuple(read_condition(inner) for inner in table.tables("when")),
        show_when_unknown=table.one_of("when_unknown", ("show", "hide"), "hide") == "show",
        protective=table.texts("protective"),
        seal=table.may_be(bool, "seal", False),
        search=table.may_be(bool, "search", False),
        reveal=table.may_be(bool, "reveal", False),
        paper=table.may_be(bool, "paper", True),
        default=table.may_be(str, "default", ""),
        compute=table.may_be(str, "compute", ""),
        inputs=table.texts("inputs"),
        min=table.number("min"),
        max=table.number("max"),
        decimals=table.may_be(int, "decimals", 0),
        max_length=table.must_be(int, "max_length") if table.has("max_length") else None,
        lines=table.must_be(int, "lines") if table.has("lines") else None,
        row_title=table.may_be(str, "row_title", ""),
        rows=table.one_of("rows", ("protocol",), ""),
    )
    table.done()
    return field


def read_condition(table: Table) -> Condition:
    # A condition has no id of its own: its faults are told at the field.
    rule = _rule(table.must_be(str, "rule")) if table.has("rule") else None
    condition = Condition(
        field=table.must_be(str, "field"),
        any_of=frozenset(table.texts("in")) if table.has("in") else None,
        none_of=frozenset(table.texts("not_in")) if table.has("not_in") else None,
        answered=table.must_be(bool, "answered") if table.has("answered") else None,
        rule=rule,
    )
    table.done()
    said = (condition.any_of, condition.none_of, condition.answered, condition.rule)
    if sum(part is not None for part in said) != 1 or frozenset() in said:
        raise table.fault("a condition says one of in, not_in, answered, rule")
    return condition


def _rule(use: str) -> RuleUse:
    name, _, argument = use.partition(":")
    return RuleUse(name, argument)


def _id(table: Table) -> str:
    id = table.must_be(str, "id")
    if not ID.fullmatch(id) or id.startswith(LOCAL):
        raise table.fault("not an id")
    return id


def _all_different(table: Table, ids: list[str]) -> None:
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise table.fault("the id is there twice", twice[0])
