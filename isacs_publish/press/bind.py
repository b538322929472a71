"""Binding: a volume from finished sheets, without laying out again.

Pages are taken over as they are. The structure trees are joined under one Document, named destinations get the number of
their module in front (``05.20#scope``), inert references whose target is bound too become links, fonts that several
modules embed in subsets are embedded once, and each page gets the continuous folio of the volume beside its own.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from isacs_publish.model.sheets import Bookmark, Geometry, Sheets, Spot
from isacs_publish.press.shared_fonts import SharedFonts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FOLIO_SIZE = 8.5
"""Size in points of the folio that a volume adds."""

FOOTER = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC"

COPIED = ("/Lang", "/MarkInfo", "/ViewerPreferences", "/OutputIntents", "/Metadata")
"""Entries of the catalogue of the title matter that hold for the whole volume."""


@dataclass(frozen=True)
class Part:
    """A module to be bound: its number, the words of its bookmark, its sheets."""

    number: str
    heading: str
    sheets: Sheets


@dataclass(frozen=True)
class Plan:
    """Where each part of a volume begins: ``starts`` are page indices; folios count from the first module."""

    matter: int
    starts: tuple[int, ...]
    pages: int

    def folio(self, page: int) -> int:
        """Return the continuous folio of a page index."""
        return page - self.matter + 1


def plan(matter_pages: int, parts_pages: list[int]) -> Plan:
    """Return where parts begin when each opens on a recto, that is at an even index."""
    matter = matter_pages + matter_pages % 2
    starts, page = [], matter
    for pages in parts_pages:
        starts.append(page)
        page += pages + pages % 2
    return Plan(matter, tuple(starts), page)


def bind(matter: Sheets, parts: list[Part], fonts: Path, label: str) -> Sheets:
    """Return the sheets of a volume. ``label`` is printed before the folio, for example ``Volume 05``."""
    volume = _Volume(matter, parts, fonts, label)
    return Sheets(volume.bound(), volume.geometry)


def joined(matter: Sheets, parts: list[Part], where: Plan) -> Geometry:
    """Return the geometry of a volume: that of its parts, moved to where they stand, anchors under ``05.20#``."""
    first = matter.geometry
    moved = [(part, part.sheets.geometry, start) for part, start in zip(parts, where.starts, strict=True)]
    blank = where.matter - first.pages
    return replace(
        first,
        pages=where.pages,
        body=where.matter,
        folios=(*first.folios, *[""] * blank, *(str(where.folio(page)) for page in range(where.matter, where.pages))),
        anchors={
            **first.anchors,
            **{
                _name(part.number, name): replace(spot, page=start + spot.page)
                for part, geometry, start in moved
                for name, spot in geometry.anchors.items()
            },
        },
        bookmarks=(*first.bookmarks, *(mark for part, _, start in moved for mark in _shifted_bookmarks(part, start))),
        crossrefs=(),
        lines=tuple(
            replace(line, page=start + line.page, unit=_name(part.number, line.unit) if line.unit else "")
            for part, geometry, start in moved
            for line in geometry.lines
        ),
        pictures=tuple(
            replace(picture, page=start + picture.page, unit=_name(part.number, picture.unit))
            for part, geometry, start in moved
            for picture in geometry.pictures
        ),
        texts=_texts(first, moved, where.pages),
    )


def _texts(first: Geometry, moved: list[tuple[Part, Geometry, int]], pages: int) -> tuple[str, ...]:
    """Return the text of each page of a volume; blank pages have none."""
    texts = [*first.texts, *[""] * (pages - first.pages)]
    for _, geometry, start in moved:
        texts[start : start + geometry.pages] = geometry.texts
    return tuple(texts)


def _shifted_bookmarks(part: Part, start: int) -> Iterator[Bookmark]:
    geometry = part.sheets.geometry
    yield Bookmark(1, part.heading, Spot(start, 0, geometry.size[1]), closed=True)
    for mark in geometry.bookmarks:
        yield replace(mark, level=mark.level + 1, spot=replace(mark.spot, page=start + mark.spot.page))


