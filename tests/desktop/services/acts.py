"""Every act that must be in the access log, done through its service, with one word in all that is typed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import access_log, records
from db import alarms as kept_alarms
from db.errors import VaultRefused
from db.hybrid import stamp
from db.keys import KdfCost
from desktop.bundle import crypto
from desktop.forms.local import Added
from desktop.forms.schema import FieldType
from desktop.protocols.local import OwnStep
from desktop.refusals import Refused
from desktop.services import (
    access,
    alarms,
    appointment_slip,
    appointments,
    approvals,
    attach,
    backups,
    calls,
    cards,
    case_state,
    cases,
    child_notice,
    conflict_choice,
    conflicts,
    directory,
    drills,
    duplicates,
    erasure,
    erasure_paper,
    from_report,
    glass,
    handing,
    history,
    ledger,
    letters,
    links,
    local_forms,
    local_protocols,
    merge_out,
    merging,
    narrative,
    opinions,
    pack_publish,
    pack_typing,
    packs,
    pc_invite,
    pc_retire,
    pcs,
    people,
    plan,
    quarantine,
    receipts,
    recovery,
    referrals,
    region_root,
    register_import,
    register_undo,
    rekeying,
    reports,
    reports_inbox,
    restoring,
    retention,
    roster,
    roster_paper,
    safety_print,
    searching,
    sheet_view,
    signals,
    standing,
    sync,
    takeout,
    team,
    team_blanks,
    team_end,
    team_followup,
    team_meetings,
    team_minutes,
    team_notes,
    team_papers,
    team_people,
    team_scans,
    team_sheet,
    team_start,
    team_twins,
    team_typing,
    teams,
    transcribing,
    transfer_leaving,
    transfer_list,
    transfers,
    vaults,
    without_consent,
)
from desktop.services import records as sheets
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.team_start import Wanted
from tests.conftest import FixedClock
from tests.desktop.bundle.desks import acquaint, desk, export
from tests.desktop.services.access_room import (
    COUSIN,
    LEAD,
    MANAGER,
    PASSPHRASE,
    PSYCHOLOGIST,
    ROLES,
    Village,
    fill,
    put,
)
from tests.pictures import png

TYPED = "Zmăucițăș"
OTHER_PASSPHRASE = f"{TYPED} cinci cuvinte cu totul noi"
REASON = f"este în pericol acum, spune {TYPED}"
PICTURE = png(after=TYPED.encode())


@dataclass
class Scene:
    """A village in a folder of its own, and room for files."""

    village: Village
    folder: Path
    clock: FixedClock

    def at(self, name: str = LEAD) -> AbstractContextManager[Session]:
        return self.village.at(name)

    @property
    def case(self) -> str:
        return self.village.case

    @property
    def code(self) -> str:
        return self.village.code

    def sheet(self, session: Session, form: str) -> str:
        return next(one.id for one in cases.read_case(session, self.case).records if one.form == form)

    def log(self) -> list[access_log.Entry]:
        """All of it, the oldest first; looking opens the vault, which is in it too."""
        with self.at(LEAD) as session:
            return access_log.page(session.conn, 10_000)[::-1]


Act = Callable[[Scene], None]


def _as(name: str, act: Callable[[Scene, Session], object]) -> Act:
    """The act of one person, from unlock to lock."""

    def do(scene: Scene) -> None:
        with scene.at(name) as session:
            act(scene, session)

    return do


# --- cases and sheets -------------------------------------------------------------------------------------------------


def _search(_scene: Scene, session: Session) -> None:
    cases.note_search(session, len(cases.find(session, TYPED)))


def _conflict(scene: Scene, session: Session) -> None:
    record = scene.sheet(session, "aggressor")
    views = [sheets.open_sheet(session, "aggressor", case=scene.case, record=record) for _ in range(2)]
    for number, view in enumerate(views):
        sheets.save(session, view, {"agg_name": f"{TYPED} {number}"})


def _conflicts(scene: Scene, session: Session) -> None:
    _conflict(scene, session)
    sheets.save(session, sheets.open_sheet(session, "report"), {"first_words": TYPED})
    assert conflicts.listed(session)


def _report(session: Session) -> str:
    told = {"child_involved": "victima", "about_name": TYPED, "summary": TYPED}
    return sheets.save(session, sheets.open_sheet(session, "report"), told).record


def _look_at_report(_scene: Scene, session: Session) -> None:
    record = _report(session)
    _report(session)
    reports_inbox.open_report(session, record)


def _decide(_scene: Scene, session: Session) -> None:
    decision = reports_inbox.Decision(reports_inbox.TAKE, ground="alta_obligatie", note=TYPED)
    reports_inbox.decide(session, _report(session), decision)


def _tell_authority(_scene: Scene, session: Session) -> None:
    reports_inbox.note_notice(session, _report(session), session.now(), TYPED)


def _notice(scene: Scene, session: Session) -> None:
    child_notice.save(session, child_notice.paper(session, _report(session)), scene.folder / "notice.pdf")


def _tell_apart(scene: Scene, session: Session) -> None:
    duplicates.tell_apart(session, scene.sheet(session, "identity"), _report(session))


def _merge(scene: Scene, session: Session) -> None:
    second, _code = fill(session, TYPED)
    merging.merge_into(session, second, scene.case)
    merging.unmerge(session, second)


def _link(scene: Scene, session: Session) -> None:
    other, _code = fill(session, TYPED)
    links.add(session, other, scene.code, "rude")
    links.remove(session, other, scene.case)


def _choose(scene: Scene, session: Session) -> None:
    _conflict(scene, session)
    found = conflicts.one(session, scene.sheet(session, "aggressor"), "agg_name")
    conflict_choice.choose(session, found.head.record, "agg_name", found.values[0].revision)


def _combine(scene: Scene, session: Session) -> None:
    _conflict(scene, session)
    conflict_choice.combine(session, scene.sheet(session, "aggressor"), "agg_name", TYPED)


def _keep_both(scene: Scene, session: Session) -> None:
    record = put(session, scene.code, "note", {"note": TYPED}).record
    for view in [sheets.open_sheet(session, "note", record=record) for _ in range(2)]:
        sheets.save(session, view, {"note": f"{TYPED} {id(view)}"})
    conflict_choice.keep_both(session, record, "note")


def _twins(scene: Scene, session: Session) -> None:
    first = team_start.begin(session, scene.case, Wanted("sv_md")).record
    found = records.get(session.conn, first)
    assert found is not None
    kept = ("incident_ref", "protocol", "protocol_version", "t0", "r0", "first_contact")
    told = {path: found.body[path] for path in kept if path in found.body}
    second = str(put(session, scene.code, "team", told).record)
    team_twins.join(session, first, second)
    team_twins.part(session, second)


def _choose_many(scene: Scene, session: Session) -> None:
    _conflict(scene, session)
    wanted = [(head.record, head.path) for head in conflicts.heads(session)]
    assert conflict_choice.choose_many(session, wanted, conflict_choice.Rule(conflict_choice.NEWEST)).settled == 1


def _open_sheet(scene: Scene, session: Session) -> None:
    sheets.open_sheet(session, "incident", case=scene.case, record=scene.sheet(session, "incident"))


def _save(scene: Scene, session: Session) -> None:
    sheets.save(session, sheets.open_sheet(session, "identity", case=scene.case), {"last_name": TYPED})


def _reveal(scene: Scene, session: Session) -> None:
    sheet = sheets.open_sheet(session, "incident", case=scene.case, record=scene.sheet(session, "incident"))
    assert sheets.reveal(session, sheet, "narrative")


def _join(_scene: Scene, session: Session) -> None:
    report = sheets.save(
        session, sheets.open_sheet(session, "report"), {"first_words": TYPED, "case_ground": "consimtamant"}
    ).record
    from_report.save(session, from_report.begin(session, report), {"case_track": ["vd_adult"]}, report)


def _attach(scene: Scene, session: Session) -> None:
    sheet = sheets.open_sheet(session, "incident", case=scene.case, record=scene.sheet(session, "incident"))
    attach.attach(session, sheet, PICTURE)


def _team(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    cases.open_case(session, scene.case)
    board = team.open_board(session, record)
    team.set_step(session, record, board.steps[0].step.id, "imposibil", reason="distanta", note=TYPED)
    team.count_retelling(session, record, 2)
    team_notes.note(session, record, board.steps[0].step.id, "note", TYPED)


def _field_sheet(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    made = team_sheet.prepare(session, record)
    team_sheet.cancel(session, made)
    team_sheet.save(session, made, scene.folder / "foaie.pdf")
    typing = team_typing.begin(session, record, made.number)
    paper = transcribing.Paper("2026-11-24", TYPED)
    name = next(one for one in typing.questions if one.kind == team_typing.NAME)
    changes = team_typing.read(session, typing, name, TYPED, paper)
    team_typing.save(session, typing, changes, paper)
    team_scans.attach_scan(session, record, PICTURE, step="14", number=made.number)
    blank = team_blanks.make(session, team_blanks.Wanted(team_blanks.CARDS, "sv_md"))
    team_blanks.save(session, blank, scene.folder / "fise.pdf")


def _person(session: Session) -> str:
    told = {"group": "POL", "institution": TYPED, "name": TYPED, "phones/a/number": "069123456", "around": True}
    return roster.put(session, told).record


def _fill_directory(_scene: Scene, session: Session) -> None:
    directory.write(session, "cjf", {"contact": TYPED, "hours": TYPED})
    directory.write(session, None, {"name": TYPED, "kind": "alt", "remarks": TYPED})


def _empty_directory(scene: Scene, session: Session) -> None:
    _fill_directory(scene, session)
    directory.remove(session, "cjf")


def _roster(_scene: Scene, session: Session) -> None:
    record = _person(session)
    roster.put(session, {"function": TYPED}, record)
    roster.check(session, record)


def _print_roster(scene: Scene, session: Session) -> None:
    _person(session)
    roster_paper.whole(session)
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    roster_paper.of_team(session, record)


def _leave_roster(_scene: Scene, session: Session) -> None:
    roster.remove(session, _person(session))


MEETING = "meeting-planned meeting-moved meeting-held meeting-cancelled decision-made decision-settled"


def _meet(scene: Scene, session: Session) -> str:
    """Two meetings, one of them called off; a decision that was made, and done. Gives the one that was held."""
    record, soon = team_start.begin(session, scene.case, Wanted("sv_md")).record, "2026-12-01T10:00+02:00"
    team_meetings.cancel(session, team_meetings.plan(session, record, soon, TYPED))
    made = team_meetings.plan(session, record, soon, TYPED)
    team_meetings.move(session, made, "2026-12-02T10:00+02:00", TYPED)
    team_meetings.hold(session, made)
    row = team_meetings.decide(session, made, TYPED, "POL", "2026-12-03", person=TYPED)
    team_meetings.settle(session, made, row, "facut")
    team_meetings.tick(session, record)
    team_meetings.look(session, made)
    return made


def _print_minutes(scene: Scene, session: Session) -> None:
    made = _meet(scene, session)
    team_minutes.save(session, team_minutes.minutes(session, made), scene.folder / "minutes.pdf")
    record = next(one.record for one in teams.all_teams(session) if one.case == scene.case)
    ahead = team_meetings.plan(session, record, "2026-12-09T10:00+02:00", TYPED)
    team_minutes.save(session, team_minutes.invitation(session, ahead, "POL"), scene.folder / "invitation.pdf")


def _follow_up(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    check = team_followup.followups(session, record).items[0].check
    told = {"done_on": session.now().date().isoformat(), "reached": "a_venit", "wishes": TYPED}
    team_followup.save(session, record, check.step, check.clock, check.no, told)


def _end_team(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    open_ = team_end.ending(session, record)
    said = {view.step.id: team_end.Said("imposibil", "distanta") for view in open_.duties}
    team_end.end(session, record, "retras", team_end.Answers(said, retellings=1, sure=frozenset({team_end.WINDOWS})))
    team_end.reopen(session, record)


def _count_opinions(_scene: Scene, session: Session) -> None:
    opinions.put(session, "2026-Q3", 5, dict.fromkeys(opinions.QUESTIONS, (0, 0, 1, 1, 3, 0)))


def _crew(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    team_people.note(session, record, Note("SOC", "answered", name=TYPED, phone="069123456"))
    team_people.set_coordinator(session, record, name=TYPED, sure=True)
    team_people.declare(session, record, Note("POL", person=_person(session), tie="vecin"))


# --- who sees what ----------------------------------------------------------------------------------------------------


def _deny(scene: Scene, session: Session) -> None:
    access.deny(session, scene.case, scene.village.ids[COUSIN])


def _allow(scene: Scene, session: Session) -> None:
    _deny(scene, session)
    access.allow(session, scene.case, scene.village.ids[COUSIN])


def _chosen(scene: Scene, *names: str) -> list[str]:
    return [scene.village.ids[name] for name in names]


def _seal(scene: Scene, session: Session) -> None:
    access.seal_case(session, scene.case, _chosen(scene, MANAGER, PSYCHOLOGIST), "anyone")


def _seal_sheet(scene: Scene, session: Session) -> None:
    access.seal_sheet(session, scene.sheet(session, "incident"), _chosen(scene, MANAGER, PSYCHOLOGIST), "nobody")


def _choose_others(scene: Scene, session: Session) -> None:
    _seal(scene, session)
    access.choose(session, scene.case, _chosen(scene, MANAGER, LEAD), "lead")


def _unseal(scene: Scene, session: Session) -> None:
    _seal(scene, session)
    access.unseal(session, scene.case)


def _break_glass(scene: Scene) -> None:
    with scene.at(MANAGER) as session:
        _seal(scene, session)
    with scene.at(COUSIN) as session:
        glass.break_glass(session, scene.code, REASON)


def _fail_at_glass(scene: Scene, session: Session) -> None:
    with pytest.raises(Refused):
        glass.break_glass(session, f"{scene.code[:-2]}00", REASON)


def _look_at_glass(scene: Scene) -> None:
    _break_glass(scene)
    with scene.at(LEAD) as session:
        glass.note_seen(session, [one.num for one in glass.glass_breaks(session, unseen=True)])


def _new_lead_behind_glass(scene: Scene) -> None:
    with scene.at(MANAGER) as session:
        access.seal_case(session, scene.case, _chosen(scene, MANAGER), "lead")
    with scene.at(LEAD) as session:
        people.add_worker(session, TYPED, "lead", PASSPHRASE)
    with scene.at(MANAGER):
        pass  # her presence gives the new lead a key


# --- erasing ----------------------------------------------------------------------------------------------------------


def _ask(scene: Scene, session: Session) -> erasure.Asked:
    return erasure.request(session, scene.code, "cerere", f"{TYPED} a cerut")


def _withdraw(scene: Scene, session: Session) -> None:
    erasure.withdraw(session, _ask(scene, session).id)


def _hold(scene: Scene, session: Session) -> None:
    erasure.hold(session, scene.code)
    erasure.release(session, scene.code)


def _erase(scene: Scene, by: str) -> None:
    with scene.at(by) as session:
        asked = _ask(scene, session)
    scene.clock.advance(days=15)
    with scene.at(LEAD) as session:
        erasure.confirm(session, asked.id, scene.code)


def _retention(scene: Scene) -> None:
    with scene.at(LEAD) as session:
        header = sheets.open_sheet(session, "case", case=scene.case)
        sheets.save(session, header, {"status": "inchis", "status_reason": "de probă"})
    scene.clock.advance(days=366 * 20)
    with scene.at(LEAD) as session:
        assert retention.apply(session, retention.preview(session), "UN4").cases == 1


def _retold(scene: Scene, session: Session) -> None:
    sheets.save(session, sheets.open_sheet(session, "incident", case=scene.case), {"narrative": TYPED})
    narrative.count(session, scene.case)


def _purge_narrative(scene: Scene, session: Session) -> None:
    sheets.save(session, sheets.open_sheet(session, "incident", case=scene.case), {"narrative": TYPED})
    narrative.purge(session, scene.code, f"cererea ei, {TYPED}", scene.code)


def _print_plan(scene: Scene, session: Session) -> None:
    plan = {"needed": True, "copy": "persoana_incredere", "bag": ["acte"], "concern": TYPED}
    sheets.save(session, sheets.open_sheet(session, "safety_plan", case=scene.case), plan)
    safety_print.whole(session, scene.case)
    reports.save_report(session, safety_print.pocket(session, scene.case), scene.folder / "foaie.pdf")


def _erasure_paper(scene: Scene) -> None:
    _erase(scene, MANAGER)
    with scene.at(LEAD) as session:
        (done,) = [one for one in erasure.every(session) if one.state == "done"]
        made = erasure_paper.paper(session, done.id)
        erasure_paper.save(session, made, scene.folder / "paper.pdf")


# --- what leaves and what comes ---------------------------------------------------------------------------------------


def _print(scene: Scene, session: Session) -> None:
    made = reports.case_report(session, scene.case, "internal")
    reports.save_report(session, made, scene.folder / "paper.pdf")


def _take_over(scene: Scene) -> None:
    """The region sends two packs down: one is put aside, one taken over and taken back."""
    region = _region(scene)
    words = {"ro": f"Linia {TYPED}"}
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, region)
        for name in ("one.ancora", "two.ancora"):
            pack_typing.line(region, None, number="022 123 456", name=words, text=words, by=TYPED, checked_on="")
            words = {"ro": f"Altă linie {TYPED}"}
            pack_publish.publish(region)
            pack_publish.export(region, session.office.code, scene.folder / name)
            sync.import_files(session, [scene.folder / name])
            if name == "one.ancora":
                packs.decline(session, 1)
        packs.accept(session, 2)
        packs.rollback(session)
    left = {one.verb for one in access_log.page(region.conn, 20)}
    assert {"pack-changed", "pack-published", "pack-exported"} <= left
    region.vault.close(region.now())


def _print_figures(scene: Scene, session: Session) -> None:
    reports.statistics_report(session, "2026-Q3")


def _region(scene: Scene) -> Session:
    return desk(scene.folder, "RUN", scene.clock, kind="region")


def _exchange(scene: Scene) -> None:
    region = _region(scene)
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, region)
        export(session, "RUN", "2026-Q3", scene.folder / "out.ancora")
        cards.distrust(session, "RUN")
    sync.import_files(region, [scene.folder / "out.ancora"])
    verbs = [one.verb for one in access_log.page(region.conn, 10)]
    assert verbs[0] == "statistics-imported"
    region.vault.close(region.now())


def _confirm(scene: Scene) -> None:
    """A region answers, by file and by telephone; its pack is confirmed; a spoilt file goes, and a warning is read."""
    region = _region(scene)
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, region)
        for name, period in (("out.ancora", "2026-Q3"), ("more.ancora", "2026-Q2")):
            export(session, "RUN", period, scene.folder / name)
        sync.import_files(region, [scene.folder / "out.ancora"])
        file = receipts.export_all(region, scene.folder)[0].file
        sync.import_files(session, [file])
        standing.say_it_came(session, "RUN", "statistics")
        spoilt = scene.folder / f"{TYPED}.ancora"
        spoilt.write_bytes(file.read_bytes()[:-9])
        sync.import_files(session, [spoilt])
        quarantine.forget(session, quarantine.waiting(session)[0].id)
        with session.vault.write(session.now()) as conn:
            kept_alarms.note(conn, stamp(session.now()), "number-used-twice", "RUN", {"seq": 1})
        alarms.see(session, alarms.standing(session)[0].num)
        words = {"ro": f"Linia {TYPED}"}
        pack_typing.line(region, None, number="022 123 456", name=words, text=words, by=TYPED, checked_on="")
        pack_publish.publish(region)
        pack_publish.export(region, session.office.code, scene.folder / "pack.ancora")
        sync.import_files(session, [scene.folder / "pack.ancora"])
        receipts.export(session, "RUN", scene.folder / "back.ancora")
    region.vault.close(region.now())


def _believe(scene: Scene) -> None:
    """The region's list names other keys for an office than those that were compared by telephone."""
    region = _region(scene)
    root = region_root.new(region)
    region_root.keep(region, root, 2)
    other, stranger = (desk(scene.folder / place, "FA2", scene.clock) for place in ("here", "there"))
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, region, other)
        _show_card(scene, stranger, region)
        region_root.sign(region, root)
        _show_card(scene, region, session)
        file = region_root.export(region, session.office.code, scene.folder / "list.ancora").file
        sync.import_files(session, [file])
        cards.put_aside(session, "FA2")
        with session.vault.write(session.now()) as conn:
            cards.rotate(session, conn)
    verbs = {one.verb for one in access_log.page(region.conn, 50)}
    assert {"root-made", "list-signed", "list-exported"} <= verbs
    for one in (region, other, stranger):
        one.vault.close(one.now())


