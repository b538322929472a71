"""Gives the preview to browsers on this machine: pages with the script of the preview in them, findings, events.

It listens on 127.0.0.1 alone, and answers only who asks for this machine by name, so that no page of elsewhere can read a
draft by having its own name lead here (DNS rebinding).
"""

from __future__ import annotations

import json
import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

from markupsafe import escape

from isacs_publish.site.site_words import site_words

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.preview.board import Board

HERE = "127.0.0.1"
NAMES = frozenset({HERE, "localhost"})
"""What this machine is called in the header ``Host``."""

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "xml": "application/xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "bib": "text/plain; charset=utf-8",
    "ris": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
}
"""Media types by the ending of a name; what is not among them is bytes."""

EVENTS, FINDINGS, OWN = "_events", "_findings.json", "_preview/"
"""What the preview has beside the site: events, findings, and its script and style below a folder."""

FILES = frozenset({"preview.js", "preview.css"})
ALIVE = 10.0
"""Seconds after which a silent stream of events says that it is there."""

_LANGUAGE = re.compile(rb'<html\b[^>]*\blang="([A-Za-z-]+)"')


class PreviewServer(ThreadingHTTPServer):
    """Serves a folder with what a board says of it; port 0 is any that is free."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, folder: Path, static: Path, board: Board) -> None:
        self.folder, self.static, self.board = folder, static, board
        self.ended = False
        super().__init__((HERE, port), _Answer)

    @property
    def address(self) -> str:
        """The address of the home page."""
        return f"http://{HERE}:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a browser went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Answer(BaseHTTPRequestHandler):
    """One request and its answer."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "isacs", ""
    timeout = 60
    server: PreviewServer

    def do_GET(self) -> None:
        """Answer with a page, a file, the findings, or the stream of events."""
        path = self._asked()
        if not self._for_this_machine():
            self._send(HTTPStatus.MISDIRECTED_REQUEST, "txt", b"Ask for http://localhost.\n")
        elif path == EVENTS:
            self._stream()
        elif path == FINDINGS:
            self._send(HTTPStatus.OK, "json", self.server.board.present.as_json().encode())
        elif path is not None and path.startswith(OWN) and path.removeprefix(OWN) in FILES:
            self._send_file(self.server.static / path.removeprefix(OWN), path)
        else:
            self._find(path)

    def do_HEAD(self) -> None:
        """Answer the same without content."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal is for findings."""

    # What is asked for

    def _for_this_machine(self) -> bool:
        """Tell whether one header names this machine; the port may be that of a tunnel."""
        hosts = self.headers.get_all("Host") or []
        return len(hosts) == 1 and hosts[0].strip().lower().partition(":")[0] in NAMES

    def _asked(self) -> str | None:
        """Return the path below the site, None for one that no file of a site can have."""
        raw = self.path.partition("#")[0].partition("?")[0]
        try:
            path = unquote_to_bytes(raw).decode()
        except UnicodeDecodeError:
            return None
        names = path.split("/")
        first, *rest = names
        odd = any(name.startswith(".") for name in rest) or "" in rest[:-1]
        return None if first or odd or not path.isprintable() or "\\" in path else path[1:]

    def _find(self, path: str | None) -> None:
        """Send the file at a path of the site; of a folder its page, never a list."""
        root = self.server.folder.resolve()
        try:
            file = None if path is None else (root / path).resolve()
            if path is None or file is None or not file.is_relative_to(root):
                self._send_notice()
            elif file.is_dir() and path and not path.endswith("/"):
                self._send(HTTPStatus.MOVED_PERMANENTLY, "txt", b"", Location=f"/{quote(path)}/")
            else:
                page = file / "index.html" if file.is_dir() else file
                self._send_file(page, page.relative_to(root).as_posix())
        except (OSError, RuntimeError):  # (a name that is too long, a link that leads to itself)
            self._send_notice()

    # What is sent

    def _send_file(self, file: Path, path: str) -> None:
        try:
            content = file.read_bytes()
        except OSError:
            self._send_notice()
            return
        ending = file.suffix[1:].lower()
        self._send(HTTPStatus.OK, ending, self._previewed(content, path) if ending == "html" else content)

    def _send_notice(self) -> None:
        """Send a page that says why there is none: nothing is made yet, or nothing is at this address."""
        made = (self.server.folder / "index.html").is_file()
        words = site_words("preview", "en")
        said = words["not_found"] if made else words["waiting"]
        page = (
            '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<title>{words["preview"]}</title></head>\n<body class="notice"><main><h1>{said}</h1>'
            f'<p><a href="/">{words["home"]}</a></p></main></body>\n</html>\n'
        )
        status = HTTPStatus.NOT_FOUND if made else HTTPStatus.SERVICE_UNAVAILABLE
        self._send(status, "html", self._previewed(page.encode(), ""))

    def _previewed(self, page: bytes, path: str) -> bytes:
        """Return a page with the style and the script of the preview in it."""
        declared = _LANGUAGE.search(page)
        told = {
            "page": path,
            "revision": self.server.board.present.revision,
            "words": words_of(declared[1].decode() if declared else ""),
        }
        said = " ".join(f'data-{name}="{escape(json.dumps(value, ensure_ascii=False))}"' for name, value in told.items())
        own = f'<link rel="stylesheet" href="/{OWN}preview.css">\n<script src="/{OWN}preview.js" {said} defer></script>\n'
        before, mark, after = page.rpartition(b"</body>")
        return before + own.encode() + mark + after if mark else page + own.encode()

    def _send(self, status: HTTPStatus, ending: str, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self._send_headers(TYPES.get(ending, "application/octet-stream"))
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_headers(self, media_type: str) -> None:
        self.send_header("Content-Type", media_type)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Content-Security-Policy", "frame-ancestors 'none'")

    def _stream(self) -> None:
        """Send each bulletin as an event as long as the browser listens; the present one at once."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self._send_headers("text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        number = -1
        while self.command != "HEAD" and not self.server.ended:
            latest, bulletin = self.server.board.after(number, ALIVE)
            event = f"retry: 1000\ndata: {bulletin.as_event()}\n\n" if latest != number else ": alive\n\n"
            number = latest
            self.wfile.write(event.encode())
            self.wfile.flush()


def words_of(language: str) -> dict[str, str]:
    """Return the words of the preview in a language, in English for one that it does not speak."""
    try:
        return site_words("preview", language)
    except KeyError:
        return site_words("preview", "en")
