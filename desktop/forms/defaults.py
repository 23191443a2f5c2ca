"""What a new record starts with: only what the program knows by itself."""

from __future__ import annotations

from datetime import timedelta

from desktop.forms.context import Context
from desktop.forms.schema import Form, Json


def defaults(form: Form, ctx: Context) -> dict[str, Json]:
    """path -> value for every top-level field with a default; columns of groups begin with their row."""
    start: dict[str, Json] = {}
    for field in form.fields():
        if field.default and not field.group and (value := named(field.default, ctx)) is not None:
            start[field.id] = value
    return start


def of_row(form: Form, group: str, row: str, ctx: Context) -> dict[str, Json]:
    """The starting values of a new row of a group, by path."""
    found = {}
    for field in form.field(group).fields:
        if field.default and (value := named(field.default, ctx)) is not None:
            found[f"{group}/{row}/{field.id}"] = value
    return found


def named(default: str, ctx: Context) -> Json:
    """The value behind the name of a default; a code after `first:` stands for itself, `true` and `false` for yes, no."""
    name, _, argument = default.partition(":")
    if name == "first":
        return {"true": True, "false": False}.get(argument, argument)
    local = ctx.now.astimezone(ctx.tz)
    if name == "in_days":
        return (local.date() + timedelta(days=int(argument))).isoformat()
    return {
        "today": local.date().isoformat(),
        "now": local.isoformat(timespec="minutes"),
        "worker": ctx.worker or None,
        "office": ctx.office or None,
        "country": ctx.country or None,
        "code": ctx.code,
    }.get(name)
