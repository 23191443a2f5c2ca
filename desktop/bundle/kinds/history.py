"""Lines that tell a history: revisions and who wrote them, what was erased, files, keys, and what hangs on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from desktop.bundle import crypto
from desktop.bundle.canonical import Json, Object
from desktop.bundle.format import OFFICE
from desktop.bundle.kinds import MIB, statistics
from desktop.bundle.kinds.shape import ID, NAME, Shape, wrong
from desktop.refusals import Refused

COUNTS = 65536  # hybrid times: milliseconds since 1970 times this, and a counter
LATEST = 2**47  # milliseconds; with the counter that fills a whole number of eight bytes
LARGEST_VERSION = 10**16
LARGEST_FILE = 25 * MIB
PATHS = 10_000  # of one revision
REPLACED = 10_000  # revisions that one value takes the place of
OPENED, WRAPPED = "bundle", "office"  # what a key lies under: this bundle alone, or the secret of the office too

_PATH = re.compile(r"[a-z][a-z0-9_]{0,63}(?:/[0-9a-z][0-9a-z_-]{0,63}(?:/[a-z][a-z0-9_]{0,63})?)?")
_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,63}(?:/[a-z][a-z0-9_]{0,63})?")
_REASON = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_MIME = re.compile(r"[a-z]{1,32}/[a-z0-9.+-]{1,64}")
_MARK = re.compile(r"[0-9a-f]{10}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,17})?(?:e[+-]?[0-9]{1,3})?")
_REVISION_KEYS = frozenset(
    ("type", "id", "record", "case", "form", "version", "time", "worker", "office", "set", "replaces")
)


class Revision(NamedTuple):
    """One save; `time` is a hybrid time in one whole number, as it is kept."""

    id: str
    record: str
    case: str | None
    form: str
    version: int
    time: int
    worker: str
    office: str
    sets: Mapping[str, Any]
    replaces: Mapping[str, tuple[str, ...]]


class Author(NamedTuple):
    """The name behind the id of somebody who wrote a revision."""

    id: str
    name: str
    office: str


class Erased(NamedTuple):
    """What went for good: all of a case, a sheet or a file; or some answers of a sheet, in revisions up to a time."""

    id: str
    until: int | None
    fields: tuple[str, ...]
    reason: str
    day: str


class File(NamedTuple):
    """An attachment whose content stands after the lines, and the sheet that it belongs to."""

    id: str
    record: str
    mime: str
    size: int


class Key(NamedTuple):
    """The key under which the sealed words of a case, or of a sheet without one, lie."""

    scope: str
    under: str
    key: bytes


class Edition(NamedTuple):
    """What the office made of a form or of a protocol; `mark` comes of the content."""

    kind: str
    name: str
    mark: int
    body: str
    at: str
    worker: str
    counts: bool


class Apart(NamedTuple):
    """Two sheets that somebody found to be of two people."""

    one: str
    other: str
    worker: str
    at: str


class Frozen(NamedTuple):
    """The tables of a period as the office sends them, wherever they were counted first."""

    period: str
    edition: int
    body: str


class Sent(NamedTuple):
    """Counted tables that went to a region: their number is taken, on every computer of the office."""

    to: str
    kind: str
    seq: int
    hash: str
    prev: str | None
    period: str | None
    records: int
    bytes: int
    at: str
    worker: str


Item: TypeAlias = "Revision | Author | Erased | File | Key | Edition | Apart | Frozen | Sent"


# --- reading ----------------------------------------------------------------------------------------------------------


def read(record: Object, line: int) -> Item:
    """What a line says; refused by its number when it is no line of a history, or not shaped as one."""
    if record.get("type") == "revision":  # nearly all of them are
        return _revision(record, line)
    shape = Shape(record, line)
    found = _READERS.get(shape.type)
    if found is None:
        raise wrong(line)
    return found(shape)


def _revision(found: Object, line: int) -> Revision:
    case, form, office = found.get("case"), found.get("form"), found.get("office")
    ids = (found.get("id"), found.get("record"), found.get("worker"), "0" * 32 if case is None else case)
    good = (
        found.keys() == _REVISION_KEYS
        and all(isinstance(one, str) and ID.fullmatch(one) for one in ids)
        and isinstance(form, str)
        and NAME.fullmatch(form)
        and isinstance(office, str)
        and OFFICE.fullmatch(office)
    )
    version, sets, replaces = found.get("version"), found.get("set"), found.get("replaces")
    if not good or type(version) is not int or not 1 <= version < LARGEST_VERSION:
        raise wrong(line)
    if not isinstance(sets, dict) or not isinstance(replaces, dict) or max(len(sets), len(replaces)) > PATHS:
        raise wrong(line)
    values = {_path(path, line): _value(value, line) for path, value in sets.items()}
    knew = {_path(path, line): _names(names, line) for path, names in replaces.items()}
    time = _time(found.get("time"), line)
    return Revision(ids[0], ids[1], case, form, version, time, ids[2], office, values, knew)  # type: ignore[arg-type]


def _path(path: str, line: int) -> str:
    if not _PATH.fullmatch(path):
        raise wrong(line)
    return path


def _value(value: Json, line: int) -> Any:
    """A number with a fraction is written as its decimal digits, since no two languages print one alike."""
    if isinstance(value, list):
        return [_value(one, line) for one in value]
    if isinstance(value, dict):
        if value.keys() == {"number"}:
            text = value["number"]
            if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
                raise wrong(line)
            return _finite(text, line)
        return {key: _value(one, line) for key, one in value.items()}
    return value


def _finite(text: str, line: int) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")) or repr(found) != text:
        raise wrong(line)
    return found


def _names(names: Json, line: int) -> tuple[str, ...]:
    if not isinstance(names, list) or not 0 < len(names) <= REPLACED:
        raise wrong(line)
    if not all(isinstance(one, str) and ID.fullmatch(one) for one in names):
        raise wrong(line)
    return tuple(names)  # type: ignore[arg-type]


def _time(pair: Json, line: int) -> int:
    if not isinstance(pair, list) or len(pair) != 2:
        raise wrong(line)
    at, count = pair
    if type(at) is not int or type(count) is not int or not 0 <= at < LATEST or not 0 <= count < COUNTS:
        raise wrong(line)
    return at * COUNTS + count


def _author(found: Shape) -> Author:
    found.exactly("type", "id", "name", "office")
    return Author(found.hex32("id"), found.text("name", 1, 200), found.office("office"))


def _erased(found: Shape) -> Erased:
    found.exactly("type", "id", "until", "fields", "reason", "day")
    until = found.maybe(lambda key: _time(found.value(key), found.line), "until")
    fields = found.texts("fields", _PATTERN, PATHS)
    found.require((until is None) == (not fields))
    return Erased(found.hex32("id"), until, fields, found.matching("reason", _REASON), found.day("day"))


def _file(found: Shape) -> File:
    found.exactly("type", "id", "record", "mime", "size")
    size = found.whole("size", 0, LARGEST_FILE)
    return File(found.hex32("id"), found.hex32("record"), found.matching("mime", _MIME), size)


def _key(found: Shape) -> Key:
    found.exactly("type", "scope", "under", "key")
    under = found.one_of("under", (OPENED, WRAPPED))
    least = crypto.KEY_BYTES
    return Key(found.hex32("scope"), under, found.data("key", least, least if under == OPENED else 200))


def _edition(found: Shape) -> Edition:
    found.exactly("type", "kind", "name", "mark", "body", "at", "worker", "counts")
    return Edition(
        found.one_of("kind", ("form", "protocol")),
        found.name("name"),
        int(found.matching("mark", _MARK), 16),
        found.text("body", 1),
        found.moment("at"),
        found.hex32("worker"),
        found.yes("counts"),
    )


def _apart(found: Shape) -> Apart:
    found.exactly("type", "one", "other", "worker", "at")
    read_ = Apart(found.hex32("one"), found.hex32("other"), found.hex32("worker"), found.moment("at"))
    found.require(read_.one < read_.other)
    return read_


def _frozen(found: Shape) -> Frozen:
    found.exactly("type", "period", "edition", "body")
    read_ = Frozen(found.period("period"), found.whole("edition", 1, 99), found.text("body", 2))
    try:
        statistics.from_json(*read_)
    except Refused:
        raise wrong(found.line) from None
    return read_


def _sent(found: Shape) -> Sent:
    found.exactly("type", "to", "kind", "seq", "hash", "prev", "period", "records", "bytes", "at", "worker")
    return Sent(
        found.office("to"),
        found.one_of("kind", ("statistics", "pseudonymous")),
        found.whole("seq", 1, 2**40),
        found.hash("hash"),
        found.maybe(found.hash, "prev"),
        found.maybe(found.period, "period"),
        found.whole("records"),
        found.whole("bytes"),
        found.moment("at"),
        found.hex32("worker"),
    )


_READERS: Mapping[str, Callable[[Shape], Item]] = MappingProxyType(
    {
        "author": _author,
        "erased": _erased,
        "file": _file,
        "key": _key,
        "edition": _edition,
        "apart": _apart,
        "frozen": _frozen,
        "sent": _sent,
    }
)
TYPES = frozenset({"revision", *_READERS})


# --- writing ----------------------------------------------------------------------------------------------------------


def line(item: Item) -> Object:
    """The line that says this; what `read` would not take is never handed to it by an honest office."""
    if isinstance(item, Revision):
        return _revision_line(item)
    told: Object = {"type": type(item).__name__.lower()}
    for name, value in item._asdict().items():
        told[name] = _plain(name, value)
    return told


def _plain(name: str, value: Any) -> Json:
    if isinstance(value, bytes):
        return crypto.to_text(value)
    if name == "until" and value is not None:
        return [value // COUNTS, value % COUNTS]
    if name == "mark":
        return f"{value:010x}"
    return list(value) if isinstance(value, tuple) else value


def _revision_line(revision: Revision) -> Object:
    return {
        "type": "revision",
        "id": revision.id,
        "record": revision.record,
        "case": revision.case,
        "form": revision.form,
        "version": revision.version,
        "time": [revision.time // COUNTS, revision.time % COUNTS],
        "worker": revision.worker,
        "office": revision.office,
        "set": {path: _written(value) for path, value in revision.sets.items()},
        "replaces": {path: list(names) for path, names in revision.replaces.items() if names},
    }


def _written(value: Any) -> Json:
    if isinstance(value, str):  # nearly all of them
        return value
    if isinstance(value, float):
        return {"number": repr(value)}
    if isinstance(value, list):
        return [_written(one) for one in value]
    if isinstance(value, dict):
        return {key: _written(one) for key, one in value.items()}
    return value  # type: ignore[no-any-return]
