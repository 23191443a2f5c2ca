"""PURE: cases whose point is their state: approvals, other hands, other offices, a second file of one person."""

from __future__ import annotations

from desktop.services.invented import danger, ending, opening, work
from desktop.services.invented.courses import short_help
from desktop.services.invented.opening import SHORT
from desktop.services.invented.world import Kind, Tale, Telling, rows


def waiting(tale: Tale) -> Telling[None]:
    """An evaluation that was sent back, a plan that waits for a second person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(1).write("evaluation", work.evaluation(tale))
    asked = yield from tale.after(minutes=3).write("approval", ending.request(tale, "evaluation"))
    yield from tale.office(1).write("approval", ending.decided(tale, "inapoi"), asked, tale.colleague)
    yield from tale.after(minutes=30).write("plan", work.plan(tale, 4))
    yield from tale.after(minutes=3).write("approval", ending.request(tale, "plan"))


def to_be_closed(tale: Tale) -> Telling[None]:
    """A closure that waits for a second person."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(20).write("note", work.note(tale))
    yield from tale.office(2).write("closing", ending.closing(tale))
    yield from tale.after(minutes=3).write("approval", ending.request(tale, "closing"))


def handed_on(tale: Tale) -> Telling[None]:
    """Moved away: another office took over."""
    yield from opening.begin(tale, SHORT)
    yield from tale.office(9).write("note", work.note(tale))
    yield from ending.close(tale, "transfer_catre", "transferat", transferred_to="stas_spas")


def handed_over(tale: Tale) -> Telling[None]:
    """Another worker took the case over and has not read the note yet; it is flagged for the next meeting."""
    yield from opening.begin(tale, SHORT)
    before, tale.manager = tale.manager, tale.colleague
    note = {"from": before, "to": tale.manager, "on": tale.office(1).minute(), "note": tale.text()}
    yield from tale.write(
        "case", {"case_manager": tale.manager, "flags": ["de_discutat"], **rows("handovers", note)}, by=before
    )


def archived(tale: Tale) -> Telling[None]:
    yield from short_help(tale)
    yield from ending.state(tale.office(90), "arhivat")


def reopened(tale: Tale) -> Telling[None]:
    """She came back after months."""
    yield from short_help(tale)
    yield from ending.state(tale.office(60), "redeschis")
    yield from tale.after(minutes=9).write("risk", danger.risk(tale, "mediu", why="alt_fapt"))
    yield from tale.after(minutes=9).write("note", work.note(tale, "telefon"))


def on_paper(tale: Tale) -> Telling[None]:
    """Sheets that were filled by hand and typed in later."""
    yield from opening.begin(tale, SHORT)
    yield from tale.after(minutes=9).write("transcript", work.transcript(tale, "incident", tale.last("incident")))
    yield from tale.office(1).write("risk", danger.risk(tale, "neevaluat"))
    yield from tale.after(minutes=9).write("note", work.note(tale))


def twin(pair: int, written: int) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """One of two files of one person, whose name stands in them in two ways."""
        tale.woman = True
        surname, first = tale.names.twins[pair][2 * written : 2 * written + 2]
        yield from tale.write("case", opening.case(tale))
        yield from tale.after(minutes=6).write("report", opening.report(tale) | opening.taken())
        yield from tale.after(minutes=6).write("consent", opening.consent(tale))
        yield from tale.after(minutes=6).write(
            "identity", opening.identity(tale, 30 + pair, last_name=surname, first_name=first, birth_date=f"199{pair}")
        )
        yield from tale.office(1).write("note", work.note(tale, "telefon"))

    return tell


def long_ago(kind: Kind) -> Kind:
    def tell(tale: Tale) -> Telling[None]:
        """The same story, years ago: some weeks later the case was closed."""
        yield from kind(tale)
        yield from tale.office(25).write("note", work.note(tale))
        yield from ending.close(tale, tale.pick(("la_cererea", "conform_planului", "mutare_plecare")))

    return tell
