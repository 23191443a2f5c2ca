"""A field for a recovery code: it is checked group by group while it is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Label, TextArea, Tone, column, mark_bad
from desktop.i18n import _
from desktop.services import recovery

LINES = 3


class CodeField(QWidget):
    """A code or a share, and below it what is right and what is not. changed()"""

    changed = Signal()

    def __init__(self, name: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = TextArea(name, lines=LINES, hint="0ABCD-1EFGH-…")
        self.field.setObjectName(object_name)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self.field.textChanged.connect(self._on_changed)
        self._told = Label("", "small-muted", wrap=True)
        self._told.setObjectName(f"{object_name}_told")
        self.setLayout(column(Label(name, "label", buddy=self.field, wrap=True), self.field, self._told, gap=4))
        self.setFocusProxy(self.field)
        self._show()

    def text(self) -> str:
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        self.field.set_value(text)
        self._show()

    def forget(self) -> None:
        self.set_text("")

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        seen = recovery.look(self.text())
        wrong = [place for place in seen.wrong if place <= recovery.GROUPS]
        right = sum(len(group) == recovery.GROUP for group in seen.groups[: recovery.GROUPS]) - len(wrong)
        mark_bad(self.field, bool(seen.wrong))
        self._told.set_tone(Tone.SOON if seen.wrong else Tone.DONE if seen.is_complete else "")
        if wrong:
            words = _("Group {group} is not as on the paper. Compare its five characters.")
            self._told.setText(words.format(group=wrong[0]))
        elif seen.wrong:
            self._told.setText(_("These are more than {count} groups.").format(count=recovery.GROUPS))
        elif seen.is_complete:
            self._told.setText(_("All {count} groups are right.").format(count=recovery.GROUPS))
        else:
            words = _("{count} groups of five characters. Right so far: {n}.")
            self._told.setText(words.format(count=recovery.GROUPS, n=max(0, right)))
