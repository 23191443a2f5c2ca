"""The offices beside what comes and goes: whom this office believes, how far the numbers have come, our fingerprint."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages.sync_parts import fingerprint_view, missing_line, stack
from desktop.gui.pages.trust_parts import save_own_card, state_spec
from desktop.gui.shell import Shell
from desktop.gui.widgets import Beside, Button, Chip, Count, Kind, Label, Line, clear, column, row, speak
from desktop.i18n import _, ngettext
from desktop.services import exchange, sync, trust_view
from desktop.services.exchange import Known
from desktop.services.trust_view import Trusted

MOST = 6  # that stand here; a region knows dozens


class TrustColumn(QWidget):
    """Whom to believe is decided on a page of its own. add_wanted(): the card of an office is to be read."""

    add_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trust_column")
        self._shell, self._session = shell, shell.session
        self._offices = QVBoxLayout()
        self._offices.setSpacing(0)
        self._count = Count(0)
        add = Button(_("Add"), Kind.SMALL_LINK, icon="plus", name="add_card")
        speak(add, _("Add the card of an office"))
        add.clicked.connect(self.add_wanted)
        why = Button(_("Whom we trust, and why"), Kind.SMALL_LINK, icon="shield", name="trust_page")
        why.clicked.connect(lambda *_pressed: self._shell.navigate("trust"))
        save = Button(_("Save the card"), Kind.SMALL, icon="save", name="save_card")
        save.clicked.connect(self.save_card)
        if not exchange.may_exchange(self._session):
            add.hide()
            save.hide()
        self._own = QVBoxLayout()
        self._more = Label("", "small-muted", wrap=True)
        self.setLayout(
            column(
                row(Label(_("Offices"), "section"), self._count, None, add, gap=10),
                self._offices,
                self._more,
                row(why, None),
                Line(),
                Label(_("Our fingerprint, to be read aloud by telephone"), "group", wrap=True),
                self._own,
                row(save, None),
                None,
                gap=8,
                margins=(16, 14, 16, 16),
            )
        )

    def show_state(self) -> None:
        """Those that wait for a decision first; those that were given up stand on the page of their own."""
        numbers = {one.code: one for one in exchange.known_offices(self._session)}
        every = [one for one in trust_view.all_(self._session) if one.state != trust_view.REVOKED]
        shown = sorted(every, key=lambda one: not _calls(one, numbers.get(one.code)))[:MOST]
        self._count.set_number(len(every))
        clear(self._offices)
        if not every:
            words = _("The cards of offices that were compared by telephone stand here.")
            self._offices.addWidget(Label(words, "muted", wrap=True))
        views = (OfficeView(one, numbers.get(one.code) if one.counts else None) for one in shown)
        for part in stack(*views):
            self._offices.addWidget(part)
        more = len(every) - len(shown)
        words = ngettext("{n} more stands on the page below.", "{n} more stand on the page below.", more)
        self._more.setText(words.format(n=more))
        self._more.setVisible(more > 0)
        clear(self._own)
        self._own.addWidget(fingerprint_view(sync.card(self._session).fingerprint, "label"))

    def save_card(self) -> None:
        """As a file for another office; it holds no secret."""
        save_own_card(self._shell, self)


class OfficeView(QWidget):
    """One office: how its card stands, its last number, what is missing, its fingerprint."""

    def __init__(self, one: Trusted, known: Known | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"office_{one.code}" if one.counts else f"waits_{one.code}")
        missing = known.missing if known is not None else ()
        self.setLayout(
            column(
                Beside(Label(one.code, "label"), Chip.of(state_spec(one)), least=90),
                Label(_last(one, known), "small-muted", wrap=True),
                *([missing_line(missing, one.code)] if missing else []),
                *([fingerprint_view(one.fingerprint)] if one.counts else []),
                gap=2,
                margins=(0, 6, 0, 6),
            )
        )


def _calls(one: Trusted, known: Known | None) -> bool:
    """Whether somebody has to do something about it."""
    return one.state != trust_view.TRUSTED or (known is not None and bool(known.missing))


def _last(one: Trusted, known: Known | None) -> str:
    kind = _("region") if one.kind == "region" else _("office")
    if one.state == trust_view.WAITING:
        return _("{kind} · the fingerprint was not compared").format(kind=kind)
    seq = one.last.seq if one.last is not None else known.last if known is not None else None
    if seq is None:
        return _("{kind} · nothing yet").format(kind=kind)
    return _("{kind} · last: no. {seq}").format(kind=kind, seq=seq)