def _show_card(scene: Scene, giver: Session, taker: Session) -> None:
    file = scene.folder / f"{giver.office.code}-{giver.office.node}-{taker.office.code}.ancora-card"
    sync.trust(taker, file, sync.save_card(giver, file).fingerprint)


def _computers(scene: Scene) -> None:
    """Two further computers of the office, one of which joins twice; one is retired in the end."""
    with scene.at(LEAD) as session:
        made = [pc_invite.invite(session, scene.folder / f"{number}.ancora-invite") for number in range(2)]
        joined = [_as_computer(scene, one, folder) for one, folder in zip((made[0], *made), "abc", strict=True)]
        verbs = [one.verb for one in access_log.page(joined[0].conn, 10)]
        assert "pc-joined" in verbs
        third = merge_out.export_merge(session, made[1].pc.id, scene.folder / "m.ancora").file
        sync.import_files(joined[2], [third])
        files = [merge_out.export_merge(one, _first(one), scene.folder / f"{n}.ancora") for n, one in enumerate(joined)]
        sync.import_files(session, [one.file for one in files])
        pc_retire.accept_copy(session, made[0].pc.id, joined[1].office.node)
        beside = pc_invite.invite(joined[2], scene.folder / "beside.ancora-invite")
        known = merge_out.export_merge(joined[2], _first(joined[2]), scene.folder / "known.ancora").file
        sync.import_files(session, [known])
        pc_retire.renew_keys(session)
        pc_retire.retire(session, beside.pc.id)
        for one in joined:
            vaults.close_session(one, make_backup=False)


