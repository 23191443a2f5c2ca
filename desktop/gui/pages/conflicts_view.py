"""One answer with several values: they stand side by side; one is kept, a common one is written, both texts stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.contested import together
from desktop.forms.schema import FieldType, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.editor import Editor
from desktop.gui.forms.field_view import focusable, show_value
from desktop.gui.forms.keeping import Keeper
from desktop.gui.forms.make import make_editor
from desktop.gui.forms.surroundings import Surroundings
from desktop.gui.models.conflict_words import form_words, meanwhile_words, question_words, what_spec
from desktop.gui.models.times import wrong_clock_words
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.conflicts_parts import Shown, ValueCard, row_lines
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Button, Chip, EmptyState, Kind, Label, Line, Tone, boxed, clear, column, row
from desktop.gui.widgets.covered import SHOWN_FOR_MS
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused, explain
from desktop.services import conflict_choice, records
from desktop.services.conflicts import ROW, Conflict
from desktop.services.records import Sheet, Value

LEAST_CARD = 176


class ConflictView(QWidget):
    """The context column of the list. settled(): somebody has decided, and it is written."""

    settled = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("conflict_view")
        self._shell, self._session = shell, shell.session
        self._found: Conflict | None = None
        self._sheet: Sheet | None = None
        self._around: Around | None = None
        self._editor: Editor | None = None
        self._cards: list[ValueCard] = []
        self._uncovered = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._uncovered.timeout.connect(self._cover)
        self._keeper = Keeper(self._keep_typed, self)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(18), px(16), px(16))
        outer.addLayout(self._body)
        outer.addStretch(1)
        self.show_nothing()

    @property
    def keeper(self) -> Keeper:
        """What keeps a common answer that is being typed; a test need not wait for it."""
        return self._keeper

    @property
    def timer(self) -> QTimer:
        """What covers the values again; a test need not wait for it."""
        return self._uncovered

    def shown(self) -> tuple[str, str]:
        """Record and path of what is shown; nothing where nothing is."""
        return (self._found.head.record, self._found.head.path) if self._found else ("", "")

    def show_nothing(self, *, done: bool = False) -> None:
        """Nothing is chosen, or nothing is left."""
        self.leave()
        self._found = self._sheet = self._around = None
        clear(self._body)
        words = _("Choose a row and press Enter: all the answers stand here side by side.")
        if done:
            words = _("Nothing is left to choose.")
        self._body.addWidget(EmptyState("check" if done else "copies", _("Side by side"), words))

    def show_conflict(self, found: Conflict) -> None:
        """Every value with who wrote it where and when; what was begun as a common answer comes back."""
        self.leave()
        self._found, self._sheet, self._around = found, None, None
        self._uncovered.stop()
        if found.form is not None:
            head = found.head
            self._sheet = records.open_sheet(self._session, head.form, case=head.case, record=head.record)
            self._around = Surroundings(self._shell, self._present, self).around()
        self._fill()
        if self._sheet is not None and found.may_combine and found.head.path in self._sheet.draft:
            self._begin(self._sheet.draft[found.head.path])

    def first_field(self) -> QWidget | None:
        """The button that keeps the first value, or uncovers it."""
        found = [button for button in self.findChildren(Button) if button.isVisibleTo(self) and button.isEnabled()]
        return found[0] if found else None

    def leave(self) -> None:
        """What was typed is kept as a draft of the sheet; what was uncovered is covered."""
        if self._keeper.waits:
            self._keeper.now()
        self._keeper.stop()
        self._editor = None

    def _cover(self) -> None:
        """The values were on the screen for their moment."""
        self._uncovered.stop()
        with focus_kept(self):
            self._fill()

    # --- what stands there ------------------------------------------------------------------------------------------

    def _present(self) -> Sheet:
        if self._sheet is None:
            raise Refused("no-such-record")
        return self._sheet

    def _fill(self) -> None:
        if self._found is None:
            return
        found, defs = self._found, self._session.library.definitions
        if self._keeper.waits:
            self._keeper.now()
        self._editor = None
        clear(self._body)
        where = found.head.code or _("without a case")
        self._body.addWidget(Label(f"{where} · {form_words(found.head, defs)}", "small-muted", wrap=True))
        self._body.addWidget(Label(question_words(found.head, defs, found.number), "section", wrap=True))
        self._body.addLayout(row(Chip.of(what_spec(found.head)), None))
        if found.form is None:
            words = _("This program does not know the form yet. All the answers are kept; choose when it has arrived.")
            self._body.addWidget(Banner(Tone.INFO, words))
        tone = Tone.SOON if found.head.safety else Tone.QUIET
        self._body.addWidget(Label(meanwhile_words(found, self._words(found.standing)), tone=tone, wrap=True))
        self._cards = [self._card(place, value) for place, value in enumerate(found.values)]
        self._body.addWidget(Columns(*((card, LEAST_CARD, 1) for card in self._cards), gap=10, even=True))
        self._add_row()
        self._add_ways()
        self._show_parts()

    def _show_parts(self) -> None:
        """At once, so that the keyboard can go there; Qt would show new parts only after this press was dealt with."""
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                part.show()

    def _card(self, place: int, value: Value) -> ValueCard:
        at = wrong_clock_words() if value.at is None else datetime_words(value.at)
        words = (
            _("covered answer {number}").format(number=place + 1) if self._is_covered() else self._words(value.value)
        )
        together = self._counts_together()
        shown = Shown(words, value.worker, value.office, at, value.stands, self._found_form(), together)
        card = ValueCard(place, shown)
        card.kept.connect(partial(self._on_kept, value.revision))
        return card

    def _counts_together(self) -> bool:
        """Whether none of them stands alone, because all that protects does."""
        found = self._found
        several = found is not None and found.field is not None and found.field.type is FieldType.CHOICES
        return found is not None and several and found.head.safety and not any(one.stands for one in found.values)

    def _found_form(self) -> bool:
        return self._found is not None and self._found.form is not None

    def _words(self, value: Json) -> str:
        found = self._found
        if found is None or found.head.kind == ROW:
            return _("it stands") if value is not None else _("it was taken away")
        if found.field is None or self._around is None:
            return _("not known here")
        known = value
        if found.field.seal and value is not None:
            if not self._uncovered.isActive():
                return ""
            known = self._around.reveal(found.head.path, value)
        return show_value(found.field, known, self._around)

    def _is_covered(self) -> bool:
        field = self._found.field if self._found else None
        return field is not None and (field.reveal or field.seal) and not self._uncovered.isActive()

    def _add_row(self) -> None:
        """What else stands in the row about which somebody decides."""
        found = self._found
        if found is None or found.form is None or self._around is None or not found.row:
            return
        own = found.head.path if found.head.kind != ROW else ""
        lines = list(row_lines(found.form, found.row, self._around, without=own))
        if lines:
            self._body.addWidget(Label(_("In the same row"), "group"))
            for line in lines:
                self._body.addWidget(Label(line, "small", wrap=True))

    # --- what can be done -------------------------------------------------------------------------------------------

    def _add_ways(self) -> None:
        found = self._found
        if found is None or found.form is None:
            return
        ways: list[QWidget] = []
        if self._is_covered():
            ways.append(_button(_("Show the values"), "eye", "reveal_values", self._on_uncover))
        if found.may_keep_both:
            ways.append(_button(_("Keep both texts"), "copies", "keep_both", self._on_both))
        if found.may_combine:
            ways.append(_button(_("Write a common answer"), "pencil", "combine", self._on_combine))
        self._place = QVBoxLayout()
        self._place.setSpacing(px(8))
        for way in ways:
            self._place.addLayout(row(way, None))
        self._body.addLayout(self._place)
        self._body.addWidget(Line())
        self._body.addWidget(
            Label(_("All of them stay in the history, whatever you choose."), "small-muted", wrap=True)
        )
        opened = _button(_("Open the sheet"), "document", "open_sheet", self._on_open, kind=Kind.SMALL_LINK)
        told = _button(_("History"), "history", "open_history", self._on_history, kind=Kind.SMALL_LINK)
        self._body.addLayout(row(opened, told, None, gap=4))

    def _on_uncover(self) -> None:
        """All values for a moment; that they were shown is logged."""
        found = self._found
        if found is None or self._around is None:
            return
        self._uncovered.start()
        if found.field is not None and not found.field.seal:
            self._around.reveal(found.head.path, found.values[0].value)
        self._fill()
        if (first := self.first_field()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_combine(self) -> None:
        found = self._found
        if found is None or found.field is None:
            return
        several = found.field.type is FieldType.CHOICES
        self._begin(together(value.value for value in found.values) if several else found.standing)

    def _begin(self, value: Json) -> None:
        """The editor of the question, in place of the buttons that led to it."""
        found = self._found
        if found is None or found.field is None or self._around is None:
            return
        clear(self._place)
        self._editor = make_editor(found.field, found.head.path, self._around)
        self._editor.setObjectName("common_answer")
        self._editor.set_value(value)
        self._editor.edited.connect(self._keeper.touch)
        self._problem = Label("", "small", tone=Tone.SOON, wrap=True)
        self._problem.hide()
        save = Button(_("Let this answer stand"), Kind.PRIMARY, icon="check", name="save_common")
        save.clicked.connect(self._on_common)
        away = Button(_("Put it aside"), Kind.SMALL_LINK, name="put_aside")
        away.clicked.connect(self._on_aside)
        words = _("The common answer")
        self._place.addWidget(boxed(column(Label(words, "group"), self._editor, self._problem, gap=6)))
        self._place.addLayout(row(save, away, None, gap=8))
        QTimer.singleShot(0, self._editor, partial(_focus_first, self._editor))

    def _on_aside(self) -> None:
        """Nothing is decided, and nothing that was typed is lost: it waits as a draft of the sheet."""
        typed = self._keeper.waits
        self.leave()
        if self._found is not None:
            self.show_conflict_again(typed=typed)

    def show_conflict_again(self, *, typed: bool) -> None:
        self._fill()
        if typed:
            self._shell.say(_("What you typed is kept as a draft of the sheet. Nothing was decided."))
        button = self.findChild(Button, "combine")
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_typed(self) -> datetime | None:
        """The common answer as far as it is typed, among the unsaved changes of the sheet."""
        if self._found is None or self._sheet is None or self._editor is None:
            return None
        typed = {**self._sheet.draft, self._found.head.path: self._editor.value()}
        return records.keep_draft(self._session, self._sheet, typed)

    # --- what is decided --------------------------------------------------------------------------------------------

    def _on_kept(self, revision: str) -> None:
        self._decide(lambda found: conflict_choice.choose(self._session, *_of(found), revision, seen=found.seen))

    def _on_both(self) -> None:
        self._decide(lambda found: conflict_choice.keep_both(self._session, *_of(found), seen=found.seen))

    def _on_common(self) -> None:
        if self._editor is None:
            return
        self._editor.settle()
        value = self._editor.value()
        self._keeper.stop()
        self._decide(lambda found: conflict_choice.combine(self._session, *_of(found), value, seen=found.seen))

    def _decide(self, deed: Callable[[Conflict], object]) -> None:
        if self._found is None:
            return
        try:
            deed(self._found)
        except Refused as refusal:
            self._refuse(refusal)
            return
        except Exception as error:  # noqa: BLE001 - a full disk: it is said in the strip
            self._shell.refuse(error)
            return
        self._shell.say(_("It stands now. The other answers stay in the history."))
        self._editor = None
        self.settled.emit()

    def _refuse(self, refusal: Refused) -> None:
        if self._editor is not None and refusal.code == "bad-value":
            self._editor.mark(bad=True, sentence=explain(refusal))
            self._problem.setText(_("This answer cannot be read. Correct it; what you typed is kept."))
            self._problem.show()
            self._keeper.touch()
            return
        self._shell.refuse(refusal)
        if refusal.code == "conflict-gone":
            self.settled.emit()

    def _on_open(self) -> None:
        if self._found is not None:
            head = self._found.head
            page = "team" if head.form == "team" else "form"
            where = {"record": head.record}
            if page == "form":
                where |= {"form": head.form, "case": head.case or "", "path": head.path}
            self._shell.navigate(page, **(where | ({"case": head.case} if page == "form" else {})))

    def _on_history(self) -> None:
        if self._found is not None:
            self._shell.navigate("history", record=self._found.head.record, path=self._found.head.path)


def _of(found: Conflict) -> tuple[str, str]:
    return found.head.record, found.head.path


def _focus_first(editor: Editor) -> None:
    for part in focusable(editor):
        if part.isVisibleTo(editor) and part.isEnabled():
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return


def _button(words: str, icon: str, name: str, act: Callable[[], object], *, kind: Kind = Kind.SMALL) -> Button:
    made = Button(words, kind, icon=icon, name=name)
    made.clicked.connect(act)
    return made
