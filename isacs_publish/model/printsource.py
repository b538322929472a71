"""What Sphinx's side hands to the press: one publication as self-contained HTML, bytes in, the same bytes everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class PrintSource:
    """The HTML of a publication with the files it names, by path relative to it; ``name`` is its safe file name."""

    name: str
    html: str
    files: tuple[tuple[str, bytes], ...] = ()

    def digest(self) -> str:
        """Return the SHA-256, in hexadecimal, of everything in the source."""
        total = sha256(self.html.encode())
        for path, content in sorted(self.files):
            total.update(f"\0{path}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()
