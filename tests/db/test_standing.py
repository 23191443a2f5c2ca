"""What is known of what was sent: more counts, less never does; refused files and warnings are kept once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import alarms, bundles, quarantine, standing
from db.bundles import Received, Sent
from db.connection import Connection
from db.hybrid import stamp
from db.quarantine import Held
from tests.db.make import NOW

AT = stamp(NOW)
SENT = Sent("RU7", "statistics", 1, "h1", None, "2026-Q3", 40, 9000, AT, "w" * 32)
CAME = Received("h1", "UN4", "", "statistics", 1, None, "2026-Q3", 40, 9000, AT, "w" * 32)
HELD = Held("f1", "/stick/a.ancora", 900, "unknown-signer", {"line": 3})


def outcome(conn: Connection) -> str | None:
    (one,) = standing.gone(conn, "RU7")
    return one.outcome


@pytest.mark.parametrize("order", list(permutations(["imported", "period-sent-twice", "spoken", "missing"])))
def test_the_word_that_weighs_most_stands_in_whatever_order_they_come(conn: Connection, order: tuple[str, ...]) -> None:
    bundles.note_sent(conn, SENT)
    for word in order:
        assert standing.tell(conn, "RU7", "h1", word, AT)
    assert outcome(conn) == "imported"


def test_a_later_reason_takes_the_place_of_an_earlier_one(conn: Connection) -> None:
    bundles.note_sent(conn, SENT)
    for code in ("period-to-come", "disk-full"):
        standing.tell(conn, "RU7", "h1", code, AT)
    assert outcome(conn) == "disk-full"


def test_nobody_tells_of_what_was_never_sent_to_them(conn: Connection) -> None:
    bundles.note_sent(conn, SENT)
    assert not standing.tell(conn, "FA2", "h1", "imported", AT)
    assert not standing.tell(conn, "RU7", "h2", "imported", AT)
    assert outcome(conn) is None


def test_numbers_that_never_came_are_marked_unless_somebody_said_otherwise(conn: Connection) -> None:
    for seq in range(1, 6):
        bundles.note_sent(conn, replace(SENT, seq=seq, hash=f"h{seq}", period=f"202{seq}"))
    standing.tell(conn, "RU7", "h3", "imported", AT)
    assert standing.never_came(conn, "RU7", "statistics", "", 2, 4, AT) == 2
    assert {one.seq: one.outcome for one in standing.gone(conn, "RU7")} == {
        1: None, 2: "missing", 3: "imported", 4: "missing", 5: None,
    }  # fmt: skip
    assert standing.never_came(conn, "RU7", "statistics", "other node", 1, 9, AT) == 0
    assert standing.spoken(conn, "RU7", "statistics", AT) == 4
    assert standing.unconfirmed(conn) == []


def test_a_cumulative_file_is_overtaken_by_a_later_one_that_arrived(conn: Connection) -> None:
    for kind in ("directory", "statistics"):
        for seq in (1, 2):
            bundles.note_sent(conn, replace(SENT, kind=kind, seq=seq, hash=f"{kind}{seq}"))
        standing.tell(conn, "RU7", f"{kind}2", "imported", AT)
    assert [(one.kind, one.seq) for one in standing.unconfirmed(conn)] == [("statistics", 1)]


def test_answers_to_answers_are_not_waited_for(conn: Connection) -> None:
    for kind in ("receipt", "acknowledgement"):
        bundles.note_sent(conn, replace(SENT, kind=kind, hash=kind))
    assert standing.unconfirmed(conn) == []
    bundles.note_received(conn, replace(CAME, kind="receipt"))
    assert standing.unanswered(conn) == {} and standing.came(conn, "UN4", 9) == []


def test_what_was_not_told_yet_is_told_before_what_was(conn: Connection) -> None:
    for seq in range(1, 5):
        bundles.note_received(conn, replace(CAME, seq=seq, hash=f"h{seq}"))
    standing.answer(conn, ["h3", "h4"], "7")
    assert [one.seq for one in standing.came(conn, "UN4", 3)] == [2, 1, 4]
    assert standing.unanswered(conn) == {"UN4": 2}
    standing.answer(conn, ["h4"], "8")
    assert {one.seq: one.answered for one in standing.came(conn, "UN4", 9)} == {1: None, 2: None, 3: "7", 4: "7"}


@given(came=st.sets(st.integers(1, 30)))
def test_runs_and_single_numbers_say_the_same(empty: Connection, came: set[int]) -> None:
    empty.execute("DELETE FROM received")
    for seq in came:
        bundles.note_received(empty, replace(CAME, seq=seq, hash=f"h{seq}"))
    runs = standing.missing(empty, "UN4", "statistics", "", 99)
    assert [seq for first, last in runs for seq in range(first, last + 1)] == bundles.gaps(empty, "UN4", "statistics")
    assert all(last + 1 < first for (_first, last), (first, _last) in pairwise(runs))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Connection:
    from tests.db.make import new_vault

    conn: Connection = new_vault(tmp_path_factory.mktemp("runs") / "vault").conn
    return conn


# --- refused files ----------------------------------------------------------------------------------------------------


def test_the_same_file_is_one_line_that_counts_its_tries(conn: Connection) -> None:
    quarantine.note(conn, HELD, AT)
    quarantine.note(conn, replace(HELD, place="/other/b.ancora", code="period-to-come", facts={}), AT)
    (held,) = quarantine.waiting(conn)
    assert (held.place, held.code, held.facts, held.tries) == ("/other/b.ancora", "period-to-come", {}, 2)
    assert quarantine.count(conn) == 1


def test_a_refusal_is_told_again_only_when_its_reason_is_another(conn: Connection) -> None:
    signed = replace(HELD, office="UN4", kind="statistics", node="", seq=1, bundle="b1")
    quarantine.note(conn, signed, AT)
    quarantine.answer(conn, ["b1"], "3")
    quarantine.note(conn, signed, AT)
    assert [one.answered for one in quarantine.refused(conn, "UN4")] == ["3"]
    quarantine.note(conn, replace(signed, code="period-sent-twice"), AT)
    assert [one.answered for one in quarantine.refused(conn, "UN4")] == [None]
    assert quarantine.refused(conn, "FA2") == []


def test_what_is_forgotten_or_settled_leaves_the_list_and_no_place(conn: Connection) -> None:
    quarantine.note(conn, HELD, AT)
    assert quarantine.forget(conn, "f1", AT) and not quarantine.forget(conn, "f1", AT)
    assert quarantine.waiting(conn) == []
    assert conn.execute("SELECT place FROM quarantine").fetchall() == [("",)]
    quarantine.note(conn, HELD, AT)
    assert quarantine.is_waiting(conn, "/stick/a.ancora", "") and not quarantine.is_waiting(conn, "/x", "b9")
    quarantine.settle(conn, "/stick/a.ancora", "b9", AT)
    assert quarantine.count(conn) == 0


# --- warnings ---------------------------------------------------------------------------------------------------------


def test_a_warning_stands_once_until_it_is_seen(conn: Connection) -> None:
    for _again in range(2):
        alarms.note(conn, AT, "number-used-twice", "UN4", {"seq": 1})
    alarms.note(conn, AT, "number-used-twice", "UN4", {"seq": 2})
    alarms.note(conn, AT, "pc-copied", "FA2")
    newest, *_ = alarms.all_(conn, unseen=True)
    assert (newest.code, newest.office, newest.facts, len(alarms.all_(conn))) == ("pc-copied", "FA2", {}, 3)
    assert alarms.see(conn, newest.num, AT, "w" * 32) and not alarms.see(conn, newest.num, AT, "w" * 32)
    alarms.note(conn, AT, "pc-copied", "FA2")
    assert [one.code for one in alarms.all_(conn, unseen=True)] == ["number-used-twice"] * 2
