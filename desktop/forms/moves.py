"""PURE: where a case is, out of the sheets of its transfers alone: the same sheets say the same in every office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from desktop.forms import answers as flat
from desktop.forms.schema import Answers

FORM = "transfer"
OFFERED, ACCEPTED, REJECTED, CANCELLED = "oferit", "acceptat", "respins", "anulat"  # of the list `transfer_states`
MOVE, COPY = "mutare", "copie"  # of the list `transfer_kinds`
WHOLE, BY_ROLE = "intreg", "rol"  # of the list `transfer_scopes`

OURS = ""  # here and ours: whoever may write, writes
LEAVING = "offered"  # ours, and offered to another office: nobody writes until it answers
GONE = "gone"  # it was ours, or went through here; another office answers for it now
PENDING = "pending"  # offered to us; nothing of it is ours yet
HELD = "copy"  # a copy for our part in it; the case itself is elsewhere


class Transfer(NamedTuple):
    """One sheet: from which office to which, as the how-manieth move of the case, and what was decided."""

    record: str
    number: int
    giver: str
    taker: str
    moves: bool  # False for a copy: the case stays where it is
    state: str

    @property
    def is_open(self) -> bool:
        return self.state == OFFERED


@dataclass(frozen=True, slots=True)
class Moving:
    """Where a case is, as one office sees it."""

    owner: str  # the one office that answers for it
    state: str  # OURS, LEAVING, GONE, PENDING or HELD
    office: str = ""  # the other office that this is about
    transfer: str = ""  # the sheet that says so
    disputed: tuple[str, ...] = ()  # sheets by which two offices took it at once: a lead decides

    @property
    def mark(self) -> str | None:
        """As the row of a case keeps it: nothing while it is here and ours."""
        return f"{self.state}:{self.office}" if self.state else None

    @property
    def is_here(self) -> bool:
        """Whether this office answers for it: its clocks run here, and it is counted here."""
        return self.state in (OURS, LEAVING)

    @property
    def may_write(self) -> bool:
        return self.state == OURS


def read(record: str, answers: Answers) -> Transfer | None:
    """A transfer as its sheet says it; None for a sheet that does not say who gives what to whom."""
    giver, taker, number = answers.get("from_office"), answers.get("to_office"), answers.get("number")
    state, kind = flat.codes(answers.get("state")), flat.codes(answers.get("kind"))
    if not isinstance(giver, str) or not isinstance(taker, str) or giver == taker or not giver or not taker:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not state:
        return None
    return Transfer(record, number, giver, taker, COPY not in kind, next(iter(state)))


def where(transfers: Iterable[Transfer], here: str) -> Moving:
    """The owner is who took it last, else who offered it first; the order of the sheets changes nothing."""
    known = sorted(transfers, key=_order)
    if not known:
        return Moving(here, OURS)
    owner, last, disputed = _owner(known)
    state, one = _seen(known, here, owner, last)
    office = _other(one, here) if one is not None and state != GONE else owner if state else ""
    return Moving(owner, state, office, one.record if one is not None else "", disputed)


def next_number(transfers: Iterable[Transfer]) -> int:
    """The number of the next transfer of a case."""
    return max((one.number for one in transfers), default=0) + 1


def _owner(known: Sequence[Transfer]) -> tuple[str, Transfer | None, tuple[str, ...]]:
    """Who answers for the case, by which transfer, and those by which it went out of a hand that no longer had it."""
    taken = [one for one in known if one.moves and one.state == ACCEPTED]
    if not taken:
        return known[0].giver, None, ()
    # Where two took it at once they stand side by side here: the later number, else the greater id, stands meanwhile.
    apart = [two for one, two in pairwise(taken) if two.giver != one.taker]
    rivals = {taken[taken.index(two) - 1].record for two in apart} | {two.record for two in apart}
    return taken[-1].taker, taken[-1], tuple(sorted(rivals))


def _seen(known: Sequence[Transfer], here: str, owner: str, last: Transfer | None) -> tuple[str, Transfer | None]:
    """What it is for this office, and the sheet by which it is that."""
    after = last.number if last else 0
    waiting = [one for one in known if one.is_open and (not one.moves or one.number > after)]
    if owner == here:
        leaving = [one for one in waiting if one.moves and one.giver == here]
        return (LEAVING, leaving[-1]) if leaving else (OURS, None)
    offered = [one for one in waiting if one.taker == here]
    if offered:
        return PENDING, offered[-1]
    held = [one for one in known if not one.moves and one.taker == here and one.state == ACCEPTED]
    passed = any(one.moves and one.state == ACCEPTED and here in (one.giver, one.taker) for one in known)
    if held and not passed:
        return HELD, held[-1]
    return GONE, last


def _other(one: Transfer, here: str) -> str:
    return one.giver if one.taker == here else one.taker


def _order(one: Transfer) -> tuple[int, str]:
    return one.number, one.record
