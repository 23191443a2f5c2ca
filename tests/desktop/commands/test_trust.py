"""Trust from the command line: a root on three papers, a list for everybody, a stolen computer, new keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import FixedClock
from tests.offices import Done, Office, acquaint, make_office
from tests.square import squares


@pytest.fixture
def offices(tmp_path: Path, clock: FixedClock) -> tuple[Office, Office, Office]:
    region = make_office(tmp_path / "run", "RUN", clock, kind="region")
    un4, fa2 = (make_office(tmp_path / code.lower(), code, clock) for code in ("UN4", "FA2"))
    acquaint(region, un4)
    acquaint(region, fa2)
    return region, un4, fa2


def typed_papers(region: Office) -> list[Path]:
    """The papers as two people type them off."""
    made = region.run("trust", "root", "make", region.folder)
    assert made.status == 0 and made.code == "paper", made
    files = []
    for number, line in enumerate(made.lines, start=1):
        file = region.folder / f"typed-{number}"
        (groups,) = squares(Path(line["file"]).read_bytes())
        file.write_text(groups, encoding="utf-8")
        files.append(file)
    return files


def sign(region: Office, papers: list[Path]) -> Done:
    done = region.run("trust", "root", "sign", "--shares", *papers)
    assert done.status == 0, done
    return done


def hand_out(region: Office, *offices: Office) -> list[Done]:
    folder = region.folder / f"out-{len(region.said)}"
    folder.mkdir()
    done = region.run("export", "trust", "--all", "--out", folder)
    files = {line["to"]: line["file"] for line in done.lines}
    assert set(files) == {"UN4", "FA2"} and done.status == 0
    return [office.run("import", files[office.code]) for office in offices]


def compare_anew(region: Office, office: Office) -> None:
    card = region.folder / f"again-for-{office.code}.card"
    fingerprint = region.run("card", "export", card).one["fingerprint"]
    assert office.run("card", "trust", card, "--fingerprint", fingerprint).status == 0


def state(office: Office, code: str) -> str:
    return str(office.run("trust", "show", code).lines[0]["state"])


def test_from_a_root_on_paper_to_a_computer_that_was_stolen(offices: tuple[Office, Office, Office]) -> None:
    region, un4, fa2 = offices
    one, two, three = typed_papers(region)
    shown = region.run("trust", "root", "show").one
    assert (shown["root"], shown["version"], shown["added"]) == (None, 0, ["FA2", "RUN", "UN4"])
    assert sign(region, [one, three]).one["version"] == 1
    for office in (un4, fa2):
        compare_anew(region, office)
    assert [done.one["status"] for done in hand_out(region, un4, fa2)] == ["imported"] * 2
    (line,) = un4.run("trust", "show", "FA2").lines
    assert (line["state"], line["why"], line["region"], line["version"]) == ("trusted", "list", "RUN", 1)
    assert [line["office"] for line in un4.run("trust", "list").lines] == ["FA2", "RUN"]

    revoke = ("trust", "revoke", "FA2", "--reason", "stolen", "--since", "2026-11-20")
    assert region.run(*revoke).code == "revoke-not-confirmed"
    assert region.run(*revoke, "--confirm", "UN4").code == "revoke-not-confirmed"
    assert region.run(*revoke, "--confirm", "FA2").one["state"] == "revoked"
    assert sign(region, [two, one]).one["revoked"] == ["FA2"]
    (done,) = hand_out_one(region, un4)
    assert done.one["new"] == 1
    (line,) = un4.run("trust", "show", "FA2").lines
    assert (line["state"], line["reason"], line["lost"]) == ("revoked", "stolen", "2026-11-20")


def hand_out_one(region: Office, office: Office) -> list[Done]:
    file = region.folder / f"list-{len(region.said)}.ancora"
    assert region.run("export", "trust", "--to", office.code, "--out", file).status == 0
    return [office.run("import", file)]


def test_one_paper_or_those_of_another_root_sign_nothing(offices: tuple[Office, Office, Office]) -> None:
    region, un4, _fa2 = offices
    one, two, _three = typed_papers(region)
    assert region.run("trust", "root", "sign", "--shares", one).code == "shares-needed"
    assert region.run("trust", "root", "sign", "--shares", one, one).code == "share-repeated"
    other = make_office(region.folder / "other", "ROT", region.clock, kind="region")
    foreign, second, _third = typed_papers(other)
    assert region.run("trust", "root", "sign", "--shares", one, foreign).code == "share-foreign"
    assert region.run("trust", "root", "sign", "--shares", foreign, second).code == "root-other"
    assert un4.run("trust", "root", "sign", "--shares", one, two).code == "region-only"
    assert region.run("export", "trust", "--to", "UN4", "--out", region.folder / "none").code == "root-none"
    assert not (region.folder / "none").exists()


def test_a_word_that_was_typed_wrong_is_not_repeated(offices: tuple[Office, Office, Office]) -> None:
    _region, un4, _fa2 = offices
    done = un4.run("trust", "show", "Zmau")
    assert (done.status, done.code) == (1, "no-such-office") and "Zmau" not in done.err
    assert un4.run("trust", "put-aside", "RUN").code == "nothing-to-compare"
    assert un4.run("trust", "revoke", "RUN", "--reason", "Zmau", "--confirm", "RUN").status == 2


def test_without_json_it_is_told_in_sentences(offices: tuple[Office, Office, Office]) -> None:
    region, un4, _fa2 = offices
    told = un4.raw(*un4.keys, "trust", "list")
    assert told.status == 0 and region.run("trust", "list").lines[0]["fingerprint"] not in told.out
    assert "RUN" in told.out and "24.11.2026" in told.out


def test_after_a_theft_an_office_has_new_keys_and_the_old_ones_open_only_what_came_before(
    offices: tuple[Office, Office, Office], tmp_path: Path
) -> None:
    region, un4, _fa2 = offices
    before = un4.run("card", "export", tmp_path / "before.card").one["fingerprint"]
    words = ("export", "statistics", "--to", "RUN", "--period", "2026-Q2", "--out")
    un4.new_case()
    early = un4.run(*words, tmp_path / "early.ancora")
    assert early.status == 0, early
    renewed = un4.run("card", "renew")
    assert (renewed.status, renewed.code) == (0, "office-keys-changed")
    fingerprint = un4.run("card", "export", tmp_path / "after.card").one["fingerprint"]
    assert fingerprint == renewed.one["fingerprint"] != before
    late = ("export", "statistics", "--to", "RUN", "--period", "2026-Q3", "--out", tmp_path / "late.ancora")
    assert un4.run(*late).status == 0
    assert region.run("import", tmp_path / "late.ancora").lines[0]["code"] == "unknown-signer"
    assert region.run("import", tmp_path / "early.ancora").lines[0]["status"] == "imported"
    assert region.run("card", "trust", tmp_path / "after.card", "--fingerprint", fingerprint).status == 0
    assert region.run("import", tmp_path / "late.ancora").lines[0]["status"] == "imported"
