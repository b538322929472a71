"""The print edition: the pages of the screen edition on larger media with bleed, marks and press inks, never laid out again.

Each page becomes a form that is placed as it is, shifted outwards by the binding margin. Tags, links and bookmarks go; the
inks, the output intent and the metadata of PDF/X-4 come (ISO 15930-7:2010).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from isacs_publish.model.sheets import MM
from isacs_publish.press.clauses import PrintPromise
from isacs_publish.press.colour import CONDITION, gradient_of, ink_everything, inked, is_coloured_gradient, profile
from isacs_publish.press.impose import impose
from isacs_publish.press.lettering import Lettering
from isacs_publish.press.marks import MARGIN, Marks
from isacs_publish.press.preflight import preflight
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.press.proof_file import Promise, prove
from isacs_publish.press.proof_pages import PAGE, prove_print, streams_of
from isacs_publish.press.ticket import ticket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.model.catalogue import Printing
    from isacs_publish.model.publication import Publication
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import PrintJob

KEPT = {"/Type", "/Pages", "/PageLabels", "/Lang", "/ViewerPreferences"}
"""Entries of the catalogue of the screen edition that a printer can use."""

MARKS = "/Marks"
SLUG_SIZE = 7
TOOL = "isacs-publish"

_NAMED = re.compile(rb"/(\S+) (?:Do|scn|SCN|sh)(?:\n|$)")
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
<pdf:Producer>{tool}</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<xmp:CreateDate>{date}T00:00:00Z</xmp:CreateDate><xmp:ModifyDate>{date}T00:00:00Z</xmp:ModifyDate>
<xmp:MetadataDate>{date}T00:00:00Z</xmp:MetadataDate>
<xmpMM:DocumentID>urn:hash:{name}</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
"""The metadata that PDF/X-4 asks for; the identifier of the file comes from its name and date, not from chance."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a printer gets: a file, the number of its pages with the blank ones at its end, the indices of those in colour."""

    pdf: bytes
    pages: int
    coloured: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """How pages are placed: ``shift`` in points, outwards; ``fill`` is the number that their count is a multiple of."""

    bleed: float
    shift: float = 0.0
    fill: int = 1
    folds: tuple[float, ...] = ()


def book_block(screen: bytes, publication: Publication, printing: Printing, fonts: Path) -> Block:
    """Return the print edition of a publication, cover excepted."""
    plate = Plate(printing.bleed * MM, printing.binding_margin * MM, printing.pages_per_sheet)
    return _Print(screen, publication, plate, fonts).made()


def cover(wrap: Sheets, publication: Publication, printing: Printing, fonts: Path, pages: int) -> Block:
    """Return the print edition of a typeset cover, back, spine and front on one sheet, with marks where it is folded."""
    spine, middle = printing.spine(pages) * MM, wrap.geometry.size[0] / 2
    folds = (middle - spine / 2, middle + spine / 2) if spine else (middle,)
    return _Print(wrap.pdf, publication, Plate(printing.bleed * MM, folds=folds), fonts).made()


