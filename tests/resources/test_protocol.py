"""The intervention of the team in Moldova: twenty-nine steps, seven institutions, honest deadlines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desktop.forms.schema import Definitions
from desktop.protocols.board import StepState, board
from desktop.protocols.load import load

Protocol = dict[str, Any]
CHISINAU = ZoneInfo("Europe/Chisinau")

TITLES = json.loads((Path(__file__).parent / "golden" / "steps.json").read_text("utf-8"))  # word for word
# step -> clocks as (kind, anchor, due, verified), in order
CLOCKS: dict[str, list[tuple[str, str, str, bool]]] = {
    "1": [("duty", "report", "PT1H", False)],
    "2": [("duty", "report", "PT1H", False)],
    "3": [("duty", "report", "PT1H", False)],
    "4": [("duty", "report", "PT1H", False)],
    "5": [("duty", "report", "PT24H", False)],
    "6": [("duty", "report", "PT1H", False)],
    "7": [("duty", "report", "PT15M", False), ("window", "incident", "PT72H", True)],
    "8": [("duty", "report", "PT2H", False)],
    "9": [("duty", "report", "PT2H", False)],
    "10": [("window", "incident", "PT72H", True)],
    "11": [("window", "incident", "PT120H", True)],
    "12": [("window", "incident", "P14D", True)],
    "13": [("window", "incident", "PT72H", True)],
    "14": [("duty", "step:13", "PT1H", False)],
    "15": [],
    "16": [("duty", "report", "PT72H", False)],
    "17": [("duty", "report", "PT24H", False)],
    "18": [("duty", "report", due, due != "PT1H") for due in ("PT1H", "PT24H", "PT48H")],
    "19": [("duty", "report", "PT24H", False)],
    "20": [("duty", "report", "PT24H", False)],
    "21": [("duty", "report", "PT24H", False), ("duty", "report", "P7D", False)],
    "22": [("duty", "report", "PT24H", False)],
    "23": [("duty", "report", "PT24H", False)],
    "24": [("duty", "report", "PT72H", False)],
    "25": [("duty", "report", "P10D", False)],
    "26": [("window", "incident", due, False) for due in ("P14D", "P1M", "P42D", "P3M")],
    "27": [("duty", "report", "P5D", False)],
    "28": [("duty", "report", "P1M", False)],
    "29": [],
}
VERIFIED = {"4", "5", "8", "10", "11", "12", "13", "14", "18", "19", "20", "22", "29"}


def steps(protocol: Protocol) -> dict[str, dict[str, Any]]:
    return {step["id"]: step for step in protocol["step"]}


def test_twenty_nine_steps_word_for_word(protocol: Protocol) -> None:
    assert list(steps(protocol)) == [str(number) for number in range(1, 30)]
    assert [{key: step["title"][key] for key in ("ro", "en")} for step in protocol["step"]] == TITLES


def test_seven_institutions(protocol: Protocol, defs: Definitions) -> None:
    groups = [group["id"] for group in protocol["group"]]
    assert groups == ["POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"]
    assert groups == [entry.code for entry in defs.list("team_groups").entries][:7]


def test_every_clock_as_it_was_read_or_proposed(protocol: Protocol) -> None:
    found = {
        id: [(clock["kind"], clock["anchor"], clock["due"], clock["verified"]) for clock in step.get("clock", [])]
        for id, step in steps(protocol).items()
    }
    assert found == CLOCKS


def test_which_steps_were_read_in_a_source(protocol: Protocol) -> None:
    assert {id for id, step in steps(protocol).items() if step["verified"]} == VERIFIED


def test_the_best_time_for_prophylaxis_is_a_day(protocol: Protocol) -> None:
    assert steps(protocol)["10"]["clock"][0]["best"] == "PT24H"


def test_monthly_follow_up_for_half_a_year(protocol: Protocol) -> None:
    assert steps(protocol)["28"]["clock"][0]["repeat"] == "R6/P1M"


@pytest.mark.parametrize(
    ("step", "conditions"),
    [
        ("5", ["minor"]), ("7", ["wants_forensic"]), ("10", ["exposure_risk"]), ("11", ["pregnancy_possible"]),
        ("18", ["family_tie"]), ("19", ["wants_lawyer"]), ("22", ["children"]), ("23", ["trafficking"]),
        ("27", ["minor"]),
    ],
)  # fmt: skip
def test_conditions(protocol: Protocol, step: str, conditions: list[str]) -> None:
    assert steps(protocol)[step]["when"] == conditions


def test_only_these_steps_have_conditions_and_only_these_need_consent(protocol: Protocol) -> None:
    found = steps(protocol)
    assert {id for id, step in found.items() if "when" in step} == {"5", "7", "10", "11", "18", "19", "22", "23", "27"}
    assert {id for id, step in found.items() if step.get("needs_consent")} == {"6", "8", "9", "13", "15", "18"}


def test_the_child_is_notified_whoever_declines(protocol: Protocol) -> None:
    """Steps that protect a child wait for nobody's consent and cannot be marked as refused."""
    for id in ("5", "22"):
        step = steps(protocol)[id]
        assert not step.get("needs_consent")
        assert "refuzat_de" not in step["outcomes"]


