"""Files of alleged aggressors, of minors and of youth: nothing of a victim's is ever to be read in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db import cases as rows
from db import facts, records
from desktop.services import access, cases, duplicates, handing, history, links, reports, signals, statistics, today
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PASSPHRASE, Village, put, village
from tests.desktop.services.test_approvals import refuses
from tests.offices import in_process

HER = "Zmaucitas"
HIS = "Barbulat"
SIGNAL = "amenintare"


class Two:
    """A victim's file, and that of the person named in it; Maria manages hers, Vera works with him."""

    def __init__(self, office: Village) -> None:
        self.office = office
        with office.at(COUSIN) as session:
            opened = put(session, None, "case", {"file_kind": "aggressor"})
            self.his, self.his_code = str(opened.case), str(opened.code)
            put(
                session,
                self.his_code,
                "identity",
                {"last_name": HIS, "first_name": "Vasile", "birth_date": "1980-01-02"},
            )
            self.programme = put(session, self.his_code, "aggressor_programme", programme()).record
        with office.at(MANAGER) as session:
            opened = put(session, None, "case", {"case_track": ["vd_adult"]})
            self.hers, self.her_code = str(opened.case), str(opened.code)
            put(session, self.her_code, "identity", {"last_name": HER, "first_name": HER, "sex": "F"})
            put(session, self.her_code, "aggressor", {"agg_name": f"{HIS} Vasile", "agg_rel": "SOT"})
            links.add(session, self.hers, self.his_code, "dosar_agresor")

    @property
    def row(self) -> str:
        return "semnal1"

    def secrets(self) -> tuple[str, ...]:
        return (self.her_code, self.hers, HER)


def programme(**more: Any) -> dict[str, Any]:
    return {
        "referred_on": "2026-11-01",
        "referred_by": "instanta",
        "ground": "ordonanta",
        "programme": "grup",
        "intake": "primit",
        "intake_on": "2026-11-05",
        "contact_rule": "interzis",
        "outcome": "in_curs",
        "signals/semnal1": True,
        "signals/semnal1/kind": SIGNAL,
        "signals/semnal1/noticed_on": "2026-11-24T10:00+02:00",
        **more,
    }


@pytest.fixture
def two(tmp_path: Path, clock: FixedClock) -> Two:
    return Two(village(tmp_path / "vault", clock))


# --- what can be read of his file, by every way that there is ---------------------------------------------------------


def of_case(session: Session, two: Two) -> str:
    return repr(cases.open_case(session, two.his))


def of_list(session: Session, _two: Two) -> str:
    return repr(cases.page(session, cases.Filter(kind="aggressor")))


def of_links(session: Session, two: Two) -> str:
    return repr(links.links(session, two.his))


def of_duplicates(session: Session, two: Two) -> str:
    return repr(duplicates.of_case(session, two.his))


def of_history(session: Session, two: Two) -> str:
    found = [one.id for one in records.of_case(session.conn, two.his)]
    return repr([history.history(session, one) for one in found]) + repr(
        [records.revisions(session.conn, one) for one in found]
    )


def of_paper(session: Session, two: Two) -> str:
    made = reports.case_report(session, two.his, "internal")
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made.data)).pages)


WAYS: tuple[Callable[[Session, Two], str], ...] = (of_case, of_list, of_links, of_duplicates, of_history, of_paper)


def clean(two: Two, who: str) -> Iterator[str]:
    """The ways by which something of hers was read in his file."""
    with two.office.at(who) as session:
        for way in WAYS:
            told = way(session, two)
            if any(secret in told for secret in two.secrets()):
                yield way.__name__


@pytest.mark.parametrize("who", [COUSIN, MANAGER, LEAD])
def test_nothing_of_hers_is_read_in_his_file(two: Two, who: str) -> None:
    """Not even by those who may see both."""
    assert list(clean(two, who)) == []


def test_the_command_line_tells_no_more(two: Two, tmp_path: Path) -> None:
    (tmp_path / "pass").write_text(PASSPHRASE + "\n", "utf-8")
    keys = ["--vault", str(two.office.folder), "--worker", LEAD, "--passphrase-file", str(tmp_path / "pass"), "--json"]
    for words in (
        ["case", "show", two.his_code],
        ["case", "links", two.his_code],
        ["case", "similar", two.his_code],
        ["case", "state", two.his_code],
        ["cases", "--kind", "aggressor"],
    ):
        done = in_process([*keys, *words], two.office.clock)
        assert done.status == 0, (words, done.err)
        assert not [secret for secret in two.secrets() if secret in done.out], words


def test_his_file_cannot_be_made_to_name_hers(two: Two) -> None:
    with two.office.at(LEAD) as session:
        refuses("link-shows-victim", links.add, session, two.his, two.her_code, "dosar_legat")


