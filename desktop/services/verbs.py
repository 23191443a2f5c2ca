"""The words of the access log: what each verb of the program says to the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.i18n import N_, _

VERBS: Mapping[str, str] = {
    # cases and sheets
    "attached": N_("attached a file"),
    "conflict-settled": N_("chose one of two values"),
    "opened": N_("opened a case"),
    "report-joined": N_("put a report into a case"),
    "guardianship-told": N_("wrote down that the guardianship authority was told"),
    "linked": N_("linked a case with another one"),
    "merged": N_("merged this case into another one"),
    "merged-to": N_("this is the case that the other one was merged into"),
    "notice-printed": N_("made the notice about a child"),
    "report-decided": N_("decided on a report"),
    "told-apart": N_("said that two sheets are of two people"),
    "unlinked": N_("took away the link between two cases"),
    "unmerged": N_("undid the merging of this case"),
    "unmerged-to": N_("this is the case that the other one was merged into before"),
    "revealed": N_("uncovered a name"),
    "saved": N_("saved a sheet"),
    "searched": N_("searched"),
    "step": N_("changed a step of a team"),
    "version-restored": N_("put an older version of a sheet back"),
    # consents and what leaves
    "call-listed": N_("put a case on the telephone list"),
    "consent-withdrawn": N_("wrote down that a consent was taken back"),
    "disclosed": N_("let data leave a case"),
    "disclosure-cancelled": N_("wrote down that a paper did not leave after all"),
    "exception-alone": N_("put a disclosure without consent on record, with nobody to confirm it"),
    "exception-asked": N_("put a disclosure without consent on record"),
    "exception-confirmed": N_("confirmed a disclosure without consent"),
    "exception-confirmed-by": N_("this is the person who confirmed it"),
    "referral-answered": N_("wrote down the answer to a referral"),
    # who may see what
    "allowed": N_("let somebody see a case again"),
    "allowed-to": N_("this is the person who sees the case again"),
    "denied": N_("hid a case from somebody"),
    "denied-to": N_("this is the person from whom the case is hidden"),
    "glass-broken": N_("opened a sealed case in an emergency"),
    "glass-held": N_("tried to open a case in an emergency, and could not"),
    "glass-seen": N_("looked at what was opened in an emergency"),
    "seal-changed": N_("chose other people for a seal"),
    "seal-rekeyed": N_("gave a seal a new key, since somebody lost it"),
    "seal-keys-renewed": N_("renewed the keys of sealed cases for those who may have them"),
    "sealed": N_("sealed a case or a sheet"),
    "unsealed": N_("took a seal away"),
    # erasing and keeping
    "account-erased": N_("erased what she told, for good"),
    "erased": N_("erased a case for good"),
    "erased-again": N_("the program erased again what a copy had brought back"),
    "erased-alone": N_("erased a case for good, with nobody to confirm it"),
    "erasure-asked": N_("asked for a case to be erased"),
    "erasure-list-renewed": N_("the program renewed the list of what was erased, which was damaged"),
    "erasure-paper": N_("made the record of an erasure"),
    "erasure-withdrawn": N_("took back a request to erase a case"),
    "legal-hold-lifted": N_("took away the hold that forbids erasing a case"),
    "legal-hold-set": N_("forbade erasing a case"),
    "retention-identity": N_("erased the identity of a closed case after its period"),
    "retention-narrative": N_("erased the texts and files of a closed case after their period"),
    # what leaves and what comes
    "card-saved": N_("saved the card of this office"),
    "exported": N_("saved a paper as a file"),
    "number-used-twice": N_("was warned: one number for two contents"),
    "office-revoked": N_("withdrew trust in an office"),
    "office-trusted": N_("trusted an office"),
    "printed": N_("made a paper"),
    "statistics-exported": N_("made a file of statistics"),
    "statistics-imported": N_("imported statistics"),
    "taken-out": N_("took cases out of the program, locked"),
    "taken-out-for": N_("named who can open what was taken out"),
    "taken-out-in-clear": N_("took cases out of the program, open to anybody"),
    "takeout-opened": N_("opened what another office took out"),
    # the database and its people
    "backup-damaged": N_("was told that the last backup is damaged"),
    "backup-made": N_("made a backup"),
    "backup-missing": N_("was told that the last backup is missing"),
    "backup-on-stick": N_("made a backup on a stick"),
    "drill-noted": N_("noted a drill of recovery"),
    "key-file-changed": N_("was told that the key file is another one than was written last"),
    "kit-confirmed": N_("typed the recovery code back from its paper"),
    "kit-made": N_("made a recovery sheet; one before it opens nothing any more"),
    "kit-printed": N_("made the paper of a new recovery sheet"),
    "recovered": N_("let somebody in with the recovery sheet"),
    "shares-made": N_("gave the shares of the recovery sheet to three people"),
    "draft-taken-over": N_("took over unsaved work of a person who left"),
    "failed-unlocks": N_("was told of tries to open that failed"),
    "older-database-accepted": N_("went on with an older database"),
    "passphrase-changed": N_("changed the own passphrase"),
    "passphrase-reset": N_("gave a colleague a new passphrase"),
    "rekey-undone": N_("began a change of the key that was cut off and undone"),
    "rekeyed": N_("gave the database a new key"),
    "restored": N_("put a backup in the place of the database"),
    "role-changed": N_("changed the role of a colleague"),
    "unlocked": N_("opened the database"),
    "vault-created": N_("created the database"),
    "worker-added": N_("added a worker"),
    "worker-removed": N_("removed a worker"),
}


def verb_words(verb: str) -> str:
    """What was done, in the past; a verb that a newer part of the program wrote stands as it is."""
    return _(VERBS[verb]) if verb in VERBS else verb
