"""Small made-up builds for tests of kits: two modules in English and French, with the files that a build leaves."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import html

from isacs_publish.artifacts import Artifact, write_artifacts
from isacs_publish.kit.folder import paths_in
from isacs_publish.kit.making import MadeKit, Order, make_kit
from isacs_publish.model.release import FORMAT, Manifest, SealedArtifact, Standing, StatusList, Tool
from isacs_publish.sealed import MANIFEST, SIGNATURE, STATUS, SUMS, digest, sums
from tests.roots import make_project, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.workspace import Workspace

PAGE = """\
<!DOCTYPE html>
<html lang="{language}" dir="ltr">
<head>
<meta charset="utf-8">
<title>Page</title>
{head}<script src="{root}_static/site.js" defer></script>
</head>
<body class="{kind}" data-root="{root}">
<main>
{body}</main>
<p id="_kit" hidden data-current="As of {{date}}, to {{verify}}." data-overdue="Old." data-website="https://example.org/"></p>
</body>
</html>
"""
FOLDER = "A1.1/2030/{}/v0.3/"
PDFS = {
    "pdf/{}/screen/a.pdf": ("module", "screen", "XST A1.1:2030({})V0.3", 30_000),
    "volumes/{}/screen/v.pdf": ("volume", "screen", "XST A1:2030-0({})", 60_000),
    "volumes/{}/screen/all.pdf": ("compendium", "screen", "XST:2030-0({})", 90_000),
    "pdf/{}/print/a.pdf": ("module", "print", "XST A1.1:2030({})V0.3", 50_000),
    "pdf/{}/print/a-cover.pdf": ("cover", "print", "XST A1.1:2030({})V0.3", 20_000),
}


def page(language: str, root: str, body: str, kind: str = "module", head: str = "") -> bytes:
    """Return a page of a made-up website."""
    return PAGE.format(language=language, root=root, body=body, kind=kind, head=head).encode()


def made_up(folder: Path, filler: int = 0) -> Workspace:
    """Return a project with a made-up build; ``filler`` bytes make its website heavier."""
    workspace = make_project(folder, {"A1.1": text("First")})
    catalogue = workspace.catalogue.read_text(encoding="utf-8").replace('published = ["en"]', 'published = ["en", "fr"]')
    workspace.catalogue.write_text(catalogue, encoding="utf-8")
    files = dict(_website())
    files["_static/site.js"] += b"/" * filler
    records = []
    for language, letter in (("en", "E"), ("fr", "F")):
        for path, (kind, edition, identifier, size) in PDFS.items():
            files[path.format(language)] = (f"{language}{kind}{edition}".encode() * size)[:size]
            records.append(_artifact(path.format(language), kind, edition, identifier.format(letter), language, files))
        name, identifier = f"html/{FOLDER.format(language)}index.html", f"XST A1.1:2030({letter})V0.3"
        records.append(_artifact(name, "html", "screen", identifier, language, files))
    for path, content in files.items():
        put(workspace.site / path, content)
    write_artifacts(workspace, records)
    return workspace


def _artifact(path: str, kind: str, edition: str, identifier: str, language: str, files: dict[str, bytes]) -> Artifact:
    content = files[path.removeprefix("html/")]
    return Artifact(path, kind, edition, identifier, language, None, sha256(content).hexdigest())


def _website() -> Iterator[tuple[str, bytes]]:
    lead = '<meta http-equiv="refresh" content="0; url=2030/en/v0.3/index.html">\n'
    links = "".join(
        f'<a href="2030/{code}/v0.3/index.html" hreflang="{code}"{mark}>{code}</a>\n'
        for code, mark in (("en", ' id="_target"'), ("fr", ""))
    )
    yield "index.html", page("en", "", f'<a href="{FOLDER.format("en")}index.html">A</a> <a href="fr/index.html">fr</a>\n')
    yield (
        "fr/index.html",
        page("fr", "../", f'<a href="../{FOLDER.format("fr")}index.html">A</a> <a href="../index.html">en</a>\n'),
    )
    yield "A1.1/index.html", page("en", "../", links, "leading", lead)
    for language, other in (("en", "fr"), ("fr", "en")):
        body = f'<section id="scope"><a href="../../{other}/v0.3/index.html#scope" hreflang="{other}">other</a></section>\n'
        body += "".join(f'<a download href="../../../../{path.format(language)}">file</a>\n' for path in PDFS)
        alternate = f'<link rel="alternate" hreflang="{other}" href="../../{other}/v0.3/index.html">\n'
        yield f"{FOLDER.format(language)}index.html", page(language, "../../../../", body, head=alternate)
        yield f"_data/labels-{language}.js", b"standards.supply();\n"
        yield f"_search/fragment/{language}_1234567.pf_fragment", b"words"
    yield "_static/site.js", b"// Scripts\n"


def put(path: Path, content: bytes) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def released(workspace: Workspace, name: str = "2030-1", date: str = "2030-06-15") -> None:
    """Add a made-up release of one PDF to a project, on its website too."""
    content, identifier, path = b"%PDF released", "XST A1.1:2030(E)V1.0", "pdf/en/screen/r.pdf"
    status = StatusList(FORMAT, name, date, (Standing(identifier, "current", name, "60.60", date),))
    sealed = SealedArtifact(path, "module", "screen", identifier, "en", len(content), digest(content), digest(content))
    tool, engine = Tool("1", "0" * 64), {"python": "3"}
    manifest = Manifest(
        FORMAT,
        name,
        date,
        "0" * 40,
        (),
        ("screen",),
        ("en",),
        tool,
        engine,
        "0" * 64,
        None,
        digest(status.as_json()),
        (sealed,),
    )
    files = {path: content, STATUS: status.as_json(), MANIFEST: manifest.as_json(), SIGNATURE: b"signed"}
    for inside, bytes_of in {**files, SUMS: sums(files)}.items():
        put(workspace.releases / name / inside, bytes_of)
    put(workspace.site / "releases" / name / path, content)


def kit_of(workspace: Workspace, *languages: str, **asked: object) -> MadeKit:
    """Make a kit in some languages."""
    facts = {"editions": ("screen", "print"), "to": workspace.build / "kit", **asked}
    return make_kit(workspace, Order(languages, **facts), lambda *_: None)  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder."""
    return {path: file.read_bytes() for path, file in paths_in(folder).items()}


def dead_links(folder: Path) -> list[str]:
    """Return what the pages below a folder link to on the disk, or load, and that is not there; fragments too."""
    pages = {
        path: html.document_fromstring(file.read_bytes()) for path, file in paths_in(folder).items() if path.endswith(".html")
    }
    return [
        f"{path}: {address}"
        for path, tree_of in pages.items()
        for element, _, address, _ in tree_of.iterlinks()
        if not _lands(folder, pages, path, address)
    ]


def _lands(folder: Path, pages: dict[str, html.HtmlElement], path: str, address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True
    target = ((folder / path).parent / unquote(parts.path)).resolve() if parts.path else (folder / path).resolve()
    if not target.is_file():
        return False
    inside = pages.get(target.relative_to(folder.resolve()).as_posix())
    chosen = "=" in parts.fragment  # (what the explorer is to show, no place on its page)
    return not parts.fragment or chosen or inside is None or bool(inside.xpath("//*[@id=$id]", id=unquote(parts.fragment)))
