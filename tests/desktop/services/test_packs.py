"""Packs that somebody forged with a real key: each is refused as a whole, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import packs as kept
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import pack_of
from desktop.bundle.kinds.pack_parts import Entry, LinePart, ListPart, Part
from desktop.forms.local import Added, Changes
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.refusals import Refused
from desktop.services import local_forms, outgoing, pack_draft, pack_publish, pack_typing, packs, sync
from desktop.services.arrivals import Fate
from desktop.services.outgoing import Parcel
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import acquaint, as_role, desk

NAME = {"ro": "Linia regiunii"}
LINE = LinePart("r_run_l", "022 123 456", NAME, NAME)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Iterator[Session]:
    made = desk(tmp_path, "UN4", clock)
    yield made
    made.vault.close(made.now())


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Session) -> Iterator[Session]:
    made = desk(tmp_path, "RUN", clock, kind="region")
    acquaint(tmp_path, office, made)
    yield made
    made.vault.close(made.now())


def send(sender: Session, to: str, folder: Path, *parts: Part, version: int = 1) -> Path:
    """A pack as a region writes it that asks nobody whether it may."""
    pack = pack_of(version, parts)
    out = folder / f"{sender.office.code}-{to}-{version}-{len(list(folder.iterdir()))}.ancora"
    parcel = Parcel("directory", directory.to_records(pack), "pack-exported", len(parts))
    outgoing.send(sender, outgoing.addressee(sender, to), parcel, out)
    return out


def arrive(at: Session, file: Path) -> Fate:
    (fate,) = sync.import_files(at, [file])
    return fate


def question(type_: FieldType = FieldType.YES_NO) -> Added:
    return Added("local_aaaabbbbcc", "circumstances", type_, {"ro": "Nouă"}, privacy=PrivacyClass.IDENTIFIER)


@pytest.mark.parametrize(
    "wrong",
    [
        Changes("incident", hidden=frozenset({"inc_dt"})),
        ListPart("L9", (Entry("r_run_a", NAME),)),
        ListPart("L13", (Entry("r_other_a", NAME),)),
        LinePart("r_other_l", "022 123 456", NAME, NAME),
    ],
)
def test_one_bad_part_refuses_the_whole_pack(office: Session, region: Session, tmp_path: Path, wrong: Part) -> None:
    fate = arrive(office, send(region, "UN4", tmp_path, LINE, wrong))
    assert (fate.status, fate.code) == ("refused", "pack-fault")
    assert kept.every(office.conn) == []
    assert arrive(office, send(region, "UN4", tmp_path, LINE)).code == "pack-waits", "the next good one is taken in"


def test_only_a_region_sends_down_and_only_an_office_takes(office: Session, region: Session, tmp_path: Path) -> None:
    assert arrive(region, send(office, "RUN", tmp_path, LINE)).code == "wrong-kind"
    assert kept.every(region.conn) == []


def test_an_office_never_lays_a_pack_ready(office: Session) -> None:
    with pytest.raises(Refused, match="not-allowed"):
        pack_draft.put(office, LINE)
    with pytest.raises(Refused, match="not-allowed"):
        pack_publish.publish(office)


def test_only_a_head_takes_over(office: Session, region: Session, tmp_path: Path) -> None:
    arrive(office, send(region, "UN4", tmp_path, LINE))
    as_role(office, "worker")
    assert packs.preview(office, 1).groups, "everybody may look"
    for deed in (lambda: packs.accept(office, 1), lambda: packs.decline(office, 1), lambda: packs.rollback(office)):
        with pytest.raises(Refused, match="not-allowed"):
            deed()
    assert packs.state(office).counting is None


def test_packs_of_two_regions_never_count_together(
    office: Session, region: Session, tmp_path: Path, clock: FixedClock
) -> None:
    other = desk(tmp_path, "NAT", clock, kind="region")
    (tmp_path / "UN4.ancora-card").unlink()
    acquaint(tmp_path, office, other)
    arrive(office, send(region, "UN4", tmp_path, LINE))
    packs.accept(office, 1)
    theirs = LinePart("r_nat_l", "022 999 999", {"ro": "Altă linie"}, NAME)
    assert arrive(office, send(other, "UN4", tmp_path, theirs, version=2)).code == "pack-waits"
    with pytest.raises(Refused, match="pack-of-another-region"):
        packs.accept(office, 2)
    assert [one.id for one in office.library.hotlines if one.id.startswith("r_")] == ["r_run_l"]
    packs.rollback(office)
    packs.accept(office, 2)
    assert [one.id for one in office.library.hotlines if one.id.startswith("r_")] == ["r_nat_l"]
    other.vault.close(other.now())


def test_a_question_of_the_office_is_not_asked_otherwise_by_a_region(
    office: Session, region: Session, tmp_path: Path
) -> None:
    local_forms.publish(office, Changes("incident", added=(question(FieldType.LONG_TEXT),)))
    fate = arrive(office, send(region, "UN4", tmp_path, Changes("incident", added=(question(),))))
    assert fate.code == "pack-fault"


def test_a_pack_that_fitted_once_leaves_out_what_fits_no_more(office: Session, region: Session, tmp_path: Path) -> None:
    """A newer program may miss what a pack rests on: the rest counts, and nothing falls down at unlock."""
    arrive(office, send(region, "UN4", tmp_path, LINE, Changes("incident", added=(question(),))))
    packs.accept(office, 1)
    body = kept.every(office.conn)[0].body.replace("circumstances", "gone_section")
    with office.vault.write(office.now()) as conn:
        conn.execute("UPDATE pack SET body = ?", (body,))
    packs.read_again(office)
    asked = office.library.definitions.form("incident")
    assert asked.version < 10_000 and not any(field.id == question().id for field in asked.fields() if not field.hidden)
    assert any(one.id == LINE.id for one in office.library.hotlines)


def test_a_pack_that_cannot_be_read_any_more_changes_nothing(office: Session, region: Session, tmp_path: Path) -> None:
    arrive(office, send(region, "UN4", tmp_path, LINE))
    packs.accept(office, 1)
    with office.vault.write(office.now()) as conn:
        conn.execute("UPDATE pack SET body = 'of a newer program'")
    packs.read_again(office)
    assert all(one.id != LINE.id for one in office.library.hotlines)
    packs.rollback(office)
    assert packs.state(office).counting is None


def test_what_is_typed_in_the_region_is_held_to_its_shape(region: Session) -> None:
    typed = {"name": NAME, "text": NAME, "by": "", "checked_on": ""}
    with pytest.raises(Refused, match="pack-number"):
        pack_typing.line(region, None, **{**typed, "number": "sunați-ne"})
    with pytest.raises(Refused, match="pack-words"):
        pack_typing.line(region, None, **{**typed, "number": "112", "name": {}})
    with pytest.raises(Refused, match="pack-number"):
        pack_typing.service(region, None, kind="psiholog", name=NAME, place="", phones=["x"], hours={})
    assert pack_draft.draft(region).parts == ()


def test_answers_come_and_go_until_nothing_is_left_of_the_part(region: Session) -> None:
    pack_typing.add_answer(region, "L13", NAME, "")
    (entry,) = pack_typing.of_list(region, "L13").entries
    assert entry.code.startswith("r_run_")
    pack_typing.retire_answer(region, "L13", "alta", retired=True)
    pack_typing.drop_answer(region, "L13", entry.code)
    assert pack_typing.of_list(region, "L13").retired == ("alta",)
    pack_typing.retire_answer(region, "L13", "alta", retired=False)
    assert pack_draft.draft(region).parts == ()


def test_a_shelter_gets_no_place_even_when_one_was_chosen(region: Session) -> None:
    sheltered = next(one.id for one in region.library.guidebook.kinds.values() if one.sheltered)
    pack_typing.service(region, None, kind=sheltered, name=NAME, place="MD-UN", phones=[], hours={})
    (ready,) = pack_draft.draft(region).parts
    assert ready.part.place == "" and not ready.faults  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff\xfe", b"[1]\n", b'{"type":"line"}', b"x" * 300_000, b"{" * 5000])
def test_a_file_that_is_no_part_is_refused(region: Session, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(data)
    with pytest.raises(Refused, match="pack-file"):
        pack_draft.add_file(region, file)
    assert pack_draft.draft(region).parts == ()


def test_a_pack_with_a_fault_is_not_published(region: Session) -> None:
    pack_draft.put(region, LINE)
    pack_draft.put(region, ListPart("L9", (Entry("r_run_a", NAME),)))
    assert [fault.code for fault in pack_draft.draft(region).faults] == ["list-closed"]
    with pytest.raises(Refused, match="pack-not-ready"):
        pack_publish.publish(region)
    pack_draft.remove(region, "list", "L9")
    assert pack_publish.publish(region).version == 1


def test_a_table_that_is_counted_otherwise_is_another_table(region: Session) -> None:
    """Figures of two ways of counting must never be added up."""
    pack_typing.table(region, "r_run_t", title=NAME, way="cases_opened", field="incident.frequency")
    pack_publish.publish(region)
    pack_typing.table(region, "r_run_t", title={"ro": "Alt titlu"}, way="cases_opened", field="incident.frequency")
    pack_publish.publish(region)
    assert region.library.indicators["r_run_t"].version == 1, "another title is the same table"
    pack_typing.table(region, "r_run_t", title=NAME, way="cases_reported", field="incident.frequency")
    pack_publish.publish(region)
    assert region.library.indicators["r_run_t"].version == 3
