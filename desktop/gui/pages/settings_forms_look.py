"""A form as it would be, looked at before it is published: its questions on the screen, and the empty paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.visible import Shown
from desktop.gui import theme
from desktop.gui.forms.around import Around
from desktop.gui.forms.section_view import SectionView
from desktop.gui.widgets import Button, Card, Label, SectionHeader, boxed, column, row
from desktop.gui.widgets.paper_view import PaperView
from desktop.i18n import _, pick
from desktop.services.local_forms import Preview
from desktop.services.session import Session


class Look(Card):
    """left(): back to the changes."""

    left = Signal()

    def __init__(self, session: Session, preview: Preview, parent: QWidget | None = None) -> None:
        super().__init__(gap=12, parent=parent)
        self.setObjectName("look")
        self._back = Button(_("Back to the changes"), icon="arrow-left", name="look_back")
        self._back.clicked.connect(self.left)
        why = _("So the form would look. What is typed here goes nowhere.")
        self.add(SectionHeader(_("Preview")), boxed(row(self._back, None)), Label(why, "small-muted", wrap=True))
        around = _around(session, preview)
        for section in preview.form.sections:
            shown = {
                field.pattern: Shown(field.pattern, field)
                for top in section.fields
                for field in (top, *top.fields)
                if not field.hidden
            }
            if shown:
                view = SectionView(section, around)
                view.refresh({}, shown)
                self.add(boxed(column(Label(pick(section.title), "section", wrap=True), view, gap=6)))
        paper = PaperView()
        paper.setMinimumHeight(theme.px(620))
        paper.set_paper(preview.paper)
        self.add(SectionHeader(_("On paper")), paper)

    def first_field(self) -> QWidget:
        return self._back


def _around(session: Session, preview: Preview) -> Around:
    """What editors ask for where there is no sheet: nothing of anybody."""
    return Around(
        definitions=preview.definitions,
        country=session.office.country,
        tz=session.tz,
        now=session.now,
        workers=(),
        targets=lambda _form: (),
        case_of_code=lambda _code: None,
        code_of_case=lambda _case: None,
        reveal=lambda _path, value: value,
        attach=lambda _path: None,
        about_file=lambda _name: None,
        open_team=lambda: None,
    )
