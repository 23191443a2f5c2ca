"""Every statement of the store is made of names of its own file; every value is bound."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import db

FILES = sorted(Path(db.__file__).parent.glob("*.py"))
CALLS = {"execute", "executemany"}
# What may stand in a statement besides text: a number, a name of a column out of a list of this file, a question mark.
SAFE = {
    "_SELECT", "_PUT", "_REVISION", "_RECORD", "_ENTRY", "_REST", "_SENT", "_RECEIVED", "_COLUMNS[1:]", "where", "sets",
    "index", "columns", "_ORDERS[order]", "', '.join(_COLUMNS)", "', '.join(QUASI)", "name", "column", "APPLICATION_ID",
    "cache_kib",    "len(steps)", "', '.join(('?' for _ in _COLUMNS))", "', '.join(('?' for _ in wanted))",
    "', '.join((f'{name} = excluded.{name}' for name in _COLUMNS[1:]))", "' AND '.join(parts)",
    "_HIDDEN", "_CASE_SEEN", "_OF_HIDDEN_CASE", "view", "condition",
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
            "sql", "_PUT", "statement", "_SELECT",
        }, f"{file.name}:{statement.lineno}"  # fmt: skip


def _is_sql(text: ast.JoinedStr) -> bool:
    start = "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant)).lstrip()
    return start.split(" ")[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "PRAGMA", "ON", "WHERE", "FROM"}


def test_no_statement_ever_allows_temporary_files_or_tracing() -> None:
    forbidden = ("temp_store = 1", "temp_store = FILE", "temp_store=1", "set_trace_callback", "enable_load_extension")
    for file in FILES:
        assert not [word for word in forbidden if word in file.read_text("utf-8")], file.name
