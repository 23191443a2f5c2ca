"""A case full of secrets whose team goes out with a sheet of paper, and the eyes of other programs on that paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from desktop.services import intake, team_start, team_writing
from desktop.services.session import Session
from desktop.services.team_start import Wanted

SECRETS = {
    "last_name": "Canaru",
    "first_name": "Ilincuța",
    "birth_date": "1991-03-05",
}
STREET, COMPANION, ACCOUNT, AGGRESSOR = "Strada Ascunsă", "Vasilica Taina", "relatareasecretă", "Grigore Fantasma"
HIDDEN = ("Canaru", "Ilincuța", "1991", "05.03", STREET, COMPANION, ACCOUNT, AGGRESSOR)


def put(session: Session, code: str | None, form: str, /, **answers: Any) -> intake.Put:
    with session.vault.write(session.now()) as conn:
        return intake.put(session, conn, {"case": code, "form": form, "record": None, "set": answers})


def going_out(session: Session, *, hours: float = 41, reported: float = 5) -> tuple[str, str, str]:
    """A running team of a case with everything in it that must not be on paper: case, its code, the team."""
    now = session.now()
    case = put(session, None, "case", case_track=["sv_adult"])
    put(session, case.code, "identity", **SECRETS, real_street=STREET, sex="F")
    put(session, case.code, "aggressor", agg_name=AGGRESSOR)
    put(session, case.code, "report", report_dt=(now - timedelta(hours=reported)).isoformat(timespec="minutes"))
    put(
        session,
        case.code,
        "incident",
        inc_dt=(now - timedelta(hours=hours)).isoformat(timespec="minutes"),
        forms_legal=["SEX"],
        narrative=ACCOUNT,
    )
    assert case.case is not None
    assert case.code is not None
    record = team_start.begin(session, case.case, Wanted("sv_md")).record
    team_writing.put(session, record, {"companion": "prieten", "companion_name": COMPANION, "interpreter": True})
    return case.case, case.code, record


def words(data: bytes) -> str:
    """All text of a paper, lines joined as they wrap."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def rastered(data: bytes, dpi: int = 216) -> Iterator[Image.Image]:
    """Each page as a grey picture, as a scanner makes it."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    yield from pages


def squares(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]
