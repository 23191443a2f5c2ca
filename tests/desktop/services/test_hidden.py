"""Nothing of a hidden case comes out by any door: every public function of the services is tried, in any order."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import GeneratorType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import desktop.services
from db import attachments
from desktop.services import access, cases, records, team_start
from desktop.services.session import Session
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.services.access_room import COUSIN, LEAD, MANAGER, WORD, Village, fill, village

# What these do is no looking at cases: whole databases, keys and people come and go by them, and each has its stories.
OTHER_TRADES = {
    "backups", "behind", "cards", "drills", "erased_list", "library", "media", "moments", "passphrases", "people",
    "practice", "recovery", "rekeying", "restoring", "seal_keys", "session", "vaults",
}  # fmt: skip
INWARD = {"journal.seen_by"}  # what it says goes into a question to the store, which leaves out what it names
LEAST_DOORS = 80  # if fewer are found, the search for them is broken


@dataclass
class Hidden:
    """What must not come out: ids, the code and the word of one case; `all` but what the caller asks with."""

    case: str
    code: str
    sheets: tuple[str, ...]
    file: str

    def secrets(self) -> tuple[str, ...]:
        return (self.case, self.code, WORD, self.file, *self.sheets)


@pytest.fixture(params=["denied", "sealed"])
def office(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Village, Hidden, str]]:
    """A case sealed for others than a worker, or denied to the head of office; each has one of their own too."""
    found = village(tmp_path / "vault", clock)
    with found.at(MANAGER) as session:
        started = team_start.begin(session, found.case, Wanted("sv_md")).record
        identity = cases.read_case(session, found.case).of_form("identity")[0].id
        with session.vault.write(session.now()) as conn:
            file = attachments.add(conn, identity, "image/png", b"\x89PNG\r\n\x1a\n" + WORD.encode())
        ids = tuple(sorted({*(one.id for one in cases.read_case(session, found.case).records), started}))
        hidden = Hidden(found.case, found.code, ids, file)
    if request.param == "sealed":
        found.seal(MANAGER, glass="nobody")
        who = COUSIN
    else:
        found.deny(LEAD)
        who = LEAD
    with found.at(who) as session:
        fill(session, "altcuvant")
    yield found, hidden, who


def doors() -> dict[str, Callable[..., Any]]:
    """Every public function of the services that takes a session first."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.iter_modules(desktop.services.__path__):
        if module.name in OTHER_TRADES:
            continue
        loaded = importlib.import_module(f"desktop.services.{module.name}")
        for name, function in vars(loaded).items():
            own = inspect.isfunction(function) and function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), "") == "session":
                found[f"{module.name}.{name}"] = function
    return {name: door for name, door in found.items() if name not in INWARD}


DOORS = doors()


class Asking:
    """Fills the parameters of a door with what a curious person could know or guess of the hidden case."""

    def __init__(self, session: Session, hidden: Hidden, office: Village, folder: Path, chance: random.Random) -> None:
        self._session, self._hidden, self._chance, self._folder = session, hidden, chance, folder
        mine = next(row for row in cases.page(session, cases.Filter()).rows)
        sheet = records.open_sheet(session, "identity", case=mine.case)
        forged = replace(sheet, case=hidden.case, record=self._any_sheet(), draft_of=self._any_sheet())
        self._known: dict[str, Callable[[], Any]] = {
            "session": lambda: session,
            "case": lambda: hidden.case,
            "case_id": lambda: hidden.case,
            "code": lambda: chance.choice([hidden.code, hidden.code.lower(), f" {hidden.code} "]),
            "scope": lambda: chance.choice([hidden.case, *hidden.sheets]),
            "object_id": self._any_sheet,
            "record": self._any_sheet,
            "record_id": self._any_sheet,
            "report": self._any_sheet,
            "attachment": lambda: hidden.file,
            "sheet": lambda: forged,
            "typed": lambda: chance.choice([WORD, WORD[:4], hidden.code, hidden.code[:8]]),
            "form_id": lambda: chance.choice(["identity", "incident", "team", "case", "report"]),
            "worker_id": lambda: office.ids[MANAGER],
            "worker": lambda: office.ids[MANAGER],
            "chosen": lambda: cases.Filter(order=chance.choice(["due", "modified", "code"])),
            "path": lambda: chance.choice(["first_name", "narrative", "agg_name"]),
            "changes": lambda: {"first_name": "altcineva"},
            "value": lambda: "altcineva",
            "step": lambda: "2",
            "state": lambda: "facut",
            "group": lambda: "MED",
            "name": lambda: "cineva",
            "phone": lambda: "+37360000000",
            "result": lambda: "answered",
            "times": lambda: 3,
            "reason": lambda: "un motiv destul de lung",
            "words": lambda: "un motiv destul de lung",
            "ground": lambda: "cerere",
            "glass": lambda: "anyone",
            "edited": lambda: ["first_name"],
            "data": lambda: b"\x89PNG\r\n\x1a\n",
            "line": lambda: {"case": chance.choice([hidden.code, None]), "form": "report",
                             "set": {"case": hidden.case, "case_ground": "consimtamant"},
                             "record": chance.choice([None, self._any_sheet()])},
            "profile": lambda: chance.choice(["anonymised", "internal"]),
            "period": lambda: chance.choice(["2026-Q3", "2026-Q4"]),
            "nums": lambda: range(50),
            "out": lambda: folder / f"{chance.getrandbits(60):x}",
        }  # fmt: skip

    def _any_sheet(self) -> str:
        return self._chance.choice(self._hidden.sheets)

    def arguments(self, door: Callable[..., Any]) -> dict[str, Any] | None:
        """Named arguments, or None where a parameter is asked for that is not known here."""
        filled: dict[str, Any] = {}
        for name, parameter in inspect.signature(door).parameters.items():
            if name in self._known and (parameter.default is parameter.empty or self._chance.random() < 0.5):
                filled[name] = self._known[name]()
            elif parameter.default is parameter.empty:
                return None
        return filled


