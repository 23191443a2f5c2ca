"""One sheet on the page: its frame, its drafts, and what is said around the questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.schema import Json
from desktop.gui.forms.alike_panel import AlikePanel
from desktop.gui.forms.bars import FormFooter, FormHeader
from desktop.gui.forms.context_panel import ContextPanel, when_words
from desktop.gui.forms.field_view import focusable
from desktop.gui.forms.form_view import FormView
from desktop.gui.forms.keeping import Keeper
from desktop.gui.forms.saving import Saving
from desktop.gui.forms.section_list import SectionList, state_words
from desktop.gui.forms.state import FormState
from desktop.gui.forms.surroundings import Surroundings
from desktop.gui.forms.wording import contact_chips, sheet_words
from desktop.gui.models.case_words import approval_spec, approval_words
from desktop.gui.models.likeness_words import alike_sentence
from desktop.gui.models.transfer_words import place_words
from desktop.gui.models.words import capital
from desktop.gui.shell import Shell
from desktop.gui.widgets import PageFrame, Tone, boxed, column
from desktop.i18n import _, pick, time_words
from desktop.refusals import Refused, explain
from desktop.services import approvals, moving, records, report_grounds
from desktop.services.records import Sheet, Value
from desktop.services.safety_print import PLAN

LISTS = {"member": "roster"}  # where a sheet of the office stands, which has no case


class Desk(QWidget):
    """Header, sections, questions, context and bottom bar of one sheet."""

    def __init__(self, shell: Shell, sheet: Sheet, unkept: Mapping[str, Json], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._session = shell, shell.session
        self._state = FormState(sheet, self._session.library.definitions, unkept)
        self._draft_on_disk = bool(sheet.draft)
        self._history: list[Value] | None = None
        self._field = ""
        self._came_for: str | None = None
        self._offered: tuple[str, list[tuple[str, str]]] = ("", [])  # what the combo of sections shows
        around = Surroundings(shell, self._present_sheet, self).around()
        self._around = around
        self.view = FormView(self._state, around)
        self._list = SectionList(sheet.form)
        self._context = ContextPanel(around, verified=sheet.form.verified)
        self._alike = AlikePanel(shell)
        self._header, self._footer = self._make_header(), FormFooter()
        self.keeper = Keeper(self._write_draft, self)
        self._saving = Saving(shell, self._state, self.view, self)
        self._frame = PageFrame(
            self.view,
            header=self._header,
            left=self._list,
            context=boxed(column(self._alike, self._context, None, gap=0)),
            footer=self._footer,
            context_title=_("Why we ask"),
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        self._connect()

    # --- what the page calls --------------------------------------------------------------------------------------

    @property
    def sheet(self) -> Sheet:
        return self._state.sheet

    def begin(self, path: str | None) -> None:
        """Show the first section, or the one with this question; say if a draft came back."""
        sheet = self.sheet
        self.view.show_section(sheet.form.sections[0].id)
        self.show_state(records.state_of(self._session, sheet.record))
        if sheet.draft and sheet.draft_at is not None:
            when = when_words(sheet.draft_at, self._session.now())
            self.view.notices.draft(when)
            self.say(_("Draft kept {time}").format(time=when))
        elif self._state.changes():
            self.keeper.touch()  # what no disk took the last time is tried again
        if path is not None and sheet.form.find(path) is not None:
            self._came_for = path
            self.view.go_to(path)
        self._show_approval()
        self._show_place()
        self._show_steps()
        self._show_context(path or next(iter(self._state.shown), ""))
        self._alike.look(sheet, self._state.answers, at_once=True)
        self._settle_tabs()

    def leave(self) -> Mapping[str, Json]:
        """Keep the draft and cover all; what no disk took is given back, so that it is not lost."""
        self.view.settle()
        kept = self.keeper.now() if self.keeper.waits or self._draft_on_disk else True
        self.keeper.stop()
        self.view.cover()
        return {} if kept else self._state.changes()

    def refresh(self) -> None:
        """What was written elsewhere is shown; what is typed here stays, and a save replaces only what was seen."""
        if self._saving.busy:
            return
        fresh = records.renew(self._session, self.sheet, self._state.changes())
        if fresh.seen != self.sheet.seen:
            self.take(fresh, own=False)
        self._show_approval()
        self._show_place()

    def _show_place(self) -> None:
        """Where the case is, if it is not here and ours: then nothing is saved in it, and its drafts wait."""
        case = self.sheet.record if self.sheet.form.id == "case" else self.sheet.case
        told = place_words(moving.mark_of(self._session, case)) if case else None
        self.view.notices.place(*(told or ("", "", Tone.PLAIN)))
        self._footer.set_may_save(may=told is None)

    def _show_approval(self) -> None:
        """Who approved the sheet as it stands, or that it was changed since."""
        told = None if self.sheet.is_new else approvals.of_sheet(self._session, self.sheet.record)
        spec = approval_spec(told)
        if told is not None and spec is not None:
            words = approval_words(told, self._session.now())
            self.view.notices.approval(
                words, capital(spec.word), spec.tone if spec.tone is not Tone.QUIET else Tone.PLAIN
            )
        else:
            self.view.notices.approval("", "", Tone.PLAIN)

    def first_field(self) -> QWidget | None:
        """The question that one came for, else the first that is open."""
        target = self.view.view_of(self._came_for) if self._came_for else None
        return target.first() if target is not None else self.view.first_field()

    # --- deeds ----------------------------------------------------------------------------------------------------

    def undo(self) -> None:
        if self._state.can_undo:
            self.view.notices.draft("")
            self.view.undo()

    def redo(self) -> None:
        if self._state.can_redo:
            self.view.redo()

    def print_form(self) -> None:
        if self.sheet.form.id == PLAN and self.sheet.case is not None:
            self._shell.navigate("pocket", case=self.sheet.case, paper="plan")
            return
        self._shell.navigate("reports", case=self.sheet.case, form=self.sheet.form.id)

    def transcribe(self) -> None:
        """The same sheet, typed off a paper; what is typed already goes along as its draft."""
        sheet = self.sheet
        record = None if sheet.is_new else sheet.record
        self._shell.navigate("transcribe", form=sheet.form.id, case=sheet.case, record=record)

    def next_section(self) -> None:
        self.view.step_section(1)

    def section_before(self) -> None:
        self.view.step_section(-1)

    def save(self) -> None:
        self._saving.save()

    # --- what saving shows ----------------------------------------------------------------------------------------

    def take(self, sheet: Sheet, *, own: bool) -> None:
        """Stand on what the vault holds now."""
        self._history = None
        if own:
            self.keeper.stop()
            self._draft_on_disk = False
        self.view.rebase(sheet, own=own)
        self._show_steps()
        self._show_context(self._field)

    def say(self, words: str, *, trouble: bool = False) -> None:
        self._footer.say(words, trouble=trouble)

    def show_state(self, state: str | None) -> None:
        self._header.show_state(state)

    def refused(self, refusal: BaseException) -> None:
        """Nothing was saved: the sentence stays, the focus goes to the answer that is meant."""
        self.say(explain(refusal), trouble=True)
        field = getattr(refusal, "facts", {}).get("field")
        if isinstance(field, str) and self._state.form.find(field) is not None:
            self.view.go_to(field)

    # --- drafts ---------------------------------------------------------------------------------------------------

    def _write_draft(self) -> datetime | None:
        changes = self._state.changes()
        if changes:
            return records.keep_draft(self._session, self.sheet, changes)
        if self._draft_on_disk:
            records.drop_draft(self._session, self.sheet)
        return None

    def _on_draft(self, at: datetime | None) -> None:
        self._draft_on_disk = at is not None
        self.say(_("Draft kept {time}").format(time=time_words(at)) if at else _("Nothing unsaved"))

    def _on_draft_failed(self, error: BaseException) -> None:
        sentences = {
            "disk-full": _("The disk is full: the draft is not kept. Free some space; it is tried again."),
            "read-only": _("The disk cannot be written to: the draft is not kept. It is tried again."),
        }
        other = _("The draft could not be kept. What you typed is on the screen; it is tried again.")
        self.say(sentences.get(getattr(error, "code", ""), other), trouble=True)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _present_sheet(self) -> Sheet:
        return self._state.sheet

    def _make_header(self) -> FormHeader:
        sheet = self.sheet
        code = records.code_of_case(self._session, sheet.case) if sheet.case and sheet.form.id != "case" else None
        if sheet.form.id == "case" and not sheet.is_new:
            code = records.code_of_case(self._session, sheet.record)
        identity = next(iter(sheet.context.case.get("identity", ())), {})
        chips = contact_chips(identity, None, self._session.library.definitions)
        number = records.number_of(self._session, sheet) if sheet.form.repeat else 1
        back_to = _("Roster") if LISTS.get(sheet.form.id) == "roster" else _("Today")
        return FormHeader(code or back_to, pick(sheet.form.title), sheet_words(sheet.form, number), chips)

    def _connect(self) -> None:
        self._header.back.connect(self._on_back)
        self._footer.undo_asked.connect(self.undo)
        self._footer.redo_asked.connect(self.redo)
        self._footer.print_asked.connect(self.print_form)
        self._footer.save_asked.connect(self.save)
        self._footer.paper_asked.connect(self.transcribe)
        self.keeper.kept.connect(self._on_draft)
        self.keeper.failed.connect(self._on_draft_failed)
        self._list.asked.connect(self._on_section_asked)
        self._frame.section_asked.connect(self._on_section_asked)
        self._frame.folded.connect(self._on_folded)
        view, notices = self.view, self.view.notices
        self._alike.changed.connect(self._on_alike)
        notices.alike_asked.connect(self._frame.open_context)
        view.changed.connect(self._on_changed)
        view.entered.connect(self._show_context)
        view.section_shown.connect(self._show_sections)
        view.stops_changed.connect(self._settle_tabs)
        view.kept.connect(self._saving.keep)
        notices.followed.connect(view.go_to)
        notices.save_anyway.connect(self._on_save_anyway)
        notices.correct.connect(self._saving.correct)
        notices.open_case.connect(self._on_open_case)
        notices.no_case.connect(self._on_no_case)

    def _on_changed(self) -> None:
        self.keeper.touch()
        self.view.notices.ask([])
        self.view.notices.missing([])
        self._alike.look(self.sheet, self._state.answers)
        self._show_steps()

    def _on_back(self) -> None:
        case = self.sheet.record if self.sheet.form.id == "case" and not self.sheet.is_new else self.sheet.case
        if case is None:
            self._shell.navigate(LISTS.get(self.sheet.form.id, "today"))
        else:
            self._shell.navigate("case", case=case)

    def _on_save_anyway(self) -> None:
        self._saving.save(anyway=True)

    def _on_alike(self) -> None:
        """Where the column is folded away, one line above the questions says that something stands in it."""
        here = self._alike.found if self._frame.is_context_folded() else ()
        now = self._session.now()
        self.view.notices.alike([alike_sentence(one, now) for one in here])
        self._settle_tabs()

    def _on_open_case(self) -> None:
        try:
            report_grounds.needed(self.sheet.answers)
        except Refused as refusal:
            self.refused(refusal)
            return
        self._shell.navigate("form", form="case", report=self.sheet.record)

    def _on_no_case(self) -> None:
        self._shell.say(_("The report is kept without a case."))
        self._shell.navigate("today")

    def _on_section_asked(self, section: str) -> None:
        self.view.show_section(section)
        self.view.focus_first()

    def _on_folded(self, left: bool, _context: bool) -> None:
        self.view.set_folded(left)
        self._show_sections()
        self._on_alike()

    def _show_steps(self) -> None:
        self._footer.show_steps(can_undo=self._state.can_undo, can_redo=self._state.can_redo)
        self._show_sections()

    def _show_sections(self, _section: str = "") -> None:
        """The ticks at the left, or the words of the combo that stands for them."""
        states = self._state.sections()
        self._list.show_states(states)
        self._list.show_chosen(self.view.section)
        if self._frame.is_left_folded():
            sections = self._state.form.sections
            options = []
            for number, section in enumerate(sections, 1):
                words = _("{n} of {all} · {section}").format(n=number, all=len(sections), section=pick(section.title))
                waits = state_words(states[section.id])
                options.append(
                    (section.id, _("{section} · {waits}").format(section=words, waits=waits) if waits else words)
                )
            if (offered := (self.view.section, options)) != self._offered:
                self._offered = offered
                self._frame.set_left_choice(options, self.view.section)

    def _show_context(self, path: str) -> None:
        field = self._state.form.find(path)
        if field is None:
            return
        self._field = path
        if self._history is None:
            self._history = records.history(self._session, self.sheet.record) if not self.sheet.is_new else []
        self._context.show_field(field, [value for value in self._history if value.path == path])

    def _settle_tabs(self) -> None:
        """Tab goes as the eye does, whatever was made when: top, sections, questions, bottom bar, context."""
        stops = [*self._header.stops(), *focusable(self._list), *self.view.stops(), *self._footer.stops()]
        stops += [*focusable(self._alike), *focusable(self._context)]
        here = [each for each in stops if each.window() is self.window()]  # a folded column stands nowhere
        for one, other in pairwise(here):
            QWidget.setTabOrder(one, other)
