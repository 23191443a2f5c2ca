"""`ancora conflicts [CODE] | choose | combine | both | many`: answers with several values, and which of them stands."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add
from desktop.commands.common import DONE, iso, read_words, say, session
from desktop.forms import answers as flat
from desktop.i18n import _, ngettext
from desktop.refusals import Refused
from desktop.services import conflict_choice, conflicts
from desktop.services.conflict_choice import NEWEST, STANDING, Rule
from desktop.services.conflicts import Conflict
from desktop.services.records import Saved, Value

LIST = "list"
SEALED = {"sealed": True}


class _OrList(argparse._SubParsersAction):  # type: ignore[type-arg]
    """The commands of a noun; a word that is none of them is the code of a case, of which they are listed."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        words = values if values[0] in self._name_parser_map else [LIST, *values]
        super().__call__(parser, namespace, words, option)


def register(nouns: Any) -> None:
    noun = add(nouns, "conflicts", _("answers that have several values"), list_conflicts)
    noun.set_defaults(code=None)
    verbs = noun.add_subparsers(
        action=_OrList, required=False, dest="verb", metavar=_("COMMAND"), title=_("commands"), parser_class=type(noun)
    )
    listing = add(verbs, LIST, _("list them, of all cases or of one"), list_conflicts)
    listing.add_argument("code", nargs="?", metavar=_("CODE"), help=_("of this case alone"))
    one = add(verbs, "choose", _("let one of the values stand"), choose)
    _named(one)
    one.add_argument("revision", metavar=_("ID"), help=_("the version that it came with, as conflicts prints it"))
    other = add(verbs, "combine", _("let another answer stand in place of all of them"), combine)
    _named(other)
    other.add_argument(
        "--value-file",
        required=True,
        type=Path,
        metavar=_("FILE"),
        help=_("a file with the answer as JSON; - reads it"),
    )
    _named(add(verbs, "both", _("keep both texts, each whole"), both))
    _many(add(verbs, "many", _("settle all of one question by one rule"), many))
    verbs.choices = None  # type: ignore[assignment]  # a code is no command, and is not asked to be one


def _named(verb: Any) -> None:
    verb.add_argument("record", metavar=_("RECORD"), help=_("the id of the record, as conflicts prints it"))
    verb.add_argument("path", metavar=_("PATH"), help=_("the answer, as conflicts prints it"))


def _many(verb: Any) -> None:
    verb.add_argument("--form", required=True, metavar=_("FORM"), help=_("the form that asks the question"))
    verb.add_argument("--field", required=True, metavar=_("FIELD"), help=_("the question, as field or group/field"))
    verb.add_argument("--case", metavar=_("CODE"), help=_("of this case alone"))
    rule = verb.add_mutually_exclusive_group(required=True)
    rule.add_argument("--newest", action="store_true", help=_("what was written last stands"))
    rule.add_argument("--standing", action="store_true", help=_("what counts now stands, which is the safer one"))
    rule.add_argument(
        "--author-file", type=Path, metavar=_("FILE"), help=_("a file with the name of the person whose answers stand")
    )


# --- what there is ----------------------------------------------------------------------------------------------------


def list_conflicts(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for found in conflicts.listed(opened, args.code):
            _say(args, found)
    return DONE


def _say(args: argparse.Namespace, found: Conflict) -> None:
    head, count = found.head, len(found.values)
    words = ngettext("{n} value", "{n} values", count).format(n=count)
    parts = (head.code or _("without a case"), head.form, head.path, words, _("about safety") if head.safety else "")
    say(
        args,
        " · ".join(part for part in parts if part),
        case=head.case,
        code=head.code,
        record=head.record,
        form=head.form,
        path=head.path,
        kind=head.kind,
        safety=head.safety,
        standing=unsealed(found.standing),
        values=[told(value) for value in found.values],
    )


def told(value: Value) -> dict[str, Any]:
    """One of the values, with who wrote it."""
    return {
        "value": unsealed(value.value),
        "worker": value.worker,
        "office": value.office,
        "at": iso(value.at),
        "revision": value.revision,
        "stands": value.stands,
    }


def unsealed(value: Any) -> Any:
    """A sealed answer is named and not shown, not even as the bytes that it is."""
    return SEALED if flat.is_sealed(value) else value


# --- what is decided --------------------------------------------------------------------------------------------------


def choose(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _settled(args, conflict_choice.choose(opened, args.record, args.path, args.revision))
    return DONE


def combine(args: argparse.Namespace) -> int:
    value = _json(read_words(args.value_file))
    with session(args, writes=True) as opened:
        _settled(args, conflict_choice.combine(opened, args.record, args.path, value))
    return DONE


def both(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        _settled(args, conflict_choice.keep_both(opened, args.record, args.path))
    return DONE


def many(args: argparse.Namespace) -> int:
    name = read_words(args.author_file).strip() if args.author_file else ""
    with session(args, writes=True) as opened:
        group = (args.form, args.field)
        found = [head for head in conflicts.heads(opened, args.case) if head.group == group]
        wanted = [(head.record, head.path) for head in found]
        done = conflict_choice.choose_many(opened, wanted, Rule(_rule(args, name, found)))
    words = _("Settled: {n}. Left to be looked at one by one: {left}.")
    say(args, words.format(n=done.settled, left=done.left), settled=done.settled, left=done.left)
    return DONE


def _rule(args: argparse.Namespace, name: str, found: Sequence[conflicts.Head]) -> str:
    """The newest, what stands, or the id of the person who is named and wrote one of the values."""
    if args.newest or args.standing:
        return NEWEST if args.newest else STANDING
    ids = {author: id_ for head in found for author, id_ in zip(head.authors, head.ids, strict=True)}
    if name not in ids:
        raise Refused("no-such-worker")
    return ids[name]


def _settled(args: argparse.Namespace, saved: Saved) -> None:
    code = saved.code or _("without a case")
    say(args, _("{code} · settled").format(code=code), record=saved.record, case=saved.case, code=saved.code)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused("bad-line") from None
