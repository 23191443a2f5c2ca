"""Settings: the protocols of this office; a head changes deadlines and words, adds steps, and publishes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.gui.models import protocol_words
from desktop.gui.pages.settings_editions import Deeds, EditionsTab, Listed, Words
from desktop.gui.pages.settings_protocols_editor import Editor
from desktop.gui.shell import Shell
from desktop.i18n import _, ngettext, pick
from desktop.protocols.local import Changes
from desktop.services import local_protocols
from desktop.services.editions import Made
from desktop.services.session import Session


class ProtocolsTab(EditionsTab):
    """The list of protocols, or the changes of one of them."""

    name, icon = "protocol", "list"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        self._session = shell.session
        super().__init__(shell, _words(shell.session.office.kind), _deeds(shell.session), parent)

    def every(self) -> Sequence[Listed]:
        found = []
        for one in local_protocols.editions(self._session):
            steps = len(one.protocol.steps)
            second = ngettext("{n} step", "{n} steps", steps).format(n=steps)
            found.append(Listed(one.protocol.id, pick(one.protocol.title), second, one.counting, one.earlier))
        return found

    def id_of(self, changes: Changes) -> str:
        return changes.protocol

    def fault_lines(self, made: Made[Any, Any]) -> Sequence[str]:
        return [f"{fault.place}: {protocol_words.fault_words(fault)}" for fault in made.faults]

    def make_editor(self, changes: Changes) -> Editor:
        return Editor(self._session, changes)


def _deeds(session: Session) -> Deeds:
    def save(id: str, path: Path) -> object:
        return local_protocols.export_file(session, id, path, replace_file=True)

    def file_name(id: str, sign: str) -> str:
        return local_protocols.file_name(local_protocols.of_protocol(session, id).protocol, sign)

    return Deeds(
        begin=partial(local_protocols.begin, session),
        publish=partial(local_protocols.publish, session),
        drop=partial(local_protocols.drop, session),
        restore=partial(local_protocols.restore, session),
        file_name=file_name,
        save=save,
        bring=partial(local_protocols.import_file, session),
        ending=local_protocols.ENDING,
    )


def _words(kind: str) -> Words:
    of_region = kind == "region"
    return Words(
        title=_("Protocols for the offices") if of_region else _("Protocols of the office"),
        why=_(
            "A protocol is changed here as the offices need it. Publishing here sends nothing: it can then be laid "
            "ready on the page “For the offices”."
        )
        if of_region
        else _(
            "Here a head of office changes deadlines and words and adds steps. A team that runs keeps the version "
            "it began with."
        ),
        bring=_("Bring in changes from a file"),
        nothing_yet=_("Nothing yet. Teams begin with the protocol as it was shipped."),
        as_shipped=_("Begin with it as it was shipped"),
        fits_no_more=_(
            "The program brought a newer protocol, and these changes do not fit it any more. Teams begin with it as "
            "it was shipped until you correct them and publish again."
        ),
        published=_("Published. New teams begin with it; running ones go on as they began."),
        dropped=_("Teams begin with the protocol as it was shipped. Running teams go on as they began."),
        saved=_("Saved. The file holds steps and deadlines, and nothing about anybody."),
    )
