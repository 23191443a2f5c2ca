"""Breaking the glass in the window: a code, a written reason, and what the head of office will read of it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models.times import moment_words
from desktop.gui.models.words import capital
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Kind, Label, TextArea, Tone, row
from desktop.i18n import _
from desktop.refusals import Refused, explain
from desktop.services import access
from desktop.services.access import GlassBreak


def glass_banner(one: GlassBreak, now: datetime) -> Banner:
    """For the head of office: who opened what in an emergency, when and why; links `seen` and `case`."""
    when = moment_words(one.at, now)
    words = (
        _("{when}, case {code}. The reason that was written:")
        if one.code
        else _("{when}, a case that is sealed for others. The reason that was written:")
    )
    links = [("seen", _("I have read it")), *([("case", _("Open the case"))] if one.case else [])]
    made = Banner(
        Tone.SOON,
        _("{name} opened a sealed case in an emergency").format(name=one.worker),
        f"{capital(words.format(when=when, code=one.code))}\n{one.reason}",
        links=links,
        icon="unlock",
    )
    made.setObjectName(f"glass_{one.num}")
    return made


class GlassCard(Card):
    """opened(str): the case with this id is open until the end of the session. left: nothing was opened."""

    opened = Signal(str)
    left = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, margin=14, gap=8, parent=parent)
        self.setObjectName("glass_card")
        self._shell, self._code = shell, ""
        self._reason = TextArea(_("Why it has to be opened now"), lines=3)
        self._reason.setObjectName("reason")
        self._trouble = Label("", tone=Tone.DANGER, wrap=True)
        self._trouble.setObjectName("trouble")
        open_ = Button(_("Open it now"), icon="unlock", name="break_glass")
        open_.clicked.connect(self._on_open)
        leave = Button(_("Do not open"), Kind.LINK, name="leave_glass")
        leave.clicked.connect(self._on_leave)
        words = _(
            "If there is a case with this code and it is sealed for others, it opens until you lock the program. What "
            "you write here is read by the head of office."
        )
        self.add(
            Label(_("Open a sealed case in an emergency"), "section", wrap=True),
            Label(words, wrap=True),
            Label(_("Why it has to be opened now"), "label", buddy=self._reason),
            self._reason,
            self._trouble,
            row(open_, leave, None, gap=10),
        )
        self.hide()

    def begin(self, code: str) -> None:
        """Ask for the reason."""
        self.stop()
        self._code = code
        self.show()
        self._reason.setFocus()

    def stop(self) -> None:
        """Nothing that was typed stays."""
        self._code = ""
        self._reason.set_value("")
        self._trouble.setText("")
        self._trouble.hide()
        self.hide()

    def code(self) -> str:
        """The code that it asks for now."""
        return self._code

    def _on_open(self) -> None:
        try:
            case = access.break_glass(self._shell.session, self._code, self._reason.toPlainText())
        except Refused as refusal:
            self._trouble.setText(explain(refusal))
            self._trouble.show()
            self._reason.setFocus()
            return
        self.stop()
        self.opened.emit(case)

    def _on_leave(self) -> None:
        self.stop()
        self.left.emit()
