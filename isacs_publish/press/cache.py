"""The cache of the press: what was made once, by the digest of everything that went in."""

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
    from collections.abc import Callable, Mapping

PDF, GEOMETRY = "pdf", "json"
"""The endings of the two files of sheets."""


@cache
def press_digest() -> str:
    """Return the SHA-256 of the press itself: engine versions, fonts, the code of this room and of what it rests on."""
    total = sha256(json.dumps([engine_versions(), recipe()], sort_keys=True).encode())
    room = Path(__file__).parent
    for path in (
        *sorted(room.glob("*.py")),
        *sorted((room / "profiles").iterdir()),
        *sorted((room.parent / "pictures").glob("*.py")),
        *sorted((room.parent / "model").glob("*.py")),
    ):
        total.update(path.read_bytes())
    return total.hexdigest()


def cached(folder: Path, digest: str, make: Callable[[], Mapping[str, bytes]]) -> dict[str, bytes]:
    """Return files by name: those kept for a digest and for this press, or else those that ``make`` makes, kept from now on."""
    key = sha256(f"{press_digest()} {digest}".encode()).hexdigest()
    kept = _load(folder, key)
    if kept is None:
        kept = dict(make())
        _store(folder, key, kept)
    return kept


def cached_sheets(folder: Path, digest: str, make: Callable[[], Sheets]) -> Sheets:
    """Return sheets as ``cached`` returns files."""
    files = cached(folder, digest, lambda: _files(make()))
    return Sheets(files[PDF], Geometry.from_json(json.loads(files[GEOMETRY])))


def _files(sheets: Sheets) -> dict[str, bytes]:
    return {PDF: sheets.pdf, GEOMETRY: json.dumps(sheets.geometry.as_json(), separators=(",", ":")).encode()}


def _load(folder: Path, key: str) -> dict[str, bytes] | None:
    """Return the files kept under a key, or None when one is missing or is not what was kept."""
    try:
        sums = json.loads((folder / f"{key}.sums").read_text(encoding="utf-8"))
        files = {name: (folder / f"{key}.{name}").read_bytes() for name in sums}
    except (OSError, ValueError):
        return None
    return files if all(sha256(files[name]).hexdigest() == digest for name, digest in sums.items()) else None


def _store(folder: Path, key: str, files: Mapping[str, bytes]) -> None:
    """Keep files under a key; their digests are written last, so that their presence means that all are there."""
    for name, content in files.items():
        write_atomically(folder / f"{key}.{name}", content)
    sums = {name: sha256(content).hexdigest() for name, content in files.items()}
    write_atomically(folder / f"{key}.sums", json.dumps(sums).encode())
