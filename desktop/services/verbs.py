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
    # the database and its people
    "backup-made": N_("made a backup"),
    "older-database-accepted": N_("went on with an older database"),
    "unlocked": N_("opened the database"),
    "vault-created": N_("created the database"),
    "worker-added": N_("added a worker"),
}


def verb_words(verb: str) -> str:
    """What was done, in the past; a verb that a newer part of the program wrote stands as it is."""
    return _(VERBS[verb]) if verb in VERBS else verb
