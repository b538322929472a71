"""What a page of a print file paints: every content stream is read to its last byte, with all it names.

The reader follows forms, patterns, soft masks and images, keeps the graphics state (ISO 32000-1, 8.4), and reports paint that
the press has no ink for, too much ink, rich black text, thin lines, coarse images and paint on the wrong side of the bleed.
What it cannot read is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import hypot, sqrt
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from isacs_publish.press.clauses import Clause, PrintPromise
from isacs_publish.press.operators import Unreadable, name_of, numbers, operations
from isacs_publish.press.paint import BLACK, ROUNDING, Paint, base_of, function_ends, most_ink, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from isacs_publish.model.sheets import Picture
    from isacs_publish.press.paint import Report

Matrix = tuple[float, float, float, float, float, float]
Area = tuple[float, float, float, float]
STILL: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
FAR = 1e4

# Geometry


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies ``first``, then ``second`` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return a point in the space of the page."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: list[tuple[float, float]], more: float = 0.0) -> Area:
    """Return the rectangle around points."""
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across) - more, min(up) - more, max(across) + more, max(up) + more


def corners(area: Sequence[float]) -> list[tuple[float, float]]:
    """Return the corners of a rectangle."""
    x1, y1, x2, y2 = area
    return [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]


def inside(inner: Area, outer: Area, more: float = 0.01) -> bool:
    """Return True when a rectangle holds another."""
    x1, y1, x2, y2 = outer
    return x1 - more <= inner[0] and y1 - more <= inner[1] and inner[2] <= x2 + more and inner[3] <= y2 + more


def overlaps(first: Area, second: Area, more: float = 0.01) -> bool:
    """Return True when two rectangles have more than their edges in common."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    return across > more and min(first[3], second[3]) - max(first[1], second[1]) > more


# The state and the walk


@dataclass(slots=True)
class State:
    """The part of the graphics state that matters here (ISO 32000-1, 8.4)."""

    matrix: Matrix
    fill: Paint = BLACK
    stroke: Paint = BLACK
    fill_space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    width: float = 1.0
    mode: int = 0
    font: tuple[int, int] = (0, 0)
    size: float = 0.0


@dataclass
class Findings:
    """What all pages of a file share: objects seen already, fonts with the strings they show, images with their inks."""

    promised: PrintPromise
    fonts: dict[tuple[int, int], Any] = field(default_factory=dict)
    shown: dict[tuple[int, int], set[bytes]] = field(default_factory=dict)
    where: dict[tuple[int, int], int] = field(default_factory=dict)
    faults: dict[tuple[int, int], list[tuple[Clause, str]]] = field(default_factory=dict)


class Walk:
    """Reads one page. ``report`` takes a clause and words; ``bleed`` is the bleed box."""

    def __init__(self, found: Findings, page: int, bleed: Area, report: Report, pictures: Sequence[Picture] = ()) -> None:
        self.found = found
        self.page = page
        self.bleed = bleed
        self.report = report
        self.pictures = [picture for picture in pictures if picture.page == page - 1]
        self.open: list[Any] = []

    def read(self, stream: Any, resources: Any, state: State, marks: bool) -> None:
        """Read a content stream; ``marks`` is True where paint must stay outside the bleed, False where it is clipped to it."""
        if len(self.open) > 20 or any(stream.objgen == other for other in self.open):
            self.report(Clause.CONTENT, "a form contains itself, or forms are nested more than 20 deep")
            return
        self.open.append(stream.objgen)
        try:
            Content(self, resources, state, marks).run(operations(stream.read_bytes()))
        except (Unreadable, ValueError, IndexError, TypeError, AttributeError, KeyError, pikepdf.PdfError) as error:
            self.report(Clause.CONTENT, f"a content stream cannot be judged: {error}")
        finally:
            self.open.pop()

    def read_form(self, form: Any, state: State, marks: bool, resources: Any) -> None:
        """Read a form, a tiling pattern or the group of a soft mask, which begins with the state it is painted in."""
        placed = times(_matrix(form.get(Name.Matrix)), state.matrix)
        clipped = around([moved(placed, x, y) for x, y in corners([float(value) for value in form.BBox])])
        if Name.Group in form:
            self.check_group(form.Group)
        begun = replace(state, matrix=placed)
        self.read(form, form.get(Name.Resources, resources), begun, marks and not inside(clipped, self.bleed))

    def check_group(self, group: Any) -> None:
        """Report a blending group that mixes other colours than inks (ISO 32000-1, 11.6.6)."""
        space = group.get(Name.CS)
        if space is not None and space not in (Name.DeviceCMYK, Name.DeviceGray):
            self.report(Clause.TRANSPARENCY, f"a group blends in {told(space, str(space))}, not in the inks of the press")

    def once(self, thing: Any, check: Callable[[Any, Report], None]) -> None:
        """Check an object when it is met first, and report what was found wherever it is met."""
        known = self.found.faults.get(thing.objgen) if thing.is_indirect else None
        if known is None:
            known = []
            check(thing, lambda clause, words: known.append((clause, words)))
            if thing.is_indirect:
                self.found.faults[thing.objgen] = known
        for clause, words in known:
            self.report(clause, words)


