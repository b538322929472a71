"""Measurement 10: a clause is edited while the preview is warm: seconds until the new page is written, and until all is.

As a program, ``python -m benchmarks.edit`` measures this alone.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from benchmarks.corpus import PROJECT
from benchmarks.table import Row
from isacs_publish.preview.preview import Preview
from isacs_publish.workspace import Workspace

MODULE = "05/05.20/index"
OLD, NEW = "shall", "shall always"
ROUNDS = 7
SECONDS = 0.5
"""Goal: until the new page of the module is there, from the moment a save is seen."""


@dataclass(frozen=True)
class Edited:
    """Wall seconds, medians: until the page of the module is new, and until all texts are judged and the site is whole."""

    page: float
    whole: float
    first: float


def measure(folder: Path) -> Edited:
    """Edit one clause to and fro in a copy of the project."""
    project = folder / "project"
    for part in ("source", "themes"):
        copytree(PROJECT / part, project / part)
    (project / "conf.py").write_bytes((PROJECT / "conf.py").read_bytes())
    preview = Preview(Workspace(project, folder / "preview"))
    start = time.perf_counter()
    preview.make()
    first = time.perf_counter() - start
    path = project / "source" / f"{MODULE}.rst"
    words = path.read_text(encoding="utf-8")
    try:
        rounds = [_round(preview, path, (words.replace(OLD, NEW, 1), words)[turn % 2]) for turn in range(ROUNDS)]
    finally:
        preview.close()
    page, whole = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
    return Edited(page, whole, first)


def _round(preview: Preview, path: Path, words: str) -> tuple[float, float]:
    revision = preview.revision
    path.write_text(words, encoding="utf-8")
    start = time.perf_counter()
    preview.refresh([str(path)])
    page = time.perf_counter() - start
    if preview.revision == revision:
        raise SystemExit("the preview did not do what is measured: no page is new")
    if preview.complete() is None:
        raise SystemExit("the preview did not do what is measured: it did not end")
    return page, time.perf_counter() - start


def rows(edited: Edited) -> list[Row]:
    """Return the rows of the table."""
    figure = f"{edited.page:.2f} s"
    return [
        Row(
            "10. one clause edited in the preview: its page",
            figure,
            f"≤ {SECONDS} s",
            edited.page <= SECONDS,
            edited.page / SECONDS,
        ),
        Row("    all texts judged, the site whole", f"{edited.whole:.1f} s (from the start: {edited.first:.1f} s)"),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as made_in:
        show(rows(measure(Path(made_in))), "an edit", None)
