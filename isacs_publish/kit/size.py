"""Sizes of media as they are sold, decimal, and how much of them files take."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([KMGT]B)", re.IGNORECASE)
_CLUSTERS = ((8 * 10**9, 4096), (16 * 10**9, 8192), (32 * 10**9, 16384))
"""The clusters of FAT32 by the size of the medium, as systems format it by default."""

_LARGEST_CLUSTER = 131072
"""The cluster of exFAT on larger media."""

_FILE_SYSTEM = 100
"""One part of so many is left to the file system."""


@dataclass(frozen=True)
class Medium:
    """A stick or a disc that holds ``size`` bytes as it is sold."""

    size: int

    @classmethod
    def parse(cls, text: str) -> Medium:
        """Return the medium that ``4GB``, ``700MB`` or ``4.7GB`` names; raise ValueError."""
        match = _SIZE.fullmatch(text.strip())
        if not match or not (size := round(float(match[1]) * UNITS[match[2].upper()])):
            raise ValueError(f"{text!r} is no size; write it as 4GB, 700MB or 25GB")
        return cls(size)

    @property
    def room(self) -> int:
        """The bytes that files may take."""
        return self.size - self.size // _FILE_SYSTEM

    @property
    def cluster(self) -> int:
        """The unit that files are laid down in."""
        return next((cluster for size, cluster in _CLUSTERS if self.size <= size), _LARGEST_CLUSTER)

    def taken(self, size: int) -> int:
        """Return the bytes that a file of a size takes."""
        return -(-size // self.cluster) * self.cluster


def shown_size(size: int) -> str:
    """Return a size as it is printed: ``1.25 GB``, ``13.4 MB``, ``8 kB``."""
    if size >= 10**9:
        return f"{size / 10**9:.2f} GB"
    return f"{size / 10**6:.1f} MB" if size >= 10**6 else f"{-(-size // 1000)} kB"
