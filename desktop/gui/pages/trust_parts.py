"""Parts of the page on trust: one card with what speaks for it, and taking trust back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.gui.models.sync_words import kind_words
from desktop.gui.pages.new_card import ENDING, pattern
from desktop.gui.pages.settings_log_filter import typed_day
from desktop.gui.pages.sync_parts import fingerprint_view
from desktop.gui.shell import Shell
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Cell,
    Chip,
    ChipSpec,
    Choice,
    FlowBox,
    Kind,
    Label,
    Shape,
    TextField,
    Tone,
    boxed,
    column,
    mark_bad,
    row,
    speak,
)
from desktop.i18n import _, date_words, datetime_words, ngettext
from desktop.refusals import Refused, explain
from desktop.services import cards, sync, trust_view
from desktop.services.trust_view import Trusted


def state_spec(one: Trusted) -> ChipSpec:
    """How a card stands, in a word or two."""
    return {
        trust_view.TRUSTED: ChipSpec(_("Verified"), Shape.CHECK, Tone.DONE),
        trust_view.OLD: ChipSpec(_("Compare again"), Shape.TRIANGLE, Tone.SOON),
        trust_view.WAITING: ChipSpec(_("To be compared"), Shape.TRIANGLE, Tone.SOON),
        trust_view.REVOKED: ChipSpec(_("No longer valid"), Shape.X, Tone.PLAIN),
    }[one.state]


def kind_line(one: Trusted) -> str:
    """Office or region, and of which country."""
    kind = _("region") if one.kind == "region" else _("office")
    country = {"MD": _("Republic of Moldova"), "RO": _("Romania")}.get(one.country, one.country)
    return f"{kind} · {country}"


def cells(one: Trusted) -> tuple[Cell, ...]:
    """One office in the table: whose card, how it stands, why in a few words, what came last."""
    why = {
        "voice": _("by telephone"),
        "root": _("word of the root"),
        "list": _("list {version} of {region}").format(version=one.version, region=one.told_by),
        "change": _("by telephone, then list {version}").format(version=one.version),
    }[one.why]
    began = one.since
    if one.state == trust_view.REVOKED:
        why, began = trust_view.reason_words(one), one.revoked_on
    since = _("since {day}").format(day=date_words(began)) if began is not None else ""
    last = Cell("–")
    if one.last is not None:
        last = Cell(date_words(one.last.at.date()), f"{kind_words(one.last.kind)}, {one.last.seq}")
    kind = _("region") if one.kind == "region" else _("office")
    return Cell(one.code, kind, strong=one.counts), Cell(chip=state_spec(one)), Cell(why, since), last


def facts(one: Trusted) -> list[str]:
    """Since when, until when, by whom, what came last: a line each."""
    told = []
    if one.since is not None and one.until is not None and one.counts:
        words = (
            _("Since {since}. It was to be compared again by {until}: a reminder, files are still taken in.")
            if one.state == trust_view.OLD
            else _("Since {since}. To be compared again by {until}.")
        )
        sentence = words.format(since=date_words(one.since), until=date_words(one.until))
        by = _("Compared by {name}.").format(name=one.by) if one.by and one.why == "voice" else ""
        told.append(f"{sentence} {by}".rstrip())
    if one.changed_on is not None:
        told.append(_("Its keys changed on {day}; the old key says so.").format(day=date_words(one.changed_on)))
    if one.last is not None:
        words = _("Last came: {what}, number {seq}, {time}.")
        told.append(words.format(what=kind_words(one.last.kind), seq=one.last.seq, time=datetime_words(one.last.at)))
    elif one.counts:
        told.append(_("Nothing has come from it yet."))
    return told


def after_words(one: Trusted) -> str:
    """How many files came after the day on which the key was lost; empty where there are none."""
    if not one.since_lost or one.lost_on is None:
        return ""
    words = ngettext(
        "{n} file came after {day}. It stays; look at what it brought.",
        "{n} files came after {day}. They stay; look at what they brought.",
        one.since_lost,
    )
    return words.format(n=one.since_lost, day=date_words(one.lost_on))


class TrustRow(Card):
    """One card and what speaks for it. compare(): its card is to be read. revoke(code) · aside(code)"""

    compare = Signal()
    revoke = Signal(str)
    aside = Signal(str)

    def __init__(self, one: Trusted, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, gap=4, parent=parent)
        self.setObjectName(f"trust_{one.code}_{one.fingerprint[:5]}")
        self._code = one.code
        self.add(FlowBox(Label(one.code, "label"), Chip.of(state_spec(one))))
        self.add(Label(kind_line(one), "small-muted"))
        self.add(Label(trust_view.gone_words(one) or trust_view.why_words(one), wrap=True))
        for line in facts(one):
            self.add(Label(line, "small-muted", wrap=True))
        if words := after_words(one):
            self.add(Label(words, "small", tone=Tone.SOON, wrap=True))
        self.add(fingerprint_view(one.fingerprint))
        if may and one.state != trust_view.REVOKED:
            self.add(FlowBox(*self._buttons(one), gap=8))
        speak(self, f"{one.code}, {state_spec(one).word}")

    def _buttons(self, one: Trusted) -> list[Button]:
        again = _("Compare") if one.state == trust_view.WAITING else _("Compare again")
        kind = Kind.SMALL if one.state == trust_view.TRUSTED else Kind.SMALL_PRIMARY
        compare = Button(again, kind, icon="phone", name=f"compare_{one.code}")
        speak(compare, f"{again}: {one.code}")
        compare.clicked.connect(self.compare)
        if one.state == trust_view.WAITING:
            last = Button(_("Put aside"), Kind.SMALL, name=f"aside_{one.code}")
            last.clicked.connect(lambda *_pressed: self.aside.emit(self._code))
        else:
            last = Button(_("Take trust back…"), Kind.SMALL, icon="x", name=f"revoke_{one.code}")
            last.clicked.connect(lambda *_pressed: self.revoke.emit(self._code))
        speak(last, f"{last.text()}: {one.code}")
        return [compare, last]


class RevokePanel(Card):
    """Why trust is taken back, since when, and the office named once more. wanted(code, reason, day) · left()"""

    wanted = Signal(str, str, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tone=Tone.SOON, gap=8, parent=parent)
        self.setObjectName("revoke_panel")
        self._code = ""
        self._title = Label("", "section", wrap=True)
        self._reason = Choice([(code, _(trust_view.REASONS[code])) for code in cards.REASONS], _("Why"))
        self._reason.setObjectName("revoke_reason")
        self._day = TextField(_("Since which day the key may be in other hands"), hint="24.11.2026")
        self._day.setObjectName("revoke_day")
        self._again = TextField(_("The code of the office once more"))
        self._again.setObjectName("revoke_again")
        self._again.returnPressed.connect(self._on_wanted)
        self._trouble = Label("", tone=Tone.SOON, wrap=True)
        self._trouble.setObjectName("revoke_trouble")
        self._trouble.hide()
        yes = Button(_("Take trust back"), Kind.PRIMARY, icon="x", name="revoke_yes")
        yes.clicked.connect(self._on_wanted)
        no = Button(_("Cancel"), name="revoke_no")
        no.clicked.connect(self.left)
        self.add(
            self._title,
            Label(
                _("From now on nothing of it is imported, whatever a list says. There is no way back: these keys never "
                  "count again. What came before stays. Tell the region, so that other offices learn of it."),
                wrap=True,
            ),
            _field(_("Why"), self._reason),
            _field(_("Since which day the key may be in other hands (may stay empty)"), self._day),
            _field(_("The code of the office once more"), self._again),
            self._trouble,
            row(yes, no, None),
        )  # fmt: skip

    def ask(self, code: str) -> None:
        self._code = code
        self._title.setText(_("Take back the trust in {code}").format(code=code))
        self._reason.set_value(None)
        self._day.clear()
        self._again.clear()
        self._trouble.hide()

    def first_field(self) -> QWidget:
        return self._reason

    def refuse(self, error: BaseException) -> None:
        self._tell(explain(error))

    def _on_wanted(self) -> None:
        typed, day = self._day.text().strip(), typed_day(self._day.text().strip())
        wrong_day, wrong_code = bool(typed) and day is None, self._again.text().strip().upper() != self._code
        mark_bad(self._day, wrong_day)
        mark_bad(self._again, wrong_code)
        reason = self._reason.value()
        if reason is None:
            self._tell(_("Choose why, so that the others know what to look for."), self._reason)
        elif wrong_day:
            self._tell(_("This is not a day. Write it like 24.11.2026."), self._day)
        elif wrong_code:
            self._tell(_("Type the code of the office once more, as it stands above."), self._again)
        else:
            self._trouble.hide()
            self.wanted.emit(self._code, reason, day)

    def _tell(self, sentence: str, field: QWidget | None = None) -> None:
        self._trouble.setText(sentence)
        self._trouble.show()
        if field is not None:
            field.setFocus()


def save_own_card(shell: Shell, asking: QWidget) -> None:
    """Our card as a file for another office; it holds no secret."""
    name = f"card-{shell.session.office.code}{ENDING}"
    path = shell.files.save_file(asking, _("Save our card"), name, pattern())
    if path is None:
        return
    try:
        sync.save_card(shell.session, path if path.name.endswith(ENDING) else path.with_name(path.name + ENDING))
    except Refused as refusal:
        shell.refuse(refusal)
        return
    shell.say(_("The card was saved. It holds no secret; read the fingerprint aloud when they call."))


def not_allowed() -> Banner:
    """For whoever may look and not decide."""
    return Banner(
        Tone.INFO,
        _("The head of the office decides whom to trust."),
        _("You see here who is trusted, and why."),
    )


def _field(words: str, control: QWidget) -> QWidget:
    return boxed(column(Label(words, "label", buddy=control, wrap=True), row(control, None), gap=4))
