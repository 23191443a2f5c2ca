"""Settings: registers that were brought in, each of which can be undone as one act."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Kind,
    Label,
    RowList,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, datetime_words, ngettext, number_words
from desktop.services import erased_list, register_undo
from desktop.services.register_undo import Import, Undone


class RegisterTab(parts.Tab):
    """Bring another one in; take one back after a second question."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._shell, self._session = shell, shell.session
        self._begin = Button(_("Bring a register in…"), Kind.PRIMARY, icon="inbox", name="bring_register")
        self._begin.clicked.connect(partial(shell.navigate, "register"))
        why = _("A register kept in Excel, LibreOffice or a text with columns becomes cases or reports. You see first "
                "what each column means and which rows would be refused.")  # fmt: skip
        card = parts.settings_card(
            _("From paper and Excel"), Label(why, "small-muted", wrap=True), boxed(row(self._begin, None)), name="bring"
        )
        self._asking, self._told = boxed(column(gap=8)), boxed(column(gap=8))
        self._head = SectionHeader(_("Earlier imports"), 0)
        self._list = RowList(margin=16)
        self._list.setObjectName("imports")
        self._none = Label(_("No register was brought in yet."), "muted", wrap=True)
        self.add(card, self._told, self._asking, self._head, self._none, self._list)
        self._told.hide()
        self._asking.hide()

    def first_field(self) -> QWidget:
        return self._begin

    def refresh(self) -> None:
        found = register_undo.every(self._session)
        self._head.set_count(len(found))
        self._none.setVisible(not found)
        self._list.setVisible(bool(found))
        self._list.set_rows(*(self._row(one) for one in found))

    def leave(self) -> None:
        for box in (self._asking, self._told):
            _empty(box)

    def _row(self, one: Import) -> QWidget:
        taken = ngettext("{n} row brought in", "{n} rows brought in", one.taken).format(n=number_words(one.taken))
        parts_ = [taken]
        if one.refused:
            words = ngettext("{n} refused", "{n} refused", one.refused)
            parts_.append(words.format(n=number_words(one.refused)))
        if one.undone_at is not None:
            words = _("undone by {name}, {time}")
            parts_.append(words.format(name=one.undone_by, time=datetime_words(one.undone_at)))
        if one.kept:
            words = ngettext("{n} file stays", "{n} files stay", one.kept)
            parts_.append(words.format(n=number_words(one.kept)))
        title = f"{datetime_words(one.at)} · {one.worker}"
        words_ = boxed(
            column(Label(title, "label", wrap=True), Label(" · ".join(parts_), "small-muted", wrap=True), gap=0)
        )
        deeds = []
        if one.left:
            undo = Button(_("Undo…"), Kind.SMALL, icon="undo", name=f"undo_{one.id}")
            undo.clicked.connect(partial(self._on_ask, one))
            deeds.append(undo)
        return Beside(words_, *deeds, least=260, margins=(0, 4, 0, 4))

    def _on_ask(self, one: Import, _checked: bool = False) -> None:
        self.leave()
        words = ngettext(
            "{n} file that came with it goes in every version, and nobody can bring it back but by importing the "
            "register again. A file in which something was saved, attached or begun since is named and stays.",
            "{n} files that came with it go in every version, and nobody can bring them back but by importing the "
            "register again. Files in which something was saved, attached or begun since are named and stay.",
            one.left,
        )  # fmt: skip
        undo = Button(_("Undo the import"), Kind.PRIMARY, icon="undo", name="undo_now")
        undo.clicked.connect(partial(self._on_undo, one))
        stay = Button(_("Leave it as it is"), name="undo_not")
        stay.clicked.connect(self.leave)
        card = Card(gap=10)
        card.setObjectName("undo_card")
        title = _("Undo the import of {time}").format(time=datetime_words(one.at))
        card.add(
            SectionHeader(title), Label(words.format(n=number_words(one.left)), wrap=True), boxed(row(undo, stay, None))
        )
        _put(self._asking, card)
        QTimer.singleShot(0, stay, stay.setFocus)

    def _on_undo(self, one: Import, _checked: bool = False) -> None:
        self.leave()
        work = partial(register_undo.undo_in_job, self._session, one.id)
        job = self._shell.work(_("Undoing an import"), work, self._on_undone)
        job.ended.connect(self.refresh)

    def _on_undone(self, done: Undone) -> None:
        erased_list.forget_keys(self._session)
        self._session.announce("case")
        gone = ngettext("{n} file was taken back.", "{n} files were taken back.", done.gone).format(
            n=number_words(done.gone)
        )
        told = []
        if done.kept:
            words = _("Changed since, or held back by law, and kept: {codes}")
            told.append(words.format(codes=", ".join(done.kept[:40])))
        if done.kept_reports:
            words = ngettext("{n} report stays.", "{n} reports stay.", done.kept_reports)
            told.append(words.format(n=number_words(done.kept_reports)))
        if not done.traces_gone:
            told.append(_("The last traces go when the program is closed. Close it once today."))
        if not done.backed_up:
            told.append(_("A new backup could not be made. Make one in the tab of the database."))
        banner = Banner(Tone.SOON if told else Tone.DONE, gone, "\n".join(told))
        banner.setObjectName("undone")
        _put(self._told, banner)
        self._shell.say(gone)


def _empty(box: QWidget) -> None:
    if (layout := box.layout()) is not None:
        clear(layout)
    box.hide()


def _put(box: QWidget, shown: QWidget) -> None:
    if (layout := box.layout()) is not None:
        layout.addWidget(shown)
    box.show()
