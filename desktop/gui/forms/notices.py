"""What stands above the questions: danger, duties, a draft that came back, answers to correct, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui import theme
from desktop.gui.forms.field_view import focusable
from desktop.gui.widgets import Banner, Button, Card, FlowBox, IconLabel, Kind, Label, Tone, row, speak
from desktop.i18n import _, ngettext

Links = Sequence[tuple[str, str]]  # path and the words of its question
MOST_LINKS, LONGEST_LINK = 5, 44


class Notices(QWidget):
    """Banners that come and go. Signals: followed(path), a link; save_anyway, correct; open_case, no_case."""

    followed = Signal(str)
    save_anyway = Signal()
    correct = Signal()
    open_case = Signal()
    no_case = Signal()
    alike_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self._standing: dict[str, tuple[object, Card]] = {}
        self.setVisible(False)

    def danger(self, on: bool) -> None:
        """A life is in danger: the number, before anything else."""
        words = _("First 112, then the questions. Stay with her on the line or in the room until help has come.")
        self._put("danger", on, lambda: self._banner(Tone.DANGER, _("Call 112 now"), words, icon="phone"))

    def child(self, on: bool, basis: str, country: str) -> None:
        """A child is involved: whom the law says to notify at once."""
        title = _("A child is involved: notify the guardianship authority at once")
        if country == "RO":
            title = _("A child is involved: notify the child protection directorate (DGASPC) at once")
        self._put("child", on and (title, basis), lambda: self._banner(Tone.DANGER, title, basis, icon="child"))

    def draft(self, when: str) -> None:
        """A draft came back; "" takes the word away."""
        title = _("The draft of {time} was brought back").format(time=when)
        words = _("It is not saved yet. “Undo” throws it away.")
        self._put("draft", when, lambda: self._banner(Tone.INFO, title, words, icon="history"))

    def wrong(self, links: Links) -> None:
        """Answers to correct, with links to them."""
        count = len(links)
        title = ngettext("One answer is to be corrected", "{n} answers are to be corrected", count).format(n=count)
        self._put("wrong", tuple(links), lambda: self._banner(Tone.SOON, title, links=links))

    def missing(self, links: Links) -> None:
        """What a complete form still needs; nobody is hurried."""
        count = len(links)
        title = ngettext("Saved as begun. One answer is still needed", "Saved as begun. Still needed: {n}", count)
        self._put("missing", tuple(links), lambda: self._banner(Tone.PLAIN, title.format(n=count), links=links))

    def ask(self, doubts: Sequence[tuple[str, str]]) -> None:
        """Answers that can hardly be: save them so, or correct them. (question, what is odd about it)."""
        self._put("ask", tuple(doubts), lambda: self._question(doubts))

    def next_of_report(self, when: str, ground: str = "") -> None:
        """A report was saved: what now; `ground` is on what a case may be opened, in words."""
        self._put("next", when and (when, ground), lambda: self._next(when, ground))

    def alike(self, sentences: Sequence[str]) -> None:
        """Somebody is known already under this name; who, stands in the column beside."""
        self._put("alike", tuple(sentences), lambda: self._alike(sentences))

    def approval(self, words: str, title: str, tone: Tone) -> None:
        """What is said of the approval of this sheet; "" takes the word away."""
        self._put("approval", words and (words, title), lambda: self._banner(tone, title, words, icon="check"))

    def place(self, title: str, words: str, tone: Tone) -> None:
        """The case is not here and ours, so nothing can be saved in it; "" takes the word away."""
        self._put("place", title and (title, words), lambda: self._banner(tone, title, words, icon="sync"))

    def showing(self, name: str) -> Card | None:
        """A banner that stands there now, by its name."""
        found = self._standing.get(name)
        return found[1] if found else None

    def stops(self) -> tuple[QWidget, ...]:
        return tuple(stop for _key, card in self._standing.values() for stop in focusable(card))

    def _put(self, name: str, key: object, make: object) -> None:
        """Show a banner, leave it if it says the same already, or take it away when there is nothing to say."""
        standing = self._standing.get(name)
        if (standing[0] if standing else False) == (key or False):
            return
        if standing is not None:
            del self._standing[name]
            self._column.removeWidget(standing[1])
            standing[1].hide()
            standing[1].deleteLater()
        if key and callable(make):
            card = make()
            card.setObjectName(f"notice:{name}")
            self._standing[name] = (key, card)
            place = sum(ORDER.index(each) < ORDER.index(name) for each in self._standing)
            self._column.insertWidget(place, card)
        self.setVisible(bool(self._standing))

    def _banner(self, tone: Tone, title: str, text: str = "", *, links: Links = (), icon: str = "") -> Banner:
        banner = Banner(tone, title, icon=icon, parent=self)
        # Once it has its place: a part that is shown before would open as a window of its own and take the focus.
        banner.set_words(title, text)
        banner.set_links(_short(links))
        banner.followed.connect(self.followed)
        return banner

    def _question(self, doubts: Sequence[tuple[str, str]]) -> Card:
        card = Card(tone=Tone.SOON, margin=12, gap=8)
        count = len(doubts)
        title = ngettext("Is this answer right?", "Are these answers right?", count)
        card.add(_headed("warning", title))
        for question, sentence in doubts:
            words = _("{question}: {sentence}").format(question=question, sentence=sentence)
            card.add(Label(words, wrap=True))
        anyway = Button(_("Save as it is, to be checked"), Kind.SMALL, name="save_anyway")
        correct = Button(_("I correct it"), Kind.SMALL, name="correct")
        anyway.clicked.connect(self.save_anyway)
        correct.clicked.connect(self.correct)
        card.add(FlowBox(anyway, correct, gap=8))
        speak(card, title)
        return card

    def _alike(self, sentences: Sequence[str]) -> Banner:
        banner = Banner(Tone.INFO, _("May be known already"), " ".join(f"{one}." for one in sentences[:2]), parent=self)
        banner.set_links([("alike", _("See and decide"))])
        banner.followed.connect(lambda _link: self.alike_asked.emit())
        return banner

    def _next(self, when: str, ground: str) -> Card:
        card = Card(tone=Tone.DONE, margin=12, gap=8)
        title = _("The report was saved at {time}. What comes next?").format(time=when)
        card.add(_headed("check", title, Tone.DONE))
        words = _(
            "A case keeps consent, plan and deadlines together. Nothing is opened until you save its first sheet."
        )
        card.add(Label(words, wrap=True))
        told = (
            _("Ground: {ground}.").format(ground=ground) if ground else _("First its ground: consent, or a legal duty.")
        )
        card.add(Label(told, "label", wrap=True))
        begin = Button(_("Open a case"), Kind.SMALL, icon="folder", name="open_case")
        leave = Button(_("It stays without a case"), Kind.SMALL, name="no_case")
        begin.clicked.connect(self.open_case)
        leave.clicked.connect(self.no_case)
        card.add(FlowBox(begin, leave, gap=8))
        speak(card, title)
        return card


ORDER = ("danger", "child", "place", "next", "ask", "wrong", "missing", "alike", "draft", "approval")


def _headed(icon: str, title: str, tone: Tone = Tone.SOON) -> QVBoxLayout:
    line = row(IconLabel(icon, colour=str(tone)), Label(title, "label", wrap=True), gap=12)
    line.setStretch(1, 1)
    line.setAlignment(Qt.AlignmentFlag.AlignTop)
    holder = QVBoxLayout()
    holder.addLayout(line)
    return holder


def _short(links: Links) -> list[tuple[str, str]]:
    """Not more links than an eye takes in, none longer than a line."""
    return [(path, clipped(words)) for path, words in links[:MOST_LINKS]]


def clipped(words: str) -> str:
    return words if len(words) <= LONGEST_LINK else words[: LONGEST_LINK - 1].rstrip() + "…"
