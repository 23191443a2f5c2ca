"""What falls due, and when: against a plain reference over days, hours, summer time and dates known in part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.forms.context import Context
from desktop.forms.deadlines import KINDS, Deadline, DefinitionFault, DoneBy, Due, Sheets, dues, load
from desktop.forms.durations import Duration
from desktop.forms.load import load as load_forms
from desktop.forms.schema import Condition, Definitions

CHISINAU, BUCHAREST = ZoneInfo("Europe/Chisinau"), ZoneInfo("Europe/Bucharest")
ZONES = st.sampled_from([CHISINAU, BUCHAREST])
NOW = datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU)
MINUTES = st.integers(0, 35_000_000).map(lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
WEEK, DAY = Duration(days=7), Duration(days=1)


def deadline(**more: Any) -> Deadline:
    told = {"id": "one", "title": {}, "form": "visit", "field": "day", "kind": "plan", "source": "", "verified": False}
    return Deadline(**{**told, "remind": (WEEK, DAY), **more})


def found(rule: Deadline, *sheets: Mapping[str, Any], others: Mapping[str, Sequence[Any]] | None = None,
          tz: ZoneInfo = CHISINAU, country: str = "MD") -> list[list[Due]]:  # fmt: skip
    """What is due of each sheet of the rule's form."""
    case = {rule.form: sheets, **(others or {})}
    ctx = Context(now=NOW, tz=tz, country=country, case=case)
    looked = Sheets(case, tz)
    return [list(dues([rule], sheet, place, looked, ctx)) for place, sheet in enumerate(sheets)]


def one(rule: Deadline, sheet: Mapping[str, Any], **more: Any) -> Due:
    ((due,),) = found(rule, sheet, **more)
    return due


# --- when: against a reference that knows nothing of durations ----------------------------------------------------


def at_wall(wall: datetime, tz: ZoneInfo) -> datetime:
    """The first moment at which the clock of the office shows this; where it never does, as if it had not moved."""
    tries = [wall.replace(tzinfo=UTC) - timedelta(minutes=15 * quarters) for quarters in range(1, 17)]
    shown = [moment for moment in tries if moment.astimezone(tz).replace(tzinfo=None) == wall]
    return min(shown) if shown else wall.replace(tzinfo=tz, fold=0).astimezone(UTC)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.integers(0, 200), ZONES)
def test_a_day_ends_with_its_last_minute_and_an_offset_counts_from_there(
    day: date, days: int, hours: int, tz: ZoneInfo
) -> None:
    rule = deadline(offset=Duration(days=days, time=timedelta(hours=hours)))
    due = one(rule, {"day": day.isoformat()}, tz=tz)
    last = datetime.combine(day, time(23, 59)) + timedelta(days=days)
    assert due.at == at_wall(last, tz) + timedelta(hours=hours)
    assert not due.exact and due.until is None
    assert due.shows == at_wall(due.at.astimezone(tz).replace(tzinfo=None) - timedelta(days=7), tz)


@given(MINUTES, st.integers(0, 40), st.integers(0, 200), ZONES)
def test_a_moment_keeps_its_hour_over_days_and_its_length_over_hours(
    told: datetime, days: int, hours: int, tz: ZoneInfo
) -> None:
    rule = deadline(field="moment", offset=Duration(days=days, time=timedelta(hours=hours)))
    due = one(rule, {"moment": told.isoformat(timespec="minutes")}, tz=tz)
    wall = told.astimezone(tz).replace(tzinfo=None) + timedelta(days=days)
    start = at_wall(wall, tz) if days else told
    assert due.at == start + timedelta(hours=hours) and due.exact


@given(st.sampled_from(["2026", "2026-02", "2027-12", "1999-10"]), st.integers(0, 60), st.booleans(), ZONES)
def test_of_a_month_the_first_day_is_taken_and_it_is_never_a_missed_duty(
    told: str, days: int, duty: bool, tz: ZoneInfo
) -> None:
    due = one(deadline(offset=Duration(days=days), duty=duty, after=DAY), {"day": told}, tz=tz)
    first = datetime.fromisoformat(f"{told}-01"[:7] + "-01" if "-" in told else f"{told}-01-01")
    assert due.at == at_wall(first + timedelta(days=days), tz)
    assert not due.exact and not due.duty
    assert due.until is not None and due.until - due.at >= timedelta(days=28), "not over before it surely is"


def test_the_clock_that_is_put_back_shortens_no_day() -> None:
    due = one(deadline(offset=Duration(days=1), field="moment"), {"moment": "2026-10-24T12:00+03:00"})
    assert due.at - datetime(2026, 10, 24, 9, tzinfo=UTC) == timedelta(hours=25)
    hours = one(
        deadline(offset=Duration(time=timedelta(hours=24)), field="moment"), {"moment": "2026-10-24T12:00+03:00"}
    )
    assert hours.at - datetime(2026, 10, 24, 9, tzinfo=UTC) == timedelta(hours=24)


