"""The leaflets of the guide: for the person, in her language, large or on a sheet that is blank when it is folded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    Choice,
    FlowBox,
    Kind,
    Label,
    Line,
    Row,
    Segment,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import LANGUAGES, _, pick
from desktop.jobs import Report as Progress
from desktop.services import leaflets, reports
from desktop.services.leaflets import Leaflet
from desktop.services.reports import Report

LARGE, FOLDED = "large", "folded"
VIEW = 460  # px at 100 %


class Leaflets(QWidget):
    """Each leaflet with what can be done with it; no paper says who gave it, and nothing of it is logged."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leaflets")
        self._shell, self._country = shell, shell.session.office.country
        tongues = [(code, LANGUAGES[code]) for code in leaflets.LANGUAGES]
        self._language = Choice(tongues, _("Language of the leaflet"), width=200)
        self._language.setObjectName("leaflet_language")
        self._language.set_value(shell.session.language)
        self._language.activated.connect(self._again)
        formats = [(LARGE, _("Large page")), (FOLDED, _("To fold"))]
        self._format = Segment(formats, name=_("Format"), value=LARGE)
        self._format.setObjectName("leaflet_format")
        self._format.chosen.connect(self._again)
        self._told = Label("", "small-muted", wrap=True)
        self._told.setObjectName("leaflet_told")
        self._card = Card(margin=12, gap=0)
        self._view = PaperView()
        self._view.setMinimumHeight(px(VIEW))
        self._view.hide()
        self._seen = ""
        label = Label(_("Language of the leaflet"), "small-muted", buddy=self._language)
        choices = FlowBox(boxed(column(label, self._language, gap=2)), self._format, gap=16)
        wanted = Label(
            _("In Romani and Gagauz there is no text yet that anybody could vouch for. Ask an interpreter."),
            "small-muted", wrap=True,
        )  # fmt: skip
        self.setLayout(column(choices, self._told, self._card, wanted, self._view, gap=10))
        self._fill()

    def first_field(self) -> QWidget:
        return self._language

    def show_country(self, country: str) -> None:
        """The leaflets and numbers of one country; empty: of the office's own."""
        self._country = country or self._shell.session.office.country
        self._fill()
        self._again()

    def _fill(self) -> None:
        clear(self._card.body())
        for at, one in enumerate(leaflets.leaflets(self._country)):
            if at:
                self._card.add(Line())
            self._card.add(self._row(one))
        self._again()

    def _row(self, one: Leaflet) -> Row:
        title = pick(one.title)
        deeds: list[QWidget] = []
        doings: tuple[tuple[str, str, str, Callable[[Report], None]], ...] = (
            ("see", _("See"), "eye", partial(self._on_seen, one.id)),
            ("print", _("Print"), "print", self._on_printed),
            ("save", _("Save"), "save", self._on_save),
        )
        for name, word, icon, then in doings:
            button = Button(word, Kind.SMALL, icon=icon, name=f"{name}_{one.id}")
            speak(button, _("{deed}: {name}").format(deed=word, name=title))
            button.clicked.connect(partial(self._make, one.id, then))
            deeds.append(button)
        checked = "" if one.verified else _("Not confirmed by an expert yet; the paper says so.")
        return Row(title, checked, icon="leaflet", end=boxed(row(*deeds, gap=6)))

    def _again(self, _ignored: object = None) -> None:
        """Another language or format: what is shown follows."""
        folded = self._format.value() == FOLDED
        self._told.setText(
            _("Fold it twice with the words inside: from outside it is a blank sheet.") if folded
            else _("No name, no code and no office stand on it. Ask her first whether she can keep it safely.")
        )  # fmt: skip
        if self._seen in {one.id for one in leaflets.leaflets(self._country)}:
            self._make(self._seen, partial(self._on_seen, self._seen))
        else:
            self._view.hide()

    # --- what is done -------------------------------------------------------------------------------------------

    def _make(self, id: str, then: Callable[[Report], None], _checked: bool = False) -> None:
        folded, language = self._format.value() == FOLDED, str(self._language.value())
        job = self._shell.jobs.start(_("Making the paper"), partial(_paper, id, language, self._country, folded))
        job.finished.connect(then)
        job.failed.connect(self._shell.refuse)

    def _on_seen(self, id: str, made: Report) -> None:
        self._seen = id
        self._view.set_paper(made.data)
        self._view.show()

    def _on_printed(self, made: Report) -> None:
        if self._shell.files.print_pdf(self, made.data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _on_save(self, made: Report) -> None:
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self._shell.files.save_file(self, _("Save"), made.file_name, pattern)
        if path is None:
            return
        path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        job = self._shell.jobs.start(_("Saving the paper"), partial(_write, made, path))
        job.finished.connect(self._on_saved)
        job.failed.connect(self._shell.refuse)

    def _on_saved(self, path: Path) -> None:
        self._shell.say(_("Saved as {name}.").format(name=path.name))


def _paper(id: str, language: str, country: str, folded: bool, _progress: Progress) -> Report:
    return leaflets.make(id, language, country=country, folded=folded)


def _write(made: Report, path: Path, _progress: Progress) -> Path:
    reports.save_paper(made, path, replace=True)
    return path
