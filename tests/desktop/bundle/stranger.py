"""A reader of bundles and cards, written from resources/help/bundle-format.md alone and with none of our code.

Whatever it does not find as the page says is a `Strange`; section numbers are those of the page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import nacl.bindings
import nacl.exceptions
import pyrage  # type: ignore[import-untyped]
from backports import zstd
from nacl.signing import VerifyKey

MIB: Final = 1024 * 1024
Object = dict[str, Any]
Check = Callable[[Any], None]


class Strange(Exception):
    """The page says otherwise."""


def need(holds: bool, what: str = "") -> None:
    if not holds:
        raise Strange(what)


@dataclass(frozen=True)
class Found:
    manifest: Object
    records: list[Object]
    attachments: dict[str, bytes] = field(default_factory=dict)
    hash: str = ""


def read(data: bytes, identity: str, sign_key: bytes, office: str | None = None) -> Found:
    """The whole of a bundle for the holder of this age identity, signed by this key of that office."""
    header(data)
    secret = pyrage.x25519.Identity.from_str(identity)
    try:
        plain = pyrage.decrypt(data, [secret])
    except pyrage.DecryptError as error:
        raise Strange("age") from error
    body, attached, told, signature = frames(plain)
    try:
        VerifyKey(sign_key).verify(b"ancora/1 manifest\0" + told, signature)
    except nacl.exceptions.BadSignatureError as error:
        raise Strange("signature") from error
    manifest = canonical(told)
    kind = check_manifest(manifest)
    need(office is None or manifest["office"] == office, "office")
    own = str(secret.to_public())
    need(manifest["to"] == [hashlib.blake2b(own.encode(), digest_size=16).hexdigest()], "to")
    said = manifest["body"]
    need((said["b2"], said["len"]) == (blake(body), len(body)), "body")
    need(said["raw"] <= 100 * said["len"], "ratio")
    files = attachments(attached)
    if kind.counted:
        need(not attached, "attached")
    else:
        framed = b"".join(b"A" + struct.pack(">I", len(content)) + content for content in attached)
        need(manifest["att"] == {"b2": blake(framed), "len": len(framed), "n": len(files)}, "att")
    records = lines(body, said["raw"])
    need(said["n"] == len(records), "n")
    kind.check(records, manifest, files)
    return Found(manifest, records, files, blake(told))


# --- 1 and 2: the file and its frames ---------------------------------------------------------------------------------


def header(data: bytes) -> None:
    need(len(data) <= 512 * MIB and data.startswith(b"age-encryption.org/v1\n"))
    end = re.search(rb"^--- .*\n", data[:8192], re.MULTILINE)
    need(end is not None, "header")
    assert end is not None
    types = re.findall(rb"^-> (\S+)", data[: end.start()], re.MULTILINE)
    need(b"X25519" in types and all(one == b"X25519" or one.endswith(b"-grease") for one in types), "stanza")


def frames(plain: bytes) -> tuple[bytes, list[bytes], bytes, bytes]:
    """Body, contents of the A frames, manifest, signature."""
    need(plain[:8] == b"ANCORA1\n", "magic")
    at, order, contents = 8, "", list[bytes]()
    while at < len(plain):
        need(at + 5 <= len(plain), "cut")
        type_, length = struct.unpack_from(">cI", plain, at)
        content = plain[at + 5 : at + 5 + length]
        need(len(content) == length and 1 <= length <= 262_144, "length")
        order += type_.decode("latin-1")
        contents.append(content)
        at += 5 + length
    need(re.fullmatch("B+A*MS", order) is not None, "order")
    pieces = list(zip(order, contents, strict=True))
    body = b"".join(content for type_, content in pieces if type_ == "B")
    attached = [content for type_, content in pieces if type_ == "A"]
    need(all(len(content) >= 16 for content in attached) and len(contents[-1]) == 64, "length")
    return body, attached, contents[-2], contents[-1]


def attachments(contents: list[bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    last, full = "", False
    for content in contents:
        id_, piece = content[:16].hex(), content[16:]
        if full and id_ == last:
            need(bool(piece), "an end without content")
            found[id_] += piece
        else:
            need(id_ not in found, "twice")
            found[id_] = piece
        last, full = id_, len(content) == 262_144
        need(len(found[id_]) <= 26_214_400, "large")
    return found


def blake(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


# --- 4: canonical JSON ------------------------------------------------------------------------------------------------


def spelled(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical(data: bytes) -> Object:
    try:
        value = json.loads(data.decode())
        need(spelled(value) == data, "spelling")
    except (ValueError, RecursionError) as error:
        raise Strange("json") from error
    need(isinstance(value, dict), "object")
    measure(value, 1)
    assert isinstance(value, dict)
    return value


def measure(value: Any, level: int) -> None:
    need(level <= 6 and not isinstance(value, float), "level")
    if isinstance(value, str):
        need(len(value) <= 262_144, "text")
    elif isinstance(value, int):
        need(abs(value) < 10**16, "number")
    elif isinstance(value, dict):
        for key, inside in value.items():
            measure(key, level + 1)
            measure(inside, level + 1)
    elif isinstance(value, list):
        for inside in value:
            measure(inside, level + 1)


# --- 6: the body ------------------------------------------------------------------------------------------------------


def lines(body: bytes, raw: int) -> list[Object]:
    need(body[:4] == b"\x28\xb5\x2f\xfd", "zstd")
    try:
        unpacking = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 23})
        unpacked = unpacking.decompress(body, raw + 1)
    except zstd.ZstdError as error:
        raise Strange("zstd") from error
    need(len(unpacked) == raw and unpacking.eof and not unpacking.unused_data, "unpacked")
    need(unpacked.endswith(b"\n"), "newline")
    found = unpacked[:-1].split(b"\n")
    need(all(len(line) <= MIB for line in found), "line")
    return [canonical(line) for line in found]


# --- shapes of values -------------------------------------------------------------------------------------------------


def text(least: int = 0, most: int = 262_144) -> Check:
    return lambda value: need(isinstance(value, str) and least <= len(value) <= most, "text")


def like(pattern: str) -> Check:
    return lambda value: need(isinstance(value, str) and re.fullmatch(pattern, value) is not None, pattern)


def whole(least: int = 0, most: int = 10**16) -> Check:
    return lambda value: need(type(value) is int and least <= value <= most, "whole")


def one_of(*values: str) -> Check:
    return lambda value: need(isinstance(value, str) and value in values, "one of")


def or_null(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def octets(least: int, most: int) -> Check:
    def check(value: Any) -> None:
        text()(value)
        try:
            found = base64.b64decode(value.encode(), validate=True)
        except (binascii.Error, ValueError) as error:
            raise Strange("base64") from error
        need(base64.b64encode(found).decode() == value and least <= len(found) <= most, "bytes")

    return check


def several(check: Check, most: int, *, least: int = 0, once: bool = False) -> Check:
    def check_all(value: Any) -> None:
        need(isinstance(value, list) and least <= len(value) <= most, "list")
        for one in value:
            check(one)
        need(not once or len({spelled(one) for one in value}) == len(value), "twice")

    return check_all


def keys(**checks: Check) -> Check:
    """Exactly these; a name that ends in `_` may be missing, `type_of` and `from_` are no names of the page."""
    told = {name.removesuffix("_"): check for name, check in checks.items()}
    must = {name for name in checks if not name.endswith("_")}

    def check_keys(value: Any) -> None:
        need(isinstance(value, dict) and must <= value.keys() <= told.keys(), "keys")
        for name, inside in value.items():
            told[name](inside)

    return check_keys


def truth(value: Any) -> None:
    need(isinstance(value, bool), "true or false")


def words(value: Any) -> None:
    need(isinstance(value, dict) and "ro" in value and value.keys() <= {"ro", "en", "ru", "uk"}, "words")
    for one in value.values():
        like("[^\n]+")(one)


def moment(value: Any) -> None:
    like(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")(value)
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise Strange("moment") from error


def day(value: Any) -> None:
    like(r"\d{4}-\d\d-\d\d")(value)
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise Strange("day") from error


def time(value: Any) -> None:
    need(isinstance(value, list) and len(value) == 2, "time")
    whole(0, 2**47 - 1)(value[0])
    whole(0, 65_535)(value[1])


def signing_key(value: Any) -> None:
    octets(32, 32)(value)
    need(nacl.bindings.crypto_core_ed25519_is_valid_point(base64.b64decode(value)), "point")


def recipient(value: Any) -> None:
    text()(value)
    try:
        need(str(pyrage.x25519.Recipient.from_str(value)) == value, "recipient")
        nacl.bindings.crypto_scalarmult(b"\x08" + bytes(31), behind(value))
    except (pyrage.RecipientError, nacl.exceptions.CryptoError) as error:
        raise Strange("recipient") from error


def behind(box: str) -> bytes:
    """The Bech32 content of `age1...`."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{letters.index(letter):05b}" for letter in box[4:-6])
    return bytes(int(bits[at : at + 8], 2) for at in range(0, 256, 8))