def test_it_is_told_from_the_earliest_reminder_on_and_until_it_is_over() -> None:
    due = one(deadline(remind=(DAY, WEEK), after=Duration(days=14)), {"day": "2026-11-30"})
    assert due.shows == datetime(2026, 11, 23, 21, 59, tzinfo=UTC)
    assert due.until == datetime(2026, 12, 14, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize("told", [None, "", "mâine", {"none": "unknown"}, 7, True, "2026-13-40"])
def test_what_is_no_date_is_no_deadline(told: object) -> None:
    assert found(deadline(), {"day": told}) == [[]]


# --- whether: conditions, countries, rows ---------------------------------------------------------------------------


def unless(field: str, *codes: str, answered: bool | None = None) -> Condition:
    return Condition(field, any_of=frozenset(codes) or None, answered=answered)


def test_any_condition_that_holds_ends_it_and_an_unknown_answer_does_not() -> None:
    rule = deadline(unless=(unless("state", "ended"), unless("done", answered=True)))
    day = {"day": "2026-11-30"}
    assert [len(each) for each in found(rule, day, {**day, "state": "ended"}, {**day, "done": "2026"})] == [1, 0, 0]
    assert len(found(rule, {**day, "state": {"none": "unknown"}})[0]) == 1


def test_each_row_has_a_deadline_of_its_own_and_conditions_look_at_the_row() -> None:
    rule = deadline(field="leaves/until", unless=(unless("back", answered=True),))
    sheet = {"leaves/a/until": "2026-11-30", "leaves/b/until": "2026-12-01", "leaves/b/back": "2026-12-01"}
    assert [due.row for due in found(rule, sheet)[0]] == ["a"]


def test_another_form_of_the_case_may_end_it() -> None:
    rule = deadline(unless=(unless("other.state", "ended"),))
    assert found(rule, {"day": "2026"}, others={"other": [{"state": "ended"}]}) == [[]]
    assert len(found(rule, {"day": "2026"}, others={"other": [{"state": "open"}]})[0]) == 1


def test_a_deadline_of_one_country_calls_nobody_in_another() -> None:
    rule = deadline(countries=("RO",))
    assert found(rule, {"day": "2026"}) == [[]] and len(found(rule, {"day": "2026"}, country="RO")[0]) == 1


# --- whether: what was done -----------------------------------------------------------------------------------------


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 1, 20)), min_size=1, max_size=6))
def test_of_sheets_that_follow_each_other_the_last_alone_is_due(days: list[date]) -> None:
    rule = deadline(offset=Duration(days=30), done_by=(DoneBy("visit", "day"),))
    told = found(rule, *({"day": day.isoformat()} for day in days))
    last = max(range(len(days)), key=lambda place: (days[place], place))
    assert [len(each) for each in told] == [int(place == last) for place in range(len(days))]


@given(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.lists(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=4))
def test_what_another_form_did_on_that_day_or_later_ends_it(day: date, done: list[date]) -> None:
    rule = deadline(offset=Duration(days=30), done_by=(DoneBy("other", "day"),))
    told = found(rule, {"day": day.isoformat()}, others={"other": [{"day": one.isoformat()} for one in done]})
    assert bool(told[0]) is not any(one >= day for one in done)


@pytest.mark.parametrize(("done", "over"), [("2026-03", False), ("2026-04", True), ("2026", False), ("2027", True)])
def test_what_was_done_on_a_day_that_is_not_known_ends_nothing_that_it_may_precede(done: str, over: bool) -> None:
    rule = deadline(done_by=(DoneBy("other", "day"),))
    told = found(rule, {"day": "2026-03-10"}, others={"other": [{"day": done}]})
    assert (told == [[]]) is over


def test_a_row_of_a_group_is_followed_by_the_next_row() -> None:
    rule = deadline(field="leaves/until", done_by=(DoneBy("visit", "leaves/until"),))
    sheet = {"leaves/a/until": "2026-11-30", "leaves/b/until": "2026-12-31"}
    assert [due.row for due in found(rule, sheet)[0]] == ["b"]


def test_the_next_date_of_a_sheet_is_over_with_a_newer_sheet_even_before_it() -> None:
    rule = deadline(field="next", done_by=(DoneBy("visit", "day"),))
    old, new = {"day": "2026-10-01", "next": "2026-12-30"}, {"day": "2026-11-01", "next": "2026-12-01"}
    assert [len(each) for each in found(rule, old, new)] == [0, 1]


