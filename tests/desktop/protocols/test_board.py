"""A running team through its hours: what is for now, what is late, and that nothing that may still help is hidden."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.protocols.board import StepState, board, due_rows, next_step
from desktop.protocols.clock import Duration, Repetition
from desktop.protocols.conditions import CONDITIONS
from desktop.protocols.schema import Kind, Protocol, Sort, Step, StepClock

CHISINAU = ZoneInfo("Europe/Chisinau")
T0 = "2026-11-22T20:00+02:00"
R0 = "2026-11-23T09:00+02:00"
UNSAID = dict.fromkeys(CONDITIONS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def see(sv_md):
    """The board at a moment: see("2026-11-23T10:00+02:00", step="10") -> that step."""

    def run(now, step=None, *, states=None, conditions=None, protocol=None, **anchors):
        views = board(
            protocol or sv_md,
            anchors={"incident": T0, "report": R0} | anchors,
            conditions=UNSAID | (conditions or {}),
            states=states or {},
            now=at(now) if isinstance(now, str) else now,
            tz=CHISINAU,
        )
        return {view.step.id: view for view in views}[step] if step else views

    return run


def one(*clocks: StepClock, id: str = "1", when: tuple[str, ...] = (), needs_consent: bool = False) -> Step:
    return Step(
        id, {}, ("MED",), ("facut", "imposibil"), "test", True, clocks=clocks, when=when, needs_consent=needs_consent
    )


def clock(due: str, anchor: str = "report", kind: Kind = Kind.DUTY, repeat: str = "", best: str = "") -> StepClock:
    return StepClock(
        kind=kind,
        anchor=anchor,
        due=Duration.parse(due),
        source="test",
        verified=True,
        repeat=Repetition.parse(repeat) if repeat else None,
        best=Duration.parse(best) if best else None,
    )


def plan(*steps: Step) -> Protocol:
    return Protocol("p", 1, Sort.SV, {}, "team", "MD", "incident", "test", True, {"MED": {}}, steps)


# --- windows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-11-23T10:00+02:00", "running"),
        ("2026-11-25T20:00+02:00", "running"),  # the very last minute
        ("2026-11-25T20:01+02:00", "passed"),
        ("2027-06-01T10:00+03:00", "passed"),
    ],
)
def test_the_72_hours_run_from_the_incident_and_never_hide_the_step(see, now, state):
    view = see(now, "10")
    (window,) = view.clocks
    assert (window.state, window.kind, window.exact) == (state, "window", True)
    assert window.due == at("2026-11-25T20:00+02:00")
    assert window.since == at(T0)
    assert window.best == at("2026-11-23T20:00+02:00")
    assert view.group == "now"
    assert window.repeat_no == 0


def test_72_hours_are_72_hours_when_the_clocks_change(see):
    (window,) = see("2026-10-25T10:00+02:00", "10", incident="2026-10-24T12:00+03:00").clocks
    assert window.due == at("2026-10-27T11:00+02:00")
    assert window.due - window.since == timedelta(hours=72)


def test_an_incident_known_to_the_day_counts_from_its_beginning_and_says_so(see):
    (window,) = see("2026-11-23T10:00+02:00", "10", incident="2026-11-22").clocks
    assert window.since == at("2026-11-22T00:00+02:00")
    assert window.due == at("2026-11-25T00:00+02:00")
    assert not window.exact


@pytest.mark.parametrize("incident", ["2026-11", "2026", None, {"none": "unknown"}, {"none": "declined"}, "soon", 5])
def test_without_a_day_there_is_no_countdown_and_it_is_as_soon_as_possible(see, incident):
    view = see("2026-11-23T10:00+02:00", "10", incident=incident)
    (window,) = view.clocks
    assert (window.state, window.due, window.since, window.exact) == ("open", None, None, False)
    assert view.group == "now"


# --- duties -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "state", "group"),
    [
        ("2026-11-23T09:00+02:00", "running", "next"),
        ("2026-11-25T08:59+02:00", "running", "next"),
        ("2026-11-25T09:00+02:00", "running", "now"),
        ("2026-11-26T09:00+02:00", "running", "now"),
        ("2026-11-26T09:01+02:00", "late", "now"),
    ],
)
def test_a_duty_is_late_after_its_hour(see, now, state, group):
    view = see(now, "24")
    assert (view.clocks[0].state, view.group) == (state, group)


def test_what_is_late_follows_from_the_clock_each_time(see):
    assert see("2026-11-27T09:00+02:00", "24").clocks[0].state == "late"
    assert see("2026-11-24T09:00+02:00", "24").clocks[0].state == "running"  # the clock of the computer was put right


@pytest.mark.parametrize("state", ["facut", "refuzat_de", "nu_se", "imposibil"])
def test_what_has_an_outcome_is_done_and_its_clocks_are_met(see, state):
    for incident in (T0, None):
        view = see("2027-06-01T10:00+03:00", "10", states={"10": StepState(state)}, incident=incident)
        assert view.group == "done"
        assert {each.state for each in view.clocks} == {"met"}
        assert view.state.state == state


def test_care_received_before_the_report_is_done_care(see):
    view = see("2026-11-23T10:00+02:00", "10", states={"10": StepState("facut", "2026-11-22T23:00+02:00")})
    assert view.group == "done"


# --- conditions -------------------------------------------------------------------------------------------------------


def test_a_condition_that_nobody_has_spoken_of_shows_the_step_marked(see):
    assert see("2026-11-23T10:00+02:00", "10").condition is None
    assert see("2026-11-23T10:00+02:00", "10").group == "now"


def test_a_condition_decides_once_it_is_known(see):
    called = see("2026-11-23T10:00+02:00", "10", conditions={"exposure_risk": True})
    assert (called.condition, called.group) == (True, "now")
    spared = see("2026-11-23T10:00+02:00", "10", conditions={"exposure_risk": False})
    assert (spared.condition, spared.group) == (False, "hidden")


def test_work_that_was_begun_or_done_is_never_hidden(see):
    no = {"exposure_risk": False}
    assert see("2026-11-23T10:00+02:00", "10", conditions=no, states={"10": StepState("facut")}).group == "done"
    assert see("2026-11-23T10:00+02:00", "10", conditions=no, states={"10": StepState("in_lucru")}).group == "now"


def test_two_conditions_must_both_hold(see):
    protocol = plan(one(when=("minor", "children")))

    def found(minor, children):
        conditions = {"minor": minor, "children": children}
        return see("2026-11-23T10:00+02:00", "1", protocol=protocol, conditions=conditions).condition

    assert found(True, True) is True
    assert found(True, None) is None
    assert found(None, False) is False


def test_a_step_that_needs_consent_says_whether_there_is_one_and_stays(see):
    for consent in (True, False, None):
        view = see("2026-11-23T10:00+02:00", "13", conditions={"consent": consent})
        assert view.consent is consent
        assert view.group == "now"
    assert see("2026-11-23T10:00+02:00", "1").consent is True


# --- anchors and repetitions ------------------------------------------------------------------------------------------


def test_a_clock_on_another_step_begins_when_that_step_is_done(see):
    waiting = see("2026-11-23T10:00+02:00", "14")
    assert (waiting.clocks[0].state, waiting.group) == ("open", "next")
    begun = {"13": StepState("in_lucru", "2026-11-23T12:00+02:00")}
    assert see("2026-11-23T13:00+02:00", "14", states=begun).clocks[0].state == "open"
    refused = {"13": StepState("refuzat_de", "2026-11-23T12:00+02:00")}
    assert see("2026-11-23T13:00+02:00", "14", states=refused).clocks[0].state == "open"
    done = {"13": StepState("facut", "2026-11-23T12:00+02:00")}
    view = see("2026-11-23T13:01+02:00", "14", states=done)
    assert (view.clocks[0].state, view.clocks[0].due, view.group) == ("late", at("2026-11-23T13:00+02:00"), "now")


def test_clocks_on_an_order_or_an_admission_wait_without_pressing(see):
    protocol = plan(one(clock("P7D", "order")), one(clock("PT2H", "admission"), id="2"))
    views = see("2026-11-23T10:00+02:00", protocol=protocol)
    assert [view.group for view in views] == ["next", "next"]
    views = see("2026-11-23T10:00+02:00", protocol=protocol, admission="2026-11-23T09:30+02:00", order="2026-11-23")
    assert [view.clocks[0].exact for view in views] == [False, True]
    assert [view.group for view in views] == ["next", "now"]


@pytest.mark.parametrize(
    ("now", "done", "number", "due", "state"),
    [
        ("2026-12-01T09:00+02:00", None, 1, "2026-12-23T09:00+02:00", "running"),
        ("2027-03-01T09:00+02:00", None, 1, "2026-12-23T09:00+02:00", "late"),
        ("2027-01-01T09:00+02:00", "2026-12-20T09:00+02:00", 2, "2027-01-23T09:00+02:00", "running"),
        ("2027-01-01T09:00+02:00", "2026-12-28T09:00+02:00", 3, "2027-02-23T09:00+02:00", "running"),
        ("2027-04-01T09:00+03:00", "2027-02-20T09:00+02:00", 4, "2027-03-23T09:00+02:00", "late"),
        ("2027-06-01T09:00+03:00", "2027-05-20T09:00+03:00", 6, "2027-05-23T09:00+03:00", "met"),
        ("2027-08-01T09:00+03:00", "2027-07-20T09:00+03:00", 6, "2027-05-23T09:00+03:00", "met"),
    ],
)
def test_the_monthly_visit_moves_on_when_one_was_made(see, now, done, number, due, state):
    (visit,) = see(now, "28", states={"28": StepState("in_lucru", done)}).clocks
    assert (visit.repeat_no, visit.due, visit.state) == (number, at(due), state)


def test_a_repetition_without_an_anchor_has_not_begun(see):
    (visit,) = see("2026-12-01T09:00+02:00", "28", report=None).clocks
    assert (visit.repeat_no, visit.due, visit.state) == (1, None, "open")


def test_of_several_deadlines_of_a_step_in_work_only_those_that_were_done_are_met(see):
    def states(now, done):
        return [c.state for c in see(now, "21", states={"21": StepState("in_lucru", done)}).clocks]

    assert states("2026-11-23T20:00+02:00", None) == ["running", "running"]
    assert states("2026-11-25T20:00+02:00", None) == ["late", "running"]
    assert states("2026-11-25T20:00+02:00", "2026-11-23T14:00+02:00") == ["met", "running"]
    assert states("2026-12-02T20:00+02:00", "2026-11-23T14:00+02:00") == ["met", "late"]
    assert states("2026-12-02T20:00+02:00", "2026-12-01T14:00+02:00") == ["met", "met"]


def test_a_time_left_from_before_a_step_was_opened_again_meets_nothing(see):
    reopened = {"21": StepState("de_facut", "2026-11-23T14:00+02:00")}
    assert [c.state for c in see("2026-11-25T20:00+02:00", "21", states=reopened).clocks] == ["late", "running"]


def test_care_that_is_better_the_sooner_is_for_now_until_it_was_given(see):
    asap = clock("P14D", "incident", Kind.WINDOW, best="PT0S")
    later = clock("P1M", "incident", Kind.WINDOW)
    views = see("2026-11-23T10:00+02:00", protocol=plan(one(asap), one(later, id="2")))
    assert [view.group for view in views] == ["now", "next"]
    assert see("2026-12-21T10:00+02:00", "2", protocol=plan(one(asap), one(later, id="2"))).group == "now"


def test_the_best_time_is_told_of_the_first_repetition_alone(see):
    protocol = plan(one(clock("P2D", repeat="R3/P2D", best="P1D")))
    (first,) = see("2026-11-23T10:00+02:00", "1", protocol=protocol).clocks
    assert first.best == at("2026-11-24T09:00+02:00")
    begun = {"1": StepState("in_lucru", "2026-11-25T08:00+02:00")}
    (second,) = see("2026-11-25T10:00+02:00", "1", protocol=protocol, states=begun).clocks
    assert (second.repeat_no, second.best) == (2, None)


def test_her_safety_comes_before_what_only_ends_sooner(see):
    done: dict[str, StepState] = {}
    first = []
    for _ in range(5):
        view, _clock = next_step(see("2026-11-23T09:01+02:00", states=done, conditions={"minor": False}))
        first.append(view.step.id)
        done[view.step.id] = StepState("facut", "2026-11-23T09:01+02:00")
    assert first[:4] == ["1", "2", "3", "7"]  # the advice within 15 minutes, once she is safe and cared for
    late, clock = next_step(see("2026-11-23T09:16+02:00"))
    assert (late.step.id, clock.state) == ("7", "late")


def test_a_step_without_a_clock_is_for_later(see):
    assert see("2026-11-23T10:00+02:00", "15").group == "next"


# --- the list of what is due ------------------------------------------------------------------------------------------


def test_deadlines_as_plain_values(see):
    states = {"24": StepState("facut"), "9": StepState("refuzat_de")}
    rows = list(due_rows(see("2026-11-25T21:00+02:00", states=states, conditions={"exposure_risk": False})))
    steps = {row.step for row in rows}
    assert steps.isdisjoint({"24", "9", "10"})
    assert "13" not in steps  # its window has passed: it stays on the board, and no alarm rings for it
    lawyer = next(row for row in rows if row.step == "19")
    assert lawyer == ("19", "duty", at("2026-11-24T09:00+02:00"), at(R0), True, "JUR", "late")


def test_a_team_whose_hours_are_unknown_has_no_alarms_and_all_its_steps(see):
    views = see("2026-11-25T21:00+02:00", incident=None, report=None)
    assert list(due_rows(views)) == []
    assert len(views) == 29
    assert not [view for view in views if view.group == "hidden"]


# --- against a plain reference ----------------------------------------------------------------------------------------

MINUTES = st.integers(0, 60 * 24 * 400)


@given(
    incident=MINUTES,
    elapsed=st.integers(-60 * 24 * 10, 60 * 24 * 40),
    hours=st.integers(0, 400),
    kind=st.sampled_from(list(Kind)),
    state=st.sampled_from(["de_facut", "in_lucru", "facut", "refuzat_de", "nu_se", "imposibil"]),
    condition=st.sampled_from([True, False, None]),
)
def test_every_moment_against_a_plain_reference(incident, elapsed, hours, kind, state, condition):
    began = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=incident)
    now = began + timedelta(minutes=elapsed)
    (view,) = board(
        plan(one(clock(f"PT{hours}H", "incident", kind), when=("minor",))),
        anchors={"incident": began.astimezone(CHISINAU).isoformat(timespec="minutes")},
        conditions={"minor": condition},
        states={"1": StepState(state)},
        now=now,
        tz=CHISINAU,
    )
    (seen,) = view.clocks
    left = hours * 60 - elapsed
    ended = state not in {"de_facut", "in_lucru"}
    over = {"window": "passed", "duty": "late"}[kind]
    assert seen.state == ("met" if ended else "running" if left >= 0 else over)
    assert (seen.due - now) == timedelta(minutes=left)
    assert view.group == (
        "done"
        if ended
        else "now"
        if state == "in_lucru"
        else "hidden"
        if condition is False
        else "now"
        if left <= 60 * (120 if kind is Kind.WINDOW else 24)
        else "next"
    )


@given(
    now=MINUTES,
    chosen=st.sets(st.integers(1, 29)),
    known=st.dictionaries(st.sampled_from(list(CONDITIONS)), st.booleans()),
)
def test_no_step_is_ever_lost(sv_md, now, chosen, known):
    views = board(
        sv_md,
        anchors={"incident": T0, "report": R0},
        conditions=UNSAID | known,
        states={str(number): StepState("facut", R0) for number in chosen},
        now=at(T0) + timedelta(minutes=now),
        tz=CHISINAU,
    )
    assert [view.step.id for view in views] == [step.id for step in sv_md.steps]
    for view in views:
        assert (view.group == "done") == (int(view.step.id) in chosen)
        assert view.group != "hidden" or any(known.get(name) is False for name in view.step.when)
