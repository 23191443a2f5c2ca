"""The built-in viewer: pictures and PDF of a case, page by page, from memory; covered when nobody is there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.decoding import Wanted
from desktop.gui.forms.other_editors import file_words
from desktop.gui.pages.viewer_parts import EDGE, CopyCard, Stage
from desktop.gui.pages.viewer_work import Loaded, copy, load, paper, render
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Beside, Button, EmptyState, FlowBox, IconButton, Kind, Label, Line, Tone, boxed
from desktop.gui.widgets import column as stack
from desktop.i18n import _, pick
from desktop.jobs import Job
from desktop.refusals import Refused
from desktop.services import attach
from desktop.services.attach import InCase

IDLE_MS = 60_000  # nobody has touched it for so long: it is covered
LEAST, MOST, STEP = 10, 400, 1.25
NOTICED, RESTS_MS = 8, 150  # percent; how long a window that is being resized rests before it is drawn for
PRINTED_WHOLE = 20  # pages; of a longer file the page that is shown is printed


class ViewerPage(QWidget):
    """arrive(case=, file=): the files of the case are walked with the arrow keys."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self._shell, self._session = shell, shell.session
        self._case, self._files, self._at = "", tuple[InCase, ...](), 0
        self._loaded: Loaded | None = None
        self._page, self._percent, self._quarters = 0, 0, 0  # percent 0: as large as there is room
        self._drawing: Job | None = None
        self._drawn = 0  # which drawing counts; one that was begun before is not shown
        self._stage = Stage()
        self._stage.paged.connect(self.turn_page)
        self._stage.filed.connect(self.go_file)
        self._stage.zoomed.connect(self.zoom)
        self._stage.turned.connect(self.turn)
        self._stage.touched.connect(self._on_touched)
        self._build_bar()
        self._notes = boxed(stack(gap=8))
        self._cover = EmptyState(
            "eye-off",
            _("Covered"),
            _("Nobody has touched this page for a while."),
            button=_("Show the file again"),
            button_icon="eye",
        )
        self._cover.pressed.connect(self._on_uncover)
        self._cover.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self._bar, self._notes, Line()):
            layout.addWidget(part)
        layout.addWidget(self._stage, 1)
        layout.addWidget(self._cover, 1)
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self.cover)
        # The strip of jobs comes and goes below: a page that was drawn for a little more room is not drawn again.
        self._fitted = 0
        self._resized = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._resized.timeout.connect(self._draw)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_file)

    @property
    def timer(self) -> QTimer:
        """What covers the file; a test need not wait for it."""
        return self._timer

    # --- what the window calls ------------------------------------------------------------------------------------

    def arrive(self, *, case: str | None = "", file: str = "", **_where: object) -> None:
        self._case = case or ""
        try:
            self._files = attach.of_case(self._session, self._case) if self._case else ()
            if file not in {one.file.id for one in self._files}:
                self._files = (attach.alone(self._session, file),)
        except Refused as refusal:
            self._files = ()
            self._shell.refuse(refusal)
            QTimer.singleShot(0, self, self._go_back)
            return
        self._open(next(place for place, one in enumerate(self._files) if one.file.id == file))

    def leave(self) -> None:
        """Nothing of the file stays in memory."""
        self._stop_drawing()
        self._timer.stop()
        self._forget()

    def first_field(self) -> QWidget | None:
        return self._stage if not self._stage.isHidden() else self._back

    # --- deeds ----------------------------------------------------------------------------------------------------

    def go_file(self, step: int) -> None:
        if 0 <= self._at + step < len(self._files):
            self._open(self._at + step)

    def turn_page(self, step: int) -> None:
        if self._loaded is not None and 0 <= self._page + step < self._loaded.opened.pages:
            self._page += step
            self._draw()

    def zoom(self, step: int) -> None:
        """Larger, smaller, or with 0 as large as there is room."""
        now = self.percent()
        self._percent = 0 if not step else max(LEAST, min(MOST, round(now * (STEP if step > 0 else 1 / STEP))))
        self._draw()

    def turn(self, quarters: int) -> None:
        self._quarters = (self._quarters + quarters) % 4
        self._draw()

    def percent(self) -> int:
        return self._percent or self._fitting()

    def page(self) -> int:
        """From 1 on; 0 while nothing is shown."""
        return self._page + 1 if self._loaded is not None else 0

    def cover(self) -> None:
        """Take the file off the screen and out of memory."""
        self._stop_drawing()
        self._forget()
        self._clear_notes()
        self._stage.hide()
        self._cover.show()
        self._tell()

    def is_covered(self) -> bool:
        return not self._cover.isHidden()

    def print_file(self) -> None:
        """What reaches the printer was drawn here, page by page."""
        loaded = self._loaded
        if loaded is None:
            return
        pages = (
            range(loaded.opened.pages) if loaded.opened.pages <= PRINTED_WHOLE else range(self._page, self._page + 1)
        )
        work = partial(paper, loaded, tuple(pages), self._quarters)
        self._shell.work(_("Preparing the pages"), work, self._on_paper)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _build_bar(self) -> None:
        self._back = Button(_("Back to the case"), Kind.LINK, icon="arrow-left", name="viewer_back")
        self._back.clicked.connect(self._go_back)
        self._title = Label("", "section", wrap=True)
        self._title.setObjectName("viewer_title")
        self._where, self._size = Label("", "body"), Label("", "body")
        self._where.setObjectName("page_number")
        deeds: tuple[tuple[str, str, str, Callable[[], None]], ...] = (
            ("arrow-left", _("Previous file"), "file_back", partial(self.go_file, -1)),
            ("arrow-right", _("Next file"), "file_on", partial(self.go_file, 1)),
            ("chevron-left", _("Previous page"), "page_back", partial(self.turn_page, -1)),
            ("chevron-right", _("Next page"), "page_on", partial(self.turn_page, 1)),
            ("minus", _("Smaller"), "zoom_out", partial(self.zoom, -1)),
            ("plus", _("Larger"), "zoom_in", partial(self.zoom, 1)),
            ("redo", _("Turn"), "turn", partial(self.turn, 1)),
        )
        self._buttons: dict[str, IconButton] = {}
        for icon, words, name, deed in deeds:
            button = IconButton(icon, words, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda _checked=False, deed=deed: deed())
            self._buttons[name] = button
        self._fit = Button(_("Fit"), Kind.SMALL, name="zoom_fit")
        self._fit.clicked.connect(partial(self.zoom, 0))
        self._print = Button(_("Print"), Kind.SMALL, icon="print", name="viewer_print")
        self._print.clicked.connect(self.print_file)
        self._copy = Button(_("Save a copy"), Kind.SMALL, icon="save", name="viewer_copy")
        self._copy.clicked.connect(self._on_copy)
        if self._session.worker.role not in attach.COPIES:
            self._copy.hide()
        own = self._buttons
        files = FlowBox(own["file_back"], own["file_on"], own["page_back"], self._where, own["page_on"], gap=6)
        size = FlowBox(
            own["zoom_out"], self._size, own["zoom_in"], self._fit, own["turn"], self._print, self._copy, gap=6
        )
        head = boxed(stack(self._back, self._title, gap=0))
        self._bar = Beside(head, files, size)
        self._bar.setContentsMargins(px(16), px(8), px(16), px(8))

    def _open(self, place: int) -> None:
        self._stop_drawing()
        self._forget()
        self._at, self._page, self._percent, self._quarters = place, 0, 0, 0
        self._cover.hide()
        self._stage.show()
        self._clear_notes()
        self._tell()
        one = self._files[place]
        work = partial(load, self._session, one.file.id)
        job = self._shell.work(_("Opening the file"), work, partial(self._on_loaded, one.file.id))
        job.failed.connect(self._on_broken)
        self._stage.setFocus()
        self._timer.start()

    def _on_loaded(self, file: str, loaded: Loaded) -> None:
        if not self._files or self._files[self._at].file.id != file or self.is_covered() or not self.isVisible():
            return
        self._loaded = loaded
        if loaded.look.tells_place:
            self._note(Tone.SOON, _("This picture tells where it was taken"), _(
                "The place is inside the file, as evidence; it leaves with every copy of it."))  # fmt: skip
        if loaded.look.after:
            self._note(Tone.INFO, _("The file holds more than the picture"), _(
                "What follows the picture is kept, and not shown here."))  # fmt: skip
        self._draw()

    def _on_broken(self, _error: object) -> None:
        self._tell()

    def _draw(self) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        self._stop_drawing()
        self._fitted = self._fitting()
        scale = self.percent() / 100 * self.devicePixelRatioF()
        wanted = Wanted(self._page, scale, self._quarters)
        work = partial(render, loaded, wanted)
        self._drawing = self._shell.work(_("Drawing the page"), work, partial(self._on_drawn, self._drawn))
        self._tell()

    def _on_drawn(self, drawing: int, image: QImage) -> None:
        if drawing == self._drawn and self._loaded is not None and not self.is_covered():
            self._stage.picture.show_image(image, self.devicePixelRatioF())
            self._stage.verticalScrollBar().setValue(0)

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None
        self._drawn += 1

    def _forget(self) -> None:
        self._loaded = None
        self._stage.picture.forget()

    def _fitting(self) -> int:
        """As large as there is room, and never larger than itself."""
        size = self._loaded.opened.size if self._loaded is not None else QSize()
        if not size.isValid() or size.isEmpty():
            return 100
        if self._quarters % 2:
            size = size.transposed()
        edge = 2 * px(EDGE) + 4
        room = self._stage.viewport().size() - QSize(edge, edge)
        share = min(room.width() / size.width(), room.height() / size.height())
        if self._loaded is not None and self._loaded.opened.pages > 1:
            share = room.width() / size.width()  # a page of a paper is read, and scrolls
        return max(LEAST, min(100, int(share * 100)))

    def _tell(self) -> None:
        one = self._files[self._at] if self._files else None
        if one is not None:
            field = one.form.find(one.path)
            what = pick(field.label) if field is not None and one.form.id != attach.FORM else pick(one.form.title)
            said = _("{what}: {file}, {n} of {all}")
            self._title.setText(said.format(what=what, file=file_words(one.file), n=self._at + 1, all=len(self._files)))
        pages = self._loaded.opened.pages if self._loaded is not None else 0
        words = _("Page {number} of {total}").format(number=self.page(), total=pages)
        self._where.setText(words if pages > 1 else "")
        self._size.setText(_("{n} %").format(n=self.percent()) if pages else "")
        own = self._buttons
        own["file_back"].setEnabled(self._at > 0)
        own["file_on"].setEnabled(self._at + 1 < len(self._files))
        own["page_back"].setEnabled(self._page > 0)
        own["page_on"].setEnabled(self._page + 1 < pages)
        for name in ("page_back", "page_on"):
            own[name].setVisible(pages > 1)
        for part in (own["zoom_out"], own["zoom_in"], own["turn"], self._fit, self._print, self._copy):
            part.setEnabled(bool(pages))

    def _note(self, tone: Tone, title: str, text: str) -> None:
        layout = self._notes.layout()
        if layout is not None:
            layout.setContentsMargins(px(16), 0, px(16), px(8))
            layout.addWidget(Banner(tone, title, text))

    def _clear_notes(self) -> None:
        layout = self._notes.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()

    def _on_copy(self) -> None:
        self._clear_notes()
        card = CopyCard()
        card.confirmed.connect(self._on_copy_confirmed)
        card.left.connect(self._on_copy_left)
        layout = self._notes.layout()
        if layout is not None:
            layout.setContentsMargins(px(16), 0, px(16), px(8))
            layout.addWidget(card)
        card.first_field().setFocus()

    def _on_copy_left(self) -> None:
        self._clear_notes()
        self._stage.setFocus()

    def _on_copy_confirmed(self) -> None:
        self._on_copy_left()
        one = self._files[self._at]
        suffix = attach.SUFFIX[one.file.mime]
        name = f"{self._session.now():%Y%m%d}-{secrets.token_hex(4)}.{suffix}"
        pattern = _("This kind of file (*.{suffix})").format(suffix=suffix)
        chosen = self._shell.files.save_file(self, _("Save a copy"), name, pattern)
        if chosen is not None:
            work = partial(copy, self._session, one.file.id, chosen)
            self._shell.work(_("Saving a copy"), work, self._on_copied)

    def _on_copied(self, _size: object) -> None:
        self._shell.say(_("The copy is saved. Take it away again when it is not needed any more."))

    def _on_paper(self, pages: bytes) -> None:
        if self._files and self._shell.files.print_pdf(self, pages):
            attach.note_printed(self._session, self._files[self._at].file.id)

    def _on_uncover(self) -> None:
        page, percent, quarters = self._page, self._percent, self._quarters
        self._open(self._at)
        self._page, self._percent, self._quarters = page, percent, quarters

    def _on_touched(self) -> None:
        if not self.is_covered():
            self._timer.start()

    def _go_back(self) -> None:
        if self._case:
            self._shell.navigate("case", case=self._case, view="files")
        else:
            self._shell.navigate("today")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._loaded is not None and not self._percent and abs(self._fitting() - self._fitted) > NOTICED:
            self._resized.start()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._on_touched()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.WindowStateChange
            and self.window().windowState() & Qt.WindowState.WindowMinimized
        ):
            self.cover()
