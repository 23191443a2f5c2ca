"""Missing numbers as a person says them: in runs, not one by one."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.i18n import _

SHOWN = 4  # runs; more of them are no list that anybody reads aloud

Run = tuple[int, int]


def runs(numbers: Iterable[int]) -> tuple[Run, ...]:
    """Numbers in a row as their first and their last."""
    found: list[Run] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def words(numbers: Iterable[int]) -> str:
    """`4 to 6, 9`; where there are many holes, the first of them."""
    found = runs(numbers)
    shown = ", ".join(_run(*run) for run in found[:SHOWN])
    return _("{numbers} and others").format(numbers=shown) if len(found) > SHOWN else shown


def _run(first: int, last: int) -> str:
    if first == last:
        return str(first)
    if last == first + 1:
        return f"{first}, {last}"
    return _("{first} to {last}").format(first=first, last=last)
