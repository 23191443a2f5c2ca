"""The definitions of a session: those that were shipped, with what this office made of its forms."""

from __future__ import annotations

import logging
from dataclasses import replace

from db import local_forms
from db.connection import Connection
from desktop.forms import local, overlay
from desktop.forms.overlay import Edition
from desktop.refusals import Refused
from desktop.services.library import Library

log = logging.getLogger(__name__)


def library(conn: Connection, shipped: Library) -> Library:
    """The shipped definitions with what this office made of them; the shared ones where it made nothing."""
    editions = [edition for _row, edition in known(conn)]
    if not editions:
        return shipped
    defs = shipped.shipped or shipped.definitions
    return replace(shipped, definitions=overlay.overlay(defs, editions), shipped=defs)


def known(conn: Connection) -> list[tuple[local_forms.Edition, Edition]]:
    """The editions that can be read, the oldest first; one of a newer program is left where it is."""
    found = []
    for one in local_forms.every(conn):
        try:
            found.append((one, Edition(local.read(one.body), one.counts)))
        except Refused:
            log.warning("an edition of a form cannot be read: %s", one.form)
    return found
