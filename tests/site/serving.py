"""A folder of pages at an address: served as a host would, or opened as files."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HTTP, FILE = WAYS = ("http", "file")
"""From a server, and from a folder."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".pdf": "application/pdf",
}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, with the types of its files whatever the machine thinks of them, and says nothing."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """A server that does not wait for readers who went away."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Say nothing of a reader who broke off."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Yield the address at which a folder is served, with a slash at its end."""
    with Server(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


@contextmanager
def opened(folder: Path, way: str) -> Iterator[str]:
    """Yield the address of a folder, over HTTP or as files."""
    if way == HTTP:
        with served(folder) as address:
            yield address
    else:
        yield f"{folder.resolve().as_uri()}/"
