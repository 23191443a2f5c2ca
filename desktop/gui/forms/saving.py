"""Saving a sheet: what stops it, what is asked first, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Qt

from desktop.forms.validate import Problem, Severity, words
from desktop.gui.forms.field_view import focusable
from desktop.gui.forms.form_view import FormView
from desktop.gui.forms.state import FormState
from desktop.gui.shell import Shell
from desktop.i18n import _, pick, time_words
from desktop.services import conflict_choice, from_report, records, report_grounds
from desktop.services.records import Saved, Sheet


class Place(Protocol):
    """Where the outcome of a save is shown."""

    def take(self, sheet: Sheet, *, own: bool) -> None:
        """Stand on what the vault holds now."""

    def say(self, words: str, *, trouble: bool = False) -> None: ...

    def show_state(self, state: str | None) -> None: ...

    def refused(self, refusal: BaseException) -> None:
        """Nothing was saved: say why, and where."""


class Saving:
    """Save, confirm a doubt, settle two values; one after the other, never two at once."""

    def __init__(self, shell: Shell, state: FormState, view: FormView, place: Place) -> None:
        self._shell, self._session = shell, shell.session
        self._state, self._view, self._place = state, view, place
        self.busy = False

    def save(self, *, anyway: bool = False) -> None:
        """Malformed answers are to be corrected first, doubtful ones are asked about, missing ones wait."""
        self._view.settle()
        self._view.refresh()
        self._view.notices.ask([])
        if malformed := self._state.malformed():
            self._place.say(_("Not saved yet: correct what is marked. The draft is kept."), trouble=True)
            self._view.go_to(malformed[0].path)
        elif (doubts := self._doubts()) and not anyway:
            self._ask(doubts)
        else:
            self._save()

    def correct(self) -> None:
        """She would rather correct the first doubtful answer."""
        self._view.notices.ask([])
        if doubts := self._doubts():
            self._view.go_to(doubts[0].path)

    def keep(self, path: str, index: int) -> None:
        """Of several living values of a question this one is to stand."""
        sheet = self._state.sheet
        if self._guarded(lambda: self._choose(sheet, path, sheet.conflicts[path][index].revision)):
            self._place.say(_("Settled {time}").format(time=time_words(self._now())))
            self._place.show_state(records.state_of(self._session, sheet.record))

    def _choose(self, sheet: Sheet, path: str, revision: str) -> None:
        on_screen = [name for one in sheet.conflicts[path] for name in (one.revision, *one.same)]
        conflict_choice.choose(self._session, sheet.record, path, revision, seen=on_screen)
        self._view.drop(path)
        changes = {each: one for each, one in self._state.changes().items() if each != path}
        self._place.take(records.renew(self._session, sheet, changes), own=False)

    def _doubts(self) -> list[Problem]:
        return [each for each in self._state.wrong() if each.severity is Severity.DOUBTFUL]

    def _ask(self, doubts: list[Problem]) -> None:
        self._view.notices.ask([(self._view.label(each.path), words(each)) for each in doubts])
        self._view.stops_changed.emit()
        card = self._view.notices.showing("ask")
        if card is not None:
            focusable(card)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        first_time = self._state.sheet.is_new
        saved: list[Saved] = []
        if self._guarded(lambda: saved.append(self._write())):
            self._after(saved[0], first_time=first_time)

    def _write(self) -> Saved:
        sheet, changes = self._state.sheet, self._state.changes()
        report = from_report.waiting(self._session, sheet) if sheet.is_new else None
        if report is None:
            saved = records.save(self._session, sheet, changes)
        else:
            saved = from_report.save(self._session, sheet, changes, report)
        self._place.take(records.open_sheet(self._session, sheet.form.id, record=saved.record), own=True)
        return saved

    def _after(self, saved: Saved, *, first_time: bool) -> None:
        form, now = self._state.form, time_words(self._now())
        notices = self._view.notices
        notices.draft("")
        self._place.say(_("Saved {time}").format(time=now))
        self._place.show_state(saved.state)
        self._shell.say(_("{form}: saved at {time}.").format(form=pick(form.title), time=now))
        if form.id == "case" and first_time:
            self._shell.navigate("case", case=saved.case)
            return
        notices.missing([(each.path, self._view.label(each.path)) for each in self._state.missing()])
        if form.id == "report":
            notices.next_of_report(now if saved.case is None else "", self._ground())
        self._view.stops_changed.emit()

    def _ground(self) -> str:
        """On what a case may be opened out of this report, in words."""
        ground = report_grounds.ground_of(self._state.sheet.answers)
        entry = self._session.library.definitions.list("report_grounds").find(ground) if ground else None
        return pick(entry.label) if entry else ""

    def _guarded(self, deed: Callable[[], object]) -> bool:
        """Do it while nothing else is shown anew; whether it went well."""
        self.busy = True
        try:
            deed()
        except Exception as refusal:
            if getattr(refusal, "code", None) is None:
                raise
            self._place.refused(refusal)
            return False
        finally:
            self.busy = False
        return True

    def _now(self) -> datetime:
        return self._session.now()
