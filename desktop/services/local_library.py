"""The definitions of a session: those that were shipped, with what this office made of its forms and protocols."""

from __future__ import annotations

import logging
from dataclasses import replace

from db import local_forms
from db.connection import Connection
from desktop.forms import local, overlay
from desktop.forms.editions import FROM, Editions
from desktop.forms.overlay import Edition
from desktop.protocols import local as local_protocol
from desktop.protocols.local import Changes
from desktop.refusals import Refused
from desktop.services.library import Library

log = logging.getLogger(__name__)


def library(conn: Connection, shipped: Library) -> Library:
    """The shipped definitions with what this office made of them; the shared ones where it made nothing."""
    return _with_protocols(conn, _with_forms(conn, shipped))


def _with_forms(conn: Connection, shipped: Library) -> Library:
    editions = [edition for _row, edition in known(conn)]
    if not editions:
        return shipped
    defs = shipped.shipped or shipped.definitions
    return replace(shipped, definitions=overlay.overlay(defs, editions), shipped=defs)


def _with_protocols(conn: Connection, shipped: Library) -> Library:
    """Every edition on every shipped version that it fits; one that does not fit the newest any more is not begun."""
    editions = known_protocols(conn)
    if not editions and not shipped.protocols_of_office:
        return shipped
    ours = {key: one for key, one in shipped.protocols.items() if key[1] < FROM}
    found, counting = dict(ours), dict[str, int]()
    for row, changes in editions:
        for (id_, version), base in ours.items():
            if id_ == changes.protocol and not local_protocol.faults(base, changes):
                made = local_protocol.apply(base, changes)
                found[id_, made.version] = made
                if row.counts and version == max(v for name, v in ours if name == id_):
                    counting[id_] = made.version
    return replace(shipped, protocols=Editions(found), protocols_of_office=counting)


def known_protocols(conn: Connection) -> list[tuple[local_forms.Edition, Changes]]:
    """The editions of protocols that can be read, the oldest first; one of a newer program is left where it is."""
    found = []
    for one in local_forms.every(conn, local_forms.PROTOCOL):
        try:
            found.append((one, local_protocol.read(one.body)))
        except Refused:
            log.warning("an edition of a protocol cannot be read: %s", one.form)
    return found


def known(conn: Connection) -> list[tuple[local_forms.Edition, Edition]]:
    """The editions that can be read, the oldest first; one of a newer program is left where it is."""
    found = []
    for one in local_forms.every(conn):
        try:
            found.append((one, Edition(local.read(one.body), one.counts)))
        except Refused:
            log.warning("an edition of a form cannot be read: %s", one.form)
    return found
