"""What is done to the first invented cases after they are told: linked, merged, doubted, sealed, denied, begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from db import records as store
from desktop import paths
from desktop.services import access, attach, links, merging, people, records, writing
from desktop.services.invented.world import Tale
from desktop.services.session import Session

Named = Mapping[str, Tale]


def perform(session: Session, named: Named) -> None:
    """Each act of those whose cases were told."""
    for wanted, act in ACTS:
        if all(name in named and named[name].case for name in wanted):
            act(session, *(named[name] for name in wanted))


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
    (("sealed",), _sealed),
    (("denied",), _denied),
)
