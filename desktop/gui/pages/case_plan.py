"""Plan and services of a case: what waits, appointments, the plan, protection measures, terms, monitoring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.due_words import clock_title
from desktop.gui.models.plan_words import (
    appointment_words,
    due_line,
    kinds_words,
    order_spec,
    order_words,
    service_words,
    term_words,
)
from desktop.gui.models.times import answer_words
from desktop.gui.models.words import AND, capital, listed
from desktop.gui.pages.case_views import CaseView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Chip,
    FlowBox,
    Kind,
    Label,
    Row,
    RowButton,
    RowList,
    ScrollPage,
    SectionHeader,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.i18n import _, ngettext, pick
from desktop.refusals import Refused
from desktop.services import people, plan
from desktop.services.cases import CaseFile
from desktop.services.plan import Order, Plan, Term
from desktop.services.team_meetings import VIEWS as OF_TEAMS

MOST_APPOINTMENTS = 4


class PlanView(CaseView):
    """Read anew whenever something of the case is written."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("plan")
        self._case = ""
        self._new = Button(_("New appointment"), Kind.PRIMARY, icon="plus", name="plan_appointment")
        self._new.clicked.connect(self._on_appointment)
        deeds = [
            self._new,
            self._ask(_("Intervention plan"), "list", "plan_open", "plan"),
            self._ask(_("Monitoring sheet"), "eye", "plan_monitoring", "monitoring"),
            self._ask(_("Protection measure"), "scales", "plan_order", "protection"),
            self._ask(_("Contract"), "document", "plan_contract", "contract"),
        ]
        self._body = column(gap=14)
        page = ScrollPage(FlowBox(*deeds), boxed(self._body), margins=(16, 4, 16, 16))
        page.setMinimumHeight(px(28))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)

    def first_field(self) -> QWidget:
        return self._new

    def show_file(self, file: CaseFile) -> None:
        self._case = file.row.case
        shown = plan.plan(self.shell.session, file)
        clear(self._body)
        for part in self._parts(shown):
            self._body.addWidget(part)

    def _ask(self, words: str, icon: str, name: str, form: str) -> Button:
        button = Button(words, Kind.SMALL, icon=icon, name=name)
        button.clicked.connect(lambda *_pressed: self.asked.emit(form, ""))
        return button

    # --- what stands on the page --------------------------------------------------------------------------------------

    def _parts(self, shown: Plan) -> Iterator[QWidget]:
        if shown.lost is not None:
            yield self._lost()
        for title, rows in (
            (_("What waits"), self._due(shown)),
            (_("Appointments"), self._appointments(shown)),
            (_("Protection measures"), [self._order(one) for one in shown.orders]),
        ):
            if rows:
                yield _section(title, RowList(*rows, margin=4))
        yield _section(_("The plan"), self._plan(shown))
        rows = [self._term(one) for one in shown.terms]
        rows += [self._monitored(shown)] if shown.monitored else []
        rows += [self._benefit(kind, until) for kind, until in shown.benefits]
        if rows:
            yield _section(_("Contracts, stays, monitoring, benefits"), RowList(*rows, margin=4))

    def _lost(self) -> QWidget:
        banner = Banner(
            Tone.SOON,
            _("Nobody has written of a contact with her for 30 days."),
            _("Try the safe ways first, and write down what came of it. The file may rest as inactive: it stays open, "
              "its other deadlines go on, and it is never closed by itself."),
            links=[("note", _("Write a note")), ("inactive", _("Make the file inactive"))],
        )  # fmt: skip
        banner.setObjectName("contact_lost")
        banner.followed.connect(self._on_lost)
        return banner

    def _due(self, shown: Plan) -> list[QWidget]:
        now = self.shell.session.now()
        rows: list[QWidget] = []
        for clock in shown.due:
            words, chip = due_line(clock, now)
            made = RowButton(clock_title(clock), words, end=chip, arrow=True)
            made.setObjectName(f"plan_due_{clock.record}_{clock.steps[0]}")
            made.clicked.connect(partial(self._open_due, clock.steps[0], clock.record))
            rows.append(made)
        return rows

    def _appointments(self, shown: Plan) -> list[QWidget]:
        session = self.shell.session
        rows: list[QWidget] = []
        for one in shown.appointments[:MOST_APPOINTMENTS]:
            worker = people.name_of(session, str(one.body.get("worker") or ""))
            title, second = appointment_words(one.body, session.library.definitions, worker)
            made = RowButton(title, second, icon="calendar", icon_colour="muted", arrow=True)
            made.setObjectName(f"plan_appointment_{one.id}")
            made.clicked.connect(partial(self.shell.navigate, "calendar", record=one.id))
            rows.append(made)
        return rows

    def _order(self, order: Order) -> QWidget:
        session = self.shell.session
        defs = session.library.definitions
        title, second = order_words(order, defs, session.now())
        deeds = [_deed(_("Open"), "open", order.record, lambda: self.asked.emit("protection", order.record))]
        if order.state in plan.IN_FORCE:
            deeds.append(_deed(_("Breached now"), "breach", order.record, partial(self._breach, order.record)))
            deeds.append(_deed(_("Prolonged"), "prolong", order.record, partial(self._prolong, order.record)))
        if order.unreported:
            deeds.append(
                _deed(_("Reported to the police"), "report", order.record, partial(self._report, order.record))
            )
        row = Row(title, second, icon="scales", end=Chip.of(order_spec(order, defs)))
        box = boxed(column(row, FlowBox(*deeds), gap=4, margins=(10, 0, 10, 6)))
        box.setObjectName(f"order_{order.record}")
        return box

    def _plan(self, shown: Plan) -> QWidget:
        defs = self.shell.session.library.definitions
        card = Card(margin=14, gap=6)
        needs = AND.join(listed(defs, "L20", code) for code in shown.needs)
        card.add(_fact(_("Her needs"), needs or _("not written yet: the initial evaluation asks")))
        if shown.record is None:
            card.add(Label(_("There is no plan yet. It has at least two kinds of services."), "muted", wrap=True))
            return card
        day = answer_words(shown.plan_date, self.shell.session.now())
        agreed = {True: _("she agrees with it"), False: _("she does not agree with it")}
        said = agreed.get(shown.agreed is True) if shown.agreed is not None else _("her agreement is not written yet")
        card.add(_fact(_("Plan of"), " · ".join(part for part in (day, said) if part)))
        for one in shown.services:
            card.add(_fact(capital(listed(defs, "L21", one.cat)), service_words(one, defs, self.shell.session.now())))
        card.add(Chip.of(kinds_words(shown)))
        if shown.goals:
            form = defs.form("plan")
            told = [
                f"{pick(form.field(name).label).partition(': ')[2]} {listed(defs, 'goal_progress', code)}"
                for name, code in shown.goals.items()
            ]
            card.add(_fact(_("Goals"), " · ".join(told)))
        if shown.sessions_held or shown.sessions_ahead:
            held = ngettext("{n} session held", "{n} sessions held", shown.sessions_held)
            ahead = ngettext("{n} planned", "{n} planned", shown.sessions_ahead)
            words = f"{held.format(n=shown.sessions_held)} · {ahead.format(n=shown.sessions_ahead)}"
            card.add(_fact(_("Sessions"), words))
        return card

    def _term(self, term: Term) -> QWidget:
        title, second, chip = term_words(term, self.shell.session.library.definitions, self.shell.session.now())
        icon = "home" if term.form == "stay" else "document"
        made = RowButton(title, second, icon=icon, icon_colour="muted", end=chip, arrow=True)
        made.setObjectName(f"term_{term.record}")
        made.clicked.connect(lambda *_pressed: self.asked.emit(term.form, term.record))
        return made

    def _monitored(self, shown: Plan) -> QWidget:
        day = answer_words(shown.monitored, self.shell.session.now())
        return Row(_("Last monitoring"), day, icon="eye")

    def _benefit(self, kind: str, until: object) -> QWidget:
        words = answer_words(until, self.shell.session.now())
        second = _("until {moment}").format(moment=words) if words else _("without an end")
        return Row(capital(listed(self.shell.session.library.definitions, "L33", kind)), second, icon="award")

    # --- acts ---------------------------------------------------------------------------------------------------------

    def _on_appointment(self) -> None:
        self.shell.navigate("calendar", case=self._case)

    def _open_due(self, deadline: str, record: str, *_pressed: object) -> None:
        form = self.shell.session.library.deadlines[deadline].form
        if form == "appointment":
            self.shell.navigate("calendar", record=record)
        elif form in OF_TEAMS:
            self.shell.navigate("team", record=record)
        else:
            self.asked.emit(form, record)

    def _on_lost(self, choice: str) -> None:
        if choice == "note":
            self.asked.emit("note", "")
            return
        self._do(partial(plan.make_inactive, self.shell.session, self._case), _("The file rests as inactive."))

    def _breach(self, record: str) -> None:
        """One press writes it down with this moment; the sheet then asks the rest."""
        told = _("The breach is written down with this hour. Call the police: each breach is reported.")
        self._do(partial(plan.breach, self.shell.session, record), told)

    def _report(self, record: str) -> None:
        self._do(partial(plan.reported, self.shell.session, record), _("Written down: the police was told."))

    def _prolong(self, record: str) -> None:
        told = _("Written down as prolonged until the court decides. Where a day is known, write it in the sheet.")
        self._do(partial(plan.prolong, self.shell.session, record), told)

    def _do(self, act: Callable[[], object], told: str) -> None:
        try:
            act()
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self.shell.say(told)


def _section(title: str, body: QWidget) -> QWidget:
    return boxed(column(SectionHeader(title), body, gap=6))


def _fact(title: str, words: str) -> QWidget:
    return boxed(column(Label(title, "small-muted"), Label(words, wrap=True), gap=0))


def _deed(words: str, name: str, record: str, act: Callable[[], object]) -> Button:
    button = Button(words, Kind.SMALL_LINK, name=f"{name}_{record}")
    button.clicked.connect(lambda *_pressed: act())
    return button
