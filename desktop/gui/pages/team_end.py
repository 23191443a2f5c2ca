"""An intervention ends: what is open is said step by step, what stays to be done is named, nothing ends in silence."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop.forms.present import options
from desktop.gui.models.times import left_words
from desktop.gui.pages.team_end_parts import Options, OutcomeRow, WhyRow
from desktop.gui.pages.team_header import times_words
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Choice,
    Kind,
    Label,
    Line,
    PageHeader,
    ScrollPage,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, date_words, ngettext, pick
from desktop.refusals import Refused, explain
from desktop.services import team_end
from desktop.services.team_end import WINDOWS, Answers, Ending
from desktop.services.team_followup import Item
from desktop.services.teamfile import JOINED

MOST_TOLD = 6  # accounts offered; more of them are written into the sheet


class TeamEndPage(QWidget):
    """Opened for one running team; what was answered here is kept until the page is opened anew."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("team_end")
        self._shell = shell
        self._record = ""
        self._ending: Ending | None = None
        self._duties: list[OutcomeRow] = []
        self._steps: list[OutcomeRow] = []
        self._silent: dict[str, WhyRow] = {}
        self._passed: list[tuple[Item, WhyRow]] = []
        self._back = Button(_("Intervention team"), Kind.LINK, icon="arrow-left", name="back")
        self._back.clicked.connect(self._on_back)
        self._header = PageHeader(_("End the intervention"), " ")
        self._said = Banner(Tone.SOON, "", "")
        self._said.setObjectName("not_yet")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(10))
        outcome = shell.session.library.definitions.form("team").field("outcome")
        self._outcome = Choice(self._offered("outcome"), pick(outcome.label), width=300)
        self._outcome.setObjectName("outcome")
        self._outcome.setPlaceholderText(_("Choose"))
        self._times = Choice([(str(n), times_words(n)) for n in range(MOST_TOLD + 1)], width=300)
        self._times.setObjectName("times")
        self._times.setPlaceholderText(_("Choose"))
        self._sure = QCheckBox(_("She was told what care is still possible, and the intervention ends all the same."))
        self._sure.setObjectName("sure_windows")
        self._end = Button(_("End the intervention"), Kind.PRIMARY, name="end")
        self._end.clicked.connect(self._on_end)
        page = ScrollPage(boxed(row(self._back, None)), self._header, self._said, self._rows)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def arrive(self, *, record: str = "", **_where: object) -> None:
        self._record = record or self._record
        try:
            found = team_end.ending(self._shell.session, self._record)
        except Refused as refusal:
            self._shell.refuse(refusal)
            self._shell.navigate("teams")
            return
        if found.ended:
            self._shell.navigate("team", record=self._record)
            return
        self._ending = found
        self._outcome.set_value(None)
        self._times.set_value(None)
        self._sure.setChecked(False)
        self._said.hide()
        self._fill(found)

    def refresh(self) -> None:
        """What is being said here stays; the end itself reads everything anew."""

    def first_field(self) -> QWidget | None:
        return self._duties[0].first() if self._duties else self._outcome

    # --- what is shown ------------------------------------------------------------------------------------------

    def _offered(self, path: str, form: str = "team") -> Options:
        session = self._shell.session
        defs = session.library.definitions
        found = options(defs.form(form).field(path), defs, session.office.country)
        return [(entry.code, pick(entry.label)) for entry in found if entry.code != JOINED]

    def _fill(self, found: Ending) -> None:
        for kept in (self._outcome, self._times, self._sure, self._end):
            kept.setParent(self)
            kept.hide()
        clear(self._rows)
        reasons = self._offered("steps/reason")
        self._duties = [OutcomeRow(view, reasons, found.now) for view in found.duties]
        self._steps = [OutcomeRow(view, reasons, found.now) for view in found.steps]
        self._silent = {
            view.step.id: WhyRow(
                f"silent_{view.step.id}",
                _("Step {step} · {title}").format(step=view.step.id, title=pick(view.step.title)),
                _("It was done after its deadline. Why?"),
                reasons,
            )
            for view in found.silent
        }
        missed = self._offered("missed_reason", "followup")
        self._passed = [(item, _check_row(item, missed)) for item in found.passed]
        lead = _("Said of each, nothing of it is lost: who reads the sheet later knows what came of it.")
        self._add_rows(
            _("Still to be said"), lead, [*self._duties, *self._silent.values(), *(r for _i, r in self._passed)]
        )
        optional = _("These are nobody’s duty: what is left open stays open on the sheet.")
        self._add_rows(_("Steps without an outcome"), optional, list(self._steps))
        self._add_windows(found)
        self._add_ahead(found)
        self._add_end(found)
        count = found.asked
        words = ngettext("{n} thing is still to be said.", "{n} things are still to be said.", count).format(n=count)
        self._header.set_words(_("End the intervention"), words if count else _("Everything has been said."))

    def _add_rows(self, title: str, lead: str, rows: list[QWidget]) -> None:
        if not rows:
            return
        card = Card(margin=14, gap=0)
        card.add(Label(title, "section"), Label(lead, "small-muted", wrap=True))
        for one in rows:
            card.add(Line(), one)
        self._rows.addWidget(card)

    def _add_windows(self, found: Ending) -> None:
        if not found.windows:
            return
        card = Card(tone=Tone.SOON, margin=14, gap=6)
        card.add(Label(_("Care would still help her"), "section"))
        for care in found.windows:
            left = left_words(care.clock.due.astimezone(found.now.tzinfo), found.now) if care.clock.due else ""
            title = _("Step {step} · {title}").format(step=care.view.step.id, title=pick(care.view.step.title))
            card.add(Label(f"{title}: {left}" if left else title, wrap=True))
        card.add(self._sure)
        self._sure.show()
        self._rows.addWidget(card)

    def _add_ahead(self, found: Ending) -> None:
        lines = _ahead_lines(found)
        if not lines:
            return
        card = Card(margin=14, gap=4)
        card.add(Label(_("What stays to be done after it"), "section"))
        for words in lines:
            card.add(Label(words, wrap=True))
        self._rows.addWidget(card)

    def _add_end(self, found: Ending) -> None:
        card = Card(margin=14, gap=10)
        if found.retellings is None:
            title = _("How often did she have to give her account?")
            speak(self._times, title)
            card.add(column(Label(title, "label", buddy=self._times), self._times,
                            Label(_("The target is once at most."), "small-muted"), gap=2))  # fmt: skip
        title = _("What came of the intervention")
        card.add(column(Label(title, "label", buddy=self._outcome), self._outcome, gap=2))
        card.add(row(self._end, None))
        for shown in (self._outcome, self._end):
            shown.show()
        self._times.setVisible(found.retellings is None)
        self._rows.addWidget(card)

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_back(self) -> None:
        self._shell.navigate("team", record=self._record)

    def _answers(self) -> Answers:
        rows = [*self._duties, *self._steps]
        steps = {one.step(): said for one in rows if (said := one.said()) is not None}
        late = {one.step(): why for one in rows if (why := one.late()) is not None}
        late |= {step: why for step, one in self._silent.items() if (why := one.value()) is not None}
        missed = {team_end.place(item): why for item, one in self._passed if (why := one.value()) is not None}
        times = self._times.value()
        sure = frozenset({WINDOWS}) if self._sure.isChecked() else frozenset()
        return Answers(steps, late, missed, int(times) if times is not None else None, sure)

    def _on_end(self) -> None:
        outcome = self._outcome.value()
        if self._lacking() is not None or outcome is None:
            self._say(_("Something is still to be said: it stands where the focus is now."))
            if (lacking := self._lacking()) is not None:
                lacking.take_focus()
            else:
                self._outcome.setFocus()
            return
        try:
            planned = team_end.end(self._shell.session, self._record, outcome, self._answers())
        except Refused as refusal:
            self._say(explain(refusal))
            if refusal.code == "team-window":
                self._sure.setFocus()
            elif refusal.code == "team-open":
                self._times.setFocus()
            return
        words = ngettext(
            "The intervention has ended. {n} check after it is planned.",
            "The intervention has ended. {n} checks after it are planned.",
            planned,
        )
        self._shell.navigate("team", record=self._record)
        self._shell.say(words.format(n=planned) if planned else _("The intervention has ended."))

    def _lacking(self) -> OutcomeRow | WhyRow | None:
        begun = [one for one in self._steps if one.said() is not None]
        rows: list[OutcomeRow | WhyRow] = [*self._duties, *begun, *self._silent.values()]
        return next((one for one in [*rows, *(found for _item, found in self._passed)] if one.is_lacking()), None)

    def _say(self, words: str) -> None:
        self._said.set_words(words)
        self._said.show()


def _check_row(item: Item, reasons: Options) -> WhyRow:
    day = date_words(item.planned_on) if item.planned_on else ""
    line = _("The check planned for {day} has passed, and nobody has said how it was.").format(day=day)
    return WhyRow(f"passed_{item.check.step}_{item.check.clock}_{item.check.no}", pick(item.title), line, reasons)


def _ahead_lines(found: Ending) -> list[str]:
    """What stays planned, each kind in its own sentence."""
    checks, meetings = len(found.ahead), len(found.meetings)
    tasks, papers = len(found.tasks), len(found.papers)
    counted = (
        (checks, ngettext("{n} check stays planned.", "{n} checks stay planned.", checks)),
        (meetings, ngettext("{n} meeting stays planned.", "{n} meetings stay planned.", meetings)),
        (tasks, ngettext("{n} decision stays to be done.", "{n} decisions stay to be done.", tasks)),
        (papers, ngettext("{n} institution has not answered.", "{n} institutions have not answered.", papers)),
    )
    return [words.format(n=count) for count, words in counted if count]
