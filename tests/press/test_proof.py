"""Planted losses, in the style, in the boxes of the engine and in the file, as such losses arise: each is caught."""

from __future__ import annotations

import pickle
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from isacs_publish.press.continued import mark_continued
from isacs_publish.press.fetcher import BASE, ClosedFetcher
from isacs_publish.press.proof import Fault, TypesettingFailed
from isacs_publish.press.proof_boxes import BoxProof
from isacs_publish.press.proof_file import Promise, _first_missing, _plain, proof_of
from isacs_publish.press.typeset import prepare_worker
from tests.press.conftest import source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets
    from tests.press.conftest import Setter

    Render = Callable[[str], tuple[Any, Any]]
    Damage = Callable[[pikepdf.Pdf], None]

ROWS = "".join(f"<tr><td><p>Row {n}</p></td><td><p>Cell {n}</p></td></tr>" for n in range(90))
HEAD = "<tr class='caption'><td class='caption' colspan='2'><p>Table 1<span class='continued'> (continued)</span></p></td></tr>"
TABLE = f"<table><thead>{HEAD}<tr><th>Head</th><th>More</th></tr></thead><tbody>{ROWS}</tbody></table>"
NOTE = '<span class="footnote" id="note" data-number="1">The footnote.</span>'
FILLING = "<p>A sentence of some words that fill a line of the page and then another one, as sentences do.</p>" * 30
STRANDED = f'<section>{FILLING}<h3>Heading</h3><p style="break-before: page">Text.</p></section>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="1" y="9" font-size="8">drawn</text></svg>'
TEXT = (
    '<section id="scope"><h2><span class="label">1</span><span class="title"> Scope</span></h2>'
    f"<p>One sentence. <em>An</em>other <b>sentence</b>.</p><p>The noted{NOTE} sentence.</p>"
    '<ol class="loweralpha"><li><p>item</p></li></ol><dl><dt>word</dt><dd><p>meaning</p></dd></dl>'
    f'<div class="formula">{DRAWING}<span class="label">(1)</span></div>'
    f'{TABLE}<p>The end, <a href="#scope">Clause 1</a>.</p></section>'
)


# The style


@pytest.mark.parametrize(
    ("kind", "style"),
    [
        ("text-lost", "display: none"),
        ("text-lost", "position: running(x)"),
        ("text-invisible", "color: #fff"),
        ("text-invisible", "color: #ddd"),
        ("text-invisible", "color: transparent"),
        ("text-invisible", "background: #000"),
        ("text-invisible", "opacity: .1"),
        ("text-invisible", "visibility: hidden"),
        ("text-invisible", "font-size: 1pt"),
        ("text-invisible", "transform: scale(0)"),
        ("text-clipped", "height: 8pt; overflow: hidden; padding-top: 20pt; line-height: 40pt"),
        ("text-clipped", "width: 10mm; overflow: hidden; white-space: nowrap"),
        ("text-clipped", "position: absolute; clip: rect(0, 10px, 10px, 0)"),
        ("text-outside-page", "text-indent: -300mm; white-space: nowrap"),
        ("text-outside-page", "position: absolute; left: 180mm; white-space: nowrap"),
        ("text-outside-page", "transform: translate(0, -280mm)"),
        ("text-outside-block", "margin-left: -15mm"),
        ("text-outside-block", "width: 20mm; white-space: nowrap"),
        ("text-over-text", "margin-top: -4mm"),
        ("text-over-text", "height: 0; margin: 0"),
        ("text-out-of-order", "position: relative; top: -60mm"),
    ],
)
def test_a_style_that_loses_text(kind: str, style: str, set_text: Setter) -> None:
    lines = "<p>A line before.</p>" * 14
    body = f'<section id="scope">{lines}<p style="{style}">A hidden sentence.</p><p>Text after it.</p></section>'
    with pytest.raises(TypesettingFailed) as failure:
        set_text(body)
    fault = failure.value.faults[0]
    assert isinstance(fault, Fault)
    assert (fault.kind, fault.page, fault.folio, fault.clause) == (kind, 3, "1", "scope"), str(failure.value)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text-outside-page", f"<p>{'x' * 300}</p><style>p {{ overflow-wrap: normal !important }}</style>"),
        ("text-outside-block", f"<p>{'x' * 83}</p><style>p {{ overflow-wrap: normal !important }}</style>"),
        ("text-outside-block", f'<table style="width: 180mm"><tbody>{ROWS}</tbody></table>'),
        ("text-outside-block", f"<style>svg {{ width: 180mm }}</style>{DRAWING}"),
        ("text-lost", '<p style="max-lines: 1; block-ellipsis: auto; continue: discard">One<br>two<br>three.</p>'),
        (
            "text-covered",
            '<p>Hidden.</p><div style="position: relative; background: #fff; margin-top: -9mm; height: 9mm"></div>',
        ),
        (
            "text-clipped",
            '<p style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 170mm">' + "word " * 40 + "</p>",
        ),
        ("text-out-of-order", '<div style="display: flex; flex-direction: column-reverse"><p>One.</p><p>Two.</p></div>'),
        ("figure-lost", f'<p>A drawing: <span style="display: none">{DRAWING}</span></p>'),
        ("figure-lost", '<p><span style="display: none"><img src="styles/tokens.css" alt="A key."></span></p>'),
        ("heading-stranded", STRANDED),
        ("heading-stranded", f"<style>h3 {{ break-after: auto }}</style>{STRANDED}"),
        ("figure-lost", f"<style>svg {{ width: 0 }}</style><p>{DRAWING}</p>"),
        ("glyph-missing", "<p>A letter ॐ of another writing.</p>"),
    ],
)
def test_a_text_that_does_not_fit(kind: str, body: str, set_text: Setter) -> None:
    with pytest.raises(TypesettingFailed) as failure:
        set_text(body)
    assert kind in [fault.code for fault in failure.value.faults], str(failure.value)