def _as_computer(scene: Scene, made: pc_invite.Invited, folder: str) -> Session:
    found = pc_invite.open_invite(made.file, "-".join(made.groups), scene.clock())
    cost = KdfCost.for_tests()
    return pc_invite.join(
        scene.folder / folder, found, worker=LEAD, passphrase=PASSPHRASE, clock=scene.clock, cost=cost
    )


def _first(session: Session) -> str:
    return next(one.id for one in pcs.others(session) if one.number == 1)


def _move_cases(scene: Scene) -> None:
    """A case is offered and taken back, rejected, and accepted while it was taken back; another one comes here."""
    other = desk(scene.folder, "CR1", scene.clock)
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, other)
        _agree_to_move(session, scene.code)
        transfers.cancel(session, _offer_case(scene, session, scene.case, other), scene.folder / "back")
        first = _offer_case(scene, session, scene.case, other)
        transfers.again(session, first, scene.folder / "again")
        sync.import_files(other, [scene.folder / "again"])
        sync.import_files(session, [transfers.reject(other, first, "lipsa_locuri", scene.folder / "no").file])
        second = _offer_case(scene, session, scene.case, other)
        transfers.cancel(session, second, scene.folder / "too-late")
        sync.import_files(session, [transfers.accept(other, second, scene.folder / "yes").file])
        transfers.settle(session, second, "anulat", scene.folder / "settled")
        theirs = put(other, None, "case", {"case_track": ["vd_adult"]})
        _agree_to_move(other, str(theirs.code))
        one, two = (scene.folder / name for name in ("one", "two"))
        transfers.reject(session, _offer_case(scene, other, str(theirs.case), session), "gresit", one)
        sync.import_files(other, [one])
        transfers.accept(session, _offer_case(scene, other, str(theirs.case), session), two)
    other.vault.close(other.now())


