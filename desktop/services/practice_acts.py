"""What is done after the invented cases are told: linked, merged, sealed, denied, printed; and what the office has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from db import records as store
from desktop import paths
from desktop.indicators.period import Period
from desktop.services import (
    access,
    attach,
    directory,
    links,
    merging,
    opinions,
    people,
    records,
    team_sheet,
    writing,
)
from desktop.services.invented.world import Names, Tale
from desktop.services.session import Session

Named = Mapping[str, Tale]
CALLED = {"MD": "la_strada", "RO": "anes"}  # the line that the office called to see whether it is right; never 112
INVENTED = "Text inventat pentru exercițiu"


def perform(session: Session, named: Named) -> None:
    """Each act of those whose cases were told."""
    for wanted, act in ACTS:
        if all(name in named and named[name].case for name in wanted):
            act(session, *(named[name] for name in wanted))


# --- the office -------------------------------------------------------------------------------------------------------


def furnish(session: Session, names: Names) -> None:
    """What an office has besides cases: its place, services of its own, a line that was called, opinions counted."""
    directory.set_own_place(session, names.units[0])
    for number, (kind, recipient) in enumerate(
        (("psiholog", "psiholog"), ("asistenta_juridica", "asistenta_juridica"))
    ):
        told = {"kind": kind, "name": names.institutions[recipient], "phone": f"{names.phones} {990 + number}"}
        day = session.now().date().isoformat()
        more = {"place": names.units[0], "hours": "08:00-17:00", "checked_on": day, "check": directory.RIGHT}
        directory.write(session, None, told | more | {"remarks": INVENTED})
    directory.note_check(session, CALLED[names.country], directory.RIGHT, remarks=INVENTED)
    quarter = Period.of(session.now().date()).before()
    opinions.put(session, str(quarter), 14, dict.fromkeys(opinions.QUESTIONS, (0, 1, 2, 5, 5, 1)))
    opinions.put(session, str(quarter.before()), 6, dict.fromkeys(opinions.QUESTIONS, (0, 0, 1, 2, 3, 0)))


# --- the cases --------------------------------------------------------------------------------------------------------


def _merged(session: Session, first: Tale, second: Tale) -> None:
    merging.merge_into(session, str(second.case), str(first.case))


def _linked(session: Session, one: Tale, other: Tale) -> None:
    links.add(session, str(one.case), str(other.code), "rude")


def _linked_to_aggressor(session: Session, victim: Tale, aggressor: Tale) -> None:
    links.add(session, str(victim.case), str(aggressor.code), "dosar_agresor")


def _conflict(session: Session, told: Tale) -> None:
    """Two people answered one question at two computers: both answers live until somebody chooses."""
    form, record = session.library.definitions.form("aggressor"), told.last("aggressor")
    earlier = store.revisions(session.conn, record)
    other = "FPA" if earlier[0].sets["agg_rel"] != "FPA" else "SOT"
    with session.vault.write(session.now()) as conn:
        writing.write(
            session, conn, record=record, case=told.case, form=form, sets={"agg_rel": other}, replaces={},
            earlier=earlier,
        )  # fmt: skip


def _drafted(session: Session, told: Tale) -> None:
    sheet = records.open_sheet(session, "note", case=told.case)
    records.keep_draft(session, sheet, {"type": "telefon", "note": told.text()})


def _illustrated(session: Session, told: Tale) -> None:
    """A picture and a paper, which say themselves that they are for practice."""
    folder = paths.resources() / "practice"
    for file, kind in (("picture.png", "foto"), ("paper.pdf", "medical")):
        attach.add_to_case(session, str(told.case), (folder / file).read_bytes(), {"kind": kind, "note": told.text()})


def _sheet_printed(session: Session, told: Tale) -> None:
    """The sheet of a team went out into the field: somebody wrote on it, and it can be typed by its number."""
    team_sheet.keep(session, team_sheet.prepare(session, told.last("team"), "ro"))


def _sealed(session: Session, told: Tale) -> None:
    access.seal_case(session, str(told.case), [session.worker.id], "lead")


def _denied(session: Session, told: Tale) -> None:
    another = next(one for one in people.all_workers(session) if one.name not in (told.manager, session.worker.name))
    access.deny(session, str(told.case), another.id)


ACTS: tuple[tuple[tuple[str, ...], Callable[..., None]], ...] = (
    (("comma", "cedilla"), _merged),
    (("child", "witness"), _linked),
    (("breached", "aggressor"), _linked_to_aggressor),
    (("conflict",), _conflict),
    (("fresh",), _drafted),
    (("fresh",), _illustrated),
    (("many-calls",), _sheet_printed),
    (("sealed",), _sealed),
    (("denied",), _denied),
)
