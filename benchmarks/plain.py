"""Measurement 3: WeasyPrint called plainly, once per deliverable, one after another in one process, against the whole build.

The baseline gets its print sources and fonts for nothing, and sets no title matter: it does less than the build does.
"""

from __future__ import annotations

import logging
import re
import time
import warnings
from typing import TYPE_CHECKING

from benchmarks.costs import press_pool
from benchmarks.table import Row
from isacs_publish.model.printsource import PrintSource
from isacs_publish.press.clean import clean

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.corpus import Corpus
    from benchmarks.whole import Built

VARIANT = "pdf/a-2a"
TIMES = 3
"""Goal: how many times faster the whole build is."""

_ANCHOR = re.compile(r'\b(id|href|data-target)="(#?)([^"]+)"')
_BODY = re.compile(r"<body([^>]*)>(.*)</body>", re.DOTALL)


def deliverables(corpus: Corpus) -> list[PrintSource]:
    """Return the print source of every module and of every volume."""
    flows = [volume_of({m.number: corpus.sources[m.number] for m in volume.modules}) for volume in corpus.volumes]
    return [*corpus.sources.values(), *flows]


def volume_of(modules: dict[str, PrintSource]) -> PrintSource:
    """Return modules as one flow under the style sheets of the first; their ids and figures stay apart by number."""
    first = next(iter(modules.values()))
    flow = "".join(_prefixed(number, _body(source.html)) for number, source in modules.items())
    files = dict(first.files)
    for number, source in modules.items():
        files.update((f"{number}/{path}", data) for path, data in source.files if path.startswith("images/"))
    head = first.html[: first.html.index("<body")]
    return PrintSource("-".join(modules), f"{head}<body>{flow}</body></html>", tuple(files.items()))


def _body(html: str) -> str:
    """Return the body of a page as a division that keeps its class, for the style sheets."""
    found = _BODY.search(html)
    if found is None:
        raise ValueError("a print source has no body")
    return f"<div{found[1]}>{found[2]}</div>"


def _prefixed(number: str, body: str) -> str:
    def rename(found: re.Match[str]) -> str:
        name, mark, value = found.groups()
        return f'{name}="{mark}{number}-{value}"' if name == "id" or mark else found[0]

    return _ANCHOR.sub(rename, body).replace('src="images/', f'src="{number}/images/')


def measure(sources: list[PrintSource], fonts: Path) -> float:
    """Return the wall seconds of the baseline, in a fresh process."""
    with press_pool(1) as pool:
        return pool.submit(print_plainly, [clean(source) for source in sources], fonts).result()


def print_plainly(sources: list[PrintSource], fonts: Path) -> float:
    """Return the wall seconds that WeasyPrint takes from being loaded to the last page."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from weasyprint import HTML

        from isacs_publish.press.fetcher import BASE, ClosedFetcher

        for source in sources:
            fetcher = ClosedFetcher(source, fonts)
            HTML(string=source.html, base_url=BASE, url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT)
    return time.perf_counter() - start


def rows(count: int, seconds: float, built: Built) -> list[Row]:
    """Return the rows of the table."""
    times = seconds / built.wall
    stages = ", ".join(f"{stage} {spent:.1f}" for stage, spent in built.stages)
    cores = f"{built.cores} core{'s' if built.cores > 1 else ''}"
    return [
        Row(
            "3. the whole build against plain WeasyPrint",
            f"{times:.2f} times as fast",
            f"≥ {TIMES} times",
            times >= TIMES,
            TIMES / times,
        ),
        Row(f"   plain WeasyPrint, {count} deliverables, one process", f"{seconds:.1f} s wall"),
        Row(f"   the whole build, cold, {cores}", f"{built.wall:.1f} s wall"),
        Row("   its stages (the site is written during typesetting)", f"{stages} s"),
    ]