def test_care_does_not_depend_on_a_complaint(protocol: Protocol) -> None:
    """No medical step waits for the police step, in clock or condition."""
    for step in protocol["step"]:
        assert "step:15" not in {clock["anchor"] for clock in step.get("clock", [])}
    assert "Îngrijirea nu depinde de plângere." in steps(protocol)["9"]["help"]["ro"]


def test_codes_of_the_steps_are_known(protocol: Protocol, defs: Definitions) -> None:
    states = {entry.code for entry in defs.list("L30").entries}
    documents = {entry.code for entry in defs.list("L32").entries}
    who = {entry.code for entry in defs.list("team_groups").entries} | {
        "first_contact",
        "coordinator",
        "psychologist",
        "any",
    }
    for step in protocol["step"]:
        assert set(step["outcomes"]) <= states - {"de_facut", "in_lucru"}
        assert step.get("document", "fisa") in documents
        assert set(step["roles"]) | set(step.get("support", [])) <= who
        assert step["roles"]
        assert step["help"]["ro"]
        assert step["source"]


def test_every_clock_says_its_source_and_several_say_which_is_which(protocol: Protocol) -> None:
    for step in protocol["step"]:
        clocks = step.get("clock", [])
        assert all(clock["source"].strip() for clock in clocks), step["id"]
        assert len(clocks) < 2 or all("label" in clock for clock in clocks), step["id"]


def test_the_clocks_of_a_running_team(root: Path, defs: Definitions, clock: Any) -> None:
    """Act on Sunday at 21:50, report on Tuesday at 9:10, now Tuesday at 14:30."""
    shown = board(
        load(root, defs)["sv_md", 1],
        anchors={"incident": "2026-11-22T21:50+02:00", "report": "2026-11-24T09:10+02:00"},
        conditions={"minor": False, "exposure_risk": True, "family_tie": True},
        states={"8": StepState("facut", "2026-11-24T11:40+02:00", None, None, None)},
        now=clock(),
        tz=CHISINAU,
    )
    views = {view.step.id: view for view in shown}
    found = {id: [(c.due and c.due.astimezone(CHISINAU).isoformat(timespec="minutes"), c.state) for c in v.clocks]
             for id, v in views.items()}  # fmt: skip
    assert found["9"] == [("2026-11-24T11:10+02:00", "late")]
    assert found["10"] == [("2026-11-25T21:50+02:00", "running")]
    assert found["11"] == [("2026-11-27T21:50+02:00", "running")]
    assert found["18"][2] == ("2026-11-26T09:10+02:00", "running")
    assert found["28"] == [("2026-12-24T09:10+02:00", "running")]
    assert views["5"].group == "hidden"
    assert views["8"].group == "done"
    assert views["22"].condition is None, "nobody has asked about children yet, so the step is shown"
    assert views["22"].group != "hidden"
