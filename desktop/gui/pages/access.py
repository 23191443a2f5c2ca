"""Who sees a case: people from whom it is hidden, its seal, what was opened in an emergency, who was in it lately."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import access_parts as parts
from desktop.gui.pages.access_glass import GlassCard
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Kind,
    Label,
    PageFrame,
    PageHeader,
    RowList,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    column,
    row,
)
from desktop.i18n import _
from desktop.jobs import Report, Work
from desktop.refusals import Refused
from desktop.services import access, cases, journal
from desktop.services.access import Glass, SealState
from desktop.services.session import PEOPLE, Session

LATELY = 12  # entries of the log


class AccessPage(QWidget):
    """Opened from a case; whoever may decide finds buttons, everybody else reads."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("access")
        self._shell = shell
        self._case = self._scope = ""
        self._back = Button(_("Back to the case"), Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("Access"), " ", self._back)
        self._state = self._build_state()
        self._editor = parts.SealEditor()
        self._editor.wanted.connect(self._on_seal)
        self._editor.left.connect(self._leave_editor)
        self._sure = Banner(
            Tone.SOON,
            _("Take the seal away?"),
            _("Everybody sees it again who is not hidden from it, and the search finds its words."),
            links=[("yes", _("Take the seal away")), ("no", _("Leave it sealed"))],
        )
        self._sure.setObjectName("sure")
        self._sure.followed.connect(self._on_sure)
        self._people, self._sheets = parts.PeopleList(), parts.SheetList()
        self._people.hiding.connect(self._on_hide)
        self._people.showing.connect(partial(self._on_people, access.allow))
        self._sheets.asked.connect(self._on_sheet)
        self._sheets.opening.connect(self._ask_sure)
        self._glass = GlassCard(shell)
        self._glass.opened.connect(self._on_glass_opened)
        self._glass.left.connect(self._close_glass)
        self._ask_glass = Button(
            _("Open what is sealed here in an emergency…"), Kind.SMALL_LINK, icon="unlock", name="ask_glass"
        )
        self._ask_glass.clicked.connect(self._open_glass)
        self._broken, self._lately = RowList(), RowList()
        self._groups = [
            _group(_("People"), self._people),
            _group(_("Single sheets"), self._sheets),
            _group(_("Opened in an emergency"), self._broken),
            _group(_("Who was in this case lately"), self._lately),
        ]
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PageFrame(self._middle(), context=_meaning(), context_title=_("What it means")))

    def arrive(self, *, case: str = "", **_where: object) -> None:
        self._case = case or self._case
        self._close_editor()
        self._sure.hide()
        self._close_glass()
        self.refresh()

    def refresh(self) -> None:
        """Read again; a case that is not there for this person any more is left."""
        if not self._case:
            return
        try:
            with focus_kept(self):
                self._show()
        except Refused as refusal:
            self._case = ""
            self._shell.refuse(refusal)
            self._shell.navigate("cases")

    def first_field(self) -> QWidget | None:
        return self._seal if self._seal.isVisibleTo(self) else self._back

    def leave(self) -> None:
        self._close_editor()
        self._close_glass()

    # --- parts --------------------------------------------------------------------------------------------------

    def _build_state(self) -> Card:
        self._title, self._words = Label("", "section", wrap=True), Label("", "muted", wrap=True)
        self._title.setObjectName("state")
        self._seal = Button("", icon="lock", name="seal")
        self._seal.clicked.connect(self._on_case)
        self._unseal = Button(_("Take the seal away"), Kind.LINK, icon="unlock", name="unseal")
        self._unseal.clicked.connect(lambda *_pressed: self._ask_sure(self._case))
        self._ask = Label(
            _("Who sees this case is decided by the head of office and the case manager."), "small-muted", wrap=True
        )
        card = Card(gap=6)
        card.add(self._title, self._words, row(self._seal, self._unseal, None, gap=10), self._ask)
        return card

    def _middle(self) -> QWidget:
        return ScrollPage(
            self._header, self._state, self._editor, self._sure, *self._groups, self._ask_glass, self._glass
        )

    def _show(self) -> None:
        session = self._shell.session
        file, seers = cases.read_case(session, self._case), access.who_sees(session, self._case)
        seal, decides = access.state(session, self._case), access.may_decide(session, self._case)
        self._header.set_words(_("Access"), _("{code}: who sees this case").format(code=file.row.code))
        title, words = parts.state_words(seal, sum(one.how == "denied" for one in seers))
        self._title.setText(title)
        self._words.setText(words)
        self._seal.set_word(_("Choose other people") if seal else _("Seal this case"))
        for button, shown in ((self._seal, decides), (self._unseal, decides and seal is not None)):
            button.setVisible(shown)
        self._ask.setVisible(not decides)
        self._people.show_people(seers, me=session.worker.id, decides=decides)
        self._show_sheets({one.worker: one.name for one in seers}, decides=decides)
        now = session.now()
        broken = access.glass_of_case(session, self._case)
        self._broken.set_rows(*parts.glass_rows(broken, now))
        self._groups[2].setVisible(bool(broken))
        is_lead = session.worker.role in PEOPLE
        entries = journal.page(session, journal.Filter(case=file.row.code), limit=LATELY) if is_lead else ()
        self._lately.set_rows(*parts.log_rows(entries, now))
        self._groups[3].setVisible(bool(entries))

    def _show_sheets(self, names: dict[str, str], *, decides: bool) -> None:
        shown = access.single_sheets(self._shell.session, self._case)
        self._sheets.show_sheets(shown, names, decides=decides)
        self._groups[1].setVisible(bool(shown) and (decides or any(one.seal for one in shown)))

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_back(self) -> None:
        self._shell.navigate("case", case=self._case)

    def _on_hide(self, worker: str) -> None:
        """At once, or beside the window where a seal here gets a new key by it."""
        session = self._shell.session
        if not access.sealed_scopes(session, self._case):
            self._on_people(access.deny, worker)
            return
        job = self._shell.jobs.start(_("Hiding"), partial(_deny, session, self._case, worker))
        job.finished.connect(self._on_hidden)
        job.failed.connect(self._on_refused)
        job.stopped.connect(self._on_stopped)

    def _on_hidden(self, _nothing: object) -> None:
        self._shell.say(_("Done. From now on this is who sees it."))
        access.look_again(self._shell.session, self._case)

    def _on_people(self, act: object, worker: str) -> None:
        try:
            act(self._shell.session, self._case, worker)  # type: ignore[operator]  # deny or allow
        except Refused as refusal:
            self._shell.refuse(refusal)

    def _on_case(self) -> None:
        self._open_editor(self._case, access.state(self._shell.session, self._case), _("Seal the whole case"))

    def _on_sheet(self, scope: str) -> None:
        found = access.single_sheets(self._shell.session, self._case)
        sheet = next((one for one in found if one.scope == scope), None)
        if sheet is not None:
            self._open_editor(scope, sheet.seal, _("Seal the sheet “{title}”").format(title=parts.sheet_title(sheet)))

    def _open_editor(self, scope: str, seal: SealState | None, title: str) -> None:
        session = self._shell.session
        self._scope = scope
        chosen = seal.chosen if seal else (session.worker.id,)
        seers = access.who_sees(session, self._case)
        self._editor.begin(title, seers, chosen, seal.glass if seal else "lead", is_new=seal is None)
        self._editor.set_busy(False)
        self._sure.hide()
        self._editor.show()
        self._editor.first_field().setFocus()

    def _close_editor(self) -> None:
        self._scope = ""
        self._editor.hide()

    def _leave_editor(self) -> None:
        """The keyboard is where it came from, never on the button that happens to stand below."""
        scope = self._scope
        self._close_editor()
        (self._sheets.findChild(Button, f"seal_{scope}") or self._seal).setFocus()

    def _on_seal(self, chosen: list[str], glass: Glass) -> None:
        """Sealing writes every sheet and file anew, and so does a choice by which somebody loses the seal."""
        session, scope = self._shell.session, self._scope
        self._editor.set_busy(True)
        if scope in access.sealed_scopes(session, self._case):
            work = partial(_choose, session, scope, chosen, glass)
        else:
            work = partial(_seal, session, self._case, scope, chosen, glass)
        self._begin(_("Sealing"), work)

    def _open_glass(self) -> None:
        self._ask_glass.hide()
        self._glass.begin(cases.read_case(self._shell.session, self._case).row.code)

    def _on_glass_opened(self, _case: str) -> None:
        self._close_glass()
        self.refresh()

    def _close_glass(self) -> None:
        self._glass.stop()
        self._ask_glass.show()

    def _ask_sure(self, scope: str) -> None:
        self._close_editor()
        self._scope = scope
        self._sure.show()
        self._sure.setFocus()
        self._sure.focusNextChild()

    def _on_sure(self, answer: str) -> None:
        self._sure.hide()
        scope, self._scope = self._scope, ""
        if answer == "yes":
            work = partial(_unseal, self._shell.session, scope)
            self._begin(_("Taking the seal away"), work)

    def _begin(self, name: str, work: Work) -> None:
        job = self._shell.jobs.start(name, work)
        job.finished.connect(self._on_done)
        job.failed.connect(self._on_refused)
        job.stopped.connect(self._on_stopped)

    def _on_stopped(self) -> None:
        self._editor.set_busy(False)
        access.look_again(self._shell.session, self._case)
        self._shell.say(_("Stopped. Who sees the case is as it was before."))

    def _on_done(self, _nothing: object) -> None:
        self._shell.say(_("Done. From now on this is who sees it."))
        access.look_again(self._shell.session, self._case)
        self._leave_editor()

    def _on_refused(self, error: BaseException) -> None:
        self._editor.set_busy(False)
        access.look_again(self._shell.session, self._case)
        self._shell.refuse(error)


