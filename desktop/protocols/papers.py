"""Papers that a team sends to its institutions, as data: whom each is for, what it asks, and what it may rest on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop.forms.reading import DefinitionFault, Table, heading, read_folder
from desktop.forms.roles import Role
from desktop.forms.schema import Definitions, Text
from desktop.protocols.conditions import CONDITIONS
from desktop.protocols.schema import Protocol

COUNTRIES = ("MD", "RO")
DOCUMENTS, GROUPS = "L32", "team_groups"
NEEDED = ("title", "opening", "told_once")  # words that each of them has


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that the institution is asked to do.

    What tells something about her is only asked where the data that it tells may go: `needs` names their kinds.
    """

    id: str
    text: Text
    needs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()  # conditions of the case under which it is asked
    country: str = ""
    chosen: bool = True  # asked unless somebody takes it off; otherwise only where somebody puts it on


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """One kind of paper."""

    id: str
    version: int
    title: Text  # in lists of the program
    role: str  # the kind of institution: which parts of a case it may need
    groups: tuple[str, ...]  # the groups of a team that receive it, the likeliest first
    document: str  # what it is among the documents of a step
    hours: tuple[str, ...]  # the kinds of data that its hours tell; empty: it tells no hours
    quiet: bool  # it tells neither that nor why there is an intervention
    asks: tuple[Ask, ...]
    words: Mapping[str, Text]
    verified: bool

    def said(self, key: str, country: str) -> Text | None:
        """Words for this country where they differ, else those for both."""
        return self.words.get(f"{key}_{country.lower()}") or self.words.get(key)

    def asked(
        self,
        country: str,
        conditions: Mapping[str, bool | None],
        open_data: Collection[str],
        only: Collection[str] | None,
    ) -> tuple[Ask, ...]:
        """What this paper asks: never what it may not tell; `only` are those that somebody chose, None as is usual."""
        return tuple(
            one
            for one in self.offered(country, conditions)
            if set(one.needs) <= set(open_data) and (one.chosen if only is None else one.id in only)
        )

    def offered(self, country: str, conditions: Mapping[str, bool | None]) -> tuple[Ask, ...]:
        """What could be asked in this country and case."""
        return tuple(
            one
            for one in self.asks
            if one.country in ("", country) and not any(conditions.get(name) is False for name in one.when)
        )


def load(root: Path, defs: Definitions, roles: Mapping[str, Role]) -> dict[str, PaperPlan]:
    """The newest version of each, by its id, held to the kinds of institution and to the lists."""
    found = read_folder(root / "letters", lambda table, named, version: _plan(table, named, version, defs, roles))
    return {id: plan for (id, _version), plan in sorted(found.items()) if plan is not None}


def check_protocols(plans: Mapping[str, PaperPlan], protocols: Mapping[tuple[str, int], Protocol]) -> None:
    """A step sends a paper that there is."""
    for (id, version), protocol in protocols.items():
        if unknown := [step for step in protocol.steps if step.paper and step.paper not in plans]:
            fault = f"the paper {unknown[0].paper} is not there"
            raise DefinitionFault(f"{id}.v{version}.toml", f"step {unknown[0].id}", fault)


def _plan(table: Table, id: str, version: int, defs: Definitions, roles: Mapping[str, Role]) -> PaperPlan | None:
    if not table.has("role"):
        return None  # words alone: another service writes this letter
    heading(table, id, version)
    role = roles.get(table.must_be(str, "role"))
    if role is None:
        raise table.fault("unknown role", "role")
    table.must_be(str, "source")
    plan = PaperPlan(
        id=id,
        version=version,
        title=table.words("title"),
        role=role.id,
        groups=table.texts("groups"),
        document=table.must_be(str, "document"),
        hours=table.texts("hours"),
        quiet=table.may_be(bool, "quiet", False),
        asks=tuple(_ask(inner) for inner in table.tables("ask")),
        words={inner.must_be(str, "id"): _word(inner) for inner in table.tables("word")},
        verified=table.must_be(bool, "verified"),
    )
    table.done()
    _check(table, plan, role, defs)
    return plan


def _word(table: Table) -> Text:
    told = table.words("text")
    table.done()
    return told


def _ask(table: Table) -> Ask:
    ask = Ask(
        id=table.must_be(str, "id"),
        text=table.words("text"),
        needs=table.texts("needs"),
        when=table.texts("when"),
        country=table.one_of("country", COUNTRIES, ""),
        chosen=table.may_be(bool, "chosen", True),
    )
    table.done()
    if unknown := [name for name in ask.when if name not in CONDITIONS]:
        raise table.fault(f"when has the unknown {unknown[0]}")
    return ask


def _check(table: Table, plan: PaperPlan, role: Role, defs: Definitions) -> None:
    """What it rests on is data of its kind of institution; its codes are known; its words are all there."""
    known = {part.data for part in role.parts}
    for place, codes in (("hours", plan.hours), *((f"ask {ask.id}", ask.needs) for ask in plan.asks)):
        if unknown := [code for code in codes if code not in known]:
            raise table.fault(f"the role {role.id} has no data {unknown[0]}", place)
    for listed, codes in ((DOCUMENTS, (plan.document,)), (GROUPS, plan.groups)):
        if unknown := [code for code in codes if defs.list(listed).find(code) is None]:
            raise table.fault(f"{listed} has no {unknown[0]}")
    if not plan.groups or not plan.asks or len({ask.id for ask in plan.asks}) < len(plan.asks):
        raise table.fault("no group, no ask, or the same ask twice")
    if missing := [key for key in NEEDED if not any(plan.said(key, country) for country in COUNTRIES)]:
        raise table.fault(f"the word {missing[0]} is missing")
