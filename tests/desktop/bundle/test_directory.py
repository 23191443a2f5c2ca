"""The lines of what a region sends down: written in one way, read in one way, and refused in every other."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.bundle import canonical
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import MOST, Pack, Reading, pack_of
from desktop.bundle.kinds.pack_parts import Entry, IndicatorPart, LinePart, ListPart, Part, ServicePart, load_part
from desktop.forms import local
from desktop.forms.local import Changes, Words
from desktop.protocols import local as protocols
from desktop.refusals import Refused

NAME = {"ro": "Nume", "ru": "Имя"}
PARTS: tuple[Part, ...] = (
    Changes("incident", hidden=frozenset({"frequency"}), words={"means": Words({"ro": "Cu ce"})}),
    protocols.Changes("sv_md", due={"4/1": "PT2H"}),
    ListPart("L5", (Entry("r_run_a", NAME, "public"),), ("loc_de",)),
    ListPart("L13", retired=("alta",)),
    LinePart("r_run_l", "+373 22 123456", NAME, NAME, "Cine răspunde", "2026-06-01"),
    ServicePart("r_run_s", "psiholog", NAME, "MD-UN", ("MD-CU",), ("022 111 222", "022 111 333"), NAME),
    ServicePart("r_run_t", "psiholog", NAME),
    IndicatorPart("r_run_i", 3, NAME, "cases_opened", "incident.means"),
)
PACK = pack_of(7, PARTS)
LINES = list(directory.to_records(PACK))


def read(lines: list[Any]) -> Pack:
    reading = Reading()
    for line in lines:
        reading.take(copy.deepcopy(line))
    return reading.finish()


def refused(lines: list[Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        read(lines)
    assert caught.value.code == "bad-record"
    return caught.value


def line_of(kind: str, /, **other: Any) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(next(dict(line) for line in LINES if line["type"] == kind))
    return {**found, **other}


def with_line(line: Any) -> list[Any]:
    """A pack of this line alone."""
    return [{"type": "directory", "version": 1, "parts": 1}, line]


def test_a_pack_is_read_as_it_was_written() -> None:
    assert read(LINES) == PACK
    assert directory.load(directory.dump(PACK)) == PACK
    assert all(
        load_part(canonical.dump(line).decode()) == part for line, part in zip(LINES[1:], PACK.parts, strict=True)
    )


def test_the_same_parts_make_the_same_pack_in_any_order() -> None:
    assert directory.dump(pack_of(7, PARTS[::-1])) == directory.dump(PACK)


def test_an_empty_pack_takes_everything_back() -> None:
    assert read([{"type": "directory", "version": 2, "parts": 0}]) == Pack(2)


@pytest.mark.parametrize(
    "head",
    [
        {"type": "directory", "version": 0, "parts": 8},
        {"type": "directory", "version": 10_000, "parts": 8},
        {"type": "directory", "version": True, "parts": 8},
        {"type": "directory", "version": 7, "parts": 7},
        {"type": "directory", "version": 7, "parts": 9},
        {"type": "directory", "version": 7},
        {"type": "directory", "version": 7, "parts": 8, "more": 1},
        {"type": "form", "version": 7, "parts": 8},
        [],
        None,
    ],
)
def test_the_head_says_how_much_comes(head: Any) -> None:
    refused([head, *LINES[1:]])


def test_the_parts_come_in_their_order_and_none_twice() -> None:
    refused([LINES[0], LINES[2], LINES[1], *LINES[3:]])
    refused([LINES[0], LINES[1], LINES[1], *LINES[3:]])


@pytest.mark.parametrize(
    "line",
    [
        line_of("form", body="{}"),
        line_of("form", body=local.body(Changes("incident"))),
        line_of("form", body=local.body(Changes("incident", hidden=frozenset({"frequency"}))) + " "),
        line_of("protocol", body=protocols.body(protocols.Changes("sv_md"))),
        line_of("list", id="../L5"),
        line_of("list", entries=[]),
        line_of("list", entries=[{"code": "altul", "label": NAME, "group": ""}]),
        line_of("list", entries=[{"code": "r_run_a", "label": {"en": "Name"}, "group": ""}]),
        line_of("list", entries=[{"code": "r_run_a", "label": NAME, "group": ""}] * 2),
        line_of("list", retired=["a", "a"]),
        line_of("line", number="call me"),
        line_of("line", number="tel:112"),
        line_of("line", number="1" * 40),
        line_of("line", id="112"),
        line_of("line", name={"ro": "Două\nrânduri"}),
        line_of("line", name={"ro": "Linia \u202e regiunii"}),
        line_of("line", name={"ro": "x" * 201}),
        line_of("line", name={"ro": ""}),
        line_of("line", name={"ro": "Nume", "fr": "Nom"}),
        line_of("line", checked_on="yesterday"),
        line_of("line", emergency=True),
        line_of("line", top=True),
        line_of("service", address="strada Florilor, 5"),
        line_of("service", phones=["1", "2"]),
        line_of("service", serves=["MD-CU", "MD-CU"]),
        line_of("service", kind="Psiholog"),
        line_of("indicator", way="every_name"),
        line_of("indicator", version=0),
        line_of("indicator", field="incident"),
        line_of("indicator", field="incident.means.more"),
        line_of("indicator", id="i01"),
        line_of("indicator", type="revision"),
    ],
)
def test_a_line_that_is_not_of_its_shape_is_refused(line: Any) -> None:
    assert refused(with_line(line)).facts == {"line": 2}


@pytest.mark.parametrize("kind", ["list", "line", "service", "indicator"])
def test_nothing_may_be_missing_that_a_line_needs(kind: str) -> None:
    needed = {"list": {"id"}, "line": {"id", "number", "name", "text"}, "service": {"id", "kind", "name"},
              "indicator": {"id", "version", "title", "way", "field"}}[kind]  # fmt: skip
    for key in needed:
        line = line_of(kind)
        del line[key]
        refused(with_line(line))


def test_of_each_kind_there_are_only_so_many() -> None:
    lines = [LinePart(f"r_run_{number:03d}", "112", NAME, NAME) for number in range(MOST["line"] + 1)]
    full = list(directory.to_records(pack_of(1, lines[:-1])))
    assert len(read(full).lines) == MOST["line"]
    with pytest.raises(Refused):
        list(directory.to_records(pack_of(1, lines)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(at=st.integers(0, len(LINES) - 1), value=JSON, data=st.data())
def test_whatever_is_changed_is_refused_or_is_another_pack(at: int, value: Any, data: st.DataObject) -> None:
    """Never anything but a pack or a plain refusal, wherever the change lies."""
    lines: list[Any] = copy.deepcopy(LINES)
    key = data.draw(st.sampled_from(sorted(lines[at])))
    lines[at][key] = value
    try:
        found = read(lines)
    except Refused as refusal:
        assert refusal.code == "bad-record"
    else:
        assert list(directory.to_records(found)) == lines
