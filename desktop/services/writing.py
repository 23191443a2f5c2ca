"""The one way in which answers are written: a revision, and everything that is derived from it, in one transaction."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import access_log, cases, counted, cover, due, facts, hybrid, matching, merge, records, sealing, veil
from db.connection import Connection
from db.records import Record, Revision
from desktop.forms import contested
from desktop.forms.compute import computed
from desktop.forms.context import Context
from desktop.forms.editions import base_of
from desktop.forms.schema import Form
from desktop.forms.settle import Settled, settle
from desktop.forms.validate import Problem, check, status
from desktop.privacy import likeness
from desktop.privacy.coded import coded
from desktop.privacy.facts import counts, facts_of, quasi_of
from desktop.privacy.generalise import ACT
from desktop.refusals import Refused
from desktop.services import case_ways, deadlines, holds, moving, report_grounds, searching, summary
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import Session

LARGEST_VALUE = 256 * 1024  # bytes of JSON
LARGEST_SAVE = 512 * 1024
WITHDRAWN = "retras"  # a request to approve a sheet that was changed since
ANCHORS = {  # the date of a form that a team counts from, and the doubt under which it says that it follows it
    "incident": ("inc_dt", "t0", "incident-changed"),
    "report": ("report_dt", "r0", "report-changed"),
    "stay": ("request_dt", "r0", "report-changed"),
}
TEAM_LINKS = {"incident": "incident_ref", "stay": "stay_ref"}  # by which a team names its sheet
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write left behind."""

    record: Record
    revision: str
    settled: Settled
    problems: tuple[Problem, ...]


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stands with its revisions, before any of it is written."""

    record: Record
    settled: Settled
    problems: tuple[Problem, ...]
    context: Context


def write(
    session: Session,
    conn: Connection,
    *,
    record: str,
    case: str | None,
    form: Form,
    sets: Mapping[str, Any],
    replaces: Mapping[str, Sequence[str]],
    earlier: Sequence[Revision],
    verb: str = "saved",
) -> Written:
    """Add a revision that sets these paths and bring all that is derived from the record up to date.

    `earlier` are the record's revisions so far; the caller has read them, and holds the transaction.
    """
    moving.check(conn, form.id, record, case, sets)
    if form.id == "report":
        check_ground(conn, record, case, sets)
    case_ways.check(session, conn, form, record, sets, earlier, replaces.get("status", ()))
    revision = revise(session, record=record, case=case, form=form, sets=sets, replaces=replaces)
    add(conn, revision)
    written = refresh(session, conn, form, [*earlier, revision])
    holds.follow(session, conn, written.record, sets)
    access_log.note(conn, session.now(), session.worker.id, verb, record, len(sets))
    return written


def check_ground(conn: Connection, record: str, case: str | None, sets: Mapping[str, Any]) -> None:
    """A report becomes a case, or part of one, only on a ground; from one case to another it brings its own."""
    stands = records.get(conn, record)
    if case is None and (stands is None or stands.case is None):
        report_grounds.check(stands.body if stands else {}, sets)


def revise(
    session: Session,
    *,
    record: str,
    case: str | None,
    form: Form,
    sets: Mapping[str, Any],
    replaces: Mapping[str, Sequence[str]],
) -> Revision:
    """A new revision of this moment by this worker, its sealed fields sealed; nothing is written yet."""
    if sealing_fields(form):
        sets = {path: sealed(session, case or record, form, path, value) for path, value in sets.items()}
    check_size(sets)
    return Revision(
        id=new_id(),
        record=record,
        case=case,
        form=form.id,
        version=form.version,
        time=session.vault.tick(session.now()),
        worker=session.worker.id,
        office=session.office.code,
        sets=sets,
        replaces={path: tuple(ids) for path, ids in replaces.items() if ids},
    )


def add(conn: Connection, revision: Revision) -> None:
    """Keep a revision that is new; what was erased meanwhile is not begun again."""
    if not records.add_revision(conn, revision):
        raise Refused("erased")


def living_ids(revisions: Sequence[Revision], paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """path -> the living revisions that a new value of it replaces."""
    if not revisions:
        return {}
    seen = merge.seen(merge.living(revisions))
    return {path: seen.get(path, ()) for path in paths}


def refresh(session: Session, conn: Connection, form: Form, revisions: Sequence[Revision]) -> Written:
    """Bring a record's standing answers and all that is derived from them up to date with its revisions."""
    settled = settle(form, merge.living(revisions))
    around = CaseAnswers(session, case_of(form, revisions, settled), whole=True)
    standing = stand(session, form, revisions, settled, around)
    before = as_it_was(conn, form, revisions)
    keep(session, conn, form, standing)
    record = standing.record
    if record.case is not None:
        after = spread(session, conn, before, record, around)
        refresh_case(session, conn, record.case, after, dues=_moves_dues(session, record, around, after))
    else:
        refresh_lone(session, conn, record)
    if before is not None and before.case not in (None, record.case):
        refresh_case(session, conn, before.case, CaseAnswers(session, before.case, whole=True))
    return Written(record, max(revisions, key=_order).id, settled, standing.problems)


