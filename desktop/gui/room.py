"""Which pages the window has, for an office and for a region, and what its frame says around them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.gui.main_window import MainWindow, Number
from desktop.gui.widgets import Tone
from desktop.i18n import _, datetime_words, pick
from desktop.services import due_again, duplicates, frame, renewing, searching
from desktop.services.backups import BackupState

if TYPE_CHECKING:
    from desktop.gui.shell import Shell
    from desktop.services.session import Session


def build_window(window: MainWindow, shell: Shell) -> None:
    """Add the pages that work; each is made when it is first asked for."""
    session = shell.session
    if session.office.kind == "region":
        _region_pages(window, shell)
        first = "tables"
    else:
        _office_pages(window, shell)
        first = "today"
    for page, title, icon in (
        ("sync", _("Synchronisation"), "sync"),
        ("reports", _("Reports"), "document"),
        ("guide", _("Guide"), "book"),
        ("settings", _("Settings"), "sliders"),
    ):
        window.add_page(page, title, icon, partial(_make, page, shell), group=1)
    window.add_page("manual", _("Guide to the program"), "book", partial(_make, "manual", shell), under="guide")
    if session.office.kind == "office":
        title = _("Bring a register in")
        window.add_page("register", title, "inbox", partial(_make, "register", shell), under="settings")
        title = _("Different answers")
        window.add_page("conflicts", title, "copies", partial(_make, "conflicts", shell), under="sync")
    if session.office.kind == "office":
        title = _("What the region sends down")
        window.add_page("pack", title, "inbox", partial(_make, "pack", shell), under="sync")
    window.add_page("leaving", _("What leaves"), "sync", partial(_make, "leaving", shell), under="sync")
    window.add_page("trust", _("Whom we trust"), "shield", partial(_make, "trust", shell), under="sync")
    window.set_practice(session.office.practice)
    place = _("Region {code}") if session.office.kind == "region" else _("Office {code}")
    window.set_worker(session.worker.name, place.format(code=session.office.code))
    lines = frame.top_numbers(session)
    window.set_numbers([Number(pick(line.short or line.name), line.number, line.emergency) for line in lines])
    window.guide_asked.connect(partial(window.navigate, "guide"))
    window.navigate(first)
    if renewing.is_stale(session):
        shell.work(_("Working out what came"), partial(renewing.refresh_stale, session), partial(_came, session))
    if searching.is_old(session):
        shell.work(_("Preparing the search"), partial(searching.index_beside, session), _nothing_to_say)
    if due_again.is_old(session):
        shell.work(_("Working out the deadlines"), partial(due_again.beside, session), _nothing_to_say)
    if duplicates.is_old(session):
        shell.work(_("Preparing what finds duplicates"), partial(duplicates.index_beside, session), _nothing_to_say)


def _came(session: Session, _done: object) -> None:
    """What came from other computers and offices stands in the lists from now on."""
    session.announce("case")


def _nothing_to_say(_records: object) -> None:
    """The search finds more from now on; that needs no word."""


def refresh_frame(window: MainWindow, session: Session) -> None:
    """Counts beside the pages and the backup line."""
    told = frame.told(session)
    for page, count in told.counts.items():
        if window.has_page(page):
            window.set_count(page, count)
    window.set_backup(*_backup_line(told.backup))


def _backup_line(backup: BackupState) -> tuple[str, Tone | str]:
    """When the last backup was read back, or what is wrong with it."""
    if backup.alarm == "missing":
        return _("The last backup is missing"), Tone.DANGER
    if backup.alarm == "damaged":
        return _("The last backup is damaged"), Tone.DANGER
    if backup.last is None:
        return _("Backup: none yet"), Tone.SOON
    words = _("Last verified backup: {time}").format(time=datetime_words(backup.last))
    return words, Tone.SOON if backup.alarm == "old" else ""


def _office_pages(window: MainWindow, shell: Shell) -> None:
    for page, title, icon in (
        ("today", _("Today"), "sun"),
        ("inbox", _("Reports received"), "inbox"),
        ("cases", _("Cases"), "folder"),
        ("calendar", _("Calendar"), "calendar"),
        ("teams", _("Teams"), "people"),
    ):
        window.add_page(page, title, icon, partial(_make, page, shell))
    window.add_page("case", _("Case"), "folder", partial(_make, "case", shell), under="cases")
    window.add_page("access", _("Access"), "lock", partial(_make, "access", shell), under="cases")
    window.add_page("approvals", _("Approvals"), "check", partial(_make, "approvals", shell), under="cases")
    window.add_page("transfer", _("To another office"), "sync", partial(_make, "transfer", shell), under="cases")
    window.add_page("erasure", _("Erasing the case"), "trash", partial(_make, "erasure", shell), under="cases")
    window.add_page("pocket", _("Pocket print"), "leaflet", partial(_make, "pocket", shell), under="cases")
    window.add_page("calls", _("Calls of today"), "phone", partial(_make, "calls", shell), under="calendar")
    window.add_page(
        "referral", _("Paper for an institution"), "print", partial(_make, "referral", shell), under="cases"
    )
    window.add_page("form", _("Form"), "folder", partial(_make, "form", shell), under="cases")
    window.add_page("viewer", _("File of the case"), "eye", partial(_make, "viewer", shell), under="cases")
    window.add_page("transcribe", _("From paper"), "keyboard", partial(_make, "transcribe", shell), under="cases")
    window.add_page("history", _("History"), "history", partial(_make, "history", shell), under="cases")
    window.add_page("opinions", _("Opinion sheets"), "chart", partial(_make, "opinions", shell), under="teams")
    window.add_page("team", _("Intervention team"), "people", partial(_make, "team", shell), under="teams")
    title = _("Begin an intervention")
    window.add_page("team_begin", title, "people", partial(_make, "team_begin", shell), under="teams")
    window.add_page("numbered", _("From paper"), "keyboard", partial(_make, "numbered", shell), under="teams")
    window.add_page("team_end", _("End the intervention"), "people", partial(_make, "team_end", shell), under="teams")
    title = _("Cards and the set for the drawer")
    window.add_page("drawer", title, "print", partial(_make, "drawer", shell), under="teams")
    window.add_page("team_wall", _("Large view"), "people", partial(_make, "team_wall", shell), under="teams")
    window.add_page("roster", _("Roster of institutions"), "people", partial(_make, "roster", shell), under="teams")
    window.searched.connect(partial(_search, window))
    window.search_asked.connect(partial(_search, window))
    window.new_report_asked.connect(partial(window.navigate, "form", form="report", case=None, record=None))


def _region_pages(window: MainWindow, shell: Shell) -> None:
    window.add_page("tables", _("Tables"), "chart", partial(_make, "tables", shell))
    window.add_page("packs", _("For the offices"), "document", partial(_make, "packs", shell))
    window.hide_search()


def _search(window: MainWindow, typed: str) -> None:
    if typed.strip() or window.present_page() == "cases":
        window.navigate("cases", typed=typed)


def _make(page: str, shell: Shell) -> QWidget:
    """Import and make a page; imports are here so that the window stands before all of them are read."""
    from importlib import import_module

    module = import_module(f"desktop.gui.pages.{page}")
    made: QWidget = getattr(module, f"{page.title().replace('_', '')}Page")(shell)
    return made
