"""Judges drawings: SVG that shows shapes and text, names nothing outside itself, does nothing, and stays of a size.

What is allowed is listed; whatever is not on the lists is a fault. The lists hold what the press can draw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING, Any

import tinycss2
from lxml import etree

from isacs_publish.model.expansion import expansion
from isacs_publish.pictures.fault import Fault
from isacs_publish.pictures.raster import judge_embedded, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    _Part = tuple[etree._Element, tuple[str, ...]]
    """An element, and the names of the paint that it inherits."""

    Token = Any
    """A component value of tinycss2, which has no types."""

MOST_BYTES = 1_000_000
"""Bytes of a drawing."""

MOST_STYLE = 20_000
"""Characters of a style sheet in a drawing; each of its rules is tried on each element."""

MOST_DRAWN = 50_000
"""Elements to draw, each counted as often as it is used, with the vertices that carry markers."""

DEEPEST = 50
"""Elements inside each other, uses followed."""

LARGEST = 1_000_000
"""The largest number in lengths, coordinates and matrices; the smallest that divides is its inverse."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_INERT = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
}
"""Namespaces that programs for drawing leave in their files, and that nothing acts upon."""

_GRADIENTS = {"linearGradient", "radialGradient"}
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "use", "text", "tspan", "textPath"}
_STRUCTURE = {"svg", "g", "defs", "symbol", "title", "desc", "metadata", "style"}
_PAINT = {*_GRADIENTS, "stop", "pattern", "clipPath", "mask", "marker"}
_ELEMENTS = _SHAPES | _STRUCTURE | _PAINT
_WORDS = re.compile(r"id|class|lang|type|role|version|font-family|(aria|data)-.*")
"""Attributes that hold words or names, not numbers."""

_COLOURS = {"rgb", "rgba", "hsl", "hsla"}
_MATRICES = {"matrix", "translate", "translatex", "translatey", "scale", "rotate", "skewx", "skewy"}
_FUNCTIONS = {"url", "calc", *_COLOURS, *_MATRICES}
_BLOCKS = {"() block", "[] block", "{} block"}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_PATH = re.compile(r"[\sMmZzLlHhVvCcSsQqTtAa0-9eE.,+-]*")
_TRANSFORM = re.compile(r"\s*(?:[a-zA-Z]+\s*\([^()]*\)[\s,]*)*")
_STEP = re.compile(r"(\w+)\s*\(([^()]*)\)")
_PARTS = {"matrix": (6,), "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skewX": (1,), "skewY": (1,)}
"""How many numbers each step of a transformation takes."""

_NO_NUMBER = re.compile(r"nan|inf", re.IGNORECASE)


