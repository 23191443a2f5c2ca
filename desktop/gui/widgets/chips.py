"""State in a pill: a shape, a word and a colour that always go together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.gui import theme
from desktop.gui.widgets.shapes import Shape, paint_shape
from desktop.gui.widgets.tones import DRESS, Tone
from desktop.i18n import _

HEIGHT, SIDE, SHAPE, GAP = 24, 9, 13, 6


@dataclass(frozen=True, slots=True)
class ChipSpec:
    """What a chip says; `plain` leaves the pill away (a state inside a table)."""

    word: str
    shape: Shape | None = None
    tone: Tone = Tone.PLAIN
    plain: bool = False


def risk_spec(level: str | None) -> ChipSpec:
    """The chip of a risk level by its code in the list L31; without one nobody has assessed it."""
    match level:
        case "crescut":
            return ChipSpec(_("High risk"), Shape.OCTAGON, Tone.DANGER)
        case "mediu":
            return ChipSpec(_("Medium risk"), Shape.TRIANGLE, Tone.SOON)
        case "scazut":
            return ChipSpec(_("Low risk"), Shape.CIRCLE, Tone.DONE)
        case "fara_risc":
            return ChipSpec(_("No documented risk"), Shape.RING, Tone.PLAIN)
        case _:
            return ChipSpec(_("Not assessed"), Shape.RING, Tone.QUIET)


def form_state_spec(state: str) -> ChipSpec:
    """The tick of a form or a section: empty, begun, complete, to_check, conflict, to_correct."""
    specs = {
        "empty": ChipSpec(_("empty"), Shape.RING, Tone.QUIET),
        "begun": ChipSpec(_("begun"), Shape.HALF, Tone.INFO),
        "complete": ChipSpec(_("complete"), Shape.CHECK, Tone.DONE),
        "to_check": ChipSpec(_("to review"), Shape.DIAMOND, Tone.SOON),
        "conflict": ChipSpec(_("two values"), Shape.CONFLICT, Tone.INFO),
        "to_correct": ChipSpec(_("to correct"), Shape.TRIANGLE, Tone.SOON),
    }
    return specs[state]


def step_state_spec(state: str) -> ChipSpec:
    """The chip of a step: todo, doing, done, refused, not_applicable, impossible, late."""
    specs = {
        "todo": ChipSpec(_("To do"), Shape.RING),
        "doing": ChipSpec(_("In progress"), Shape.HALF, Tone.INFO),
        "done": ChipSpec(_("Done"), Shape.CHECK, Tone.DONE),
        "refused": ChipSpec(_("Refused"), Shape.X),
        "not_applicable": ChipSpec(_("Does not apply"), Shape.DASH, Tone.QUIET),
        "impossible": ChipSpec(_("Impossible"), Shape.X),
        "late": ChipSpec(_("Deadline passed"), Shape.OCTAGON, Tone.DANGER),
    }
    return specs[state]


def chip_size(spec: ChipSpec) -> QSize:
    wear = theme.current()
    words = QFontMetricsF(wear.font("small", strong=True)).horizontalAdvance(spec.word)
    sides = 0 if spec.plain else 2 * wear.px(SIDE)
    shape = wear.px(SHAPE) + wear.px(GAP) if spec.shape else 0
    return QSize(int(words + 1.5) + sides + shape, wear.px(HEIGHT))


def paint_chip(painter: QPainter, at: QPointF, spec: ChipSpec, *, width: float | None = None) -> None:
    """Draw a chip with its top left corner at `at`, elided if it may not be as wide as it likes."""
    wear, size, dress = theme.current(), chip_size(spec), DRESS[spec.tone]
    box = QRectF(at, size.toSizeF())
    if width is not None and width < box.width():
        box.setWidth(width)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not spec.plain:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.colour(dress.fill))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    left = box.left() + (0 if spec.plain else wear.px(SIDE))
    if spec.shape:
        side = wear.px(SHAPE)
        square = QRectF(left, box.center().y() - side / 2, side, side)
        paint_shape(painter, square, spec.shape, wear.colour(dress.shape), wear.colour("surface"))
        left += side + wear.px(GAP)
    font = wear.font("small", strong=True)
    painter.setFont(font)
    painter.setPen(wear.colour(dress.word))
    room = QRectF(left, box.top(), box.right() - left - (0 if spec.plain else wear.px(SIDE)) + 2, box.height())
    word = QFontMetricsF(font).elidedText(spec.word, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), word)
    painter.restore()


class Chip(QLabel):
    """One chip; it informs and cannot be pressed. A label, so that a reader finds its word."""

    def __init__(
        self, word: str = "", shape: Shape | None = None, tone: Tone = Tone.PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._spec = ChipSpec(word, shape, tone)
        self.set_spec(self._spec)

    @classmethod
    def of(cls, spec: ChipSpec, parent: QWidget | None = None) -> Chip:
        chip = cls(parent=parent)
        chip.set_spec(spec)
        return chip

    def spec(self) -> ChipSpec:
        return self._spec

    def set_spec(self, spec: ChipSpec) -> None:
        self._spec = spec
        self.setText(spec.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(self._spec)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QPointF(0, (self.height() - chip_size(self._spec).height()) / 2), self._spec)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class Mark(QLabel):
    """A shape alone, as high as one line of text, that a reader speaks as its word."""

    def __init__(self, spec: ChipSpec, *, side: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._spec, self._side = spec, side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_spec(spec)

    def set_spec(self, spec: ChipSpec) -> None:
        self._spec = spec
        self.setText(spec.word)
        self.setToolTip(spec.word)
        self.update()

    def spec(self) -> ChipSpec:
        return self._spec

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._side), theme.px(21))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._spec.shape:
            return
        wear = theme.current()
        painter = QPainter(self)
        side = wear.px(self._side) - 1
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_shape(painter, box, self._spec.shape, wear.colour(DRESS[self._spec.tone].shape), wear.colour("surface"))
        painter.end()
