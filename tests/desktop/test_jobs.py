"""Slow work: told in order, stopped when asked, and never in the way of the window."""

from __future__ import annotations

import sys
import threading

import pytest

from desktop.jobs import SWITCH_INTERVAL, Jobs, State, Stopped
from desktop.refusals import Refused


@pytest.fixture
def jobs(qapp):
    interval = sys.getswitchinterval()
    made = Jobs()
    yield made
    assert made.shut(10)
    sys.setswitchinterval(interval)


def count_to(total):
    def work(report):
        for done in range(total + 1):
            report(done, total)
        return total

    return work


def until_stopped(report):
    """Work that would never end: each report is a chance to stop."""
    begun = threading.Event()
    while True:
        report(1, 2)
        begun.wait(0.001)


def test_a_finished_job_hands_over_its_result(qtbot, jobs):
    job = jobs.start("Counting", count_to(3))
    with qtbot.waitSignal(job.finished) as told:
        pass
    assert told.args == [3]
    assert (job.state, job.result, job.progress) == (State.FINISHED, 3, (3, 3))


def test_nothing_begins_before_the_caller_has_connected(qtbot, jobs):
    job = jobs.start("Counting", count_to(3))
    assert (job.state, jobs.current, jobs.waiting) == (State.WAITING, None, (job,))
    with qtbot.waitSignal(jobs.started):
        pass
    assert job.state is State.RUNNING
    with qtbot.waitSignal(jobs.finished):
        pass


def test_the_work_runs_beside_the_window_and_is_told_in_the_windows_thread(qtbot, jobs):
    here, told_in = threading.get_ident(), []
    job = jobs.start("Where", lambda report: threading.get_ident())
    job.finished.connect(lambda _: told_in.append(threading.get_ident()))
    with qtbot.waitSignal(job.ended):
        pass
    assert job.result != here
    assert told_in == [here]


def test_jobs_run_one_after_the_other_in_the_order_they_were_asked_for(qtbot, jobs):
    running, most, order = [0], [0], []

    def work(name):
        def run(report):
            running[0] += 1
            most[0] = max(most[0], running[0])
            report(1, 1)
            order.append(name)
            running[0] -= 1

        return run

    made = [jobs.start(name, work(name)) for name in "abc"]
    with qtbot.waitSignals([job.ended for job in made]):
        pass
    assert (order, most) == (["a", "b", "c"], [1])


def test_stop_is_felt_at_the_next_report(qtbot, jobs):
    job = jobs.start("Endless", until_stopped)
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignals([job.stopped, jobs.stopped, job.ended]):
        job.stop()
    assert job.state is State.STOPPED


def test_a_job_stopped_while_it_waits_never_begins(qtbot, jobs):
    ran = []
    first = jobs.start("Endless", until_stopped)
    second = jobs.start("Next", lambda report: ran.append(1))
    second.stop()
    with qtbot.waitSignals([first.stopped, second.stopped], order="strict"):
        first.stop()
    assert ran == []


def test_work_can_put_things_in_order_when_it_is_stopped(qtbot, jobs):
    tidied = []

    def work(report):
        try:
            until_stopped(report)
        except Stopped:
            tidied.append(1)
            raise

    job = jobs.start("Endless", work)
    with qtbot.waitSignal(job.progressed):
        pass
    with qtbot.waitSignal(job.stopped):
        job.stop()
    assert tidied == [1]


def test_a_refusal_reaches_the_window_with_its_code_and_without_the_works_locals(qtbot, jobs):
    def work(report):
        name = "Maria Popescu"
        raise Refused("disk-full", length=len(name))

    job = jobs.start("Export", work)
    with qtbot.waitSignals([job.failed, jobs.failed]):
        pass
    assert job.state is State.FAILED
    assert isinstance(job.error, Refused)
    assert job.error.code == "disk-full"
    assert job.error.__traceback__ is None


def test_a_failure_does_not_stop_the_next_job(qtbot, jobs):
    def fail(report):
        raise SystemExit(3)

    jobs.start("Bad", fail)
    job = jobs.start("Good", count_to(1))
    with qtbot.waitSignal(job.finished):
        pass


def test_a_failure_is_logged_without_its_text(qtbot, jobs, caplog):
    def fail(report):
        raise ValueError("Maria Popescu")

    with qtbot.waitSignal(jobs.start("Bad", fail).failed):
        pass
    assert "job failed: ValueError" in caplog.text
    assert "Maria" not in caplog.text


def test_everything_stops_at_once_when_the_program_ends(qtbot, jobs):
    first = jobs.start("Endless", until_stopped)
    jobs.start("Waiting", until_stopped)
    with qtbot.waitSignal(first.progressed):
        pass
    assert jobs.shut(10)
    assert jobs.shut(0)


def test_work_that_does_not_listen_is_reported_and_not_waited_for(qtbot, jobs):
    let_go = threading.Event()
    job = jobs.start("Deaf", lambda report: let_go.wait(30))
    with qtbot.waitSignal(jobs.started):
        pass
    assert not jobs.shut(0.01)
    let_go.set()
    assert job.state is State.RUNNING


def test_a_busy_job_gives_way_to_the_window_often(jobs):
    assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
