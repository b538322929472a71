"""The whole corpus: everything is made, and the same labels stand in every form of the text."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

import pikepdf
import pytest
from lxml import html

from tests.corpus.reading import bookmarks, contents, folded, html_headings, html_terms, page_texts

if TYPE_CHECKING:
    from isacs_publish.artifacts import Artifact
    from tests.conftest import Corpus

IDENTIFIER = re.compile(r"[A-Z]{3,} [\d.]+:\d{4}\([A-Z]\)V\d+\.\d+")


@pytest.fixture(scope="module")
def headings(corpus: Corpus) -> dict[str, list[str]]:
    """Return the headings of each module as its web page shows them, by identifier."""
    return {artifact.identifier: html_headings(corpus.path(artifact)) for artifact in corpus.of_kind("html")}


def bound_modules(corpus: Corpus, volume: Artifact) -> list[str]:
    """Return the identifiers of the modules that a volume holds, in order."""
    series = volume.identifier.partition(":")[0].partition(" ")[2]
    modules = corpus.catalogue.in_series(series) if series else corpus.catalogue.modules.values()
    return [str(corpus.catalogue.identifier(module, volume.language)) for module in modules]


def volumes(corpus: Corpus) -> list[Artifact]:
    """Return the volumes and the compendium."""
    return corpus.of_kind("volume") + corpus.of_kind("compendium")


def test_no_findings_but_those_that_a_waiver_covers(corpus: Corpus) -> None:
    assert [str(finding) for finding in corpus.report.findings if not finding.waiver] == []


def test_everything_is_made(corpus: Corpus) -> None:
    listed = json.loads((corpus.workspace.build / "artifacts.json").read_text(encoding="utf-8"))
    counts = {kind: sum(record["kind"] == kind for record in listed) for kind in ("module", "html", "volume", "compendium")}
    assert counts == {"module": 40, "html": 40, "volume": 8, "compendium": 1}
    for record in listed:
        content = (corpus.workspace.build / record["path"]).read_bytes()
        assert sha256(content).hexdigest() == record["sha256"], record["path"]


def test_files_are_whole_and_tagged(corpus: Corpus) -> None:
    for artifact in corpus.of_kind("module") + volumes(corpus):
        path = str(corpus.path(artifact))
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
        assert checked.returncode == 0, checked.stdout
        told = subprocess.run(["pdfinfo", path], capture_output=True, check=True).stdout.decode()
        facts = dict(line.split(":", 1) for line in told.splitlines())
        assert facts["Tagged"].strip() == "yes"
        assert int(facts["Pages"]) == artifact.pages
        assert facts["Title"].strip().startswith(artifact.identifier)


def test_labels_in_bookmarks_are_those_of_the_web(corpus: Corpus, headings: dict[str, list[str]]) -> None:
    for artifact in corpus.of_kind("module"):
        with pikepdf.open(corpus.path(artifact)) as pdf:
            marks = [mark.text for mark in bookmarks(pdf)]
        page = next(a for a in corpus.of_kind("html") if a.identifier == artifact.identifier)
        terms = html_terms(corpus.path(page))
        assert [mark for mark in marks[1:] if mark not in terms] == headings[artifact.identifier]
        assert [mark for mark in marks if mark in terms] == terms


def test_contents_lead_to_the_page_they_name(corpus: Corpus, headings: dict[str, list[str]]) -> None:
    for artifact in corpus.of_kind("module"):
        with pikepdf.open(corpus.path(artifact)) as pdf:
            landing = {mark.text: pdf.pages[mark.page].label for mark in bookmarks(pdf)}
            front = next(i for i, page in enumerate(pdf.pages) if page.label == "1")
        entries = contents(page_texts(corpus.path(artifact))[2:front])
        listed = [heading for heading in headings[artifact.identifier] if is_listed(heading)]
        texts = [text for text, _ in entries]
        assert texts == listed
        for text, number in zip(texts, (number for _, number in entries), strict=True):
            assert number == landing[text], (artifact.identifier, text)


def is_listed(heading: str) -> bool:
    """Tell whether the contents list a heading: clauses to two levels."""
    label = heading.split(maxsplit=1)[0]
    return not re.fullmatch(r"[0-9A-Z]+(\.\d+){2,}", label)


def test_each_page_carries_its_own_identifier_and_no_other(corpus: Corpus) -> None:
    for artifact in corpus.of_kind("module"):
        for number, text in enumerate(page_texts(corpus.path(artifact))):
            found = set(IDENTIFIER.findall(text))
            assert found <= {artifact.identifier}, (artifact.identifier, number)
            if text.strip():
                assert found == {artifact.identifier}, (artifact.identifier, number)


def test_labels_in_volumes_are_those_of_the_web(corpus: Corpus, headings: dict[str, list[str]]) -> None:
    for volume in volumes(corpus):
        with pikepdf.open(corpus.path(volume)) as pdf:
            marks = bookmarks(pdf)
        starts = [i for i, mark in enumerate(marks) if mark.level == 1 and mark.text[0].isdigit()]
        identifiers = bound_modules(corpus, volume)
        assert len(starts) == len(identifiers)
        for start, stop, identifier in zip(starts, [*starts[1:], len(marks)], identifiers, strict=True):
            own = [mark.text for mark in marks[start + 1 : stop]]
            assert [text for text in own if text in headings[identifier]] == headings[identifier]


def test_contents_of_volumes_lead_to_the_page_they_name(corpus: Corpus) -> None:
    for volume in volumes(corpus):
        with pikepdf.open(corpus.path(volume)) as pdf:
            marks = bookmarks(pdf)
            labels = [page.label for page in pdf.pages]
        first = labels.index("1")
        assert labels[first:] == [str(n + 1) for n in range(len(labels) - first)]
        landing = [(mark.text, labels[mark.page]) for mark in marks if mark.level <= 2 and mark.page >= first]
        entries = contents(page_texts(corpus.path(volume))[2:first])
        modules = [(text, page) for text, page in landing if re.match(r"\d\d\.\d\d ", text)]
        assert [entry for entry in entries if re.match(r"\d\d\.\d\d ", entry[0])] == modules
        if volume.kind == "volume":
            clauses = [(re.sub(r" \((in|)formative\)| \(normative\)", "", text), page) for text, page in landing]
            assert [entry for entry in clauses if entry[0] != "Contents" and entry in entries] == entries


def test_modules_of_a_volume_open_on_a_recto_and_keep_their_pages(corpus: Corpus) -> None:
    pages = {artifact.identifier: artifact.pages for artifact in corpus.of_kind("module")}
    for volume in volumes(corpus):
        with pikepdf.open(corpus.path(volume)) as pdf:
            starts = [mark.page for mark in bookmarks(pdf) if mark.level == 1 and mark.text[0].isdigit()]
            assert all(start % 2 == 0 for start in starts)
            lengths = [stop - start for start, stop in zip(starts, [*starts[1:], len(pdf.pages)], strict=True)]
        own = [pages[identifier] or 0 for identifier in bound_modules(corpus, volume)]
        assert lengths == [count + count % 2 for count in own]


def test_the_text_of_a_bound_page_is_that_of_the_module(corpus: Corpus) -> None:
    module_texts = {a.identifier: page_texts(corpus.path(a)) for a in corpus.of_kind("module")}
    compendium = corpus.of_kind("compendium")[0]
    with pikepdf.open(corpus.path(compendium)) as pdf:
        starts = [mark.page for mark in bookmarks(pdf) if mark.level == 1 and mark.text[0].isdigit()]
    bound = page_texts(corpus.path(compendium))
    for identifier, start in zip(bound_modules(corpus, compendium), starts, strict=True):
        for offset, text in enumerate(module_texts[identifier]):
            shown = folded(re.sub(r"Compendium · \d+", "", bound[start + offset]))
            assert shown == folded(text), (identifier, offset)


def test_every_link_has_its_target(corpus: Corpus) -> None:
    for artifact in corpus.of_kind("module") + volumes(corpus):
        with pikepdf.open(corpus.path(artifact)) as pdf:
            names = pdf.Root.Names.Dests.Names
            known = {str(names[i]): names[i + 1] for i in range(0, len(names), 2)}
            pages = {page.obj.objgen for page in pdf.pages}
            assert all(destination[0].objgen in pages for destination in known.values())
            for page in pdf.pages:
                for annotation in page.obj.get("/Annots", ()):
                    if "/A" in annotation:
                        assert re.match("https?:|mailto:", str(annotation.A.URI)), artifact.identifier
                    else:
                        assert str(annotation.Dest) in known, artifact.identifier


def test_a_volume_makes_live_what_its_modules_cite(corpus: Corpus) -> None:
    """Every reference of a module to another is a link in the compendium, at least one for each time it is made."""
    made: Counter[str] = Counter()
    for path in (corpus.workspace.build / "print" / "en").glob("*/index.html"):
        made.update(
            html.fromstring(path.read_text(encoding="utf-8")).xpath("//span[contains(@class, 'crossref')]/@data-target")
        )
    compendium = corpus.of_kind("compendium")[0]
    with pikepdf.open(corpus.path(compendium)) as pdf:
        links = (link for page in pdf.pages for link in page.obj.get("/Annots", ()))
        live = Counter(str(link.Dest) for link in links if "/Dest" in link)
    assert len(made) > 100
    assert {target: count for target, count in made.items() if live[target] < count} == {}


def test_every_link_on_the_web_lands(corpus: Corpus) -> None:
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path in corpus.workspace.site.rglob("*.html"):
        tree = html.fromstring(path.read_text(encoding="utf-8"))
        ids[str(path)] = set(tree.xpath("//@id"))
        links += [(str(path), link) for link in tree.xpath("//a/@href | //link/@href | //img/@src")]
    assert len(ids) >= 49
    for page, link in links:
        if re.match(r"[a-z]+:", link):
            continue
        to, _, fragment = link.partition("#")
        target = (corpus.workspace.site / page).parent.joinpath(to).resolve() if to else corpus.workspace.site / page
        assert target.is_file(), (page, link)
        assert not fragment or "=" in fragment or fragment in ids[str(target)], (page, link)  # (x=y sets a filter)


def test_every_page_of_the_web_says_what_it_is(corpus: Corpus) -> None:
    publisher = corpus.catalogue.publisher
    for path in corpus.workspace.site.rglob("*.html"):
        text = folded(html.fromstring(path.read_text(encoding="utf-8")).text_content())
        assert folded(publisher.illustrative) in text, path
        assert folded(publisher.voluntary) in text, path


def test_cover_and_page_ii_say_what_the_text_is(corpus: Corpus) -> None:
    publisher = corpus.catalogue.publisher
    for artifact in corpus.of_kind("module") + volumes(corpus):
        cover, notice = page_texts(corpus.path(artifact))[:2]
        for page in (cover, notice):
            assert folded(publisher.illustrative) in folded(page), artifact.identifier
            assert folded(publisher.voluntary) in folded(page), artifact.identifier
        assert artifact.identifier in cover


def test_the_compendium_shares_its_fonts(corpus: Corpus) -> None:
    compendium = corpus.of_kind("compendium")[0]
    modules = sum(corpus.path(artifact).stat().st_size for artifact in corpus.of_kind("module"))
    assert corpus.path(compendium).stat().st_size <= 0.9 * modules
    told = subprocess.run(["pdffonts", str(corpus.path(compendium))], capture_output=True, check=True).stdout.decode()
    names = [line.split()[0].partition("+")[2] for line in told.splitlines()[2:]]
    assert sorted(names) == sorted(set(names)), "a font is embedded twice"
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in told.splitlines()[2:])


def test_a_second_build_has_nothing_to_do(corpus: Corpus) -> None:
    from isacs_publish.publish import Request, build

    again = build(corpus.workspace, Request(jobs=2), lambda *_: None)
    assert again.up_to_date
    assert sorted(a.path for a in again.artifacts) == sorted(a.path for a in corpus.report.artifacts)


def test_no_heading_is_left_alone_at_a_foot(corpus: Corpus) -> None:
    """Below each heading of the body a line of text, a subheading or a table follows on the same page."""
    from isacs_publish.press.cache import KeptSheets, read_entry

    bodies = 0
    for record in sorted((corpus.workspace.shelf / "sheets").iterdir()):
        geometry = KeptSheets(read_entry(record, f"sheets/{record.name}")).geometry
        for mark in (mark for mark in geometry.bookmarks if mark.spot.page >= geometry.body):
            bodies += 1
            below = [line for line in geometry.lines if line.page == mark.spot.page and line.baseline < mark.spot.y - 12]
            assert below, (record.name, mark.text)
    assert bodies > 1500
