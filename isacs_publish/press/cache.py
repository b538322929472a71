"""The cache of sheets: typeset once, by the digest of everything that goes in."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.model.sheets import Geometry, Sheets
from isacs_publish.press.engine import engine_versions
from isacs_publish.press.fonts import recipe
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from isacs_publish.model.printsource import PrintSource


@cache
def press_digest() -> str:
    """Return the SHA-256 of the press itself: engine versions, fonts, and the code of this room."""
    total = sha256(json.dumps([engine_versions(), recipe()], sort_keys=True).encode())
    room = Path(__file__).parent
    for path in (*sorted(room.glob("*.py")), room.parent / "model" / "sheets.py"):
        total.update(path.read_bytes())
    return total.hexdigest()


def key_of(source: PrintSource) -> str:
    """Return the key of the sheets of a print source."""
    return sha256(f"{press_digest()} {source.digest()}".encode()).hexdigest()


def load(folder: Path, key: str) -> Sheets | None:
    """Return the sheets kept under a key, or None. The geometry is written last, so that its presence means both."""
    pdf, geometry = folder / f"{key}.pdf", folder / f"{key}.json"
    try:
        record = json.loads(geometry.read_text(encoding="utf-8"))
        content = pdf.read_bytes()
    except (OSError, ValueError):
        return None
    if sha256(content).hexdigest() != record.pop("sha256", ""):
        return None
    return Sheets(content, Geometry.from_json(record))


def store(folder: Path, key: str, sheets: Sheets) -> None:
    """Keep sheets under a key."""
    write_atomically(folder / f"{key}.pdf", sheets.pdf)
    record = {**sheets.geometry.as_json(), "sha256": sha256(sheets.pdf).hexdigest()}
    write_atomically(folder / f"{key}.json", json.dumps(record, separators=(",", ":")).encode())
