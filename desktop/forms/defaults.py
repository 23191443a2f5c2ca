"""What a new record starts with: only what the program knows by itself."""

from __future__ import annotations

from datetime import timedelta

from desktop.forms.context import Context
from desktop.forms.schema import Field, FieldType, Form, Json


def defaults(form: Form, ctx: Context) -> dict[str, Json]:
    """path -> value for every top-level field with a default; columns of groups begin with their row."""
    return _known(form.once("defaults", lambda: {f.id: f for f in form.fields() if f.default and not f.group}), ctx)


def of_row(form: Form, group: str, row: str, ctx: Context) -> dict[str, Json]:
    """What a new row of a group starts with, by path: the mark that it is there, and its columns' defaults."""
    columns = {f"{group}/{row}/{column.id}": column for column in form.field(group).fields}
    return {f"{group}/{row}": True} | _known(columns, ctx)


def _known(fields: dict[str, Field], ctx: Context) -> dict[str, Json]:
    values = {path: _value(field, ctx) for path, field in fields.items() if field.default}
    return {path: value for path, value in values.items() if value is not None}


def _value(field: Field, ctx: Context) -> Json:
    name, _, argument = field.default.partition(":")
    local = ctx.now.astimezone(ctx.tz)
    if name == "first":
        return _first(field, argument)
    if name == "in_days":
        return (local.date() + timedelta(days=int(argument))).isoformat()
    if name == "today":
        return local.date().isoformat()
    if name == "now":
        return local.isoformat(timespec="minutes")
    at_once: dict[str, Json] = {
        "worker": ctx.worker or None,
        "office": ctx.office or None,
        "country": ctx.country or None,
        "code": ctx.code,
    }
    return at_once[name]


def _first(field: Field, argument: str) -> Json:
    if field.type is FieldType.YES_NO:
        return argument == "true"
    return [argument] if field.type is FieldType.CHOICES else argument
