"""The structure tree: what WeasyPrint 70 leaves out of the tags of a PDF/UA file, added before the file is written.

WeasyPrint builds a tree from its boxes; its function ``_build_box_tree`` is private, so the version is pinned and a test
compares the tree. ``tagging`` notes the HTML element behind each structure element and sets what HTML says of it;
``tidy`` then joins what page breaks split, moves footnotes behind their calls, makes artifacts of repeated heads, and
writes the ParentTree and IDTree anew (ISO 32000-1, 14.7; ISO 14289-1, 7).
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as engine

from isacs_publish.press.typeset import PT

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCOPES = {"col": "/Column", "row": "/Row"}
_NUMBERING = {"loweralpha": "/LowerAlpha", "lowerroman": "/LowerRoman", "ul": "/Disc", "ol": "/Decimal", "dl": "/None"}
"""How the items of a list are labelled, by class or tag of its HTML element."""

_TYPES = {"pre": "/Code", "code": "/Code", "q": "/Quote", "figure": "/Div", "abbr": "/Span"}
"""Structure types of HTML elements that the engine has none for."""

_PSEUDO = {"footnote-call": "/Reference", "footnote-marker": "/Lbl"}
"""Structure types of what style sheets generate."""

_ATTACHED = {"@top": ("/Header", "/Top"), "@bottom": ("/Footer", "/Bottom")}
"""Subtype of the artifact, and the edge it stands at, by the margin box that holds it (ISO 32000-1, 14.8.2.2.2)."""

_INLINE = ("/Link", "/Span", "/Code", "/Quote")
_PLAIN = ("/NonStruct", "/Span", "/Div", "/P", "/Sect", "/L", "/LI", "/LBody")

_GROUPING = ("/Document", "/Part", "/Art", "/Sect", "/Div", "/L", "/LI", "/Table", "/TR", "/THead", "/TBody", "/TOC", "/TOCI")
"""Structure types that hold elements, not content (ISO 32000-1, 14.8.4.2)."""

_HEADING = re.compile(r"/H(\d+)")


@dataclass
class Fragment:
    """A piece of a cross-reference, as the engine set it: CSS px from the upper left corner of the page."""

    key: str
    target: str
    page: int
    area: tuple[float, float, float, float]
    text: str


@dataclass
class Tagging:
    """What was noted while the tree was built."""

    fragments: list[Fragment] = field(default_factory=list)
    origins: dict[int, Any] = field(default_factory=dict)
    pseudo: dict[int, str] = field(default_factory=dict)
    artifacts: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    """Properties of marked content that is no part of the text, by page and MCID."""


@contextmanager
def tagging() -> Iterator[Tagging]:
    """Note the origin of each structure element that is built inside this block."""
    original = engine._build_box_tree
    noted = Tagging()

    def build(box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, tags: Any) -> Iterator[Any]:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        noted.artifacts.update(((page, mcid), properties) for mcid, properties in _artifacts(box, tags))
        _keep_lists_inside(box)
        for element in original(box, parent, pdf, page, nums, annotations, tags):
            if getattr(box, "is_leader", False):
                continue
            if element.number not in noted.origins and box.element is not None:
                noted.origins[element.number] = box.element
                noted.pseudo[element.number] = box.element_tag or ""
                _describe(element, box, page, noted)
            yield element

    engine._build_box_tree = build
    try:
        yield noted
    finally:
        engine._build_box_tree = original


def _artifacts(box: Any, tags: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the MCIDs in a running head, a folio or a leader, and those of a page that hold nothing, each with what it is."""
    if isinstance(box, boxes.PageBox):
        empty = [text for text in tags if isinstance(text, boxes.TextBox) and not text.text.strip()]
        yield from ((tags[text]["mcid"], {"Type": "/Layout"}) for text in empty)
    if isinstance(box, boxes.MarginBox):
        subtype, edge = _ATTACHED.get(box.at_keyword.partition("-")[0], (None, None))
        properties: dict[str, Any] = {"Type": "/Pagination"}
        if subtype:
            properties |= {"Subtype": subtype, "Attached": pydyf.Array([edge])}
    elif getattr(box, "is_leader", False):
        properties = {"Type": "/Layout"}
    else:
        return
    for text in box.descendants():
        if text in tags:
            yield tags[text]["mcid"], properties


