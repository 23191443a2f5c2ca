"""PURE: whether a safety plan may be printed, by where its copy is kept; a paper that is found can cost her life."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.forms.schema import Answers

FORM, COPY = "safety_plan", "copy"
# Where she said that the copy is, and the rule by which nothing is printed for there; a code of a refusal.
WHOLE_PLAN: Mapping[str | None, str] = MappingProxyType(
    {
        None: "plan-copy-unknown",
        "fara_copie": "plan-copy-none",
        "digital": "plan-copy-digital",
        "la_ea": "plan-copy-pocket",
        "la_serviciu": "",
        "persoana_incredere": "",
    }
)
ON_A_CARD: Mapping[str | None, str] = MappingProxyType({**WHOLE_PLAN, "la_ea": ""})


def hindrance(answers: Answers, *, pocket: bool = False) -> str:
    """The rule by which the plan may not be printed, as the code of its sentence; empty where it may."""
    said = answers.get(COPY)
    known = said if isinstance(said, str) and said else None
    rules = ON_A_CARD if pocket else WHOLE_PLAN
    return rules.get(known, rules[None])
