"""PURE: which sections of a form are for whom: some are for certain roles of the case's team."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from desktop.forms.answers import rows
from desktop.forms.schema import Answers, Form


def is_marked(form: Form) -> bool:
    """Whether any section of the form is for some roles only."""
    return form.once("marked", lambda: any(section.seen_by for section in form.sections))


def shown(form: Form, roles: Collection[str]) -> Form:
    """The form as one with these roles sees it: a section that is for others is not there."""
    if not is_marked(form):
        return form
    mine = sorted(roles)
    return form.once(f"seen by {mine}", lambda: _without(form, frozenset(mine)))


def _without(form: Form, roles: frozenset[str]) -> Form:
    return replace(form, sections=tuple(s for s in form.sections if not s.seen_by or roles & set(s.seen_by)))


def hides(form: Form, seen: Form, path: str) -> bool:
    """Whether a path belongs to a section that is left out of the form as it is seen."""
    return seen is not form and seen.find(path) is None and form.find(path) is not None


def mask(form: Form, seen: Form, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers without those of sections that are left out; what no form knows stays."""
    if seen is form:
        return answers
    return {path: value for path, value in answers.items() if not hides(form, seen, path)}


def roles_of(header: Answers, worker: str) -> frozenset[str]:
    """The roles that the team of a case, as its header names it, gives to a person."""
    mine = [row for row in rows(header, "team") if header.get(f"team/{row}/worker") == worker]
    roles = (header.get(f"team/{row}/role") for row in mine)
    return frozenset(role for role in roles if isinstance(role, str))
