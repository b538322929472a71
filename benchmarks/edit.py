"""Measurement 10: a clause is edited while the preview is warm: seconds until new page, new PDF and its volume are there.

As a program, ``python -m benchmarks.edit`` measures this alone.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from benchmarks.corpus import CORES, PROJECT
from benchmarks.table import Row
from isacs_publish.preview.preview import Preview
from isacs_publish.workspace import Workspace

SERIES, NUMBER, MODULE = "05", "05.20", "05/05.20/index"
OLD = "shall"
ROUNDS = 7
SECONDS = 0.5
"""Goal: until the new page of the module is there, from the moment a save is seen; and until its volume is, after its PDF."""

TIMES = 1.2
"""Goal: until the new PDF is there, after its page, in the time of typesetting that module alone."""


@dataclass(frozen=True)
class Edited:
    """Wall seconds, medians: until the page, from there to the PDF, of typesetting alone, of the volume, until all is whole."""

    page: float
    printed: float
    alone: float
    volume: float
    whole: float


def measure(folder: Path) -> Edited:
    """Edit one clause again and again in a copy of the project; the PDFs of its series are made each time."""
    project = folder / "project"
    for part in ("source", "themes"):
        copytree(PROJECT / part, project / part)
    (project / "conf.py").write_bytes((PROJECT / "conf.py").read_bytes())
    preview = Preview(Workspace(project, folder / "preview"), (SERIES,), jobs=CORES, printing=True)
    path = project / "source" / f"{MODULE}.rst"
    words = path.read_text(encoding="utf-8")
    try:
        preview.make()
        rounds = [_round(preview, path, words.replace(OLD, f"{OLD} {'always ' * turn}", 1)) for turn in range(1, ROUNDS + 1)]
    finally:
        preview.close()
    return Edited(*map(statistics.median, zip(*rounds, strict=True)))


def _round(preview: Preview, path: Path, words: str) -> tuple[float, ...]:
    """Return the seconds of one edit; end the run where the preview did not do what is measured."""
    revision = preview.revision
    path.write_text(words, encoding="utf-8")
    start = time.perf_counter()
    preview.refresh([str(path)])
    page = time.perf_counter()
    if preview.revision == revision:
        raise SystemExit("no page is new")
    preview.typeset()
    printed = time.perf_counter()
    assert preview.printing
    assert preview.printing.press
    *_, module, volume = preview.printing.press.spans
    if not (module.name.startswith(f"ISACS {NUMBER}") and volume.name.startswith(f"ISACS {SERIES}:")):
        raise SystemExit("no PDF is new")
    if preview.complete() is None:
        raise SystemExit("the site is not whole")
    return page - start, printed - page - volume.seconds, module.seconds, volume.seconds, time.perf_counter() - start


def rows(edited: Edited) -> list[Row]:
    """Return the rows of the table."""
    times = edited.printed / edited.alone
    page, volume = f"{edited.page:.2f} s", f"{edited.volume:.2f} s more"
    printed = f"{edited.printed:.2f} s: {times:.2f} times typesetting it alone"
    goal = f"≤ {SECONDS} s"
    return [
        Row("10. one clause edited in the preview: its page", page, goal, edited.page <= SECONDS, edited.page / SECONDS),
        Row("    its new PDF", printed, f"≤ {TIMES} times", times <= TIMES, times / TIMES),
        Row("    its volume", volume, goal, edited.volume <= SECONDS, edited.volume / SECONDS),
        Row("    all texts judged, the site whole", f"{edited.whole:.1f} s"),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as made_in:
        show(rows(measure(Path(made_in))), "an edit", None)