ID, HASH = like("[0-9a-f]{32}"), like("[0-9a-f]{64}")
NAME, OFFICE = like("[a-z][a-z0-9_]{0,63}"), like("[A-Z][A-Z0-9]{1,7}")
PERIOD = like(r"(19|2\d)\d\d(-Q[1-4])?")
KINDS = ("statistics", "pseudonymous", "transfer", "acknowledgement", "merge", "receipt", "directory", "trust")


# --- 5: the manifest --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    raw: int
    n: int
    attachments: int
    check: Callable[[list[Object], Object, Mapping[str, bytes]], None]
    counted: bool = False


def check_manifest(found: Object) -> Kind:
    need(found.get("v") == 1 and found.get("min_reader") == 1 and found.get("schema") == 1, "too new")
    need(isinstance(found.get("kind"), str) and found["kind"] in KINDS_READ, "kind")
    kind = KINDS_READ[found["kind"]]
    one = whole(1, 1)
    common: dict[str, Check] = {
        "v": one,
        "kind": one_of(*KINDS),
        "office": OFFICE,
        "seq": whole(1, 2**40),
        "prev": or_null(HASH),
        "schema": one,
        "min_reader": one,
        "to": several(ID, 1, least=1),
        "body": keys(b2=HASH, len=whole(1, 512 * MIB), n=whole(1, kind.n), raw=whole(1, kind.raw)),
    }
    if kind.counted:
        keys(**common, created=like(r"\d{4}-(0[1-9]|1[0-2])"), att=several(text(), 0))(found)
    else:
        attached = keys(b2=HASH, len=whole(0, 512 * MIB), n=whole(0, kind.attachments))
        keys(**common, node=ID, commit_no=whole(), created=moment, att=attached)(found)
    need((found["prev"] is None) == (found["seq"] == 1), "prev")
    return kind


