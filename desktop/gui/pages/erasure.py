"""A case that is to be erased: the request with its ground, or the hold that forbids it; for whoever sees the case."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.erasure_account import EraseAccount
from desktop.gui.pages.erasure_parts import AskErasure, facts_of, hindrance, state_chip
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Kind,
    Label,
    PageHeader,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, date_words
from desktop.refusals import Refused
from desktop.services import cases, erased_list, erasure, narrative
from desktop.services.erasure import Asked
from desktop.services.session import PEOPLE


class ErasurePage(QWidget):
    """Opened for one case; it says what is asked for, and what stands in the way."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("erasure")
        self._shell, self._session = shell, shell.session
        self._case, self._code = "", ""
        self._ask: AskErasure | None = None
        self._account: EraseAccount | None = None
        back = Button(_("Back to the case"), icon="arrow-left", name="erasure_case")
        back.clicked.connect(self._on_back)
        self._header, self._back = PageHeader(_("Erasing the case"), " ", back), back
        self._body = boxed(column(gap=12))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPage(self._header, self._body))

    def arrive(self, *, case: str = "", **_where: object) -> None:
        self._case = case or self._case
        try:
            self._code = cases.read_case(self._session, self._case).row.code
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("cases")
            return
        title = _("Erasing the case {code}").format(code=self._code)
        self._header.set_words(title, _("A case is never erased at once."))
        self._fill()

    def refresh(self) -> None:
        """What was asked for elsewhere stands here too; what is being typed stays."""
        if self._case and (self._ask is None or erasure.of_case(self._session, self._case)):
            self._fill()

    def leave(self) -> None:
        if self._ask is not None:
            self._ask.clear()
        if self._account is not None:
            self._account.clear()

    def first_field(self) -> QWidget | None:
        return self._ask.first_field() if self._ask is not None else self._back

    def _fill(self) -> None:
        layout = self._body.layout()
        if layout is None:
            return
        clear(layout)
        typed = self._ask.typed() if self._ask is not None else None
        self._ask = None
        asked = erasure.of_case(self._session, self._case)
        grounds = self._session.library.definitions.list(erasure.GROUNDS).entries
        if asked is None:
            self._ask = AskErasure([one for one in grounds if not one.retired], self._code)
            if typed is not None:
                self._ask.take(*typed)
            self._ask.wanted.connect(self._on_ask)
            layout.addWidget(self._ask)
        else:
            layout.addWidget(self._request(asked))
        layout.addWidget(self._hold())
        self._account = self._erase_account()
        if self._account is not None:
            layout.addWidget(self._account)

    def _request(self, asked: Asked) -> Card:
        grounds = self._session.library.definitions.list(erasure.GROUNDS).entries
        days = erasure.days_left(asked, self._session.now())
        card = parts.settings_card(_("A request waits"), boxed(row(state_chip(asked, days), None)), name="request")
        card.add(*facts_of(asked, grounds))
        if words := hindrance(asked):
            card.add(Label(words, "small-muted", wrap=True))
        withdraw = Button(_("Take the request back"), icon="undo", name="erasure_withdraw")
        withdraw.clicked.connect(partial(self._on_withdraw, asked.id))
        deeds = [withdraw]
        if self._session.worker.role in PEOPLE:
            settings = Button(_("Erasing and keeping"), Kind.LINK, icon="sliders", name="erasure_settings")
            settings.clicked.connect(partial(self._shell.navigate, "settings", tab="erasure"))
            deeds.append(settings)
        card.add(row(*deeds, None))
        return card

    def _hold(self) -> Card:
        held = erasure.is_held(self._session, self._case)
        card = Card(gap=10)
        card.setObjectName("hold")
        card.add(SectionHeader(_("Held back by law")))
        if held:
            card.add(Banner(Tone.INFO, _("Nothing of this case is erased, whoever asks for it."), icon="scales"))
        else:
            words = _("A court, a prosecutor or a complaint may need the case. While it is held back, nothing of it is "
                      "erased, also not by the periods of keeping.")  # fmt: skip
            card.add(Label(words, "small-muted", wrap=True))
        if held and self._session.worker.role not in PEOPLE:
            card.add(Label(_("Only the head of office takes this away."), "small-muted", wrap=True))
            return card
        button = Button(
            _("Take the hold away") if held else _("Hold the case back"), icon="scales", name="erasure_hold"
        )
        button.clicked.connect(partial(self._on_hold, not held))
        card.add(row(button, None))
        return card

    def _erase_account(self) -> EraseAccount | None:
        """Only for a head of office, and where something is written."""
        if self._session.worker.role not in PEOPLE:
            return None
        if not cases.read_case(self._session, self._case).telling.written:
            return None
        card = EraseAccount(self._code)
        card.wanted.connect(self._on_account)
        return card

    def _on_account(self, ground: str, code: str) -> None:
        if self._account is not None:
            self._account.set_busy(True)
        work = partial(narrative.purge_in_job, self._session, self._code, ground, code)
        job = self._shell.work(_("Erasing what she told"), work, self._on_account_gone)
        job.failed.connect(self._on_account_stays)

    def _on_account_gone(self, done: narrative.Purged) -> None:
        erased_list.forget_keys(self._session)
        self._session.announce("case", self._case)
        day = date_words(done.copies_until)
        self._after(_("What she told was erased for good. Older backups expire by {day}.").format(day=day))

    def _on_account_stays(self, _error: BaseException) -> None:
        if self._account is not None:
            self._account.set_busy(False)

    def _on_ask(self, code: str, ground: str, words: str) -> None:
        try:
            erasure.request(self._session, code, ground, words)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._after(_("The request was written down. Until it is carried out it can be taken back."))

    def _on_withdraw(self, request: str) -> None:
        try:
            erasure.withdraw(self._session, request)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._after(_("The request was taken back. The case stays."))

    def _on_hold(self, held: bool) -> None:
        try:
            (erasure.hold if held else erasure.release)(self._session, self._code)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        said = _("Nothing of this case is erased from now on.")
        self._after(said if held else _("The case may be erased again. A request waits fourteen days from now."))

    def _after(self, said: str) -> None:
        self._fill()
        self._shell.say(said)
        if (field := self.first_field()) is not None:
            field.setFocus()

    def _on_back(self) -> None:
        self._shell.navigate("case", case=self._case)
