"""Which values of a record live: a pure function of the set of its revisions, whatever their order or number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Value = Any  # what JSON can hold


class Revision(NamedTuple):  # the history of a case has hundreds, and a tuple is made five times as quickly
    """One save: the values that it sets, and for each path the revisions that it knowingly replaced."""

    id: str
    record: str
    case: str | None
    form: str
    version: int
    time: int
    worker: str
    office: str
    sets: Mapping[str, Value]
    replaces: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Version(NamedTuple):  # every answer has one, and a tuple is made five times as quickly
    """A living value; `same` are living revisions with an equal one, which are to be replaced together with it."""

    revision: str
    time: int
    worker: str
    office: str
    value: Value
    same: tuple[str, ...] = ()

    @property
    def revisions(self) -> tuple[str, ...]:
        """Every living revision behind this value: what a save that saw it replaces."""
        return (self.revision, *self.same)


def living(revisions: Iterable[Revision]) -> dict[str, tuple[Version, ...]]:
    """For each path the living versions by (time, revision); equal values are one version, the latest of them."""
    revisions = list(revisions)
    if not revisions:
        return {}
    if len(revisions) == 1:
        only = revisions[0]
        told = (only.id, only.time, only.worker, only.office)
        return {path: (Version(*told, value),) for path, value in sorted(only.sets.items())}
    setters: dict[str, dict[str, Revision]] = {}
    replaced: dict[str, set[str]] = {}
    for revision in revisions:
        for path in revision.sets:
            setters.setdefault(path, {})[revision.id] = revision
            if seen := revision.replaces.get(path):
                replaced.setdefault(path, set()).update(name for name in seen if name != revision.id)
    return {path: _versions(path, found, replaced.get(path, set())) for path, found in sorted(setters.items())}


def seen(versions: Mapping[str, tuple[Version, ...]]) -> dict[str, tuple[str, ...]]:
    """What someone who has these versions on the screen knows of, path by path."""
    return {path: tuple(sorted(name for one in found for name in one.revisions)) for path, found in versions.items()}


def _versions(path: str, setters: Mapping[str, Revision], replaced: set[str]) -> tuple[Version, ...]:
    alive = [revision for name, revision in setters.items() if name not in replaced]
    if len(alive) == 1:  # as nearly everywhere
        return (_version(path, alive),)
    # Only revisions that name each other in a circle leave nobody alive. No honest office writes them; nothing is lost.
    alive = sorted(alive or setters.values(), key=lambda one: (one.time, one.id))
    equal: dict[str, list[Revision]] = {}
    for revision in alive:
        equal.setdefault(_shape(revision.sets[path]), []).append(revision)
    versions = [_version(path, group) for group in equal.values()]
    return tuple(sorted(versions, key=lambda one: (one.time, one.revision)))


def _version(path: str, group: list[Revision]) -> Version:
    latest = group[-1]
    same = tuple(sorted(one.id for one in group[:-1])) if len(group) > 1 else ()
    return Version(latest.id, latest.time, latest.worker, latest.office, latest.sets[path], same)


def _shape(value: Value) -> str:
    """Equal as JSON: `1`, `1.0` and `true` are three values, which Python would take for one."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