CHANGE = keys(before=octets(32, 32), box=recipient, on=day, sign=signing_key, signature=octets(64, 64))


# --- 7: records -------------------------------------------------------------------------------------------------------


def typed(name: str, /, **checks: Check) -> Check:
    return keys(type=one_of(name), **checks)


def check_statistics(records: list[Object], _manifest: Object, _files: Mapping[str, bytes]) -> None:
    code, count = like(r"[A-Za-z0-9<][A-Za-z0-9_+-]{0,31}"), whole(0, 999_999)

    def row(value: Any) -> None:
        need(isinstance(value, list) and len(value) == 2, "row")
        code(value[0])
        threes(value[1])

    def threes(value: Any) -> None:
        count(value)
        need(value % 3 == 0, "base")

    head = typed("statistics", period=PERIOD, edition=whole(1, 99), base=whole(3, 3), tables=whole(0, 500))
    id_ = like("[a-z][a-z0-9_]{0,31}")
    table = typed("table", id=id_, version=whole(1, 9999), unit=id_, rows=several(row, 1000), total=threes)
    head(records[0])
    for record in records[1:]:
        table(record)
        codes = [code for code, _count in record["rows"]]
        need(len(set(codes)) == len(codes), "code twice")
    ids = [record["id"] for record in records[1:]]
    need(len(set(ids)) == len(ids) == records[0]["tables"], "tables")


