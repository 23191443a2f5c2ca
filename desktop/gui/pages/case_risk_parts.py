"""Parts of the view of the risk: its history as a picture and in words, two assessments side by side, other tools."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms import risk
from desktop.forms.present import show
from desktop.forms.schema import Definitions, Form
from desktop.gui.models.risk_words import event_mark, event_words
from desktop.gui.models.words import capital, listed
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Button,
    Card,
    Choice,
    FlowBox,
    Kind,
    Label,
    Mark,
    Row,
    RowList,
    SectionHeader,
    boxed,
    clear,
    risk_spec,
    row,
)
from desktop.gui.widgets.chips import ChipSpec
from desktop.gui.widgets.level_chart import Level, LevelChart, LevelMark, LevelPoint, LevelView
from desktop.i18n import _, date_words, datetime_words, ngettext, pick
from desktop.services.risk_file import Assessment, Event, RiskFile, Tool

LINES = (risk.HIGH, risk.MEDIUM, risk.LOW, risk.NONE, risk.OPEN)
AT_ONCE = 8


class HistoryCard(Card):
    """A picture for the eye, and under it the same in words for whoever reads or listens."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=10, parent=parent)
        self.setObjectName("risk_history")
        self._shell = shell
        self._all = False
        self._found = RiskFile()
        self._chart = LevelChart(_("How the risk has changed"))
        self._list = RowList()
        self._more = Button("", Kind.SMALL_LINK, icon="chevron-down", name="more_history")
        self._more.clicked.connect(self._on_more)
        self.add(SectionHeader(_("How the risk has changed")), self._chart, self._list, row(self._more, None))

    def show_risk(self, found: RiskFile) -> None:
        self._found = found
        self.setVisible(bool(found.assessments))
        if not found.assessments:
            return
        now = self._shell.session.now().astimezone(self._shell.session.tz)
        events = [one for one in found.events if one.at <= now]
        lines = _told(found.assessments, events)
        self._chart.show_view(_view(found.assessments, events, now, lines))
        shown = lines if self._all else lines[:AT_ONCE]
        self._list.set_rows(*(Row(title, second, lead=Mark(spec)) for _at, title, second, spec in shown))
        left = len(lines) - len(shown)
        self._more.setVisible(left > 0)
        self._more.set_word(ngettext("Show {n} more", "Show {n} more", left).format(n=left))

    def _on_more(self) -> None:
        self._all = True
        self.show_risk(self._found)


Line = tuple[datetime, str, str, ChipSpec]


def _told(assessments: Sequence[Assessment], events: Sequence[Event]) -> list[Line]:
    """Assessments and events in one list, the newest first."""
    found: list[Line] = []
    for one in assessments:
        spec = risk_spec(one.level)
        second = _("{moment} · {name}").format(moment=datetime_words(one.at), name=one.by)
        found.append((one.at, spec.word, second, spec))
    for event in events:
        shape, tone = event_mark(event)
        words = capital(event_words(event.kind))
        found.append((event.at, words, date_words(event.at.date()), ChipSpec(words, shape, tone)))
    return sorted(found, key=lambda line: (line[0], line[1]), reverse=True)


def _view(
    assessments: Sequence[Assessment], events: Sequence[Event], now: datetime, lines: Sequence[Line]
) -> LevelView:
    used = [code for code in LINES if code != risk.OPEN or any(one.level == code for one in assessments)]
    specs = [risk_spec(code) for code in used]
    first = min([one.at for one in assessments] + [one.at for one in events])
    return LevelView(
        levels=tuple(Level(spec.word, spec.shape, spec.tone) for spec in specs if spec.shape is not None),
        points=tuple(LevelPoint(one.at, used.index(one.level)) for one in assessments),
        marks=tuple(LevelMark(one.at, *event_mark(one)) for one in events),
        until=now,
        first_word=date_words(first.date()),
        last_word=_("today"),
        spoken="; ".join(f"{title}, {date_words(at.date())}" for at, title, _second, _spec in reversed(lines)),
    )


class Comparison(Card):
    """Two assessments side by side: only what was answered otherwise."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=10, parent=parent)
        self.setObjectName("compare")
        self._shell = shell
        self._found: tuple[Assessment, ...] = ()
        self._earlier, self._later = Choice([], _("Earlier"), width=230), Choice([], _("Later"), width=230)
        for name, choice in (("compare_earlier", self._earlier), ("compare_later", self._later)):
            choice.setObjectName(name)
            choice.activated.connect(self._fill)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        between = Label(_("compared with"), "muted")
        self.add(
            SectionHeader(_("What changed between two assessments")),
            FlowBox(self._later, between, self._earlier, gap=8),
            self._rows,
        )

    def start(self) -> None:
        self._found = ()

    def show_risk(self, found: RiskFile) -> None:
        self.setVisible(len(found.assessments) > 1)
        if found.assessments == self._found or len(found.assessments) < 2:
            return
        self._found = found.assessments
        options = [(one.record, self._words(one)) for one in reversed(self._found)]
        for choice, chosen in ((self._earlier, self._found[-2]), (self._later, self._found[-1])):
            choice.set_options(options)
            choice.set_value(chosen.record)
        self._fill()

    def _words(self, one: Assessment) -> str:
        return _("{day} · {level}").format(day=date_words(one.at.date()), level=risk_spec(one.level).word)

    def _fill(self, _index: int = 0) -> None:
        clear(self._rows)
        known = {one.record: one for one in self._found}
        before, after = known.get(self._earlier.value() or ""), known.get(self._later.value() or "")
        if before is None or after is None:
            return
        defs = self._shell.session.library.definitions
        paths = risk.changed(before.answers, after.answers)
        if not paths:
            self._rows.addWidget(Label(_("The answers are the same."), "muted"))
        for path in paths:
            self._rows.addWidget(_change(path, before, after, defs))


def _change(path: str, before: Assessment, after: Assessment, defs: Definitions) -> QWidget:
    form = defs.form("risk")
    was, now = (_answer(form, path, one, defs) for one in (before, after))
    change = _("{before} → {after}").format(before=was, after=now)
    words = Label(change, "label", wrap=True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    line = row(Label(pick(form.field(path).label), wrap=True), words, gap=16)
    line.setStretch(0, 1)
    return boxed(line)


def _answer(form: Form, path: str, one: Assessment, defs: Definitions) -> str:
    return show(form.field(path), one.answers.get(path), defs) or _("no answer")


def tools_card(tools: Sequence[tuple[Assessment, Tool]], defs: Definitions) -> Card:
    """Their names, dates and results, and nothing of their questions."""
    card = Card(margin=14, gap=8)
    card.setObjectName("other_tools")
    rows = RowList()
    rows.set_rows(*(_tool(tool, defs) for _one, tool in tools))
    card.add(SectionHeader(_("Other tools")), rows)
    return card


def _tool(tool: Tool, defs: Definitions) -> Row:
    day = show(defs.form("risk").field("tools/x/tool_date"), tool.on, defs)
    return Row(listed(defs, "risk_tools", tool.tool), _("{day} · {result}").format(day=day, result=tool.result))
