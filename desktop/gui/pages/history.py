"""The history of a sheet: every version with who and when; an older one, or one answer of it, is put back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.history_parts import PlanCard, Reading, VersionCard, label_words
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Choice,
    EmptyState,
    Kind,
    PageHeader,
    ScrollPage,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused
from desktop.services import history, people
from desktop.services.history import History, Plan, Restored, Version

AT_ONCE = 20
ALL = ""


class HistoryPage(QWidget):
    """arrive(record=, path=None): a path narrows the list to one question."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self._shell, self._session = shell, shell.session
        self._told: History | None = None
        self._planned: Plan | None = None
        self._done: Restored | None = None
        self._limit = AT_ONCE
        self._back = Button(_("Back to the sheet"), icon="arrow-left", name="history_back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("History"), " ", self._back)
        self._question = Choice([(ALL, _("All questions"))], _("Question"), width=340)
        self._question.setObjectName("question")
        self._question.activated.connect(self._on_question)
        self._top = boxed(column(gap=8))
        self._list = boxed(column(gap=10))
        self._more = Button("", Kind.SMALL_LINK, icon="chevron-down", name="more_versions")
        self._more.clicked.connect(self._on_more)
        self._none = EmptyState("history", _("Nothing here yet"), _("Each time the sheet is saved, a version is kept."))
        self._scroll = ScrollPage(
            self._header, row(self._question, None), self._top, self._list, self._none, row(self._more, None)
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def arrive(self, *, record: str = "", path: str | None = None, **_where: object) -> None:
        wanted = record or (self._told.record if self._told else "")
        self._planned = self._done = None
        self._limit = AT_ONCE
        try:
            self._told = history.history(self._session, wanted)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("cases")
            return
        self._offer(path or ALL)
        self._show()

    def refresh(self) -> None:
        """Something was written: the list as it is now; what waits to be confirmed is planned anew or goes."""
        if self._told is None:
            return
        try:
            self._told = history.history(self._session, self._told.record)
        except Refused:
            return
        if self._planned is not None and self._planned.latest != self._told.versions[0].revision:
            self._planned = None
        self._offer(self._question.value() or ALL)
        self._show()

    def leave(self) -> None:
        """What was put back can be undone here as long as one stays."""
        self._planned = self._done = None

    def first_field(self) -> QWidget | None:
        return self._question

    def _offer(self, chosen: str) -> None:
        if self._told is None:
            return
        asked = history.paths_of(self._told.versions)
        reading = self._reading()
        options = [(path, label_words(reading, path)) for path in asked]
        self._question.set_options([(ALL, _("All questions")), *sorted(options, key=lambda one: one[1])])
        self._question.set_value(chosen if chosen in asked else ALL)

    def _reading(self) -> Reading:
        if self._told is None:
            raise Refused("no-such-record")
        session = self._session
        names = people.names(session)
        return Reading(self._told.form, session.library.definitions, session.office.country, names, session.now())

    def _show(self) -> None:
        told = self._told
        if told is None:
            return
        title = pick(told.form.title)
        line = ngettext("{n} version is kept; none is ever lost.", "{n} versions are kept; none is ever lost.",
                        len(told.versions))  # fmt: skip
        self._header.set_words(_("History: {form}").format(form=title), line.format(n=len(told.versions)))
        self._show_top()
        path = self._question.value() or ALL
        shown = [one for one in told.versions if not path or any(step.path == path for step in one.steps)]
        self._fill(shown, path)

    def _show_top(self) -> None:
        layout = self._top.layout()
        if layout is None:
            return
        clear(layout)
        if self._planned is not None:
            card = PlanCard(self._planned, self._reading())
            card.confirmed.connect(self._on_confirmed)
            card.left.connect(self._on_left)
            layout.addWidget(card)
        elif self._done is not None:
            words = _("It stands as a new version. What stood before is kept below.")
            banner = Banner(Tone.DONE, _("The older answers were put back"), words, button=_("Undo"))
            banner.setObjectName("put_back")
            banner.pressed.connect(self._on_undo)
            layout.addWidget(banner)
        self._top.setVisible(layout.count() > 0)

    def _fill(self, shown: list[Version], path: str) -> None:
        layout = self._list.layout()
        if layout is None or self._told is None:
            return
        clear(layout)
        reading = self._reading()
        for version in shown[: self._limit]:
            card = VersionCard(version, reading, path, can_restore=self._told.can_restore and not version.is_latest)
            card.asked.connect(partial(self._on_asked, version.revision))
            layout.addWidget(card)
        self._none.setVisible(not shown)
        left = len(shown) - self._limit
        self._more.setVisible(left > 0)
        self._more.set_word(ngettext("Show {n} more", "Show {n} more", left).format(n=left))

    def _on_asked(self, revision: str, path: str) -> None:
        if self._told is None:
            return
        try:
            planned = history.plan(self._session, self._told.record, revision, path or None)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        if not planned.changes and not planned.left:
            self._shell.refuse(Refused("nothing-to-restore"))
            return
        self._planned, self._done = planned, None
        self._show_top()
        self._scroll.verticalScrollBar().setValue(0)
        if (card := self.findChild(PlanCard)) is not None:
            card.first_field().setFocus()

    def _on_confirmed(self) -> None:
        if self._planned is not None:
            planned, self._planned = self._planned, None
            self._try(lambda: history.restore(self._session, planned))

    def _on_undo(self) -> None:
        if self._done is not None:
            done, self._done = self._done, None
            self._try(lambda: history.undo(self._session, done), again=True)

    def _try(self, deed: object, *, again: bool = False) -> None:
        try:
            done = deed() if callable(deed) else None
        except Refused as refusal:
            self._shell.refuse(refusal)
            self.refresh()
            return
        self._done = done if isinstance(done, Restored) and not again else None
        if again:
            self._shell.say(_("What was put back is undone."))
        self.refresh()
        self._back.setFocus()

    def _on_left(self) -> None:
        self._planned = None
        self._show_top()
        self._question.setFocus()

    def _on_question(self, *_told: object) -> None:
        self._limit = AT_ONCE
        self._show()

    def _on_more(self) -> None:
        self._limit += 5 * AT_ONCE
        self._show()

    def _on_back(self) -> None:
        if self._told is None:
            return
        if self._told.form.id == "team":
            self._shell.navigate("team", record=self._told.record)
        else:
            self._shell.navigate("form", form=self._told.form.id, case=self._told.case, record=self._told.record)
