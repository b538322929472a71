"""The index of all words: finished pages go to Pagefind, and its files come back, with twins that need no server.

A browser does not read files for a page that was opened from a folder, but it runs the scripts that the page names. So each
file of the index has a twin, a classic script that supplies the same bytes in base64, and the engine is a classic script too,
which is given what it fetches by. Both ways the same engine reads the same bytes, and finds the same.
"""

from __future__ import annotations

import json
import os
import pickle
import re
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from gzip import decompress
from hashlib import sha256
from importlib.metadata import version
from subprocess import DEVNULL, PIPE, Popen
from typing import TYPE_CHECKING, Any

from pagefind_bin_extended import get_executable

from isacs_publish.site.scripts import supplied
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Ask = Callable[..., dict[str, Any]]

FOLDER = "_search"
"""The folder of the index below the site."""

PACKAGE = "pagefind_bin_extended"
"""Where the program comes from; it brings the engine that runs in the browser. The extended one parts the words of Chinese."""

_ENTRY = "pagefind-entry.json"
_ENGINE = "pagefind.js"
_NOT_READ = (".permalink", ".currency")
_FRAGMENT = ".pf_fragment"
_INDEX = (".pf_meta", ".pf_index", _FRAGMENT, ".pagefind")
_HEADING = re.compile(r'(<section\b[^>]*\bid="([^"]+)"[^>]*>\s*<h[2-6])(?![^>]*\bid=)')
_READ = re.compile(rb"<html[^>]*>|<title>.*?</title>|<article.*?</article>", re.DOTALL)
_SIGNATURE = b"pagefind_dcd"
_LANGUAGE = re.compile(rb"<html\b[^>]*\blang=\"?([A-Za-z-]+)")


class IndexingFailed(RuntimeError):
    """Pagefind could not index the pages, or is not the program that this room knows; the message says what it answered."""


def index_files(pages: Mapping[str, bytes], jobs: int = 1) -> Iterator[tuple[str, bytes]]:
    """Yield the index of finished pages, with the engine: paths below the site in order, and bytes that repeat.

    Each page is found in the language of its ``lang``, by what stands in ``data-pagefind-body``; clauses are told by the ids of
    their headings or sections. Each language is indexed by itself, ``jobs`` of them at a time. Raise IndexingFailed.
    """
    groups = _by_language(pages)
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        answers = list(pool.map(_answered, groups.values())) or [_answered({})]
    made = {path: content for answer in answers for path, content in answer.items()}
    made[_ENTRY] = _joined(answer[_ENTRY] for answer in answers)
    yield f"{FOLDER}/engine.js", classic(made[_ENGINE].decode()).encode()
    yield from _places(made)
    for path in sorted(made):
        if path == _ENTRY or path.endswith(_INDEX):
            yield f"{FOLDER}/{path}", made[path]
            yield f"{FOLDER}/{path}.js", twin(path, made[path])


