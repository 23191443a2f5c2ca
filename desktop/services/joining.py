"""Taking in a history that came from elsewhere, and working out afterwards what stands, case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from db import (
    alarms,
    attachments,
    authors,
    bundles,
    erasure,
    joining,
    keyring,
    local_forms,
    matching,
    sealed_wait,
    sealing,
    tombs,
    workers,
)
from db.attachments import Attachment
from db.authors import Author
from db.bundles import Sent
from db.connection import Connection
from db.hybrid import DAY, from_datetime, moment, stamp
from db.merge import Revision
from db.tombs import Entry
from desktop.bundle.canonical import Object
from desktop.bundle.kinds import history
from desktop.bundle.kinds.history import OPENED, Apart, Edition, Erased, File, Frozen, Key
from desktop.refusals import Refused
from desktop.services import file_look
from desktop.services.arriving import PC, Sender
from desktop.services.local_library import keep_both
from desktop.services.renewing import Refreshed, refresh_stale
from desktop.services.session import Session

__all__ = ["Joined", "Joining", "Refreshed", "refresh_stale"]

CASE, REPORT = "case", "report"
FIXED_TWICE = "period-fixed-twice"
AT_ONCE = 500  # revisions that are looked up and kept together


@dataclass(frozen=True, slots=True)
class Joined:
    """What a history brought: how many revisions are new here, and how many were here already or are erased."""

    new: int
    known: int


class Joining:
    """Takes the lines of a history in their order, then its files, within the transaction of the caller.

    With `only_case` everything must be of that case: what another office sends of it is no word about any other. Of a
    case that is `ours` nobody else erases an answer.
    """

    def __init__(
        self, session: Session, conn: Connection, sender: Sender, only_case: str | None = None, *, ours: bool = False
    ) -> None:
        self._session, self._conn, self._sender, self._case, self._ours = session, conn, sender, only_case, ours
        self._placed, self._loose = set[str](), set[str]()  # sheets that say of which case they are, and that do not
        self._about = set[str]()  # sheets of which files and keys came
        self._keys: list[Key] = []
        self._line = 0
        self._held: list[Revision] = []
        self._erased: list[tuple[int, Erased]] = []
        self._files: dict[str, tuple[File, int]] = {}
        self.erased_again = 0
        self._new = self._known = 0
        self._latest = 0  # the latest time that a clock may follow
        self._until = from_datetime(session.now()) + DAY
        self._take: Mapping[type, Callable[..., None]] = {
            history.Author: self._take_author,
            Erased: self._take_erased,
            File: self._take_announced,
            Key: self._take_key,
            Edition: self._take_edition,
            Apart: self._take_apart,
            Frozen: self._take_frozen,
            history.Sent: self._take_sent,
        }

    def take(self, line: Object, number: int | None = None) -> None:
        """One line; `number` is its place in the file, where other lines stand before those of the history."""
        self._line = self._line + 1 if number is None else number
        item = history.read(line, self._line)
        if isinstance(item, history.Revision):
            self._hold(Revision(*item))
        else:
            self._take[type(item)](item)

    def take_file(self, id_: str, data: bytes) -> None:
        """The content of a file that a line has announced; of no other."""
        self._flush()
        file, line = self._files.pop(id_, (None, 0))
        if file is None or len(data) != file.size:
            raise Refused("bad-record", line=line)
        if self._sender.kind != PC and file_look.look(data).mime != file.mime:
            raise Refused("bad-record", line=line)
        found, case = Attachment(file.id, file.record, file.mime, file.size), joining.case_of(self._conn, file.record)
        scope = sealed_wait.scope(self._conn, file.record, case) if keyring.of(self._conn).asks else None
        if scope is None:
            attachments.take(self._conn, found, data, case)
        else:
            sealed_wait.keep(self._conn, scope, sealed_wait.WaitingFile(found, case, data))

    def finish(self) -> Joined:
        """All is there: what was announced came, and the clock follows what was written elsewhere."""
        self._flush()
        if self._case is not None:
            self._check_sheets(self._case)
        self._erase()
        for file, line in self._files.values():
            if attachments.in_clear(self._conn, file.id) is None and not tombs.is_gone(
                self._conn, file.id, file.record
            ):
                raise Refused("bad-record", line=line)
        if self._latest:
            self._session.vault.witness(self._latest, self._session.now())
        return Joined(self._new, self._known)

    # --- revisions

    def _hold(self, revision: Revision) -> None:
        if self._case is not None:
            self._require(self._fits(revision))
            joined = self._case in (revision.case, revision.sets.get(CASE))
            (self._placed if joined else self._loose).add(revision.record)
        if revision.time <= self._until:
            self._latest = max(self._latest, revision.time)
        self._held.append(revision)
        if len(self._held) >= AT_ONCE:
            self._flush()

    def _fits(self, revision: Revision) -> bool:
        """A revision of this case, or of a report that was taken before there was one."""
        if (revision.form == CASE) != (revision.record == self._case):
            return False
        if revision.case is None and revision.form != REPORT:
            return False
        joined = revision.sets.get(CASE, self._case)
        return revision.case in (None, self._case) and (joined == self._case or (joined is None and not self._ours))

    def _check_sheets(self, case: str) -> None:
        """Whatever came belongs to a sheet of this case; then its words can be read here."""
        stands = joining.standing_cases(self._conn, self._loose | self._about)
        inside = self._placed | {one for one, where in stands.items() if where == case} | {case}
        self._require(self._loose | self._about <= inside)
        self._require(joining.of_one_form(self._conn, self._placed | self._loose))
        for key in self._keys:
            sealing.adopt(self._conn, key.scope, key.key)

    def _flush(self) -> None:
        """Keep what is held; what was erased comes before it, unless only all of it says which sheets it is about."""
        if self._case is None:
            self._erase()
        held, self._held = self._held, []
        if not held:
            return
        if self._case is not None:
            stands = joining.standing_cases(self._conn, {one.record for one in held})
            self._require(all(case in (None, self._case) for case in stands.values()))
        wanted = list(self._not_sealed(held))
        joined = joining.join(self._conn, wanted)
        self._new += joined.new + len(held) - len(wanted)
        self._known += joined.known

    def _not_sealed(self, held: Sequence[Revision]) -> Iterator[Revision]:
        """What may be written; what lies under a seal that nobody here can open waits for its people."""
        if not keyring.of(self._conn).asks:
            yield from held
            return
        for one in held:
            scope = sealed_wait.scope(self._conn, one.record, one.case)
            if scope is None:
                yield one
            else:
                sealed_wait.keep(self._conn, scope, one)

    # --- what goes with them

    def _take_author(self, author: history.Author) -> None:
        """Nobody from elsewhere has another name for our own people, and no office one for those of another."""
        if workers.get(self._conn, author.id) is not None:
            return
        if self._sender.kind != PC:
            known, theirs = authors.get(self._conn, author.id), self._sender.code
            if known is not None and (known.office, author.office) != (theirs, theirs):
                return
        authors.put(self._conn, [Author(*author)])

    def _take_announced(self, file: File) -> None:
        self._require(file.id not in self._files)
        self._about.add(file.record)
        self._files[file.id] = (file, self._line)

    def _take_key(self, key: Key) -> None:
        """Sealed words can be read here too: from another office by a bare key, from a computer as it lies."""
        if self._case is not None:
            self._require(key.under == OPENED)
            self._about.add(key.scope)
            self._keys.append(key)
            return
        if key.under == OPENED:
            sealing.adopt(self._conn, key.scope, key.key)
            return
        opened = sealing.unwrapped(self._conn, key.scope, key.key) if self._sender.kind == PC else None
        if opened is None:
            raise Refused("bad-record", line=self._line)
        sealing.adopt(self._conn, key.scope, opened)

    def _take_erased(self, erased: Erased) -> None:
        self._erased.append((self._line, erased))

    def _erase(self) -> None:
        if not self._erased:
            return
        told, self._erased = self._erased, []
        if self._case is not None:
            told = self._of_its_sheets(self._case, told)
        self.erased_again = erasure.reapply(self._conn, joining.unknown(self._conn, [_entry(one) for _, one in told]))

    def _of_its_sheets(self, case: str, told: Sequence[tuple[int, Erased]]) -> list[tuple[int, Erased]]:
        """Some answers of its sheets may go by the word of another office: never all, and none of what is ours.

        Of a sheet that did not come nothing is noted: whoever sends it says so again.
        """
        here = joining.sheets_of(self._conn, case) | self._placed
        for line, one in told:
            if one.until is None or (one.id not in here and joining.standing_cases(self._conn, [one.id])):
                raise Refused("bad-record", line=line)
        return [] if self._ours else [(line, one) for line, one in told if one.id in here]

    # --- what belongs to the office

    def _take_edition(self, edition: Edition) -> None:
        self._of_the_office()
        at, every = moment(edition.at), local_forms.every(self._conn, edition.kind)
        counting = [one.at for one in every if one.form == edition.name and one.counts]
        told = (edition.name, edition.mark, edition.body, at, edition.worker, edition.kind)
        new = local_forms.keep(self._conn, *told, origin=local_forms.OWN)
        if new and edition.counts and all(before < at for before in counting):
            local_forms.add(self._conn, *told)  # the office's latest word on this form, wherever it was said
            keep_both(self._conn, at, edition.worker)

    def _take_apart(self, apart: Apart) -> None:
        self._of_the_office()
        matching.put_apart(self._conn, *apart)

    def _take_frozen(self, frozen: Frozen) -> None:
        self._of_the_office()
        stands = bundles.freeze(self._conn, frozen.period, frozen.edition, frozen.body)
        if stands.body != frozen.body:  # which of them the region has, neither computer knows
            here, now = self._session.office.code, stamp(self._session.now())
            alarms.note(self._conn, now, FIXED_TWICE, here, {"period": frozen.period})

    def _take_sent(self, sent: history.Sent) -> None:
        self._of_the_office()
        bundles.note_sent(self._conn, Sent(*sent))

    def _of_the_office(self) -> None:
        self._require(self._sender.kind == PC)

    def _require(self, holds: bool) -> None:
        if not holds:
            raise Refused("bad-record", line=self._line)


def _entry(one: Erased) -> Entry:
    what = tombs.ALL if one.until is None else tombs.some(one.until, one.fields)
    return Entry(one.id, what, one.reason, one.day)
