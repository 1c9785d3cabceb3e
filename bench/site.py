"""How heavy is a page of the site when it is first opened, beside a plain Jupyter Book of the same text?

    python bench/site.py [--pages PAGE ...] [--ours FOLDER] [--peer FOLDER] [--runs N] [--quick] [--json FILE]

Both sites are built in temporary copies of the tree unless a folder of a built one is named. A page is opened
in headless Chromium, in a window as narrow as a telephone's, by somebody who has never been here; what it
asks for until the network is quiet is counted, and weighed as it lies on the disk and as web servers compress
it. What a page asks of other sites is counted whether they answer or not, and weighed if they do. With
`LIGHTHOUSE=<path of the command lighthouse>` (npm install lighthouse), or with the command on the path, its
scores are given too, with its own settings for telephones. `CHROMIUM` names the browser.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import peers
from plain_book import PAGES, QUICK_PAGES, our_book, plain_book
from playwright.sync_api import Browser, Request, Response, sync_playwright
from side_by_side import Row, Spread, Turns, alternating, begun, installed, options, publish

SITES = OURS, PLAIN = "this book", "jupyter-book"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
ALREADY_COMPRESSED = ("image/png", "image/jpeg", "image/webp", "font/woff2")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
Figures = dict[str, float]
"""Of one page: `requests`, `other` (those to other sites), `unanswered` (those that got nothing), `raw` and
`compressed` (weights in kB), and Lighthouse's scores."""
LOADS = {
    "requests": ("first load of a page: requests", "requests"),
    "other": ("first load of a page: of these to other sites", "requests"),
    "compressed": ("first load of a page, compressed", "kB"),
    "raw": ("first load of a page, as it lies on the disk", "kB"),
}
"""Words and unit of each figure of a first load."""


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Serves files as a web server does: text compressed, everything cacheable, connections kept."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the file, compressed where that pays."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if path.suffix not in COMPRESSED or not path.exists():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        """Let browsers keep what they have."""
        self.send_header("Cache-Control", "public, max-age=31536000")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yields the address."""
    handler = functools.partial(Compressing, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def chromium() -> str:
    """Path of the browser.

    Raises:
        SystemExit: if there is none.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise SystemExit(
            f"expected one of {', '.join(names)} on the path. Received: none. "
            "Debian: apt install chromium. Elsewhere: set CHROMIUM to its path."
        )
    return found


def first_load(browser: Browser, address: str, page: str) -> Figures:
    """What a page asks for until the network is quiet; weights in kB (1,000 bytes)."""
    context = browser.new_context(viewport={"width": 412, "height": 900})
    asked: list[Request] = []
    answered: list[Response] = []
    try:
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request))
        tab.on("response", lambda response: answered.append(response))
        tab.goto(f"{address}/{page}", wait_until="networkidle")
        wanted = [request.url for request in asked if request.url.startswith("http")]
        bodies = [(answer, answer.body()) for answer in answered if answer.status == 200]
    finally:
        context.close()
    return {
        "requests": len(wanted),
        "other": sum(not url.startswith(address) for url in wanted),
        "unanswered": len(wanted) - sum(answer.url.startswith("http") for answer in answered),
        "compressed": sum(transferred(answer, body) for answer, body in bodies) / 1e3,
        "raw": sum(len(body) for _, body in bodies) / 1e3,
    }


def transferred(answer: Response, body: bytes) -> int:
    """Bytes of a file as a web server would send it."""
    ready = answer.headers.get("content-type", "").startswith(ALREADY_COMPRESSED)
    return len(body) if ready or answer.url.endswith(".woff2") else len(gzip.compress(body))


def lighthouse() -> str | None:
    """Path of the command lighthouse; None without one."""
    return os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")


def browser_versions() -> dict[str, str]:
    """Versions of what looks at the pages."""
    commands = {"browser": chromium(), "Lighthouse": lighthouse()}
    asked = {
        name: subprocess.run([command, "--version"], capture_output=True, text=True).stdout.strip()
        for name, command in commands.items()
        if command
    }
    return {**installed("playwright"), **{name: text or "unknown" for name, text in asked.items()}}


