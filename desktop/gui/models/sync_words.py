"""Words for coming and going: what became of a file, how far one that was sent has come, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from desktop.gui.widgets import Cell, ChipSpec, Shape, Tone
from desktop.i18n import _, date_words, ngettext, number_words, time_words
from desktop.refusals import Refused, explain
from desktop.services import exchange, gaps
from desktop.services.alarms import Alarm
from desktop.services.exchange import Passed, ToSend
from desktop.services.fates import ALREADY, EARLIER_DIFFERS, IMPORTED, LATE, Fate
from desktop.services.inbox import Summary
from desktop.services.receipts import ToConfirm
from desktop.services.standing import Standing, State, Unconfirmed

LATE_WORDS = {
    LATE: lambda: _("It came after a later number of the same office. That is in order."),
    EARLIER_DIFFERS: lambda: _(
        "It does not fit the number before it. Telephone the office and compare what was made when."
    ),
}


def kind_words(kind: str) -> str:
    """What a kind of file is about, as a person calls it; one of a newer program by its own name."""
    return {
        "statistics": _("tables"),
        "pseudonymous": _("rows without names"),
        "transfer": _("a case that is passed on"),
        "acknowledgement": _("the answer to a case that was passed on"),
        "merge": _("changes of another computer"),
        "receipt": _("a confirmation"),
        "directory": _("forms and lists of the region"),
        "trust": _("the list of offices"),
    }.get(kind, kind)


# --- what came --------------------------------------------------------------------------------------------------------


def fate_spec(fate: Fate) -> ChipSpec:
    return {
        IMPORTED: ChipSpec(_("Imported"), Shape.CHECK, Tone.DONE),
        ALREADY: ChipSpec(_("Already imported"), Shape.DASH, Tone.QUIET),
    }.get(fate.status, ChipSpec(_("Refused"), Shape.X, Tone.PLAIN))


def fate_words(fate: Fate) -> str:
    """One sentence; of a refused file what happened, what it means, what to do."""
    office, seq = fate.office or "–", fate.seq or 0
    if fate.status == ALREADY:
        sentence = _("Number {seq} of office {office} was here already. Nothing changed.")
        return sentence.format(seq=seq, office=office)
    if fate.status == IMPORTED:
        return _brought(fate).format(n=number_words(fate.new), office=office, seq=seq)
    return explain(Refused(fate.code, **fate.facts))


def _brought(fate: Fate) -> str:
    if fate.kind == "statistics":
        return ngettext(
            "{n} table from office {office}, number {seq}.", "{n} tables from office {office}, number {seq}.", fate.new
        )
    if fate.kind == "merge":
        return ngettext("{n} change, number {seq}.", "{n} changes, number {seq}.", fate.new)
    if fate.kind == "receipt":
        return ngettext("{office} answered for {n} file of ours.", "{office} answered for {n} files of ours.", fate.new)
    return {
        "transfer": _("{office} passes a case on to you. Whether you take it, you decide on this page."),
        "acknowledgement": _("{office} has answered about a case that you passed on."),
        "directory": _("{office} sends forms and lists. They count when you have looked at them and said yes."),
        "trust": _("The list of offices that your region vouches for, number {seq}."),
    }.get(fate.kind or "", _("From office {office}, number {seq}."))


def further_words(fate: Fate) -> str:
    """What is to be known besides of an imported file; empty where there is nothing."""
    if fate.status != IMPORTED or fate.code is None:
        return ""
    known = LATE_WORDS.get(fate.code)
    return known() if known and fate.kind == "statistics" else explain(Refused(fate.code, **fate.facts))


def conflict_words(fate: Fate) -> str:
    words = ngettext("{n} answer now has two values.", "{n} answers now have two values.", fate.conflicts)
    return words.format(n=fate.conflicts)


def missing_words(missing: Sequence[int], office: str) -> str:
    """Which numbers never came, and what to do."""
    return ngettext(
        "Number {numbers} is missing: ask office {office} for it again.",
        "Numbers {numbers} are missing: ask office {office} for them again.",
        len(missing),
    ).format(numbers=gaps.words(missing), office=office)


def run_title(run: Summary) -> str:
    """One run over files in one line."""
    if run.waiting:
        asked = run.imported + run.already + run.refused + run.waiting
        words = ngettext("{done} of {n} file was reached", "{done} of {n} files were reached", asked)
        return words.format(done=asked - run.waiting, n=asked)
    if not run.refused:
        return _("All files are in")
    words = ngettext(
        "{n} file was refused, the others are in", "{n} files were refused, the others are in", run.refused
    )
    return words.format(n=run.refused) if run.imported + run.already else _("No file was imported")


def run_chips(run: Summary) -> Iterator[ChipSpec]:
    """Its figures; those that are nought say nothing."""
    figures = (
        (run.imported, _("imported: {n}"), Shape.CHECK, Tone.DONE),
        (run.already, _("already here: {n}"), Shape.DASH, Tone.QUIET),
        (run.refused, _("refused: {n}"), Shape.X, Tone.SOON),
        (run.waiting, _("still to come: {n}"), Shape.RING, Tone.INFO),
    )
    for n, words, shape, tone in figures:
        if n:
            yield ChipSpec(words.format(n=number_words(n)), shape, tone)


def alarm_words(alarm: Alarm) -> str:
    """What happened, without "the file was not imported": that was told at the file."""
    return explain(Refused(alarm.code, office=alarm.office, **alarm.facts))


# --- what goes --------------------------------------------------------------------------------------------------------


def state_spec(state: State) -> ChipSpec:
    return {
        State.NOT_SENT: ChipSpec(_("Not made yet"), Shape.RING, Tone.PLAIN),
        State.SENT: ChipSpec(_("Not confirmed yet"), Shape.RING, Tone.QUIET),
        State.CONFIRMED: ChipSpec(_("Confirmed"), Shape.CHECK, Tone.DONE),
        State.SPOKEN: ChipSpec(_("Came, by telephone"), Shape.CHECK, Tone.QUIET),
        State.MISSING: ChipSpec(_("Did not arrive"), Shape.TRIANGLE, Tone.SOON),
        State.REFUSED: ChipSpec(_("Refused there"), Shape.X, Tone.SOON),
    }[state]


def case_words(found: Sequence[Standing]) -> str:
    """Who has what of a case, in half a line; nothing where there is nobody to have it."""
    states = {
        State.NOT_SENT: _("{name}: not sent yet"),
        State.SENT: _("{name}: sent, not confirmed"),
        State.CONFIRMED: _("{name}: has all of it"),
        State.SPOKEN: _("{name}: has all of it"),
        State.MISSING: _("{name}: did not arrive"),
        State.REFUSED: _("{name}: refused there"),
    }
    return " · ".join(states[one.state].format(name=one.to) for one in found)


def sent_words(one: ToSend) -> str:
    """What is known of the tables of a quarter, and what to do next."""
    told = one.standing
    if told.state is State.NOT_SENT or told.seq is None or told.at is None:
        return _("The quarter is closed; its figures no longer change after the first file.")
    made = {"seq": told.seq, "date": date_words(told.at.date())}
    if told.state is State.CONFIRMED and told.told_at is not None:
        return _("Number {seq}, made on {date}. The region confirmed it on {told}.").format(
            **made, told=date_words(told.told_at.date())
        )
    if told.state is State.MISSING:
        return _("Number {seq}, made on {date}. The region says that it never came: make the file again.").format(
            **made
        )
    if told.state is State.REFUSED:
        words = _("Number {seq}, made on {date}. The region could not take it ({code}). Telephone and ask what it saw.")
        return words.format(**made, code=told.code or "–")
    if told.state is State.SPOKEN:
        return _("Number {seq}, made on {date}. The region said by telephone that it came.").format(**made)
    return _("Number {seq}, made on {date}. The region has not confirmed it yet.").format(**made)


def unconfirmed_words(one: Unconfirmed) -> tuple[str, str]:
    """Whose and what, and since when or why."""
    title = _("{office} · {kind}, no. {numbers}").format(
        office=one.name, kind=kind_words(one.kind), numbers=gaps.words(one.numbers)
    )
    since = date_words(one.since.date())
    second = {
        State.MISSING: _("They say that it never came. Make it again and give it to them."),
        State.REFUSED: _("They could not take it ({code}). Telephone and ask what they saw."),
    }.get(one.state, _("Made on {date}, and no answer since. Telephone and ask whether it came."))
    return title, second.format(date=since, code=one.code or "–")


def owed_words(owed: Sequence[ToConfirm]) -> str:
    """What a receipt would tell."""
    taken, refused = sum(one.taken for one in owed), sum(one.refused for one in owed)
    words = [ngettext("{n} file imported", "{n} files imported", taken).format(n=number_words(taken))] if taken else []
    if refused:
        words.append(ngettext("{n} file refused", "{n} files refused", refused).format(n=number_words(refused)))
    return " · ".join(words)


# --- the history ------------------------------------------------------------------------------------------------------


def history_cells(one: Passed) -> tuple[Cell, ...]:
    what = _("made for {office}") if one.sent else _("came from {office}")
    about = exchange.period_words(one.period) if one.period else kind_words(one.kind)
    size = ngettext("{n} line", "{n} lines", one.records).format(n=number_words(one.records))
    return (
        Cell(date_words(one.at.date()), time_words(one.at)),
        Cell(what.format(office=one.office), about),
        Cell(_("no. {seq}").format(seq=one.seq), size),
        Cell(chip=state_spec(one.state)) if one.state else Cell(),
        Cell(one.worker, " "),
    )
