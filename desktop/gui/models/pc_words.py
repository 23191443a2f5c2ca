"""Words for the computers of one office: how far two of them are, what would leave, what retiring one means."""

from __future__ import annotations

from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, date_words, datetime_words, ngettext, number_words
from desktop.services.merge_out import Exchanged, Preview
from desktop.services.pc_list import Listed


def state_spec(one: Exchanged) -> ChipSpec:
    """Whether the other computer has what was written here."""
    if not one.complete:
        return ChipSpec(_("Something is missing"), Shape.TRIANGLE, Tone.SOON)
    if one.sent_seq is None:
        return ChipSpec(_("Nothing made yet"), Shape.RING, Tone.PLAIN)
    if one.waiting:
        return ChipSpec(_("Changes since then"), Shape.RING, Tone.PLAIN)
    if one.confirmed:
        return ChipSpec(_("It has everything"), Shape.CHECK, Tone.DONE)
    return ChipSpec(_("Made, not confirmed"), Shape.CLOCK, Tone.QUIET)


def state_words(one: Exchanged) -> str:
    """What went and what came last; what to do when something is missing."""
    if not one.complete:
        return _("A file of this computer never came. Have it make a new one: that brings what is missing along.")
    if one.sent_seq is None and one.received_seq is None:
        return _("It was invited and has no cases yet. The first file that is made for it brings them all.")
    words = []
    if one.sent_seq is not None and one.sent_at is not None:
        sent = _("For it: number {seq}, {time}.")
        words.append(sent.format(seq=number_words(one.sent_seq), time=datetime_words(one.sent_at)))
    if one.received_seq is not None and one.received_at is not None:
        came = _("From it: number {seq}, {time}.")
        words.append(came.format(seq=number_words(one.received_seq), time=datetime_words(one.received_at)))
    return " ".join(words)


def preview_words(told: Preview) -> tuple[str, ...]:
    """Exactly what would leave, and what stays."""
    lines = []
    if told.whole:
        lines.append(_("This is everything that the office has, since nothing of it was confirmed yet."))
    if not (told.revisions or told.files):
        lines.append(_("Nothing was written here since. The file would only tell what of its work has come."))
    else:
        lines.append(_("{changes} in {cases}, {files}.").format(
            changes=ngettext("{n} change", "{n} changes", told.revisions).format(n=number_words(told.revisions)),
            cases=ngettext("{n} case", "{n} cases", told.cases).format(n=number_words(told.cases)),
            files=ngettext("{n} attached file", "{n} attached files", told.files).format(n=number_words(told.files)),
        ))  # fmt: skip
    if told.erased:
        lines.append(_("What was erased here is erased there too."))
    if told.sealed:
        words = ngettext(
            "{n} sealed case or sheet stays on this computer.", "{n} sealed cases or sheets stay on this computer.",
            told.sealed,
        )  # fmt: skip
        lines.append(words.format(n=number_words(told.sealed)))
    lines.append(_("Only computer {number} can open the file.").format(number=told.name))
    return tuple(lines)


def listed_spec(one: Listed) -> ChipSpec:
    if one.retired_at is not None:
        return ChipSpec(_("Retired"), Shape.DASH, Tone.QUIET)
    if one.own:
        return ChipSpec(_("This computer"), Shape.CIRCLE, Tone.PLAIN)
    if one.copies:
        return ChipSpec(_("Two under one name"), Shape.TRIANGLE, Tone.SOON)
    if not one.heard:
        return ChipSpec(_("Nothing came from it yet"), Shape.RING, Tone.PLAIN)
    return ChipSpec(_("Works with this one"), Shape.CHECK, Tone.DONE)


def listed_words(one: Listed) -> str:
    """Since when it belongs to the office, and when something came from it last."""
    if one.retired_at is not None:
        return _("retired on {day}").format(day=date_words(one.retired_at.date()))
    if one.came_at is not None and not one.own:
        return _("last file from it: {time}").format(time=datetime_words(one.came_at))
    if one.invited_by is not None:
        day = date_words(one.since.date())
        return _("invited on {day} on computer {number}").format(day=day, number=one.invited_by)
    return _("the first computer of the office")


def retiring_words(one: Listed) -> tuple[str, ...]:
    """What happens, in the order in which a person would ask."""
    if one.came_at is not None:
        last = _("The last file from it was taken in on {time}. What was saved there later stays there.")
        before = (
            last.format(time=datetime_words(one.came_at)),
            _("If the computer still works and is in good hands, let it make a last file first, and import it here."),
        )
    else:
        before = (
            _("No file of it was ever taken in. What was saved there stays there."),
            _("If it never joined, its invite is worth nothing after this."),
        )
    return (
        *before,
        _("After this nothing is taken from computer {number} any more, and nothing is written for it.").format(
            number=one.name
        ),
        _(
            "The office gets new keys, so that whoever has the computer reads nothing that is sent from now on. The "
            "other computers get them with their next file."
        ),
        _("Every region and office needs your new card. Until they have it, they refuse what comes from here."),
        _("What lies on the computer itself is protected by the passphrases of the people who work there, and by "
          "nothing else."),
    )  # fmt: skip
