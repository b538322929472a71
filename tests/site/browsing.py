"""A reader at a website, in Debian's Chromium: what leaves the site, and what the browser complains of, is noted."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Route, WebSocketRoute

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A container often has 64 MB of shared memory, and a tab that wants more ends.
    "--disable-dev-shm-usage",
)
FONTS_OF_THE_ENGINE = "FONTCONFIG_FILE"
"""Names no fonts of the system, where a test has typeset in its own process: a browser would find none and end."""

PHONE, DESKTOP = WIDTHS = (390, 1280)
"""Widths in CSS pixels."""

HEIGHTS = {PHONE: 844, DESKTOP: 900}
PATIENCE = 15_000
"""Milliseconds that anything may take."""

WITHOUT_REQUEST = ("about:", "blob:", "data:")


def chromium() -> str | None:
    """Return the path of the browser, None where there is none."""
    return shutil.which("chromium")


class Launcher:
    """Launches the browser of the system, anew where it ended by itself; raises RuntimeError where there is none."""

    def __init__(self, playwright: Playwright) -> None:
        if (program := chromium()) is None:
            raise RuntimeError("the package chromium is not installed")
        without: dict[str, str | float | bool] = {
            name: value for name, value in os.environ.items() if name != FONTS_OF_THE_ENGINE
        }
        self._launch = partial(playwright.chromium.launch, executable_path=program, args=list(ARGUMENTS), env=without)
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        """Return the browser that runs."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._launch()
        return self._browser

    def tidy(self) -> None:
        """Close all windows."""
        if self._browser is not None and self._browser.is_connected():
            for context in self._browser.contexts:
                context.close()


@contextmanager
def launching() -> Iterator[Launcher]:
    """Yield what launches a browser, which ends with Playwright; raise RuntimeError where there is none."""
    with sync_playwright() as playwright:
        launcher = Launcher(playwright)
        yield launcher
        launcher.tidy()


@dataclass(frozen=True)
class Manner:
    """How a reader reads: width of the window in CSS pixels, colours, with or without scripts; a narrow window is a phone."""

    width: int = DESKTOP
    dark: bool = False
    scripts: bool = True

    @property
    def settings(self) -> dict[str, Any]:
        """The same as Playwright has it."""
        phone = self.width < 600
        return {
            "viewport": {"width": self.width, "height": HEIGHTS.get(self.width, 900)},
            "color_scheme": "dark" if self.dark else "light",
            "java_script_enabled": self.scripts,
            "is_mobile": phone,
            "has_touch": phone,
            "service_workers": "block",
            "reduced_motion": "reduce",
            "locale": "en-GB",
        }


@dataclass
class Visit:
    """A reader at the website that begins at an address, what was asked for, and what went wrong."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Open a page by its path below the site, and return it."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def here(self) -> str:
        """The path of the page below the site, with what follows it."""
        assert self.page.url.startswith(self.address)
        return self.page.url.removeprefix(self.address)

    def is_inside(self, url: str) -> bool:
        """Tell whether an address belongs to the site, steps upwards among it."""
        if url.startswith(WITHOUT_REQUEST):
            return True
        path = urlsplit(url).path.lower()
        return url.startswith(self.address) and "/../" not in path.replace("%2e", ".")

    def watch(self, context: BrowserContext) -> None:
        """Note what all pages of a context ask for and complain of; what would leave the site does not."""
        context.route("**/*", self._pass_on)
        context.route_web_socket("**/*", self._refuse)
        context.on("request", self._note)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"error on {error.page and error.page.url}: {error.error}"))

    def _pass_on(self, route: Route) -> None:
        if self.is_inside(route.request.url):
            route.continue_()
        else:
            route.abort()

    def _refuse(self, socket: WebSocketRoute) -> None:
        self.faults.append(f"leaves the site: {socket.url}")
        socket.close()

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)
        if not self.is_inside(request.url):
            self.faults.append(f"leaves the site: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "assert"}:
            at = message.location
            self.faults.append(f"{message.type} in the console: {message.text} ({at.get('url')}:{at.get('lineNumber')})")


@contextmanager
def visiting(browser: Browser, address: str, manner: Manner | None = None) -> Iterator[Visit]:
    """Yield a visit with nothing from former ones; raise AssertionError at its end if anything left the site or complained."""
    context = browser.new_context(**(manner or Manner()).settings)
    context.set_default_timeout(PATIENCE)
    visit = Visit(context.new_page(), address)
    visit.watch(context)
    try:
        yield visit
    finally:
        context.close()
    assert visit.faults == [], "\n".join(visit.faults)
