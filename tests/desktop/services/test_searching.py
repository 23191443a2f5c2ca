"""The search finds every word that a person may read, however it is spelt, and nothing that she may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import meta, search
from desktop.services import cases, records, searching
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.services.access_room import LEAD, MANAGER, PSYCHOLOGIST, village
from tests.gui.pages.case_room import new_case, put

FOUND = [
    ("Попеску", ["popescu", "Popesku", "ПОПЕСКУ", "попес"]),
    ("Munteanu", ["Мунтяну", "munteanu"]),
    ("Șevcenco", ["Шевченко", "Shevchenko", "sevcenco", "şevcenco"]),
    ("Țurcanu", ["Ţurcanu", "turcanu", "Цуркану"]),
    ("Sârbu", ["Sîrbu", "sarbu"]),
    ("O'Brien", ["o'brien", "OBrien", "O’Brien", "brien"]),
    ("Null", ["null"]),
]


def found(session: Session, typed: str) -> set[str]:
    return {row.case for row in cases.find(session, typed)}


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, all_ in FOUND for typed in all_])
def test_a_name_is_found_in_both_alphabets_and_any_spelling(session: Session, name: str, typed: str) -> None:
    case = put(session, None, "case", {"case_track": ["vd_adult"]})
    put(session, case, "identity", {"last_name": name})
    other = new_case(session)
    assert case in found(session, typed) and other not in found(session, typed)


@pytest.mark.parametrize(
    "typed", ["069123456", "069 123 456", "+373 69 123456", "69 123", "00373 69 123 456", "37369123456", "0691"]
)
def test_a_telephone_is_found_however_it_is_typed(session: Session, typed: str) -> None:
    case = new_case(session)
    put(session, case, "identity", {"phones/a/number": "069123456"})
    assert found(session, typed) == {case}


def test_a_number_in_a_note_is_found_whole_and_in_pieces(session: Session) -> None:
    case = new_case(session)
    put(session, case, "note", {"note": "sunați la 069 12-34-56 după 18"})
    assert found(session, "069123456") == found(session, "69123456") == found(session, "12 34") == {case}


def test_a_code_is_found_without_its_dashes_and_by_its_beginning(session: Session) -> None:
    case = new_case(session)
    code = next(row.code for row in cases.page(session, cases.Filter()).rows if row.case == case)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code[:9]):
        assert case in found(session, typed), typed


def test_every_text_that_may_be_read_is_found_and_all_words_must_be_there(session: Session) -> None:
    case = new_case(session)
    put(session, case, "note", {"note": "A venit cu vecina și cu un câine", "next_step": "de sunat școala"})
    assert found(session, "vecina") == found(session, "caine vecin") == found(session, "scoala") == {case}
    assert found(session, "vecina pisica") == set()


def test_what_is_sealed_is_found_by_nobody(session: Session) -> None:
    case = new_case(session)
    form = session.library.definitions.form("incident")
    sealed = [field.pattern for field in form.fields() if field.seal and not field.group]
    sheet = records.open_sheet(session, "incident", case=case)
    records.save(session, sheet, {"inc_dt": "2026-11", **dict.fromkeys(sealed, "cuvantnespus")})
    assert sealed and found(session, "cuvantnespus") == set()


def test_it_says_in_which_question_and_shows_the_words_only_when_asked(session: Session) -> None:
    case = new_case(session)
    note = put(session, case, "note", {"note": f"{'a ' * 90}A fugit la Попеску în Orhei {'b ' * 90}"})
    (place,) = searching.found_in(session, case, "popesc")
    assert (place.record, place.path) == (note, "note")
    shown = searching.excerpt(session, place, "popesc")
    assert "Попеску în Orhei" in shown and len(shown) < 120 and shown.startswith("…") and shown.endswith("…")


def test_a_section_for_others_is_not_told_by_being_found(tmp_path: Path, clock: FixedClock) -> None:
    """A psychologist who is none in this case's team does not find what only its lawyer may read, nor that it is."""
    here = village(tmp_path / "vault", clock)
    form_and_path = None
    with here.at(LEAD) as session:
        form = session.library.definitions.form("note")
        law = next(section for section in form.sections if "consilier_juridic" in section.seen_by)
        path = next(field.id for field in law.fields if field.type.value == "long_text" and not field.seal)
        form_and_path = ("note", path)
        sheet = records.open_sheet(session, "note", case=here.case)
        records.save(session, sheet, {path: "cuvantjuridic", "note": "cuvantpublic"})
        assert here.case in found(session, "cuvantjuridic")
    with here.at(PSYCHOLOGIST) as session:
        assert found(session, "cuvantpublic") == {here.case}
        assert found(session, "cuvantjuridic") == found(session, "cuvantpublic cuvantjuridic") == set()
        assert searching.found_in(session, here.case, "cuvantjuridic") == ()
    assert form_and_path is not None


def test_denied_and_sealed_cases_stay_out(tmp_path: Path, clock: FixedClock) -> None:
    here = village(tmp_path / "vault", clock)
    with here.at(LEAD) as session:
        records.save(session, records.open_sheet(session, "note", case=here.case), {"note": "cuvantascuns"})
        assert found(session, "cuvantascuns") == {here.case}
    here.deny(MANAGER, by=LEAD)
    with here.at(MANAGER) as session:
        assert found(session, "cuvantascuns") == set()
        assert searching.found_in(session, here.case, "cuvantascuns") == ()


def test_an_index_of_names_alone_is_made_anew_for_everybody(session: Session) -> None:
    case = new_case(session)
    note = put(session, case, "note", {"note": "vecina"})
    with session.vault.write(session.now()) as conn:  # as an earlier version left it
        search.remove(conn, note)
        meta.put(conn, "search edition", "1")
    assert found(session, "vecina") == set() and searching.is_old(session)
    reports: list[tuple[int, int]] = []
    count = searching.index_beside(session, lambda done, every: reports.append((done, every)))
    assert count == 3 and reports[-1] == (3, 3)
    assert found(session, "vecina") == {case} and not searching.is_old(session)
    assert searching.index_beside(session, lambda _done, _every: None) == 0, "once is enough"


def test_a_new_vault_has_nothing_to_index(session: Session) -> None:
    assert not searching.is_old(session)
