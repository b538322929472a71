"""Renders the pictures of docs/gallery/ from the build folder: what a reader meets, one picture a kind of page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SHOWN = {
    "cover": ("05.20", "cover"),
    "notice": ("05.20", "notice"),
    "contents": ("05.20", "Contents"),
    "text": ("05.20", "Terms of reference\n"),
    "figure": ("05.20", "Phases of an evaluation"),
    "table": ("06.40", "Questions for the inspector"),
    "annex": ("05.20", "Contents of the terms of reference\n"),
    "terms": ("01.20", "Note 1 to entry"),
    "formula": ("06.41", "In Formula (1)"),
    "bibliography": ("06.40", "Bibliography\n[1]"),
}
"""The module and a text that stands on the page, for each picture; ``cover`` and ``notice`` are pages 1 and 2."""


def main() -> int:
    """Render all pictures."""
    listed = json.loads((PROJECT / "build" / "artifacts.json").read_text(encoding="utf-8"))
    modules = {record["identifier"].split(":")[0].split()[1]: record["path"] for record in listed if record["kind"] == "module"}
    for name, (module, text) in SHOWN.items():
        path = PROJECT / "build" / modules[module]
        render(path, page_with(path, text), PROJECT / "docs" / "gallery" / name)
    volume = next(PROJECT / "build" / record["path"] for record in listed if record["kind"] == "volume")
    render(volume, 1, PROJECT / "docs" / "gallery" / "volume-cover")
    render(volume, 3, PROJECT / "docs" / "gallery" / "volume-contents")
    return 0


def page_with(path: Path, text: str) -> int:
    """Return the number of the last page, counted from 1, that shows a text."""
    if text in ("cover", "notice"):
        return 1 if text == "cover" else 2
    pages = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode().split("\f")
    found = [number for number, page in enumerate(pages, start=1) if text in page]
    if not found:
        sys.exit(f"no page of {path.name} shows {text!r}")
    return found[0] if text == "Contents" else found[-1] if not text.startswith("Note") else found[len(found) // 2]


def render(path: Path, page: int, target: Path) -> None:
    """Render one page at 60 dots per inch."""
    options = ["-r", "60", "-png", "-gray", "-singlefile", "-f", str(page), "-l", str(page)]
    subprocess.run(["pdftoppm", *options, str(path), str(target)], check=True)


if __name__ == "__main__":
    sys.exit(main())
