"""What each kind of institution needs to know at the least, and the words of papers for institutions, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.forms.ledger import ACCOUNT
from desktop.forms.reading import Table, heading, read_folder
from desktop.forms.schema import Definitions, FieldType, PrivacyClass, Text

RECIPIENTS, DATA, SECTORS = "release_recipients", "release_data", "L24"
CODE, PHONES = "code", "phones"


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of data with the fields that it is read from, and why this recipient needs it."""

    data: str
    why: Text
    fields: tuple[tuple[str, str], ...]  # (form, field)
    special: str = ""  # code | phones, which are no plain answers
    asked: bool = False  # goes only where somebody chose it


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of institution: police, shelter, forensic medicine."""

    id: str
    version: int
    title: Text
    sectors: tuple[str, ...]
    recipients: tuple[str, ...]  # under which names a consent knows it
    parts: tuple[Part, ...]
    source: str
    verified: bool


def load(root: Path, defs: Definitions) -> dict[str, Role]:
    """The newest version of every role, by its id, each held to the definitions."""
    found = read_folder(root / "referrals", lambda table, named, version: _role(table, named, version, defs))
    return {id: role for (id, _version), role in sorted(found.items())}


def load_words(root: Path) -> dict[str, Mapping[str, Text]]:
    """The words of each paper that goes to an institution, in its language."""
    return {id: words for (id, _version), words in sorted(read_folder(root / "letters", _words).items())}


def _words(table: Table, id: str, version: int) -> Mapping[str, Text]:
    heading(table, id, version)
    table.words("title")
    table.must_be(str, "source")
    table.must_be(bool, "verified")
    told = {inner.must_be(str, "id"): inner.words("text") for inner in table.tables("word")}
    if not table.has("role"):  # the papers of teams say more; that is read, and checked, with the protocols
        table.done()
    return told


def _role(table: Table, id: str, version: int, defs: Definitions) -> Role:
    heading(table, id, version)
    role = Role(
        id=id,
        version=version,
        title=table.words("title"),
        sectors=table.texts("sectors"),
        recipients=table.texts("recipients"),
        parts=tuple(_part(inner, defs) for inner in table.tables("part")),
        source=table.must_be(str, "source"),
        verified=table.must_be(bool, "verified"),
    )
    table.done()
    known = {RECIPIENTS: role.recipients, SECTORS: role.sectors, DATA: tuple(part.data for part in role.parts)}
    for listed, codes in known.items():
        if unknown := [code for code in codes if defs.list(listed).find(code) is None]:
            raise table.fault(f"{listed} has no {unknown[0]}")
    if not role.recipients or len({part.data for part in role.parts}) < len(role.parts):
        raise table.fault("no recipient, or the same data twice")
    return role


def _part(table: Table, defs: Definitions) -> Part:
    part = Part(
        data=table.must_be(str, "data"),
        why=table.words("why"),
        fields=tuple(_path(table, named) for named in table.texts("fields")),
        special=table.one_of("special", (CODE, PHONES), ""),
        asked=table.may_be(bool, "asked", False),
    )
    table.done()
    if bool(part.fields) == bool(part.special):
        raise table.fault("either fields or something special", part.data)
    for form, path in part.fields:
        field = defs.form(form).field(path)
        if field.type is FieldType.PHONE:
            raise table.fault("telephones pass the rules of safe contact", part.data)
        told = field.seal or field.type is FieldType.LONG_TEXT or field.privacy is PrivacyClass.FREE_TEXT
        if told and not (part.data == ACCOUNT and part.asked):
            raise table.fault("what was told goes only where somebody asks for it", part.data)
    return part


def _path(table: Table, named: str) -> tuple[str, str]:
    form, slash, field = named.partition("/")
    if not slash:
        raise table.fault("not form/field")
    return form, field