PATH = like(r"[a-z][a-z0-9_]{0,63}(/[0-9a-z][0-9a-z_-]{0,63}(/[a-z][a-z0-9_]{0,63})?)?")


def revision_values(value: Any) -> None:
    need(isinstance(value, dict) and len(value) <= 10_000, "set")
    for path, inside in value.items():
        PATH(path)
        fractions(inside)


def fractions(value: Any) -> None:
    if isinstance(value, dict) and value.keys() == {"number"}:
        like(r"-?\d+(\.\d+)?(e[+-]?\d+)?")(value["number"])
        number = float(value["number"])
        need(repr(number) == value["number"] and abs(number) != float("inf"), "number")
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            fractions(inside)


def replaces(value: Any) -> None:
    need(isinstance(value, dict) and len(value) <= 10_000, "replaces")
    for path, ids in value.items():
        PATH(path)
        several(ID, 10_000, least=1)(ids)


def erased(value: Any) -> None:
    pattern = like("[a-z][a-z0-9_]{0,63}(/[a-z][a-z0-9_]{0,63})?")
    typed(
        "erased",
        id=ID,
        until=or_null(time),
        fields=several(pattern, 10_000, once=True),
        reason=like("[a-z][a-z0-9_-]{0,63}"),
        day=day,
    )(value)
    need((value["until"] is None) == (not value["fields"]), "erased")


def key(value: Any) -> None:
    typed("key", scope=ID, under=one_of("bundle", "office"), key=octets(32, 200))(value)
    need(value["under"] == "office" or len(base64.b64decode(value["key"])) == 32, "key")


HISTORY: dict[str, Check] = {
    "revision": typed(
        "revision",
        id=ID,
        record=ID,
        case=or_null(ID),
        form=NAME,
        version=whole(1, 10**16 - 1),
        time=time,
        worker=ID,
        office=OFFICE,
        set=revision_values,
        replaces=replaces,
    ),
    "author": typed("author", id=ID, name=text(1, 200), office=OFFICE),
    "erased": erased,
    "file": typed("file", id=ID, record=ID, mime=like("[a-z]{1,32}/[a-z0-9.+-]{1,64}"), size=whole(0, 26_214_400)),
    "key": key,
}


def apart(value: Any) -> None:
    typed("apart", one=ID, other=ID, worker=ID, at=moment)(value)
    need(value["one"] < value["other"], "apart")


def installation(value: Any) -> None:
    typed("installation", nodes=several(keys(node=ID, until=or_null(moment)), 1000, least=1))(value)
    nodes = value["nodes"]
    need(len({one["node"] for one in nodes}) == len(nodes), "node twice")
    need([one["until"] is None for one in nodes] == [False] * (len(nodes) - 1) + [True], "until")


def office_card(value: Any) -> None:
    typed(
        "office_card",
        office=OFFICE,
        kind=one_of("office", "region"),
        country=one_of("MD", "RO"),
        sign=signing_key,
        box=recipient,
        why=one_of("voice", "root", "list", "change"),
        trusted=or_null(moment),
        first=or_null(moment),
        by=or_null(ID),
        told_by=or_null(OFFICE),
        version=or_null(whole(1, 10**9)),
        root=or_null(signing_key),
        changes=several(CHANGE, 8),
        revoked=or_null(moment),
        reason=or_null(like("[a-z][a-z_]{0,31}")),
        lost=or_null(day),
    )(value)
    need((value["reason"] is None) == (value["revoked"] is None), "reason")
    check_changes(value)


def frozen(value: Any) -> None:
    typed("frozen", period=PERIOD, edition=whole(1, 99), body=text(2))(value)
    body = canonical(value["body"].encode("utf-8", "replace"))
    need(isinstance(body.get("tables"), list), "tables")
    head = {"type": "statistics", "period": value["period"], "edition": value["edition"], "base": 3}
    check_statistics([{**head, "tables": len(body["tables"])}, *body["tables"]], {}, {})


