"""Two texts of one module as one: block beside block, from the HTML that the print builder makes of each language.

Both come from the same source, so both have the same blocks; where they have not, ``StructureDiffers`` names the clause. A
**row** holds a paragraph, a heading, an entry of a list, a note or the head of a term entry, and its counterpart, each
in a **side** with its language and direction. Divisions, their anchors and their tags stay those of the main language; what
the second side names gets its language in front (``fr.scope``), which no anchor can hold.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WIDEST = 2
"""The columns of the widest tables that stand side by side."""

TALLEST = 1200
"""The letters of the largest tables that stand side by side: such a row is kept on one page."""

SHORT = 420
"""The letters of the longest side whose row is kept on one page; a column holds some 60 in a line."""

FORMULA = 230.0
"""The width in px of the widest formula that a column holds with its number."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LAYOUT = "NonStruct"
"""The structure type of elements of layout, which the press takes out of the tags (``press/shapes.dissolve``)."""

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Side:
    """One of the two languages."""

    language: str
    direction: str


class StructureDiffers(ValueError):
    """The two texts do not have the same blocks; ``unit`` is the id of the innermost unit of the main text around the place."""

    def __init__(self, unit: str, message: str) -> None:
        super().__init__(message)
        self.unit = unit


def paired(main: str, second: str, sides: tuple[Side, Side]) -> str:
    """Return the HTML of two texts, block beside block; raise StructureDiffers."""
    one, other = _parsed(main), _parsed(second)
    _prefix(other, sides[1].language)
    return "".join(_written(block) for block in _Pairing(*sides).blocks(one, other))


def prefixed(anchor: str, side: Side) -> str:
    """Return the id that a unit has on the second side."""
    return f"{side.language}.{anchor}"