class _Print:
    """One print edition in the making."""

    def __init__(self, screen: bytes, publication: Publication, plate: Plate, fonts: Path) -> None:
        self.pdf = pikepdf.open(BytesIO(screen))
        self.publication = publication
        self.plate = plate
        self.lettering = Lettering(fonts)
        self.coloured: list[int] = []
        self.in_colour: set[tuple[int, int]] = set()

    def made(self) -> Block:
        self.strip()
        self.in_colour = ink_everything(self.pdf)
        for number, page in enumerate(list(self.pdf.pages)):
            self.place(number, page)
        self.fill_last_sheet()
        self.draw_marks()
        self.declare()
        out = BytesIO()
        self.pdf.save(out, deterministic_id=True, force_version="1.6", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return Block(out.getvalue(), len(self.pdf.pages), tuple(self.coloured))

    def strip(self) -> None:
        """Take away what paper has no use for: structure, links, bookmarks, destinations, attachments, actions."""
        root = self.pdf.Root
        for key in set(root.keys()) - KEPT:
            del root[key]
        preferences = root.get(Name.ViewerPreferences, Dictionary())
        root.ViewerPreferences = Dictionary({key: preferences[key] for key in {"/Direction"} & set(preferences.keys())})

    # Pages

    def place(self, number: int, page: pikepdf.Page) -> None:
        """Make a form of a page and place it on the larger media."""
        left, bottom, right, top = (float(value) for value in page.trimbox)
        made = inked(b"\n".join(part.read_bytes() for part in streams_of(page)))
        bleed, shift = self.plate.bleed, self.outwards(number) * self.plate.shift
        form = self.pdf.make_stream(
            made.content, Type=Name.XObject, Subtype=Name.Form, Resources=page.obj.get(Name.Resources, Dictionary()),
            BBox=Array([left - bleed - shift, bottom - bleed, right + bleed - shift, top + bleed]),
            Matrix=Array([1, 0, 0, 1, MARGIN - left + shift, MARGIN - bottom]),
        )  # fmt: skip
        if made.coloured or self.names_colour(made.content, form):
            self.coloured.append(number)
        self.renew(page.obj, right - left, top - bottom)
        page.obj.Resources.XObject[PAGE] = form

    def outwards(self, number: int) -> int:
        """Return the direction away from the spine: on a recto to the right, to the left where books open to the right."""
        recto = number % 2 == 0
        return 1 if recto == (self.publication.direction == "ltr") else -1

    def renew(self, leaf: Any, width: float, height: float) -> None:
        """Give a page the boxes of its media and nothing else (ISO 32000-1, 14.11.2)."""
        for key in set(leaf.keys()) - {"/Type", "/Parent"}:
            del leaf[key]
        bleed = self.plate.bleed
        leaf.MediaBox = Array([0, 0, width + 2 * MARGIN, height + 2 * MARGIN])
        leaf.TrimBox = Array([MARGIN, MARGIN, MARGIN + width, MARGIN + height])
        leaf.BleedBox = Array([MARGIN - bleed, MARGIN - bleed, MARGIN + width + bleed, MARGIN + height + bleed])
        leaf.Resources = Dictionary(XObject=Dictionary())
        leaf.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)

    def fill_last_sheet(self) -> None:
        """Add blank pages, of the size of the first, until the last sheet is full."""
        left, bottom, right, top = (float(value) for value in self.pdf.pages[0].TrimBox)
        while len(self.pdf.pages) % self.plate.fill:
            self.pdf.add_blank_page(page_size=(right - left, top - bottom))
            self.renew(self.pdf.pages[-1].obj, right - left, top - bottom)

    def names_colour(self, content: bytes, form: Any) -> bool:
        """Return True when a content stream names a form, image, pattern or gradient that is in colour, or holds one."""
        resources = form.get(Name.Resources, Dictionary())
        named = {f"/{name.decode()}" for name in _NAMED.findall(content)}
        things = [things[name] for things in _drawable(resources) for name in sorted(named & set(things.keys()))]
        return any(self.holds_colour(thing) for thing in things)

    def holds_colour(self, thing: Any) -> bool:
        if gradient := gradient_of(thing):
            return is_coloured_gradient(gradient)
        draws = thing.get(Name.Subtype) == Name.Form or Name.PatternType in thing
        return thing.objgen in self.in_colour or (draws and self.names_colour(thing.read_bytes(), thing))

    # Marks

    def draw_marks(self) -> None:
        """Put the marks and the slug line around each page."""
        forms: dict[Marks, Any] = {}
        total = len(self.pdf.pages)
        for number, page in enumerate(self.pdf.pages, start=1):
            left, bottom, right, top = (float(value) for value in page.TrimBox)
            marks = Marks(right - left, top - bottom, self.plate.bleed, self.plate.folds)
            if marks not in forms:
                forms[marks] = marks.form(self.pdf)
            page.obj.Resources.XObject[MARKS] = forms[marks]
            x, y = marks.slug()
            text = f"{self.publication.identifier}   {self.publication.date}   {number}/{total}"
            slug = b"q 0 0 0 1 k " + self.lettering.show(text, x, y, SLUG_SIZE) + b" Q"
            shown = b"q %s Do Q\n" % PAGE.encode() if PAGE in page.obj.Resources.XObject else b""
            page.obj.Contents = self.pdf.make_stream(b"%sq %s Do Q\n%s" % (shown, MARKS.encode(), slug))
        fonts = Dictionary(self.lettering.fonts(self.pdf))
        for page in self.pdf.pages:
            page.obj.Resources.Font = fonts

    # What the file says of itself

    def declare(self) -> None:
        """Write output intent and metadata (ISO 15930-7; ISO 32000-1, 14.11.5 and 14.3)."""
        intent = Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=CONDITION, OutputCondition=CONDITION,
            RegistryName="http://www.color.org", DestOutputProfile=self.pdf.make_stream(profile(), N=4),
        )  # fmt: skip
        self.pdf.Root.OutputIntents = Array([self.pdf.make_indirect(intent)])
        told = self.publication
        title = f"{told.identifier}, {told.title}"
        packet = _XMP.format(
            title=escape(title), language=told.language, date=told.date, tool=TOOL,
            name=sha256(f"{told.identifier} {told.date}".encode()).hexdigest()[:32],
        )  # fmt: skip
        self.pdf.Root.Metadata = self.pdf.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
        for key in set(self.pdf.docinfo.keys()):
            del self.pdf.docinfo[key]
        moment = String(f"D:{told.date.replace('-', '')}000000Z")
        self.pdf.docinfo.update({"/Title": String(title), "/Creator": String(TOOL), "/Producer": String(TOOL)})
        self.pdf.docinfo.update({"/CreationDate": moment, "/ModDate": moment, "/Trapped": Name("/False")})
        self.pdf.docinfo["/GTS_PDFXVersion"] = String("PDF/X-4")  # the standard looks into the metadata, many tools only here


