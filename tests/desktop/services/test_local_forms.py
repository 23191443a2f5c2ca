"""The forms of an office: published by a head, filled in by everybody, taken back, and never a word of anybody lost."""

from __future__ import annotations

import ast
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from db import access_log
from db import records as stored
from db.merge import living
from desktop.forms import local
from desktop.forms.local import Added, Words
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.forms.settle import settle
from desktop.forms.transcribe import stops
from desktop.forms.visible import visible
from desktop.protocols import conditions
from desktop.refusals import Refused
from desktop.services import cases, local_forms, local_held, records, reports, searching, takeout, vaults, writing
from desktop.services.library import shipped
from desktop.services.session import Session
from tests.conftest import FixedClock

FORM = "aggressor"
WORKER, PASSPHRASE = "Persoana de test", "cinci cuvinte cu totul diferite"
LABEL = "Cine din primărie îl cunoaște"


@pytest.fixture
def case(session: Session) -> str:
    saved = records.save(session, records.open_sheet(session, "case"), {"case_track": ["sv_adult"]})
    assert saved.case is not None
    return saved.case


def own(session: Session) -> Added:
    section = session.library.definitions.form(FORM).sections[-1].id
    return Added(local_forms.new_id(), section, FieldType.TEXT, {"ro": LABEL})


def free(session: Session) -> str:
    held = local_forms.reasons(session, FORM)
    form = session.library.definitions.form(FORM)
    return next(f.id for f in form.fields() if f.pattern not in held and f.type is FieldType.TEXT)


def publish(session: Session) -> Added:
    added = own(session)
    changes = local_forms.add(local_forms.begin(session, FORM), added)
    local_forms.publish(session, local_forms.put_by(changes, free(session), hidden=True))
    return added


def fill(session: Session, case: str, record: str | None = None, **answers: object) -> str:
    return records.save(session, records.open_sheet(session, FORM, case=case, record=record), answers).record


def test_without_changes_every_session_shares_the_shipped_definitions(session):
    assert session.library is shipped()


def test_what_a_head_publishes_is_asked_searched_and_printed(session, case):
    added = publish(session)
    sheet = records.open_sheet(session, FORM, case=case)
    assert sheet.form.find(added.id) is not None
    record = fill(session, case, **{added.id: "Zmăucilă de la poartă"})
    kept = stored.get(session.conn, record)
    assert kept.version == sheet.form.version and kept.state != "to_check"
    assert [row.case for row in cases.find(session, "zmaucila")] == [case] and searching.found_in(
        session, case, "Zmăucilă"
    )[0].path == added.id
    assert LABEL in _paper(reports.blank_form(FORM, "ro", known=session.library).data)
    assert LABEL not in _paper(reports.blank_form(FORM, "ro").data)


