"""Every statement of the store is made of names of its own file; every value is bound."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import db
from db import veil

FILES = sorted(Path(db.__file__).parent.glob("*.py"))
CALLS = {"execute", "executemany"}
# What may stand in a statement besides text: a number, a name of a column out of a list of this file, a question mark.
SAFE = {
    "_SELECT", "_PUT", "_REVISION", "_RECORD", "_ENTRY", "_REST", "_SENT", "_RECEIVED", "_COLUMNS[1:]", "where", "sets",
    "few", "columns", "_ORDERS[order]", "', '.join(_COLUMNS)", "', '.join(QUASI)", "name", "column", "APPLICATION_ID",
    "cache_kib",    "len(steps)", "', '.join(('?' for _ in _COLUMNS))", "', '.join(('?' for _ in wanted))",
    "', '.join((f'{name} = excluded.{name}' for name in _COLUMNS[1:]))", "' AND '.join(parts)",
    "_IS_SEALED", "cover.MARK", "_SEAL", "_COLUMNS.get(view, '*')", "_LAST_WAIT_MS", "_SHORT_WAIT_MS", "pages",
    "_IN_CONFLICT",
    "_HIDDEN", "_CASE_SEEN", "_OF_HIDDEN_CASE",
    "view", "condition", "_STATE", "TAKEN", "UNDECIDED", "_OWNER", "_RUN",
    "_LIST", "_ROOT", "_COLUMNS", "_CLEAR", "NOT_COMMITTED", "_SHEETS",
    "_ROW", "_IN_ORDER", "_LATE", "_OVERDUE", "_PLACES", "_TOLD",
}  # fmt: skip


def _statements(tree: ast.AST) -> list[ast.expr]:
    return [
        node.args[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_statement_holds_only_names_of_its_file(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and _is_sql(node)]
    for text in texts:
        for part in text.values:
            if isinstance(part, ast.FormattedValue):
                assert ast.unparse(part.value) in SAFE, f"{file.name}:{text.lineno}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_statement_is_a_text_or_a_constant_or_made_in_sight(file: Path) -> None:
    for statement in _statements(ast.parse(file.read_text("utf-8"))):
        assert isinstance(statement, ast.Constant | ast.JoinedStr) or ast.unparse(statement) in {
            "sql", "_INSERT", "_PUT", "_PUT_SAME", "_PUT_MOVED", "_SCOPE", "_SOME_OVER", "statement", "_SELECT",
        }, f"{file.name}:{statement.lineno}"  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_writes_into_a_veiled_table_names_the_table_itself(file: Path) -> None:
    """A view stands before each of them on a connection that hides something, and a view cannot be written."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        for table in _written(node):
            assert table not in veil.VEILED, f"{file.name}:{getattr(node, 'lineno', 0)}: main.{table}"


def test_a_statement_that_forgets_to_name_the_table_is_found() -> None:
    forgetful = {
        "INSERT INTO record VALUES (1)": "record",
        "INSERT OR REPLACE INTO draft (a) VALUES (1)": "draft",
        "UPDATE due SET a = 1": "due",
        "UPDATE OR IGNORE revision SET a = 1": "revision",
        "DELETE FROM attachment WHERE a": "attachment",
        "REPLACE INTO case_row VALUES (1)": "case_row",
    }
    assert [_written(ast.Constant(text)) for text in forgetful] == [[table] for table in forgetful.values()]
    assert _written(ast.Constant("INSERT INTO main.record VALUES (1)")) == ["main.record"]


def _written(node: ast.AST) -> list[str]:
    """The tables that a text of SQL writes, as it names them."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    text = "".join(
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "?" for part in parts
    )
    return re.findall(r"\b(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: OR \w+)?|DELETE FROM) ([a-z_.]+)", text)


def _is_sql(text: ast.JoinedStr) -> bool:
    start = "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant)).lstrip()
    return start.split(" ")[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "PRAGMA", "ON", "WHERE", "FROM"}


def test_no_statement_ever_allows_temporary_files_or_tracing() -> None:
    forbidden = ("temp_store = 1", "temp_store = FILE", "temp_store=1", "set_trace_callback", "enable_load_extension")
    for file in FILES:
        assert not [word for word in forbidden if word in file.read_text("utf-8")], file.name
