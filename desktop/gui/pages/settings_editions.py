"""Settings: something that was shipped and that a head changes; what was published, files for other offices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Kind, Label, Line, Row, Tone, boxed, clear, column, row
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused, explain
from desktop.services.editions import Made


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing that can be changed, and what the office made of it."""

    id: str
    title: str
    second: str  # beside the edition that counts
    counting: Made[Any, Any] | None
    earlier: Sequence[Made[Any, Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """What the tab says; all of it is translated already."""

    title: str
    why: str
    bring: str
    nothing_yet: str
    as_shipped: str
    fits_no_more: str
    published: str
    dropped: str
    saved: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the services do with a thing by its id."""

    begin: Callable[[str], Any]  # the changes to go on from
    publish: Callable[[Any], object]
    drop: Callable[[str], None]
    restore: Callable[[str, int], object]
    file_name: Callable[[str, str], str]  # of an id and the sign of an edition
    save: Callable[[str, Path], object]
    bring: Callable[[Path], Any]
    ending: str


class EditorCard(Card):
    """Changes while they are being made. publish_wanted(changes) · left()"""

    publish_wanted = Signal(object)
    left = Signal()

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        raise NotImplementedError

    def refuse(self, error: BaseException) -> None:
        """Publishing did not work: say why, and where."""
        raise NotImplementedError


class EditionsTab(parts.Tab):
    """The list of what can be changed, or the changes of one of them; `name` begins the names of its buttons."""

    name = ""
    icon = "document"

    def __init__(self, shell: Shell, words: Words, deeds: Deeds, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._words, self._deeds = shell, words, deeds
        self._editor: EditorCard | None = None
        self._place = boxed(column(gap=12))
        self._first: QWidget = self
        self.add(self._place)

    # --- what each tab says of its own ----------------------------------------------------------------------------

    def every(self) -> Sequence[Listed]:
        raise NotImplementedError

    def id_of(self, changes: Any) -> str:
        raise NotImplementedError

    def make_editor(self, changes: Any) -> EditorCard:
        raise NotImplementedError

    def fault_lines(self, made: Made[Any, Any]) -> Sequence[str]:
        """What of an edition does not fit any more, place by place."""
        raise NotImplementedError

    # --- the list -----------------------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self._editor.first_field() if self._editor is not None else self._first

    def refresh(self) -> None:
        """The list as it is now; changes that are being made stay."""
        if self._editor is None:
            self.show_list()

    def show_list(self, focus: str = "") -> None:
        self._editor = None
        why = Label(self._words.why, "small-muted", wrap=True)
        card = parts.settings_card(self._words.title, why, name=f"{self.name}_list")
        every = self.every()
        for at, one in enumerate(every):
            if at:
                card.add(Line())
            card.add(self._row(one))
        bring = Button(self._words.bring, icon="upload", name=f"{self.name}_import")
        bring.clicked.connect(self._on_import)
        card.add(boxed(row(bring, None)))
        self.put(card)
        self._first = (self.findChild(Button, f"{self.name}_{every[0].id}") if every else None) or bring
        found = self.findChild(Button, focus) if focus else None
        if found is not None:
            QTimer.singleShot(0, found, found.setFocus)

    def _row(self, one: Listed) -> Row:
        second = " · ".join(part for part in (one.second, made_words(one.counting) if one.counting else "") if part)
        change = Button(_("Change"), Kind.SMALL, name=f"{self.name}_{one.id}")
        change.setAccessibleName(_("Change: {name}").format(name=one.title))
        change.clicked.connect(partial(self._on_chosen, one.id))
        end: list[QWidget] = []
        if one.counting is not None:
            fits = not one.counting.faults
            words = _("the office's own") if fits else _("no longer fits")
            end.append(Chip(words, tone=Tone.PLAIN if fits else Tone.SOON))
        return Row(one.title, second, icon=self.icon, end=boxed(row(*end, change, gap=8)))

    # --- one of them --------------------------------------------------------------------------------------------

    def _on_chosen(self, id: str) -> None:
        self.edit(self._deeds.begin(id))

    def edit(self, changes: Any) -> None:
        id = self.id_of(changes)
        editor = self._editor = self.make_editor(changes)
        editor.left.connect(partial(self.show_list, f"{self.name}_{id}"))
        editor.publish_wanted.connect(self._on_publish)
        self.put(editor, self._before(id))
        QTimer.singleShot(0, editor, lambda: editor.first_field().setFocus())

    def _before(self, id: str) -> Card:
        """What was published before, what goes to another office, and the way back to what was shipped."""
        one = next(each for each in self.every() if each.id == id)
        card = parts.settings_card(_("What was published"), name=f"{self.name}_editions")
        if one.counting is None and not one.earlier:
            card.add(Label(self._words.nothing_yet, "muted", wrap=True))
        if one.counting is not None:
            card.add(self._counting(one.counting))
            save = Button(_("Save for another office"), icon="save", name=f"{self.name}_export")
            save.clicked.connect(partial(self._on_export, id, one.counting))
            drop = Button(self._words.as_shipped, icon="undo", name=f"{self.name}_drop")
            drop.clicked.connect(partial(self._on_drop, id))
            card.add(boxed(row(save, drop, None)))
        for made in one.earlier:
            again = Button(_("Publish again"), Kind.SMALL, name=f"restore_{made.sign}")
            again.setAccessibleName(_("Publish again: {name}").format(name=made.sign))
            again.clicked.connect(partial(self._on_restore, id, made.mark))
            card.add(Line(), Row(made.sign, made_words(made), icon="history", end=again))
        return card

    def _counting(self, made: Made[Any, Any]) -> QWidget:
        if not made.faults:
            return Row(made.sign, made_words(made), icon="check", end=Chip(_("in use")))
        return Banner(Tone.SOON, self._words.fits_no_more, "\n".join(self.fault_lines(made)))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_publish(self, changes: Any) -> None:
        try:
            self._deeds.publish(changes)
        except Exception as error:  # noqa: BLE001 - a full disk, a fault: it is said in the editor
            if self._editor is not None:
                self._editor.refuse(error)
            return
        self._done(self.id_of(changes), self._words.published)

    def _on_drop(self, id: str) -> None:
        self._deeds.drop(id)
        self._done(id, self._words.dropped)

    def _on_restore(self, id: str, mark: int) -> None:
        try:
            self._deeds.restore(id, mark)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._done(id, self._words.published)

    def _done(self, id: str, words: str) -> None:
        self._shell.say(words)
        self.show_list(f"{self.name}_{id}")

    def _on_export(self, id: str, made: Made[Any, Any]) -> None:
        ending = self._deeds.ending
        path = self._shell.files.save_file(
            self, _("Save the file"), self._deeds.file_name(id, made.sign), _pattern(ending)
        )
        if path is None:
            return
        path = path if path.name.endswith(ending) else Path(f"{path}{ending}")
        try:
            self._deeds.save(id, path)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(self._words.saved)

    def _on_import(self) -> None:
        chosen = self._shell.files.open_files(self, _("Choose the file"), _pattern(self._deeds.ending))
        if not chosen:
            return
        try:
            changes = self._deeds.bring(chosen[0])
        except Refused as refusal:
            self._shell.say(explain(refusal), trouble=True)
            return
        self.edit(changes)

    def put(self, *shown: QWidget) -> None:
        """Show these instead of what stood there."""
        layout = self._place.layout()
        if layout is not None:
            clear(layout)
            for one in shown:
                layout.addWidget(one)
        self.verticalScrollBar().setValue(0)


def _pattern(ending: str) -> str:
    return _("Files of Ancora ({pattern})").format(pattern=f"*{ending}")


def made_words(made: Made[Any, Any]) -> str:
    return _("{sign} · {time} · {worker}").format(sign=made.sign, time=datetime_words(made.at), worker=made.worker)
