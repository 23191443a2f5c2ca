"""One page for each institution of a team: its steps, its papers, what it does not ask again; it is about nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.forms.schema import Text
from desktop.i18n import using
from desktop.pdf import fonts, pen
from desktop.pdf.flow import Flow
from desktop.pdf.sheet import Page, press
from desktop.pdf.style import INK, MUTED, REGULAR, RULE, SECTION, SEMIBOLD, SMALL, TITLE
from desktop.pdf.team_table import LEFT, RIGHT
from desktop.pdf.team_words import Said

TOP: Final = 808.0
BOTTOM: Final = 54.0
AT_DUE: Final = LEFT + 322.0
NUMBER: Final = 20.0
CALL_ROW: Final = 23.0
CALL_COLUMN: Final = (RIGHT - LEFT) / 2
CALL_NAME: Final = 96.0
CALL_ROOM: Final = CALL_COLUMN - CALL_NAME - 12  # for the numbers
# The largest setting at which all of it stands on one page: the size, the leading, whether what everybody does who is
# the first contact stands as one list under a smaller title.
SETTINGS: Final = (
    *((9.5, 1.28, False), (9.0, 1.25, False), (8.5, 1.25, False), (8.0, 1.22, False)),
    *((7.5, 1.2, False), (8.0, 1.2, True), (7.5, 1.15, True), (7.5, 1.05, True)),
)


Row = tuple[str, str, str]  # the number of a step, its title, until when


@dataclass(frozen=True, slots=True)
class InstitutionCard:
    """What stands on it, in the words of its language."""

    institution: str
    protocol: str
    office: str
    own: Sequence[Row]
    helps: Sequence[Row]
    first: Sequence[Row]
    gets: str  # which kinds of data, in words; empty: none
    windows: Sequence[tuple[str, str]]
    calls: Sequence[tuple[str, str]]  # an institution, and its telephones where they are known
    unproved: bool = False
    training: bool = False


def institution_cards_pdf(cards: Sequence[InstitutionCard], words: Mapping[str, Text], language: str) -> bytes:
    with using(language):
        said = Said(words, language)
        return press([page for card in cards for page in card_pages(card, said)], language)


def card_pages(card: InstitutionCard, said: Said) -> list[Page]:
    """One page, in the language that is spoken now."""
    pages: list[Page] = []
    for size, leading, brief in SETTINGS:
        pages = _Card(card, said, size, leading, brief=brief).pages()
        if len(pages) == 1:
            break
    return pages


class _Card:
    def __init__(self, card: InstitutionCard, said: Said, size: float, leading: float, *, brief: bool) -> None:
        self._card, self._said, self._size, self._close, self._brief = card, said, size, leading, brief
        self._flow = Flow(footer=said("card_footer"), top=TOP, bottom=BOTTOM, left=LEFT, right=RIGHT)

    def pages(self) -> list[Page]:
        card, said = self._card, self._said
        self._head()
        self._steps(said("card_steps"), card.own, said("card_nothing"))
        if self._brief:
            self._listed(said("card_first"), card.first)
        else:
            self._steps(said("card_first"), card.first)
        self._listed(said("card_helps"), card.helps)
        self._windows()
        self._list(said("card_gets"), [*([said("card_gets_text", what=card.gets)] if card.gets else []),
                                       said("card_gets_sheet")])  # fmt: skip
        self._list(said("card_ask"), [said(f"card_ask_{number}") for number in range(1, 4)])
        self._list(said("card_rights"), [said(f"card_rights_{number}") for number in range(1, 5)])
        self._calls()
        return self._flow.pages()

    def _head(self) -> None:
        flow, card, said = self._flow, self._card, self._said
        title = said("card_title", institution=card.institution)
        flow.paragraph(title, SECTION if self._brief else TITLE, SEMIBOLD)
        flow.paragraph(said("card_head", protocol=card.protocol, office=card.office), SMALL, colour=MUTED)
        flow.down(4)
        flow.rule(width=RULE, colour=INK)
        flow.down(6)
        flow.notice([*([said("training")] if card.training else []), said("card_any_door")])

    def _heading(self, words: str) -> None:
        flow = self._flow
        flow.need(40)
        flow.down(4)
        flow.write(LEFT, flow.y, words, SECTION, SEMIBOLD)
        flow.down(SECTION * 1.3)

    def _steps(self, title: str, rows: Sequence[Row], nothing: str = "") -> None:
        if not rows and not nothing:
            return
        self._heading(title)
        if not rows:
            self._flow.paragraph(nothing, self._size)
        for number, words, due in rows:
            self._pair(number, words, due)

    def _listed(self, title: str, rows: Sequence[Row]) -> None:
        if rows:
            self._list(title, [" · ".join(f"{number} {words}" for number, words, _due in rows)])

    def _pair(self, number: str, words: str, due: str) -> None:
        """What on the left, until when on the right."""
        flow, size = self._flow, self._size
        left = flow.lines(words, size, REGULAR, AT_DUE - LEFT - NUMBER - 10)
        right = flow.lines(due, size, SEMIBOLD, RIGHT - AT_DUE) if due else []
        height = max(len(left), len(right)) * size * self._close + 3.5
        flow.need(height)
        flow.write(LEFT, flow.y - 1.5, number, size, SEMIBOLD)
        for place, line in enumerate(left):
            flow.write(LEFT + NUMBER, flow.y - 1.5 - place * size * self._close, line, size)
        for place, line in enumerate(right):
            flow.write(AT_DUE, flow.y - 1.5 - place * size * self._close, line, size, SEMIBOLD)
        flow.down(height)
        flow.rule()

    def _windows(self) -> None:
        if not self._card.windows:
            return
        self._heading(self._said("card_windows"))
        listed = " · ".join(f"{words}: {length}" for words, length in self._card.windows)
        self._text(f"{listed}. {self._said('card_windows_text')}", mark=True)
        if self._card.unproved:
            self._text(self._said("proposal"))

    def _list(self, title: str, sentences: Sequence[str]) -> None:
        self._heading(title)
        for sentence in sentences:
            self._text(sentence, mark=True)

    def _text(self, sentence: str, *, mark: bool = False) -> None:
        flow, size = self._flow, self._size
        x = LEFT + (10 if mark else 0)
        for place, line in enumerate(flow.lines(sentence, size, REGULAR, RIGHT - x)):
            flow.need(size * self._close)
            if mark and not place:
                flow.write(LEFT, flow.y, "•", size)
            flow.write(x, flow.y, line, size, colour=INK if mark else MUTED)
            flow.down(size * self._close)
        flow.down(1)

    def _calls(self) -> None:
        """In two columns; lines to write on where nobody is known."""
        flow, calls = self._flow, self._card.calls
        self._heading(self._said("card_call"))
        down = -(-len(calls) // 2)
        for place in range(down):
            beside = [calls[at] for at in (place, place + down) if at < len(calls)]
            height = max(self._call_height(*one) for one in beside)
            flow.need(height)
            for column, one in enumerate(beside):
                self._call(LEFT + column * CALL_COLUMN, height, *one)
            flow.down(height)

    def _call_lines(self, institution: str, phones: str) -> tuple[list[str], list[str]]:
        size = min(self._size, SMALL)
        words = fonts.wrap(fonts.plain(institution), SEMIBOLD, size, CALL_NAME - 6)
        return words, self._flow.lines(phones, size, REGULAR, CALL_ROOM) if phones else []

    def _call_height(self, institution: str, phones: str) -> float:
        """Every line has its room: an institution or a number that is cut is none."""
        lines = max(map(len, self._call_lines(institution, phones)))
        return max(CALL_ROW, 5 + lines * min(self._size, SMALL) * 1.15)

    def _call(self, x: float, height: float, institution: str, phones: str) -> None:
        flow, size = self._flow, min(self._size, SMALL)
        words, numbers = self._call_lines(institution, phones)
        for place, line in enumerate(words):
            flow.write(x, flow.y - 2 - place * size * 1.15, line, size, SEMIBOLD)
        if not phones:
            pen.line(flow, x + CALL_NAME, x + CALL_NAME + CALL_ROOM, flow.y - height + 5)
        for place, line in enumerate(numbers):
            flow.write(x + CALL_NAME, flow.y - 2 - place * size * 1.15, line, size)
