"""A long form opened in the window and walked through, against its very widgets built bare."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from installer import bench_start
from installer.bench_race import Row, row, stopwatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.gui.main_window import MainWindow
    from installer import bench_bare

FORM = "identity"  # nearly sixty questions of every kind
ROUNDS = 8


def opening(folder: Path) -> Row:
    """Every section of the form shown and painted once; windows need a process of their own."""
    command = [sys.executable, "-m", "installer.bench_form", str(folder / bench_start.VAULT)]
    told = json.loads(bench_start.run(command, folder).splitlines()[-1])
    return row(f"a form opened, all {told['fields']} questions", told["ours"], told["bare"], 1.5)


# --- in the fresh process ---------------------------------------------------------------------------------------------


def measured(vault: Path) -> dict[str, object]:
    """Seconds of each round, ours and bare in turn, each time of another case."""
    from desktop.services import cases
    from installer import bench_bare

    ours, bare = [], []
    with bench_start.window_over(vault) as opened:
        application, window, session = opened.application, opened.window, opened.session
        for case in cases.page(session, cases.Filter(), limit=ROUNDS).rows:
            ours.append(stopwatch(partial(walk, application, window, case.case)))
            plan = bench_bare.plan_of(window.page("form"))
            bare.append(stopwatch(partial(walk_bare, application, window, plan)))
            window.navigate("today")
        questions = [field for field in session.library.definitions.form(FORM).fields() if not field.group]
    return {"ours": ours, "bare": bare, "fields": len(questions)}


def walk(application: QApplication, window: MainWindow, case: str) -> None:
    """The form of a case from its first section to its last, each painted."""
    from desktop.gui.forms.form_view import FormView

    page = window.navigate("form", form=FORM, case=case)
    (view,) = page.findChildren(FormView)
    for section in view.state.form.sections:
        view.show_section(section.id)
        show(application, window)


def walk_bare(application: QApplication, window: MainWindow, plan: bench_bare.Plan) -> None:
    """The same widgets in a window of the same size, a section after the other."""
    from PySide6.QtWidgets import QMainWindow, QWidget

    from installer import bench_bare

    bare = QMainWindow()
    bare.resize(window.size())
    bare.setCentralWidget(bench_bare.build(plan))
    bare.show()
    sections = [each for each in bare.findChildren(QWidget) if each.objectName().startswith("section:")]
    for section in sections:
        for each in sections:
            each.setVisible(each is section)
        show(application, bare)
    bare.close()
    bare.deleteLater()


def show(application: QApplication, window: QWidget) -> None:
    application.processEvents()
    window.repaint()


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))