def _agree_to_move(session: Session, code: str) -> None:
    told = {"recipient": "adapost", "agreed": "da", "institution": INSTITUTION, "data": ["dosar_intreg"]}
    row = {f"release/a/{column}": value for column, value in {**told, "valid_until": "2026-12-20"}.items()}
    put(
        session,
        code,
        "consent",
        {"explained_on": "2026-11-24", "signature": {"how": "verbal", "on": "2026-11-24", "witness": TYPED}, **row},
    )


def _offer_case(scene: Scene, giver: Session, case: str, taker: Session) -> str:
    """A case is offered, and the file brought to the other office; the id of its transfer."""
    institution = transfer_leaving.institutions(giver, case)[0]
    wanted = transfers.Wanted(case, taker.office.code, reason="siguranta", institution=institution, note=TYPED)
    done = transfers.offer(giver, transfers.look(giver, wanted), scene.folder / f"{len(transfer_list.listed(giver))}")
    sync.import_files(taker, [done.file])
    done.file.unlink()
    return transfer_list.of_case(giver, case)[0].record


def _take_out(scene: Scene, session: Session) -> None:
    identity, recipient = crypto.new_identity()
    assert identity
    takeout.take_out(session, takeout.Wanted(scene.code, takeout.Recipient(recipient)), scene.folder, "UN4")
    takeout.take_out(session, takeout.Wanted(None, None), scene.folder, "UN4 DESCHIS")


