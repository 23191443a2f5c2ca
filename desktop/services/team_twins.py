"""Two teams that run for one incident, because two computers began one each: named, joined by hand, parted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db import records
from db.records import Record
from desktop.forms.answers import is_real, rows
from desktop.forms.schema import FieldType
from desktop.refusals import Refused
from desktop.services import team_end, team_writing, teamfile
from desktop.services.session import CASES, Change, Session
from desktop.services.team_writing import team_of
from desktop.services.teamfile import JOINED, TEAM

SHEETS = ("incident_ref", "stay_ref")
KEPT_APART = ("start", "end")  # sections that are each team's own


@dataclass(frozen=True, slots=True)
class Twins:
    """Two running teams of one kind for one sheet; `first` was begun before `second`."""

    case: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Joining:
    """What joining would do: the answers that the first takes over, and those that stay in the second alone.

    A row, such as a step, is taken over whole or not at all: half of one and half of the other say what nobody did.
    """

    twins: Twins
    taken: dict[str, Any]
    rows_taken: tuple[str, ...]
    apart: tuple[str, ...]  # rows and answers that both have, and not the same


def of_case(session: Session, around: Sequence[Record]) -> tuple[Twins, ...]:
    """The teams of one case of which each runs beside another."""
    running = sorted((one for one in around if _runs(one)), key=lambda one: (one.created, one.id))
    found = []
    for at, second in enumerate(running):
        first = next((one for one in running[:at] if _is_twin(session, one, second)), None)
        if first is not None:
            found.append(Twins(second.case or "", first.id, second.id))
    return tuple(found)


def of_team(session: Session, record: str) -> Twins | None:
    """The other team for the incident of this one, where there is one."""
    session.require(CASES)
    team = team_of(session, record)
    around = records.of_form(session.conn, TEAM, team.case)
    return next((one for one in of_case(session, around) if record in (one.first, one.second)), None)


def preview(session: Session, first: str, second: str) -> Joining:
    """What the first would take over; `not-twins` where the two do not run for one incident."""
    session.require(CASES)
    one, other = team_of(session, first), team_of(session, second)
    both_run = first != second and one.case == other.case and _runs(one) and _runs(other)
    if not both_run or not _is_twin(session, one, other):
        raise Refused("not-twins")
    form = session.library.definitions.form(TEAM)
    fields = [field for section in form.sections if section.id not in KEPT_APART for field in section.fields]
    groups = [field.id for field in fields if field.type is FieldType.GROUP]
    single = [field.id for field in fields if field.type not in (FieldType.GROUP, FieldType.COMPUTED)]
    told = {path: other.body[path] for path in single if is_real(other.body.get(path))}
    taken = {path: value for path, value in told.items() if not is_real(one.body.get(path))}
    apart = [path for path, value in told.items() if path not in taken and one.body[path] != value]
    heads = []
    for head in (f"{group}/{row}" for group in groups for row in rows(other.body, group)):
        theirs, ours = _row(other, head), _row(one, head)
        if not ours and theirs and not _has(one, head, theirs):
            taken |= {head: True, **theirs} if other.body.get(head) else theirs
            heads.append(head)
        elif ours and theirs != ours:
            apart.append(head)
    return Joining(Twins(one.case or "", first, second), taken, tuple(heads), tuple(apart))


def join(session: Session, first: str, second: str) -> Joining:
    """The first goes on for both, with what only the second had; the second ends as joined and keeps what it has."""
    done = preview(session, first, second)
    one, other = team_of(session, first), team_of(session, second)
    now = session.now().isoformat(timespec="minutes")
    ended = {"outcome": JOINED, "ended_at": now, "ended_by": session.worker.id, "joined_to": first}
    with session.vault.write(session.now()) as conn:
        if done.taken:
            team_writing.write(session, conn, one, done.taken, "step")
        team_writing.write(session, conn, other, ended, "teams-joined")
    for each in (first, second):
        session.announce(TEAM, each)
    session.changed(Change("case", one.case or ""))
    return done


def part(session: Session, second: str) -> None:
    """It runs for itself again; what the first took over stays in it."""
    session.require(CASES)
    if team_of(session, second).body.get("outcome") != JOINED:
        raise Refused("not-joined")
    team_end.reopen(session, second)


def _row(team: Record, head: str) -> dict[str, Any]:
    """What is answered in a row, without the word that it is there."""
    return {path: value for path, value in team.body.items() if path.startswith(f"{head}/") and value is not None}


def _has(team: Record, head: str, answers: dict[str, Any]) -> bool:
    """Whether a team has a row with these very answers already, under another id, as two calls to one person do."""
    group = head.partition("/")[0]
    told = {path.rpartition("/")[2]: value for path, value in answers.items()}
    mine = (_row(team, f"{group}/{row}") for row in rows(team.body, group))
    return any({path.rpartition("/")[2]: value for path, value in each.items()} == told for each in mine)


def _runs(team: Record) -> bool:
    return team.form == TEAM and not is_real(team.body.get("outcome"))


def _is_twin(session: Session, one: Record, other: Record) -> bool:
    """For the same incident or stay, and of the same kind."""
    shared = any(is_real(one.body.get(link)) and one.body.get(link) == other.body.get(link) for link in SHEETS)
    if not shared:
        return False
    protocols = [teamfile.known_protocol(session, team.body) for team in (one, other)]
    same_kind = None not in protocols and len({each.sort for each in protocols if each is not None}) == 1
    return same_kind or one.body.get("protocol") == other.body.get("protocol")


def every(session: Session) -> Iterator[Twins]:
    """All pairs of all cases: cases with several teams for one sheet are looked at more closely."""
    session.require(CASES)
    told: dict[tuple[str | None, Any], int] = {}
    for team in records.answers(session.conn, TEAM, (*SHEETS, "outcome")):
        incident, stay, outcome = team.values
        if not is_real(outcome) and (is_real(incident) or is_real(stay)):
            sheet = incident if is_real(incident) else stay
            told[team.case, sheet] = told.get((team.case, sheet), 0) + 1
    for case in dict.fromkeys(case for (case, _sheet), count in told.items() if count > 1 and case is not None):
        yield from of_case(session, records.of_form(session.conn, TEAM, case))
