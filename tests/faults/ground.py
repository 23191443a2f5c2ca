"""Where a trial takes place: an office, its region, a stick and an older vault; made once, copied for every trial."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from db import backup
from db import records as stored
from db.keys import KdfCost
from desktop.services import (
    backups,
    cases,
    erasure,
    intake,
    merge_out,
    pc_invite,
    pcs,
    people,
    records,
    recovery,
    sync,
    vaults,
)
from desktop.services.session import Session
from tests.conftest import CHISINAU, FixedClock
from tests.journeys.everything import CANARY, plant
from tests.offices import PASSPHRASE, ROOT, WORKER, Office, acquaint, make_office

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
PERIOD = "2026-Q3"
COLLEAGUE, HER_PASSPHRASE = "Colega de test", "alte cinci cuvinte foarte diferite"
HER_NEXT = "și încă cinci cuvinte mai lungi"
GOLDEN = ROOT / "tests" / "golden" / "vault-1"
KIT = recovery.Kit(bytes(range(32)))
INVITE, INVITE_CODE = "join.ancora-invite", "join.code"
MERGED_CASE = "merged.code"  # the code of the case that another computer has sent
_CASES = 5  # of the quarter that is counted
_ERASABLE = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """One copy of the places, with the clock and the passphrase of one trial."""

    root: Path
    now: datetime = NOW
    passphrase: str = PASSPHRASE
    fullest: str = ""  # the case with everything in it

    @property
    def office(self) -> Path:
        return self.root / "office" / "vault"

    @property
    def region(self) -> Path:
        return self.root / "region" / "vault"

    @property
    def old(self) -> Path:
        """A vault of the first shape."""
        return self.root / "old" / "vault"

    @property
    def stick(self) -> Path:
        return self.root / "stick"

    @property
    def sent(self) -> Path:
        """A file of the office on the stick."""
        return self.stick / "in.ancora"

    @property
    def merged(self) -> Path:
        """A file of another computer of the office on the stick."""
        return self.stick / "merged.for-1"

    @property
    def carried(self) -> Path:
        """A backup on the stick."""
        return self.stick / "carried.ancora-backup"

    @property
    def own(self) -> Path:
        """The person's own folders: settings, log, temporary files."""
        return self.root / "own"

    def clock(self) -> datetime:
        return self.now

    def open(self, folder: Path | None = None, *, worker: str = WORKER, passphrase: str | None = None) -> Session:
        return vaults.open_session(
            folder or self.office, worker=worker, passphrase=passphrase or self.passphrase, clock=self.clock
        )

    def later(self, **amount: float) -> Scene:
        return replace(self, now=self.now + timedelta(**amount))

    def copy(self, root: Path) -> Scene:
        shutil.copytree(self.root, root)
        return replace(self, root=root)

    def live_here(self) -> None:
        """Let this process keep its own files within the trial."""
        for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "TMPDIR"):
            os.environ[variable] = str(self.own)
        os.environ["XDG_RUNTIME_DIR"] = os.environ["TEMP"] = os.environ["TMP"] = os.environ["SQLITE_TMPDIR"] = str(
            self.own
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """The first copy, which no trial touches, and what stands in its vault."""

    scene: Scene
    before: Mapping[str, Mapping[str, object]]  # record id -> answers
    erasable: Mapping[str, frozenset[str]]  # cases whose erasure was asked for, with their sheets
    known: Mapping[str, bytes]  # every file by its name; the word is in none


def make(root: Path) -> Ground:
    """The word is in every answer of one case, in a draft and in the name of a colleague."""
    KdfCost.for_tests()
    scene = Scene(root)
    clock = FixedClock(NOW)
    office = make_office(root / "office", "UN4", clock)
    region = make_office(root / "region", "RUN", clock, kind="region")
    for folder in (scene.stick, scene.own, root / "new"):
        folder.mkdir()
    acquaint(office, region)
    fullest, _filler = plant(office)
    codes = _fill(office)
    ground = _finish(scene, fullest, codes[:_ERASABLE])
    shutil.copytree(GOLDEN, scene.old)
    for file in (*root.rglob("*.jsonl"), *root.rglob("*.card")):
        file.unlink()
    known = {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}
    return replace(ground, known=known)


def answers(session: Session) -> dict[str, Mapping[str, object]]:
    """Every sheet that stands, by its id."""
    return {
        one.id: dict(one.body) for form in session.library.definitions.newest()
        for one in stored.of_form(session.conn, form.id)
    }  # fmt: skip


def _fill(office: Office) -> list[str]:
    """Cases of the quarter that is counted, by their codes."""
    codes = []
    for number in range(_CASES):
        day = f"2026-08-{number + 1:02d}"
        opened = office.put({"case": None, "form": "case", "set": {"case_track": ["vd_adult"], "opened_on": day}})
        codes.append(str(opened.one["code"]))
        done = office.put(
            {"case": codes[-1], "form": "identity", "set": {"sex": "F", "age_est": 30 + number}},
            {"case": codes[-1], "form": "incident", "set": {"inc_dt": day, "forms_legal": ["FIZ"]}},
            {"case": codes[-1], "form": "report", "set": {"summary": f"{CANARY} {number}"}},
        )
        assert done.status == 0, done
    return codes


def _finish(scene: Scene, fullest: str, erasable: Sequence[str]) -> Ground:
    """A colleague, a draft, the paper kit, requests to erase, a file for the region, a backup here and on the stick."""
    session = scene.open()
    people.add_worker(session, f"{COLLEAGUE} {CANARY}", "worker", HER_PASSPHRASE)
    records.keep_draft(session, records.open_sheet(session, "report"), {"summary": f"{CANARY} ciornă"})
    recovery.keep_kit(session, KIT)
    asked = [erasure.request(session, code, "cerere", f"{CANARY} a cerut") for code in erasable]
    sync.export_statistics(session, "RUN", PERIOD, scene.sent)
    made_for_another = pc_invite.invite(session, scene.stick / INVITE)
    (scene.stick / INVITE_CODE).write_text("-".join(made_for_another.groups), encoding="utf-8")
    _merge(scene, session)
    before = answers(session)
    going = {one.case: frozenset(sheet.id for sheet in stored.of_case(session.conn, one.case)) for one in asked}
    case = cases.by_code(session, fullest).case
    backups.make_backup(session)
    (made,) = backup.every(scene.office / backup.FOLDER)
    shutil.copyfile(made.path, scene.carried)
    vaults.close_session(session, make_backup=False)
    return Ground(replace(scene, fullest=case), before, going, {})


def _merge(scene: Scene, session: Session) -> None:
    """Another computer joins, opens a case and sends it; of the computer itself nothing stays."""
    made = pc_invite.invite(session, scene.stick / "second.ancora-invite")
    found = pc_invite.open_invite(made.file, "-".join(made.groups), NOW)
    made.file.unlink()
    folder = scene.root / "second"
    other = pc_invite.join(
        folder, found, worker=WORKER, passphrase=PASSPHRASE, clock=scene.clock, cost=KdfCost.for_tests()
    )
    with other.vault.write(NOW) as conn:
        case = intake.put(other, conn, {"case": None, "form": "case", "set": {"case_track": ["vd_adult"]}})
        sheet = {"first_name": CANARY, "sex": "F"}
        intake.put(other, conn, {"case": case.code, "form": "identity", "set": sheet})
    (scene.stick / MERGED_CASE).write_text(str(case.code), encoding="utf-8")
    merge_out.export_merge(other, pcs.others(other)[0].id, scene.merged)
    vaults.close_session(other, make_backup=False)
    shutil.rmtree(folder)