def _matrix(array: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in array) if array is not None else STILL
    return a, b, c, d, e, f


_IGNORED = frozenset(b"BMC EMC MP DP BT ET J j M d ri i Tc Tw Tz Ts TL W W*".split())
_TEXT_LINES = frozenset(b"TD T*".split())
_STROKED, _FILLED = frozenset(b"S s B B* b b*".split()), frozenset(b"f F f* B B* b b*".split())
_STROKED_TEXT, _UNSEEN_TEXT = (1, 2, 5, 6), (3, 7)
_BLENDS = frozenset(
    b"Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion "
    b"Hue Saturation Color Luminosity".split()
)


class Content:
    """One content stream being read."""

    def __init__(self, walk: Walk, resources: Any, state: State, marks: bool) -> None:
        self.walk = walk
        self.report = walk.report
        self.limit = walk.found.promised.ink_limit
        self.resources = resources
        self.outer = State(state.matrix)
        self.marks = marks
        self.state = state
        self.saved: list[State] = []
        self.points: list[tuple[float, float]] = []
        self.text = STILL
        self.fonts: dict[bytes, tuple[tuple[int, int], float]] = {}

    def run(self, done: list[tuple[bytes, bytes, bytes]]) -> None:
        """Follow the operations of a stream."""
        self.check_resources()
        steps = {**_STEPS, **(_MARK_STEPS if self.marks else _UNMARKED_STEPS)}
        for operands, operator, stray in done:
            if stray:
                raise Unreadable(f"it cannot be read at {stray!r}")
            step = steps.get(operator, Content.unknown)
            if step is not None:
                step(self, operands, operator)
        if self.saved:
            self.report(Clause.CONTENT, "a content stream saves the graphics state more often than it restores it")

    def unknown(self, _: bytes, operator: bytes) -> None:
        what = "an inline image" if operator == b"BI" else f"the operator {operator.decode('latin-1')}"
        raise Unreadable(f"{what} is not followed")

    # Graphics state

    def save(self, *_: bytes) -> None:
        self.saved.append(self.state)
        self.state = replace(self.state)

    def restore(self, *_: bytes) -> None:
        if not self.saved:
            raise Unreadable("the graphics state is restored more often than it is saved")
        self.state = self.saved.pop()

    def transform(self, operands: bytes, _: bytes) -> None:
        a, b, c, d, e, f = numbers(operands)
        self.state.matrix = times((a, b, c, d, e, f), self.state.matrix)

    def line_width(self, operands: bytes, _: bytes) -> None:
        self.state.width = float(operands)

    def mark_content(self, operands: bytes, _: bytes) -> None:
        if operands.startswith(b"/OC"):
            self.report(Clause.LAYER, "content is optional; what is printed must not depend on a switch")

    def graphics_state(self, operands: bytes, _: bytes) -> None:
        state = self.named(Name.ExtGState, name_of(operands))
        if Name.LW in state:
            self.state.width = float(state.LW)

    # Colours

    def named(self, kind: Name, name: str) -> Any:
        """Return a resource by its name."""
        found = self.resources.get(kind, Dictionary()).get(name)
        if found is None:
            raise Unreadable(f"{name} is not among the resources")
        return found

    def black_or_inks(self, operands: bytes, operator: bytes) -> None:
        values = numbers(operands)
        space = "/DeviceCMYK" if operator in (b"k", b"K") else "/DeviceGray"
        self.set_space(space, operator in (b"K", b"G"))
        self.set_colour(values, operator in (b"K", b"G"))

    def screen_colour(self, _: bytes, operator: bytes) -> None:
        self.report(Clause.COLOUR, f"the operator {operator.decode()} sets a colour of red, green and blue")

    def space(self, operands: bytes, operator: bytes) -> None:
        name = name_of(operands)
        space = Name(name) if name in ("/DeviceCMYK", "/DeviceGray", "/Pattern", "/DeviceRGB") else None
        base = base_of(self.named(Name.ColorSpace, name) if space is None else space, self.report)
        self.set_space(base, operator == b"CS")
        if base in ("/DeviceCMYK", "/DeviceGray"):
            self.set_colour([0.0, 0.0, 0.0, 1.0] if base == "/DeviceCMYK" else [0.0], operator == b"CS")

    def colour(self, operands: bytes, operator: bytes) -> None:
        stroke = operator in (b"SCN", b"SC")
        if (self.state.stroke_space if stroke else self.state.fill_space) == "/Pattern":
            self.pattern(name_of(operands), stroke)
        else:
            self.set_colour(numbers(operands), stroke)

    def set_space(self, space: str, stroke: bool) -> None:
        if stroke:
            self.state.stroke_space, self.state.stroke = space, Paint(None, space == "/All")
        else:
            self.state.fill_space, self.state.fill = space, Paint(None, space == "/All")

    def set_colour(self, values: list[float], stroke: bool) -> None:
        space = self.state.stroke_space if stroke else self.state.fill_space
        paint = self.painted(space, values)
        if stroke:
            self.state.stroke = paint
        else:
            self.state.fill = paint

    def painted(self, space: str, values: list[float]) -> Paint:
        """Return what a colour puts on paper, after reporting too much of it."""
        if space == "/All":
            return Paint(None, registration=True)
        if space not in ("/DeviceCMYK", "/DeviceGray"):
            return Paint(None)
        if len(values) != (4 if space == "/DeviceCMYK" else 1) or not all(0 <= value <= 1 for value in values):
            raise Unreadable(f"{values} is no colour in {space[1:]}")
        paint = Paint(tuple(values) if len(values) == 4 else (0.0, 0.0, 0.0, 1 - values[0]))
        if paint.total * 100 > self.limit + 0.01:
            self.report(Clause.INK, f"a colour of {paint} sums up to {paint.total * 100:.0f} %, more than {self.limit} %")
        return paint

    def pattern(self, name: str, stroke: bool) -> None:
        found = self.named(Name.Pattern, name)
        if found.get(Name.PatternType) == 2:
            self.check_shading(found.Shading)
        else:
            self.walk.read_form(found, self.outer, self.marks, self.resources)
        self.set_space("/Pattern", stroke)

    def check_shading(self, shading: Any) -> None:
        """Report a gradient between colours that are no inks, or too much of them (ISO 32000-1, 8.7.4.5)."""
        space = base_of(shading.ColorSpace, self.report)
        if int(shading.ShadingType) not in (2, 3):
            raise Unreadable(f"a shading of type {int(shading.ShadingType)} is not followed")
        for values in function_ends(shading.Function):
            self.painted(space, values)

    def shading(self, operands: bytes, _: bytes) -> None:
        self.check_shading(self.named(Name.Shading, name_of(operands)))
        if self.marks:
            raise Unreadable("a gradient is painted outside the forms of the page")

    # Paths

    def move(self, operands: bytes, _: bytes) -> None:
        values = numbers(operands)
        self.points += [moved(self.state.matrix, x, y) for x, y in zip(values[::2], values[1::2], strict=True)]

    def rectangle(self, operands: bytes, _: bytes) -> None:
        x, y, width, height = numbers(operands)
        self.points += [moved(self.state.matrix, *corner) for corner in corners((x, y, x + width, y + height))]

    def paint_path(self, _: bytes, operator: bytes) -> None:
        state = self.state
        if operator in _STROKED and not self.marks:
            self.check_line()
        inks = [state.stroke] * (operator in _STROKED) + [state.fill] * (operator in _FILLED)
        self.check_place("a path", inks, around(self.points, self.thickness() / 2) if self.points else None)
        self.points.clear()

    def thickness(self) -> float:
        a, b, c, d, _, _ = self.state.matrix
        return self.state.width * sqrt(abs(a * d - b * c))

    def check_line(self) -> None:
        if self.thickness() < self.walk.found.promised.hairline - 1e-6:
            self.report(Clause.HAIRLINE, f"a line is {self.thickness():.2f} pt thick, too thin to be printed surely")

    def check_place(self, what: str, inks: list[Paint], area: Area | None) -> None:
        """Report paint of the marks inside the bleed, and the ink of the marks elsewhere."""
        if not self.marks:
            if any(paint.registration for paint in inks):
                self.report(Clause.MARKS, f"{what} is painted with the ink of the marks on the page itself")
        elif area is None or overlaps(area, self.walk.bleed):
            self.report(Clause.MARKS, f"{what} of the marks reaches into the bleed")

    # Text

    def set_font(self, operands: bytes, _: bytes) -> None:
        if operands not in self.fonts:
            name, size = operands.rsplit(None, 1)
            self.fonts[operands] = self.add_font(self.named(Name.Font, name_of(name))), float(size)
        self.state.font, self.state.size = self.fonts[operands]

    def add_font(self, font: Any) -> tuple[int, int]:
        key: tuple[int, int] = font.objgen
        self.walk.found.fonts.setdefault(key, font)
        self.walk.found.shown.setdefault(key, set())
        self.walk.found.where.setdefault(key, self.walk.page)
        return key

    def text_mode(self, operands: bytes, _: bytes) -> None:
        self.state.mode = int(operands)

    def show(self, operands: bytes, _: bytes) -> None:
        state = self.state
        if not state.font[0]:
            raise Unreadable("text is shown without a font of the file")
        self.walk.found.shown[state.font].add(operands)
        if state.mode not in _UNSEEN_TEXT:
            self.check_text(state.fill)
            if state.mode in _STROKED_TEXT:
                self.check_text(state.stroke)
            if self.marks:
                self.check_place("text", [], self.line_of_text())

    def check_text(self, paint: Paint) -> None:
        if paint.inks is None:
            if paint.registration:
                self.check_place("text", [paint], None)
        elif paint.rich:
            self.report(Clause.BLACK, f"text is shown in {paint}; black text is K 100 and nothing else")

    def begin_text(self, *_: bytes) -> None:
        self.text = STILL

    def text_matrix(self, operands: bytes, _: bytes) -> None:
        a, b, c, d, e, f = numbers(operands)
        self.text = (a, b, c, d, e, f)

    def text_move(self, operands: bytes, _: bytes) -> None:
        x, y = numbers(operands)
        self.text = times((1, 0, 0, 1, x, y), self.text)

    def line_of_text(self) -> Area:
        """Return the strip from where a text begins to the edge of the media, since its length is not measured."""
        size, placed = self.state.size, times(self.text, self.state.matrix)
        return around([moved(placed, x, y) for x, y in corners((0, -0.3 * size, FAR, size))])

    def text_line(self, _: bytes, operator: bytes) -> None:
        if self.marks:
            raise Unreadable(f"the place of text after {operator.decode()} is not followed")

    # Forms and images

    def draw(self, operands: bytes, _: bytes) -> None:
        name = name_of(operands)
        thing = self.named(Name.XObject, name)
        kind = thing.get(Name.Subtype)
        if kind == Name.Form:
            self.walk.read_form(thing, self.state, self.marks, self.resources)
        elif kind == Name.Image:
            self.check_place("an image", [self.state.fill] if thing.get(Name.ImageMask) else [], self.square())
            self.check_resolution(thing, name)
            if Name.SMask in thing:
                self.check_resolution(thing.SMask, f"{name} (soft mask)")
        else:
            self.report(Clause.POSTSCRIPT, f"{name} is neither a form nor an image, but {kind}")

    def square(self) -> Area:
        return around([moved(self.state.matrix, *corner) for corner in corners((0, 0, 1, 1))])

    def check_resolution(self, image: Any, name: str) -> None:
        """Report an image of too few pixels an inch at the size it is printed."""
        a, b, c, d, _, _ = self.state.matrix
        pixels, inches = (int(image.Width), int(image.Height)), (hypot(a, b) / 72, hypot(c, d) / 72)
        least = min(pixel / inch for pixel, inch in zip(pixels, inches, strict=True) if inch)
        wanted = self.walk.found.promised.resolution
        if round(least) < wanted:
            named = next((picture.path for picture in self.walk.pictures if picture.pixels == pixels), name)
            self.report(Clause.RESOLUTION, f"the image {named} has {least:.0f} pixels an inch, less than {wanted}")

    # Resources, used or not

    def check_resources(self) -> None:
        """Report colour spaces, images, graphics states and groups that a print file must not have."""
        for kind, check in _RESOURCE_CHECKS.items():
            for thing in dict(self.resources.get(kind, Dictionary())).values():
                check(self, thing)

    def check_space(self, space: Any) -> None:
        base_of(space, self.report)

    def check_thing(self, thing: Any) -> None:
        if thing.get(Name.Subtype) == Name.Image:
            self.walk.once(thing, self.check_image)

    def check_gradient(self, thing: Any) -> None:
        shading = thing.get(Name.Shading, thing)
        if Name.ColorSpace in shading:
            base_of(shading.ColorSpace, self.report)

    def check_font(self, font: Any) -> None:
        self.add_font(font)

    def check_image(self, image: Any, report: Report) -> None:
        """Report an image in other colours than inks, or with too much ink in a pixel."""
        if Name.SMask in image:
            self.check_image(image.SMask, report)
        if image.get(Name.ImageMask):
            return
        if base_of(image.get(Name.ColorSpace, "/None"), report) in ("/DeviceCMYK", "/Indexed"):
            self.check_pixels(image, report)

    def check_pixels(self, image: Any, report: Report) -> None:
        try:
            most = most_ink(image)
        except (pikepdf.PdfError, NotImplementedError, ValueError, OSError) as error:
            report(Clause.INK, f"the inks of an image cannot be summed up: {error}")
            return
        if most > self.limit + ROUNDING:
            report(Clause.INK, f"an image has {most:.0f} % of ink in a pixel, more than {self.limit} %")

    def check_state(self, state: Any) -> None:
        self.walk.once(state, self.check_extended_state)

    def check_extended_state(self, state: Any, report: Report) -> None:
        """Report what a graphics state must not set (ISO 32000-1, 8.4.5)."""
        if Name.TR in state or state.get("/TR2", Name.Default) != Name.Default or Name.HTP in state:
            report(Clause.TRANSFER, "a graphics state sets a transfer function or a halftone phase")
        if isinstance(state.get(Name.HT), Dictionary | pikepdf.Stream):
            report(Clause.TRANSFER, "a graphics state sets a halftone")
        modes = state.get(Name.BM, Name.Normal)
        for mode in modes if isinstance(modes, Array) else [modes]:
            if bytes(mode)[1:] not in _BLENDS:
                report(Clause.TRANSPARENCY, f"the blend mode {mode} is none of PDF 1.6")
        if Name.Font in state:
            report(Clause.CONTENT, "a graphics state sets a font, which is not followed")
        mask = state.get(Name.SMask)
        if isinstance(mask, Dictionary):
            if mask.get(Name.TR, Name.Identity) != Name.Identity:
                report(Clause.TRANSFER, "a soft mask has a transfer function")
            self.walk.read_form(mask.G, self.outer, False, self.resources)