def _open_taken_out(scene: Scene) -> None:
    other = desk(scene.folder, "UN5", scene.clock)
    sheets.save(other, sheets.open_sheet(other, "report"), {"first_words": TYPED})
    with scene.at(LEAD) as session:
        acquaint(scene.folder, session, other)
        sealed = scene.folder / "out.age"
        takeout.take_out(other, takeout.Wanted(None, takeout.to_office(other, "UN4")), sealed, "UN5")
        takeout.open_received(session, sealed, scene.folder / "in.zip", "UN4 DESCHIS")
    other.vault.close(other.now())


# --- the database and its people --------------------------------------------------------------------------------------


def _fail_to_open(scene: Scene) -> None:
    for _try in range(2):
        with pytest.raises(VaultRefused):
            vaults.open_session(scene.village.folder, worker=LEAD, passphrase=TYPED, clock=scene.clock)
        scene.clock.advance(minutes=2)
    with scene.at(LEAD):
        pass


def _go_on_behind(_scene: Scene, session: Session) -> None:
    session.vault.anchor = "behind"  # type: ignore[misc]  # as an older database put back by hand is found
    vaults.accept_behind(session)


def _back_up(scene: Scene, session: Session) -> None:
    backups.make_backup(session)
    stick = scene.folder / "stick"
    stick.mkdir()
    backups.make_on_stick(session, stick)


def _lose_backup(scene: Scene, session: Session) -> None:
    backups.make_backup(session)
    shutil.rmtree(scene.village.folder / "backups")
    backups.look_after(session)


def _restore(scene: Scene) -> None:
    with scene.at(LEAD) as session:
        made = backups.make_backup(session)
    restoring.restore(made.file, scene.village.folder, worker=LEAD, passphrase=PASSPHRASE, clock=scene.clock)


def _people(scene: Scene, session: Session) -> None:
    added = people.add_worker(session, f"Vera {TYPED}", "worker", PASSPHRASE)
    people.set_role(session, added.id, "specialist")
    people.reset_passphrase(session, added.id, OTHER_PASSPHRASE)
    people.change_passphrase(session, PASSPHRASE, OTHER_PASSPHRASE)
    people.change_passphrase(session, OTHER_PASSPHRASE, PASSPHRASE)


def _remove(scene: Scene) -> None:
    with scene.at(COUSIN) as session:
        sheet = sheets.open_sheet(session, "incident", case=scene.case, record=scene.sheet(session, "incident"))
        sheets.keep_draft(session, sheet, {"witnesses": TYPED})
    with scene.at(LEAD) as session:
        people.remove_worker(session, scene.village.ids[COUSIN])
        people.take_over_draft(session, sheet.record, scene.village.ids[COUSIN])


def _kit(_scene: Scene, session: Session) -> None:
    kit = recovery.new_kit(session)
    recovery.keep_kit(session, kit)
    recovery.confirm(session, " ".join(recovery.written(kit)))
    recovery.keep_holders(session, kit, [f"{TYPED} {number}" for number in range(3)])
    other = recovery.new_kit(session)
    recovery.note_printed(session, other)
    recovery.confirm(session, " ".join(recovery.written(other)))


def _recover(scene: Scene) -> None:
    with scene.at(LEAD) as session:
        kit = recovery.new_kit(session)
        recovery.keep_kit(session, kit)
    for name in (LEAD, TYPED):
        back = recovery.recover(scene.village.folder, kit, worker=name, passphrase=OTHER_PASSPHRASE, clock=scene.clock)
        people.change_passphrase(back, OTHER_PASSPHRASE, PASSPHRASE)
        vaults.close_session(back, make_backup=False)


def _drill(scene: Scene, session: Session) -> None:
    kit = recovery.new_kit(session)
    recovery.keep_kit(session, kit)
    done = drills.run(backups.make_backup(session).file, kit, scene.folder, clock=scene.clock)
    drills.note(session, done.number)


# --- consents and what leaves -----------------------------------------------------------------------------------------

INSTITUTION = f"Secția {TYPED}"
FACTS = f"este în pericol acum, spune {TYPED}, iar legea o cere"


def _change_form(scene: Scene, session: Session) -> None:
    section = session.library.definitions.form("aggressor").sections[0].id
    asked = Added(local_forms.new_id(), section, FieldType.TEXT, {"ro": TYPED})
    local_forms.publish(session, local_forms.add(local_forms.begin(session, "aggressor"), asked))
    local_forms.export_file(session, "aggressor", scene.folder / "x.ancora-form")
    local_forms.drop(session, "aggressor")
    local_forms.publish(session, local_forms.import_file(session, scene.folder / "x.ancora-form"))


def _change_protocol(scene: Scene, session: Session) -> None:
    own = OwnStep("o1", "4", {"ro": TYPED}, ("SOC",), anchor="report", due="PT2H")
    local_protocols.publish(session, local_protocols.add(local_protocols.begin(session, "sv_md"), own))
    local_protocols.export_file(session, "sv_md", scene.folder / "x.ancora-protocol")
    local_protocols.drop(session, "sv_md")
    local_protocols.publish(session, local_protocols.import_file(session, scene.folder / "x.ancora-protocol"))


def _agree(scene: Scene, session: Session) -> None:
    agreed = {"explained_on": "2026-11-24", "signature": {"how": "paper", "on": "2026-11-24"},
              "release/a/recipient": "politie", "release/a/agreed": "da", "release/a/institution": INSTITUTION,
              "release/a/data": ["cod", "nume_complet"], "release/a/valid_until": "2026-12-20"}  # fmt: skip
    put(session, scene.code, "consent", agreed)


