"""An answer that stays covered until it is asked for: names, addresses, telephones, the sealed account."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms import answers as flat
from desktop.forms.schema import Json
from desktop.gui import theme
from desktop.gui.forms.editor import Editor
from desktop.gui.widgets import Button, Kind, row, speak
from desktop.gui.widgets.covered import SHOWN_FOR_MS, CoverBar
from desktop.i18n import _
from desktop.refusals import explain
from desktop.services.telling import FIELD as ACCOUNT

READ_FOR_MS = 180_000  # after the last key in it


class CoveredEditor(Editor):
    """An editor under a soft bar. An empty one can be typed in at once; what was typed is covered after 15 s of rest.

    A sealed account is decrypted only when it is asked for; one reads longer in it, so it stays a few minutes.
    """

    def __init__(self, inner: Editor, path: str, parent: QWidget | None = None) -> None:
        super().__init__(inner.field, inner.around, parent)
        self.inner, self._path = inner, path
        self.typing, self.wide = inner.typing, inner.wide
        self._stands: Json = None
        self._open = False
        self._timer = QTimer(self, singleShot=True, interval=READ_FOR_MS if self.field.seal else SHOWN_FOR_MS)
        self._timer.timeout.connect(self.cover)
        word = _("Show the text") if self.sealed else _("Show")
        if self.field.id == ACCOUNT:
            word = _("Show the account")
        self._show = Button(word, Kind.SMALL_LINK, icon="eye", name="reveal")
        speak(self._show, _("{word}: {what}").format(word=word, what=self.name))
        self._show.clicked.connect(self.reveal)
        self._hide = Button(_("Cover"), Kind.SMALL_LINK, icon="eye-off", name="cover")
        speak(self._hide, _("{word}: {what}").format(word=_("Cover"), what=self.name))
        self._hide.clicked.connect(self.cover)
        self._bar = QWidget()
        self._bar.setLayout(row(CoverBar(), self._show, None, gap=6))
        self._bar.setFixedHeight(theme.px(34))
        self._build()
        inner.edited.connect(self._on_edited)
        inner.told.connect(self.told)
        self._dress()

    @property
    def sealed(self) -> bool:
        return self.field.seal

    @property
    def timer(self) -> QTimer:
        """What covers the answer again; a test need not wait for it."""
        return self._timer

    def is_covered(self) -> bool:
        return not self._open and flat.is_real(self._stands)

    def value(self) -> Json:
        return self._stands if self.is_covered() else self.inner.value()

    def set_value(self, value: Json) -> None:
        self._stands = value
        if not flat.is_real(value):
            self._open = False
            self.inner.set_value(None)
        elif self._open:
            self.inner.set_value(self._read())
        self._dress()

    def stand_on(self, value: Json) -> bool:
        """What is open on the screen was saved, and stands sealed now: it stays as it is. False if it is covered."""
        if self.sealed and self._open and flat.is_real(value):
            self._stands = value
            return True
        return False

    def parts(self) -> tuple[QWidget, ...]:
        return (self._show,) if self.is_covered() else (*self.inner.parts(), self._hide)

    def set_answerable(self, answerable: bool) -> None:
        self.inner.set_answerable(answerable)

    def mark(self, bad: bool, sentence: str = "") -> None:
        self.inner.mark(bad, sentence)

    def settle(self) -> None:
        if not self.is_covered():
            self.inner.settle()

    def reveal(self) -> None:
        """Show it for a moment; that it was shown is logged."""
        try:
            value = self._read()
        except Exception as refusal:
            if getattr(refusal, "code", None) is None:
                raise
            self.told.emit(explain(refusal))
            return
        self._open = True
        self.inner.set_value(value)
        self._rest()
        self._dress()
        self.inner.parts()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def cover(self) -> None:
        """Take the answer off the screen."""
        self._timer.stop()
        if not flat.is_real(self._stands):
            return
        had_focus = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self._open = False
        self._dress()
        self.inner.set_value(None)
        if had_focus:
            self._show.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.cover()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and self._timer.isActive():
            self.cover()

    def _build(self) -> None:
        """The bar in place of the editor; beside the editor, or under a wide one, the way back."""
        holder = QVBoxLayout()
        holder.setSpacing(theme.px(4))
        holder.addWidget(self._bar)
        if self.inner.wide:
            holder.addWidget(self.inner)
            holder.addLayout(row(self._hide, None, gap=0))
        else:
            line = row(self.inner, self._hide, gap=4)
            line.setStretch(0, 1)
            holder.addLayout(line)
        self._line.addLayout(holder, 1)

    def _read(self) -> Json:
        return self.around.reveal(self._path, self._stands)

    def _rest(self) -> None:
        self._timer.start()

    def _dress(self) -> None:
        covered = self.is_covered()
        self._bar.setVisible(covered)
        self.inner.setVisible(not covered)
        self._hide.setVisible(not covered and flat.is_real(self._stands))

    def _on_edited(self) -> None:
        self._stands = self.inner.value()
        self._open = True
        self._rest()
        self._hide.setVisible(flat.is_real(self._stands))
        self.edited.emit()