OF_MERGES: dict[str, Check] = {
    "office_card": office_card,
    "have": typed("have", hashes=several(HASH, 1000, once=True)),
    "installation": installation,
    "pc": typed(
        "pc",
        id=ID,
        number=whole(1, 9999),
        sign=signing_key,
        box=recipient,
        since=moment,
        by=or_null(ID),
        cert=octets(64, 64),
        retired=or_null(moment),
    ),
    "identity": typed("identity", keys=lambda value: need(isinstance(value, dict), "keys")),
    "edition": typed(
        "edition",
        kind=one_of("form", "protocol"),
        name=NAME,
        mark=like("[0-9a-f]{10}"),
        body=text(1),
        at=moment,
        worker=ID,
        counts=truth,
    ),
    "apart": apart,
    "frozen": frozen,
    "sent": typed(
        "sent",
        to=OFFICE,
        kind=one_of("statistics", "pseudonymous"),
        seq=whole(1, 2**40),
        hash=HASH,
        prev=or_null(HASH),
        period=or_null(PERIOD),
        records=whole(0, 10**15),
        bytes=whole(0, 10**15),
        at=moment,
        worker=ID,
    ),
}


def each(records: list[Object], known: Mapping[str, Check]) -> None:
    for record in records:
        kind = record.get("type")
        need(isinstance(kind, str) and kind in known, "type")
        known[str(kind)](record)


def announced(records: list[Object], files: Mapping[str, bytes]) -> None:
    told = {record["id"]: record["size"] for record in records if record["type"] == "file"}
    need(told == {id_: len(content) for id_, content in files.items()}, "announced")


def check_merge(records: list[Object], manifest: Object, files: Mapping[str, bytes]) -> None:
    most = 10**15
    typed("merge", after=whole(-1, most), upto=whole(0, most), sealed=whole(0, most))(records[0])
    need(records[0]["after"] <= records[0]["upto"], "after")
    each(records[1:], {**HISTORY, **OF_MERGES})
    of = {name: [one for one in records if one["type"] == name] for name in ("have", "installation", "identity")}
    need(all(len(found) == 1 for found in of.values()), "once")
    need(of["installation"][0]["nodes"][-1]["node"] == manifest["node"], "node")
    for name, by in (("pc", "id"), ("office_card", "sign")):
        told = [one[by] for one in records if one["type"] == name]
        need(len(set(told)) == len(told), "told twice")
    announced(records, files)


def check_moved(kind: str, names: tuple[str, ...]) -> Callable[[list[Object], Object, Mapping[str, bytes]], None]:
    def check(records: list[Object], _manifest: Object, files: Mapping[str, bytes]) -> None:
        typed(kind, case=ID, transfer=ID)(records[0])
        each(records[1:], {name: HISTORY[name] for name in names})
        case, sheet = records[0]["case"], records[0]["transfer"]
        for one in records[1:]:
            if kind == "acknowledgement" and one["type"] == "revision":
                need((one["case"], one["record"], one["form"]) == (case, sheet, "transfer"), "another record")
        announced(records, files)

    return check


def check_receipt(records: list[Object], _manifest: Object, _files: Mapping[str, bytes]) -> None:
    kind, seq = like("[a-z]{1,32}"), whole(1, 2**40)
    typed("receipt", streams=whole(0, 64), bundles=whole(0, 2000))(records[0])
    streams, bundles = records[0]["streams"], records[0]["bundles"]
    need(len(records) == 1 + streams + bundles, "how many")
    pairs = several(several(seq, 2, least=2), 100)
    for one in records[1 : 1 + streams]:
        typed("stream", kind=kind, node=or_null(ID), last=whole(0, 2**40), missing=pairs)(one)
        before = -1
        for first, last in one["missing"]:
            need(before + 1 < first <= last < one["last"], "missing")
            before = last
    for one in records[1 + streams :]:
        outcome = one_of("imported", "refused")
        code = or_null(like("[a-z][a-z0-9-]{0,47}"))
        typed("bundle", kind=kind, node=or_null(ID), seq=seq, hash=HASH, outcome=outcome, code=code)(one)
        need((one["code"] is None) == (one["outcome"] == "imported"), "code")
    named = [(one["kind"], one["node"]) for one in records[1 : 1 + streams]]
    hashes = [one["hash"] for one in records[1 + streams :]]
    need(len(set(named)) == len(named) and len(set(hashes)) == len(hashes), "twice")


