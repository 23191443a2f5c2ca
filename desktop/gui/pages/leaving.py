"""What leaves: every figure of the file before it is made, and only then the file."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.gui.pages import leaving_parts as parts
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    BottomBar,
    Button,
    EmptyState,
    Kind,
    Label,
    PageFrame,
    ScrollPage,
    Tone,
    clear,
    speak,
)
from desktop.i18n import _, ngettext
from desktop.jobs import Job, Report
from desktop.refusals import explain
from desktop.services import exchange, reports, sync
from desktop.services.session import Session
from desktop.services.sync import Exported, Preview

CONTEXT = 330
ENDING = ".ancora"


class LeavingPage(QWidget):
    """The file can be made only by somebody who says that the tables were read."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("leaving")
        self._shell, self._session = shell, shell.session
        self._preview: Preview | None = None
        self._asked = ("", "")
        self._job: Job | None = None
        self._page = ScrollPage()
        self._side = QWidget()
        self._side_layout = QVBoxLayout(self._side)
        self._side_layout.setContentsMargins(0, 0, 0, 0)
        self._header = parts.Header()
        self._header.back.clicked.connect(self._on_back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            PageFrame(
                self._page,
                header=self._header,
                context=self._side,
                context_width=CONTEXT,
                context_title=_("Before it leaves"),
                footer=self._build_bar(),
            )
        )

    def arrive(self, to: str = "", period: str = "") -> None:
        """Count again and show; nothing is fixed by looking."""
        self._asked, self._preview = (to, period), None
        self._header.show_for(to, period)
        self._read.setChecked(False)
        self._settle()
        self._put(Label(_("The tables are being counted…"), "muted"))
        clear(self._side_layout)
        if self._job is not None:
            self._job.stop()
        work = partial(exchange.preview_in_job, self._session, to, period)
        self._job = self._shell.jobs.start(_("Counting the tables"), work)
        self._job.finished.connect(self._on_preview)
        self._job.failed.connect(self._on_refused)

    def first_field(self) -> QWidget:
        return self._read if self._read.isEnabled() else self._header.back

    def _build_bar(self) -> QWidget:
        self._read = QCheckBox(_("I have read the tables. They may leave."))
        self._read.setObjectName("read")
        speak(self._read, self._read.text())
        self._read.toggled.connect(self._settle)
        back = Button(_("Back"), name="back")
        back.clicked.connect(self._on_back)
        self._print = Button(_("Print the list"), icon="print", key="Ctrl+P", name="print_list")
        self._print.clicked.connect(self._on_print)
        self._save = Button(_("Save the file"), Kind.PRIMARY, icon="save", key="Ctrl+S", name="save_file")
        self._save.clicked.connect(self._on_save)
        return BottomBar(self._read, back, self._print, self._save)

    def _settle(self) -> None:
        ready = self._preview is not None
        self._read.setEnabled(ready)
        self._print.setEnabled(ready)
        self._save.setEnabled(ready and self._read.isChecked())

    def _put(self, *shown: QWidget) -> None:
        self._page.empty()
        for one in shown:
            self._page.add(one)

    # --- what the counting found --------------------------------------------------------------------------------

    def _on_preview(self, preview: Preview) -> None:
        if (preview.to, preview.period) != self._asked:
            return  # another period was asked for meanwhile
        self._preview = preview
        count = len(preview.tables.outgoing)
        title = ngettext(
            "{n} table of figures. No line about a person.", "{n} tables of figures. No line about a person.", count
        )
        line = _("Each figure is rounded by itself to a multiple of 3, so a total may differ from the sum of its rows.")
        shown: list[QWidget] = [parts.headline(title.format(n=count), line)]
        if preview.again:
            shown.append(
                Banner(
                    Tone.INFO,
                    _("This file was made before."),
                    _("The same tables leave again under the same number, {seq}.").format(seq=preview.seq),
                )
            )
        shown += parts.tables(preview.tables)
        self._put(*shown)
        clear(self._side_layout)
        self._side_layout.addWidget(parts.before(preview, self._session.office.code))
        self._settle()

    def _on_refused(self, error: BaseException) -> None:
        if self._job is None or error is not self._job.error:
            return
        code = getattr(error, "code", "")
        closed = exchange.last_closed(self._session)
        if code == "period-open":
            empty = EmptyState(
                "clock",
                _("This period has not ended"),
                _("Its tables can leave after its last day. The last closed period is the {period}.").format(
                    period=exchange.period_words(closed)
                ),
                button=_("Show the {period}").format(period=exchange.period_words(closed)),
            )
            empty.pressed.connect(partial(self.arrive, self._asked[0], closed))
            self._put(empty)
            return
        self._put(Banner(Tone.SOON, _("Nothing can leave now"), explain(error)))

    # --- the file -----------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        preview = self._preview
        if preview is None or not self._read.isChecked():
            return
        name = sync.neutral_name(self._session.now())
        pattern = _("Files of Ancora ({pattern})").format(pattern=f"*{ENDING}")
        path = self._shell.files.save_file(self, _("Save the file"), name, pattern)
        if path is None:
            return
        path = path if path.name.endswith(ENDING) else path.with_name(path.name + ENDING)
        self._save.setEnabled(False)
        job = self._shell.jobs.start(
            _("Making the file"), partial(exchange.export_in_job, self._session, preview, path)
        )
        job.finished.connect(self._on_saved)
        job.failed.connect(self._refuse)
        job.ended.connect(self._settle)

    def _on_saved(self, made: Exported) -> None:
        self._preview = None
        self._put(parts.made(made, back=self._on_back))
        self._read.setChecked(False)
        self._settle()
        self._session.announce("sync", made.to)
        self._shell.say(_("The file was made. It has number {seq}.").format(seq=made.seq))
        button = self._page.findChild(Button, "made_back")
        if button is not None:
            button.setFocus()

    def _on_print(self) -> None:
        if self._preview is None:
            return
        job = self._shell.jobs.start(_("Making the paper"), partial(_paper, self._session, self._preview.period))
        job.finished.connect(self._on_paper)
        job.failed.connect(self._refuse)

    def _on_paper(self, data: bytes) -> None:
        if self._shell.files.print_pdf(self, data):
            self._shell.say(_("It goes to the printer. The queue of the printer may keep a copy."))

    def _refuse(self, error: BaseException) -> None:
        self._shell.refuse(error)

    def _on_back(self) -> None:
        self._shell.navigate("sync")


def _paper(session: Session, period: str, _report: Report) -> bytes:
    """Exactly the figures that leave, on paper."""
    with session.beside() as own:
        return reports.statistics_report(own, period).data