def _paper(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def test_a_paper_is_typed_with_the_questions_of_the_office_and_leaves_with_its_words(session, case, tmp_path: Path):
    added, hidden = publish(session), free(session)
    sheet = records.open_sheet(session, FORM, case=case)
    shown = visible(sheet.form, sheet.filled, sheet.context, session.library.definitions)
    asked = {stop.path for stop in stops(sheet.form, shown)}
    assert added.id in asked and hidden not in asked
    fill(session, case, **{added.id: "vecina"})
    out = tmp_path / "out.zip"
    wanted = takeout.Wanted(None, None)
    takeout.take_out(session, wanted, out, takeout.words_to_type(session, None))
    with zipfile.ZipFile(out) as taken:
        told = b"".join(taken.read(name) for name in taken.namelist() if not name.endswith(".pdf")).decode()
    assert LABEL in told and "vecina" in told


def test_the_changes_are_there_after_the_vault_was_closed(session, case, tmp_path: Path, clock: FixedClock):
    added = publish(session)
    vaults.close_session(session, make_backup=False)
    again = vaults.open_session(tmp_path / "vault", worker=WORKER, passphrase=PASSPHRASE, clock=clock)
    try:
        assert again.library.definitions.form(FORM).find(added.id) is not None
        assert again.library.indicators is shipped().indicators
    finally:
        vaults.close_session(again, make_backup=False)


def test_a_hidden_question_keeps_its_answer_its_history_and_the_access_to_them(session, case):
    path = free(session)
    record = fill(session, case, **{path: "paznic"})
    publish(session)
    sheet = records.open_sheet(session, FORM, case=case, record=record)
    assert sheet.answers[path] == "paznic"
    assert sheet.form.field(path).hidden
    fill(session, case, record, **{path: "șofer"})
    assert [one.value for one in records.history(session, record, path)] == ["șofer", "paznic"]


def test_what_was_answered_can_be_read_after_the_changes_were_taken_back(session, case):
    added = publish(session)
    record = fill(session, case, **{added.id: "vecina"})
    local_forms.drop(session, FORM)
    assert session.library.definitions.form(FORM).version == 1
    sheet = records.open_sheet(session, FORM, case=case, record=record)
    assert sheet.answers[added.id] == "vecina"
    assert sheet.form.field(added.id).label["ro"] == LABEL
    fill(session, case, record, agg_count="1")
    assert stored.get(session.conn, record).body[added.id] == "vecina"
    again = local_forms.of_form(session, FORM)
    assert again.counting is None and len(again.earlier) == 1
    assert local_forms.restore(session, FORM, again.earlier[0].mark).counting is not None


def test_answers_to_questions_of_another_office_are_kept_and_carried(session, case):
    strange = session.library.definitions.form(FORM)
    record = fill(session, case, agg_count="1")
    before = stored.revisions(session.conn, record)
    theirs = before[0]._replace(
        id=writing.new_id(),
        version=987_650_001,
        time=before[0].time + 1,
        sets={"local_zzzzzzzzzz": "adusă"},
        replaces={},
    )
    with session.vault.write(session.now()) as conn:
        stored.add_revision(conn, theirs)
        writing.refresh(session, conn, strange, [*before, theirs])
    assert settle(strange, living([*before, theirs])).answers["local_zzzzzzzzzz"] == "adusă"
    kept = stored.get(session.conn, record)
    assert kept is not None and kept.body["local_zzzzzzzzzz"] == "adusă"
    assert (
        records.open_sheet(session, FORM, case=case, record=record).answers["agg_count"] == before[0].sets["agg_count"]
    )
    fill(session, case, record, agg_count="2")
    assert stored.get(session.conn, record).body["local_zzzzzzzzzz"] == "adusă"
    assert stored.get(session.conn, record).state != "to_check"


def test_only_a_head_changes_forms_and_the_log_says_so_without_a_typed_word(session):
    publish(session)
    entry = access_log.page(session.conn, 1)[0]
    assert (entry.verb, entry.object, entry.count) == ("local-form-changed", "F5", 2)
    session.vault.worker = replace(session.vault.worker, role="worker")
    for act in (local_forms.editions, lambda one: local_forms.drop(one, FORM)):
        with pytest.raises(Refused) as refusal:
            act(session)
        assert refusal.value.code == "not-allowed"


@pytest.mark.parametrize(
    ("form", "path", "reason"),
    [
        ("report", "report_dt", "rule"),
        ("identity", "phones", "safety"),
        ("identity", "phones/safe_call", "safety"),
        ("aggressor", "agg_rel", "referral"),
        ("case", "status", "form"),
        ("consent", "consent_services", "form"),
        ("risk", "q1", "act"),
        ("incident", "narrative", "condition"),
    ],
)
def test_what_others_rest_on_cannot_be_hidden(session, form, path, reason):
    assert path in local_forms.reasons(session, form), reason
    changes = local_forms.put_by(local_forms.begin(session, form), path, hidden=True)
    with pytest.raises(Refused) as refusal:
        local_forms.publish(session, changes)
    assert refusal.value.code == "local-form-fault"
    assert str(refusal.value.facts["fault"]).startswith("held-")


def test_no_condition_computation_deadline_or_table_loses_a_question():
    library = shipped()
    for form in library.definitions.newest():
        held = local_held.held(library, form)
        for field in form.fields():
            for path in (*field.inputs, *(one.field for one in field.when)):
                target = form.named(path, field.group) if "." not in path else None
                assert target is None or target.pattern in held, (form.id, path)
    for deadline in library.deadlines.values():
        assert deadline.field in local_held.held(library, library.definitions.form(deadline.form))
    for indicator in library.indicators.values():
        for reference in indicator.fields:
            name, _dot, path = reference.partition(".")
            assert path in local_held.held(library, library.definitions.form(name)), reference


def test_what_the_conditions_of_checklists_ask_is_held():
    tree = ast.parse(Path(str(conditions.__file__)).read_text(encoding="utf-8"))
    asked = {
        (node.args[0].value, node.args[1].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and len(node.args) == 2
        and all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in node.args)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"all", "codes", "yes_no"}
    }
    library = shipped()
    assert len(asked) > 8
    for form, path in asked:
        assert path in local_held.held(library, library.definitions.form(form)), (form, path)