def _seal(session: Session, case: str, scope: str, chosen: list[str], glass: Glass, report: Report) -> None:
    with session.beside() as own:
        if scope == case:
            access.seal_case(own, case, chosen, glass, report)
        else:
            access.seal_sheet(own, scope, chosen, glass, report)


def _choose(session: Session, scope: str, chosen: list[str], glass: Glass, report: Report) -> None:
    with session.beside() as own:
        access.choose(own, scope, chosen, glass, report)


def _deny(session: Session, case: str, worker: str, report: Report) -> None:
    with session.beside() as own:
        access.deny(own, case, worker, report)


def _unseal(session: Session, scope: str, report: Report) -> None:
    with session.beside() as own:
        access.unseal(own, scope, report)


def _group(title: str, body: QWidget) -> QWidget:
    return boxed(column(SectionHeader(title), body, gap=8))


def _meaning() -> QWidget:
    """What each of the two does, and what it does not."""
    texts = (
        (
            _("Hidden"),
            _("For a person from whom a case is hidden there is no such case: not in lists, in the search, in papers "
              "or in warnings. It is a rule that this program keeps; it is no lock against other tools."),
        ),
        (
            _("Sealed"),
            _("A sealed case or sheet has a key of its own. For other tools too, its words and files open only to the "
              "chosen people, to those who may open it in an emergency (where anybody may, to every colleague), and "
              "with the recovery sheet. Its code, deadlines and coded answers stay readable, for the totals. Backups "
              "from before hold it unsealed until they are deleted."),
        ),
        (
            _("No longer chosen"),
            _("Whoever loses a seal, not chosen any more or the case hidden from this person, keeps no key to it: "
              "everything under it gets a new one. Where you cannot open the seal yourself, that happens when one of "
              "its people next opens the program."),
        ),
        (
            _("In an emergency"),
            _("Who has the code of the case opens it on the page of cases with a written reason, until the end of "
              "that session. The head of office reads the reason on the first page."),
        ),
    )  # fmt: skip
    body = column(Label(_("What it means"), "section"), gap=8, margins=(16, 14, 16, 14))
    for title, text in texts:
        body.addWidget(Label(title, "label"))
        body.addWidget(Label(text, "small-muted", wrap=True))
    body.addStretch(1)
    return boxed(body)