def _refer(scene: Scene, session: Session) -> referrals.Prepared:
    _agree(scene, session)
    made = referrals.prepare(session, referrals.Wanted(scene.case, "POL", INSTITUTION, contact=TYPED, urgency="24_h"))
    referrals.keep(session, made)
    return made


def _send_paper(scene: Scene, session: Session) -> None:
    record = team_start.begin(session, scene.case, Wanted("sv_md")).record
    _agree(scene, session)
    choice = team_papers.Choice(institution=INSTITUTION, contact=TYPED)
    made = team_papers.prepare(session, record, "police_notice", choice)
    before = team_papers.step_before(session, made)
    team_papers.keep(session, made)
    team_papers.keep(session, team_papers.copy_of(session, made))
    team_papers.cancel(session, made, before)


def _take_back(scene: Scene, session: Session) -> None:
    made = _refer(scene, session)
    ledger.cancel(session, scene.case, made.record)
    (entry, *_rest) = ledger.ledger(session, scene.case).entries
    ledger.withdraw(session, scene.case, entry, session.now().date())


def _answer(scene: Scene, session: Session) -> None:
    _refer(scene, session)
    (sent,) = referrals.of_case(cases.read_case(session, scene.case).records)
    referrals.answer(session, scene.case, sent.record, "servit")


def _add_file(scene: Scene, session: Session) -> attach.InCase:
    attach.add_to_case(session, scene.case, PICTURE, {"from": TYPED, "note": TYPED})
    return attach.of_case(session, scene.case)[-1]


def _show_file(scene: Scene, session: Session) -> None:
    attach.shown(session, _add_file(scene, session).file.id)


def _copy_file(scene: Scene, session: Session) -> None:
    attach.save_copy(session, _add_file(scene, session).file.id, scene.folder / "20261124-0123abcd.png")


def _print_file(scene: Scene, session: Session) -> None:
    attach.note_printed(session, _add_file(scene, session).file.id)


def _look_back(scene: Scene, session: Session) -> None:
    history.history(session, scene.sheet(session, "incident"))


def _put_back(scene: Scene, session: Session) -> None:
    sheet = sheets.open_sheet(session, "identity", case=scene.case)
    sheets.save(session, sheet, {"last_name": TYPED})
    first = history.history(session, sheet.record).versions[-1]
    sheets.save(session, sheets.open_sheet(session, "identity", case=scene.case), {"last_name": f"{TYPED} {TYPED}"})
    history.restore(session, history.plan(session, sheet.record, first.revision, "last_name"))


def _copy_paper(scene: Scene, session: Session) -> None:
    sheet = sheets.open_sheet(session, "note", case=scene.case)
    transcribing.save(session, sheet, {"note": TYPED}, transcribing.Paper("2026-11-20", TYPED))


def _uncover_found(scene: Scene, session: Session) -> None:
    sheet = sheets.open_sheet(session, "note", case=scene.case)
    sheets.save(session, sheet, {"note": TYPED})
    searching.excerpt(session, searching.found_in(session, scene.case, TYPED)[0], TYPED)


def _recall(scene: Scene, session: Session) -> None:
    _refer(scene, session)
    (holder,) = letters.holders(session, scene.case)
    letters.keep(session, letters.recall(session, scene.case, holder))


def _except(scene: Scene, session: Session) -> None:
    asked = without_consent.Asked("pericol_vital", FACTS, "politie", INSTITUTION, ("cod",))
    made = without_consent.ask(session, scene.case, asked)
    without_consent.confirm(session, made.record, MANAGER, PASSPHRASE)


def _except_alone(scene: Scene) -> None:
    for name in ROLES:
        if name != LEAD:
            scene.village.deny(name, by=LEAD)
    with scene.at(LEAD) as session:
        asked = without_consent.Asked("copil", FACTS, "politie", INSTITUTION, ("cod",))
        without_consent.ask(session, scene.case, asked)


def _list_calls(scene: Scene, session: Session) -> None:
    put(session, scene.code, "identity", {"phones/a/number": "069123456", "phones/a/safe_call": True})
    put(session, scene.code, "note", {"next_step": TYPED, "next_due": "2026-11-24"})
    calls.paper(session, calls.today(session))


def _appoint(scene: Scene, session: Session) -> None:
    told = {"place_kind": "oficiu", "purpose": "P3", "remind_way": "fara", "remarks": TYPED}
    first = appointments.add(session, scene.case, {**told, "start": "2026-11-30T10:00+02:00"})
    appointments.change(session, first, {"room": "2"})
    appointment_slip.note_given(session, first)
    second = appointments.move(session, first, "2026-12-01T10:00+02:00", "oficiu")
    appointments.look(session, second)
    appointments.cancel(session, second, "persoana")
    appointments.kept(session, appointments.add(session, scene.case, {**told, "start": "2026-11-20T10:00+02:00"}))


def _protect(scene: Scene, session: Session) -> None:
    issued = {"kind": "ORU", "decision": "emis", "issued_dt": "2026-11-20T10:00+02:00"}
    order = put(session, scene.code, "protection", {**issued, "valid_to": "2026-11-29T10:00+02:00"}).record
    plan.breach(session, order)
    plan.reported(session, order)
    plan.prolong(session, order)
    plan.make_inactive(session, scene.case)


def _bring_in(scene: Scene, session: Session) -> str:
    file = scene.folder / f"{TYPED}.csv"
    file.write_text(f"Nume;Prenume;Data nașterii\n{TYPED};{TYPED};mai 1990\n{TYPED};x;niciodată\n", "utf-8")
    found = register_import.look(session, file)
    register_import.preview(session, found.book, found.plan)
    return register_import.bring_in(session, found.book, found.plan).run


def _bring_in_and_undo(scene: Scene, session: Session) -> None:
    register_undo.undo(session, _bring_in(scene, session))


# --- the table --------------------------------------------------------------------------------------------------------

# service -> how it is done, and what then stands in the log
# --- a case taken on, and handed on -----------------------------------------------------------------------------------

CLOSING = {
    "close_date": "2026-11-24",
    "close_reason": "conform_planului",
    **dict.fromkeys(("met_needs", "met_safety", "met_plan", "met_agreed", "met_told", "met_supervisor"), True),
    "may_return": True,
    "docs_complete": True,
    "situation": TYPED,
}


def _asked(scene: Scene, session: Session) -> str:
    return approvals.ask(session, str(put(session, scene.code, "closing", CLOSING).record)).record


