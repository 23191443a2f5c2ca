"""Every editor shows what stands and gives back what was typed; filling is never an edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QDate, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.context import Context
from desktop.forms.load import load
from desktop.forms.schema import Field, FieldType, PrivacyClass
from desktop.forms.visible import visible
from desktop.gui.forms.around import Around
from desktop.gui.forms.covered import CoveredEditor
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.field_view import FieldView, focusable, show_value
from desktop.gui.forms.make import make_editor
from desktop.gui.widgets import spoken
from desktop.paths import resources
from desktop.refusals import Refused
from desktop.services.attach import Attached
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.forms.answers import filled

FORMS = ("aggressor", "case", "consent", "identity", "incident", "report", "team")
DEFS = load(resources())


@pytest.fixture
def revealed() -> list[str]:
    return []


@pytest.fixture
def around(clock: FixedClock, revealed: list[str]) -> Around:
    def reveal(path: str, value: Any) -> Any:
        revealed.append(path)
        return "relatarea" if isinstance(value, dict) else value

    return Around(
        definitions=DEFS,
        country="MD",
        tz=CHISINAU,
        now=clock,
        workers=(("w" * 32, "Lucrătoare Inventată"),),
        left=(("l" * 32, "Plecată Inventată"),),
        targets=lambda _form: (("1" * 32, "incidentul 1"), ("2" * 32, "incidentul 2")),
        case_of_code=lambda code: "c" * 32 if code == "UN4-26-ABCDE" else None,
        code_of_case=lambda case: "UN4-26-ABCDE" if case == "c" * 32 else None,
        reveal=reveal,
        attach=lambda then: then(Attached("f" * 32, "application/pdf", 120 * 1024, 1)),
        about_file=lambda _id: Attached("f" * 32, "application/pdf", 120 * 1024, 1),
        open_team=lambda: None,
    )


def a_field(kind: FieldType, **more: Any) -> Field:
    label = {"ro": "Întrebarea", "en": "The question"}
    return Field("question", kind, label, PrivacyClass.OPERATIONAL, "drop", "drop", **more)


Make = Callable[..., Editor]


@pytest.fixture
def make(qtbot: QtBot, around: Around) -> Make:
    def put(field: Field) -> Editor:
        editor = make_editor(field, field.pattern, around)
        qtbot.addWidget(editor)
        editor.show()
        return editor

    return put


def of_form(form: str, path: str) -> Field:
    return DEFS.form(form).field(path)


def edits(editor: Editor) -> list[Any]:
    seen: list[Any] = []
    editor.edited.connect(lambda: seen.append(editor.value()))
    return seen


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("form", FORMS)
def test_every_answer_of_every_shipped_form_comes_back_as_it_was(qtbot, around, clock, form, seed):
    ctx = Context(now=clock(), tz=CHISINAU, worker="w" * 32, office="UN4", code="UN4-26-ABCDE")
    answers = filled(DEFS.form(form), DEFS, ctx, seed=seed)
    tried = 0
    for shown in visible(DEFS.form(form), answers, ctx, DEFS):
        if shown.field.type is FieldType.GROUP:
            continue
        editor = make_editor(shown.field, shown.path, around)
        qtbot.addWidget(editor)
        seen = edits(editor)
        value = answers.get(shown.path)
        editor.set_value(value)
        assert editor.value() == value, shown.path
        if isinstance(editor, CoveredEditor):
            editor.reveal()
            assert isinstance(editor.inner.value(), type(value)), shown.path
        editor.settle()
        editor.set_value(None)
        assert editor.value() is None, shown.path
        assert seen == [], shown.path
        tried += 1
    assert tried > 10


@pytest.mark.parametrize("form", FORMS)
def test_whatever_takes_the_focus_has_a_name(qtbot, around, form):
    for field in DEFS.form(form).fields():
        if field.type is FieldType.GROUP:
            continue
        view = FieldView(field.pattern, field, around)
        qtbot.addWidget(view)
        nameless = [type(part).__name__ for part in focusable(view) if not spoken(part)]
        assert nameless == [], field.pattern


@pytest.mark.parametrize("how", ["declined", "unknown"])
def test_a_refusal_is_an_answer_and_needs_no_control(qtbot, around, how):
    view = FieldView("frequency", of_form("incident", "frequency"), around)
    qtbot.addWidget(view)
    view.fill({"none": how})
    assert view.value() == {"none": how}
    assert not view.editor.parts()[0].isEnabled()
    view.fill("zilnic")
    assert view.value() == "zilnic"
    assert view.editor.parts()[0].isEnabled()


def test_a_refusal_taken_back_gives_the_answer_back(qtbot, around):
    view = FieldView("frequency", of_form("incident", "frequency"), around)
    qtbot.addWidget(view)
    view.fill("zilnic")
    unknown = view.refusals.findChild(QWidget, "unknown")
    qtbot.mouseClick(unknown, Qt.MouseButton.LeftButton)
    assert view.value() == {"none": "unknown"}
    qtbot.mouseClick(unknown, Qt.MouseButton.LeftButton)
    assert view.value() == "zilnic"


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("22.11.2026", "2026-11-22", "22.11.2026"),
        ("2.3.2026", "2026-03-02", "02.03.2026"),
        ("11.2026", "2026-11", "11.2026"),
        ("2026", "2026", "2026"),
        ("32.13.2026", "32.13.2026", "32.13.2026"),
        ("ieri", "ieri", "ieri"),
    ],
)
def test_a_date_is_typed_as_far_as_it_is_known(qtbot, make, typed, value, shown):
    editor = make(a_field(FieldType.DATE))
    seen = edits(editor)
    qtbot.keyClicks(editor.parts()[0], typed)
    assert editor.value() == value
    assert len(seen) == len(typed)
    editor.settle()
    assert editor.parts()[0].text() == shown


@pytest.mark.parametrize(
    ("day", "hour", "value"),
    [
        ("22.11.2026", "21:50", "2026-11-22T21:50+02:00"),
        ("22.11.2026", "2150", "2026-11-22T21:50+02:00"),
        ("22.7.2026", "9", "2026-07-22T09:00+03:00"),
        ("11.2026", "", "2026-11"),
        ("", "21:50", "21:50"),
        ("11.2026", "21:50", "11.2026 21:50"),
        ("", "", None),
    ],
)
def test_a_moment_is_a_day_and_an_hour_and_each_may_be_missing(qtbot, make, day, hour, value):
    editor = make(a_field(FieldType.DATETIME))
    qtbot.keyClicks(editor.parts()[0], day)
    qtbot.keyClicks(editor.parts()[1], hour)
    assert editor.value() == value
    editor.set_value(value)
    assert editor.value() == value


def test_now_is_one_press_away(qtbot, make):
    editor = make(a_field(FieldType.DATETIME))
    qtbot.mouseClick(editor.parts()[1].findChild(QWidget), Qt.MouseButton.LeftButton)
    assert editor.value() == "2026-11-24T14:30+02:00"


def test_a_day_is_picked_in_the_calendar(qtbot, make):
    editor = make(a_field(FieldType.DATE))
    editor.set_value("2026-11")
    seen = edits(editor)
    editor.parts()[0].open_calendar()
    calendar = editor.findChild(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 11, 1)
    calendar.clicked.emit(QDate(2026, 11, 22))
    assert editor.value() == "2026-11-22"
    assert seen == ["2026-11-22"]


@pytest.mark.parametrize(("typed", "value"), [("1 250,5", 1250.5), ("12", 12), ("abc", "abc"), ("", None)])
def test_a_number_is_read_as_people_write_it(qtbot, make, typed, value):
    editor = make(a_field(FieldType.NUMBER, decimals=1))
    qtbot.keyClicks(editor.parts()[0], typed)
    assert editor.value() == value


@pytest.mark.parametrize(("typed", "amount"), [("1250,50", "1250.50"), ("12", "12.00"), ("mult", "mult")])
def test_an_amount_has_a_currency(qtbot, make, typed, amount):
    editor = make(a_field(FieldType.MONEY))
    qtbot.keyClicks(editor.parts()[0], typed)
    assert editor.value() == {"amount": amount, "currency": "MDL"}
    editor.set_value({"amount": "3.50", "currency": "EUR"})
    assert editor.value() == {"amount": "3.50", "currency": "EUR"}


def test_a_file_says_its_kind_and_size_and_no_name(qtbot, make):
    editor = make(a_field(FieldType.FILE))
    seen = edits(editor)
    qtbot.mouseClick(editor.parts()[0], Qt.MouseButton.LeftButton)
    assert seen == ["f" * 32]
    words = [label.text() for label in editor.findChildren(QWidget) if hasattr(label, "text")]
    assert "document 1, PDF, 120 KB" in words
    qtbot.mouseClick(editor.parts()[1], Qt.MouseButton.LeftButton)
    assert editor.value() is None


def test_a_signature_begins_with_how_and_takes_today(qtbot, make):
    editor = make(a_field(FieldType.SIGNATURE))
    qtbot.mouseClick(editor.parts()[1], Qt.MouseButton.LeftButton)
    assert editor.value() == {"how": "verbal", "on": "2026-11-24"}
    qtbot.keyClicks(editor.parts()[-1], "o colega")
    assert editor.value() == {"how": "verbal", "on": "2026-11-24", "witness": "o colega"}


def test_an_answer_that_excludes_the_others_takes_them_away(qtbot, make):
    editor = make(of_form("identity", "do_not"))
    editor.set_value(["apel", "sms"])
    boxes = {box.objectName(): box for box in editor.findChildren(QCheckBox)}
    boxes["orice"].click()
    assert editor.value() == ["orice"]
    boxes["apel"].click()
    assert editor.value() == ["apel"]


def test_an_answer_that_is_no_longer_offered_is_still_shown(make):
    editor = make(of_form("incident", "inc_place_type"))
    seen = edits(editor)
    editor.set_value("o_sosire_de_demult")
    assert editor.value() == "o_sosire_de_demult"
    assert "o_sosire_de_demult" in editor.parts()[0].currentText()
    assert seen == []


@pytest.mark.parametrize(("path", "value"), [("inc_place_type", "domiciliul_comun"), ("previous_incidents", True)])
@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_a_choice_can_be_taken_back_by_the_keyboard(qtbot, make, path, value, key):
    editor = make(of_form("incident", path))
    editor.set_value(value)
    seen = edits(editor)
    qtbot.keyClick(editor.parts()[0], key)
    assert editor.value() is None
    assert seen == [None]


def test_whoever_has_left_keeps_a_name_where_an_answer_says_so_and_is_offered_to_nobody(make, around):
    editor = make(of_form("consent", "explained_by"))
    combo, outside = editor.parts()
    assert combo.findText("Plecată Inventată") < 0
    editor.set_value("l" * 32)
    assert (editor.value(), combo.currentText(), outside.isVisible()) == ("l" * 32, "Plecată Inventată", False)
    assert show_value(of_form("consent", "explained_by"), "l" * 32, around) == "Plecată Inventată"


def test_somebody_outside_is_typed(qtbot, make):
    editor = make(of_form("consent", "explained_by"))
    combo = editor.parts()[0]
    combo.setCurrentIndex(combo.count() - 1)
    combo.activated.emit(combo.currentIndex())
    qtbot.keyClicks(editor.parts()[1], "o psihologa din oficiul vecin")
    assert editor.value() == "o psihologa din oficiul vecin"
    editor.set_value("w" * 32)
    assert editor.value() == "w" * 32
    assert editor.parts()[1].isHidden()


def test_a_place_may_lie_abroad_and_keeps_its_words(qtbot, make):
    covered = make(of_form("identity", "legal_addr"))
    editor = covered.inner
    editor.set_value("Italia, Padova")
    assert editor.value() == "Italia, Padova"
    editor.set_value("MD-UN/Sculeni")
    assert editor.value() == "MD-UN/Sculeni"


def test_where_only_the_district_may_be_known_nothing_more_is_asked(make):
    editor = make(of_form("incident", "inc_locality"))
    assert editor.parts()[1].isHidden()
    editor.set_value("MD-UN/Sculeni")  # from elsewhere; it is not hidden away
    assert not editor.parts()[1].isHidden()


def test_a_case_is_named_by_its_code(qtbot, make):
    editor = make(of_form("report", "case"))
    qtbot.keyClicks(editor.parts()[0], "UN4-26-ABCDE")
    assert editor.value() == "c" * 32
    editor.settle()
    assert editor.parts()[0].text() == "UN4-26-ABCDE"
    editor.parts()[0].selectAll()
    qtbot.keyClicks(editor.parts()[0], "UN4-26-NIMIC")
    assert editor.value() == "UN4-26-NIMIC"  # kept as typed; the check calls it malformed


def test_a_link_offers_the_records_of_the_case(make):
    editor = make(of_form("team", "incident_ref"))
    combo = editor.parts()[0]
    assert [combo.itemText(n) for n in range(combo.count())] == ["incidentul 1", "incidentul 2"]
    editor.set_value("9" * 32)
    assert editor.value() == "9" * 32
    assert "9" not in combo.currentText()


def test_tab_leaves_a_long_text_and_it_grows(qtbot, make):
    editor = make(a_field(FieldType.LONG_TEXT, lines=3))
    area = editor.parts()[0]
    low = area.height()
    for letter in "abcdefgh":
        qtbot.keyClick(area, letter)
        qtbot.keyClick(area, Qt.Key.Key_Return)
    assert area.height() > low
    assert area.tabChangesFocus()
    assert editor.value().split() == list("abcdefgh")


@pytest.mark.parametrize("path", ["inc_place_type", "inc_locality", "inc_dt", "witnesses_children"])
def test_the_wheel_changes_no_answer(make, path):
    editor = make(of_form("incident", path))
    before = editor.value()
    for part in editor.parts():
        part.setFocus()
        turn = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, turn)
    assert editor.value() == before


# --- pasting ----------------------------------------------------------------------------------------------------------


def paste(qtbot: QtBot, editor: Editor, text: str) -> list[str]:
    told: list[str] = []
    editor.told.connect(told.append)
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(editor.parts()[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return [sentence for sentence in told if sentence]


@pytest.mark.parametrize("kind", [FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PHONE, FieldType.DATE])
def test_ten_megabytes_are_refused_with_a_sentence(qtbot, make, kind):
    editor = make(a_field(kind))
    editor.set_value("era" if kind is not FieldType.DATE else "2026")
    before = editor.value()
    told = paste(qtbot, editor, "x" * 10_000_000)
    assert len(told) == 1
    assert "nu a fost lipit nimic" in told[0]
    assert editor.value() == before


def test_too_long_by_one_is_refused_and_just_fitting_goes_in(qtbot, make):
    editor = make(a_field(FieldType.TEXT, max_length=10))
    assert len(paste(qtbot, editor, "x" * 11)) == 1
    assert editor.value() is None
    assert paste(qtbot, editor, "x" * 10) == []
    assert editor.value() == "x" * 10


@pytest.mark.parametrize("kind", [FieldType.TEXT, FieldType.LONG_TEXT])
def test_what_nobody_sees_is_taken_out_and_told(qtbot, make, kind):
    editor = make(a_field(kind))
    told = paste(qtbot, editor, "bună\u202e ziua\u200b\x07")
    assert editor.value() == "bună ziua"
    assert len(told) == 1


def test_lines_pasted_into_one_line_stand_side_by_side(qtbot, make):
    editor = make(a_field(FieldType.TEXT))
    assert paste(qtbot, editor, "una\ndouă\r\n  trei") == []
    assert editor.value() == "una două trei"


def test_a_long_text_that_is_full_takes_no_more(qtbot, make):
    editor = make(a_field(FieldType.LONG_TEXT, max_length=20))
    editor.set_value("x" * 20)
    assert len(paste(qtbot, editor, "y")) == 1
    assert editor.value() == "x" * 20


# --- covered ----------------------------------------------------------------------------------------------------------


def shown_words(editor: Editor) -> str:
    return " ".join(part.text() for part in editor.inner.parts() if part.isVisible() and hasattr(part, "text"))


def test_a_name_is_covered_until_asked_for_and_again_after_a_while(qtbot, make, revealed):
    editor = make(of_form("identity", "last_name"))
    editor.set_value("Nume Inventat")
    assert editor.is_covered()
    assert shown_words(editor) == ""
    editor.reveal()
    assert shown_words(editor) == "Nume Inventat"
    assert revealed == ["last_name"]
    editor.timer.timeout.emit()
    assert editor.is_covered()
    assert editor.inner.value() is None  # not even in the widget
    assert editor.value() == "Nume Inventat"


def test_a_covered_name_is_edited_where_it_is_shown(qtbot, make):
    editor = make(of_form("identity", "last_name"))
    editor.set_value("Nume")
    seen = edits(editor)
    editor.reveal()
    editor.timer.stop()
    qtbot.keyClicks(editor.inner.parts()[0], "le")
    assert seen[-1] == "Numele"
    assert editor.timer.isActive()  # typing begins the 15 s anew


def test_an_empty_name_is_typed_at_once_and_covered_later(qtbot, make, revealed):
    editor = make(of_form("identity", "last_name"))
    editor.set_value(None)
    qtbot.keyClicks(editor.inner.parts()[0], "Nume")
    assert editor.value() == "Nume"
    assert not editor.is_covered()
    editor.timer.timeout.emit()
    assert editor.is_covered()
    assert revealed == []  # the one who typed it has seen it


def test_a_sealed_account_is_shown_for_minutes_and_covered_when_it_is_left(qtbot, make, revealed):
    editor = make(of_form("incident", "narrative"))
    editor.set_value({"sealed": "AAAA"})
    assert editor.is_covered()
    assert revealed == []
    editor.reveal()
    assert editor.inner.value() == "relatarea"
    assert editor.timer.isActive() and editor.timer.interval() > 60_000, "one reads longer in it than in a name"
    editor.timer.timeout.emit()
    assert editor.is_covered()
    assert editor.inner.value() is None
    editor.reveal()
    editor.hide()
    assert editor.is_covered()  # another section was looked at
    assert editor.value() == {"sealed": "AAAA"}


def test_an_account_that_is_being_typed_is_covered_whole(qtbot, make):
    editor = make(of_form("incident", "narrative"))
    qtbot.keyClicks(editor.inner.parts()[0], "O propozitie.")
    editor.timer.timeout.emit()
    assert editor.is_covered()
    assert editor.value() == "O propozitie."


def test_an_account_that_cannot_be_opened_says_so(make, around):
    editor = make(of_form("incident", "narrative"))

    def gone(_path: str, _value: Any) -> Any:
        raise Refused("unseal-failed")

    editor.around = replace(around, reveal=gone)
    told: list[str] = []
    editor.told.connect(told.append)
    editor.set_value({"sealed": "AAAA"})
    editor.reveal()
    assert editor.is_covered()
    assert len(told) == 1