def test_required_is_made_optional_first_and_what_the_law_asks_stays(session):
    held = {
        (form.id, path): reason
        for form in session.library.definitions.newest()
        for path, reason in local_held.held(shipped(), form).items()
    }
    form, path = next(key for key, reason in held.items() if reason == "required")
    changes = local_forms.put_by(local_forms.begin(session, form), path, hidden=True)
    assert [one.code for one in local_forms.check(session, changes)] == ["held-required"]
    assert local_forms.check(session, local_forms.make_optional(changes, path, optional=True)) == []
    form, path = next(key for key, reason in held.items() if reason == "law")
    changes = local_forms.make_optional(local_forms.begin(session, form), path, optional=True)
    assert [one.code for one in local_forms.check(session, changes)] == ["held-law"]


def test_questions_go_up_and_down_and_back_to_where_they_were(session):
    begun = local_forms.begin(session, FORM)
    ids = [field.id for field in local_forms.seen(session, begun).sections[-1].fields]
    moved = local_forms.move(session, begun, ids[1], -1)
    assert [f.id for f in local_forms.seen(session, moved).sections[-1].fields][:2] == [ids[1], ids[0]]
    assert local_forms.move(session, moved, ids[1], 1) == begun
    assert local_forms.move(session, begun, ids[0], -1) == begun


def test_a_file_brings_the_same_edition_to_another_office(session, tmp_path: Path, clock: FixedClock):
    publish(session)
    file = tmp_path / local_forms.file_name(session.library.definitions.form(FORM), "A")
    made = local_forms.export_file(session, FORM, file)
    assert WORKER not in file.read_text(encoding="utf-8") and file.name.startswith("fisa-F5-")
    local_forms.drop(session, FORM)
    found = local_forms.publish(session, local_forms.import_file(session, file))
    assert found.counting is not None and found.counting.sign == made.sign


def test_a_file_with_what_may_not_be_changes_nothing(session, tmp_path: Path):
    file = tmp_path / "x.ancora-form"
    hiding = local_forms.put_by(local_forms.begin(session, "risk"), "q1", hidden=True)
    open_ = replace(own(session), privacy=PrivacyClass.IDENTIFIER, bundle="any")
    for changes, code in (
        (hiding, "local-form-fault"),
        (local_forms.add(local_forms.begin(session, FORM), open_), "local-form-fault"),
        (replace(hiding, form="no_such"), "local-form-fault"),
        (local_forms.begin(session, FORM), "local-form-file"),
    ):
        file.write_text(local.body(changes), encoding="utf-8")
        with pytest.raises(Refused) as refusal:
            local_forms.import_file(session, file)
        assert refusal.value.code == code
    assert local_forms.of_form(session, FORM).counting is None


def test_words_are_changed_and_put_back(session):
    path = free(session)
    changes = local_forms.reword(local_forms.begin(session, FORM), path, Words({"ro": "Cu ce se ocupă"}))
    local_forms.publish(session, changes)
    label = session.library.definitions.form(FORM).field(path).label
    assert label["ro"] == "Cu ce se ocupă" and label["en"] == shipped().definitions.form(FORM).field(path).label["en"]
    assert local_forms.reword(changes, path, Words()) == local.Changes(FORM)


def test_a_preview_shows_the_form_and_its_paper_and_keeps_nothing(session):
    changes = local_forms.add(local_forms.begin(session, FORM), own(session))
    preview = local_forms.preview(session, changes)
    assert preview.form.find(changes.added[0].id) is not None and LABEL in _paper(preview.paper)
    assert local_forms.of_form(session, FORM).counting is None and session.library is shipped()
