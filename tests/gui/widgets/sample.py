"""One of every widget of the kit, with invented words, for tests that look at all of them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.gui import widgets as kit


def clocks() -> list[QWidget]:
    late = kit.ClockWords(
        "Termen depășit", "a fost azi, 11:10", "Cu", "3 h 20 min", 1, "UN4-26-7K3QF2", "MED · pasul 9", kit.Tone.DANGER
    )
    running = kit.ClockWords(
        "Fereastră medicală", "până mâine, 21:50", "Mai sunt", "31 h", 0.5, "UN4-26-7K3QF2", "MED · pasul 10"
    )
    return [kit.ClockCard(late), kit.ClockCard(running)]


def table() -> kit.Table:
    shown = kit.Table("Cazuri")
    rows = [
        [kit.Cell("UN4-26-7K3QF2", "F · 26–35", strong=True), kit.Cell(chip=kit.risk_spec("crescut"))],
        [kit.Cell("UN4-26-9D4TX1", "F · 36–45", strong=True), kit.Cell(chip=kit.risk_spec("scazut"))],
    ]
    shown.setModel(kit.CellsModel(["Cod", "Risc"], rows, shown))
    shown.set_widths(160, 140)
    shown.fit_height()
    return shown


def fields() -> list[QWidget]:
    day = kit.TextField("Data faptei", width=136)
    day.add_button("calendar", "Alegeți ziua")
    place = kit.Choice([("a", "domiciliul comun"), ("b", "stradă")], "Locul faptei")
    return [day, place, kit.NumberField("Copii"), kit.TextArea("Observații", lines=3), kit.SearchField("Căutați")]


def panels() -> list[QWidget]:
    values = [kit.Standing("domiciliul comun", "A. B.", "azi, 10:15", True), kit.Standing("stradă", "C. D.", "ieri")]
    lead = kit.Mark(kit.form_state_spec("complete"))
    return [
        kit.Banner("soon", "Un răspuns trebuie corectat", "Vedeți mai jos.", button="Vedeți", links=[("d", "Data")]),
        kit.ConflictPanel(values),
        kit.RowList(kit.Row("Planuri de aprobat", "două", icon="pencil"), kit.RowButton("Sesizare", "azi", lead=lead)),
        kit.EmptyState("people", "Nicio echipă pornită", "Aici stau echipele.", button="Pornește o echipă"),
        kit.Fold("Urmează", kit.Card(), kit.Card(), count=9, hidden=8),
        kit.SectionHeader("Acum", 4, link="Calendar"),
        kit.PageHeader(
            "Bună ziua", "marți", kit.Button("Caz nou"), kit.Button("Sesizare nouă", "primary", icon="plus")
        ),
        kit.JobStrip("Se pregătește pachetul"),
    ]


def buttons() -> list[QWidget]:
    plain: list[QWidget] = [kit.Button("Deschide", kind, icon="save") for kind in kit.Kind]
    parts = kit.Segment([("done", "Făcut"), ("no", "Refuzat")], name="Pasul 9")
    filters = kit.FilterBar([("mine", "Ale mele"), ("late", "Întârziate")])
    return [*plain, kit.IconButton("x", "Închide"), parts, filters, kit.Refusals("Data faptei")]


def page() -> kit.ScrollPage:
    """All of it on one page that scrolls."""
    covered = kit.CoveredName(lambda: "Nume Inventat", what="numele")
    parts = [*buttons(), *fields(), *panels(), *clocks(), table(), covered, kit.KeyCap("F12")]
    return kit.ScrollPage(*parts)
