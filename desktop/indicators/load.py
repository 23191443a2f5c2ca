"""Indicators out of their files; a wrong file does not load, and the message names file, field and fault.

    id = "i10"
    version = 1
    number = 10                      # of the national list of indicators
    title = { ro = "", en = "" }
    unit = "survivor"                # case | survivor | incident | step | team | outcome | duty
    denominator = { ro = "", en = "" }   # of what the total is the number
    sort = "age"                     # total | value | age | number | within | state | in_time
    fields = ["identity.birth_date", "identity.age_est"]   # value, age: the first that has an answer counts
    age_at = "case.opened_on"        # age only
    rows = "L11"                     # value, age: the list whose codes are the rows; yes_no and within need none
    by_group = true                  # value only: the groups of that list are the rows; default false
    dated_by = "case.opened_on"      # a field of the unit's own form, or of another form of the same case
    excluded = ["duplicat"]          # statuses of cases that are not counted; default none
    caveat = { ro = "", en = "" }    # optional, beside the one that every table carries
    source = ""
    verified = false                 # default

For `sort = "within"`, whose unit is a step, also:

    step = "9"
    states = ["facut"]               # any of them: an offer that was declined is an offer
    limit = "PT72H"                  # hours
    since = ["team.t0", "incident.inc_dt"]   # of the team, or of the record that it links to

For units of a team, `protocols` are the ids of those that count; without it, every team. A step that was not called
for is in no figure. `outcome` counts steps with an outcome by `state`, `duty` deadlines by `in_time`; `number`
puts `fields` into rows whose codes are numbers, the last one open: `0`, `1`, `2`, `3+`.

Instead of `rows`, `[[row]]` tables with `code` and `label` name the rows one by one; yes and no are `true` and `false`.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from desktop.forms.reading import Table, heading, read_folder
from desktop.forms.schema import CodeList, Definitions, Field, FieldType, Text
from desktop.indicators.schema import NO, NO_WORDS, UNKNOWN, YES, YES_WORDS, Indicator, Sort, Unit, Within
from desktop.refusals import Refused

_LIMIT = re.compile(r"PT([1-9][0-9]{0,3})H")
_WHEN = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.COMPUTED})
_SORTED = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.COMPUTED})
_AGE = frozenset({FieldType.DATE, FieldType.NUMBER, FieldType.COMPUTED})
_FIELDS = {Sort.VALUE: _SORTED, Sort.AGE: _AGE, Sort.NUMBER: frozenset({FieldType.NUMBER})}


def load(root: Path, defs: Definitions) -> dict[str, Indicator]:
    """Every indicator of `root/indicators` by its id, in the order of the national list; the newest of each stands."""

    def read(table: Table, id: str, version: int) -> Indicator:
        return _indicator(table, id, version, defs)

    found = read_folder(root / "indicators", read)
    newest = {indicator.id: indicator for indicator in sorted(found.values(), key=lambda one: one.version)}
    return {one.id: one for one in sorted(newest.values(), key=lambda one: (one.number, one.id))}


def _indicator(table: Table, id: str, version: int, defs: Definitions) -> Indicator:
    heading(table, id, version)
    reader = _Reader(table, defs)
    unit = Unit(table.one_of("unit", [unit.value for unit in Unit]))
    sort = Sort(table.one_of("sort", [sort.value for sort in Sort]))
    for special, own in ((Sort.WITHIN, Unit.STEP), (Sort.STATE, Unit.OUTCOME), (Sort.IN_TIME, Unit.DUTY)):
        if (sort is special) != (unit is own):
            raise table.fault(f"{own.value}, and nothing else, is counted by {special.value}", "unit")
    fields = reader.fields(sort)
    listed = table.may_be(str, "rows", "")
    groups = reader.groups(listed)
    indicator = Indicator(
        id=id,
        version=version,
        number=table.must_be(int, "number"),
        title=table.words("title"),
        unit=unit,
        sort=sort,
        denominator=table.words("denominator"),
        dated_by=reader.place("dated_by", table.must_be(str, "dated_by"), _WHEN),
        source=table.may_be(str, "source", ""),
        verified=table.may_be(bool, "verified", False),
        fields=fields,
        rows=reader.rows(sort, listed, by_group=bool(groups)),
        groups=groups,
        excluded=frozenset(table.texts("excluded")),
        age_at=reader.place("age_at", table.must_be(str, "age_at"), _WHEN) if sort is Sort.AGE else "",
        within=reader.within() if sort is Sort.WITHIN else None,
        protocols=reader.protocols(unit),
        caveat=table.maybe_words("caveat"),
    )
    table.done()
    return indicator


class _Reader:
    """The parts of a definition that name forms, fields and lists."""

    def __init__(self, table: Table, defs: Definitions) -> None:
        self._table, self._defs = table, defs

    def place(self, key: str, path: str, types: frozenset[FieldType]) -> str:
        """A `form.field` that is there and is of one of these types."""
        field = self._field(path)
        if field is None or field.type not in types or field.group:
            raise self._table.fault(f"{path} is no field of this kind", key)
        return path

    def fields(self, sort: Sort) -> tuple[str, ...]:
        types = _FIELDS.get(sort)
        if types is None:
            return ()
        paths = tuple(self.place("fields", path, types) for path in self._table.texts("fields"))
        if not paths:
            raise self._table.fault("missing key fields", "fields")
        return paths

    def groups(self, listed: str) -> dict[str, str]:
        if not self._table.may_be(bool, "by_group", False):
            return {}
        groups = {entry.code: entry.group for entry in self._list(listed).entries}
        if not all(groups.values()):
            raise self._table.fault("the list has entries without a group", "by_group")
        return groups

    def rows(self, sort: Sort, listed: str, *, by_group: bool) -> tuple[tuple[str, Text], ...]:
        rows = self._own_rows()
        if bool(rows) and bool(listed):
            raise self._table.fault("rows are given twice", "rows")
        if sort is Sort.TOTAL:
            if rows or listed:
                raise self._table.fault("a total has no rows", "rows")
            return ()
        if listed:
            codes = self._list(listed)
            labels = codes.groups if by_group else {entry.code: entry.label for entry in codes.entries}
            rows = tuple(labels.items())
        if sort is Sort.AGE and not listed:
            raise self._table.fault("an age needs a list of bands", "rows")
        if (sort is Sort.NUMBER or sort is Sort.STATE) and not rows:
            raise self._table.fault("it needs rows of its own", "rows")
        return rows or ((YES, YES_WORDS), (NO, NO_WORDS))

    def within(self) -> Within:
        table = self._table
        limit = _LIMIT.fullmatch(table.must_be(str, "limit"))
        if limit is None:
            raise table.fault("limit is not a number of hours such as PT72H", "limit")
        since = tuple(self.place("since", path, _WHEN) for path in table.texts("since"))
        if not since:
            raise table.fault("missing key since", "since")
        states = frozenset(table.texts("states"))
        field = self._field("team.steps/state")
        known = {entry.code for entry in self._list(field.list).entries} if field else set()
        if not states or states - known:
            raise table.fault("a step has no such state", "states")
        return Within(
            step=table.must_be(str, "step"),
            states=states,
            limit=timedelta(hours=int(limit[1])),
            since=since,
        )

    def protocols(self, unit: Unit) -> frozenset[str]:
        found = frozenset(self._table.texts("protocols"))
        if found and unit.form != "team":
            raise self._table.fault("only teams follow a protocol", "protocols")
        return found

    def _own_rows(self) -> tuple[tuple[str, Text], ...]:
        rows = {}
        for row in self._table.tables("row"):
            code = row.must_be(str, "code")
            if code in rows or code == UNKNOWN:
                raise row.fault("this code has a row already")
            rows[code] = row.words("label")
            row.done()
        return tuple(rows.items())

    def _list(self, listed: str) -> CodeList:
        try:
            return self._defs.list(listed)
        except Refused:
            raise self._table.fault(f"there is no list {listed}", "rows") from None

    def _field(self, path: str) -> Field | None:
        form, _, field = path.partition(".")
        try:
            return self._defs.form(form).find(field)
        except Refused:
            return None