# --- reading the files ----------------------------------------------------------------------------------------------

RIGHT = """
id = "d"
version = 1
[[deadline]]
id = "order_ends"
title = { ro = "a", en = "b", ru = "c", uk = "d" }
form = "protection"
field = "valid_to"
kind = "order"
remind = ["P7D"]
source = "test"
verified = false
"""


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return load_forms(Path(__file__).resolve().parents[3] / "resources")


def read(folder: Path, defs: Definitions, text: str, name: str = "d.v1.toml") -> dict[str, Deadline]:
    (folder / "deadlines").mkdir(exist_ok=True)
    (folder / "deadlines" / name).write_text(text, encoding="utf-8")
    return load(folder, defs)


def test_a_deadline_is_read_with_what_it_leaves_out(tmp_path: Path, defs: Definitions) -> None:
    told = read(tmp_path, defs, RIGHT)["order_ends"]
    assert (told.offset, told.duty, told.countries, told.after) == (Duration(), False, ("MD", "RO"), None)


def test_of_each_file_the_newest_version_counts(tmp_path: Path, defs: Definitions) -> None:
    read(tmp_path, defs, RIGHT)
    newer = RIGHT.replace("version = 1", "version = 10").replace('"P7D"', '"P3D"')
    assert read(tmp_path, defs, newer, "d.v10.toml")["order_ends"].remind == (Duration(days=3),)


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        ('field = "valid_to"', 'field = "measures"', "order_ends", "the form protection has no date measures"),
        ('field = "valid_to"', 'field = "gone"', "order_ends", "the form protection has no date gone"),
        ('form = "protection"', 'form = "gone"', "order_ends", "unknown form gone"),
        ('kind = "order"', 'kind = "duty"', "order_ends", "unknown kind duty"),
        ('uk = "d"', 'uk = ""', "order_ends", "title has no readable uk"),
        (', uk = "d"', "", "order_ends", "title has no uk"),
        ('["P7D"]', "[]", "order_ends", "remind has no duration"),
        ('["P7D"]', '["7 days"]', "order_ends", "remind is not a duration of zero or more"),
        ('["P7D"]', '["P7D"]\noffset = "-P1D"', "order_ends", "offset is not a duration of zero or more"),
        ('["P7D"]', '["P7D"]\nshade = 1', "order_ends", "unknown key shade"),
        ('["P7D"]', '["P7D"]\ncountries = ["UA"]', "order_ends", "unknown country UA"),
        ('["P7D"]', '["P7D"]\nwho = "kind"', "order_ends", "the form protection has no worker kind"),
        (
            '["P7D"]',
            '["P7D"]\nunless = [{ field = "kind", in = ["XX"] }]',
            "order_ends",
            "unless has the unknown code XX",
        ),
        (
            '["P7D"]',
            '["P7D"]\nunless = [{ field = "gone", in = ["XX"] }]',
            "order_ends",
            "unless names the unknown field gone",
        ),
        (
            '["P7D"]',
            '["P7D"]\nunless = [{ field = "kind" }]',
            "order_ends",
            "a condition says one of in, not_in, answered, rule",
        ),
        (
            '["P7D"]',
            '["P7D"]\ndone_by = { form = "note", field = "note" }',
            "order_ends",
            "the form note has no date note",
        ),
        ("version = 1", "version = 2", "version", "the version is not that of the file name"),
    ],
)
def test_what_is_not_right_does_not_load(
    tmp_path: Path, defs: Definitions, old: str, new: str, place: str, fault: str
) -> None:
    with pytest.raises(DefinitionFault) as told:
        read(tmp_path, defs, RIGHT.replace(old, new, 1))
    assert (told.value.file, told.value.field, told.value.fault) == ("d.v1.toml", place, fault)


def test_an_id_that_stands_twice_does_not_load(tmp_path: Path, defs: Definitions) -> None:
    twice = RIGHT + RIGHT[RIGHT.index("[[deadline]]") :]
    with pytest.raises(DefinitionFault, match="the id is there twice"):
        read(tmp_path, defs, twice)
    read(tmp_path, defs, RIGHT)
    with pytest.raises(DefinitionFault, match="the id is there twice"):
        read(tmp_path, defs, RIGHT.replace('id = "d"', 'id = "e"', 1), "e.v1.toml")


def test_every_shipped_deadline_says_where_it_comes_from_and_nothing_unread_is_called_verified() -> None:
    root = Path(__file__).resolve().parents[3] / "resources"
    shipped = load(root, load_forms(root))
    assert {one.kind for one in shipped.values()} <= set(KINDS) and len(shipped) > 30
    assert [one.id for one in shipped.values() if one.verified and "Propunere" in one.source] == []
