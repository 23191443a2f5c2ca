"""Settings: the protocols of this office; a head changes deadlines and words, adds steps, and publishes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_protocols_editor import Editor
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Chip, Kind, Label, Line, Row, Tone, boxed, clear, column, row
from desktop.i18n import _, datetime_words, ngettext, pick
from desktop.protocols.local import Changes
from desktop.refusals import Refused, explain
from desktop.services import local_protocols
from desktop.services.local_protocols import Made, OfProtocol


class ProtocolsTab(parts.Tab):
    """The list of protocols, or the changes of one of them."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._editor: Editor | None = None
        self._place = boxed(column(gap=12))
        self._first: QWidget = self
        self.add(self._place)

    def first_field(self) -> QWidget:
        return self._editor.first_field() if self._editor is not None else self._first

    def refresh(self) -> None:
        """The list as it is now; changes that are being made stay."""
        if self._editor is None:
            self._show_list()

    # --- the list -----------------------------------------------------------------------------------------------

    def _show_list(self, focus: str = "") -> None:
        self._editor = None
        why = _("Here a head of office changes deadlines and words and adds steps. A team that runs keeps the version "
                "it began with.")  # fmt: skip
        card = parts.settings_card(_("Protocols of the office"), Label(why, "small-muted", wrap=True), name="protocols")
        every = local_protocols.editions(self._session)
        for at, one in enumerate(every):
            if at:
                card.add(Line())
            card.add(self._row(one))
        bring = Button(_("Bring in changes from a file"), icon="upload", name="protocol_import")
        bring.clicked.connect(self._on_import)
        card.add(boxed(row(bring, None)))
        self._put(card)
        found = self.findChild(Button, focus) if focus else None
        self._first = (self.findChild(Button, f"protocol_{every[0].protocol.id}") if every else None) or bring
        if found is not None:
            QTimer.singleShot(0, found, found.setFocus)

    def _row(self, one: OfProtocol) -> Row:
        title, steps = pick(one.protocol.title), len(one.protocol.steps)
        second = ngettext("{n} step", "{n} steps", steps).format(n=steps)
        if one.counting:
            second = f"{second} · {_made_words(one.counting)}"
        change = Button(_("Change"), Kind.SMALL, name=f"protocol_{one.protocol.id}")
        change.setAccessibleName(_("Change: {name}").format(name=title))
        change.clicked.connect(partial(self._on_protocol, one.protocol.id))
        end: list[QWidget] = []
        if one.counting is not None:
            fits = not one.counting.faults
            words = _("the office's own") if fits else _("no longer fits")
            end.append(Chip(words, tone=Tone.PLAIN if fits else Tone.SOON))
        return Row(title, second, icon="list", end=boxed(row(*end, change, gap=8)))

    # --- one protocol -------------------------------------------------------------------------------------------

    def _on_protocol(self, protocol: str) -> None:
        self._edit(local_protocols.begin(self._session, protocol))

    def _edit(self, changes: Changes) -> None:
        self._editor = editor = Editor(self._session, changes)
        editor.left.connect(partial(self._show_list, f"protocol_{changes.protocol}"))
        editor.publish_wanted.connect(self._on_publish)
        self._put(editor, self._before(changes.protocol))
        QTimer.singleShot(0, editor, lambda: editor.first_field().setFocus())

    def _before(self, protocol: str) -> Card:
        """What was published before, what goes to another office, and the way back to what was shipped."""
        of = local_protocols.of_protocol(self._session, protocol)
        card = parts.settings_card(_("What was published"), name="protocol_editions")
        if of.counting is None and not of.earlier:
            card.add(Label(_("Nothing yet. Teams begin with the protocol as it was shipped."), "muted", wrap=True))
        if of.counting is not None:
            card.add(_counting(of.counting))
            save = Button(_("Save for another office"), icon="save", name="protocol_export")
            save.clicked.connect(partial(self._on_export, of))
            drop = Button(_("Begin with it as it was shipped"), icon="undo", name="protocol_drop")
            drop.clicked.connect(partial(self._on_drop, protocol))
            card.add(boxed(row(save, drop, None)))
        for one in of.earlier:
            again = Button(_("Publish again"), Kind.SMALL, name=f"restore_{one.sign}")
            again.setAccessibleName(_("Publish again: {name}").format(name=one.sign))
            again.clicked.connect(partial(self._on_restore, protocol, one.mark))
            card.add(Line(), Row(one.sign, _made_words(one), icon="history", end=again))
        return card

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_publish(self, changes: Changes) -> None:
        editor = self._editor
        try:
            local_protocols.publish(self._session, changes)
        except Exception as error:  # noqa: BLE001 - a full disk, a fault: it is said in the editor
            if editor is not None:
                editor.refuse(error)
            return
        self._done(changes.protocol, _("Published. New teams begin with it; running ones go on as they began."))

    def _on_drop(self, protocol: str) -> None:
        local_protocols.drop(self._session, protocol)
        self._done(protocol, _("Teams begin with the protocol as it was shipped. Running teams go on as they began."))

    def _on_restore(self, protocol: str, mark: int) -> None:
        try:
            local_protocols.restore(self._session, protocol, mark)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._done(protocol, _("Published. New teams begin with it; running ones go on as they began."))

    def _done(self, protocol: str, words: str) -> None:
        self._shell.say(words)
        self._show_list(f"protocol_{protocol}")

    def _on_export(self, of: OfProtocol) -> None:
        if of.counting is None:
            return
        name = local_protocols.file_name(of.protocol, of.counting.sign)
        path = self._shell.files.save_file(self, _("Save the file"), name, _pattern())
        if path is None:
            return
        path = path if path.name.endswith(local_protocols.ENDING) else Path(f"{path}{local_protocols.ENDING}")
        try:
            local_protocols.export_file(self._session, of.protocol.id, path, replace_file=True)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("Saved. The file holds steps and deadlines, and nothing about anybody."))

    def _on_import(self) -> None:
        chosen = self._shell.files.open_files(self, _("Choose the file"), _pattern())
        if not chosen:
            return
        try:
            changes = local_protocols.import_file(self._session, chosen[0])
        except Refused as refusal:
            self._shell.say(explain(refusal), trouble=True)
            return
        self._edit(changes)

    def _put(self, *shown: QWidget) -> None:
        layout = self._place.layout()
        if layout is not None:
            clear(layout)
            for one in shown:
                layout.addWidget(one)
        self.verticalScrollBar().setValue(0)


def _counting(made: Made) -> QWidget:
    if not made.faults:
        return Row(made.sign, _made_words(made), icon="check", end=Chip(_("in use")))
    words = _("The program brought a newer protocol, and these changes do not fit it any more. Teams begin with it as "
              "it was shipped until you correct them and publish again.")  # fmt: skip
    return Banner(Tone.SOON, words)


def _pattern() -> str:
    return _("Files of Ancora ({pattern})").format(pattern=f"*{local_protocols.ENDING}")


def _made_words(made: Made) -> str:
    return _("{sign} · {time} · {worker}").format(sign=made.sign, time=datetime_words(made.at), worker=made.worker)
