"""The page that tells of a file whether it is official and current: the browser compares it with what was released.

The file stays with the reader. The page trusts the website it stands on; ``verifying`` trusts the publisher's key alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isacs_publish.model.address import address
from isacs_publish.model.release import is_draft, parse_released
from isacs_publish.sealed import SEALS
from isacs_publish.site.catalogue_record import DIGESTS, STATUS, VERIFY
from isacs_publish.site.downloads import PAGES
from isacs_publish.site.former_texts import former_texts
from isacs_publish.site.links import HOME
from isacs_publish.site.metadata import in_script
from isacs_publish.site.scripts import supplied
from isacs_publish.site.site_words import site_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.release import SealedArtifact
    from isacs_publish.sealed import SealedRelease
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site

DATA = "_data/verify.js"

PAGE, ENTRY, DOWNLOAD = range(3)
"""What a released file is: a page or what pages share, which is not known by its name; of the register; a download."""


def verify(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the page in each language, what it compares with, and the same for those who check without it."""
    editions = site.editions_of(VERIFY)
    for code in site.texts:
        words = in_script(site_words("verify", code))
        status = site.archive.status
        yield renderer.page("verify.html", code, editions, status=status, said_words=words, digests=DIGESTS)
    yield DATA, supplied("verify", known(site))
    yield from sealed_files(site)


def sealed_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the last status list, the digests of the released files on the site, and the seals of each release."""
    if site.archive.status:
        yield STATUS, site.archive.status.as_json()
        yield DIGESTS, digests(site)
    for release in site.archive.releases:
        if release.manifest:
            for seal in SEALS:
                yield f"releases/{release.name}/{seal}", (release.folder / seal).read_bytes()


def digests(site: Site) -> bytes:
    """Return a file that ``sha256sum --check`` reads at the root of the site: all released files that stand on it."""
    lines = [
        f"{artifact.sha256}  releases/{release.name}/{artifact.path}\n"
        for release in site.archive.releases
        for artifact in (release.manifest.artifacts if release.manifest else ())
        if artifact.kind not in PAGES
    ]
    return "".join(lines).encode()


def known(site: Site) -> dict[str, Any]:
    """Return what the page knows: the status list, the files and seals of each release, and what was built but not released.

    Files are rows: of a release path, identifier, SHA-256, SHA-256 before signing (empty where that is the same), what it is;
    of the build identifier, SHA-256, path on the site, whether it is a draft.
    """
    status = site.archive.status
    return {
        "release": status.release if status else "",
        "standings": _standings(site),
        "releases": [_released(release) for release in site.archive.releases if release.manifest],
        "built": list(_built(site)),
    }


def _standings(site: Site) -> dict[str, list[str]]:
    """Return of each released text: status, what followed it, its release, the date of a correction, its page on the site."""
    pages = _pages(site)
    return {
        one.identifier: [one.status, one.by, one.release, one.corrected, pages.get(one.identifier, "")]
        for one in site.standings.values()
    }


def _pages(site: Site) -> dict[str, str]:
    """Return the pages of texts by identifier, working texts and former ones."""
    working = [(text, text.catalogue.modules[number]) for text in site.texts.values() for number in text.modules]
    former = [(former.text, former.module) for former in former_texts(site)]
    return {
        str(text.catalogue.identifier(module, text.language)): f"{address(module, text.language)}{HOME}"
        for text, module in (*working, *former)
    }


def _released(release: SealedRelease) -> dict[str, Any]:
    manifest = release.manifest
    assert manifest
    seals = [release.digest, manifest.status]
    return {"name": manifest.release, "seals": seals, "files": [_row(artifact) for artifact in manifest.artifacts]}


def _row(artifact: SealedArtifact) -> list[str | int]:
    what = DOWNLOAD if artifact.kind not in PAGES else ENTRY if artifact.kind == "register" else PAGE
    unsigned = artifact.unsigned if artifact.is_signed else ""
    return [artifact.path, artifact.identifier, artifact.sha256, unsigned, what]


def _built(site: Site) -> Iterator[list[str | int]]:
    """Yield what was built of texts that no release holds."""
    for artifact in site.artifacts:
        if artifact.identifier not in site.standings:
            path = artifact.path.removeprefix("html/")
            yield [artifact.identifier, artifact.sha256, path, int(is_draft(parse_released(artifact.identifier)))]
