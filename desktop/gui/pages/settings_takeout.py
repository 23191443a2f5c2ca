"""Settings: leaving with the data, a case or everything, in a format that needs no program of ours."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.settings_takeout_parts import (
    BeforeItLeaves,
    OpenReceived,
    WhatLeaves,
    made,
    reader_words,
)
from desktop.gui.shell import Shell
from desktop.gui.widgets import Banner, Button, Card, Choice, Kind, Label, Tone, boxed, clear, column, row
from desktop.i18n import _
from desktop.jobs import Job
from desktop.refusals import Refused, explain
from desktop.services import takeout
from desktop.services.takeout import Preview, Recipient, TakenOut, Wanted

KEY_FILE, CLEAR, OFFICE = "key-file", "clear", "office:"


class TakeoutTab(parts.Tab):
    """Choose, look, confirm twice, save; whatever is changed on the way begins anew."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._key: Recipient | None = None
        self._job: Job | None = None
        self._before: BeforeItLeaves | None = None
        self._received = OpenReceived(takeout.words_to_type(self._session, None))
        self._received.wanted.connect(self._on_open)
        self._shown_below = boxed(column(gap=0))
        self.add(self._choices(), self._shown_below, self._received)

    def first_field(self) -> QWidget:
        return self._what.first_field()

    def refresh(self) -> None:
        """The offices that are trusted now; what is chosen stays."""
        options = [(OFFICE + one.code, _office_words(one.kind, one.code)) for one in takeout.readers(self._session)]
        options += [(KEY_FILE, _("somebody with a key of age, in a file")), (CLEAR, _("anybody: no lock at all"))]
        self._who.set_options(options)

    def leave(self) -> None:
        """Nothing that was typed or confirmed stays."""
        self._what.clear()
        self._who.set_value(None)
        self._key = None
        self._received.clear()
        self._begin_anew()

    # --- choosing -----------------------------------------------------------------------------------------------

    def _choices(self) -> Card:
        self._what = WhatLeaves()
        self._what.changed.connect(self._begin_anew)
        self._who = Choice([], _("Who can read it"), width=360)
        self._who.setObjectName("takeout_who")
        self._who.activated.connect(self._on_who)
        self._choose_key = Button(_("Choose the file of the key"), icon="folder", name="takeout_key")
        self._choose_key.clicked.connect(self._on_key)
        self._choose_key.hide()
        self._whose = Label("", "muted", wrap=True)
        self._whose.hide()
        self._look = Button(_("Show what leaves"), Kind.PRIMARY, icon="search", name="takeout_look")
        self._look.clicked.connect(self._on_look)
        why = _("A case or everything, in files that need no program of ours: the answers with their history, attached "
                "files, and each case on paper. The format is described in the file itself.")  # fmt: skip
        return parts.settings_card(
            _("Leaving with the data"),
            Label(why, "small-muted", wrap=True),
            boxed(column(Label(_("What leaves"), "label"), self._what, gap=4)),
            boxed(column(Label(_("Who can read it"), "label", buddy=self._who), row(self._who, None), gap=4)),
            boxed(column(row(self._choose_key, None), self._whose, gap=4)),
            boxed(column(row(self._look, None), gap=0)),
            name="takeout",
        )

    def _on_who(self) -> None:
        self._key = None
        self._choose_key.setVisible(self._who.value() == KEY_FILE)
        self._whose.hide()
        self._begin_anew()

    def _on_key(self) -> None:
        chosen = self._shell.files.open_files(self, _("Choose the file of the key"), "*")
        self._begin_anew()
        if not chosen:
            return
        try:
            self._key = takeout.read_recipient(chosen[0])
        except Refused as refusal:
            self._refuse(refusal)
            return
        self._whose.setText(reader_words(self._key))
        self._whose.show()

    def _begin_anew(self) -> None:
        if self._job is not None:
            self._job.stop()
        self._choose_key.setVisible(self._who.value() == KEY_FILE)
        self._whose.setVisible(self._key is not None)
        self._put(None)

    def _recipient(self) -> Recipient | None:
        who = self._who.value()
        if who == CLEAR:
            return None
        if who is not None and who.startswith(OFFICE):
            return takeout.to_office(self._session, who.removeprefix(OFFICE))
        if self._key is None:
            raise Refused("reader-needed")
        return self._key

    # --- looking ------------------------------------------------------------------------------------------------

    def _on_look(self) -> None:
        self._begin_anew()
        try:
            wanted = Wanted(self._what.case(), self._recipient())
        except Refused as refusal:
            self._refuse(refusal)
            return
        self._job = self._shell.jobs.start(
            _("Counting what leaves"), partial(takeout.look_in_job, self._session, wanted)
        )
        self._job.finished.connect(self._on_preview)
        self._job.failed.connect(self._refuse)

    def _on_preview(self, preview: Preview) -> None:
        before = BeforeItLeaves(preview)
        before.wanted.connect(partial(self._on_save, preview.wanted))
        self._put(before)
        self._before = before
        before.first_field().setFocus()
        QTimer.singleShot(0, self, self._scroll_to_it)  # once it has its place

    def _scroll_to_it(self) -> None:
        self.verticalScrollBar().setValue(self._shown_below.y())

    # --- saving -------------------------------------------------------------------------------------------------

    def _on_save(self, wanted: Wanted, typed: str) -> None:
        name = takeout.neutral_name(self._session, wanted.recipient)
        path = self._ask_place(name)
        if path is None:
            return
        self._set_busy(True)
        work = partial(takeout.take_out_in_job, self._session, wanted, path, typed)
        job = self._shell.jobs.start(_("Making the file"), work)
        job.finished.connect(self._on_made)
        job.failed.connect(self._shell.refuse)
        job.ended.connect(partial(self._set_busy, False))

    def _set_busy(self, busy: bool) -> None:
        """While the file is made; whoever went to another page has confirmed nothing any more."""
        if self._before is not None:
            self._before.set_busy(busy)

    def _on_made(self, done: TakenOut) -> None:
        self._put(made(done))
        self._session.announce("sync")
        self._shell.say(_("The file was made."))
        self._look.setFocus()

    def _on_open(self, typed: str) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{takeout.SEALED}")
        chosen = self._shell.files.open_files(self, _("Choose the file"), pattern)
        path = self._ask_place(takeout.neutral_name(self._session, None)) if chosen else None
        if path is None:
            return
        work = partial(takeout.open_in_job, self._session, chosen[0], path, typed)
        job = self._shell.jobs.start(_("Opening the file"), work)
        job.finished.connect(self._on_opened)
        job.failed.connect(self._shell.refuse)

    def _on_opened(self, path: Path) -> None:
        self._received.clear()
        self._shell.say(_("It was opened: {file}. It lies in clear now.").format(file=path.name))

    def _ask_place(self, name: str) -> Path | None:
        ending = Path(name).suffix
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ending}")
        path = self._shell.files.save_file(self, _("Save the file"), name, pattern)
        return path if path is None or path.name.endswith(ending) else path.with_name(path.name + ending)

    def _refuse(self, error: BaseException) -> None:
        banner = Banner(Tone.SOON, _("Nothing can leave now"), explain(error))
        banner.setObjectName("takeout_trouble")
        self._put(banner)

    def _put(self, shown: QWidget | None) -> None:
        """What stands below the choices now, in place of what stood there."""
        self._before = None
        if (layout := self._shown_below.layout()) is None:
            return
        clear(layout)
        if shown is not None:
            layout.addWidget(shown)


def _office_words(kind: str, code: str) -> str:
    return (_("the region {code}") if kind == "region" else _("the office {code}")).format(code=code)
