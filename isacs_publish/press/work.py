"""The jobs of a worker process: typeset a publication, bind a volume; each looks into the cache first."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from isacs_publish.press import cache as sheets_cache
from isacs_publish.press.bind import Part, bind, plan
from isacs_publish.press.clean import Unfit
from isacs_publish.press.typeset import TypesettingFailed, typeset
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets

FAULTS = (TypesettingFailed, Unfit)
"""What a job raises when the text, not the program, is at fault."""


@dataclass(frozen=True)
class Binding:
    """A volume to bind: the source of its title matter, its parts in order, the words before its folios."""

    matter: PrintSource
    parts: tuple[Part, ...]
    label: str

    def digest(self) -> str:
        """Return the SHA-256 of all that is bound."""
        total = sha256(f"{self.matter.digest()} {self.label}".encode())
        for part in self.parts:
            total.update(f"\0{part.number}\0{part.heading}\0".encode() + sha256(part.sheets.pdf).digest())
        return total.hexdigest()


def typeset_cached(source: PrintSource, fonts: Path, folder: Path) -> Sheets:
    """Return the sheets of a publication, from the cache where the same source was typeset before."""
    key = sheets_cache.key_of(source)
    if kept := sheets_cache.load(folder, key):
        return kept
    sheets = typeset(source, fonts)
    sheets_cache.store(folder, key, sheets)
    return sheets


def bind_cached(binding: Binding, fonts: Path, folder: Path) -> tuple[bytes, int]:
    """Return the PDF of a volume and its number of pages, from the cache where the same parts were bound before."""
    matter = typeset_cached(binding.matter, fonts, folder / "sheets")
    pages = plan(matter.geometry.pages, [part.sheets.geometry.pages for part in binding.parts]).pages
    key = sha256(f"{sheets_cache.press_digest()} {binding.digest()}".encode()).hexdigest()
    kept = folder / "volumes" / f"{key}.pdf"
    digest = kept.with_suffix(".sha256")
    if kept.is_file() and digest.is_file() and digest.read_text() == sha256(kept.read_bytes()).hexdigest():
        return kept.read_bytes(), pages
    pdf = bind(matter, list(binding.parts), fonts, binding.label)
    write_atomically(kept, pdf)
    write_atomically(digest, sha256(pdf).hexdigest().encode())
    return pdf, pages
