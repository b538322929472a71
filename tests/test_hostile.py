"""Sources that mean harm: each is refused with a finding, nothing is read or sent, and what is sound beside them is built."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from struct import pack
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.publish import Report, Request, build
from tests.conftest import PROJECT
from tests.roots import CATALOGUE, MODULE, make_project, module_path, text, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from isacs_publish.model.finding import Finding
    from isacs_publish.workspace import Workspace

    Planted = bytes | Callable[[Path, Path], None]
    """The bytes of a file, or what makes it, given its path and the folder outside the project."""

SECRET = "SECRET-6f1c"
"""Stands in files outside the project, and in one of the neighbour; never in anything that is made."""

LONGEST = 240
"""Seconds; the build takes about twenty. A build that hangs, hangs for ever."""

GUARD = """
import os, sys
log = os.open(os.environ["GUARD_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
outside = os.environ["GUARD_OUTSIDE"]
network = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "urllib.Request", "webbrowser.open")
def watch(event, arguments):
    opened = event == "open" and isinstance(arguments[0], (str, bytes))
    if event.startswith(network) or (opened and os.fsdecode(os.path.realpath(arguments[0])).startswith(outside)):
        os.write(log, f"{event} {arguments}\\n".encode())
sys.addaudithook(watch)
"""
"""Runs in every process of the build: notes each attempt to reach the network, and each file opened outside the project."""


def svg(inside: str = "", attributes: str = 'width="10" height="10"', before: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {attributes}>\n{inside}</svg>".encode()


def raster(form: str = "PNG", size: tuple[int, int] = (4, 4), **how: object) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (18, 52, 86)).save(written, form, **how)
    return written.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, *chunks: bytes, pixels: bytes = b"") -> bytes:
    head = chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"".join((b"\x89PNG\r\n\x1a\n", head, *chunks, chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b"")))


def data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def link(target: str) -> Planted:
    return lambda path, outside: path.symlink_to(outside / target)


def pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def sparse(path: Path, _: Path) -> None:
    path.touch()
    os.truncate(path, 100_000_000)


def entity(path: Path, outside: Path) -> None:
    declared = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{outside}/secret.txt">]>'
    path.write_bytes(svg("<text>&x;</text>", before=declared))


def nested(pieces: str, depth: int, form: str) -> str:
    """Return definitions that each use the one before ten times."""
    return "".join(form.format(name=f"a{n + 1}", uses=pieces.format(name=f"a{n}") * 10) for n in range(depth))


@dataclass(frozen=True)
class Hostile:
    """What an author writes, with ``@`` at the line that is named; what lies beside it; what is found."""

    code: str
    said: str
    written: str = "@.. figure:: {file}\n   :alt: x\n\n   T"
    files: dict[str, Planted] = field(default_factory=dict)
    at: str = "index.rst"


def picture(said: str, content: Planted, name: str = "x.svg", code: str = "unfit-picture") -> Hostile:
    return Hostile(code, said, files={name: content})


def names(said: str, file: str, **files: Planted) -> Hostile:
    planted: dict[str, Planted] = {name.replace("__", "."): content for name, content in files.items()}
    return Hostile("outside-project", said, f"@.. figure:: {file}\n   :alt: x\n\n   T", planted)


def unnamed(code: str, said: str, name: str, content: Planted) -> Hostile:
    return Hostile(code, said, "Text.", {name: content}, name)


def words(code: str, said: str, written: str, **files: Planted) -> Hostile:
    return Hostile(code, said, written, {name.replace("__", "."): content for name, content in files.items()})


ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
BOMB = f'<!DOCTYPE svg [<!ENTITY a "{"ha" * 40}">{ENTITIES}]>'
USES = nested('<use href="#{name}"/>', 8, '<g id="{name}">{uses}</g>')
PATTERNS = nested('<rect fill="url(#{name})"/>', 8, '<pattern id="{name}">{uses}</pattern>')
SUBSTITUTIONS = nested("|{name}| ", 9, ".. |{name}| replace:: {uses}\n")
OUTER_FIRST = "\n".join(reversed(SUBSTITUTIONS.splitlines()))

HOSTILE = {
    # Addresses and paths
    "http": names("an address", "http://127.0.0.1:9/x.png"),
    "https": names("an address", "https://example.invalid/x.png"),
    "ftp": names("an address", "ftp://127.0.0.1/x.png"),
    "protocol-relative": names("an address", "//127.0.0.1/x.png"),
    "file": names("an address", "file:///etc/hostname"),
    "data": names("an address", data(raster(), "image/png")),
    "home": names("an address", "~/x.png"),
    "drive": names("an address", "C:/x.png"),
    "above the project": names("outside the folder", "../../../../elsewhere/secret.png"),
    "the neighbour": names("outside the folder", "../A1.2/secret.svg"),
    "from the top of the sources": names("outside the folder", "/A1/A1.2/secret.svg"),
    "above the top": names("outside the folder", "/../../elsewhere/secret.png"),
    "encoded dots": names("not the plain name", "%2e%2e/%2e%2e/secret.png"),
    "backslashes": names("not the plain name", r"..\\..\\secret.png"),
    "wildcard": names("not the plain name", "*.png"),
    "bidirectional control": words("not-text", "U+202E", "@.. figure:: x\u202egnp.svg\n   :alt: x\n\n   T"),
    "endless name": names("not the plain name", "x" * 5000 + ".png"),
    "link out of the project": names("outside the folder", "linked.png", linked__png=link("secret.png")),
    "link to the neighbour": names(
        "outside the folder", "linked.svg", linked__svg=lambda path, _: path.symlink_to("../A1.2/secret.svg")
    ),
    "link to a folder": names("outside the folder", "linked/secret.png", linked=link(".")),
    "endless device": names("outside the folder", "zero.png", zero__png=lambda path, _: path.symlink_to("/dev/zero")),
    "named pipe": picture("folder or device", pipe, "x.png"),
    "folder": picture("folder or device", lambda path, _: path.mkdir(), "x.png"),
    "substitution": words("outside-project", "an address", "A |x| here.\n\n@.. |x| image:: http://127.0.0.1/x.png\n   :alt: x"),
    # Drawings that reach out
    "script": picture("<script>", svg("<script>fetch('http://127.0.0.1')</script>")),
    "event handler": picture("'onload'", svg('<rect onload="x()"/>')),
    "foreign object": picture("<foreignObject>", svg("<foreignObject/>")),
    "animation": picture("<animate>", svg('<rect><animate attributeName="x"/></rect>')),
    "script of another name space": picture("<script>", svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>')),
    "image address": picture("http://127.0.0.1", svg('<image xlink:href="http://127.0.0.1/x.png"/>')),
    "image file": picture("file:///etc/hostname", svg('<image href="file:///etc/hostname"/>')),
    "drawing in a drawing": picture("no small embedded picture", svg(f'<image href="{data(svg(), "image/svg+xml")}"/>')),
    "broken picture in a drawing": picture("in <image>: it is no PNG", svg(f'<image href="{data(svg(), "image/png")}"/>')),
    "use of another file": picture("other.svg#x", svg('<use href="other.svg#x"/>')),
    "style import": picture("@import", svg("<style>@import url(http://127.0.0.1/x.css);</style>")),
    "style address": picture("http://127.0.0.1/x", svg('<rect style="fill: url(http://127.0.0.1/x#a)"/>')),
    "escaped style address": picture("http://127.0.0.1/x", svg(r'<rect fill="\75 rl(http://127.0.0.1/x)"/>')),
    "font address": picture("@font-face", svg("<style>@font-face { src: url(file:///etc/hostname) }</style>")),
    "base": picture("'base'", svg('<g xml:base="file:///etc/"/>')),
    "XInclude": picture(
        "<include>", svg('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>')
    ),
    "style sheet instruction": picture("<?xml-stylesheet?>", svg(before='<?xml-stylesheet href="http://127.0.0.1/x.css"?>')),
    "external subset": picture("DOCTYPE", svg(before='<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">')),
    "external entity": picture("DOCTYPE", entity),
    "parameter entity": picture("DOCTYPE", svg(before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>')),
    "other encoding": picture("UTF-7", svg(before='<?xml version="1.0" encoding="UTF-7"?>')),
    # Drawings without measure
    "billion laughs": picture("amplification", svg("<text>&k;</text>", before=BOMB)),
    "billion laughs in an attribute": picture("amplification", svg('<g id="&k;"/>', before=BOMB)),
    "ten thousand levels": picture("depth", svg("<g>" * 10_000 + "</g>" * 10_000)),
    "three hundred thousand elements": picture("bytes", svg("<g/>" * 300_000)),
    "too many elements": picture("it draws", svg("<g/>" * 60_000)),
    "megabytes of path": picture("bytes", svg(f'<path d="{"M1 1" * 1_000_000}"/>')),
    "uses of uses": picture("it draws", svg(f'<g id="a0"><rect/></g>{USES}<use href="#a8"/>')),
    "use of itself": picture("without end", svg('<g id="a"><use href="#a"/></g>')),
    "patterns of patterns": picture("it draws", svg(f'<pattern id="a0"/>{PATTERNS}<rect fill="url(#a8)"/>')),
    "pattern of itself": picture("without end", svg('<pattern id="p"><rect fill="url(#p)"/></pattern>')),
    "markers on every vertex": picture(
        "it draws", svg(f'<marker id="m">{"<rect/>" * 100}</marker><path marker-mid="url(#m)" d="{"L1 1 " * 5_000}"/>')
    ),
    "brackets in a style": picture("brackets", svg(f'<rect style="fill:{"(" * 10_000}"/>')),
    "no number": picture("'NaN'", svg('<rect width="NaN"/>')),
    "no end": picture("beyond", svg('<rect width="1e999"/>')),
    "huge drawing": picture("beyond", svg(attributes='width="99999999" height="1"')),
    "no extent": picture("'viewBox'", svg(attributes='viewBox="0 0 0 0"')),
    # Photographs
    "900 million pixels": picture("more than 40,000,000 pixels", png(30_000, 30_000), "x.png"),
    "100 megabytes": picture("bytes", sparse, "x.png"),
    "profile that unpacks": picture(
        "no readable PNG", png(4, 4, chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(50_000_000)))), "x.png"
    ),
    "text that unpacks": picture(
        "no readable PNG", png(4, 4, chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(50_000_000)))), "x.png"
    ),
    "cut off": picture("no readable PNG", raster(size=(400, 400))[:-60], "x.png"),
    "cut off JPEG": picture("no readable JPEG", raster("JPEG", (400, 400))[:900], "x.jpg"),
    "drawing called PNG": picture("it is no PNG", svg("<script/>"), "x.png"),
    "HTML called PNG": picture("it is no PNG", b"<html><script>alert(1)</script></html>", "x.png"),
    "JPEG called PNG": picture("it is JPEG, not PNG", raster("JPEG"), "x.png"),
    "moving picture": picture("it moves", raster(save_all=True, append_images=[Image.new("RGB", (4, 4), (1, 2, 3))]), "x.png"),
    "GIF": picture("no picture that paper and web both show", raster("GIF"), "x.gif"),
    "TIFF": picture("no picture that paper and web both show", raster("TIFF"), "x.tiff"),
    "WebP": picture("no picture that paper and web both show", raster("WEBP"), "x.webp"),
    "PDF": picture("no picture that paper and web both show", b"%PDF-1.7", "x.pdf"),
    "packed drawing": picture("no picture that paper and web both show", zlib.compress(bytes(10_000_000)), "x.svgz"),
    "packed drawing called SVG": picture("not UTF-8", b"\x1f\x8b" + zlib.compress(bytes(10_000_000)), "x.svg"),
    # Directives and links
    "include above": words("outside-project", "outside the folder", "@.. include:: ../../../../elsewhere/secret.txt"),
    "include of the neighbour": words("outside-project", "outside the folder", "@.. include:: ../A1.2/secret.txt"),
    "include of docutils": words("outside-project", "not the plain name", "@.. include:: <isonum.txt>"),
    "include of a device": words("outside-project", "outside the folder", "@.. include:: /../../../../../../../dev/zero"),
    "include of a pipe": words("unfit-file", "folder or device", "@.. include:: pipe", pipe=pipe),
    "include with another parser": words(
        "rst-syntax", 'unknown option: "parser"', "@.. include:: x.txt\n   :parser: antigravity", x__txt=b"x"
    ),
    "include of itself": words(
        "rst-syntax", "a fault in a file it reads", ".. include:: x.txt", x__txt=b".. include:: x.txt\n"
    ),
    "includes of includes": words(
        "too-large",
        "files read come to more than",
        ".. include:: a0.txt",
        **{f"a{n}__txt": f".. include:: a{n + 1}.txt\n\n".encode() * 10 for n in range(7)},
        a7__txt=b"Text. " * 100,
    ),
    "literal include": words("outside-project", "outside the folder", "@.. literalinclude:: ../A1.2/secret.txt"),
    "literal difference": words(
        "outside-project", "outside the folder", "@.. literalinclude:: x.txt\n   :diff: ../A1.2/secret.txt", x__txt=b"x"
    ),
    "rows of a file": words("outside-project", "outside the folder", "@.. csv-table:: T\n   :file: ../A1.2/secret.txt"),
    "rows of an address": words("outside-project", "not fetched", "@.. csv-table:: T\n   :url: http://127.0.0.1/x.csv"),
    "raw file": words("forbidden-directive", '"raw"', "@.. raw:: html\n   :file: ../A1.2/secret.txt"),
    "raw address": words("forbidden-directive", '"raw"', "@.. raw:: html\n   :url: http://127.0.0.1/"),
    "raw role": words("forbidden-directive", '"role"', "@.. role:: html(raw)\n   :format: html\n\nA :html:`<script>`."),
    "raw as default role": words("forbidden-directive", '"default-role"', "@.. default-role:: raw\n\nA `<script>`."),
    "download": words("outside-project", "no files for download", "@:download:`x <../A1.2/secret.txt>`"),
    "clock": words("forbidden-directive", '"date"', "It is |x|.\n\n@.. |x| date::"),
    "redirection": words("forbidden-directive", '"meta"', "@.. meta::\n   :http-equiv=refresh: 0; http://127.0.0.1/"),
    "link that runs": words("unsafe-link", "javascript:", "@See `x <javascript:alert(1)>`_."),
    "link to a file": words("unsafe-link", "file:", "@See `x`_.\n\n.. _x: file:///etc/hostname"),
    "figure that runs": words(
        "unsafe-link", "javascript:", "@.. figure:: x.svg\n   :alt: x\n   :target: javascript:alert(1)\n\n   T", x__svg=svg()
    ),
    # Formulas
    "formula that reads": words("formula-syntax", r"\input", "@.. formula::\n   :alt: x\n\n   \\input{/etc/hostname}"),
    "formula that writes": words("formula-syntax", r"\write", "@.. formula::\n   :alt: x\n\n   \\write18{id}"),
    "endless formula": words("formula-syntax", "characters", f"@.. formula::\n   :alt: x\n\n   {'a+' * 4_000}a"),
    "deep formula": words("formula-syntax", "cannot be drawn", f"@.. formula::\n   :alt: x\n\n   {'{' * 2_000}a{'}' * 2_000}"),
    # Text without measure
    "one line of five megabytes": words("unfit-file", "5,000", "x" * 5_000_000),
    "long line": words("not-text", "more than 10,000 characters", f"@{'x ' * 6_000}"),
    "deep quotations": words("too-deep", "nested too deeply", "\n\n".join(f"{' ' * n}x" for n in range(1_500))),
    "deep list": words("too-deep", "nested too deeply", "@" + "- " * 4_000 + "x"),
    "substitutions of substitutions": words("too-large", "grow too large", f"|a9|\n\n.. |a0| replace:: x\n{SUBSTITUTIONS}"),
    "outer substitution first": words("too-large", "grow too large", f"|a9|\n\n{OUTER_FIRST}\n.. |a0| replace:: x"),
    "substitution of itself": words("too-large", "hold themselves", "|a|\n\n.. |a| replace:: |b|\n.. |b| replace:: |a|"),
    "huge width": words(
        "not-text", "a huge number", ".. figure:: x.svg\n   :alt: x\n@   :width: 9999999999px\n\n   T", x__svg=svg()
    ),
    "huge number of lines": words(
        "not-text", "a huge number", ".. code-block:: text\n@   :emphasize-lines: 1-9999999999\n\n   x"
    ),
    "huge table": words("too-large", "a table of 900 columns", f"@.. csv-table:: T\n\n   {','.join('x' * 900)}"),
    # Files that nobody names
    "settings of Sphinx": unnamed("unfit-file", "settings", "conf.py", b"import os; os._exit(3)"),
    "settings of docutils": unnamed("unfit-file", "settings", "docutils.conf", b"[parsers]\nraw_enabled: yes\n"),
    "text that is a pipe": unnamed("unfit-file", "folder or device", "pipe.rst", pipe),
    "text that is a link": unnamed("outside-project", "leads out", "linked.rst", link("secret.rst")),
    "folder that is a link": unnamed("outside-project", "leads out", "linked", link("folder")),
}
NUMBERS = {name: f"A1.{position}" for position, name in enumerate(HOSTILE, start=11)}


def marked(name: str) -> str:
    """Return the source of a module, with ``@`` at the line that is named."""
    hostile = HOSTILE[name]
    return text(name.title(), hostile.written.replace("{file}", next(iter(hostile.files), "")))


def plant(folder: Path, files: dict[str, Planted], outside: Path) -> None:
    for name, planted in files.items():
        if isinstance(planted, bytes):
            (folder / name).write_bytes(planted)
        else:
            planted(folder / name, outside)


def secrets(folder: Path) -> None:
    write(folder / "secret.txt", f"{SECRET}\n")
    write(folder / "secret.rst", f"{SECRET}\n=====================\n")
    (folder / "secret.svg").write_bytes(svg(f"<text>{SECRET}</text>"))
    (folder / "secret.png").write_bytes(png(1, 1, chunk(b"tEXt", SECRET.encode()), pixels=bytes(2)))


@dataclass(frozen=True)
class Built:
    """The hostile project after one build: what was found, and what the guard saw."""

    workspace: Workspace
    report: Report
    seen: str
    code: int
    said: str


def guarded(command: list[str], folder: Path, outside: Path) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """Run a command with the guard in each of its processes; return it and what the guard noted."""
    write(folder / "sitecustomize.py", GUARD)
    log = folder / "log"
    log.write_bytes(b"")
    surroundings = {"PYTHONPATH": f"{folder}:{PROJECT}", "GUARD_LOG": str(log), "GUARD_OUTSIDE": str(outside.resolve())}
    environment = {**os.environ, **surroundings}
    run = subprocess.run([sys.executable, *command], env=environment, capture_output=True, timeout=LONGEST, check=False)
    return run, log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("hostile")
    outside = folder / "elsewhere"
    secrets(outside)
    write(outside / "folder" / "index.rst", f"{SECRET}\n=====================\n")
    sources = {NUMBERS[name]: marked(name).replace("@", "", 1) for name in HOSTILE}
    sound = {"A1.1": text("First"), "A1.2": text("Second", "", "tool"), "B2.1": text("Third", "", "other thing")}
    workspace = make_project(folder / "project", {**sound, **sources})
    secrets(module_path(workspace, "A1.2").parent)
    (module_path(workspace, "A1.2").parent / "secret.rst").unlink()
    for name, hostile in HOSTILE.items():
        plant(module_path(workspace, NUMBERS[name]).parent, hostile.files, outside)
    command = ["-m", "isacs_publish", "--project", str(workspace.project), "build", "--jobs", "2"]
    run, seen = guarded(command, folder / "guard", outside)
    report = build(workspace, Request(), lambda *_: None)
    return Built(workspace, report, seen, run.returncode, run.stderr.decode())


def findings_of(built: Built, name: str) -> list[Finding]:
    folder = module_path(built.workspace, NUMBERS[name]).parent.relative_to(built.workspace.project).as_posix()
    return [finding for finding in built.report.findings if finding.place.path == f"{folder}/{HOSTILE[name].at}"]


def outputs(workspace: Workspace) -> Iterator[tuple[Path, bytes]]:
    """Yield everything that a build left behind, PDF with its streams unpacked."""
    for path in sorted(workspace.build.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                streams = [thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
                yield path, b"".join(streams)


def test_there_are_enough() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_harm_is_found(built: Built, name: str) -> None:
    hostile = HOSTILE[name]
    found = findings_of(built, name)
    ours = [finding for finding in found if finding.code == hostile.code and hostile.said in finding.message]
    assert ours, [str(finding) for finding in found]
    assert all(finding.is_error and finding.hint for finding in ours)
    source = marked(name)
    if "@" in hostile.written:
        assert {finding.place.line for finding in ours} == {source[: source.index("@")].count("\n") + 1}
    if hostile.at == "index.rst":
        assert not list(built.workspace.build.rglob(f"xst-{NUMBERS[name].lower()}-*.pdf"))
        assert not (built.workspace.site / NUMBERS[name] / "2030/en/v0.3/index.html").exists()


def test_nothing_is_read_or_sent(built: Built) -> None:
    assert built.seen == ""
    kept = [path for path, content in outputs(built.workspace) if SECRET.encode() in content]
    assert kept == []


def test_the_build_ends_as_builds_do(built: Built) -> None:
    assert built.code == 1, built.said[-2000:]
    assert built.report.up_to_date
    assert "Traceback" not in built.said
    assert not (built.workspace.cache / "error.log").exists()


def test_what_is_sound_is_built(built: Built) -> None:
    made = {path.name for path in built.workspace.build.rglob("xst-*.pdf")}
    assert {"xst-a1.1-2030-e-v0.3.pdf", "xst-a1.2-2030-e-v0.3.pdf", "xst-b2.1-2030-e-v0.3.pdf", "xst-b2-2030-0-e.pdf"} <= made
    assert (built.workspace.site / "B2.1/2030/en/v0.3/index.html").is_file()
    sound = {f"source/{folder}/index.rst" for folder in ("A1/A1.1", "A1/A1.2", "B2/B2.1")}
    assert [str(finding) for finding in built.report.findings if finding.place.path in sound] == []


def test_the_guard_sees(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    secrets(outside)
    inside = tmp_path / "inside.txt"
    inside.symlink_to(outside / "secret.txt")
    attempts = f"""
import socket
open({str(inside)!r}).read()
try: socket.create_connection(("127.0.0.1", 9), 1)
except OSError: pass
"""
    _, seen = guarded(["-c", attempts], tmp_path / "guard", outside)
    assert [line.split()[0] for line in seen.splitlines()] == ["open", "socket.getaddrinfo", "socket.connect"]


def test_what_is_still_wrong_is_found_again(tmp_path: Path) -> None:
    """A build that reads nothing of a faulty module again must not take it for sound."""
    workspace = make_project(tmp_path, {"A1.1": text("First"), "A1.2": text("Second", HOSTILE["http"].written[1:], "tool")})
    first = build(workspace, Request(), lambda *_: None)
    source = module_path(workspace, "A1.1")
    write(source, source.read_text(encoding="utf-8") + "\nMore.\n")
    second = build(workspace, Request(), lambda *_: None)
    assert not second.up_to_date
    assert second.findings == first.findings
    assert "outside-project" in {finding.code for finding in second.findings}
    assert not list(workspace.build.rglob("xst-a1.2-*.pdf"))


def test_a_fault_in_a_file_that_is_read_in_withholds_the_module(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First"), "A1.2": text("Second", ".. include:: part.txt\n", "tool")})
    write(module_path(workspace, "A1.2").parent / "part.txt", ".. image:: http://127.0.0.1/x.png\n   :alt: x\n")
    for _ in range(2):
        report = build(workspace, Request(), lambda *_: None)
        places = {finding.place.path for finding in report.findings if finding.code == "outside-project"}
        assert places == {"source/A1/A1.2/part.txt", "source/A1/A1.2/index.rst"}
        assert not list(workspace.build.rglob("xst-a1.2-*.pdf"))
        workspace.artifacts.unlink()


ROW = MODULE.format(number="A1.1", title="First")
CATALOGUES = {
    "number that climbs": (ROW.replace('"A1.1"', '"A1.1/../../x"'), "catalogue-value", "'A1.1/../../x'"),
    "number of two lines": (ROW.replace('"A1.1"', '"A1.1\\n"'), "catalogue-value", "not a module number"),
    "control character": (ROW.replace('"First"', '"Fi\\u0007rst"'), "catalogue-value", "control character"),
    "title of two lines": (ROW.replace('"First"', '"First\\nSecond"'), "catalogue-value", "control character"),
    "reversed title": (ROW.replace('"First"', '"First\\u202e"'), "catalogue-value", "control character"),
    "deep list": (ROW + f"themes2 = {'[' * 20_000}{']' * 20_000}\n", "catalogue-syntax", "nested too deeply"),
    "deep tables": (ROW + f"[{'.'.join('a' * 5_000)}]\n", "catalogue", ""),
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_hostile_catalogue_is_refused(name: str, tmp_path: Path) -> None:
    rows, code, said = CATALOGUES[name]
    path = tmp_path / "catalogue.toml"
    path.write_text(CATALOGUE + rows, encoding="utf-8")
    catalogue, findings = read_catalogue(path, "catalogue.toml")
    assert catalogue is None
    assert any(finding.code.startswith(code) and said in finding.message for finding in findings), findings


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "folder", "device"]
)
def test_a_catalogue_that_is_no_file_is_refused(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "catalogue.toml")
    catalogue, findings = read_catalogue(tmp_path / "catalogue.toml", "catalogue.toml")
    assert catalogue is None
    assert [finding.code for finding in findings] == ["catalogue-unreadable"]
