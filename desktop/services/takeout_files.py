"""The files of a take-out: every sheet, save, draft and attached file in the open format of `open-format.md`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import access_log, attachments, cases, drafts, hybrid, records, sealing, takeout, workers
from db.attachments import Attachment
from db.cases import CaseRow
from db.drafts import Draft
from db.errors import VaultRefused
from db.merge import Revision
from db.records import Record
from desktop import paths
from desktop.bundle.archive import Listed, Member
from desktop.forms.schema import CodeList, Field, Form
from desktop.services import journal
from desktop.services.reports import internal_report
from desktop.services.session import Session

VERSION = 1
READ_ME = {"README.ro.txt": "takeout.ro.txt", "README.en.txt": "takeout.en.txt", "FORMAT.md": "open-format.md"}
LOOSE = "without-case"
LOG_STEP = 1000
_ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "image/webp": "webp",
}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)

Report = Callable[[int, int], None]
Lines = Iterable[Mapping[str, Any]]


@dataclass(slots=True)
class Counts:
    """What was written, for the manifest, once all of it was."""

    cases: int = 0
    sheets: int = 0
    revisions: int = 0
    drafts: int = 0
    files: int = 0
    unopened: set[tuple[str, str]] = field(default_factory=set)  # sealed texts whose key is gone: sheet and path


@dataclass(slots=True)
class Files:
    """The files of one take-out, made one after the other as they are asked for; nothing is held for longer."""

    session: Session  # of the job itself, within a view that stands still
    case: CaseRow | None  # None: everything
    language: str
    report: Report
    counts: Counts = field(default_factory=Counts)

    def members(self) -> Iterator[Member]:
        """Every file but the manifest."""
        for name, source in READ_ME.items():
            yield Member(name, [(paths.resources() / "help" / source).read_bytes()])
        yield _lines("people.jsonl", map(self._person, workers.everybody(self.session.conn)))
        yield _lines("definitions/forms.jsonl", map(_form, self._forms()))
        yield _lines("definitions/lists.jsonl", map(_list, self.session.library.definitions.lists.values()))
        rows = [self.case] if self.case else self._rows()
        yield _lines("cases.jsonl", map(_case, rows))
        for done, row in enumerate(rows):
            self.report(done, len(rows))
            self.counts.cases += 1
            yield from self._case(row)
        if self.case is None:
            yield from self._without_case()
            yield _lines("tables.jsonl", map(_tables, takeout.tables(self.session.conn)))
            yield _lines("log.jsonl", self._log())
        self.report(len(rows), len(rows))

    def manifest(self, listed: Sequence[Listed]) -> bytes:
        """What the archive holds, written when everything in it is known."""
        conn, hidden, counts = self.session.conn, self.session.vault.hidden, self.counts
        case = self.case.case if self.case else None
        left_cases, left_sheets = takeout.left_out(conn, hidden, self.session.worker.id, case)
        told = {
            "format": "ancora-takeout",
            "version": VERSION,
            "made": _iso(self.session, self.session.now()),
            "office": self.session.office.code,
            "country": self.session.office.country,
            "practice": self.session.office.practice,
            "scope": "case" if self.case else "office",
            "holds": "what the person who made it may see",
            "counts": {
                "cases": counts.cases,
                "sheets": counts.sheets,
                "revisions": counts.revisions,
                "drafts": counts.drafts,
                "files": counts.files,
            },
            "left_out": {"cases": left_cases, "sheets": left_sheets, "texts": len(counts.unopened)},
            "files": [{"name": one.name, "bytes": one.bytes, "sha256": one.sha256} for one in listed],
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    # --- a case -------------------------------------------------------------------------------------------------

    def _case(self, row: CaseRow) -> Iterator[Member]:
        folder = f"cases/{row.code}"
        yield from self._folder(folder, [one.id for one in records.of_case(self.session.conn, row.case)], row.case)
        paper = internal_report(self.session, row, self.language, self._answers)
        yield Member(f"{folder}/case.pdf", [paper.data], packed=True)

    def _without_case(self) -> Iterator[Member]:
        yield from self._folder(LOOSE, takeout.loose_records(self.session.conn), None)

    def _folder(self, folder: str, ids: Sequence[str], case: str | None) -> Iterator[Member]:
        conn = self.session.conn
        yield _lines(f"{folder}/sheets.jsonl", (self._sheet(folder, one) for one in ids))
        yield _lines(f"{folder}/revisions.jsonl", (self._revision(r) for i in ids for r in records.revisions(conn, i)))
        yield _lines(f"{folder}/drafts.jsonl", map(self._draft, self._drafts(case)))
        for one in (file for name in ids for file in attachments.of_record(conn, name)):
            self.counts.files += 1
            yield Member(_file_name(folder, one), _read(self.session, one), packed=True)

    def _sheet(self, folder: str, name: str) -> Mapping[str, Any]:
        found = records.get(self.session.conn, name)
        if found is None:
            raise VaultRefused("vault-damaged")  # it was listed a moment ago, in a view that stands still
        self.counts.sheets += 1
        files = attachments.of_record(self.session.conn, name)
        return {
            "sheet": found.id,
            "case": found.case,
            "form": found.form,
            "version": found.version,
            "state": found.state,
            "conflicts": found.conflicts,
            "created": _iso(self.session, found.created),
            "modified": _iso(self.session, found.modified),
            "worker": found.worker,
            "answers": self._answers(found),
            "files": [
                {"id": one.id, "type": one.mime, "bytes": one.size, "name": _file_name(folder, one)} for one in files
            ],
        }

    def _answers(self, found: Record) -> Mapping[str, Any]:
        return self._opened(found.body, found.case, found.id)

    def _revision(self, one: Revision) -> Mapping[str, Any]:
        self.counts.revisions += 1
        return {
            "revision": one.id,
            "sheet": one.record,
            "case": one.case,
            "form": one.form,
            "version": one.version,
            "time": str(one.time),
            "at": _iso(self.session, hybrid.to_datetime(one.time)),
            "doubtful": hybrid.is_doubtful(one.time, self.session.now()),
            "worker": one.worker,
            "office": one.office,
            "sets": self._opened(one.sets, one.case, one.record),
            "replaces": {path: list(ids) for path, ids in one.replaces.items()},
        }

    def _drafts(self, case: str | None) -> Iterator[Draft]:
        for record, worker in takeout.drafts_of(self.session.conn, case):
            if (found := drafts.get(self.session.conn, record, worker)) is not None:
                yield found

    def _draft(self, one: Draft) -> Mapping[str, Any]:
        self.counts.drafts += 1
        return {
            "sheet": one.record,
            "case": one.case,
            "form": one.form,
            "version": one.version,
            "worker": one.worker,
            "at": _iso(self.session, one.at),
            "sets": self._opened(one.body, one.case, one.record),
            "seen": {path: list(ids) for path, ids in one.seen.items()},
        }

    def _opened(self, values: Mapping[str, Any], case: str | None, record: str) -> dict[str, Any]:
        """The answers with their covered texts open; what was written before its sheet had a case has its own key."""
        return {path: self._open(value, case, record, path) if sealing.is_sealed(value) else value
                for path, value in values.items()}  # fmt: skip

    def _open(self, value: Mapping[str, Any], case: str | None, record: str, path: str) -> Any:
        for scope in dict.fromkeys(filter(None, (case, record))):
            try:
                return sealing.unseal(self.session.vault, scope, value)
            except VaultRefused:
                continue
        self.counts.unopened.add((record, path))
        return {"sealed": True}

    # --- the office ---------------------------------------------------------------------------------------------

    def _rows(self) -> list[CaseRow]:
        conn = self.session.conn
        return cases.page(conn, order="code", limit=takeout.amount(conn).cases)

    def _person(self, one: workers.Worker) -> Mapping[str, Any]:
        left = _iso(self.session, one.left_at) if one.left_at else None
        added = _iso(self.session, one.added_at)
        return {"worker": one.id, "name": one.name, "role": one.role, "added": added, "left": left}

    def _forms(self) -> Iterator[Form]:
        yield from self.session.library.definitions.forms.values()

    def _log(self) -> Iterator[Mapping[str, Any]]:
        """The newest first, without what concerns things that the reader does not see."""
        wanted, before = journal.seen_by(self.session), None
        while entries := access_log.page(self.session.conn, LOG_STEP, before, wanted):
            for one in entries:
                yield {
                    "num": one.num,
                    "at": _iso(self.session, one.at),
                    "worker": one.worker,
                    "verb": one.verb,
                    "about": one.object,
                    "count": one.count,
                }
            before = entries[-1].num


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(name: str, found: Lines) -> Member:
    return Member(name, (_ENCODER.encode(one).encode() + b"\n" for one in found))


def _case(row: CaseRow) -> Mapping[str, Any]:
    return {"case": row.case, "code": row.code, "opened": row.opened_on, "status": row.status,
            "folder": f"cases/{row.code}/"}  # fmt: skip


def _tables(found: takeout.Tables) -> Mapping[str, Any]:
    return {"period": found.period, "edition": found.edition, "office": found.office, "tables": json.loads(found.body)}


def _form(form: Form) -> Mapping[str, Any]:
    return {
        "form": form.id,
        "version": form.version,
        "code": form.code,
        "title": dict(form.title),
        "questions": [_question(one) for one in form.fields()],
    }


def _question(one: Field) -> Mapping[str, Any]:
    return {
        "path": one.pattern,
        "type": str(one.type),
        "label": dict(one.label),
        "list": one.list or None,
        "unit": dict(one.unit) if one.unit else None,
    }


def _list(codes: CodeList) -> Mapping[str, Any]:
    entries = [{"code": one.code, "label": dict(one.label)} for one in codes.entries]
    return {"list": codes.id, "version": codes.version, "title": dict(codes.title), "entries": entries}


def _file_name(folder: str, one: Attachment) -> str:
    return f"{folder}/files/{one.id}.{_ENDINGS.get(one.mime, 'bin')}"


def _read(session: Session, one: Attachment) -> Iterator[bytes]:
    yield attachments.read(session.conn, one.id)  # 25 MiB at most, and only when its turn has come


def _iso(session: Session, moment: datetime) -> str:
    return moment.astimezone(session.tz).isoformat(timespec="milliseconds")
