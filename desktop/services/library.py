"""All definitions that the program ships, read once: forms, lists, protocols, indicators, hotlines, guidance."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.forms import roles
from desktop.forms.deadlines import Deadline, named
from desktop.forms.deadlines import load as load_deadlines
from desktop.forms.load import load as load_forms
from desktop.forms.roles import Role
from desktop.forms.schema import Definitions
from desktop.forms.workflow import Workflow
from desktop.forms.workflow import load as load_workflow
from desktop.indicators.load import load as load_indicators
from desktop.indicators.schema import Indicator
from desktop.protocols.load import load as load_protocols
from desktop.protocols.schema import Protocol, Sort
from desktop.refusals import Refused

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hotline:
    """One telephone line, word for word as its source gives it; `checked_on` is empty until a person has checked it."""

    id: str
    country: str
    number: str
    name: Text
    by: str
    text: Text
    source: str
    verified: bool  # its source gives it as it stands here; a number from the press is not
    checked_on: str
    emergency: bool
    top: bool
    short: Text | None = None  # its name where there is little room


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to do in one situation, in short steps."""

    id: str
    title: Text
    hint: Text
    steps: tuple[Text, ...]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Library:
    definitions: Definitions
    protocols: Mapping[tuple[str, int], Protocol]
    indicators: Mapping[str, Indicator]
    hotlines: tuple[Hotline, ...]
    guidance: tuple[Guidance, ...]
    workflow: Workflow
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    deadline_edition: str = ""  # changes with any word of their files
    roles: Mapping[str, Role] = field(default_factory=dict)  # what each kind of institution needs
    letters: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # the words of papers for institutions
    shipped: Definitions | None = None  # as they were before an office changed some of them

    def deadlines_of(self, form: str) -> tuple[Deadline, ...]:
        """What can fall due of the sheets of a form."""
        return self.definitions.once(("deadlines", form), lambda: self._deadlines_of(form))

    def _deadlines_of(self, form: str) -> tuple[Deadline, ...]:
        return tuple(one for one in self.deadlines.values() if one.form == form)

    @property
    def dated(self) -> frozenset[str]:
        """The forms that deadlines are read from, ended by or looked at; a closed case calls nobody."""
        return self.definitions.once(
            ("dated",), lambda: frozenset({"case"}.union(*map(named, self.deadlines.values())))
        )

    def protocol(self, id_: str, version: int | None = None) -> Protocol:
        """The protocol in this version, or in the newest; a running team keeps the version that it started with."""
        if version is not None:
            return self.protocols[(id_, version)]
        return max((p for (name, _), p in self.protocols.items() if name == id_), key=lambda p: p.version)

    def checklist(self, country: str, sort: Sort = Sort.SV) -> Protocol:
        """The newest protocol of a country for this; `no-protocol` where there is none yet."""
        found = [p for p in self.protocols.values() if p.country == country and p.sort == sort]
        if not found:
            raise Refused("no-protocol")
        return max(found, key=lambda p: p.version)


@cache
def shipped() -> Library:
    """The definitions under `resources/`; a fault in one of them is told by file, field and fault."""
    return read(paths.resources())


def read(root: Path) -> Library:
    definitions = load_forms(root)
    return Library(
        definitions=definitions,
        protocols=load_protocols(root, definitions),
        indicators=load_indicators(root, definitions),
        hotlines=_hotlines(root / "directory"),
        guidance=_guidance(root / "guide"),
        deadlines=load_deadlines(root, definitions),
        workflow=load_workflow(root, definitions),
        deadline_edition=_edition(root / "deadlines"),
        roles=roles.load(root, definitions),
        letters=roles.load_words(root),
    )


def _hotlines(folder: Path) -> tuple[Hotline, ...]:
    """The telephone lines in their order; of several versions the newest file counts."""
    newest = max(folder.glob("hotlines.v*.toml"), key=_version)
    lines = []
    for line in sorted(tomllib.loads(newest.read_text(encoding="utf-8"))["line"], key=lambda one: int(one["order"])):
        known = {one.name: line.get(one.name, _UNTOLD.get(one.name, "")) for one in fields(Hotline)}
        lines.append(Hotline(**known))
    return tuple(lines)


_UNTOLD: Mapping[str, Any] = {"verified": False, "emergency": False, "top": False, "short": None}


def _guidance(folder: Path) -> tuple[Guidance, ...]:
    """What to do in each situation, in the order of the page."""
    told = [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.v*.toml")]
    return tuple(
        Guidance(one["id"], one["title"], one["hint"], tuple(one["steps"]), one["source"], one["verified"])
        for one in sorted(told, key=lambda one: int(one["order"]))
    )


def _edition(folder: Path) -> str:
    found = sha256()
    for file in sorted(folder.glob("*.toml")):
        found.update(file.read_bytes())
    return found.hexdigest()[:32]


def _version(file: Path) -> int:
    return int(file.name.split(".v")[1].split(".")[0])