def _approve(scene: Scene) -> None:
    with scene.at(MANAGER) as session:
        request = _asked(scene, session)
    with scene.at(PSYCHOLOGIST) as session:
        approvals.approve(session, request)


def _approve_alone(scene: Scene) -> None:
    scene.village.deny(PSYCHOLOGIST, by=LEAD)
    with scene.at(LEAD) as session:
        approvals.approve(session, _asked(scene, session), f"{TYPED}: sunt singură")


def _send_back(scene: Scene) -> None:
    with scene.at(MANAGER) as session:
        request = _asked(scene, session)
    with scene.at(LEAD) as session:
        approvals.send_back(session, request, TYPED)


def _force_state(scene: Scene, session: Session) -> None:
    case_state.change(session, scene.case, "inchis", TYPED)


def _flag(scene: Scene, session: Session) -> None:
    case_state.set_flags(session, scene.case, ("de_discutat",))


def _hand_over(scene: Scene) -> None:
    with scene.at(MANAGER) as session:
        handing.assign(session, scene.case, scene.village.ids[COUSIN], TYPED)
    with scene.at(COUSIN) as session:
        handing.read(session, scene.case)


def _hand_all_over(scene: Scene, session: Session) -> None:
    handing.assign_all(session, scene.village.ids[MANAGER], scene.village.ids[COUSIN], TYPED)


def _signal(scene: Scene, session: Session) -> None:
    his = put(session, None, "case", {"file_kind": "aggressor"})
    told = {"signals/a": True, "signals/a/kind": "amenintare", "signals/a/note": TYPED}
    sheet = put(session, his.code, "aggressor_programme", told).record
    links.add(session, scene.case, str(his.code), "dosar_agresor")
    signals.pass_on(session, sheet, "a")
    signals.take_up(session, scene.case)


def _read_sheet(scene: Scene, session: Session) -> None:
    sheet_view.read_sheet(session, scene.sheet(session, "incident"))