PARTS: dict[str, tuple[int, str, Check]] = {
    "form": (60, "form", typed("form", body=text(1))),
    "protocol": (12, "protocol", typed("protocol", body=text(1))),
    "list": (
        60,
        "id",
        typed(
            "list",
            id=like("[A-Za-z][A-Za-z0-9_]*"),
            entries_=several(keys(code=text(1), label=words, group=text()), 60),
            retired_=several(text(1), 60, once=True),
        ),
    ),
    "line": (
        60,
        "id",
        typed("line", id=text(1), number=text(1), name=words, text=words, by_=text(1), checked_on_=day),
    ),
    "service": (
        400,
        "id",
        typed(
            "service",
            id=text(1),
            kind=text(1),
            name=words,
            place_=text(1),
            serves_=several(text(1), 400, once=True),
            phones_=several(text(1), 3, once=True),
            hours_=words,
        ),
    ),
    "indicator": (
        10,
        "id",
        typed(
            "indicator",
            id=text(1),
            version=whole(1, 9999),
            title=words,
            way=one_of("cases_opened", "cases_reported", "survivors_opened", "incidents_reported"),
            field=like(r"[a-z]\w*\.[a-z]\w*"),
        ),
    ),
}


def check_directory(records: list[Object], _manifest: Object, _files: Mapping[str, bytes]) -> None:
    typed("directory", version=whole(1, 9999), parts=whole(0, 602))(records[0])
    need(records[0]["parts"] == len(records) - 1, "parts")
    each(records[1:], {name: check for name, (_most, _by, check) in PARTS.items()})
    order = list(PARTS)
    named = [(order.index(one["type"]), part_name(one)) for one in records[1:]]
    need(named == sorted(set(named)), "order")
    for name, (most, _by, _check) in PARTS.items():
        need(sum(one["type"] == name for one in records) <= most, "too many")
    for one in records[1:]:
        codes = [entry["code"] for entry in one.get("entries", [])]
        own = codes if one["type"] == "list" else [one["id"]] if "id" in one else []
        need(all(code.startswith("r_") for code in own) and len(set(codes)) == len(codes), "own codes")


def part_name(one: Object) -> str:
    if one["type"] not in ("form", "protocol"):
        return str(one["id"])
    try:
        body = json.loads(one["body"])
    except (ValueError, RecursionError) as error:
        raise Strange("body") from error
    need(isinstance(body, dict) and spelled(body) == one["body"].encode(), "body")
    need(body.get("ancora") == f"local-{one['type']}" and body.get("schema") == 1, "body")
    need(isinstance(body.get(one["type"]), str), "body")
    return str(body[one["type"]])


def check_trust(records: list[Object], _manifest: Object, _files: Mapping[str, bytes]) -> None:
    typed(
        "list",
        region=OFFICE,
        root=octets(32, 32),
        version=whole(1, 10**9),
        made=day,
        offices=whole(1, 2000),
        b2=HASH,
        signature=octets(64, 64),
    )(records[0])
    head, entries = records[0], records[1:]
    said = {name: value for name, value in head.items() if name not in ("type", "signature")}
    verify(head["root"], b"ancora/1 list of offices", said, head["signature"])
    need(head["b2"] == blake(b"".join(spelled(one) + b"\n" for one in entries)), "b2")
    need(head["offices"] == len(entries), "offices")
    need(all((one.get("kind") == "region") == (one.get("office") == head["region"]) for one in entries), "region")
    entry = typed(
        "office",
        office=OFFICE,
        kind=one_of("office", "region"),
        country=one_of("MD", "RO"),
        sign=signing_key,
        box=recipient,
        since=day,
        changes=several(CHANGE, 8),
        revoked=or_null(day),
        reason=or_null(like("[a-z][a-z_]{0,31}")),
    )
    for one in entries:
        entry(one)
        check_changes(one)
        need((one["reason"] is None) == (one["revoked"] is None), "reason")
    places = [(one["office"], base64.b64decode(one["sign"])) for one in entries]
    in_force = [one["office"] for one in entries if one["revoked"] is None]
    practice = {one["office"].startswith("X") for one in entries}
    need(practice == {head["region"].startswith("X")}, "practice")
    need(places == sorted(places) and len({key for _office, key in places}) == len(places), "order")
    need(len(set(in_force)) == len(in_force) and head["region"] in in_force, "in force")


