"""Settings: cases that are to be erased because the law demands it, and what of closed cases is not kept any longer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.erasure_parts import (
    AskErasure,
    LastCard,
    facts_of,
    ground_words,
    hindrance,
    state_chip,
)
from desktop.gui.pages.settings_keeping import Keeping
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Kind,
    Label,
    Line,
    RowList,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, date_words, ngettext, number_words
from desktop.refusals import Refused
from desktop.services import erased_list, erasure, erasure_paper
from desktop.services.erasure import Asked, Erased

ENDED = 8  # of those that are over, so many are shown


class ErasureTab(parts.Tab):
    """Requests that wait, the last card before nothing comes back, the periods of keeping; for the head of office."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._grounds = self._session.library.definitions.list(erasure.GROUNDS).entries
        self._head = SectionHeader(_("Requests to erase"), 0)
        self._waiting, self._last, self._ended = (boxed(column(gap=8)) for _part in range(3))
        self._ask = AskErasure([one for one in self._grounds if not one.retired])
        self._ask.wanted.connect(self._on_ask)
        self._keeping = Keeping(shell)
        requests = Card(gap=10)
        requests.setObjectName("erasure_requests")
        requests.add(self._head, self._waiting)
        self.add(requests, self._last, self._keeping, self._ask, self._ended)
        _empty(self._last)

    def first_field(self) -> QWidget:
        first = self._waiting.findChild(Button)
        return first if first is not None else self._keeping.first_field()

    def refresh(self) -> None:
        """What waits and what is over; a card that is being typed in stays."""
        self._show()

    def leave(self) -> None:
        self._ask.clear()
        self._keeping.leave()
        _empty(self._last)

    # --- what waits ---------------------------------------------------------------------------------------------

    def _show(self) -> None:
        every = erasure.every(self._session)
        waiting = [one for one in every if one.state == "waiting"]
        self._head.set_count(len(waiting), tone=Tone.SOON if erasure.count_due(self._session) else Tone.PLAIN)
        _empty(self._waiting)
        for at, one in enumerate(waiting):
            _put(self._waiting, *([Line()] if at else []), self._request(one))
        if not waiting:
            _put(self._waiting, Label(_("Nobody asks for a case to be erased."), "muted", wrap=True))
        self._show_ended([one for one in every if one.state != "waiting"][:ENDED])

    def _request(self, one: Asked) -> QWidget:
        days = erasure.days_left(one, self._session.now())
        words = column(row(Label(one.code, "label"), state_chip(one, days), None), gap=2)
        due = _("can be erased from {day} on").format(day=date_words(one.due_at.date()))
        words.addWidget(Label(f"{ground_words(one.ground, self._grounds)} · {due}", wrap=True))
        words.addWidget(Label(_("asked for by {name}").format(name=one.asked_by), "small-muted", wrap=True))
        if reason := hindrance(one):
            words.addWidget(Label(reason, "small-muted", wrap=True))
        deeds: list[QWidget] = []
        if not one.hindered:
            erase = Button(_("Erase for good…"), Kind.SMALL_PRIMARY, icon="trash", name=f"erase_{one.id}")
            erase.clicked.connect(partial(self._on_erase, one))
            deeds.append(erase)
        withdraw = Button(_("Take the request back"), Kind.SMALL, icon="undo", name=f"withdraw_{one.id}")
        withdraw.clicked.connect(partial(self._on_withdraw, one))
        hold = Button(
            _("Take the hold away") if one.held else _("Hold back"), Kind.SMALL, icon="scales", name=f"hold_{one.id}"
        )
        hold.clicked.connect(partial(self._on_hold, one))
        return Beside(boxed(words), *deeds, withdraw, hold, least=260)

    def _show_ended(self, ended: list[Asked]) -> None:
        _empty(self._ended)
        if not ended:
            return
        rows: list[QWidget] = []
        for one in ended:
            day = date_words(one.ended_at.date()) if one.ended_at else ""
            alone = _("nobody else could confirm it") if one.alone else ""
            second = " · ".join(
                part for part in (day, ground_words(one.ground, self._grounds), one.ended_by, alone) if part
            )
            words = column(
                row(Label(one.code, "label"), state_chip(one, 0), None), Label(second, "small-muted", wrap=True), gap=2
            )
            deeds: list[QWidget] = []
            if one.state == "done":
                paper = Button(_("Save the record"), Kind.SMALL, icon="document", name=f"paper_{one.id}")
                paper.clicked.connect(partial(self._on_paper, one.id))
                deeds.append(paper)
            rows.append(Beside(boxed(words), *deeds, least=260, margins=(0, 4, 0, 4)))
        _put(self._ended, SectionHeader(_("What is over"), len(ended)), RowList(*rows))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_ask(self, code: str, ground: str, words: str) -> None:
        if self._do(partial(erasure.request, self._session, code, ground, words)):
            self._ask.clear()
            self._shell.say(_("The request was written down. Until it is carried out it can be taken back."))

    def _on_withdraw(self, one: Asked, _checked: bool = False) -> None:
        if self._do(partial(erasure.withdraw, self._session, one.id)):
            self._shell.say(_("The request was taken back. The case stays."))

    def _on_hold(self, one: Asked, _checked: bool = False) -> None:
        done = self._do(partial(erasure.release if one.held else erasure.hold, self._session, one.code))
        if done and one.held:
            self._shell.say(_("The case may be erased again. A request waits fourteen days from now."))
        elif done:
            self._shell.say(_("Nothing of this case is erased from now on."))

    def _do(self, deed: Callable[[], object]) -> bool:
        _empty(self._last)
        try:
            deed()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return False
        self._show()
        self.first_field().setFocus()
        return True

    def _on_erase(self, one: Asked, _checked: bool = False) -> None:
        warning = Banner(
            Tone.DANGER,
            _("Nothing of this case comes back"),
            _("Every sheet goes in every version, with drafts, files and the words of the search. Older backups keep "
              "it until they expire, for at most 35 days."),
        )  # fmt: skip
        title = _("Erase the case {code} for good").format(code=one.code)
        card = LastCard(title, one.code, _("Erase for good"), *facts_of(one, self._grounds), warning)
        card.wanted.connect(partial(self._on_confirmed, one.id, card))
        card.left.connect(self._on_left)
        _empty(self._last)
        _put(self._last, card)
        QTimer.singleShot(0, card, card.first_field().setFocus)  # once it has its place

    def _on_left(self) -> None:
        _empty(self._last)
        self.first_field().setFocus()

    def _on_confirmed(self, request: str, card: LastCard, typed: str) -> None:
        card.set_busy(True)
        work = partial(erasure.confirm_in_job, self._session, request, typed)
        job = self._shell.jobs.start(_("Erasing a case"), work)
        job.finished.connect(partial(self._on_erased, request))
        job.failed.connect(self._shell.refuse)
        job.ended.connect(partial(card.set_busy, False))

    def _on_erased(self, request: str, done: Erased) -> None:
        erased_list.forget_keys(self._session)
        _empty(self._last)
        banner = Banner(
            Tone.DONE if done.backed_up and done.traces_gone else Tone.SOON,
            _("The case {code} was erased.").format(code=done.code),
            "\n".join(erased_words(done)),
            links=[("paper", _("Save the record"))],
        )
        banner.setObjectName("erased")
        banner.followed.connect(partial(self._on_paper, request))
        _put(self._last, banner)
        self._session.announce("case")
        self._shell.say(_("The case {code} was erased.").format(code=done.code))

    def _on_paper(self, request: str, _link: object = None) -> None:
        try:
            made = erasure_paper.paper(self._session, request)
            pattern = _("Files of Ancora ({pattern})").format(pattern="*.pdf")
            path = self._shell.files.save_file(self, _("Save the file"), made.file_name, pattern)
            if path is None:
                return
            erasure_paper.save(self._session, made, path, replace=True)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("The record was saved."))


def erased_words(done: Erased) -> list[str]:
    """What was erased, and what is still to be known."""
    said = [ngettext("{n} sheet went.", "{n} sheets went.", done.sheets).format(n=number_words(done.sheets))]
    said.append(_("Older backups expire by {day}.").format(day=date_words(done.copies_until)))
    if not done.backed_up:
        said.append(_("A new backup could not be made. Make one in the tab of the database."))
    if not done.traces_gone:
        said.append(_("The last traces go when the program is closed. Close it once today."))
    return said


def _empty(box: QWidget) -> None:
    if (layout := box.layout()) is not None:
        clear(layout)
    box.hide()  # else the gap below it would stay


def _put(box: QWidget, *shown: QWidget) -> None:
    if (layout := box.layout()) is not None:
        for one in shown:
            layout.addWidget(one)
    box.show()
