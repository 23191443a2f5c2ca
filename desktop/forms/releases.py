"""PURE: whether a consent covers what is sent to somebody: the recipient, the data, the time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import tzinfo
from types import MappingProxyType

from desktop.forms import answers as flat
from desktop.forms import partial
from desktop.forms.schema import Answers

# Under which name a consent knows the sector of a referral, where it is not the same one.
RECIPIENTS: Mapping[str, str] = MappingProxyType(
    {
        "psihosocial": "psiholog",
        "juridic": "asistenta_juridica",
        "mijloace_de": "ajofm_anofm",
        "prestatii_asistenta": "alt",
    }
)


def covers(consent: Answers, sectors: Collection[str], data: frozenset[str], day: partial.Span, tz: tzinfo) -> bool:
    """Whether it names the recipient and the data and was in force that day; a stated exception covers everything."""
    if flat.is_real(consent.get("override")):
        return True
    withdrawn = partial.span(consent.get("withdrawn_on"), tz)
    if withdrawn is not None and withdrawn.start < day.end:
        return False
    recipients = {RECIPIENTS.get(sector, sector) for sector in sectors}
    return any(
        _row_covers(consent, f"release/{row}", recipients, data, day, tz) for row in flat.rows(consent, "release")
    )


def _row_covers(
    consent: Answers, row: str, recipients: Collection[str], data: frozenset[str], day: partial.Span, tz: tzinfo
) -> bool:
    until = partial.span(consent.get(f"{row}/valid_until"), tz)
    return (
        consent.get(f"{row}/agreed") == "da"
        and not flat.codes(consent.get(f"{row}/recipient")).isdisjoint(recipients)
        and data <= flat.codes(consent.get(f"{row}/data"))
        and until is not None
        and day.start < until.end
    )
