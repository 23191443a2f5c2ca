"""A region's root in the window: its papers, the list that two people read and sign, the files for the offices."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.code_field import CodeField
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    FlowBox,
    Kind,
    Label,
    SectionHeader,
    Segment,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, date_words, language, ngettext, number_words
from desktop.jobs import Report
from desktop.refusals import Refused, explain
from desktop.services import region_root
from desktop.services.region_root import Draft, RootSecret, RootState
from desktop.services.session import Session


class RootBlock(Card):
    """One step at a time: how it stands, the papers, or the list before it is signed."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("root_block")
        self._shell, self._session = shell, shell.session
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("root_trouble")
        self._trouble.hide()
        self._told = Label("", wrap=True)
        self._told.setObjectName("root_told")
        self._sign = Button(_("Sign the list…"), Kind.PRIMARY, icon="pencil", name="root_sign_open")
        self._sign.clicked.connect(self._on_sign)
        self._files = Button(_("Make the files for the offices…"), icon="upload", name="root_files")
        self._files.clicked.connect(self._on_files)
        self._make = Button(_("Make a new root…"), Kind.LINK, icon="key", name="root_make_open")
        self._make.clicked.connect(self._on_make)
        self._present = boxed(column(self._told, FlowBox(self._sign, self._files, self._make, gap=8), gap=8))
        self._papers = MakePapers()
        self._papers.wanted.connect(self._on_papers)
        self._papers.left.connect(self._close)
        self._signing = SignPanel()
        self._signing.signed.connect(self._on_signed)
        self._signing.left.connect(self._close)
        self.add(SectionHeader(_("Root of the region")), self._trouble, self._present, self._papers, self._signing)
        for panel in (self._papers, self._signing):
            panel.hide()

    def show_state(self) -> None:
        """How it stands now; what is being typed stays."""
        state = region_root.state(self._session)
        news = news_words(region_root.draft(self._session)) if state.version else ""
        self._told.setText(f"{state_words(state)} {news}".rstrip())
        begun = state.number is not None or state.waiting is not None
        self._sign.setVisible(begun)
        self._files.setVisible(state.version > 0)
        self._make.set_word(_("Make a new root…") if begun else _("Make the root…"))

    def forget(self) -> None:
        """No group of a paper stays on the screen."""
        self._close()

    def _close(self) -> None:
        self._trouble.hide()
        self._papers.hide()
        self._signing.hide()
        self._signing.forget()
        self._present.show()
        self.show_state()

    def _refuse(self, error: BaseException) -> None:
        self._trouble.set_words(explain(error))
        self._trouble.show()

    # --- the papers -----------------------------------------------------------------------------------------------

    def _on_make(self) -> None:
        self._present.hide()
        self._papers.show()
        self._papers.first_field().setFocus()

    def _on_papers(self, count: int, to_printer: bool) -> None:
        self._trouble.hide()
        try:
            root = region_root.new(self._session)
        except Refused as refusal:
            self._refuse(refusal)
            return
        self._papers.set_busy(True)
        work = partial(_papers, self._session, root, count, language())
        job = self._shell.jobs.start(_("Making the paper"), work)
        job.finished.connect(partial(self._on_made, root, count, to_printer))
        job.failed.connect(self._refuse)
        job.ended.connect(partial(self._papers.set_busy, False))

    def _on_made(self, root: RootSecret, count: int, to_printer: bool, pages: list[bytes]) -> None:
        """Only what lies on paper or in files is a root; given up half-way it is none."""
        try:
            done = self._print(pages) if to_printer else self._save(pages)
            if not done:
                return
            region_root.keep(self._session, root, count)
        except Refused as refusal:
            self._refuse(refusal)
            return
        self._close()
        self._shell.say(
            _("It goes to the printer. The queue of the printer may keep a copy.")
            if to_printer
            else _("The files were saved. Print them, give each to its person, and delete them.")
        )
        self._sign.setFocus()

    def _print(self, pages: Sequence[bytes]) -> bool:
        return all(self._shell.files.print_pdf(self, data) for data in pages)

    def _save(self, pages: Sequence[bytes]) -> bool:
        folder = self._shell.files.choose_folder(self, _("Where to put the files"))
        if folder is None:
            return False
        region_root.save_papers(folder, pages)
        return True

    # --- the list -------------------------------------------------------------------------------------------------

    def _on_sign(self) -> None:
        self._trouble.hide()
        self._present.hide()
        self._signing.show_draft(region_root.draft(self._session))
        self._signing.show()
        self._signing.first_field().setFocus()

    def _on_signed(self, typed: list[str], seen: Draft) -> None:
        self._trouble.hide()
        try:
            root = region_root.read(typed)
        except Exception as error:  # noqa: BLE001 - a wrong group: the person is told and goes on
            self._refuse(error)
            return
        self._signing.set_busy(True)
        job = self._shell.jobs.start(_("Signing the list"), partial(_sign, self._session, root, seen))
        job.finished.connect(self._on_done)
        job.failed.connect(self._refuse)
        job.ended.connect(partial(self._signing.set_busy, False))

    def _on_done(self, version: int) -> None:
        self._close()
        self._session.announce("sync")
        words = _("The list {version} was signed, and the root is forgotten again. Make a file for each office.")
        self._shell.say(words.format(version=version))
        self._files.setFocus()

    def _on_files(self) -> None:
        self._trouble.hide()
        folder = self._shell.files.choose_folder(self, _("Where to put the files"))
        if folder is None:
            return
        job = self._shell.jobs.start(_("Making the files"), partial(_files, self._session, folder))
        job.finished.connect(self._on_written)
        job.failed.connect(self._refuse)

    def _on_written(self, count: int) -> None:
        self._session.announce("sync")
        words = ngettext(
            "{n} file was made, locked for its office.", "{n} files were made, each locked for its office.", count
        )
        self._shell.say(words.format(n=number_words(count)))


