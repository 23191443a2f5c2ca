"""Minutes on paper: each institution gets its own part; what is not for it stands nowhere on the file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from db import access_log, records
from desktop.privacy.minutes import for_institution, read
from desktop.services import team_meetings, team_minutes
from desktop.services.session import Session
from desktop.services.team_minutes import Paper
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import desk
from tests.desktop.services.team_room import NARRATIVE, minute, new_team, put, refused

POLICE, DOCTOR, OURS = "Ofițer Inventat", "Doctor Inventat", "Asistentă Inventată"
FOR_ALL, FOR_US, FOR_POLICE = "Transportul se asigură", "Copilul rămâne la bunică", "Ordonanța se cere mâine"
GROUPS = ("POL", "SOC", "MED", "EDU")


@pytest.fixture
def session(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    opened = desk(tmp_path, "UN4", clock)
    yield opened
    opened.vault.close(opened.now())


@pytest.fixture
def meeting(session: Session) -> str:
    """Three institutions at a table; one point for all, one for us alone, one decision for the police alone."""
    case, record = new_team(session)
    answers: dict[str, Any] = {
        "team_ref": record, "state": "tinuta", "start": minute(session.now()), "place": "Sala mică",
        "agenda": "Ordinea Ascunsă",
        "people/a/group": "POL", "people/a/name": POLICE, "people/a/post": "inspector", "people/a/came": True,
        "people/b/group": "MED", "people/b/name": DOCTOR, "people/b/came": True,
        "people/c/group": "SOC", "people/c/name": OURS, "people/c/came": True,
        "people/d/group": "JUR", "people/d/name": "Avocat Inventat", "people/d/came": False,
        "people/d/absent_reason": "alta_urgenta",
        "points/a/title": "Drumul", "points/a/text": FOR_ALL,
        "points/b/title": "Copilul", "points/b/text": FOR_US, "points/b/seen_by": ["SOC"],
        "decisions/a/what": FOR_POLICE, "decisions/a/group": "POL", "decisions/a/person": POLICE,
        "decisions/a/until": "2026-11-26", "decisions/a/seen_by": ["POL"], "decisions/a/state": "de_facut",
    }  # fmt: skip
    return put(session, case.code, "meeting", **answers).record


def told(paper: Paper) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages)
    return " ".join(text.split())


def everything(paper: Paper) -> str:
    """The text that can be read, and every byte of the file."""
    return told(paper) + paper.data.decode("latin-1")


def test_whole_minutes_have_every_word_of_the_meeting(session: Session, meeting: str) -> None:
    text = told(team_minutes.minutes(session, meeting))
    wanted = (FOR_ALL, FOR_US, FOR_POLICE, POLICE, DOCTOR, OURS, "Avocat Inventat", "Ordinea Ascunsă", "Sala mică")
    assert [word for word in wanted if word not in text] == []


def test_the_police_read_their_part_and_nothing_else_leaks(session: Session, meeting: str) -> None:
    paper = team_minutes.minutes(session, meeting, "POL")
    text = everything(paper)
    assert FOR_ALL in text and FOR_POLICE in text and POLICE in text
    hidden = (FOR_US, "Copilul", DOCTOR, OURS, "Avocat Inventat", "Ordinea Ascunsă", NARRATIVE, "Canaru", "Ilinca")
    assert [word for word in hidden if word in text] == []
    assert (paper.points, paper.decisions) == (1, 1)


def test_the_doctor_sees_no_decision_of_the_police(session: Session, meeting: str) -> None:
    text = told(team_minutes.minutes(session, meeting, "MED"))
    assert FOR_ALL in text and DOCTOR in text
    assert [word for word in (FOR_POLICE, FOR_US, POLICE, OURS) if word in text] == []


def test_points_of_an_institution_are_numbered_without_gaps(session: Session, meeting: str) -> None:
    """A two before a missing one tells that there is a point one may not see."""
    put_point = {"points/c/title": "Haina", "points/c/text": "Se ia la pachet"}
    code = _code(session)
    put(session, code, "meeting", meeting, **put_point)
    text = told(team_minutes.minutes(session, meeting, "MED"))
    assert "1. Drumul" in text and "2. Haina" in text and " 3. " not in text


def test_whoever_was_not_there_has_no_paper_unless_named(session: Session, meeting: str) -> None:
    refused("minutes-nothing", lambda: team_minutes.minutes(session, meeting, "JUR"))
    found = {one.group: (one.points, one.decisions) for one in team_minutes.readers(session, meeting)}
    assert found == {"": (2, 1), "POL": (1, 1), "MED": (1, 0), "SOC": (2, 0)}
    put(session, _code(session), "meeting", meeting, **{"points/a/seen_by": ["JUR", "SOC"]})
    assert FOR_ALL in told(team_minutes.minutes(session, meeting, "JUR"))
    refused("minutes-nothing", lambda: team_minutes.minutes(session, meeting, "MED"))


def test_neither_her_name_nor_her_account_is_on_any_paper(session: Session, meeting: str) -> None:
    for group in ("", "POL", "SOC", "MED"):
        text = everything(team_minutes.minutes(session, meeting, group))
        assert not [word for word in (NARRATIVE, "Canaru", "Ilinca") if word in text], group


def test_the_code_is_on_the_paper_of_an_institution_only_with_consent(session: Session, meeting: str) -> None:
    code = _code(session)
    assert code in told(team_minutes.minutes(session, meeting))
    assert code not in everything(team_minutes.minutes(session, meeting, "POL"))
    agree(session, code, "cod")
    paper = team_minutes.minutes(session, meeting, "POL")
    assert paper.code and code in told(paper)
    assert code not in everything(team_minutes.minutes(session, meeting, "MED"))


def test_an_invitation_says_when_and_where_and_no_name(session: Session) -> None:
    _case, record = new_team(session)
    start = session.now() + timedelta(days=1)
    made = team_meetings.plan(session, record, minute(start), "Sala mică")
    paper = team_minutes.invitation(session, made, "POL")
    text = everything(paper)
    assert "14:30" in text and "Sala mică" in text
    assert [word for word in (_code(session), "Canaru", "Ilinca", NARRATIVE) if word in text] == []
    agree(session, _code(session), "cod")
    assert _code(session) in told(team_minutes.invitation(session, made, "POL"))


def test_invitation_and_minutes_of_one_institution_have_one_reference(session: Session) -> None:
    case, record = new_team(session)
    made = team_meetings.plan(session, record, minute(session.now()), "Sala mică")
    slip = told(team_minutes.invitation(session, made, "POL"))
    team_meetings.hold(session, made)
    row = next(one.row for one in team_meetings.look(session, made).minutes.people if one.group == "POL")
    sets = {f"people/{row}/came": True, "points/a/title": "Drumul", "points/a/text": FOR_ALL}
    put(session, case.code, "meeting", made, **sets)
    minutes = team_minutes.minutes(session, made, "POL")
    reference = minutes.file_name.removeprefix("document-").removesuffix(".pdf").upper()
    assert f"{reference[:4]}-{reference[4:]}" in slip
    other = team_minutes.minutes(session, made).file_name
    assert other != minutes.file_name, "two papers of one meeting cannot be laid side by side by their numbers"


def test_printing_is_noted_with_a_count_and_saved_whole(session: Session, meeting: str, tmp_path: Path) -> None:
    paper = team_minutes.minutes(session, meeting, "POL")
    target = tmp_path / paper.file_name
    team_minutes.save(session, paper, target)
    assert target.read_bytes() == paper.data
    entry = next(one for one in access_log.page(session.conn, 50) if one.verb == "minutes-printed")
    assert (entry.object, entry.count) == (meeting, 2)


def test_the_same_minutes_give_the_same_bytes(session: Session, meeting: str, clock: FixedClock) -> None:
    first = team_minutes.minutes(session, meeting, "POL").data
    clock.now += timedelta(hours=5)
    assert team_minutes.minutes(session, meeting, "POL").data == first


def _code(session: Session) -> str:
    (header,) = records.of_form(session.conn, "case")
    return str(header.body["case_code"])


def agree(session: Session, code: str, *data: str, recipient: str = "politie") -> None:
    answers = {
        "explained_on": "2026-11-24", "signature": {"how": "paper", "on": "2026-11-24"},
        "release/a/recipient": recipient, "release/a/agreed": "da", "release/a/institution": "IP Ungheni",
        "release/a/data": list(data), "release/a/valid_until": "2026-12-20",
    }  # fmt: skip
    put(session, code, "consent", **answers)


# --- whoever may see what ---------------------------------------------------------------------------------------------

SOME = st.lists(st.sampled_from(GROUPS), max_size=4, unique=True)


@given(
    came=SOME,
    points=st.lists(SOME, max_size=5),
    decisions=st.lists(st.tuples(SOME, st.sampled_from(GROUPS)), max_size=4),
    reader=st.sampled_from(GROUPS),
)
def test_an_institution_sees_what_names_it_and_what_names_nobody_if_it_was_there(
    came: list[str], points: list[list[str]], decisions: list[tuple[list[str], str]], reader: str
) -> None:
    """Against the rule said plainly, whatever was typed; and never a word of somebody else's row."""
    body: dict[str, Any] = {"state": "tinuta", "agenda": "secret"}
    for n, group in enumerate(came):
        body |= {f"people/p{n}/group": group, f"people/p{n}/came": True, f"people/p{n}/name": f"nume {group}"}
    for n, seen in enumerate(points):
        body |= {f"points/q{n}/title": f"punct {n}", f"points/q{n}/seen_by": seen}
    for n, (seen, answers) in enumerate(decisions):
        body |= {f"decisions/d{n}/what": f"fapt {n}", f"decisions/d{n}/group": answers, f"decisions/d{n}/seen_by": seen}
    part = for_institution(read(body), reader)
    assert [one.title for one in part.points] == [
        f"punct {n}" for n, seen in enumerate(points) if (reader in seen if seen else reader in came)
    ]
    assert [one.what for one in part.decisions] == [
        f"fapt {n}"
        for n, (seen, answers) in enumerate(decisions)
        if answers == reader or (reader in seen if seen else reader in came)
    ]
    assert part.agenda == "" and {one.group for one in part.people} <= {reader}


def test_only_who_is_invited_gets_an_invitation(session: Session) -> None:
    _case, record = new_team(session)
    ahead = team_meetings.plan(session, record, minute(session.now() + timedelta(days=1)), invited=["POL"])
    assert team_minutes.invitation(session, ahead, "POL").pages == 1
    for group in ("EDU", "ORICE", ""):
        refused("unknown-option", lambda group=group: team_minutes.invitation(session, ahead, group))
