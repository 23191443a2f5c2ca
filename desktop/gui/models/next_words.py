"""What to do next, why, and what the button says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.forms.schema import Definitions
from desktop.gui.models.begin_words import which_words
from desktop.gui.models.due_words import due_title
from desktop.gui.models.risk_words import event_words
from desktop.gui.models.times import left_words, length_words, moment_words
from desktop.gui.models.words import AND, capital, listed, steps_words
from desktop.gui.widgets import ChipSpec, Shape, Tone
from desktop.i18n import _, ngettext, pick
from desktop.services.cases import Next
from desktop.services.next_steps import BEGINS


@dataclass(frozen=True, slots=True)
class NextWords:
    title: str
    reason: str
    button: str
    short: str  # the reason in a few words, under the title in a narrow column
    mark: ChipSpec
    tone: Tone | None = None


def next_words(step: Next, defs: Definitions, now: datetime) -> NextWords:
    """The card of one suggestion."""
    at = datetime.fromisoformat(step.at).astimezone(now.tzinfo) if step.at else None
    if step.kind == "child" and at is not None:
        return _child(at, now)
    if step.kind == "signal" and at is not None:
        return _signal(step, at, defs, now)
    if at is not None and step.kind in ("late", "missed", "window", "due"):
        return _timed(step, at, now)
    form = pick(defs.form(step.form).title) if step.form else ""
    return _plain(step, form)


def _signal(step: Next, at: datetime, defs: Definitions, now: datetime) -> NextWords:
    kinds = AND.join(listed(defs, "danger_signals", code) for code in step.steps)
    return NextWords(
        _("Signal of danger: {kinds}").format(kinds=kinds),
        _("It was passed on {moment} by whoever works with the alleged aggressor. See to her safety first.").format(
            moment=moment_words(at, now)
        ),
        _("Assess the risk again"),
        moment_words(at, now),
        ChipSpec(_("danger"), Shape.OCTAGON, Tone.DANGER),
        Tone.DANGER,
    )


def _child(at: datetime, now: datetime) -> NextWords:
    words = _("At once, by {moment} at the latest; no consent is needed. Write in the report when it was told.")
    if at < now:
        words = _(
            "It had to be told by {moment}. Tell it now; no consent is needed. Write in the report when it was told."
        )
    return NextWords(
        _("A child: tell the guardianship authority"),
        words.format(moment=moment_words(at, now)),
        _("Open the report"),
        left_words(at, now),
        ChipSpec(_("late") if at < now else _("running"), Shape.OCTAGON, Tone.DANGER),
        Tone.DANGER,
    )


def _timed(step: Next, at: datetime, now: datetime) -> NextWords:
    if step.kind == "late":
        return NextWords(
            _("Deadline passed: {steps}").format(steps=_which(step)),
            _("It was due {moment}. Do it now, or write why it cannot be done.").format(moment=moment_words(at, now)),
            ngettext("Open the step", "Open the steps", len(step.steps)),
            left_words(at, now),
            ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER),
            Tone.DANGER,
        )
    if step.kind == "window":
        return NextWords(
            _("Tell her what care is possible now: {steps}").format(steps=_which(step)),
            _("The window is open for {length} more. She decides, without haste.").format(
                length=length_words(at - now)
            ),
            ngettext("Open the step", "Open the steps", len(step.steps)),
            left_words(at, now),
            ChipSpec(_("running"), Shape.CLOCK, Tone.INFO),
        )
    return _due(step, at, now)


def _which(step: Next) -> str:
    """The steps of a team, and of which one where several run."""
    return AND.join(part for part in (steps_words(step.steps), which_words(step.protocol)) if part)


def _due(step: Next, at: datetime, now: datetime) -> NextWords:
    """What the calendar calls to mind, or what should have been done by now."""
    missed = step.kind == "missed"
    passed = _("It was due {moment}. Do it now, or write why it cannot be done.")
    moment = moment_words(at, now)
    planned = step.steps[0] == "appointment"
    ahead = capital(moment) if planned else _("By {moment}.").format(moment=moment)
    return NextWords(
        due_title(step.kind, ref=step.steps[0]),
        passed.format(moment=moment) if at < now else ahead,
        _("Open the appointment") if planned else _("Open the form"),
        left_words(at, now) if missed else moment,
        ChipSpec(_("late"), Shape.OCTAGON, Tone.DANGER) if missed else ChipSpec(_("soon"), Shape.TRIANGLE, Tone.SOON),
        Tone.DANGER if missed else Tone.SOON,
    )


def _plain(step: Next, form: str) -> NextWords:
    ring = ChipSpec(_("to do"), Shape.RING, Tone.QUIET)
    if step.kind == "danger":
        return NextWords(
            _("Immediate danger"),
            _("The report says so. See first to her safety; in danger to life call 112."),
            _("Open the report"),
            _("said in the report"),
            ChipSpec(_("danger"), Shape.OCTAGON, Tone.DANGER),
            Tone.DANGER,
        )
    if step.kind in ("suicide", "risk_again", "safety_plan"):
        return _of_risk(step)
    if step.kind in ("conflict", "twins"):
        return _of_two(step, form)
    if step.kind in BEGINS:
        return _begin_team(step)
    if step.kind == "consent":
        return NextWords(
            _("Ask for her consent"),
            _("Before anything goes to anybody she must know to whom and why."),
            _("Begin the form"),
            _("nothing goes anywhere without it"),
            ring,
        )
    return _form_words(step, form, ring)


def _of_two(step: Next, form: str) -> NextWords:
    """What two computers did without knowing of each other."""
    if step.kind == "twins":
        return NextWords(
            _("Two teams run for one incident"),
            _("Each was begun on another computer. Look at both, and let one go on."),
            _("Open the team"),
            _("to join"),
            ChipSpec(_("two teams"), Shape.CONFLICT, Tone.INFO),
        )
    title = ngettext("Choose: {n} field has different values", "Choose: {n} fields have different values", step.count)
    return NextWords(
        title.format(n=step.count),
        _("The form {form} was changed in two places. Until you choose, the safer value counts.").format(form=form),
        _("Choose"),
        form,
        ChipSpec(_("two values"), Shape.CONFLICT, Tone.INFO),
    )


def _begin_team(step: Next) -> NextWords:
    """Which intervention suits, and why."""
    title, reason, short = _("Start the intervention team"), "", _("an incident is written down")
    if step.kind == "team":
        reason = _(
            "An incident of sexual violence is written down. The hours run from it, not from the start of the team."
        )
    elif step.kind == "team_vd":
        title = _("Start the emergency intervention")
        reason = _("Violence in the family is written down. The hours run from the report.")
    else:
        title, short = _("Follow the steps of the admission"), _("a stay is written down")
        reason = _(
            "A stay in the protected home is written down. The steps say what is due before and after she moves in."
        )
    return NextWords(title, reason, _("Start the team"), short, ChipSpec(_("to do"), Shape.CLOCK, Tone.INFO))


def _of_risk(step: Next) -> NextWords:
    """What the risk asks for: a psychologist now, a new assessment, a plan."""
    soon = ChipSpec(_("to do"), Shape.TRIANGLE, Tone.SOON)
    if step.kind == "suicide":
        return NextWords(
            _("Call the psychologist now"),
            _("She has thoughts of suicide or self-harm. Do not leave her alone; in danger to life call 112."),
            _("Open the evaluation"),
            _("thoughts of suicide"),
            ChipSpec(_("urgent"), Shape.OCTAGON, Tone.DANGER),
            Tone.DANGER,
        )
    if step.kind == "risk_again":
        what = ", ".join(event_words(kind) for kind in step.steps)
        return NextWords(
            _("Assess the risk again"),
            _("Since the last assessment: {what}. What was found then may hold no longer.").format(what=what),
            _("Begin the assessment"),
            what,
            soon,
            Tone.SOON,
        )
    return NextWords(
        _("Make the safety plan with her"),
        _("The risk is medium or high, and there is no safety plan yet. Ask her what she can do, and nothing more."),
        _("Open the safety plan"),
        _("no safety plan yet"),
        soon,
        Tone.SOON,
    )


def _form_words(step: Next, form: str, ring: ChipSpec) -> NextWords:
    if step.kind == "check":
        return NextWords(
            _("Review: {form}").format(form=form),
            _("An answer is doubtful: it does not fit the others, or lies in the future."),
            _("Open the form"),
            _("an answer is doubtful"),
            ChipSpec(_("to review"), Shape.DIAMOND, Tone.SOON),
            Tone.SOON,
        )
    if step.kind == "finish":
        return NextWords(
            _("Finish: {form}").format(form=form),
            _("Some questions are not answered yet. “Not known” is an answer too."),
            _("Open the form"),
            _("begun"),
            ChipSpec(_("begun"), Shape.HALF, Tone.INFO),
        )
    return NextWords(
        _("Begin: {form}").format(form=capital(form)),
        _("It has not been begun. You can save it at any time and go on later."),
        _("Begin the form"),
        _("not begun"),
        ring,
    )
