"""`ancora forms …`: the forms of the office, and what it changed in them, as files without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands.arguments import add, below
from desktop.commands.common import DONE, iso, say, session
from desktop.i18n import _, datetime_words, pick
from desktop.services import local_forms
from desktop.services.local_forms import OfForm


def register(nouns: Any) -> None:
    verbs = below(add(nouns, "forms", _("the forms as this office asks them; for the head of office")))
    add(verbs, "list", _("every form, and which of them the office changed"), list_forms)
    _form(add(verbs, "show", _("the questions of a form as the office asks them"), show))
    own = below(add(verbs, "local", _("what the office changed in a form")))
    export = _form(add(own, "export", _("save the changes of a form for another office"), export_changes))
    export.add_argument("--out", required=True, type=Path, metavar=_("FILE"), help=_("a new file"))
    bring = add(own, "import", _("take over the changes of a form from a file, and publish them"), import_changes)
    bring.add_argument("file", type=Path, metavar=_("FILE"), help=_("a file that another office saved"))
    _form(add(own, "drop", _("ask a form as it was shipped; nothing that was answered goes"), drop))


def _form(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("form", metavar=_("FORM"), help=_("the name of the form, for example incident or F6"))
    return command


def list_forms(args: argparse.Namespace) -> int:
    with session(args) as opened:
        for one in local_forms.editions(opened):
            _say_form(args, one)
    return DONE


def _say_form(args: argparse.Namespace, one: OfForm) -> None:
    made = one.counting
    parts = [one.form.code, pick(one.form.title)]
    if made is not None:
        state = _("no longer fits") if made.faults else _("the office's own")
        parts += [state, made.sign, datetime_words(made.at), made.worker]
    say(
        args,
        " · ".join(parts),
        form=one.form.id,
        code=one.form.code,
        version=one.shipped.version,
        edition=made.sign if made else None,
        changes=made.changes.count if made else 0,
        at=iso(made.at) if made else None,
        fits=not made.faults if made else True,
        earlier=len(one.earlier),
    )


def show(args: argparse.Namespace) -> int:
    with session(args) as opened:
        form = local_forms.of_form(opened, args.form).form
        for section in form.sections:
            for field in (field for top in section.fields for field in (top, *top.fields)):
                state = _("not asked") if field.hidden else _("required") if field.required else ""
                words = " · ".join(part for part in (field.pattern, pick(field.label), state) if part)
                facts = {"type": str(field.type), "class": str(field.privacy), "required": field.required}
                say(args, words, section=section.id, field=field.pattern, hidden=field.hidden, **facts)
    return DONE


def export_changes(args: argparse.Namespace) -> int:
    with session(args) as opened:
        made = local_forms.export_file(opened, args.form, args.out)
        words = _("Saved. The file holds questions, and nothing about anybody.")
        say(args, words, form=made.changes.form, edition=made.sign, changes=made.changes.count, file=str(args.out))
    return DONE


def import_changes(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = local_forms.publish(opened, local_forms.import_file(opened, args.file))
        _say_form(args, found)
    return DONE


def drop(args: argparse.Namespace) -> int:
    with session(args, writes=True) as opened:
        found = local_forms.of_form(opened, args.form)
        local_forms.drop(opened, found.form.id)
        words = _("The form is asked as it was shipped. What was answered stays.")
        say(args, words, form=found.form.id)
    return DONE
