"""One answer with several values: they stand side by side; one is kept, a common one is written, both texts stay."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.contested import together
from desktop.forms.schema import FieldType, Json
from desktop.gui.forms.around import Around
from desktop.gui.forms.field_view import show_value
from desktop.gui.forms.surroundings import Surroundings
from desktop.gui.models.conflict_words import form_words, meanwhile_words, question_words, what_spec
from desktop.gui.models.times import wrong_clock_words
from desktop.gui.pages.columns import Columns
from desktop.gui.pages.conflicts_common import CommonAnswer
from desktop.gui.pages.conflicts_parts import Shown, ValueCard, row_lines
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import Banner, Button, Chip, EmptyState, Kind, Label, Line, Tone, clear, row
from desktop.gui.widgets.covered import SHOWN_FOR_MS
from desktop.i18n import _, datetime_words
from desktop.refusals import Refused, explain
from desktop.services import conflict_choice, records
from desktop.services.conflicts import ROW, Conflict
from desktop.services.records import Sheet, Value

LEAST_CARD = 168


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
        self._common: CommonAnswer | None = None
        self.busy = False  # what it writes itself needs no reading of everything: the page is told by `settled`
        self._cards: list[ValueCard] = []
        self._uncovered = QTimer(self, singleShot=True, interval=SHOWN_FOR_MS)
        self._uncovered.timeout.connect(self._cover)
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(16), px(18), px(16), px(16))
        outer.addLayout(self._body)
        outer.addStretch(1)
        self.show_nothing()

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
        begun = False
        if found.form is not None:
            begun = found.may_combine and found.head.path in self._open_sheet(found).draft
            self._around = Surroundings(self._shell, self._present, self).around()
        self._fill()
        if begun:
            self._begin()

    def first_field(self) -> QWidget | None:
        """The button that uncovers the values, else the one that keeps the first of them."""
        found = (self.findChild(Button, name) for name in ("reveal_values", "keep_0", "open_sheet"))
        return next((button for button in found if button is not None and not button.isHidden()), None)

    def leave(self) -> None:
        """What was typed is kept as a draft of the sheet."""
        if self._common is not None:
            self._common.leave()
            self._common = None

    # --- what stands there ------------------------------------------------------------------------------------------

    def _present(self) -> Sheet:
        if self._sheet is None:
            raise Refused("no-such-record")
        return self._sheet

    def _fill(self) -> None:
        if self._found is None:
            return
        found, defs = self._found, self._session.library.definitions
        self.leave()
        clear(self._body)
        where = found.head.code or _("without a case")
        self._body.addWidget(Label(f"{where} · {form_words(found.head, defs)}", "small-muted", wrap=True))
        self._body.addWidget(Label(question_words(found.head, defs, found.number), "section", wrap=True))
        self._body.addLayout(row(Chip.of(what_spec(found.head)), None))
        if found.form is None:
            words = _("This program does not know the form yet. All the answers are kept; choose when it has arrived.")
            self._body.addWidget(Banner(Tone.INFO, words))
        tone = Tone.SOON if found.head.safety else Tone.QUIET
        self._body.addWidget(Label(meanwhile_words(found, self._together_words()), tone=tone, wrap=True))
        # Before the buttons that keep one of them: nobody chooses what she has not read.
        self._reveal = _button(_("Show the values"), "eye", "reveal_values", self._on_uncover)
        self._body.addLayout(row(self._reveal, None))
        self._cards = [self._card(place, value) for place, value in enumerate(found.values)]
        self._show_values()
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
        may_keep = self._found is not None and self._found.form is not None
        shown = Shown("", value.worker, value.office, at, value.stands, may_keep, self._counts_together())
        card = ValueCard(place, shown)
        card.kept.connect(partial(self._on_kept, value.revision))
        return card

    def _show_values(self) -> None:
        """Covered or not, in the cards that stand there: a common answer that is being typed is not disturbed."""
        covered = self._is_covered()
        self._reveal.setHidden(not covered)
        for place, (card, value) in enumerate(zip(self._cards, self._found.values if self._found else (), strict=True)):
            hidden = _("covered answer {number}").format(number=place + 1)
            card.set_value(hidden if covered else self._words(value.value))

    def _counts_together(self) -> bool:
        """Whether none of them stands alone, because all that protects does."""
        found = self._found
        several = found is not None and found.field is not None and found.field.type is FieldType.CHOICES
        return found is not None and several and found.head.safety and not any(one.stands for one in found.values)

    def _together_words(self) -> str:
        return self._words(self._found.standing) if self._found is not None and self._counts_together() else ""

    def _words(self, value: Json) -> str:
        found = self._found
        if found is None or found.head.kind == ROW:
            return _("it stands") if value is not None else _("it was taken away")
        if found.field is None or self._around is None:
            return _("not known here")
        known = self._around.reveal(found.head.path, value) if found.field.seal and value is not None else value
        return show_value(found.field, known, self._around)

    def _cover(self) -> None:
        """The values were on the screen for their moment."""
        self._uncovered.stop()
        self._show_values()

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
        if found.may_keep_both:
            ways.append(_button(_("Keep both texts"), "copies", "keep_both", self._on_both))
        if found.may_combine:
            ways.append(_button(_("Write a common answer"), "pencil", "combine", self._begin))
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
        self._show_values()
        if (first := self.first_field()) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        """The editor of the question, in place of the buttons that led to it; what was put aside comes back."""
        found = self._found
        if found is None or found.field is None or self._around is None or self._sheet is None:
            return
        clear(self._place)
        path, several = found.head.path, found.field.type is FieldType.CHOICES
        self._common = CommonAnswer(self._shell, self._sheet, path, found.field, self._around)
        self._common.saved.connect(self._on_common)
        self._common.aside.connect(self._on_aside)
        self._place.addWidget(self._common)
        stands = together(value.value for value in found.values) if several else found.standing
        self._common.begin(self._sheet.draft.get(path, stands))

    def _on_aside(self, typed: bool) -> None:
        """Nothing is decided, and nothing that was typed is lost: it waits as a draft of the sheet."""
        if self._found is not None:
            self._open_sheet(self._found)
        self._fill()
        if typed:
            self._shell.say(_("What you typed is kept as a draft of the sheet. Nothing was decided."))
        button = self.findChild(Button, "combine")
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_sheet(self, found: Conflict) -> Sheet:
        """The sheet with its draft as they are now."""
        head = found.head
        sheet = self._sheet = records.open_sheet(self._session, head.form, case=head.case, record=head.record)
        return sheet

    # --- what is decided --------------------------------------------------------------------------------------------

    def _on_kept(self, revision: str) -> None:
        self._decide(lambda found: conflict_choice.choose(self._session, *_of(found), revision, seen=found.seen))

    def _on_both(self) -> None:
        self._decide(lambda found: conflict_choice.keep_both(self._session, *_of(found), seen=found.seen))

    def _on_common(self, value: Json) -> None:
        self._decide(lambda found: conflict_choice.combine(self._session, *_of(found), value, seen=found.seen))

    def _decide(self, deed: Callable[[Conflict], object]) -> None:
        if self._found is None:
            return
        self.busy = True
        try:
            deed(self._found)
        except Refused as refusal:
            self._refuse(refusal)
            return
        except Exception as error:  # noqa: BLE001 - a full disk: it is said in the strip
            self._shell.refuse(error)
            return
        finally:
            self.busy = False
        self._shell.say(_("It stands now. The other answers stay in the history."))
        self._common = None
        self.settled.emit()

    def _refuse(self, refusal: Refused) -> None:
        if self._common is not None and refusal.code == "bad-value":
            self._common.refuse(explain(refusal))
            return
        self._shell.refuse(refusal)
        if refusal.code == "conflict-gone":
            self.settled.emit()

    def _on_open(self) -> None:
        if self._found is None:
            return
        head = self._found.head
        if head.form == "team":
            self._shell.navigate("team", record=head.record)
        else:
            self._shell.navigate("form", form=head.form, case=head.case, record=head.record, path=head.path)

    def _on_history(self) -> None:
        if self._found is not None:
            self._shell.navigate("history", record=self._found.head.record, path=self._found.head.path)


def _of(found: Conflict) -> tuple[str, str]:
    return found.head.record, found.head.path


def _button(words: str, icon: str, name: str, act: Callable[[], object], *, kind: Kind = Kind.SMALL) -> Button:
    made = Button(words, kind, icon=icon, name=name)
    made.clicked.connect(act)
    return made
