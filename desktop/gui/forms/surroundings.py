"""What the editors of one sheet may ask, answered by services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.forms.answers import is_real
from desktop.forms.schema import Json
from desktop.gui import decoding
from desktop.gui.forms.around import Around, Options
from desktop.gui.forms.wording import target_words
from desktop.gui.shell import Shell
from desktop.i18n import _
from desktop.jobs import Report
from desktop.refusals import Refused
from desktop.services import attach, cases, people, records
from desktop.services.attach import Attached
from desktop.services.records import Sheet
from desktop.services.session import Session


class Surroundings:
    """Holds the shell and the sheet that stands now; `around()` is what editors get of it."""

    def __init__(self, shell: Shell, sheet: Callable[[], Sheet], parent: QWidget) -> None:
        self._shell, self._session, self._sheet, self._parent = shell, shell.session, sheet, parent

    def around(self) -> Around:
        session = self._session
        here = {worker.id: worker.name for worker in people.all_workers(session)}
        return Around(
            definitions=session.library.definitions,
            country=session.office.country,
            tz=session.tz,
            now=session.now,
            workers=tuple(here.items()),
            targets=self._targets,
            case_of_code=self._case_of_code,
            code_of_case=partial(records.code_of_case, session),
            reveal=self._reveal,
            attach=self._attach,
            about_file=self._about_file,
            open_team=self._open_team,
            open_history=self._open_history,
            show_file=self._show_file,
            accounts=self._accounts,
            open_sheet=self._open_sheet,
            left=tuple((one, name) for one, name in people.names(session).items() if one not in here),
        )

    def _targets(self, form: str) -> Options:
        return tuple((each.record, target_words(each)) for each in records.targets(self._session, self._sheet(), form))

    def _case_of_code(self, code: str) -> str | None:
        try:
            return cases.by_code(self._session, code).case
        except Refused:
            return None

    def _reveal(self, path: str, value: Json) -> Json:
        uncovered: Json = records.reveal(self._session, self._sheet(), path, value)
        return uncovered

    def _about_file(self, attachment: str) -> Attached | None:
        try:
            return attach.about(self._session, attachment)
        except Refused:
            return None

    def _attach(self, then: Callable[[Attached], None]) -> None:
        """Choose a file; it is read and kept beside the window, since sticks are slow and pictures large."""
        pattern = _("Pictures and PDF ({pattern})").format(pattern=attach.PATTERN)
        chosen = self._shell.files.open_files(self._parent, _("Attach a picture or a PDF"), pattern)
        if chosen:
            work = partial(_keep, self._session, self._sheet(), chosen[0])
            self._shell.work(_("Attaching the file"), work, partial(self._on_kept, then))

    def _on_kept(self, then: Callable[[Attached], None], kept: object) -> None:
        if isinstance(kept, Attached):
            then(kept)

    def _accounts(self, path: str) -> Options:
        """Where an account of this case is written already."""
        form, _dot, field = path.partition(".")
        found = records.targets(self._session, self._sheet(), form)
        return tuple((each.record, target_words(each)) for each in found if is_real(each.answers.get(field)))

    def _open_sheet(self, form: str, record: str, field: str) -> None:
        self._shell.navigate("form", form=form, case=self._sheet().case, record=record, path=field)

    def _open_history(self, path: str) -> None:
        self._shell.navigate("history", record=self._sheet().record, path=path)

    def _show_file(self, attachment: str) -> None:
        self._shell.navigate("viewer", case=self._sheet().case, file=attachment)

    def _open_team(self) -> None:
        self._shell.navigate("team", record=self._sheet().record)


def _keep(session: Session, sheet: Sheet, path: Path, report: Report) -> Attached:
    data = attach.read_file(path)
    decoding.open_file(data, attach.look(data, report).mime)
    with session.beside() as own:
        return attach.attach(own, sheet, data)
