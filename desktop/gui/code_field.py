"""A field for a code in groups, of a recovery sheet or an invite: it is checked while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.widgets import Label, TextArea, Tone, column, mark_bad
from desktop.i18n import _
from desktop.services import recovery

LINES = 3


class CodeField(QWidget):
    """A code or a share, and below it what is right and what is not. changed()"""

    changed = Signal()

    def __init__(
        self,
        name: str,
        object_name: str,
        parent: QWidget | None = None,
        *,
        look: Callable[[str], recovery.Typed] = recovery.look,
        lines: int = LINES,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.field = TextArea(name, lines=lines, hint="0ABCD-1EFGH-…")
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
        seen = self._look(self.text())
        wrong = [place for place in seen.wrong if place <= seen.count]
        right = sum(len(group) == recovery.GROUP for group in seen.groups[: seen.count]) - len(wrong)
        mark_bad(self.field, bool(seen.wrong))
        self._told.set_tone(Tone.SOON if seen.wrong else Tone.DONE if seen.is_complete else "")
        if wrong:
            words = _("Group {group} is not as on the paper. Compare its five characters.")
            self._told.setText(words.format(group=wrong[0]))
        elif seen.wrong:
            self._told.setText(_("These are more than {count} groups.").format(count=seen.count))
        elif seen.is_complete:
            self._told.setText(_("All {count} groups are right.").format(count=seen.count))
        else:
            words = _("{count} groups of five characters. Right so far: {n}.")
            self._told.setText(words.format(count=seen.count, n=max(0, right)))
