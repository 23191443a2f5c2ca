"""Invented cases of the size of real ones, the same in every run: four sheets each, a long note, a register."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

Line = dict[str, Any]

FORMS = ("case", "report", "identity", "incident")
NOTE_WORDS = 180  # of a note: about a page

_SURNAMES = (
    *("Exemplescu", "Probă", "Schiță", "Încercaru", "Modelescu", "Fictiveanu", "Ciornă", "Poveștaru", "Închipuitu"),
    *("Pildă", "Șablon", "Țiparu", "Născocitu", "Exercițiu", "Bănuială", "Вымышленко", "Прикладенко", "Небылицких"),
)
_WOMEN = ("Ana", "Mădălina", "Ștefania", "Țvetana", "Îngrida", "Ioana", "Olesea", "Natalia", "Наталия", "Оксана")
_MEN = ("Ion", "Ștefan", "Vasile", "Grigore", "Tudor", "Сергей")
_VILLAGES = ("Sculeni", "Cornești", "Pîrlița", "Bușila", "Măcărești", "Todirești")
_UNITS = ("MD-UN", "MD-UN", "MD-UN", "MD-NI", "MD-CL", "MD-FA", "MD-TE", "MD-SI")
_NARRATIVE = "Exercițiu: aici ar sta relatarea, scrisă o singură dată. Nicio persoană reală nu este descrisă."
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "mă", "ni", "po", "ru", "să", "te", "ți", "vo", "șe", "zâ")
# Every text is made of these; the first are common, the last are rare.
VOCABULARY = tuple(f"{one}{two}{three}" for one in _SYLLABLES for two in _SYLLABLES for three in _SYLLABLES)
_WEIGHTS = [1 / place for place in range(1, len(VOCABULARY) + 1)]


class Story:
    """The answers of one invented case; each method gives those of one form."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self._dice, self._now = dice, now
        self._reported = (now - timedelta(hours=dice.uniform(72, 24 * 360))).replace(second=0, microsecond=0)
        self._sexual = dice.random() < 0.25
        self._unit = dice.choice(_UNITS)

    def lines(self) -> list[Line]:
        """The four sheets, as `record put` reads them; the code of the case comes with the first."""
        return [{"case": None, "form": form, "record": None, "set": getattr(self, form)()} for form in FORMS]

    def case(self) -> dict[str, Any]:
        age = (self._now - self._reported).days
        states = ["deschis"] if age < 30 else ["deschis", "in_monitorizare", "in_monitorizare"]
        return {
            "opened_on": self._reported.date().isoformat(),
            "status": self._dice.choice(states),
            "case_track": ["sv_adult"] if self._sexual else ["vd_adult"],
        }

    def report(self) -> dict[str, Any]:
        child = self._dice.choice(["nu", "nu", "martor"])
        return {
            **({"guardianship_notified_dt": _minute(self._reported)} if child != "nu" else {}),
            "report_dt": _minute(self._reported),
            "channel": self._dice.choice(["telefonic", "verbal_la", "scris", "adus_de"]),
            "notifier_type": self._dice.choice(["victima", "victima", "vecin", "parinte", "asistent_social", "martor"]),
            "immediate_danger": False,
            "child_involved": child,
            "decision": "preluat",
            "case_ground": "consimtamant",
        }

    def identity(self) -> dict[str, Any]:
        woman = self._dice.random() < 0.93
        return {
            "last_name": self._dice.choice(_SURNAMES),
            "first_name": self._dice.choice(_WOMEN if woman else _MEN),
            "birth_date": f"{self._dice.randint(self._now.year - 68, self._now.year - 19)}",
            "sex": "F" if woman else "M",
            "real_addr": f"{self._unit}/{self._dice.choice(_VILLAGES)}",
            "environment": self._dice.choice(["rural", "rural", "urban"]),
            "civil_status": self._dice.choice(["casatorit", "uniune_libera", "divortat", "necasatorit"]),
            "occupation": self._dice.choice(["fara_ocupatie", "salariat", "casnic", "agricultor"]),
            "do_not": self._dice.choice([["apel"], ["apel", "vizita"], ["mesaj_vocal"]]),
        }

    def incident(self) -> dict[str, Any]:
        main = "SEX" if self._sexual else self._dice.choice(["FIZ", "FIZ", "PSI", "ECO"])
        ladder = {"SEX": 1, "FIZ": 3, "ECO": 5, "PSI": 6}[main]
        happened = self._reported - timedelta(hours=self._dice.choice([2, 5, 9, 20, 40, 100, 300]))
        return {
            "inc_dt": _minute(happened),
            "inc_place_type": self._dice.choice(["domiciliul_comun", "domiciliul_agresorului", "drum_strada"]),
            "inc_locality": self._unit,
            "frequency": self._dice.choice(["o_singura", "lunar", "saptamanal"]),
            "previous_incidents": self._dice.choice([True, False, {"none": "declined"}]),
            "forms_legal": sorted({main, self._dice.choice(["FIZ", "PSI"])}),
            "primary_form": main,
            "narrative": _NARRATIVE,
            **{f"l{step}": step == ladder for step in range(1, ladder + 1)},
        }


def note(dice: random.Random) -> dict[str, Any]:
    """A page that somebody wrote of a visit."""
    words = dice.choices(VOCABULARY, _WEIGHTS, k=NOTE_WORDS)
    return {"type": dice.choice(["vizita", "telefon", "sociala"]), "note": " ".join(words)}


def register(dice: random.Random, now: datetime, rows: int) -> str:
    """A register as an office kept it: a line of headings, then a person a line."""
    heads = "Nume;Prenume;Data nașterii;Sex;Raionul;Data deschiderii"
    lines = [heads]
    for _ in range(rows):
        born, opened = dice.randint(now.year - 68, now.year - 19), now - timedelta(days=dice.randint(1, 700))
        lines.append(
            f"{dice.choice(_SURNAMES)};{dice.choice(_WOMEN)};{dice.randint(1, 28):02}.{dice.randint(1, 12):02}.{born};"
            f"feminin;Orhei;{opened:%d.%m.%Y}"
        )
    return "\n".join(lines) + "\n"


def _minute(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
