"""How an office changes its forms: looked at first, published by a head, taken back or put again at any time."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from db import access_log, local_forms
from desktop.forms import local, overlay
from desktop.forms.editions import LOCAL, Editions
from desktop.forms.local import Added, Changes, Option
from desktop.forms.overlay import Edition, Fault
from desktop.forms.schema import Definitions, Form
from desktop.pdf import save
from desktop.pdf.form import blank
from desktop.refusals import Refused
from desktop.services import local_held
from desktop.services.editions import Made, file_bytes, made
from desktop.services.library import Library
from desktop.services.local_library import fits, keep_both, known, library
from desktop.services.session import PEOPLE, Session

ENDING = ".ancora-form"
CHANGED, DROPPED, SAVED = "local-form-changed", "local-form-dropped", "local-form-exported"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class OfForm:
    """A form that an office may change, and what it made of it; `counting` is filled in unless it has faults."""

    form: Form  # as it is filled in now
    shipped: Form  # and, where its region changed it, as the region asks it
    counting: Made[Changes, Fault] | None
    earlier: tuple[Made[Changes, Fault], ...]
    of_region: frozenset[str] = frozenset()  # questions that its region added


# --- what there is ----------------------------------------------------------------------------------------------------


def editions(session: Session) -> tuple[OfForm, ...]:
    """Every form that may be changed, in the order of the codes, with the editions of the office, the newest first."""
    session.require(PEOPLE)
    defs, every = _shipped(session), known(session.conn)[::-1]
    shipped = [form for form in defs.newest() if not form.act]
    found = []
    for form in sorted(shipped, key=lambda one: int(one.code[1:])):
        own = [
            made(session, row, edition.changes, tuple(check(session, edition.changes)))
            for row, edition in every
            if row.form == form.id and row.origin == local_forms.OWN
        ]
        counting = next((one for one in own if one.counts), None)
        now = session.library.definitions.form(form.id)
        region = session.library.below.forms.get(form.id) if session.library.below else None
        theirs = frozenset(one.id for one in region.added) if region else frozenset()
        found.append(OfForm(now, form, counting, tuple(one for one in own if one is not counting), theirs))
    return tuple(found)


def of_form(session: Session, form: str) -> OfForm:
    """One form and its editions, by its id or its code."""
    wanted = form.casefold()
    for one in editions(session):
        if wanted in (one.form.id, one.form.code.casefold()):
            return one
    raise Refused("unknown-form", form=wanted if wanted.isascii() and wanted.isalnum() else "")


def _shipped(session: Session) -> Definitions:
    """What the changes of the office stand on: the shipped forms, as its region asks them where it sent some down."""
    here = session.library
    if here.shipped is None:
        return here.definitions
    return here.definitions.once(("below the office",), lambda: _below(here))


def _below(here: Library) -> Definitions:
    shipped = replace(here.shipped or here.definitions, lists=here.definitions.lists)
    region = here.below.forms if here.below else {}
    forms = dict(shipped.forms)
    for (id_, version), form in shipped.forms.items():
        if id_ in region:
            forms[id_, version] = replace(overlay.apply(form, region[id_]), version=version)
    return replace(shipped, forms=Editions(forms))


# --- changing ---------------------------------------------------------------------------------------------------------


def begin(session: Session, form: str) -> Changes:
    """What a head goes on from: what counts now, or a form without changes."""
    found = of_form(session, form)
    return found.counting.changes if found.counting else Changes(found.form.id)


def put_by(changes: Changes, path: str, *, hidden: bool) -> Changes:
    """A question is asked no more, or again."""
    return replace(changes, hidden=changes.hidden | {path} if hidden else changes.hidden - {path})


def make_optional(changes: Changes, path: str, *, optional: bool) -> Changes:
    return replace(changes, optional=changes.optional | {path} if optional else changes.optional - {path})


def reword(changes: Changes, path: str, words: local.Words) -> Changes:
    """Other words; without any the question says what it was shipped with."""
    others = {each: told for each, told in changes.words.items() if each != path}
    return replace(changes, words={**others, path: words} if words.label or words.help else others)


def move(session: Session, changes: Changes, path: str, by: int) -> Changes:
    """A question goes up or down among those of its section."""
    form = seen(session, changes)
    section = next((one for one in form.sections if any(field.id == path for field in one.fields)), None)
    if section is None:
        return changes
    ids = [field.id for field in section.fields]
    place = ids.index(path)
    other = place + by
    if not 0 <= other < len(ids):
        return changes
    ids[place], ids[other] = ids[other], ids[place]
    plain = [
        field.id for field in seen(session, replace(changes, order={})).sections[form.sections.index(section)].fields
    ]
    rest = {each: order for each, order in changes.order.items() if each != section.id}
    return replace(changes, order=rest if ids == plain else {**rest, section.id: tuple(ids)})


def add(changes: Changes, added: Added) -> Changes:
    """A question of the office, or another wording of one that stands in these changes already."""
    others = [one for one in changes.added if one.id != added.id]
    if len(others) == len(changes.added):
        return replace(changes, added=(*changes.added, added))
    return replace(changes, added=tuple(added if one.id == added.id else one for one in changes.added))


def take_out(changes: Changes, path: str) -> Changes:
    """A question of the office leaves these changes; where it was asked before, its answers stay to be read."""
    order = {section: tuple(id for id in ids if id != path) for section, ids in changes.order.items()}
    return replace(
        changes,
        added=tuple(one for one in changes.added if one.id != path),
        hidden=changes.hidden - {path},
        order={section: ids for section, ids in order.items() if ids},
    )


def new_id(pick: Callable[[str], str] = secrets.choice) -> str:
    """An id that no other office will make."""
    return LOCAL + "".join(pick(_LETTERS) for _ in range(10))


def new_option(label: str, pick: Callable[[str], str] = secrets.choice) -> Option:
    return Option("o_" + "".join(pick(_LETTERS) for _ in range(8)), {"ro": label})


def seen(session: Session, changes: Changes) -> Form:
    """The form with these changes, which may have faults still."""
    return overlay.apply(overlay.newest(_shipped(session), changes.form), changes, ())


def check(session: Session, changes: Changes) -> list[Fault]:
    """All that hinders these changes; none: they may be published."""
    defs = _shipped(session)
    if not any(id == changes.form for id, _version in defs.forms):
        return [Fault(changes.form, "unknown-form")]
    form = overlay.newest(defs, changes.form)
    own = [edition for _row, edition in known(session.conn) if edition.changes.form == changes.form]
    base = replace(session.library, definitions=defs)
    found = overlay.faults(form, changes, local_held.held(base, form), defs, overlay.added(own))
    region = session.library.below.forms.get(changes.form) if session.library.below else None
    if not found and region is not None and not fits(local.both(region, changes)):
        return [Fault(form.sections[0].id, "too-much")]
    return found


def reasons(session: Session, form: str) -> overlay.Held:
    """Why which questions cannot be hidden."""
    defs = _shipped(session)
    return local_held.held(replace(session.library, definitions=defs), overlay.newest(defs, form))


@dataclass(frozen=True, slots=True)
class Preview:
    """A form as it would be filled in: its definition, what its lists offer, and the empty paper."""

    form: Form
    definitions: Definitions
    paper: bytes


def preview(session: Session, changes: Changes) -> Preview:
    """The form as it would stand; nothing is kept. Refuses `local-form-fault` at the first thing that is not right."""
    session.require(PEOPLE)
    _refuse_faults(session, changes)
    defs = overlay.overlay(_shipped(session), [*(one for _row, one in known(session.conn)), Edition(changes, True)])
    form = defs.form(changes.form)
    return Preview(form, defs, blank(form, defs, session.language, country=session.office.country))


def _refuse_faults(session: Session, changes: Changes) -> None:
    for fault in check(session, changes):
        raise Refused("local-form-fault", fault=fault.code, field=fault.place)


# --- publishing -------------------------------------------------------------------------------------------------------


def publish(session: Session, changes: Changes) -> OfForm:
    """From now on the office fills the form in so; sheets that were filled keep what they were filled in."""
    session.require(PEOPLE)
    if not changes.count:
        raise Refused("local-form-none")
    _refuse_faults(session, changes)
    now, code = session.now(), overlay.newest(_shipped(session), changes.form).code
    with session.vault.write(now) as conn:
        local_forms.add(conn, changes.form, local.mark(changes), local.body(changes), now, session.worker.id)
        keep_both(conn, now, session.worker.id)
        access_log.note(conn, now, session.worker.id, CHANGED, code, changes.count)
    _read_again(session)
    return of_form(session, changes.form)


def drop(session: Session, form: str) -> None:
    """The form is asked as it was shipped; nothing that was answered goes."""
    session.require(PEOPLE)
    found = of_form(session, form)
    now = session.now()
    with session.vault.write(now) as conn:
        if not local_forms.stand_aside(conn, found.form.id):
            raise Refused("local-form-none")
        access_log.note(conn, now, session.worker.id, DROPPED, found.form.code)
    _read_again(session)


def restore(session: Session, form: str, mark: int) -> OfForm:
    """An earlier edition counts again."""
    for one in of_form(session, form).earlier:
        if one.mark == mark:
            return publish(session, one.changes)
    raise Refused("local-form-none")


def _read_again(session: Session) -> None:
    session.library = library(session.conn, session.library)
    session.announce("forms")


# --- files ------------------------------------------------------------------------------------------------------------


def file_name(form: Form, sign: str) -> str:
    """What a file is called: the code of the form and the sign of the edition, and nothing that was typed."""
    return f"fisa-{form.code}-{sign}{ENDING}"


def export_file(session: Session, form: str, path: Path, *, replace_file: bool = False) -> Made[Changes, Fault]:
    """What counts now, for another office: definitions, and nothing about anybody."""
    session.require(PEOPLE)
    found = of_form(session, form)
    if found.counting is None:
        raise Refused("local-form-none")
    now = session.now()
    with session.vault.write(now) as conn:
        access_log.note(conn, now, session.worker.id, SAVED, found.form.code, found.counting.changes.count)
    save.save_whole(path, local.body(found.counting.changes).encode(), replace=replace_file)
    return found.counting


def import_file(session: Session, path: Path) -> Changes:
    """What another office sent, to be looked at and then published; refused unless it is right in every point."""
    session.require(PEOPLE)
    changes = local.read(file_bytes(path, local.LARGEST))
    if not changes.count:
        raise Refused("local-form-file")
    _refuse_faults(session, changes)
    return changes