def scores(command: str, url: str) -> Figures:
    """Lighthouse's scores of a page, 0 to 100.

    Raises:
        SystemExit: if Lighthouse fails.
    """
    chosen = ["--only-categories=" + ",".join(CATEGORIES), "--output=json", "--output-path=stdout", "--quiet"]
    words = [command, url, f"--chrome-flags=--headless {' '.join(FLAGS)}", *chosen]
    environment = {**os.environ, "CHROME_PATH": chromium()}
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(
            f"expected Lighthouse's report on {url}. Received:\n{done.stderr[-1500:]}\n"
            "Leave Lighthouse out by unsetting LIGHTHOUSE, or call it by hand."
        )
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES}


def measured(sites: dict[str, Path], pages: Sequence[str], runs: int) -> dict[str, dict[str, Turns[Figures]]]:
    """The figures of each page of both sites: page, then site."""
    command, found = lighthouse(), {}
    with (
        sync_playwright() as playwright,
        served(sites[OURS]) as ours,
        served(sites[PLAIN]) as plain,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))

        def look(address: str, page: str) -> Figures:
            loaded = first_load(browser, address, page)
            return loaded | (scores(command, f"{address}/{page}") if command else {})

        for page in pages:
            ways = {
                OURS: lambda turn, page=page: look(ours, page),
                PLAIN: lambda turn, page=page: look(plain, page),
            }
            found[page] = alternating(ways, runs, warm_up=0, label=page)
        browser.close()
    return found


def rows(found: dict[str, dict[str, Turns[Figures]]]) -> list[Row]:
    """Medians over the pages of each figure, then the weight of each page."""

    def over_pages(site: str, name: str) -> Spread:
        return Spread.of(of_page(turns[site], name).median for turns in found.values())

    made = [
        Row(words, over_pages(OURS, name), PLAIN, over_pages(PLAIN, name), unit, headline=name != "raw")
        for name, (words, unit) in LOADS.items()
    ]
    first = next(iter(found.values()))[OURS].counted[0]
    made += [
        Row(f"Lighthouse: {name}", over_pages(OURS, name), PLAIN, over_pages(PLAIN, name), "", False)
        for name in CATEGORIES
        if name in first
    ]
    for page, turns in found.items():
        own, plain = (of_page(turns[site], "compressed") for site in (OURS, PLAIN))
        made.append(Row(f"  {page}, compressed", own, PLAIN, plain, "kB"))
    return made


def notes(found: dict[str, dict[str, Turns[Figures]]]) -> list[str]:
    """What is missing from the weights, because this machine could not reach other sites."""
    lost = {site: max(of_page(turns[site], "unanswered").high for turns in found.values()) for site in SITES}
    return [
        f"{site}: requests of a page that were not answered here, and so weigh nothing: {number:.0f}."
        for site, number in lost.items()
        if number
    ]


def of_page(turns: Turns[Figures], name: str) -> Spread:
    """One figure of a page."""
    return turns.spread(lambda figures: figures[name])


@contextmanager
def built(pages: Sequence[str], ours: Path | None, peer: Path | None) -> Iterator[dict[str, Path]]:
    """Both sites, built unless a folder is named."""
    with tempfile.TemporaryDirectory(prefix="bench-site-") as folder:
        if ours is None:
            book = our_book(Path(folder, "ours"), pages)
            book.build()
            ours = book.site
        if peer is None:
            plain = plain_book(Path(folder, "plain"), pages, peers.prepared("jupyter-book"))
            plain.build()
            peer = plain.site
        yield {OURS: ours, PLAIN: peer}


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = options(__doc__, runs=1)
    parser.add_argument("--pages", nargs="+", default=PAGES, metavar="PAGE", help="below book/, without .md")
    parser.add_argument("--ours", type=Path, metavar="FOLDER", help="this book, built: _build/html, say")
    parser.add_argument("--peer", type=Path, metavar="FOLDER", help="the plain Jupyter Book, built")
    asked = parser.parse_args()
    pages = QUICK_PAGES if asked.quick else tuple(asked.pages)
    versions = {**peers.PEERS["jupyter-book"].versions, **browser_versions()}
    report = begun(__doc__, asked.quick, versions)
    with built(pages, asked.ours, asked.peer) as sites:
        paths = [f"book/{page}.html" for page in pages]
        found = measured(sites, paths, 1 if asked.quick else asked.runs)
    each = {page: {site: turns[site].counted for site in turns} for page, turns in found.items()}
    report = replace(report, medians_of="pages", notes=tuple(notes(found)), more={"pages": each})
    publish(replace(report, rows=tuple(rows(found))), asked.json)


if __name__ == "__main__":
    main()
