"""Finishing touches on a PDF before it is written: page labels, PDF/UA and PDF/A in one packet, links, images, tags."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pydyf

from isacs_publish.press import fonts
from isacs_publish.press.structure import tidy

if TYPE_CHECKING:
    from isacs_publish.press.geometry import Frame
    from isacs_publish.press.tags import Tagging

UA = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""What declares PDF/UA-1 inside PDF/A: the part, and the extension schema that PDF/A wants for it (ISO 19005-2, 6.6.2.3)."""

LINE_HYPHEN, SOFT_HYPHEN = f"<{fonts.LINE_HYPHEN:04x}>".encode(), b"<00ad>"
"""What the hyphen of a line end stands for in the maps from glyphs to Unicode: as set, and as read."""


def finish(pdf: pydyf.PDF, noted: Tagging, frame: Frame, name: str) -> None:
    """Complete a PDF that WeasyPrint has generated; ``name`` is the file name of the publication."""
    folios, body = frame.folios, frame.body
    tidy(pdf, noted, name)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": page_labels(len(folios), body)})
    if frame.direction == "rtl":  # bound at the right; spreads and page turns run from right to left (ISO 32000-1, 12.2)
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", UA + b"</rdf:RDF>")]
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Interpolate"):
            item.extra["Interpolate"] = "false"
        elif isinstance(item, pydyf.Stream) and b"begincmap" in item.stream:
            item.stream = [part.replace(LINE_HYPHEN, SOFT_HYPHEN) for part in item.stream]
        elif isinstance(item, pydyf.Stream):
            item.stream = [_beginning_with_glyphs(part) if isinstance(part, bytes) else part for part in item.stream]
        elif isinstance(item, dict):
            for key in {"BaseFont", "FontName"} & item.keys():
                item[key] = _font_name(item[key])


def _beginning_with_glyphs(operator: bytes) -> bytes:
    """Return an operator that shows text without the empty string it may begin with.

    ``docs/upstream/empty-string.md``: PDFium loses the adjustment after it, so that justified Arabic does not reach the margin.
    """
    shows = operator.startswith(b"[<>") and operator.endswith(b"] TJ")
    return b"[" + operator.removeprefix(b"[<>") if shows else operator


def compact(pdf: bytes) -> bytes:
    """Return a PDF without the objects that nothing refers to any more, six in seven of what the engine writes."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as whole:
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a PDF."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _font_name(name: bytes | str) -> bytes:
    """Return a font name without the comma that the engine leaves where a style would follow."""
    return (name if isinstance(name, bytes) else name.encode()).removesuffix(b",")


def page_labels(pages: int, body: int) -> pydyf.Array:
    """Return the page labels: roman from the cover, arabic from clause 1 (ISO 32000-1, 12.4.2)."""
    nums: list[Any] = []
    if body:
        nums += [0, pydyf.Dictionary({"S": "/r"})]
    if body < pages:
        nums += [body, pydyf.Dictionary({"S": "/D"})]
    return pydyf.Array(nums)
