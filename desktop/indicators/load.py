"""Indicators out of their files; a wrong file does not load, and the message names file, field and fault.

    id = "i10"
    version = 1
    number = 10                      # of the national list of indicators
    title = { ro = "", en = "" }
    unit = "survivor"                # case | survivor | incident | step
    denominator = { ro = "", en = "" }   # of what the total is the number
    sort = "age"                     # total | value | age | within
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
    state = "facut"
    limit = "PT72H"                  # hours
    since = ["team.t0", "incident.inc_dt"]   # of the team, or of the record that it links to

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
    if (sort is Sort.WITHIN) != (unit is Unit.STEP):
        raise table.fault("a step, and nothing else, is counted by the time within which it was made", "unit")
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
        if sort not in {Sort.VALUE, Sort.AGE}:
            return ()
        types = _AGE if sort is Sort.AGE else _SORTED
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
        return rows or ((YES, YES_WORDS), (NO, NO_WORDS))

    def within(self) -> Within:
        table = self._table
        limit = _LIMIT.fullmatch(table.must_be(str, "limit"))
        if limit is None:
            raise table.fault("limit is not a number of hours such as PT72H", "limit")
        since = tuple(self.place("since", path, _WHEN) for path in table.texts("since"))
        if not since:
            raise table.fault("missing key since", "since")
        state = table.must_be(str, "state")
        field = self._field("team.steps/state")
        if field is None or self._list(field.list).find(state) is None:
            raise table.fault(f"a step has no state {state}", "state")
        return Within(
            step=table.must_be(str, "step"),
            state=state,
            limit=timedelta(hours=int(limit[1])),
            since=since,
        )

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