def told(door: Callable[..., Any], arguments: dict[str, Any]) -> str:
    """All that a door says: its answer to the end, or why it refuses."""
    try:
        answer = door(**arguments)
        if isinstance(answer, GeneratorType):
            answer = list(answer)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
        return f"{error!r} {getattr(error, 'facts', '')}"
    return repr(answer)


def asked_with(arguments: dict[str, Any]) -> str:
    """What the caller had in her hands already."""
    return repr({name: value for name, value in arguments.items() if name != "session"})


def try_door(name: str, asking: Asking, hidden: Hidden) -> bool:
    arguments = asking.arguments(DOORS[name])
    if arguments is None:
        return False
    answer, had = told(DOORS[name], arguments), asked_with(arguments)
    for secret in hidden.secrets():
        if secret == WORD or secret not in had:  # an id that was asked with may be said back; the word never
            assert secret not in answer, f"{name} tells of the hidden case"
    return True


def everything(office: Village) -> Any:
    with office.at(MANAGER) as session:
        file = cases.read_case(session, office.case)
        return file.records, file.clocks, file.row


def test_the_doors_tell_of_a_case_that_is_not_hidden(office: tuple[Village, Hidden, str], tmp_path: Path) -> None:
    """So that the tests below can fail."""
    village_, hidden, _who = office
    with village_.at(MANAGER) as session:
        asking = Asking(session, hidden, village_, tmp_path, random.Random(1))
        found = set()
        for name in ("cases.open_case", "cases.by_code", "records.history", "reports.case_report", "today.today"):
            arguments = asking.arguments(DOORS[name])
            assert arguments is not None
            answer = told(DOORS[name], arguments)
            found |= {secret for secret in hidden.secrets() if secret in answer}
    assert found >= {hidden.case, hidden.code, WORD}


def test_no_door_of_the_services_tells_anything_of_a_hidden_case(
    office: tuple[Village, Hidden, str], tmp_path: Path
) -> None:
    village_, hidden, who = office
    before = everything(village_)
    tried = set()
    with village_.at(who) as session:
        for seed in range(4):
            asking = Asking(session, hidden, village_, tmp_path, random.Random(seed))
            tried |= {name for name in sorted(DOORS) if try_door(name, asking, hidden)}
    assert len(tried) >= LEAST_DOORS, sorted(DOORS.keys() - tried)
    assert everything(village_) == before, "and nothing was changed in it"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.sampled_from(sorted(DOORS)), min_size=1, max_size=40), seed=st.integers(0, 2**32))
def test_no_order_of_doors_tells_anything_of_a_hidden_case(
    office: tuple[Village, Hidden, str], tmp_path: Path, names: list[str], seed: int
) -> None:
    village_, hidden, who = office
    with village_.at(who) as session:
        asking = Asking(session, hidden, village_, tmp_path, random.Random(seed))
        for name in names:
            try_door(name, asking, hidden)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["deny", "allow", "seal", "choose", "unseal", "save"]), max_size=12))
def test_whatever_was_done_in_which_order_a_person_sees_a_case_exactly_when_she_may(
    office: tuple[Village, Hidden, str], acts: list[str]
) -> None:
    village_, hidden, _who = office
    with village_.at(MANAGER) as session:
        for act in acts:
            with suppress(Exception):
                do(act, session, hidden, village_)
        may = {one.name: one.how in ("sees", "chosen") for one in access.who_sees(session, hidden.case)}
        answers = cases.read_case(session, hidden.case).of_form("identity")[0].body
        assert answers["first_name"] == WORD, "and no order loses a word"
    assert {name: village_.sees(name) for name in may} == may


def do(act: str, session: Session, hidden: Hidden, office: Village) -> None:
    me, cousin, lead = office.ids[MANAGER], office.ids[COUSIN], office.ids[LEAD]
    acts: dict[str, Callable[[], object]] = {
        "deny": lambda: access.deny(session, hidden.case, cousin),
        "allow": lambda: access.allow(session, hidden.case, cousin),
        "seal": lambda: access.seal_case(session, hidden.case, [me, cousin], "lead"),
        "choose": lambda: access.choose(session, hidden.case, [me, lead], "nobody"),
        "unseal": lambda: access.unseal(session, hidden.case),
        "save": lambda: records.save(
            session, records.open_sheet(session, "identity", case=hidden.case), {"last_name": WORD}
        ),
    }
    acts[act]()
