"""The structure tree: what WeasyPrint 70 leaves out of the tags of a PDF/UA file, added before the file is written.

WeasyPrint builds a tree from its boxes; its function ``_build_box_tree`` is private, so the version is pinned and a test
compares the tree. ``tagging`` notes the HTML element behind each structure element and sets what HTML says of it;
``tidy`` then joins what page breaks split, moves footnotes behind their calls, makes artifacts of repeated heads, and
writes the ParentTree and IDTree anew (ISO 32000-1, 14.7; ISO 14289-1, 7).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as engine

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCOPES = {"col": "/Column", "row": "/Row"}
_NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}
_PLAIN = ("/NonStruct", "/Span", "/Div", "/P", "/Sect", "/L", "/LI", "/LBody")

_GROUPING = ("/Document", "/Part", "/Art", "/Sect", "/Div", "/L", "/LI", "/Table", "/TR", "/THead", "/TBody", "/TOC", "/TOCI")
"""Structure types that hold elements, not content (ISO 32000-1, 14.8.4.2)."""


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


@contextmanager
def tagging() -> Iterator[Tagging]:
    """Note the origin of each structure element that is built inside this block."""
    original = engine._build_box_tree
    noted = Tagging()

    def build(box: Any, parent: Any, pdf: Any, page: int, *state: Any) -> Iterator[Any]:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        for element in original(box, parent, pdf, page, *state):
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


def _describe(element: Any, box: Any, page: int, noted: Tagging) -> None:
    """Set on a structure element what its HTML element says."""
    html, tag = box.element, box.element_tag or ""
    classes = (html.get("class") or "").split()
    if "::" in tag:
        return
    if element["S"] == "/TH" and (scope := _SCOPES.get(html.get("scope", ""))):
        element["A"]["Scope"] = scope
    if element["S"] == "/L" and tag in _NUMBERING:
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": _NUMBERING[tag]})
    if (language := html.get("lang")) and tag != "html":
        element["Lang"] = pydyf.String(language)
    if "data-pdf" in html.attrib and element["S"] in _PLAIN:
        element["S"] = _named(html.get("data-pdf"), element["S"])
    if "footnote" in classes and element["S"] in _PLAIN:
        element["S"] = "/Note"
        element["ID"] = pydyf.String(f"note-{html.get('id') or element.number}")
    if box.link_annotation and (text := " ".join("".join(html.itertext()).split())):
        box.link_annotation["Contents"] = pydyf.String(html.get("title") or text)
    if "crossref" in classes:
        _note_fragment(element, box, page, noted)


def _named(wanted: str, standard: str) -> str:
    """Return the structure type that a template asks for; only the item itself becomes a TOCI, not what it wraps."""
    if wanted == "TOCI" and standard != "/LI":
        return "/NonStruct"
    return f"/{wanted}"


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
        self.page_of = {page.reference: number for number, page in enumerate(self.pages)}

    def object(self, reference: bytes | str) -> Any:
        """Return the object behind a reference such as ``12 0 R``."""
        return self.pdf.objects[int(reference.split()[0])]

    def tidy(self, name: str) -> None:
        self.join(self.top)
        self.place_notes()
        self.make_captions()
        self.prune(self.top)
        self.wrap_list_items()
        self.flatten(self.top)
        elements = list(self.walk(self.top))
        for element in elements:
            if "ID" in element:  # the object is shared with the Headers of the cells that name it
                element["ID"].string = f"{name}:{element['ID'].string}"
        owners = self.owners(elements)
        self.mark_artifacts(owners)
        self.write_parent_tree(owners)
        self.write_id_tree(elements)

    # Reading

    def is_element(self, kid: Any) -> bool:
        return not isinstance(kid, int | dict) and self.object(kid).get("Type") == "/StructElem"

    def elements(self, element: Any) -> list[Any]:
        """Return the structure elements directly in an element."""
        return [self.object(kid) for kid in element["K"] if self.is_element(kid)]

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
            child = self.object(kid) if self.is_element(kid) else None
            if child is not None and (key := self.origin(child)):
                before = last.get(key)
                if before is not None and self.last_page(before) != child["Pg"]:
                    self.take_over(before, child)
                    continue
                last[key] = child
            kept.append(kid)
        element["K"] = pydyf.Array(kept)
        for child in self.elements(element):
            self.join(child)

    def origin(self, element: Any) -> tuple[int, str, str] | None:
        html = self.noted.origins.get(element.number)
        return (id(html), self.noted.pseudo[element.number], element["S"]) if html is not None else None

    def last_page(self, element: Any) -> Any:
        return element.get("_last", element["Pg"])

    def take_over(self, before: Any, after: Any) -> None:
        """Append the content of a later fragment to an earlier one; a repeated table head is left to the artifacts."""
        before["_last"] = after["Pg"]
        if after["S"] == "/THead":
            return
        before["K"].extend(self.moved(kid, after, before) for kid in after["K"])

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
        return self.object(kid)["S"] in ("/TD", "/TH", "/TR", "/Figure")

    def wrap_list_items(self) -> None:
        """Put what an LI holds beside its Lbl into one LBody (ISO 32000-1, 14.8.4.3.3)."""
        for item in [element for element in self.walk(self.top) if element["S"] == "/LI"]:
            kids = self.elements(item)
            if all(kid["S"] in ("/Lbl", "/LBody") for kid in kids) and len(kids) == len(item["K"]):
                continue
            labels = [kid for kid in kids if kid["S"] == "/Lbl"]
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "Pg": item["Pg"], "P": item.reference}
            )
            self.pdf.add_object(body)
            body["P"] = item.reference
            for kid in item["K"]:
                if not (self.is_element(kid) and self.object(kid)["S"] == "/Lbl"):
                    self.adopt(body, kid)
            item["K"] = pydyf.Array([*(label.reference for label in labels), body.reference])

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
        if child["S"] not in ("/NonStruct", "/Span") or any(key in child for key in ("ID", "Lang", "Alt", "A")):
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
        for number, page in enumerate(self.pages):
            stream = self.object(page["Contents"]).stream
            for i, operation in enumerate(stream):
                marked = operation == b"BDC" and isinstance(stream[i - 1], dict) and "MCID" in stream[i - 1]
                if marked and (number, stream[i - 1]["MCID"]) not in owners:
                    stream[i - 2 : i] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]

    def write_parent_tree(self, owners: dict[tuple[int, int], Any]) -> None:
        """Write the map from marked content and annotations to the elements that own them."""
        tree = self.object(self.root["ParentTree"])
        old = tree["Nums"]
        annotations = {key: value for key, value in zip(old[::2], old[1::2], strict=True) if not isinstance(value, list)}
        by_page: dict[int, dict[int, Any]] = {}
        for (page, mcid), element in owners.items():
            by_page.setdefault(page, {})[mcid] = element.reference
        nums = pydyf.Array()
        for number in range(len(self.pages)):
            own = by_page.get(number, {})
            nums += [number, pydyf.Array(own.get(mcid, "null") for mcid in range(max(own, default=-1) + 1))]
        for key, value in annotations.items():
            nums += [key, value]
        tree["Nums"] = nums
        self.root["ParentTreeNextKey"] = max(nums[::2], default=-1) + 1

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
