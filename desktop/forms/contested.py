"""PURE: answers with several living values: which are about safety, and how both texts, or a row, are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from desktop.forms.answers import codes, is_real
from desktop.forms.schema import Form, Json
from desktop.forms.settle import Settled, Version


class Living(Version, Protocol):
    """A living value with every revision behind it."""

    @property
    def revisions(self) -> tuple[str, ...]: ...


class Writing(Protocol):
    """A revision: what it set, and what it knowingly replaced."""

    @property
    def id(self) -> str: ...
    @property
    def time(self) -> int: ...
    @property
    def sets(self) -> Mapping[str, Json]: ...
    @property
    def replaces(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True, slots=True)
class Put:
    """What a new revision is to set, and which living ones it replaces."""

    sets: Mapping[str, Json]
    replaces: Mapping[str, tuple[str, ...]]


def is_safety(form: Form | None, path: str) -> bool:
    """Whether the form says which of its values are the safer ones."""
    field = form.find(path) if form else None
    return field is not None and bool(field.protective)


def open_paths(settled: Settled) -> tuple[str, ...]:
    """Every path about which somebody has to decide: values apart, and rows taken away here and written there."""
    return (*settled.conflicts, *sorted(settled.kept_rows))


def count(settled: Settled) -> int:
    return len(settled.conflicts) + len(settled.kept_rows)


def safety(form: Form | None, settled: Settled) -> int:
    """How many of them are about safety."""
    return sum(is_safety(form, path) for path in settled.conflicts)


def together(values: Iterable[Json]) -> list[Json]:
    """Every code that anybody chose."""
    return [*sorted(frozenset[str]().union(*(codes(value) for value in values if is_real(value))))]


def parallel(revisions: Sequence[Writing], arrived: Mapping[str, int]) -> frozenset[str]:
    """Revisions that came from elsewhere when a later one was here already: neither knew of the other.

    Their answers to different questions both stand, and nobody has to choose. Of others nothing is sure, nor said.
    """
    found = set[str]()
    first_after = max(arrived.values(), default=0) + 1  # when the first of all that were written later had come
    by_time = groupby(sorted(revisions, key=lambda each: each.time, reverse=True), key=lambda each: each.time)
    for _time, same in by_time:  # of two of one moment neither is the later
        together = list(same)
        found.update(one.id for one in together if first_after < arrived[one.id])
        first_after = min(first_after, *(arrived[one.id] for one in together))
    return frozenset(found)


def whole_texts(parts: Sequence[tuple[str, str]]) -> str:
    """Texts one below the other, each whole and under a line that says whose it is; never word by word."""
    return "\n\n".join(f"{heading}\n{text.strip()}" for heading, text in parts)


def rows_emptied(standing: Mapping[str, Json], sets: Mapping[str, Json]) -> frozenset[str]:
    """Rows of which everything is taken away: said of the row itself, so that who writes in it meanwhile keeps it."""
    gone = {path.rpartition("/")[0] for path, value in sets.items() if value is None and path.count("/") == 2}
    if not gone:
        return frozenset()
    left = {"/".join(p.split("/")[:2]) for p, value in {**standing, **sets}.items() if "/" in p and value is not None}
    return frozenset(gone - left)


def keep_row(row: str, living: Mapping[str, Sequence[Living]], revisions: Sequence[Writing]) -> Put:
    """The row stands: what was written in it since, and what the removal took of the rest of it."""
    known = {one.id: one for one in revisions}
    sets: dict[str, Json] = {row: True}
    replaces: dict[str, tuple[str, ...]] = {row: _names(living.get(row, ()))}
    removals = {name for one in living.get(row, ()) if one.value is None for name in one.revisions}
    for path in (each for each in living if each.startswith(f"{row}/")):
        gone = [one for one in living[path] if one.value is None]
        spoken = [one for one in living[path] if one.value is not None]
        if not gone:
            continue
        names = _names(gone)
        if spoken:
            sets[path] = spoken[-1].value
            replaces[path] = (*names, *spoken[-1].revisions)
        elif removals.intersection(names) and (before := _before(path, [known[name] for name in names], known)):
            sets[path], replaces[path] = before.sets[path], names
    return Put(sets, replaces)


def drop_row(row: str, living: Mapping[str, Sequence[Living]]) -> Put:
    """The row is gone, with everything that anybody wrote in it; the history has it."""
    paths = [path for path in living if path == row or path.startswith(f"{row}/")]
    return Put(dict.fromkeys(paths), {path: _names(living[path]) for path in paths})


def _before(path: str, removals: Sequence[Writing], known: Mapping[str, Writing]) -> Writing | None:
    """The last that stood there before it was taken away."""
    replaced = {name for one in removals for name in one.replaces.get(path, ())}
    told = [one for name, one in known.items() if name in replaced and one.sets.get(path) is not None]
    return max(told, key=lambda one: (one.time, one.id), default=None)


def _names(versions: Sequence[Living]) -> tuple[str, ...]:
    return tuple(name for one in versions for name in one.revisions)
