"""Papers: the anonymised report of a case with its proof, filled and empty forms, statistics; all made in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from db import access_log, cases, facts, secrets, workers
from db.records import Record
from desktop.forms.schema import Answers, Definitions, Form
from desktop.i18n import date_words, pick, using
from desktop.i18n import language as spoken
from desktop.indicators.period import Period
from desktop.pdf.case import case_pdf
from desktop.pdf.form import Sheet, blank, filled
from desktop.pdf.proof import Allowed, Proof, prove
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.pdf.statistics import Counted, StatisticsReport, statistics_pdf, table_allowance
from desktop.privacy import plan_copy
from desktop.privacy.allow import allowance
from desktop.privacy.facts import quasi_of
from desktop.privacy.kanon import widen
from desktop.privacy.report import Widening, build
from desktop.privacy.sentences import Removed
from desktop.refusals import Refused, explain
from desktop.services import approval_state, library, sections, statistics
from desktop.services.casefile import CaseAnswers, context
from desktop.services.session import CASES, EXPORTS, Session

PROFILES = ("anonymised", "internal")


class ProofFailed(Refused):
    """The proof found something that may not leave: nothing was written; the page and its faults are for the screen."""

    code = "proof-failed"

    def __init__(self, data: bytes, proof: Proof) -> None:
        first = proof.faults[0]
        super().__init__(page=first.page, kind=first.kind, count=len(proof.faults))
        self.data = data
        self.proof = proof


@dataclass(frozen=True, slots=True)
class Report:
    """A finished paper in memory."""

    data: bytes = field(repr=False)
    pages: int
    profile: str  # anonymised, internal, statistics or blank
    file_name: str  # neutral
    object: str | None = None  # what the access log names: a case, a period, a form
    number: str = ""
    proof: Proof | None = None  # of what leaves the office
    widened: tuple[Widening, ...] = ()
    removed: Removed | None = None

    @property
    def withheld(self) -> int:
        """How many answers are not printed."""
        removed = self.removed
        return removed.identifiers + removed.texts + removed.rare + removed.withheld if removed else 0


# --- a case -----------------------------------------------------------------------------------------------------------


def case_report(session: Session, case_id: str, profile: str = "anonymised", language: str | None = None) -> Report:
    """One case on paper; refuses `unknown-profile`, `no-such-case`, and `proof-failed` with the place."""
    session.require(CASES)
    if profile not in PROFILES:
        raise Refused("unknown-profile")
    row = cases.get(session.conn, case_id)
    if row is None:
        raise Refused("no-such-case")
    spoken_in = language or session.language
    made = (
        _anonymised(session, case_id, spoken_in)
        if profile == "anonymised"
        else internal_report(session, row, spoken_in)
    )
    _note(session, "printed", made)
    return made


def _anonymised(session: Session, case_id: str, language: str) -> Report:
    definitions, conn = session.library.definitions, session.conn
    answers = CaseAnswers(session, case_id)
    ctx = context(session, answers)
    report = build(
        answers,
        definitions,
        widen(quasi_of(answers, ctx, definitions), lambda wanted: facts.alike(conn, wanted), defs=definitions),
        lambda key, value: facts.shared(conn, key, value),
        ctx=ctx,
        language=language,
        key=_secret(session),
    )
    data = case_pdf(report, language)
    proof = _proved(data, _allowance(definitions, language))
    return Report(
        data=data,
        pages=proof.pages,
        profile="anonymised",
        file_name=f"raport-{report.number.replace('-', '')}.pdf",
        object=case_id,
        number=report.number,
        proof=proof,
        widened=report.widened,
        removed=report.removed,
    )


def internal_report(
    session: Session, row: cases.CaseRow, language: str, read: Callable[[Record], Answers] | None = None
) -> Report:
    """Every sheet of the case as it stands, names and all; it stays in the office, and the caller notes it.

    `read` gives the answers of a record where they are not to be printed as they lie.
    """
    definitions = session.library.definitions
    answers = CaseAnswers(session, row.case)
    ctx = context(session, answers, code=row.code)
    order = {form.id: place for place, form in enumerate(sorted(definitions.newest(), key=_by_code))}
    known = [one for one in answers.records if (one.form, one.version) in definitions.forms]
    records = [one for one in known if one.form != approval_state.FORM]  # each sheet says it of itself
    requests = approval_state.of_records(session, known)
    rules = {one.id: plan_copy.hindrance(one.body) for one in records if one.form == plan_copy.FORM}
    records = [one for one in records if not rules.get(one.id)]
    names = dict(workers.names(session.conn))
    with using(language):
        names |= {one.id: pick(definitions.form(one.form, one.version).title) for one in records}
        made_on = date_words(session.now().date())
        told = {one.sheet: approval_state.paper_words(one) for one in requests}  # the last of each sheet
        left_out = [explain(Refused(rule)) for rule in rules.values() if rule]
    sheets = [
        Sheet(
            sections.seen(session, definitions.form(one.form, one.version), one.case),
            read(one) if read else sections.answers(session, one),
            ctx,
            names,
            told.get(one.id, ""),
        )
        for one in sorted(records, key=lambda one: (order.get(one.form, len(order)), one.created, one.id))
    ]
    data = filled(sheets, definitions, language, code=row.code, made_on=made_on, left_out=left_out)
    return Report(data, page_count(data), "internal", "document.pdf", object=row.case)


# --- tables -----------------------------------------------------------------------------------------------------------


def statistics_report(session: Session, period: str, language: str | None = None) -> Report:
    """The figures of a closed period that may leave: an office's rounded ones, a region's sums without small ones.

    A paper leaves the office like a file does: the first one fixes the figures, so that two of them never differ by
    the one case that was added in between.
    """
    session.require(EXPORTS)
    found = Period.parse(period)
    region = session.office.kind == "region"
    spoken_in = language or session.language
    tables: tuple[Counted, ...] = (
        statistics.regional_tables(session, period).tables if region else _fixed(session, period)
    )
    indicators = tuple(session.library.indicators.values())
    report = StatisticsReport(session.office.code, region, session.office.practice, found, tables)
    data = statistics_pdf(report, indicators, spoken_in)
    proof = _proved(data, table_allowance(indicators, spoken_in, region=region))
    made = Report(data, proof.pages, "statistics", f"tabele-{found}.pdf", object=str(found), proof=proof)
    _note(session, "printed", made)
    return made


def _fixed(session: Session, period: str) -> tuple[Counted, ...]:
    tables = statistics.outgoing(session, period)
    with session.vault.write(session.now()) as conn:
        return statistics.freeze(session, conn, period, tables)


# --- empty forms ------------------------------------------------------------------------------------------------------


def blank_form(
    form_id: str, language: str | None = None, *, country: str = "MD", known: library.Library | None = None
) -> Report:
    """A form to fill by hand, by its id or its code; it needs no vault, and with one it is as the office asks it."""
    shipped = known or library.shipped()
    form = _named(form_id, shipped.definitions)
    spoken_in = language or spoken()
    steps = _steps(shipped, form, spoken_in, country)
    data = blank(form, shipped.definitions, spoken_in, country=country, steps=steps)
    return Report(data, page_count(data), "blank", f"fisa-{form.code}.pdf", object=form.id)


def _named(form_id: str, definitions: Definitions) -> Form:
    wanted = form_id.casefold()
    for form in definitions.printed():
        if wanted in (form.id, form.code.casefold()):
            return form
    raise Refused("unknown-form")


def _steps(shipped: library.Library, form: Form, language: str, country: str) -> list[tuple[str, str]]:
    """The titles of the steps after sexual violence in a country, where a group of the form has them for rows."""
    if not any(one.rows for one in form.fields()):
        return []
    return [(step.id, pick(step.title, language)) for step in shipped.checklist(country).steps]


# --- saving -----------------------------------------------------------------------------------------------------------


def save_report(session: Session, report: Report, path: Path, *, replace: bool = False) -> None:
    """Write it to a file, whole or not at all; the log comes first, as a line too many is better than one missing."""
    _note(session, "exported", report)
    save_whole(path, report.data, replace=replace)


def save_paper(report: Report, path: Path, *, replace: bool = False) -> None:
    """Write a paper about nobody, for which there is nothing to log."""
    if report.profile != "blank":
        raise ValueError("a paper about people is saved by save_report")
    save_whole(path, report.data, replace=replace)


# --- steps ------------------------------------------------------------------------------------------------------------


def _proved(data: bytes, allowed: Allowed) -> Proof:
    proof = prove(data, allowed)
    if not proof.ok:
        raise ProofFailed(data, proof)
    return proof


def _note(session: Session, verb: str, report: Report) -> None:
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, verb, report.object, report.pages)


def _secret(session: Session) -> bytes:
    found = secrets.get(session.conn, secrets.OFFICE_SECRET)
    if found is None:
        raise Refused("vault-damaged")
    return found


def _allowance(definitions: Definitions, language: str) -> Allowed:
    """Made once for each language: it takes longer than the report."""
    kept = _allowances.get(language)
    if kept is None or kept[0] is not definitions:
        kept = _allowances[language] = (definitions, allowance(definitions, language))
    return kept[1]


_allowances: dict[str, tuple[Definitions, Allowed]] = {}


def _by_code(form: Form) -> tuple[int, str]:
    """F2 before F18."""
    figures = "".join(letter for letter in form.code if letter.isdigit())
    return (int(figures or 0), form.code)
