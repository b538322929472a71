"""Impositions: the pages of a book block on sheets of twice their width, ready to be folded or cut.

``two-up`` lays pages 1 and 2, 3 and 4 … side by side. ``saddle-stitch`` orders them for sheets that are printed on both
sides, folded once and stitched through the fold: the first sheet holds the last page beside the first.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from isacs_publish.press.marks import MARGIN, Marks
from isacs_publish.press.proof_pages import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    Pair = tuple[int | None, int | None]


def pairs(pages: int, scheme: str, direction: str) -> list[Pair]:
    """Return the indices of the pages on each side of a sheet, left and right; None where there is none.

    Pages of a stitched booklet are a multiple of four. Where text runs from the right, the two sides change places.
    """
    laid = list(_stitched(pages) if scheme == "saddle-stitch" else _side_by_side(pages))
    return laid if direction == "ltr" else [(right, left) for left, right in laid]


def _side_by_side(pages: int) -> Iterator[Pair]:
    for page in range(0, pages, 2):
        yield page, page + 1 if page + 1 < pages else None


def _stitched(pages: int) -> Iterator[Pair]:
    """Yield the front and the back of each sheet, from the outermost to the innermost."""
    filled = -(-pages // 4) * 4
    for sheet in range(filled // 4):
        front, back = (filled - 1 - 2 * sheet, 2 * sheet), (2 * sheet + 1, filled - 2 - 2 * sheet)
        for left, right in (front, back):
            yield (left if left < pages else None), (right if right < pages else None)


def impose(block: bytes, scheme: str, direction: str) -> bytes:
    """Return the imposed sheets of a book block, with marks of their own around each."""
    with pikepdf.open(BytesIO(block)) as pdf:
        sheets = _Sheets(pdf)
        return sheets.laid(pairs(len(pdf.pages), scheme, direction))


class _Sheets:
    """Imposed sheets in the making: new pages take the forms of the old ones, which then go."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.old = list(pdf.pages)
        trim = [float(value) for value in self.old[0].TrimBox]
        bleed = [float(value) for value in self.old[0].BleedBox]
        self.width, self.height, self.bleed = trim[2] - trim[0], trim[3] - trim[1], trim[0] - bleed[0]
        self.marks = Marks(2 * self.width, self.height, self.bleed, (self.width,)).form(pdf)

    def laid(self, plan: list[Pair]) -> bytes:
        for left, right in plan:
            self.lay(left, right)
        del self.pdf.pages[: len(self.old)]
        out = BytesIO()
        self.pdf.save(out, deterministic_id=True, force_version="1.6", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()

    def lay(self, left: int | None, right: int | None) -> None:
        """Add a sheet with two pages; each is cut at the fold, and bleeds on its three other sides."""
        size = (2 * self.width + 2 * MARGIN, self.height + 2 * MARGIN)
        self.pdf.add_blank_page(page_size=size)
        leaf = self.pdf.pages[-1].obj
        x, y, b = MARGIN, MARGIN, self.bleed
        leaf.TrimBox = Array([x, y, x + 2 * self.width, y + self.height])
        leaf.BleedBox = Array([x - b, y - b, x + 2 * self.width + b, y + self.height + b])
        leaf.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
        forms, content = Dictionary(Marks=self.marks), [b"q /Marks Do Q"]
        for key, number, offset in (("/Left", left, 0.0), ("/Right", right, self.width)):
            form = self.form_of(number)
            if form is not None:
                forms[key] = form
                content.append(self.shown(key, offset))
        leaf.Resources = Dictionary(XObject=forms)
        leaf.Contents = self.pdf.make_stream(b"\n".join(content))

    def form_of(self, number: int | None) -> Any:
        """Return the form of a page, or None for one without text."""
        return None if number is None else self.old[number].obj.Resources.XObject.get(PAGE)

    def shown(self, key: str, offset: float) -> bytes:
        outer = self.bleed
        left = MARGIN - outer if offset == 0 else MARGIN + offset
        cut = f"{left:.3f} {MARGIN - outer:.3f} {self.width + outer:.3f} {self.height + 2 * outer:.3f} re W n"
        return f"q {cut} 1 0 0 1 {offset:.3f} 0 cm {key} Do Q".encode()