class _Volume:
    """One volume in the making."""

    def __init__(self, matter: Sheets, parts: list[Part], fonts: Path, label: str) -> None:
        self.matter = matter
        self.parts = parts
        self.plan = plan(matter.geometry.pages, [part.sheets.geometry.pages for part in parts])
        self.geometry = joined(matter, parts, self.plan)
        self.fonts = SharedFonts(fonts)
        self.label = label
        self.pdf = pikepdf.new()
        self.root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.roles = Dictionary()
        self.documents: list[Any] = []
        self.nums: list[Any] = []
        self.next_key = 0
        self.ids: dict[str, Any] = {}
        self.destinations: dict[str, Any] = {}

    def bound(self) -> bytes:
        self.append("", self.matter)
        for part, start in zip(self.parts, self.plan.starts, strict=True):
            self.pad(start)
            self.append(part.number, part.sheets)
        self.pad(self.plan.pages)
        self.link("", self.matter.geometry, 0)
        for part, start in zip(self.parts, self.plan.starts, strict=True):
            self.link(part.number, part.sheets.geometry, start)
        self.close_tree()
        self.pdf.Root.Names = Dictionary(Dests=self.name_tree(self.destinations))
        self.outline()
        self.label_pages()
        self.print_folios()
        self.fonts.embed(self.pdf)
        out = BytesIO()
        self.pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()

    # Pages

    def append(self, number: str, sheets: Sheets) -> None:
        """Append the pages of one PDF with all that belongs to them."""
        source = pikepdf.open(BytesIO(sheets.pdf))
        first = len(self.pdf.pages)
        with warnings.catch_warnings():  # destinations are taken over below
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            self.pdf.pages.extend(source.pages)
        if not number:
            self.take_catalogue(source)
        if Name.Names in source.Root:
            self.take_destinations(number, self.pdf.copy_foreign(source.make_indirect(source.Root.Names)).Dests.Names)
        self.destinations[number] = Array([self.pdf.pages[first].obj, Name.XYZ, 0, sheets.geometry.size[1], 0])
        self.take_tree(self.pdf.copy_foreign(source.Root.StructTreeRoot))
        for page in list(self.pdf.pages)[first:]:
            self.take_page(page, number)
        self.next_key += int(source.Root.StructTreeRoot.ParentTreeNextKey)
        self.fonts.note(self.pdf.pages[first].obj.Resources.Font)

    def take_page(self, page: pikepdf.Page, number: str) -> None:
        page.obj.StructParents = int(page.obj.StructParents) + self.next_key
        for annotation in page.obj.get(Name.Annots, ()):
            annotation.StructParent = int(annotation.StructParent) + self.next_key
            if isinstance(annotation.get(Name.Dest), String):
                annotation.Dest = String(_name(number, str(annotation.Dest)))

    def take_catalogue(self, source: pikepdf.Pdf) -> None:
        for key in COPIED:
            if key in source.Root:
                value = source.Root[key]
                is_container = isinstance(value, Dictionary | Array | pikepdf.Stream)
                self.pdf.Root[key] = self.pdf.copy_foreign(source.make_indirect(value)) if is_container else value
        for key, value in source.docinfo.items():
            self.pdf.docinfo[key] = value

    def take_destinations(self, number: str, names: Any) -> None:
        for i in range(0, len(names), 2):
            self.destinations[_name(number, str(names[i]))] = names[i + 1]

    def pad(self, start: int) -> None:
        """Add the blank page that lets the next part open on a recto."""
        while len(self.pdf.pages) < start:
            width, height = self.matter.geometry.size
            box = Array([0, 0, width, height])
            self.pdf.add_blank_page(page_size=(width, height))
            page = self.pdf.pages[-1].obj
            page.MediaBox = page.TrimBox = page.BleedBox = box

    # Structure

    def take_tree(self, tree: Any) -> None:
        nums = tree.ParentTree.Nums
        for i in range(0, len(nums), 2):
            self.nums += [int(nums[i]) + self.next_key, nums[i + 1]]
        if Name.IDTree in tree:
            names = tree.IDTree.Names
            for i in range(0, len(names), 2):
                self.ids[str(names[i])] = names[i + 1]
        for role, standard in tree.get(Name.RoleMap, Dictionary()).items():
            self.roles[role] = standard
        self.documents.append(tree.K[0] if isinstance(tree.K, Array) else tree.K)

    def close_tree(self) -> None:
        """Join the trees: one Document, each publication a Part of it."""
        top = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=self.root, K=Array(self.documents)))
        for document in self.documents:
            document.P = top
            document.S = Name.Part
        self.root.K = Array([top])
        self.root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(self.nums)))
        self.root.ParentTreeNextKey = self.next_key
        if self.roles:
            self.root.RoleMap = self.roles
        self.root.IDTree = self.name_tree(self.ids)
        self.pdf.Root.StructTreeRoot = self.root

    def name_tree(self, entries: Mapping[str, Any]) -> Any:
        order = sorted(entries, key=lambda text: bytes(String(text)))
        names = Array([item for name in order for item in (String(name), entries[name])])
        return self.pdf.make_indirect(Dictionary(Names=names))

    # Links

    def link(self, number: str, geometry: Geometry, start: int) -> None:
        """Make live every inert reference whose target is bound in this volume."""
        for reference in geometry.crossrefs:
            if reference.target in self.destinations:
                self.make_link(start + reference.page, reference.box, reference.target, reference.text, self.ids[reference.key])

    def make_link(self, page: int, box: tuple[float, ...], target: str, text: str, element: Any) -> None:
        leaf = self.pdf.pages[page].obj
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array([round(v, 3) for v in box]), F=4, BS=Dictionary(W=0),
                Dest=String(target), Contents=String(text), StructParent=self.next_key,
            )
        )  # fmt: skip
        if Name.Annots not in leaf:
            leaf.Annots = Array()
        leaf.Annots.append(annotation)
        leaf.Tabs = Name.S
        element.S = Name.Link
        kids = element.K if isinstance(element.K, Array) else Array([element.K])
        kids.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=leaf))
        element.K = kids
        self.nums += [self.next_key, element]
        self.next_key += 1

    # Bookmarks, labels, folios

    def outline(self) -> None:
        """Write one tree of bookmarks: the title matter, then each module with its own under it."""
        with self.pdf.open_outline() as outline:
            outline.root.extend(_outline(self.geometry.bookmarks))

    def label_pages(self) -> None:
        matter = self.plan.matter
        self.pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r), matter, Dictionary(S=Name.D)]))

    def print_folios(self) -> None:
        """Print the folio of the volume in the middle of the foot of each page, blank ones excepted."""
        save = self.pdf.make_stream(b"q")
        for part, start in zip(self.parts, self.plan.starts, strict=True):
            x, y = part.sheets.geometry.slot
            self.fonts.use(self.pdf.pages[start].obj.Resources)
            for page in range(start, start + part.sheets.geometry.pages):
                leaf = self.pdf.pages[page].obj
                text = f"{self.label} · {self.plan.folio(page)}"
                stamp = (
                    b"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q "
                    + self.fonts.show(text, x, y, FOLIO_SIZE)
                    + b" Q EMC"
                )
                leaf.Contents = Array([save, leaf.Contents, self.pdf.make_stream(stamp)])


def _name(number: str, anchor: str) -> str:
    return f"{number}#{anchor}"


def _outline(bookmarks: tuple[Bookmark, ...]) -> list[OutlineItem]:
    """Return bookmarks as a tree; a level that is skipped is closed up."""
    roots: list[OutlineItem] = []
    open_items: list[tuple[int, OutlineItem]] = []
    for mark in bookmarks:
        spot = mark.spot
        item = OutlineItem(mark.text, spot.page, "XYZ", left=spot.x, top=spot.y)
        item.is_closed = mark.closed
        while open_items and open_items[-1][0] >= mark.level:
            open_items.pop()
        (open_items[-1][1].children if open_items else roots).append(item)
        open_items.append((mark.level, item))
    return roots
