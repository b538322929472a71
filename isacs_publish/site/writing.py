"""Writes the website: each file whole or as it was; what no longer belongs to it is taken away."""

from __future__ import annotations

import filecmp
import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.instruments_file import read_instruments
from isacs_publish.model.finding import Finding, Place
from isacs_publish.register_file import read_registers
from isacs_publish.sealed import Archive, read_archive
from isacs_publish.site.pagefind import KeptIndex
from isacs_publish.site.site import Site
from isacs_publish.site.whole import files_of
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isacs_publish.artifacts import Artifact
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.site.site import SiteText
    from isacs_publish.site.whole import Content
    from isacs_publish.workspace import Workspace


def site_of(
    workspace: Workspace, catalogue: Catalogue, texts: Mapping[str, SiteText], artifacts: tuple[Artifact, ...]
) -> tuple[Site, list[Finding]]:
    """Return the website as a value, and what is wrong about the releases it would show."""
    archive, findings = trusted(read_archive(workspace.releases, lambda *_: True), workspace)
    instruments, _ = read_instruments(workspace.instruments, workspace.shown(workspace.instruments))
    registers = read_registers(workspace)
    site = Site(workspace.theme, workspace.build, catalogue.languages.source, texts, artifacts, registers, instruments, archive)
    return site, findings


def trusted(archive: Archive, workspace: Workspace) -> tuple[Archive, list[Finding]]:
    """Return the releases without fault, and a finding for each of the others.

    The folder is the publisher's own, so that the chain of digests is judged, not the signatures: ``isacs verify`` does that.
    """
    hint = "isacs verify tells more; take the release back from where it is kept, since no release is ever altered"
    faulty = {release.name for release in archive.releases if release.faults or release.manifest is None}
    findings = [
        Finding("release-altered", Place(workspace.shown(archive.folder / fault.path)), fault.words, hint)
        for fault in archive.all_faults()
    ]
    whole = () if archive.faults else tuple(release for release in archive.releases if release.name not in faulty)
    return replace(archive, releases=whole), findings


def write(folder: Path, site: Site, jobs: int = 1) -> dict[str, str]:
    """Write the website into a folder, and return the SHA-256 of each page by its path; raise IndexingFailed.

    The pages of modules that are withheld stay as they are: the last good ones.
    """
    return put(folder, site, files_now(site, jobs))


def files_now(site: Site, jobs: int = 1) -> dict[str, Content]:
    """Return every file of a website by its path; pages that did not change are not indexed again. Raise IndexingFailed."""
    return files_of(site, KeptIndex(site.build / ".cache" / "search", jobs))


def put(folder: Path, site: Site, files: Mapping[str, Content]) -> dict[str, str]:
    """Write the files of a website, take away what is no more, and return the SHA-256 of each page by its path."""
    digests = {}
    for path, content in files.items():
        if isinstance(content, Path):
            place(content, folder / path, copied=path.startswith("releases/"))
        else:
            write_atomically(folder / path, content)
            digests[path] = sha256(content).hexdigest()
    withheld = {
        (number, code) for code, text in site.texts.items() for number in site.catalogue.modules.keys() - text.modules.keys()
    }
    _take_away(folder, files.keys(), withheld)
    return digests


def place(source: Path, target: Path, *, copied: bool) -> None:
    """Have a file stand at another place too; what is sealed is copied, so that nothing done to the site can reach it."""
    if target.is_file() and (target.samefile(source) or (copied and filecmp.cmp(source, target))):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        if copied:
            shutil.copy2(source, part)
        else:
            _link(source, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # (another file system, or one without links)
        shutil.copy2(source, target)


def _take_away(folder: Path, wanted: Collection[str], withheld: Collection[tuple[str, str]]) -> None:
    """Take away what no longer belongs to a site, but for modules that are withheld, and folders that are empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):
        inside = path.relative_to(folder)
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif inside.as_posix() not in wanted and (inside.parts[0], *inside.parts[2:3]) not in withheld:
            path.unlink()
