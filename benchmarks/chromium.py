"""Headless Chromium as it prints: the browser of the system, warm, tagged PDF with outline, print sources and fonts as files.

As a program, ``python -m benchmarks.chromium FILE ROUNDS`` prints a list of pages and tells what each took, as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import PROJECT
from benchmarks.costs import descendants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.printsource import PrintSource

TICKS = os.sysconf("SC_CLK_TCK")
"""Units in a second in which Linux counts the CPU time of other processes."""


def is_installed() -> bool:
    """Tell whether there is a browser to compare with."""
    return shutil.which("chromium") is not None


def written(sources: Sequence[PrintSource], fonts: Path, folder: Path) -> list[Path]:
    """Write each print source with its files into a folder of its own, the fonts beside it; return the pages to print."""
    pages = []
    for number, source in enumerate(sources):
        own = folder / f"source-{number}"
        for name, data in (*source.files, ("index.html", source.html.encode())):
            path = own / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (own / "fonts").symlink_to(fonts.resolve())
        pages.append(own / "index.html")
    return pages


def start(pages: Sequence[Path], listed: Path, rounds: int = 1) -> subprocess.Popen[str]:
    """Start a browser that prints the pages, all of them so many times, beside the file in which they are listed."""
    listed.write_text(json.dumps([page.as_uri() for page in pages]), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.chromium", str(listed), str(rounds)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def told(running: subprocess.Popen[str]) -> list[float]:
    """Return the CPU seconds of each PDF, in order; end the run when the browser did not print."""
    answer, _ = running.communicate()
    if running.returncode:
        raise SystemExit("Chromium did not print what is measured")
    seconds: list[float] = json.loads(answer)
    return seconds


def print_pages(addresses: Sequence[str], folder: Path) -> list[float]:
    """Print pages with one browser into a folder; return the CPU seconds of each, of all processes of the browser."""
    from playwright.sync_api import sync_playwright

    from tests.site.browsing import Launcher

    seconds = []
    with sync_playwright() as playwright:
        page = Launcher(playwright).browser().new_page()
        for number, address in enumerate(addresses):
            before = _cpu()
            page.goto(address)
            page.pdf(path=folder / f"{number}.pdf", prefer_css_page_size=True, tagged=True, outline=True)
            seconds.append(_cpu() - before)
    return seconds


def _cpu() -> float:
    """Return the CPU seconds of the browser up to now, and of those of its processes that have ended."""
    ticks = 0
    for process in descendants(os.getpid()):
        try:
            name, _, rest = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")
        except OSError:  # (it ended meanwhile)
            continue
        if "chrom" in name:  # (what drives the browser is no part of it)
            ticks += sum(map(int, rest.split()[11:15]))
    return ticks / TICKS


if __name__ == "__main__":
    named = Path(sys.argv[1])
    print(json.dumps(print_pages(json.loads(named.read_text(encoding="utf-8")) * int(sys.argv[2]), named.parent)))
