"""Three computers write, exchange in any order and settle: nothing typed is lost, all come to the same, safe first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from db.merge import Revision, Version, living, seen
from desktop import paths
from desktop.forms import contested
from desktop.forms.load import load
from desktop.forms.settle import Settled, settle

FORM = load(paths.resources()).form("identity")
RECORD, CASE = "r" * 32, "c" * 32
CODES = ("orice", "apel", "sms", "vizita", "email")
VALUES: Mapping[str, tuple[Any, ...]] = {
    "first_name": ("Una", "Alta", None),
    "letter_safe": (True, False, None, {"none": "unknown"}),
    "do_not": (*([code] for code in CODES), ["apel", "sms"], None),
    "phones/r1/number": ("+37369000001", "+37369000002"),
    "phones/r1/safe_call": (True, False),
}
COMPUTERS = ("A", "B", "C")
ROW = "phones/r1"


class ThreeComputers(RuleBasedStateMachine):
    """Each has the revisions that came to it; clocks are as wrong as they like, files come twice and in any order."""

    @initialize()
    def begin(self) -> None:
        self.has: dict[str, dict[str, Revision]] = {name: {} for name in COMPUTERS}
        self.typed: list[tuple[str, Any]] = []
        self.count = 0
        self.add("A", {"first_name": "Una", ROW: True, "phones/r1/number": "+37369000001"}, 1)
        self.send("A", "B")
        self.send("A", "C")

    # --- what people do -----------------------------------------------------------------------------------------

    @rule(at=st.sampled_from(COMPUTERS), path=st.sampled_from(sorted(VALUES)), data=st.data(), time=st.integers(1, 9))
    def write(self, at: str, path: str, data: st.DataObject, time: int) -> None:
        value = data.draw(st.sampled_from(VALUES[path]))
        self.typed.append((path, value))
        self.add(at, {path: value}, time)

    @rule(path=st.sampled_from(sorted(VALUES)), data=st.data())
    def answer_one_question_at_two_places(self, path: str, data: st.DataObject) -> None:
        one, other = data.draw(st.permutations(COMPUTERS))[:2]
        for at in (one, other):
            self.write(at=at, path=path, data=data, time=data.draw(st.integers(1, 9)))
        self.send(one, other)

    @rule(at=st.sampled_from(COMPUTERS), time=st.integers(1, 9))
    def take_the_row_away(self, at: str, time: int) -> None:
        standing = self.settled(at).answers
        inside = [path for path in standing if path.startswith(f"{ROW}/")]
        if inside or ROW in standing:
            self.add(at, dict.fromkeys([ROW, *inside]), time)

    @rule(at=st.sampled_from(COMPUTERS), data=st.data(), time=st.integers(1, 9))
    def choose(self, at: str, data: st.DataObject, time: int) -> None:
        """As the page does: one of the values on the screen, in place of all that are on the screen."""
        found = living(self.has[at].values())
        settled = settle(FORM, found)
        open_ = contested.open_paths(settled)
        if not open_:
            return
        path = data.draw(st.sampled_from(sorted(open_)))
        if path in settled.kept_rows:
            stays = data.draw(st.booleans())
            revisions = list(self.has[at].values())
            put = contested.keep_row(path, found, revisions) if stays else contested.drop_row(path, found)
            self.make(at, put.sets, put.replaces, time)
            assert path not in self.settled(at).kept_rows
            assert any(each.startswith(f"{path}/") for each in self.settled(at).answers) == stays
            return
        version = data.draw(st.sampled_from(list(found[path])))
        self.make(at, {path: version.value}, {path: seen(found)[path]}, time)
        assert path not in self.settled(at).conflicts, "who has chosen is not asked again"

    @rule(one=st.sampled_from(COMPUTERS), other=st.sampled_from(COMPUTERS))
    def send(self, one: str, other: str) -> None:
        self.has[other] |= self.has[one]

    @rule(one=st.sampled_from(COMPUTERS), other=st.sampled_from(COMPUTERS), data=st.data())
    def lose_some_on_the_way(self, one: str, other: str, data: st.DataObject) -> None:
        some = data.draw(st.sets(st.sampled_from(sorted(self.has[one]))))
        self.has[other] |= {name: self.has[one][name] for name in some}

    # --- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def nothing_that_was_typed_is_gone(self) -> None:
        kept = [(path, value) for has in self.has.values() for one in has.values() for path, value in one.sets.items()]
        told = {json.dumps(each, sort_keys=True) for each in kept}
        assert all(json.dumps(list(each), sort_keys=True) in told for each in self.typed)

    @invariant()
    def every_living_value_stands_or_is_asked_about(self) -> None:
        """Nothing is dropped in silence: a value that nobody replaced is the answer, or one of those to choose from."""
        for at in COMPUTERS:
            found, settled = living(self.has[at].values()), self.settled(at)
            for path, versions in found.items():
                spoken = [one for one in versions if one.value is not None]
                gone = path.startswith(ROW) and ROW not in settled.kept_rows and _is_removed(found)
                if gone or not spoken:
                    continue
                if path in settled.conflicts:
                    shown = {shape(one.value) for one in settled.conflicts[path]}
                    assert {shape(one.value) for one in spoken} <= shown
                else:
                    assert {shape(one.value) for one in spoken} == {shape(settled.answers[path])}

    @invariant()
    def what_stands_meanwhile_is_never_less_safe_than_what_anybody_said(self) -> None:
        for at in COMPUTERS:
            for path, versions in self.settled(at).conflicts.items():
                stands = self.settled(at).answers.get(path)
                if path == "letter_safe" and any(one.value is False for one in versions):
                    assert stands is False
                if path == "do_not":
                    said = {code for one in versions if isinstance(one.value, list) for code in one.value}
                    assert isinstance(stands, list) and said <= set(stands)

    @invariant()
    def whoever_has_the_same_sees_the_same(self) -> None:
        for one in COMPUTERS:
            for other in COMPUTERS:
                if self.has[one].keys() == self.has[other].keys():
                    assert told(self.settled(one)) == told(self.settled(other))

    def teardown(self) -> None:
        """After everything has gone everywhere, all come to the same, whatever the order."""
        for one in (*COMPUTERS, *COMPUTERS):
            for other in COMPUTERS:
                self.send(one, other)
        assert len({told(self.settled(at)) for at in COMPUTERS}) == 1

    # --- hands ------------------------------------------------------------------------------------------------------

    def settled(self, at: str) -> Settled:
        return settle(FORM, living(self.has[at].values()))

    def add(self, at: str, sets: Mapping[str, Any], time: int) -> None:
        """A save replaces what was on the screen of this computer, and nothing else."""
        known = seen(living(self.has[at].values()))
        self.make(at, sets, {path: known[path] for path in sets if path in known}, time)

    def make(self, at: str, sets: Mapping[str, Any], replaces: Mapping[str, tuple[str, ...]], time: int) -> None:
        self.count += 1
        name = f"{self.count:032x}"
        self.has[at][name] = Revision(name, RECORD, CASE, FORM.id, 1, time, at, "UN4", dict(sets), dict(replaces))


def shape(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def told(settled: Settled) -> str:
    conflicts = {path: [(v.revision, v.value) for v in found] for path, found in settled.conflicts.items()}
    return json.dumps([settled.answers, conflicts, sorted(settled.kept_rows)], default=dict)


def _is_removed(found: Mapping[str, tuple[Version, ...]]) -> bool:
    return any(one.value is None for one in found.get(ROW, ()))


TestThreeComputers = ThreeComputers.TestCase
TestThreeComputers.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=200)), min_size=2, max_size=4))
def test_texts_that_are_kept_together_are_each_there_whole(parts: list[tuple[str, str]]) -> None:
    whole = contested.whole_texts(parts)
    at = 0
    for heading, text in parts:
        at = whole.index(f"{heading}\n{text.strip()}", at) + len(heading)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8), st.data())
def test_parallel_is_said_only_of_what_neither_side_could_have_known(times: list[int], data: st.DataObject) -> None:
    revisions = [
        Revision(f"{n:032x}", RECORD, CASE, FORM.id, 1, time, "A", "UN4", {"first_name": n})
        for n, time in enumerate(times)
    ]
    arrived = {one.id: data.draw(st.integers(1, 5)) for one in revisions}
    beside = contested.parallel(revisions, arrived)
    for one in revisions:
        later_was_here = any(other.time > one.time and arrived[other.id] < arrived[one.id] for other in revisions)
        assert (one.id in beside) == later_was_here
