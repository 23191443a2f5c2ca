"""Answers to every question of every form, each with a word of its own that can be looked for afterwards."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from desktop.forms.schema import Definitions, Field, FieldType, Form
from desktop.services.library import shipped
from tests.offices import Office

CANARY = "Zmăucițăș"  # no word of any language, with the letters that are written in several ways
PHONE = "68123987"
PERSON = "2001001000019"
TYPED = "2026-11-20"
# What a rule or a reference of the form wants there; ... leaves the question out.
GIVEN: dict[str, dict[str, Any]] = {
    "case": {"case_code": ..., "office_id": ..., "status": "deschis", "opened_on": TYPED, "case_manager": ...,
             "related_cases/rand1": ..., "related_cases/rand1/case": ..., "related_cases/rand1/kind": ...,
             "duplicate_of": ...},
    "report": {"report_dt": "2026-11-24T10:00+02:00", "case": ..., "duplicate_of": ..., "duplicate_of_report": ...,
               "guardianship_notified_dt": "2026-11-24T10:30+02:00", "about_birth": "1990"},
    "consent": {"consent_registration": True, "release/rand1/valid_until": "2026-12-20", "override_approver": ...,
                "explained_by": ...},
    "identity": {"birth_date": ..., "age_est": 34, "id_no": ..., "id_series": ..., "pregnancy_weeks": 10},
    "incident": {"inc_dt": "2026-11-20T23:00+02:00", "primary_form": "FIZ", "forms_legal": ["FIZ"]},
    "first_evaluation": {"reg_date": "2026-11-24"},
    "evaluation": {"history/rand1/incident": ...},
    "disclosure": {"ground": ..., "approval": ..., "approver": ..., "approved_dt": ...,
                   "asked_by": ...},  # by its own act alone
    "approval": {"subject": ..., "sheet": ..., "revisions": ..., "asked_by": ..., "asked_on": ..., "decision": ...,
                 "decided_by": ..., "decided_on": ...},
    "plan": {"approved_by": ..., "approved_on": ...},
    "closing": {"approved_by": ..., "approved_on": ..., "alone_ground": ...},
    "meeting": {"start": "2026-11-24T10:00+02:00"},
    "opinion_tally": {"quarter": ..., "sheets": ...},  # by its own act alone
    "member": {"hours/rand1/from": "08:00", "hours/rand1/to": "16:00", "extra/rand1/from": "16:00",
               "extra/rand1/to": "20:00"},
    "field_sheet": {"number": "H-1234"},
    "transfer": {"number": ..., "from_office": ..., "to_office": ..., "offered_on": ..., "offered_by": ...,
                 "kind": ..., "scope": ..., "role": ..., "state": ..., "answered_on": ..., "answered_by": ...,
                 "cancelled_on": ..., "cancelled_by": ..., "told/rand1": ..., "told/rand1/data": ...,
                 "told/rand1/field": ..., "told/rand1/value": ...},  # by its own acts alone
    "team": {"interpreter_phone": "+37322000112", "protocol": "sv_md", "protocol_version": 1,
             "t0": "2026-11-20T23:00+02:00", "r0": "2026-11-24T10:00+02:00",
             "steps/7/done_dt": "2026-11-24T10:30+02:00", "members/rand1/called_at": "2026-11-24T10:10+02:00",
             "members/rand1/answered_at": "2026-11-24T10:11+02:00",
             "members/rand1/arrived_at": "2026-11-24T10:40+02:00",
             "members/rand1/refused_at": "2026-11-24T10:12+02:00", "members/rand1/left_at": "2026-11-24T12:00+02:00",
             "outcome": ..., "ended_at": ..., "ended_by": ...},  # by its own act alone
}  # fmt: skip

LINKED = {"team": "incident", "meeting": "team", "followup": "team"}  # what a sheet is about, put before it


class Filler:
    """Gives each question an answer; `words` are all that was planted."""

    def __init__(
        self, definitions: Definitions, links: Mapping[str, str], word: str = CANARY, phone: str = PHONE
    ) -> None:
        self._definitions = definitions
        self._links = links
        self._planted_word, self._phone = word, phone
        self.words: list[str] = []

    def answers(self, form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every path of the form, a row in each group, with what was given on top."""
        found: dict[str, Any] = {}
        for section in form.sections:
            for field in section.fields:
                found.update(self._of(field))
        found.update({path: value for path, value in given.items() if value is not ...})
        return {path: value for path, value in found.items() if given.get(path) is not ...}

    def _of(self, field: Field) -> Iterator[tuple[str, Any]]:
        if field.type is FieldType.GROUP:
            row = "7" if field.rows else "rand1"
            if not field.rows:
                yield f"{field.id}/{row}", True
            for column in field.fields:
                if (value := self._value(column)) is not None:
                    yield f"{field.id}/{row}/{column.id}", value
        elif (value := self._value(field)) is not None:
            yield field.id, value

    def _value(self, field: Field) -> Any:
        kind = field.type
        if kind in {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.WORKER}:
            return self._planted(field)
        if kind is FieldType.PLACE:
            return f"MD-UN/{self._planted(field)}"
        if kind is FieldType.CHOICE:
            return self._codes(field)[0]
        if kind is FieldType.CHOICES:
            return self._codes(field)[:1]
        return {
            FieldType.PHONE: f"+373{self._phone}",
            FieldType.PERSON_ID: PERSON,
            FieldType.DATE: TYPED,
            FieldType.DATETIME: TYPED,
            FieldType.NUMBER: field.min or 1,
            FieldType.YES_NO: True,
            FieldType.SIGNATURE: {"how": "verbal", "on": TYPED, "witness": self._word("witness")},
            FieldType.LINK: self._links.get(field.form),
        }.get(kind)

    def _planted(self, field: Field) -> str:
        word = self._word(field.id)
        return f"{word}@exemplu.md".casefold() if any(rule.name == "email" for rule in field.rules) else word

    def _word(self, about: str) -> str:
        word = f"{self._planted_word}{len(self.words)}"
        self.words.append(f"{about}: {word}")
        return word

    def _codes(self, field: Field) -> list[str]:
        return [entry.code for entry in self._definitions.list(field.list).entries if not entry.exclusive]


