"""The kit: every widget that pages are built of, under one name."""

from __future__ import annotations

from desktop.gui.widgets.answers import DECLINED, UNKNOWN, Refusals
from desktop.gui.widgets.banner import Banner
from desktop.gui.widgets.bars import Bar
from desktop.gui.widgets.baseline import baseline_row
from desktop.gui.widgets.beside import Beside, BottomBar
from desktop.gui.widgets.button_kinds import Kind
from desktop.gui.widgets.buttons import Button, IconButton
from desktop.gui.widgets.cards import Card
from desktop.gui.widgets.chips import (
    Chip,
    ChipSpec,
    Mark,
    chip_size,
    form_state_spec,
    paint_chip,
    risk_spec,
    step_state_spec,
)
from desktop.gui.widgets.clock import ClockCard, ClockWords
from desktop.gui.widgets.conflict import ConflictPanel, Standing
from desktop.gui.widgets.covered import CoveredName, CoveredText
from desktop.gui.widgets.empty import EmptyState
from desktop.gui.widgets.fields import Choice, NumberField, TextArea, TextField, keep_wheel_away, mark_bad
from desktop.gui.widgets.fold import Fold
from desktop.gui.widgets.headers import Count, PageHeader, SectionHeader
from desktop.gui.widgets.jobs import JobStrip
from desktop.gui.widgets.keycaps import KeyCap
from desktop.gui.widgets.labels import ElidedLabel, IconLabel, Label, Line
from desktop.gui.widgets.layouts import Flow, FlowBox, boxed, clear, column, row
from desktop.gui.widgets.names import speak, spoken
from desktop.gui.widgets.page_frame import PageFrame
from desktop.gui.widgets.question import Question
from desktop.gui.widgets.rows import Row, RowButton, RowList, row_words
from desktop.gui.widgets.scroll import ScrollPage
from desktop.gui.widgets.search import SearchField
from desktop.gui.widgets.segment import FilterBar, Segment
from desktop.gui.widgets.shapes import Shape, paint_shape
from desktop.gui.widgets.side_item import SideItem
from desktop.gui.widgets.table import CELL, Cell, CellDelegate, CellsModel, Table, cell_data
from desktop.gui.widgets.tones import DRESS, Dress, Tone
from desktop.gui.widgets.whole_height import WholeHeight

__all__ = [
    "CELL",
    "DECLINED",
    "DRESS",
    "UNKNOWN",
    "Banner",
    "Bar",
    "Beside",
    "BottomBar",
    "Button",
    "Card",
    "Cell",
    "CellDelegate",
    "CellsModel",
    "Chip",
    "ChipSpec",
    "Choice",
    "ClockCard",
    "ClockWords",
    "ConflictPanel",
    "Count",
    "CoveredName",
    "CoveredText",
    "Dress",
    "ElidedLabel",
    "EmptyState",
    "FilterBar",
    "Flow",
    "FlowBox",
    "Fold",
    "IconButton",
    "IconLabel",
    "JobStrip",
    "KeyCap",
    "Kind",
    "Label",
    "Line",
    "Mark",
    "NumberField",
    "PageFrame",
    "PageHeader",
    "Question",
    "Refusals",
    "Row",
    "RowButton",
    "RowList",
    "ScrollPage",
    "SearchField",
    "SectionHeader",
    "Segment",
    "Shape",
    "SideItem",
    "Standing",
    "Table",
    "TextArea",
    "TextField",
    "Tone",
    "WholeHeight",
    "baseline_row",
    "boxed",
    "cell_data",
    "chip_size",
    "clear",
    "column",
    "form_state_spec",
    "keep_wheel_away",
    "mark_bad",
    "paint_chip",
    "paint_shape",
    "risk_spec",
    "row",
    "row_words",
    "speak",
    "spoken",
    "step_state_spec",
]