def _parsed(html: str) -> Any:
    try:
        return etree.fromstring(f"<div>{html}</div>", etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise StructureDiffers("", f"the text cannot be read again: {error}") from error


def _written(element: Any) -> str:
    """Return an element as HTML, in which only elements without content close themselves."""
    for part in element.iter():
        if isinstance(part.tag, str) and not len(part) and part.text is None and not _is_void(part):
            part.text = ""
    return str(etree.tostring(element, encoding="unicode", with_tail=False)) + "\n"


def _is_void(element: Any) -> bool:
    return element.tag in ("img", "br", "hr", "col") or element.tag.startswith(_SVG)


def _prefix(text: Any, language: str) -> None:
    """Put the language in front of all ids of a text, and of what refers to them."""
    for element in text.iter(etree.Element):
        if name := element.get("id"):
            element.set("id", f"{language}.{name}")
        for key in ("href", "data-target"):
            if element.get(key, "").startswith("#"):
                element.set(key, f"#{language}.{element.get(key)[1:]}")


# Blocks


class _Pairing:
    """The pairing of two texts: what is beside what."""

    def __init__(self, main: Side, second: Side) -> None:
        self.sides = (main, second)
        self.unit = ""
        self.lists = 0

    def blocks(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the blocks of two elements, row by row."""
        blocks, others = _blocks(one), _blocks(other)
        if [_name(block) for block in blocks] != [_name(block) for block in others]:
            raise StructureDiffers(self.unit, f"{_told(blocks)} on one side, {_told(others)} on the other")
        for block, counterpart in zip(blocks, others, strict=True):
            yield from self.way_of(block)(block, counterpart)

    def way_of(self, block: Any) -> Callable[[Any, Any], Iterator[Any]]:
        """Return how a block is paired."""
        ways = {
            "section": self.division,
            "ol": self.list_of,
            "ul": self.list_of,
            "dl": self.definitions,
            "table": self.table,
            "figure": self.figure,
        }
        classes = _classes(block)
        if "term-entry" in classes:
            return self.term_entry
        if "formula" in classes:
            return self.formula
        if block.tag in HEADINGS:
            return self.heading
        if block.tag in ("div", "blockquote") and len(block) > 1 and not _has_own_text(block):
            return self.group
        return ways.get(block.tag, self.paragraph)

    def paragraph(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the row of a paragraph, or of another block as a whole."""
        yield self.row(_with_source(one), _with_source(other), _kind(one))

    def heading(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the row of a heading; its bookmark says both titles."""
        one.set("data-bookmark", f"{_words(one)} — {_title(other)}")
        yield self.row([one], [other], one.tag)

    def division(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield a division with its rows; the heading is where links of the second side lead."""
        merged = self.shell(one, other)
        former, self.unit = self.unit, one.get("id", self.unit)
        merged.extend(list(self.blocks(one, other)))
        self.unit = former
        self.mark(merged, one, other)
        yield merged

    def term_entry(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield a term entry; its number and its preferred term are one row."""
        term = other.get("data-bookmark", "").partition(" ")[2]
        if one.get("data-bookmark") and term:
            one.set("data-bookmark", f"{one.get('data-bookmark')} — {term}")
        merged = self.shell(one, other)
        if "term-number" in _classes(next(iter(one), one)) and min(len(one), len(other)) > 1:
            merged.append(self.row(_taken(one, 2), _taken(other, 2), "term-number"))
        former, self.unit = self.unit, one.get("id", self.unit)
        merged.extend(list(self.blocks(one, other)))
        self.unit = former
        self.mark(merged, one, other)
        yield merged

    def group(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the rows of what holds several blocks, each of its sides in a group of its own."""
        shells = [_shell(one), _shell(other)]
        for row in self.blocks(one, other):
            for side in _sides(row):
                shell = shells[side.get("data-side") == "second"]
                inner = deepcopy(shell)
                shell.attrib.pop("id", None)
                inner.extend(list(side))
                side.append(inner)
            yield row

    def list_of(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the rows of a list, an entry each."""
        if len(one) != len(other):
            raise StructureDiffers(self.unit, f"a list of {len(one)} entries has {len(other)} on the other side")
        self.lists += 1
        start = int(one.get("start", "1"))
        lists = (one, other)
        for place, entries in enumerate(zip(list(one), list(other), strict=True)):
            pieces = [_list_piece(lists[i], [entries[i]], self.lists, place) for i in (0, 1)]
            if one.tag == "ol":
                for piece in pieces:
                    piece.set("style", f"counter-reset: list-item {start + place - 1}")
            yield self.row([pieces[0]], [pieces[1]], "entry last" if len(one) == 0 else "entry")

    def definitions(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield the rows of a list of definitions, what is defined and its definitions in each."""
        groups, others = _definitions(one), _definitions(other)
        if [[part.tag for part in group] for group in groups] != [[part.tag for part in group] for group in others]:
            raise StructureDiffers(self.unit, f"a list of {len(groups)} definitions has {len(others)} on the other side")
        self.lists += 1
        for place, (group, counterpart) in enumerate(zip(groups, others, strict=True)):
            pieces = [_list_piece(one, group, self.lists, place), _list_piece(other, counterpart, self.lists, place)]
            yield self.row([pieces[0]], [pieces[1]], "entry last" if len(one) == 0 else "entry")

    def table(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield two tables side by side where both fit, else one after the other across the page."""
        shapes = [[len(row) for row in table.iter("tr")] for table in (one, other)]
        if shapes[0] != shapes[1]:
            raise StructureDiffers(one.get("id", self.unit), "a table has other rows or columns on the other side")
        columns = max(sum(int(cell.get("colspan", "1")) for cell in row) for row in one.iter("tr"))
        if columns <= WIDEST and max(_letters(one), _letters(other)) <= TALLEST:
            yield self.row([one], [other], "table short")
        else:
            yield from self.in_turn(one, other)

    def figure(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield a figure: one picture with both captions where both sides show the same, else both figures."""
        pictures = [[picture.get("src") for picture in figure.iter("img")] for figure in (one, other)]
        if pictures[0] != pictures[1] or any(len(figure.findall("figcaption")) > 1 for figure in (one, other)):
            yield from self.in_turn(one, other)
            return
        for picture, counterpart in zip(one.iter("img"), other.iter("img"), strict=True):
            picture.set("alt", _both(picture.get("alt", ""), counterpart.get("alt", "")))
        captions, counterparts = one.findall("figcaption"), other.findall("figcaption")
        for caption in captions:
            one.remove(caption)
        if counterparts and (name := other.get("id")):
            counterparts[0].set("id", name)
        if captions or counterparts:
            one.append(self.row(captions, counterparts, "figcaption short"))
        yield self.whole(one, 0)

    def formula(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield a formula in both columns, or once across the page where no column holds it."""
        drawing, counterpart = one.find(f"{_SVG}svg"), other.find(f"{_SVG}svg")
        if drawing is None or counterpart is None or _px(drawing) <= FORMULA:
            yield self.row([one], [other], "formula short")
            return
        titles = drawing.find(f"{_SVG}title"), counterpart.find(f"{_SVG}title")
        if titles[0] is not None and titles[1] is not None:
            titles[0].text = _both(titles[0].text or "", titles[1].text or "")
        if name := other.get("id"):
            one.insert(0, etree.Element("span", id=name))
        yield self.whole(one, 0)

    # Rows

    def row(self, ones: list[Any], others: list[Any], kind: str) -> Any:
        """Return a row of layout with both sides of some blocks."""
        short = " short" if max(_letters(*ones), _letters(*others)) <= SHORT and "short" not in kind else ""
        row = etree.Element("div", {"class": f"row of-{kind}{short}", "data-pdf": LAYOUT})
        for i, blocks in enumerate((ones, others)):
            side = etree.SubElement(row, "div", {"data-pdf": LAYOUT})
            self.place(side, i, "side ")
            side.extend(blocks)
        return row

    def in_turn(self, one: Any, other: Any) -> Iterator[Any]:
        """Yield both sides of a block across the page, the main one first."""
        yield self.whole(one, 0)
        yield self.whole(other, 1)

    def whole(self, block: Any, i: int) -> Any:
        """Return a block of a side across the page."""
        whole = self.place(etree.Element("div", {"data-pdf": LAYOUT}), i, "whole ")
        whole.append(block)
        return whole

    def place(self, element: Any, i: int, word: str = "") -> Any:
        """Return an element, made to belong to a side."""
        which, side = ("main", "second")[i], self.sides[i]
        element.set("class", " ".join(filter(None, (element.get("class"), f"{word}{which}"))))
        element.set("data-side", which)
        element.set("lang", element.get("lang", side.language))
        element.set("dir", element.get("dir", side.direction))
        return element

    def shell(self, one: Any, other: Any) -> Any:
        """Return a division without content; where links to its counterpart lead is what the counterpart begins with."""
        name = other.attrib.pop("id", "")
        if name and len(other):
            first = other[0]
            if first.get("id"):
                first.insert(0, etree.Element("span", id=name))
                first[0].tail, first.text = first.text, None
            else:
                first.set("id", name)
        shell = _shell(one)
        common = [word for word in _classes(one) if word in _classes(other)]
        shell.set("class", " ".join(common))
        for key in ("lang", "dir"):
            shell.attrib.pop(key, None)
        return shell

    def mark(self, merged: Any, one: Any, other: Any) -> None:
        """Give the sides of a division what only their own division says of them: classes, language, direction."""
        for side in _sides(merged):
            own, counterpart = (one, other) if side.get("data-side") == "main" else (other, one)
            extra = [word for word in _classes(own) if word not in _classes(counterpart)]
            side.set("class", " ".join([side.get("class"), *extra]))
            for key in ("lang", "dir"):
                if value := own.get(key):
                    side.set(key, value)


# What the pairing asks of elements


def _blocks(element: Any) -> list[Any]:
    """Return the blocks in an element, but for the words of the source that stand beside a translation of one side."""
    return [block for block in element if "source-words" not in _classes(block)]


def _with_source(block: Any) -> list[Any]:
    """Return a block, with the words of the source that stand beside it."""
    beside = block.getnext()
    return [block, beside] if beside is not None and "source-words" in _classes(beside) else [block]


def _name(element: Any) -> str:
    """Return what must be the same on both sides of a block."""
    return "" if not isinstance(element.tag, str) else element.tag


def _told(blocks: Iterable[Any]) -> str:
    return ", ".join(f"{_kind(block)}" for block in blocks) or "nothing"


def _kind(element: Any) -> str:
    """Return the word for the rows of a block: its first class, or its tag."""
    return next(iter(_classes(element)), str(element.tag))


def _classes(element: Any) -> list[str]:
    return str(element.get("class", "")).split()


def _words(element: Any) -> str:
    """Return the text of an element but for its footnotes."""
    copy = deepcopy(element)
    for note in copy.xpath(".//*[contains(concat(' ', @class, ' '), ' footnote ')]"):
        note.getparent().remove(note)
    return " ".join("".join(copy.itertext()).split())


def _title(heading: Any) -> str:
    """Return the title in a heading, without its label."""
    title = heading.find("span[@class='title']")
    return _words(heading if title is None else title)


def _letters(*elements: Any) -> int:
    return sum(len("".join(element.itertext())) for element in elements)


def _has_own_text(element: Any) -> bool:
    """Tell whether text stands between the blocks of an element."""
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _shell(element: Any) -> Any:
    return etree.Element(element.tag, dict(element.attrib))


def _taken(element: Any, count: int) -> list[Any]:
    """Return the first elements in an element, taken out of it."""
    taken = list(element)[:count]
    for part in taken:
        element.remove(part)
    return taken


def _list_piece(whole: Any, parts: list[Any], number: int, place: int) -> Any:
    """Return a list with some of its parts; ``number`` tells the press which pieces are one list."""
    piece = _shell(whole)
    if place:
        piece.attrib.pop("id", None)
    piece.set("data-list", str(number))
    piece.extend(parts)
    return piece


def _definitions(whole: Any) -> list[list[Any]]:
    """Return what a list of definitions holds, each dt with the dd that follow it."""
    groups: list[list[Any]] = []
    for part in list(whole):
        if part.tag == "dt" and (not groups or groups[-1][-1].tag == "dd"):
            groups.append([])
        groups[-1:] = [[*(groups[-1] if groups else []), part]]
    return groups


def _sides(element: Any) -> list[Any]:
    """Return the sides in an element, or the element itself where it is one, but none inside another."""
    if element.get("data-side"):
        return [element]
    return [side for child in element for side in _sides(child)]


def _both(text: str, other: str) -> str:
    return text if text == other else " — ".join(filter(None, (text, other)))


def _px(drawing: Any) -> float:
    try:
        return float(drawing.get("width", "").removesuffix("px"))
    except ValueError:
        return FORMULA + 1