# The boxes


@pytest.fixture
def rendered(fonts: Path) -> Render:
    """Return a function that lays out the body of a module, and gives the document and the tree it was made from."""
    prepare_worker(fonts)

    def render(body: str) -> tuple[Any, Any]:
        text = source(body)
        page = HTML(string=text.html, base_url=BASE, url_fetcher=ClosedFetcher(text, fonts))
        document = page.render()
        mark_continued(document)
        return document, page.etree_element

    return render


def faults_of(document: Any, tree: Any) -> list[Fault]:
    return BoxProof(document, tree, ("",) * len(document.pages)).faults


def parents(box: Any) -> Any:
    """Yield the boxes that hold others, in the order of the text."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.ParentBox):
        yield box
        for child in box.children:
            yield from parents(child)


def holder(document: Any, chosen: Any) -> tuple[Any, int]:
    """Return the first box, and the place in it, that holds a chosen one."""
    found = ((p, i) for page in document.pages for p in parents(page._page_box) for i, b in enumerate(p.children) if chosen(b))
    return next(found)


def drop(document: Any, chosen: Any) -> None:
    parent, index = holder(document, chosen)
    parent.children = [*parent.children[:index], *parent.children[index + 1 :]]


def says(word: str, kind: Any = boxes.BlockBox) -> Any:
    """Return a test for a box of a kind that holds exactly some words."""
    return lambda box: isinstance(box, kind) and box.element is not None and word == "".join(box.element.itertext()).strip()


def swap_paragraphs(document: Any) -> None:
    first, i = holder(document, says("The noted" + "The footnote." + " sentence."))
    children = list(first.children)
    children[i - 1], children[i] = children[i], children[i - 1]
    first.children = children


def stack_paragraphs(document: Any) -> None:
    first, i = holder(document, says("The noted" + "The footnote." + " sentence."))
    first.children[i].translate(dy=first.children[i - 1].position_y - first.children[i].position_y)


def raise_paragraph(document: Any) -> None:
    end, i = holder(document, says("The end, Clause 1."))
    end.children[i].translate(dy=-200)


def swap_words(document: Any) -> None:
    """Swap the words of one element around another in their line."""
    line, _ = holder(document, lambda box: isinstance(box, boxes.TextBox) and box.text.startswith("One sentence."))
    children = list(line.children)
    assert children[2].text.startswith("other")
    children[0], children[2] = children[2], children[0]
    line.children = children


def drop_heads(document: Any) -> None:
    """Take the head out of each page of the table."""
    for _ in range(3):
        drop(document, says("Head", boxes.TableCellBox))


def swap_pages(document: Any) -> None:
    document.pages[-1], document.pages[-2] = document.pages[-2], document.pages[-1]


PLANTED: dict[str, tuple[str, str, Any]] = {
    "a line": ("text-lost", "One sentence. other .", lambda d: drop(d, says("One sentence. Another sentence.", boxes.LineBox))),
    "a word": ("text-lost", "sentence", lambda d: drop(d, lambda b: isinstance(b, boxes.TextBox) and b.text == "sentence")),
    "a cell": ("text-lost", "Cell 0", lambda d: drop(d, says("Cell 0", boxes.TableCellBox))),
    "a row": ("text-lost", "Row 7", lambda d: drop(d, says("Row 7Cell 7", boxes.TableRowBox))),
    "a head": ("text-lost", "Head", drop_heads),
    "a footnote": ("text-lost", "The footnote.", lambda d: drop(d, lambda b: isinstance(b, boxes.FootnoteAreaBox))),
    "an entry": ("text-lost", "item", lambda d: drop(d, says("item", boxes.BlockBox))),
    "a drawing": ("figure-lost", "", lambda d: drop(d, lambda b: isinstance(b, boxes.ReplacedBox))),
    "the last page": ("text-lost", "The end, .", lambda d: d.pages.pop()),
    "a page": ("text-lost", "Row 0", lambda d: d.pages.pop(3)),
    "swapped paragraphs": ("text-out-of-order", "One sentence.", swap_paragraphs),
    "a paragraph moved up": ("text-over-text", "The end,", raise_paragraph),
    "a paragraph on another": ("text-over-text", "The noted", stack_paragraphs),
    "swapped words": ("text-out-of-order", "One sentence. other .", swap_words),
    "swapped pages": ("text-out-of-order", "", swap_pages),
}


def test_a_whole_text_has_no_fault(rendered: Render, set_text: Setter) -> None:
    document, tree = rendered(TEXT)
    assert faults_of(document, tree) == []
    assert len(document.pages) == 6
    set_text(TEXT)


@pytest.mark.parametrize(
    "body",
    [
        '<p>Text.</p><p style="position: relative; z-index: -1">Painted first.</p><p>Painted next.</p>',
        '<p>Text.</p><p style="position: relative; z-index: 2">Painted last.</p><p style="opacity: .9">Painted next.</p>',
        '<p>Text.<sup style="line-height: 0">2</sup></p><p style="text-indent: -8mm; padding-left: 8mm">Hanging.</p>',
        '<p style="background: #000; color: #fff">White on black.</p><p style="overflow: hidden">Whole.</p>',
        '<p style="text-transform: uppercase">Straße.</p><p style="transform: translate(5mm, 0)">Moved.</p><p>End.</p>',
        '<section><h3>Empty</h3></section><section><h3 style="break-before: page">After it</h3><p>Text.</p></section>',
        f"<table><tbody><tr><td><p>{'word ' * 2500}</p></td><td><p>One</p></td></tr></tbody></table><p>End.</p>",
    ],
)
def test_what_is_unusual_but_whole_has_no_fault(body: str, set_text: Setter) -> None:
    set_text(body)


def test_texts_are_kept_in_the_order_of_painting(set_text: Setter) -> None:
    lines = (
        "<p>Flow.</p><p style='position: relative; z-index: 1'>Last.</p><p style='position: relative; z-index: -1'>First.</p>"
    )
    floats = f"<p style='float: left; width: 40mm'>Float.</p><ul style='clear: both'><li><p>Item{NOTE}</p></li></ul>"
    blocks = set_text(lines + floats).geometry.texts[2].split("\n")
    assert blocks[:8] == ["First.", "Float.", "Flow.", "Item1", "—", "Last.", "1Thefootnote.", "Draft"]


@pytest.mark.parametrize("loss", PLANTED)
def test_a_loss_in_the_boxes(loss: str, rendered: Render) -> None:
    kind, text, plant = PLANTED[loss]
    document, tree = rendered(TEXT)
    plant(document)
    found = [(fault.kind, fault.text) for fault in faults_of(document, tree)]
    assert any((kind, text) == (k, t) or (kind == k and not text) for k, t in found), found


def test_a_fault_names_page_and_clause(rendered: Render) -> None:
    document, tree = rendered(TEXT)
    drop(document, says("Cell 70", boxes.TableCellBox))
    (fault,) = BoxProof(document, tree, ("", "", "1", "2", "3", "4")).faults
    assert fault == Fault("text-lost", 6, "4", "1 (scope)", "Cell 70")
    assert str(fault) == "text is lost on its way to the page, page 6 (folio 4), 1 (scope): 'Cell 70'"


def test_a_failure_reaches_the_pipeline_from_another_process() -> None:
    failure = TypesettingFailed("said", faults=(Fault("text-lost", 3, "1", "scope", "Words"),) * 5)
    again = pickle.loads(pickle.dumps(failure))
    assert (str(again), again.faults) == (str(failure), failure.faults)
    assert str(again).endswith("; and 2 more")


# The file


@pytest.fixture(scope="module")
def sheets(set_text: Setter) -> Sheets:
    """Return sheets without fault: bookmark, link, footnote, list, drawing and table."""
    return set_text(TEXT)


def rewrite(change: Callable[[bytes], bytes], page: int = 2) -> Damage:
    """Return a damage to the content of a page."""

    def damage(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[page].obj.Contents
        before = contents.read_bytes()
        after = change(before)
        assert after != before
        contents.write(after)

    return damage


def drop_text(content: bytes) -> bytes:
    """Return a content without its twentieth text."""
    texts = list(re.finditer(rb"\[[^\]]*\] TJ", content))
    return content[: texts[9].start()] + content[texts[9].end() :]


def swap_texts(content: bytes) -> bytes:
    """Return a content with its first texts in another order."""
    blocks = list(re.finditer(rb"\bBT\b.*?\bET\b", content, re.DOTALL))
    first, second = blocks[4], blocks[9]
    return content[: first.start()] + second[0] + content[first.end() : second.start()] + first[0] + content[second.end() :]


def swap_file_pages(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[3]
    del pdf.pages[3]
    pdf.pages.append(page)


def lose_font_program(pdf: pikepdf.Pdf) -> None:
    fonts = list(pdf.pages[2].obj.Resources.Font.values())
    descriptor = fonts[0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [link for page in pdf.pages for link in page.obj.get("/Annots", ())]


def lose_owner(pdf: pikepdf.Pdf) -> None:
    del links(pdf)[0].StructParent


def lose_target(pdf: pikepdf.Pdf) -> None:
    links(pdf)[0].Dest = String("nowhere")


def point_at_a_lost_page(pdf: pikepdf.Pdf) -> None:
    names = pdf.Root.Names.Dests.Names
    names[1] = Array([pdf.make_indirect(Dictionary(Type=Name.Page)), Name.XYZ, 0, 0, 0])


def lose_bookmark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Dest = Array([pdf.make_indirect(Dictionary(Type=Name.Page)), Name.XYZ, 0, 0, 0])


def lose_page_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[2].obj.StructParents


def lose_title(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Title"]


def lose(*keys: str) -> Damage:
    """Return a damage that takes an entry out of the catalogue."""

    def damage(pdf: pikepdf.Pdf) -> None:
        place = pdf.Root
        for key in keys[:-1]:
            place = place[key]
        del place[keys[-1]]

    return damage


def shrink(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.MediaBox = pdf.pages[2].obj.TrimBox = Array([0, 0, 300, 841.89])


def cut_sheet(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.MediaBox = Array([0, 0, 500, 841.89])


def cut_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.TrimBox = Array([0, 0, 700, 841.89])


def into_form(change: Callable[[bytes], bytes]) -> Damage:
    """Return a damage to a page whose content stands in a form, as in the print edition."""

    def damage(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[2].obj
        form = pdf.make_stream(
            change(page.Contents.read_bytes()),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=page.MediaBox,
            Resources=page.Resources,
        )
        page.Resources = Dictionary(XObject=Dictionary(P=form))
        page.Contents = pdf.make_stream(b"q /P Do Q")

    return damage


DAMAGED: dict[str, tuple[str, Damage]] = {
    "no content": ("text-lost", rewrite(lambda content: b"q Q")),
    "a text operator removed": ("text-lost", rewrite(drop_text)),
    "a glyph removed": ("text-lost", rewrite(lambda c: re.sub(rb"(\[<)[0-9a-f]{4}", rb"\1", c, count=1))),
    "texts swapped": ("text-out-of-order", rewrite(swap_texts, page=3)),
    "text moved off the page": ("text-outside-page", rewrite(lambda c: b"1 0 0 1 900 0 cm " + c)),
    "text in mode 3": ("text-invisible", rewrite(lambda c: c.replace(b"BT", b"BT 3 Tr", 1))),
    "text as clipping path": ("text-invisible", rewrite(lambda c: c.replace(b"BT", b"BT 7 Tr", 1))),
    "a white sheet over the page": ("text-covered", rewrite(lambda c: c + b" q 1 g 0 0 600 850 re f Q")),
    "a text removed in a form": ("text-lost", into_form(drop_text)),
    "mode 3 in a form": ("text-invisible", into_form(lambda c: c.replace(b"BT", b"BT 3 Tr", 1))),
    "a page removed": ("page-lost", lambda pdf: pdf.pages.__delitem__(3)),
    "pages in another order": ("text-lost", swap_file_pages),
    "a font without program": ("font-not-embedded", lose_font_program),
    "a bookmark to nowhere": ("bookmark-astray", lose_bookmark),
    "a link without target": ("link-astray", lose_target),
    "a destination on a lost page": ("link-astray", point_at_a_lost_page),
    "a link outside the tags": ("link-untagged", lose_owner),
    "no tags": ("tags-missing", lose("/StructTreeRoot")),
    "not marked": ("tags-missing", lose("/MarkInfo")),
    "a page outside the tags": ("tags-missing", lose_page_tags),
    "no title": ("metadata-missing", lose_title),
    "no metadata": ("metadata-missing", lose("/Metadata")),
    "no language": ("metadata-missing", lose("/Lang")),
    "the title not shown": ("metadata-missing", lose("/ViewerPreferences", "/DisplayDocTitle")),
    "no page labels": ("page-labels-wrong", lose("/PageLabels")),
    "wrong page labels": ("page-labels-wrong", lambda pdf: pdf.Root.PageLabels.Nums.__setitem__(2, 1)),
    "a narrow page": ("page-box-wrong", shrink),
    "a sheet narrower than its trim": ("page-box-wrong", cut_sheet),
    "a trim wider than its sheet": ("page-box-wrong", cut_trim),
}


def saved(sheets: Sheets, damage: Damage) -> bytes:
    """Return the file of some sheets after a damage."""
    out = BytesIO()
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        damage(pdf)
        pdf.save(out)
    return out.getvalue()


def test_a_sound_file_has_no_fault(sheets: Sheets) -> None:
    promise = Promise.of(sheets.geometry)
    assert proof_of(sheets.pdf, promise) == []
    assert proof_of(saved(sheets, into_form(bytes)), promise) == []
    stamp = rewrite(lambda c: b"BT ET " + c + b" q 0 G 10 10 m 20 20 l S Q")
    assert proof_of(saved(sheets, stamp), promise) == []


@pytest.mark.parametrize("loss", DAMAGED)
def test_a_loss_in_the_file(loss: str, sheets: Sheets) -> None:
    kind, damage = DAMAGED[loss]
    kinds = {fault.kind for fault in proof_of(saved(sheets, damage), Promise.of(sheets.geometry))}
    assert kind in kinds


@pytest.mark.parametrize(
    ("wanted", "found", "missing"),
    [
        ("One.\nTwo.", "One.Two.", ""),
        ("One.\nTwo.", "One.drawnTwo.12", ""),
        ("One-\nTwo.", "One\ufffeTwo.", ""),
        ("\ufb01ve\u200b", "five", ""),
        ("One.\nTwo.", "Two.One.", "Two."),
        ("One.\nTwo.", "One.Tw.", "Two."),
        ("One.\nOne.", "One.", "One."),
        ("An item of a list;\n—", "—An item of a list;", ""),
        ("An item of a list;\n—", "An item of a list;", "—"),
        ("x)\nAn item;\nx)", "x)An item;", "x)"),
        ("First block.\nAn item of a list;\n—", "—First block.An item of a list;", "—"),
        ("السلامة العامة", "السلامةالعام", ""),
        ("السلامة العامة", "السلام", "ةالعم"),
        ("", "", ""),
    ],
)
def test_the_text_of_a_page_as_a_reader_finds_it(wanted: str, found: str, missing: str) -> None:
    lost = _first_missing(wanted, _plain(found))
    assert (set(lost) if missing and missing[0] > "\u0600" else lost) in (missing, set(missing))


def test_what_an_edition_does_not_promise_is_not_missed(sheets: Sheets) -> None:
    geometry = sheets.geometry
    bare = saved(sheets, lose("/StructTreeRoot"))
    promise = Promise(geometry.texts, geometry.size, geometry.folios, tagged=False)
    assert proof_of(bare, promise) == []
    assert proof_of(saved(sheets, lose_target), promise) != []


def test_a_file_that_cannot_be_read(sheets: Sheets) -> None:
    (fault,) = proof_of(sheets.pdf[:200], Promise.of(sheets.geometry))
    assert fault.kind == "file-unreadable"


def test_a_fault_of_the_file_names_page_and_clause(sheets: Sheets) -> None:
    (fault,) = proof_of(saved(sheets, rewrite(drop_text, page=3)), Promise.of(sheets.geometry))
    assert (fault.page, fault.folio, fault.clause) == (4, "2", "1 Scope")