def as_it_was(conn: Connection, form: Form, revisions: Sequence[Revision]) -> Record | None:
    """The record before it is written anew, for the forms whose change is felt beyond their own case or sheet."""
    return records.get(conn, revisions[0].record) if form.id in ANCHORS and len(revisions) > 1 else None


def spread(
    session: Session,
    conn: Connection,
    before: Record | None,
    record: Record,
    around: CaseAnswers,
    known: facts.Numbers | None = None,
) -> CaseAnswers:
    """The case after a record was written: what others take from it is worked out again, and clocks start from it."""
    answers = around.changed(record)
    for asked in _asked_of(record, answers):
        answers = answers.changed(_set_other(session, conn, asked, {"decision": WITHDRAWN}, answers, known))
    for team in _counting_from(before, record, answers):
        answers = answers.changed(_start_from(session, conn, team, record, answers, known))
    for other in answers.records:
        form = _form_of(session, other) if other.id not in answers.behind else None
        if form is not None and other.id != record.id and record.form in reads(form):
            answers = answers.changed(derive_again(session, conn, form, other, answers, known))
    return answers


def reads(form: Form) -> frozenset[str]:
    """The other forms of a case that its computed answers, rules, conditions and facts look at."""
    return form.once("reads", lambda: _reads(form))


def _reads(form: Form) -> frozenset[str]:
    named = [
        path
        for field in form.fields()
        for path in (*field.inputs, *(rule.argument for rule in field.rules), *(one.field for one in field.when))
    ]
    others = {path.partition(".")[0] for path in named if "." in path}
    if any(field.pdf == "elapsed" for field in form.fields()):
        others.add(ACT[0])
    return frozenset(others - {form.id})


def _counting_from(before: Record | None, record: Record, answers: CaseAnswers) -> list[Record]:
    """The teams whose clocks run from the date that was corrected; one that was given another by hand keeps it."""
    if before is None or record.form not in ANCHORS:
        return []
    source, anchor, _code = ANCHORS[record.form]
    link = TEAM_LINKS.get(record.form)
    said = before.body.get(source)
    if said == record.body.get(source):
        return []
    return [
        team
        for team in answers.records
        if team.form == "team"
        and team.id not in answers.behind
        and team.body.get(anchor) == said
        and (link is None or team.body.get(link) == record.id)
    ]


def _asked_of(record: Record, answers: CaseAnswers) -> list[Record]:
    """The requests to approve a sheet that was written in just now: what nobody has read is not approved."""
    return [
        other
        for other in answers.records
        if other.form == "approval" and other.body.get("sheet") == record.id and not other.body.get("decision")
    ]


