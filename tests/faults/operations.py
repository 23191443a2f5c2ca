"""The rows of the matrix."""

from __future__ import annotations

from tests.faults import computers, confirming, daily, keeping, merging, moving, packing, people_work, trusting
from tests.faults.operation import EVERY, Operation, nothing_missing

_DISKS = frozenset({"full", "closed", "pulled", "held"})

OPERATIONS: tuple[Operation, ...] = (
    Operation("save", "save", daily.save, daily.saves_missing),
    Operation("settle", "settle different answers", daily.settle, daily.settled_missing),
    Operation("seal", "seal a case", daily.seal, daily.seals_missing),
    Operation("export", "export a bundle", daily.export, daily.exports_missing, on_stick=_DISKS),
    Operation("import", "import a bundle", daily.take_in, daily.arrivals_missing, home="region",
              on_stick=frozenset({"pulled"}), reads=("stick/in.ancora",)),
    Operation("receipt", "confirm what came", confirming.confirm, confirming.receipts_missing, home="region",
              on_stick=_DISKS, reads=("stick/in.ancora",)),
    Operation("takeout", "take everything out", daily.take_out, daily.takeouts_missing, after=daily.takeouts_torn,
              on_stick=_DISKS),
    Operation("backup", "back up", keeping.back_up, keeping.backups_missing),
    Operation("stick", "back up on a stick", keeping.back_up_on_stick, keeping.stick_lacks, on_stick=_DISKS),
    Operation("restore", "restore", keeping.restore, keeping.restored_missing, on_stick=frozenset({"pulled"}),
              reads=("stick/carried.ancora-backup",)),
    Operation("erase", "erase a case", keeping.erase, keeping.erased_is_there),
    Operation("person", "add a person", people_work.add_person, nothing_missing, after=people_work.people_shut_out),
    Operation("removal", "remove a person", people_work.remove_person, nothing_missing,
              after=people_work.nobody_stays),
    Operation("passphrase", "change a passphrase", people_work.new_passphrase, nothing_missing,
              after=people_work.one_passphrase),
    Operation("rekey", "change the key", people_work.rekey, nothing_missing, after=people_work.everybody_opens),
    Operation("recover", "recover with the kit", people_work.recover, nothing_missing,
              after=people_work.one_passphrase, columns=EVERY - {"passphrase"}),
    Operation("computers", "invite and retire a computer", computers.change, computers.changes_missing,
              on_stick=_DISKS),
    Operation("merge", "exchange work with another computer", merging.merge, merging.merges_missing,
              on_stick=_DISKS, reads=("stick/merged.for-1",)),
    Operation("join", "join an office", computers.join, computers.joined_missing, home="new",
              columns=EVERY - {"held", "passphrase", "damaged"}, reads=("stick/join.ancora-invite",)),
    Operation("trust", "sign the list of offices", trusting.sign, trusting.lists_missing, home="region",
              on_stick=_DISKS),
    Operation("pack", "take over what the region sends down", packing.take_over, packing.packs_missing),
    Operation("transfer", "offer a case and take one back", moving.move, moving.moves_missing, on_stick=_DISKS),
    Operation("migrate", "change the shape", keeping.migrate, keeping.golden_missing, home="old"),
    Operation("set-up", "set up an office", keeping.set_up, keeping.set_up_missing, home="new",
              columns=EVERY - {"held", "passphrase", "damaged"}),
    Operation("lock", "lock", daily.lock, daily.drafts_missing, columns=frozenset({"kill", "power", "clock"})),
)  # fmt: skip
