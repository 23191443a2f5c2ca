"""A region sends forms, lists and lines down; an office looks, takes them over, and takes them back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desktop.forms import local
from desktop.forms.local import Added, Changes, Option, Words
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.protocols import local as protocols
from desktop.services import directory, library, local_forms, local_protocols, packs, vaults
from desktop.services.session import Session
from tests.conftest import FixedClock
from tests.offices import Done, Office, acquaint, make_office

QUESTION, OF_OFFICE = "local_aaaabbbbcc", "local_zzzzyyyyxx"
ENTRY, LINE, SERVICE, TABLE = "r_run_parc", "r_run_linie", "r_run_centru", "r_run_insotit"
PLACES = "L5"


def question(id: str, label: str) -> Added:
    options = (Option("o_aaaaaaaa", {"ro": "o rudă"}), Option("o_bbbbbbbb", {"ro": "o vecină"}))
    return Added(id, "circumstances", FieldType.CHOICE, {"ro": label}, privacy=PrivacyClass.OPERATIONAL, bundle="keep",
                 options=options)  # fmt: skip


def form(label: str = "Cine a însoțit-o", *, hidden: frozenset[str] = frozenset()) -> Changes:
    words = {"inc_place_type": Words({"ro": "Unde s-a întâmplat"})}
    return Changes("incident", hidden=hidden, words=words, added=(question(QUESTION, label),))


def protocol() -> protocols.Changes:
    step = protocols.OwnStep("o1", after="4", title={"ro": "Anunțați linia regiunii"}, roles=("SOC",))
    return protocols.Changes("sv_md", added=(step,))


def parts() -> str:
    entry = {"code": ENTRY, "label": {"ro": "Parcul central"}, "group": "public"}
    told = [
        {"type": "list", "id": PLACES, "entries": [entry]},
        {"type": "line", "id": LINE, "number": "022 123 456", "name": {"ro": "Linia regiunii"},
         "text": {"ro": "Răspunde zi și noapte."}, "checked_on": "2026-06-01"},
        {"type": "service", "id": SERVICE, "kind": "psiholog", "name": {"ro": "Centrul raional"},
         "phones": ["022 111 222"]},
        {"type": "indicator", "id": TABLE, "title": {"ro": "Incidente după însoțitor"}, "way": "incidents_reported",
         "field": f"incident.{QUESTION}"},
    ]  # fmt: skip
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock) -> Office:
    return make_office(tmp_path / "un4", "UN4", clock)


@pytest.fixture
def region(tmp_path: Path, clock: FixedClock, office: Office) -> Office:
    made = make_office(tmp_path / "run", "RUN", clock, kind="region")
    acquaint(office, made)
    return made


@contextmanager
def opened(office: Office) -> Iterator[Session]:
    session = office.open()
    try:
        yield session
    finally:
        vaults.close_session(session, make_backup=False)


def lay(region: Office, changes: Changes | None = None, told: str | None = None) -> None:
    """Lay a form, a protocol and the rest ready."""
    for name, body in (
        ("f.ancora-form", local.body(changes or form())),
        ("p.ancora-protocol", protocols.body(protocol())),
        ("rest.json", parts() if told is None else told),
    ):
        file = region.folder / name
        file.write_text(body, encoding="utf-8")
        done = region.run("pack", "add", file)
        assert done.status == 0, done


def publish(region: Office, file: Path, to: str = "UN4") -> Path:
    done = region.run("pack", "publish")
    assert done.status == 0, done
    done = region.run("export", "directory", "--to", to, "--out", file)
    assert done.status == 0, done
    return file


def bring(office: Office, file: Path) -> Done:
    done = office.run("import", file)
    assert done.status == 0, done
    return done


def take_over(region: Office, office: Office, file: Path) -> None:
    publish(region, file)
    bring(office, file)
    done = office.run("pack", "accept")
    assert done.status == 0, done


def incident(office: Office, **said: Any) -> str:
    case = office.new_case()
    done = office.put({"case": case, "form": "incident", "set": {"inc_dt": "2026-08-03", **said}})
    assert done.status == 0, done
    return str(done.one["record"])


def test_nothing_changes_before_a_head_has_said_so(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    fate = bring(office, publish(region, tmp_path / "a.ancora"))
    assert (fate.one["kind"], fate.one["code"], fate.one["new"]) == ("directory", "pack-waits", 6)
    with opened(office) as session:
        assert session.library.definitions.form("incident").find(QUESTION) is None
        assert all(line.id != LINE for line in session.library.hotlines)
        assert packs.state(session).waiting is not None and packs.state(session).counting is None


def test_a_head_is_told_what_would_change(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    bring(office, publish(region, tmp_path / "a.ancora"))
    done = office.run("pack", "preview")
    assert done.status == 0, done
    told = {(one["kind"], one["sort"]): one["change"] for one in done.lines}
    assert "Cine a însoțit-o" in " ".join(told.values())
    for kind in ("form", "protocol", "list", "line", "service", "indicator"):
        assert (kind, "new") in told, told
    assert "Unde s-a întâmplat" in told["form", "other"]
    careful = [one["kind"] for one in done.lines if one["care"]]
    assert {"form", "indicator"} <= set(careful), "answers that leave, and what is counted, are to be looked at twice"


def test_what_was_taken_over_counts_at_once_and_after_the_next_opening(
    office: Office, region: Office, tmp_path: Path
) -> None:
    lay(region)
    take_over(region, office, tmp_path / "a.ancora")
    with opened(office) as session:
        asked = session.library.definitions.form("incident")
        assert asked.find(QUESTION) is not None
        assert asked.field("inc_place_type").label["ro"] == "Unde s-a întâmplat"
        assert session.library.protocol("sv_md").step("orun_1") is not None
        assert session.library.definitions.list(PLACES).find(ENTRY) is not None
        (line,) = [one for one in directory.lines(session) if one.hotline.id == LINE]
        assert (line.hotline.number, line.hotline.emergency, line.checked_on) == ("022 123 456", False, "2026-06-01")
        assert directory.service(session, SERVICE).phones == ("022 111 222",)
        assert session.library.indicators[TABLE].rows[0][0] == "o_aaaaaaaa"
    assert incident(office, **{QUESTION: "o_aaaaaaaa", "inc_place_type": ENTRY})


def test_a_sheet_keeps_the_edition_it_was_filled_with(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    take_over(region, office, tmp_path / "a.ancora")
    old = incident(office, **{QUESTION: "o_bbbbbbbb", "inc_place_type": ENTRY})
    lay(region, form("Cu cine a venit", hidden=frozenset({"frequency"})))
    region.run("pack", "remove", "list", PLACES)
    take_over(region, office, tmp_path / "b.ancora")
    new = incident(office)
    with opened(office) as session:
        from db import records

        before, after = (records.get(session.conn, one) for one in (old, new))
        assert before is not None and after is not None
        filled = session.library.definitions.form("incident", before.version)
        assert filled.field(QUESTION).label["ro"] == "Cine a însoțit-o"
        assert not filled.field("frequency").hidden
        now = session.library.definitions.form("incident", after.version)
        assert now.field(QUESTION).label["ro"] == "Cu cine a venit" and now.field("frequency").hidden
        entry = session.library.definitions.list(PLACES).find(ENTRY)
        assert entry is not None and entry.retired, "what an old sheet says can still be read, and is offered no more"


def test_it_is_taken_back_step_by_step(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    take_over(region, office, tmp_path / "a.ancora")
    record = incident(office, **{QUESTION: "o_bbbbbbbb"})
    lay(region, form("Cu cine a venit"))
    take_over(region, office, tmp_path / "b.ancora")
    assert office.run("pack", "rollback").one["version"] == 1
    with opened(office) as session:
        assert session.library.definitions.form("incident").field(QUESTION).label["ro"] == "Cine a însoțit-o"
    assert office.run("pack", "rollback").status == 0
    with opened(office) as session:
        from db import records

        shipped = library.shipped()
        asked = session.library.definitions.form("incident")
        assert asked.version == shipped.definitions.form("incident").version
        assert asked.field(QUESTION).hidden, "asked no more, and known where it was answered"
        found = records.get(session.conn, record)
        assert found is not None and found.body[QUESTION] == "o_bbbbbbbb"
        assert session.library.guidebook == shipped.guidebook
        assert dict(session.library.indicators) == dict(shipped.indicators)
        assert session.library.protocol("sv_md") == shipped.protocol("sv_md")
    assert office.run("pack", "rollback").code == "no-pack-counts"
    assert office.run("pack", "accept", "2").status == 0, "it can be taken over once more"


def test_what_the_office_changed_stands_on_what_the_region_sent(office: Office, region: Office, tmp_path: Path) -> None:
    own = Changes("incident", hidden=frozenset({"frequency"}), words={"inc_timeofday": Words({"ro": "La ce oră"})},
                  added=(question(OF_OFFICE, "Cine a sunat"),))  # fmt: skip
    with opened(office) as session:
        local_forms.publish(session, own)
    lay(region)
    take_over(region, office, tmp_path / "a.ancora")
    record = incident(office, **{QUESTION: "o_aaaaaaaa", OF_OFFICE: "o_bbbbbbbb"})
    with opened(office) as session:
        asked = session.library.definitions.form("incident")
        assert {QUESTION, OF_OFFICE} <= {field.id for field in asked.fields() if not field.hidden}
        assert asked.field("frequency").hidden and asked.field("inc_timeofday").label["ro"] == "La ce oră"
        found = local_forms.of_form(session, "incident")
        assert found.counting is not None and found.counting.changes == own, "its own changes stay its own"
        assert found.shipped.find(QUESTION) is not None, "and stand on what the region asks"
        assert not found.earlier
    assert office.run("pack", "rollback").status == 0
    with opened(office) as session:
        from db import records

        asked = session.library.definitions.form("incident")
        assert asked.field(QUESTION).hidden and not asked.field(OF_OFFICE).hidden
        kept = records.get(session.conn, record)
        assert kept is not None
        filled = session.library.definitions.form("incident", kept.version)
        assert {QUESTION, OF_OFFICE} <= {field.id for field in filled.fields() if not field.hidden}


def test_an_office_goes_on_changing_its_forms_above_the_region(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region, form(hidden=frozenset({"frequency"})))
    take_over(region, office, tmp_path / "a.ancora")
    with opened(office) as session:
        begun = local_forms.begin(session, "incident")
        assert begun.count == 0, "what the region changed is no change of the office"
        assert local_forms.seen(session, begun).field("frequency").hidden
        local_forms.publish(session, local_forms.add(begun, question(OF_OFFICE, "Cine a sunat")))
        asked = session.library.definitions.form("incident")
        assert {QUESTION, OF_OFFICE} <= {field.id for field in asked.fields() if not field.hidden}
        assert asked.field("frequency").hidden
        step = protocols.OwnStep("o1", after="orun_1", title={"ro": "Pasul oficiului"}, roles=("SOC",))
        local_protocols.publish(session, local_protocols.add(local_protocols.begin(session, "sv_md"), step))
        ids = [one.id for one in session.library.protocol("sv_md").steps]
        assert ids.index("o1") == ids.index("orun_1") + 1


def test_what_would_not_fit_any_more_is_told_and_gives_way(office: Office, region: Office, tmp_path: Path) -> None:
    with opened(office) as session:
        local_forms.publish(session, Changes("incident", added=(question(OF_OFFICE, "Cine a însoțit-o"),)))
    lay(region)
    bring(office, publish(region, tmp_path / "a.ancora"))
    own = [one for one in office.run("pack", "preview").lines if one["kind"] == "own"]
    assert len(own) == 1 and "F6" in own[0]["change"]
    assert office.run("pack", "accept").status == 0
    with opened(office) as session:
        found = local_forms.of_form(session, "incident").counting
        assert found is not None and [fault.code for fault in found.faults] == ["label-twice"]


def test_it_comes_again_late_and_under_a_number_used_twice(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    first = publish(region, tmp_path / "a.ancora")
    region.run("export", "directory", "--to", "UN4", "--out", tmp_path / "again.ancora")
    lay(region, form("Cu cine a venit"))
    second = publish(region, tmp_path / "b.ancora")
    assert bring(office, second).one["code"] == "pack-waits"
    late = bring(office, first).one
    assert (late["status"], late["code"]) == ("imported", "pack-older")
    assert bring(office, tmp_path / "again.ancora").one["code"] == "pack-known"
    assert bring(office, first).one["status"] == "already-imported"
    assert office.run("pack", "list").lines[0]["version"] == 2
    assert office.run("pack", "accept").one["version"] == 2


def test_a_region_that_lost_its_last_pack_publishes_once_more(
    office: Office, region: Office, tmp_path: Path, clock: FixedClock
) -> None:
    lay(region)
    kept = tmp_path / "kept"
    bring(office, publish(region, tmp_path / "a.ancora"))
    other = make_office(kept, "RUN", clock, kind="region")  # the same region as far as packs are concerned
    with opened(region) as one, opened(other) as two:
        from db import secrets

        for name in (secrets.SIGN_SEED, secrets.AGE_IDENTITY):
            with two.vault.write(two.now()) as conn:
                value = secrets.get(one.conn, name)
                assert value is not None
                secrets.put(conn, name, value)
    card = office.folder / "un4.card"
    fingerprint = office.run("card", "export", card).one["fingerprint"]
    assert other.run("card", "trust", card, "--fingerprint", fingerprint).status == 0
    lay(other, form("Altfel"))
    refused = office.run("import", publish(other, tmp_path / "twice.ancora"))
    assert refused.code == "pack-version-twice"
    fate = bring(office, publish(other, tmp_path / "once-more.ancora"))
    assert fate.one["code"] == "pack-waits"


def test_the_region_counts_what_it_asked_for(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    take_over(region, office, tmp_path / "a.ancora")
    for number in range(30):
        case = office.new_case()
        done = office.put(
            {"case": case, "form": "report", "set": {"report_dt": f"2026-08-{number % 28 + 1:02d}T10:00+03:00"}},
            {"case": case, "form": "incident", "set": {"inc_dt": "2026-08-01", QUESTION: "o_aaaaaaaa"}},
        )
        assert done.status == 0, done
    file = tmp_path / "figures.ancora"
    assert office.run("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", file).status == 0
    assert region.run("import", file).status == 0
    with opened(region) as session:
        from desktop.services import statistics

        (table,) = [one for one in statistics.regional_tables(session, "2026-Q3").tables if one.id == TABLE]
        assert table.title["ro"] == "Incidente după însoțitor"
        assert {row.label["ro"]: row.n for row in table.rows}["o rudă"] in {30, 27, 33}


def test_each_office_gets_a_file_of_its_own(office: Office, region: Office, tmp_path: Path, clock: FixedClock) -> None:
    other = make_office(tmp_path / "un5", "UN5", clock)
    abroad = make_office(tmp_path / "ro1", "RO1", clock, country="RO")
    acquaint(other, region)
    acquaint(abroad, region)
    lay(region)
    assert region.run("pack", "publish").status == 0
    folder = tmp_path / "stick"
    folder.mkdir()
    done = region.run("export", "directory", "--all", "--out", folder)
    assert [one["to"] for one in done.lines] == ["UN4", "UN5"], "nothing of it goes to the other country"
    assert region.run("export", "directory", "--to", "RO1", "--out", folder).code == "only-statistics-cross"
    for one, taker in zip(done.lines, (office, other), strict=True):
        assert bring(taker, Path(one["file"])).one["code"] == "pack-waits"
    assert office.run("import", done.lines[1]["file"]).status == 1, "it is locked for the other office"
    told = region.run("pack", "offices").lines
    assert [(one["office"], one["version"], one["outcome"]) for one in told] == [
        ("RO1", None, None),
        ("UN4", 1, None),
        ("UN5", 1, None),
    ]


def test_an_office_rewords_and_hastens_a_step_of_its_region(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    step = protocols.OwnStep("o1", "4", {"ro": "Anunțați linia regiunii"}, ("SOC",), anchor="report", due="PT24H")
    file = region.folder / "p.ancora-protocol"
    file.write_text(protocols.body(protocols.Changes("sv_md", added=(step,))), encoding="utf-8")
    assert region.run("pack", "add", file).status == 0
    take_over(region, office, tmp_path / "a.ancora")
    with opened(office) as session:
        begun = local_protocols.begin(session, "sv_md")
        told = local_protocols.set_due(session, begun, "orun_1/1", "PT2H")
        told = local_protocols.reword(told, "orun_1", protocols.Words({"ro": "Sunați regiunea"}))
        local_protocols.publish(session, told)
        found = session.library.protocol("sv_md").step("orun_1")
        assert found is not None and found.title["ro"] == "Sunați regiunea"
        assert found.clocks[0].due == protocols.length("PT2H")
        assert local_protocols.of_protocol(session, "sv_md").of_region == {"orun_1"}
    assert office.run("pack", "rollback").status == 0
    with opened(office) as session:
        assert session.library.protocol("sv_md").step("orun_1") is None


def test_a_region_that_is_restored_remembers_the_numbers_it_gave(
    office: Office, region: Office, tmp_path: Path
) -> None:
    """What was published after the backup is no more in the database that is put back, but its number is taken."""
    stick = tmp_path / "stick"
    stick.mkdir()
    done = region.run("backup", "--to", stick)
    assert done.status == 0, done
    lay(region)
    bring(office, publish(region, tmp_path / "a.ancora"))
    copy = next(iter(stick.glob("*")))
    assert region.run("restore", copy).status == 0
    assert [one["version"] for one in region.run("pack", "offices").lines] == [1]
    lay(region, form("Cu cine a venit"))
    again = bring(office, publish(region, tmp_path / "b.ancora"))
    assert again.one["code"] == "pack-waits"
    assert [one["version"] for one in office.run("pack", "list").lines] == [2, 1]


def test_a_region_learns_from_the_receipt_that_its_pack_came(office: Office, region: Office, tmp_path: Path) -> None:
    lay(region)
    bring(office, publish(region, tmp_path / "a.ancora"))
    assert region.run("pack", "offices").one["outcome"] is None
    back = tmp_path / "back.ancora"
    done = office.run("export", "receipt", "--to", "RUN", "--out", back)
    assert done.status == 0, done
    bring(region, back)
    assert region.run("pack", "offices").one["outcome"] == "imported"


def test_both_computers_of_an_office_take_the_same_file(
    office: Office, region: Office, tmp_path: Path, clock: FixedClock
) -> None:
    """Each with its own yes; sheets that one filled in with the region's questions are read on the other."""
    invite = tmp_path / "second.ancora-invite"
    invited = office.run("vault", "invite", invite)
    assert invited.status == 0, invited
    second = Office(tmp_path / "second", "UN4", clock)
    second.folder.mkdir()
    (second.folder / "pass").write_text((office.folder / "pass").read_text("utf-8"), encoding="utf-8")
    code = tmp_path / "code"
    code.write_text(str(invited.one["code"]), encoding="utf-8")
    joined = second.run("vault", "create", "--join", invite, "--join-code-file", code)
    assert joined.status == 0, joined
    lay(region)
    file = publish(region, tmp_path / "a.ancora")
    for one in (office, second):
        assert bring(one, file).one["code"] == "pack-waits"
    assert office.run("pack", "accept").status == 0
    record = incident(office, **{QUESTION: "o_bbbbbbbb"})
    merge = tmp_path / "merge.ancora"
    (other,) = [one for one in office.run("pcs").lines if not one.get("own")]
    assert office.run("export", "merge", "--to", str(other["number"]), "--out", merge).status == 0
    bring(second, merge)
    with opened(second) as session:
        from db import records

        assert packs.state(session).counting is None, "the other computer's yes is not this one's"
        found = records.get(session.conn, record)
        assert found is not None and found.body[QUESTION] == "o_bbbbbbbb"
    assert second.run("pack", "accept").status == 0
    with opened(second) as session:
        from db import records

        found = records.get(session.conn, record)
        assert found is not None
        filled = session.library.definitions.form("incident", found.version)
        assert not filled.field(QUESTION).hidden
