"""Makes the golden bundles of a format: `python -m tests.golden.make_bundles`, once, before its first release.

Offices and computers that are invented do what each kind is for, and every file is kept as it left. Afterwards nothing
here is ever made again: a later release reads these files, or it loses what offices have on their sticks.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import matching, secrets
from db import pcs as kept_pcs
from desktop.bundle import canonical, crypto, reader
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.pack_parts import Entry, IndicatorPart, LinePart, ListPart, ServicePart
from desktop.forms import local
from desktop.forms.local import Added
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.protocols import local as protocols
from desktop.services import (
    local_forms,
    merge_out,
    office_keys,
    pc_invite,
    pcs,
    receipts,
    region_root,
    sync,
    transfers,
    vaults,
)
from desktop.services.office_keys import OfficeKeys
from desktop.services.outgoing import Parcel, addressee, send
from desktop.services.session import Session
from desktop.services.transfers import Wanted
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.bundle import desks
from tests.desktop.bundle.golden import FOLDER
from tests.desktop.services.test_merge import erase
from tests.desktop.services.transfer_room import Pair

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
OFFICE, OTHER, REGION = "XUN4", "XCR1", "XREG"
SIGNERS = {"other_seed": OTHER, "region_seed": REGION}
WORDS = {"ro": "Linia raionului", "en": "Line of the district"}


class Offices(Pair):
    """The practice office, another one, and their region, each with the keys that are kept beside the files."""

    def __post_init__(self) -> None:
        self.keys: dict[str, str] = json.loads((FOLDER / "keys.json").read_text("utf-8"))
        self.keys.pop("root_seed", None)
        self.one, self.other, self.third = (
            desks.desk(self.folder, code, self.clock, practice=True, kind="region" if code == REGION else "office")
            for code in (OFFICE, OTHER, REGION)
        )
        for name, session in (("sender", self.one), ("other", self.other), ("region", self.third)):
            self._keep_keys(name, session)
        self.root = region_root.new(self.third)
        region_root.keep(self.third, self.root, 3)
        desks.acquaint(self.folder, self.one, self.other, self.third)
        region_root.sign(self.third, self.root)
        card = sync.save_card(self.third, self.folder / "again.ancora-card")  # it names the root from now on
        for session in (self.one, self.other):
            sync.trust(session, self.folder / "again.ancora-card", card.fingerprint)
        self.stick.mkdir()
        made = self.fill()
        self.case, self.code = str(made.case), str(made.code)

    def _keep_keys(self, name: str, session: Session) -> None:
        """The keys under this name, or new ones that are kept under it from now on."""
        seed = bytes.fromhex(self.keys.setdefault(f"{name}_seed", crypto.new_seed().hex()))
        identity = self.keys.setdefault(f"{name}_identity", crypto.new_identity()[0])
        with session.vault.write(session.now()) as conn:
            office_keys.keep(conn, OfficeKeys(seed, identity))

    def wanted(self, **more: Any) -> Wanted:
        return replace(super().wanted(**more), to=OTHER)


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="ancora-golden-"))
    try:
        offices = Offices(folder, FixedClock(NOW))
        with ExitStack() as stack:
            for session in (offices.one, offices.other, offices.third):
                stack.callback(vaults.close_session, session, make_backup=False)
            _make(offices)
        (FOLDER / "keys.json").write_text(json.dumps(offices.keys, indent=1) + "\n", "utf-8")
    finally:
        shutil.rmtree(folder)


def _make(offices: Offices) -> None:
    one, other, region, stick = offices.one, offices.other, offices.third, offices.stick
    _live(offices)
    invited = pc_invite.invite(one, stick)
    shutil.copyfile(invited.file, FOLDER / "computer.ancora-invite")
    offices.keys["invite_code"] = "-".join(invited.groups)
    opened = pc_invite.open_invite(invited.file, offices.keys["invite_code"], NOW)
    second = pc_invite.join(
        offices.folder / "second", opened, worker="Persoana a doua", passphrase=desks.PASSPHRASE, clock=offices.clock
    )
    kept = secrets.get(second.conn, kept_pcs.IDENTITY)
    vaults.close_session(second, make_backup=False)
    assert kept is not None
    offices.keys |= {"second_identity": kept.decode(), "first_seed": pcs.sign_seed(one).hex()}

    offices.agree("dosar_intreg", "relatare")
    offer = offices.offer(with_account=True)
    keep(offices, "transfer", offer, "sender_seed", "other_identity")
    merge = merge_out.export_merge(one, pcs.others(one)[0].id, stick).file
    keep(offices, "merge", merge, "first_seed", "second_identity")
    assert offices.bring(offer, other).status == "imported"
    answer = transfers.accept(other, offices.sheet(other).record, stick).file
    keep(offices, "acknowledgement", answer, "other_seed", "sender_identity")
    keep(offices, "receipt", receipts.export(region, OFFICE, stick / "receipt").file, "region_seed", "sender_identity")
    keep(offices, "directory", _pack(region, stick / "pack"), "region_seed", "sender_identity")
    keep(offices, "trust", region_root.export(region, OFFICE, stick / "list").file, "region_seed", "sender_identity")
    for name, session in (("region", region), ("other", other)):
        (FOLDER / f"{name}.ancora-card").unlink(missing_ok=True)
        sync.save_card(session, FOLDER / f"{name}.ancora-card")


def _live(offices: Offices) -> None:
    """What an office has done before it gets a second computer: one of everything that a merge tells."""
    one, first = offices.one, (offices.case, offices.code)
    gone = offices.fill()
    erase(one, str(gone.case))
    with one.vault.write(one.now()) as conn:
        sheets = conn.execute("SELECT id FROM main.record WHERE form IN ('identity', 'child') ORDER BY id").fetchall()
        matching.tell_apart(conn, sheets[0][0], sheets[1][0], one.worker.id, one.now())
    held = local_forms.reasons(one, "monitoring")
    form = one.library.definitions.form("monitoring")
    path = next(field.pattern for field in form.fields() if field.pattern not in held and not field.group)
    changes = local_forms.reword(local_forms.begin(one, "monitoring"), path, local.Words({"ro": "Cu vorbele noastre"}))
    local_forms.publish(one, changes)
    sent = desks.export(one, REGION, "2026-Q2", offices.stick / "tables")
    assert offices.bring(sent, offices.third).status == "imported"
    offices.case, offices.code = first


def _pack(region: Session, file: Path) -> Path:
    """One part of each kind."""
    question = Added(
        "local_aaaabbbbcc", "circumstances", FieldType.YES_NO, WORDS, privacy=PrivacyClass.OPERATIONAL, bundle="keep"
    )
    parts = (
        local.Changes("incident", hidden=frozenset({"frequency"}), added=(question,)),
        protocols.Changes("sv_md", added=(protocols.OwnStep("oxreg_1", "4", WORDS, ("SOC",)),)),
        ListPart("L5", (Entry("r_xreg_park", {"ro": "Parcul"}, "public"),), ("loc_de",)),
        LinePart("r_xreg_line", "+373 22 000 000", WORDS, WORDS, "Consiliul raional", "2026-11-01"),
        ServicePart("r_xreg_centre", "psiholog", {"ro": "Centrul"}, place="MD-UN", phones=("022 000 000",)),
        IndicatorPart("r_xreg_ways", 1, WORDS, "incidents_reported", "incident.local_aaaabbbbcc"),
    )
    lines = directory.to_records(directory.pack_of(1, parts))
    return send(region, addressee(region, OFFICE), Parcel("directory", lines, "pack-exported"), file).file


def keep(offices: Offices, kind: str, file: Path, signed_by: str, sealed_to: str) -> None:
    """The file as it left, and beside it all that it says."""
    data, lines, files = file.read_bytes(), list[dict[str, Any]](), list[tuple[str, bytes]]()
    key = crypto.sign_key_of(bytes.fromhex(offices.keys[signed_by]))
    office = SIGNERS.get(signed_by, OFFICE)
    verified = reader.verify(lambda: io.BytesIO(data), identities=[offices.keys[sealed_to]], trusted={key: office})
    reader.records(verified, lines.append, lambda id_, content: files.append((id_, content)))
    told = {
        "signed_by": signed_by,
        "sealed_to": sealed_to,
        "hash": verified.hash,
        "manifest": canonical.load(verified.ending.manifest),
        "records": lines,
        "files": [{"id": id_, "content": base64.b64encode(content).decode()} for id_, content in files],
    }
    (FOLDER / f"{kind}.ancora").write_bytes(data)
    (FOLDER / f"{kind}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
