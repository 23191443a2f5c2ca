"""The region's page of a pack: what lies ready for the offices, what they will be told, publishing, a file for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.pages import pack_parts as parts
from desktop.gui.pages.packs_parts import Typed, TypedLine, TypedList, TypedService, TypedTable
from desktop.gui.pages.settings_parts import TwoColumns
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Chip,
    ChipSpec,
    FlowBox,
    IconLabel,
    Kind,
    Label,
    Line,
    PageFrame,
    PageHeader,
    ScrollPage,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words, datetime_words, ngettext
from desktop.jobs import Job, Report
from desktop.refusals import Refused
from desktop.services import exchange, pack_draft, pack_publish, pack_words, packs, sync
from desktop.services.library import Library
from desktop.services.outgoing import Exported
from desktop.services.pack_draft import NEW, SAME, Draft, Ready, Whole
from desktop.services.pack_publish import OfOffice
from desktop.services.pack_typing import IndicatorPart, LinePart, ServicePart
from desktop.services.pack_words import Group
from desktop.services.session import PEOPLE, Session

ENDINGS = ("*.ancora-form", "*.ancora-protocol", "*.json", "*.jsonl")
ENDING = ".ancora"


class Wide(TwoColumns):
    """What lies ready has more room than the offices."""

    shares = (3, 2)


class PacksPage(QWidget):
    """What is laid ready stays until it is taken out; publishing sends nothing by itself."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("packs")
        self._shell, self._session = shell, shell.session
        self._may = exchange.may_exchange(self._session)
        self._typed: Typed | None = None
        self._job: Job | None = None
        self._focus = ""
        self._publish = Button(_("Publish"), Kind.PRIMARY, icon="check", name="packs_publish")
        self._publish.clicked.connect(self._on_publish)
        self._header = PageHeader(
            _("For the offices"),
            _("Forms, protocols, lists, lines and tables for every office. Each office looks at them and decides."),
            self._publish,
        )
        self._page = ScrollPage()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(PageFrame(self._page, header=boxed(column(self._header, margins=(24, 16, 16, 8)))))

    def arrive(self) -> None:
        self._show("add_list")

    def refresh(self, _ignored: object = None) -> None:
        """What was changed on other pages stands here too; what is being typed stays."""
        if self._typed is None:
            self._show()

    def first_field(self) -> QWidget | None:
        if self._typed is not None:
            return self._typed.first_field()
        return self._page.findChild(Button, "add_list")

    def leave(self) -> None:
        self._typed = None

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self, focus: str = "") -> None:
        """It is looked up beside the window; what stands there stays meanwhile."""
        self._typed = None
        self._publish.setVisible(self._may)
        if not self._may:
            self._page.empty()
            self._page.add(Banner(Tone.INFO, _("The head of the region puts packs together.")))
            return
        self._focus = focus or self._focus
        self._job = self._shell.work(_("Looking up what lies ready"), partial(_look, self._session), self._on_found)

    def _on_found(self, found: Whole) -> None:
        if self._job is None or self._job.result is not found or self._typed is not None:
            return  # asked for again meanwhile, or somebody types
        self._job, focus, self._focus = None, self._focus, ""
        draft = found.draft
        self._publish.setEnabled(draft.differs and not draft.faults)
        self._page.empty()
        left = [self._how_it_stands(draft), self._adding(), self._ready(draft)]
        if found.told:
            left.append(self._told(found.told))
        self._page.add(Wide(left, [self._offices(draft), self._own(found.own)]))
        shown = self.findChild(QWidget, focus) if focus else None
        if shown is not None:
            QTimer.singleShot(0, shown, shown.setFocus)

    def _how_it_stands(self, draft: Draft) -> QWidget:
        if draft.faults:
            n = sum(bool(one.faults) for one in draft.parts)
            title = ngettext("{n} part cannot go down as it is.", "{n} parts cannot go down as they are.", n).format(
                n=n
            )
            return Banner(Tone.SOON, title, _("What is wrong stands beside it. Correct it or take it out."))
        if draft.published is None:
            return Banner(Tone.INFO, _("Nothing was published yet."), _("Lay parts ready below, then publish them."))
        told = _("Pack {count} was published on {time}. Sign {sign}.").format(
            count=draft.published.version, time=datetime_words(draft.published.at), sign=draft.published.sign
        )
        if draft.differs:
            return Banner(Tone.INFO, told, _("What lies ready differs from it. It goes down after you publish again."))
        return Banner(Tone.DONE, told, _("What lies ready is what was published."))

    def _adding(self) -> Card:
        card = Card(gap=8)
        buttons = []
        choices: tuple[tuple[str, str, str, Callable[[], Typed]], ...] = (
            ("add_list", _("Answers of a list"), "list", partial(TypedList, self._session, None)),
            ("add_line", _("Telephone line"), "phone", partial(TypedLine, self._session, None)),
            ("add_service", _("Service"), "map", partial(TypedService, self._session, None)),
            ("add_table", _("Table"), "chart", partial(TypedTable, self._session, None)),
        )
        for name, words, icon, make in choices:
            button = Button(words, icon=icon, name=name)
            speak(button, _("Lay ready: {name}").format(name=words))
            button.clicked.connect(partial(self._type, make, name))
            buttons.append(button)
        bring = Button(_("From a file"), icon="upload", name="add_file")
        speak(bring, _("Lay ready: {name}").format(name=_("From a file")))
        bring.clicked.connect(self._on_file)
        card.add(SectionHeader(_("Lay ready")), FlowBox(*buttons, bring, gap=8))
        return card

    def _ready(self, draft: Draft) -> Card:
        card = Card(gap=6)
        card.setObjectName("packs_ready")
        card.add(SectionHeader(_("Lies ready for pack {count}").format(count=draft.version), len(draft.parts)))
        if not draft.parts:
            card.add(Label(_("Nothing yet."), "muted"))
        for at, one in enumerate(draft.parts):
            if at:
                card.add(Line())
            card.add(self._part(one))
        if draft.dropped:
            words = ngettext(
                "{n} part of the pack before stands here no more; the offices lose it with the next one.",
                "{n} parts of the pack before stand here no more; the offices lose them with the next one.",
                draft.dropped,
            )
            card.add(Label(words.format(n=draft.dropped), "small", wrap=True, tone=Tone.SOON))
        return card

    def _part(self, one: Ready) -> QWidget:
        chips = {
            NEW: Chip(_("new"), Shape.CIRCLE, Tone.INFO),
            SAME: Chip(_("as published"), Shape.CHECK, Tone.DONE),
        }
        chip = chips.get(one.state) or Chip(_("different"), Shape.HALF, Tone.INFO)
        second = _("{time} · {worker}").format(time=datetime_words(one.at), worker=one.worker)
        told: list[QWidget] = [Label(one.title, "label", wrap=True), FlowBox(chip, Label(second, "small-muted"))]
        told += [Label(pack_words.fault_words(fault), "small", wrap=True, tone=Tone.SOON) for fault in one.faults]
        deeds: list[QWidget] = []
        make = self._maker(one)
        if make is not None:
            change = Button(_("Change"), Kind.SMALL, name=f"change_{one.kind}_{one.id}")
            speak(change, _("Change: {name}").format(name=one.title))
            change.clicked.connect(partial(self._type, make, f"change_{one.kind}_{one.id}"))
            deeds.append(change)
        gone = Button(_("Take it out"), Kind.SMALL, name=f"remove_{one.kind}_{one.id}")
        speak(gone, _("Take it out"), one.title)
        gone.clicked.connect(partial(self._on_remove, one.kind, one.id))
        line = row(gap=10)
        line.addWidget(IconLabel(parts.ICONS[one.kind], colour="primary"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Beside(boxed(column(*told, gap=2)), *deeds, gone, least=200), 1)
        return boxed(line)

    def _maker(self, one: Ready) -> Callable[[], Typed] | None:
        if isinstance(one.part, LinePart):
            return partial(TypedLine, self._session, one.part)
        if isinstance(one.part, ServicePart):
            return partial(TypedService, self._session, one.part)
        if isinstance(one.part, IndicatorPart):
            return partial(TypedTable, self._session, one.part)
        return partial(TypedList, self._session, one.id) if one.kind == "list" else None

    def _told(self, groups: tuple[Group, ...]) -> Card:
        """What an office will read that has the pack before."""
        card = Card(gap=8)
        card.setObjectName("packs_told")
        card.add(SectionHeader(_("What the offices will be told")))
        card.add(Label(parts.count_words(groups), "muted", wrap=True))
        for group in groups:
            card.add(parts.GroupCard(group))
        return card

    def _own(self, known: tuple[tuple[str, str, str, bool], ...]) -> Card:
        card = Card(gap=6)
        card.setObjectName("packs_own")
        card.add(SectionHeader(_("Forms and protocols changed here")))
        words = _("They are changed under Settings, as an office would; from there they are laid ready here.")
        card.add(Label(words, "small-muted", wrap=True))
        for kind, id_, title, same in known:
            if same:
                end: QWidget = Chip(_("lies ready"), Shape.CHECK, Tone.DONE)
            else:
                end = Button(_("Lay it ready"), Kind.SMALL, name=f"own_{kind}_{id_}")
                speak(end, _("Lay it ready"), title)
                end.clicked.connect(partial(self._on_own, kind, id_))
            card.add(Line(), Beside(Label(title, "label", wrap=True), end, least=160))
        if self._session.worker.role in PEOPLE:
            for tab, label in (("forms", _("Change a form")), ("protocols", _("Change a protocol"))):
                go = Button(label, Kind.SMALL_LINK, icon="arrow-right", name=f"to_{tab}")
                go.clicked.connect(partial(self._shell.navigate, "settings", tab=tab))
                card.add(boxed(row(go, None)))
        return card

    def _offices(self, draft: Draft) -> Card:
        card = Card(gap=6)
        card.setObjectName("packs_offices")
        offices = pack_publish.of_offices(self._session)
        card.add(SectionHeader(_("Files for the offices"), len(offices)))
        last = draft.published.version if draft.published else None
        if not offices:
            card.add(Label(_("Add the cards of the offices under Synchronisation first."), "muted", wrap=True))
            return card
        if last is None:
            card.add(Label(_("After publishing, a file is made here for each office."), "muted", wrap=True))
        elif any(one.may for one in offices):
            every = Button(_("Make a file for each office"), Kind.PRIMARY, icon="save", name="packs_all")
            every.clicked.connect(self._on_all)
            card.add(boxed(row(every, None)))
        for one in offices:
            card.add(Line(), self._office(one, last))
        return card

    def _office(self, one: OfOffice, last: int | None) -> QWidget:
        told = boxed(column(FlowBox(Label(one.code, "label"), Chip.of(office_spec(one, last))),
                            Label(office_words(one), "small-muted", wrap=True), gap=2))  # fmt: skip
        if last is None or not one.may:
            return told
        make = Button(_("Make the file"), Kind.SMALL, icon="save", name=f"make_{one.code}")
        speak(make, _("Make the file"), one.code)
        make.clicked.connect(partial(self._on_make, one.code))
        return Beside(told, make, least=150)

    # --- what is done -------------------------------------------------------------------------------------------

    def _type(self, make: Callable[[], Typed], focus: str) -> None:
        self._typed = typed = make()
        typed.left.connect(partial(self._show, focus))
        self._publish.setEnabled(False)
        self._page.empty()
        self._page.add(typed)
        self._page.verticalScrollBar().setValue(0)
        QTimer.singleShot(0, typed, lambda: typed.first_field().setFocus())

    def _on_file(self) -> None:
        pattern = _("Files of Ancora ({pattern})").format(pattern=" ".join(ENDINGS))
        chosen = self._shell.files.open_files(self, _("Choose the file"), pattern)
        for path in chosen:
            if not self._try(partial(pack_draft.add_file, self._session, path)):
                break
        if chosen:
            self._show("add_file")

    def _on_own(self, kind: str, id_: str) -> None:
        if self._try(partial(pack_draft.put_own, self._session, kind, id_)):
            self._show(f"remove_{kind}_{id_}")

    def _on_remove(self, kind: str, id_: str) -> None:
        if self._try(partial(pack_draft.remove, self._session, kind, id_)):
            self._show("add_list")

    def _on_publish(self) -> None:
        self._publish.setEnabled(False)
        job = self._shell.work(_("Publishing the pack"), partial(_publish, self._session), self._on_published)
        job.failed.connect(self.refresh)

    def _on_published(self, fresh: Library) -> None:
        packs.take_library(self._session, fresh)
        self._shell.say(_("Published. Now a file is made for each office."))
        self._show("packs_all")

    def _on_make(self, office: str) -> None:
        name = sync.neutral_name(self._session.now())
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ENDING}")
        path = self._shell.files.save_file(self, _("Save the file"), name, pattern)
        if path is None:
            return
        path = path if path.name.endswith(ENDING) else path.with_name(path.name + ENDING)
        work = partial(_make_one, self._session, office, path)
        self._shell.work(_("Making the file"), work, self._on_made)

    def _on_all(self) -> None:
        folder = self._shell.files.choose_folder(self, _("Choose the folder for the files"))
        if folder is not None:
            self._shell.work(_("Making the files"), partial(_make_all, self._session, folder), self._on_made)

    def _on_made(self, made: list[Exported]) -> None:
        n = len(made)
        words = ngettext(
            "{n} file was made. Take it to its office; only that office can open it.",
            "{n} files were made. Take each to its office; only that office can open it.",
            n,
        )
        self._shell.say(words.format(n=n))
        self._session.announce("sync")
        self._show("packs_all")

    def _try(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except Refused as refusal:
            self._shell.refuse(refusal)
            return False
        return True


def _look(session: Session, _report: Report) -> Whole:
    with session.beside() as own:
        return pack_draft.whole(own)


def _publish(session: Session, _report: Report) -> Library:
    return pack_publish.publish_beside(session)


def _make_one(session: Session, office: str, path: Path, _report: Report) -> list[Exported]:
    with session.beside() as own:
        return [pack_publish.export(own, office, path)]


def _make_all(session: Session, folder: Path, report: Report) -> list[Exported]:
    with session.beside() as own:
        return pack_publish.export_all(own, folder, report)


def office_spec(one: OfOffice, last: int | None) -> ChipSpec:
    """How far the last pack came in one office."""
    if not one.may:
        return ChipSpec(_("another country"), Shape.DASH, Tone.QUIET)
    if one.version is None or one.version != last:
        return ChipSpec(_("not made yet"), Shape.RING, Tone.PLAIN)
    if one.outcome is None:
        return ChipSpec(_("made"), Shape.HALF, Tone.INFO)
    if one.outcome == "imported":
        return ChipSpec(_("confirmed"), Shape.CHECK, Tone.DONE)
    return ChipSpec(_("refused there"), Shape.TRIANGLE, Tone.SOON)


def office_words(one: OfOffice) -> str:
    if not one.may:
        return _("Only figures go to another country.")
    if one.version is None or one.at is None:
        return _("No file was made for it yet.")
    return _("Pack {count}, made on {day}.").format(count=one.version, day=date_words(one.at.date()))
