"""The job ticket: what a printer needs to know about a print edition, in one readable file beside it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from isacs_publish.model.sheets import MM
from isacs_publish.press.colour import CONDITION
from isacs_publish.press.finish import page_count
from isacs_publish.press.marks import MARGIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.press.print_edition import Block
    from isacs_publish.press.work import PrintJob

PARTS = {".pdf": "book block", "-cover.pdf": "cover", "-two-up.pdf": "imposition", "-saddle-stitch.pdf": "imposition"}
"""What each file of a print edition is, by its ending."""


def ticket(job: PrintJob, block: Block, files: Mapping[str, bytes]) -> bytes:
    """Return the ticket as JSON. Lengths are in mm, paper in g/m² and cm³/g, pages count from 1 as they lie in the file."""
    told, printing = job.publication, job.printing
    width, height = (round(length / MM, 1) for length in job.sheets.geometry.size)
    record: dict[str, Any] = {
        "identifier": told.identifier,
        "title": told.title,
        "date": told.date,
        "language": told.language,
        "standard": "PDF/X-4 (ISO 15930-7)",
        "printing_condition": CONDITION,
        "pages": {
            "in_file": block.pages,
            "with_text": job.sheets.geometry.pages,
            "blank_at_the_end": block.pages - job.sheets.geometry.pages,
            "in_colour": [page + 1 for page in block.coloured],
        },
        "size": {
            "trim": [width, height],
            "bleed": printing.bleed,
            "media": [round(side + 2 * MARGIN / MM, 1) for side in (width, height)],
        },
        "colours": {
            "text": "black, 100 %",
            "pages_in_colour": "cyan, magenta, yellow, black" if block.coloured else "none",
            "cover": "cyan, magenta, yellow, black",
            "ink_limit_per_cent": printing.ink_limit,
        },
        "paper": {
            "book_block": f"{printing.paper}, {printing.grammage} g/m², bulk {printing.bulk} cm³/g",
            "cover": f"{printing.cover_paper}, {printing.cover_grammage} g/m²",
        },
        "binding": {
            "method": "saddle-stitched" if printing.stitched(block.pages) else "perfect bound",
            "edge": "left" if told.direction == "ltr" else "right",
            "spine": printing.spine(block.pages),
            "margin_shifted_outwards": printing.binding_margin,
        },
        "files": [
            {
                "name": f"{told.file_name}{ending}",
                "part": PARTS[ending],
                "pages": page_count(pdf),
                "sha256": sha256(pdf).hexdigest(),
            }
            for ending, pdf in files.items()
        ],
    }
    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode()
