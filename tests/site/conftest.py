"""What the tests of the website share: one browser, and readers in it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.keys import seal_of
from tests.site.browsing import Manner, Visit, visiting
from tests.site.built import Website, make_website
from tests.site.serving import WAYS, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Open = Callable[..., Visit]


class Addresses:
    """Folders at their addresses: each is served once."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.known: dict[tuple[Path, str], str] = {}

    def of(self, folder: Path, way: str) -> str:
        """Return the address of a folder, over HTTP or as files."""
        if (folder, way) not in self.known:
            self.known[folder, way] = self.stack.enter_context(opened(folder, way))
        return self.known[folder, way]


@pytest.fixture(scope="session")
def addresses() -> Iterator[Addresses]:
    """Yield the addresses of folders."""
    with ExitStack() as stack:
        yield Addresses(stack)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """Return each way to a website: over HTTP, and as files."""
    way: str = request.param
    return way


@pytest.fixture
def visit(browser: Browser, addresses: Addresses, way: str) -> Iterator[Open]:
    """Yield what opens a folder in a fresh window, the test fails at its end if anything left the site."""
    with ExitStack() as stack:

        def begin(folder: Path, **manner: object) -> Visit:
            return stack.enter_context(visiting(browser, addresses.of(folder, way), Manner(**manner)))  # type: ignore[arg-type]

        yield begin


@pytest.fixture(scope="session")
def website(tmp_path_factory: pytest.TempPathFactory) -> Website:
    """Return a small website with all that one can hold."""
    return make_website(tmp_path_factory.mktemp("website"), seal_of())
