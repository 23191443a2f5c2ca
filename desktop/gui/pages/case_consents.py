"""The consents of a case: what may go to whom, who already holds what, referrals, and how she may be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.ledger import Entry
from desktop.gui.models import ledger_words as words
from desktop.gui.models.words import capital
from desktop.gui.pages import consents_parts as parts
from desktop.gui.pages.case_views import CaseView
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Button,
    Card,
    ChipSpec,
    EmptyState,
    FlowBox,
    Kind,
    RowList,
    ScrollPage,
    SectionHeader,
    Shape,
    Tone,
    boxed,
    clear,
    column,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import calls, ledger, letters, referrals, second_person, without_consent
from desktop.services.cases import CaseFile
from desktop.services.ledger import Disclosure, Holder, Ledger
from desktop.services.letters import Letter
from desktop.services.referrals import Referral
from desktop.services.without_consent import WAITS, Asked


class ConsentsView(CaseView):
    """Read anew whenever something of the case is written; an open card stays open."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("consents")
        self._case = ""
        self._file: CaseFile | None = None
        self._asking = ""  # the referral whose answer is being chosen
        self._new = Button(_("New consent"), Kind.PRIMARY, icon="plus", name="new_consent")
        self._new.clicked.connect(lambda *_pressed: self.asked.emit("consent", ""))
        self._paper = Button(_("Paper for an institution"), icon="print", name="new_paper")
        self._paper.clicked.connect(partial(self._on_paper, ""))
        self._without = Button(_("Disclose without consent"), Kind.LINK, icon="scales", name="without")
        self._without.clicked.connect(self._on_without)
        self._card, self._body = column(gap=0), column(gap=10)  # the one thing that is being done, and all the rest
        page = ScrollPage(
            FlowBox(self._new, self._paper, self._without),
            boxed(self._card),
            boxed(self._body),
            margins=(16, 4, 16, 16),
        )
        page.setMinimumHeight(px(28))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)

    def start(self) -> None:
        self._close()

    def first_field(self) -> QWidget:
        return self._new

    def show_file(self, file: CaseFile) -> None:
        if file.row.case != self._case:
            self._close()
        self._case, self._file = file.row.case, file
        clear(self._body)
        known = ledger.ledger(self.shell.session, self._case)
        for title, lines in self._sections(file, known):
            if lines:
                made = RowList(*lines)
                made.setObjectName(f"ledger_{title[0]}")
                self._body.addWidget(boxed(column(SectionHeader(title[1]), made, gap=6)))
        if not known.entries:
            self._body.insertWidget(0, _nobody_asked())

    # --- what stands on the page --------------------------------------------------------------------------------

    def _sections(self, file: CaseFile, known: Ledger) -> Iterator[tuple[tuple[str, str], Sequence[QWidget]]]:
        yield ("waiting", _("Waits for a second person")), [self._waiting(d) for d in _waiting(known)]
        alive = [one for one in known.entries if one.in_force]
        yield ("alive", _("Consents in force")), [self._entry(one, known) for one in alive]
        yield ("holders", _("Who already holds what")), [self._holder(one) for one in known.holders]
        yield ("referrals", _("Referrals")), [self._referral(one) for one in referrals.of_case(file.records)]
        yield ("routes", _("How she may be reached now")), self._routes()
        rest = [one for one in known.entries if not one.in_force]
        yield ("rest", _("Not in force")), [self._entry(one, known) for one in rest]

    def _entry(self, entry: Entry, known: Ledger) -> QWidget:
        session = self.shell.session
        defs = session.library.definitions
        deeds = []
        opened = Button(_("Open the sheet"), Kind.SMALL_LINK, icon="document", name=f"open_{entry.sheet}_{entry.row}")
        opened.clicked.connect(lambda *_pressed: self.asked.emit("consent", entry.sheet))
        if entry.in_force:
            back = Button(_("Withdraw"), Kind.SMALL, icon="x", name=f"withdraw_{entry.sheet}_{entry.row}")
            back.clicked.connect(partial(self._on_withdraw, entry))
            deeds.append(back)
        return parts.line(
            words.to_whom(defs, entry.recipient, entry.institution),
            words.entry_lines(entry, defs, session.tz),
            words.entry_chip(entry, known),
            [*deeds, opened],
        )

    def _holder(self, holder: Holder) -> QWidget:
        defs = self.shell.session.library.definitions
        recall = Button(_("Letter that recalls it"), Kind.SMALL, icon="undo", name=f"recall_{holder.papers[0].record}")
        recall.clicked.connect(partial(self._on_recall, holder))
        chip = ChipSpec(_("recalled"), Shape.CHECK, Tone.DONE) if holder.recalled else None
        title = words.to_whom(defs, holder.recipient, holder.institution)
        return parts.line(title, words.holder_lines(holder, defs), chip, [recall])

    def _waiting(self, one: Disclosure) -> QWidget:
        defs = self.shell.session.library.definitions
        deed = Button(_("Confirm"), Kind.SMALL_PRIMARY, icon="check", name=f"confirm_{one.record}")
        deed.clicked.connect(partial(self._on_confirm, one))
        title = words.to_whom(defs, one.recipient, one.institution)
        chip = ChipSpec(_("waits"), Shape.OCTAGON, Tone.DANGER)
        return parts.line(title, words.exception_lines(one, defs), chip, [deed])

    def _referral(self, one: Referral) -> QWidget:
        defs = self.shell.session.library.definitions
        title = f"{capital(words.listed(defs, 'L24', one.sector))} · {one.institution or '–'}"
        deeds: list[QWidget] = []
        if self._asking == one.record:
            for entry in defs.list("referral_feedback").entries:
                pill = Button(pick(entry.label), Kind.SMALL, name=f"feedback_{entry.code}")
                pill.clicked.connect(partial(self._on_feedback, one.record, entry.code))
                deeds.append(pill)
        elif one.waits:
            came = Button(_("The answer came"), Kind.SMALL, icon="inbox", name=f"answer_{one.record}")
            came.clicked.connect(partial(self._on_answer, one.record))
            deeds.append(came)
        elif not one.sent:
            paper = Button(_("Make the paper"), Kind.SMALL, icon="print", name=f"paper_{one.record}")
            paper.clicked.connect(partial(self._on_paper, one.record))
            deeds.append(paper)
        opened = Button(_("Open the sheet"), Kind.SMALL_LINK, icon="document", name=f"open_{one.record}")
        opened.clicked.connect(lambda *_pressed: self.asked.emit("referral", one.record))
        lines = words.referral_lines(one, defs)
        return parts.line(title, lines, words.referral_chip(one, defs), [*deeds, opened])

    def _routes(self) -> list[QWidget]:
        """The ways that something is known of: open ones with their hours, closed ones with the rule."""
        session = self.shell.session
        found = [one for one in calls.routes(session, self._case) if one.rule != "nothing-known"]
        closed = [one for one in found if not one.open]
        return [*(parts.open_way(one) for one in found if one.open), *([parts.closed_ways(closed)] if closed else [])]

    # --- what is done -------------------------------------------------------------------------------------------

    def _on_paper(self, referral: str, *_pressed: object) -> None:
        self.shell.navigate("referral", case=self._case, record=referral or None)

    def _on_withdraw(self, entry: Entry, *_pressed: object) -> None:
        defs = self.shell.session.library.definitions
        who = words.to_whom(defs, entry.recipient, entry.institution)
        card = parts.WithdrawCard(who, self.shell.session.now().date())
        card.wanted.connect(partial(self._withdraw, entry))
        card.left.connect(self._close)
        self._open(card, card.first_field())

    def _withdraw(self, entry: Entry, on: date) -> None:
        try:
            holder = ledger.withdraw(self.shell.session, self._case, entry, on)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self._close()
        if holder is None:
            self.shell.say(_("The consent was withdrawn. Nothing had gone there."))
            return
        self.shell.say(_("The consent was withdrawn. Data are held there already: make the letter that recalls them."))
        self._on_recall(holder)

    def _on_recall(self, holder: Holder, *_pressed: object) -> None:
        self._letter(holder, self.shell.session.language, self._show_letter)

    def _letter(self, holder: Holder, language: str, then: Callable[[Letter], None]) -> None:
        work = partial(letters.recall_in_job, self.shell.session, self._case, holder, language)
        self.shell.work(_("Making the letter"), work, then)

    def _show_letter(self, letter: Letter) -> None:
        if letter.case != self._case:
            return  # another case is looked at by now
        defs, holder = self.shell.session.library.definitions, letter.holder
        title = words.to_whom(defs, holder.recipient, holder.institution)
        card = parts.LetterCard(title, words.holder_lines(holder, defs), self.shell.session.language)
        card.language_chosen.connect(lambda language: self._letter(holder, language, card.take))
        card.printed.connect(partial(self._print_letter, card))
        card.saved.connect(partial(self._save_letter, card))
        card.left.connect(self._close)
        card.take(letter)
        self._open(card, card.first_field())

    def _print_letter(self, card: parts.LetterCard) -> None:
        letter = card.letter
        if letter is not None and self.shell.files.print_pdf(self, letter.data):
            self._kept(letter, None)

    def _save_letter(self, card: parts.LetterCard) -> None:
        letter = card.letter
        if letter is None:
            return
        pattern = _("PDF files ({pattern})").format(pattern="*.pdf")
        path = self.shell.files.save_file(self, _("Save"), letter.file_name, pattern)
        if path is not None:
            self._kept(letter, path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _kept(self, letter: Letter, path: Path | None) -> None:
        try:
            if path is None:
                letters.keep(self.shell.session, letter)
            else:
                letters.save(self.shell.session, letter, path, replace=True)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self._close()
        self.shell.say(_("The letter is on record: that it was recalled stands beside what went there."))

    def _on_without(self, *_pressed: object) -> None:
        session = self.shell.session
        alone = not second_person.candidates(session, self._case)
        card = parts.WithoutConsentCard(session.library.definitions, alone=alone)
        card.wanted.connect(self._ask_without)
        card.left.connect(self._close)
        self._open(card, card.first_field())

    def _ask_without(self, asked: Asked) -> None:
        try:
            made = without_consent.ask(self.shell.session, self._case, asked)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self._close()
        self.shell.say(_("It is on record. The paper can be made now, as far as the ground goes."))
        if made.approval == WAITS and not without_consent.goes_at_once(asked.ground):
            self._on_confirm(made)

    def _on_confirm(self, one: Disclosure, *_pressed: object) -> None:
        session = self.shell.session
        people = [(each.name, each.name) for each in second_person.candidates(session, self._case)]
        defs = session.library.definitions
        card = parts.ConfirmCard(
            words.to_whom(defs, one.recipient, one.institution),
            words.exception_lines(one, defs),
            people,
            may_own=one.asked_by != session.worker.id,
        )
        card.wanted.connect(partial(self._confirm, one.record))
        card.own.connect(partial(self._confirm_own, one.record))
        card.left.connect(self._close)
        self._open(card, card.first_field())

    def _confirm(self, record: str, name: str, passphrase: str) -> None:
        work = partial(without_consent.confirm_in_job, self.shell.session, record, name, passphrase)
        self.shell.work(_("Looking whether name and passphrase fit"), work, self._on_confirmed)

    def _confirm_own(self, record: str) -> None:
        try:
            without_consent.confirm_own(self.shell.session, record)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self._on_confirmed(None)

    def _on_confirmed(self, _done: object) -> None:
        self._close()
        self.shell.session.announce("case", self._case)
        self.shell.say(_("Confirmed. It stands in the ledger with both names."))

    def _on_answer(self, record: str, *_pressed: object) -> None:
        self._asking = record
        self._again()
        if (first := self.findChild(Button, "feedback_servit")) is not None:
            first.setFocus()

    def _on_feedback(self, record: str, code: str, *_pressed: object) -> None:
        self._asking = ""
        try:
            referrals.answer(self.shell.session, self._case, record, code)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        self.shell.say(_("The answer is written down."))

    # --- one thing at a time ------------------------------------------------------------------------------------

    def _open(self, card: Card, first: QWidget) -> None:
        clear(self._card)
        self._card.addWidget(card)
        first.setFocus()

    def _close(self) -> None:
        clear(self._card)
        self._asking = ""

    def _again(self) -> None:
        if self._file is not None:
            self.show_file(self._file)


def _waiting(known: Ledger) -> list[Disclosure]:
    return [one for one in known.disclosures if one.ground and one.approval == WAITS]


def _nobody_asked() -> QWidget:
    return EmptyState(
        "lock",
        _("Nobody has been asked yet"),
        _("Without a consent nothing about her goes to anybody. Begin a consent sheet when she is ready."),
    )
