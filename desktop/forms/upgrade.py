"""Carrying answers from one version of a form to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.forms.schema import Answers, Json
from desktop.refusals import Refused

Step = Callable[[Answers], dict[str, Json]]

# (form, version it starts from) -> how its answers look one version later; a version without a step changed no shape.
STEPS: Mapping[tuple[str, int], Step] = {}


def upgrade(
    form_id: str, old: int, new: int, answers: Answers, steps: Mapping[tuple[str, int], Step] = STEPS
) -> dict[str, Json]:
    """The answers as the newer version holds them; nothing is ever carried back to an older one."""
    if old > new:
        raise Refused("unknown-form", form=form_id)
    carried = dict(answers)
    for version in range(old, new):
        step = steps.get((form_id, version))
        carried = step(carried) if step else carried
    return carried
