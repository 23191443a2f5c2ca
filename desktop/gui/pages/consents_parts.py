"""Parts of the view of consents: a line with its deeds, taking a consent back, disclosure without consent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.forms.schema import Definitions, ListEntry
from desktop.gui.widgets import (
    Button,
    Card,
    Chip,
    ChipSpec,
    Choice,
    FilterBar,
    FlowBox,
    Kind,
    Label,
    Shape,
    TextArea,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
)
from desktop.i18n import LANGUAGES, _, date_words, pick
from desktop.services.calls import Route, Way, hours
from desktop.services.letters import Letter
from desktop.services.without_consent import LONGEST, SHORTEST, Asked, goes_at_once


def line(title: str, lines: Sequence[str], chip: ChipSpec | None = None, deeds: Iterable[QWidget] = ()) -> QWidget:
    """A title with its chip, what is known in whole sentences, and what can be done; nothing of it is cut short."""
    parts: list[QWidget] = [Label(title, "label", wrap=True)]
    if chip is not None:
        parts.append(boxed(row(Chip.of(chip), None)))
    parts += [Label(words, "small-muted", wrap=True) for words in lines]
    if buttons := list(deeds):
        parts.append(FlowBox(*buttons, gap=6))
    return boxed(column(*parts, gap=4, margins=(0, 8, 0, 8)))


class WithdrawCard(Card):
    """One consent is taken back, from today on if nothing else is typed. wanted(date) · left()"""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, who: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, gap=8, parent=parent)
        self.setObjectName("withdraw")
        self._day = TextField(_("Withdrawn on"), width=140)
        self._day.setObjectName("withdraw_day")
        self._day.set_value(date_words(today))
        self._do = Button(_("Withdraw the consent"), Kind.PRIMARY, icon="x", name="withdraw_do")
        back = Button(_("Leave it as it is"), name="withdraw_back")
        self._do.clicked.connect(self._on_do)
        back.clicked.connect(self.left)
        self.add(
            Label(_("Withdraw: {who}").format(who=who), "label", wrap=True),
            Label(
                _("From this day on nothing more goes there. What went already can be recalled by a letter."),
                "small-muted",
                wrap=True,
            ),
            boxed(column(Label(_("Withdrawn on"), "label", buddy=self._day), row(self._day, None), gap=4)),
            FlowBox(self._do, back),
        )

    def first_field(self) -> QWidget:
        return self._do

    def _on_do(self) -> None:
        day = _day_of(self._day.text())
        mark_bad(self._day, day is None)
        if day is not None:
            self.wanted.emit(day)


class WithoutConsentCard(Card):
    """A ground, facts, a recipient and data. wanted(Asked) · left()"""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, defs: Definitions, *, alone: bool, parent: QWidget | None = None) -> None:
        super().__init__(gap=10, parent=parent)
        self.setObjectName("without_consent")
        self._alone = alone
        grounds, recipients = defs.list("override_reasons").entries, defs.list("release_recipients").entries
        self._ground = _choice(grounds, _("Ground"), "exception_ground")
        self._recipient = _choice(recipients, _("Recipient"), "exception_recipient")
        self._institution = TextField(_("Named institution"))
        self._institution.setObjectName("exception_institution")
        self._words = TextArea(_("The facts and the article of law"), lines=3)
        self._words.setObjectName("exception_words")
        self._data = FilterBar([(one.code, pick(one.label)) for one in defs.list("release_data").entries])
        self._data.setObjectName("exception_data")
        self._told = FilterBar([("told", _("I have told it by word of mouth already"))])
        self._rule = Label("", "small", wrap=True)
        self._rule.setObjectName("exception_rule")
        self._do = Button(_("Put it on record"), Kind.PRIMARY, icon="scales", name="exception_do")
        back = Button(_("Leave it as it is"), name="exception_back")
        self._do.clicked.connect(self._on_do)
        back.clicked.connect(self.left)
        self.add(
            Label(_("Disclose without consent"), "section"),
            Label(
                _("Only for danger to life, for a child or by a duty of law, and only what this ground needs. "
                  "It holds for three days."),
                "small-muted",
                wrap=True,
            ),
            *(_field(words, control) for words, control in self._fields()),
            self._told,
            self._rule,
            FlowBox(self._do, back),
        )  # fmt: skip
        self._ground.currentIndexChanged.connect(self._settle)
        self._recipient.currentIndexChanged.connect(self._settle)
        self._institution.textChanged.connect(self._settle)
        self._words.textChanged.connect(self._settle)
        self._data.changed.connect(self._settle)
        self._settle()

    def first_field(self) -> QWidget:
        return self._ground

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (_("Ground"), self._ground),
            (_("Recipient"), self._recipient),
            (_("Named institution"), self._institution),
            (_("Which data"), self._data),
            (_("The facts and the article of law"), self._words),
        )

    def _settle(self, *_changed: object) -> None:
        ground = self._ground.value() or ""
        letters = len(" ".join(self._words.toPlainText().split()))
        self._rule.setText(self._rule_words(ground))
        whole = ground and self._recipient.value() and self._institution.text().strip() and self._data.value()
        self._do.setEnabled(bool(whole) and SHORTEST <= letters <= LONGEST)

    def _rule_words(self, ground: str) -> str:
        if self._alone:
            return _("The office has nobody else who could confirm it. It is recorded as such, and the region is told "
                     "how many there are.")  # fmt: skip
        if ground and goes_at_once(ground):
            return _("Danger to life does not wait: it goes at once. A second person confirms it afterwards; until "
                     "then it stands on Today.")  # fmt: skip
        return _("It goes only once a second person has confirmed it here, with her own passphrase.")

    def _on_do(self) -> None:
        self.wanted.emit(
            Asked(
                self._ground.value() or "",
                self._words.toPlainText(),
                self._recipient.value() or "",
                self._institution.text(),
                tuple(sorted(self._data.value())),
                told="told" in self._told.value(),
            )
        )


class ConfirmCard(Card):
    """The second person's name and passphrase. wanted(str, str) · own() · left()"""

    wanted = Signal(str, str)
    own = Signal()
    left = Signal()

    def __init__(
        self, title: str, lines: Sequence[str], people: Sequence[tuple[str, str]], *, may_own: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(tone=Tone.SOON, gap=8, parent=parent)
        self.setObjectName("confirm")
        self._name = Choice(list(people), _("Second person"), width=280)
        self._name.setObjectName("confirm_name")
        if people:
            self._name.set_value(people[0][0])
        self._word = TextField(_("Her own passphrase"), width=280)
        self._word.setObjectName("confirm_passphrase")
        self._word.setEchoMode(TextField.EchoMode.Password)
        self._do = Button(_("Confirm"), Kind.PRIMARY, icon="check", name="confirm_do")
        self._do.clicked.connect(self._on_do)
        self._word.returnPressed.connect(self._on_do)
        self._word.textChanged.connect(lambda text: self._do.setEnabled(bool(text)))
        self._do.setEnabled(False)
        back = Button(_("Later"), name="confirm_back")
        back.clicked.connect(self.left)
        self.add(Label(title, "label", wrap=True), *(Label(words, "small-muted", wrap=True) for words in lines))
        if may_own:
            mine = Button(_("I confirm it"), Kind.PRIMARY, icon="check", name="confirm_own")
            mine.clicked.connect(self.own)
            self.add(FlowBox(mine, back))
            return
        self.add(
            _field(_("Second person"), self._name),
            _field(_("Her own passphrase"), self._word),
            FlowBox(self._do, back),
        )

    def first_field(self) -> QWidget:
        return self.findChild(Button, "confirm_own") or self._word

    def clear(self) -> None:
        """What was typed goes with the card."""
        self._word.clear()

    def _on_do(self) -> None:
        if self._word.text():
            self.wanted.emit(self._name.value() or "", self._word.text())
            self._word.clear()


class LetterCard(Card):
    """The letter to one holder: in which language, printed or saved. printed() · saved() · left()"""

    printed = Signal()
    saved = Signal()
    left = Signal()
    language_chosen = Signal(str)

    def __init__(self, title: str, lines: Sequence[str], language: str, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.INFO, gap=8, parent=parent)
        self.setObjectName("letter")
        self.letter: Letter | None = None
        self._language = Choice(list(LANGUAGES.items()), _("Language of the letter"), width=200)
        self._language.setObjectName("letter_language")
        self._language.set_value(language)
        self._language.activated.connect(self._on_language)
        self._print = Button(_("Print the letter"), Kind.PRIMARY, icon="print", name="letter_print")
        self._save = Button(_("Save"), icon="save", name="letter_save")
        back = Button(_("Later"), name="letter_back")
        self._print.clicked.connect(self.printed)
        self._save.clicked.connect(self.saved)
        back.clicked.connect(self.left)
        self.add(
            Label(_("Recall from: {who}").format(who=title), "label", wrap=True),
            *(Label(words, "small-muted", wrap=True) for words in lines),
            Label(
                _(
                    "The letter names only what was received there, by paper and reference number. Her name is not "
                    "on it."
                ),
                "small-muted",
                wrap=True,
            ),
            _field(_("Language of the letter"), self._language),
            FlowBox(self._print, self._save, back),
        )

    def take(self, letter: Letter) -> None:
        """The letter as it is now; until another one is made, none can leave."""
        self.letter = letter
        for button in (self._print, self._save):
            button.setEnabled(True)

    def _on_language(self, *_at: object) -> None:
        self.letter = None
        for button in (self._print, self._save):
            button.setEnabled(False)
        self.language_chosen.emit(self._language.value() or "")

    def first_field(self) -> QWidget:
        return self._print


def open_way(route: Route) -> QWidget:
    """A way that is open, with its hours and who answers."""
    return line(way_words(route), way_lines(route), ChipSpec(_("safe now"), Shape.CHECK, Tone.DONE))


def way_lines(route: Route) -> list[str]:
    """In which hours, with whom, and whether there is a safe word."""
    told = [_("Only at these hours: {hours}.").format(hours=hours.words(route.hours))] if route.hours else []
    if route.who:
        told.append(_("Speak only with: {who}.").format(who=route.who))
    if route.safe_word:
        told.append(_("There is a safe word: look it up in the identity sheet before you call."))
    return told


def closed_ways(routes: Sequence[Route]) -> QWidget:
    """What must not be done, each with the sentence of its rule."""
    chip = ChipSpec(_("not this way"), Shape.X, Tone.PLAIN)
    return line(_("What must not be done now"), [route.words for route in routes], chip)


def way_words(route: Route) -> str:
    told = {
        Way.CALL: _("Call number {n}"),
        Way.SMS: _("Text message to number {n}"),
        Way.MESSAGING: _("Message in an app to number {n}"),
        Way.VOICEMAIL: _("Voicemail at number {n}"),
        Way.EMAIL: _("E-mail"),
        Way.LETTER: _("Letter to the address"),
        Way.VISIT: _("Visit at home"),
        Way.TRUSTED: _("Call to the trusted person"),
    }
    return told[route.way].format(n=route.number)


def _day_of(typed: str) -> date | None:
    try:
        return datetime.strptime(typed.strip().rstrip("."), "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def _choice(entries: Iterable[ListEntry], name: str, object_name: str) -> Choice:
    made = Choice([(one.code, pick(one.label)) for one in entries if not one.retired], name, width=320)
    made.setObjectName(object_name)
    return made


def _field(words: str, control: QWidget) -> QWidget:
    return boxed(column(Label(words, "label", buddy=control), control, gap=4))