class MakePapers(QWidget):
    """For how many people, and on what. wanted(count, to_printer) · left()"""

    wanted = Signal(int, bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("make_papers")
        self._count = Segment(
            [("2", _("Two people")), ("3", _("Three people"))], name=_("How many people keep a paper"), value="3"
        )
        self._count.setObjectName("root_count")
        self._print = Button(_("Print the papers"), Kind.PRIMARY, icon="print", name="root_print")
        self._print.clicked.connect(partial(self._on_wanted, True))
        self._save = Button(_("Save as PDF…"), icon="save", name="root_save")
        self._save.clicked.connect(partial(self._on_wanted, False))
        back = Button(_("Cancel"), name="root_cancel")
        back.clicked.connect(self.left)
        self.setLayout(
            column(
                Label(
                    _("The root is a key that exists on paper alone. Two of the people who keep a paper sign the list "
                      "of offices with it; the program asks for both papers each time and forgets them again. With "
                      "three people one may be ill, or lose a paper. A new root counts once it has signed; then every "
                      "office compares your fingerprint by telephone once more."),
                    wrap=True,
                ),
                Label(_("How many people keep a paper"), "label"),
                row(self._count, None),
                FlowBox(self._print, self._save, back, gap=8),
                gap=8,
            )
        )  # fmt: skip

    def first_field(self) -> QWidget:
        return self._print

    def set_busy(self, busy: bool) -> None:
        for button in (self._print, self._save):
            button.setEnabled(not busy)

    def _on_wanted(self, to_printer: bool, _checked: bool = False) -> None:
        self.wanted.emit(int(self._count.value() or 3), to_printer)


class SignPanel(QWidget):
    """What is to be signed, and two papers. signed(typed, draft) · left()"""

    signed = Signal(list, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_panel")
        self._draft: Draft | None = None
        self._words = boxed(column(gap=4))
        self._codes = [CodeField(_("One paper"), "root_paper_1"), CodeField(_("Another paper"), "root_paper_2")]
        self._yes = Button(_("Sign"), Kind.PRIMARY, icon="pencil", name="root_sign")
        self._yes.clicked.connect(self._on_signed)
        no = Button(_("Cancel"), name="root_sign_cancel")
        no.clicked.connect(self.left)
        self.setLayout(
            column(
                Label(_("Read together what you sign: these offices will believe each other."), wrap=True),
                self._words,
                *self._codes,
                row(self._yes, no, None),
                gap=8,
            )
        )

    def show_draft(self, found: Draft) -> None:
        self._draft = found
        layout = self._words.layout()
        if layout is None:
            return
        clear(layout)
        for words, is_news in draft_lines(found):
            layout.addWidget(Label(words, "label" if is_news else "", wrap=True))

    def first_field(self) -> QWidget:
        return self._codes[0].field

    def forget(self) -> None:
        for field in self._codes:
            field.forget()

    def set_busy(self, busy: bool) -> None:
        self._yes.setEnabled(not busy)

    def _on_signed(self) -> None:
        if self._draft is not None:
            self.signed.emit([field.text() for field in self._codes], self._draft)


def state_words(state: RootState) -> str:
    """How the root stands, and what comes next."""
    told = []
    if state.number is None and state.waiting is None:
        return _(
            "This region has no root yet. With one, the offices need not telephone each other: you compare each of "
            "them once, and sign the list of all."
        )
    if state.number is not None and state.made_on is not None:
        told.append(
            _("Root {number}, made on {day}; papers: {count}.").format(
                number=state.number, day=date_words(state.made_on), count=state.papers
            )
        )
    if state.signed_on is not None:
        told.append(
            ngettext(
                "The list {version} names {n} office and was signed on {day}.",
                "The list {version} names {n} offices and was signed on {day}.",
                state.offices,
            ).format(version=state.version, n=number_words(state.offices), day=date_words(state.signed_on))
        )
    if state.waiting is not None:
        words = _("The papers of the root {number} were made. It counts once two of them have signed the list.")
        told.append(words.format(number=state.waiting))
    return " ".join(told)


def news_words(found: Draft) -> str:
    """What the next list would say that the last one does not; empty where there is nothing."""
    news = [words for words, is_news in draft_lines(found)[1:] if is_news]
    return " ".join((_("What waits for the next list:"), *news)) if news else ""


def draft_lines(found: Draft) -> list[tuple[str, bool]]:
    """What is new in the next list, then all that it names; news are strong."""
    lines = [(_("List {version}").format(version=found.version), True)]
    for words, offices in (
        (_("New: {offices}."), found.added),
        (_("With new keys: {offices}."), found.changed),
        (_("No longer valid: {offices}."), found.revoked),
    ):
        if offices:
            lines.append((words.format(offices=", ".join(offices)), True))
    if len(lines) == 1:
        lines.append((_("Nothing has changed since the last list; it only gets a new date."), False))
    every = ", ".join(one.office for one in found.in_force)
    lines.append((_("In force in all: {offices}.").format(offices=every), False))
    return lines


def _papers(session: Session, root: RootSecret, count: int, in_language: str, _report: Report) -> list[bytes]:
    return region_root.papers(session, root, count, in_language)


def _sign(session: Session, root: RootSecret, seen: Draft, _report: Report) -> int:
    with session.beside() as own:
        return region_root.sign(own, root, seen).version


def _files(session: Session, folder: Path, report: Report) -> int:
    with session.beside() as own:
        offices = region_root.addressees(own)
        for done, office in enumerate(offices):
            report(done, len(offices))
            region_root.export(own, office, folder)
    return len(offices)
