"""The files that belong together with a case: merged, alike, linked; each only to whoever may see both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.gui.models.likeness_words import alike_title, level_spec, reason_words
from desktop.gui.models.words import capital, listed, status_spec
from desktop.gui.pages.case_views import CaseView
from desktop.gui.pages.focus import focus_kept
from desktop.gui.shell import Shell
from desktop.gui.theme import px
from desktop.gui.widgets import (
    Banner,
    Button,
    Card,
    Chip,
    Choice,
    FlowBox,
    Kind,
    Label,
    ScrollPage,
    SectionHeader,
    TextField,
    Tone,
    boxed,
    clear,
    column,
    row,
    speak,
)
from desktop.i18n import _, pick
from desktop.refusals import Refused
from desktop.services import duplicates, links, merging
from desktop.services.cases import CaseFile, CaseRow
from desktop.services.duplicates import Alike
from desktop.services.links import Link, Links

KIND = "dosar_legat"


class LinksView(CaseView):
    """What hangs together, with the way to undo each of it."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.setObjectName("links")
        self._case = ""
        self._sure: set[str] = set()  # files for which a merge was asked once: the second press does it
        self._body = QVBoxLayout()
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(px(10))
        self._code = TextField(_("Code of the case"), hint=f"{shell.session.office.code}-26-…", width=180)
        self._code.setObjectName("link_code")
        entries = shell.session.library.definitions.list(links.KINDS).entries
        options = [(entry.code, capital(pick(entry.label))) for entry in entries if not entry.retired]
        self._kind = Choice(options, _("Kind of link"), width=260)
        self._kind.setObjectName("link_kind")
        self._kind.set_value(KIND)
        add = Button(_("Link"), Kind.SMALL, icon="link", name="add_link")
        add.clicked.connect(self._on_add)
        self._code.returnPressed.connect(add.click)
        self._adding = boxed(
            column(
                SectionHeader(_("Link another case")),
                Label(
                    _("Type its code. Both cases then name each other, for those who may see both."), "muted", wrap=True
                ),
                FlowBox(self._code, self._kind, add, gap=8),
                gap=6,
            )
        )
        page = ScrollPage(boxed(self._body), self._adding, margins=(16, 8, 16, 16))
        page.setMinimumHeight(px(28))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page, 1)

    def start(self) -> None:
        self._case = ""
        self._sure.clear()
        self._code.clear()

    def show_file(self, file: CaseFile) -> None:
        self._case = file.row.case
        self._fill()

    def _fill(self) -> None:
        try:
            found = links.links(self.shell.session, self._case)
        except Refused as refusal:
            self.shell.refuse(refusal)
            return
        clear(self._body)
        self._fill_first(found)
        self._fill_merged(found)
        self._fill_alike(_("May be the same person"), found.alike, may_merge=True)
        self._fill_alike(_("May be the same alleged aggressor"), found.aggressors, may_merge=False)
        self._fill_linked(found.linked)

    def first_field(self) -> QWidget | None:
        return self._code

    # --- parts --------------------------------------------------------------------------------------------------

    def _fill_first(self, found: Links) -> None:
        """This file gave way to another one: that is said first of all."""
        if found.first is None:
            return
        first = found.first
        title = _("This file was merged into {code}").format(code=first.code)
        words = _("Nothing was moved: its sheets lie here and are shown there. Undone, it stands for itself as before.")
        banner = Banner(
            Tone.INFO, title, words, links=[("open", _("Open {code}").format(code=first.code))], icon="link"
        )
        banner.setObjectName("merged_into")
        banner.followed.connect(lambda _link: self.shell.navigate("case", case=first.case))
        undo = Button(_("Undo the merge"), Kind.SMALL, icon="undo", name="undo_own_merge")
        undo.clicked.connect(partial(self._do, lambda: merging.unmerge(self.shell.session, self._case)))
        self._add(banner, boxed(row(undo, None)))

    def _fill_merged(self, found: Links) -> None:
        if not found.merged:
            return
        self._add(SectionHeader(_("Merged into this file"), len(found.merged)))
        for one in found.merged:
            undo = Button(_("Undo the merge"), Kind.SMALL_LINK, icon="undo", name=f"undo_{one.case}")
            undo.clicked.connect(partial(self._do, partial(merging.unmerge, self.shell.session, one.case)))
            self._add(self._card(one, _("its sheets are shown here under its code"), undo))

    def _fill_alike(self, title: str, found: Sequence[Alike], *, may_merge: bool) -> None:
        if not found:
            return
        self._add(SectionHeader(title, len(found)))
        now = self.shell.session.now()
        for one in found:
            card = Card(margin=12, gap=6)
            card.setObjectName(f"alike_{one.record}")
            card.add(row(Label(alike_title(one, now), "label"), Chip.of(level_spec(one.likeness)), None, gap=8))
            card.add(Label(capital(reason_words(one.likeness)) + ".", "small-muted", wrap=True))
            card.add(FlowBox(*self._choices(one, may_merge=may_merge), gap=6))
            speak(card, f"{alike_title(one, now)}, {reason_words(one.likeness)}")
            self._add(card)

    def _choices(self, one: Alike, *, may_merge: bool) -> list[QWidget]:
        see = Button(_("Open"), Kind.SMALL, name=f"see_{one.record}")
        see.clicked.connect(partial(self._on_see, one))
        made: list[QWidget] = [see]
        if may_merge and one.case is not None and one.code is not None:
            words = (
                _("Merge {code} into this file") if one.case not in self._sure else _("Yes, merge {code} into this one")
            )
            kind = Kind.SMALL_PRIMARY if one.case in self._sure else Kind.SMALL
            merge = Button(words.format(code=one.code), kind, name=f"merge_{one.case}")
            merge.clicked.connect(partial(self._on_merge, one.case))
            made.append(merge)
        apart = Button(_("It is another person"), Kind.SMALL_LINK, name=f"apart_{one.record}")
        apart.clicked.connect(partial(self._do, partial(self._tell_apart, one)))
        return [*made, apart]

    def _fill_linked(self, found: Sequence[Link]) -> None:
        self._add(SectionHeader(_("Linked cases"), len(found) or None))
        if not found:
            self._add(Label(_("No case is linked with this one."), "muted", wrap=True))
        defs = self.shell.session.library.definitions
        for link in found:
            gone = Button(_("Take the link away"), Kind.SMALL_LINK, icon="x", name=f"unlink_{link.case.case}")
            gone.clicked.connect(partial(self._do, partial(self._unlink, link.case.case)))
            self._add(self._card(link.case, capital(listed(defs, links.KINDS, link.kind)), gone))

    def _card(self, other: CaseRow, words: str, *buttons: QWidget) -> Card:
        card = Card(margin=12, gap=6)
        card.setObjectName(f"file_{other.case}")
        status = Chip.of(status_spec(self.shell.session.library.definitions, other.status))
        card.add(row(Label(other.code, "label"), status, None, gap=8))
        card.add(Label(words, "small-muted", wrap=True))
        see = Button(_("Open"), Kind.SMALL, name=f"open_{other.case}")
        see.clicked.connect(partial(self.shell.navigate, "case", case=other.case, view="timeline"))
        speak(see, _("Open {code}").format(code=other.code))
        card.add(FlowBox(see, *buttons, gap=6))
        return card

    def _add(self, *parts: QWidget) -> None:
        for part in parts:
            self._body.addWidget(part)

    # --- deeds --------------------------------------------------------------------------------------------------

    def _on_see(self, one: Alike) -> None:
        if one.case is not None:
            self.shell.navigate("case", case=one.case)
        else:
            self.shell.navigate("form", form="report", case=None, record=one.record)

    def _on_merge(self, other: str) -> None:
        """A press asks, the second one does it; nothing is lost either way, and it can be undone."""
        if other not in self._sure:
            self._sure = {other}
            self._show_again()
            return
        self._sure.clear()
        self._do(partial(merging.merge_into, self.shell.session, other, self._case))

    def _tell_apart(self, one: Alike) -> None:
        duplicates.tell_apart(self.shell.session, one.own, one.record)

    def _unlink(self, other: str) -> None:
        links.remove(self.shell.session, self._case, other)

    def _on_add(self) -> None:
        kind = self._kind.value() or KIND
        if self._do(lambda: links.add(self.shell.session, self._case, self._code.text(), kind)):
            self._code.clear()

    def _do(self, deed: Callable[[], object], _checked: bool = False) -> bool:
        """Do it; the page shows itself anew when it hears of the change."""
        try:
            deed()
        except Refused as refusal:
            self.shell.refuse(refusal)
            return False
        return True

    def _show_again(self) -> None:
        with focus_kept(self):
            self._fill()
