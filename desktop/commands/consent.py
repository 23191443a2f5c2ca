"""`ancora consent`, `ancora referral`, `ancora letter recall`: the ledger of a case, and papers for institutions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.forms.ledger import DAY, Entry
from desktop.i18n import _, date_words, language, ngettext, pick
from desktop.services import cases, ledger, letters, library, referrals
from desktop.services.opened import note_opened
from desktop.services.referrals import Wanted
from desktop.services.session import Session


def register(nouns: Any) -> None:
    one = add(nouns, "consent", _("the consents of a case: what may go to whom, and who holds what"), show_ledger)
    one.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    paper = add(nouns, "referral", _("print what one kind of institution needs, within the consents"), print_referral)
    paper.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    paper.add_argument("--to", required=True, choices=role_names(), help=_("the kind of institution"))
    add_recipient(paper)
    paper.add_argument("--urgency", choices=_urgencies(), default="", help=_("how soon an answer is needed"))
    _add_out(paper)
    verbs = below(add(nouns, "letter", _("letters to institutions")))
    back = add(verbs, "recall", _("recall what an institution received"), print_recall)
    back.add_argument("code", metavar=_("CODE"), help=_("the code of the case"))
    back.add_argument("--to", required=True, choices=_recipients(), help=_("the recipient, as the consent calls it"))
    add_recipient(back)
    _add_out(back)


def role_names() -> tuple[str, ...]:
    """The kinds of institution, as they are called in a command."""
    return tuple(library.shipped().roles)


def add_recipient(command: argparse.ArgumentParser) -> None:
    """Typed words stand in no command: the name of an institution comes from a file."""
    command.add_argument(
        "--institution-file",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that holds the name of the institution; else the one that the consents name"),
    )
    command.add_argument(
        "--language", choices=("ro", "en", "ru", "uk"), default="", help=_("the language of the paper")
    )


def _add_out(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", required=True, type=Path, metavar=_("FILE.pdf"), help=_("a new file"))


def _urgencies() -> tuple[str, ...]:
    return tuple(one.code for one in library.shipped().definitions.list("referral_urgency").entries)


def _recipients() -> tuple[str, ...]:
    return tuple(one.code for one in library.shipped().definitions.list("release_recipients").entries)


# --- the ledger -------------------------------------------------------------------------------------------------------


def show_ledger(args: argparse.Namespace) -> int:
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        note_opened(opened, case)
        found = ledger.ledger(opened, case)
        say(
            args,
            "\n".join(_lines(opened, found)),
            case=case,
            code=args.code,
            entries=[_entry(one) for one in found.entries],
            holders=[
                {"recipient": one.recipient, "data": list(one.data), "papers": [p.number for p in one.papers],
                 "recalled": one.recalled}
                for one in found.holders
            ],
        )  # fmt: skip
    return DONE


def _entry(one: Entry) -> dict[str, Any]:
    """Codes and days; the names of institutions are asked for by `case show`."""
    return {
        "consent": one.sheet,
        "recipient": one.recipient,
        "purpose": one.purpose,
        "data": sorted(one.data),
        "since": iso(one.since),
        "until": iso(one.until),
        "how": one.how,
        "withdrawn": iso(one.withdrawn),
        "in_force": one.in_force,
        "why_not": one.why_not,
    }


def _lines(opened: Session, found: ledger.Ledger) -> Iterator[str]:
    def words(listed: str, code: str) -> str:
        entry = opened.library.definitions.list(listed).find(code)
        return pick(entry.label) if entry else code

    for one in found.entries:
        state = _("in force until {day}").format(day=_last_day(opened, one)) if one.in_force else ""
        data = ", ".join(words("release_data", code) for code in sorted(one.data))
        parts = (words("release_recipients", one.recipient), one.institution, data)
        why = state or words("withheld_reasons", one.why_not)
        yield " · ".join(part for part in (*parts, why) if part)
    if not found.entries:
        yield _("Nobody has been asked yet: nothing may go to anybody.")
    for holder in found.holders:
        data = ", ".join(words("release_data", code) for code in holder.data)
        yield _("Holds data: {who}: {data}").format(who=words("release_recipients", holder.recipient), data=data)


def _last_day(opened: Session, one: Entry) -> str:
    last = one.until - DAY if one.until else None
    return date_words(last.astimezone(opened.tz).date()) if last else "–"


# --- papers -----------------------------------------------------------------------------------------------------------


def print_referral(args: argparse.Namespace) -> int:
    return print_for_role(args, args.to, with_slip=True)


def print_for_role(args: argparse.Namespace, role: str, *, with_slip: bool) -> int:
    """A referral with its slip, or an extract for one role; both are on record before the file is there."""
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        note_opened(opened, case)
        wanted = Wanted(
            case,
            role,
            _institution(args, opened, case, role),
            urgency=getattr(args, "urgency", ""),
            language=args.language or language(),
            with_slip=with_slip,
        )
        made = referrals.prepare(opened, wanted)
        referrals.save(opened, made, args.out)
    say(
        args,
        _saved(made.pages),
        file=str(args.out),
        pages=made.pages,
        profile=role,
        withheld=len(made.found.withheld),
        reasons={one.data: one.reason for one in made.found.withheld},
        sent=list(made.found.data),
        number=made.number,
        reference=made.reference,
    )
    return DONE


def print_recall(args: argparse.Namespace) -> int:
    with session(args) as opened:
        case = cases.by_code(opened, args.code).case
        note_opened(opened, case)
        named = read_words(args.institution_file).strip() if args.institution_file else ""
        holder = letters.find(opened, case, args.to, named)
        letter = letters.recall(opened, case, holder, args.language or language())
        letters.save(opened, letter, args.out)
    say(
        args,
        _saved(letter.pages),
        file=str(args.out),
        pages=letter.pages,
        number=letter.number,
        reference=letter.reference,
    )
    return DONE


def _institution(args: argparse.Namespace, opened: Session, case: str, role: str) -> str:
    """The one that was given, else the only one that the consents name."""
    if args.institution_file is not None:
        return read_words(args.institution_file).strip()
    found = referrals.institutions(opened, case, role)
    return found[0] if len(found) == 1 else ""


def _saved(pages: int) -> str:
    words = ngettext("The PDF was saved: {n} page.", "The PDF was saved: {n} pages.", pages)
    return words.format(n=pages)
