"""What a head is told of a pack: every difference in a sentence, and nothing of what stays the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from desktop import i18n
from desktop.bundle.kinds.directory import Pack, pack_of
from desktop.bundle.kinds.pack_parts import Entry, IndicatorPart, LinePart, ListPart, Part, ServicePart
from desktop.forms.local import Added, Changes, Words
from desktop.forms.schema import FieldType, PrivacyClass
from desktop.protocols import local as protocols
from desktop.services import library, pack_checks, pack_words
from desktop.services.local_library import of_an_office
from desktop.services.pack_overlay import Sent
from desktop.services.pack_words import GONE, NEW, OTHER

SHIPPED = library.shipped()
NAME = {"ro": "Linia regiunii"}
LINE = LinePart("r_run_l", "022 123 456", NAME, NAME, checked_on="2026-06-01")
SERVICE = ServicePart("r_run_s", "psiholog", {"ro": "Centrul"}, phones=("022 111 222",))
TABLE = IndicatorPart("r_run_t", 1, {"ro": "După frecvență"}, "cases_opened", "incident.frequency")
STEP = protocols.OwnStep("orun_1", "4", {"ro": "Anunțați linia"}, ("SOC",), anchor="report", due="PT24H")
COUNTED = "Se numără la sfârșitul fiecărui trimestru: „După frecvență”, după răspunsurile la „Frecvența”"
DUTY = next(
    f"{step.id}/{at}"
    for step in SHIPPED.protocol("sv_md").steps
    for at, clock in enumerate(step.clocks, 1)
    if clock.kind == "duty" and clock.repeat is None
)


def question(label: str = "Cine a însoțit-o", bundle: str = "drop", pdf: str = "drop") -> Added:
    return Added("local_aaaabbbbcc", "circumstances", FieldType.YES_NO, {"ro": label},
                 privacy=PrivacyClass.OPERATIONAL, bundle=bundle, pdf=pdf)  # fmt: skip


def with_pack(pack: Pack | None) -> library.Library:
    return of_an_office(SHIPPED, Sent("RUN", pack, counts=True), "MD") if pack else SHIPPED


def told(before: tuple[Part, ...], after: tuple[Part, ...]) -> list[tuple[str, str, bool]]:
    """Sort, words and whether to look twice, of every line."""
    old = pack_of(1, before) if before else None
    new = pack_of(2, after)
    with i18n.using("ro"):
        found = pack_words.groups(with_pack(old), with_pack(new), old, new)
    return [(line.sort, line.words, line.care) for group in found for line in group.lines]


def test_of_what_stays_the_same_nothing_is_said() -> None:
    parts = (Changes("incident", hidden=frozenset({"frequency"}), added=(question(),)), LINE, SERVICE, TABLE)
    assert told(parts, parts) == []
    assert [line[1] for line in told(parts, (*parts, ListPart("L5", retired=("loc_de",))))] == [
        "Nu se mai oferă: „loc de muncă”"
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ((), (Changes("incident", hidden=frozenset({"frequency"})),),
         [(GONE, "Nu se mai întreabă: „Frecvența”", True)]),
        ((Changes("incident", hidden=frozenset({"frequency"})),), (),
         [(NEW, "Se întreabă din nou: „Frecvența”", False)]),
        ((), (Changes("incident", words={"frequency": Words({"ro": "Cât de des"})}),),
         [(OTHER, "În loc de „Frecvența” se întreabă „Cât de des”", True)]),
        ((), (Changes("incident", words={"frequency": Words(help={"ro": "Altă explicație"})}),),
         [(OTHER, "Explicația de lângă „Frecvența” are alte cuvinte", False)]),
        ((), (Changes("incident", added=(question(),)),), [(NEW, "Întrebare nouă: „Cine a însoțit-o”", False)]),
        ((), (Changes("incident", added=(question(bundle="keep"),)),),
         [(NEW, "Întrebare nouă: „Cine a însoțit-o”. Răspunsul poate pleca la regiune.", True)]),
        ((Changes("incident", added=(question(),)),), (Changes("incident", added=(question("Cu cine"),)),),
         [(OTHER, "O întrebare a regiunii are alte cuvinte: „Cu cine”", False)]),
        ((), (protocols.Changes("sv_md", added=(STEP,)),),
         [(NEW, "Pas nou după pasul 4: „Anunțați linia”. Termenul lui este 24 de ore.", False)]),
        ((protocols.Changes("sv_md", added=(STEP,)),), (), [(GONE, "Pasul nu mai este: „Anunțați linia”", False)]),
        ((), (ListPart("L5", (Entry("r_run_a", {"ro": "Parcul"}, "public"),)),),
         [(NEW, "Răspuns nou: „Parcul”", False)]),
        ((ListPart("L5", (Entry("r_run_a", {"ro": "Parcul"}, "public"),)),), (),
         [(GONE, "Nu se mai oferă: „Parcul”", False)]),
        ((), (ListPart("L5", retired=("loc_de",)),), [(GONE, "Nu se mai oferă: „loc de muncă”", True)]),
        ((ListPart("L5", retired=("loc_de",)),), (), [(NEW, "Se oferă din nou: „loc de muncă”", False)]),
        ((), (LINE,), [(NEW, "Linie nouă: Linia regiunii, 022 123 456", False),
                       (NEW, "Regiunea a sunat la acest număr la 01.06.2026", False)]),
        ((LINE,), (replace(LINE, number="022 999 999"),),
         [(OTHER, "Linia regiunii: numărul este 022 999 999 în loc de 022 123 456", True)]),
        ((LINE,), (), [(GONE, "Nu mai este în listă: Linia regiunii, 022 123 456", False)]),
        ((), (SERVICE,), [(NEW, "Serviciu nou: Centrul, 022 111 222", False)]),
        ((SERVICE,), (), [(GONE, "Nu mai este în listă: Centrul", False)]),
        ((), (TABLE,), [(NEW, COUNTED, True)]),
        ((TABLE,), (), [(GONE, "Nu se mai numără: „După frecvență”", False)]),
    ],
)  # fmt: skip
def test_every_difference_is_a_sentence(
    before: tuple[Part, ...], after: tuple[Part, ...], lines: list[tuple[str, str, bool]]
) -> None:
    assert told(before, after) == lines


def test_another_deadline_is_told_with_the_one_before() -> None:
    ((sort, words, care),) = told((), (protocols.Changes("sv_md", due={DUTY: "P40D"}),))
    assert (sort, care) == (OTHER, True)
    assert words.startswith(f"Pasul {DUTY.partition('/')[0]}, ") and "termenul este 40 de zile în loc de" in words


def test_each_fault_that_a_pack_can_have_has_its_words() -> None:
    source = Path(pack_checks.__file__).read_text("utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+|window|sheltered)"', source))
    assert {"list-closed", "code-foreign", "unknown-place", "counted-already"} <= codes
    with i18n.using("ro"):
        plain = pack_words.fault_words(pack_checks.PackFault("form", "x", "", "no-such-code"))
        for code in codes:
            words = pack_words.fault_words(pack_checks.PackFault("form", "x", "", code))
            assert words != plain.replace("no-such-code", code), code
