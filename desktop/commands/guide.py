"""`ancora guide lines | services | situation | check | place | remove`: numbers, services, advice, no window."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, say, session
from desktop.forms.present import show
from desktop.i18n import _, date_words, pick
from desktop.refusals import Refused
from desktop.services import directory
from desktop.services.directory import Line, Listed, Wanted
from desktop.services.guidebook import COUNTRIES, KINDS, PLACES, Guidance, used_by
from desktop.services.session import Session


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "guide", _("telephone lines, services and what to do in a situation")))
    lines = add(verbs, "lines", _("the telephone lines, each with the day of its check"), list_lines)
    services = add(verbs, "services", _("the services, the nearest first"), list_services)
    for command in (lines, services):
        command.add_argument("--country", choices=COUNTRIES, default="", help=_("only those of one country"))
    services.add_argument("--kind", metavar=_("KIND"), default="", help=_("only one kind, by its code"))
    services.add_argument("--place", metavar=_("PLACE"), default="", help=_("only a district or county, as MD-UN"))
    services.add_argument("--find", metavar=_("WORDS"), default="", help=_("only those with these words"))
    told = add(verbs, "situation", _("what to do in each situation, or in one"), list_situations)
    told.add_argument("id", nargs="?", metavar=_("SITUATION"), help=_("one of them, by its mark"))
    check = add(verbs, "check", _("note what a call to a line showed today"), check_line)
    check.add_argument("line", metavar=_("LINE"), help=_("the line, by its mark"))
    check.add_argument("result", choices=(directory.RIGHT, directory.OTHER, directory.SILENT))
    check.add_argument("--number", metavar=_("NUMBER"), default="", help=_("the number that was found instead"))
    gone = add(verbs, "remove", _("take out for good what this office wrote of a service"), remove)
    gone.add_argument("service", metavar=_("SERVICE"), help=_("the service, by its mark"))
    place = add(verbs, "place", _("say in which district or county this office is"), set_place)
    place.add_argument("place", metavar=_("PLACE"), help=_("its code, as MD-UN"))


def list_lines(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for line in directory.lines(opened):
            if args.country in ("", line.hotline.country) or line.hotline.emergency:
                _say_line(args, line)
    return DONE


def _say_line(args: argparse.Namespace, line: Line) -> None:
    hotline, check = line.hotline, line.check
    day = date_words(line.checked_on) if line.checked_on else ""
    told = [hotline.number, pick(hotline.name), _("checked {date}").format(date=day) if day else _("not checked")]
    say(
        args,
        " · ".join(told if hotline.verified else [*told, _("from the press, not verified")]),
        id=hotline.id,
        number=hotline.number,
        country=hotline.country or None,
        name=pick(hotline.name),
        by=hotline.by or None,
        text=pick(hotline.text),
        source=hotline.source,
        verified=hotline.verified,
        checked_on=line.checked_on or None,
        result=check.result if check else None,
        found_number=check.number or None if check else None,
    )


def list_services(args: argparse.Namespace) -> int:
    with session(args) as opened:
        if args.kind and opened.library.definitions.list(KINDS).find(args.kind) is None:
            raise Refused("no-such-service")
        _known_place(opened, args.place)
        wanted = Wanted(typed=args.find, kind=args.kind, place=args.place, country=args.country)
        for one in directory.services(opened, wanted):
            _say_service(args, opened, one)
    return DONE


def _say_service(args: argparse.Namespace, opened: Session, one: Listed) -> None:
    defs, country = opened.library.definitions, opened.office.country
    field = defs.form(directory.FORM).field("phone")
    own = [show(field, number, defs, country=country) for number in one.phones]
    numbers = [*own, *(line.hotline.number for line in one.lines)]
    say(
        args,
        " · ".join([pick(one.name), pick(one.kind.label), *(numbers or [_("telephone: to be filled in")])]),
        id=one.id,
        kind=one.kind.id,
        country=one.country,
        name=pick(one.name),
        near=one.near,
        place=one.place or None,
        serves=list(one.serves),
        phones=numbers,
        hours=pick(one.hours) if one.hours else None,
        contact=one.contact or None,
        source=one.source or None,
        verified=one.verified,
        checked_on=one.checked_on or None,
        closed=one.closed,
        missing=list(one.missing),
        record=one.record,
    )


def list_situations(args: argparse.Namespace) -> int:
    with session(args) as opened:
        library = opened.library
        beside = used_by(library.protocols.values())
        told = [one for one in library.guidance if args.id in (None, one.id)]
        if not told:
            raise Refused("no-such-guidance")
        for one in told:
            steps = [f"{protocol.id}/{step.id}" for protocol, step in beside.get(one.id, [])]
            _say_situation(args, one, steps, whole=args.id is not None)
    return DONE


def _say_situation(args: argparse.Namespace, one: Guidance, steps: list[str], *, whole: bool) -> None:
    lines = [f"{one.id} · {pick(one.title)}"]
    if whole:
        lines += [f"{number}. {pick(step)}" for number, step in enumerate(one.steps, 1)]
        lines.append(_("Source: {source}").format(source=one.source))
    say(
        args,
        "\n".join(lines),
        id=one.id,
        title=pick(one.title),
        hint=pick(one.hint),
        steps=[pick(step) for step in one.steps],
        source=one.source,
        verified=one.verified,
        beside=steps,
    )


def check_line(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        saved = directory.note_check(opened, args.line, args.result, number=args.number)
    say(args, _("The check is noted, with today’s date."), line=args.line, result=args.result, record=saved.record)
    return DONE


def remove(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        directory.remove(opened, args.service)
    say(args, _("What this office wrote of the service is gone for good."), service=args.service)
    return DONE


def set_place(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _known_place(opened, args.place)
        saved = directory.set_own_place(opened, args.place)
    say(args, _("The services near this place now stand first."), place=args.place, record=saved.record)
    return DONE


def _known_place(opened: Session, place: str) -> None:
    if place and opened.library.definitions.list(PLACES).find(place) is None:
        raise Refused("no-such-place")
