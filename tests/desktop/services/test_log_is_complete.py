"""The access log is complete: each verb of the services leaves its entry, and nothing that was typed is ever in it."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest

import db
from db.keys import KIT
from desktop import services
from desktop.services.verbs import VERBS
from tests.conftest import FixedClock
from tests.desktop.services.access_room import Village, put, village
from tests.desktop.services.acts import ACTS, TYPED, Scene
from tests.journeys.everything import spellings

# Whole modules that leave nothing in the log, and why.
SILENT_MODULES: Mapping[str, str] = {
    "arrival_trust": "public keys",
    "outgoing": "how every file leaves: it notes each with the verb of its kind",
    "approval_state": "how a request stands, inside a case that is open or a list of codes",
    "case_ways": "inside a save, or of a case that is open",
    "report_grounds": "what the answers of a report allow",
    "behind": "asks whether the database is older than it was; going on is vaults.accept_behind",
    "clocks": "what runs in a case that is open",
    "calendar": "a list of codes, hours and purposes by their codes",
    "codes": "a code that nobody has yet",
    "paper_numbers": "numbers of papers",
    "pc_list": "computers of the office by their numbers",
    "pcs": "computers of the office, and keys for other services",
    "deadlines": "inside a save",
    "due_again": "what follows from the hour alone, for cases that nobody looks at by it",
    "history_out": "the lines of a file; whoever writes the file notes it",
    "joining": "inside an import, which notes itself",
    "renewing": "what follows from what came, for cases that nobody looks at by it",
    "erased_list": "what an erasure leaves behind; it notes by itself where it erases again",
    "exchange": "lists of offices and of what came and went; its jobs are the verbs of sync",
    "guidebook": "definitions",
    "frame": "counts and telephone numbers around every page",
    "guarded": "yes or a refusal",
    "holds": "within the save that sets a hold, or within erasure.hold",
    "intake": "the lines of record put: Batch notes each",
    "journal": "the log itself",
    "local_held": "which questions cannot be hidden",
    "local_library": "definitions",
    "moments": "when something was written in a case that is open",
    "moving": "inside a save, or the row of a list",
    "transfer_leaving": "of a case that is open; transfers.offer notes what leaves",
    "transfer_files": "inside an act that is noted",
    "transfer_offer": "inside an act that is noted",
    "transfer_thin": "of a case that is open; transfers.offer notes what leaves",
    "transfer_list": "a list of codes and offices",
    "transfer_sheet": "of a case that is open, or inside an act that is noted",
    "opened": "what the others note with",
    "practice": "invented people",
    "practice_acts": "invented people",
    "seal_keys": "at unlock; it notes by itself where it gives a key",
    "second_person": "who may confirm; what was confirmed is noted by the act",
    "register_offers": "forms and lists",
    "register_words": "words of a preview",
    "sections": "which parts of an open sheet a specialist sees",
    "statistics": "counted figures: they are noted when they are printed or sent",
    "teamfile": "inside a save",
    "team_addressees": "of a team that is open",
    "team_paper_text": "words of a paper in memory",
    "teams": "a list of codes, as the list of cases",
    "timeline": "inside a case that is open",
    "trust_view": "public keys, and which number came last",
    "today": "a list of codes and hours",
    "writing": "inside a save",
}
# Single services that leave nothing, or leave it with another one that is named here.
SILENT: Mapping[str, str] = {
    "merge_out.exchanged": "numbers and hours of files",
    "merge_out.preview_merge": "counts of what would leave",
    "merge_out.preview_in_job": "counts of what would leave",
    "alarms.standing": "codes of offices and numbers",
    "inbox.import_all": "arrivals.import_files notes each",
    "inbox.retry": "arrivals.import_files notes each",
    "quarantine.count": "a count",
    "quarantine.find": "a hash of a file",
    "quarantine.keep": "with the refusal, which the person was told",
    "quarantine.waiting": "names of files that were refused",
    "receipts.export_all_in_job": "receipts.export_all beside the window",
    "receipts.export_in_job": "receipts.export beside the window",
    "receipts.to_confirm": "codes of offices and counts",
    "standing.missing": "numbers of files",
    "standing.missing_of": "numbers of files",
    "standing.of_case": "of a case that is open",
    "standing.of_period": "numbers of files",
    "standing.unconfirmed": "numbers of files",
    "standing.who": "a code of an office",
    "team_blanks.card_of": "a paper about nobody, in memory",
    "team_blanks.empty_sheet": "a paper about nobody, in memory",
    "team_blanks.make": "a paper about nobody, in memory; team_blanks.save notes",
    "team_blanks.protocols": "definitions",
    "team_scans.of_team": "of a team that is open",
    "team_sheet.find": "a code; what is opened by it is noted then",
    "team_sheet.prepare": "in memory; team_sheet.keep notes",
    "team_sheet.sheet_of": "in memory; team_sheet.keep notes",
    "team_sheet.sheets_of": "of a team that is open",
    "team_typing.doubts": "of a team that is open",
    "team_typing.letters_of": "definitions",
    "team_typing.offered": "definitions",
    "team_typing.read": "of a team that is open",
    "team_typing.stands": "of a team that is open",
    "transfer_strays.forget": "inside an act that is noted",
    "transfer_strays.sweep": "what an act that was noted on another computer left here",
    "transfers.one": "of a case that is open, or inside an act that is noted",
    "transfers.waiting": "inside an act that is noted",
    "approvals.approvers": "colleagues",
    "approvals.of_case": "inside a case that is open",
    "approvals.of_sheet": "of a sheet that is open",
    "approvals.standing": "of a case that is open",
    "approvals.waiting": "a list of codes; sheet_view.read_sheet notes what is read",
    "conflicts.heads": "codes of cases and questions; conflicts.one notes what is read",
    "conflicts.of_record": "of a sheet that is open",
    "conflicts.in_danger": "ids of cases",
    "conflicts.count": "a count",
    "conflicts.count_lone": "a count",
    "conflicts.heads_beside": "as conflicts.heads",
    "conflicts.heads_of": "as conflicts.heads",
    "conflict_choice.choose_beside": "conflict_choice.choose_many notes each",
    "conflicts.value_of": "of a sheet that is open",
    "conflicts.form_of": "definitions",
    "people.names": "colleagues",
    "people.is_of_here": "colleagues",
    "case_state.flags": "of a case that is open",
    "case_state.ways": "of a case that is open",
    "handing.count_open": "a count",
    "handing.of_case": "of a case that is open",
    "pc_meet.introduce": "public keys",
    "pc_meet.look": "public keys",
    "opinions.question_words": "definitions",
    "opinions.quarters": "the calendar",
    "opinions.sheet": "a paper about nobody: that somebody was handed one is written down nowhere",
    "opinions.show": "figures of ten answers and more",
    "team_end.ending": "of a team that is open",
    "referrals.goes": "what referrals.prepare asks; it notes where the account is on it",
    "referrals.in_words": "in memory",
    "referrals.routes": "of a case that is open",
    "referrals.verdicts": "of a case that is open",
    "team_papers.addressees": "of a team that is open",
    "team_papers.asks": "definitions",
    "team_papers.copy_of": "in memory; team_papers.keep notes",
    "team_papers.files": "kinds of papers, of a team that is open",
    "team_papers.holders": "of a team that is open",
    "team_papers.look": "of a team that is open",
    "team_papers.papers": "of a team that is open",
    "team_papers.plan_of": "definitions",
    "team_papers.prepare": "in memory, and it notes where the account is on it; team_papers.keep notes",
    "team_papers.step_before": "of a team that is open",
    "team_followup.followups": "of a team that is open",
    "team_followup.items": "of a team that is open",
    "team_meetings.meetings": "of a team that is open",
    "team_meetings.of_team": "of a team that is open",
    "team_meetings.place_of": "ids alone",
    "team_minutes.invitation": "a paper in memory; saving or printing it is noted",
    "team_minutes.minutes": "a paper in memory; saving or printing it is noted",
    "team_minutes.readers": "of a meeting that is open",
    "team_minutes.records_apart": "of a meeting that is open",
    "team_doubts.of_clock": "the clock of the computer alone",
    "team_doubts.of_team": "of a team that is open",
    "team_doubts.source_of": "of a team that is open",
    "team_twins.every": "ids alone",
    "team_twins.of_case": "of a case that is open",
    "team_twins.of_team": "of a team that is open",
    "team_twins.preview": "of a team that is open",
    "team_notes.sheet_of": "of a team that is open",
    "team_start.offers": "of a case that is open; the act of beginning is noted",
    "team_start.offers_of": "of a case that is open; the act of beginning is noted",
    "team_start.suggested": "of a case that is open; the act of beginning is noted",
    "team_start.protocols": "what the program ships",
    "team_start.running": "of a case that is open",
    "team_start.suits_sheet": "of a case that is open",
    "team_writing.team_of": "inside an act that is noted",
    "team_writing.write": "inside an act that is noted",
    "handing.receivers": "colleagues",
    "handing.waiting": "a list of codes",
    "signals.noticed": "of a case that is open",
    "signals.of_case": "of a case that is open",
    "signals.waiting": "a list of codes",
    "appointment_slip.closed": "a rule, in a case that is open",
    "appointment_slip.phone": "a number of the office",
    "appointment_slip.slip": "in memory; note_given notes when it leaves the screen",
    "appointments.clashes": "hours of others by their codes",
    "appointments.reminder_ways": "rules, in a case that is open",
    "appointments.worker_name": "the first name of a colleague",
    "plan.plan": "inside a case that is open",
    "cases.standing_by_code": "the row of a list",
    "child_notice.paper": "in memory, without a name; child_notice.save notes",
    "duplicates.index_again": "hashes of what is here already",
    "duplicates.index_beside": "the same beside the window",
    "duplicates.is_old": "yes or no",
    "duplicates.of_case": "codes of a list, of a case that is open",
    "duplicates.similar": "at each letter: codes of a list",
    "links.links": "codes of a list, of a case that is open",
    "merging.by_own_code": "the row of a list",
    "merging.leads_to": "the row of a list",
    "merging.merged_in": "codes of a list",
    "reports_inbox.counts": "counts",
    "reports_inbox.page": "a list of codes and hours",
    "reports_inbox.read_report": "a report that is open, once more",
    "access.look_again": "after slow work that has noted",
    "access.may_decide": "yes or no",
    "access.sheet_states": "of a case that is open",
    "access.sealed_scopes": "of a case that is open",
    "access.single_sheets": "of a case that is open",
    "access.state": "of a case that is open",
    "access.who_sees": "of a case that is open",
    "attach.about": "of a sheet that is open",
    "attach.alone": "of a sheet that is open",
    "attach.of_case": "of a case that is open",
    "backups.asides": "times and folders",
    "backups.is_due": "yes or no",
    "backups.state": "times and sizes",
    "calls.route_of": "of a case that is open, or on a list of codes",
    "calls.known_of": "of a case that is open, or on a list of codes",
    "calls.routes": "of a case that is open",
    "calls.today_in_job": "calls.today beside the window",
    "calls.today": "a list of codes and hours; calls.paper notes that numbers are printed",
    "cards.all_offices": "public keys",
    "cards.card": "public keys",
    "cards.identity": "a key for other services",
    "cards.sign_seed": "a key for other services",
    "region_root.addressees": "public keys",
    "region_root.draft": "public keys",
    "region_root.new": "in memory; region_root.keep notes",
    "region_root.papers": "in memory; region_root.keep notes",
    "region_root.state": "public keys",
    "casefile.context": "inside a case that is open",
    "cases.by_code": "the row of a list",
    "cases.count": "a count",
    "cases.find": "at each letter; cases.note_search once the search is finished",
    "cases.page": "a list of codes without names",
    "cases.read_case": "a case that is open, once more",
    "erasure.back_up": "inside an erasure",
    "erasure.confirm_in_job": "erasure.confirm beside the window",
    "erasure.count_alone": "a count",
    "erasure.count_due": "a count",
    "erasure.every": "a list of codes",
    "erasure.is_held": "yes or no",
    "erasure.of_case": "of a case that is open",
    "erasure_paper.paper": "in memory, without a name; erasure_paper.save notes",
    "from_report.begin": "an empty sheet",
    "from_report.waiting": "of an empty sheet",
    "glass.glass_breaks": "for a lead; glass.note_seen notes that she looked",
    "glass.of_case": "of a case that is open",
    "ledger.consent_sheets": "of a case that is open",
    "ledger.disclosure_of": "of a case that is open",
    "ledger.doubted": "of a case that is open",
    "ledger.ledger": "of a case that is open",
    "ledger.number_of": "a keyed hash",
    "ledger.reference_of": "a keyed hash",
    "letters.find": "of a case that is open",
    "letters.holders": "of a case that is open",
    "letters.recall": "in memory; letters.keep notes",
    "letters.recall_in_job": "letters.recall beside the window",
    "editions.made": "definitions, and who published them",
    "pack_draft.as_office": "definitions",
    "pack_draft.changes": "definitions",
    "pack_draft.draft": "definitions, and who laid them ready",
    "pack_draft.from_settings": "definitions",
    "pack_draft.last_published": "definitions",
    "pack_draft.published": "definitions",
    "pack_draft.require": "yes or a refusal",
    "pack_draft.shipped_list": "definitions",
    "pack_draft.whole": "definitions",
    "pack_publish.of_offices": "which pack went to which office",
    "pack_typing.countable": "definitions",
    "pack_typing.of_list": "definitions",
    "packs.content": "definitions",
    "packs.faults": "definitions",
    "packs.preview": "definitions; what is taken over is noted by packs.accept",
    "packs.read_again": "definitions",
    "packs.take_library": "definitions",
    "packs.refuse_faults": "definitions",
    "packs.waits": "a number",
    "packs.state": "definitions, and who took them over",
    "local_forms.begin": "definitions",
    "local_forms.check": "definitions",
    "local_forms.editions": "definitions, and who published them",
    "local_forms.import_file": "definitions out of a file; local_forms.publish notes",
    "local_forms.move": "definitions",
    "local_forms.of_form": "definitions",
    "local_forms.preview": "an empty form",
    "local_forms.reasons": "definitions",
    "local_forms.seen": "definitions",
    "local_protocols.begin": "definitions",
    "local_protocols.editions": "definitions, and who published them",
    "local_protocols.import_file": "definitions out of a file; local_protocols.publish notes",
    "local_protocols.new_id": "definitions",
    "local_protocols.of_protocol": "definitions",
    "local_protocols.seen": "definitions",
    "local_protocols.set_due": "definitions",
    "history.plan": "of a sheet whose history is open",
    "people.all_workers": "names of colleagues",
    "people.drafts_left": "codes; people.take_over_draft notes",
    "people.everybody": "names of colleagues",
    "people.find": "a name of a colleague",
    "people.name_of": "a name of a colleague",
    "people.roles": "a list",
    "kit_waiting.told": "the same in words",
    "kit_waiting.waiting": "counts, and the names of colleagues",
    "recovery.alarm": "whether something is missing",
    "vaults.hurry": "at the end of the program",
    "records.code_of": "of a sheet that is open",
    "records.code_of_case": "of a sheet that is open",
    "records.drop_draft": "own typing that was taken back",
    "records.history": "of a sheet that is open",
    "records.keep_draft": "own typing that is not saved",
    "records.note_reveal": "what records.reveal notes with",
    "records.number_of": "of a sheet that is open",
    "records.open_new": "an empty sheet",
    "records.put": "inside a save",
    "records.renew": "of a sheet that is open",
    "records.saved_of": "of a sheet that is open",
    "records.state_of": "of a sheet that is open",
    "records.targets": "of a sheet that is open",
    "records.tidy": "of a sheet that is open",
    "records.values": "of a sheet that is open",
    "recovery.is_wanted": "yes or no",
    "recovery.kit_paper": "in memory; recovery.note_printed or recovery.keep_kit notes",
    "recovery.new_kit": "in memory; it opens nothing before recovery.keep_kit",
    "recovery.save_shares": "papers of a kit that is in memory; recovery.keep_holders notes",
    "recovery.share_paper": "in memory; recovery.keep_holders notes",
    "recovery.state": "days and the names of who holds a share",
    "recovery.want_kit": "what the set-up waits for",
    "register_import.bring_in_job": "register_import.bring_in beside the window",
    "register_import.judge": "of a row that is not here yet",
    "register_import.look": "a file that is not here yet",
    "register_import.look_in_job": "a file that is not here yet",
    "register_import.plan_for": "which column means what",
    "register_import.preview": "of rows that are not here yet; of others the code alone",
    "register_import.preview_in_job": "the same",
    "register_import.remember": "which column means what",
    "register_undo.every": "counts",
    "register_undo.undo_in_job": "register_undo.undo beside the window",
    "rekeying.check": "yes or a refusal",
    "rekeying.ended": "what became of one that was cut off; it notes by itself",
    "rekeying.ended_words": "the same in words",
    "rekeying.older_words": "a sentence on the key",
    "rekeying.changed_words": "a sentence on the key file; the opening notes it",
    "rekeying.doubt_words": "both of these",
    "rekeying.pause": "inside rekeying.rekey",
    "rekeying.resume": "inside rekeying.rekey",
    "rekeying.run": "inside rekeying.rekey",
    "rekeying.sealed_for_alone": "a count",
    "referrals.institutions": "of a case that is open",
    "referrals.look": "of a case that is open",
    "referrals.prepare": "in memory, and it notes where the account is on it; referrals.keep notes",
    "referrals.role": "kinds of institution",
    "referrals.roles": "kinds of institution",
    "referrals.wanted_of": "of a case that is open",
    "reports.internal_report": "in memory; whoever asks for it notes",
    "narrative.purge_in_job": "narrative.purge beside the window",
    "risk_file.read": "of a case that is open",
    "safety_print.of_case": "of a case that is open; what is printed of it is noted",
    "retention.apply_in_job": "retention.apply beside the window",
    "retention.count_unread": "a count",
    "retention.preview": "codes and counts",
    "retention.preview_in_job": "codes and counts",
    "searching.cases_with": "at each letter; cases.note_search once the search is finished",
    "searching.found_in": "the same: names of questions and no words; searching.excerpt notes",
    "searching.index_again": "an index that nobody reads",
    "searching.index_beside": "an index that nobody reads",
    "searching.is_old": "yes or no",
    "sync.preview_statistics": "counted figures",
    "sync.sent_and_received": "a list of files",
    "takeout.look": "counts",
    "takeout.look_in_job": "counts",
    "takeout.neutral_name": "a name of a file that tells nothing",
    "takeout.open_in_job": "takeout.open_received beside the window",
    "takeout.readers": "public keys",
    "takeout.take_out_in_job": "takeout.take_out beside the window",
    "takeout.to_office": "public keys",
    "takeout.words_to_type": "a code",
    "transcribing.of_sheet": "of a sheet that is open",
    "team.board": "a team that is open, once more",
    "team_conflicts.around": "of a team that is open",
    "team_conflicts.conflicts": "of a team that is open",
    "team_conflicts.of_team": "of a team that is open",
    "team_crew.coordinator": "of a team that is open",
    "team_crew.crew": "of a team that is open",
    "directory.answers": "an institution",
    "directory.lines": "telephone lines of institutions",
    "directory.own_place": "the district of the office",
    "directory.service": "an institution",
    "directory.services": "institutions",
    "roster.groups": "what the program ships",
    "roster.on_duty": "colleagues of other institutions and their hours",
    "roster.people": "colleagues of other institutions and their hours",
    "roster.person": "colleagues of other institutions and their hours",
    "without_consent.count_alone": "a count",
    "without_consent.ledger_code": "a code",
    "without_consent.waiting": "a list of codes",
    "vaults.backup_is_old": "yes or no",
    "vaults.check": "counts",
    "vaults.close_session": "the end of work; the next unlock is noted",
    "vaults.failed_words": "a count",
    "vaults.status": "counts",
    "vaults.wait_with": "how the window waits",
}
# Done together with the act that is named.
WITH: Mapping[str, str] = {
    "merge_out.export_merge": "pc_invite.invite",
    "merge_out.export_whole": "pc_invite.invite",
    "merge_out.export_all": "pc_invite.invite",
    "merge_out.export_in_job": "pc_invite.invite",
    "alarms.see": "receipts.export",
    "quarantine.forget": "receipts.export",
    "receipts.export_all": "receipts.export",
    "standing.say_it_came": "receipts.export",
    "team_scans.attach_scan": "team_sheet.save",
    "team_sheet.cancel": "team_sheet.save",
    "team_sheet.keep": "team_sheet.save",
    "team_sheet.note_typed": "team_sheet.save",
    "team_typing.begin": "team_sheet.save",
    "team_typing.save": "team_sheet.save",
    "transcribing.write": "team_sheet.save",
    "handing.read": "handing.assign",
    "team_blanks.note": "team_sheet.save",
    "team_blanks.save": "team_sheet.save",
    "team_end.reopen": "team_end.end",
    "team_followup.plan_ahead": "team_end.end",
    "team_followup.write": "team_followup.save",
    "team_meetings.cancel": "team_meetings.plan",
    "team_meetings.decide": "team_meetings.plan",
    "team_meetings.hold": "team_meetings.plan",
    "team_meetings.look": "team_meetings.plan",
    "team_meetings.move": "team_meetings.plan",
    "team_meetings.settle": "team_meetings.plan",
    "team_meetings.tick": "team_meetings.plan",
    "team_minutes.note_printed": "team_minutes.save",
    "signals.take_up": "signals.pass_on",
    "child_notice.note_printed": "child_notice.save",
    "links.remove": "links.add",
    "pack_draft.add_file": "packs.accept",
    "pack_draft.put": "packs.accept",
    "pack_draft.put_own": "packs.accept",
    "pack_draft.remove": "packs.accept",
    "pack_publish.export": "packs.accept",
    "pack_publish.export_all": "packs.accept",
    "pack_publish.publish": "packs.accept",
    "pack_publish.publish_beside": "packs.accept",
    "pack_typing.add_answer": "packs.accept",
    "pack_typing.drop_answer": "packs.accept",
    "pack_typing.line": "packs.accept",
    "pack_typing.retire_answer": "packs.accept",
    "pack_typing.service": "packs.accept",
    "pack_typing.table": "packs.accept",
    "packs.accept_beside": "packs.accept",
    "packs.decline": "packs.accept",
    "packs.rollback": "packs.accept",
    "packs.rollback_beside": "packs.accept",
    "local_forms.drop": "local_forms.publish",
    "local_forms.export_file": "local_forms.publish",
    "local_forms.restore": "local_forms.publish",
    "local_protocols.drop": "local_protocols.publish",
    "local_protocols.export_file": "local_protocols.publish",
    "local_protocols.restore": "local_protocols.publish",
    "merging.unmerge": "merging.merge_into",
    "backups.make_on_stick": "backups.make_backup",
    "cards.distrust": "sync.export_statistics",
    "cards.rotate": "cards.put_aside",
    "region_root.export": "cards.put_aside",
    "region_root.keep": "cards.put_aside",
    "region_root.sign": "cards.put_aside",
    "cards.save_card": "sync.export_statistics",
    "cards.trust": "sync.export_statistics",
    "erasure.release": "erasure.hold",
    "pc_meet.meet": "pc_invite.invite",
    "pc_retire.accept_copy": "pc_invite.invite",
    "pc_retire.retire": "pc_invite.invite",
    "pc_retire.renew_keys": "pc_invite.invite",
    "history.undo": "history.restore",
    "people.change_passphrase": "people.add_worker",
    "people.reset_passphrase": "people.add_worker",
    "people.set_role": "people.add_worker",
    "people.take_over_draft": "people.remove_worker",
    "recovery.confirm": "recovery.keep_kit",
    "recovery.keep_holders": "recovery.keep_kit",
    "recovery.note_printed": "recovery.keep_kit",
    "ledger.cancel": "ledger.withdraw",
    "ledger.note_recall": "letters.keep",
    "ledger.put": "referrals.keep",
    "ledger.set_in": "referrals.answer",
    "letters.save": "letters.keep",
    "referrals.save": "referrals.keep",
    "referrals.write_down": "referrals.keep",
    "team_papers.cancel": "team_papers.keep",
    "team_papers.save": "team_papers.keep",
    "without_consent.confirm": "without_consent.ask",
    "without_consent.confirm_own": "without_consent.ask",
    "without_consent.confirm_in_job": "without_consent.ask",
    "reports.save_report": "reports.case_report",
    "arrivals.import_files": "sync.export_statistics",
    "transfers.accept": "transfers.offer",
    "transfers.again": "transfers.offer",
    "transfers.cancel": "transfers.offer",
    "transfers.reject": "transfers.offer",
    "transfers.settle": "transfers.offer",
    "team.count_retelling": "team_start.begin",
    "team.open_board": "team_start.begin",
    "team.set_step": "team_start.begin",
    "team_doubts.correct": "team_start.begin",
    "team_doubts.sure": "team_start.begin",
    "team_doubts.take_over": "team_start.begin",
    "team_notes.note": "team_start.begin",
    "team_people.declare": "team_people.note",
    "team_people.declare_post": "team_people.note",
    "team_people.set_companion": "team_people.note",
    "team_people.set_coordinator": "team_people.note",
    "team_people.set_interpreter": "team_people.note",
    "team_people.set_times": "team_people.note",
    "team_writing.put": "team_start.begin",
    "directory.note_service_check": "directory.write",
    "roster.check": "roster.put",
    "roster_paper.of_team": "roster_paper.whole",
    "safety_print.whole": "safety_print.pocket",
    "appointment_slip.note_given": "appointments.move",
    "appointment_slip.save": "appointments.move",
    "appointments.add": "appointments.move",
    "appointments.cancel": "appointments.move",
    "appointments.change": "appointments.move",
    "appointments.kept": "appointments.move",
    "appointments.look": "appointments.move",
    "plan.make_inactive": "plan.breach",
    "plan.prolong": "plan.breach",
    "plan.reported": "plan.breach",
}
# The objects that an entry may have: a random id, a code of an office, a period, the tag of a key.
OBJECT = re.compile(r"[0-9a-f]{32}|[A-Z][A-Z0-9]{1,7}|[0-9]{4}(-Q[1-4])?")
NOW = datetime(2026, 11, 24, 14, 30).astimezone()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """A village that is made once; each act gets a copy of it."""
    clock = FixedClock(NOW)
    found = village(tmp_path_factory.mktemp("village") / "vault", clock)
    with found.at("Maria Managera") as session:
        put(session, found.code, "consent", {"explained_on": "2026-11-24", "consent_registration": True})
    return found


@pytest.fixture
def scene(made: Village, tmp_path: Path, clock: FixedClock) -> Scene:
    shutil.copytree(made.folder, tmp_path / "vault")
    here = Village(tmp_path / "vault", clock, made.ids, made.case, made.code)
    return Scene(here, tmp_path, clock)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_each_act_leaves_its_entry_and_no_word_that_was_typed(scene: Scene, name: str) -> None:
    act, verbs = ACTS[name]
    before = len(scene.log())
    act(scene)
    after = scene.log()
    left = [one for one in after[before:] if one.verb in verbs]
    assert {one.verb for one in left} == verbs
    assert {one.worker for one in after} <= {*scene.village.ids.values(), *added(scene), KIT}
    for one in after:
        assert one.object is None or OBJECT.fullmatch(one.object), one
        assert one.verb in VERBS, one
    lying = "\n".join(map(str, after)).encode()
    assert [how for how, spelling in spellings(TYPED).items() if spelling in lying] == []


def added(scene: Scene) -> set[str]:
    """People who came during the act."""
    with scene.at() as session:
        return {row[0] for row in session.conn.execute("SELECT id FROM worker")}


# --- nothing is forgotten ---------------------------------------------------------------------------------------------


def verbs_of_the_services() -> Iterator[str]:
    """Every public function that is given a session, wherever it is."""
    for file in sorted(Path(services.__file__).parent.glob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = next(iter(node.args.args), None)
                if first is not None and first.arg == "session":
                    yield f"{file.stem}.{node.name}"


def test_every_service_is_known_to_leave_an_entry_or_to_need_none() -> None:
    """A new service is named in ACTS with what it leaves in the log, or here with the reason why it leaves nothing."""
    acts = {name.partition(",")[0] for name in ACTS}
    named = {*acts, *SILENT, *WITH}
    found = {name for name in verbs_of_the_services() if name.partition(".")[0] not in SILENT_MODULES}
    assert found - named == set()
    assert set(WITH.values()) <= acts
    assert not acts & SILENT.keys() and not acts & WITH.keys() and not SILENT.keys() & WITH.keys()


def test_no_reason_is_left_over_from_a_service_that_is_gone() -> None:
    found = set(verbs_of_the_services())
    assert {*SILENT, *WITH} - found == set()
    assert set(SILENT_MODULES) <= {name.stem for name in Path(services.__file__).parent.glob("*.py")}


def noted() -> Iterator[tuple[str, str]]:
    """(verb, place) of every entry that the program writes by name."""
    folders = (Path(services.__file__).parent, Path(db.__file__).parent)
    for file in sorted(path for folder in folders for path in folder.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called.endswith("access_log.note"):
                told = node.args[3]
            elif called in ("_note", "self._note"):
                told = next((arg for arg in node.args if isinstance(arg, ast.Constant)), node.args[-1])
            else:
                told = next((word.value for word in node.keywords if word.arg == "verb"), ast.Constant(None))
            if isinstance(told, ast.Constant) and isinstance(told.value, str):
                yield told.value, f"{file.name}:{node.lineno}"


def test_every_verb_that_is_written_has_its_words() -> None:
    found = list(noted())
    assert len({verb for verb, _place in found}) > 30
    assert [f"{place}: {verb}" for verb, place in found if verb not in VERBS] == []


def test_every_verb_is_left_by_an_act_of_these_stories() -> None:
    """What no act leaves is named here with the story that has it."""
    elsewhere = {
        "backup-damaged": "tests/desktop/services/test_backups.py",
        "erased-again": "tests/desktop/services/test_erased_list.py",
        "erasure-list-renewed": "tests/desktop/services/test_erased_list.py",
        "key-file-changed": "tests/db/test_key_watch.py",
        "list-differs": "tests/desktop/services/test_trust.py",
        "list-exported": "left in the region, by the act of cards.put_aside",
        "list-signed": "left in the region, by the act of cards.put_aside",
        "number-used-twice": "tests/desktop/services/test_sync_arrivals.py",
        "pc-joined": "left on the new computer, by the act of pc_invite.invite",
        "pack-changed": "left in the region, by the act of packs.accept",
        "pack-exported": "left in the region, by the act of packs.accept",
        "pack-published": "left in the region, by the act of packs.accept",
        "rekey-undone": "tests/db/test_rekey.py",
        "root-made": "left in the region, by the act of cards.put_aside",
        "statistics-imported": "left in the region, by the act of sync.export_statistics",
        "vault-created": "the first entry of every vault",
    }
    left = {verb for _act, verbs in ACTS.values() for verb in verbs}
    assert VERBS.keys() - left == elsewhere.keys()


@pytest.mark.parametrize("word", ["Maria Managera", "strada Florilor, 5", "ăîț", "a/b", "", "x" * 65, "dă"])
def test_a_typed_word_cannot_be_noted_even_by_mistake(scene: Scene, word: str) -> None:
    with scene.at() as session:
        for verb, about in (("saved", word), (f"Saved {word}", None)):
            with pytest.raises(ValueError, match="verbs, ids and codes"), session.vault.write(session.now()) as conn:
                db.access_log.note(conn, session.now(), session.worker.id, verb, about)