def test_hers_names_his(two: Two) -> None:
    with two.office.at(MANAGER) as session:
        assert [one.case.code for one in links.links(session, two.hers).linked] == [two.his_code]


# --- a signal goes one way --------------------------------------------------------------------------------------------


def test_a_signal_reaches_whoever_works_with_the_victim_and_leaves_no_trace_where_it_came_from(two: Two) -> None:
    with two.office.at(MANAGER) as session:
        assert today.today(session).signals == ()
    with two.office.at(COUSIN) as session:
        assert [one.kind for one in signals.noticed(session, two.programme)] == [SIGNAL]
        signals.pass_on(session, two.programme, two.row)
        assert signals.noticed(session, two.programme) == ()
        refuses("signal-kept", signals.pass_on, session, two.programme, two.row)
        before = repr(records.of_case(session.conn, two.his))
    with two.office.at(MANAGER) as session:
        (waits,) = today.today(session).signals
        assert (waits.code, [one.kind for one in waits.signals]) == (two.her_code, [SIGNAL])
        file = cases.read_case(session, two.hers)
        assert file.next[0].kind == "signal"
        assert signals.take_up(session, two.hers) == 1
        assert today.today(session).signals == ()
        assert cases.read_case(session, two.hers).signals == ()
    with two.office.at(COUSIN) as session:
        assert repr(records.of_case(session.conn, two.his)) == before
    assert list(clean(two, COUSIN)) == []


def test_it_is_the_same_where_nobody_is_linked(two: Two) -> None:
    """Whoever works with him cannot find out by it whether there is a file of hers."""
    with two.office.at(COUSIN) as session:
        alone = put(session, None, "case", {"file_kind": "aggressor"})
        sheet = put(session, alone.code, "aggressor_programme", programme()).record
        signals.pass_on(session, sheet, two.row)
        signals.pass_on(session, two.programme, two.row)
        ends = [records.get(session.conn, one) for one in (sheet, two.programme)]
        answers = [dict(one.body) for one in ends if one]
        assert answers[0] == answers[1]


def test_what_nobody_else_could_read_is_not_passed_on_in_silence(two: Two) -> None:
    with two.office.at(COUSIN) as session:
        access.seal_case(session, two.his, [two.office.ids[COUSIN]], "nobody")
        refuses("signal-sealed", signals.pass_on, session, two.programme, two.row)


# --- who counts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["aggressor", "minor", "youth"])
def test_only_victims_are_counted_as_victims(two: Two, kind: str) -> None:
    with two.office.at(LEAD) as session:
        before = statistics.period_tables(session, "2026-Q4"), facts.alike(session.conn, {"sex": frozenset({"F"})})
        opened = put(session, None, "case", {"file_kind": kind})
        if kind != "youth":
            put(session, opened.code, "identity", {"sex": "F", "birth_date": "1990-01-01"})
        after = statistics.period_tables(session, "2026-Q4"), facts.alike(session.conn, {"sex": frozenset({"F"})})
        assert after == before


# --- in any order -----------------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.sampled_from(["note", "sheet", "hand", "take", "pass", "unlink", "name"]), max_size=6))
def test_whatever_is_done_in_whatever_order_his_file_stays_clean(two: Two, order: list[str]) -> None:
    deeds: dict[str, Callable[[Session], object]] = {
        "note": lambda s: put(s, two.her_code, "note", {"date": "2026-11-24", "type": "telefon", "note": HER}),
        "sheet": lambda s: put(s, two.her_code, "aggressor", {"agg_name": HIS, "agg_rel": "SOT"}),
        "hand": lambda s: handing.assign_all(s, two.office.ids[MANAGER], two.office.ids[LEAD], HER),
        "take": lambda s: signals.take_up(s, two.hers),
        "pass": lambda s: [signals.pass_on(s, two.programme, one.row) for one in signals.noticed(s, two.programme)],
        "unlink": lambda s: [links.remove(s, two.hers, one.case.case) for one in links.links(s, two.hers).linked],
        "name": lambda s: put(s, two.her_code, "identity", {"last_name": HIS}),
    }
    with two.office.at(LEAD) as session:
        for name in order:
            deeds[name](session)
        row = rows.get(session.conn, two.his)
        assert row is not None and row.aggressor_files is None
        assert json.dumps(row._asdict()).find(two.her_code) == -1
    assert list(clean(two, LEAD)) == []


def test_the_search_for_a_word_is_what_finds(two: Two) -> None:
    """The ways above do read: each of them finds what is his own."""
    with two.office.at(COUSIN) as session:
        found = {way.__name__: way(session, two) for way in WAYS}
    assert two.his_code in found["of_case"]
    assert HIS in found["of_paper"]
    assert HIS in found["of_history"]
