"""One case from the first call to the region's table, done by hand in the real window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from db.keys import KdfCost
from desktop.gui.desk import Desk
from desktop.gui.unlock import UnlockCard
from desktop.i18n import _
from desktop.indicators.period import Period
from desktop.services import practice, sync, vaults
from desktop.services.session import Session
from desktop.settings import Settings
from desktop.tour.hand import Hand, settle, wait_for
from desktop.tour.places import ChosenFiles, SaidEnding

SIZE = (1366, 768)
OFFICE, REGION = practice.OFFICE, practice.REGION
REGION_WORKER = "Rodica Exercițiu"

Say = Callable[[str], None]


def now() -> datetime:
    return datetime.now(UTC)


class Tour:
    """The whole story; each step says what it is about to do, does it, and leaves what it made in `out`."""

    def __init__(self, out: Path, say: Say, *, cost: KdfCost | None = None, cases: int = practice.CASES) -> None:
        self.out, self._say, self._cost, self._cases = out, say, cost, cases
        self._files = ChosenFiles()
        self._pictures = 0
        self.code = ""
        self.made: list[Path] = []

    def run(self) -> None:
        """The office's day, then the region's."""
        for folder in ("pictures", "files"):
            (self.out / folder).mkdir(parents=True, exist_ok=True)
        region_card = self._make_region()
        desk = self._open_office()
        self._take_report()
        self._open_case()
        self._fill_intake()
        self._start_team()
        self._print_report()
        bundle = self._export(region_card)
        ending = self._lock(desk)
        self._import(bundle)
        self._say(_("The window ended as it should: {how}.").format(how=_(ending.how)))

    # --- two offices --------------------------------------------------------------------------------------------

    def _make_region(self) -> Path:
        self._say(_("A practice region is made; its card is saved for the office."))
        folder = self.out / "region"
        made = vaults.create(
            folder, office=REGION, kind="region", worker=REGION_WORKER, passphrase=practice.PASSPHRASE, clock=now,
            practice=True, cost=self._cost,
        )  # fmt: skip
        desk = self._desk(folder, made_of=made)
        self._hand = self._window(desk)
        self._go("sync")
        card = self.out / "files" / "region.ancora-card"
        self._files.save_as = card
        self._hand.press("first_save" if self._hand.sees("first_save") else "save_card")
        wait_for(card.exists, "the region's card")
        desk.close()
        return self._keep(card)

    def _open_office(self) -> Desk:
        self._say(_("A practice office of invented people is made and unlocked with name and passphrase."))
        folder = self.out / "office"
        made = practice.make(folder, cases=self._cases, seed=1, clock=now, cost=self._cost)
        vaults.close_session(made, make_backup=False)
        desk = self._desk(folder)
        desk.start()
        wait_for(lambda: isinstance(desk.door, UnlockCard), "the unlock card")
        door = desk.door
        assert door is not None  # noqa: S101 - waited for above
        hand = Hand(door)
        self._hand = hand
        self._picture("unlock")
        hand.press("open")
        wait_for(lambda: desk.window is not None, "the window")
        self._hand = self._window(desk)
        self._picture("today")
        return desk

    # --- the office's day ---------------------------------------------------------------------------------------

    def _take_report(self) -> None:
        self._say(_("A neighbour calls: Ctrl+N takes the report."))
        self._hand.control(Qt.Key.Key_N)
        self._answer(
            immediate_danger="false", child_involved="nu", channel="telefonic", notifier_type="vecin",
            notifier_name="Ion Încercaru", victim_aware="true", decision="preluat", case_ground="consimtamant",
        )  # fmt: skip
        self._save("report")

    def _open_case(self) -> None:
        self._say(_("The report becomes a case."))
        self._hand.press("open_case")
        self._answer(case_track=["sv_adult"])
        self._save("", lambda: self._page() == "case")
        self.code = self._hand.text("code")
        self._picture("case")

    def _fill_intake(self) -> None:
        self._say(_("Intake: consent, identity, the alleged aggressor, the incident with its six questions."))
        today = now().astimezone()
        happened = today - timedelta(hours=9)
        self._form("consent", consent_registration="true", consent_services="da", consent_contact="da")
        self._form(
            "identity", last_name="Exemplescu", first_name="Ștefania", birth_date="1991", sex="F",
            environment="rural", civil_status="casatorit",
        )  # fmt: skip
        self._form("aggressor", agg_rel="SOT", agg_sex="M", agg_age_band="26-40")
        self._form(
            "incident", inc_dt=f"{happened:%d.%m.%Y %H:%M}", inc_place_type="domiciliul_comun", forms_legal=["SEX"],
            primary_form="SEX", l1="true", narrative=_("Practice: the account would stand here, written once."),
        )  # fmt: skip

    def _start_team(self) -> None:
        self._say(_("The intervention team is started; its clocks run, and the first steps are ticked."))
        self._hand.press("team")
        wait_for(lambda: self._page() == "team_begin", "the beginning of the team")
        self._hand.press("begin_team")
        wait_for(lambda: self._page() == "team", "the team")
        self._picture("team")
        for step in ("1", "2", "3", "4"):
            self._hand.press_in(f"step_{step}", "facut")
        self._picture("team-ticked")
        for view in ("crew", "papers", "after"):
            self._hand.press(f"view_{view}")
            self._picture(f"team-{view}")
        self._hand.press("view_board")

    def _print_report(self) -> None:
        self._say(_("The anonymised report is made, read back and proved, then saved."))
        self._go("reports")
        self._hand.write("case_code", self.code)
        paper = self.out / "files" / "report.pdf"
        self._files.save_as = paper
        wait_for(lambda: self._hand.can_press("save"), "the proof")
        self._picture("report")
        self._hand.press("save")
        wait_for(paper.exists, "the report")
        self._keep(paper)

    def _export(self, region_card: Path) -> Path:
        self._say(_("The region's card is trusted after its fingerprint was compared; the closed quarter leaves."))
        self._go("sync")
        self._files.to_open = [region_card]
        self._hand.press("first_add" if self._hand.sees("first_add") else "add_card")
        self._hand.write("fingerprint", sync.read_card(region_card).fingerprint)
        own = self.out / "files" / "office.ancora-card"
        self._files.save_as = own
        self._hand.press("save_card")
        wait_for(own.exists, "the office's card")
        self._keep(own)
        self._picture("sync")
        period = str(Period.of(now().date()).before())
        self._go("leaving", to=REGION, period=period)
        bundle = self.out / "files" / "statistics.ancora"
        self._files.save_as = bundle
        wait_for(lambda: self._hand.can_press("read"), "the tables that leave")
        self._hand.press("read")
        self._picture("leaving")
        wait_for(lambda: self._hand.can_press("save_file"), "the leave to save")
        self._hand.press("save_file")
        wait_for(bundle.exists, "the bundle")
        return self._keep(bundle)

    def _lock(self, desk: Desk) -> SaidEnding:
        self._say(_("Ctrl+L locks: within a second nothing is left on the screen."))
        self._hand.control(Qt.Key.Key_L)
        ending = desk.ending
        assert isinstance(ending, SaidEnding)  # noqa: S101 - the tour gave it
        wait_for(lambda: ending.how == "locked", "the lock")
        return ending

    # --- the region's day ---------------------------------------------------------------------------------------

    def _import(self, bundle: Path) -> None:
        self._say(_("The region trusts the office, imports its file and sees its table."))
        desk = self._desk(self.out / "region", by=REGION_WORKER)
        self._hand = self._window(desk)
        self._go("sync")
        card = self.out / "files" / "office.ancora-card"
        self._files.to_open = [card]
        self._hand.press("first_add" if self._hand.sees("first_add") else "add_card")
        self._hand.write("fingerprint", sync.read_card(card).fingerprint)
        self._files.to_open = [bundle]
        self._hand.press("choose_files")
        wait_for(lambda: self._hand.sees("fates"), "the fate of the file")
        self._picture("region-import")
        self._go("tables")
        wait_for(lambda: self._hand.can_press("save"), "the region's figures")
        self._picture("region-tables")
        table = self.out / "files" / "region-table.pdf"
        self._files.save_as = table
        self._hand.press("save")
        wait_for(table.exists, "the region's table")
        self._keep(table)
        desk.close()

    # --- what every step does -----------------------------------------------------------------------------------

    def _desk(self, folder: Path, *, made_of: Session | None = None, by: str = "") -> Desk:
        desk = Desk(folder, SaidEnding(), practising=True, chosen=Settings(theme="light"), files=self._files)
        if by:
            made_of = vaults.open_session(folder, worker=by, passphrase=practice.PASSPHRASE, clock=now)
        if made_of is not None:
            desk.open_window(made_of)
        return desk

    def _window(self, desk: Desk) -> Hand:
        window = desk.window
        assert window is not None  # noqa: S101 - the caller opened it
        window.showNormal()  # however small the screen is that nobody looks at
        window.resize(*SIZE)
        settle()
        self._page = window.present_page
        self._navigate = window.navigate
        return Hand(window)

    def _go(self, page: str, **where: str) -> None:
        self._navigate(page, **where)
        settle()

    def _answer(self, **answers: str | list[str]) -> None:
        for path, value in answers.items():
            self._hand.answer(path, value)

    def _form(self, form: str, **answers: str | list[str]) -> None:
        """Open a form from its line in the case, fill it, save it, and go back to the case."""
        self._hand.press(f"form_{form}")
        wait_for(lambda: self._page() == "form", form)
        self._answer(**answers)
        self._save(form)
        self._hand.press("back")
        wait_for(lambda: self._page() == "case", "the case")

    def _save(self, picture: str, done: Callable[[], bool] | None = None) -> None:
        """Ctrl+S; a picture before it, if it has a name."""
        if picture:
            self._picture(picture)
        self._hand.control(Qt.Key.Key_S)
        if self._hand.sees("save_anyway"):
            self._hand.press("save_anyway")
        wait_for(done or (lambda: self._hand.sees("form_state")), "the save")

    def _picture(self, name: str) -> None:
        self._pictures += 1
        self._keep(self._hand.picture(self.out / "pictures" / f"{self._pictures:02d}-{name}.png"))

    def _keep(self, file: Path) -> Path:
        self.made.append(file)
        return file
