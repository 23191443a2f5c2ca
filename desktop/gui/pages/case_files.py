"""The files of a case: pictures and PDF, added by hand or dropped, seen in the built-in viewer alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import decoding
from desktop.gui.forms.other_editors import file_words
from desktop.gui.models.times import written_words
from desktop.gui.pages.case_views import CaseView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Choice,
    EmptyState,
    Label,
    RowButton,
    RowList,
    ScrollPage,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.gui.widgets.drop_area import DropArea
from desktop.i18n import _, ngettext, pick
from desktop.jobs import Report
from desktop.refusals import Refused, explain
from desktop.services import attach
from desktop.services.attach import InCase
from desktop.services.cases import CaseFile
from desktop.services.session import Change, Session

ICONS = {"application/pdf": "document"}
KINDS = "document_kinds"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the files that were chosen: how many are kept, how many tell a place, why the others are not."""

    kept: int
    places: int
    refused: tuple[Refused, ...]


class FilesView(CaseView):
    """Everything is kept byte for byte as it came; no name of a file is kept."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("files")
        self._case = ""
        entries = shell.session.library.definitions.list(KINDS).entries
        kinds = [(one.code, pick(one.label)) for one in entries if not one.retired]
        self._kind = Choice([("", _("not said")), *kinds], _("What it is"), width=280)
        self._kind.setObjectName("document_kind")
        self._kind.set_value("")
        self._drop = DropArea(
            _("Drop pictures and PDF here"),
            _("At most {limit} MB each.").format(limit=attach.LARGEST_MIB),
            _("Choose files"),
            endings=attach.ENDINGS,
        )
        self._drop.button.setObjectName("add_files")
        self._drop.dropped.connect(self._add)
        self._drop.asked.connect(self._on_asked)
        self._told = boxed(column(gap=8))
        self._list = RowList()
        self._none = EmptyState(
            "attach", _("No file yet"), _("Pictures of marks, papers of the police, of doctors and of the court.")
        )
        what = row(Label(_("What it is"), "label"), self._kind, None, gap=10)
        note = Label(
            _("A file stays as it came, inside the encrypted folder, and is seen only in this program."),
            "small-muted",
            wrap=True,
        )
        body = ScrollPage(boxed(what), self._drop, note, self._told, self._list, self._none, margins=(16, 4, 16, 16))
        body.setMinimumHeight(px(28))  # a low window with large type: the header stays whole, this scrolls
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(body, 1)

    def start(self) -> None:
        """Another case: nothing is told of the one before."""
        self._clear_told()
        self._kind.set_value("")

    def show_file(self, file: CaseFile) -> None:
        self._case = file.row.case
        found = attach.of_case(self.shell.session, self._case)
        self._list.set_rows(*(self._row(one) for one in reversed(found)))
        self._list.setVisible(bool(found))
        self._none.setVisible(not found)

    def first_field(self) -> QWidget | None:
        return self._drop.button

    def _row(self, one: InCase) -> RowButton:
        entry = self.shell.session.library.definitions.list(KINDS).find(one.kind) if one.kind else None
        field = one.form.find(one.path)
        title = pick(entry.label) if entry else pick(one.form.title)
        if one.form.id != attach.FORM and field is not None:
            title = _("{form}: {question}").format(form=pick(one.form.title), question=pick(field.label))
        when = written_words(one.at, self.shell.session.now())
        second = _("{file} · {time} · {worker}").format(file=file_words(one.file), time=when, worker=one.worker)
        icon = ICONS.get(one.file.mime, "eye")
        button = RowButton(_first_large(title), second, icon=icon, arrow=True, strong=True)
        button.setObjectName(f"file_{one.file.id}")
        button.clicked.connect(partial(self._on_opened, one.file.id))
        return button

    def _on_opened(self, file: str, _checked: bool = False) -> None:
        self.shell.navigate("viewer", case=self._case, file=file)

    def _on_asked(self) -> None:
        pattern = _("Pictures and PDF ({pattern})").format(pattern=attach.PATTERN)
        chosen = self.shell.files.open_files(self, _("Add files"), pattern)
        if chosen:
            self._add(chosen)

    def _add(self, paths: Sequence[Path]) -> None:
        """Read, looked at and kept beside the window: sticks are slow and pictures large."""
        self._clear_told()
        kind = self._kind.value() or None
        work = partial(_keep, self.shell.session, self._case, tuple(paths), kind)
        self.shell.work(_("Adding files"), work, partial(self._on_added, self._case))

    def _on_added(self, case: str, added: Added) -> None:
        self.shell.session.changed(Change("record"))  # what was written beside is shown everywhere
        if case != self._case:
            return
        if added.kept:
            words = ngettext("{n} file is kept in the case", "{n} files are kept in the case", added.kept)
            self._tell(Tone.DONE, words.format(n=added.kept), _(
                "Take it away from the stick or the telephone if it must not be found there."))  # fmt: skip
        if added.places:
            words = ngettext("{n} picture tells where it was taken", "{n} pictures tell where they were taken",
                             added.places)  # fmt: skip
            text = _("The place is inside the file, as evidence; it leaves with every copy of it.")
            self._tell(Tone.SOON, words.format(n=added.places), text)
        for refusal in added.refused:
            self._tell(Tone.DANGER, _("A file was not added"), explain(refusal))

    def _tell(self, tone: Tone, title: str, text: str) -> None:
        layout = self._told.layout()
        if layout is not None:
            layout.addWidget(Banner(tone, title, text))

    def _clear_told(self) -> None:
        if (layout := self._told.layout()) is not None:
            clear(layout)


def _keep(session: Session, case: str, paths: Sequence[Path], kind: str | None, report: Report) -> Added:
    """One after the other; one that is refused does not stop the rest."""
    kept, places, refused = 0, 0, []
    with session.beside() as own:
        for number, path in enumerate(paths):
            report(number, len(paths))
            try:
                data = attach.read_file(path)
                found = attach.look(data, partial(_same, report, number, len(paths)))
                decoding.open_file(data, found.mime)
                attach.add_to_case(own, case, data, {"kind": kind} if kind else {})
            except Refused as refusal:
                refused.append(refusal)
                continue
            kept += 1
            places += found.tells_place
    return Added(kept, places, tuple(refused))


def _same(report: Report, number: int, count: int, _done: int, _all: int) -> None:
    """The strip counts files; each step within one of them may be stopped too."""
    report(number, count)


def _first_large(words: str) -> str:
    return words[:1].upper() + words[1:]
