"""A protocol that is not right in every point does not load, and says where and why."""

from __future__ import annotations

import pytest

from desktop.protocols.load import DefinitionFault, load
from desktop.protocols.schema import Kind
from tests.desktop.protocols.conftest import RESOURCES

HEAD = """
id = "p"
version = 1
title = { ro = "P", en = "P" }
form = "team"
sort = "sv"
begins_with = "incident"
country = "MD"
source = "test"
verified = true
[[group]]
id = "MED"
label = { ro = "Medical", en = "Medical" }
"""
STEP = """
[[step]]
id = "{id}"
title = {{ ro = "Pas", en = "Step" }}
roles = ["MED", "coordinator"]
outcomes = ["facut"]
source = "test"
verified = false
"""
CLOCK = """
[[step.clock]]
kind = "duty"
anchor = "report"
due = "PT2H"
source = "test"
verified = true
"""


def step(id: str = "1", *clocks: str) -> str:
    return STEP.format(id=id) + "".join(clocks)


def on(anchor: str) -> str:
    return CLOCK.replace('"report"', f'"{anchor}"')


@pytest.fixture
def read(tmp_path, defs):
    def run(text):
        (tmp_path / "protocols").mkdir()
        (tmp_path / "protocols/p.v1.toml").write_text(text, encoding="utf-8")
        return load(tmp_path, defs)["p", 1]

    return run


def test_a_protocol_loads_with_all_that_it_says(read):
    clock = CLOCK + 'best = "PT1H"\nrepeat = "R3/P1D"\nlabel = { ro = "a", en = "b" }\n'
    protocol = read(HEAD + step("1", clock) + step("2", on("step:1")) + step("3", on("step:2"), on("step:1")))
    first = protocol.step("1")
    assert first.roles == ("MED", "coordinator")
    assert first.clocks[0].kind is Kind.DUTY
    assert first.clocks[0].repeat.times == 3
    assert first.clocks[0].anchor_step is None
    assert protocol.step("2").clocks[0].anchor_step == "1"
    assert protocol.step("nothing") is None
    assert protocol.groups == {"MED": {"ro": "Medical", "en": "Medical"}}


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        (HEAD, "step", "no step"),
        (HEAD.replace('"p"', '"q"') + step(), "id", "not that of the file name"),
        (HEAD.replace('"team"', '"nothing"') + step(), "form", "unknown form nothing"),
        (HEAD.replace('"team"', '"incident"') + step(), "form", "no rows for a protocol"),
        (HEAD.replace('"MD"', '"FR"') + step(), "", "unknown country FR"),
        (HEAD.replace('"MED"', '"any"') + step(), "any", "not an id of a group"),
        (HEAD.replace('"MED"', '"M E D"') + step(), "M E D", "not an id of a group"),
        (HEAD + "x = 1\n" + step(), "MED", "unknown key x"),
        ("x = 1\n" + HEAD + step(), "", "unknown key x"),
        (HEAD + step("1") + step("1"), "step 1", "there twice"),
        (HEAD + step("UN"), "UN", "not an id"),
        (HEAD + step() + "x = 1\n", "1", "unknown key x"),
        (HEAD + step().replace('"MED"', '"NURSE"'), "1", "roles has the unknown NURSE"),
        (HEAD + step() + 'support = ["NURSE"]\n', "1", "support has the unknown NURSE"),
        (HEAD + step() + 'when = ["raining"]\n', "1", "when has the unknown raining"),
        (HEAD + step().replace('["facut"]', '["depasit"]'), "1", "outcomes has the unknown depasit"),
        (HEAD + step().replace('["facut"]', "[]"), "1", "no roles or no outcomes"),
        (HEAD + step().replace('["MED", "coordinator"]', "[]"), "1", "no roles or no outcomes"),
        (HEAD + step() + 'document = "poem"\n', "1", "the list L32 has no code poem"),
        (HEAD + step() + "needs_consent = 1\n", "1", "needs_consent is not of type bool"),
        (HEAD + step("1", on("birthday")), "step 1", "unknown anchor birthday"),
        (HEAD + step("1", on("step:9")), "step 1", "the anchor is the unknown step 9"),
        (HEAD + step("1", on("step:")), "step 1", "the anchor is the unknown step "),
        (HEAD + step("1", on("step:1")), "step 1", "waits for the step itself"),
        (HEAD + step("1", on("step:2")) + step("2", on("step:1")), "step 1", "waits for the step itself"),
        (
            HEAD
            + step("0")
            + step("1", on("step:3"))
            + step("2", on("step:1"))
            + step("3", on("step:2"), on("step:0")),
            "step 1",
            "waits for the step itself",
        ),
        (
            HEAD + step("0", on("step:1")) + step("1", on("step:2")) + step("2", on("step:1")),
            "step 1",
            "waits for the step",
        ),
        (HEAD + step("1", CLOCK.replace('"duty"', '"wish"')), "step 1", "unknown kind wish"),
        (HEAD + step("1", CLOCK.replace("PT2H", "-PT2H")), "step 1", "due is not a duration of zero or more"),
        (HEAD + step("1", CLOCK + 'best = "soon"\n'), "step 1", "best is not a duration"),
        (HEAD + step("1", CLOCK + 'best = "PT3H"\n'), "step 1", "best is after due"),
        (HEAD + step("1", CLOCK + 'repeat = "P1M"\n'), "step 1", "repeat is not R<number>"),
        (HEAD + step("1", CLOCK + "x = 1\n"), "step 1", "unknown key x"),
        (HEAD + step("1", CLOCK.replace("verified = true", "")), "step 1", "missing key verified"),
    ],
)
def test_every_fault_is_named(read, text, place, fault):
    with pytest.raises(DefinitionFault) as refused:
        read(text)
    assert (refused.value.file, refused.value.field) == ("p.v1.toml", place)
    assert fault in refused.value.fault


