"""PURE: by which ways she may be reached now; every way is unsafe until she said otherwise, and a blocked one says why.

Each letter, slip, call and reminder asks here first, and goes only where the answer is an open way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType

from desktop.forms import answers as flat
from desktop.forms import ledger
from desktop.forms.schema import Answers, Json
from desktop.i18n import N_, _
from desktop.privacy import hours
from desktop.privacy.hours import Window

Case = Mapping[str, Sequence[Answers]]


class Way(StrEnum):
    """How somebody is reached."""

    CALL = "call"
    SMS = "sms"
    MESSAGING = "messaging"
    VOICEMAIL = "voicemail"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    TRUSTED = "trusted"  # the person whom she trusts is called


BY_PHONE = (Way.CALL, Way.SMS, Way.MESSAGING, Way.VOICEMAIL)
_SAFE = MappingProxyType(
    {
        Way.CALL: "safe_call",
        Way.SMS: "safe_sms",
        Way.MESSAGING: "safe_messaging",
        Way.VOICEMAIL: "safe_voicemail",
    }
)
_FLAGS = MappingProxyType(
    {
        Way.CALL: "apel",
        Way.SMS: "sms",
        Way.MESSAGING: "mesagerie",
        Way.VOICEMAIL: "mesaj_vocal",
        Way.EMAIL: "email",
        Way.LETTER: "corespondenta",
        Way.VISIT: "vizita",
        Way.TRUSTED: "familie",
    }
)
NEVER = "orice"

# The rules by their codes, in the order in which they are asked; what each says to the person who wanted to call.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "no-contact-at-all": N_("{act}: the identity sheet says that nobody contacts her; she comes back herself."),
        "consent-refused": N_("{act}: she did not agree to be contacted later."),
        "flag-forbids": N_("{act}: the identity sheet forbids this way."),
        "nothing-known": N_("{act}: nothing is written down for this way."),
        "two-values": N_("{act}: {target} has two values and nobody has chosen. Choose first."),
        "aggressor-number": N_("{act}: {target} is the same as a number of the alleged aggressor."),
        "trusted-is-aggressor": N_("{act}: the trusted person has the name or the number of the alleged aggressor."),
        "email-shared": N_("{act}: somebody else has access to this e-mail, or nobody asked whether."),
        "not-marked-safe": N_("{act}: {target} is not marked as safe for this."),
        "hours-unclear": N_(
            "{act}: the hours of {target} cannot be read. Write them as 9:00-13:00 in the identity sheet."
        ),
        "outside-hours": N_("{act} now: {target} is safe only {hours}."),
    }
)
_NOT_DONE = MappingProxyType(
    {
        Way.CALL: N_("No call"),
        Way.SMS: N_("No text message"),
        Way.MESSAGING: N_("No message in an app"),
        Way.VOICEMAIL: N_("No voicemail"),
        Way.EMAIL: N_("No e-mail"),
        Way.LETTER: N_("No letter"),
        Way.VISIT: N_("No visit at home"),
        Way.TRUSTED: N_("No call to the trusted person"),
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach her; `rule` is the code of what closes it, empty where it is open."""

    way: Way
    row: str = ""  # of the telephone
    number: int = 0  # which telephone of the sheet, from one
    rule: str = ""
    hours: tuple[Window, ...] = ()
    who: str = ""  # who may answer, in the words that were typed
    address: str = field(default="", repr=False)  # the telephone or the e-mail itself
    safe_word: bool = False

    @property
    def open(self) -> bool:
        return not self.rule

    @property
    def words(self) -> str:
        """Why it is closed, in a sentence that names no number and no person; empty where it is open."""
        if self.open:
            return ""
        limits = hours.words(self.hours)
        return _(RULES[self.rule]).format(act=_(_NOT_DONE[self.way]), target=self._target(), hours=limits)

    def _target(self) -> str:
        if self.number:
            return _("number {n}").format(n=self.number)
        return {
            Way.EMAIL: _("the e-mail"),
            Way.LETTER: _("the address"),
            Way.VISIT: _("the address"),
        }.get(self.way, _("the number"))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of how she may be reached, out of the sheets of one case."""

    identity: Answers
    aggressors: Sequence[Answers] = ()
    consents: Sequence[Answers] = ()
    doubted: frozenset[str] = frozenset()  # paths of the identity sheet with two values

    @staticmethod
    def of(case: Case, doubted: frozenset[str] = frozenset()) -> Known:
        identity = next(iter(case.get("identity", ())), {})
        return Known(identity, case.get("aggressor", ()), case.get("consent", ()), doubted)


def routes(known: Known, now: datetime, tz: tzinfo) -> tuple[Route, ...]:
    """Every way, each telephone by itself, open or closed with its rule."""
    return tuple(_all(known, now.astimezone(tz), tz))


def of_way(known: Known, way: Way, now: datetime, tz: tzinfo) -> tuple[Route, ...]:
    """The routes of one way: the open ones first; never empty, so that a refusal always has its rule."""
    return tuple(sorted((one for one in routes(known, now, tz) if one.way is way), key=lambda one: not one.open))


def first_open(known: Known, ways: Sequence[Way], now: datetime, tz: tzinfo) -> Route | None:
    """The first way of these, in their order, that is open now."""
    found = routes(known, now, tz)
    return next((one for way in ways for one in found if one.way is way and one.open), None)


def _all(known: Known, now: datetime, tz: tzinfo) -> Iterator[Route]:
    told = known.identity
    closed = _closed_for_all(known, tz)
    phones = flat.rows(told, "phones")
    for way in BY_PHONE:
        rule = closed or _flag(told, way)
        if not phones:
            yield Route(way, rule=rule or "nothing-known")
        for number, row in enumerate(phones, start=1):
            yield _by_phone(known, way, row, number, rule, now)
    for way, decide in ((Way.EMAIL, _email), (Way.LETTER, _letter), (Way.VISIT, _visit), (Way.TRUSTED, _trusted)):
        rule = closed or _flag(told, way) or decide(known)
        place = {Way.EMAIL: "email", Way.TRUSTED: "safe_contact_phone"}.get(way, "")
        yield Route(way, rule=rule, address=_text(told.get(place)))


def _closed_for_all(known: Known, tz: tzinfo) -> str:
    if NEVER in flat.codes(known.identity.get("do_not")):
        return "no-contact-at-all"
    sheets = [ledger.ConsentSheet(f"{place:06}", one) for place, one in enumerate(known.consents)]
    return "consent-refused" if ledger.agreed(sheets, "consent_contact", tz) == "nu" else ""


def _flag(told: Answers, way: Way) -> str:
    return "flag-forbids" if _FLAGS[way] in flat.codes(told.get("do_not")) else ""


def _by_phone(known: Known, way: Way, row: str, number: int, closed: str, now: datetime) -> Route:
    told, prefix = known.identity, f"phones/{row}"
    address, typed = _text(told.get(f"{prefix}/number")), _text(told.get(f"{prefix}/hours"))
    windows = hours.read(typed)
    timed = way is not Way.MESSAGING or bool(typed)
    faults = (
        (bool(closed), closed),
        (not address, "nothing-known"),
        (_doubted(known, prefix), "two-values"),
        (_digits(address) in _aggressors_numbers(known), "aggressor-number"),
        (told.get(f"{prefix}/{_SAFE[way]}") is not True, "not-marked-safe"),
        (windows is None, "hours-unclear"),
        (timed and windows is not None and not hours.holds(windows, now), "outside-hours"),
    )
    return Route(
        way,
        row,
        number,
        next((code for wrong, code in faults if wrong), ""),
        (windows or ()) if typed else (),
        _text(told.get(f"{prefix}/who_may_answer")),
        address,
        flat.is_real(told.get(f"{prefix}/safe_word")),
    )


def _email(known: Known) -> str:
    told = known.identity
    if not _text(told.get("email")):
        return "nothing-known"
    if known.doubted & {"email", "email_safe", "email_shared"}:
        return "two-values"
    if told.get("email_shared") is not False:
        return "email-shared"
    return "" if told.get("email_safe") is True else "not-marked-safe"


def _letter(known: Known) -> str:
    return _home(known, "letter_safe")


def _visit(known: Known) -> str:
    return _home(known, "visit_safe")


def _home(known: Known, said: str) -> str:
    told = known.identity
    if not (flat.is_real(told.get("real_addr")) or flat.is_real(told.get("real_street"))):
        return "nothing-known"
    if known.doubted & {said, "real_addr", "real_street"}:
        return "two-values"
    return "" if told.get(said) is True else "not-marked-safe"


def _trusted(known: Known) -> str:
    """The person whom she trusts: somebody who is there, is not the aggressor, and whom she allowed us to call."""
    told = known.identity
    name, phone = _words(told.get("safe_contact")), _digits(told.get("safe_contact_phone"))
    if not name and not phone:
        return "nothing-known"
    if known.doubted & {"safe_contact", "safe_contact_phone", "safe_contact_call"}:
        return "two-values"
    theirs = {_words(one.get("agg_name")) for one in known.aggressors} - {frozenset[str]()}
    if name in theirs or phone in _aggressors_numbers(known):
        return "trusted-is-aggressor"
    if not phone:
        return "nothing-known"
    return "" if told.get("safe_contact_call") is True else "not-marked-safe"


def _doubted(known: Known, prefix: str) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for path in known.doubted)


def _aggressors_numbers(known: Known) -> frozenset[str]:
    return frozenset(filter(None, (_digits(one.get("agg_phone")) for one in known.aggressors)))


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""


def _digits(value: Json) -> str:
    """The last eight figures: a number is the same with and without the code of its country."""
    return "".join(letter for letter in _text(value) if letter.isdigit())[-8:]


def _words(value: Json) -> frozenset[str]:
    apart = unicodedata.normalize("NFKD", _text(value)).casefold()
    return frozenset("".join(one for one in apart if not unicodedata.combining(one)).replace("-", " ").split())