def parsed(content: bytes) -> etree._Element:
    """Return the root of a drawing, parsed with entities, external subsets and the network off; raise XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    return etree.fromstring(content, parser)


def judge_drawing(content: bytes) -> Iterator[Fault]:
    """Yield what makes a drawing unfit, in the order of its lines."""
    if len(content) > MOST_BYTES:
        yield too_large(len(content), MOST_BYTES)
        return
    try:
        content.decode("utf-8")
        root = parsed(content)
    except UnicodeDecodeError:
        yield Fault(0, "it is not UTF-8", "save the drawing as UTF-8")
    except etree.XMLSyntaxError as error:
        yield Fault(error.lineno or 0, f"it is not well-formed: {_without_place(error.msg)}", "save it again as plain SVG")
    else:
        yield from sorted(chain(_judge_prolog(root), _Drawing(root).judge()))


def _without_place(message: str) -> str:
    return re.sub(r",? line \d+, column \d+$", "", message)


def _judge_prolog(root: etree._Element) -> Iterator[Fault]:
    """Yield what is wrong around the elements: kind, encoding, DOCTYPE, processing instructions."""
    about = root.getroottree().docinfo
    if root.tag != f"{{{_SVG}}}svg":
        yield Fault(root.sourceline or 0, f"it is <{_local(root)}>, not SVG", "save it as plain SVG, with its namespace")
    if about.encoding and about.encoding.upper() not in ("UTF-8", "ASCII", "US-ASCII"):
        yield Fault(1, f"it says that it is {about.encoding}", "save the drawing as UTF-8")
    if about.internalDTD is not None:
        yield Fault(1, "it has a document type declaration (DOCTYPE), which can name files and entities", "delete the line")
    for instruction in root.xpath("//processing-instruction()"):
        yield Fault(instruction.sourceline or 1, f"a processing instruction <?{instruction.target}?>", "delete it")


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


@dataclass
class _Drawing:
    """A drawing; what its elements use, and with what paint they draw, is gathered while they are judged."""

    root: etree._Element
    uses: dict[etree._Element, str] = field(default_factory=dict)
    paint: dict[etree._Element, set[str]] = field(default_factory=dict)

    def judge(self) -> Iterator[Fault]:
        """Yield the faults of all elements and, when there are none, that the whole is too much."""
        found = [fault for element in self.elements for fault in self.judge_element(element)]
        yield from found or self.judge_size()

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Elements and entities in order; comments are gone, processing instructions are judged elsewhere."""
        return [node for node in self.root.iter() if node.tag is not etree.ProcessingInstruction]

    @cached_property
    def named(self) -> dict[str, etree._Element]:
        """Elements by their names; the first of two counts, as it does for who draws."""
        return {e.get("id"): e for e in reversed(self.elements) if isinstance(e.tag, str) and e.get("id")}

    def judge_element(self, element: etree._Element) -> Iterator[Fault]:
        """Yield what is wrong with one element."""
        line = element.sourceline or 0
        if not isinstance(element.tag, str):
            yield Fault(line, f"an entity {element.text}", "write the text itself")
            return
        name = etree.QName(element)
        if name.namespace not in _INERT and (name.namespace != _SVG or name.localname not in _ELEMENTS):
            yield Fault(line, f"an element <{_local(element)}>, which the press does not draw", "draw it with shapes and text")
            return
        self.paint[element] = set()
        faults = chain(*(self.judge_attribute(element, key, value.strip()) for key, value in element.attrib.items()))
        yield from (Fault(line, message, hint) for message, hint in faults)
        if name.localname == "style":
            yield from self.judge_sheet(element, line)

    def judge_sheet(self, element: etree._Element, line: int) -> Iterator[Fault]:
        """Yield what is wrong with a style sheet; it may refer to gradients, since those draw nothing of their own."""
        rules = "".join(element.itertext())
        if len(rules) > MOST_STYLE:
            yield Fault(line, f"a style sheet of {len(rules):,} characters", f"write less than {MOST_STYLE:,}")
            return
        tokens = tinycss2.parse_component_value_list(rules)
        for token_line, message, hint in self.judge_css(element, tokens, _GRADIENTS):
            yield Fault(line + token_line - 1, message, hint)

    def judge_attribute(self, element: etree._Element, key: str, value: str) -> Iterator[tuple[str, str]]:
        """Yield message and hint of what is wrong with an attribute."""
        name = etree.QName(key)
        local = name.localname
        if name.namespace not in (None, _XLINK, _XML, *_INERT) or (name.namespace == _XML and local == "base"):
            yield f"an attribute {local!r} on <{_local(element)}>, which the press does not know", "delete it"
        elif local.lower().startswith("on"):
            yield f"an event handler {local!r} on <{_local(element)}>", "delete it; nothing runs in a standard"
        elif local == "href":
            yield from self.judge_href(element, value)
        elif name.namespace is None and not _WORDS.fullmatch(local):
            tokens = tinycss2.parse_component_value_list(value) if local == "style" or re.search(r"[(\\@]", value) else []
            yield from ((message, hint) for _, message, hint in self.judge_css(element, tokens, _PAINT))
            yield from _judge_numbers(local, value)
            yield from _judge_extent(element, self.root, local, value)
            yield from _judge_form(local, value)

    def judge_href(self, element: etree._Element, value: str) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with what an element refers to; note what it draws there."""
        if _local(element) == "image":
            yield from ((f"in <image>: {message}", hint) for _, message, hint in judge_embedded(value))
        elif value[:1] != "#" or value[1:] not in self.named:
            yield f"<{_local(element)}> refers to {value[:60]!r}", "refer to a name in the same drawing: '#name'"
        else:
            self.uses[element] = value[1:]

    def judge_css(self, element: etree._Element, tokens: Iterable[Token], may: set[str]) -> Iterator[Fault]:
        """Yield what is wrong with a style; it may refer to what ``may`` lists, and what it draws there is noted."""
        for token in _walk(tokens):
            if found := _not_plain(token):
                yield Fault(token.source_line, f"a style with {found!r}", "write colours and lengths as plain values")
            elif (address := _address(token)) is not None:
                target = self.named.get(address[1:]) if address[:1] == "#" else None
                if target is None or _local(target) not in may:
                    yield Fault(token.source_line, f"a style refers to {address[:60]!r}", "refer to paint in the same drawing")
                elif _local(target) not in _GRADIENTS:
                    self.paint[element].add(address[1:])

    # How much there is to draw

    def judge_size(self) -> Iterator[Fault]:
        """Yield that there is too much to draw, or that it nests too deeply."""
        whole: _Part = (self.root, ())
        weight = expansion(whole, self.weigh, DEEPEST, MOST_DRAWN)
        if weight > MOST_DRAWN:
            much = f"{int(weight):,} elements, uses counted" if isfinite(weight) else "without end, or too deeply nested"
            yield Fault(self.root.sourceline or 0, f"it draws {much}", f"draw less than {MOST_DRAWN:,}, {DEEPEST} levels deep")

    def weigh(self, part: _Part) -> tuple[int, list[tuple[_Part, int]]]:
        """Return the own weight of an element with the paint it inherits, and what it draws."""
        element, inherited = part
        paint = _united(inherited, self.paint.get(element, ()))
        vertices = _vertices(element) if any(_local(self.named[name]) == "marker" for name in paint) else 1
        held = [((child, paint), 1) for child in element if child in self.paint]
        if not held:
            held = [((self.named[name], self.inherited(name)), vertices) for name in paint]
        if name := self.uses.get(element):
            held.append(((self.named[name], _united(paint, self.inherited(name))), 1))
        return vertices, held

    def inherited(self, name: str) -> tuple[str, ...]:
        """Return the paint that what has this name inherits where it stands."""
        return _united(*(self.paint.get(above, ()) for above in self.named[name].iterancestors()))


def _united(*paints: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(chain(*paints))))


def _vertices(element: etree._Element) -> int:
    """Return how many vertices a shape may have: a pair of numbers each, at most."""
    return 2 + len(_NUMBER.findall(element.get("d", "") + element.get("points", ""))) // 2


def _walk(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens of a style, those in blocks and functions too."""
    waiting = list(tokens)
    while waiting:
        token = waiting.pop()
        yield token
        waiting += _held(token)


