"""The baseline: WeasyPrint called plainly, once per deliverable, one after another in one process."""

from __future__ import annotations

import logging
import re
import time
import warnings
from typing import TYPE_CHECKING

from isacs_publish.press.clean import clean
from isacs_publish.press.fetcher import BASE, ClosedFetcher

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource

_ID = re.compile(r'\b(id|href|data-target)="(#?)([^"]+)"')


def seconds_for(deliverables: list[PrintSource], fonts: Path) -> float:
    """Return the wall seconds that WeasyPrint takes for a list of deliverables."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from weasyprint import HTML

        start = time.perf_counter()
        for source in map(clean, deliverables):
            fetcher = ClosedFetcher(source, fonts)
            HTML(string=source.html, base_url=BASE, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/a-2a")
        return time.perf_counter() - start


def volume_of(matter: PrintSource, modules: dict[str, PrintSource]) -> PrintSource:
    """Return a volume as one flow: title matter, then the modules, their ids and links prefixed so that they stay unique."""
    head, _, tail = matter.html.rpartition("</body>")
    bodies = [_prefixed(number, _body(source.html)) for number, source in modules.items()]
    files = dict(matter.files)
    for number, source in modules.items():
        files.update((f"{number}/{path}", data) for path, data in source.files if path.startswith("images/"))
    return type(matter)(matter.name, head + "".join(bodies) + f"</body>{tail}", tuple(files.items()))


def _body(html: str) -> str:
    return html.partition("<body")[2].partition(">")[2].rpartition("</body>")[0]


def _prefixed(number: str, body: str) -> str:
    def rename(found: re.Match[str]) -> str:
        name, mark, value = found.groups()
        return f'{name}="{mark}{number}-{value}"' if name == "id" or mark else found[0]

    return _ID.sub(rename, body).replace('src="images/', f'src="{number}/images/')
