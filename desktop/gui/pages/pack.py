"""What the region sent down, in an office: every change before it counts, then the whole of it or nothing, and back."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.gui.pages import pack_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    BottomBar,
    Button,
    Card,
    EmptyState,
    Kind,
    Label,
    Line,
    PageFrame,
    PageHeader,
    Question,
    ScrollPage,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, ngettext
from desktop.jobs import Job, Report
from desktop.refusals import Refused
from desktop.services import pack_words, packs
from desktop.services.library import Library
from desktop.services.packs import Info, Preview, State
from desktop.services.session import PEOPLE, Session


class PackPage(QWidget):
    """A pack can be taken over only by a head who says that the changes were read."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pack")
        self._shell, self._session = shell, shell.session
        self._may = self._session.worker.role in PEOPLE
        self._wanted: int | None = None
        self._preview: Preview | None = None
        self._job: Job | None = None
        self._focus = False  # somebody came here, and waits for the changes
        self._back: Button | None = None
        self._page = ScrollPage()
        self._bar = self._build_bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(PageFrame(self._page, footer=self._bar))

    def _build_bar(self) -> QWidget:
        self._read = QCheckBox(_("I have read the changes. They may count in this office."))
        self._read.setObjectName("pack_read")
        speak(self._read, self._read.text())
        self._read.toggled.connect(self._settle)
        self._aside = Button(_("Put aside"), name="pack_decline")
        self._aside.clicked.connect(self._on_decline)
        self._take = Button(_("Take over"), Kind.PRIMARY, icon="check", name="pack_accept")
        self._take.clicked.connect(self._on_accept)
        return BottomBar(self._read, self._aside, self._take)

    def arrive(self, version: int | str | None = None) -> None:
        """The pack that was asked for, else the one that waits, else the one that counts."""
        self._wanted, self._focus = int(version) if version is not None else None, True
        self._show()

    def refresh(self) -> None:
        """What was imported meanwhile may wait for an answer; what is being read stays."""
        if self._preview is None and self._job is None:
            self._show()

    def first_field(self) -> QWidget | None:
        if self._bar.isVisibleTo(self) and self._read.isEnabled():
            return self._read
        return self._page.findChild(Button, "pack_rollback") or self._back

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = packs.state(self._session)
        shown = self._chosen(state)
        self._preview = None
        self._read.setChecked(False)
        self._settle()
        self._page.empty()
        self._page.add(self._top())
        if shown is None:
            self._page.add(_nothing())
            self._bar.hide()
            return
        self._bar.setVisible(self._may and not shown.counts)
        self._aside.setVisible(shown.waits)
        self._page.add(_card(parts.pack_head(shown)))
        self._page.add(Label(_("The changes are being looked up…"), "muted"))
        work = partial(_look, self._session, shown)
        self._job = self._shell.work(_("Looking up what changes"), work, partial(self._on_found, state))
        self._job.failed.connect(self._on_failed)

    def _top(self) -> QWidget:
        self._back = Button(_("Synchronisation"), Kind.SMALL_LINK, icon="arrow-left", name="pack_back")
        self._back.clicked.connect(self._on_back)
        header = PageHeader(
            _("What the region sends down"),
            _("Forms, protocols, lists, lines and tables. Nothing about anybody, and nothing counts by itself."),
        )
        return boxed(column(row(self._back, None), header, gap=4))

    def _chosen(self, state: State) -> Info | None:
        every = [one for one in (state.waiting, state.counting, *state.others) if one is not None]
        return next((one for one in every if one.version == self._wanted), every[0] if every else None)

    def _on_found(self, state: State, preview: Preview) -> None:
        if self._job is None or self._job.result is not preview:
            return  # another pack was asked for meanwhile
        self._job, self._preview = None, preview
        info = preview.info
        self._page.empty()
        self._page.add(self._top())
        self._page.add(_card(parts.pack_head(info), *self._deeds(info)))
        self._page.add(*self._warnings(preview))
        if not self._may and not info.counts:
            self._page.add(
                Banner(Tone.INFO, _("The head of the office decides."), _("You see here what would change."))
            )
        if info.counts:
            self._page.add(parts.heading(_("What this pack holds")))
        else:
            words = parts.count_words(preview.groups)
            self._page.add(parts.heading(_("What would change here")), Label(words, "muted", wrap=True))
        self._page.add(*parts.groups_column(preview.groups))
        others = [one for one in (state.counting, state.waiting, *state.others) if one and one.version != info.version]
        if others:
            self._page.add(parts.heading(_("Other packs"), len(others)), self._others(others))
        self._settle()
        first = self.first_field()
        if first is not None and self._focus:
            first.setFocus()
        self._focus = False

    def _on_failed(self, _error: object) -> None:
        self._job = None

    def _deeds(self, info: Info) -> list[QWidget]:
        if not info.counts or not self._may:
            return []
        self._undo = Button(_("Stop using this pack"), icon="undo", name="pack_rollback")
        self._undo.clicked.connect(self._ask_back)
        self._sure = boxed(column(gap=0))
        return [boxed(row(self._undo, None)), self._sure]

    def _warnings(self, preview: Preview) -> list[QWidget]:
        found: list[QWidget] = []
        for fault in preview.faults:
            banner = Banner(Tone.SOON, _("This pack does not fit this program."), pack_words.fault_words(fault))
            found.append(banner)
        if preview.own:
            words = _("They stay as they are and stop counting until you correct them under Settings: {names}.")
            title = ngettext(
                "The office’s own changes of {n} form or protocol would not fit any more.",
                "The office’s own changes of {n} forms or protocols would not fit any more.",
                len(preview.own),
            )
            title = title.format(n=len(preview.own))
            found.append(Banner(Tone.SOON, title, words.format(names=", ".join(preview.own))))
        return found

    def _others(self, others: list[Info]) -> Card:
        card = Card(gap=6)
        for at, one in enumerate(others):
            if at:
                card.add(Line())
            look = Button(_("Look"), Kind.SMALL, icon="eye", name=f"pack_look_{one.version}")
            speak(look, _("Look"), parts.pack_title(one))
            look.clicked.connect(partial(self.arrive, one.version))
            card.add(Beside(parts.pack_head(one), look, least=220))
        return card

    def _settle(self, _ignored: object = None) -> None:
        ready = self._preview is not None and not self._preview.faults
        self._read.setEnabled(ready)
        self._take.setEnabled(ready and self._read.isChecked())
        self._aside.setEnabled(self._preview is not None)

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_accept(self) -> None:
        if self._preview is None or not self._read.isChecked():
            return
        self._read.setEnabled(False)
        self._take.setEnabled(False)
        work = partial(_accept, self._session, self._preview.info.version)
        job = self._shell.work(_("Taking over what the region sends down"), work, self._on_accepted)
        job.failed.connect(self._settle)

    def _on_accepted(self, made: tuple[Info, Library]) -> None:
        done, fresh = made
        packs.take_library(self._session, fresh)
        self._shell.say(
            _("Pack {count} counts from now on. What was filled in before stays as it was.").format(count=done.version)
        )
        self.arrive(done.version)

    def _on_decline(self) -> None:
        if self._preview is None:
            return
        try:
            packs.decline(self._session, self._preview.info.version)
        except Refused as refusal:
            self._shell.refuse(refusal)
            return
        self._shell.say(_("It was put aside. It can be taken over later."))
        self.arrive()

    def _ask_back(self) -> None:
        """Taking back asks once more, beside the button."""
        layout = self._sure.layout()
        if layout is None or layout.count():
            return
        question = Question(
            _("Stop using this pack?"),
            _("What counted before counts again. Nothing that was answered goes, and sheets keep their questions."),
            (("stay", _("Go on using it")), ("back", _("Stop using it"))),  # a slip of the hand changes nothing
        )
        question.setObjectName("pack_sure")
        question.answered.connect(self._on_sure)
        layout.addWidget(question)
        question.first().setFocus()

    def _on_sure(self, way: str) -> None:
        if way == "stay":
            self._show()
            return
        work = partial(_rollback, self._session)
        self._shell.work(_("Taking back what the region sent down"), work, self._on_taken_back)

    def _on_taken_back(self, made: tuple[Info | None, Library]) -> None:
        earlier, fresh = made
        packs.take_library(self._session, fresh)
        if earlier is None:
            self._shell.say(_("No pack counts any more: everything is as the program brought it."))
        else:
            self._shell.say(_("Pack {count} counts again.").format(count=earlier.version))
        self.arrive(earlier.version if earlier else None)

    def _on_back(self) -> None:
        self._shell.navigate("sync")


def _accept(session: Session, version: int, _report: Report) -> tuple[Info, Library]:
    return packs.accept_beside(session, version)


def _rollback(session: Session, _report: Report) -> tuple[Info | None, Library]:
    return packs.rollback_beside(session)


def _look(session: Session, info: Info, _report: Report) -> Preview:
    """What would change; of the pack that counts, all that it says."""
    with session.beside() as own:
        found = packs.preview(own, info.version)
        if not info.counts:
            return found
        return Preview(found.info, packs.content(own, info.version), found.own, ())


def _card(*shown: QWidget) -> Card:
    card = Card(gap=8)
    card.add(*shown)
    return card


def _nothing() -> EmptyState:
    return EmptyState(
        "inbox",
        _("Nothing came from the region yet"),
        _("When a file of the region is imported under Synchronisation, its changes stand here first."),
    )
