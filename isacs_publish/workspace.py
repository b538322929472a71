"""The folders of a project, and writing into them so that a file is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workspace:
    """A project: its sources, its theme, the folder that everything is built into, and the cache that it shares, if any."""

    project: Path
    build: Path
    shared: Path | None = None

    @property
    def sources(self) -> Path:
        """The folder of the modules and of the catalogue."""
        return self.project / "source"

    @property
    def catalogue(self) -> Path:
        """The catalogue."""
        return self.sources / "catalogue.toml"

    @property
    def instruments(self) -> Path:
        """The works that modules cite."""
        return self.sources / "instruments.bib"

    @property
    def register(self) -> Path:
        """What was published of each module, written by releases."""
        return self.sources / "register"

    @property
    def releases(self) -> Path:
        """The releases, which nothing but a release ever writes."""
        return self.project / "releases"

    @property
    def theme(self) -> Path:
        """The folder of web and print templates."""
        return self.project / "themes" / "isacs"

    @property
    def cache(self) -> Path:
        """What may be deleted at any time: doctrees, fonts, how builds ended."""
        return self.build / ".cache"

    @property
    def shelf(self) -> Path:
        """What the press has made, for later builds; may be deleted at any time, and shared with other projects."""
        return self.shared or self.cache / "press"

    @property
    def site(self) -> Path:
        """The website."""
        return self.build / "html"

    @property
    def artifacts(self) -> Path:
        """The list of what was built."""
        return self.build / "artifacts.json"

    @property
    def manifest(self) -> Path:
        """What the build was made with: the versions of the engine, and the digest of every artifact."""
        return self.build / "manifest.json"

    def shown(self, path: Path) -> str:
        """Return a path as messages name it, relative to the project."""
        return path.relative_to(self.project).as_posix() if path.is_relative_to(self.project) else str(path)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in the same folder, then rename it; leave it alone when nothing changes."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
