"""The structure tree that a screen reader meets."""

from __future__ import annotations

import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from tests.press.trees import tree_of

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
        "Link 'Clause 1'",
        "Note '1) A note.'",
        "Span 'XST 02.10'",
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
    assert [line.split()[0] for line in lines[paragraph + 1 : paragraph + 4]] == ["Link", "Note", "Span"]


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