def verify(key_: str, label: bytes, said: Object, signature: str) -> None:
    try:
        VerifyKey(base64.b64decode(key_)).verify(label + b"\0" + spelled(said), base64.b64decode(signature))
    except (nacl.exceptions.CryptoError, ValueError) as error:
        raise Strange("signature") from error


# --- 8: cards ---------------------------------------------------------------------------------------------------------


def check_changes(one: Object) -> None:
    changes = one["changes"]
    for change in changes:
        said = {name: change[name] for name in ("before", "box", "on", "sign")}
        verify(change["before"], b"ancora/1 key change", {**said, "office": one["office"]}, change["signature"])
    line = [change["before"] for change in changes] + [one["sign"]]
    need(len(set(line)) == len(line) and [change["sign"] for change in changes] == line[1:], "changes")
    need(not changes or changes[-1]["box"] == one["box"], "changes")


def read_card(data: bytes) -> tuple[Object, str]:
    """The card and its fingerprint."""
    need(len(data) <= 4096, "size")
    first, body, signature, end = data.split(b"\n")
    need(first in (b"ANCORA-CARD1", b"ANCORA-CARD2") and end == b"", "lines")
    found = canonical(body)
    second = first.endswith(b"2")
    checks: dict[str, Check] = {
        "v": whole(2, 2) if second else whole(1, 1),
        "office": OFFICE,
        "kind": one_of("office", "region"),
        "country": one_of("MD", "RO"),
        "sign": signing_key,
        "box": recipient,
    }
    if second:
        vouched = keys(version=whole(1, 10**9), signature=octets(64, 64))
        checks |= {"root": or_null(signing_key), "vouched": or_null(vouched), "changes": several(CHANGE, 8)}
    keys(**checks)(found)
    if second:
        check_changes(found)
    if second and found["vouched"] is not None:
        said = {name: found[name] for name in ("box", "country", "kind", "office", "sign")}
        word = found["vouched"]
        verify(found["root"], b"ancora/1 card vouched", {**said, "version": word["version"]}, word["signature"])
    verify(found["sign"], b"ancora/1 card", found, signature.decode())
    return found, fingerprint(found)


def fingerprint(card: Object) -> str:
    root = card.get("root")
    label = b"ancora/1 fingerprint\0" if root is None else b"ancora/2 fingerprint\0"
    key_ = base64.b64decode(card["sign"]) + behind(card["box"]) + base64.b64decode(root or "")
    number = int.from_bytes(hashlib.blake2b(label + key_, digest_size=32).digest(), "big") % 10**30
    return " ".join(f"{number:030d}"[at : at + 5] for at in range(0, 30, 5))


KINDS_READ: dict[str, Kind] = {
    "statistics": Kind(16 * MIB, 501, 0, check_statistics, counted=True),
    "transfer": Kind(
        512 * MIB,
        1_000_000,
        100_000,
        check_moved("transfer", ("revision", "author", "erased", "file", "key")),
    ),
    "acknowledgement": Kind(16 * MIB, 10_000, 0, check_moved("acknowledgement", ("revision", "author"))),
    "merge": Kind(2048 * MIB, 5_000_000, 100_000, check_merge),
    "receipt": Kind(64 * MIB, 1_000_000, 0, check_receipt),
    "directory": Kind(64 * MIB, 100_000, 0, check_directory),
    "trust": Kind(16 * MIB, 10_000, 0, check_trust),
}
