"""The risk of a case: how high it is, since when and why, how it changed, and what is to be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.forms.risk_panel import RiskPanel
from desktop.gui.models.risk_words import risk_words, triggers_words
from desktop.gui.models.times import moment_words
from desktop.gui.pages.case_risk_parts import Comparison, HistoryCard, tools_card
from desktop.gui.pages.case_views import CaseView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    ChipSpec,
    EmptyState,
    FlowBox,
    Kind,
    Label,
    Mark,
    ScrollPage,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    clear,
    column,
    row,
)
from desktop.i18n import _, date_words
from desktop.services.cases import CaseFile
from desktop.services.risk_file import Assessment, RiskFile


class RiskView(CaseView):
    """Everything that was found and what happened around it; an assessment is a sheet, and none is ever overwritten."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("risk")
        self._file: CaseFile | None = None
        self._again = Button(_("Assess the risk again"), Kind.PRIMARY, icon="pencil", name="assess")
        self._again.clicked.connect(partial(self.asked.emit, "risk", ""))
        self._open = Button(_("Open the assessment"), Kind.LINK, icon="document", name="open_assessment")
        self._open.clicked.connect(self._on_open)
        self._now, self._panel = QVBoxLayout(), RiskPanel()
        self._body = boxed(column(gap=14))
        self._history = HistoryCard(shell)
        self._compare = Comparison(shell)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        parts = column(self._head(), self._panel, self._body, self._history, self._compare, gap=14)
        self._tools = QVBoxLayout()
        parts.addLayout(self._tools)
        self._none = EmptyState(
            "shield", _("The risk has not been assessed yet"), _("Twenty-three questions; it can be done in parts.")
        )
        parts.addWidget(self._none)
        body = ScrollPage(boxed(parts), margins=(16, 8, 16, 16))
        body.setMinimumHeight(px(28))  # a low window with large type: the header stays whole, this scrolls
        outer.addWidget(body)

    def start(self) -> None:
        self._compare.start()

    def show_file(self, file: CaseFile) -> None:
        self._file = file
        found, defs = file.risk, self.shell.session.library.definitions
        latest = found.latest
        self._since.setText(self._since_words(found))
        self._since.setVisible(latest is not None)
        self._again.set_word(_("Assess the risk again") if latest else _("Assess the risk"))
        self._panel.setVisible(latest is not None)
        self._open.setVisible(latest is not None)
        if latest is not None:
            self._panel.show_words(risk_words(latest.explained, defs))
        layout = self._body.layout()
        if layout is not None:
            clear(layout)
            for part in self._notices(found, latest):
                layout.addWidget(part)
        self._history.show_risk(found)
        self._compare.show_risk(found)
        clear(self._tools)
        if tools := [(one, tool) for one in reversed(found.assessments) for tool in one.tools]:
            self._tools.addWidget(tools_card(tools, defs))
        self._none.setVisible(latest is None)

    def first_field(self) -> QWidget | None:
        return self._again

    def _head(self) -> QWidget:
        self._since = Label("", "muted", wrap=True)
        return boxed(column(FlowBox(self._again, self._open, gap=10), self._since, gap=6))

    def _since_words(self, found: RiskFile) -> str:
        latest, now = found.latest, self.shell.session.now().astimezone(self.shell.session.tz)
        if latest is None:
            return ""
        last = _("Assessed {moment} by {name}.").format(moment=moment_words(latest.at, now), name=latest.by)
        if found.since is None or found.since == latest.at:
            return last
        return " ".join((last, _("At this level since {day}.").format(day=date_words(found.since.date()))))

    def _notices(self, found: RiskFile, latest: Assessment | None) -> list[QWidget]:
        """What is to be done: ask again, make the plan; and by when the next assessment is due."""
        notices: list[QWidget] = []
        if found.triggers:
            words = _("Since then: {what}. What was found may hold no longer.")
            title = _("There is a reason to assess it again")
            banner = Banner(Tone.SOON, title, words.format(what=triggers_words(found.triggers)), icon="history")
            banner.setObjectName("triggers")
            notices.append(banner)
        if latest is not None and latest.review_due is not None:
            notices.append(self._due(latest))
        notices.append(self._plan(found))
        return notices

    def _due(self, latest: Assessment) -> QWidget:
        late = latest.review_due is not None and latest.review_due < self.shell.session.now().date()
        day = date_words(latest.review_due) if latest.review_due else ""
        words = _("The next assessment was due by {day}.") if late else _("The next assessment is due by {day}.")
        spec = ChipSpec("", Shape.OCTAGON, Tone.DANGER) if late else ChipSpec("", Shape.CLOCK, Tone.INFO)
        label = Label(words.format(day=day), "label", tone=Tone.DANGER if late else "", wrap=True)
        line = row(Mark(spec), label, gap=8)
        line.setStretch(1, 1)
        made = boxed(line)
        made.setObjectName("review_due")
        return made

    def _plan(self, found: RiskFile) -> Card:
        """The safety plan stands beside the risk: the one says how high, the other what she can do."""
        card = Card(margin=14, gap=8)
        card.setObjectName("plan_of_risk")
        card.add(SectionHeader(_("Safety plan")))
        if found.plan_missing:
            words = _("The risk is medium or high, and there is no plan. It is made together with her.")
            card.add(Label(words, "label", tone=Tone.SOON, wrap=True))
        elif found.plan is None:
            card.add(Label(_("There is no plan."), "muted"))
        opened = Button(_("Open the safety plan"), icon="shield", name="open_plan")
        opened.clicked.connect(partial(self.asked.emit, "safety_plan", found.plan or ""))
        buttons = [opened]
        if found.plan is not None:
            pocket = Button(_("Pocket print"), icon="leaflet", name="pocket")
            pocket.clicked.connect(self._on_pocket)
            buttons.append(pocket)
        card.add(FlowBox(*buttons, gap=8))
        return card

    def _on_open(self) -> None:
        latest = self._file.risk.latest if self._file else None
        if latest is not None:
            self.asked.emit("risk", latest.record)

    def _on_pocket(self) -> None:
        if self._file is not None:
            self.shell.navigate("pocket", case=self._file.row.case)