def _keep_lists_inside(box: Any) -> None:
    """Let the engine hang a list that stands in an item under this item, at its place, and not beside it."""
    if box.element_tag in ("li", "dd"):
        for child in box.children:
            if child.element_tag in ("ul", "ol"):
                child.element_tag = "dl"


def _describe(element: Any, box: Any, page: int, noted: Tagging) -> None:
    """Set on a structure element what its HTML element says."""
    html, tag = box.element, box.element_tag or ""
    classes = (html.get("class") or "").split()
    if "::" in tag:
        element["S"] = _PSEUDO.get(tag.partition("::")[2], element["S"])
        return
    if element["S"] == "/TH" and (scope := _SCOPES.get(html.get("scope", ""))):
        element["A"]["Scope"] = scope
    if (language := html.get("lang")) and tag != "html":
        element["Lang"] = pydyf.String(language)
    if tag == "abbr" and (expansion := html.get("title")):
        element["E"] = pydyf.String(expansion)
    if element["S"] in _PLAIN:
        element["S"] = _named(html, element["S"])
    if element["S"] == "/L":
        numbering = next((_NUMBERING[word] for word in (*classes, html.tag) if word in _NUMBERING), "/None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
    if element["S"] == "/H6" and (level := html.get("aria-level")):
        element["S"] = f"/H{level}"
    if "footnote" in classes and element["S"] in _PLAIN:
        element["S"] = "/Note"
        element["ID"] = pydyf.String(f"note-{html.get('id') or element.number}")
    if box.link_annotation and (text := " ".join("".join(html.itertext()).split())):
        box.link_annotation["Contents"] = pydyf.String(html.get("title") or text)
    if "crossref" in classes:
        _note_fragment(element, box, page, noted)


def _named(html: Any, standard: str) -> str:
    """Return the structure type of an element; only the item itself becomes a TOCI, what it wraps is the Reference."""
    if html.get("data-pdf") == "TOCI":
        return "/TOCI" if standard == "/LI" else "/Reference"
    if wanted := html.get("data-pdf"):
        return f"/{wanted}"
    return _TYPES.get(html.tag, standard)


def _note_fragment(element: Any, box: Any, page: int, noted: Tagging) -> None:
    key = f"xref-{len(noted.fragments) + 1}"
    element["ID"] = pydyf.String(key)
    x, y, width, height = box.hit_area()
    text = " ".join("".join(box.element.itertext()).split())
    noted.fragments.append(Fragment(key, box.element.get("data-target"), page, (x, y, x + width, y + height), text))


def tidy(pdf: pydyf.PDF, noted: Tagging, name: str) -> None:
    """Complete the structure tree of a PDF that is about to be written; ``name`` makes its IDs unique in any volume."""
    _Tree(pdf, noted).tidy(name)


class _Tree:
    """The structure tree of one PDF, as the objects that pydyf writes."""

    def __init__(self, pdf: pydyf.PDF, noted: Tagging) -> None:
        self.pdf = pdf
        self.noted = noted
        self.root = self.object(pdf.catalog["StructTreeRoot"])
        self.top = self.object(self.root["K"][0])
        self.pages = [self.object(reference) for reference in pdf.page_references]
        self.same_heads: dict[int, Any] = {}
        self.page_of = {page.reference: number for number, page in enumerate(self.pages)}

    def object(self, reference: bytes | str) -> Any:
        """Return the object behind a reference such as ``12 0 R``."""
        return self.pdf.objects[int(reference.split()[0])]

    def tidy(self, name: str) -> None:
        self.join(self.top)
        self.place_notes()
        self.make_captions()
        self.prune(self.top)
        self.head_terms(self.top, 1)
        for element in list(self.walk(self.top)):
            self.shape(element)
        self.flatten(self.top)
        elements = list(self.walk(self.top))
        for element in elements:
            if "ID" in element:  # the object is shared with the Headers of the cells that name it
                element["ID"].string = f"{name}:{element['ID'].string}"
        owners = self.owners(elements)
        self.mark_artifacts(owners)
        self.write_parent_tree(owners, elements)
        self.write_id_tree(elements)
        self.map_roles(elements)

    def shape(self, element: Any) -> None:
        """Give an element what its type asks for."""
        match element["S"]:
            case "/LI":
                self.wrap_list_item(element)
            case "/L" if self.html(element, "tag") == "dl":
                self.pair_definitions(element)
            case "/TD":
                self.head_cell(element)
            case "/Figure" | "/Formula":
                self.place_figure(element)
        if element["S"] in ("/Sect", "/Div", "/Part"):
            self.list_entries(element)
        if self.html(element, "class") == "formula":
            self.make_formula(element)

    # Reading

    def is_element(self, kid: Any) -> bool:
        return not isinstance(kid, int | dict) and self.object(kid).get("Type") == "/StructElem"

    def elements(self, element: Any) -> list[Any]:
        """Return the structure elements directly in an element."""
        return [self.object(kid) for kid in element["K"] if self.is_element(kid)]

    def html(self, element: Any, fact: str) -> str:
        """Return the tag, or an attribute, of the HTML element behind a structure element."""
        html = self.noted.origins.get(element.number)
        if html is None:
            return ""
        return str(html.tag if fact == "tag" else html.get(fact, ""))

    def is_a(self, element: Any, name: str) -> bool:
        """Return whether the HTML element behind a structure element has a class."""
        return name in self.html(element, "class").split()

    def walk(self, element: Any) -> Iterator[Any]:
        yield element
        for child in self.elements(element):
            yield from self.walk(child)

    # Joining what page breaks split

    def join(self, element: Any) -> None:
        """Join the fragments of one HTML element that stand on consecutive pages, then those inside it."""
        kept: list[Any] = []
        last: dict[tuple[int, str, str], Any] = {}
        for kid in element["K"]:
            if isinstance(kid, int) and (self.page_of[element["Pg"]], kid) in self.noted.artifacts:
                continue
            child = self.object(kid) if self.is_element(kid) else None
            if child is not None and (key := self.origin(child)):
                before = last.get(key)
                if before is not None and self.continues(before, child, kept):
                    self.take_over(before, child)
                    continue
                last[key] = child
            kept.append(kid)
        element["K"] = pydyf.Array(kept)
        for child in self.elements(element):
            self.join(child)

    def continues(self, before: Any, child: Any, kept: list[Any]) -> bool:
        """Return whether a fragment goes on with an earlier one: on a later page, or on the next line of a reference."""
        next_line = child["S"] in _INLINE and kept[-1] == before.reference
        return next_line or bool(self.last_page(before) != child["Pg"])

    def origin(self, element: Any) -> tuple[int, str, str] | None:
        html = self.noted.origins.get(element.number)
        return (id(html), self.noted.pseudo[element.number], element["S"]) if html is not None else None

    def last_page(self, element: Any) -> Any:
        return element.get("_last", element["Pg"])

    def take_over(self, before: Any, after: Any) -> None:
        """Append the content of a later fragment to an earlier one; a repeated table head is left to the artifacts."""
        before["_last"] = after["Pg"]
        if after["S"] == "/THead":
            pairs = zip(self.head_keys(before), self.head_keys(after), strict=True)
            self.same_heads.update((id(repeated), key) for key, repeated in pairs)
            return
        if "ID" in after:  # a reference over two lines: both its rectangles belong to one element
            for fragment in self.noted.fragments:
                if fragment.key == after["ID"].string:
                    fragment.key = before["ID"].string
        before["K"].extend(self.moved(kid, after, before) for kid in after["K"])

    def head_keys(self, head: Any) -> list[Any]:
        return [cell["ID"] for row in self.elements(head) for cell in self.elements(row) if "ID" in cell]

    def head_cell(self, cell: Any) -> None:
        """Let a cell name the head it has in the tree, where the one above it on the page is a repeated one."""
        headers = [self.same_heads.get(id(key), key) for key in cell["A"].pop("Headers", ())]
        if headers:
            cell["A"]["Headers"] = pydyf.Array(headers)
        elif len(cell["A"]) == 1:
            del cell["A"]

    # Footnotes

    def place_notes(self) -> None:
        """Move each footnote behind its call."""
        notes: dict[int, Any] = {}
        calls: dict[int, tuple[Any, Any]] = {}
        for element in list(self.walk(self.top)):
            for child in self.elements(element):
                html = self.noted.origins.get(child.number)
                if child["S"] == "/Note":
                    notes[id(html)] = child
                    element["K"] = pydyf.Array(kid for kid in element["K"] if kid != child.reference)
                elif self.noted.pseudo.get(child.number, "").endswith("::footnote-call"):
                    calls[id(html)] = (element, child)
        for html, note in notes.items():
            parent, call = calls.get(html, (self.top, None))
            position = parent["K"].index(call.reference) + 1 if call is not None else len(parent["K"])
            parent["K"].insert(position, note.reference)
            note["P"] = parent.reference

    # Table titles

    def make_captions(self) -> None:
        """Make the Caption of a table from the row that holds its title (ISO 32000-1, 14.8.4.3.4)."""
        for table in [element for element in self.walk(self.top) if element["S"] == "/Table"]:
            for head in (part for part in self.elements(table) if part["S"] == "/THead"):
                for row in self.elements(head):
                    html = self.noted.origins.get(row.number)
                    if html is not None and html.get("class") == "caption":
                        head["K"].remove(row.reference)
                        self.become_caption(table, row)

    def become_caption(self, table: Any, row: Any) -> None:
        row["S"] = "/Caption"
        row["P"] = table.reference
        row["K"] = pydyf.Array(self.moved(kid, cell, row) for cell in self.elements(row) for kid in cell["K"])
        table["K"].insert(0, row.reference)

    # Leftovers

    def prune(self, element: Any) -> None:
        """Drop structure elements that hold nothing, and the private key of joining."""
        element.pop("_last", None)
        for child in self.elements(element):
            self.prune(child)
        element["K"] = pydyf.Array(
            kid for kid in element["K"] if not (self.is_element(kid) and not self.object(kid)["K"] and not self.kept(kid))
        )

    def kept(self, kid: Any) -> bool:
        return self.object(kid)["S"] in ("/TD", "/TH", "/TR", "/Figure", "/Formula")

    # Terms

    def head_terms(self, element: Any, level: int) -> None:
        """Make a heading of the number and the term of each entry, one level below the heading of the clause."""
        for child in self.elements(element):
            if found := _HEADING.fullmatch(child["S"]):
                level = int(found[1])
            elif self.is_a(child, "term-entry"):
                self.head_term(child, f"/H{level + 1}")
            else:
                self.head_terms(child, level)

    def head_term(self, entry: Any, heading: str) -> None:
        entry["S"] = "/Sect"
        first, *others = self.elements(entry)
        if self.is_a(first, "term-number") and others and self.is_a(others[0], "designation"):
            first["K"].extend(self.moved(kid, others[0], first) for kid in others[0]["K"])
            entry["K"].remove(others[0].reference)
        if self.is_a(first, "term-number") or self.is_a(first, "designation"):
            first["S"] = heading

    # Lists

    def new(self, kind: str, parent: Any) -> Any:
        """Return a new, empty structure element."""
        element = pydyf.Dictionary(
            {"Type": "/StructElem", "S": kind, "K": pydyf.Array(), "Pg": parent["Pg"], "P": parent.reference}
        )
        self.pdf.add_object(element)
        return element

    def wrap_list_item(self, entry: Any) -> None:
        """Put what an LI holds beside its Lbl into one LBody (ISO 32000-1, 14.8.4.3.3)."""
        kids = self.elements(entry)
        if all(kid["S"] in ("/Lbl", "/LBody") for kid in kids) and len(kids) == len(entry["K"]):
            return
        labels = [kid.reference for kid in kids if kid["S"] == "/Lbl"]
        body = self.new("/LBody", entry)
        for kid in entry["K"]:
            if kid not in labels:
                self.adopt(body, kid)
        entry["K"] = pydyf.Array([*labels, body.reference])

    def pair_definitions(self, definitions: Any) -> None:
        """Make one LI of a dt and its dd, the dt its Lbl; the engine writes an LI for each."""
        kept: list[Any] = []
        for entry in self.elements(definitions):
            parts = self.elements(entry)
            if self.html(entry, "tag") == "dt":
                for part in parts:
                    part["S"] = "/Lbl"
            if kept and (self.html(entry, "tag") == "dd" or self.elements(kept[-1])[-1]["S"] == "/Lbl"):
                kept[-1]["K"].extend(self.moved(kid, entry, kept[-1]) for kid in entry["K"])
                entry["K"] = pydyf.Array()
            else:
                kept.append(entry)
        definitions["K"] = pydyf.Array(entry.reference for entry in kept)

    def list_entries(self, parent: Any) -> None:
        """Make a list of the entries of the normative references and of the bibliography."""
        kids: list[Any] = []
        entries: Any = None
        for kid in parent["K"]:
            child = self.object(kid) if self.is_element(kid) else None
            if child is None or not self.is_a(child, "reference-entry"):
                entries = None
                kids.append(kid)
                continue
            if entries is None:
                entries = self.new("/L", parent)
                entries["Pg"] = child["Pg"]
                kids.append(entries.reference)
            self.list_entry(entries, child)
        parent["K"] = pydyf.Array(kids)

    def list_entry(self, entries: Any, entry: Any) -> None:
        """Hang an entry into its list; the number that leads its paragraph is its Lbl."""
        entry["S"] = "/LI"
        entry["P"] = entries.reference
        entries["K"].append(entry.reference)
        numbered = self.is_a(entry, "numbered")
        entries["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Decimal" if numbered else "/None"})
        paragraph = self.elements(entry)[0]
        label = next((kid for kid in self.elements(paragraph) if numbered and self.is_a(kid, "label")), None)
        if label is not None:
            label["S"] = "/Lbl"
            paragraph["K"].remove(label.reference)
            entry["K"].insert(0, self.moved(label.reference, paragraph, entry))

    # Figures and formulas

    def make_formula(self, block: Any) -> None:
        """Make a Formula of the drawing in a block, which is a paragraph with the number of the formula."""
        block["S"] = "/P"
        for child in self.elements(block):
            if child["S"] == "/Figure":
                child["S"] = "/Formula"

    def place_figure(self, figure: Any) -> None:
        """Give the box of a figure in points from the lower left corner of its page; the engine writes px from above."""
        x1, y1, x2, y2 = (side * PT for side in figure["A"]["BBox"])
        top = self.object(figure["Pg"])["MediaBox"][3]
        figure["A"]["BBox"] = pydyf.Array(round(side, 2) for side in (x1, top - y2, x2, top - y1))

    def flatten(self, element: Any) -> None:
        """Give the content of elements that mean nothing (NonStruct, bare Span) to the elements around them."""
        kids: list[Any] = []
        for kid in element["K"]:
            child = self.object(kid) if self.is_element(kid) else None
            if child is None:
                kids.append(kid)
                continue
            self.flatten(child)
            if self.is_hollow(child, element):
                kids += [self.moved(inner, child, element) for inner in child["K"]]
            else:
                kids.append(kid)
        element["K"] = pydyf.Array(kids)

    def is_hollow(self, child: Any, parent: Any) -> bool:
        html = self.noted.origins.get(child.number)
        if child["S"] == parent["S"] == "/Div" and html is not None and html is self.noted.origins.get(parent.number):
            return True  # a box without a name, that the engine puts around what stands in a block
        if child["S"] not in ("/NonStruct", "/Span") or any(key in child for key in ("ID", "Lang", "Alt", "A", "E")):
            return False
        only_elements = all(self.is_element(kid) for kid in child["K"])
        return parent["S"] not in _GROUPING or (only_elements and parent["S"] not in ("/TOC", "/TOCI"))

    def moved(self, kid: Any, child: Any, parent: Any) -> Any:
        """Return a kid as it hangs under another parent; content of another page names its page."""
        if isinstance(kid, int) and child["Pg"] != parent["Pg"]:
            return pydyf.Dictionary({"Type": "/MCR", "Pg": child["Pg"], "MCID": kid})
        if self.is_element(kid):
            self.object(kid)["P"] = parent.reference
        return kid

    def adopt(self, parent: Any, kid: Any) -> None:
        """Hang a kid under another parent; an LBody that is adopted by an LBody gives it its content."""
        if not self.is_element(kid):
            parent["K"].append(kid)
        elif self.object(kid)["S"] == "/LBody":
            for inner in self.object(kid)["K"]:
                self.adopt(parent, inner)
        else:
            self.object(kid)["P"] = parent.reference
            parent["K"].append(kid)

    # Marked content

    def owners(self, elements: list[Any]) -> dict[tuple[int, int], Any]:
        """Return the element that owns each piece of marked content, by page and MCID."""
        owners: dict[tuple[int, int], Any] = {}
        for element in elements:
            for kid in element["K"]:
                if isinstance(kid, int):
                    owners[self.page_of[element["Pg"]], kid] = element
                elif isinstance(kid, dict) and kid.get("Type") == "/MCR":
                    owners[self.page_of[kid["Pg"]], kid["MCID"]] = element
        return owners

    def mark_artifacts(self, owners: dict[tuple[int, int], Any]) -> None:
        """Make artifacts of marked content that no element owns: running heads, folios, repeated table heads, leaders."""
        repeated = {"Type": "/Pagination"}
        for number, page in enumerate(self.pages):
            stream = self.object(page["Contents"]).stream
            for i, operation in enumerate(stream):
                marked = operation == b"BDC" and isinstance(stream[i - 1], dict) and "MCID" in stream[i - 1]
                if marked and (number, stream[i - 1]["MCID"]) not in owners:
                    properties = self.noted.artifacts.get((number, stream[i - 1]["MCID"]), repeated)
                    stream[i - 2 : i] = ["/Artifact", pydyf.Dictionary(properties)]

    def write_parent_tree(self, owners: dict[tuple[int, int], Any], elements: list[Any]) -> None:
        """Write the map from marked content and annotations to the elements that own them."""
        tree = self.object(self.root["ParentTree"])
        annotations = {annotation["StructParent"]: element for element in elements for annotation in self.annotations(element)}
        by_page: dict[int, dict[int, Any]] = {}
        for (page, mcid), element in owners.items():
            by_page.setdefault(page, {})[mcid] = element.reference
        nums = pydyf.Array()
        for number in range(len(self.pages)):
            own = by_page.get(number, {})
            nums += [number, pydyf.Array(own.get(mcid, "null") for mcid in range(max(own, default=-1) + 1))]
        for key in sorted(annotations):
            nums += [key, annotations[key].reference]
        tree["Nums"] = nums
        self.root["ParentTreeNextKey"] = max(nums[::2], default=-1) + 1

    def annotations(self, element: Any) -> Iterator[Any]:
        """Yield the annotations of an element."""
        for kid in element["K"]:
            if not isinstance(kid, int | dict) and self.object(kid).get("Type") == "/OBJR":
                yield self.object(self.object(kid)["Obj"])

    def write_id_tree(self, elements: list[Any]) -> None:
        """Write the map from the IDs of elements to the elements."""
        named = sorted((element["ID"].string, element) for element in elements if "ID" in element)
        if named:
            names = pydyf.Array()
            for name, element in named:
                names += [pydyf.String(name), element.reference]
            tree = pydyf.Dictionary({"Names": names})
            self.pdf.add_object(tree)
            self.root["IDTree"] = tree.reference

    def map_roles(self, elements: list[Any]) -> None:
        """Map headings deeper than PDF knows to the deepest it knows (ISO 14289-1, 7.4.2)."""
        deep = sorted(
            {element["S"] for element in elements if (found := _HEADING.fullmatch(element["S"])) and int(found[1]) > 6}
        )
        if deep:
            self.root["RoleMap"] = pydyf.Dictionary({name[1:]: "/H6" for name in deep})