def _not_plain(token: Token) -> str:
    """Return what makes a token more than a plain value: at-rules, unknown functions, blocks in blocks, huge numbers."""
    held = {part.type for part in _held(token)}
    unknown = token.type == "function" and token.lower_name not in _FUNCTIONS
    nested = token.type in ("() block", "[] block") or held & _BLOCKS or (token.type == "function" and "function" in held)
    huge = token.type in ("number", "dimension", "percentage") and not abs(token.value) <= LARGEST
    if token.type == "error":
        return str(token.message)
    return (
        f"{tinycss2.serialize([token])[:30]}" if token.type == "at-keyword" or unknown or huge else "brackets" if nested else ""
    )


def _held(token: Token) -> Iterable[Token]:
    return getattr(token, "content", None) or getattr(token, "arguments", None) or ()


def _address(token: Token) -> str | None:
    """Return the address that a token names, None when it names none."""
    if token.type == "url":
        return str(token.value).strip()
    if token.type == "function" and token.lower_name == "url":
        return "".join(str(part.value) for part in token.arguments if part.type in ("string", "ident")).strip()
    return None


def _judge_numbers(local: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield that an attribute holds a number without measure; colours and names are no numbers."""
    if value.startswith("#") or "url(" in value or local == "style":
        return
    if _NO_NUMBER.search(value) and local in ("d", "points", "viewBox", "transform", "x", "y", "width", "height"):
        yield f"{local!r} holds {value[:20]!r}", "write numbers"
    elif any(not abs(float(number)) <= LARGEST for number in _NUMBER.findall(value)):
        yield f"{local!r} holds a number beyond {LARGEST:,}", "draw at a usual scale"


def _judge_form(local: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield that an outline or a transformation is not in the form that SVG gives it: who draws would leave it out."""
    if local in ("d", "points") and not _PATH.fullmatch(value):
        yield f"{local!r} holds {value[:20]!r}", "write the commands and numbers of an outline"
    elif local in ("transform", "gradientTransform", "patternTransform"):
        steps = _STEP.findall(value)
        if not _TRANSFORM.fullmatch(value) or any(
            len(_NUMBER.findall(held)) not in _PARTS.get(name, ()) for name, held in steps
        ):
            yield f"{local!r} holds {value[:40]!r}", "write steps such as 'translate(10 20)', each with its numbers"


def _judge_extent(element: etree._Element, root: etree._Element, local: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield that a drawing, or a view in it, has no extent: who draws divides by it."""
    if local == "viewBox":
        sides = [float(number) for number in _NUMBER.findall(value)]
        if len(sides) != 4 or min(sides[2:]) < 1 / LARGEST:
            yield f"'viewBox' holds {value[:60]!r}", "write four numbers, the last two above 0"
    elif element is root and local in ("width", "height"):
        numbers = _NUMBER.findall(value)
        if len(numbers) != 1 or value.startswith("-") or not float(numbers[0]) >= 1 / LARGEST:
            yield f"{local!r} is {value[:20]!r}", "write a length above 0"
