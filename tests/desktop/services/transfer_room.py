"""Two offices that know each other, a case with everything in it, and a stick between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from db import cases, records
from desktop.services import attach, sync, transfers
from desktop.services.arrivals import Fate
from desktop.services.intake import Put
from desktop.services.session import Session
from desktop.services.transfers import Leaving, Sheet, Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import acquaint, desk
from tests.desktop.services.test_team import put
from tests.pictures import jpeg

HOME = "Casa Răsărit"  # invented: how her consent names the other office
ACCOUNT = "povesteanespusă"
UNSAFE = "79555444"
SAFE = "69123456"
OLD_NAME = "Veronicuța"


@dataclass
class Pair:
    """The office that has the case, the one that may take it, and one more; `stick` is where files lie."""

    folder: Path
    clock: FixedClock
    one: Session = field(init=False)
    other: Session = field(init=False)
    third: Session = field(init=False)
    case: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        self.one, self.other, self.third = (desk(self.folder, code, self.clock) for code in ("UN4", "CR1", "BR2"))
        acquaint(self.folder, self.one, self.other, self.third)
        self.stick.mkdir()
        made = self.fill()
        self.case, self.code = str(made.case), str(made.code)

    @property
    def stick(self) -> Path:
        return self.folder / "stick"

    def close(self) -> None:
        for session in (self.one, self.other, self.third):
            session.vault.close(session.now())

    def fill(self) -> Put:
        """Every kind of sheet that a move touches, with a picture, an account and a name that was corrected."""
        case = put(self.one, None, "case", case_track=["vd_adult"], opened_on="2026-11-02")
        code = case.code
        identity = put(
            self.one, code, "identity", first_name=OLD_NAME, last_name="Canarescu", sex="F", birth_date="1990-03-05",
            **{"phones/a/number": f"0{SAFE}", "phones/a/safe_call": True, "phones/b/number": f"0{UNSAFE}"},
        )  # fmt: skip
        put(self.one, code, "identity", identity.record, first_name="Ilincuța")
        put(self.one, code, "incident", inc_dt="2026-11-01", forms_legal=["FIZ"], narrative=ACCOUNT)
        put(self.one, code, "child", child_name="Mihăiță", child_birth="2018-05-01", child_sex="M")
        put(self.one, code, "first_evaluation", needs=["medical"], needs_now=["medical"])
        put(self.one, code, "note", note="Are încredere în colega de la poartă.")
        attach.add_to_case(self.one, str(case.case), jpeg(), {"kind": "foto"})
        return case

    def agree(self, *data: str, recipient: str = "adapost", until: str = "2026-12-20", **more: Any) -> None:
        """Her consent of today, for the other office under its name."""
        answers = {
            "explained_on": "2026-11-24",
            "signature": {"how": "paper", "on": "2026-11-24"},
            "release/a/recipient": recipient,
            "release/a/agreed": "da",
            "release/a/institution": HOME,
            "release/a/data": list(data),
            "release/a/valid_until": until,
        }
        put(self.one, self.code, "consent", **{**answers, **more})

    # --- what people do

    def wanted(self, **more: Any) -> Wanted:
        told = {"case": self.case, "to": "CR1", "reason": "siguranta", "institution": HOME, **more}
        return Wanted(**told)

    def look(self, **more: Any) -> Leaving:
        return transfers.look(self.one, self.wanted(**more))

    def offer(self, **more: Any) -> Path:
        return transfers.offer(self.one, self.look(**more), self.stick).file

    def bring(self, file: Path, to: Session) -> Fate:
        (fate,) = sync.import_files(to, [file])
        return fate

    def offered(self, **more: Any) -> Sheet:
        """Offered, and brought to the other office."""
        fate = self.bring(self.offer(**more), self.other)
        assert (fate.status, fate.code) == ("imported", None), fate
        return self.sheet(self.other)

    def sheet(self, session: Session) -> Sheet:
        (found,) = [one.id for one in records.of_form(session.conn, "transfer")]
        return transfers.one(session, found)

    def mark(self, session: Session) -> str | None:
        row = cases.get(session.conn, self.case)
        assert row is not None
        return row.moving


def bodies(session: Session, case: str, form: str) -> list[dict[str, Any]]:
    return [dict(one.body) for one in records.of_case(session.conn, case) if one.form == form]
