"""Why something was refused: a code that never changes, and the sentence that a person reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from desktop.i18n import N_, _, number_words, using


class Refused(Exception):
    """The program will not do this, and says why by a stable code; facts are counts and codes, never what was typed."""

    code: str = "refused"

    def __init__(self, code: str | None = None, /, **facts: str | int) -> None:
        self.code = code or type(self).code
        self.facts: Mapping[str, str | int] = MappingProxyType(facts)
        super().__init__(self.code)


def explain(error: BaseException, language: str | None = None) -> str:
    """What happened, what it means and what to do next, for anything that carries a code and facts."""
    code = getattr(error, "code", None)
    code = code if isinstance(code, str) else "unexpected"
    facts = {**getattr(error, "facts", {}), "code": code}
    with using(language):
        return _(SENTENCES.get(code, GENERAL)).format_map(_Shown(facts))


class _Shown(dict[str, object]):
    """Facts as they may stand in a sentence: figures and codes; anything that could be somebody's words is left out."""

    # Ids of fields, forms and files of ours, codes of offices and cases (always with a figure), periods.
    _CODE = re.compile(
        r"[a-z][a-z0-9_.:/-]{0,79}|L[0-9]{1,2}(?:\.v[0-9]+\.toml)?"
        r"|(?=[A-Z]*[0-9])[A-Z0-9]{2,6}(?:-[A-Z0-9]{1,8}){0,2}|[0-9]{4}(?:-Q?[0-9]{1,2})?"
    )

    def __init__(self, facts: Mapping[str, str | int]) -> None:
        super().__init__((name, self._shown(value)) for name, value in facts.items())

    def __missing__(self, name: str) -> str:
        return "–"

    def _shown(self, value: object) -> str:
        if isinstance(value, int):
            return number_words(value)
        return value if isinstance(value, str) and self._CODE.fullmatch(value) else "–"


GENERAL = N_(
    "This could not be done ({code}). Nothing was lost, and your drafts are kept. Try again; if it happens once more, "
    "tell this word to the person who looks after this computer."
)

