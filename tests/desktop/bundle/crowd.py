"""Many offices for one region, by their keys alone: what they send is true, and no vault has to be made for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db import offices
from db.hybrid import stamp
from db.offices import Office
from desktop.bundle import crypto, writer
from desktop.bundle.card import Card
from desktop.bundle.format import Head
from desktop.bundle.kinds import statistics as kind
from desktop.bundle.kinds.statistics import CountedTable, Statistics
from desktop.services import cards
from desktop.services.session import Session


@dataclass(slots=True)
class Sender:
    """One office; it numbers what it sends, and each bundle names the one before."""

    code: str
    seed: bytes
    box_key: str
    seq: int = 0
    prev: str | None = None
    made: list[Path] = field(default_factory=list)

    def send(self, region: Session, out: Path, period: str, cases: int = 30) -> Path:
        """The tables of a period in a file."""
        self.seq += 1
        head = Head("statistics", self.code, self.seq, self.prev, "2026-11")
        with out.open("wb") as file:
            written = writer.write(
                file,
                head=head,
                to=cards.card(region).box_key,
                sign=self.seed,
                records=kind.to_records(Statistics(period, 1, tables(cases))),
            )
        self.prev = written.hash
        self.made.append(out)
        return out


def crowd(region: Session, codes: list[str]) -> list[Sender]:
    """Offices of these codes, whose cards the region has compared."""
    found = [Sender(code, crypto.new_seed(), crypto.new_identity()[1]) for code in codes]
    here = region.office
    with region.vault.write(region.now()) as conn:
        for one in found:
            card = Card(one.code, "office", here.country, crypto.sign_key_of(one.seed), one.box_key)
            offices.put(
                conn,
                Office(
                    one.code, "office", here.country, one.code, card.sign_key, card.box_key, card.fingerprint,
                    trusted_on=stamp(region.now()), trusted_by=region.worker.id, practice=here.practice,
                ),
            )  # fmt: skip
    return found


def tables(cases: int) -> tuple[CountedTable, ...]:
    """New cases and the predominant form, both in multiples of three."""
    whole = cases // 3 * 3
    some = whole // 6 * 3
    return (
        CountedTable("i01", 1, "case", (), whole),
        CountedTable("i09", 1, "survivor", (("F", whole - some), ("M", some)), whole),
    )
