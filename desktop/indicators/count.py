"""Counting the cases of an office into tables, one case at a time and in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo

from desktop.forms import ages
from desktop.forms.answers import codes, is_real
from desktop.forms.answers import rows as steps_of
from desktop.forms.partial import Span, span
from desktop.forms.schema import Answers, Definitions, FieldType, Json, Text
from desktop.indicators.period import Period
from desktop.indicators.schema import CAVEAT, NO, NOT_KNOWN, UNKNOWN, YES, Indicator, Row, Sort, Table, Within
from desktop.privacy.bands import band
from desktop.privacy.facts import VICTIM
from desktop.protocols.timeliness import NOT_CALLED_FOR, Seen

JOINED = "unita"  # a team that goes on in the other one of its incident is counted there


@dataclass(frozen=True, slots=True)
class CaseRecord:
    id: str
    answers: Answers  # as they stand, computed fields among them


@dataclass(frozen=True, slots=True)
class CaseData:
    """One case as counting sees it: its records by form, each form's oldest record first."""

    records: Mapping[str, Sequence[CaseRecord]]
    steps: Mapping[str, Mapping[str, Seen]] = field(default_factory=dict)  # record of a team -> step -> how it went

    def of(self, form: str) -> Sequence[CaseRecord]:
        return self.records.get(form, ())

    @property
    def status(self) -> Json:
        return next((record.answers.get("status") for record in self.of("case")), None)

    @property
    def is_victims(self) -> bool:
        """Whether it is about a victim: files of aggressors, of minors who harmed and of youth are in no table."""
        return all(record.answers.get("file_kind", VICTIM) == VICTIM for record in self.of("case"))


def count(indicator: Indicator, cases: Iterable[CaseData], period: Period, tz: tzinfo, defs: Definitions) -> Table:
    """One table out of all cases."""
    return count_all((indicator,), cases, period, tz, defs)[0]


def count_all(
    indicators: Sequence[Indicator], cases: Iterable[CaseData], period: Period, tz: tzinfo, defs: Definitions
) -> tuple[Table, ...]:
    """Every table in one reading of the cases, of which one at a time is in memory."""
    tallies = [Tally(indicator, period, tz, defs) for indicator in indicators]
    for case in cases:
        for tally in tallies:
            tally.add(case)
    return tuple(tally.table() for tally in tallies)


