"""The built site, served to Chromium as any web server would serve it, and nothing else on the network.

``CHROMIUM`` names the browser, ``SITE`` the folder of the site (see `site_pages`).
"""

import re
from contextlib import contextmanager
from urllib.parse import urlparse

import pytest
from chromium import chromium
from server import serve
from site_pages import SITE, chapters, having, pages

NO_SITE = f"there is no built site in {SITE}. Build it first: make book (or name its folder: SITE=...)"
# Nothing from elsewhere; scripts and styles in the page are the theme's.
STRICT = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
KINDS = {
    "chapter": chapters,
    "figure_page": lambda: having('class="vega-figure"'),
    "selfcheck_page": lambda: having('class="selfcheck '),
}


def pytest_generate_tests(metafunc):
    """Give each test that asks for a page all the pages it is about; none at all is a failure, not a skip.

    All kinds are values of one parameter, so that pytest lets the tests of a page follow each other.
    """
    if "page_name" in metafunc.fixturenames:
        names = next((KINDS[kind] for kind in KINDS if kind in metafunc.fixturenames), pages)
        metafunc.parametrize("page_name", names() or ["(none)"], scope="session")


@pytest.fixture(scope="session")
def chapter(page_name, site):
    """Return a page that a notebook was made of."""
    return page_name


@pytest.fixture(scope="session")
def figure_page(page_name, site):
    """Return a page with figures to play with."""
    return page_name


@pytest.fixture(scope="session")
def selfcheck_page(page_name, site):
    """Return a page with questions."""
    return page_name


@pytest.fixture(scope="session")
def site():
    """Return the folder of the built site. Pages that the grader makes are looked at without it."""
    if not (SITE / "index.html").exists():
        pytest.fail(NO_SITE, pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def prefix(site):
    """Return the path of the site's published address: the page for missing addresses depends on it."""
    first = re.search(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text("utf-8"))[1]
    page = next(page for page in pages() if first.endswith("/" + page))
    return urlparse(first).path.removesuffix("/" + page)


@pytest.fixture(scope="session")
def address(site, prefix):
    """Serve the site; return its address."""
    with serve(site, prefix=prefix) as url:
        yield url


class Tab:
    """A browser tab that writes down what goes wrong in it."""

    def __init__(self, page, address):
        self.page, self.address, self.troubles = page, address, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        page.on("response", self._response)
        page.on("requestfailed", self._failed)
        page.context.route("**/*", self._route)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the browser left the page before it had loaded all
            self.troubles.append(f"failed request: {request.url} ({request.failure})")

    def _response(self, response):
        if response.status >= 400:
            self.troubles.append(f"status {response.status}: {response.url}")

    def _route(self, route):
        if route.request.url.startswith((self.address, "data:", "blob:")):
            return route.continue_()
        self.troubles.append(f"third-party request: {route.request.url}")
        return route.abort()

    def open(self, name):
        """Go to a page, wait until its scripts have run, give a sign of life. Return the tab."""
        self.page.goto(f"{self.address}/{name}", wait_until="load")
        self.page.wait_for_function("() => document.readyState === 'complete'")
        self.page.keyboard.press("Shift")  # from here on all sections are laid out, and nothing moves
        return self

    def enliven(self):
        """Scroll to each figure and wait until it lives."""
        for figure in self.page.locator(".vega-figure").all():
            figure.scroll_into_view_if_needed()
            figure.and_(self.page.locator("[data-alive]")).wait_for(timeout=20_000)
        return self


@pytest.fixture(scope="session")
def tab(browser, address):
    """Return a function that opens a tab: ``with tab(dark=True, width=375) as t``."""

    @contextmanager
    def opened(dark=False, width=1280, base=None, scripts=True):
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            permissions=["clipboard-read", "clipboard-write"],
        )
        try:
            yield Tab(context.new_page(), base or address)
        finally:
            context.close()

    return opened


@pytest.fixture(scope="session")
def strict_address(site, prefix):
    """Serve the site under a strict content security policy; return its address."""
    with serve(site, STRICT, prefix) as url:
        yield url


@pytest.fixture(scope="session")
def shown(tab, strict_address, page_name):
    """Return a tab with a page in it, opened once for all tests that only look at it."""
    with tab(base=strict_address) as t:
        yield t.open(page_name).enliven()
