"""Words for cases that move between offices: where a case is, what a transfer waits for, what would leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from desktop.forms.moves import ACCEPTED, CANCELLED, GONE, HELD, LEAVING, OFFERED, PENDING, REJECTED
from desktop.forms.present import show
from desktop.forms.schema import Definitions, FieldType
from desktop.gui.models.times import moment_words
from desktop.gui.models.words import capital, listed
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, language, ngettext, number_words, pick
from desktop.services.moving import state_of
from desktop.services.transfer_leaving import Leaving
from desktop.services.transfer_list import ANSWER, CHOOSE, THEIRS, WORK, Listed
from desktop.services.transfer_sheet import Told

LARGEST_LETTER = 18 * 2**20  # bytes


def hand_over_words(size: int) -> str:
    """How a file gets to the other office; a letter of e-mail holds 25 MB, and files grow by a third on the way."""
    if size <= LARGEST_LETTER:
        return _("Hand the file over on a stick or by e-mail.")
    words = _("Hand the file over on a stick: with {size} MB it is too large for most e-mail.")
    return words.format(size=number_words(size // 2**20 + 1))


def place_spec(mark: str | None) -> ChipSpec | None:
    """Where a case is, as a chip; none while it is here and ours."""
    state, office = state_of(mark)
    return {
        LEAVING: ChipSpec(_("To {office}").format(office=office), Shape.CLOCK, Tone.INFO),
        GONE: ChipSpec(_("With {office}").format(office=office), Shape.DASH, Tone.QUIET),
        PENDING: ChipSpec(_("From {office}").format(office=office), Shape.RING, Tone.SOON),
        HELD: ChipSpec(_("Copy, {office}").format(office=office), Shape.DASH, Tone.QUIET),
    }.get(state)


def place_words(mark: str | None) -> tuple[str, str, Tone] | None:
    """The same as a title and a sentence above the case."""
    state, office = state_of(mark)
    titles = {
        LEAVING: _("This case is offered to {office}"),
        GONE: _("{office} answers for this case now"),
        PENDING: _("{office} offers this case to you"),
        HELD: _("A copy from {office} for your part in the help"),
    }
    texts = {
        LEAVING: _("Nobody writes in it here until that office has answered. Its deadlines are still yours."),
        GONE: _("What stands here is for reading. Deadlines and figures of this case are theirs."),
        PENDING: _("It can be read, not written in. Whoever leads the office takes it over or rejects it."),
        HELD: _("It can be read, not written in. The case itself goes on there."),
    }
    if state not in titles:
        return None
    return titles[state].format(office=office), texts[state], Tone.SOON if state == PENDING else Tone.INFO


def state_spec(one: Listed) -> ChipSpec:
    """How a transfer stands."""
    waits = {
        CHOOSE: ChipSpec(_("To be decided"), Shape.TRIANGLE, Tone.SOON),
        ANSWER: ChipSpec(_("Waits for you"), Shape.RING, Tone.SOON),
        WORK: ChipSpec(_("Not all has gone there"), Shape.TRIANGLE, Tone.SOON),
        THEIRS: ChipSpec(_("Waits for their answer"), Shape.CLOCK, Tone.INFO),
    }
    states = {
        ACCEPTED: ChipSpec(_("Accepted"), Shape.CHECK, Tone.DONE),
        REJECTED: ChipSpec(_("Rejected"), Shape.X, Tone.PLAIN),
        CANCELLED: ChipSpec(_("Taken back"), Shape.DASH, Tone.QUIET),
        OFFERED: ChipSpec(_("Overtaken"), Shape.DASH, Tone.QUIET),
    }
    return waits.get(one.waits) or states.get(one.state) or ChipSpec(one.state, Shape.DASH, Tone.QUIET)


def title_words(one: Listed) -> str:
    """Which case, and from or to which office."""
    code = one.code or _("a case that is not here any more")
    if one.incoming:
        words = _("{code} from {office}") if one.moves else _("{code}, a copy from {office}")
    else:
        words = _("{code} to {office}") if one.moves else _("{code}, a copy for {office}")
    return words.format(code=code, office=one.office)


def state_words(one: Listed, defs: Definitions, now: datetime) -> str:
    """What happened last, and what is to be done, in one or two sentences."""
    when = moment_words(one.at, now) if one.at else "–"
    reason = listed(defs, "L29", one.reason) if one.reason else ""
    if one.waits == CHOOSE:
        return _(
            "The offer was taken back, or made twice, and accepted all the same. What was accepted stands meanwhile. "
            "Telephone {office}, then say here where the case is."
        ).format(office=one.office)
    if one.waits == WORK:
        return _(
            "Something was written here that {office} does not have. Write the file once more and hand it over."
        ).format(office=one.office)
    if one.state == REJECTED:
        why = listed(defs, "transfer_refusals", one.refusal) if one.refusal else ""
        return " ".join(
            part for part in (_("Rejected {moment}.").format(moment=when), capital(why) + "." if why else "") if part
        )
    words = {
        OFFERED: _("Offered {moment}."),
        ACCEPTED: _("Accepted {moment}."),
        CANCELLED: _("Taken back {moment}."),
    }.get(one.state, "{moment}")
    told = words.format(moment=when)
    return f"{told} {capital(reason)}." if reason and one.state == OFFERED else told


def told_lines(told: tuple[Told, ...], defs: Definitions, country: str) -> Iterator[tuple[str, str]]:
    """The answers that came by themselves: the question and what was answered, in words."""
    for one in told:
        form, _slash, path = one.question.partition("/")
        field = defs.form(form).find(path) if any(name == form for name, _version in defs.forms) else None
        if field is None:
            yield one.question, one.value
            continue
        several = field.type is FieldType.CHOICES
        value = one.value.split(" ") if several else {"true": True, "false": False}.get(one.value, one.value)
        yield pick(field.label), show(field, value, defs, language(), country=country)


# --- what would leave -------------------------------------------------------------------------------------------------


def sheets_words(leaving: Leaving, defs: Definitions) -> list[tuple[str, str]]:
    """Each form of which something leaves, and how many sheets of it."""
    titles = {form.id: pick(form.title) for form in defs.newest()}
    return [(titles.get(form, form), number_words(count)) for form, count in leaving.sheets]


def stays_words(leaving: Leaving) -> list[str]:
    """What stays although it is in the case."""
    stays = []
    if leaving.wanted.role:
        stays.append(_("Everything else: older answers, notes, files and what other institutions were told."))
    elif not leaving.wanted.with_account:
        stays.append(_("What is sealed as her account is, such as the code word of her safety plan."))
    if leaving.drafts:
        words = ngettext(
            "{n} draft that nobody has saved. Save it first if it is to go.",
            "{n} drafts that nobody has saved. Save them first if they are to go.",
            leaving.drafts,
        )
        stays.append(words.format(n=number_words(leaving.drafts)))
    return stays


def after_words(leaving: Leaving) -> str:
    """What happens here once the file is made."""
    if leaving.wanted.copy:
        return _("The case stays here and goes on as it is. {office} can read the copy and not write in it.").format(
            office=leaving.wanted.to
        )
    return _(
        "From then on nobody writes in this case here, until {office} has answered. As long as it has not, you can "
        "take the offer back."
    ).format(office=leaving.wanted.to)
