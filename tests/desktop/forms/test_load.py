"""A definition that is not right in every point does not load, and says where and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.load import DefinitionFault, load
from desktop.forms.reading import LARGEST, Table, parse
from desktop.refusals import Refused, explain
from tests.desktop.forms import everything
from tests.desktop.forms.everything import TEXT, field

PRIVATE = 'class = "identifier"\npdf = "drop"\nbundle = "drop"'
LEAVES = 'class = "quasi"\npdf = "keep"\nbundle = "keep"\nreport_section = "fact"'
NUMBER = field("n", "number")


def fault_of(root: Path, **changes: str) -> DefinitionFault:
    with pytest.raises(DefinitionFault) as refused:
        load(everything.write(root, **changes))
    return refused.value


def test_a_form_with_every_type_loads(made_up):
    form = made_up.form("everything")
    assert [field.id for field in form.fields()][:3] == ["text", "long_text", "date"]
    assert form.field("people/abc/name").pattern == "people/name"
    assert form.field("people/abc") is form.field("people")
    assert form.named("name", "people") is form.field("people/name")
    assert form.named("text", "people") is form.field("text")
    assert form.find("text/abc") is form.find("people//name") is form.find("a/b/c/d") is form.find("people/") is None
    assert form.field("number").unit == {"ro": "zile", "en": "days"}


def test_the_newest_version_is_meant_where_none_is_named(tmp_path):
    everything.write(tmp_path)
    for version in (2, 10):
        text = everything.OTHER.replace("version = 1", f"version = {version}")
        (tmp_path / f"forms/other.v{version}.toml").write_text(text, encoding="utf-8")
        text = everything.LIST.replace("version = 1", f"version = {version}")
        (tmp_path / f"lists/colours.v{version}.toml").write_text(text, encoding="utf-8")
    defs = load(tmp_path)
    assert defs.form("other").version == defs.list("colours").version == 10
    assert defs.form("other", 2).version == defs.list("colours", 2).version == 2
    assert [form.id for form in defs.newest()] == ["everything", "other"]


@pytest.mark.parametrize("version", [None, 7])
def test_what_is_not_known_is_refused_plainly(made_up, version):
    with pytest.raises(Refused) as refused:
        made_up.form("nothing", version)
    assert refused.value.code == "unknown-form"
    with pytest.raises(Refused):
        made_up.list("nothing", version)
    with pytest.raises(Refused) as refused:
        made_up.form("everything").field("Ion Popescu")
    assert refused.value.facts["field"] == ""  # what somebody typed is not repeated
    with pytest.raises(Refused) as refused:
        made_up.form("everything").field("nothing")
    assert refused.value.facts["field"] == "nothing"


@pytest.mark.parametrize(
    ("fields", "place", "fault"),
    [
        # what leaves the office
        (field("a", "text", privacy='class = "quasi"\npdf = "drop"'), "a", "missing key bundle"),
        (field("a", "text", privacy='pdf = "drop"\nbundle = "drop"'), "a", "missing key class"),
        (field("a", "text", privacy='class = "quasi"\nbundle = "drop"'), "a", "missing key pdf"),
        (field("a", "text", privacy='class = "secret"\npdf = "drop"\nbundle = "drop"'), "a", "unknown class secret"),
        (field("a", "text", privacy='class = "quasi"\npdf = "blur"\nbundle = "drop"'), "a", "unknown pdf blur"),
        (
            field("a", "yes_no", privacy=LEAVES.replace("quasi", "identifier")),
            "a",
            "identifier or free text is not drop",
        ),
        (
            field("a", "yes_no", privacy='class = "free_text"\npdf = "drop"\nbundle = "keep"'),
            "a",
            "bundle of an identifier or free text is not drop",
        ),
        (field("a", "text", privacy=LEAVES), "a", "pdf = keep does not fit the type text"),
        (field("a", "datetime", privacy=LEAVES), "a", "pdf = keep does not fit the type datetime"),
        (field("a", "place", privacy=LEAVES), "a", "pdf = keep does not fit the type place"),
        (field("a", "yes_no", privacy=LEAVES.replace('report_section = "fact"', "")), "a", "report_section goes with"),
        (field("a", "yes_no", 'report_section = "fact"'), "a", "report_section goes with"),
        (field("a", "yes_no", 'report_section = "other"'), "a", "unknown report_section other"),
        (field("a", "text", "seal = true"), "a", "a sealed field is free_text"),
        (
            field("a", "text", "seal = true\nsearch = true", privacy=PRIVATE.replace("identifier", "free_text")),
            "a",
            "a sealed field cannot be searched",
        ),
        # types and their keys
        (field("a", "colour"), "a", "unknown type colour"),
        (field("a", "text", "colour = 1"), "a", "unknown key colour"),
        (field("A", "text"), "A", "not an id"),
        (field("a", "text") + field("a", "text"), "a", "the id is there twice"),
        (field("a", "text", "min = 1"), "a", "min does not fit the type text"),
        (field("a", "number", "max_length = 1"), "a", "max_length does not fit the type number"),
        (field("a", "number", "search = true").replace("number", "computed"), "a", "search does not fit"),
        (field("a", "number", "seal = true"), "a", "seal does not fit the type number"),
        (field("a", "text", 'compute = "age"'), "a", "compute does not fit the type text"),
        (field("a", "text", 'row_title = "x"'), "a", "row_title does not fit the type text"),
        (field("a", "number", "min = 3\nmax = 2"), "a", "min is over max"),
        (field("a", "number", "min = true"), "a", "min is not a number"),
        (field("a", "number", "max = nan"), "a", "max is not a number"),
        (field("a", "number", "decimals = 5"), "a", "decimals is not 0 to 4"),
        (field("a", "text", "max_length = 0"), "a", "max_length is not 1 to 100000"),
        (field("a", "long_text", "lines = 41"), "a", "lines is not 1 to 40"),
        (field("a", "text", "required = 1"), "a", "required is not of type bool"),
        (field("a", "text", "max_length = true"), "a", "max_length is not of type int"),
        (field("a", "text", 'help = { ro = "numai" }'), "a", "help has no readable en"),
        (field("a", "text", 'help = { ro = " ", en = "x" }'), "a", "help has no readable ro"),
        (field("a", "text", 'help = { ro = "a", en = "b", fr = "c" }'), "a", "help has the unknown language fr"),
        (field("a", "text", 'help = { ro = "a", en = "b\\u202e" }'), "a", "help has no readable en"),
        (field("a", "text", 'help = { ro = "a", en = "b", ru = "" }'), "a", "help has no readable ru"),
        (field("a", "text", 'help = "x"'), "a", "help is not a text by language"),
        (field("a", "text", 'default = "\\u0000"'), "a", "default is empty or unreadable"),
        (field("a", "text", 'list = ""'), "a", "list is empty or unreadable"),
        # lists and defaults
        (field("a", "choice"), "a", "no list"),
        (field("a", "choice", 'list = "shapes"'), "a", "unknown list shapes"),
        (field("a", "text", 'list = "colours"'), "a", "list does not fit the type text"),
        (
            field("a", "choice", 'list = "colours"\nprotective = ["green"]'),
            "a",
            "protective has the unknown code green",
        ),
        (field("a", "yes_no", 'protective = ["da"]'), "a", "protective has the unknown code da"),
        (field("a", "yes_no", 'protective = "true"'), "a", "protective is not a list"),
        (field("a", "yes_no", 'protective = ["true", true]'), "a", "protective is not a list of different texts"),
        (field("a", "yes_no", "protective = [1]"), "a", "protective is not a list of different texts"),
        (field("a", "choice", 'list = "colours"\ndefault = "first:green"'), "a", "unknown default first:green"),
        (field("a", "text", 'default = "first:red"'), "a", "unknown default first:red"),
        (field("a", "text", 'default = "today"'), "a", "unknown default today"),
        (field("a", "date", 'default = "today:1"'), "a", "unknown default today:1"),
        (field("a", "date", 'default = "in_days:x"'), "a", "unknown default in_days:x"),
        (field("a", "date", 'default = "tomorrow"'), "a", "unknown default tomorrow"),
        (field("a", "link", 'form = "nothing"'), "a", "unknown form nothing"),
        (field("a", "link"), "a", "unknown form "),
        # groups
        (field("a", "group"), "a", "no column"),
        (field("a", "group") + field("b", "group", inner=True), "a", "a group repeats one level deep"),
        (field("a", "group", 'row_title = "x"') + field("b", "text", inner=True), "a", "row_title is no column x"),
        (field("a", "group", 'rows = "x"') + field("b", "text", inner=True), "a", "unknown rows x"),
        (field("a", "group") + 2 * field("b", "text", inner=True), "b", "the id is there twice"),
        (field("a", "text") + field("b", "text", inner=True), "a", "unknown key field"),
        (field("a", "group") + field("b", "text", "x = 1", inner=True), "a/b", "unknown key x"),
        # rules
        (field("a", "date", 'rules = ["nothing"]'), "a", "unknown rule nothing"),
        (field("a", "text", 'rules = ["not_future"]'), "a", "the rule not_future does not fit the type text"),
        (field("a", "date", 'rules = ["not_future:x"]'), "a", "needs nothing after its name"),
        (field("a", "date", 'rules = ["before"]'), "a", "needs a path of a date after its name"),
        (field("a", "date", 'rules = ["before:b"]'), "a", "names the unknown field b"),
        (NUMBER + field("a", "date", 'rules = ["before:n"]'), "a", "names the unknown field n"),
        (field("a", "date", 'rules = ["before:nothing.day"]'), "a", "names the unknown field nothing.day"),
        (field("a", "date", 'rules = ["before:other.name"]'), "a", "names the unknown field other.name"),
        (field("a", "date", 'rules = ["at_most_days:x"]'), "a", "needs a number of days:a path of a date"),
        (field("a", "date", 'rules = ["at_most_days:9:b"]'), "a", "names the unknown field b"),
        (field("a", "text", 'rules = ["one_of:b,c"]') + field("b", "text"), "a", "names the unknown field c"),
        (field("a", "number", 'rules = ["at_least_records:nothing"]'), "a", "needs a form after its name"),
        # conditions
        (field("a", "text", 'when = [{ field = "b", answered = true }]'), "a", "when names the unknown field b"),
        (
            field("a", "text", 'when = [{ field = "b", answered = true }]') + field("b", "text"),
            "a",
            "when looks down the page at b",
        ),
        (field("a", "text", 'when = [{ field = "a", answered = true }]'), "a", "when looks down the page at a"),
        (NUMBER + field("a", "text", 'when = [{ field = "n" }]'), "a", "says one of in, not_in, answered, rule"),
        (NUMBER + field("a", "text", 'when = [{ field = "n", in = [] }]'), "a", "says one of in, not_in"),
        (NUMBER + field("a", "text", 'when = [{ field = "n", in = ["1"], answered = true }]'), "a", "says one of"),
        (NUMBER + field("a", "text", 'when = [{ field = "n", x = 1, answered = true }]'), "a", "unknown key x"),
        (NUMBER + field("a", "text", "when = [1]"), "a", "when is not a list of tables"),
        (field("b", "yes_no") + field("a", "text", 'when = [{ field = "b", in = ["da"] }]'), "a", "unknown code da"),
        (NUMBER + field("a", "text", 'when = [{ field = "n", rule = "nothing" }]'), "a", "unknown rule nothing"),
        (NUMBER + field("a", "text", 'when = [{ field = "n", rule = "within_days" }]'), "a", "needs a number of days"),
        (field("a", "text", 'when_unknown = "show"'), "a", "when_unknown without when"),
        # computed
        (field("a", "computed"), "a", "unknown function "),
        (field("a", "computed", 'compute = "magic"'), "a", "unknown function magic"),
        (field("a", "computed", 'compute = "age"'), "a", "does not take 0 inputs"),
        (
            field("a", "computed", 'compute = "age"\ninputs = ["b"]') + field("b", "date"),
            "a",
            "names b, which is not above",
        ),
        (field("a", "computed", 'compute = "age"\ninputs = ["nothing.b"]'), "a", "names nothing.b"),
        (field("a", "computed", "required = true"), "a", "neither required nor has a default"),
        # sections
        ("", "one", "no field"),
        (field("a", "text") + "[[section]]\n", "2", "missing key id"),
        (field("a", "text") + '[[section]]\nid = "b"\ntitle = { ro = "x", en = "x" }\nx = 1\n', "b", "unknown key x"),
        (
            field("a", "text") + '[[section]]\nid = "one"\ntitle = { ro = "x", en = "x" }\n' + field("b", "text"),
            "one",
            "the id is there twice",
        ),
    ],
)
def test_every_fault_of_a_form_is_named(tmp_path, fields, place, fault):
    refused = fault_of(tmp_path, form=everything.form(fields))
    assert (refused.file, refused.field) == ("everything.v1.toml", place)
    assert fault in refused.fault


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        ('id = "everything"', 'id = "nothing"', "id", "not that of the file name"),
        ("version = 1", "version = 2", "version", "not that of the file name"),
        ("version = 1", "version = 1.0", "", "version is not of type int"),
        ('code = "F9"', "", "", "missing key code"),
        ("verified = true", 'verified = "yes"', "", "verified is not of type bool"),
        ('source = "test"', 'source = "test"\nextra = 1', "", "unknown key extra"),
        ("[[section]]", "[section]", "", "section is not a list of tables"),
    ],
)
def test_every_fault_of_a_heading_is_named(tmp_path, old, new, place, fault):
    text = everything.form(field("a", "text")).replace(old, new, 1)
    refused = fault_of(tmp_path, form=text)
    assert refused.field == place
    assert fault in refused.fault


def test_a_form_without_sections_does_not_load(tmp_path):
    head = everything.form("").split("[[section]]")[0]
    assert "no section" in fault_of(tmp_path, form=head).fault


def test_a_form_whose_name_is_no_id_does_not_load(tmp_path):
    everything.write(tmp_path)
    (tmp_path / "forms/Other.v1.toml").write_text(everything.OTHER.replace('"other"', '"Other"'), encoding="utf-8")
    with pytest.raises(DefinitionFault, match="not an id"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        ('code = "red"', 'code = "re d"', "re d", "not a code"),
        ('code = "red"', 'code = "unknown"', "unknown", "not a code"),
        ('code = "red"', 'code = "2"', "2", "there twice"),
        ('code = "red"', "code = 2", "2", "code is not of type str"),
        ('code = "red"', 'code = "red", colour = 1', "red", "unknown key colour"),
        ('code = "red"', 'code = "red", group = "warm"', "red", "unknown group warm"),
        ('code = "red"', 'code = "red", country = "FR"', "red", "unknown country FR"),
        ("exclusive = true", 'exclusive = "yes"', "none", "exclusive is not of type bool"),
        ("entry = [", "x = [", "", "unknown key x"),
        ("verified = true", "verified = true\n[group.warm]\nlabel = 1\n", "group.warm", "not a text by language"),
        ("verified = true", "verified = true\n[group]\nwarm = 1\n", "", "group is not a table of tables"),
    ],
)
def test_every_fault_of_a_list_is_named(tmp_path, old, new, place, fault):
    head, _, entries = everything.LIST.partition("entry = [")
    text = (f"entry = [{entries}" if "[group" in new else everything.LIST).replace(old, new, 1)
    if "[group" in new:
        text = head.replace("verified = true\n", "") + f"entry = [{entries}" + new
    refused = fault_of(tmp_path, list=text)
    assert (refused.file, refused.field) == ("colours.v1.toml", place)
    assert fault in refused.fault


def test_a_list_without_entries_does_not_load(tmp_path):
    assert "no entry" in fault_of(tmp_path, list=everything.LIST.partition("entry = [")[0]).fault


def test_groups_of_a_list_are_read(tmp_path):
    text = everything.LIST.replace('en = "red" }', 'en = "red" }, group = "warm"')
    text += '[group.warm]\nlabel = { ro = "caldă", en = "warm" }\n'
    colours = load(everything.write(tmp_path, list=text)).list("colours")
    assert colours.groups == {"warm": {"ro": "caldă", "en": "warm"}}
    assert colours.find("red").group == "warm"


# --- damaged files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"a = ",
        b"a = 1\na = 2",
        b"a = 2026-02-31T00:00:00",
        b"a = " + b"9" * 5000,
        b"a = " + b"[" * 100_000,
        b"a." * 50_000 + b"b = 1",
        b"x" * (LARGEST + 1),
        '\ufeffid = "everything"'.encode(),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_a_damaged_file_is_refused_plainly(tmp_path, data):
    everything.write(tmp_path)
    (tmp_path / "forms/everything.v1.toml").write_bytes(data)
    with pytest.raises(DefinitionFault) as refused:
        load(tmp_path)
    assert refused.value.file == "everything.v1.toml"


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_end_in_anything_but_a_refusal(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("bytes") / "a.v1.toml"
    file.write_bytes(data)
    try:
        assert isinstance(parse(file), Table)
    except DefinitionFault as refused:
        assert refused.code == "definition-fault"


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path):
    with pytest.raises(DefinitionFault, match="cannot be read"):
        parse(tmp_path)


@pytest.mark.parametrize("name", ["everything.toml", "everything.v0.toml", "notes.txt", "everything.v1.toml.bak"])
def test_a_strange_file_among_the_definitions_is_a_fault(tmp_path, name):
    everything.write(tmp_path)
    (tmp_path / "forms" / name).write_text("", encoding="utf-8")
    with pytest.raises(DefinitionFault, match="the name is not"):
        load(tmp_path)


def test_hidden_files_and_folders_are_left_alone(tmp_path):
    everything.write(tmp_path)
    (tmp_path / "forms/.DS_Store").write_bytes(b"\x00")
    (tmp_path / "forms/old").mkdir()
    assert load(tmp_path).form("everything")


def test_a_fault_is_told_with_file_and_field(tmp_path):
    refused = fault_of(tmp_path, form=everything.form(field("a", "choice", f"{'x'} = 1", privacy=TEXT)))
    assert str(refused) == "definition-fault: everything.v1.toml: a: unknown key x"
    assert "everything.v1.toml" in explain(refused, "ro")
