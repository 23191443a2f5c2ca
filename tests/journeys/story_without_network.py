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
    exchange(office, region, folder, code)
    run(office, "vault", "check")
    run([], "print", "blank", "incident", "--out", str(folder / "blank.pdf"))
    run([], "self-test")


def exchange(office: list[str], region: list[str], folder: Path, code: str) -> None:
    """Every kind of file that offices and computers send each other."""
    send(region, office, folder / "receipt.ancora", "export", "receipt", "--to", "UN4")
    entry = {
        "type": "list",
        "id": "L5",
        "entries": [{"code": "r_run_parc", "label": {"ro": "Parcul central"}, "group": "public"}],
    }
    (folder / "pack.json").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    run(region, "pack", "add", str(folder / "pack.json"))
    run(region, "pack", "publish")
    send(region, office, folder / "pack.ancora", "export", "directory", "--to", "UN4")
    run(office, "pack", "accept")
    second = another(office, folder / "second", "--join", str(folder / "invite"), invited=office)
    send(office, second, folder / "one.ancora", "export", "merge", "--to", "2")
    send(second, office, folder / "two.ancora", "export", "merge", "--to", "1")
    home = another(office, folder / "home", "--office", "FA2")
    for giver, taker, file in ((office, home, folder / "three.card"), (home, office, folder / "four.card")):
        (card,) = run(giver, "card", "export", str(file))
        run(taker, "card", "trust", str(file), "--fingerprint", card["fingerprint"])
    today = datetime.now(UTC).date()
    agreed = {"explained_on": today.isoformat(), "signature": {"how": "paper", "on": today.isoformat()},
              "release/a/recipient": "adapost", "release/a/agreed": "da", "release/a/institution": "Casa",
              "release/a/data": ["dosar_intreg"],
              "release/a/valid_until": (today + timedelta(days=9)).isoformat()}  # fmt: skip
    put(office, folder, {"case": code, "form": "consent", "set": agreed})
    (folder / "institution").write_text("Casa", encoding="utf-8")
    offer = ("export", "transfer", "--to", "FA2", "--case", code, "--reason", "siguranta")
    send(office, home, folder / "offer.ancora", *offer, "--institution-file", str(folder / "institution"))
    send(home, office, folder / "answer.ancora", "transfer", "accept", code)
    run(office, "retire", "2")
    for keys in (office, region, home):
        run(keys, "trust", "list")
    run(office, "conflicts")


def another(keys: list[str], folder: Path, *how: str, invited: list[str] | None = None) -> list[str]:
    """One vault more, with the same person and passphrase; a second computer needs an invite."""
    more = ["--vault", str(folder), *keys[2:]]
    if invited is not None:
        (made,) = run(invited, "vault", "invite", how[1])
        code = Path(how[1]).with_name("code")
        code.write_text(made["code"], encoding="utf-8")
        how = (*how, "--join-code-file", str(code))
    run(more, "vault", "create", *how)
    return more


def send(giver: list[str], taker: list[str], file: Path, *words: str) -> None:
    run(giver, *words, "--out", str(file))
    (fate,) = run(taker, "import", str(file))
    assert fate["status"] == "imported", fate


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
