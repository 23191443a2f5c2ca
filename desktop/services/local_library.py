"""The definitions of a session: what was shipped, what the region sent down, and what this office made of both."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from db import local_forms, meta, packs
from db.connection import Connection
from desktop.bundle.kinds import directory
from desktop.forms import local, overlay
from desktop.forms.editions import FROM, Editions, mark_of_words
from desktop.forms.overlay import Edition
from desktop.forms.schema import Definitions
from desktop.indicators.schema import Indicator
from desktop.protocols import local as local_protocol
from desktop.protocols.local import Changes
from desktop.refusals import Refused
from desktop.services import pack_overlay
from desktop.services.library import Below, Library
from desktop.services.pack_overlay import Sent

log = logging.getLogger(__name__)


FormRows = list[tuple[local_forms.Edition, Edition]]
ProtocolRows = list[tuple[local_forms.Edition, Changes]]


def library(conn: Connection, shipped: Library, every: list[Sent] | None = None) -> Library:
    """The shipped definitions with what the region and this office made of them; the shared ones where nobody did.

    `every` are other packs than those that are kept: how it would be with them.
    """
    every = sent(conn) if every is None else every
    is_region = any(one.state == packs.PUBLISHED for one in packs.every(conn))  # its own settings say how it asks
    return _made(shipped, every, known(conn), known_protocols(conn), meta.get(conn, "country") or "", is_region)


def of_an_office(shipped: Library, pack: Sent, country: str) -> Library:
    """The definitions as an office has them that took this pack over and changed nothing itself."""
    return _made(as_shipped(shipped), [pack], [], [], country, is_region=False)


def _made(
    shipped: Library, every: list[Sent], forms: FormRows, protocols: ProtocolRows, country: str, is_region: bool
) -> Library:
    plain = _plain(shipped)
    below = _below(plain, every, is_region=is_region)
    asked = _with_forms(plain, every, _editions(forms, below.forms if below else {}))
    return _with_protocols(_with_region(asked, every, below, country), protocols)


def _plain(known: Library) -> Library:
    """Without what a region sent down, to begin again from."""
    if known.below is None:
        return known
    return replace(known, guidebook=known.below.guidebook, indicators=known.below.indicators, below=None)


def as_shipped(known: Library) -> Library:
    """The definitions as the program brought them."""
    plain = _plain(known)
    protocols = {key: one for key, one in plain.protocols.items() if key[1] < FROM}
    shipped = plain.shipped or plain.definitions
    return replace(plain, definitions=shipped, shipped=None, protocols=protocols, protocols_of_office={})


# --- what the region sent down ----------------------------------------------------------------------------------------


def sent(conn: Connection) -> list[Sent]:
    """Every pack that counts or counted once, and in the region itself those that it published."""
    found = []
    every = packs.every(conn)
    published = max((one.version for one in every if one.state == packs.PUBLISHED), default=0)
    for one in every:
        counts = one.state == packs.COUNTS or (one.state == packs.PUBLISHED and one.version == published)
        if not counts and one.decided_at is None and one.state != packs.PUBLISHED:
            continue
        try:
            found.append(Sent(one.region, directory.load(one.body), counts))
        except Refused:
            log.warning("a pack cannot be read: %s %s", one.region, one.version)
    return found


def _below(plain: Library, every: list[Sent], *, is_region: bool) -> Below | None:
    """What counts; in the region itself its forms and protocols are those of its own settings."""
    found = next((one for one in every if one.counts), None)
    if found is None:
        return None
    return Below(
        region=found.region,
        version=found.pack.version,
        forms={} if is_region else {one.form: one for one in found.pack.forms},
        protocols={} if is_region else {one.protocol: one for one in found.pack.protocols},
        guidebook=plain.guidebook,
        indicators=plain.indicators,
    )


def _with_region(here: Library, every: list[Sent], below: Below | None, country: str) -> Library:
    """Lines and services of what counts; what it counts, and for old tables the words of what was counted before."""
    plain = below.indicators if below else here.indicators
    before: dict[str, Indicator] = {}
    for one in every:
        defs = _asking(here.definitions, one) if one.pack.indicators else here.definitions
        made = pack_overlay.with_indicators(plain, defs, one.region, one.pack)
        if one.counts and below is not None:
            here = replace(
                here,
                below=below,
                guidebook=pack_overlay.with_guide(below.guidebook, one.region, country, one.pack),
                indicators=made,
            )
        before |= {id_: indicator for id_, indicator in made.items() if id_ not in plain}
    return replace(here, counted_before=before) if before or here.counted_before else here


def _asking(defs: Definitions, one: Sent) -> Definitions:
    """The definitions in which the questions of this pack are asked, as they are where it counts."""
    missing = [changes for changes in one.pack.forms if defs.current.get(changes.form) is None or not one.counts]
    return overlay.overlay(defs, [Edition(changes, counts=True) for changes in missing]) if missing else defs


# --- forms ------------------------------------------------------------------------------------------------------------


def _with_forms(plain: Library, every: list[Sent], editions: list[Edition]) -> Library:
    shipped = plain.shipped or plain.definitions
    if not editions and not every:
        return plain if plain.shipped is None else replace(plain, definitions=shipped, shipped=None)
    longer = pack_overlay.with_lists(shipped, every) if every else shipped
    return replace(plain, definitions=overlay.overlay(longer, editions), shipped=shipped)


def _editions(rows: FormRows, region: Mapping[str, local.Changes]) -> list[Edition]:
    """Every edition; what counts stands last: the office's own, the region's, and both together where both changed."""
    own = {edition.changes.form: edition.changes for _row, edition in rows if edition.counts}
    above = [both for form, changes in region.items() if form in own and fits(both := local.both(changes, own[form]))]
    counting = [Edition(changes, counts=True) for changes in (*region.values(), *above)]
    marks = {local.mark(one.changes) for one in counting}
    return [edition for row, edition in rows if row.mark not in marks] + counting


def fits(changes: local.Changes) -> bool:
    """Whether the two hands together are small enough to be kept and read again."""
    try:
        local.read(local.body(changes))
    except Refused:
        return False
    return True


def known(conn: Connection) -> FormRows:
    """The editions that can be read, the oldest first; one of a newer program is left where it is."""
    found = []
    for one in local_forms.every(conn):
        try:
            found.append((one, Edition(local.read(one.body), one.counts)))
        except Refused:
            log.warning("an edition of a form cannot be read: %s", one.form)
    return found


# --- protocols --------------------------------------------------------------------------------------------------------


def _with_protocols(shipped: Library, rows: ProtocolRows) -> Library:
    """Every edition on every shipped version that it fits; one that does not fit the newest any more is not begun."""
    region = shipped.below.protocols if shipped.below else {}
    if not rows and not region and not shipped.protocols_of_office:
        return shipped
    ours = {key: one for key, one in shipped.protocols.items() if key[1] < FROM}
    newest = {id_: max(v for name, v in ours if name == id_) for id_, _version in ours}
    found, counting = dict(ours), dict[str, int]()
    for changes, counts in _ranked(rows, region):
        for (id_, version), base in ours.items():
            if id_ == changes.protocol and not local_protocol.faults(base, changes):
                made = local_protocol.apply(base, changes)
                found[id_, made.version] = made
                if counts and version == newest[id_]:
                    counting[id_] = made.version
    return replace(shipped, protocols=Editions(found), protocols_of_office=counting)


def _ranked(rows: ProtocolRows, region: Mapping[str, Changes]) -> Iterator[tuple[Changes, bool]]:
    """Every edition and whether it counts; of those that do the last one that fits is begun."""
    own = {changes.protocol: changes for row, changes in rows if row.counts}
    yield from ((changes, row.counts) for row, changes in rows)
    yield from ((changes, True) for changes in region.values())
    yield from ((local_protocol.both(changes, own[id_]), True) for id_, changes in region.items() if id_ in own)


def known_protocols(conn: Connection) -> ProtocolRows:
    """The editions of protocols that can be read, the oldest first; one of a newer program is left where it is."""
    found = []
    for one in local_forms.every(conn, local_forms.PROTOCOL):
        try:
            found.append((one, local_protocol.read(one.body)))
        except Refused:
            log.warning("an edition of a protocol cannot be read: %s", one.form)
    return found


# --- what is kept -----------------------------------------------------------------------------------------------------


def keep_both(conn: Connection, at: datetime, worker: str) -> None:
    """Keep what counts of a region, alone and under the office's own: what is filled in with it can always be read.

    To be called in the transaction that changes what counts.
    """
    pack = next((one.pack for one in sent(conn) if one.counts), None)
    if pack is None:
        return
    own = {edition.changes.form: edition.changes for _row, edition in known(conn) if edition.counts}
    for changes in pack.forms:
        _keep(conn, changes.form, local.body(changes), local_forms.FORM, local_forms.REGION, at, worker)
        if changes.form in own:
            body = local.body(local.both(changes, own[changes.form]))
            _keep(conn, changes.form, body, local_forms.FORM, local_forms.BOTH, at, worker)
    steps = {changes.protocol: changes for row, changes in known_protocols(conn) if row.counts}
    for told in pack.protocols:
        id_, kind = told.protocol, local_forms.PROTOCOL
        _keep(conn, id_, local_protocol.body(told), kind, local_forms.REGION, at, worker)
        if id_ in steps:
            body = local_protocol.body(local_protocol.both(told, steps[id_]))
            _keep(conn, id_, body, kind, local_forms.BOTH, at, worker)


def _keep(conn: Connection, id_: str, body: str, kind: str, origin: str, at: datetime, worker: str) -> None:
    local_forms.keep(conn, id_, mark_of_words(body), body, at, worker, kind, origin=origin)
