"""A form with every type of field, written as a definition file, for tests that must not wait for a shipped form."""

from __future__ import annotations

from pathlib import Path

from desktop.forms.schema import FieldType

TEXT = 'class = "operational"\npdf = "drop"\nbundle = "drop"'

LIST = """
id = "colours"
version = 1
title = { ro = "Culori", en = "Colours" }
source = "test"
verified = true
entry = [
    { code = "red", label = { ro = "roșu", en = "red" } },
    { code = "blue", label = { ro = "albastru", en = "blue" }, country = "RO" },
    { code = "old", label = { ro = "vechi", en = "old" }, retired = true },
    { code = "none", label = { ro = "niciuna", en = "none" }, exclusive = true },
    { code = "2", label = { ro = "două", en = "two" } },
]
"""

OTHER = f"""
id = "other"
version = 1
code = "F8"
repeat = true
title = {{ ro = "Alta", en = "Other" }}
source = "test"
verified = true
[[section]]
id = "s"
title = {{ ro = "S", en = "S" }}
[[section.field]]
id = "day"
type = "date"
label = {{ ro = "Ziua celeilalte", en = "Day of the other" }}
{TEXT}
[[section.field]]
id = "name"
type = "text"
label = {{ ro = "Numele", en = "Name" }}
{TEXT}
[[section.field]]
id = "phone"
type = "phone"
label = {{ ro = "Telefonul", en = "Phone" }}
{TEXT}
"""

TYPES = [type.value for type in FieldType if type not in {FieldType.COMPUTED, FieldType.GROUP}]
MORE = {
    "text": "search = true\nmax_length = 20",
    "long_text": "lines = 4\nmax_length = 200",
    "choice": 'list = "colours"',
    "choices": 'list = "colours"',
    "number": 'min = -5\nmax = 50\nunit = { ro = "zile", en = "days" }',
    "money": "min = 1\nmax = 1000",
    "link": 'form = "other"',
}


def write(root: Path, **changes: str) -> Path:
    """The definitions in a folder; a change replaces the text of one file: write(root, form="…")."""
    files = {
        "lists/colours.v1.toml": changes.get("list", LIST),
        "forms/other.v1.toml": changes.get("other", OTHER),
        "forms/everything.v1.toml": changes.get("form", form()),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def form(fields: str | None = None) -> str:
    head = (
        'id = "everything"\nversion = 1\ncode = "F9"\nrepeat = true\ntitle = { ro = "Tot", en = "Everything" }\n'
        'source = "test"\nverified = true\n[[section]]\nid = "one"\ntitle = { ro = "Unu", en = "One" }\n'
    )
    return head + (fields if fields is not None else all_types() + conditions() + group())


def field(id: str, type: str, more: str = "", *, inner: bool = False, privacy: str = TEXT) -> str:
    table = "[[section.field.field]]" if inner else "[[section.field]]"
    label = f'label = {{ ro = "Câmpul {id}", en = "Field {id}" }}'
    return f'{table}\nid = "{id}"\ntype = "{type}"\n{label}\n{privacy}\n{more}\n'


def all_types() -> str:
    return "".join(field(type, type, MORE.get(type, "")) for type in TYPES) + field(
        "sealed", "long_text", "seal = true", privacy='class = "free_text"\npdf = "drop"\nbundle = "drop"'
    )


def conditions() -> str:
    return (
        field("if_red", "text", 'when = [{ field = "choices", in = ["red"] }]')
        + field("not_red", "text", 'when = [{ field = "choice", not_in = ["red"] }]\nwhen_unknown = "show"')
        + field("if_dated", "text", 'when = [{ field = "date", answered = true }]')
        + field("if_undated", "text", 'when = [{ field = "date", answered = false }]')
        + field("if_recent", "text", 'when = [{ field = "datetime", rule = "within_days:7" }]')
        + field("if_child", "text", 'when = [{ field = "date", rule = "minor" }]')
        + field("if_grown", "text", 'when = [{ field = "date", rule = "adult" }]')
        + field("if_chain", "text", 'when = [{ field = "if_red", answered = true }]')
        + field("if_other", "text", 'when = [{ field = "other.name", answered = true }]')
        + field("if_two", "text", 'when = [{ field = "number", in = ["2"] }]')
    )


def group() -> str:
    return (
        field("people", "group", 'row_title = "name"\nrequired = true')
        + field("name", "text", "required = true", inner=True)
        + field("kind", "choice", 'list = "colours"\ndefault = "first:red"', inner=True)
        + field("why", "text", 'when = [{ field = "kind", in = ["red"] }]', inner=True)
        + field("since", "date", 'rules = ["after:date"]\ndefault = "today"', inner=True)
        + field("until", "date", 'rules = ["after:since"]', inner=True)
        + field("if_people", "text", 'when = [{ field = "people/kind", in = ["red"] }]')
    )
