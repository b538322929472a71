"""Cleans print sources and drawings before they meet the engine: parsed with entities and the network off, scripts removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree, html

if TYPE_CHECKING:
    from isacs_publish.model.printsource import PrintSource

_XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ACTIVE = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "set", "animate"}


class Unfit(ValueError):
    """A file that is not fit for the press; the message says which and why."""


def clean(source: PrintSource) -> PrintSource:
    """Return the source with its drawings cleaned; raise Unfit for one that cannot be."""
    _refuse_mathml(source.html)
    files = tuple((path, clean_svg(path, data) if path.endswith(".svg") else data) for path, data in source.files)
    return replace(source, files=files)


def _refuse_mathml(text: str) -> None:
    """Refuse MathML, which the engine would set as plain text without a word."""
    if "<math" in text and html.document_fromstring(text).xpath("//*[local-name()='math']"):
        raise Unfit("the text holds MathML, which the press cannot set; use the directive 'formula'")


def clean_svg(path: str, data: bytes) -> bytes:
    """Return a drawing without entities, scripts, event handlers and outside addresses."""
    try:
        root = etree.fromstring(data, _XML)
    except etree.XMLSyntaxError as error:
        raise Unfit(f"{path} is not well-formed SVG: {error}") from error
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):
        raise Unfit(f"{path} declares entities")
    for element in list(root.iter(etree.Element)):
        if etree.QName(element).localname in _ACTIVE and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for name in list(element.attrib):
            local = etree.QName(name).localname.lower()
            value = element.attrib[name].strip()
            outside = local == "href" and not value.startswith(("#", "data:image/"))
            if local.startswith("on") or outside:
                del element.attrib[name]
    return bytes(etree.tostring(root, encoding="utf-8"))
