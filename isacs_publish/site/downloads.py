"""The downloads of a text: every file that was built or released of it, with size and digest, at its place on the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.identifier import Identifier
from isacs_publish.model.release import parse_released

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from isacs_publish.artifacts import Artifact
    from isacs_publish.site.site import Site

PAGES = frozenset({"html", "site", "register"})
"""Kinds of files that are no downloads of their own."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file: ``path`` below the site, where it stands now, and what it is; ``release`` is empty for what was only built."""

    path: str
    file: Path
    identifier: str
    language: str
    edition: str
    kind: str
    size: int
    sha256: str
    release: str = ""

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The version, or the release of a volume."""
        parsed = parse_released(self.identifier)
        return str(parsed.version) if isinstance(parsed, Identifier) else parsed.release

    @property
    def shown_size(self) -> str:
        """The size in kB or MB, with a unit that every language knows."""
        return f"{self.size / 1e6:.1f} MB" if self.size >= 1e6 else f"{max(1, round(self.size / 1e3))} kB"


def downloads_of(site: Site) -> dict[str, tuple[Download, ...]]:
    """Return the downloads by identifier; where a text was released, the released file stands for what was built of it."""
    found: dict[str, dict[str, Download]] = {}
    for download in (*_built(site, site.artifacts), *_released(site)):
        name = download.path.removeprefix(f"releases/{download.release}/") if download.release else download.path
        found.setdefault(download.identifier, {})[name] = download
    return {identifier: tuple(files[name] for name in sorted(files)) for identifier, files in sorted(found.items())}


def _built(site: Site, artifacts: Iterable[Artifact]) -> Iterator[Download]:
    for artifact in artifacts:
        file = site.build / artifact.path
        if artifact.kind not in PAGES and file.is_file():
            path = artifact.path.removeprefix("html/")
            facts = (artifact.identifier, artifact.language, artifact.edition, artifact.kind)
            yield Download(path, file, *facts, file.stat().st_size, artifact.sha256)


def _released(site: Site) -> Iterator[Download]:
    """Yield the files of all releases that can be trusted, the earliest first."""
    for release in site.archive.releases:
        for sealed in release.manifest.artifacts if release.manifest else ():
            if sealed.kind not in PAGES:
                facts = (sealed.identifier, sealed.language, sealed.edition, sealed.kind)
                path = f"releases/{release.name}/{sealed.path}"
                yield Download(path, release.folder / sealed.path, *facts, sealed.size, sealed.sha256, release.name)


def volumes_with(downloads: Mapping[str, Sequence[Download]], number: str, language: str) -> list[Download]:
    """Return the screen editions of the volumes that contain a module, those of its series before the compendium."""
    series = number.partition(".")[0]
    found = [
        download
        for files in downloads.values()
        for download in files
        if download.kind in ("volume", "compendium") and download.edition == "screen" and download.language == language
    ]
    return sorted((each for each in found if parse_released(each.identifier).number in (series, "")), key=_series_first)


def _series_first(download: Download) -> tuple[bool, str]:
    return download.kind == "compendium", download.identifier