def _drawable(resources: Any) -> Iterator[Any]:
    """Yield the dictionaries of forms and images, of patterns, and of gradients."""
    for kind in (Name.XObject, Name.Pattern, Name.Shading):
        if kind in resources:
            yield resources[kind]


def print_files(job: PrintJob, wrap: Sheets, fonts: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a print edition: book block, cover, impositions, and the job ticket that tells the printer of them."""
    block = book_block(job.sheets.pdf, job.publication, job.printing, fonts)
    outside = cover(wrap, job.publication, job.printing, fonts, block.pages)
    prove_print(block.pdf, job.sheets.pdf)
    prove(outside.pdf, replace(Promise.of(wrap.geometry), tagged=False, linked=False))
    width, height = (length / MM for length in job.sheets.geometry.size)
    check(block.pdf, PrintPromise.of(job.printing, width, height))
    check(outside.pdf, replace(PrintPromise.of(job.printing, wrap.geometry.size[0] / MM, height), multiple=1))
    made = {".pdf": block.pdf, "-cover.pdf": outside.pdf}
    for scheme in job.impositions:
        made[f"-{scheme}.pdf"] = imposed = impose(block.pdf, scheme, job.publication.direction)
        check(imposed, replace(PrintPromise.of(job.printing, 2 * width, height), multiple=1))
    yield from made.items()
    yield "-ticket.json", ticket(job, block, made)


def check(pdf: bytes, promised: PrintPromise) -> None:
    """Raise TypesettingFailed when a file does not pass the pre-flight; coarse images are named elsewhere."""
    if faults := preflight(pdf, replace(promised, resolution=0)):
        raise TypesettingFailed(faults=tuple(faults))
