"""All protocols against the table of the domain: every row, its clock, and what of it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.schema import Definitions
from desktop.protocols.board import StepView, board
from desktop.protocols.conditions import CONDITIONS
from desktop.protocols.load import load
from tests.resources.protocol_table import GUIDE, KINDS, PAPERS, READ, READ_CLOCKS, TABLES, Row

Table = dict[str, Any]
Raw = dict[str, Table]
BUCHAREST = ZoneInfo("Europe/Bucharest")


@pytest.fixture(scope="module")
def protocols(raw: Raw) -> Raw:
    return {table["id"]: table for name, table in raw.items() if name.startswith("protocols/")}


@pytest.fixture(params=sorted(KINDS))
def protocol(request: pytest.FixtureRequest, protocols: Raw) -> Table:
    return protocols[request.param]


def steps(protocol: Table) -> dict[str, Table]:
    return {step["id"]: step for step in protocol["step"]}


def clocks(protocol: Table) -> Iterator[tuple[Table, Table]]:
    for step in protocol["step"]:
        for clock in step.get("clock", []):
            yield step, clock


# --- rows and clocks --------------------------------------------------------------------------------------------------


def test_there_are_these_protocols(protocols: Raw) -> None:
    assert {id: (one["country"], one["sort"], one["begins_with"]) for id, one in protocols.items()} == KINDS
    assert not any(one["verified"] for one in protocols.values()), "no act was read whole"


@pytest.mark.parametrize("id", sorted(TABLES))
def test_every_row_of_the_table_with_its_role_and_its_deadline(protocols: Raw, id: str) -> None:
    found = {
        step["id"]: Row(
            " ".join(step["roles"]),
            ", ".join("/".join(_of(clock)) for clock in step.get("clock", [])),
            " ".join(step.get("when", [])),
        )
        for step in protocols[id]["step"]
    }
    assert found == TABLES[id]
    assert all(clock["kind"] == "duty" for _step, clock in clocks(protocols[id])), "nothing medical is counted here"


def _of(clock: Table) -> list[str]:
    return [f"{clock['anchor']} {clock['due']}", *([clock["repeat"]] if "repeat" in clock else [])]


def test_the_rows_have_one_number_in_both_countries(protocols: Raw) -> None:
    """So that their times can be compared; what only one country has is missing in the other."""
    sv_md, sv_ro, vd_md, vd_ro = (list(steps(protocols[id])) for id in ("sv_md", "sv_ro", "vd_md", "vd_ro"))
    assert [id for id in sv_ro if id != "18b"] == sv_md
    assert [id for id in vd_ro if id not in {"10", "12"}] == vd_md
    assert sv_ro.index("18b") == sv_ro.index("18") + 1


def test_in_romania_the_team_has_the_same_hours_but_for_the_orders(protocols: Raw) -> None:
    here, there = steps(protocols["sv_md"]), steps(protocols["sv_ro"])
    for id in here.keys() - {"18"}:
        for key in ("kind", "anchor", "due", "best", "repeat"):
            assert [c.get(key) for c in here[id].get("clock", [])] == [c.get(key) for c in there[id].get("clock", [])]
    assert [_of(clock) for clock in there["18"]["clock"]] == [["report PT1H"]]
    assert [(clock["anchor"], clock["due"], clock["verified"]) for clock in there["18b"]["clock"]] == [
        ("order", "PT24H", True), ("order", "PT48H", True), ("order", "PT96H", False), ("order", "PT120H", True),
    ]  # fmt: skip


def test_only_care_and_evidence_have_windows(protocols: Raw) -> None:
    for id in ("sv_md", "sv_ro"):
        windows = {step["id"] for step, clock in clocks(protocols[id]) if clock["kind"] == "window"}
        assert windows == {"7", "10", "11", "12", "13", "26"}


def test_a_window_is_always_hers_to_use_or_to_decline(protocol: Table) -> None:
    for step, clock in clocks(protocol):
        if clock["kind"] == "window":
            assert clock["anchor"] == "incident"
            assert {"facut", "refuzat_de"} <= set(step["outcomes"]), step["id"]


def test_every_step_can_be_done(protocol: Table) -> None:
    assert all("facut" in step["outcomes"] and "imposibil" in step["outcomes"] for step in protocol["step"])


def test_safety_and_the_protection_of_a_child_are_nobodys_to_refuse(protocols: Raw) -> None:
    firm = {
        "sv_md": {"1", "5", "14", "22", "29"},
        "sv_ro": {"1", "5", "14", "18b", "22", "29"},
        "vd_md": {"1", "2", "3", "5", "6", "9", "19", "20", "22"},
        "vd_ro": {"1", "2", "3", "5", "6", "9", "10", "12", "19", "20", "22"},
        "home_ro": {"2", "3", "6", "7", "8", "10", "22", "24"},
    }
    assert {
        id: {step["id"] for step in one["step"] if "refuzat_de" not in step["outcomes"]}
        for id, one in protocols.items()
    } == firm
    for id, one in protocols.items():
        assert not any(steps(one)[step].get("needs_consent") for step in firm[id]), id


def test_what_waits_for_her_consent(protocols: Raw) -> None:
    found = {id: {s["id"] for s in one["step"] if s.get("needs_consent")} for id, one in protocols.items()}
    assert found == {
        "sv_md": {"6", "8", "9", "13", "15", "18"}, "sv_ro": {"6", "8", "9", "13", "15", "18"},
        "vd_md": {"11", "13", "14", "17"}, "vd_ro": {"11", "13", "14", "17"}, "home_ro": {"13", "20", "23"},
    }  # fmt: skip


# --- what was read ----------------------------------------------------------------------------------------------------


def test_what_was_read_is_named_with_its_reason(protocol: Table) -> None:
    assert {step["id"] for step in protocol["step"] if step["verified"]} == READ[protocol["id"]].keys()
    assert all(READ[protocol["id"]].values())


def test_which_deadlines_were_read(protocol: Table) -> None:
    found = {f"{step['id']} {clock['due']}" for step, clock in clocks(protocol) if clock["verified"]}
    assert found == READ_CLOCKS[protocol["id"]]


def test_what_is_from_memory_or_ours_says_so(protocol: Table) -> None:
    """What calls itself unread names no source as if it had been read."""
    honest = re.compile(r"propuner|din memorie|neverificat|din practică|citit numai|ghidul oms", re.IGNORECASE)
    parts = [*protocol["step"], *(clock for _step, clock in clocks(protocol))]
    silent = [part["source"] for part in parts if not part["verified"] and not honest.search(part["source"])]
    assert silent == []


def test_a_term_that_is_counted_from_another_moment_than_the_law_says_so(protocols: Raw) -> None:
    for id, step in (("sv_md", "18"), ("vd_md", "11"), ("vd_ro", "12")):
        counted = [clock for clock in steps(protocols[id])[step]["clock"] if clock["verified"]]
        assert counted
        assert all("aici se numără" in clock["source"] for clock in counted)


# --- structure --------------------------------------------------------------------------------------------------------


def test_every_clock_begins_somewhere_and_nothing_waits_in_a_circle(protocol: Table) -> None:
    """Each step can come to its turn: its clocks lead back to the beginning of the protocol."""
    known = steps(protocol)
    beginnings = {"report", "order", "admission" if protocol["begins_with"] == "stay" else "incident"}
    for step in protocol["step"]:
        for clock in step.get("clock", []):
            passed, anchor = {step["id"]}, clock["anchor"]
            while anchor.startswith("step:"):
                before = anchor.removeprefix("step:")
                assert before not in passed, step["id"]
                passed.add(before)
                anchor = known[before]["clock"][0]["anchor"]
            assert anchor in beginnings, step["id"]


def test_every_protocol_comes_to_its_end(protocols: Raw) -> None:
    for id, one in protocols.items():
        last = one["step"][-1]
        assert last.get("fills") == ("followup" if id.startswith("vd") else "closing"), id
        assert not last.get("needs_consent")


def test_every_role_is_a_group_or_a_known_one(protocol: Table, defs: Definitions) -> None:
    groups = {group["id"] for group in protocol["group"]}
    listed = {entry.code: entry.country for entry in defs.list("team_groups").entries}
    assert groups <= listed.keys()
    assert all(listed[group] in {"", protocol["country"]} for group in groups)
    for step in protocol["step"]:
        roles, support = step["roles"], step.get("support", [])
        assert {*roles, *support} <= groups | {"first_contact", "coordinator", "psychologist", "any"}, step["id"]
        assert not set(roles) & set(support), step["id"]


def test_whoever_is_first_does_the_first_four_steps(protocols: Raw) -> None:
    for id in ("sv_md", "sv_ro"):
        assert all("first_contact" in steps(protocols[id])[step]["roles"] for step in "1234")


def test_forms_papers_guidance_and_conditions_are_known(protocol: Table, defs: Definitions) -> None:
    for step in protocol["step"]:
        assert step.get("paper", "school_letter") in PAPERS, step["id"]
        assert set(step.get("guide", [])) <= GUIDE, step["id"]
        assert len(set(step.get("guide", []))) == len(step.get("guide", [])), step["id"]
        assert set(step.get("when", [])) <= CONDITIONS.keys(), step["id"]
        if "fills" in step:
            form = defs.form(step["fills"])
            assert not form.lone, step["id"]


def test_every_paper_and_every_guidance_is_reached_from_some_step(protocols: Raw) -> None:
    every = [step for one in protocols.values() for step in one["step"]]
    assert {step["paper"] for step in every if "paper" in step} == PAPERS
    assert {id for step in every for id in step.get("guide", [])} == GUIDE


def test_several_clocks_of_a_step_say_which_is_which(protocol: Table) -> None:
    for step in protocol["step"]:
        labels = [clock.get("label", {}).get("ro") for clock in step.get("clock", [])]
        assert len(labels) < 2 or (all(labels) and len(set(labels)) == len(labels)), step["id"]


# --- a running one ----------------------------------------------------------------------------------------------------


def _shown(root: Path, defs: Definitions, id: str, now: str, **anchors: str) -> dict[str, StepView]:
    views = board(
        load(root, defs)[id, 1],
        anchors=anchors,
        conditions={"police_order": True, "order_in_force": True, "evicted": True},
        states={},
        now=datetime.fromisoformat(now),
        tz=BUCHAREST,
    )
    return {view.step.id: view for view in views}


def _dues(view: StepView) -> list[str]:
    return [clock.due.astimezone(BUCHAREST).strftime("%d.%m %H:%M") for clock in view.clocks if clock.due]


def test_the_hours_of_a_provisional_order(root: Path, defs: Definitions) -> None:
    """Issued on Friday evening before the clocks change: 120 hours are 120 hours, and not five days."""
    hours = {"report": "2026-10-23T20:00+03:00", "order": "2026-10-23T22:15+03:00"}
    shown = _shown(root, defs, "vd_ro", "2026-10-23T23:00+03:00", **hours)
    assert _dues(shown["12"]) == ["23.10 23:45"]
    assert _dues(shown["10"]) == ["24.10 22:15", "25.10 21:15"]
    assert _dues(shown["23"]) == ["27.10 21:15", "28.10 21:15"]
    assert _dues(shown["22"]) == ["30.10 22:15"], "a week is a week on the wall"
    sexual = _shown(root, defs, "sv_ro", "2026-10-23T23:00+03:00", **hours)
    assert _dues(sexual["18b"]) == ["24.10 22:15", "25.10 21:15", "27.10 21:15", "28.10 21:15"]


def test_before_there_is_an_order_nothing_of_it_is_late(root: Path, defs: Definitions) -> None:
    shown = _shown(root, defs, "vd_ro", "2026-12-01T10:00+02:00", report="2026-10-23T20:00+03:00")
    assert {clock.state for id in ("10", "12", "22", "23") for clock in shown[id].clocks} == {"open"}
    assert shown["9"].clocks[0].state == "late"


def test_a_stay_of_a_year(root: Path, defs: Definitions) -> None:
    days = {"report": "2027-02-26T09:00+02:00", "admission": "2027-03-01T18:00+02:00"}
    shown = _shown(root, defs, "home_ro", "2027-03-01T12:00+02:00", **days)
    assert _dues(shown["4"]) == ["01.03 18:00"], "before she moves in"
    assert _dues(shown["9"]) == ["02.03 18:00"]
    assert _dues(shown["21"]) == ["28.08 18:00", "26.11 18:00"]
    assert _dues(shown["22"]) == ["29.02 18:00"], "the year has a leap day"
    assert shown["23"].clocks[0].state == "open", "it begins to run when she has left"
