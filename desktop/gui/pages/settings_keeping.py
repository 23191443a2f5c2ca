"""Settings, under erasing: what of closed cases is not kept any longer, looked at first and then taken away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.gui.pages import settings_parts as parts
from desktop.gui.pages.erasure_parts import LastCard
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Cell,
    CellsModel,
    Chip,
    Label,
    SectionHeader,
    Shape,
    Table,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, date_words, ngettext, number_words, pick
from desktop.services import retention
from desktop.services.retention import Applied, Due


class Keeping(Card):
    """The periods, the list of what is due, and the last card."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("keeping")
        self._shell, self._session = shell, shell.session
        self._due: tuple[Due, ...] = ()
        self._look = Button(_("See what is due"), icon="search", name="keeping_look")
        self._look.clicked.connect(self._on_look)
        self._found, self._last = boxed(column(gap=8)), boxed(column(gap=8))
        rules = retention.rules()
        self.add(SectionHeader(_("Periods of keeping")))
        if not rules.verified:
            self.add(row(Chip(_("proposal"), Shape.TRIANGLE, Tone.SOON), None))
            self.add(Label(rules.source, "small-muted", wrap=True))
        for group in rules.groups:
            after = ngettext("{n} year after closing", "{n} years after closing", group.years).format(n=group.years)
            if group.child_until is not None:
                after = _("{after}; of a child not before the age of {age}").format(
                    after=after, age=group.child_until + group.years
                )
            self.add(parts.fact(pick(group.title), after))
        words = _("What is counted stays, without anything that tells who it was. Open cases and those held back by "
                  "law are left alone.")  # fmt: skip
        self.add(Label(words, "small-muted", wrap=True), row(self._look, None), self._found, self._last)
        self.leave()

    def first_field(self) -> QWidget:
        return self._look

    def leave(self) -> None:
        self._due = ()
        _fill(self._found)
        _fill(self._last)

    def _on_look(self) -> None:
        self.leave()
        self._look.setEnabled(False)
        work = partial(retention.preview_in_job, self._session)
        job = self._shell.jobs.start(_("Looking through closed cases"), work)
        job.finished.connect(self._on_found)
        job.failed.connect(self._shell.refuse)
        job.ended.connect(partial(self._look.setEnabled, True))

    def _on_found(self, found: tuple[tuple[Due, ...], int]) -> None:
        self._due, unread = found
        shown: list[QWidget] = []
        if self._due:
            shown.append(_table(self._due))
        else:
            shown.append(Label(_("Nothing is due today."), "muted", wrap=True))
        if unread:
            words = ngettext(
                "{n} closed case is sealed for others: only who was chosen can look at it here.",
                "{n} closed cases are sealed for others: only who was chosen can look at them here.",
                unread,
            )
            shown.append(Label(words.format(n=number_words(unread)), "small-muted", wrap=True))
        _fill(self._found, *shown)
        free = [one for one in self._due if not one.held]
        if free:
            self._ask(free)

    def _ask(self, free: list[Due]) -> None:
        count = len({one.case for one in free})
        words = ngettext("Erase this of {n} case", "Erase this of {n} cases", count).format(n=number_words(count))
        warning = Banner(
            Tone.DANGER,
            _("What is erased does not come back"),
            _("Look at the list once more. A case that is needed longer gets a later day in its header, or is held "
              "back."),
        )  # fmt: skip
        card = LastCard(words, self._session.office.code, _("Erase what is due"), warning)
        card.wanted.connect(partial(self._on_confirmed, free, card))
        card.left.connect(self._on_left)
        _fill(self._last, card)
        QTimer.singleShot(0, card, card.first_field().setFocus)  # once it has its place

    def _on_left(self) -> None:
        self.leave()
        self._look.setFocus()

    def _on_confirmed(self, chosen: list[Due], card: LastCard, typed: str) -> None:
        card.set_busy(True)
        work = partial(retention.apply_in_job, self._session, chosen, typed)
        job = self._shell.jobs.start(_("Erasing what is due"), work)
        job.finished.connect(self._on_applied)
        job.failed.connect(self._shell.refuse)
        job.ended.connect(partial(card.set_busy, False))

    def _on_applied(self, done: Applied) -> None:
        self.leave()
        banner = Banner(
            Tone.DONE if done.backed_up and done.traces_gone else Tone.SOON,
            ngettext("Erased in {n} case.", "Erased in {n} cases.", done.cases).format(n=number_words(done.cases)),
            "\n".join(_applied_words(done)),
        )
        banner.setObjectName("kept_no_longer")
        _fill(self._last, banner)
        self._session.announce("case")
        self._look.setFocus()


def _table(due: tuple[Due, ...]) -> Table:
    model = CellsModel([_("Case"), _("What goes"), _("Closed on"), _("Due since")])
    table = Table(_("What is due to be erased"))
    table.setObjectName("keeping_due")
    table.setModel(model)
    table.set_widths(170, 300, 120, 170, stretch=1)
    model.set_rows([_row(one) for one in due])
    table.fit_height()
    return table


def _row(one: Due) -> tuple[Cell, ...]:
    sheets = ngettext("{n} sheet", "{n} sheets", one.sheets).format(n=number_words(one.sheets))
    files = ngettext("{n} file", "{n} files", one.files).format(n=number_words(one.files)) if one.files else ""
    held = _("held back by law") if one.held else " "
    return (
        Cell(one.code, held),
        Cell(pick(retention.title(one.group)), " · ".join(part for part in (sheets, files) if part)),
        Cell(date_words(one.closed_on), " "),
        Cell(date_words(one.due_on), " "),
    )


def _applied_words(done: Applied) -> list[str]:
    said = [_("Older backups expire by {day}.").format(day=date_words(done.copies_until))]
    if done.left:
        words = ngettext("{n} case was left as it is.", "{n} cases were left as they are.", done.left)
        said.append(words.format(n=number_words(done.left)))
    if not done.backed_up:
        said.append(_("A new backup could not be made. Make one in the tab of the database."))
    if not done.traces_gone:
        said.append(_("The last traces go when the program is closed. Close it once today."))
    return said


def _fill(box: QWidget, *shown: QWidget) -> None:
    layout = box.layout()
    if layout is not None:
        clear(layout)
        for one in shown:
            layout.addWidget(one)
    box.setVisible(bool(shown))  # else the gap below it would stay
