"""The floor of a page: the very widgets that it has, of Qt's own classes, in the same places with the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)


@dataclass(slots=True)
class Plan:
    """A widget as it is to be built: Qt's class, name, words, and what lies in it."""

    kind: type[QWidget]
    name: str
    marks: dict[str, object]  # what the style sheet goes by
    text: str
    options: list[str]
    hidden: bool
    wraps: bool
    across: bool
    inner: list[Plan] = field(default_factory=list)


def plan_of(widget: QWidget) -> Plan:
    """What a finished widget is made of."""
    return Plan(
        kind=next(kind for kind in type(widget).__mro__ if kind.__module__.startswith("PySide6")),
        name=widget.objectName(),
        marks={
            str(name.data(), "ascii"): widget.property(str(name.data(), "ascii"))
            for name in widget.dynamicPropertyNames()
        },
        text=widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else "",
        options=[widget.itemText(place) for place in range(widget.count())] if isinstance(widget, QComboBox) else [],
        hidden=widget.isHidden(),
        wraps=isinstance(widget, QLabel) and widget.wordWrap(),
        across=isinstance(widget.layout(), QHBoxLayout | QGridLayout),
        inner=[plan_of(each) for each in _inner(widget)],
    )


def _inner(widget: QWidget) -> Iterator[QWidget]:
    """What the page put into it; what Qt makes for itself comes with the class."""
    if isinstance(widget, QScrollArea):
        if (inside := widget.widget()) is not None:
            yield inside
    elif (layout := widget.layout()) is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in filter(None, map(layout.itemAt, range(layout.count()))):
        if (inner := item.widget()) is not None:
            yield inner
        elif (deeper := item.layout()) is not None:
            yield from _laid_out(deeper)


def build(plan: Plan, within: QWidget | None = None) -> QWidget:
    """The widget, with everything in it."""
    made = plan.kind(within)
    made.setObjectName(plan.name)
    for name, value in plan.marks.items():
        made.setProperty(name, value)
    if isinstance(made, QLabel | QAbstractButton | QLineEdit):
        made.setText(plan.text)
    if isinstance(made, QLabel):
        made.setWordWrap(plan.wraps)
    if isinstance(made, QComboBox):
        made.addItems(plan.options)
    if isinstance(made, QScrollArea):
        made.setWidgetResizable(True)
        for each in plan.inner:
            made.setWidget(build(each, made))
    elif plan.inner:
        layout = QHBoxLayout(made) if plan.across else QVBoxLayout(made)
        for each in plan.inner:
            layout.addWidget(build(each, made))
    if plan.hidden:
        made.hide()
    return made
