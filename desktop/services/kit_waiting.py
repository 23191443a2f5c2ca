"""What was sealed before the present recovery sheet, and waits for one of its people to open the database once."""

from __future__ import annotations

from dataclasses import dataclass

from db import keys, seals, workers
from desktop.i18n import ngettext
from desktop.services import seal_keys
from desktop.services.session import PEOPLE, Session


@dataclass(frozen=True, slots=True)
class KitWaiting:
    """How many sealed cases and sheets the sheet does not open yet, who brings them along, and how many nobody does."""

    count: int = 0
    people: tuple[str, ...] = ()
    nobody: int = 0


def waiting(session: Session) -> KitWaiting:
    """Whoever opens the database gives the present kit what she can open herself."""
    session.require(PEOPLE)
    everyone = seal_keys.publics(session)
    kit = everyone.pop(keys.KIT, None)
    if kit is None:
        return KitWaiting()
    count, nobody, able = 0, 0, set[str]()
    for seal in seals.all_(session.conn):
        readers = seals.readers(session.conn, seal.scope)
        if any(one.worker == keys.KIT and one.public == kit for one in readers):
            continue
        hers = {one.worker for one in readers if one.chosen and everyone.get(one.worker) == one.public}
        able |= hers
        count, nobody = count + bool(hers), nobody + (not hers)
    names = [one.name for one in workers.all_(session.conn) if one.id in able]
    return KitWaiting(count, tuple(sorted(names)), nobody)


def words(found: KitWaiting) -> str:
    """The same for a person; empty where the sheet opens everything."""
    told = []
    if found.count:
        told.append(
            ngettext(
                "{n} sealed case or sheet does not open with this recovery sheet yet. It will, once one of its people "
                "has opened the database: {people}.",
                "{n} sealed cases or sheets do not open with this recovery sheet yet. They will, once one of the "
                "people of each has opened the database: {people}.",
                found.count,
            ).format(n=found.count, people=", ".join(found.people))
        )
    if found.nobody:
        told.append(
            ngettext(
                "{n} sealed case or sheet does not open with it, and nobody here has its key.",
                "{n} sealed cases or sheets do not open with it, and nobody here has their keys.",
                found.nobody,
            ).format(n=found.nobody)
        )
    return " ".join(told)


def told(session: Session) -> str:
    """Both at once, for a lead."""
    return words(waiting(session)) if session.worker.role in PEOPLE else ""
