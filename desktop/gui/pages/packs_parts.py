"""What is typed for a pack in the region: answers of a list, a telephone line, a service, a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.forms.schema import Text
from desktop.gui.pages.settings_forms_parts import Spoken
from desktop.gui.pages.settings_people_parts import show_whole
from desktop.gui.widgets import (
    Banner,
    Beside,
    Button,
    Card,
    Choice,
    Kind,
    Label,
    Line,
    SectionHeader,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused, explain
from desktop.services import pack_draft, pack_typing
from desktop.services.pack_typing import IndicatorPart, LinePart, ServicePart
from desktop.services.session import Session

NAME, TEXT = 200, 400


class Typed(Card):
    """A part while it is typed. left(): it was kept, or given up."""

    left = Signal()

    def __init__(self, title: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("pack_typed")
        self._session = session
        self._trouble = Banner(Tone.SOON, " ")
        self._trouble.setObjectName("pack_trouble")
        self._trouble.hide()
        self.add(SectionHeader(title))

    def first_field(self) -> QWidget:
        raise NotImplementedError

    def end(self, keep: Callable[[], None] | None) -> None:
        """The buttons below; without `keep` everything is kept as it is done."""
        buttons: list[QWidget] = []
        if keep is not None:
            kept = Button(_("Lay it ready"), Kind.PRIMARY, icon="check", name="pack_keep")
            kept.clicked.connect(partial(self._on_keep, keep))
            buttons.append(kept)
        back = Button(_("Cancel") if keep is not None else _("Done"), name="pack_cancel")
        back.clicked.connect(self.left)
        self.add(self._trouble, boxed(row(*buttons, back, None, gap=8)))

    def try_it(self, deed: Callable[[], None]) -> bool:
        """Whether it was done; else why not stands below."""
        try:
            deed()
        except Refused as refusal:
            self._trouble.set_words(explain(refusal))
            self._trouble.show()
            show_whole(self._trouble)
            return False
        self._trouble.hide()
        return True

    def _on_keep(self, keep: Callable[[], None]) -> None:
        if self.try_it(keep):
            self.left.emit()


def _named(control: QWidget, hint: str = "") -> QWidget:
    """A control below its name."""
    lines: list[QWidget] = [Label(control.accessibleName(), "small-muted", buddy=control), control]
    if hint:
        lines.append(Label(hint, "small-muted", wrap=True))
    return boxed(column(*lines, gap=2))


class TypedLine(Typed):
    """A telephone line of the region."""

    def __init__(self, session: Session, part: LinePart | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Telephone line"), session, parent)
        self._part = part
        self._number = TextField(_("Telephone number"), width=240)
        self._number.setObjectName("line_number")
        self._number.setText(part.number if part else "")
        self._name = Spoken(_("What it is called"), "line_name", part.name if part else {}, NAME)
        self._text = Spoken(_("What one finds there, in a sentence"), "line_text", part.text if part else {}, TEXT)
        self._by = TextField(_("Who answers"))
        self._by.setObjectName("line_by")
        self._by.setText(part.by if part else "")
        self._checked = QCheckBox(_("Somebody of the region called it today, and it is right"))
        self._checked.setObjectName("line_checked")
        self.add(_named(self._number), self._name, self._text, _named(self._by), self._checked)
        self.end(self._keep)

    def first_field(self) -> QWidget:
        return self._number

    def _keep(self) -> None:
        before = self._part.checked_on if self._part and self._part.number == self._number.text().strip() else ""
        today: date = self._session.now().date()
        pack_typing.line(
            self._session,
            self._part.id if self._part else None,
            number=self._number.text(),
            name=self._name.value(),
            text=self._text.value(),
            by=self._by.text(),
            checked_on=today.isoformat() if self._checked.isChecked() else before,
        )


class TypedService(Typed):
    """A service of the region."""

    def __init__(self, session: Session, part: ServicePart | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Service"), session, parent)
        self._part = part
        kinds = session.library.guidebook.kinds
        self._kind = Choice([(one.id, pick(one.label)) for one in kinds.values()], _("Kind of service"))
        self._kind.setObjectName("service_kind")
        self._kind.set_value(part.kind if part else next(iter(kinds)))
        self._kind.activated.connect(self._settle)
        self._sheltered = {one.id for one in kinds.values() if one.sheltered}
        self._name = Spoken(_("What it is called"), "service_name", part.name if part else {}, NAME)
        here = session.office.country
        places = [one for one in session.library.definitions.list("places").entries if one.country == here]
        self._place = Choice([("", _("not said")), *((one.code, pick(one.label)) for one in places)], _("Where it is"))
        self._place.setObjectName("service_place")
        self._place.set_value(part.place if part else "")
        self._where = _named(self._place)
        self._no_place = Label(_("A shelter has no place here: where she is hidden is told nowhere."), "small-muted",
                               wrap=True)  # fmt: skip
        self._phones = [TextField(_("Telephone number {n}").format(n=n + 1), width=240) for n in range(2)]
        for at, field in enumerate(self._phones):
            field.setObjectName(f"service_phone_{at + 1}")
            field.setText(part.phones[at] if part and len(part.phones) > at else "")
        self._hours = Spoken(_("When it is open"), "service_hours", part.hours if part else {}, NAME)
        self.add(_named(self._kind), self._name, self._where, self._no_place)
        self.add(*(_named(field) for field in self._phones), self._hours)
        self.end(self._keep)
        self._settle()

    def first_field(self) -> QWidget:
        return self._kind

    def _settle(self) -> None:
        hidden = self._kind.value() in self._sheltered
        self._where.setVisible(not hidden)
        self._no_place.setVisible(hidden)

    def _keep(self) -> None:
        pack_typing.service(
            self._session,
            self._part.id if self._part else None,
            kind=self._kind.value() or "",
            name=self._name.value(),
            place=self._place.value() or "",
            phones=[field.text() for field in self._phones],
            hours=self._hours.value(),
        )


def ways() -> list[tuple[str, str]]:
    """The ways in which a question can be counted."""
    return [
        ("incidents_reported", _("Incidents of cases reported in the quarter")),
        ("cases_reported", _("Cases reported in the quarter")),
        ("cases_opened", _("Cases opened in the quarter")),
        ("survivors_opened", _("Persons whose case was opened in the quarter")),
    ]


class TypedTable(Typed):
    """What the region wants counted."""

    def __init__(self, session: Session, part: IndicatorPart | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Table"), session, parent)
        self._part = part
        known = pack_typing.countable(session)
        self._field = Choice(list(known), _("By the answers to which question"))
        self._field.setObjectName("table_field")
        self._field.set_value(part.field if part else (known[0][0] if known else None))
        self._way = Choice(ways(), _("What is counted"))
        self._way.setObjectName("table_way")
        self._way.set_value(part.way if part else ways()[0][0])
        self._title = Spoken(_("Title of the table"), "table_title", part.title if part else {}, NAME)
        words = _("Each figure is rounded in the office before it leaves, as in every table. Free words, names and "
                  "questions that stay in the office cannot be counted.")  # fmt: skip
        self.add(_named(self._field), _named(self._way), self._title, Label(words, "small-muted", wrap=True))
        self.end(self._keep)

    def first_field(self) -> QWidget:
        return self._field

    def _keep(self) -> None:
        pack_typing.table(
            self._session,
            self._part.id if self._part else None,
            title=self._title.value(),
            way=self._way.value() or "",
            field=self._field.value() or "",
        )


class TypedList(Typed):
    """The answers of one list: new ones of the region, and those that are offered no more. Kept as it is done."""

    def __init__(self, session: Session, list_id: str | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Answers of a list"), session, parent)
        lists = [(id_, pick(session.library.definitions.list(id_).title)) for id_ in pack_draft.open_lists()]
        lists.sort(key=lambda one: one[1].casefold())
        self._list = Choice(lists, _("Which list"))
        self._list.setObjectName("list_id")
        self._list.set_value(list_id or lists[0][0])
        self._list.activated.connect(self._show)
        self._new = boxed(column(gap=6))
        self._answers = boxed(column(gap=4))
        why = _("Only lists on which no rule of the program rests are named here.")
        self.add(_named(self._list, why), self._new, self._answers)
        self.end(None)
        self._show()

    def first_field(self) -> QWidget:
        return self._list

    def _id(self) -> str:
        return self._list.value() or ""

    def _show(self, _ignored: object = None, focus: str = "") -> None:
        self._show_new()
        layout = self._answers.layout()
        if layout is None:
            return
        clear(layout)
        part = pack_typing.of_list(self._session, self._id())
        layout.addWidget(Line())
        for entry in part.entries:
            gone = Button(_("Take it out"), Kind.SMALL, icon="trash", name=f"answer_{entry.code}")
            speak(gone, _("Take it out"), pick(entry.label))
            gone.clicked.connect(partial(self._on_drop, entry.code))
            layout.addWidget(Beside(Label(pick(entry.label), wrap=True), gone, least=200))
        for shipped in pack_draft.shipped_list(self._session, self._id()).entries:
            box = QCheckBox(_("Offered: {answer}").format(answer=pick(shipped.label)))
            box.setObjectName(f"offered_{shipped.code}")
            box.setChecked(shipped.code not in part.retired)
            box.toggled.connect(partial(self._on_offered, shipped.code))
            layout.addWidget(box)
        found = self.findChild(QWidget, focus) if focus else None
        if found is not None:
            found.setFocus()

    def _show_new(self) -> None:
        layout = self._new.layout()
        if layout is None:
            return
        clear(layout)
        self._label = Spoken(_("A new answer"), "answer_label", {}, NAME)
        groups = pack_draft.shipped_list(self._session, self._id()).groups
        self._group = Choice([(code, pick(words)) for code, words in groups.items()], _("To which group it belongs"))
        self._group.setObjectName("answer_group")
        self._group.set_value(next(iter(groups), None))
        add = Button(_("Add this answer"), Kind.SMALL_PRIMARY, icon="plus", name="answer_add")
        add.clicked.connect(self._on_add)
        layout.addWidget(self._label)
        if groups:
            layout.addWidget(_named(self._group))
        layout.addWidget(boxed(row(add, None)))

    def _on_add(self) -> None:
        label: Text = self._label.value()
        if self.try_it(partial(pack_typing.add_answer, self._session, self._id(), label, self._group.value() or "")):
            self._show(focus="answer_label_ro")

    def _on_drop(self, code: str) -> None:
        if self.try_it(partial(pack_typing.drop_answer, self._session, self._id(), code)):
            self._show(focus="answer_label_ro")

    def _on_offered(self, code: str, offered: bool) -> None:
        self.try_it(partial(pack_typing.retire_answer, self._session, self._id(), code, retired=not offered))
