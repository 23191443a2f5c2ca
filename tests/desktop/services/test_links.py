"""Linked files name each other to whoever may see both; a victim's file is named in none of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.refusals import Refused
from desktop.services import links
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, MANAGER, fill, village
from tests.desktop.services.test_duplicates import new_case


def named(session: Session, case: str) -> list[tuple[str, str]]:
    return [(link.case.case, link.kind) for link in links.links(session, case).linked]


def test_two_files_name_each_other_until_the_link_is_taken_away(session: Session) -> None:
    one, _code = new_case(session)
    other, code = new_case(session)
    links.add(session, one, f" {code.lower()} ", "rude")
    assert named(session, one) == [(other, "rude")] and named(session, other) == [(one, "rude")]
    with pytest.raises(Refused, match="linked-already"):
        links.add(session, other, _code, "copil")
    links.remove(session, other, one)
    assert named(session, one) == named(session, other) == []
    with pytest.raises(Refused, match="not-linked"):
        links.remove(session, one, other)


@pytest.mark.parametrize(("code", "kind", "refused"), [("UN4-26-NOTHING", "rude", "no-such-case"), ("", "rude", "no-")])
def test_what_is_no_case_is_not_linked(session: Session, code: str, kind: str, refused: str) -> None:
    case, own = new_case(session)
    with pytest.raises(Refused, match=refused):
        links.add(session, case, code, kind)
    with pytest.raises(Refused, match="link-to-itself"):
        links.add(session, case, own, kind)
    _other, other = new_case(session)
    with pytest.raises(Refused, match="unknown-option"):
        links.add(session, case, other, "prieteni")
    assert named(session, case) == []


def test_the_file_of_an_aggressor_never_names_the_victims(session: Session) -> None:
    victim, code = new_case(session)
    other, other_code = new_case(session, file_kind="aggressor")
    with pytest.raises(Refused, match="link-shows-victim"):
        links.add(session, other, code, "dosar_agresor")
    links.add(session, victim, other_code, "dosar_agresor")
    assert named(session, victim) == [(other, "dosar_agresor")]
    assert named(session, other) == []


def test_a_link_to_a_hidden_case_is_not_there(tmp_path: Path, clock: FixedClock) -> None:
    there = village(tmp_path / "vault", clock)
    with there.at(MANAGER) as session:
        other, _code = fill(session, "altcanar")
        links.add(session, other, there.code, "rude")
        assert named(session, other) == [(there.case, "rude")]
    there.deny(COUSIN)
    with there.at(COUSIN) as session:
        assert named(session, other) == []
        with pytest.raises(Refused, match="no-such-case"):
            links.add(session, other, there.code, "rude")
