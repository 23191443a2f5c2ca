"""A hundred thousand cases come in while somebody works at the window: how long it stands still, and the memory."""

from __future__ import annotations

import gc
import hashlib
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from unittest import mock

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from db import joining
from db.merge import Revision
from desktop.gui.patience import WindowPatience
from desktop.jobs import Jobs, Report
from desktop.services import cases, inbox, merge_out, renewing, vaults
from desktop.services.opened import note_opened
from desktop.services.session import Session
from installer import bench_merge, bench_office
from installer.bench_office import Office
from installer.bench_race import Row

CASES, COPIES = 100_000, 20  # one case in so many is written by the services; the others are copies of its history
FREEZE_MS, GROWTH_MB, FLAT = 50.0, 150.0, 1.2
BEAT_MS, LOOK_MS = 5, 250
_AT_ONCE = 2000


@dataclass(slots=True)
class Watch:
    """What somebody at the window would have felt."""

    longest: float = 0.0
    last: float = 0.0
    marks: list[tuple[int, float]] = field(default_factory=list)  # how many cases were worked out by when
    busy: bool = False

    def beat(self) -> None:
        now = perf_counter()
        if self.last:
            self.longest = max(self.longest, now - self.last)
        self.last = now

    def work(self, session: Session) -> None:
        """Somebody looks for a case and opens it, which is written down."""
        if not self.busy:
            self.busy = True
            cases.find(session, "Exemplescu")
            note_opened(session, secrets.token_hex(16))
            self.busy = False


def importing(folder: Path, many: int = CASES) -> list[Row]:
    """The longest time that the window stood still, the memory that was added, and what the last cases cost."""
    office = bench_office.found(folder)
    try:
        bench_office.fill(office, many // COPIES)
        _copy(office)
        with bench_merge.second(office.session, folder) as second:
            pc = bench_merge.pc_of(office.session, second)
            gc.collect()
            gc.freeze()  # as the program does when it is open
            told: list[float] = []
            _tell("export")
            with _memory(told):
                file = merge_out.export_merge(office.session, pc.id, folder).file
            _tell("import")
            with _memory(told):
                watch = _import(second, file)
            return [
                Row(f"window during {many:,} cases: longest standstill", watch.longest * 1000, FREEZE_MS, 1.0),
                Row(f"memory added by the export of {many:,} cases, MB", told[0], GROWTH_MB, 1.0),
                Row(f"memory added by the import of {many:,} cases, MB", told[1], GROWTH_MB, 1.0),
                _flat(watch, many),
            ]
    finally:
        office.close()


def _flat(watch: Watch, many: int) -> Row:
    """What a case costs at the end, against what it cost when there was a tenth of them."""
    tenth = many // 10

    def cost(first: int, last: int) -> float:
        began = next(at for done, at in watch.marks if done >= first)
        ended = next(at for done, at in watch.marks if done >= last)
        return (ended - began) * 1000 / (last - first)

    return Row(
        "a case at the end, against one at a tenth of the way", cost(many - tenth, many), cost(tenth, 2 * tenth), FLAT
    )


def _import(second: Session, file: Path) -> Watch:
    """In a job beside a window that paints, lists cases and writes."""
    app = QApplication.instance() or QApplication(["bench"])
    watch, jobs, loop = Watch(), Jobs(), QEventLoop()
    vaults.wait_with(second, WindowPatience(lambda: None))
    ended: list[BaseException | None] = []
    with _watched(watch):
        job = jobs.start("import", partial(_work, second, file))
        job.failed.connect(ended.append)
        job.ended.connect(loop.quit)
        beat, look = QTimer(), QTimer()
        beat.timeout.connect(watch.beat)
        look.timeout.connect(partial(watch.work, second))
        beat.start(BEAT_MS)
        look.start(LOOK_MS)
        loop.exec()
        beat.stop()
        look.stop()
    app.processEvents()
    if ended and ended[0] is not None:
        raise ended[0]
    return watch


def _work(second: Session, file: Path, report: Report) -> None:
    with second.beside() as own:
        (fate,) = inbox.import_all(own, [file], report)
    if fate.status != "imported":
        raise RuntimeError(str(fate.code))


@contextmanager
def _watched(watch: Watch) -> Iterator[None]:
    """Note how far the working out is, piece by piece."""
    before: Callable[..., renewing.Refreshed] = renewing.refresh_stale

    def noted(session: Session, report: Report | None = None) -> renewing.Refreshed:
        watch.marks.append((0, perf_counter()))

        def mark(done: int, total: int) -> None:
            watch.marks.append((done, perf_counter()))
            if done % 10_000 == 0:
                _tell(f"{done} of {total}")
            if report is not None:
                report(done, total)

        return before(session, mark)

    with mock.patch.object(renewing, "refresh_stale", noted):
        yield


def _copy(office: Office) -> None:
    """The history of every case again and again under other ids: what leaves is made of nothing else."""
    conn = office.session.conn
    every = list(joining.since(conn, -1, 2**62))
    for number in range(1, COPIES):
        revisions = iter(_renamed(one, number) for one in every)
        while some := list(islice(revisions, _AT_ONCE)):
            with office.session.vault.write(office.session.now()) as writing:
                joining.join(writing, some)
        _tell(f"copy {number} of {COPIES - 1}")


def _renamed(one: Revision, number: int) -> Revision:
    sets = json.loads(json.dumps(one.sets))
    if "case_code" in sets:
        sets["case_code"] = f"{sets['case_code']}{number}"
    case = None if one.case is None else _id(one.case, number)
    knew = {path: tuple(_id(name, number) for name in names) for path, names in one.replaces.items()}
    return one._replace(id=_id(one.id, number), record=_id(one.record, number), case=case, sets=sets, replaces=knew)


def _id(name: str, number: int) -> str:
    return hashlib.blake2b(f"{name}/{number}".encode(), digest_size=16).hexdigest()


@contextmanager
def _memory(told: list[float]) -> Iterator[None]:
    """How much more this process held at its most than at the beginning, in MB; Linux alone can say."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _status("VmRSS")
    yield
    told.append((_status("VmHWM") - before) / 1024)


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _tell(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