def _start_from(
    session: Session,
    conn: Connection,
    team: Record,
    record: Record,
    answers: CaseAnswers,
    known: facts.Numbers | None,
) -> Record:
    """The team counts from the corrected date, and tells so until somebody has seen it."""
    source, anchor, code = ANCHORS[record.form]
    known_to_people = team.body.get(f"doubts/{code}/was") or team.body.get(anchor)
    sets = {anchor: record.body.get(source)} | ({f"doubts/{code}/was": known_to_people} if known_to_people else {})
    return _set_other(session, conn, team, sets, answers, known)


def _set_other(
    session: Session,
    conn: Connection,
    other: Record,
    sets: Mapping[str, Any],
    answers: CaseAnswers,
    known: facts.Numbers | None,
) -> Record:
    """What another sheet of the case takes from the one that was written, by a revision of its own like any other."""
    form = session.library.definitions.form(other.form)
    earlier = records.revisions(conn, other.id)
    replaces = living_ids(earlier, sets)
    revision = revise(session, record=other.id, case=other.case, form=form, sets=sets, replaces=replaces)
    add(conn, revision)
    revisions = [*earlier, revision]
    standing = stand(session, form, revisions, settle(form, merge.living(revisions)), answers)
    keep(session, conn, form, standing, known)
    access_log.note(conn, session.now(), session.worker.id, "saved", other.id, len(sets))
    return standing.record


def derive_again(
    session: Session, conn: Connection, form: Form, other: Record, answers: CaseAnswers, known: facts.Numbers | None
) -> Record:
    """A record of which nobody wrote anything, with what follows from the others as they are now."""
    definitions, ctx = session.library.definitions, context(session, answers)
    body = computed(form, other.body, ctx, definitions)
    again = other._replace(body=body, state=status(form, body, tuple(check(form, body, ctx, definitions))))
    if again != other:
        _put(conn, form, again)
    facts.replace(conn, other.id, other.case, facts_of(form, body, ctx, definitions), known)
    return again


def _form_of(session: Session, record: Record) -> Form | None:
    """The form in the version that the record has; one that is not known here is left as it is."""
    return session.library.definitions.forms.get((record.form, record.version))


def stand(
    session: Session,
    form: Form,
    revisions: Sequence[Revision],
    settled: Settled,
    around: CaseAnswers,
    *,
    clean: Iterable[str] = (),
    ctx: Context | None = None,
) -> Standing:
    """What the record says with these revisions, in the case as it is `around`; `clean` paths were just cleaned."""
    newest, oldest = max(revisions, key=_order), min(revisions, key=_order)
    definitions = session.library.definitions
    ctx = ctx or context(session, around)
    body = computed(form, settled.answers, ctx, definitions)
    shaped = {*clean, *_unchanged(around, newest, body)}
    problems = tuple(check(form, body, ctx, definitions, clean=shaped))
    record = Record(
        id=newest.record,
        case=case_of(form, revisions, settled),
        form=form.id,
        # An edition that nobody here knows is read by the shipped version below it, and stays the edition it is.
        version=newest.version if base_of(newest.version) == form.version else form.version,
        body=body,
        state=status(form, body, problems),
        conflicts=contested.count(settled),
        created=hybrid.to_datetime(oldest.time),
        modified=min(hybrid.to_datetime(newest.time), session.now()),  # a clock that was ahead once is not followed
        worker=newest.worker,
    )
    return Standing(record, settled, problems, ctx)


def _unchanged(around: CaseAnswers, newest: Revision, body: Mapping[str, Any]) -> Iterable[str]:
    """The paths whose values stood before and had their shape then: what is malformed leaves a record "to check"."""
    before = next((r for r in around.records if r.id == newest.record), None)
    if before is None or before.state == "to_check" or before.version != newest.version:
        return ()
    was = before.body
    return [path for path, value in body.items() if type(was.get(path)) is type(value) and was[path] == value]


