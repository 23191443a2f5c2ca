"""PURE: the ledger of consents: who may have which data at a moment, out of every consent sheet of a case."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from types import MappingProxyType

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.schema import Answers, Json

# Under which names a consent knows the sector of a referral, where it is not the same one.
RECIPIENTS: Mapping[str, str] = MappingProxyType(
    {
        "psihosocial": "psiholog",
        "juridic": "asistenta_juridica",
        "mijloace_de": "ajofm_anofm",
        "prestatii_asistenta": "asistenta_sociala",
    }
)
WHOLE, ACCOUNT = "dosar_intreg", "relatare"
HOLDS: Mapping[str, str] = MappingProxyType({"prenume": "nume_complet", "grupa_varsta": "data_nasterii"})
MOST = timedelta(days=180)  # a consent that names a later day ends after these
YES = "da"
HOW = frozenset({"paper", "mark", "verbal"})
DAY = timedelta(days=1)
EVER = datetime.min.replace(tzinfo=UTC)

# Why something is withheld, by its code in the list `withheld_reasons`; an entry in force has none.
REFUSED, UNDATED, TWO_VALUES, NO_INSTITUTION = "refused", "undated", "two-values", "no-institution"
NO_END, NOT_SIGNED, NOT_YET, WITHDRAWN, EXPIRED = "no-end", "not-signed", "not-yet", "withdrawn", "expired"
SUPERSEDED, NO_CONSENT = "superseded", "no-consent"
NOT_NAMED, OTHER_INSTITUTION = "data-not-named", "other-institution"


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """One consent sheet as it stands; `doubted` are the paths that have several values between which nobody chose."""

    id: str
    answers: Answers
    created: datetime = EVER
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: a purpose, a recipient, data and a time; `why_not` is empty while it is in force."""

    sheet: str
    row: str
    recipient: str
    purpose: str
    institution: str
    data: frozenset[str]
    agreed: bool
    since: datetime | None
    until: datetime | None  # the first moment at which it holds no more
    how: str  # paper | mark | verbal
    withdrawn: datetime | None
    why_not: str
    explained: partial.Span | None
    created: datetime

    @property
    def in_force(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether some data may go: the entry that says so, or the code of why not."""

    data: str
    why_not: str
    entry: Entry | None = None

    @property
    def allowed(self) -> bool:
        return not self.why_not


def moment(now: datetime) -> partial.Span:
    """One instant, as the ledger is asked about it."""
    return partial.Span(now, now + timedelta(microseconds=1), partial.Precision.MINUTE)


def entries(sheets: Iterable[ConsentSheet], at: partial.Span, tz: tzinfo) -> tuple[Entry, ...]:
    """Every line of the ledger, the newest first; the order in which the sheets are given changes nothing."""
    lines = [_entry(sheet, row, at, tz) for sheet in sheets for row in flat.rows(sheet.answers, "release")]
    known = [line for line in lines if line is not None]
    spoken = [line for line in known if line.why_not != NOT_YET]
    told = [replace(one, why_not=_beside(one, spoken)) for one in known]
    return tuple(sorted(told, key=_newest, reverse=True))


def may(known: Sequence[Entry], recipients: Collection[str], data: str, institution: str | None = None) -> Verdict:
    """May these data go to this recipient; `institution` is the one that is meant, None where none is named yet."""
    own = [one for one in known if one.recipient in recipients]
    alive = [one for one in own if one.in_force]
    here = [one for one in alive if institution is None or same(one.institution, institution)]
    for one in here:
        if covers(one.data, data):
            return Verdict(data, "", one)
    if here:
        return Verdict(data, NOT_NAMED, here[0])
    if alive:
        return Verdict(data, OTHER_INSTITUTION, alive[0])
    return Verdict(data, own[0].why_not, own[0]) if own else Verdict(data, NO_CONSENT)


def covers(named: Collection[str], data: str) -> bool:
    """The whole file holds everything but the account in her words; a full name holds the first one."""
    return data in named or HOLDS.get(data) in named or (WHOLE in named and data != ACCOUNT)


def same(one: str, other: str) -> bool:
    """Whether two typed names mean the same institution, whatever the case, the marks and the order of the words."""
    return _words(one) == _words(other)


def of_sector(sectors: Collection[str]) -> frozenset[str]:
    """The recipients that a consent may name for these sectors of a referral."""
    return frozenset(RECIPIENTS.get(sector, sector) for sector in sectors)


def agreed(sheets: Iterable[ConsentSheet], field: str, tz: tzinfo) -> str:
    """What the newest sheet that was asked says: `da`, or `nu` for everything else; empty where nobody asked."""
    asked = [sheet for sheet in sheets if flat.is_answered(sheet.answers.get(field))]
    if not asked:
        return ""
    days = {sheet.id: partial.span(sheet.answers.get("explained_on"), tz) for sheet in asked}
    last = max((day.start for day in days.values() if day), default=None)
    newest = [s for s in asked if (day := days[s.id]) is None or last is None or day.end > last]
    clear = all(
        s.answers.get(field) == YES and field not in s.doubted and not flat.is_real(s.answers.get("withdrawn_on"))
        for s in newest
    )
    return YES if clear else "nu"


# --- without consent --------------------------------------------------------------------------------------------------

LASTS = timedelta(days=3)  # how long after it was asked for something may go by an exception
LIFE = "pericol_vital"  # this ground waits for nobody
WAITS = "asteapta"
NOT_CONFIRMED = "not-confirmed"


@dataclass(frozen=True, slots=True)
class Ground:
    """An exception on record: on which ground which data may go to whom without her consent."""

    record: str
    ground: str
    recipient: str
    institution: str
    data: frozenset[str]
    at: datetime | None
    approval: str  # asteapta | confirmat | singur

    def why_not(self, now: datetime) -> str:
        """Only a danger to life goes before the second person has confirmed; none goes for longer than three days."""
        if self.at is None or not self.at <= now < self.at + LASTS:
            return EXPIRED
        return NOT_CONFIRMED if self.approval not in ("confirmat", "singur") and self.ground != LIFE else ""


def by_ground(
    grounds: Iterable[Ground], recipients: Collection[str], data: str, institution: str | None, now: datetime
) -> tuple[Ground | None, str]:
    """The exception by which these data may go, or the code of why the one that there is does not open the way."""
    meant = [
        one
        for one in grounds
        if one.recipient in recipients
        and covers(one.data, data)
        and (institution is None or same(one.institution, institution))
    ]
    told = [(one, one.why_not(now)) for one in meant]
    opened = next((one for one, why in told if not why), None)
    return (opened, "") if opened else (None, told[0][1] if told else NO_CONSENT)


# --- one line ---------------------------------------------------------------------------------------------------------


def _entry(sheet: ConsentSheet, row: str, at: partial.Span, tz: tzinfo) -> Entry | None:
    told, prefix = sheet.answers, f"release/{row}"
    recipient = told.get(f"{prefix}/recipient")
    if not isinstance(recipient, str) or not recipient:
        return None
    explained = partial.span(told.get("explained_on"), tz)
    entry = Entry(
        sheet=sheet.id,
        row=row,
        recipient=recipient,
        purpose=_text(told.get(f"{prefix}/purpose")),
        institution=_text(told.get(f"{prefix}/institution")),
        data=flat.codes(told.get(f"{prefix}/data")),
        agreed=told.get(f"{prefix}/agreed") == YES,
        since=explained.start if explained else None,
        until=_until(told.get(f"{prefix}/valid_until"), explained, tz),
        how=_how(told.get("signature")),
        withdrawn=_withdrawn([told.get("withdrawn_on"), told.get(f"{prefix}/ended_on")], explained, tz),
        why_not="",
        explained=explained,
        created=sheet.created,
    )
    doubted = any(path in _OF_ALL or path == prefix or path.startswith(f"{prefix}/") for path in sheet.doubted)
    return replace(entry, why_not=_why_not(entry, at, doubted=doubted))


_OF_ALL = frozenset({"explained_on", "withdrawn_on", "signature", "capacity", "representative"})


def _why_not(entry: Entry, at: partial.Span, *, doubted: bool) -> str:
    """The first thing that is wrong with a line by itself; a yes that is not whole is a no."""
    faults = (
        (entry.since is not None and entry.since >= at.end, NOT_YET),
        (not entry.agreed, REFUSED),
        (entry.withdrawn is not None and entry.withdrawn < at.end, WITHDRAWN),
        (doubted, TWO_VALUES),
        (entry.since is None, UNDATED),
        (not _words(entry.institution), NO_INSTITUTION),
        (entry.until is None, NO_END),
        (entry.until is not None and entry.until <= at.start, EXPIRED),
        (not entry.how, NOT_SIGNED),
    )
    return next((code for wrong, code in faults if wrong), "")


def _until(value: Json, explained: partial.Span | None, tz: tzinfo) -> datetime | None:
    """The end of the earliest day that is meant, and never more than half a year after it was explained."""
    named = partial.span(value, tz)
    if named is None:
        return None
    end = named.end if named.precision >= partial.Precision.DAY else named.start + DAY
    return end if explained is None else min(end, explained.start + MOST + DAY)


def _withdrawn(values: Sequence[Json], explained: partial.Span | None, tz: tzinfo) -> datetime | None:
    """The earliest moment at which it may have been taken back; one that cannot be read holds from the beginning."""
    found = []
    for value in values:
        if flat.is_answered(value):
            span = partial.span(value, tz)
            found.append(span.start if span else explained.start if explained else EVER)
    return min(found, default=None)


def _how(value: Json) -> str:
    how = value.get("how") if isinstance(value, Mapping) else None
    return how if isinstance(how, str) and how in HOW else ""


# --- beside the others ------------------------------------------------------------------------------------------------


def _beside(entry: Entry, others: Sequence[Entry]) -> str:
    """What else was said of the same recipient: a refusal that is not surely older, or a newer yes, takes its place."""
    if entry.why_not in (NOT_YET, REFUSED, WITHDRAWN):
        return entry.why_not
    taken = any(_takes_place(other, entry) for other in others if other is not entry)
    return SUPERSEDED if taken and entry.why_not in ("", NOT_SIGNED, TWO_VALUES) else entry.why_not


def _takes_place(newer: Entry, entry: Entry) -> bool:
    if newer.recipient != entry.recipient:
        return False
    alike = same(newer.institution, entry.institution)
    if not newer.agreed:
        return (alike or not _words(newer.institution)) and not _surely_before(newer, entry)
    purposes = newer.purpose == entry.purpose or not newer.purpose or not entry.purpose
    return alike and purposes and not _surely_before(newer, entry) and _newest(newer) > _newest(entry)


def _surely_before(one: Entry, other: Entry) -> bool:
    return one.explained is not None and other.explained is not None and one.explained.before(other.explained)


def _newest(entry: Entry) -> tuple[datetime, datetime, str, str]:
    return (entry.since or EVER, entry.created, entry.sheet, entry.row)


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _words(name: str) -> frozenset[str]:
    apart = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter if letter.isalnum() else " " for letter in apart if not unicodedata.combining(letter))
    return frozenset(plain.split())
