"""Every page in four languages, light and dark, at both type sizes: nothing cut, nothing nameless, no name shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop.bundle import card as cards
from desktop.bundle import crypto
from desktop.bundle.card import Card
from desktop.gui.dressing import dress
from desktop.gui.first_start import CreateVault, FirstStart
from desktop.gui.join_card import JoinOffice
from desktop.gui.key_change import KeyCard
from desktop.gui.print_dialog import PrintDialog
from desktop.gui.unlock import BehindCard, Door, UnlockCard, WaitCard
from desktop.refusals import Refused
from desktop.services import (
    approvals,
    attach,
    erasure,
    intake,
    opinions,
    roster,
    sync,
    team_meetings,
    team_people,
    team_start,
    transfers,
    vaults,
)
from desktop.services.behind import Behind
from desktop.services.session import Session
from desktop.services.team_people import Note
from desktop.services.team_start import Wanted
from desktop.settings import Settings
from desktop.tour.hand import Hand, settle, wait_for
from tests.conftest import CHISINAU, FixedClock
from tests.desktop.services.apart_room import elsewhere
from tests.gui.desk_room import Room, make_vault, new_session, open_vault, program, texts
from tests.gui.walking import Strays, faults, left_in_english
from tests.pictures import pdf

pytestmark = pytest.mark.usefixtures("qapp")

SIZES = ((1338, 676), (1366, 768))
# Colours move nothing, so each is seen once in each size of type; the longest words are measured in the larger one.
CHOICES = [
    Settings("ro", "light", 100),
    Settings("en", "dark", 100),
    Settings("ro", "dark", 150),
    Settings("ru", "light", 150),
    Settings("uk", "light", 100),
]
# A walk through an office takes most of a minute: the language of the law, and the longest words at the largest size.
WALKED = [CHOICES[0], CHOICES[3]]
SECRETS = ("Canarulescu", "Ilincuța", "Martorescu", "Strada Ascunsă")  # invented, and asked for by nobody
FORMS = ("report", "case", "consent", "identity", "aggressor", "incident", "child", "first_evaluation", "risk",
         "safety_plan", "evaluation", "plan", "contract", "referral", "protection", "note", "monitoring", "closing",
         "stay")  # fmt: skip
BEGUN = dict.fromkeys(("begin_time", "begin_place", "begin_contact", "begin_where"), True)


@dataclass(frozen=True)
class Planted:
    """Closed vaults of an office and a region that know each other, and ids of what lies in the office."""

    office: Path
    region: Path
    case: str
    team: str
    records: dict[str, str]
    file: str
    aggressor: str
    offered: str  # a case on its way to another office
    apart: str  # a sheet that two computers wrote in


def _put(session: Session, case: str | None, form: str, answers: dict[str, Any]) -> tuple[str, str]:
    with session.vault.write(session.now()) as conn:
        written = intake.put(session, conn, {"case": case, "form": form, "record": None, "set": answers})
    return written.record, str(written.code)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    folder = tmp_path_factory.mktemp("offices")
    clock = _clock()
    office = new_session(folder / "office", clock)
    region = new_session(folder / "region", clock, kind="region")
    for giver, taker in ((office, region), (region, office)):
        file = folder / f"{giver.office.code}.card"
        sync.trust(taker, file, sync.save_card(giver, file).fingerprint)
    now = office.now()
    case, code = _put(office, None, "case", {"case_track": ["sv_adult"]})
    told = (now - timedelta(hours=5)).isoformat(timespec="minutes")
    happened = (now - timedelta(hours=41)).isoformat(timespec="minutes")
    records = {"case": case}
    for form, answers in (
        ("report", {"report_dt": told, "notifier_name": SECRETS[2], "immediate_danger": False}),
        ("consent", {"consent_registration": True}),
        ("identity", {"last_name": SECRETS[0], "first_name": SECRETS[1], "sex": "F", "do_not": ["apel"]}),
        ("aggressor", {"agg_rel": "SOT", "agg_sex": "M", "agg_name": SECRETS[2]}),
        ("incident", {"inc_dt": happened, "forms_legal": ["SEX"], "primary_form": "SEX"}),
        ("child", {"child_role": "martor", "child_age": 7, "child_name": SECRETS[1]}),
        ("first_evaluation", BEGUN | {"needs": ["juridic", "siguranta"], "needs_now": ["siguranta"]}),
        ("risk", BEGUN | {f"q{n}": n in {7, 10, 17} for n in range(1, 24)} | {"level_prof": "crescut"}),
        ("safety_plan", {"needed": True, "made_with": True, "safe_places": SECRETS[3], "copy": "la_ea",
                         "bag": ["acte", "chei", "acte_copii"], "during": ["suna_112", "iese_din"]}),
        ("evaluation", {"applicant": "beneficiara", "need_emo": "mare", "rec_services": ["GPS"]}),
        ("plan", {"services/a/cat": "PSI", "services/b/cat": "GPS", "services/b/status": "in_curs", "agreed": True,
                  "interventions/a/code": "ancheta_pe", "sessions/a/topic": "siguranta", "benefits/a/kind": "altele"}),
        ("contract", {"service_type": "adapost", "services": ["GPS", "PSI"], "amendments/a/text": "un an"}),
        ("referral", {"sector": "psihosocial", "urgency": "24_h", "contact": SECRETS[2], "feedback": "servit"}),
        ("protection", {"kind": "ORU", "decision": "emis", "issued_dt": told, "extended": True,
                        "valid_to": (now + timedelta(days=9)).isoformat(timespec="minutes"),
                        "breaches/a/reported": False}),
        ("appointment", {"start": (now + timedelta(hours=2)).isoformat(timespec="minutes"), "minutes": 60,
                         "place_kind": "oficiu", "with_kind": "persoana", "purpose": "P3", "remind_way": "fara",
                         "with_name": SECRETS[2], "state": "planificata"}),
        ("note", {"type": "psihologica", "next_step": "programare"}),
        ("monitoring", {"contact_lost": True, "risk_change": "a_crescut", "children/a/child": SECRETS[1]}),
        ("closing", {"close_reason": "transfer_catre", "may_return": False, "admit": "2026-11-20"}),
        ("stay", {"decision": "admis", "transfers/a/direction": "primita_din", "absences/a/away_from": told,
                  "exit_on": "2026-11-24"}),
    ):  # fmt: skip
        records[form] = _put(office, code, form, answers)[0]
    whole = {"close_date": "2026-11-24", "close_reason": "conform_planului", "may_return": True, "docs_complete": True}
    whole |= dict.fromkeys(("met_needs", "met_safety", "met_plan", "met_agreed", "met_told", "met_supervisor"), True)
    approvals.ask(office, _put(office, code, "closing", whole)[0])
    other, other_code = _put(office, None, "case", {"file_kind": "aggressor", "flags": ["risc_lucrator"]})
    _put(office, other_code, "identity", {"last_name": SECRETS[2]})
    _put(office, other_code, "aggressor_programme", {"referred_on": "2026-11-01", "signals/a/kind": "amenintare"})
    record = team_start.begin(office, case, Wanted("sv_md")).record
    listed = {"group": "POL", "institution": "Inspectoratul inventat de poliție", "function": "ofițer de gardă"}
    duty = {"hours/a/from": "08:00", "hours/a/to": "20:00", "away/a/from": "2026-12-01", "note": "întâi la gardă"}
    records["member"] = roster.put(office, {**listed, **duty, "name": "Ofițer Inventat"}).record
    roster.put(office, {**listed, "name": "Medic Alt Inventat", "group": "MED", "phones/a/number": "069123456"})
    team_people.note(office, record, Note("POL", "no_answer", person=records["member"]))
    team_people.declare(office, record, Note("ML", name="Medic Inventat", tie="vecin"))
    records["meeting"] = team_meetings.hold(office, record)
    for until, what in (("2026-11-23", "Se cere ordonanța"), ("2026-11-30", "Se anunță școala")):
        team_meetings.decide(office, records["meeting"], what, "POL", until, person="Ofițer Inventat")
    team_meetings.plan(office, record, (now + timedelta(days=6)).isoformat(timespec="minutes"), "Sala mică")
    opinions.put(office, "2026-Q3", 12, dict.fromkeys(opinions.QUESTIONS, (0, 0, 2, 4, 6, 0)))
    erasure.request(office, code, "cerere", "la ghișeu")
    file = attach.add_to_case(office, case, pdf(3), {"kind": "politie", "from": SECRETS[2]}).id
    offered = _offer(office, folder)
    apart = _apart(office)
    for session in (office, region):
        vaults.close_session(session, make_backup=False)
    return Planted(folder / "office", folder / "region", case, record, records, file, other, offered, apart)


def _offer(office: Session, folder: Path) -> str:
    """A case that is offered to an office of which there is the card."""
    seed, (_identity, recipient) = crypto.new_seed(), crypto.new_identity()
    card = Card("CR1", "office", "MD", crypto.sign_key_of(seed), recipient)
    (folder / "cr1.card").write_bytes(cards.write(card, seed))
    sync.trust(office, folder / "cr1.card", card.fingerprint)
    case, code = _put(office, None, "case", {"case_track": ["vd_adult"]})
    told = {"recipient": "adapost", "agreed": "da", "institution": SECRETS[3], "data": ["dosar_intreg"]}
    row = {f"release/a/{column}": value for column, value in {**told, "valid_until": "2026-12-20"}.items()}
    signed = {"explained_on": "2026-11-24", "signature": {"how": "paper", "on": "2026-11-24"}}
    _put(office, code, "consent", {**signed, **row})
    wanted = transfers.Wanted(case, "CR1", reason="siguranta", institution=SECRETS[3])
    transfers.offer(office, transfers.look(office, wanted), folder / "offer")
    return case


def _apart(office: Session) -> str:
    """Different answers: about safety, covered ones, long ones."""
    _case, code = _put(office, None, "case", {"case_track": ["vd_adult"]})
    told = {"first_name": SECRETS[1], "do_not": ["apel"], "letter_safe": False}
    sheet = _put(office, code, "identity", told)[0]
    elsewhere(office, sheet, {"first_name": SECRETS[0], "do_not": ["vizita", "loc_munca"], "letter_safe": True})
    note = _put(office, code, "note", {"type": "psihologica", "note": "Un text. " * 20})[0]
    elsewhere(office, note, {"note": "Alt text. " * 30})
    return sheet


def _clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 14, 30, tzinfo=CHISINAU))


@pytest.fixture
def strays() -> Iterator[Strays]:
    made = Strays()
    yield made
    made.stop()


def office_pages(planted: Planted) -> Iterator[tuple[str, dict[str, Any]]]:
    for page in ("today", "inbox", "cases", "teams", "sync", "conflicts", "trust", "reports", "guide", "manual"):
        yield page, {}
    for path in ("do_not", "letter_safe", "first_name"):
        yield "conflicts", {"record": planted.apart, "path": path}
    for view in ("services", "situations", "leaflets", "keys"):
        yield "guide", {"view": view}
    yield "guide", {"topic": "lives"}
    yield "inbox", {"state": "all"}
    yield "case", {"case": planted.case}
    for view in ("links", "risk", "plan", "consents", "files"):
        yield "case", {"case": planted.case, "view": view}
    yield "referral", {"case": planted.case}
    yield "referral", {"case": planted.case, "record": planted.records["referral"]}
    yield "calls", {}
    yield "approvals", {}
    yield "case", {"case": planted.aggressor}
    yield "calendar", {"case": planted.case}
    yield "calendar", {"record": planted.records["appointment"]}
    yield "pocket", {"case": planted.case}
    yield "viewer", {"case": planted.case, "file": planted.file}
    yield "history", {"record": planted.records["identity"]}
    yield "transcribe", {"form": "incident", "case": planted.case, "record": planted.records["incident"]}
    yield "access", {"case": planted.case}
    yield "erasure", {"case": planted.case}
    for tab in ("", "erasure", "computers", "register"):
        yield "settings", {"tab": tab}
    yield "register", {}
    yield "team", {"record": planted.team}
    yield "team", {"record": planted.team, "view": "crew"}
    yield "roster", {}
    yield "roster", {"record": planted.team}
    yield "form", {"form": "member", "case": None, "record": planted.records["member"]}
    yield "form", {"form": "member", "case": None, "record": None}
    yield "numbered", {}
    yield "numbered", {"record": planted.team, "number": "B000000B"}
    yield "drawer", {"protocol": "sv_md"}
    yield "team", {"record": planted.team, "step": "9"}
    for view in ("papers", "meetings", "after"):
        yield "team", {"record": planted.team, "view": view}
    yield "form", {"form": "meeting", "case": planted.case, "record": planted.records["meeting"]}
    yield "opinions", {}
    yield "team_begin", {}
    yield "team_begin", {"case": planted.case}
    yield "team_end", {"record": planted.team}
    yield "team_wall", {"record": planted.team}
    yield "leaving", {"to": "RUN", "period": "2026-Q3"}
    yield "pack", {}
    yield "reports", {"case": planted.case}
    yield "form", {"form": "report", "case": None, "record": None}
    yield "form", {"form": "case", "case": None, "record": None}
    for form in FORMS:
        yield "form", {"form": form, "case": planted.case, "record": planted.records[form]}
    yield from moving_pages(planted)


def moving_pages(planted: Planted) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "transfer", {"case": planted.case}
    yield "case", {"case": planted.offered}
    yield "form", {"form": "note", "case": planted.offered, "record": None}


def region_pages() -> Iterator[tuple[str, dict[str, Any]]]:
    for page in ("tables", "packs", "sync", "reports", "guide", "manual", "settings"):
        yield page, {}
    yield "settings", {"tab": "forms"}
    yield "settings", {"tab": "protocols"}


def idle(room: Room) -> None:
    """Until the paper is drawn and the tables are counted."""
    wait_for(lambda: room.desk.jobs.current is None and not room.desk.jobs.waiting, "the end of all jobs")
    settle()


def sections(room: Room, page: str) -> Iterator[str]:
    """The whole of a page: every section of a form, else the page as it is."""
    window = room.desk.window
    assert window is not None
    yield page
    if page == "form":
        hand = Hand(window)
        before = ""
        for number in range(2, 12):
            hand.control(Qt.Key.Key_PageDown)
            now = "\n".join(texts(window))
            if now == before:
                return
            before = now
            yield f"{page} {number}"


def walk(room: Room, pages: Iterator[tuple[str, dict[str, Any]]], language: str) -> Iterator[str]:
    """Every fault on every page at both sizes."""
    window = room.desk.window
    assert window is not None
    window.showNormal()
    for page, where in pages:
        for size in SIZES[: 1 if page == "form" else 2]:  # a form scrolls: the smaller window is the harder one
            window.resize(*size)
            settle()
            window.navigate(page, **where)
            idle(room)
            for part in sections(room, page):
                place = f"{part} {' '.join(str(value) for key, value in where.items() if key == 'form')} {size[0]}"
                yield from (f"{place}: {fault}" for fault in faults(window))
                read = texts(window)
                yield from (f"{place}: shows {secret}" for secret in SECRETS if any(secret in text for text in read))
                if language != "en":
                    yield from (f"{place}: English {text!r}" for text in left_in_english(read, language))


@pytest.mark.parametrize("chosen", WALKED, ids=lambda one: f"{one.language}-{one.theme}-{one.font_percent}")
def test_every_page_of_an_office(planted: Planted, strays: Strays, chosen: Settings) -> None:
    with program(planted.office, _clock(), chosen=chosen) as room:
        _open(strays, room)
        found = list(walk(room, office_pages(planted), chosen.language))
        _none([*found, *(f"a window of its own: {one}" for one in strays.seen)])


@pytest.mark.parametrize("chosen", CHOICES[2:], ids=lambda one: f"{one.language}-{one.theme}-{one.font_percent}")
def test_every_page_of_a_region(planted: Planted, strays: Strays, chosen: Settings) -> None:
    with program(planted.region, _clock(), chosen=chosen) as room:
        _open(strays, room)
        found = list(walk(room, region_pages(), chosen.language))
        _none([*found, *(f"a window of its own: {one}" for one in strays.seen)])


def _open(strays: Strays, room: Room) -> None:
    """Unlocked without the card; from then on only the window itself may be shown."""
    room.desk.open_window(open_vault(room.desk.folder, _clock()))
    assert room.desk.window is not None
    strays.allowed.append(room.desk.window)
    strays.seen = [one for one in strays.seen if not one.startswith(("MainWindow", "UnlockCard"))]


def _none(found: list[str]) -> None:
    assert not found, "\n".join(sorted(set(found)))


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda one: f"{one.language}-{one.theme}-{one.font_percent}")
def test_every_card(tmp_path: Path, clock: FixedClock, chosen: Settings) -> None:
    vault = make_vault(tmp_path / "vault", clock)
    told = Behind("vault-behind", clock(), clock() - timedelta(days=1), clock(), backup_has_more=True)
    with program(vault, clock, chosen=chosen) as room:
        cards: list[Door] = [
            UnlockCard(), FirstStart(), CreateVault(), BehindCard(told), WaitCard("…"), KeyCard(), UnlockCard(),
            CreateVault(), JoinOffice(),
        ]  # fmt: skip
        found: list[str] = []
        for number, card in enumerate(cards):
            room.desk.doorway.show(card)
            if number >= 6:
                card.refuse(Refused("wrong-passphrase"))
            if number >= 6 and isinstance(card, UnlockCard):
                card.hold(lambda: 32)
            card.showNormal()
            for size in SIZES:
                card.resize(*size)
                settle()
                found += [f"{card.objectName()} {size[0]}: {fault}" for fault in faults(card)]
                if chosen.language != "en":
                    english = left_in_english(texts(card), chosen.language)
                    found += [f"{card.objectName()}: English {text!r}" for text in english]
        _none(found)


@pytest.mark.parametrize("chosen", CHOICES, ids=lambda one: f"{one.language}-{one.theme}-{one.font_percent}")
@pytest.mark.parametrize("printers", [["A printer with a rather long name, second floor"], []], ids=["one", "none"])
def test_the_dialog_of_the_printer(qapp: QApplication, chosen: Settings, printers: list[str]) -> None:
    dress(qapp, chosen)
    dialog = PrintDialog(None, printers)
    dialog.show()
    settle()
    found = list(faults(dialog))
    if chosen.language != "en":
        found += [text for text in left_in_english(texts(dialog), chosen.language) if text not in printers]
    dialog.close()
    dialog.deleteLater()
    _none(found)


# --- the eyes themselves ----------------------------------------------------------------------------------------------


def test_the_eyes_see(qapp: QApplication, strays: Strays) -> None:
    """A search that finds nothing proves nothing."""
    window = QWidget()
    strays.allowed.append(window)
    label, text = QLabel("a long text that is cut", window), QLabel("words " * 40, window)
    text.setWordWrap(True)
    button, line, combo = QPushButton("a long button", window), QLineEdit(window), QComboBox(window)
    combo.addItem("a long choice that is cut")
    for widget in (label, text, button, combo):
        widget.setFixedSize(40, 14)
    scroll, inner = QScrollArea(window), QWidget()
    scroll.setWidgetResizable(True)
    wide = QLabel("x" * 200)
    QHBoxLayout(inner).addWidget(wide)
    scroll.setWidget(inner)
    line.move(9_000, 0)
    for _time in range(2):
        QShortcut(QKeySequence("Ctrl+B"), window)
    window.resize(200, 200)
    window.show()
    settle()
    seen = "\n".join(faults(window))
    for word in ("cut label", "cut text", "cut button", "cut choice", "page scrolls sideways", "over the edge",
                 "no accessible name", "2 owners of Ctrl+B"):  # fmt: skip
        assert word in seen, word
    assert left_in_english(["Today", "Astăzi"]) == ["Today"]
    QLabel("a flash", None).show()
    assert len(strays.seen) == 1
    window.deleteLater()