def keep(
    session: Session, conn: Connection, form: Form, standing: Standing, known: facts.Numbers | None = None
) -> None:
    """Write the record itself, its words and its facts."""
    record = standing.record
    place = _put(conn, form, record)
    if record.conflicts:
        records.mark_safety(conn, record.id, contested.safety(form, standing.settled))
    searching.put(conn, form, record, place)
    if form.id in likeness.SOURCES:
        kind = summary.kind(standing.context.case)
        matching.put(conn, record.id, record.case, likeness.keys(form.id, record.body, kind), place)
    found = facts_of(form, record.body, standing.context, session.library.definitions)
    facts.replace(conn, record.id, record.case, found, known, place)


def _put(conn: Connection, form: Form, record: Record) -> records.Place | None:
    """Write a record; of one that lies under a seal also the codes that everybody's totals are made of."""
    if not veil.sees(conn, record.id, record.case):
        raise Refused("no-such-record")  # nobody writes what does not exist for her
    place = records.put(conn, record)
    if cover.scope_of(conn, record.id, record.case) is not None:
        counted.keep(conn, record.id, coded(form, record.body))
    return place


def _moves_dues(session: Session, record: Record, around: CaseAnswers, after: CaseAnswers) -> bool:
    """Whether anything that falls due can be another one now: by this sheet, or by others that took from it."""
    before, now = ([one for one in answers.records if one.id != record.id] for answers in (around, after))
    return before != now or deadlines.may_move(session, record.form, after)


def refresh_case(session: Session, conn: Connection, case: str, answers: CaseAnswers, *, dues: bool = True) -> None:
    """Recompute what depends on several forms of a case: what falls due if it may have moved, and the rest of it."""
    if dues:
        due.replace_all(conn, deadlines.of_case(session, answers))
    place = moving.of(session, answers)
    if counts(answers) and place.is_here:
        facts.put_quasi(conn, case, quasi_of(answers, context(session, answers), session.library.definitions))
    else:
        facts.leave_out(conn, case)
    header = summary.first(answers, "case")
    if not header:
        return  # its forms arrived before the case itself; they wait
    upcoming = due.next_of_case(conn, case, hybrid.stamp(session.now()))
    cases.put(conn, summary.row(case, answers, answers.records, upcoming)._replace(moving=place.mark))


def refresh_lone(session: Session, conn: Connection, record: Record) -> None:
    """What is due of a report that belongs to no case."""
    due.replace(conn, record.id, deadlines.of_lone(session, record))


def check_size(sets: Mapping[str, Any]) -> None:
    """A value over 256 KiB or a save over 512 KiB is refused before anything is written."""
    if 6 * len(repr(sets)) <= LARGEST_VALUE:
        return  # no letter of it takes more than six bytes as it is kept, and this is soon told
    total = 0
    for path, value in sets.items():
        size = len(json.dumps(value, ensure_ascii=False).encode())
        if size > LARGEST_VALUE:
            raise Refused("value-too-long", field=path.split("/")[-1])
        total += size
    if total > LARGEST_SAVE:
        raise Refused("record-too-large")


def sealing_fields(form: Form) -> frozenset[str]:
    return form.once("sealed", lambda: frozenset(f.pattern for f in form.fields() if f.seal))


def sealed(session: Session, scope: str, form: Form, path: str, value: Any) -> Any:
    """The value as it lies in the vault: a sealed field's words only under the key of their case."""
    field = form.find(path) if sealing_fields(form) else None
    if field is None or not field.seal or not isinstance(value, str):
        return value
    return sealing.seal(session.vault, scope, value)


def case_of(form: Form, revisions: Sequence[Revision], settled: Settled) -> str | None:
    """A case's own header is its case; a report joins a case by its path `case`, whatever else may stand there."""
    newest = max(revisions, key=_order)
    if form.id == "case":
        return newest.record
    joined = settled.answers.get("case")
    return joined if isinstance(joined, str) and _ID.fullmatch(joined) else newest.case


def _order(revision: Revision) -> tuple[int, str]:
    return (revision.time, revision.id)