@dataclass(frozen=True)
class KeptIndex:
    """Makes the index, or takes that of a former build from a folder where the words of all pages are the same."""

    folder: Path
    jobs: int

    def __call__(self, pages: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the index of finished pages by path; raise IndexingFailed."""
        path = self.folder / f"{_digest(pages)}.pickle"
        try:
            kept: dict[str, bytes] = pickle.loads(path.read_bytes())  # noqa: S301  (the cache of this project)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            kept = dict(index_files(pages, self.jobs))
            for former in self.folder.glob("*.pickle"):
                former.unlink(missing_ok=True)
            write_atomically(path, pickle.dumps(kept))
        return kept


def _digest(pages: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of what is read of pages: addresses, titles and bodies, with the version of the program."""
    total = sha256(version(PACKAGE).encode())
    for path in sorted(pages):
        total.update(b"\0".join((path.encode(), *_READ.findall(pages[path]))))
    return total.hexdigest()


def _by_language(pages: Mapping[str, bytes]) -> dict[str, dict[str, bytes]]:
    """Return the pages by the language that each of them declares."""
    groups: dict[str, dict[str, bytes]] = {}
    for path in sorted(pages):
        declared = _LANGUAGE.search(pages[path])
        groups.setdefault(declared[1].decode().lower() if declared else "", {})[path] = pages[path]
    return dict(sorted(groups.items()))


def _joined(entries: Iterable[bytes]) -> bytes:
    """Return one entry for the languages of several, in order: Pagefind writes them in an order of chance."""
    read = [json.loads(entry) for entry in entries]
    languages = {language: facts for entry in read for language, facts in entry["languages"].items()}
    return json.dumps({**read[0], "languages": languages}, sort_keys=True).encode()


def _places(made: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield for each language what tells, before a page of the index is loaded, which page of the site that is.

    Hits are narrowed to a module or a series by it: the filters that Pagefind has itself come in an order of chance.
    """
    places: dict[str, dict[str, str]] = {}
    for path in sorted(made):
        if path.endswith(_FRAGMENT):
            name = path.rpartition("/")[2].removesuffix(_FRAGMENT)
            page = json.loads(decompress(made[path]).removeprefix(_SIGNATURE))
            places.setdefault(name.rpartition("_")[0], {})[name] = page["url"]
    for language, named in places.items():
        yield f"{FOLDER}/pages-{language}.js", supplied(f"search/pages-{language}", named, sorted_keys=True)


def twin(path: str, content: bytes) -> bytes:
    """Return the classic script that supplies a file of the index."""
    return supplied(f"search/{path}", b64encode(content).decode())


def classic(module: str) -> str:
    """Return the engine, an ES module, as a classic script that supplies a function of ``fetch`` to what was exported."""
    body, mark, exported = module.rpartition("export{")
    names, closing, rest = exported.partition("}")
    body = body.replace("import.meta.url", "undefined")
    if not (mark and closing) or rest.strip(" ;\n") or " as " in names or "import.meta" in body:
        raise IndexingFailed("the engine of Pagefind is no module of the form that is known; pin the version that was")
    return (
        f"/* Pagefind {version(PACKAGE)}, https://pagefind.app/, MIT licence; made a classic script. */\n"
        f'standards.supply("search/engine", function (fetch) {{\n"use strict";\n{body}\nreturn {{{names}}};\n}});\n'
    )


def _answered(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what Pagefind makes of some pages, by path below its folder."""
    with _service() as ask:
        index = ask("NewIndex", config={"keep_index_url": True, "exclude_selectors": list(_NOT_READ)})["index_id"]
        for path in sorted(pages):
            ask("AddFile", index_id=index, url=path, file_contents=headed(pages[path].decode()), file_path=None)
        files = {file["path"]: b64decode(file["content"]) for file in ask("GetFiles", index_id=index)["files"]}
    if any(path.endswith(".pf_filter") for path in files):
        raise IndexingFailed("a page has data-pagefind-filter: the files of these come in an order of chance; take it out")
    return files


def headed(page: str) -> str:
    """Return a page for the index, where each heading has an id: that of its section, where it has none of its own."""
    return _HEADING.sub(r'\1 id="\2"', page)


@contextmanager
def _service() -> Iterator[Ask]:
    """Yield what asks the program one thing after the other; it ends with the block, whatever happens there.

    It stands in its own folder with an empty environment, so that no settings of the project or the user reach it.
    """
    program = get_executable()
    with Popen([program, "--service"], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=program.parent, env={}) as process:  # noqa: S603  (the packaged program)
        try:
            yield partial(_ask, process)
        finally:
            process.kill()


def _ask(process: Popen[bytes], kind: str, **asked: Any) -> dict[str, Any]:
    """Return what the program answers: base64 of JSON up to a comma, both ways."""
    question = {"message_id": 0, "payload": {"type": kind, **asked}}
    assert process.stdin is not None
    try:
        process.stdin.write(b64encode(json.dumps(question).encode()) + b",")
        process.stdin.flush()
    except BrokenPipeError as error:
        raise IndexingFailed("Pagefind ended before it was done") from error
    answer: dict[str, Any] = json.loads(b64decode(_up_to_comma(process)))["payload"]
    if answer["type"] == "Error":
        raise IndexingFailed(str(answer["message"]))
    return answer


def _up_to_comma(process: Popen[bytes]) -> bytes:
    assert process.stdout is not None
    read = bytearray()
    while not read.endswith(b","):
        piece = os.read(process.stdout.fileno(), 1 << 20)
        if not piece:
            raise IndexingFailed("Pagefind ended before it was done")
        read += piece
    return bytes(read[:-1])
