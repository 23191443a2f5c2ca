"""Papers of teams as data: what does not hold together does not load, and says where."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths
from desktop.forms import roles
from desktop.forms.load import load as load_forms
from desktop.forms.reading import DefinitionFault
from desktop.i18n import LANGUAGES
from desktop.protocols import papers
from desktop.protocols.papers import PaperPlan
from desktop.services import library

WITH = ("medical_referral", 'needs = ["tip_violenta"]')


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("resources")
    for folder in ("forms", "lists", "referrals", "letters"):
        shutil.copytree(paths.resources() / folder, made / folder)
    return made


@pytest.fixture(scope="module")
def load(root: Path) -> Callable[[], dict[str, PaperPlan]]:
    defs = load_forms(root)
    known = roles.load(root, defs)
    return lambda: papers.load(root, defs, known)


FAULTS = (
    (WITH[1], 'needs = ["income"]', "has no data income"),
    (WITH[1], 'when = ["rain"]', "unknown rain"),
    ('role = "MED"', 'role = "XYZ"', "unknown role"),
    ('groups = ["MED"]', 'groups = ["XYZ"]', "has no XYZ"),
    ('document = "formular"', 'document = "nota"', "has no nota"),
    ('id = "opening"', 'id = "opened"', "the word opening is missing"),
    ('hours = ["data_faptei", "tip_violenta"]', 'hours = ["agresor"]', "has no data agresor"),
    ('id = "pep"', 'id = "ec"', "the same ask twice"),
    ("chosen = false", 'chosen = "no"', "not of type bool"),
    ("chosen = false", "loud = true", "unknown key loud"),
)


@pytest.mark.parametrize(("was", "becomes", "fault"), FAULTS)
def test_a_fault_is_refused_with_its_place(
    root: Path, load: Callable[[], dict[str, PaperPlan]], was: str, becomes: str, fault: str
) -> None:
    file = root / "letters" / "medical_referral.v1.toml"
    whole = file.read_text("utf-8")
    assert was in whole
    try:
        file.write_text(whole.replace(was, becomes, 1), "utf-8")
        with pytest.raises(DefinitionFault) as found:
            load()
    finally:
        file.write_text(whole, "utf-8")
    assert found.value.file == file.name and fault in found.value.fault
    assert "medical_referral" in load()


def test_what_would_tell_of_something_is_asked_only_where_it_may_be_told(
    load: Callable[[], dict[str, PaperPlan]],
) -> None:
    plan = load()["medical_referral"]
    telling = [ask.id for ask in plan.asked("MD", {}, {"tip_violenta", "data_faptei"}, None)]
    silent = [ask.id for ask in plan.asked("MD", {}, {"prenume"}, None)]
    assert {"pep", "ec", "hidden"} <= set(telling) and not {"pep", "ec", "hidden", "sti"} & set(silent)
    assert "transport" not in telling  # only where somebody chose it
    assert [ask.id for ask in plan.asked("MD", {}, set(), ("transport", "pep"))] == ["transport"]
    assert "ec" not in [ask.id for ask in plan.offered("MD", {"pregnancy_possible": False})]


def test_each_country_has_its_own_orders_and_laws(load: Callable[[], dict[str, PaperPlan]]) -> None:
    plans = load()
    police = plans["police_notice"]
    for country, own, other in (("MD", "ero", "opp"), ("RO", "opp", "ero")):
        asked = [ask.id for ask in police.offered(country, {})]
        assert own in asked and other not in asked
    notice = plans["guardianship_notice"]
    assert "autoritatea tutelară" in (notice.said("title", "MD") or {})["ro"]
    assert "DGASPC" in (notice.said("title", "RO") or {})["ro"]
    assert "270/2014" in (notice.said("law", "MD") or {})["ro"] and "49/2011" in (notice.said("law", "RO") or {})["ro"]
    assert "198/2007" in (plans["legal_aid_request"].said("law", "MD") or {})["ro"]


def test_each_has_its_words_in_every_language_and_for_both_countries(load: Callable[[], dict[str, PaperPlan]]) -> None:
    for plan in load().values():
        for country in papers.COUNTRIES:
            for key in papers.NEEDED:
                assert set(plan.said(key, country) or {}) == set(LANGUAGES), (plan.id, key)
        for words in (*plan.words.values(), *(ask.text for ask in plan.asks)):
            assert set(words) == set(LANGUAGES), plan.id


def test_the_letter_to_the_school_and_no_other_is_quiet(load: Callable[[], dict[str, PaperPlan]]) -> None:
    assert [plan.id for plan in load().values() if plan.quiet] == ["school_letter"]
    assert load()["school_letter"].hours == () and not any(ask.needs for ask in load()["school_letter"].asks)


def test_every_paper_that_a_step_sends_is_there(load: Callable[[], dict[str, PaperPlan]]) -> None:
    protocols = library.shipped().protocols
    papers.check_protocols(load(), protocols)
    named = {step.paper for protocol in protocols.values() for step in protocol.steps if step.paper}
    assert named and named <= load().keys()
    with pytest.raises(DefinitionFault, match="is not there"):
        papers.check_protocols({}, protocols)
