"""Papers of teams that are about nobody: an empty sheet, a card for each institution, the set for the drawer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import access_log
from desktop.forms.present import show
from desktop.i18n import date_words, pick, using
from desktop.pdf import drawer, qr
from desktop.pdf.form import blank_pages
from desktop.pdf.institution_card import InstitutionCard, Row, card_pages
from desktop.pdf.reading import page_count
from desktop.pdf.save import save_whole
from desktop.pdf.sheet import Page, press
from desktop.pdf.slip import Slip
from desktop.pdf.team_sheet import SheetPerson, SheetWindow, TeamSheet, team_sheet_pages
from desktop.pdf.team_table import SheetStep
from desktop.pdf.team_words import Said, length, windows_of
from desktop.protocols.reasons import letters
from desktop.protocols.schema import Protocol, Step
from desktop.refusals import Refused
from desktop.services import paper_numbers, roster
from desktop.services.paper_numbers import BLANK, TRAINING
from desktop.services.session import CASES, Session
from desktop.services.team_sheet import SHORT_DAYS, companions, short_title

WORDS = "team_sheet"
FIRST = "first_contact"
FORMS = ("consent", "report", "incident", "risk")  # beside the team's own papers, in the order in which they are needed
BAG = "bag"
SHEET, CARDS, DRAWER, EXERCISE = "sheet", "cards", "drawer", "training"
KINDS = (SHEET, CARDS, DRAWER, EXERCISE)
FILES = {SHEET: "foaie-goala.pdf", CARDS: "fise-institutii.pdf", DRAWER: "set-sertar.pdf", EXERCISE: "exercitiu.pdf"}


@dataclass(frozen=True, slots=True)
class Blank:
    """A paper about nobody, in memory."""

    kind: str
    data: bytes = field(repr=False)
    pages: int
    file_name: str
    numbers: tuple[str, ...] = ()  # of the empty sheets in it


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper, of which protocol (none: all of the country), in which language."""

    kind: str
    protocol: str = ""
    language: str = ""
    group: str = ""  # the card of this institution alone
    phones: bool = False  # print whom to call out of the roster


def protocols(session: Session) -> tuple[Protocol, ...]:
    """The newest edition of each protocol of the country."""
    newest: dict[str, Protocol] = {}
    for one in sorted(session.library.protocols.values(), key=lambda each: each.version):
        if one.country == session.office.country:
            newest[one.id] = one
    return tuple(newest.values())


def make(session: Session, wanted: Wanted) -> Blank:
    """The paper; numbers are drawn as it is made. Refuses `no-protocol`, `unknown-option` for a group it has not."""
    session.require(CASES)
    spoken = wanted.language or session.language
    chosen = [one for one in protocols(session) if wanted.protocol in ("", one.id)]
    if not chosen or wanted.kind not in KINDS:
        raise Refused("no-protocol")
    said = Said(session.library.letters[WORDS], spoken)
    with using(spoken):
        parts = list(_PARTS[wanted.kind](session, chosen, wanted, said))
        pages = [page for part in parts for page in part.pages]
        if wanted.kind == DRAWER:
            day = date_words(session.now().date())
            pages = drawer.drawer_pages(parts, said, session.office.code, day, practice=session.office.practice)
    data = press(pages, spoken)
    numbers = tuple(part.number for part in parts if part.number)
    return Blank(wanted.kind, data, page_count(data), FILES[wanted.kind], numbers)


def note(session: Session, made: Blank) -> None:
    """It was printed or saved; nothing is kept of it, since it is about nobody."""
    with session.vault.write(session.now()) as conn:
        access_log.note(conn, session.now(), session.worker.id, "team-blank-printed", None, made.pages)


def save(session: Session, made: Blank, path: Path, *, replace: bool = False) -> None:
    """Put it into a file, whole or not at all."""
    if path.exists() and not replace:
        raise Refused("file-exists")
    note(session, made)
    save_whole(path, made.data, replace=replace)


# --- an empty sheet ---------------------------------------------------------------------------------------------------


def _sheets(
    session: Session, chosen: Sequence[Protocol], _wanted: Wanted, said: Said, kind: str = BLANK
) -> Iterator[drawer.Part]:
    for protocol in chosen:
        number = paper_numbers.draw(kind)
        sheet = empty_sheet(session, protocol, number, said)
        pages = team_sheet_pages(sheet, said.words, said.language)
        title = said("drawer_sheet", protocol=said.text(protocol.title))
        yield drawer.Part(title, pages, paper_numbers.shown(number))


def empty_sheet(session: Session, protocol: Protocol, number: str, said: Said) -> TeamSheet:
    """The sheet with lengths in place of hours."""
    defs = session.library.definitions
    windows = [(protocol.step(step), clock) for step, clock in windows_of(protocol)]
    short = [(step, clock) for step, clock in windows if not clock.due.months and clock.due.days <= SHORT_DAYS]
    return TeamSheet(
        protocol=said.text(protocol.title),
        office=session.office.code,
        number=paper_numbers.shown(number),
        square=qr.form_code("team", defs.form("team").version, number),
        steps=[_step(step, said) for step in protocol.steps],
        people=[SheetPerson(f"{group} · {said.text(label)}") for group, label in protocol.groups.items()],
        reasons=letters(defs, said.language),
        companions=companions(session.library, said.language),
        windows=[
            SheetWindow(short_title(said.text(step.title)), said("by_hand", length=length(clock.due)))
            for step, clock in short
            if step is not None
        ],
        practice=session.office.practice,
        training=number.startswith(TRAINING),
    )


