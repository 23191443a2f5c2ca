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
    "revealed": N_("uncovered a name"),
    "saved": N_("saved a sheet"),
    "searched": N_("searched"),
    "step": N_("changed a step of a team"),
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
    "backup-made": N_("made a backup"),
    "draft-taken-over": N_("took over unsaved work of a person who left"),
    "failed-unlocks": N_("was told of tries to open that failed"),
    "older-database-accepted": N_("went on with an older database"),
    "passphrase-changed": N_("changed the own passphrase"),
    "passphrase-reset": N_("gave a colleague a new passphrase"),
    "rekey-undone": N_("began a change of the key that was cut off and undone"),
    "rekeyed": N_("gave the database a new key"),
    "role-changed": N_("changed the role of a colleague"),
    "unlocked": N_("opened the database"),
    "vault-created": N_("created the database"),
    "worker-added": N_("added a worker"),
    "worker-removed": N_("removed a worker"),
}


def verb_words(verb: str) -> str:
    """What was done, in the past; a verb that a newer part of the program wrote stands as it is."""
    return _(VERBS[verb]) if verb in VERBS else verb
