"""The words of drawings: what their labels say, and the drawing with its labels said otherwise."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from lxml import etree

from isacs_publish.model.translation import folded
from isacs_publish.pictures.breaking import width
from isacs_publish.pictures.drawing import parsed
from isacs_publish.pictures.fitting import Block, fitted
from isacs_publish.pictures.room import frame, number, strokes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isacs_publish.pictures.room import Stroke

FURTHEST = 1.6
"""How far the baselines of one label lie apart at most, in sizes of its font."""

USUAL = 16.0
"""The size of a font that nobody chose."""

_SVG = "http://www.w3.org/2000/svg"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_UNSEEN = {"defs", "symbol", "marker", "pattern", "clipPath", "mask"}
_LOOK = ("fill", "font-weight", "font-style", "font-family", "class")
_SWAPPED = {"start": "end", "end": "start"}


def labels(svg: bytes) -> tuple[str, ...]:
    """Return what the labels of a drawing say, in their order, each once; numbers and single letters say nothing."""
    return tuple(dict.fromkeys(label.words for label in _labels(parsed(svg))))


def relabelled(svg: bytes, words: Mapping[str, str], language: str, direction: str) -> bytes:
    """Return a drawing with labels said in another language, as ``words`` has them; other labels stay as they are.

    Line ends in what a label says are kept. ``direction`` is ``ltr`` or ``rtl``; labels stay on their side of the drawing.
    """
    root = parsed(svg)
    around = _Around(root)
    for label in _labels(root):
        said = words.get(label.words, label.words)
        if said != label.words:
            for line in label.lines:
                _name_language(line.element, language, direction)
            _say(label, said, around)
    return bytes(etree.tostring(root, encoding="utf-8"))


# What is there


@dataclass(frozen=True, eq=False)
class _Line:
    """One line of a label: its element, and where and how it stands; ``placed`` where that is no more than one point."""

    element: Any
    words: str
    x: float
    y: float
    size: float
    anchor: str
    placed: bool

    @property
    def look(self) -> tuple[object, ...]:
        """What lines of one label have in common."""
        properties = tuple(_property(self.element, name) for name in _LOOK)
        return self.x, self.size, self.anchor, self.element.getparent(), _turns(self.element), properties


@dataclass(frozen=True, eq=False)
class _Label:
    """A label and its lines."""

    lines: tuple[_Line, ...]

    @property
    def words(self) -> str:
        return " ".join(line.words for line in self.lines)

    @property
    def placed(self) -> bool:
        return self.lines[0].placed

    @property
    def block(self) -> Block:
        """The lines as a block of text."""
        first, last = self.lines[0], self.lines[-1]
        step = (last.y - first.y) / (len(self.lines) - 1) if len(self.lines) > 1 else 0.0
        widest = max(width(line.words) for line in self.lines) * first.size
        return Block(first.x, (first.y + last.y) / 2, first.size, first.anchor, len(self.lines), step, widest)


def _labels(root: etree._Element) -> Iterator[_Label]:
    """Yield what says something, in the order of the drawing."""
    lines: list[_Line] = []
    for line in _lines(root):
        if lines and not _continues(lines, line):
            yield from _worded(lines)
            lines = []
        lines.append(line)
    yield from _worded(lines)


def _worded(lines: Sequence[_Line]) -> Iterator[_Label]:
    label = _Label(tuple(lines))
    if sum(letter.isalpha() for letter in label.words) > 1:
        yield label


def _continues(lines: Sequence[_Line], line: _Line) -> bool:
    """Tell whether a line belongs to the lines above it: as they look, as far below them as they are from each other."""
    above = lines[-1]
    if not (above.placed and line.placed) or above.look != line.look or not _says(above) or not _says(line):
        return False
    step = line.y - above.y
    even = len(lines) == 1 or abs(step - (above.y - lines[-2].y)) < above.size / 10
    return 0 < step <= FURTHEST * above.size and even


def _says(line: _Line) -> bool:
    return sum(letter.isalpha() for letter in line.words) > 1


def _lines(root: etree._Element) -> Iterator[_Line]:
    """Yield the lines of a drawing, among them its titles and descriptions, without those that hold nothing."""
    for element in root.iter(*(f"{{{_SVG}}}{name}" for name in ("text", "title", "desc"))):
        if _local(element) == "text":
            yield from (line for line in _lines_of_text(element) if line.words)
        elif words := folded("".join(element.itertext())):
            yield _Line(element, words, 0, 0, 0, "", placed=False)


def _lines_of_text(text: etree._Element) -> Iterator[_Line]:
    """Yield the lines of one text: the parts of it that have their own place, else the whole."""
    parts = [part for part in text if _local(part) == "tspan"]
    own = len(parts) == len(text) and not folded("".join([text.text or "", *(part.tail or "" for part in parts)]))
    if not parts or not own or any("x" not in part.attrib for part in parts):
        yield _line(text, number(text.get("y")))
        return
    y = number(text.get("y"))
    for part in parts:
        y = number(part.get("y"), y) + _shift(part)
        yield _line(part, y)


def _line(element: etree._Element, y: float) -> _Line:
    places = [element.get(name, "") for name in ("x", "y", "dy")]
    single = all(len(place.replace(",", " ").split()) <= 1 for place in places)
    free = not any(name in element.attrib for name in ("dx", "rotate", "textLength"))
    free &= not element.findall(f"{{{_SVG}}}textPath") and (_local(element) == "tspan" or "dy" not in element.attrib)
    anchor = _property(element, "text-anchor") or "start"
    return _Line(element, _words(element), number(element.get("x")), y, _size(element), anchor, placed=single and free)


def _shift(part: etree._Element) -> float:
    shift = part.get("dy", "").strip()
    return number(shift) * (_size(part) if shift.endswith("em") else 1)


def _words(element: etree._Element) -> str:
    """Return what a text shows, which its own title is no part of."""
    shown = element.xpath(".//text()[not(ancestor::*[local-name()='title' or local-name()='desc'])]")
    return folded("".join(shown))


def _size(element: etree._Element) -> float:
    value = _property(element, "font-size")
    return number(value, USUAL) if not value.endswith(("%", "em")) else USUAL


def _property(element: Any, name: str) -> str:
    """Return a property as an element has it from its style, its attribute, or those around it; empty for none."""
    while element is not None:
        if found := re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;!]+)", element.get("style", "")):
            return found[1].strip()
        if value := element.get(name):
            return str(value).strip()
        element = element.getparent()
    return ""


def _turns(element: Any) -> tuple[str, ...]:
    """Return the transformations that an element stands in."""
    above = (element, *element.iterancestors())
    return tuple(each.get("transform") for each in above if each.get("transform"))


def _local(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


class _Around:
    """What stands around labels: shapes, and the labels as they are by now; by the transformations that they stand in."""

    def __init__(self, root: etree._Element) -> None:
        self.shapes: dict[tuple[str, ...], list[Stroke]] = {(): _canvas(root)}
        self.texts: dict[tuple[str, ...], dict[Any, list[Stroke]]] = {}
        for element in root.iter(etree.Element):
            if not any(_local(above) in _UNSEEN for above in element.iterancestors()):
                self.shapes.setdefault(_turns(element), []).extend(strokes_of(_local(element), element))
        for line in _lines(root):
            if line.placed:
                self.note(line.element, Block(line.x, line.y, line.size, line.anchor, 1, 0, width(line.words) * line.size))

    def note(self, element: Any, block: Block) -> None:
        """Keep where words stand now."""
        self.texts.setdefault(_turns(element), {})[element] = block.sides

    def without(self, label: _Label) -> list[Stroke]:
        """Forget a label, and return what is around it."""
        turns = _turns(label.lines[0].element)
        texts = self.texts.setdefault(turns, {})
        for line in label.lines:
            texts.pop(line.element, None)
        return [*self.shapes.get(turns, ()), *chain.from_iterable(texts.values())]


def _canvas(root: etree._Element) -> list[Stroke]:
    """Return the edges of a drawing, none where it does not say how large it is."""
    sides = [number(side) for side in root.get("viewBox", "").replace(",", " ").split()]
    x, y, wide, high = sides if len(sides) == 4 else (0, 0, number(root.get("width")), number(root.get("height")))
    return frame(x, y, x + wide, y + high) if wide and high else []


# Saying it otherwise


def _say(label: _Label, said: str, around: _Around) -> None:
    """Write what a label says into its elements, of which there are as many as it has lines then."""
    paragraphs = [words for line in said.split("\n") if (words := folded(line))]
    if not label.placed or not paragraphs:
        _write(label.lines[0].element, " ".join(paragraphs))
        return
    lines, block = fitted(paragraphs, label.block, around.without(label))
    elements = _elements([line.element for line in label.lines], len(lines))
    for element, words, y in zip(elements, lines, block.baselines, strict=True):
        _write(element, words)
        element.attrib.pop("dy", None)
        element.set("y", f"{round(y, 2):g}")
        if block.size != label.block.size:
            _set(element, "font-size", f"{round(block.size, 2):g}")
    around.note(elements[0], block)


def _elements(elements: list[Any], count: int) -> list[Any]:
    """Return as many elements as there are lines: the first of those that there are, and copies of the last."""
    for surplus in elements[count:]:
        surplus.getparent().remove(surplus)
    kept = elements[:count]
    while len(kept) < count:
        copy = deepcopy(kept[-1])
        copy.attrib.pop("id", None)
        kept[-1].addnext(copy)
        kept.append(copy)
    return kept


def _write(element: Any, words: str) -> None:
    """Put words in the place of those of an element; a text along a path stays along it."""
    path = element.find(f"{{{_SVG}}}textPath")
    holder = element if path is None else path
    for child in list(holder):
        holder.remove(child)
    holder.text = words


def _name_language(element: Any, language: str, direction: str) -> None:
    """Say of which language words are; those from right to left begin on their right, and stay where they are."""
    element.set(_XML_LANGUAGE, language)
    if direction == "rtl" and _local(element) in ("text", "tspan"):
        anchor = _property(element, "text-anchor") or "start"
        _set(element, "direction", direction)
        _set(element, "text-anchor", _SWAPPED.get(anchor, anchor))
        if _local(element) == "tspan":
            _set(element.getparent(), "direction", direction)


def _set(element: Any, name: str, value: str) -> None:
    """Set a property, in the style where the attribute would not count."""
    if "style" in element.attrib or "class" in element.attrib:
        element.set("style", f"{element.get('style', '').rstrip('; ')};{name}:{value}".lstrip(";"))
    else:
        element.set(name, value)
