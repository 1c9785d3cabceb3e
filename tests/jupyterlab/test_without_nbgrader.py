"""A student with plain JupyterLab opens what was released, works, and checks it in JupyterLab's terminal."""

import json
import shutil
from pathlib import Path

from course import answers, make_course, make_student, run
from lab import BIN, server, write_settings
from playwright.sync_api import expect

NAME = "ps4-gradient-clipping"
EXTENSIONS = ("formgrader", "validate_assignment", "assignment_list", "course_list")


def plain(home):
    """Turn nbgrader's extensions off, as if nbgrader were not there; let a screen reader see the terminal."""
    write_settings(home, "terminal-extension/plugin", {"screenReaderMode": True})
    files = {
        home / ".jupyter" / "labconfig" / "page_config.json": {
            "disabledExtensions": {"@jupyter/nbgrader": True}
        },
        home / ".jupyter" / "jupyter_server_config.json": {
            "ServerApp": {
                "jpserver_extensions": {f"nbgrader.server_extensions.{name}": False for name in EXTENSIONS}
            }
        },
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    (home / ".profile").write_text(f'export PATH="{BIN}:$PATH"\n', "utf-8")  # the environment, activated


def outputs(path: Path) -> list[dict]:
    """All that the cells of a notebook have shown."""
    cells = json.loads(path.read_bytes())["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_a_notebook_is_solved_and_checked(tmp_path, lab, picture):
    teacher, student = make_course(tmp_path, NAME), make_student(tmp_path, exchange=False)
    run(teacher, "autograder", "release", NAME, "--no-calibrate")
    path = Path(shutil.copy(teacher / "course" / "release" / NAME / f"{NAME}.ipynb", student))
    plain(student)
    with server(student, student) as address, lab(address) as mine:
        expect(mine.page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader")).to_have_count(0)
        mine.open_file(path.name)
        mine.wait_for_kernel()
        for begins, parts, _ in answers(NAME).values():
            mine.answer(begins, parts)
        mine.menu("Run", "Run All Cells")
        last = mine.notebook.locator(".jp-CodeCell").last
        expect(last.locator(".jp-InputPrompt").first).to_have_text("[" + str(code_cells(path)) + "]:")
        mine.save()
        picture(mine, "solved")
        assert not [output for output in outputs(path) if output["output_type"] == "error"]

        mine.menu("File", "New", "Terminal")
        terminal = mine.page.locator(".jp-Terminal")
        terminal.locator(".xterm-accessibility-tree").wait_for()
        terminal.click()
        mine.page.keyboard.type(f"autograder check {path.name}\n")
        said = terminal.locator(".xterm-accessibility-tree")
        expect(said).to_contain_text("15 of 15 test cells passed.")
        picture(mine, "checked")


def code_cells(path: Path) -> int:
    """How many cells of a notebook run."""
    return sum(cell["cell_type"] == "code" for cell in json.loads(path.read_bytes())["cells"])
