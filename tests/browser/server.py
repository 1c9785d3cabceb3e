"""A local web server for a folder, optionally with a Content-Security-Policy."""

import functools
import http.server
import threading
from contextlib import contextmanager


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    policy = None
    prefix = ""

    def translate_path(self, path):
        """Map an address to a file: the site lies below ``prefix``, as on its published address."""
        below = path.removeprefix(self.prefix) if path.startswith(f"{self.prefix}/") else "/no-such-page"
        return super().translate_path(below)

    def end_headers(self):
        """Add the policy to every answer."""
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def serve(folder, policy=None, prefix=""):
    """Serve ``folder`` on a free local port, below the path ``prefix``, while the context lasts.

    Yields:
        The address of the folder, without a final slash.
    """
    handler = type("Handler", (Quiet,), {"policy": policy, "prefix": prefix})
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
