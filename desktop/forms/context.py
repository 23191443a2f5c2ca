"""What surrounds a form while it is filled: the moment, the place, the person who works, the rest of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from desktop.forms.schema import Answers


@dataclass(frozen=True, slots=True)
class Context:
    now: datetime
    tz: tzinfo
    country: str = "MD"
    office: str = ""
    worker: str = ""
    case: Mapping[str, Sequence[Answers]] = field(default_factory=dict)  # the other records of the case, by form
    previous: Answers = field(default_factory=dict)  # what stood in this record before the edit
    code: str | None = None  # the case's code, where one was made
