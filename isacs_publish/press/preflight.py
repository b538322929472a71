"""The pre-flight: whether a print file is what it promises to be, PDF/X-4 (ISO 15930-7:2010) made for one press.

Every print file is checked in process when it is made. ``docs/print.md`` lists what is checked, and what is not.
"""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name

from isacs_publish.model.sheets import MM
from isacs_publish.press.clauses import TOLERANCE, Breach, Clause, PrintPromise
from isacs_publish.press.content import STILL, Findings, State, Walk, inside
from isacs_publish.press.glyphs import check_font

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from isacs_publish.model.sheets import Picture
    from isacs_publish.press.content import Area
    from isacs_publish.press.paint import Report

VERSIONS = ("1.3", "1.4", "1.5", "1.6")
CATALOGUE = {
    "/Type", "/Pages", "/PageLabels", "/Lang", "/ViewerPreferences", "/OutputIntents", "/Metadata", "/Version",
}  # fmt: skip
PAGE = {"/Type", "/Parent", "/MediaBox", "/BleedBox", "/TrimBox", "/Resources", "/Contents", "/Group"}
"""The entries that the file and its pages need; whatever else is there is a fault."""

_CLAUSES = {
    "/AcroForm": Clause.FORM, "/AA": Clause.ACTION, "/OpenAction": Clause.ACTION, "/Names": Clause.ACTION,
    "/URI": Clause.ACTION, "/OCProperties": Clause.LAYER, "/Perms": Clause.ENCRYPTION, "/ArtBox": Clause.BOXES,
    "/CropBox": Clause.BOXES, "/Rotate": Clause.BOXES, "/UserUnit": Clause.BOXES, "/Annots": Clause.ANNOTATION,
    "/PresSteps": Clause.ACTION,
}  # fmt: skip
_FORBIDDEN = {
    "/OPI": Clause.PROXY, "/Alternates": Clause.PROXY, "/Ref": Clause.PROXY, "/JS": Clause.ACTION, "/AA": Clause.ACTION,
    "/OC": Clause.LAYER, "/EF": Clause.EXTERNAL, "/TR": Clause.TRANSFER, "/HTP": Clause.TRANSFER,
}  # fmt: skip
"""Entries that no dictionary of the file may have, wherever it is."""

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "xmp": "http://ns.adobe.com/xap/1.0/", "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/", "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}  # fmt: skip
_FOREIGN = ("http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/", "http://www.npes.org/pdfvt/ns/id/")
_PACKET = (
    "xmp:CreateDate",
    "xmp:ModifyDate",
    "xmp:MetadataDate",
    "xmpMM:DocumentID",
    "xmpMM:VersionID",
    "xmpMM:RenditionClass",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def preflight(pdf: bytes, promised: PrintPromise, pictures: Sequence[Picture] = ()) -> list[Breach]:
    """Return the faults of a print file, in the order of its pages; ``pictures`` give images the names of their files."""
    try:
        with pikepdf.open(BytesIO(pdf), attempt_recovery=False) as opened:
            return sorted(_Preflight(opened, pdf, promised).faults(pictures))
    except pikepdf.PasswordError:
        return [Breach(0, Clause.ENCRYPTION, "the file is encrypted")]
    except pikepdf.PdfError as error:
        return [Breach(0, Clause.STRUCTURE, f"the file cannot be read: {error}")]


class _Preflight:
    """One file being checked."""

    def __init__(self, pdf: pikepdf.Pdf, written: bytes, promised: PrintPromise) -> None:
        self.pdf = pdf
        self.written = written
        self.promised = promised
        self.found: set[Breach] = set()

    def faults(self, pictures: Sequence[Picture]) -> set[Breach]:
        checks: tuple[Callable[[], None], ...] = (
            self.check_structure, self.check_catalogue, self.check_objects, self.check_intents, self.check_metadata,
            partial(self.check_pages, pictures),
        )  # fmt: skip
        for check in checks:
            self.guarded(check)
        return self.found

    def guarded(self, check: Callable[[], None]) -> None:
        """Run a check; a file made so that the check itself fails has a fault."""
        try:
            check()
        except (AttributeError, KeyError, IndexError, TypeError, ValueError, pikepdf.PdfError) as error:
            self.report(Clause.STRUCTURE, f"the file is made so that it cannot be checked: {error}")

    def report(self, clause: Clause, words: str, page: int = 0) -> None:
        self.found.add(Breach(page, clause, words))

    # The file

    def check_structure(self) -> None:
        if not re.match(rb"%PDF-1\.[3-6][\r\n]", self.written):
            self.report(Clause.STRUCTURE, f"the file begins with {self.written[:8]!r}, not with a version up to PDF 1.6")
        if str(self.pdf.Root.get("/Version", "/1.6"))[1:] not in VERSIONS:
            self.report(Clause.STRUCTURE, f"the catalogue declares PDF {str(self.pdf.Root.Version)[1:]}")
        if self.pdf.is_encrypted:
            self.report(Clause.ENCRYPTION, "the file is encrypted")
        identifier = self.pdf.trailer.get("/ID", Array())
        if len(identifier) != 2 or not all(bytes(part) for part in identifier):
            self.report(Clause.IDENTIFIER, "the trailer has no identifier of two parts")

    def check_catalogue(self) -> None:
        for key in sorted(set(self.pdf.Root.keys()) - CATALOGUE):
            self.report(_CLAUSES.get(key, Clause.ORDER), f"the catalogue has {key}")
        for key in sorted(set(self.pdf.Root.get("/ViewerPreferences", Dictionary()).keys()) - {"/Direction"}):
            self.report(Clause.ORDER, f"the viewer preferences have {key}")

    def check_objects(self) -> None:
        """Look at every object, whether a page leads to it or not."""
        for thing in self.pdf.objects:
            if isinstance(thing, Dictionary | pikepdf.Stream):
                self.check_object(thing, set(thing.keys()))

    def check_object(self, thing: Any, keys: set[str]) -> None:
        for key in sorted(keys & _FORBIDDEN.keys()):
            self.report(_FORBIDDEN[key], f"object {thing.objgen[0]} has {key}")
        if thing.get("/Type") == Name.Action or thing.get("/S") == Name.JavaScript:
            self.report(Clause.ACTION, f"object {thing.objgen[0]} is an action")
        if not isinstance(thing, pikepdf.Stream):
            return
        if thing.get("/Subtype") == Name.PS or thing.get("/Subtype2") == Name.PS:
            self.report(Clause.POSTSCRIPT, f"object {thing.objgen[0]} is a PostScript program")
        if "/F" in keys or thing.get("/Type") == Name.EmbeddedFile:
            self.report(Clause.EXTERNAL, f"object {thing.objgen[0]} is, or is outside in, another file")
        self.check_filters(thing)

    def check_filters(self, stream: Any) -> None:
        filters = stream.get("/Filter", Array())
        for name in filters if isinstance(filters, Array) else [filters]:
            if name in (Name.LZWDecode, Name.Crypt, Name.JPXDecode):
                self.report(Clause.FILTER, f"object {stream.objgen[0]} is compressed by {str(name)[1:]}")

    # Output intent (ISO 32000-1, 14.11.5)

    def check_intents(self) -> None:
        intents = list(self.pdf.Root.get("/OutputIntents", Array()))
        if [intent.get("/S") for intent in intents] != [Name.GTS_PDFX]:
            self.report(Clause.INTENT, f"the file has {len(intents)} output intents; one, of kind GTS_PDFX, is wanted")
        for intent in intents:
            self.check_intent(intent)

    def check_intent(self, intent: Any) -> None:
        told = str(intent.get("/OutputConditionIdentifier", ""))
        if told != self.promised.condition:
            self.report(Clause.INTENT, f"the printing condition is {told!r}, not {self.promised.condition}")
        if str(intent.get("/RegistryName", "")) != "http://www.color.org":
            self.report(Clause.INTENT, "the registry of the printing condition is not that of the ICC")
        profile = intent.get("/DestOutputProfile")
        if not isinstance(profile, pikepdf.Stream):
            self.report(Clause.INTENT, "the output intent has no profile in the file")
        else:
            self.check_profile(profile)

    def check_profile(self, profile: Any) -> None:
        """Check that a profile is of a press with four inks, and of the printing condition that the intent names."""
        from PIL import ImageCms

        try:
            read = ImageCms.getOpenProfile(BytesIO(profile.read_bytes())).profile
        except (OSError, ImageCms.PyCMSError) as error:
            return self.report(Clause.INTENT, f"the profile cannot be read: {error}")
        kind = (read.device_class, read.xcolor_space.strip(), int(profile.get("/N", 0)))
        if kind != ("prtr", "CMYK", 4):
            self.report(Clause.INTENT, f"the profile is {kind[0]}, {kind[1]}, N {kind[2]}; prtr, CMYK, N 4 is wanted")
        if self.promised.condition not in (read.profile_description or ""):
            self.report(Clause.INTENT, f"the profile {read.profile_description!r} is not of {self.promised.condition}")
        return None

    # Metadata (ISO 32000-1, 14.3)

    def check_metadata(self) -> None:
        try:
            packet = etree.fromstring(
                self.pdf.Root.Metadata.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True)
            )
        except (AttributeError, etree.XMLSyntaxError) as error:
            return self.report(Clause.METADATA, f"the metadata cannot be read: {error}")
        said = _Said(packet)
        if said["pdfxid:GTS_PDFXVersion"] != "PDF/X-4":
            self.report(Clause.VERSION_KEY, f"GTS_PDFXVersion is {said['pdfxid:GTS_PDFXVersion']!r}, not 'PDF/X-4'")
        if said["pdf:Trapped"] not in ("True", "False"):
            self.report(Clause.TRAPPED, "the metadata do not say whether the file is trapped")
        for name in _PACKET:
            if not said[name] or ("Date" in name and not _DATE.fullmatch(said[name])):
                self.report(Clause.METADATA, f"{name} is missing or has no sense: {said[name]!r}")
        for space in sorted({address for _, address in packet.xpath("//namespace::*")} & set(_FOREIGN)):
            self.report(Clause.METADATA, f"the metadata claim what this file is not made for: {space}")
        return self.check_agreement(said)

    def check_agreement(self, said: _Said) -> None:
        """Check that the document information says what the metadata say."""
        told = self.pdf.docinfo
        if told.get("/Trapped") != Name("/" + (said["pdf:Trapped"] or "Missing")):
            self.report(Clause.TRAPPED, f"the document information says {told.get('/Trapped')} of trapping")
        pairs = (
            ("/Title", said.title()), ("/CreationDate", _pdf_date(said["xmp:CreateDate"])),
            ("/ModDate", _pdf_date(said["xmp:ModifyDate"])), ("/Producer", said["pdf:Producer"]),
            ("/Creator", said["xmp:CreatorTool"]),
        )  # fmt: skip
        for key, wanted in pairs:
            if not wanted or str(told.get(key, "")) != wanted:
                self.report(Clause.METADATA, f"{key} is {str(told.get(key, ''))!r}, and in the metadata {wanted!r}")
        if str(told.get("/GTS_PDFXVersion", "PDF/X-4")) != "PDF/X-4":
            self.report(Clause.VERSION_KEY, "the document information declares another version of PDF/X")

    # Pages

    def check_pages(self, pictures: Sequence[Picture]) -> None:
        found = Findings(self.promised)
        pages = list(self.pdf.pages)
        if not pages or len(pages) % self.promised.multiple:
            self.report(Clause.SHEET, f"{len(pages)} pages do not fill sheets of {self.promised.multiple}")
        for number, page in enumerate(pages, start=1):
            self.guarded(partial(self.check_page, number, page, found, pictures))
        for key, font in found.fonts.items():
            self.guarded(partial(check_font, font, found.shown[key], self.on_page(found.where[key])))

    def on_page(self, number: int) -> Report:
        return lambda clause, words: self.report(clause, words, number)

    def check_page(self, number: int, page: pikepdf.Page, found: Findings, pictures: Sequence[Picture]) -> None:
        report = self.on_page(number)
        for key in sorted(set(page.obj.keys()) - PAGE):
            report(_CLAUSES.get(key, Clause.ORDER), f"the page has {key}")
        walk = Walk(found, number, self.check_boxes(page.obj, report), report, pictures)
        if Name.Group in page.obj:
            walk.check_group(page.obj.Group)
        contents = page.obj.get(Name.Contents)
        if isinstance(contents, pikepdf.Stream):
            walk.read(contents, page.obj.get(Name.Resources, Dictionary()), State(STILL), marks=True)
        elif contents is not None:
            report(Clause.CONTENT, "the content of the page is in more than one stream")

    def check_boxes(self, page: Any, report: Report) -> Area:
        """Return the bleed box, after comparing all boxes with the promise (ISO 32000-1, 14.11.2)."""
        missing = [name for name in ("/MediaBox", "/BleedBox", "/TrimBox") if name not in page]
        if missing:
            report(Clause.BOXES, f"the page has no {', '.join(missing)}")
        media = _box(page.get("/MediaBox", [0, 0, 0, 0]))
        trim = _box(page.get("/TrimBox", media))
        bleed = _box(page.get("/BleedBox", trim))
        self.check_trim(trim, report)
        if not inside(trim, bleed) or not inside(bleed, media):
            report(Clause.BOXES, "the media does not hold the bleed box, or the bleed box the trim box")
        wanted = self.promised.bleed * MM
        if any(abs(abs(a - b) - wanted) > TOLERANCE for a, b in zip(trim, bleed, strict=True)):
            report(Clause.BOXES, f"the bleed is not {self.promised.bleed:g} mm on every side")
        if any(abs(trim[side] + trim[side + 2] - media[side] - media[side + 2]) > 2 * TOLERANCE for side in (0, 1)):
            report(Clause.BOXES, "the trim box is not in the middle of the media")
        return bleed

    def check_trim(self, trim: Area, report: Report) -> None:
        size, wanted = (trim[2] - trim[0], trim[3] - trim[1]), (self.promised.width * MM, self.promised.height * MM)
        if any(abs(a - b) > TOLERANCE for a, b in zip(size, wanted, strict=True)):
            told = " × ".join(f"{length / MM:.1f}" for length in size)
            report(Clause.SHEET, f"the trimmed page is {told} mm, not {self.promised.width:g} × {self.promised.height:g}")


class _Said:
    """The properties of an XMP packet, by prefixed name; an empty text for one that is missing."""

    def __init__(self, packet: Any) -> None:
        self.packet = packet

    def __getitem__(self, name: str) -> str:
        found = self.packet.xpath(f"//{name}/text() | //rdf:Description/@{name}", namespaces=_NAMESPACES)
        return str(found[0]) if len(found) == 1 else ""

    def title(self) -> str:
        found = self.packet.xpath("//dc:title/rdf:Alt/rdf:li[@xml:lang='x-default']/text()", namespaces=_NAMESPACES)
        return str(found[0]) if len(found) == 1 else ""


def _pdf_date(iso: str) -> str:
    """Return a date of XMP as one of PDF (ISO 32000-1, 7.9.4)."""
    digits = re.sub(r"[-:T]", "", iso[:19])
    zone = iso[19:]
    return f"D:{digits}{zone if zone in ('', 'Z') else zone.replace(':', chr(39))}" if iso else ""


def _box(values: Any) -> Area:
    x1, y1, x2, y2 = (float(value) for value in values)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
