"""Which column means what: guessed, written as a file, and read from a file as from a stranger."""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.refusals import Refused
from desktop.registers.cells import IMPORTED
from desktop.registers.plan import (
    KINDS,
    Plan,
    find,
    from_toml,
    guess,
    guess_head,
    known_headings,
    letter,
    targets,
    to_toml,
)
from desktop.registers.table import as_csv
from desktop.services.library import shipped

DEFS = shipped().definitions
TEXT = st.text(max_size=30)


def test_headings_in_three_languages_are_known() -> None:
    assert guess(["Nr. d/o", "NUMELE", "Data naşterii:"], DEFS, "case") == {
        0: "case.register_no", 1: "identity.last_name", 2: "identity.birth_date",
    }  # fmt: skip
    assert guess(["Фамилия", "Дата рождения", "Пол"], DEFS, "case") == {
        0: "identity.last_name", 1: "identity.birth_date", 2: "identity.sex",
    }  # fmt: skip
    assert guess(["Family name", "Sex"], DEFS, "case")[1] == "identity.sex"


def test_no_field_is_guessed_twice_and_nothing_out_of_the_blue() -> None:
    assert guess(["Nume", "Nume", "???", ""], DEFS, "case") == {0: "identity.last_name"}


def test_the_row_with_the_headings_is_found_below_a_title() -> None:
    rows = [(1, ["Registrul anului 2023"]), (3, ["Nr", "Nume", "Sex"]), (4, [1, "Ana", "f"])]
    assert guess_head(rows, DEFS) == 3
    assert guess_head([(1, [1, 2.5]), (2, [3, None])], DEFS) == 0


def test_every_word_of_the_headings_means_a_field_that_there_is() -> None:
    for path in known_headings():
        assert any(_exists(into, path) for into in KINDS), path


def _exists(into: str, path: str) -> bool:
    try:
        return find(DEFS, into, path).path == path
    except Refused:
        return False


def test_no_register_fills_what_the_program_decides() -> None:
    paths = {one.path for into in KINDS for one in targets(DEFS, into)}
    assert not paths & {"case.case_code", "case.legal_hold", "case.imported_on", "report.case", "case.file_kind"}
    assert all(one.field.type in IMPORTED for into in KINDS for one in targets(DEFS, into))


@given(
    st.sampled_from(KINDS),
    st.integers(0, 30),
    st.integers(0, 30),
    st.dictionaries(st.integers(0, 200), st.integers(0, 200), max_size=12),
    st.dictionaries(TEXT, TEXT, max_size=4),
)
def test_what_is_written_is_read_back(
    into: str, sheet: int, head: int, chosen: dict[int, int], said: dict[str, str]
) -> None:
    offered = [one.path for one in targets(DEFS, into)]
    columns: dict[int, str] = {}
    for at, number in sorted(chosen.items()):
        path = offered[number % len(offered)]
        if path not in columns.values():
            columns[at] = path
    values = {path: {word.strip().casefold(): code for word, code in said.items()} for path in columns.values()}
    plan = Plan(into, sheet, head, columns, values)
    again = from_toml(to_toml(plan), DEFS)
    assert (again.into, again.sheet, again.head, again.columns) == (into, sheet, head, columns)


@pytest.mark.parametrize(
    "text",
    [
        "into = 'nothing'", "sheet = 0", "sheet = true", "head = -1", "column = 1", "[[column]]\nat = 'A'",
        "[[column]]\nat = 'a'\nfield = 'identity.sex'", "[[column]]\nat = 'ABC'\nfield = 'identity.sex'",
        "[[column]]\nat = 'A'\nfield = 'identity.sex'\nmore = 1", "x = 1", "[", "a" + ".a" * 5000 + " = 1",
        "[[column]]\nat='A'\nfield='identity.sex'\n[[column]]\nat='B'\nfield='identity.sex'",
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="register-plan"):
        from_toml(text, DEFS)


@pytest.mark.parametrize(
    "path", ["identity.nothing", "nothing.x", "identity.age_band", "case.case_code", "identity", "."]
)
def test_a_field_that_no_register_may_fill_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="register-no-field"):
        from_toml(f"[[column]]\nat = 'A'\nfield = '{path}'", DEFS)


@given(st.text(alphabet=string.printable, max_size=200))
def test_any_text_is_a_plan_or_refused(text: str) -> None:
    try:
        from_toml(text, DEFS)
    except Refused as refusal:
        assert refusal.code in {"register-plan", "register-no-field"}


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letter(at) for at in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=6))
def test_no_cell_that_is_saved_can_become_a_formula(rows: list[list[str]]) -> None:
    text = as_csv(["Rând", "De ce"], rows).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for cell in row:
            assert not cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
