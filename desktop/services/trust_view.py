"""Whom this office believes and why: since when, until when, how it was compared, what came last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from db import bundles, offices, trust_lists, workers
from db.connection import Connection
from db.hybrid import moment, stamp
from db.offices import Office
from desktop.bundle import changes
from desktop.bundle.card import Card
from desktop.i18n import N_, _, date_words
from desktop.refusals import Refused
from desktop.services import cards
from desktop.services.codes import is_office_code
from desktop.services.session import Session

YEARS = 2  # after which a card is to be compared again; a warning, since offices are offline for long
TRUSTED, OLD, WAITING, REVOKED = "trusted", "to-compare-again", "waiting", "revoked"

REASONS: Mapping[str, str] = {
    "stolen": N_("the computer or the key was stolen"),
    "lost": N_("the computer or the key was lost"),
    "closed": N_("the office no longer exists"),
    "mistake": N_("the card was taken in by mistake"),
    "other": N_("another reason"),
    cards.REPLACED: N_("the office has new keys"),
}


@dataclass(frozen=True, slots=True)
class Came:
    """The last file that came."""

    kind: str
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Trusted:
    """One card and what speaks for it. `since_lost` is how many files came after the day on which the key was lost."""

    code: str
    kind: str
    country: str
    fingerprint: str
    state: str
    why: str
    since: date | None
    until: date | None
    compared_on: date | None
    by: str
    told_by: str | None
    version: int | None
    changed_on: date | None
    has_root: bool
    reason: str | None
    revoked_on: date | None
    lost_on: date | None
    last: Came | None
    since_lost: int

    @property
    def counts(self) -> bool:
        return self.state in (TRUSTED, OLD)


def all_(session: Session) -> tuple[Trusted, ...]:
    """Every card: those that wait to be compared first, then those in force, then those that were given up."""
    conn, names = session.conn, workers.names(session.conn)
    rows = [one for one in offices.all_(conn) if one.practice == session.office.practice]
    found = [_trusted(session, conn, names, one) for one in rows]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.state), one.code)))


def of(session: Session, code: str) -> tuple[Trusted, ...]:
    """All cards of one office, the one in force first."""
    found = sorted((one for one in all_(session) if one.code == code), key=lambda one: not one.counts)
    if not found:
        raise Refused("no-such-office", **({"office": code} if is_office_code(code) else {}))
    return tuple(found)


def why_words(one: Trusted) -> str:
    """Why its card counts, as a sentence."""
    if one.state == WAITING:
        return _("The list {version} of the region {region} names these keys. Nobody here has compared them.").format(
            version=one.version, region=one.told_by
        )
    day = date_words(one.compared_on) if one.compared_on else ""
    return {
        "voice": _("The fingerprint was compared by telephone on {day}."),
        "root": _("The root of the region, which was compared by telephone, vouches for its card since {day}."),
        "list": _("The list {version} of the region {region} names it; confirmed on {day}."),
        "change": _("Compared by telephone; the old key and the region's list then named new ones, on {day}."),
    }[one.why].format(day=day, version=one.version, region=one.told_by)


def gone_words(one: Trusted) -> str:
    """Why its card counts no longer; empty while it does."""
    if one.revoked_on is None:
        return ""
    words = (
        _("No longer valid since {day}, by the list of the region {region}: {reason}.")
        if one.told_by and one.reason != cards.REPLACED
        else _("No longer valid since {day}: {reason}.")
    )
    return words.format(day=date_words(one.revoked_on), region=one.told_by, reason=reason_words(one))


def reason_words(one: Trusted) -> str:
    """Why it counts no longer, in a few words."""
    return _(REASONS.get(one.reason or "", REASONS["other"]))


def offered_words(session: Session, card: Card) -> tuple[str, bool]:
    """What is to be known of a card before it is compared, and whether it calls for caution."""
    conn = session.conn
    known = [one for one in offices.of(conn, card.office) if one.in_force]
    if cards.is_vouched(conn, card):
        return _(
            "The root of the region, which you compared before, vouches for this card. Nobody has to be called: leave "
            "the field empty."
        ), False
    if not known or any(one.sign_key == card.sign_key for one in known):
        return "", False
    if any(card.follows(one.sign_key) for one in known):
        return _(
            "The office has new keys, and its old key says so. Call all the same: whoever stole the old key could say "
            "it too. From then on the old key counts no more."
        ), False
    return _(
        "You know this office by other keys, and they say nothing of these. Ask on the telephone why: it may be a new "
        "computer, or somebody else."
    ), True


def list_words(session: Session) -> str:
    """Which list of a region is in force here; empty while there is none."""
    told = []
    for one in offices.all_(session.conn):
        last = trust_lists.latest(session.conn, one.root) if one.in_force and one.root is not None else None
        if last is not None:
            told.append(
                _("List {version} of the region {region}, signed on {day}.").format(
                    version=last.version, region=last.region, day=date_words(date.fromisoformat(last.made_on))
                )
            )
    return " ".join(told)


def until(day: date) -> date:
    """When a card that was compared on this day is to be compared again."""
    try:
        return day.replace(year=day.year + YEARS)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + YEARS, day=28)


_ORDER = (WAITING, OLD, TRUSTED, REVOKED)


def _trusted(session: Session, conn: Connection, names: Mapping[str, str], one: Office) -> Trusted:
    compared = _day(session, one.trusted_on)
    ends = until(compared) if compared is not None else None
    told = changes.load(one.changes) if one.changes else ()
    lost = date.fromisoformat(one.lost_on) if one.lost_on else None
    return Trusted(
        code=one.code,
        kind=one.kind,
        country=one.country,
        fingerprint=one.fingerprint,
        state=_state(one, ends, session.now().date()),
        why=one.why,
        since=_day(session, one.first_on) or compared,
        until=ends,
        compared_on=compared,
        by=names.get(one.trusted_by or "", ""),
        told_by=one.told_by,
        version=one.list_version,
        changed_on=date.fromisoformat(told[-1].on) if told else None,
        has_root=one.root is not None,
        reason=one.reason,
        revoked_on=_day(session, one.revoked_on),
        lost_on=lost,
        last=_came(session, conn, one),
        since_lost=_since(session, conn, one, lost),
    )


def _state(one: Office, ends: date | None, today: date) -> str:
    if one.revoked_on is not None:
        return REVOKED
    if ends is None:
        return WAITING
    return OLD if ends <= today else TRUSTED


def _came(session: Session, conn: Connection, one: Office) -> Came | None:
    last = bundles.last_from(conn, one.code) if one.trusted_on is not None else None
    return Came(last.kind, last.seq, moment(last.at).astimezone(session.tz)) if last else None


def _since(session: Session, conn: Connection, one: Office, lost: date | None) -> int:
    if lost is None or one.trusted_on is None:
        return 0
    return bundles.came_since(conn, one.code, stamp(datetime.combine(lost, time.min, session.tz)))


def _day(session: Session, at: str | None) -> date | None:
    return moment(at).astimezone(session.tz).date() if at else None
