"""The safety plan on paper: the rule that forbids it is named, and a card that is found says nothing to anybody."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.i18n import LANGUAGES
from desktop.pdf import pocket
from desktop.privacy.plan_copy import hindrance
from desktop.refusals import Refused, explain
from desktop.services import cases, library, reports, safety_print
from desktop.services.session import Session
from tests.desktop.services.test_team import put

SECRETS = ("Zmăucițăș", "Vișinescu", "Strada Ascunsă", "cuvânt cu mere", "la sora ei")
# What no card may say in any of its languages; the stems of words that give it away.
TELLTALE = re.compile(
    r"violen|agres|victim|abuz|siguran|pericol|poliți|adăpost|ajutor|plan|caz|ancora|fric|fug"
    r"|abus|shelter|safe|danger|escape|help|police|case"
    r"|насил|агресс|жертв|безопас|опасн|полиц|убежищ|помощ|план|дело"
    r"|насиль|агрес|безпек|небезпек|поліц|притул|допомог|справ",
    re.IGNORECASE,
)
TICKS = {
    "preparedness": ["semnal_convenit", "acte_pregatite", "loc_copii", "vecin_anuntat", "cale_iesire", "bani_pusi",
                     "numere_tinute"],
    "bag": ["acte", "bani", "chei", "medicamente", "telefon_incarcator", "haine", "acte_copii"],
    "during": ["suna_112", "iese_din", "evita_bucataria", "semnal_copii", "cheama_vecinii", "isi_apara"],
    "after": ["nu_spune", "schimba_drumurile", "ordin_asupra", "scoala_stie", "serviciul_stie", "incuietori"],
    "tech": ["parole_schimbate", "localizare_oprita", "conturi_comune", "telefon_separat", "aparate_verificate"],
}  # fmt: skip


def words_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def new_plan(session: Session, copy: str | None = "persoana_incredere", **more: Any) -> tuple[str, str]:
    """A case with her name and a plan that has all its ticks; its code and its id."""
    made = put(session, None, "case", case_track=["vd_adult"])
    assert made.code is not None and made.case is not None
    put(session, made.code, "identity", last_name=SECRETS[0], first_name=SECRETS[1])
    answers = {
        "needed": True, "made_with": True, "concern": SECRETS[1], "after_more": SECRETS[2],
        "code_word": SECRETS[3], "safe_places": SECRETS[4], **TICKS, **more,
    }  # fmt: skip
    put(session, made.code, "safety_plan", **answers, **({"copy": copy} if copy else {}))
    return made.code, made.case


# --- where it may be printed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copy", "whole", "card"),
    [
        ("la_serviciu", "", ""),
        ("persoana_incredere", "", ""),
        ("la_ea", "plan-copy-pocket", ""),
        ("digital", "plan-copy-digital", "plan-copy-digital"),
        ("fara_copie", "plan-copy-none", "plan-copy-none"),
        (None, "plan-copy-unknown", "plan-copy-unknown"),
        ({"none": "unknown"}, "plan-copy-unknown", "plan-copy-unknown"),
        ("ceva_nou", "plan-copy-unknown", "plan-copy-unknown"),
    ],
)
def test_where_its_copy_is_decides(copy: Any, whole: str, card: str) -> None:
    answers = {} if copy is None else {"copy": copy}
    assert (hindrance(answers), hindrance(answers, pocket=True)) == (whole, card)


def test_every_place_for_a_copy_has_its_rule() -> None:
    """One that is added to the list and not here is never printed."""
    codes = [entry.code for entry in library.shipped().definitions.list("plan_copy").entries]
    assert [code for code in codes if hindrance({"copy": code}) == "plan-copy-unknown"] == []


@pytest.mark.parametrize("copy", ["fara_copie", "digital", None])
def test_nothing_is_printed_where_no_copy_is_safe_and_the_rule_is_named(session: Session, copy: str | None) -> None:
    _code, case = new_plan(session, copy)
    for make in (safety_print.whole, safety_print.pocket):
        with pytest.raises(Refused, match="plan-copy") as refusal:
            make(session, case)
        assert "„" in explain(refusal.value), "the rule stands in it by its words"


def test_without_a_plan_there_is_nothing_to_print(session: Session) -> None:
    case = put(session, None, "case", case_track=["vd_adult"]).case
    with pytest.raises(Refused, match="no-safety-plan"):
        safety_print.whole(session, case or "")


# --- the whole plan ---------------------------------------------------------------------------------------------------


def test_the_whole_plan_has_neither_the_word_nor_the_places_nor_their_questions(session: Session) -> None:
    _code, case = new_plan(session)
    text = words_of(safety_print.whole(session, case).data)
    assert SECRETS[2] in text, "what the plan says is there"
    for gone in (SECRETS[3], SECRETS[4], "Cuvântul de cod", "Locurile unde se poate duce"):
        assert gone not in text, gone


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_empty_form_has_room_for_them_either(language: str) -> None:
    form = library.shipped().definitions.form("safety_plan")
    text = words_of(reports.blank_form("F9", language).data)
    for id in ("code_word", "safe_places"):
        assert form.field(id).label.get(language, form.field(id).label["ro"]) not in text


def test_all_forms_of_a_case_leave_out_a_plan_that_may_not_be_printed_and_say_by_which_rule(session: Session) -> None:
    _code, case = new_plan(session, "fara_copie")
    text = " ".join(words_of(reports.case_report(session, case, "internal").data).split())
    assert SECRETS[2] not in text
    assert "După regula „fără copie”" in text
    _code, other = new_plan(session, "la_serviciu")
    assert SECRETS[2] in words_of(reports.case_report(session, other, "internal").data)


# --- the card ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_names_nothing_in_any_language(session: Session, language: str) -> None:
    code, case = new_plan(session)
    made = safety_print.pocket(session, case, language=language, by_hand=4)
    text = words_of(made.data)
    assert text.strip(), "it says something"
    assert not TELLTALE.search(text), TELLTALE.search(text)
    for secret in (*SECRETS, code, case, session.worker.name, session.office.code):
        assert secret not in text
        assert secret.encode() not in made.data
    assert made.file_name == "foaie.pdf"


def test_its_file_tells_nothing_of_itself(session: Session) -> None:
    _code, case = new_plan(session)
    data = safety_print.pocket(session, case).data
    reader = pypdf.PdfReader(io.BytesIO(data))
    told = {key: str(value) for key, value in (reader.metadata or {}).items()}
    assert not any(value.strip() for key, value in told.items() if "Date" not in key and key != "/Trapped"), told
    assert b"ncora" not in data
    assert not reader.pages[0].images, "and there is no square code on it"
    assert tuple(map(float, reader.pages[0].mediabox[2:])) == pocket.CARD


def test_only_the_chosen_lines_stand_on_it(session: Session) -> None:
    _code, case = new_plan(session)
    text = words_of(safety_print.pocket(session, case, ["acte", "suna_112"]).data)
    assert text.split() == ["acte", "112"]
    with pytest.raises(Refused, match="pocket-empty"):
        safety_print.pocket(session, case, [])
    with pytest.raises(Refused, match="unknown-option"):
        safety_print.pocket(session, case, ["altceva"])


def test_a_line_that_the_plan_does_not_tick_is_not_offered(session: Session) -> None:
    _code, case = new_plan(session, bag=["chei"], during=[], after=[], tech=[], preparedness=[])
    plan = safety_print.of_case(session, case)
    offered = safety_print.lines(plan.body, session.library.definitions, "ro")
    assert [line.code for line in offered] == ["chei"]
    with pytest.raises(Refused, match="unknown-option"):
        safety_print.pocket(session, case, ["chei", "bani"])


def test_every_line_of_the_list_stands_for_an_answer_and_says_less_than_it() -> None:
    defs = library.shipped().definitions
    form = defs.form("safety_plan")
    for entry in defs.list(safety_print.LINES).entries:
        assert defs.list(form.field(entry.group).list).find(entry.code), entry.code
        assert set(LANGUAGES) <= set(entry.label)
        for words in entry.label.values():
            assert not TELLTALE.search(words), words
            assert len(words) <= 24, "it fits on one line of a card"


def test_that_it_was_made_is_logged_without_a_word_of_it(session: Session) -> None:
    from db import access_log

    _code, case = new_plan(session)
    safety_print.pocket(session, case)
    (entry,) = [one for one in access_log.page(session.conn, 50) if one.verb == "printed"]
    assert (entry.object, entry.count) == (case, 2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(["acte", "bani de drum", "alt autobuz", "112"]), max_size=40), st.integers(0, 4))
def test_no_line_is_lost_however_many_there_are(lines: list[str], by_hand: int) -> None:
    data = pocket.pocket(lines, "ro", by_hand=by_hand)
    assert sorted(words_of(data).split()) == sorted(" ".join(lines).split())
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == max(1, -(-(len(lines) + by_hand) // pocket.PER_CARD))


def test_the_case_of_somebody_else_prints_nothing(session: Session) -> None:
    with pytest.raises(Refused, match="no-safety-plan"):
        safety_print.pocket(session, "0" * 32)
    assert cases.count(session) == 0