def _step(step: Step, said: Said) -> SheetStep:
    return SheetStep(
        id=step.id,
        title=said.text(step.title),
        whose=said.who(step.roles),
        due="; ".join(said.after(clock) for clock in step.clocks),
        unproved=any(not clock.verified for clock in step.clocks),
        outcomes=step.outcomes,
    )


# --- cards ------------------------------------------------------------------------------------------------------------


def _cards(session: Session, chosen: Sequence[Protocol], wanted: Wanted, said: Said) -> Iterator[drawer.Part]:
    if wanted.group and not any(wanted.group in one.groups for one in chosen):
        raise Refused("unknown-option", field="group")
    for protocol in chosen:
        groups = [one for one in protocol.groups if wanted.group in ("", one)]
        cards = [card_of(session, protocol, group, wanted, said) for group in groups]
        title = said("drawer_cards", protocol=said.text(protocol.title))
        yield drawer.Part(title, [page for card in cards for page in card_pages(card, said)])


def card_of(session: Session, protocol: Protocol, group: str, wanted: Wanted, said: Said) -> InstitutionCard:
    """What one institution does in a protocol; nothing of any case is read for it."""
    own = [step for step in protocol.steps if group in step.roles]
    helps = [step for step in protocol.steps if group in step.support and step not in own]
    first = [step for step in protocol.steps if FIRST in step.roles and step not in own]
    return InstitutionCard(
        institution=said.text(protocol.groups[group]),
        protocol=said.text(protocol.title),
        office=session.office.code,
        own=[_row(step, said) for step in own],
        helps=[_row(step, said) for step in helps],
        first=[_row(step, said) for step in first],
        gets=_gets(session, group, said),
        windows=[
            (short_title(said.text(step.title)), length(clock.due))
            for id_, clock in windows_of(protocol)
            if (step := protocol.step(id_)) is not None and not clock.due.months and clock.due.days <= SHORT_DAYS
        ],
        calls=[(said.text(label), _phones(session, one) if wanted.phones else "")
               for one, label in protocol.groups.items() if one != group],
        unproved=any(not clock.verified for step in protocol.steps for clock in step.clocks),
        training=wanted.kind == EXERCISE,
    )  # fmt: skip


def _row(step: Step, said: Said) -> Row:
    return step.id, said.text(step.title), "; ".join(said.after(clock) for clock in step.clocks)


def _gets(session: Session, group: str, said: Said) -> str:
    """The kinds of data that a paper for this institution may hold."""
    role = session.library.roles.get(group)
    if role is None:
        return ""
    known = session.library.definitions.list("release_data")
    entries = [known.find(part.data) for part in role.parts if not part.asked]
    return ", ".join(said.text(entry.label) for entry in entries if entry is not None)


def _phones(session: Session, group: str) -> str:
    """Those of the roster who are called for an institution, by what they do there: names change, tasks stay."""
    defs = session.library.definitions
    asked = defs.form("team").field("members/phone")
    country = session.office.country
    people = [one for one in roster.people(session) if one.group == group and one.phone]
    return " · ".join(
        " ".join(part for part in (one.name, show(asked, one.phone, defs, country=country)) if part) for one in people
    )


# --- the drawer, the exercise -----------------------------------------------------------------------------------------


def _drawer(session: Session, chosen: Sequence[Protocol], wanted: Wanted, said: Said) -> Iterator[drawer.Part]:
    yield from _sheets(session, chosen, wanted, said)
    for form_id in FORMS:
        form = session.library.definitions.form(form_id)
        pages = blank_pages(form, session.library.definitions, country=session.office.country)
        yield drawer.Part(f"{form.code} · {pick(form.title)}", pages)
    yield drawer.Part(said("drawer_safety"), [_safety(session, said)])
    yield drawer.Part(said("drawer_slips"), _slips(session, said))
    yield from _cards(session, chosen, wanted, said)


def _exercise(session: Session, chosen: Sequence[Protocol], wanted: Wanted, said: Said) -> Iterator[drawer.Part]:
    """A sheet whose number is refused as a real one, and all cards."""
    yield from _sheets(session, chosen, wanted, said, TRAINING)
    yield from _cards(session, chosen, wanted, said)


def _safety(session: Session, said: Said) -> Page:
    lines = [said.text(one.label) for one in session.library.definitions.list("pocket_lines").entries
             if one.group == BAG and not one.retired]  # fmt: skip
    return drawer.safety_cards(lines)


def _slips(session: Session, said: Said) -> list[Page]:
    words = Said(session.library.letters["referral"], said.language)
    told = Slip(
        words("slip", office=session.office.code),
        words("slip_line", reference=drawer.dotted()),
        words("slip_answers").split("|"),
        [words("slip_appointment"), words("slip_sign")],
    )
    return drawer.slips(told, said("drawer_slips"))


_PARTS: Mapping[str, Callable[[Session, Sequence[Protocol], Wanted, Said], Iterator[drawer.Part]]] = {
    SHEET: _sheets,
    CARDS: _cards,
    DRAWER: _drawer,
    EXERCISE: _exercise,
}
