"""What a region cannot send down: a duty hidden, a code borrowed, care cut short, a figure given away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.bundle.kinds.directory import Pack, pack_of
from desktop.bundle.kinds.pack_parts import Entry, IndicatorPart, LinePart, ListPart, Part, ServicePart, prefix
from desktop.forms.local import Added, Changes, Words
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.protocols import local as protocols
from desktop.services import library, local_held, pack_overlay
from desktop.services.pack_checks import OPEN, faults
from desktop.services.pack_overlay import Sent

REGION, COUNTRY = "RUN", "MD"
SHIPPED = library.shipped()
NAME = {"ro": "Nume nou"}


def question(**other: Any) -> Added:
    told: dict[str, Any] = {
        "id": "local_aaaabbbbcc",
        "section": "circumstances",
        "type": FieldType.YES_NO,
        "label": NAME,
    }
    return Added(**{**told, "privacy": PrivacyClass.OPERATIONAL, "bundle": "keep", **other})


def entry(code: str = "r_run_a", group: str = "public", label: str = "Parcul") -> Entry:
    return Entry(code, {"ro": label}, group)


def table(field: str, way: str = "incidents_reported", id: str = "r_run_t") -> IndicatorPart:
    return IndicatorPart(id, 1, NAME, way, field)


LINE = LinePart("r_run_l", "022 123 456", {"ro": "Linia"}, {"ro": "Răspunde zi și noapte."})
SERVICE = ServicePart("r_run_s", "psiholog", {"ro": "Centrul"}, place="MD-UN")
GOOD: tuple[Part, ...] = (
    Changes("incident", hidden=frozenset({"frequency"}), added=(question(),)),
    protocols.Changes("sv_md", added=(protocols.OwnStep("orun_1", "4", NAME, ("SOC",)),)),
    ListPart("L5", (entry(),), ("loc_de",)),
    LINE,
    SERVICE,
    table("incident.local_aaaabbbbcc"),
)
WINDOW = next(
    f"{step.id}/{at}"
    for step in SHIPPED.protocol("sv_md").steps
    for at, clock in enumerate(step.clocks, 1)
    if clock.kind == "window"
)


def found(*parts: Part, country: str = COUNTRY) -> set[tuple[str, str]]:
    return {(one.kind, one.code) for one in faults(SHIPPED, pack_of(1, parts), REGION, country)}


def test_a_pack_that_keeps_to_the_rules_may_go() -> None:
    assert found(*GOOD) == set()


@pytest.mark.parametrize(
    ("part", "kind", "code"),
    [
        (Changes("nothing", hidden=frozenset({"x"})), "form", "unknown-form"),
        (Changes("incident", hidden=frozenset({"inc_dt"})), "form", "held-computed"),
        (Changes("incident", hidden=frozenset({"trafficking_flag"})), "form", "held-protocol"),
        (Changes("consent", hidden=frozenset({"consent_services"})), "form", "held-form"),
        (Changes("risk", words={"q24": Words({"ro": "Altfel"})}), "form", "held-act"),
        (Changes("disclosure", words={"what": Words({"ro": "Altfel"})}), "form", "unknown-form"),
        (Changes("incident", added=(question(privacy=PrivacyClass.IDENTIFIER),)), "form", "leaves"),
        (Changes("incident", added=(question(type=FieldType.TEXT, bundle="keep"),)), "form", "class"),
        (Changes("incident", added=(question(section="nowhere"),)), "form", "unknown-section"),
        (protocols.Changes("sv_xx", due={"1/1": "PT1H"}), "protocol", "unknown-protocol"),
        (protocols.Changes("sv_ro", due={"1/1": "PT1H"}), "protocol", "other-country"),
        (protocols.Changes("sv_md", due={WINDOW: "PT720H"}), "protocol", "window"),
        (protocols.Changes("sv_md", added=(protocols.OwnStep("o1", "4", NAME, ("SOC",)),)), "protocol", "code-foreign"),
        (ListPart("L9", (entry(),)), "list", "list-closed"),
        (ListPart("nothing", (entry(),)), "list", "unknown-list"),
        (ListPart("L5", (entry("r_other_a"),)), "list", "code-foreign"),
        (ListPart("L5", (entry(group="nowhere"),)), "list", "unknown-group"),
        (ListPart("L5", (entry(label="loc public"),)), "list", "label-twice"),
        (ListPart("L5", (), ("no_such",)), "list", "unknown-code"),
        (ListPart("youth_groups", (), tuple(one.code for one in SHIPPED.definitions.list("youth_groups").entries)),
         "list", "nothing-left"),
        (replace(LINE, id="r_other_l"), "line", "code-foreign"),
        (replace(LINE, name=SHIPPED.hotlines[1].name), "line", "label-twice"),
        (replace(SERVICE, id="r_other_s"), "service", "code-foreign"),
        (replace(SERVICE, kind="nothing"), "service", "unknown-kind"),
        (replace(SERVICE, place="RO-CJ"), "service", "unknown-place"),
        (replace(SERVICE, kind=next(k.id for k in SHIPPED.guidebook.kinds.values() if k.sheltered)), "service",
         "sheltered"),
        (table("incident.narrative"), "indicator", "not-countable"),
        (table("identity.ethnicity"), "indicator", "not-countable"),
        (table("identity.nothing"), "indicator", "not-countable"),
        (table("incident.gbv_type"), "indicator", "counted-already"),
        (table("incident.frequency", id="r_other_t"), "indicator", "code-foreign"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_named(part: Part, kind: str, code: str) -> None:
    assert (kind, code) in found(part)


def test_one_question_is_counted_once_however_it_is_asked_for() -> None:
    """Each table is rounded by a draw of its own: two tables of one thing would give the exact figure away."""
    one, other = table("incident.frequency"), replace(table("incident.frequency"), id="r_run_u")
    assert found(one) == set()
    assert found(one, other) == {("indicator", "counted-already")}
    assert found(one, replace(other, way="cases_opened")) == set(), "of another unit it is another thing"


def test_the_same_question_cannot_stand_in_two_forms() -> None:
    other = replace(question(), section="identity")
    section = SHIPPED.definitions.form("aggressor").sections[-1].id
    parts = (Changes("incident", added=(question(),)), Changes("aggressor", added=(replace(other, section=section),)))
    assert ("form", "there-twice") in found(*parts)


def test_on_open_lists_nothing_rests() -> None:
    """A list that a region may lengthen is read by people alone."""
    closed = {"rule", "condition", "computed", "indicator", "deadline", "workflow", "protocol", "alike", "safety"}
    rests = [
        (field.list, form.id, field.pattern)
        for form in SHIPPED.definitions.newest()
        for field in form.fields()
        if field.list in OPEN
        and (local_held.held(SHIPPED, form).get(field.pattern) in closed or field.protective or form.id == "risk")
    ]
    assert rests == []
    assert {id_ for id_, _version in SHIPPED.definitions.lists} >= set(OPEN)
    counted = {tuple(code for code, _label in one.rows) for one in SHIPPED.indicators.values()}
    assert all(tuple(one.code for one in SHIPPED.definitions.list(id_).entries) not in counted for id_ in OPEN)


def test_no_shipped_code_begins_as_those_of_a_region_do() -> None:
    codes = [entry.code for listed in SHIPPED.definitions.lists.values() for entry in listed.entries]
    ids = [*codes, *SHIPPED.indicators, *(one.id for one in (*SHIPPED.hotlines, *SHIPPED.guidebook.services))]
    assert [one for one in ids if one.startswith("r_")] == []
    assert prefix("RUN") == "r_run_"


def with_pack(change: Callable[[Pack], Pack] = lambda pack: pack) -> library.Library:
    pack = change(pack_of(1, GOOD))
    defs = pack_overlay.with_lists(SHIPPED.definitions, [Sent(REGION, pack, counts=True)])
    return replace(SHIPPED, definitions=defs, guidebook=pack_overlay.with_guide(SHIPPED.guidebook, REGION, "MD", pack))


def test_the_answer_other_stays_the_last_one() -> None:
    listed = with_pack().definitions.list("L5")
    codes = [one.code for one in listed.entries]
    assert codes[-1] == "altul" and "r_run_a" in codes
    assert listed.find("loc_de") is not None and listed.find("loc_de").retired  # type: ignore[union-attr]
    group = [one.code for one in listed.entries if one.group == "public"]
    assert group[-1] == "r_run_a"


def test_no_line_of_a_region_is_an_emergency_number_or_stands_at_the_top() -> None:
    made = with_pack().guidebook.hotlines[-1]
    assert made.id == LINE.id and not made.emergency and not made.top
    assert made.source == "Regiunea RUN"


def test_a_kind_of_service_that_this_program_does_not_know_is_left_out() -> None:
    known = with_pack(lambda pack: replace(pack, services=(replace(SERVICE, kind="newer"),)))
    assert all(one.id != SERVICE.id for one in known.guidebook.services)
