"""Told in a process of its own: create, put, team, report, export, import; any way to a network ends it at once."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

REFUSED: list[str] = []
WAYS = {
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    "socket.getnameinfo", "socket.sendto", "socket.sendmsg", "urllib.Request", "ftplib.connect", "smtplib.connect",
    "http.client.connect",
}  # fmt: skip


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """The interpreter tells of each socket before it is made, whoever asks for it."""
    if event == "socket.__new__":
        family = arguments[1]
        if family != getattr(socket, "AF_UNIX", None):
            REFUSED.append(event)
            raise PermissionError(event)
    elif event in WAYS and not (
        arguments and getattr(arguments[0], "family", None) == getattr(socket, "AF_UNIX", None)
    ):
        REFUSED.append(event)
        raise PermissionError(event)


def run(keys: list[str], *words: str) -> list[dict[str, Any]]:
    """One command; what it said."""
    from desktop.__main__ import main

    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(said):
        status = main([*keys, *words, "--json"])
    told = said.buffer.getvalue().decode()
    assert status == 0, (words, told)
    return [json.loads(line) for line in told.splitlines()]


def tell(office: list[str], region: list[str], folder: Path) -> None:
    for giver, taker, file in ((office, region, folder / "one.card"), (region, office, folder / "two.card")):
        (card,) = run(giver, "card", "export", str(file))
        run(taker, "card", "trust", str(file), "--fingerprint", card["fingerprint"])
    now = datetime.now(UTC).replace(microsecond=0)
    put(office, folder, {"case": None, "form": "case", "set": {"case_track": ["sv_adult"]}})
    (case,) = run(office, "cases")
    code = case["code"]
    hour = timedelta(hours=1)
    put(office, folder, {"case": code, "form": "report", "set": {"report_dt": (now - hour).isoformat()}})
    put(office, folder, {"case": code, "form": "incident", "set": {"inc_dt": (now - 5 * hour).isoformat(),
                                                                   "forms_legal": ["SEX"], "l1": True}})  # fmt: skip
    (shown,) = run(office, "case", "show", code)
    incident = next(record["record"] for record in shown["records"] if record["form"] == "incident")
    team = {"incident_ref": incident, "protocol": "sv_md", "protocol_version": 1, "t0": (now - 5 * hour).isoformat(),
            "r0": (now - hour).isoformat(), "first_contact": "SOC", "coordinator": "Altcineva",
            "steps/1/state": "facut"}  # fmt: skip
    put(office, folder, {"case": code, "form": "team", "set": team})
    run(office, "report", "case", code, "--out", str(folder / "case.pdf"))
    run(office, "report", "case", code, "--profile", "internal", "--out", str(folder / "inside.pdf"))
    period = f"{now.year - 1}-Q4"
    run(office, "export", "statistics", "--to", "RUN", "--period", period, "--out", str(folder / "a.ancora"))
    (fate,) = run(region, "import", str(folder / "a.ancora"))
    assert fate["status"] == "imported"
    run(region, "report", "statistics", "--period", period, "--out", str(folder / "region.pdf"))
    run(office, "vault", "check")
    run([], "print", "blank", "incident", "--out", str(folder / "blank.pdf"))
    run([], "self-test")


def put(keys: list[str], folder: Path, line: dict[str, Any]) -> None:
    file = folder / "line.jsonl"
    file.write_text(json.dumps(line), encoding="utf-8")
    run(keys, "record", "put", str(file))


def try_the_guard() -> None:
    """The ban bans: otherwise the story would prove nothing."""
    for attempt in (lambda: socket.socket(socket.AF_INET), lambda: socket.getaddrinfo("localhost", 80)):
        try:
            attempt()
        except PermissionError:
            continue
        raise AssertionError


if __name__ == "__main__":
    sys.addaudithook(guard)
    try_the_guard()
    tell(json.loads(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps({"story": "told", "refused_sockets": len(REFUSED)}) + "\n")
