"""Minutes and invitations of a meeting: for whom each is, printed or saved one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.gui.models import meeting_words as words
from desktop.gui.pages.team_meetings_parts import Readers
from desktop.gui.shell import Shell
from desktop.i18n import _
from desktop.refusals import Refused
from desktop.services import team_minutes
from desktop.services.team_meetings import Meeting
from desktop.services.team_minutes import Paper


class MeetingPapers:
    """Makes the cards; what leaves through one of them is noted."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        self._shell, self._page = shell, page

    def invitations(self, one: Meeting) -> Readers:
        """A slip for each institution that is invited."""
        defs = self._shell.session.library.definitions
        groups = dict.fromkeys(person.group for person in one.minutes.people if person.group)
        told = _("Day, hour and place; no name, and the code only where she agreed.")
        readers = [(group, words.group_words(defs, group), told) for group in groups]
        lead = _("Each institution has a word of its own by which you both know which case is meant.")
        return self._card(
            _("Invitations"), lead, readers, partial(team_minutes.invitation, self._shell.session, one.record)
        )

    def minutes(self, one: Meeting) -> Readers:
        """The whole for the file, and each institution's part."""
        session, defs = self._shell.session, self._shell.session.library.definitions
        readers = [
            (
                reader.group,
                words.group_words(defs, reader.group) or _("The whole minutes, for the file"),
                words.counted_words(reader.points, reader.decisions),
            )
            for reader in team_minutes.readers(session, one.record)
        ]
        lead = _("An institution gets only what it may see; its points are numbered anew, and nobody else is named.")
        return self._card(_("For whom"), lead, readers, partial(team_minutes.minutes, session, one.record))

    def _card(
        self, title: str, lead: str, readers: Sequence[tuple[str, str, str]], make: Callable[[str], Paper]
    ) -> Readers:
        card = Readers(title, lead, readers)
        card.printed.connect(partial(self._print, make))
        card.saved.connect(partial(self._save, make))
        return card

    def _print(self, make: Callable[[str], Paper], group: str) -> None:
        try:
            paper = make(group)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        if self._shell.files.print_pdf(self._page, paper.data):
            team_minutes.note_printed(self._shell.session, paper)
            self._shell.say(_("The paper was printed."))

    def _save(self, make: Callable[[str], Paper], group: str) -> None:
        try:
            paper = make(group)
            path = self._shell.files.save_file(self._page, _("Save the paper"), paper.file_name, "PDF (*.pdf)")
            if path is None:
                return
            team_minutes.save(self._shell.session, paper, path, replace=True)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("The PDF was saved."))
