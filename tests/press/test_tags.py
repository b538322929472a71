"""The structure tree that a screen reader meets."""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from tests.press.trees import outline_of, tree_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.press.conftest import Setter

BODY = """
<section id="scope"><h2><span class="label">1</span><span class="title"> Scope</span></h2>
<p>See <a class="unit" href="#scope">Clause 1</a>, <em>twice</em><span class="footnote" id="f1" data-number="1)">A note.</span>
and <span class="crossref" data-target="02.10">XST 02.10</span>.</p>
<ol class="loweralpha"><li><p>one, with:</p><ol class="arabic"><li><p>inner</p></li></ol></li><li><p>two</p></li></ol>
<p lang="fr">Bonjour</p>
<table><caption>Table 1</caption><thead><tr><th scope="col"><p>Head</p></th><th scope="col"><p>More</p></th></tr></thead>
<tbody><tr><th scope="row"><p>Row</p></th><td><p>Cell</p></td></tr></tbody></table>
</section>
"""


def test_the_tree_of_every_kind_of_text(set_text: Setter) -> None:
    lines = tree_of(set_text(BODY).pdf).splitlines()
    text = "\n".join(lines)
    for line in (
        "H2 '1 Scope'",
        "Link (1 annotation) 'Clause 1'",
        "Reference '1)'",
        "Note 'A note.'",
        "Lbl '1)'",
        "Span 'XST 02.10'",
        "L (LowerAlpha)",
        "L (Decimal)",
        "P (Lang=fr) 'Bonjour'",
        "TH (Column)",
        "TH (Row)",
    ):
        assert line in text, text
    assert "NonStruct" not in text


def test_a_footnote_follows_its_call(set_text: Setter) -> None:
    lines = [line.strip() for line in tree_of(set_text(BODY).pdf).splitlines()]
    paragraph = next(i for i, line in enumerate(lines) if line.startswith("P 'See"))
    assert [line.split()[0] for line in lines[paragraph + 1 : paragraph + 6]] == ["Link", "Reference", "Note", "Lbl", "Span"]


def test_list_items_hold_a_label_and_a_body(set_text: Setter) -> None:
    lines = tree_of(set_text(BODY).pdf).splitlines()
    items = [i for i, line in enumerate(lines) if line.strip() == "LI"]
    assert len(items) == 3
    for item in items:
        assert lines[item + 1].strip().startswith("Lbl")
        assert lines[item + 2].strip().startswith("LBody")


def test_a_table_over_two_pages_is_one_table(set_text: Setter) -> None:
    rows = "".join(f"<tr><td><p>Row {n}</p></td><td><p>Cell {n}</p></td></tr>" for n in range(80))
    head = '<thead><tr><th scope="col"><p>A</p></th><th scope="col"><p>B</p></th></tr></thead>'
    sheets = set_text(f'<table id="t">{head}<tbody>{rows}</tbody></table>')
    assert sheets.geometry.pages > 2
    lines = [line.strip() for line in tree_of(sheets.pdf).splitlines()]
    assert lines.count("Table") == 1
    assert lines.count("THead") == 1
    assert sum(line.startswith("TR") for line in lines) == 81
    cells = [line for line in lines if "'Cell" in line]
    assert len(cells) == 80


def test_a_paragraph_over_two_pages_is_one_paragraph(set_text: Setter) -> None:
    text = " ".join(f"word{n}" for n in range(1500))
    lines = tree_of(set_text(f"<p>{text}</p>").pdf).splitlines()
    paragraphs = [line for line in lines if line.strip().startswith("P ")]
    assert len(paragraphs) == 1
    assert all(f"word{n}" in paragraphs[0] for n in range(1500))


def test_running_heads_and_folios_are_artifacts(set_text: Setter) -> None:
    sheets = set_text("<p>Text</p>")
    assert "XST 01.10" not in tree_of(sheets.pdf)
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        page = pdf.pages[sheets.geometry.body].Contents.read_bytes()
    assert page.count(b"/Artifact") >= 3


def test_all_content_is_owned_or_an_artifact(set_text: Setter) -> None:
    with pikepdf.open(BytesIO(set_text(BODY).pdf)) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        owned = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        for page in pdf.pages:
            owners = owned[int(page.obj.StructParents)]
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) == "BDC" and "/MCID" in instruction.operands[1]:
                    assert owners[int(instruction.operands[1].MCID)].Type == "/StructElem"


