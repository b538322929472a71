"""Small releases for tests of the website: sealed as real ones are, of files made by hand, so that nothing is typeset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isacs_publish.model.release import (
    FORMAT,
    FormerRelease,
    Manifest,
    SealedArtifact,
    Standing,
    Tool,
    parse_released,
    status_after,
)
from isacs_publish.sealed import MANIFEST, SIGNATURE, STATUS, SUMS, Archive, digest, read_archive, sums, write_lasting

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.site.site import Site

NOBODY = "0" * 64


def pdf(identifier: str, title: str = "Things", rest: str = "") -> bytes:
    """Return bytes that say what they are as our PDFs do, in metadata that stand open in the file."""
    said = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{identifier}, {title}</rdf:li></rdf:Alt></dc:title>'
    return f"%PDF-1.7\n1 0 obj\n<< /Type /Metadata >>\nstream\n{said}\nendstream\nendobj\n{rest}\n%%EOF\n".encode()


def page(identifier: str, rest: str = "") -> bytes:
    """Return a web page that says what it is as ours do."""
    head = f'<head><meta name="dcterms.identifier" content="{identifier}"></head>'
    return f'<!DOCTYPE html>\n<html lang="en">{head}{rest}</html>\n'.encode()


def screen(identifier: str, content: bytes | None = None, *, signed: bool = True) -> tuple[SealedArtifact, bytes]:
    """Return the screen edition of a text or volume; a signed one has bytes behind those that were signed."""
    name = parse_released(identifier)
    whole = content or pdf(identifier)
    path = f"pdf/en/screen/{name.file_name}.pdf"
    return sealed(path, whole + (b"signature" if signed else b""), whole, kind="module", identifier=identifier)


def sealed(
    path: str, content: bytes, unsigned: bytes | None = None, *, kind: str, identifier: str = ""
) -> tuple[SealedArtifact, bytes]:
    """Return a file of a release."""
    digests = digest(content), digest(content if unsigned is None else unsigned)
    language = "en" if identifier else ""
    return SealedArtifact(path, kind, "screen", identifier, language, len(content), *digests), content


@dataclass
class Publisher:
    """Somebody who makes releases without a build; every signature counts."""

    folder: Path

    def release(
        self, name: str, date: str, standings: dict[str, str], files: list[tuple[SealedArtifact, bytes]], *withdrawn: str
    ) -> None:
        """Seal files; ``standings`` are the status of the texts that are new, by identifier."""
        before = self.archive()
        new = [Standing(identifier, status, name, "60.60", date) for identifier, status in standings.items()]  # type: ignore[arg-type]
        status = status_after(before.status.standings if before.status else (), new, withdrawn, name, date).as_json()
        former = FormerRelease(before.head.name, before.head.digest) if before.head else None
        artifacts = tuple(artifact for artifact, _ in files)
        tool = Tool("1", NOBODY)
        languages = ("en",)
        manifest = Manifest(
            FORMAT, name, date, "revision", (), ("screen",), languages, tool, {}, NOBODY, former, digest(status), artifacts
        )
        written = {artifact.path: content for artifact, content in files}
        written |= {STATUS: status, MANIFEST: manifest.as_json(), SIGNATURE: b"signature"}
        write_lasting(self.folder / name, {**written, SUMS: sums(written)})

    def archive(self) -> Archive:
        """Return the releases, none of which may be at fault."""
        archive = read_archive(self.folder, lambda *_: True)
        assert list(archive.all_faults()) == []
        return archive

    def on(self, site: Site) -> Site:
        """Return a site with these releases."""
        return replace(site, archive=self.archive())


def make_history(folder: Path) -> Publisher:
    """Return two releases, the first with a draft, a volume and a style; the second amends A1.1 and withdraws B2.1."""
    publisher = Publisher(folder)
    style = sealed("html/_static/site.css", b"body { margin: 0 }", kind="site")
    first = {
        "XST A1.1:2030(E)V1.0": "current",
        "XST A1.2:2030(E)V0.3": "draft",
        "XST B2.1:2030(E)V1.0": "current",
        "XST A1:2030-1(E)": "current",
    }
    web = sealed(
        "html/A1.1/2030/en/v1.0/index.html", page("XST A1.1:2030(E)V1.0"), kind="html", identifier="XST A1.1:2030(E)V1.0"
    )
    publisher.release("2030-1", "2030-05-01", first, [*(screen(name) for name in first), web, style])
    second = {"XST A1.1:2030(E)V1.1": "current"}
    publisher.release("2030-2", "2030-09-15", second, [screen(name) for name in second], "XST B2.1:2030(E)V1.0")
    return publisher
