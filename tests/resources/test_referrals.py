"""What institutions need to know is data: every sector has its paper, in four languages, and nothing that was told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.forms import ledger, roles
from desktop.forms.ledger import ACCOUNT
from desktop.forms.reading import DefinitionFault
from desktop.forms.schema import Definitions, FieldType

CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґЁё]")
FOUR = {"ro", "en", "ru", "uk"}


@pytest.fixture
def shipped(root: Path, defs: Definitions) -> dict[str, roles.Role]:
    return roles.load(root, defs)


def test_every_sector_of_a_referral_has_a_paper(shipped: dict[str, roles.Role], defs: Definitions) -> None:
    sectors = [entry.code for entry in defs.list("L24").entries]
    assert sorted(one for role in shipped.values() for one in role.sectors) == sorted(sectors)


def test_a_consent_can_name_the_recipient_of_every_paper(shipped: dict[str, roles.Role]) -> None:
    for role in shipped.values():
        assert ledger.of_sector(role.sectors) <= set(role.recipients), role.id


def test_nothing_that_was_told_is_on_a_paper_by_itself(shipped: dict[str, roles.Role], defs: Definitions) -> None:
    for role in shipped.values():
        for part in role.parts:
            for form, path in part.fields:
                field = defs.form(form).field(path)
                told = field.seal or field.type is FieldType.LONG_TEXT
                assert not told or (part.asked and part.data == ACCOUNT), f"{role.id}: {form}/{path}"


def test_the_violence_is_told_to_no_school_and_no_employment_agency(shipped: dict[str, roles.Role]) -> None:
    for id in ("EDU", "OCU", "SOC"):
        data = {part.data for part in shipped[id].parts}
        assert not data & {"tip_violenta", "data_faptei", "agresor", "risc", "sanatate", ACCOUNT}, id


def test_every_word_is_there_in_four_languages(root: Path, shipped: dict[str, roles.Role]) -> None:
    words = [role.title for role in shipped.values()]
    words += [part.why for role in shipped.values() for part in role.parts]
    words += [text for letter in roles.load_words(root).values() for text in letter.values()]
    for text in words:
        assert set(text) == FOUR, text
        for language in ("ru", "uk"):
            assert CYRILLIC.search(text[language]), text


def test_a_letter_asks_for_the_same_facts_in_every_language(root: Path) -> None:
    for id, letter in roles.load_words(root).items():
        for key, text in letter.items():
            asked = {language: sorted(re.findall(r"{\w+}", words)) for language, words in text.items()}
            assert len({tuple(facts) for facts in asked.values()}) == 1, f"{id}: {key}"
            assert len({words.count("|") for words in text.values()}) == 1, f"{id}: {key}"


def test_none_of_it_is_called_verified(shipped: dict[str, roles.Role]) -> None:
    assert {role.verified for role in shipped.values()} == {False}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text.replace('"identity/last_name"', '"identity/phones/number"'), "safe contact"),
        (lambda text: text.replace('"identity/last_name"', '"incident/narrative"'), "asks for it"),
        (lambda text: text.replace("asked = true", ""), "asks for it"),
        (lambda text: text.replace('"identity/last_name"', '"last_name"'), "not form/field"),
        (lambda text: text.replace('recipients = ["politie"]', 'recipients = ["vecini"]'), "release_recipients"),
        (lambda text: text.replace('recipients = ["politie"]', "recipients = []"), "no recipient"),
        (lambda text: text.replace('data = "risc"', 'data = "cod"'), "twice"),
        (lambda text: text.replace('special = "code"', 'special = "code"\nfields = ["identity/sex"]'), "either fields"),
        (lambda text: text.replace('special = "code"', 'special = "everything"'), "special"),
    ],
)
def test_a_paper_that_could_say_too_much_does_not_load(
    root: Path, defs: Definitions, tmp_path: Path, spoil: Callable[[str], str], fault: str
) -> None:
    shutil.copytree(root / "referrals", tmp_path / "referrals")
    file = tmp_path / "referrals" / "POL.v1.toml"
    before = file.read_text("utf-8")
    file.write_text(spoil(before), "utf-8")
    assert file.read_text("utf-8") != before
    with pytest.raises(DefinitionFault, match=fault):
        roles.load(tmp_path, defs)
