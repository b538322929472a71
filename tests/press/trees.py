"""Writes the structure tree of a PDF as indented text, so that a test can show what a screen reader meets."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator


def tree_of(pdf: bytes) -> str:
    """Return the tree: a line for each element, with its text where it holds any."""
    with pikepdf.open(BytesIO(pdf)) as whole:
        return "\n".join(_lines(whole.Root.StructTreeRoot.K[0], 0, _texts_of(whole)))


def outline_of(pdf: bytes, width: int = 60) -> str:
    """Return the tree as a person would hear it: each element that holds text with all of it, cut at ``width`` characters."""
    with pikepdf.open(BytesIO(pdf)) as whole:
        texts = _texts_of(whole)
        return "".join(f"{line}\n" for line in _heard(whole.Root.StructTreeRoot.K[0], 0, texts, width))


def _heard(element: Any, depth: int, texts: dict[Any, str], width: int) -> Iterator[str]:
    """Yield the lines of an element; one that holds nothing but another element shares its line: ``TD > P``."""
    chain = [element]
    while len(kids := _kids(chain[-1])) == 1 and _is_element(kids[0]):
        chain.append(kids[0])
    names = " > ".join(f"{str(link.S)[1:]}{_facts(link)}" for link in chain)
    text = _cut(_whole_text(chain[-1], texts), width) if any(_own_texts(chain[-1], kids, texts)) else ""
    yield f"{'  ' * depth}{names} {text}".rstrip()
    for kid in kids:
        if _is_element(kid):
            yield from _heard(kid, depth + 1, texts, width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[:width].rstrip()}…"


def _whole_text(element: Any, texts: dict[Any, str]) -> str:
    """Return the text of an element and of all inside it, in reading order."""
    parts = []
    for kid in _kids(element):
        parts.append(_whole_text(kid, texts) if _is_element(kid) else "".join(_own_texts(element, [kid], texts)))
    return "".join(parts)


def _texts_of(pdf: pikepdf.Pdf) -> dict[Any, str]:
    return {(page.obj.objgen, mcid): text for page in pdf.pages for mcid, text in _marked_texts(page)}


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _is_element(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/S" in kid


def _lines(element: Any, depth: int, texts: dict[Any, str]) -> Iterator[str]:
    kids = _kids(element)
    text = "".join(_own_texts(element, kids, texts)).rstrip()
    yield f"{'  ' * depth}{str(element.S)[1:]}{_facts(element)}{f' {text!r}' if text else ''}"
    for kid in kids:
        if _is_element(kid):
            yield from _lines(kid, depth + 1, texts)


def _own_texts(element: Any, kids: list[Any], texts: dict[Any, str]) -> Iterator[str]:
    for kid in kids:
        if isinstance(kid, int):
            yield texts[element.Pg.objgen, kid]
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            yield texts[kid.Pg.objgen, int(kid.MCID)]


def _facts(element: Any) -> str:
    facts = []
    attributes = element.get("/A", pikepdf.Dictionary())
    for key in ("/Scope", "/ListNumbering"):
        if key in attributes:
            facts.append(str(attributes[key])[1:])
    facts += [f"{key[1:]}={attributes[key]}" for key in ("/ColSpan", "/RowSpan") if key in attributes]
    facts += [f"{key[1:]}={element[key]}" for key in ("/Lang", "/Alt", "/E") if key in element]
    annotations = sum(isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR" for kid in _kids(element))
    facts += [f"{annotations} annotation{'s' * (annotations > 1)}"] if annotations else []
    return f" ({', '.join(facts)})" if facts else ""


def _marked_texts(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """Yield the text of each piece of marked content with an MCID."""
    codes = {key: _to_unicode(font) for key, font in page.obj.Resources.get("/Font", {}).items()}
    font = ""
    marks: list[int | None] = []
    text: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "BDC":
            marks.append(_mcid(operands[1]))
            text = []
        elif operator == "BMC":
            marks.append(None)
        elif operator == "EMC":
            if (mcid := marks.pop()) is not None:
                yield mcid, "".join(text)
        elif operator == "Tf":
            font = str(operands[0])
        elif operator == "TJ":
            text += [_decoded(bytes(item), codes[font]) for item in operands[0] if isinstance(item, pikepdf.String)]


def _mcid(properties: Any) -> int | None:
    found = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
    return None if found is None else int(found)


def _to_unicode(font: Any) -> dict[int, str]:
    found = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in found}


def _decoded(codes: bytes, table: dict[int, str]) -> str:
    return "".join(table.get(int.from_bytes(codes[i : i + 2]), "?") for i in range(0, len(codes), 2))
