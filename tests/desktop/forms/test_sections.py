"""A section for certain roles: what a definition may say of it, and what is left of a form and its answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.forms import sections
from desktop.forms.load import load
from desktop.forms.reading import DefinitionFault
from tests.desktop.forms import everything
from tests.desktop.forms.everything import field

ROLES = """
id = "L10"
version = 1
title = { ro = "Roluri", en = "Roles" }
source = "test"
verified = true
entry = [
    { code = "doctor", label = { ro = "medic", en = "doctor" } },
    { code = "lawyer", label = { ro = "jurist", en = "lawyer" } },
]
"""


def written(root: Path, seen_by: str, more: str = "", *, roles: bool = True) -> Path:
    second = f'[[section]]\nid = "two"\nseen_by = {seen_by}\ntitle = {{ ro = "Doi", en = "Two" }}\n'
    inner = field("kin", "group", 'row_title = "who"') + field("who", "text", inner=True)
    everything.write(root, form=everything.form(field("open", "text") + second + field("closed", "text", more) + inner))
    if roles:
        (root / "lists/L10.v1.toml").write_text(ROLES, encoding="utf-8")
    return root


def test_a_form_is_seen_with_the_sections_of_ones_roles(tmp_path: Path) -> None:
    form = load(written(tmp_path, '["doctor", "lawyer"]')).form("everything")
    assert sections.is_marked(form) and form.sections[1].seen_by == ("doctor", "lawyer")
    outside = sections.shown(form, {"driver"})
    assert [each.id for each in outside.sections] == ["one"] and sections.shown(form, ["driver"]) is outside
    assert [each.id for each in sections.shown(form, {"lawyer", "driver"}).sections] == ["one", "two"]
    answers = {"open": 1, "closed": 2, "kin/a": True, "kin/a/who": 3, "from_elsewhere": 4}
    assert sections.mask(form, outside, answers) == {"open": 1, "from_elsewhere": 4}
    assert sections.mask(form, form, answers) is answers
    assert sections.hides(form, outside, "kin/a/who") and not sections.hides(form, outside, "open")


def test_a_form_without_such_a_section_is_one_and_the_same_for_everybody(made_up) -> None:  # type: ignore[no-untyped-def]
    form = made_up.form("everything")
    assert not sections.is_marked(form) and sections.shown(form, ()) is form


def test_the_roles_of_a_person_stand_in_the_team_of_the_case() -> None:
    header = {
        "team/a": True, "team/a/worker": "me", "team/a/role": "doctor",
        "team/b": True, "team/b/worker": "other", "team/b/role": "lawyer",
        "team/c": True, "team/c/worker": "me", "team/c/role": {"none": "unknown"},
        "team/d": True, "team/d/worker": "me",
    }  # fmt: skip
    assert sections.roles_of(header, "me") == {"doctor"}
    assert sections.roles_of({}, "me") == frozenset()


@pytest.mark.parametrize(
    ("seen_by", "more", "roles", "fault"),
    [
        ('["driver"]', "", True, "unknown role driver"),
        ('["doctor"]', "", False, "unknown role doctor"),
        ('["doctor"]', "search = true", True, "search in a section for some roles only"),
        ('"doctor"', "", True, "seen_by is not a list"),
    ],
)
def test_a_section_that_is_marked_wrongly_does_not_load(
    tmp_path: Path, seen_by: str, more: str, roles: bool, fault: str
) -> None:
    with pytest.raises(DefinitionFault, match=fault):
        load(written(tmp_path, seen_by, more, roles=roles))


def test_a_form_of_which_nothing_is_for_everybody_does_not_load(tmp_path: Path) -> None:
    root = written(tmp_path, '["doctor"]')
    file = root / "forms/everything.v1.toml"
    file.write_text(file.read_text("utf-8").replace('id = "one"\n', 'id = "one"\nseen_by = ["doctor"]\n'), "utf-8")
    with pytest.raises(DefinitionFault, match="every section is for some roles only"):
        load(root)