SENTENCES: Mapping[str, str] = {
    # appointments and their slips
    "appointment-over": N_(
        "This appointment was kept, moved, missed or cancelled already, and such acts are for one that is still to "
        "come. Nothing was changed. Make a new appointment instead."
    ),
    "appointment-without-day": N_(
        "The day of this appointment is not known, so no slip was made. Write the day of the appointment first."
    ),
    "reminder-unsafe": N_(
        "She cannot be reminded in this way: the rules of safe contact close it ({rule}). Nothing was saved. Choose a "
        "way that is open, or none, and tell her the day in person."
    ),
    "slip-unsafe": N_(
        "No slip was made: the rules of safe contact forbid paper with her ({rule}). Tell her the day and the hour, "
        "and let her keep them in the way that she finds safe."
    ),
    # consents and what leaves
    "unknown-role": N_("There is no such kind of institution here. Choose one of those that are listed."),
    "institution-needed": N_(
        "The institution is not named. Data go to one named institution only. Write its name as the consent gives it."
    ),
    "nothing-may-go": N_(
        "Nothing may go to this recipient now, so there is no paper. Look at the consents of the case, or ask her "
        "again."
    ),
    "paper-changed": N_(
        "The case or its consents changed since this paper was made. Nothing left. Look at the new paper, then print "
        "it."
    ),
    "no-such-paper": N_("There is no such paper for institutions. Choose one of those that the team's page lists."),
    "paper-unproven": N_(
        "The paper was read back, and it is not what it was given. Nothing left. Write this one by hand, and tell the "
        "person who looks after this computer."
    ),
    "addressee-in-conflict": N_(
        "This paper does not go to this person: something ties the person to the alleged aggressor. Nothing left. "
        "Choose the substitute, or address it to the head of the institution."
    ),
    "addressee-doubt": N_(
        "The addressee may know the alleged aggressor, or this is that person's workplace. Nothing left. Look first; "
        "if it may go there all the same, say so, or address it to the head of the institution."
    ),
    "bad-withdrawal-day": N_(
        "A consent ends between the day on which it was explained and today. Nothing was changed. Choose such a day."
    ),
    "nobody-holds": N_("Nothing is on record as sent to this recipient, so there is nothing to recall."),
    "exception-facts-needed": N_(
        "A disclosure without consent needs the facts and the article of law, at least {count} letters. Nothing was "
        "written down yet. Write what you know and what the law demands."
    ),
    "only-by-its-act": N_(
        "This answer ({field}) is written by its own act alone. Nothing was saved. Take it back here, and use the page "
        "of that act: the consents, the approvals, the opinion sheets, or the end of the intervention."
    ),
    "exception-confirmed-already": N_("This was confirmed already. Nothing was changed."),
    # registers that are brought in, and local forms
    "register-empty": N_("There is nothing in this file, or in this sheet of it. Choose another one."),
    "register-locked": N_(
        "This file is locked with a password, and Ancora cannot open it. Open it in the program it was made with, save "
        "it without a password on this computer, and choose that copy; delete the copy afterwards."
    ),
    "register-old-format": N_(
        "This is a file of an old kind (.xls or another one). Open it in the program it was made with, save it as "
        ".xlsx, and choose that file."
    ),
    "register-unknown": N_(
        "This file is no spreadsheet and no text with columns. Choose a file of the kind .xlsx, .ods or .csv."
    ),
    "register-damaged": N_(
        "This file is damaged, or was written in a way that no spreadsheet program uses. Nothing was read from it. "
        "Open it in the program it was made with and save it anew."
    ),
    "register-damaged-row": N_(
        "The file cannot be read from row {row} on. Nothing was written. Look at that row in the program the file was "
        "made with, and save it anew."
    ),
    "register-too-large": N_(
        "The file is too large, or becomes too large when it is unpacked. Nothing was read from it. Divide the "
        "register into several files."
    ),
    "register-too-long": N_(
        "The register has more than {most} rows. Nothing was read from it. Divide it into several files."
    ),
    "register-letters": N_(
        "The letters of this file cannot be read in the chosen way to its end. Choose another way to read its letters."
    ),
    "register-no-sheet": N_("There is no such sheet in this file. Choose one of those that it has."),
    "register-no-field": N_(
        "A column is meant for the field {field}, which the forms do not have or which no register may fill. Choose "
        "another field for it."
    ),
    "register-plan": N_(
        "The file that says which column means which field cannot be used. Make it anew with `ancora register guess`."
    ),
    "register-no-columns": N_("No column is meant for any field yet. Choose a field for at least one column."),
    "register-no-run": N_("There is no such import here. Look at the list of the imports."),
    "register-nothing-left": N_(
        "Nothing of this import is here any more, or nothing that you may see. There is nothing to undo."
    ),
    "local-form-fault": N_(
        "The form cannot be changed so: {fault}. The field is {field}. The form stays as it was; correct this and try "
        "again."
    ),
    "local-form-file": N_(
        "This file holds no changes of a form that can be used here. Nothing was changed. Ask the office that made it "
        "to export it again."
    ),
    "local-form-none": N_("This form was not changed by the office. There is nothing to take back."),
    "local-protocol-fault": N_(
        "The protocol cannot be changed so: {fault}. The place is {field}. The protocol stays as it was; correct this "
        "and try again."
    ),
    "local-protocol-file": N_(
        "This file holds no changes of a protocol that can be used here. Nothing was changed. Ask the office that made "
        "it to export it again."
    ),
    "local-protocol-none": N_("This protocol was not changed by the office. There is nothing to take back."),
    # what a region sends down
    "pack-fault": N_(
        "What the region sends down does not fit this program: {part}, {field} ({fault}). Nothing of it was taken in. "
        "Bring the program up to date and try again; if that does not help, tell the region these words."
    ),
    "pack-not-ready": N_(
        "The pack cannot be published so: {part}, {field} ({fault}). Nothing was published. What is wrong stands "
        "beside the part; correct it or take it out."
    ),
    "pack-version-twice": N_(
        "The region has sent two different packs under number {count}. The one that came first stays, and nothing was "
        "changed. Telephone the region; it publishes once more, and the new number counts."
    ),
    "pack-waits": N_(
        "Pack {count} of the region is here and changes nothing yet. The head of the office looks at it and takes it "
        "over."
    ),
    "pack-older": N_("A newer pack of the region is here already. Number {count} is kept, and changes nothing."),
    "pack-known": N_("Pack {count} of the region was here already. Nothing changed."),
    "pack-file": N_(
        "This file holds nothing that a pack can be made of. Nothing was changed. Choose changes of a form or of a "
        "protocol that were saved by Ancora, or a file with one part on each line."
    ),
    "pack-number": N_(
        "This is no telephone number. Nothing was kept. Write figures, with spaces between them if you like: "
        "022 123 456."
    ),
    "pack-words": N_("The Romanian words are missing. Nothing was kept. Write them; the other languages may wait."),
    "pack-full": N_("A pack holds at most {count} of this kind. Nothing was changed. Take another one out first."),
    "pack-empty": N_("There is nothing in the pack yet. Lay at least one part ready, then publish."),
    "pack-unpublished": N_("No pack was published yet, so there is nothing to send. Publish it first."),
    "pack-for-offices": N_("A pack goes to offices only, and {office} is a region. Nothing was written."),
    "pack-of-another-region": N_(
        "The pack of region {office} counts here, and packs of two regions never count together. Nothing was changed. "
        "Take that one back first, if the office belongs to the other region now."
    ),
    "pack-counts-already": N_("This pack counts already. Nothing was changed."),
    "no-pack-counts": N_("No pack of the region counts here. There is nothing to take back."),
    "no-such-pack": N_("There is no such pack here. Choose one of those that are listed."),
    "no-such-part": N_("There is no such part in the pack. Choose one of those that are listed."),
    "unknown-leaflet": N_("There is no such leaflet for this country. Nothing was printed. Choose one from the list."),
    "leaflet-wanted": N_(
        "There is no text of this leaflet in that language that anybody could vouch for. Nothing was printed. Print it "
        "in another language, and ask an interpreter."
    ),
    # who, where, what for
    "practice-code": N_("Codes that begin with X belong to practice databases. Choose the code of your office."),
    "no-protocol": N_(
        "There is no checklist for this country yet. Nothing was started; work with the forms of the case."
    ),
    "log-tampered": N_("The access log was changed outside the program. Tell the head of office."),
    "bundle-truncated": N_(
        "The file was not imported: its end is missing. Nothing was changed. Copy it again, and take the stick out "
        "only when the copying is over."
    ),
    "kind-not-yet": N_(
        "The file was not imported: this version of the program cannot read files of this kind yet. Install the newer "
        "version, then import it."
    ),
    # the vault
    "wrong-passphrase": N_(
        "The name and the passphrase do not fit together. Nothing was opened. Check the keyboard language and the "
        "capitals, and type both again."
    ),
    "wait": N_(
        "After a name and a passphrase that do not fit together the next try has to wait. Nothing was opened and "
        "nothing is lost. Seconds to wait: {seconds}."
    ),
    "passphrase-needed": N_("A passphrase is needed to open the database. Type it, or name the file that holds it."),
    "weak-passphrase": N_(
        "This passphrase is too easy to guess. Choose at least five unrelated words or fourteen characters."
    ),
    "no-vault": N_(
        "There is no database in this folder. Choose another folder, create a database, or restore a backup."
    ),
    "vault-exists": N_("There is a database in this folder already and it was left as it is. Choose an empty folder."),
    "vault-empty": N_("The database file is empty, so it is damaged. Nothing was written. Restore the latest backup."),
    "vault-plaintext": N_(
        "The database file is not encrypted, so it is not one of ours. It was not opened. Restore the latest backup "
        "and tell the person who looks after this computer."
    ),
    "vault-truncated": N_(
        "A part of the database file is missing. Nothing was changed. Restore the latest backup; the damaged file is "
        "kept."
    ),
    "vault-damaged": N_(
        "The database file is damaged. Nothing was changed. Restore the latest backup; the damaged file is kept."
    ),
    "vault-newer": N_(
        "The database was made by a newer version of the program, so this one cannot read it. It was left as it is. "
        "Install the newer version."
    ),
    "vault-open-elsewhere": N_(
        "The database is open in another window or by another user of this computer. Close it there, then open it here."
    ),
    "rekey-failed": N_(
        "The key of the database could not be changed: the disk did not take the changed database. Everything is as "
        "it was, under the key from before. Free some space on the disk and begin again."
    ),
    "vault-busy": N_(
        "Another program is using the database file at this moment. Nothing was written, and your drafts are kept. "
        "Wait a moment and try again; if it goes on, restart the computer."
    ),
    "vault-behind": N_(
        "The database is older than the last work saved on this computer: some work is missing. Restore the latest "
        "backup, or continue knowing that it is missing."
    ),
    "vault-paused": N_(
        "The database is getting a new key at this moment. Nothing was written, and what you typed is still on the "
        "screen. Wait until it is done, then save again."
    ),
    "rekey-unfinished": N_(
        "The last change of the key could not be finished, because the disk was full. Nothing was changed now. Free "
        "some space, lock the program, open the database again and repeat this."
    ),
    "kit-none": N_(
        "This database has no recovery sheet, so no code opens it. Nothing was opened. Use the name and the passphrase "
        "of somebody who works here."
    ),
    "kit-another": N_(
        "This code is from another recovery sheet than the one that opens this database. Nothing was opened. Look for "
        "the newest sheet, or restore a backup from the time of this one."
    ),
    "kit-not-this": N_(
        "This is a code, but not that of the recovery sheet {number}. Nothing was changed. Take the sheet with this "
        "number."
    ),
    "code-missing": N_("No code was typed. Type the fifteen groups of the recovery sheet."),
    "code-group-wrong": N_(
        "Group {group} is not as on the paper. Nothing was changed. Compare its five characters and type it again."
    ),
    "code-groups-wrong": N_(
        "{count} groups are not as on the paper: {group}, {also} and perhaps more. Nothing was changed. Check whether "
        "groups were left out or exchanged, beginning with group {group}."
    ),
    "code-too-short": N_(
        "The code has {count} groups and ends too early here: group {group} is missing or not complete. Type the rest."
    ),
    "code-too-long": N_("More than the {count} groups of a code were typed. Take away what is too much."),
    "code-mixed": N_(
        "Each group reads well, and yet together they are no code: groups of two papers were mixed. Nothing was "
        "changed. Type all groups from one paper."
    ),
    "code-is-share": N_(
        "This is share {index} of a code and not the whole code. Nothing was changed. Type a second share beside it, "
        "or the whole code."
    ),
    "share-code-missing": N_("The share in place {share} was not typed. Type its fifteen groups."),
    "share-code-group-wrong": N_(
        "Group {group} of the share in place {share} is not as on the paper. Nothing was changed. Compare its five "
        "characters and type it again."
    ),
    "share-code-groups-wrong": N_(
        "In the share in place {share}, {count} groups are not as on the paper: {group}, {also} and perhaps more. "
        "Nothing was changed. Check whether groups were left out or exchanged."
    ),
    "share-code-too-short": N_(
        "The share in place {share} ends too early: group {group} is missing or not complete. Type the rest."
    ),
    "share-code-too-long": N_(
        "In place {share} more than the {count} groups of a share were typed. Take away what is too much."
    ),
    "share-code-mixed": N_(
        "Each group of the share in place {share} reads well, and yet together they are no share: groups of two papers "
        "were mixed. Nothing was changed. Type all groups from one paper."
    ),
    "share-is-code": N_(
        "In place {share} stands the whole code and not a share. Nothing was changed. The whole code is enough alone: "
        "take the others away."
    ),
    "share-repeated": N_(
        "In place {share} stands share {index} once more. Nothing was changed. Two different shares are needed."
    ),
    "share-foreign": N_(
        "The share in place {share} belongs to the recovery sheet {number}, the first one to sheet {first}. Nothing "
        "was changed. Look for two shares with the same number."
    ),
    "shares-needed": N_("One share alone opens nothing. Type {count} different shares of the same recovery sheet."),
    "shares-disagree": N_(
        "These shares do not give one code together: they were not made from the same recovery sheet. Nothing was "
        "changed. Look for shares that were printed on the same day."
    ),
    "kit-or-code": N_("Name either a new file for the recovery sheet, or the file with the code that was typed back."),
    "three-holders": N_("The shares are for {count} different people. Type {count} names that differ."),
    "drill-number-wrong": N_(
        "This number does not belong to a drill of this office within the last year. Nothing was noted. Compare the "
        "eight digits with the certificate."
    ),
    "migration-failed": N_(
        "The database could not be brought to the new version. It was left as it was. Keep using the earlier version "
        "and tell the person who looks after this computer."
    ),
    "key-file-missing": N_(
        "The file with the keys is missing beside the database, so it cannot be opened. Restore a backup, which holds "
        "a copy of it."
    ),
    "key-file-damaged": N_(
        "The file with the keys is damaged, so the database cannot be opened. Restore a backup, which holds a copy of "
        "it."
    ),
    "too-little-memory": N_(
        "This computer has too little free memory to open the database. Nothing was changed. Close other programs and "
        "try again."
    ),
    "vault-cipher-missing": N_(
        "The part of the program that encrypts is missing or too old. Nothing was opened and nothing was written. "
        "Install the program again."
    ),
    "passphrases-differ": N_("The two passphrases are not the same. Nothing was changed. Type both again."),
    "worker-needed": N_("The program has to know who works. Give the name with --worker."),
    "bad-office-code": N_(
        "The office code is written in a way that is not known. Write it in the capital letters and figures that your "
        "region gave."
    ),
    "key-file-newer": N_(
        "The file with the keys was made by a newer version of the program. It was left as it is. Install the newer "
        "version."
    ),
    "not-a-backup": N_(
        "The file is not a backup of this program. Nothing was changed. Choose a file whose name ends in "
        ".ancora-backup."
    ),
    "restore-unfinished": N_(
        "The backup is restored except for its last step: the disk is full, or another program holds a file of the "
        "database. Nothing is lost. Free some space and close other programs, then unlock; the step is done by itself."
    ),
    "backup-of-another": N_(
        "This backup belongs to another database, so it was not put in the place of the present one. Nothing was "
        "changed. Choose a backup of this office, or restore it on another computer."
    ),
    "backup-missing": N_(
        "The last backup was made and read back whole, and now the file is gone. Make a new one today, also on a "
        "stick, and ask who was at this computer."
    ),
    "backup-altered": N_(
        "The last backup was read back whole when it was made, and now it is another one: the disk is failing, or "
        "somebody changed it. Make a new one today, also on a stick, and tell the person who looks after this "
        "computer."
    ),
    "vault-changed": N_(
        "The file of the database was changed outside the program since it was closed. What stands in it may not be "
        "what was saved. Restore the latest backup, or continue knowing this."
    ),
    "vault-unproven": N_(
        "The file that tells how far the work had gone is missing or damaged, so nobody can say whether work is "
        "missing. Restore the latest backup, or continue knowing this."
    ),
    "backup-damaged": N_(
        "The backup did not read back whole, so it counts as none. The present database is as it was. Choose an "
        "earlier backup, or make a new one, on another disk if it happens again."
    ),
    # the computer
    "disk-full": N_(
        "The disk is full, so nothing was written. What you typed is still on the screen. Free some space and save "
        "again."
    ),
    "read-only": N_(
        "This place cannot be written to. Nothing was changed. Take the protection off the disk or the stick, or "
        "choose another place."
    ),
    "file-exists": N_("A file with this name is there already and was not replaced. Choose another name."),
    "file-unreadable": N_(
        "The file cannot be read. Nothing was changed. Check that the stick is in place and that the file is not open "
        "in another program."
    ),
    "file-too-large": N_("The file is too large for this place. Nothing was changed. Check that it is the right one."),
    "no-display": N_(
        "There is no screen to show the window on. Start it from the desktop of the computer, or use the commands."
    ),
    "file-unwritable": N_(
        "The file could not be written and nothing was left behind. Check that the stick is in place, or choose "
        "another place."
    ),
    "no-such-file": N_("There is no file with this name. Nothing was changed. Check the place and the name."),
    "stopped": N_("The work was stopped as you asked. Nothing was left half done."),
    "self-test-failed": N_(
        "A part of the program does not work on this computer; it is named above. Install the program again, and tell "
        "the person who looks after this computer."
    ),
    # cases, records, people
    "no-such-case": N_("There is no such case. Check the code and try again."),
    "report-ground-needed": N_(
        "A report becomes a case only with the person’s consent or by a legal duty, and neither is written down. Ask "
        "for the ground and answer the question; until then it stays a report, and nothing of it is lost."
    ),
    "report-ground-contradicts": N_(
        "The ground says danger to life or a child, and the report answers no to that. Correct the answer in the "
        "report, or choose another ground."
    ),
    "report-duty-unnamed": N_("Another legal duty needs its name: write the law and the article, then decide again."),
    "report-in-case": N_(
        "This report is in a case already, so nothing is decided on it here. Open the case; a link or a merge can be "
        "undone there."
    ),
    "report-referral-needed": N_("Choose the institution to which the report is referred, then decide again."),
    "report-same-needed": N_(
        "Say what the report says again: the code of a case, or another report. Check the code and try again."
    ),
    "report-without-child": N_("The report says nothing of a child, so there is no notice to write down."),
    "notice-in-future": N_("This moment is still to come. Write when the authority was told, not when it will be."),
    "merge-same-case": N_("Both codes lead to the same case: they are merged already, or they are one."),
    "merge-kinds-differ": N_(
        "A victim’s file is never merged with that of an alleged aggressor, of a minor or of youth. Link them instead."
    ),
    "not-merged": N_("This case was not merged into another one; there is nothing to undo."),
    "link-to-itself": N_("A case cannot be linked to itself. Type the code of the other one."),
    "link-shows-victim": N_(
        "From this file nothing of a victim’s case may be seen, so the link is not written. Write it in the victim’s "
        "case instead: there it is seen by those who may see both."
    ),
    "linked-already": N_("These two cases are linked already. Take the link away first if it is to be another one."),
    "not-linked": N_("These two cases are not linked."),
    "no-such-record": N_("There is no such sheet in this case. Open the case again and choose from its list."),
    "no-such-line": N_("The guide has no such telephone line. Choose one of those that it lists."),
    "no-such-service": N_("The directory has no such service. Choose one of those that it lists."),
    "no-such-guidance": N_("The guide has no such situation. Choose one of those that it lists."),
    "number-needed": N_(
        "The number that you found is missing. Write it, so that the next person does not search again."
    ),
    "service-name-needed": N_("The name of the service is missing. Write it, and save again."),
    "no-such-place": N_("There is no such district or county. Choose one of the list."),
    "no-such-worker": N_("There is no such person in this office. Check the name."),
    "worker-exists": N_("A person with this name works here already. Add a distinguishing word to the name."),
    "too-many-workers": N_(
        "The office has {limit} people already, and the key file holds no more. Remove those who have left first."
    ),
    "not-oneself": N_(
        "Nobody can remove themselves, change their own role or reset their own passphrase. Nothing was changed. Ask "
        "another head of office."
    ),
    "last-lead": N_(
        "This is the only head of office, and somebody has to be able to give access. Nothing was changed. Make "
        "another person head of office first."
    ),
    "sealed-for-one": N_(
        "Nobody else can open {count} of the cases and sheets that were sealed for this person, and no recovery sheet "
        "opens them. Nothing was changed. Let this person choose somebody else for them first, or say that they may "
        "stay shut."
    ),
    "draft-exists": N_(
        "You have unsaved answers of your own in this sheet. Nothing was changed. Save or discard yours first."
    ),
    "bad-role": N_("There is no such role. Nothing was changed. Choose worker, specialist, lead or regional."),
    # the state of a case, approvals, handing over
    "state-no-way": N_(
        "A case cannot go from its state to this one. Nothing was changed. The ways that there are stand beside the "
        "case."
    ),
    "state-not-ready": N_(
        "The case cannot go on to this state yet. Still missing: {count}; beside the case stands what it is. "
        "Nothing was changed. A lead of the office may go on with a written reason."
    ),
    "state-same": N_("The case is in this state already. Nothing was changed."),
    "kind-stays": N_(
        "A file keeps its kind: one of an alleged aggressor must never become one of a victim, or the other way round. "
        "Nothing was changed. Open a new file of the right kind."
    ),
    "approval-unfinished": N_(
        "The sheet is not complete yet, or has values to choose. Nothing was asked. Finish the sheet, then ask for its "
        "approval."
    ),
    "approval-there": N_(
        "This sheet waits for its approval already, or has it. Nothing was asked. A change of the sheet makes a new "
        "request possible."
    ),
    "approval-own": N_(
        "Nobody approves what they wrote or asked for themselves. Nothing was changed. Another specialist or lead of "
        "the office decides."
    ),
    "approval-changed": N_(
        "The sheet was changed after its approval was asked for, so the request no longer counts. Read it as it is now "
        "and have the approval asked for anew."
    ),
    "approval-decided": N_("This request was answered already. Nothing was changed."),
    "manager-already": N_("This person manages the case already. Nothing was changed."),
    "not-for-manager": N_(
        "This case is sealed or hidden for that person, so it cannot be handed over. Nothing was changed. Change the "
        "access to the case first, or choose somebody else."
    ),
    "signal-kept": N_("This signal was passed on already. Nothing was changed."),
    "signal-sealed": N_(
        "This file is sealed, so nobody else could read the signal. It was not passed on. Tell the lead of the office "
        "by word of mouth, now; in danger to life call 112."
    ),
    "not-allowed": N_("Your role does not allow this. Nothing was changed. Ask the lead of the office."),
    "reason-needed": N_("This needs a written reason. Write it in one sentence."),
    "value-too-long": N_(
        "The answer in {field} is too long. Nothing was saved, and the text is still there. Shorten it or split it in "
        "two notes."
    ),
    "case-needed": N_("This sheet belongs to a case, and none is named. Nothing was saved. Name the case by its code."),
    "case-not-wanted": N_(
        "This sheet belongs to the office and to no case. Nothing was saved. Leave the case out and put it again."
    ),
    "conflict-asked": N_(
        "This may be the person indicated as aggressor: the name or the number is the same. Nothing was written and "
        "nobody should be told anything. Ask who it is; if there is no tie, say so, and write it down then."
    ),
    "in-conflict": N_(
        "A tie to the person indicated as aggressor was declared for this person. Nothing was written. Call the "
        "substitute; if they were called all the same, confirm it, so that it stands written."
    ),
    "times-asked": N_(
        "This hour does not fit the others: something would have come before what it follows, or has not come yet. "
        "Nothing was written. Correct the hour, or confirm it as it is."
    ),
    "name-needed": N_("Nobody is named. Nothing was changed. Choose somebody from the list, or write a name."),
    "incident-needed": N_(
        "The team follows an incident, and the case has none yet. Fill in the incident sheet first; the month alone "
        "is enough."
    ),
    "meeting-over": N_(
        "This meeting was held or cancelled already, and such acts are for one that is still ahead. Nothing was "
        "changed. Plan another meeting."
    ),
    "nothing-to-tick": N_("No step asks for a meeting now, or no meeting was held yet. Nothing was changed."),
    "contact-unsafe": N_(
        "She may not be reached in this way: the rules of safe contact close it ({rule}). Nothing was saved. If she "
        "has said since that it is safe, write that into her identity sheet first."
    ),
    "no-such-followup": N_(
        "The protocol of this team plans no such check. Nothing was saved. Look at the list of its checks."
    ),
    "team-ended": N_("This intervention has ended already. Nothing was changed. If it goes on, reopen it first."),
    "team-not-ended": N_("This intervention has not ended, so there is nothing to reopen. Nothing was changed."),
    "team-of-closed-case": N_(
        "The case of this team is closed. Nothing was changed. Reopen the case first, then the intervention."
    ),
    "team-open": N_(
        "The intervention cannot end yet. Still to be said: {count}. Nothing was changed. Say of each open duty what "
        "came of it, of each late duty and each missed check why, and how often she gave her account."
    ),
    "team-window": N_(
        "Care would still help her. Windows that still run: {count}. Nothing was changed. Do these steps, or confirm "
        "that the intervention ends all the same."
    ),
    "minutes-two-values": N_(
        "Two offices wrote different things in these minutes, so it is not sure who may see what. No paper was made. "
        "Choose the right values in the sheet of the meeting first."
    ),
    "minutes-nothing": N_("Nothing in these minutes is for this institution, so there is no paper for it."),
    "opinions-too-few": N_(
        "Opinion sheets are counted at least {count} at once, so that nobody can tell which one was whose. Nothing "
        "was counted. Keep the sheets in their envelopes until there are more."
    ),
    "opinions-sum": N_(
        "The figures of one question ({field}) do not add up to the number of sheets. Nothing was counted. Each sheet"
        " counts once in each question; one that is left open counts as no answer."
    ),
    "opinions-ahead": N_(
        "This quarter has not begun yet. Nothing was counted. Choose the present quarter or an earlier one."
    ),
    "team-runs": N_("A team already works on this incident. Nothing was changed. Open it from the case."),
    "stay-needed": N_(
        "An admission follows the sheet of a stay, and the case has none yet. Fill in the sheet of the stay first; the "
        "request alone is enough."
    ),
    "team-doubt": N_(
        "An hour is in doubt ({doubt}). Nothing was started. Check the clock of the computer, the report and the "
        "incident; correct what is wrong, or confirm that it is right as it stands."
    ),
    "protocol-unknown": N_(
        "This team follows a protocol that this program does not know. Its sheet is kept, and nothing of it is lost. "
        "Update the program, or take the protocol over from the office that started the team."
    ),
    "paper-number-needed": N_(
        "No number was typed. It stands on the sheet beside the square and at the foot of each page."
    ),
    "paper-number-wrong": N_(
        "This is not the number of a sheet: a letter or a figure is wrong, or the square is of another paper. Compare "
        "it with the sheet; the number also stands at the foot of each page."
    ),
    "paper-unknown": N_(
        "No intervention here has a sheet with this number. Look at the office on the sheet: one of another office "
        "goes there. If another computer of this office printed it, bring over its work first, then type the number "
        "again."
    ),
    "paper-erased": N_(
        "The intervention of this sheet was erased for good, as the law asks. Nothing of it may be typed in again. "
        "Destroy the sheet, and write into the register of papers that you did."
    ),
    "paper-training": N_(
        "This sheet was printed for an exercise. Nothing of it belongs to a case. If it was used for a real "
        "intervention by mistake, copy its hours onto a blank sheet and type that one."
    ),
    "paper-of-other-team": N_(
        "This sheet belongs to another intervention. Nothing was saved. Open it by its number, and it finds its own."
    ),
    "no-such-step": N_("This intervention has no such step. Nothing was saved. Choose a step of its list."),
    "not-an-outcome": N_("This step cannot end in this way. Nothing was saved. Choose one of the ways that it offers."),
    "record-too-large": N_(
        "One save holds too much. Nothing was saved, and the answers are still there. Save in smaller parts."
    ),
    "bad-value": N_(
        "The answer in {field} does not have the right form. Nothing was saved. Correct it and save again."
    ),
    "implausible-value": N_(
        "The answer in {field} is hardly possible. Nothing was saved. Check it, or enter it in the window, where you "
        "can confirm it."
    ),
    "unknown-field": N_("The form {form} has no field {field}. Nothing was saved. Check the name of the field."),
    "unknown-form": N_(
        "There is no form {form} here. Nothing was saved. Check its name, or import the forms that the region sent."
    ),
    "unknown-option": N_("The list of {field} has no such choice. Nothing was saved. Choose one from the list."),
    "bad-line": N_("Line {line} cannot be read. It was left out. Correct it and give it again."),
    "unseal-failed": N_(
        "This sealed text cannot be opened here: its key is gone or belongs to another case. It was left as it is. "
        "Restore a backup that still has it."
    ),
    "sealed": N_("This part is sealed for other people. Ask the person who sealed it."),
    "sealed-already": N_("This is sealed already. To choose other people, change the seal that is there."),
    "not-sealed": N_("There is no seal here that you could change. Open the case again and look at its access page."),
    "chosen-cannot-see": N_(
        "One of the chosen people cannot see this case, so nothing was changed. Let this person see the case first, or "
        "choose somebody else."
    ),
    "keeper-needed": N_(
        "Among the chosen people there has to be the head of office or the case manager: otherwise nobody could open "
        "the case to others later. Nothing was changed. Choose one of them too."
    ),
    "sheet-once": N_(
        "A case has this sheet only once, and all its work rests on it, so it cannot be sealed alone. Seal the whole "
        "case instead."
    ),
    "deny-not-oneself": N_(
        "You cannot hide a case from yourself. Ask the head of office or the case manager to do it."
    ),
    "nothing-to-open": N_("There is nothing in this case that you could open in an emergency. Nothing was opened."),
    # files of a case
    "attachment-unknown": N_(
        "The file was not added: it is neither a picture nor a PDF, whatever its name says. Save it as PDF, or make a "
        "picture of the screen, and add that."
    ),
    "attachment-damaged": N_(
        "The file cannot be shown: it is damaged, or it is not what it says it is. Ask for it once more, or make a "
        "picture of the original."
    ),
    "picture-too-large": N_(
        "The file was not opened: a picture in it has more than {limit} million points, and would fill the memory of "
        "the computer. Save it smaller and add it again."
    ),
    "pdf-too-large": N_(
        "The file was not opened: unpacked, it is larger than {limit} MB, and would fill the memory of the computer. "
        "Print it into a new PDF, or divide it."
    ),
    "pdf-locked": N_(
        "The file was not added: this PDF is protected. Print it into a new PDF without protection, and add that."
    ),
    # versions of a sheet
    "no-such-version": N_("This sheet has no such version. Open its history again and choose from the list."),
    "restore-elsewhere": N_(
        "This sheet tells of something that was done, and is not put back to an older version. Nothing was changed. "
        "What is wrong in it is corrected where it was written."
    ),
    "nothing-to-restore": N_("This version says the same as the sheet does now. Nothing was changed."),
    "conflict-gone": N_(
        "Somebody has decided about this answer meanwhile. Nothing was changed. Look at the answer as it stands now."
    ),
    "not-twins": N_(
        "These two teams do not both run for the same incident. Nothing was changed. Look at both teams again."
    ),
    "not-joined": N_("This team was not joined to another one. Nothing was changed."),
    "no-texts-to-keep": N_(
        "There are no two texts here to keep. Nothing was changed. Choose one of the values, or write a common one."
    ),
    "both-too-long": N_(
        "Both texts together are longer than the {most} letters that the answer may have. Nothing was changed, and "
        "both are kept. Keep one of them, and put the other into a note."
    ),
    "changed-meanwhile": N_(
        "Somebody wrote in this sheet meanwhile. Nothing was changed. Look at the newest version, and decide again."
    ),
    "attachment-too-large": N_(
        "The file is larger than {limit} MB and was not attached. Make it smaller, for example with a lower picture "
        "quality."
    ),
    # what comes and goes
    "not-a-bundle": N_(
        "The file was not imported: it is not a bundle of this program. Ask the sender to make it again."
    ),
    "header-too-large": N_(
        "The file was not imported: its beginning is longer than any bundle of ours. Do not use it, and ask the "
        "sender by telephone."
    ),
    "not-for-us": N_(
        "The file was not imported: it is locked for another office or another computer. Nothing was changed. Take it "
        "there, or ask the sender to make one for here."
    ),
    "unknown-signer": N_(
        "The file was not imported: it was signed by an office that we do not know. Ask the sender for the office "
        "card and compare the fingerprint by telephone."
    ),
    "bad-signature": N_(
        "The file was not imported: its signature does not fit its content. Do not use it, and ask the sender by "
        "telephone."
    ),
    "bundle-too-large": N_(
        "The file was not imported: it is larger than allowed. Ask the sender to split it by cases."
    ),
    "too-much-for-one-file": N_(
        "This is more than one file may hold. Nothing was written. Choose fewer cases, or leave the attachments out."
    ),
    "bundle-changed": N_(
        "The file was not imported: it changed while it was being read. Nothing was kept of it. Copy it to this "
        "computer and import it again."
    ),
    "bad-record": N_(
        "The file was not imported: its line {line} is not what such a file may hold. Nothing was kept of it. Ask the "
        "sender to make it again."
    ),
    "revision-differs": N_(
        "The file was not imported: it holds another text under a number that is already here. Nothing was kept of "
        "it. Telephone the sender today."
    ),
    "ratio": N_(
        "The file was not imported: it would unpack to far more than any bundle of ours. Do not use it, and ask the "
        "sender by telephone."
    ),
    "bundle-damaged": N_(
        "The file was not imported: it was damaged on the way. Nothing was changed. Copy it again, or ask the sender "
        "for a new one."
    ),
    "bundle-newer": N_(
        "The file was not imported: it was made by a newer version of the program. Install the newer version, then "
        "import it."
    ),
    "only-statistics-cross": N_(
        "Between the two countries only statistics may go. Nothing was made and nothing was imported."
    ),
    "wrong-kind": N_("The file was not imported: this place does not take files of this kind. Choose another file."),
    "number-used-twice": N_(
        "The file was not imported: its number was already used for another content. The key of that office may have "
        "been copied. Telephone the office and your region today."
    ),
    "number-unknown-here": N_(
        "Office {office} has a file of ours with number {seq} that this computer does not remember. Either this "
        "database is an older copy, or somebody else uses the key of this office. The number will not be used again. "
        "Ask in the office who made the file; if nobody did, telephone your region today."
    ),
    "nothing-to-confirm": N_("Nothing was made: no file of this office was imported or refused here yet."),
    "nothing-unconfirmed": N_("Nothing was changed: no file of this kind waits for an answer of this office."),
    "not-waiting": N_("Nothing was changed: this file is not on the list of refused files any more."),
    "no-such-alarm": N_("Nothing was changed: this warning was seen already. All warnings stand in the list of all."),
    "no-bundles-here": N_(
        "Nothing was imported: there is no file ending in .ancora in this folder. Choose the folder on the stick, or "
        "the files themselves."
    ),
    "too-many-files": N_(
        "Nothing was imported: more than {most} files were chosen at once. Choose one folder after the other."
    ),
    "card-no-bundle": N_(
        "The file is an office card and was not imported here. Add it under Offices, and compare the fingerprint by "
        "telephone."
    ),
    "late": N_("This file is older than others of the same office that are here already. Its figures were taken in."),
    "earlier-differs": N_(
        "The figures were taken in, but the file names another one before it than the one that came. Telephone the "
        "office and ask whether its computer was changed or restored."
    ),
    "number-too-far": N_(
        "The file was not imported: its number is far beyond the last one received from that office. Telephone the "
        "office and ask which number it sent."
    ),
    "period-to-come": N_(
        "The file was not imported: it counts {period}, which has not ended. The clock of that office or of this "
        "computer is wrong. Compare both with a telephone, then import it again."
    ),
    "period-sent-twice": N_(
        "The file was not imported: the office sent other figures for the same period before, and those stand. "
        "Telephone the office; corrections come once, in the yearly issue."
    ),
    "office-revoked": N_(
        "The file was not imported: the card of its sender is no longer valid. Ask the sender for a new card and "
        "compare the fingerprint by telephone."
    ),
    "practice-only": N_(
        "Practice and real work never mix. Nothing was changed. Open the real database, or stay within practice."
    ),
    "card-newer": N_(
        "The office card was made by a newer version of the program. Nothing was changed. Install the newer version, "
        "then read the card."
    ),
    "key-of-another-office": N_(
        "The card carries the key of the office {office}. It was not trusted. Telephone both offices today: a key may "
        "have been copied."
    ),
    "card-damaged": N_("The office card cannot be read. Nothing was changed. Ask that office to save it again."),
    "fingerprint-needed": N_(
        "An office is trusted only after its fingerprint was compared by telephone. Nothing was changed. Call the "
        "office, compare the six groups of digits and type them here."
    ),
    "fingerprint-differs": N_(
        "The fingerprint is another one than that of the card. The office was not trusted. Compare the digits again "
        "by telephone; if they still differ, ask for a new card."
    ),
    "no-such-office": N_("There is no office {office} among the trusted ones. Import its card first."),
    "own-card": N_(
        "This is the card of this very office. Nothing was changed. Give it to the other office, and import theirs."
    ),
    "office-keys-foreign": N_(
        "The file brings keys that do not follow from those of this office. Nothing was changed. Do not use it, and "
        "ask at the computer where it was made."
    ),
    "key-changed-twice": N_(
        "One key of the office {office} was replaced by two different ones. Somebody else may have a copy of it. "
        "Telephone the office today, and your region."
    ),
    "list-signature": N_(
        "The file was not imported: its list of offices was not signed by the root that it names. Do not use it, and "
        "telephone the region today."
    ),
    "list-root-unknown": N_(
        "The list was not taken in: the root of the region {office} was never compared here. Ask the region for its "
        "new card, compare the fingerprint by telephone, then import the list again."
    ),
    "list-root-other": N_(
        "The list was not taken in: it was signed by another root than the one of the region {office} that was "
        "compared here. Telephone the region before you trust anything of it."
    ),
    "list-too-far": N_(
        "The list was not taken in: its version {version} is far beyond the last one. Telephone the region and ask "
        "which version it made last."
    ),
    "list-differs": N_(
        "The list was not taken in: another list with the same version is here already. Two lists were signed under "
        "one number. Telephone the region today."
    ),
    "list-changed": N_("The list changed while you were reading it. Nothing was signed. Read it again, then sign it."),
    "list-older": N_("A later list of the region is here already, version {version}. This one changed nothing."),
    "list-keys-wait": N_(
        "The list was taken in, but it names other keys than those that you compared by telephone. They do not count "
        "until you have compared them. Keys that wait: {count}."
    ),
    "list-keys-differ": N_(
        "The list {version} of the region names other keys for the office {office} than those that were compared by "
        "telephone. They do not count. Telephone that office, and compare the fingerprint."
    ),
    "list-revokes-us": N_(
        "The list {version} of the region {office} says that the keys of this office no longer count. Other offices "
        "refuse your files. Telephone the region today."
    ),
    "list-names-us-otherwise": N_(
        "The list {version} of the region {office} names other keys for this office than ours. Other offices may "
        "send to somebody else. Telephone the region today."
    ),
    "region-only": N_("Only a region can do this. Nothing was changed."),
    "root-none": N_(
        "This region has no root that has signed a list. Nothing was made. Make the root, print its papers, and sign "
        "the list with two of them."
    ),
    "root-other": N_(
        "These papers are of the root {number}, which is not the one of this region now. Nothing was signed. Take the "
        "papers of the present root."
    ),
    "root-papers": N_("A root has from {least} to {most} papers. Nothing was made."),
    "revoke-not-confirmed": N_(
        "There is no way back from this, so the office has to be named twice. Nothing was changed. Name it again under "
        "--confirm."
    ),
    "pc-cards-differ": N_(
        "Two computers of this office trusted different cards of the office {office}. The one that was compared last "
        "counts. Telephone that office, and compare the fingerprint once more."
    ),
    "period-fixed-twice": N_(
        "Two computers of this office fixed different tables for {period}, each before it had the other’s work, and "
        "each keeps its own. Telephone the region and ask which of them it has; corrections come once, in the yearly "
        "issue."
    ),
    "reason-unknown": N_("This reason is not known. Nothing was changed. Choose one of those that are offered."),
    "nothing-to-compare": N_("No keys of this office wait to be compared. Nothing was changed."),
    "period-open": N_(
        "The period {period} has not ended, so its tables are not exported. Export them after its last day."
    ),
    "period-malformed": N_("The period is written in a way that is not known. Write it like 2026-Q3 or 2026."),
    "not-a-region": N_(
        "The office {office} is not a region, and tables go to a region alone. No file was made. Choose the region."
    ),
    "frozen-differs": N_(
        "The tables of {period} differ from those that were already sent under the same number. No file was made. "
        "Telephone the person who looks after this computer."
    ),
    "nothing-to-export": N_("There is nothing new to send to this office. No file was made."),
    "proof-failed": N_(
        "The file was not made: the check of what is printed found something that may not leave. The place is shown. "
        "Correct it and make the report again."
    ),
    "bad-recipient": N_(
        "The file does not hold exactly one key of a reader, in a line that begins with age1. No file was made. Ask "
        "the reader for the key again."
    ),
    # cases that go from one office to another
    "case-in-transfer": N_(
        "This case is offered to {office}, and nobody writes in it until that office has answered. Nothing was saved. "
        "Wait for the answer, or take the offer back on the page of the case."
    ),
    "case-moved": N_(
        "{office} has taken this case over and answers for it. Nothing was saved here: what stays here is for reading. "
        "Tell the colleagues there, in a safe way, what you have learnt."
    ),
    "case-pending": N_(
        "{office} offers this case to you, and nobody has taken it yet. Nothing was saved. A lead accepts or rejects "
        "it under Synchronisation; then it can be written in."
    ),
    "case-copy": N_(
        "This is a copy from {office} for your part in the help; the case itself goes on there. Nothing was saved. "
        "Open a case of your own for your work."
    ),
    "transfer-to-office": N_(
        "{office} is no office that works with cases, so no case can go there. Nothing was written. Choose the office "
        "that will look after her."
    ),
    "transfer-nothing-agreed": N_(
        "No consent in force and no confirmed exception lets this go to that institution. Nothing was written. Ask "
        "her, write her consent down with the name of the institution and the data, and try again."
    ),
    "transfer-account-agreed": N_(
        "Her account goes only where her consent names it, and none does. Nothing was written. Send the case without "
        "her account, or ask her."
    ),
    "transfer-code-agreed": N_(
        "Without the code of the case the other office could not keep it, and no consent names it. Nothing was "
        "written. Ask her, and name the code among the data."
    ),
    "transfer-sealed": N_(
        "This case, or a sheet of it, is sealed for chosen people, and what is sealed leaves this computer never. "
        "Nothing was written. Whoever has the key takes the seal off first, if the other office may read it."
    ),
    "transfer-copy-by-role": N_(
        "A copy is for one kind of institution and holds what that one needs. Name the kind of institution, or let the "
        "whole case go over."
    ),
    "transfer-changed": N_(
        "The case has changed since you looked at what would go. Nothing was written. Look at it again."
    ),
    "transfer-not-waiting": N_(
        "This offer does not wait for an answer any more: it was answered or taken back. Look at it again under "
        "Synchronisation."
    ),
    "transfer-not-yours": N_(
        "What is to be done with this offer is for the other office to do, or nothing is to be done. Nothing was "
        "changed."
    ),
    "transfer-nothing-again": N_("There is nothing to send again for this transfer. Nothing was written."),
    "transfer-agreed-on": N_(
        "The two offices agree about this case; nobody has to decide anything. Nothing was changed."
    ),
    "transfer-not-kept": N_(
        "The offer in this file was answered or taken back already, so nothing of the case was kept. If the sender "
        "still waits, send the answer again."
    ),
    "transfer-crossed": N_(
        "{office} took the case over while the offer was being taken back, or two offices took it. What was accepted "
        "stands meanwhile, and nothing written is lost. A lead talks with the other office and decides under "
        "Synchronisation."
    ),
    "transfer-late-work": N_(
        "The file brought work that {office} had done before it knew that the case is here. It stands beside yours; "
        "look the case through."
    ),
    "no-such-transfer": N_("There is no such transfer here. Check its number in the list of transfers."),
    "transfer-foreign": N_(
        "This file speaks of a transfer that is not between its sender and this office, or of a case that nobody "
        "passed on. Nothing was imported. Ask the sender what it is."
    ),
    "transfer-ours": N_(
        "This file offers a case that is here already and for which this office answers. Nothing was imported. Ask the "
        "sender to look at the transfers of that case."
    ),
    "transfer-of-erased": N_(
        "The case in this file was erased here for good, and what was erased does not come back. Nothing was imported. "
        "Tell the sender that it cannot be taken."
    ),
    "transfer-code-taken": N_(
        "The case in this file has the code of another case that is here. Nothing was imported. Tell the sender; the "
        "code of one of the two has to be looked at."
    ),
    "confirm-needed": N_(
        "This has to be confirmed twice. Nothing was made and nothing has left. Read what would leave, then confirm it."
    ),
    "reader-needed": N_(
        "It has to be said who may read the file. Nothing was made. Name an office, or a file with the key of a "
        "reader; in clear only if there is no other way."
    ),
    "not-confirmed": N_(
        "What was typed to confirm is not what was asked for. Nothing was made and nothing has left. Type exactly the "
        "words that are shown."
    ),
    "unknown-profile": N_("There is no such kind of report. Nothing was made. Choose anonymised, internal or a role."),
    # erasing and keeping
    "erased": N_(
        "This case was erased for good, and nothing is written into it any more. Nothing was saved. If she comes back, "
        "open a new case."
    ),
    "ground-needed": N_(
        "Another ground needs its words, at least ten letters. Nothing was asked for yet. Write which ground it is."
    ),
    "erasure-waits-already": N_(
        "A request to erase this case waits already. Nothing was changed. It stands in the settings, under “Erasing "
        "and keeping”."
    ),
    "erasure-waits": N_(
        "The days of waiting are not over, so nothing was erased. Days left: {days}. Until then the request can be "
        "withdrawn."
    ),
    "erasure-ended": N_("This request was carried out or withdrawn already. Nothing was changed."),
    "erasure-not-done": N_(
        "This request was not carried out, so there is no record of it. Nothing was made. Look at the list of requests."
    ),
    "no-such-request": N_(
        "There is no such request to erase a case. Nothing was changed. Look at the list of requests."
    ),
    "legal-hold": N_(
        "The case is held back by law, so nothing of it was erased. If the hold has ended, the head of office takes it "
        "away; then fourteen days of waiting begin."
    ),
    "hold-lead-only": N_(
        "Only the head of office takes away the hold that forbids erasing. Nothing was saved. Ask the head of office."
    ),
    "second-person-needed": N_(
        "Another head of office has to confirm this, since you have asked for it yourself. Nothing was erased."
    ),
    "code-differs": N_(
        "The code that was typed is not that of the case. Nothing was erased. Type the code as it is shown."
    ),
    "account-needs-incident": N_(
        "What she tells belongs to an incident, and the case has none yet. Nothing was counted. Fill in the incident "
        "sheet first; the month alone is enough."
    ),
    "account-ground-needed": N_(
        "Erasing the account needs its ground in words, at least ten letters, and nothing of what she told. Nothing "
        "was erased. Write the ground."
    ),
    "no-account": N_("No account is written in this case. Nothing was erased, and nothing is left to do."),
    "no-safety-plan": N_(
        "This case has no safety plan yet. Nothing was printed. Make the plan together with her, then print it."
    ),
    "plan-copy-unknown": N_(
        "The safety plan does not say where its copy is safe. Nothing of it was printed: a paper that is found can put "
        "her in danger. Ask her, answer “Where the copy of the plan is”, and print again."
    ),
    "plan-copy-none": N_(
        "By the rule “no copy” the safety plan is not printed: she said that no paper is safe. Go through it with her "
        "by word of mouth, or ask her whether that has changed."
    ),
    "plan-copy-digital": N_(
        "By the rule “digitally, where only she has access” the safety plan is not printed: no paper is safe. Ask her "
        "whether that has changed."
    ),
    "plan-copy-pocket": N_(
        "By the rule “with her, as a pocket print only” the whole safety plan is not printed. Print the pocket one, "
        "which says nothing to whoever finds it."
    ),
    "pocket-empty": N_(
        "No line was chosen for the pocket print, and none to write on by hand. Nothing was printed. Tick at least one."
    ),
    "retention-not-due": N_(
        "Nothing is due to be erased by the periods of keeping. Nothing was changed. Look at the list again."
    ),
    "erased-file-damaged": N_(
        "The list of what was erased is damaged, or was written by another office. It was not used. Restore another "
        "backup, or tell the person who looks after this computer."
    ),
    # work of other computers and offices
    "merge-incomplete": N_(
        "The file was imported, but work that the other computer sent before it has not come. Make a file for that "
        "computer and import it there: its next file then brings again what is missing."
    ),
    "merge-sealed": N_(
        "The file was imported. {sealed} sealed cases or sheets stay on the other computer, since only the people "
        "whom they are sealed for may read them."
    ),
    # computers of one office
    "no-such-pc": N_(
        "This office has no other computer of that name. Nothing was changed. Look at the list of computers."
    ),
    "pc-alone": N_(
        "This is the only computer of the office, so nothing was written. Invite another computer first; then both can "
        "exchange their work."
    ),
    "pc-own": N_(
        "This is the computer that you work at. Nothing was changed. Retire it on another computer of the office."
    ),
    "pc-retired": N_(
        "Computer {number} was retired, so nothing is taken from it and nothing is sent to it any more. If it works "
        "for the office again, invite it as a new computer."
    ),
    "pc-retired-here": N_(
        "This computer was retired by another computer of the office. What was saved here stays here and can be read, "
        "but the others take nothing from it any more. Ask the head of office whether it shall be invited anew."
    ),
    "pc-copied": N_(
        "Two databases work under the name of computer {number}: the invite was used twice, or a folder was copied. "
        "Nothing of this file was imported, and it is kept. Find out today which of the two is the right one. If the "
        "computer was set up anew, say so under Computers of the office; otherwise retire it."
    ),
    "office-keys-changed": N_(
        "The keys of this office were changed. Other offices and the region take nothing more from here until they "
        "have the new card. Save the card and hand it to each of them."
    ),
    "pc-no-copy": N_(
        "Nothing of this computer was refused as that of a copy, so there is nothing to decide. Nothing was changed."
    ),
    "pc-met": N_("Computer {number} is known here already. Nothing was changed, and nothing is left to do."),
    "pc-foreign": N_(
        "This office never signed for that computer. Nothing was changed. If it shall work for the office, invite it."
    ),
    "pc-fingerprint-differs": N_(
        "The computer was not taken in: its fingerprint has to be the one that the file brings. Look at its screen "
        "and type the six groups of digits; if they still differ, the file is not from it."
    ),
    "no-introduction": N_(
        "This file introduces no computer, or it is damaged. Nothing was changed. Have the other computer introduce "
        "itself once more."
    ),
    "join-code-missing": N_("No code was typed. Type the seven groups that the other computer showed with the invite."),
    "no-invite": N_(
        "This file is no invite. Nothing was made here. Choose the file that was saved on the other computer of the "
        "office; its name ends in .ancora-invite."
    ),
    "invite-damaged": N_(
        "The invite is damaged. Nothing was made here. Copy the file once more, or have a new invite made."
    ),
    "invite-other-code": N_(
        "The code reads well, but it does not open this invite: it belongs to another one, or the file is damaged. "
        "Nothing was made here. Compare the code with the one that was shown with this file."
    ),
    "invite-expired": N_(
        "An invite counts for fourteen days, and by the clock of this computer they are over or have not begun. "
        "Nothing was made here. Check the date of both computers; if it is right, have a new invite made."
    ),
    "invite-no-bundle": N_(
        "This file is an invite for a new computer of an office and brings nothing in here. Nothing was changed. Use "
        "it at the first start on the new computer."
    ),
    "definition-fault": N_(
        "A definition has a fault in {file}, at {field}, and was not loaded. Nothing else was changed. Correct it, or "
        "take the definition that the region sent."
    ),
}
