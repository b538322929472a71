"""Proof of the finished file: opened again by readers that had no part in making it.

PDFium reads the text of each page, inside the trimmed page only, and it must be the text that was laid out, block by block
in the order of painting. pikepdf reads the rest: page boxes, fonts, destinations, tags, titles, page labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from pypdfium2 import raw

from isacs_publish.press.proof import Fault, TypesettingFailed, beginning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.sheets import Bookmark, Geometry

ARABIC_SHARE = 0.8
"""The share of letters that can be read back where a page holds right-to-left text: forms of letters share glyphs."""

COVERED = 0.5
"""The share of a text that must lie under a later filling before it counts as covered; a line through words takes less."""

_LABEL = re.compile(r"[^\w\s]|\w{1,6}\)")
"""The label of a list item: painted after the item, it may be read before it, since both share a line."""

_UNSURE = {ord(sign): None for sign in "-\u2010\u00ad\u0002\ufffe\u200b"}
"""A reader may take a hyphen at the end of a line for one of the typesetter, and may leave out a space without width."""

_UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_RIGHT_TO_LEFT = ("R", "AL")
_FONT_FILES = (Name.FontFile, Name.FontFile2, Name.FontFile3)


@dataclass(frozen=True)
class Promise:
    """What a file must hold: the letters of each page, its size in points, its folios; whether it has tags and links.

    ``bookmarks`` tell in which clause a fault lies. ``read`` is False where the text need not be read again, since the
    bytes of the pages are compared.
    """

    texts: tuple[str, ...]
    size: tuple[float, float]
    folios: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    tagged: bool = True
    linked: bool = True
    read: bool = True

    @classmethod
    def of(cls, geometry: Geometry) -> Promise:
        """Return what the screen edition of a publication promises."""
        return cls(geometry.texts, geometry.size, geometry.folios, geometry.bookmarks)

    def clause(self, page: int) -> str:
        """Return the clause that a page, counted from 1, begins with, or the first on it."""
        former = [mark.text for mark in self.bookmarks if mark.spot.page < page - 1]
        here = [mark.text for mark in self.bookmarks if mark.spot.page == page - 1]
        return (former[-1:] or here[:1] or [""])[0]


def proof_of(pdf: bytes, promise: Promise) -> list[Fault]:
    """Return the faults of a finished file, none when it keeps the promise."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            faults = list(_Structure(opened, promise).faults())
        if promise.read and not any(fault.kind == "page-lost" for fault in faults):
            faults += _text_faults(pdf, promise)
        return [replace(fault, clause=promise.clause(fault.page)) for fault in faults]
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        return [Fault("file-unreadable", text=str(error))]


def prove(pdf: bytes, promise: Promise) -> None:
    """Raise TypesettingFailed when a finished file does not keep its promise."""
    if faults := proof_of(pdf, promise):
        raise TypesettingFailed(faults=tuple(faults))


# Text, as PDFium reads it


def _text_faults(pdf: bytes, promise: Promise) -> Iterator[Fault]:
    opened = pypdfium2.PdfDocument(pdf)
    try:
        for number, (wanted, folio) in enumerate(zip(promise.texts, promise.folios, strict=True)):
            page = opened[number]
            for kind, text in _page_faults(page, wanted):
                yield Fault(kind, number + 1, folio, text=beginning(text))
            page.close()
    finally:
        opened.close()


def _page_faults(page: Any, wanted: str) -> Iterator[tuple[str, str]]:
    reading = page.get_textpage()
    inside = _plain(reading.get_text_bounded(*page.get_trimbox()))
    if lost := _first_missing(wanted, inside):
        yield _reason(lost, inside, _plain(reading.get_text_range())), lost
    for kind, text in _unseen(_objects(page)):
        yield kind, reading.get_text_bounded(*_bounds(text))
    reading.close()


