"""All definitions that the program ships, read once: forms, lists, protocols, indicators, hotlines, guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from desktop import paths
from desktop.forms import roles
from desktop.forms.deadlines import Deadline, named
from desktop.forms.deadlines import load as load_deadlines
from desktop.forms.editions import FROM
from desktop.forms.load import load as load_forms
from desktop.forms.local import Changes as FormChanges
from desktop.forms.roles import Role
from desktop.forms.schema import Definitions
from desktop.forms.workflow import Workflow
from desktop.forms.workflow import load as load_workflow
from desktop.indicators.load import load as load_indicators
from desktop.indicators.schema import Indicator
from desktop.protocols import papers
from desktop.protocols.load import load as load_protocols
from desktop.protocols.local import Changes as ProtocolChanges
from desktop.protocols.papers import PaperPlan
from desktop.protocols.schema import Protocol, Sort
from desktop.refusals import Refused
from desktop.services import guidebook as guides
from desktop.services.guidebook import Guidance, Guidebook, Hotline

Text = Mapping[str, str]

__all__ = ["Guidance", "Guidebook", "Hotline", "Library", "read", "shipped"]


@dataclass(frozen=True, slots=True)
class Below:
    """What a region sent down; the office's own changes stand on it. The last two are as they were before it."""

    region: str
    version: int
    forms: Mapping[str, FormChanges]
    protocols: Mapping[str, ProtocolChanges]
    guidebook: Guidebook
    indicators: Mapping[str, Indicator]


@dataclass(frozen=True, slots=True)
class Library:
    definitions: Definitions
    protocols: Mapping[tuple[str, int], Protocol]
    indicators: Mapping[str, Indicator]
    guidebook: Guidebook
    workflow: Workflow
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    deadline_edition: str = ""  # changes with any word of their files, and of the protocols
    roles: Mapping[str, Role] = field(default_factory=dict)  # what each kind of institution needs
    letters: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # the words of papers for institutions
    papers: Mapping[str, PaperPlan] = field(default_factory=dict)  # what a team sends to its institutions
    shipped: Definitions | None = None  # as they were before an office or its region changed some of them
    protocols_of_office: Mapping[str, int] = field(default_factory=dict)  # the version that counts, where it made one
    below: Below | None = None  # what the region sent down and counts
    counted_before: Mapping[str, Indicator] = field(default_factory=dict)  # of a region, for the words of old tables

    @property
    def hotlines(self) -> tuple[Hotline, ...]:
        return self.guidebook.hotlines

    @property
    def guidance(self) -> tuple[Guidance, ...]:
        return self.guidebook.guidance

    def indicator(self, id_: str) -> Indicator | None:
        """What is counted, or was, by its id; its words stand with the tables that were kept."""
        return self.indicators.get(id_) or self.counted_before.get(id_)

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
        """The protocol in this version, or as teams begin with it; a running team keeps the one it started with."""
        if version is not None:
            return self.protocols[(id_, version)]
        own = self.protocols_of_office.get(id_)
        return self.protocols[id_, own or max(v for name, v in self.protocols if name == id_ and v < FROM)]

    def newest_protocols(self) -> tuple[Protocol, ...]:
        """Every protocol as teams begin with it, in the order of their ids."""
        return tuple(self.protocol(id_) for id_ in sorted({name for name, _version in self.protocols}))

    def checklist(self, country: str, sort: Sort = Sort.SV) -> Protocol:
        """The newest protocol of a country for this; `no-protocol` where there is none yet."""
        found = [p for p in self.newest_protocols() if p.country == country and p.sort == sort]
        if not found:
            raise Refused("no-protocol")
        return found[0]


@cache
def shipped() -> Library:
    """The definitions under `resources/`; a fault in one of them is told by file, field and fault."""
    return read(paths.resources())


def read(root: Path) -> Library:
    definitions = load_forms(root)
    protocols, guidebook = load_protocols(root, definitions), guides.load(root, definitions)
    guides.check_protocols(guidebook.guidance, protocols)
    needed = roles.load(root, definitions)
    plans = papers.load(root, definitions, needed)
    papers.check_protocols(plans, protocols)
    return Library(
        definitions=definitions,
        protocols=protocols,
        indicators=load_indicators(root, definitions),
        guidebook=guidebook,
        deadlines=load_deadlines(root, definitions),
        workflow=load_workflow(root, definitions),
        deadline_edition=_edition(root / "deadlines", root / "protocols"),
        roles=needed,
        letters=roles.load_words(root),
        papers=plans,
    )


def _edition(*folders: Path) -> str:
    found = sha256()
    for file in sorted(file for folder in folders for file in folder.glob("*.toml")):
        found.update(file.read_bytes())
    return found.hexdigest()[:32]