_RESOURCE_CHECKS: dict[Name, Callable[[Content, Any], None]] = {
    Name.ColorSpace: Content.check_space,
    Name.XObject: Content.check_thing,
    Name.Pattern: Content.check_gradient,
    Name.Shading: Content.check_gradient,
    Name.ExtGState: Content.check_state,
    Name.Font: Content.check_font,
}

_STEPS: dict[bytes, Callable[[Content, bytes, bytes], None] | None] = {
    **dict.fromkeys(_IGNORED),
    b"q": Content.save, b"Q": Content.restore, b"cm": Content.transform, b"w": Content.line_width,
    b"gs": Content.graphics_state, b"BDC": Content.mark_content,
    b"k": Content.black_or_inks, b"K": Content.black_or_inks, b"g": Content.black_or_inks, b"G": Content.black_or_inks,
    b"rg": Content.screen_colour, b"RG": Content.screen_colour, b"cs": Content.space, b"CS": Content.space,
    b"sc": Content.colour, b"scn": Content.colour, b"SC": Content.colour, b"SCN": Content.colour, b"sh": Content.shading,
    **dict.fromkeys(_STROKED | _FILLED, Content.paint_path),
    b"Tf": Content.set_font, b"Tr": Content.text_mode, b"Tj": Content.show, b"TJ": Content.show,
    **dict.fromkeys(_TEXT_LINES, Content.text_line), b"Do": Content.draw,
}  # fmt: skip
_UNMARKED_STEPS: dict[bytes, Callable[[Content, bytes, bytes], None] | None] = dict.fromkeys(b"m l c v y h re n Tm Td".split())
_MARK_STEPS: dict[bytes, Callable[[Content, bytes, bytes], None] | None] = {
    **dict.fromkeys(b"m l c v y".split(), Content.move), b"re": Content.rectangle, b"h": None,
    b"n": lambda content, *_: content.points.clear(),
    b"BT": Content.begin_text, b"Tm": Content.text_matrix, b"Td": Content.text_move,
}  # fmt: skip