def _plain(text: str) -> str:
    """Return a text as every reader gives it: no spaces and hyphens, ligatures and other forms as plain letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_UNSURE)


def _first_missing(wanted: str, found: str) -> str:
    """Return the first block that does not follow the blocks before it, empty when all do.

    Between two blocks other text may stand, such as that of a drawing or a stamp.
    """
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in wanted):
        missing = Counter(_plain(wanted)) - Counter(found)
        return "" if missing.total() <= (1 - ARABIC_SHARE) * len(_plain(wanted)) else "".join(missing)
    former = start = end = 0
    for block in wanted.split("\n"):
        plain = _plain(block)
        if _LABEL.fullmatch(plain) and found.endswith(plain, former, start):
            continue
        former, start = end, found.find(plain, end)
        if start < 0:
            return block
        end = start + len(plain)
    return ""


def _reason(block: str, inside: str, everywhere: str) -> str:
    """Return the kind of fault where a block does not follow those before it."""
    if (plain := _plain(block)) in inside:
        return "text-out-of-order"
    return "text-outside-page" if plain in everywhere else "text-lost"


def _objects(page: Any) -> Iterator[list[tuple[int, Any]]]:
    """Yield the objects of a page with their types, as they are painted, then those of each form on it."""
    things = [raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page))]
    waiting = [things]
    while waiting:
        yield (painted := [(raw.FPDFPageObj_GetType(thing), thing) for thing in waiting.pop()])
        for form in (thing for kind, thing in painted if kind == raw.FPDF_PAGEOBJ_FORM):
            waiting.append([raw.FPDFFormObj_GetObject(form, i) for i in range(raw.FPDFFormObj_CountObjects(form))])


def _unseen(layers: Iterator[list[tuple[int, Any]]]) -> Iterator[tuple[str, Any]]:
    """Yield the first text of each layer that is painted without ink or under something else, with the kind of fault."""
    for painted in layers:
        texts: list[Any] = []
        for kind, thing in painted:
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                texts.append(thing)
                if raw.FPDFTextObj_GetTextRenderMode(thing) in _UNSEEN:
                    yield "text-invisible", thing
                    break
            elif texts and _fills(thing, kind) and (covered := _covered(texts, thing)):
                yield "text-covered", covered
                break


def _fills(thing: Any, kind: int) -> bool:
    """Tell whether an object is a picture or a filled path that one cannot see through."""
    if kind != raw.FPDF_PAGEOBJ_PATH:
        return bool(kind == raw.FPDF_PAGEOBJ_IMAGE)
    mode, stroke, colour = c_int(), c_int(), [c_uint() for _ in "rgba"]
    raw.FPDFPath_GetDrawMode(thing, byref(mode), byref(stroke))
    raw.FPDFPageObj_GetFillColor(thing, *map(byref, colour))
    return bool(mode.value) and colour[3].value > 127


def _covered(texts: list[Any], thing: Any) -> Any:
    left, bottom, right, top = _bounds(thing)
    for text in texts:
        x1, y1, x2, y2 = _bounds(text)
        shared = max(0.0, min(right, x2) - max(left, x1)) * max(0.0, min(top, y2) - max(bottom, y1))
        if shared > COVERED * (x2 - x1) * (y2 - y1):
            return text
    return None


def _bounds(thing: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top))
    return left.value, bottom.value, right.value, top.value


# Structure, as pikepdf reads it


class _Structure:
    """A finished file in proof."""

    def __init__(self, pdf: pikepdf.Pdf, promise: Promise) -> None:
        self.pdf = pdf
        self.root = pdf.Root
        self.promise = promise
        self.pages = {page.obj.objgen for page in pdf.pages}
        self.names = self.named_destinations()

    def faults(self) -> Iterator[Fault]:
        if len(self.pdf.pages) != len(self.promise.texts):
            yield Fault("page-lost", text=f"{len(self.pdf.pages)} pages of {len(self.promise.texts)}")
            return
        yield from self.says_what_it_is()
        yield from self.page_faults()
        yield from self.font_faults()
        yield from self.bookmark_faults()
        if self.promise.linked:
            yield from self.link_faults()
        if self.promise.tagged:
            yield from self.tag_faults()

    def says_what_it_is(self) -> Iterator[Fault]:
        """Yield what is missing of title, language and the wish to show the title (ISO 14289-1, 7.1 and 7.2)."""
        if not str(self.pdf.docinfo.get(Name.Title, "")).strip():
            yield Fault("metadata-missing", text="title")
        metadata = self.root.get(Name.Metadata)
        if metadata is None or b"dc:title" not in metadata.read_bytes():
            yield Fault("metadata-missing", text="title in XMP")
        if self.promise.tagged and not str(self.root.get(Name.Lang, "")):
            yield Fault("metadata-missing", text="language")
        if self.promise.tagged and not self.root.get(Name.ViewerPreferences, Dictionary()).get(Name.DisplayDocTitle, False):
            yield Fault("metadata-missing", text="DisplayDocTitle")

    # Pages

    def page_faults(self) -> Iterator[Fault]:
        """Yield pages of another size (ISO 32000-1, 14.11.2), and labels that are not the printed folios (12.4.2)."""
        labelled = Name.PageLabels in self.root
        if not labelled:
            yield Fault("page-labels-wrong")
        for number, (page, folio) in enumerate(zip(self.pdf.pages, self.promise.folios, strict=True)):
            if not self.has_its_size(page):
                yield Fault("page-box-wrong", number + 1, folio)
            if labelled and folio and page.label != folio:
                yield Fault("page-labels-wrong", number + 1, folio, text=page.label)

    def has_its_size(self, page: pikepdf.Page) -> bool:
        media, trim = ([float(value) for value in box] for box in (page.mediabox, page.trimbox))
        width, height = self.promise.size
        wide, high = trim[2] - trim[0], trim[3] - trim[1]
        inside = all(a <= b + 0.01 for a, b in zip((*media[:2], *trim[2:]), (*trim[:2], *media[2:]), strict=True))
        return inside and min(abs(wide - width) + abs(high - height), abs(wide - height) + abs(high - width)) < 0.05

    def font_faults(self) -> Iterator[Fault]:
        """Yield the fonts without their program (ISO 19005-2, 6.2.11.4)."""
        seen: set[tuple[int, int]] = set()
        for page in self.pdf.pages:
            for font in _fonts(page.obj.get(Name.Resources, Dictionary()), seen):
                descriptor = font.get(Name.FontDescriptor, Dictionary())
                if not any(key in descriptor for key in _FONT_FILES):
                    yield Fault("font-not-embedded", text=str(font.get(Name.BaseFont, "")))

    # Destinations

    def named_destinations(self) -> dict[str, Any]:
        tree = self.root.get(Name.Names, Dictionary()).get(Name.Dests, Dictionary())
        return dict(_entries(tree, Name.Names)) if tree else {}

    def arrives(self, destination: Any) -> bool:
        """Tell whether a destination, by name or given, is a page of this file."""
        if isinstance(destination, String | Name):
            destination = self.names.get(str(destination))
        if isinstance(destination, Dictionary):
            destination = destination.get(Name.D)
        return isinstance(destination, Array) and len(destination) > 0 and destination[0].objgen in self.pages

    def bookmark_faults(self) -> Iterator[Fault]:
        """Yield bookmarks, and named destinations, that lead to no page (ISO 32000-1, 12.3)."""
        marks = [self.root.get(Name.Outlines, Dictionary()).get(Name.First)]
        while marks:
            mark = marks.pop()
            if mark is None:
                continue
            if not self.arrives(_target(mark)):
                yield Fault("bookmark-astray", text=beginning(str(mark.get(Name.Title, ""))))
            marks += [mark.get(Name.Next), mark.get(Name.First)]
        for name, destination in self.names.items():
            if not self.arrives(destination):
                yield Fault("link-astray", text=name)

    def link_faults(self) -> Iterator[Fault]:
        """Yield links that lead nowhere, or that no element of the tags owns (ISO 14289-1, 7.18.5)."""
        owners = self.owners() if self.promise.tagged else {}
        for number, page in enumerate(self.pdf.pages):
            for link in page.obj.get(Name.Annots, ()):
                if link.get(Name.Subtype) != Name.Link:
                    continue
                place = (number + 1, self.promise.folios[number])
                if Name.URI not in link.get(Name.A, Dictionary()) and not self.arrives(_target(link)):
                    yield Fault("link-astray", *place, text=str(link.get(Name.Contents, "")))
                if self.promise.tagged and owners.get(int(link.get(Name.StructParent, -1))) != Name.Link:
                    yield Fault("link-untagged", *place, text=str(link.get(Name.Contents, "")))

    # Tags

    def owners(self) -> dict[int, Any]:
        """Return the type of the element that owns each annotation, by its key in the ParentTree."""
        tree = self.root.get(Name.StructTreeRoot, Dictionary()).get(Name.ParentTree, Dictionary())
        entries = _entries(tree, Name.Nums) if tree else ()
        return {int(key): element.get(Name.S) for key, element in entries if isinstance(element, Dictionary)}

    def tag_faults(self) -> Iterator[Fault]:
        """Yield what is missing of the logical structure (ISO 14289-1, 7.1)."""
        if not self.root.get(Name.MarkInfo, Dictionary()).get(Name.Marked, False):
            yield Fault("tags-missing", text="MarkInfo")
        tree = self.root.get(Name.StructTreeRoot, Dictionary())
        if not tree.get(Name.K) or not tree.get(Name.ParentTree):
            yield Fault("tags-missing", text="StructTreeRoot")
            return
        lists = {int(key) for key, kids in _entries(tree.ParentTree, Name.Nums) if isinstance(kids, Array) and len(kids)}
        for number, (page, text) in enumerate(zip(self.pdf.pages, self.promise.texts, strict=True)):
            if text and int(page.obj.get(Name.StructParents, -1)) not in lists:
                yield Fault("tags-missing", number + 1, self.promise.folios[number])


def _target(thing: Any) -> Any:
    """Return the destination of a bookmark or link, None when it has none."""
    return thing.get(Name.Dest, thing.get(Name.A, Dictionary()).get(Name.D))


def _entries(tree: Any, key: Name) -> Iterator[tuple[Any, Any]]:
    """Yield the entries of a name tree or number tree (ISO 32000-1, 7.9.6 and 7.9.7)."""
    entries = list(tree.get(key, ()))
    yield from (
        (str(name) if isinstance(name, String) else name, entry) for name, entry in zip(*[iter(entries)] * 2, strict=True)
    )
    for kid in tree.get(Name.Kids, ()):
        yield from _entries(kid, key)


def _fonts(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    """Yield the fonts of some resources and of the forms in them, the parts of composite fonts instead of the whole."""
    for font in resources.get(Name.Font, Dictionary()).values():
        if font.objgen not in seen:
            seen.add(font.objgen)
            if font.get(Name.Subtype) != Name.Type3:
                yield from font.get(Name.DescendantFonts, [font])
    for form in resources.get(Name.XObject, Dictionary()).values():
        if form.objgen not in seen and form.get(Name.Subtype) == Name.Form:
            seen.add(form.objgen)
            yield from _fonts(form.get(Name.Resources, Dictionary()), seen)
