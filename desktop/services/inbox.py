"""Many files at once: folders are opened, what was refused is tried again, and what fell is summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.bundle.format import ENDING
from desktop.refusals import Refused
from desktop.services import arrivals, quarantine
from desktop.services.arriving import Report
from desktop.services.fates import ALREADY, IMPORTED, REFUSED, Fate
from desktop.services.session import EXPORTS, Session

DEEPEST = 4  # folders within folders; a stick keeps one for each office at most
MOST = 5000  # files of one run
CARD = ".ancora-card"


@dataclass(frozen=True, slots=True)
class Summary:
    """One run over many files in five figures; `waiting` were not reached because somebody stopped."""

    imported: int
    already: int
    refused: int
    waiting: int
    offices: int


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files as they were named, and the bundles in the folders among them, by their names and each once."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in _walk(path, DEEPEST) if file.name.lower().endswith(ENDING)]
            if not inside:
                raise Refused("no-bundles-here")
            found += [file for file in inside if file not in paths]
        else:
            found.append(path)
    if len(found) > MOST:
        raise Refused("too-many-files", most=MOST)
    return found


def import_all(
    session: Session, paths: Sequence[Path], report: Report | None = None, told: Callable[[Fate], None] | None = None
) -> list[Fate]:
    """Files and folders; what is here already is passed over, so that a run cut off goes on when it is begun again."""
    session.require(EXPORTS)
    return arrivals.import_files(session, files_in(paths), report, told)


def retry(session: Session, report: Report | None = None, told: Callable[[Fate], None] | None = None) -> list[Fate]:
    """Try every refused file again that still lies where it lay."""
    paths = [one.path for one in quarantine.waiting(session)]
    return arrivals.import_files(session, list(dict.fromkeys(paths)), report, told)


def summary(fates: Sequence[Fate], asked: int) -> Summary:
    """What became of a run of so many files."""
    counts = Counter(fate.status for fate in fates)
    offices = {fate.office for fate in fates if fate.status == IMPORTED}
    return Summary(counts[IMPORTED], counts[ALREADY], counts[REFUSED], asked - len(fates), len(offices))


def _walk(folder: Path, deepest: int) -> Iterator[Path]:
    """Every file below a folder; links are not followed, and what cannot be read holds nothing."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if path.is_symlink():
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and deepest:
            yield from _walk(path, deepest - 1)
