"""Lighthouse's scores of every page, beside those of another build of the book if one is named.

    python bench/lighthouse.py [PAGE ...] [--site FOLDER] [--peer FOLDER] [--json FILE]

Needs Node.js, the npm package ``lighthouse`` (its command on the path, or named by ``LIGHTHOUSE``) and
Chromium. The site is served on this machine, compressed as web servers do, with Lighthouse's own mobile
settings. A peer is a plain ``jupyter-book build`` of the same pages, say.
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

SITE = Path(__file__).parents[1] / "_build" / "html"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync"


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Serves files as a web server does: text compressed, everything cacheable, connections kept."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
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

    def end_headers(self):
        """Let browsers keep what they have."""
        self.send_header("Cache-Control", "public, max-age=31536000")
        super().end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def served(folder):
    """Serve ``folder`` on a free port of this machine; yields the address."""
    handler = functools.partial(Compressing, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def scores(command, url):
    """Lighthouse's scores of a page, 0 to 100, and the bytes that it loads."""
    chosen = ["--only-categories=" + ",".join(CATEGORIES), "--output=json", "--output-path=stdout", "--quiet"]
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    environment = {**os.environ, **({"CHROME_PATH": browser} if browser else {})}
    words = [*command, url, f"--chrome-flags={FLAGS}", *chosen]
    done = subprocess.run(words, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise SystemExit(f"Lighthouse failed on {url}:\n{done.stderr[-1500:]}")
    report = json.loads(done.stdout)
    found = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    return found | {"bytes": report["audits"]["total-byte-weight"]["numericValue"]}


def measured(command, folder, pages):
    """Scores of pages of the site in ``folder``, by page."""
    with served(folder) as address:
        return {page: scores(command, f"{address}/{page}") for page in track(pages, "Lighthouse")}


def show(console, figures):
    """Print a row a page; a peer's figures stand in brackets."""
    own, peer = figures["site"], figures.get("peer", {})
    table = Table(box=box.SIMPLE)
    for head in ("page", *CATEGORIES, "kB"):
        table.add_column(head, justify="left" if head == "page" else "right")
    for page, found in own.items():
        cells = []
        for name in (*CATEGORIES, "bytes"):
            values = [f[name] for f in (found, peer.get(page)) if f]
            texts = [f"{value / 1000:.0f}" if name == "bytes" else str(value) for value in values]
            cells.append(texts[0] + (f" ({texts[1]})" if len(texts) == 2 else ""))
        table.add_row(page, *cells)
    console.print(table)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "pages", nargs="*", help="paths below the site; all that a notebook was made of if none"
    )
    parser.add_argument("--site", type=Path, default=SITE)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    found = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if not found:
        raise SystemExit(
            "Lighthouse is not installed: npm install --global lighthouse, or set LIGHTHOUSE to its path."
        )
    notebooks = sorted((told.site / "_sources").rglob("*.ipynb"))
    pages = told.pages or [
        path.relative_to(told.site / "_sources").with_suffix(".html").as_posix() for path in notebooks
    ]
    figures = {"site": measured([found], told.site, pages)}
    if told.peer:
        figures["peer"] = measured([found], told.peer, [p for p in pages if (told.peer / p).exists()])
    show(Console(), figures)
    if told.json:
        told.json.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
