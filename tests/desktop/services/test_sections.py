"""Sections for certain roles: a specialist sees them only where the team of the case gives her the role."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from db.records import Record
from desktop.forms.schema import Definitions, Form
from desktop.refusals import Refused
from desktop.services import cases, conflict_choice, conflicts, records, reports, statistics
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, PSYCHOLOGIST, WORD, Village, put, village

SECRET = "canarulpsihologului"
MARKED = ("aggressor", "identity")  # the section of the form "aggressor" with the name; in the tests it is for one role


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Village:
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        put(session, found.code, "aggressor", {"agg_addr": SECRET, "agg_rel": "SOT"})
    return found


def marked(session: Session) -> Session:
    """The same session with a form one section of which is for psychologists."""
    defs = session.library.definitions
    form_id, section = MARKED
    form = defs.form(form_id)
    sections = tuple(
        replace(each, seen_by=("psiholog_consilier",)) if each.id == section else each for each in form.sections
    )
    changed: dict[Any, Form] = {**defs.forms, (form.id, form.version): replace(form, sections=sections)}
    session.library = replace(session.library, definitions=Definitions(changed, defs.lists))
    return session


def the_sheet(session: Session, office: Village) -> Record:
    """The sheet with the secret; what tells it apart stands in a section for everybody."""
    return next(one for one in cases.read_case(session, office.case).records if one.body.get("agg_rel") == "SOT")


def join_team(office: Village, name: str, role: str) -> None:
    with office.at(MANAGER) as session:
        row = {"team/r1": True, "team/r1/worker": office.ids[name], "team/r1/role": role}
        form = session.library.definitions.form("case")
        sheet = records.open_sheet(session, "case", record=office.case)
        assert form.find("team/r1/role")
        records.save(session, sheet, row)


def everything_read(session: Session, office: Village) -> str:
    """All that the services tell of the case, by every way that shows answers."""
    file = cases.open_case(session, office.case)
    sheets = [one for one in file.records if one.form == "aggressor"]
    opened = [records.open_sheet(session, "aggressor", record=one.id) for one in sheets]
    incident = records.open_sheet(session, "incident", case=office.case)
    told = [
        file.records,
        file.lines,
        [(one.answers, one.filled, one.conflicts) for one in opened],
        [records.renew(session, one, []).answers for one in opened],
        [records.history(session, one.id) for one in sheets],
        records.targets(session, incident, "aggressor"),
        conflicts.listed(session),
        cases.find(session, SECRET),
    ]
    paper = reports.case_report(session, office.case, "internal")
    return repr(told) + paper_words(paper.data)


def paper_words(data: bytes) -> str:
    import io

    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_a_specialist_outside_the_role_sees_nothing_of_the_section(office: Village) -> None:
    join_team(office, PSYCHOLOGIST, "consilier_juridic")
    with office.at(PSYCHOLOGIST) as session:
        assert SECRET not in everything_read(marked(session), office)


@pytest.mark.parametrize("name", [LEAD, MANAGER, COUSIN])
def test_workers_and_leads_see_it_as_before(office: Village, name: str) -> None:
    with office.at(name) as session:
        assert SECRET in everything_read(marked(session), office)


def test_a_specialist_with_the_role_in_the_team_sees_it_in_this_case(office: Village) -> None:
    join_team(office, PSYCHOLOGIST, "psiholog_consilier")
    with office.at(PSYCHOLOGIST) as session:
        read = everything_read(marked(session), office)
        assert SECRET in read and WORD in read


def test_saving_leaves_alone_what_she_does_not_see(office: Village) -> None:
    with office.at(MANAGER) as session:
        before = statistics.period_tables(session, "2026-Q4")
    with office.at(PSYCHOLOGIST) as session:
        marked(session)
        sheet = records.open_sheet(session, "aggressor", record=the_sheet(session, office).id)
        assert {each.id for each in sheet.form.sections} == {"safety", "person", "history"}
        records.keep_draft(session, sheet, {"agg_weapon": True})
        records.save(session, sheet, {"agg_weapon": True})
    with office.at(MANAGER) as session:
        found = the_sheet(session, office)
        assert found.body["agg_addr"] == SECRET and found.body["agg_weapon"] is True
        assert statistics.period_tables(session, "2026-Q4") == before


def test_nobody_writes_chooses_or_uncovers_behind_her_back(office: Village) -> None:
    with office.at(PSYCHOLOGIST) as session:
        marked(session)
        found = the_sheet(session, office)
        sheet = records.open_sheet(session, "aggressor", record=found.id)
        attempts = (
            lambda: records.save(session, sheet, {"agg_addr": "alta"}),
            lambda: conflict_choice.combine(session, found.id, "agg_addr", "alta"),
            lambda: records.reveal(session, sheet, "agg_addr"),
            lambda: put(session, office.code, "aggressor", {"agg_addr": "alta"}),
        )
        for attempt in attempts:
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.code == "not-allowed"