def plant(office: Office) -> tuple[str, Filler]:
    """One case with every sheet, from outside; what is of the office is not about her, and stays when she is erased."""
    definitions = shipped().definitions
    code = office.new_case()
    links = {"case": "", "incident": ""}
    filler = Filler(definitions, links)
    for form in sorted(definitions.newest(), key=lambda one: int(one.code[1:])):
        if form.id in LINKED:
            shown = office.run("case", "show", code).one
            links[LINKED[form.id]] = next(r["record"] for r in shown["records"] if r["form"] == LINKED[form.id])
        own = Filler(definitions, links, "oficiu", "22000113") if form.lone else filler
        case = None if form.lone else code
        done = office.put({"case": case, "form": form.id, "set": own.answers(form, GIVEN.get(form.id, {}))})
        assert done.status == 0, (form.id, done)
    return code, filler


def spellings(word: str) -> dict[str, bytes]:
    """The ways in which a word may lie in a file."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    texts = {
        word,
        unicodedata.normalize("NFD", word),
        plain,
        word.casefold(),
        plain.casefold(),
        word.upper(),
        plain.upper(),
    }
    found: dict[str, bytes] = {}
    for text in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1250", "iso8859-16"):
            found[f"{text} in {encoding}"] = text.encode(encoding, "ignore")
        found[f"{text} escaped"] = text.encode("ascii", "backslashreplace")
        found[f"{text} as JSON"] = "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text).encode()
    return {how: data for how, data in found.items() if len(data) > 5}