class Tally:
    """One indicator while it is being counted."""

    def __init__(self, indicator: Indicator, period: Period, tz: tzinfo, defs: Definitions) -> None:
        self._indicator, self._tz, self._defs = indicator, tz, defs
        self._start, self._end = period.bounds(tz)
        self._known = frozenset(code for code, _label in indicator.rows)
        self._cells: Counter[str] = Counter()
        self._total = self._undated = 0

    def add(self, case: CaseData) -> None:
        if not case.is_victims or case.status in self._indicator.excluded:
            return
        for unit in self._units(case):
            sorted_into = self._sorted(unit, case)
            when = self._when(self._indicator.dated_by, unit, case)
            if when is None or (when.start < self._end and self._start < when.end and not self._holds(when)):
                self._undated += len(sorted_into)
            elif self._holds(when):
                self._total += len(sorted_into)
                for rows in sorted_into:
                    self._cells.update(rows)

    def table(self) -> Table:
        indicator = self._indicator
        rows = [Row(code, label, self._cells[code]) for code, label in indicator.rows]
        if rows:
            rows.append(Row(UNKNOWN, NOT_KNOWN, self._cells[UNKNOWN]))
        return Table(
            id=indicator.id,
            version=indicator.version,
            title=indicator.title,
            rows=tuple(rows),
            total=self._total,
            unit=indicator.unit,
            denominator=indicator.denominator,
            note=note(indicator),
            undated=self._undated,
        )

    def _units(self, case: CaseData) -> Iterator[CaseRecord]:
        """The records that are counted, or whose steps are."""
        wanted = self._indicator.protocols
        for record in case.of(self._indicator.unit.form):
            if (not wanted or record.answers.get("protocol") in wanted) and record.answers.get("outcome") != JOINED:
                yield record

    def _sorted(self, unit: CaseRecord, case: CaseData) -> Sequence[frozenset[str]]:
        """The rows of each thing that is counted of this record: mostly one, and of a team also each of its steps."""
        sort, known = self._indicator.sort, case.steps.get(unit.id, {})
        if sort is Sort.STATE:
            states = (unit.answers.get(f"steps/{row}/state") for row in steps_of(unit.answers, "steps"))
            return [frozenset({state}) for state in states if isinstance(state, str) and state in self._known]
        if sort is Sort.IN_TIME:
            return [frozenset({_YES_NO[kept]}) for step in known.values() for kept in step.duties]
        within = self._indicator.within
        if within is not None and not _called_for(within, unit, known):
            return []
        return [self._rows(unit, case)]

    def _holds(self, when: Span) -> bool:
        return self._start <= when.start and when.end <= self._end

    def _rows(self, unit: CaseRecord, case: CaseData) -> frozenset[str]:
        indicator = self._indicator
        if indicator.sort is Sort.TOTAL:
            return frozenset()
        if indicator.within is not None:
            return frozenset({self._within(indicator.within, unit, case)})
        if indicator.sort is Sort.NUMBER:
            found = self._number(unit, case)
        else:
            found = self._age(unit, case) if indicator.sort is Sort.AGE else self._value(unit, case)
        return (found & self._known) or frozenset({UNKNOWN})

    def _value(self, unit: CaseRecord, case: CaseData) -> frozenset[str]:
        """The rows of the first field that was answered; a refusal is not an answer."""
        for path in self._indicator.fields:
            found = next((value for value in _values(path, unit, case, self._indicator) if is_real(value)), None)
            if found is not None:
                groups = self._indicator.groups
                return frozenset(groups.get(code, UNKNOWN) if groups else code for code in codes(found))
        return frozenset()

    def _age(self, unit: CaseRecord, case: CaseData) -> frozenset[str]:
        at = self._when(self._indicator.age_at, unit, case)
        if at is None:
            return frozenset()
        on = at.start.astimezone(self._tz).date()
        values = (value for path in self._indicator.fields for value in _values(path, unit, case, self._indicator))
        known = next((found for value in values if (found := ages.possible_ages(value, on))), None)
        code = band(known, self._known)
        return frozenset({code}) if code else frozenset()

    def _number(self, unit: CaseRecord, case: CaseData) -> frozenset[str]:
        values = (value for path in self._indicator.fields for value in _values(path, unit, case, self._indicator))
        known = next((int(value) for value in values if isinstance(value, int | float) and value is not True), None)
        code = band((known, known), self._known) if known is not None else None
        return frozenset({code}) if code else frozenset()

    def _within(self, within: Within, team: CaseRecord, case: CaseData) -> str:
        """Whether the step was made in time; what two readings of a date would answer differently is not known."""
        if team.answers.get(f"steps/{within.step}/state") not in within.states:
            return NO
        done = span(team.answers.get(f"steps/{within.step}/done_dt"), self._tz)
        since = self._since(within, team, case)
        if done is None or since is None or done.before(since):
            return UNKNOWN
        # A span's end is the first moment after it, so the widest distance leaves that minute out.
        longest, shortest = done.end - _MINUTE - since.start, done.start - (since.end - _MINUTE)
        if longest <= within.limit:
            return YES
        return NO if shortest > within.limit else UNKNOWN

    def _since(self, within: Within, team: CaseRecord, case: CaseData) -> Span | None:
        for path in within.since:
            form, _, field = path.partition(".")
            record = team if form == self._indicator.unit.form else self._linked(form, team, case)
            found = span(record.answers.get(field), self._tz) if record else None
            if found is not None:
                return found
        return None

    def _linked(self, form: str, team: CaseRecord, case: CaseData) -> CaseRecord | None:
        """The record that the team points to, or the only one that there is."""
        records = case.of(form)
        links = [one.id for one in self._defs.form("team").fields() if one.type is FieldType.LINK and one.form == form]
        named = {link for id in links if isinstance(link := team.answers.get(id), str)}
        if named:
            return next((record for record in records if record.id in named), None)
        return records[0] if len(records) == 1 else None

    def _when(self, path: str, unit: CaseRecord, case: CaseData) -> Span | None:
        """The date of a unit; where another form has several records, the earliest of them."""
        spans = [found for value in _values(path, unit, case, self._indicator) if (found := span(value, self._tz))]
        return min(spans, key=lambda one: (one.start, one.end), default=None)


_MINUTE = timedelta(minutes=1)
_YES_NO: Mapping[bool | None, str] = {True: YES, False: NO, None: UNKNOWN}


def _called_for(within: Within, team: CaseRecord, known: Mapping[str, Seen]) -> bool:
    if team.answers.get(f"steps/{within.step}/state") == NOT_CALLED_FOR:
        return False
    step = known.get(within.step)
    return step is None or step.called_for


def note(indicator: Indicator | None) -> Text:
    """What must stand under a table: its own caveat, if it has one, before that of all tables."""
    if indicator is None or indicator.caveat is None:
        return CAVEAT
    own = indicator.caveat
    return {language: f"{own[language]} {words}" for language, words in CAVEAT.items() if language in own}


def _values(path: str, unit: CaseRecord, case: CaseData, indicator: Indicator) -> Iterator[Json]:
    """The answers to `form.field`: the unit's own, or those of the case's records of another form."""
    form, _, field = path.partition(".")
    for record in (unit,) if form == indicator.unit.form else case.of(form):
        yield record.answers.get(field)