ACTS: Mapping[str, tuple[Act, frozenset[str]]] = {
    name: (act, frozenset(verbs.split()))
    for name, act, verbs in (
        ("cases.open_case", _as(LEAD, lambda scene, session: cases.open_case(session, scene.case)), "opened"),
        ("cases.note_search", _as(LEAD, _search), "searched"),
        ("cases.reveal_name", _as(LEAD, lambda scene, session: cases.reveal_name(session, scene.case)), "revealed"),
        ("conflicts.listed", _as(LEAD, _conflicts), "opened"),
        ("records.open_sheet", _as(LEAD, _open_sheet), "opened"),
        ("records.save", _as(LEAD, _save), "saved"),
        ("conflicts.one", _as(LEAD, _choose), "opened"),
        ("conflict_choice.choose", _as(LEAD, _choose), "conflict-settled"),
        ("conflict_choice.combine", _as(LEAD, _combine), "conflict-settled"),
        ("conflict_choice.keep_both", _as(LEAD, _keep_both), "conflict-settled saved"),
        ("team_twins.join", _as(LEAD, _twins), "teams-joined"),
        ("team_twins.part", _as(LEAD, _twins), "team-reopened"),
        ("conflict_choice.choose_many", _as(LEAD, _choose_many), "conflict-settled"),
        ("records.reveal", _as(LEAD, _reveal), "revealed"),
        ("from_report.save", _as(LEAD, _join), "report-joined saved"),
        ("reports_inbox.open_report", _as(LEAD, _look_at_report), "opened saved"),
        ("reports_inbox.decide", _as(LEAD, _decide), "report-decided saved"),
        ("reports_inbox.note_notice", _as(LEAD, _tell_authority), "guardianship-told saved"),
        ("child_notice.save", _as(LEAD, _notice), "notice-printed saved"),
        ("duplicates.tell_apart", _as(LEAD, _tell_apart), "told-apart saved"),
        ("merging.merge_into", _as(LEAD, _merge), "merged merged-to unmerged unmerged-to saved"),
        ("links.add", _as(LEAD, _link), "linked unlinked saved"),
        ("intake.put", _as(LEAD, lambda _scene, session: fill(session, TYPED)), "saved"),
        ("attach.attach", _as(LEAD, _attach), "attached"),
        ("attach.add_to_case", _as(LEAD, _add_file), "attached saved"),
        ("attach.shown", _as(LEAD, _show_file), "file-shown"),
        ("attach.save_copy", _as(LEAD, _copy_file), "file-saved"),
        ("attach.note_printed", _as(LEAD, _print_file), "file-printed"),
        ("history.history", _as(LEAD, _look_back), "opened"),
        ("history.restore", _as(LEAD, _put_back), "version-restored"),
        ("searching.excerpt", _as(LEAD, _uncover_found), "revealed"),
        ("transcribing.save", _as(LEAD, _copy_paper), "transcribed"),
        ("team_start.begin", _as(LEAD, _team), "opened saved step"),
        ("team_meetings.plan", _as(LEAD, _meet), MEETING),
        ("team_minutes.save", _as(LEAD, _print_minutes), "minutes-printed invitation-printed"),
        ("team_followup.save", _as(LEAD, _follow_up), "followup-written saved"),
        (
            "team_sheet.save",
            _as(LEAD, _field_sheet),
            "team-sheet-printed team-blank-printed transcribed attached saved",
        ),
        ("team_end.end", _as(LEAD, _end_team), "team-ended team-reopened"),
        ("opinions.put", _as(LEAD, _count_opinions), "opinions-counted"),
        ("team_people.note", _as(LEAD, _crew), "saved called coordinator-changed tie-declared"),
        (
            "directory.note_check",
            _as(LEAD, lambda _s, session: directory.note_check(session, "cdf", directory.SILENT, remarks=TYPED)),
            "saved",
        ),
        ("directory.write", _as(LEAD, _fill_directory), "saved"),
        ("directory.remove", _as(LEAD, _empty_directory), "saved directory-removed"),
        ("directory.set_own_place", _as(LEAD, lambda _s, session: directory.set_own_place(session, "MD-UN")), "saved"),
        ("roster.put", _as(LEAD, _roster), "saved"),
        ("roster_paper.whole", _as(LEAD, _print_roster), "saved printed"),
        ("roster.remove", _as(LEAD, _leave_roster), "saved roster-removed"),
        ("access.deny", _as(MANAGER, _deny), "denied denied-to"),
        ("access.allow", _as(MANAGER, _allow), "allowed allowed-to"),
        ("approvals.ask", _as(MANAGER, _asked), "approval-asked"),
        ("approvals.approve", _approve, "approved"),
        ("approvals.approve, alone", _approve_alone, "approved-alone"),
        ("approvals.send_back", _send_back, "approval-sent-back"),
        ("case_state.change", _as(LEAD, _force_state), "state-changed state-forced"),
        ("case_state.set_flags", _as(MANAGER, _flag), "flagged"),
        ("handing.assign", _hand_over, "handed-over handover-read"),
        ("handing.assign_all", _as(LEAD, _hand_all_over), "handed-over"),
        ("signals.pass_on", _as(MANAGER, _signal), "signal-passed signal-taken"),
        ("sheet_view.read_sheet", _as(MANAGER, _read_sheet), "opened"),
        ("access.seal_case", _as(MANAGER, _seal), "sealed"),
        ("access.seal_sheet", _as(MANAGER, _seal_sheet), "sealed"),
        ("access.choose", _as(MANAGER, _choose_others), "seal-changed seal-rekeyed"),
        ("access.unseal", _as(MANAGER, _unseal), "unsealed"),
        ("glass.break_glass", _break_glass, "glass-broken"),
        ("glass.break_glass, in vain", _as(COUSIN, _fail_at_glass), "glass-held"),
        ("glass.note_seen", _look_at_glass, "glass-seen"),
        ("seal_keys.top_up", _new_lead_behind_glass, "seal-keys-renewed"),
        ("erasure.request", _as(MANAGER, _ask), "erasure-asked"),
        ("erasure.withdraw", _as(MANAGER, _withdraw), "erasure-withdrawn"),
        ("erasure.hold", _as(LEAD, _hold), "legal-hold-set legal-hold-lifted"),
        ("erasure.confirm", lambda scene: _erase(scene, MANAGER), "erased"),
        ("erasure.confirm, alone", lambda scene: _erase(scene, LEAD), "erased-alone"),
        ("erasure_paper.save", _erasure_paper, "erasure-paper"),
        ("retention.apply", _retention, "retention-narrative retention-identity"),
        ("narrative.count", _as(LEAD, _retold), "saved"),
        ("narrative.purge", _as(LEAD, _purge_narrative), "account-erased"),
        ("safety_print.pocket", _as(LEAD, _print_plan), "printed exported"),
        ("referrals.keep", _as(LEAD, _refer), "disclosed saved"),
        ("referrals.answer", _as(LEAD, _answer), "referral-answered"),
        ("team_papers.keep", _as(LEAD, _send_paper), "disclosed step copy-for-her disclosure-cancelled"),
        ("ledger.withdraw", _as(LEAD, _take_back), "consent-withdrawn disclosure-cancelled"),
        ("letters.keep", _as(LEAD, _recall), "disclosed"),
        ("without_consent.ask", _as(LEAD, _except), "exception-asked exception-confirmed exception-confirmed-by"),
        ("without_consent.ask, alone", _except_alone, "exception-alone"),
        ("calls.paper", _as(LEAD, _list_calls), "call-listed"),
        ("appointments.move", _as(LEAD, _appoint), "saved appointment-moved appointment-cancelled slip-printed opened"),
        (
            "appointment_slip.set_phone",
            _as(LEAD, lambda _s, session: appointment_slip.set_phone(session, "069123456")),
            "slip-phone",
        ),
        ("plan.breach", _as(LEAD, _protect), "saved"),
        ("register_import.bring_in", _as(LEAD, _bring_in), "register-begun register-brought saved"),
        ("register_undo.undo", _as(LEAD, _bring_in_and_undo), "register-undone"),
        ("reports.case_report", _as(LEAD, _print), "printed exported"),
        ("reports.statistics_report", _as(LEAD, _print_figures), "printed"),
        ("sync.export_statistics", _exchange, "card-saved office-trusted statistics-exported office-revoked"),
        (
            "receipts.export",
            _confirm,
            "receipt-exported receipt-imported arrival-told refused-file-forgotten alarm-seen",
        ),
        (
            "transfers.offer",
            _move_cases,
            (
                "transfer-offered transfer-cancelled transfer-sent-again transfer-settled transfer-accepted"
                " transfer-rejected transfer-received transfer-answer-received disclosed saved"
            ),
        ),
        ("cards.put_aside", _believe, "list-imported keys-put-aside keys-changed"),
        (
            "pc_invite.invite",
            _computers,
            "pc-invited pc-known pc-copied pc-set-up-anew pc-retired keys-changed merge-exported merge-imported",
        ),
        ("packs.accept", _take_over, "pack-received pack-accepted pack-declined pack-rolled-back"),
        (
            "local_forms.publish",
            _as(LEAD, _change_form),
            "local-form-changed local-form-exported local-form-dropped",
        ),
        (
            "local_protocols.publish",
            _as(LEAD, _change_protocol),
            "local-protocol-changed local-protocol-exported local-protocol-dropped",
        ),
        ("takeout.take_out", _as(LEAD, _take_out), "taken-out taken-out-for taken-out-in-clear"),
        ("takeout.open_received", _open_taken_out, "takeout-opened"),
        ("vaults.open_session", _fail_to_open, "failed-unlocks unlocked"),
        ("vaults.accept_behind", _as(LEAD, _go_on_behind), "older-database-accepted"),
        ("backups.make_backup", _as(LEAD, _back_up), "backup-made backup-on-stick"),
        ("backups.look_after", _as(LEAD, _lose_backup), "backup-missing"),
        ("restoring.restore", _restore, "restored"),
        ("people.add_worker", _as(LEAD, _people), "worker-added role-changed passphrase-reset passphrase-changed"),
        ("people.remove_worker", _remove, "worker-removed rekeyed draft-taken-over"),
        ("recovery.keep_kit", _as(LEAD, _kit), "kit-made shares-made kit-printed kit-confirmed"),
        ("recovery.recover", _recover, "recovered worker-added"),
        ("drills.note", _as(LEAD, _drill), "drill-noted"),
        ("rekeying.rekey", _as(LEAD, lambda _scene, session: rekeying.rekey(session)), "rekeyed"),
    )
}
