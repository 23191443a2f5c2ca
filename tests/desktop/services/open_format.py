"""A reader written from resources/help/open-format.md alone, with age, zip and JSON and none of our code."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyrage  # type: ignore[import-untyped]


class NotAsListed(AssertionError):
    """A file of the archive is missing, differs from the manifest, or is not named in it."""


@dataclass
class Archive:
    manifest: dict[str, Any]
    files: dict[str, bytes]
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, name: str) -> list[dict[str, Any]]:
        """The lines of a `.jsonl` file (section 2)."""
        data = self.files[name]
        assert data == b"" or data.endswith(b"\n")
        return [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]

    @property
    def folders(self) -> list[str]:
        return [case["folder"] for case in self.of("cases.jsonl")] + [
            "without-case/" for _ in range("without-case/sheets.jsonl" in self.files)
        ]

    def every(self, name: str) -> list[dict[str, Any]]:
        """The lines of this file in every folder."""
        return [line for folder in self.folders for line in self.of(folder + name)]

    @property
    def text(self) -> str:
        """Everything that can be read as text."""
        return "\n".join(
            data.decode("utf-8") for name, data in self.files.items() if name.endswith((".jsonl", ".json"))
        )


def read(data: bytes, identity: str | None = None) -> Archive:
    """Sections 1 to 3."""
    if identity is not None:
        assert data.startswith(b"age-encryption.org/v1\n")
        data = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    assert len(files) == len(names) and names[-1] == "manifest.json"
    assert all(name.isascii() and not name.startswith("/") and ".." not in name.split("/") for name in names)
    manifest = json.loads(files["manifest.json"])
    assert (manifest["format"], manifest["version"]) == ("ancora-takeout", 1)
    listed = {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["files"]}
    there = {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    del there["manifest.json"]
    if listed != there:
        raise NotAsListed(sorted(dict(listed.items() ^ there.items())))
    return Archive(manifest, files)


def living(revisions: list[dict[str, Any]], sheet: str) -> dict[str, list[Any]]:
    """Section 6: for each path of a sheet the different values that live, the one that stands last."""
    own = [one for one in revisions if one["sheet"] == sheet]
    found: dict[str, list[Any]] = {}
    for path in sorted({path for one in own for path in one["sets"]}):
        setters = [one for one in own if path in one["sets"]]
        replaced = {name for one in setters for name in one["replaces"].get(path, []) if name != one["revision"]}
        alive = [one for one in setters if one["revision"] not in replaced]
        alive.sort(key=lambda one: (int(one["time"]), one["revision"]))
        values: list[Any] = []
        for one in alive:
            value = one["sets"][path]
            values = [other for other in values if other != value] + [value]
        found[path] = values
    return found


def words_of(archive: Archive, language: str) -> Iterator[tuple[str, str, Any]]:
    """Sections 4 and 5: (form, question, words of the answer) of every standing answer, codes looked up in lists."""
    lists = {one["list"]: one for one in sorted(archive.of("definitions/lists.jsonl"), key=lambda one: one["version"])}
    forms = {(one["form"], one["version"]): one for one in archive.of("definitions/forms.jsonl")}
    for sheet in archive.every("sheets.jsonl"):
        form = forms[(sheet["form"], sheet["version"])]
        questions = {one["path"]: one for one in form["questions"]}
        for path, value in sheet["answers"].items():
            parts = path.split("/")
            question = questions.get(parts[0] if len(parts) == 1 else f"{parts[0]}/{parts[-1]}")
            if question is None:
                continue  # a row of a group by itself
            entries = (
                {one["code"]: one["label"] for one in lists[question["list"]]["entries"]} if question["list"] else {}
            )
            codes = value if isinstance(value, list) else [value]
            told = [entries[code][language] if isinstance(code, str) and code in entries else code for code in codes]
            yield form["title"][language], question["label"][language], told
