"""JupyterLab in a browser: a person's server, and what that person does there by mouse and keyboard."""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import expect

BIN = Path(sys.executable).parent
PATIENCE = 120
"""Seconds that a server, a kernel or a page may take on a busy machine."""


def environment(home):
    """Return the environment of a person whose home is ``home``: nothing of whoever runs the tests."""
    kept = ("LANG", "LC_ALL", "TMPDIR", "TRAINDNN_DATA", "KERAS_BACKEND", "PYTHONPATH")
    own = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / ".jupyter",
        "JUPYTER_DATA_DIR": home / ".data",
        "JUPYTER_RUNTIME_DIR": home / ".runtime",
        "IPYTHONDIR": home / ".ipython",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "SHELL": "/bin/bash",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
    }
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        k: str(v) for k, v in own.items()
    }


@contextmanager
def server(home, folder, *options):
    """Run JupyterLab in ``folder``; yield its address with its token."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--ip=127.0.0.1",
        "--port=0",
        *root,
        *options,
    ]
    log = home / "server.log"
    with log.open("w", encoding="utf-8") as file:  # a file: kernels hold it for as long as they please
        process = subprocess.Popen(command, cwd=folder, env=environment(home), stdout=file, stderr=file)
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _address(process, log):
    """Wait until a server tells its address; return it."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        if told := re.search(r"http://127\.0\.0\.1:\d+/lab\?token=\w+", log.read_text("utf-8")):
            return told[0]
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    pytest.fail(f"JupyterLab does not start:\n{log.read_text('utf-8')[-4000:]}")


def set_up(home):
    """Let JupyterLab draw all cells of a notebook, near and far, so that each is found by its text."""
    write_settings(home, "notebook-extension/tracker", {"windowingMode": "none"})


def write_settings(home, name, settings):
    """Write settings of an extension of JupyterLab's, as its settings editor does."""
    path = home / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings), "utf-8")


class Lab:
    """JupyterLab in a tab of the browser, and the hands of whoever sits before it."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE * 1000)

    def open(self, address):
        """Open JupyterLab. Return this."""
        self.page.goto(address, wait_until="load")
        self.page.locator("#jp-main-dock-panel").wait_for()
        self.page.locator(".jp-Launcher").wait_for()
        return self

    def menu(self, *names):
        """Choose something from the menu, such as ``menu("Nbgrader", "Assignment List")``."""
        first, *others = names
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{first}$")).click()
        for name in others:
            self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).last.click()

    def tab(self, name):
        """Go to a tab."""
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel", has_text=name).first.click()

    def dialog(self, button="Ok"):
        """Return what a dialog says, and close it."""
        shown = self.page.locator(".jp-Dialog")
        shown.wait_for()
        text = shown.locator(".jp-Dialog-content").inner_text()
        shown.locator(f".jp-Dialog-button:has-text('{button}')").click()
        shown.wait_for(state="detached")
        return text

    @property
    def notebook(self):
        """The notebook that is open."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def open_file(self, path):
        """Open a file by its path, as the menu does."""
        self.menu("File", "Open from Path…")
        self.page.locator(".jp-Dialog input").fill(path)
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")

    def wait_for_kernel(self):
        """Wait until the notebook's kernel is idle."""
        self.notebook.locator(".jp-NotebookPanel-toolbar [data-status='idle']").first.wait_for()

    def answer(self, begins, parts):
        """Put each of ``parts`` in the place of a stub of the answer cell whose first line is ``begins``."""
        cell = self.notebook.locator(".jp-CodeCell", has_text=begins).first
        cell.scroll_into_view_if_needed()
        for part in parts:
            cell.locator(".cm-line", has_text="# YOUR CODE HERE").first.click()
            for key in ("Home", "Shift+ArrowDown", "Shift+End"):  # this line, and the one that raises
                self.page.keyboard.press(key)
            self.write(part)

    def answer_in_words(self, text):
        """Write ``text`` in the place of the stub of a written answer."""
        cell = self.notebook.locator(".jp-MarkdownCell", has_text="YOUR ANSWER HERE")
        cell.locator(".jp-MarkdownOutput").click()
        expect(
            self.notebook.locator(".jp-MarkdownCell.jp-mod-active", has_text="YOUR ANSWER HERE")
        ).to_have_count(1)
        self.page.keyboard.press("Enter")
        # What is typed beside an editor are commands, and M makes text of code.
        expect(self.notebook.locator(".jp-MarkdownCell .cm-editor.cm-focused")).to_have_count(1)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")

    def write(self, text):
        """Write a text, line by line. Where the editor has indented a line, what is written takes its place.

        A line goes in at once, as from an input method: key by key it takes a minute for each notebook.
        """
        keyboard = self.page.keyboard
        for number, line in enumerate(text.split("\n")):
            if number:
                keyboard.press("Enter")
                keyboard.press("Shift+Home")
            if line:
                keyboard.insert_text(line)

    def save(self):
        """Save the notebook, and wait until it is saved."""
        with self.page.expect_response(
            lambda response: response.request.method == "PUT" and "/api/contents/" in response.url
        ):
            self.page.keyboard.press("ControlOrMeta+s")
        expect(self.page.locator(".lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty")).to_have_count(0)


def sources(path):
    """Return the sources of a notebook's cells with a grade_id, by that."""
    cells = json.loads(Path(path).read_bytes())["cells"]
    named = {c["metadata"].get("nbgrader", {}).get("grade_id"): "".join(c["source"]) for c in cells}
    return {name: source for name, source in named.items() if name}
