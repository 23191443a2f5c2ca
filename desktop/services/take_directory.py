"""What the region sends down, when it arrives: checked, kept, and nothing changes before a head says so."""

from __future__ import annotations

from db import packs
from db.connection import Connection
from desktop.bundle.kinds import directory
from desktop.bundle.kinds.directory import Pack
from desktop.refusals import Refused
from desktop.services import packs as taken
from desktop.services.arriving import Arrival, Handler, Taken

RECEIVED = "pack-received"
WAITS, OLDER, KNOWN = "pack-waits", "pack-older", "pack-known"


def _check(arrival: Arrival) -> None:
    if arrival.session.office.kind != "office" or arrival.sender.kind != "region":
        raise Refused("wrong-kind")


def _prepare(arrival: Arrival) -> Pack:
    reading = directory.Reading()
    arrival.records(reading.take)
    pack = reading.finish()
    taken.refuse_faults(arrival.session, pack, arrival.sender.code)
    return pack


def _apply(conn: Connection, arrival: Arrival, pack: Pack) -> Taken:
    """A version that is older than what is here is kept, and offered no more; one number never stands for two."""
    region, body = arrival.sender.code, directory.dump(pack)
    every = [one for one in packs.every(conn) if one.region == region]
    known = next((one for one in every if one.version == pack.version), None)
    log, facts = (RECEIVED, region, len(pack.parts)), {"count": pack.version}
    if known is not None:
        if known.hash != taken.hash_of(body):
            raise Refused("pack-version-twice", count=pack.version)
        return Taken(log, code=KNOWN, facts=facts)
    older = any(one.version > pack.version for one in every)
    state = packs.ASIDE if older else packs.WAITING
    packs.add(conn, packs.Pack(region, pack.version, taken.hash_of(body), body, arrival.now, state))
    return Taken(log, new=len(pack.parts), code=OLDER if older else WAITS, facts=facts)


HANDLER = Handler(check=_check, prepare=_prepare, apply=_apply)