def test_ids_carry_the_name_of_the_publication(set_text: Setter) -> None:
    with pikepdf.open(BytesIO(set_text(BODY, "xst-09.10-2026-e-v0.1").pdf)) as pdf:
        names = [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names if isinstance(name, pikepdf.String)]
    assert names
    assert all(name.startswith("xst-09.10-2026-e-v0.1:") for name in names)


LONG_TABLE = (
    '<table id="t"><thead><tr class="caption"><td class="caption" colspan="2"><p>Table 1 — Rows'
    '<span class="continued"> (continued)</span></p></td></tr>'
    '<tr><th scope="col"><p>A</p></th><th scope="col"><p>B</p></th></tr></thead>'
    f"<tbody>{''.join(f'<tr><td><p>Row {n}</p></td><td><p>Cell {n}</p></td></tr>' for n in range(80))}</tbody></table>"
)


def test_a_table_that_runs_on_says_so_and_its_title_is_its_caption(set_text: Setter, tmp_path: Path) -> None:
    sheets = set_text(LONG_TABLE)
    (tmp_path / "x.pdf").write_bytes(sheets.pdf)
    told = subprocess.run(["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True)
    pages = told.stdout.decode().split("\f")[sheets.geometry.body : -1]
    assert len(pages) >= 2
    assert "Table 1 — Rows" in pages[0]
    assert "(continued)" not in pages[0]
    assert all("Table 1 — Rows (continued)" in page for page in pages[1:])
    lines = [line.strip() for line in tree_of(sheets.pdf).splitlines()]
    table = lines.index("Table")
    assert lines[table + 1 : table + 4] == ["Caption", "P 'Table 1 — Rows'", "THead"]
    assert lines.count("Caption") == 1


def heard(body: str, set_text: Setter, **files: bytes) -> list[str]:
    """Return the lines of the body, and of a last paragraph behind it, as heard."""
    lines = [line.strip() for line in outline_of(set_text(f"{body}<p>end</p>", **files).pdf, 20_000).splitlines()]
    return lines[lines.index("Part") + 1 : -1]


def test_words_of_two_lines_do_not_run_together(set_text: Setter) -> None:
    words = " ".join(f"word{n} well-known{n} either/or{n}" for n in range(200))
    lines = heard(f"<p>{words}</p>", set_text)
    assert f"P {words}" in lines


def test_words_of_two_elements_do_not_run_together(set_text: Setter) -> None:
    lines = heard('<h2><span class="label" style="display: block">Annex A</span><span>Title</span></h2>'
                  "<p><em>one</em> <em>two</em>, three<em>four</em></p>", set_text)  # fmt: skip
    assert "H2 Annex A Title" in lines
    assert "P one two, threefour" in lines


def test_a_list_in_an_item_is_read_at_its_place(set_text: Setter) -> None:
    lines = heard("<ol class='loweralpha'><li><p>one</p><ul><li><p>inner</p></li></ul><p>after</p></li></ol>", set_text)
    assert lines == [
        "L (LowerAlpha) > LI", "Lbl a)", "LBody", "P one", "L (Disc) > LI", "Lbl —", "LBody > P inner", "P after",
    ]  # fmt: skip


def test_a_definition_has_its_term_as_label(set_text: Setter) -> None:
    lines = heard("<dl><dt>AB</dt><dt>BA</dt><dd><p>alpha</p></dd><dt>CD</dt><dd><p>gamma</p></dd></dl>", set_text)
    assert lines == ["L (None)", "LI", "Lbl AB", "Lbl BA", "LBody > P alpha", "LI", "Lbl CD", "LBody > P gamma"]


def test_a_term_entry_has_a_heading_below_that_of_its_clause(set_text: Setter) -> None:
    entry = (
        '<div class="term-entry numbered"><p class="term-number"><span class="label">3.1</span></p>'
        '<p class="designation preferred"><dfn>store</dfn></p><p class="designation admitted"><span>depot</span></p>'
        "<p>place</p></div>"
    )
    lines = heard(f"<section><h2>Terms</h2>{entry}<section><h3>More</h3>{entry}</section></section>", set_text)
    for level in ("H3", "H4"):
        at = lines.index(f"{level} 3.1 store")
        assert lines[at - 1 : at + 3] == ["Sect", f"{level} 3.1 store", "P depot", "P place"]


def test_references_are_a_list_with_their_numbers_as_labels(set_text: Setter) -> None:
    entries = "".join(
        f'<div class="reference-entry numbered"><p><span class="label">[{n}]</span> Title {n}</p></div>' for n in (1, 2)
    )
    lines = heard(f"<section><h2>Bibliography</h2><p>Sources:</p>{entries}</section>", set_text)
    at = lines.index("L (Decimal)")
    assert [line.replace("P  ", "P ") for line in lines[at + 1 :]] == [
        "LI", "Lbl [1]", "LBody > P Title 1", "LI", "Lbl [2]", "LBody > P Title 2",
    ]  # fmt: skip


def test_the_contents_are_read_without_leaders(set_text: Setter) -> None:
    line = (
        '<li data-pdf="TOCI"><a href="#x"><span class="entry">Scope</span><span class="fill" data-target="#x"></span></a></li>'
    )
    lines = heard(f'<nav class="contents"><ol data-pdf="TOC">{line}</ol></nav><h2 id="x">Scope</h2>', set_text)
    assert "TOC > TOCI > Reference > Link (1 annotation) Scope 1" in lines


def test_a_reference_over_two_lines_is_one_element(set_text: Setter) -> None:
    fill = "word " * 14
    sheets = set_text(f'<p>{fill}<a href="#x">{"linked " * 9}</a> and <span class="crossref" data-target="02.10">{"far " * 20}'
                      '</span></p><p id="x">x</p>')  # fmt: skip
    lines = [line.strip() for line in outline_of(sheets.pdf, 2000).splitlines()]
    assert f"Link (2 annotations) {'linked ' * 9}".strip() in lines
    assert f"Span {'far ' * 20}".strip() in lines
    first, second = sheets.geometry.crossrefs
    assert first.key == second.key
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        assert first.key in [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names]
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
        links = [annotation for page in pdf.pages for annotation in page.obj.get("/Annots", ())]
        assert len(links) == 2
        for link in links:
            assert any(
                kid.get("/Obj") == link for kid in owners[int(link.StructParent)].K if isinstance(kid, pikepdf.Dictionary)
            )


def test_cells_under_a_repeated_head_name_the_head_that_is_read(set_text: Setter) -> None:
    with pikepdf.open(BytesIO(set_text(LONG_TABLE).pdf)) as pdf:
        names = {str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names if isinstance(name, pikepdf.String)}
        cells = [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/TD"]
        assert len(cells) == 160
        assert all({str(key) for key in cell.A.Headers} <= names for cell in cells)
        assert len({str(key) for cell in cells for key in cell.A.Headers}) == 2


def test_running_heads_say_where_they_are_attached(set_text: Setter) -> None:
    sheets = set_text("<p>Text</p>")
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        page = pdf.pages[sheets.geometry.body].Contents.read_bytes()
    assert page.count(b"/Subtype /Header/Attached [/Top]") == 2
    assert page.count(b"/Subtype /Footer/Attached [/Bottom]") == 2


def test_the_box_of_a_figure_is_where_it_is_drawn(set_text: Setter) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    body = (
        '<figure style="margin: 0; text-align: start"><img src="x.svg" alt="A box"><figcaption>Figure 1</figcaption></figure>'
    )
    sheets = set_text(body, x__svg=drawing)
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        figure = next(found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/Figure")
        x1, y1, x2, y2 = (float(side) for side in figure.A.BBox)
    left, top = 20 * 72 / 25.4, sheets.geometry.size[1] - 27 * 72 / 25.4
    assert (round(x1), round(y2)) == (round(left), round(top))
    assert (x2 - x1, y2 - y1) == (30, 15)
    assert heard(body, set_text, x__svg=drawing) == ["Div", "Figure (Alt=A box)", "Caption Figure 1"]


def test_what_html_has_words_for(set_text: Setter) -> None:
    body = (
        '<h6>six</h6><h6 aria-level="7">seven</h6><pre>code  here</pre><p><abbr title="Coordinating Action">CA</abbr> is '
        '<code>x = 1</code></p><div class="formula"><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<title>one</title></svg><span class="label">(1)</span></div>'
    )
    lines = heard(body, set_text)
    for line in ("H7 seven", "Code code  here", "Span (E=Coordinating Action) CA", "Code x = 1", "P (1)", "Formula (Alt=one)"):
        assert line in lines, lines
    with pikepdf.open(BytesIO(set_text(body).pdf)) as pdf:
        assert dict(pdf.Root.StructTreeRoot.RoleMap) == {"/H7": "/H6"}
