"""What each problem means and what to do about it, in one sentence or two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from desktop.forms.schema import Text
from desktop.i18n import N_, _, pick, using


class Told(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def args(self) -> Mapping[str, str | Text]: ...


SENTENCES: Mapping[str, str] = {
    "required": N_("Needed for a complete form. If she does not say, choose “declines to answer” or “unknown”."),
    "required-plain": N_("Needed for a complete form."),
    "one-of": N_("Answer this or at least one of: {others}."),
    "unknown-field": N_("This answer belongs to no question of the form. Tell the person who looks after the forms."),
    "not-refusable": N_("This question needs a plain answer. Choose one."),
    "unknown-option": N_("This choice is not in the list. Choose one from the list."),
    "too-long": N_("The text is too long: at most {most} characters fit. Shorten it or split it in two notes."),
    "number-range": N_("The number does not fit here (least {min}, most {max}). Check it."),
    "malformed-date": N_("This is not a date. Write it like 22.11.2026, 11.2026 or 2026; a time like 14:30."),
    "malformed-phone": N_("This is not a phone number. Write all its digits, for example 069 123 456."),
    "malformed-number": N_("Only digits fit here. Write the number again."),
    "malformed-money": N_("This is not an amount. Write it like 1250,50 and choose the currency."),
    "malformed-text": N_("The text has signs that cannot be shown. Type it again instead of pasting it."),
    "malformed-other": N_("The answer does not have the right form. Choose or type it again."),
    "in-future": N_("This date has not come yet. Check it; keep it if the clock of this computer is wrong."),
    "after-other": N_("This is later than “{other}”. Check both dates."),
    "before-other": N_("This is earlier than “{other}”. Check both dates, and keep them if they are right."),
    "too-far-ahead": N_("At most {days} days are allowed here. Choose an earlier date."),
    "not-adult": N_("By this answer the person is under 18. Check it, and use the child's track if it is right."),
    "not-minor": N_("By this answer the person is 18 or older. Check it, and open a case of their own if it is right."),
    "national-id-length": N_("A personal number has 13 digits. Check it with the paper, or leave it as it is."),
    "national-id-date": N_("The birth date inside this CNP does not exist. Check it with the paper."),
    "national-id-check": N_("The last digit does not fit the others. Check the number with the paper."),
    "phone-unlikely": N_("No country gives out such a phone number. Check its digits."),
    "email-form": N_("This does not look like an e-mail address. Check it."),
    "hour-form": N_("This is not an hour of the day. Write it with its minutes, for example 08:30."),
    "same-as-aggressor": N_(
        "This is the person indicated as aggressor, who cannot stand here. Choose somebody else; if it is a namesake, "
        "add a word that tells them apart."
    ),
    "same-person": N_("The same person stands at “{other}”. Somebody else should look at it too."),
    "not-released": N_(
        "No consent that is in force covers these data for this recipient. Ask for it first, or record the exception "
        "and its ground in the consent sheet."
    ),
    "not-among": N_("This is not among the answers to “{other}”. Add it there or choose another."),
    "fewer-than-records": N_("The case has more sheets than this number: {count}. Check which is right."),
    "must-include": N_("The form is complete only with this answer: “{option}”."),
    "must-include-plain": N_("The form is complete only when the answer is “yes”."),
    "too-few-different": N_("The form is complete only with at least {count} different answers to “{other}”."),
    "below-risk": N_(
        "Professional judgement only raises the level, never lowers it. Choose a level that is not under “{other}”, or "
        "leave this empty."
    ),
    "status-jump": N_("A case does not go from its present status to this one directly. Check the status."),
    "exclusive-choice": N_("One of these answers excludes the others. Keep it alone, or take it away."),
}


def words(problem: Told, language: str | None = None) -> str:
    """The sentence beside the field; labels inside it are those of the definition, in the same language."""
    with using(language):
        facts = {name: pick(value) if isinstance(value, Mapping) else value for name, value in problem.args.items()}
        key = f"{problem.key}-plain" if "plain" in problem.args else problem.key
        return _(SENTENCES[key]).format_map(facts)
