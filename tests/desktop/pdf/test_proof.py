"""Nothing reaches paper that the definitions do not allow: every leak that was planted here is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from desktop.pdf.case import case_pdf
from desktop.pdf.proof import prove
from desktop.pdf.reading import page_count
from desktop.privacy.report import Line, ReportSection
from tests.desktop.pdf import papers
from tests.desktop.pdf.papers import CANARY, add, both, planted, swap

PAGE = b"/Type /Page\n"
CATALOG = b"/Type /Catalog"
INFO = b"/Producer"
CONTENT = b"1 0 0 1 0 0 cm"
FONT = b"/Subtype /TrueType"
LETTERS = b"begincmap"
RESOURCES = b"/ProcSet"

# --- clean ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ro", "en", "ru", "uk"])
def test_a_clean_report_is_proved_to_its_last_text(language: str) -> None:
    found = papers.proof(papers.clean(language), language)
    assert found.ok
    assert not found.faults
    assert found.runs == found.allowed > 60
    assert found.pages == page_count(papers.clean(language)) == 2


@given(
    st.lists(
        st.sampled_from(papers.answers()).flatmap(lambda one: st.tuples(st.just(one[0]), st.sampled_from(one[1]))),
        max_size=90,
    )
)
def test_clean_reports_of_every_shape_pass(rows: list[tuple[str, str]]) -> None:
    report = papers.report(*rows) if rows else papers.report(sections=())
    assert papers.proof(case_pdf(report, "ro")).ok


def test_a_report_about_which_nothing_may_be_said_passes() -> None:
    found = papers.proof(case_pdf(papers.report(sections=(), enough=False), "ro"))
    assert found.ok


def test_several_answers_stand_under_one_label() -> None:
    label, values = next((label, values) for label, values in papers.answers() if len(values) > 5)
    rows = tuple((label, value) for value in values)
    data = case_pdf(papers.report(*rows), "ro")
    assert papers.proof(data).ok
    assert PdfReader(io.BytesIO(data)).pages[0].extract_text().replace("\n", " ").count(label) == 1


def test_the_same_report_gives_the_same_bytes_and_carries_no_moment() -> None:
    assert papers.clean() == papers.clean()
    assert b"/CreationDate (D:20000101000000+00'00')" in papers.clean()
    bodies = papers.take_apart(papers.clean())
    assert papers.put_together(bodies) == papers.clean(), "the workbench alone changes nothing"


# --- words that may not be said ---------------------------------------------------------------------------------------

LABEL, VALUE = papers.answers()[0][0], papers.answers()[0][1][0]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ((CANARY, VALUE), "Persoana"),
        ((LABEL, CANARY), f"Persoana · {LABEL}"),
        ((LABEL, f"{VALUE} {CANARY}"), f"Persoana · {LABEL}"),
        ((LABEL, f"{VALUE}, 0691 23 456"), f"Persoana · {LABEL}"),
        ((LABEL, "1000"), f"Persoana · {LABEL}"),
        ((LABEL, "22.11.2026"), f"Persoana · {LABEL}"),
        ((LABEL, f"{CANARY} " * 30), f"Persoana · {LABEL}"),
    ],
)
def test_a_name_in_a_label_or_an_answer_is_shown_with_its_place(row: tuple[str, str], where: str) -> None:
    found = papers.proof(case_pdf(papers.report(row), "ro"))
    assert not found.ok
    first = found.faults[0]
    assert (first.page, first.kind, first.where) == (1, "text", where)
    assert first.text
    assert first.box is not None
    assert first.box[2] > 0
    assert found.allowed < found.runs
    assert CANARY not in repr(found), "what leaks is for the screen alone"


def test_an_answer_of_another_question_is_refused() -> None:
    one, *others = papers.answers()
    label, value = next((label, value) for label, values in others for value in values if value not in one[1])
    assert papers.proof(case_pdf(papers.report((label, value)), "ro")).ok
    assert papers.kinds(case_pdf(papers.report((one[0], value)), "ro")) == ["text"]


def test_reading_goes_on_after_a_fault() -> None:
    rows = ((LABEL, CANARY), (LABEL, VALUE), (CANARY, VALUE), (LABEL, VALUE))
    found = papers.proof(case_pdf(papers.report(*rows), "ro"))
    assert [fault.text for fault in found.faults] == [CANARY, CANARY]


@pytest.mark.parametrize(
    "other",
    [
        {"title": CANARY},
        {"subtitle": CANARY},
        {"number": CANARY},
        {"head": (CANARY,)},
        {"sections": (ReportSection(CANARY, (Line("a.b", LABEL, VALUE),)),)},
    ],
)
def test_a_name_anywhere_else_on_the_page_is_refused(other: dict[str, Any]) -> None:
    found = papers.proof(case_pdf(papers.report(**other), "ro"))
    assert {fault.kind for fault in found.faults} == {"text"}


def test_a_value_without_a_label_is_refused() -> None:
    wordless = ReportSection("Persoana", (Line("a.b", "", VALUE),))
    assert papers.kinds(case_pdf(papers.report(sections=(wordless,)), "ro")) == ["text"]


def test_the_allowance_of_another_language_proves_nothing() -> None:
    assert not prove(papers.clean("ro"), papers.allowed("en")).ok


# --- leaks in the file ------------------------------------------------------------------------------------------------

Change = Callable[[list[bytes]], None]
SECRET = CANARY.encode()
STREAM = b"<<\n/Length 0\n>>\nstream\n" + SECRET + b"\nendstream"
NEXT = b"%d 0 R" % (len(papers.take_apart(papers.clean())) + 1)
TEXT = b"BT 1 0 0 1 0 0 Tm"


def into(mark: bytes, words: bytes) -> Change:
    """A further key in the dictionary that holds the mark."""
    return swap(mark, mark, words + b" " + mark)


def drawn(words: bytes) -> Change:
    """Further operators, before the text of the first page."""
    return swap(CONTENT, TEXT, words + b" " + TEXT)


def written(words: bytes) -> Change:
    """Further operators inside the text of the first page."""
    return swap(CONTENT, TEXT, TEXT + b" " + words)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(swap(INFO, b"/Title (Ancora)", b"/Title (" + SECRET + b")"), ["metadata"], id="title"),
        pytest.param(swap(INFO, b"/Keywords ()", b"/Keywords (" + SECRET + b")"), ["metadata"], id="keywords"),
        pytest.param(swap(INFO, b"D:20000101000000", b"D:20261124143000"), ["metadata"], id="moment"),
        pytest.param(into(INFO, b"/Office (" + SECRET + b")"), ["info"], id="own metadata"),
        pytest.param(swap(INFO, b"/Subject ()", b""), ["info", "metadata"], id="metadata missing"),
        pytest.param(both(into(CATALOG, b"/Metadata " + NEXT), add(STREAM)), ["catalog", "orphan"], id="xmp"),
        pytest.param(into(CATALOG, b"/Outlines << /Title (Ana) >>"), ["catalog"], id="bookmark"),
        pytest.param(into(CATALOG, b"/Names << /EmbeddedFiles (Ana) >>"), ["catalog"], id="attachment"),
        pytest.param(into(CATALOG, b"/OpenAction << /S /JavaScript /JS (Ana) >>"), ["catalog"], id="script"),
        pytest.param(into(CATALOG, b"/PieceInfo << /Ana 1 >>"), ["catalog"], id="piece info"),
        pytest.param(swap(CATALOG, b"/Lang (ro)", b"/Lang (Ana)"), ["catalog"], id="language"),
        pytest.param(swap(CATALOG, b"/UseNone", b"/UseOutlines"), ["catalog"], id="page mode"),
        pytest.param(
            into(PAGE, b"/Annots [ << /Contents (Ana) >> ]"),
            ["page"],
            id="annotation",
        ),
        pytest.param(into(PAGE, b"/AA << /O << /JS (Ana) >> >>"), ["page"], id="page action"),
        pytest.param(into(PAGE, b"/Thumb (Ana)"), ["page"], id="thumbnail"),
        pytest.param(swap(PAGE, b"841.89 ]", b"9000 ]"), ["page"], id="page size"),
        pytest.param(swap(PAGE, b"/Rotate 0", b"/Rotate 180"), ["page"], id="turned page"),
        pytest.param(swap(PAGE, b"/Trans <<", b"/Trans << /Ana 1"), ["page"], id="transition"),
        pytest.param(into(RESOURCES, b"/XObject << /Ana << >> >>"), ["resource"], id="unused form"),
        pytest.param(into(RESOURCES, b"/Properties << /Ana << >> >>"), ["resource"], id="properties"),
        pytest.param(swap(RESOURCES, b"/ImageI", b"/Ana"), ["resource"], id="procedures"),
        pytest.param(into(FONT, b"/Note (Ana)"), ["font"], id="font key"),
        pytest.param(into(b"/FontFile2", b"/CharSet (Ana)"), ["font"], id="descriptor key"),
        pytest.param(into(b"/Type /Pages", b"/Note (Ana)"), ["pages"], id="pages key"),
        pytest.param(swap(b"/Type /Pages", b"/Count 2", b"/Count 3"), ["page"], id="pages count"),
        pytest.param(add(b"(Ana Codreanu)"), ["orphan"], id="orphan"),
        pytest.param(add(STREAM), ["orphan"], id="orphan stream"),
        pytest.param(drawn(b"/Im0 Do"), ["operator"], id="image"),
        pytest.param(drawn(b"/Span << /ActualText (Ana) >> BDC EMC"), ["operator"], id="actual text"),
        pytest.param(drawn(b"BI /W 1 /H 1 /CS /G /BPC 8 ID A EI"), ["operator"], id="inline image"),
        pytest.param(drawn(b"1 0 0 1 9 9 cm"), ["operator"], id="moved page"),
        pytest.param(drawn(b"q Q"), ["operator"], id="saved state"),
        pytest.param(drawn(b"9 w"), ["operator"], id="broad line"),
        pytest.param(drawn(b"1 2 w"), ["operator"], id="too many numbers"),
        pytest.param(drawn(b"ET"), ["operator"], id="end of no text"),
        pytest.param(drawn(b"BT ET"), ["operator"], id="two texts"),
        pytest.param(written(b"3 Tr"), ["operator"], id="invisible mode"),
        pytest.param(written(b"(Ana) '"), ["operator"], id="next line operator"),
        pytest.param(written(b"[(Ana)] TJ"), ["operator"], id="spaced text"),
        pytest.param(written(b"(Ana) Tj"), ["operator"], id="text without font and place"),
        pytest.param(written(b"/F9+0 9.5 Tf 1 1 Td (Ana) Tj"), ["operator"], id="unknown font"),
        pytest.param(written(b"n 1 1 500 700 re f*"), ["operator"], id="box over words"),
        pytest.param(written(b"n 1 1 m 9 9 l S"), ["operator"], id="line over words"),
        pytest.param(written(b"5 5 Td"), ["operator"], id="moved twice"),
        pytest.param(drawn(b"% Ana Codreanu\n"), ["bytes"], id="comment among operators"),
        pytest.param(drawn(b"(Ana Codreanu) n"), ["operator"], id="string given to another operator"),
        pytest.param(drawn(b"0.5 0.5 0.5 rg"), ["bytes"], id="colour without use"),
        pytest.param(swap(CATALOG, b"<<\n", b"<<\n% Ana Codreanu\n"), ["bytes"], id="comment among keys"),
        pytest.param(swap(CATALOG, b"<<\n", b"<< \n"), ["bytes"], id="a space more"),
        pytest.param(swap(FONT, b"/Widths [ 0", b"/Widths [ 65"), ["bytes"], id="widths"),
    ],
)
def test_a_leak_in_the_file_is_refused(change: Change, expected: list[str]) -> None:
    assert papers.kinds(planted(change)) == expected


def test_the_place_of_a_fault_in_the_file_is_its_key_or_operator() -> None:
    (key,) = papers.proof(planted(into(PAGE, b"/Annots [ ]"))).faults
    (operator,) = papers.proof(planted(written(b"3 Tr"))).faults
    assert (key.page, key.where) == (1, "/Annots")
    assert (operator.page, operator.where) == (1, "Tr")


def test_operands_that_no_operator_takes_are_refused() -> None:
    assert papers.kinds(planted(swap(CONTENT, b"ET\n", b"ET (Ana Codreanu)\n"))) == ["bytes"]


# --- hidden words: allowed ones too, for nobody can see that they are allowed -----------------------------------------

FIRST = b"(Raport anonimizat de caz) Tj"


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        (b"1 1 1 rg", "hidden"),
        (b".9451 .9529 .9608 rg", "hidden"),
        (b"/F1+0 1 Tf 1.2 TL", "hidden"),
        (b"/F1+0 400 Tf 1.2 TL", "hidden"),
        (b"/F1+0 8.499 Tf", "hidden"),
    ],
)
def test_words_that_nobody_could_read_are_refused(before: bytes, kind: str) -> None:
    assert FIRST in b"".join(papers.take_apart(papers.clean()))
    assert kind in papers.kinds(planted(swap(CONTENT, FIRST, before + b" " + FIRST)))


def test_words_beside_the_page_are_refused() -> None:
    content = papers.take_apart(papers.clean())
    page = next(body for body in content if CONTENT in body)
    place = page.partition(TEXT + b" ")[2].partition(b" Td")[0]
    for elsewhere in (b"-400 700", b"51 9000", b"580 700", b"51 -30"):
        found = papers.kinds(planted(swap(CONTENT, place + b" Td", elsewhere + b" Td")))
        assert "off-page" in found


# --- fonts that lie ---------------------------------------------------------------------------------------------------


def test_letters_that_are_said_to_be_others_are_refused() -> None:
    lie = both(swap(LETTERS, b"<61> <0061>", b"<61> <0062>"))
    assert "font" in papers.kinds(planted(lie))


def test_a_letter_that_means_nothing_is_refused() -> None:
    found = papers.kinds(planted(swap(LETTERS, b"<61> <0061>", b"<61> <0000>")))
    assert {"glyph", "font"} <= set(found)


def test_a_letter_that_the_font_does_not_name_is_refused() -> None:
    found = papers.kinds(planted(swap(LETTERS, b"<61> <0061>\n", b"")))
    assert {"glyph", "font"} <= set(found)


def test_another_face_under_the_same_name_is_refused() -> None:
    def change(bodies: list[bytes]) -> None:
        programs = [at for at, body in enumerate(bodies) if b"/Length1" in body]
        bodies[programs[0]] = bodies[programs[1]]

    assert "font" in papers.kinds(planted(change))


def test_a_face_that_is_not_ours_is_refused() -> None:
    assert "font" in papers.kinds(planted(swap(FONT, b"+NotoSans-", b"+AnaSans-")))


# --- the end, the frame, the lock -------------------------------------------------------------------------------------


def test_bytes_after_the_end_are_refused() -> None:
    assert "after-end" in papers.kinds(papers.clean() + SECRET)
    assert "after-end" in papers.kinds(papers.clean() + b"% Ana\n%%EOF\n")


def test_an_incremental_update_is_refused() -> None:
    out = io.BytesIO(papers.clean())
    writer = PdfWriter(out, incremental=True)
    writer.add_metadata({"/Title": CANARY})
    changed = io.BytesIO()
    writer.write(changed)
    assert "after-end" in papers.kinds(changed.getvalue())
    assert "metadata" in papers.kinds(changed.getvalue())


def test_an_encrypted_file_is_refused() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(papers.clean()))
    writer.encrypt("", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert "encrypted" in papers.kinds(out.getvalue())


def test_a_file_of_another_writer_is_refused_even_with_clean_words() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(papers.clean()))
    out = io.BytesIO()
    writer.write(out)
    assert not papers.proof(out.getvalue()).ok


def test_a_trailer_with_more_in_it_is_refused() -> None:
    assert papers.kinds(planted(lambda bodies: None, trailer=b"/Ana (Codreanu)\n")) == ["trailer"]


def test_an_id_that_is_not_the_digest_is_refused() -> None:
    data = papers.clean()
    start = data.index(b"/ID") + 6
    own = data[start : start + 32]
    assert papers.kinds(data.replace(own, b"416e6120436f647265616e7500000000")) == ["bytes"]


def test_a_page_that_is_shown_twice_is_refused() -> None:
    def change(bodies: list[bytes]) -> None:
        at = next(number for number, body in enumerate(bodies) if b"/Kids" in body)
        first, second = (b"[ 2 0 R", b"2 0 R 3 0 R ]")
        assert first in bodies[at]
        bodies[at] = bodies[at].replace(second, b"2 0 R 2 0 R ]")

    assert {"page", "orphan"} <= set(papers.kinds(planted(change)))


@pytest.mark.parametrize("data", [b"", b"Ana Codreanu", b"%PDF-1.3\n%%EOF\n", b"\x00" * 4096])
def test_what_is_no_paper_is_refused(data: bytes) -> None:
    found = papers.proof(data)
    assert not found.ok
    assert found.pages == found.runs == 0
    assert "unreadable" in {fault.kind for fault in found.faults}


@given(st.data())
def test_no_single_changed_byte_is_overlooked(data: st.DataObject) -> None:
    clean = papers.clean()
    at = data.draw(st.integers(0, len(clean) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != clean[at]))
    assert not papers.proof(clean[:at] + bytes([other]) + clean[at + 1 :]).ok
