"""The pre-flight: a good print file has no fault; each of many broken ones has the fault it was broken for."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from isacs_publish.model.sheets import Picture
from isacs_publish.press.clauses import Clause, PrintPromise
from isacs_publish.press.content import STILL, State, around, inside, overlaps, times
from isacs_publish.press.operators import operations
from isacs_publish.press.paint import Paint
from isacs_publish.press.preflight import preflight
from tests.press.prints import PRINTING, PROMISE, block, drawing, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.press.conftest import Setter

    Break = Callable[[pikepdf.Pdf], None]

BODY = (
    '<section id="scope"><h2>Scope</h2><p>Text, <em>more</em> text and <a href="#scope">a link</a>.</p>'
    '<p><img src="photo.png" alt="a" style="width:20mm"><img src="figure.svg" alt="a" style="width:60mm"></p></section>'
)
FIGURE = (
    '<linearGradient id="g"><stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#06c"/></linearGradient>'
    '<g opacity=".5"><rect width="60" height="30" fill="url(#g)"/><path d="M0 0L60 30" stroke="#333"/></g>'
)


@pytest.fixture(scope="module")
def good(set_text: Setter, fonts: Path) -> bytes:
    return block(set_text(BODY, photo__png=picture("RGBA", "PNG"), figure__svg=drawing(FIGURE)).pdf, fonts).pdf


def test_a_good_file_has_no_fault(good: bytes) -> None:
    assert preflight(good, PROMISE) == []


# Ways to break a file


def page(pdf: pikepdf.Pdf) -> Any:
    """Return the page with the text."""
    return pdf.pages[2].obj


def paint(pdf: pikepdf.Pdf, content: bytes) -> None:
    """Paint something more in the form of a page."""
    form = page(pdf).Resources.XObject["/Page"]
    form.write(b"q " + form.read_bytes() + b"\nQ " + content)


def on_media(pdf: pikepdf.Pdf, content: bytes) -> None:
    """Paint something more outside the form of a page."""
    contents = page(pdf).Contents
    contents.write(contents.read_bytes() + b"\n" + content)


def resource(pdf: pikepdf.Pdf, kind: str, name: str, value: Any) -> None:
    """Add a resource to the form of a page."""
    resources = page(pdf).Resources.XObject["/Page"].Resources
    if kind not in resources:
        resources[kind] = Dictionary()
    resources[kind][name] = value


def image(pdf: pikepdf.Pdf, size: int, space: Any, pixel: bytes, inches: float = 1.0, **more: Any) -> None:
    """Paint an image of one colour in the form of a page."""
    made = pdf.make_stream(
        pixel * size * size, Type=Name.XObject, Subtype=Name.Image, Width=size, Height=size, ColorSpace=space,
        BitsPerComponent=8, **more,
    )  # fmt: skip
    resource(pdf, "/XObject", "/Made", made)
    paint(pdf, b"q %g 0 0 %g 100 100 cm /Made Do Q" % (72 * inches, 72 * inches))


def xmp(old: str, new: str) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        packet = pdf.Root.Metadata.read_bytes()
        assert old.encode() in packet
        pdf.Root.Metadata.write(packet.replace(old.encode(), new.encode()))

    return change


def rgb_profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def entry(key: str, value: Any) -> Break:
    """Set an entry of the page."""
    return lambda pdf: page(pdf).__setitem__(key, value)


def moved_trim(pdf: pikepdf.Pdf) -> None:
    page(pdf).TrimBox = Array([float(value) + 72 / 25.4 for value in page(pdf).TrimBox])


def moved_boxes(pdf: pikepdf.Pdf) -> None:
    moved_trim(pdf)
    page(pdf).BleedBox = Array([float(value) + 72 / 25.4 for value in page(pdf).BleedBox])


def annotate(pdf: pikepdf.Pdf) -> None:
    page(pdf).Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[200, 200, 220, 220])])


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["data.csv"] = b"a,b"


def layer(pdf: pikepdf.Pdf) -> None:
    resource(pdf, "/Properties", "/Layer", pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer"))))
    paint(pdf, b"/OC /Layer BDC 10 10 10 10 re f EMC")


def no_font_file(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile2" in thing:
            del thing.FontFile2
            return
    pytest.fail("no font")


def font_name(pdf: pikepdf.Pdf) -> bytes:
    names: set[str] = page(pdf).Resources.XObject["/Page"].Resources.Font.keys()
    return min(names).encode()


def show(codes: str, colour: str = "0 0 0 1 k") -> Break:
    return lambda pdf: paint(pdf, b"%s BT %s 10 Tf 100 100 Td <%s> Tj ET" % (colour.encode(), font_name(pdf), codes.encode()))


def lzw(pdf: pikepdf.Pdf) -> None:
    form = page(pdf).Resources.XObject["/Page"]
    form.write(LZW_OF_NOTHING, filter=Name.LZWDecode)


LZW_OF_NOTHING = bytes([0x80, 0x40, 0x40])
"""Clear table, end of data, in codes of nine bits (ISO 32000-1, 7.4.4.2)."""


def shading(function: Any, space: Any = Name.DeviceCMYK, kind: int = 2) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        made = Dictionary(ShadingType=kind, ColorSpace=space, Coords=[0, 0, 100, 0], Function=function)
        resource(pdf, "/Shading", "/Made", pdf.make_indirect(made))
        paint(pdf, b"/Made sh")

    return change


def between(first: list[float], second: list[float]) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=Array(first), C1=Array(second), N=1)


def gradient_pattern(pdf: pikepdf.Pdf) -> None:
    made = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, 9, 0], Function=between([0, 0, 0, 0], [1, 1, 1, 1])
    )
    resource(pdf, "/Pattern", "/Made", Dictionary(PatternType=2, Shading=made))
    paint(pdf, b"/Pattern cs /Made scn 0 0 9 9 re f")


def state(**entries: Any) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        resource(pdf, "/ExtGState", "/Made", Dictionary(**entries))
        paint(pdf, b"/Made gs")

    return change


def group(space: Any) -> Break:
    return lambda pdf: page(pdf).Group.__setitem__("/CS", space)


def soft_mask_of_screen_colours(pdf: pikepdf.Pdf) -> None:
    mask = pdf.make_stream(
        b"1 1 1 rg 0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10],
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB), Resources=Dictionary(),
    )  # fmt: skip
    state(SMask=Dictionary(S=Name.Luminosity, G=mask))(pdf)


def nested_form(pdf: pikepdf.Pdf) -> None:
    """Hide a colour of the screen two forms deep, behind a comment and an escaped name."""
    inner = pdf.make_stream(b" % 0 k\r1\n0 0 rg", Subtype=Name.Form, BBox=[0, 0, 9, 9])
    outer = pdf.make_stream(
        b"/In#6eer Do", Subtype=Name.Form, BBox=[0, 0, 9, 9], Resources=Dictionary(XObject={"/Inner": inner})
    )
    resource(pdf, "/XObject", "/Outer", outer)
    paint(pdf, b"/Outer Do")


def tiling(pdf: pikepdf.Pdf) -> None:
    tile = pdf.make_stream(
        b"1 0 0 rg 0 0 5 5 re f", PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 9, 9], XStep=9, YStep=9,
        Resources=Dictionary(),
    )  # fmt: skip
    resource(pdf, "/Pattern", "/Tile", tile)
    paint(pdf, b"/Pattern cs /Tile scn 0 0 90 90 re f")


def all_inks(place: Callable[[pikepdf.Pdf, bytes], None], area: bytes) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        space = page(pdf).Resources.XObject["/Marks"].Resources.ColorSpace.All
        resource(pdf, "/ColorSpace", "/All", space)
        page(pdf).Resources.ColorSpace = Dictionary(All=space)
        place(pdf, b"q /All cs 1 scn " + area + b" re f Q")

    return change


def inherited(pdf: pikepdf.Pdf) -> None:
    """Paint a form without a colour of its own while the ink of the marks is set."""
    plain = pdf.make_stream(b"100 100 9 9 re f", Subtype=Name.Form, BBox=[0, 0, 999, 999], Resources=Dictionary())
    resource(pdf, "/XObject", "/Plain", plain)
    resource(pdf, "/ColorSpace", "/All", page(pdf).Resources.XObject["/Marks"].Resources.ColorSpace.All)
    paint(pdf, b"/All cs 1 scn /Plain Do")


def without_clip(pdf: pikepdf.Pdf) -> None:
    page(pdf).Resources.XObject["/Page"].BBox = Array([-500, -500, 2000, 2000])


def itself(pdf: pikepdf.Pdf) -> None:
    form = page(pdf).Resources.XObject["/Page"]
    form.Resources.XObject = Dictionary({"/Page": form})
    paint(pdf, b"/Page Do")


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def two_intents(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def screen_profile(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(rgb_profile(), N=3)


def broken_profile(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(b"no profile")


def other_condition(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("CGATS TR 001")


def no_trapped(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Trapped"]


def other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Another"


def odd_size(pdf: pikepdf.Pdf) -> None:
    for key in ("/MediaBox", "/BleedBox", "/TrimBox"):
        x1, y1, x2, y2 = map(float, page(pdf)[key])
        page(pdf)[key] = Array([x1, y1, x2 + 10, y2])


def one_page_more(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[-1])


def postscript(pdf: pikepdf.Pdf) -> None:
    resource(pdf, "/XObject", "/Program", pdf.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS))
    paint(pdf, b"/Program Do")


def alternate(pdf: pikepdf.Pdf) -> None:
    image(pdf, 300, Name.DeviceGray, b"\x80", Alternates=Array([Dictionary(DefaultForPrinting=True)]))


INDEXED = Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([255, 0, 0, 0, 0, 255]))])
SPOT = Array([Name.Separation, Name("/PANTONE 100"), Name.DeviceRGB, between([1, 1, 1], [1, 0, 0])])
TRANSFER = Dictionary(FunctionType=2, Domain=[0, 1], N=2)

BROKEN: dict[str, tuple[Clause, Break]] = {
    "operator rg": (Clause.COLOUR, lambda pdf: paint(pdf, b"1 0 0 rg 0 0 9 9 re f")),
    "operator rg in nested forms": (Clause.COLOUR, nested_form),
    "operator rg in a tiling pattern": (Clause.COLOUR, tiling),
    "operator rg in a soft mask": (Clause.COLOUR, soft_mask_of_screen_colours),
    "group of a soft mask in RGB": (Clause.TRANSPARENCY, soft_mask_of_screen_colours),
    "image in RGB": (Clause.COLOUR, lambda pdf: image(pdf, 300, Name.DeviceRGB, b"\xff\0\0")),
    "image in a palette of RGB": (Clause.COLOUR, lambda pdf: image(pdf, 300, INDEXED, b"\1")),
    "image in CalRGB": (
        Clause.COLOUR, lambda pdf: image(pdf, 300, Array([Name.CalRGB, Dictionary(WhitePoint=[0.95, 1, 1.09])]), b"\xff\0\0"),
    ),
    "colour space Lab, unused": (
        Clause.COLOUR, lambda pdf: resource(pdf, "/ColorSpace", "/L", Array([Name.Lab, Dictionary(WhitePoint=[1, 1, 1])])),
    ),
    "colour space of a profile of RGB": (
        Clause.COLOUR,
        lambda pdf: resource(pdf, "/ColorSpace", "/I", Array([Name.ICCBased, pdf.make_stream(rgb_profile(), N=3)])),
    ),
    "spot colour over RGB": (Clause.COLOUR, lambda pdf: resource(pdf, "/ColorSpace", "/S", SPOT)),
    "gradient in RGB": (Clause.COLOUR, shading(between([1, 0, 0], [0, 0, 1]), Name.DeviceRGB)),
    "gradient of too much ink": (Clause.INK, shading(between([0, 0, 0, 0], [1, 1, 0.9, 0.5]))),
    "pattern of a gradient of too much ink": (Clause.INK, gradient_pattern),
    "gradient that has to be computed": (Clause.CONTENT, shading(Array([TRANSFER]))),
    "page blends in RGB": (Clause.TRANSPARENCY, group(Name.DeviceRGB)),
    "unknown blend mode": (Clause.TRANSPARENCY, state(BM=Name("/Dissolve"))),
    "no output intent": (Clause.INTENT, no_intent),
    "two output intents": (Clause.INTENT, two_intents),
    "output intent for a screen": (Clause.INTENT, screen_profile),
    "profile of three inks": (Clause.INTENT, lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.__setitem__("/N", 3)),
    "no registry": (Clause.INTENT, lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/RegistryName")),
    "profile that is not in the file": (
        Clause.INTENT, lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"),
    ),
    "output intent of no sense": (Clause.INTENT, broken_profile),
    "another printing condition": (Clause.INTENT, other_condition),
    "trim box moved by 1 mm": (Clause.BOXES, moved_trim),
    "trim and bleed moved by 1 mm": (Clause.BOXES, moved_boxes),
    "bleed box missing": (Clause.BOXES, lambda pdf: page(pdf).__delitem__("/BleedBox")),
    "bleed of 2 mm": (Clause.BOXES, lambda pdf: page(pdf).__setitem__("/BleedBox", Array([36.85, 36.85, 643.46, 890.08]))),
    "trim box missing": (Clause.BOXES, lambda pdf: page(pdf).__delitem__("/TrimBox")),
    "art box": (Clause.BOXES, entry("/ArtBox", Array([50, 50, 500, 800]))),
    "page turned": (Clause.BOXES, entry("/Rotate", 90)),
    "page of another size": (Clause.SHEET, odd_size),
    "pages that do not fill a sheet": (Clause.SHEET, one_page_more),
    "annotation on the page": (Clause.ANNOTATION, annotate),
    "script on opening": (
        Clause.ACTION, lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.beep()"))),
    ),
    "action of a page": (Clause.ACTION, entry("/AA", Dictionary(O=Dictionary(S=Name.Named, N=Name.Print)))),
    "form fields": (Clause.FORM, lambda pdf: pdf.Root.__setitem__("/AcroForm", Dictionary(Fields=Array()))),
    "attachment": (Clause.EXTERNAL, attach),
    "stream in another file": (
        Clause.EXTERNAL, lambda pdf: resource(pdf, "/Properties", "/Far", pdf.make_stream(b"", F=String("far.bin"))),
    ),
    "layer": (Clause.LAYER, layer),
    "font not embedded": (Clause.FONT, no_font_file),
    "text of .notdef": (Clause.FONT, show("0000")),
    "text of a glyph that is not in the file": (Clause.FONT, show("03e7")),
    "text of glyphs that were cut from the font": (Clause.FONT, show("".join(f"{code:04x}" for code in range(2, 30)))),
    "rich black text": (Clause.BLACK, show("0001", "0.6 0.4 0.4 1 k")),
    "black text of three inks": (Clause.BLACK, show("0001", "0.9 0.9 0.9 0 k")),
    "rich black outline of text": (Clause.BLACK, show("0001", "1 Tr 0.6 0.4 0.4 1 K")),
    "320 % of ink": (Clause.INK, lambda pdf: paint(pdf, b"1 1 0.2 1 k 0 0 9 9 re f")),
    "image of 400 % of ink": (Clause.INK, lambda pdf: image(pdf, 300, Name.DeviceCMYK, b"\xff\xff\xff\xff")),
    "image of 72 pixels an inch": (Clause.RESOLUTION, lambda pdf: image(pdf, 72, Name.DeviceGray, b"\x80")),
    "line of 0.1 pt": (Clause.HAIRLINE, lambda pdf: paint(pdf, b"0.1 w 0 0 m 99 99 l S")),
    "line of 1 pt at a tenth": (Clause.HAIRLINE, lambda pdf: paint(pdf, b".1 0 0 .1 0 0 cm 1 w 0 0 m 99 99 l S")),
    "line of the thinnest": (Clause.HAIRLINE, lambda pdf: paint(pdf, b"0 w 0 0 m 99 99 l S")),
    "version of another standard": (Clause.VERSION_KEY, xmp(">PDF/X-4<", ">PDF/X-1a:2003<")),
    "no version": (Clause.VERSION_KEY, xmp("<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>", "")),
    "no metadata": (Clause.METADATA, lambda pdf: pdf.Root.__delitem__("/Metadata")),
    "metadata with another date": (Clause.METADATA, xmp("01T00:00:00Z</xmp:ModifyDate", "02T00:00:00Z</xmp:ModifyDate")),
    "metadata without identifier": (Clause.METADATA, xmp("xmpMM:DocumentID", "xmpMM:Another")),
    "a claim of PDF/A": (
        Clause.METADATA,
        xmp("<dc:format>", '<x:part xmlns:x="http://www.aiim.org/pdfa/ns/id/">2</x:part><dc:format>'),
    ),
    "another title": (Clause.METADATA, other_title),
    "no word on trapping": (Clause.TRAPPED, no_trapped),
    "trapping unknown": (Clause.TRAPPED, xmp("<pdf:Trapped>False", "<pdf:Trapped>Unknown")),
    "ink of the marks on the page": (Clause.MARKS, all_inks(paint, b"100 100 9 9")),
    "ink of the marks inherited by a form": (Clause.MARKS, inherited),
    "mark across the trim": (Clause.MARKS, all_inks(on_media, b"30 100 9 9")),
    "text across the bleed": (Clause.MARKS, lambda pdf: on_media(pdf, b"BT /Lettering 7 Tf 100 32 Td <0001> Tj ET")),
    "page not clipped to its bleed": (Clause.MARKS, without_clip),
    "compression by LZW": (Clause.FILTER, lzw),
    "PostScript": (Clause.POSTSCRIPT, postscript),
    "transfer function": (Clause.TRANSFER, state(TR=TRANSFER)),
    "other transfer function": (Clause.TRANSFER, state(TR2=TRANSFER)),
    "halftone": (Clause.TRANSFER, state(HT=Dictionary(HalftoneType=1, Frequency=60, Angle=45, SpotFunction=Name.Round))),
    "alternate image": (Clause.PROXY, alternate),
    "OPI": (Clause.PROXY, lambda pdf: page(pdf).Resources.XObject["/Page"].__setitem__("/OPI", Dictionary())),
    "inline image": (Clause.CONTENT, lambda pdf: paint(pdf, b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI")),
    "unknown operator": (Clause.CONTENT, lambda pdf: paint(pdf, b"1 0 0 colour")),
    "content without end": (Clause.CONTENT, lambda pdf: paint(pdf, b"(abc")),
    "more Q than q": (Clause.CONTENT, lambda pdf: paint(pdf, b"Q")),
    "more q than Q": (Clause.CONTENT, lambda pdf: paint(pdf, b"q")),
    "form that contains itself": (Clause.CONTENT, itself),
    "colour space that is not there": (Clause.CONTENT, lambda pdf: paint(pdf, b"/Missing cs 1 scn")),
    "colour of three numbers": (Clause.CONTENT, lambda pdf: paint(pdf, b"/DeviceCMYK cs 1 0 0 scn")),
    "outline": (Clause.ORDER, lambda pdf: pdf.Root.__setitem__("/Outlines", Dictionary())),
}  # fmt: skip


AS_IT_IS: dict[str, Any] = {
    "force_version": "1.6", "deterministic_id": True, "compress_streams": False,
    "stream_decode_level": pikepdf.StreamDecodeLevel.none,
}  # fmt: skip
"""Saved so that compression stays what it is."""


@pytest.mark.parametrize("way", BROKEN)
def test_a_broken_file_has_the_fault_it_was_broken_for(way: str, good: bytes) -> None:
    clause, change = BROKEN[way]
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        change(pdf)
        pdf.save(out, **AS_IT_IS)
    assert clause in {fault.clause for fault in preflight(out.getvalue(), PROMISE)}


def test_a_character_without_glyph_is_told_apart_from_a_lost_glyph(good: bytes) -> None:
    told = []
    for codes in ("0000", "03e7"):
        out = BytesIO()
        with pikepdf.open(BytesIO(good)) as pdf:
            show(codes)(pdf)
            pdf.save(out, **AS_IT_IS)
        told += [fault.words.partition(" shows ")[2] for fault in preflight(out.getvalue(), PROMISE)]
    assert told == [".notdef in place of a character", "glyph 999, which is not in the file"]


def saved(good: bytes, **options: Any) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        pdf.save(out, **options)
    return out.getvalue()


def test_an_encrypted_file_is_refused(good: bytes) -> None:
    locked = pikepdf.Encryption(owner="a", user="b")
    assert [fault.clause for fault in preflight(saved(good, encryption=locked), PROMISE)] == [Clause.ENCRYPTION]
    opened = saved(good, encryption=pikepdf.Encryption(owner="a", user=""))
    assert Clause.ENCRYPTION in {fault.clause for fault in preflight(opened, PROMISE)}


def test_a_later_version_of_pdf_is_refused(good: bytes) -> None:
    assert [fault.clause for fault in preflight(saved(good, force_version="1.7"), PROMISE)] == [Clause.STRUCTURE]


def test_what_is_no_pdf_is_a_fault_and_no_error() -> None:
    assert [fault.clause for fault in preflight(b"%PDF-1.6\nnothing", PROMISE)] == [Clause.STRUCTURE]


def test_a_profile_of_a_screen_is_refused_whatever_it_is_called(good: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        screen_profile(pdf)
        pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("sRGB")
        pdf.save(out, **AS_IT_IS)
    (fault,) = preflight(out.getvalue(), replace(PROMISE, condition="sRGB"))
    assert fault.words == "the profile is mntr, RGB, N 3; prtr, CMYK, N 4 is wanted"


def test_a_profile_of_another_condition_is_refused(good: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("FOGRA51")
        pdf.save(out, **AS_IT_IS)
    (fault,) = preflight(out.getvalue(), replace(PROMISE, condition="FOGRA51"))
    assert fault.words.endswith("is not of FOGRA51")


def test_metadata_that_are_not_xml_are_refused(good: bytes) -> None:
    """The bytes are changed in the file, since pikepdf mends metadata when it saves."""
    plain = saved(good, force_version="1.6", compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    broken = plain.replace(b"</rdf:RDF>", b"<!rdf:RDF>")
    assert broken != plain
    assert preflight(plain, PROMISE) == []
    assert [fault.clause for fault in preflight(broken, PROMISE)] == [Clause.METADATA]


@pytest.mark.parametrize("cut", [9, 200, 5000])
def test_a_file_cut_off_is_refused(good: bytes, cut: int) -> None:
    assert [fault.clause for fault in preflight(good[:-cut], PROMISE)] == [Clause.STRUCTURE]


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.9999), st.integers(1, 255)), min_size=4, max_size=8))
def test_damage_is_a_fault_and_no_error(good: bytes, damage: list[tuple[float, int]]) -> None:
    broken = bytearray(good)
    for where, change in damage:
        broken[int(where * len(good))] ^= change
    faults = preflight(bytes(broken), PROMISE)
    assert all(isinstance(fault.clause, Clause) and fault.words for fault in faults)


def test_a_file_without_identifier_is_refused(good: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(saved(good, object_stream_mode=pikepdf.ObjectStreamMode.disable))) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    nameless = out.getvalue().replace(b"/ID [", b"/Id [")
    assert nameless != out.getvalue()
    assert Clause.IDENTIFIER in {fault.clause for fault in preflight(nameless, PROMISE)}


def test_the_fault_of_an_image_names_page_and_file(set_text: Setter, fonts: Path) -> None:
    sheets = set_text('<p><img src="photo.png" alt="a" style="width:90mm"></p>', photo__png=picture("RGB", "PNG"))
    (fault,) = preflight(block(sheets.pdf, fonts).pdf, PROMISE, sheets.geometry.pictures)
    assert (fault.page, fault.clause) == (3, Clause.RESOLUTION)
    assert fault.words == "the image photo.png has 73 pixels an inch, less than 300"


def test_a_soft_mask_needs_as_many_pixels(good: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        coarse = pdf.make_stream(
            b"\x80" * 64, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceGray, BitsPerComponent=8
        )  # fmt: skip
        image(pdf, 300, Name.DeviceGray, b"\x80", SMask=coarse)
        pdf.save(out, force_version="1.6", deterministic_id=True)
    (fault,) = preflight(out.getvalue(), PROMISE)
    assert "(soft mask) has 8 pixels" in fault.words


def test_the_promise_comes_from_the_catalogue() -> None:
    assert PrintPromise.of(PRINTING, 210, 297) == PrintPromise(210, 297, 3.0, multiple=4, ink_limit=300)


@pytest.mark.parametrize("promised", [PrintPromise(210, 296, 3, 4), PrintPromise(210, 297, 5, 4), PrintPromise(210, 297, 3, 3)])
def test_another_promise_is_not_kept(good: bytes, promised: PrintPromise) -> None:
    assert preflight(good, promised)


# Reading content streams

NUMBERS = st.one_of(
    st.integers(-999, 999).map(str), st.decimals(-99, 99, places=3).map(str), st.sampled_from([".5", "-.5", "3."])
)
NAMES = st.sampled_from(["/F1", "/rg", "/GS-0.5", "/A#20B"])
STRINGS = st.sampled_from(["(1 0 0 rg)", r"(a\)b)", r"(a\\)", "<0a 0B>", "<>", "(% no comment)"])
PLAIN = st.one_of(NUMBERS, NAMES, STRINGS, st.sampled_from(["true", "null"]))
OPERANDS = st.one_of(
    PLAIN,
    st.lists(PLAIN, max_size=4).map(lambda parts: "[" + " ".join(parts) + "]"),
    st.lists(PLAIN, max_size=2).map(lambda parts: "<<" + "".join(f"/K {part} " for part in parts) + "/L <</M [1]>> >>"),
)
OPERATORS = st.sampled_from(["q", "Q", "cm", "rg", "k", "re", "f*", "Tj", "TJ", "Do", "T*", "BDC", "scn", "gs", "'", '"'])
BETWEEN = st.sampled_from([" ", "\n", "\r\n", "\t", " % 1 0 0 rg\n", "\0", "\f"])


@given(st.lists(st.tuples(st.lists(st.tuples(OPERANDS, BETWEEN), max_size=6), OPERATORS, BETWEEN), max_size=8))
def test_content_is_read_as_qpdf_reads_it(parts: list[tuple[list[tuple[str, str]], str, str]]) -> None:
    content = "".join("".join(a + b for a, b in operands) + operator + end for operands, operator, end in parts).encode()
    with pikepdf.new() as pdf:
        known = pikepdf.parse_content_stream(pdf.make_stream(content))
    found = operations(content)
    assert [operator.decode() for _, operator, _ in found] == [str(step.operator) for step in known]
    assert not any(stray for _, _, stray in found)


@pytest.mark.parametrize(
    "content", [b"1 0 0rg", b"(abc", b"[1 2 Tj", b"<zz> Tj", b"<</A 1 BDC", b"1 0 0 rg }", b"q ]", b"--1 w", b"5"]
)
def test_what_cannot_be_read_is_not_passed_over(content: bytes) -> None:
    assert any(stray for _, _, stray in operations(content))


# Geometry and paint

LENGTHS = st.floats(-99, 99)


@given(st.tuples(*[LENGTHS] * 6), st.tuples(*[LENGTHS] * 6))
def test_matrices_multiply_as_those_of_pikepdf(first: Any, second: Any) -> None:
    wanted = (pikepdf.Matrix(*first) @ pikepdf.Matrix(*second)).shorthand
    assert times(first, second) == pytest.approx(wanted, abs=1e-6)


def test_rectangles() -> None:
    assert around([(3, 1), (2, 5)]) == (2, 1, 3, 5)
    assert inside((1, 1, 2, 2), (0, 0, 2, 2))
    assert not inside((1, 1, 3, 2), (0, 0, 2, 2))
    assert overlaps((0, 0, 2, 2), (1, 1, 3, 3))
    assert not overlaps((0, 0, 2, 2), (2, 0, 3, 3))


@pytest.mark.parametrize(
    ("inks", "rich"),
    [
        ((0, 0, 0, 1), False), ((0, 0, 0, 0.5), False), ((0.3, 0, 0, 1), True), ((1, 0.8, 0.2, 0.3), False),
        ((0.8, 0.8, 0.8, 0), True), ((0, 1, 1, 0.2), False),
    ],
)  # fmt: skip
def test_rich_black_is_black_of_more_than_black_ink(inks: tuple[float, ...], rich: bool) -> None:
    assert Paint(inks).rich is rich
    assert State(STILL).fill.rich is False


def test_pictures_of_other_pages_lend_no_name(good: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(good)) as pdf:
        image(pdf, 72, Name.DeviceGray, b"\x80")
        pdf.save(out, force_version="1.6", deterministic_id=True)
    here, there = (Picture(f"{page}.png", page, (0, 0, 9, 9), (72, 72), "") for page in (2, 1))
    assert "2.png" in preflight(out.getvalue(), PROMISE, [there, here])[0].words
    assert "/Made" in preflight(out.getvalue(), PROMISE, [there])[0].words
