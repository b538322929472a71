"""How a text is cited: as words in the form of ISO 690, and as files for the tools that writers keep references with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from isacs_publish.model.address import address
from isacs_publish.site.former_texts import former_texts
from isacs_publish.site.links import HOME, full

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.identifier import Identifier
    from isacs_publish.site.site import Site

BIBTEX, RIS, CSL = "cite.bib", "cite.ris", "cite.json"
"""The files beside a page."""

LANGUAGES = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic", "zh": "chinese"}
"""The names by which BibLaTeX knows languages."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The months as the styles of BibTeX know them."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: one text in one language. ``standard`` is what the publisher calls one, ``series`` the whole.

    ``stage`` is the name of the stage of a draft, empty for what is published; ``address`` is the full one.
    """

    identifier: Identifier
    title: str
    standard: str
    series: str
    publisher: str
    date: date
    language: str
    stage: str
    address: str

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The parts in the order in which the bibliography of a module has them, each with whether it is set in italics."""
        plain = (self.stage, self.publisher, self.date.isoformat(), self.address)
        return ((str(self.identifier), False), (self.title, True), *((part, False) for part in plain if part))

    @property
    def words(self) -> str:
        """The citation as plain text, ``STD 05.20:2026(E)V0.1, Title, Publisher, 2026-11-24, https://…`` (ISO 690)."""
        return ", ".join(_line(part) for part, _ in self.parts)

    @property
    def bibtex(self) -> str:
        """The entry that classical BibTeX and Biber read: a ``@techreport`` of the type that the publisher calls its texts."""
        fields = {
            "author": f"{{{_tex(self.publisher)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "type": f"{{{_tex(self.standard)}}}",
            "number": _tex(str(self.identifier)),
            "institution": f"{{{_tex(self.publisher)}}}",
            "version": _tex(str(self.identifier.version)),
            "year": str(self.date.year),
            "note": _tex(self.stage),
            "langid": LANGUAGES[self.language],
            "url": quote(self.address, ":/?#[]@!$&'()*+,;=~-._%"),
        }
        rows = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        day = f"  month = {MONTHS[self.date.month - 1]},\n  day = {{{self.date.day}}},\n"
        return f"@techreport{{{self.identifier.file_name},\n{rows}{day}}}\n"

    @property
    def ris(self) -> str:
        """The entry in the tagged format of Research Information Systems: lines ``TI  - …``, of the type STAND."""
        tags = (
            ("TY", "STAND"),
            ("ID", self.identifier.file_name),
            ("TI", self.title),
            ("A1", self.publisher),
            ("T2", self.series),
            ("M1", str(self.identifier)),
            ("ET", str(self.identifier.version)),
            ("PB", self.publisher),
            ("PY", str(self.date.year)),
            ("DA", f"{self.date:%Y/%m/%d}/"),
            ("LA", self.language),
            ("N1", self.stage),
            ("UR", self.address),
        )
        return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in tags if value) + "ER  - \r\n"

    @property
    def csl(self) -> dict[str, Any]:
        """The entry as the Citation Style Language has it."""
        entry = {
            "id": self.identifier.file_name,
            "type": "standard",
            "title": self.title,
            "number": str(self.identifier),
            "author": [{"literal": self.publisher}],
            "publisher": self.publisher,
            "collection-title": self.series,
            "version": str(self.identifier.version),
            "status": self.stage,
            "issued": {"date-parts": [[self.date.year, self.date.month, self.date.day]]},
            "language": self.language,
            "URL": self.address,
        }
        return {name: value for name, value in entry.items() if value}

    @property
    def files(self) -> dict[str, bytes]:
        """The files beside the page, by name."""
        csl = json.dumps([self.csl], ensure_ascii=False, indent=1)
        return {BIBTEX: self.bibtex.encode(), RIS: self.ris.encode(), CSL: f"{csl}\n".encode()}


def citation_of(site: Site, language: str, module: Module) -> Citation:
    """Return how the text of a module is cited in a language; for a former version give the module as it was then."""
    catalogue = site.texts[language].catalogue
    said, stage = catalogue.modules[module.number], catalogue.stage_of(module)
    return Citation(
        catalogue.identifier(module, language),
        said.title,
        catalogue.brand.standard,
        catalogue.brand.name,
        catalogue.publisher.name,
        module.date,
        language,
        stage.name if stage.draft else "",
        full(site, f"{address(module, language)}{HOME}"),
    )


def citations(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the files beside the page of each text, those of former versions too."""
    working = [(text.language, text.catalogue.modules[number]) for text in site.texts.values() for number in text.modules]
    former = [(former.text.language, former.module) for former in former_texts(site)]
    for language, module in (*working, *former):
        for name, content in citation_of(site, language, module).files.items():
            yield f"{address(module, language)}{name}", content


_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
_TEX = {
    **{sign: f"\\{sign}" for sign in "#$%&_"},
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


def _line(words: str) -> str:
    """Return words in one line without signs that control a terminal."""
    return _SPACES.sub(" ", words).strip()


def _tex(words: str) -> str:
    """Return words as TeX reads them, their braces in pairs; a command does not stand first, where BibTeX would change case."""
    escaped = "".join(_TEX.get(sign, sign) for sign in _line(words))
    return f"{{}}{escaped}" if escaped.startswith("\\") else escaped
