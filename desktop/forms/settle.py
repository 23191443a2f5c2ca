"""Which of several living values stands meanwhile: the safest where the form says what is safe, else the latest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from desktop.forms import answers as flat
from desktop.forms.schema import Field, FieldType, Form, Json


class Version(Protocol):
    """One living value of a path, as the store's merge gives it."""

    @property
    def revision(self) -> str: ...
    @property
    def time(self) -> int: ...
    @property
    def value(self) -> Json: ...


V = TypeVar("V", bound=Version)


@dataclass(frozen=True, slots=True)
class Settled:
    """The answers that stand, what is in conflict, and the rows that were removed and edited at the same time."""

    answers: dict[str, Json]
    conflicts: dict[str, tuple[Version, ...]]
    kept_rows: frozenset[str]


def settle(form: Form | None, living: Mapping[str, Sequence[V]]) -> Settled:
    """The same living versions give the same answers in whatever order they came; an unknown form goes by time."""
    if "/" not in " ".join(living) and all(len(versions) == 1 for versions in living.values()):
        plain = {path: living[path][0].value for path in sorted(living)}
        return Settled({path: value for path, value in plain.items() if value is not None}, {}, frozenset())
    rows = [path for path in living if "/" in path]
    removed = {path for path in rows if path.count("/") == 1 and any(one.value is None for one in living[path])}
    edited = {path for path in removed if _is_alive(path, living)}
    answers: dict[str, Json] = {}
    conflicts: dict[str, tuple[Version, ...]] = {}
    for path in sorted(living, key=lambda each: _place(each, living)) if rows else sorted(living):
        row = "/".join(path.split("/")[:2]) if rows else path
        versions = _standing(living[path], in_kept_row=row in edited)
        if not versions or (row in removed and row not in edited):
            continue
        value = versions[0].value if len(versions) == 1 else _chosen(form.find(path) if form else None, versions)
        if value is not None:
            answers[path] = value
        if len(versions) > 1 and len({_key(one.value) for one in versions}) > 1:
            conflicts[path] = tuple(sorted(versions, key=_when))
    return Settled(answers, conflicts, frozenset(edited))


def _is_alive(row: str, living: Mapping[str, Sequence[V]]) -> bool:
    """Somebody who had not seen the removal wrote in the row, or said that it stands."""
    inside = (versions for path, versions in living.items() if path == row or path.startswith(f"{row}/"))
    return any(one.value is not None for versions in inside for one in versions)


def _standing(versions: Sequence[V], *, in_kept_row: bool) -> Sequence[V]:
    """In a row that an edit kept, the removal's own nulls say nothing against the edit."""
    spoken = [one for one in versions if one.value is not None] if in_kept_row else []
    return spoken or versions


def _chosen(field: Field | None, versions: Sequence[V]) -> Json:
    latest = sorted(versions, key=_when)
    if field is None or not field.protective or len(versions) == 1:
        return latest[-1].value
    if field.type is FieldType.CHOICES:
        return _together(field, latest)
    return min(reversed(latest), key=lambda one: _danger(one.value, field.protective)).value


def _danger(value: Json, protective: Sequence[str]) -> tuple[int, ...]:
    """Smaller is safer. An uncertain answer gives way to a protective one, but never to the least safe of them."""
    codes = _said(value)
    places = [place for place, code in enumerate(protective) if code in codes]
    if not places:
        return (len(protective) - 1, 0) if len(protective) > 1 else (len(protective), 0)
    return (places[0], 1)


def _together(field: Field, latest: Sequence[V]) -> Json:
    """Every protective choice that anybody made stands: two offices that each forbid something both count."""
    kept = frozenset[str]().union(*(_said(one.value) for one in latest)) & frozenset(field.protective)
    return sorted(kept | _said(latest[-1].value)) if kept else latest[-1].value


def _said(value: Json) -> frozenset[str]:
    return flat.codes(value) if flat.is_real(value) else frozenset()


def _place(path: str, living: Mapping[str, Sequence[V]]) -> tuple[str, int, str, str]:
    """Fields by name; the rows of a group by the time at which they were made, so that they keep their order."""
    head, _, rest = path.partition("/")
    row = "/".join(path.split("/")[:2])
    made = min((one.time for one in living.get(row, ()) if one.value is not None), default=0) if rest else 0
    return head, made, row, path


def _when(version: Version) -> tuple[int, str]:
    return version.time, version.revision


def _key(value: Json) -> str:
    # 1 and true are equal to Python, and not to a person.
    return json.dumps(value, sort_keys=True, default=dict)
