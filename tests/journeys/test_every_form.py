"""Every form goes through every reader in every language: screen, paper, search, history, what may leave, commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.forms.context import Context
from desktop.forms.present import show
from desktop.forms.schema import FieldType, Form
from desktop.forms.validate import check
from desktop.forms.words import words
from desktop.gui.forms.form_view import FormView
from desktop.gui.pages.form import FormPage
from desktop.gui.shell import Shell
from desktop.gui.theme import Theme
from desktop.i18n import LANGUAGES, pick, set_language
from desktop.jobs import Jobs
from desktop.pdf import fonts
from desktop.pdf.form import Sheet, blank, filled
from desktop.pdf.reading import read
from desktop.pdf.style import LEFT, RIGHT
from desktop.privacy.allow import allowance
from desktop.privacy.coded import coded
from desktop.privacy.facts import facts_of
from desktop.privacy.generalise import word
from desktop.privacy.report import labels
from desktop.services import cases, history, records, searching, vaults
from desktop.services.library import shipped
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.gui.forms.room import FakeFiles, House
from tests.journeys.everything import CANARY, PERSON, PHONE, plant
from tests.offices import Done, make_office

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
FORMS = [form.id for form in shipped().definitions.newest()]
UNWRITTEN = {FieldType.COMPUTED, FieldType.GROUP}  # worked out, or the mark of a row


@dataclass(frozen=True, slots=True)
class Planted:
    """An open office with one case in which every question of every form is answered."""

    session: Session
    case: str
    records: dict[str, str]
    shown: Done  # what `case show` said of it

    def answers(self, form: Form) -> dict[str, Any]:
        return dict(records.open_sheet(self.session, form.id, record=self.records[form.id]).answers)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    office = make_office(tmp_path_factory.mktemp("office"), "UN4", FixedClock(NOW))
    code, _filler = plant(office)
    shown = office.run("case", "show", code)
    session = office.open()
    case = cases.by_code(session, code).case
    rows = session.conn.execute("SELECT form, id FROM record ORDER BY created").fetchall()
    yield Planted(session, case, dict(rows), shown)
    vaults.close_session(session, make_backup=False)


@pytest.fixture(scope="module", autouse=True)
def dressed(qapp: QApplication) -> None:
    Theme("light", 100).apply(qapp)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return shipped().definitions.form(request.param)


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest, romanian: None) -> str:
    set_language(request.param)
    return str(request.param)


def flat(text: str) -> str:
    return " ".join(text.split())


def nowhere(*_said: Any, **_where: Any) -> None: ...


def around(session: Session) -> Shell:
    """A window that goes nowhere."""
    files: Any = FakeFiles()
    house: Any = House()
    return Shell(session, Jobs(), nowhere, nowhere, files, house)


def over_the_edge(data: bytes) -> list[str]:
    """What a reader finds outside the margins of a paper; a paper with a fault does not pass for one that fits."""
    reading = read(data)
    assert reading.faults == []
    runs = [run for page in reading.pages for run in page.runs]
    assert runs
    return [r.text for r in runs if r.x < LEFT - 1 or r.x + fonts.width(r.text, r.face, r.size) > RIGHT + 1]


# --- in each language -------------------------------------------------------------------------------------------------


def test_the_screen_asks_every_question_with_its_help(
    planted: Planted, form: Form, language: str, qtbot: QtBot
) -> None:
    page = FormPage(around(planted.session))
    qtbot.addWidget(page)  # not shown: what is asked is asked in words, how it looks is looked at elsewhere
    page.arrive(form=form.id, record=planted.records[form.id])
    view = page.findChild(FormView)
    assert view is not None
    for section in form.sections:
        view.show_section(section.id)
        said = {flat(label.text()) for label in view.findChildren(QLabel) if not label.isHidden()}
        asked = [f for f in section.fields if f.id in view.state.shown and f.type is not FieldType.COMPUTED]
        wanted = [flat(pick(text, language)) for field in asked for text in (field.label, field.help) if text]
        assert [words for words in wanted if not any(words in each for each in said)] == []


def test_both_papers_keep_within_their_margins(planted: Planted, form: Form, language: str) -> None:
    defs = shipped().definitions
    assert over_the_edge(blank(form, defs, language)) == []
    sheet = Sheet(form, planted.answers(form), Context(NOW, CHISINAU), {})
    assert over_the_edge(filled([sheet], defs, language, code="", made_on="24.11.2026")) == []


def test_every_answer_and_every_reproach_has_words(planted: Planted, form: Form, language: str) -> None:
    defs, ctx, answers = shipped().definitions, Context(NOW, CHISINAU), planted.answers(form)
    for path, value in answers.items():
        field = form.field(path)
        assert field.type is FieldType.GROUP or field.seal or show(field, value, defs, language, country="MD"), path
    missing = check(form, {}, ctx, defs)
    assert all(words(problem, language) for problem in missing)
    assert {problem.severity for problem in missing} <= {"missing"}


def test_what_may_leave_of_it_is_generalised_and_on_the_allow_list(planted: Planted, form: Form, language: str) -> None:
    defs, answers = shipped().definitions, planted.answers(form)
    allowed, names = allowance(defs, language), labels(defs, language)
    facts = facts_of(form, answers, Context(NOW, CHISINAU, country="MD"), defs)
    assert {form.field(key.split(".", 1)[1]).pdf for key in facts}.isdisjoint({"drop"})
    for key, codes in facts.items():
        field = form.field(key.split(".", 1)[1])
        if field.quasi:
            continue  # widened with the case, and named by the step of its ladder
        for code in [codes] if isinstance(codes, str) else codes:
            assert allowed.accepts(names[key], word(field, code, defs, language)), key


# --- in any language --------------------------------------------------------------------------------------------------


def test_no_typed_word_of_it_is_among_what_may_leave(planted: Planted, form: Form) -> None:
    defs, answers = shipped().definitions, planted.answers(form)
    leaving = json.dumps(facts_of(form, answers, Context(NOW, CHISINAU), defs)) + json.dumps(coded(form, answers))
    assert not {CANARY, PERSON, PHONE} & set(re.findall(rf"{CANARY}|{PERSON}|{PHONE}", leaving))


def test_its_words_are_found_unless_they_are_sealed(planted: Planted, form: Form) -> None:
    typed = {
        path: value
        for path, value in planted.answers(form).items()
        if isinstance(value, str) and value.startswith(CANARY) and form.field(path).type is not FieldType.WORKER
    }
    for path, value in typed.items():
        found = {(each.form, each.path) for each in searching.found_in(planted.session, planted.case, value)}
        assert ((form.id, path) in found) == (not form.field(path).seal and not form.lone), path


def test_its_history_tells_each_answer_once(planted: Planted, form: Form) -> None:
    told = history.history(planted.session, planted.records[form.id])
    steps = [step.path for version in told.versions for step in version.steps]
    answered = {path for path in planted.answers(form) if form.field(path).type not in UNWRITTEN}
    assert answered - set(steps) == set()


def test_the_command_line_shows_it(planted: Planted) -> None:
    assert planted.shown.status == 0
    assert {one["form"] for one in planted.shown.one["records"]} >= {
        id for id in FORMS if not shipped().definitions.form(id).lone
    }
