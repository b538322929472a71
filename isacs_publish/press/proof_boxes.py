"""Proof of the boxes: between layout and drawing, where the HTML element behind every letter is still known.

One walk over the boxes of a page notes its pieces, that is texts of one style in a line, and drawings. A piece must stand in
its block, in its page and in whatever clips it, be seen on its ground, and leave other pieces alone. Together the pieces
must give the text back, each element whole, all elements in their order. Lengths are CSS px from the upper left corner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from isacs_publish.press.proof import Fault, beginning, letters, named

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE = 1.0
"""How far a piece may stand out, in CSS px: less than the eye sees, more than the engine rounds."""

CONTRAST = 3.0
"""The contrast that the text of a page has at least with its ground (WCAG 2.2, 1.4.3, for large text)."""

SMALLEST = 5.0
"""The font size in CSS px under which nobody reads."""

ASCENT, DESCENT = 0.7, 0.2
"""How far letters reach from their baseline, in em."""

_AVOID = ("avoid", "avoid-page")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LABELLED = (*_HEADINGS, "figcaption", "thead", "p")


class Area(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: Area) -> bool:
        """Tell whether this rectangle lies in another."""
        return (
            self.left >= other.left - TOLERANCE
            and self.right <= other.right + TOLERANCE
            and self.top >= other.top - TOLERANCE
            and self.bottom <= other.bottom + TOLERANCE
        )

    def between(self, edges: Area | None) -> bool:
        """Tell whether this rectangle stands between the left and right edges of a block, where there is one."""
        return edges is None or (self.left >= edges.left - TOLERANCE and self.right <= edges.right + TOLERANCE)

    def meets(self, other: Area) -> bool:
        """Tell whether two rectangles overlap by more than the tolerance."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > TOLERANCE and down > TOLERANCE

    def cut(self, other: Area) -> Area:
        """Return what two rectangles have in common."""
        return Area(
            max(self.left, other.left), max(self.top, other.top), min(self.right, other.right), min(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands in the text: its number, the numbers of the last element in it and in its parent, its clause."""

    first: int
    last: int
    scope: int
    clause: str


class Layer:
    """What is painted together: floats first, then the flow, then what is positioned (CSS 2.2, appendix E)."""

    __slots__ = ("depth", "floats", "flow", "late", "stacks")

    def __init__(self, around: Layer | None = None, depth: int = 0) -> None:
        self.depth = depth
        self.floats: list[Layer] = []
        self.flow: list[Piece] = []
        self.stacks = around is None
        self.late: list[Layer] = [] if around is None else around.late

    def painted(self) -> Iterator[Piece]:
        """Yield the pieces in the order in which they are painted."""
        late = sorted(self.late, key=lambda layer: layer.depth) if self.stacks else []
        for layer in (layer for layer in late if layer.depth < 0):
            yield from layer.painted()
        for layer in self.floats:
            yield from layer.painted()
        yield from self.flow
        for layer in (layer for layer in late if layer.depth >= 0):
            yield from layer.painted()


@dataclass(slots=True)
class Around:
    """What surrounds a box: its layer, the area it may fill, what clips it, its ground, what must not end a page.

    ``strand`` is the text that goes on from page to page: the part, or inside it a cell of a table.
    """

    part: str
    layer: Layer
    area: Area
    block: Any = None
    edges: Area | None = None
    clip: Area | None = None
    ground: Any = None
    opacity: float = 1.0
    matrix: Any = None
    kept: Any = None
    repeats: bool = False
    strand: Any = None


@dataclass(slots=True)
class Piece:
    """A text of one style in a line, or a drawing, which says nothing."""

    box: Any
    text: str
    around: Around
    area: Area

    @property
    def in_flow(self) -> bool:
        """Tell whether the piece is part of the text, not of a head, a foot or a footnote."""
        return self.around.part == "flow"

    @property
    def is_generated(self) -> bool:
        """Tell whether a style sheet added the piece to the text."""
        return self.box.element is None or "::" in (self.box.element_tag or "")


class BoxProof:
    """What the boxes of a publication show: their ``faults``, and ``texts``, the letters of each page as they are painted.

    A line of ``texts`` is a block; it ends too where a drawing stands.
    """

    def __init__(self, document: Any, html: Any, folios: tuple[str, ...]) -> None:
        self.pages = [page._page_box for page in document.pages]
        self.body = next(element for element in html if element.tag == "body")
        self.folios = folios
        self.places: dict[Any, Place] = {}
        self.number_elements(self.body, "")
        self.found: dict[Fault, None] = {}
        self.contrasts: dict[tuple[Any, Any], bool] = {}
        self.pieces: list[list[Piece]] = []
        self.texts: list[str] = []
        self.strands: dict[Any, Any] = {}
        self.reached: dict[Any, int] = {}
        for number, box in enumerate(self.pages):
            self.read_page(number, box)
        self.check_order()
        self.check_headings()
        self.check_texts()

    @property
    def faults(self) -> list[Fault]:
        """The faults, each once, in the order in which they were found."""
        return list(self.found)

    def missing_glyphs(self, letters: str) -> list[Fault]:
        """Return the first place of each of some letters that no font has; one in a drawing has no place."""
        return [self.missing_glyph(letter) for letter in letters]

    def missing_glyph(self, letter: str) -> Fault:
        for number, pieces in enumerate(self.pieces):
            for piece in (piece for piece in pieces if letter in piece.text):
                return self.fault("glyph-missing", number, piece.box.element, f"{named(letter)} in {piece.text}")
        return Fault("glyph-missing", text=named(letter))

    # The text

    def number_elements(self, element: Any, clause: str) -> int:
        """Number an element and all in it, in the order of the text; return the number of the last."""
        first = last = len(self.places)
        if (name := element.get("id", "")) and element.tag != "span":
            clause = name
        self.places[element] = Place(first, last, last, clause)
        for child in element if not _is_drawing(element) else ():
            if isinstance(child.tag, str) and child.tag != "style":
                last = self.number_elements(child, clause)
        self.places[element] = Place(first, last, last, clause)
        for child in element:
            if child in self.places:
                self.places[child] = replace(self.places[child], scope=last)
        return last

    # Walking over a page

    def read_page(self, number: int, page: Any) -> None:
        """Note the pieces of a page, and what is wrong with them."""
        self.pieces.append([])
        area = Area(
            page.content_box_x(), page.content_box_y(), page.content_box_x() + page.width, page.content_box_y() + page.height
        )
        sheet = Area(0, 0, page.margin_width(), page.margin_height())
        layers = []
        for box in page.children:
            layers.append(Layer())
            if isinstance(box, boxes.MarginBox):
                around = Around("margin", layers[-1], sheet)
            else:
                around = Around("notes" if isinstance(box, boxes.FootnoteAreaBox) else "flow", layers[-1], area)
            self.enter(box, around)
        self.texts.append("\n".join(self.painted(layers)))
        self.check_overlap(number)

    def enter(self, box: Any, around: Around) -> None:
        """Walk over what is in a box."""
        start, outside = len(self.pieces[-1]), box.is_table_wrapper and not _border_box(box).between(around.edges)
        self.walk(box, self.inside(box, around))
        if outside and len(self.pieces[-1]) > start:
            self.blame("text-outside-block", self.pieces[-1][start])

    def walk(self, box: Any, around: Around) -> None:
        low = 0.0
        for style, run in groupby(box.children, key=_style_of_text):
            if style is not None:
                self.note_text(list(run), around)
                continue
            for child in run:
                start = len(self.pieces[-1])
                self.enter_child(child, around)
                if _is_stacked(child) and len(self.pieces[-1]) > start:
                    if child.position_y < low - TOLERANCE:
                        self.blame("text-out-of-order", self.pieces[-1][start])
                    low = child.position_y

    def enter_child(self, child: Any, around: Around) -> None:
        if isinstance(child, AbsolutePlaceholder):
            self.enter(child._box, around)
        elif isinstance(child, boxes.ReplacedBox):
            around = self.inside(child, around)
            drawn = _area((child.content_box_x(), child.content_box_y(), child.width, child.height))
            if min(child.width, child.height) >= TOLERANCE:
                self.note(Piece(child, "", around, _seen_through(around.matrix, drawn)))
        else:
            self.enter(child, around)

    def note_text(self, run: list[Any], around: Around) -> None:
        """Note neighbouring texts of one style; the engine sets the words of a justified line one by one."""
        text = "".join(box.text for box in run)
        if text.strip():
            self.note(Piece(run[0], text, around, _seen_through(around.matrix, _ink(run))))

    def inside(self, box: Any, around: Around) -> Around:
        """Return the surroundings that a box gives to its content."""
        if isinstance(box, boxes.LineBox):
            return around
        changed = {**self.holds(box, around), **_paints(box, around)}
        return replace(around, **changed) if changed else around

    def holds(self, box: Any, around: Around) -> dict[str, Any]:
        """Return what changes of the surroundings because a box is a block, a cell, a heading or the head of a table."""
        changed: dict[str, Any] = {}
        if isinstance(box, boxes.BlockContainerBox):
            changed["block"], changed["edges"] = box, _seen_through(_matrix(box, around), _border_box(box))
            if around.kept is None and (box.style["break_after"] in _AVOID or box.element_tag in _HEADINGS):
                changed["kept"] = box.element
            if box.element is not None and box.element.get("data-margin") is not None:  # words that a style sheet sets there
                sheet = self.pages[len(self.pieces) - 1]
                changed["area"] = Area(0, 0, sheet.margin_width(), sheet.margin_height())
        if isinstance(box, boxes.TableCellBox):
            changed["strand"] = box.element
            self.strands[box.element] = around.strand or around.part
        if getattr(box, "is_header", False):
            changed["kept"], changed["repeats"] = box.element, True
        return changed

    def note(self, piece: Piece) -> None:
        """Note a piece and its faults."""
        self.pieces[-1].append(piece)
        piece.around.layer.flow.append(piece)
        if kind := self.kind_of_fault(piece):
            self.blame(kind, piece)

    def kind_of_fault(self, piece: Piece) -> str:
        """Return what is wrong with a piece by itself, empty when nothing is."""
        around = piece.around
        sheet = self.pages[len(self.pieces) - 1]
        if around.clip and not piece.area.within(around.clip):
            return "text-clipped"
        if not piece.area.within(Area(0, 0, sheet.margin_width(), sheet.margin_height())):
            return "text-outside-page"
        if not piece.area.within(around.area) or (around.matrix is None and not piece.area.between(around.edges)):
            return "text-outside-block"
        return "" if self.is_seen(piece) else "text-invisible"

    def is_seen(self, piece: Piece) -> bool:
        style, around = piece.box.style, piece.around
        if style["visibility"] != "visible" or around.opacity < 0.5 or (around.matrix and not around.matrix.determinant):
            return False
        if not piece.text:
            return True
        return style["font_size"] >= SMALLEST and self.stands_out(style["color"], around.ground)

    def stands_out(self, colour: Any, ground: Any) -> bool:
        """Tell whether text of a colour can be read on a ground, white where there is none."""
        if (colour, ground) not in self.contrasts:
            light, dark = sorted((_luminance(colour), _luminance(ground) if ground else 1.0), reverse=True)
            self.contrasts[colour, ground] = colour.alpha >= 0.5 and (light + 0.05) / (dark + 0.05) >= CONTRAST
        return self.contrasts[colour, ground]

    def painted(self, layers: list[Layer]) -> Iterator[str]:
        """Yield the letters of each block as they are painted, broken where a drawing stands."""
        pieces = (piece for layer in layers for piece in layer.painted())
        for (_, is_text), block in groupby(pieces, key=lambda piece: (id(piece.around.block), bool(piece.text))):
            if is_text:
                yield letters("".join(piece.text for piece in block))

    # What the pieces of a page do to each other

    def check_overlap(self, number: int) -> None:
        """Find pieces that lie over others on the page."""
        open_pieces: list[Piece] = []
        for piece in sorted(self.pieces[number], key=lambda piece: piece.area.top):
            open_pieces = [other for other in open_pieces if other.area.bottom > piece.area.top + TOLERANCE]
            if any(piece.area.meets(other.area) for other in open_pieces):
                self.blame("text-over-text", piece, number)
            open_pieces.append(piece)

    # What the pages give together

    def check_order(self) -> None:
        """Find pieces that come before what stands before them in the text; footnotes are an order of their own."""
        heads: dict[Any, int] = {}
        for number, pieces in enumerate(self.pieces):
            for piece in pieces:
                place = self.places.get(piece.box.element)
                if place is None or piece.around.part == "margin":
                    continue
                if piece.around.repeats and heads.setdefault(piece.around.kept, number) != number:
                    continue
                if not self.follows(piece.around.strand or piece.around.part, place):
                    self.blame("text-out-of-order", piece, number)

    def follows(self, strand: Any, place: Place) -> bool:
        """Tell whether a place comes after those before it in its strand; a cell as a whole comes after the cell before it."""
        begins = strand not in self.reached and strand in self.strands
        in_order = place.last >= self.reached.get(strand, 0) and (not begins or self.follows(self.strands[strand], place))
        self.reached[strand] = max(self.reached.get(strand, 0), place.first)
        return in_order

    def check_headings(self) -> None:
        """Find headings, and heads of tables, that end a page while what they head begins the next."""
        flows = [[piece for piece in pieces if piece.in_flow] for pieces in self.pieces]
        for number, (here, there) in enumerate(pairwise(flows)):
            if here and there and (kept := here[-1].around.kept) is not None and kept in self.places:
                first = next((piece for piece in there if not piece.around.repeats), there[0])
                after = self.places.get(first.box.element)
                if after and self.places[kept].last < after.first <= self.places[kept].scope:
                    self.blame("heading-stranded", here[-1], number)

    def check_texts(self) -> None:
        """Find the elements whose text or drawing is not, or not wholly, on the pages."""
        printed: defaultdict[Any, list[str]] = defaultdict(list)
        pages: dict[Any, int] = {}
        for number, pieces in enumerate(self.pieces):
            for piece in pieces:
                pages.setdefault(piece.box.element, number)
                if not piece.is_generated:
                    printed[piece.box.element].append(piece.text)
        page = 0
        for element, text in _texts(self.body):
            page = pages.get(element, page)
            if _is_drawing(element) and element not in pages:
                name = element.get("alt") or element.get("aria-label") or ""
                self.found[self.fault("figure-lost", page, element, name)] = None
            elif kind := _loss(text, printed.get(element)):
                self.found[self.fault(kind, page, element, text)] = None

    # Faults

    def blame(self, kind: str, piece: Piece, number: int | None = None) -> None:
        page = len(self.pieces) - 1 if number is None else number
        self.found[self.fault(kind, page, piece.box.element, piece.text)] = None

    def fault(self, kind: str, page: int, element: Any, text: str) -> Fault:
        place = self.places.get(element)
        return Fault(kind, page + 1, self.folios[page], self.clause(place.clause) if place else "", beginning(text))

    def clause(self, anchor: str) -> str:
        """Return an anchor with the label it is printed with."""
        element = next((element for element in self.places if element.get("id") == anchor), ()) if anchor else ()
        headings = (child.find(".//span[@class='label']") for child in element if child.tag in _LABELLED)
        label = next((heading.text for heading in headings if heading is not None), "")
        return f"{label} ({anchor})" if label else anchor


def _loss(text: str, printed: list[str] | None) -> str:
    """Return what is wrong with the text of an element, given what is printed of it; empty when nothing is."""
    wanted, found = letters(text), letters("".join(printed or ()))
    if wanted == found:
        return ""
    if Counter(wanted.casefold()) - Counter(found.casefold()):
        return "text-lost"
    left = iter(found.casefold())
    return "" if all(letter in left for letter in wanted.casefold()) else "text-out-of-order"


def _texts(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield the elements with the text directly in them, but for words that only later pages of a table carry."""
    if not isinstance(element.tag, str) or element.tag == "style" or element.get("class") == "continued":
        return
    if _is_drawing(element):
        yield element, ""
        return
    yield element, "".join([element.text or "", *(child.tail or "" for child in element)])
    for child in element:
        yield from _texts(child)


def _is_drawing(element: Any) -> bool:
    """Tell whether an element is drawn; what text there is in it is not laid out."""
    return bool(element.tag == "img" or element.tag.endswith("}svg"))


# What the engine says of its boxes


def _area(rectangle: tuple[float, float, float, float]) -> Area:
    """Return the area of a rectangle given by its corner and size."""
    x, y, width, height = rectangle
    return Area(x, y, x + width, y + height)


def _border_box(box: Any) -> Area:
    return _area(box.hit_area())


def _ink(run: list[Any]) -> Area:
    """Return the area of the letters of neighbouring texts; spaces at their end are none."""
    first, last = run[0], run[-1]
    baseline, size = first.position_y + first.baseline, first.style["font_size"]
    width = last.width * len(last.text.rstrip()) / len(last.text) if last.text else 0
    left = min(first.position_x, last.position_x)
    right = max(first.position_x + first.width, last.position_x + width) if len(run) > 1 else left + width
    return Area(left, baseline - ASCENT * size, right, baseline + DESCENT * size)


def _seen_through(matrix: Any, area: Area) -> Area:
    """Return the area that is taken after a transformation."""
    if matrix is None:
        return area
    corners = [matrix.transform_point(x, y) for x in area[::2] for y in area[1::2]]
    return Area(*(pick(corner[axis] for corner in corners) for pick in (min, max) for axis in (0, 1)))


def _style_of_text(box: Any) -> int | None:
    """Return what neighbouring texts of one style have in common, None for what is no text."""
    return id(box.style) if isinstance(box, boxes.TextBox) else None


def _clip(box: Any) -> Area | None:
    """Return the area outside of which nothing of a box is painted, None when all is (CSS 2.2, 11.1)."""
    if box.style["overflow"] != "visible":
        return _area(box.rounded_padding_box()[:4])
    if box.is_absolutely_positioned() and (edges := box.style["clip"]):
        border = _border_box(box)
        top, right, bottom, left = (None if edge == "auto" else float(getattr(edge, "value", edge)) for edge in edges)
        return Area(
            border.left + (left or 0),
            border.top + (top or 0),
            border.right if right is None else border.left + right,
            border.bottom if bottom is None else border.top + bottom,
        )
    return None


def _is_stacked(box: Any) -> bool:
    """Tell whether a box stands under the one before it."""
    return isinstance(box, boxes.LineBox | boxes.TableRowBox) or (isinstance(box, boxes.BlockBox) and box.is_in_normal_flow())


def _matrix(box: Any, around: Around) -> Any:
    """Return the transformation from what is in a box to the page, None for none."""
    own = box.transformation_matrix
    return own @ around.matrix if own and around.matrix else own or around.matrix


def _paints(box: Any, around: Around) -> dict[str, Any]:
    """Return what changes of the surroundings because of the way a box is painted."""
    style, changed = box.style, {}
    if (colour := get_color(style, "background_color")).alpha > 0.5:
        changed["ground"] = colour
    if clip := _clip(box):
        changed["clip"] = around.clip.cut(clip) if around.clip else clip
    if style["opacity"] < 1:
        changed["opacity"] = around.opacity * style["opacity"]
    if box.transformation_matrix:
        changed["matrix"] = _matrix(box, around)
    if layer := _layer(box, around.layer):
        changed["layer"] = layer
    return changed


def _layer(box: Any, parent: Layer) -> Layer | None:
    """Return the layer that a box opens, None when it is painted with its parent (CSS 2.2, appendix E)."""
    style = box.style
    depth = style["z_index"] if style["position"] != "static" and style["z_index"] != "auto" else 0
    if style["opacity"] < 1 or style["transform"] or style["overflow"] != "visible" or depth:
        parent.late.append(layer := Layer(depth=depth))
    elif style["position"] != "static":
        parent.late.append(layer := Layer(parent if style["z_index"] == "auto" else None))
    elif box.is_floated():
        parent.floats.append(layer := Layer(parent))
    else:
        return None
    return layer


def _luminance(colour: Any) -> float:
    """Return the relative luminance of a colour (WCAG 2.2); that of one in a space which cannot be converted counts as dark."""
    try:
        values = colour.to("srgb")[:3]
    except NotImplementedError:
        return 0.0
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in values)
    return float(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)))
