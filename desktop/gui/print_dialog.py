"""Asks on which printer: our own dialog, since that of the system shuts our keys out."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from desktop.gui import theme
from desktop.gui.widgets import Button, Choice, Kind, Label, boxed, column, row
from desktop.i18n import _, ngettext

MOST_COPIES = 9
WIDTH = 420


class PrintDialog(QDialog):
    """A printer and how many copies."""

    def __init__(self, parent: QWidget | None = None, printers: list[str] | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ancora")
        self.setAccessibleName(_("Print"))
        known = QPrinterInfo.availablePrinterNames() if printers is None else printers
        self._printers = Choice([(name, name) for name in known], _("Printer"))
        self._printers.setObjectName("printer")
        usual = QPrinterInfo.defaultPrinterName()
        self._printers.set_value(usual if usual in known else next(iter(known), None))
        copies = [(str(n), ngettext("{n} copy", "{n} copies", n).format(n=n)) for n in range(1, MOST_COPIES + 1)]
        self._copies = Choice(copies, _("Copies"))
        self._copies.setObjectName("copies")
        self._copies.set_value("1")
        self._print = Button(_("Print"), Kind.PRIMARY, icon="print", name="print_now")
        self._print.setEnabled(bool(known))
        self._print.setDefault(True)
        self._print.clicked.connect(self.accept)
        back = Button(_("Cancel"), name="print_cancel")
        back.clicked.connect(self.reject)
        self.setLayout(
            column(
                Label(_("Print"), "title"),
                *(self._fields() if known else [Label(_no_printer(), wrap=True)]),
                Label(_("The printer and its queue may keep a copy of what is printed."), "small-muted", wrap=True),
                boxed(row(None, back, self._print)),
                gap=8,
                margins=(24, 16, 24, 16),
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The name of a printer may need more, in the type that is worn only now.
        self.setMinimumWidth(max(theme.px(WIDTH), self.minimumSizeHint().width()))

    def printer(self) -> QPrinter:
        """As it was chosen."""
        made = QPrinter(QPrinter.PrinterMode.HighResolution)
        made.setPrinterName(self._printers.value() or "")
        made.setCopyCount(int(self._copies.value() or 1))
        made.setDocName("Ancora")  # the queue shows it to everybody
        return made

    def _fields(self) -> list[QWidget]:
        pairs = ((_("Printer"), self._printers), (_("Copies"), self._copies))
        return [boxed(column(Label(words, "label", buddy=field), field, gap=4)) for words, field in pairs]


def _no_printer() -> str:
    return _("No printer is set up on this computer. Set one up in the system, then print again.")