def test_the_shipped_protocols_load_with_their_own_forms():
    protocols = load(RESOURCES)
    sv_md = protocols["sv_md", 1]
    assert [each.id for each in sv_md.steps] == [str(number) for number in range(1, 30)]
    assert set(sv_md.groups) == {"POL", "SOC", "JUR", "EDU", "ML", "MED", "ONG"}


STAYS = HEAD.replace('begins_with = "incident"', 'begins_with = "stay"')


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + step("1", on("admission")), "the anchor admission is never known: it begins with the sheet incident"),
        (STAYS + step("1", on("incident")), "the anchor incident is never known: it begins with the sheet stay"),
        (
            HEAD + step("1").replace('["facut"]', '["nu_se"]') + step("2", on("step:1")),
            "waits for step 1, which can never be done",
        ),
        (HEAD + step("1", CLOCK + 'repeat = "R999/P100Y"\n'), "repeat is not R<number>"),
        (HEAD + step("1", CLOCK.replace("PT2H", "P1.5D")), "due is not a duration"),
        (HEAD + step("1", CLOCK.replace("PT2H", "P101Y")), "due is not a duration"),
        (HEAD + step("1", CLOCK.replace("PT2H", "tomorrow")), "due is not a duration"),
        (HEAD + step("1") + 'fills = "poem"\n', "fills the unknown form poem"),
    ],
)
def test_a_clock_that_could_never_run_and_a_length_that_is_none_are_refused(read, text, fault):
    with pytest.raises(DefinitionFault) as refused:
        read(text)
    assert refused.value.file == "p.v1.toml" and refused.value.field
    assert fault in refused.value.fault


def test_an_order_may_come_in_every_protocol(read):
    assert read(STAYS + step("1", on("order"), on("admission"), on("report"))).step("1").clocks


def test_a_group_stands_there_once(read):
    with pytest.raises(DefinitionFault) as refused:
        read(HEAD + '[[group]]\nid = "MED"\nlabel = { ro = "M", en = "M" }\n' + step())
    assert "the group MED is there twice" in refused.value.fault
