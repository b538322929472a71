"""The structure tree of a PDF, tidied before the file is written (ISO 32000-1, 14.7; ISO 14289-1, 7).

What page breaks split is joined, footnotes follow their calls, repeated heads become artifacts, ``shapes`` gives elements
what their types ask for, and the ParentTree and the IDTree are written anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydyf

from isacs_publish.press import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.press.tags import Tagging

_INLINE = ("/Link", "/Span", "/Code", "/Quote")

_GROUPING = ("/Document", "/Part", "/Art", "/Sect", "/Div", "/L", "/LI", "/Table", "/TR", "/THead", "/TBody", "/TOC", "/TOCI")
"""Structure types that hold elements, not content (ISO 32000-1, 14.8.4.2)."""


def tidy(pdf: pydyf.PDF, noted: Tagging, name: str) -> None:
    """Complete the structure tree of a PDF that is about to be written; ``name`` makes its IDs unique in any volume."""
    Tree(pdf, noted).tidy(name)


class Tree:
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
        shapes.dissolve(self, self.top)
        shapes.make_captions(self)
        self.prune(self.top)
        shapes.head_terms(self, self.top, 1)
        for element in list(self.walk(self.top)):
            shapes.shape(self, element)
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

    def new(self, kind: str, parent: Any) -> Any:
        """Return a new, empty structure element."""
        element = pydyf.Dictionary(
            {"Type": "/StructElem", "S": kind, "K": pydyf.Array(), "Pg": parent["Pg"], "P": parent.reference}
        )
        self.pdf.add_object(element)
        return element

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
            {element["S"] for element in elements if (found := shapes.HEADING.fullmatch(element["S"])) and int(found[1]) > 6}
        )
        if deep:
            self.root["RoleMap"] = pydyf.Dictionary({name[1:]: "/H6" for name in deep})
