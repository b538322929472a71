"""Where a finding is shown: the pages that its file makes, and the units around its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isacs_publish.model.address import address
from isacs_publish.model.outline import identity
from isacs_publish.po_file import po_path, read_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isacs_publish.model.finding import Finding, Place
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.outline import Unit
    from isacs_publish.site.site import SiteText
    from isacs_publish.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding, the addresses of the pages it concerns, and the ids of the units around it, the innermost first.

    ``module`` is the number of the module that it concerns, empty where it concerns none.
    """

    finding: Finding
    pages: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    module: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what the script of the preview reads."""
        finding = self.finding
        told = {"code": finding.code, "severity": str(finding.severity), "message": finding.message, "hint": finding.hint}
        place = {"path": finding.place.path, "line": finding.place.line, "place": str(finding.place)}
        return {**told, "waiver": finding.waiver, **place, "pages": self.pages, "ids": self.ids, "module": self.module}


class Whereabouts:
    """The places of all findings about some texts."""

    def __init__(self, workspace: Workspace, texts: Mapping[str, SiteText]) -> None:
        self.workspace = workspace
        self.texts = texts
        self.pages: dict[str, tuple[str, ...]] = {}
        self.modules: dict[str, str] = {}
        for text in texts.values():
            for path, page, number in self._places(text):
                self.pages[path] = tuple(dict.fromkeys((*self.pages.get(path, ()), page)))
                self.modules[path] = number

    def of(self, finding: Finding) -> Shown:
        """Return where a finding is shown; one about no page, as about the catalogue, has none."""
        place = finding.place
        number = self.modules.get(place.path, "")
        pages = self.pages.get(place.path, ())
        return Shown(finding, pages, self._ids(number, place) if number else (), number)

    def _places(self, text: SiteText) -> Iterator[tuple[str, str, str]]:
        """Yield the path of each file of a text, its page, and the number of its module."""
        for docname, page in text.pages.items():
            if not page.number:
                yield self._shown(docname), page.address, ""
        for number, module in text.catalogue.modules.items():
            page_address = f"{address(module, text.language)}index.html"
            manuscript = text.reading.manuscripts.get(number)
            included = {spot.path for spot in manuscript.spots} if manuscript else set()
            for path in sorted({*included, self._shown(module.docname), self._translation(text, module.docname)}):
                yield path, page_address, number

    def _shown(self, docname: str) -> str:
        return self.workspace.shown(self.workspace.sources / f"{docname}.rst")

    def _translation(self, text: SiteText, docname: str) -> str:
        return self.workspace.shown(po_path(self.workspace.sources, text.language, docname))

    def _ids(self, number: str, place: Place) -> tuple[str, ...]:
        manuscripts = [text.reading.manuscripts[number] for text in self.texts.values() if number in text.reading.manuscripts]
        if not manuscripts or not place.line:
            return ()
        in_po = place.path.endswith(".po")
        anchor = self._translated_unit(place) if in_po else innermost(manuscripts[0], place.path, place.line)
        return tuple(identity(one) for one in around(manuscripts[0].outline.units, anchor))

    def _translated_unit(self, place: Place) -> str:
        """Return the clause whose translation stands at a line of a catalogue of messages, empty where nothing does."""
        entries = read_po(self.workspace.project / place.path, place.path).entries
        at_line = [entry for entry in entries if entry.line <= place.line and entry.units]
        return at_line[-1].units[0] if at_line else ""


def innermost(manuscript: Manuscript, path: str, line: int) -> str:
    """Return the anchor of the innermost unit that a line of a file stands in, empty before the first.

    That is the unit of the heading or of the passage that begins last at or before the line.
    """
    begun = [(spot.line, 0, passage.unit) for spot, passage in zip(manuscript.spots, manuscript.text.passages, strict=True)
             if spot.path == path and spot.line <= line]  # fmt: skip
    if path == manuscript.outline.path:
        begun += [
            (unit.line, place, unit.anchor) for place, unit in enumerate(manuscript.outline.walk(), 1) if 0 < unit.line <= line
        ]
    return max(begun, default=(0, 0, ""))[2]


def around(units: Sequence[Unit], anchor: str) -> tuple[str, ...]:
    """Return an anchor and those of the units around it, the innermost first; nothing where no unit has it."""
    for unit in units:
        if unit.anchor == anchor:
            return (anchor,)
        if inner := around(unit.units, anchor):
            return (*inner, unit.anchor)
    return ()
