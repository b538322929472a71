"""Translations go out as files of translators' tools and come in from them: all of a sound file, nothing of any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.exports import messages_csv, messages_xliff
from isacs_publish.model.exchange import MOST_STRAYS, Delivery, doubles, offers_of, taken
from isacs_publish.model.finding import Finding, Place, Severity, nearest
from isacs_publish.po_file import po_path, shown_po, write_po
from isacs_publish.sources import CONTROL, LONGEST_LINE, MOST_BYTES, no_plain_file
from isacs_publish.translations import present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from isacs_publish.model.exchange import Offer, Taken
    from isacs_publish.po_file import PoFile
    from isacs_publish.source_messages import SourceMessages
    from isacs_publish.workspace import Workspace

CODE = "translations-import"
STRAY = "translated-source-gone"
MOST_OF_FILE = 16_000_000
"""Bytes of a file that is read: all modules in one file of XLIFF, three times over."""

ENDINGS = {"xliff": "xlf", "csv": "csv"}
"""What the names of files end with, by format."""


def exported(
    workspace: Workspace, read: SourceMessages, docname: str, language: str, form: str
) -> tuple[str, bytes, tuple[Finding, ...]]:
    """Return name and content of the file with the translations of one source, and why its catalogue cannot be read."""
    file, entries = present(workspace, language, docname, read.messages[docname])
    labels = {anchor: str(clause) for anchor, clause in read.clauses.get(docname, {}).items()}
    delivery = Delivery(docname, language, offers_of(entries, labels))
    name = f"{read.name(docname).replace('/', '-')}.{language}.{ENDINGS[form]}"
    if form == "csv":
        return name, messages_csv.as_csv(delivery), file.findings
    return name, messages_xliff.as_xliff(delivery, read.catalogue.languages.source), file.findings


@dataclass(frozen=True)
class Import:
    """What came of one part of a file: source and language, how many translations changed, how many the file held."""

    docname: str
    language: str
    changed: int
    held: int


@dataclass(frozen=True)
class Imported:
    """What came of a file: its parts, none of which is taken where the file has errors, and what was found."""

    path: str
    parts: tuple[Import, ...]
    findings: tuple[Finding, ...]


def imported(workspace: Workspace, read: SourceMessages, paths: Iterable[Path]) -> Iterator[Imported]:
    """Take the translations of files, one after the other; yield what came of each."""
    for path in paths:
        yield _Importing(workspace, read, path).run()


class _Importing:
    """The import of one file."""

    def __init__(self, workspace: Workspace, read: SourceMessages, path: Path) -> None:
        self.workspace, self.read, self.path = workspace, read, path
        self.shown = workspace.shown(path)
        self.findings: list[Finding] = []
        self.writings: list[Callable[[], bool]] = []

    def run(self) -> Imported:
        """Read, judge and only then write."""
        deliveries = self.deliveries()
        for delivery in deliveries:
            self.judge(delivery)
        self.judge_repeated(deliveries)
        parts = () if self.failed else tuple(self.part(delivery) for delivery in deliveries)
        if self.failed:
            return Imported(self.shown, (), tuple(self.findings))
        for write in self.writings:
            write()
        return Imported(self.shown, parts, tuple(self.findings))

    @property
    def failed(self) -> bool:
        return any(finding.is_error for finding in self.findings)

    def refuse(self, line: int, message: str, hint: str) -> None:
        self.findings.append(Finding(CODE, Place(self.shown, line), message, hint))

    def deliveries(self) -> tuple[Delivery, ...]:
        """Return what the file holds; its format is told by how it begins."""
        if not self.path.is_file():
            self.refuse(0, "there is no such file", "name a file of XLIFF or CSV")
            return ()
        if fault := no_plain_file(self.path, MOST_OF_FILE):
            self.refuse(0, *fault)
            return ()
        content = self.path.read_bytes()
        if content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
            found, findings = messages_xliff.read_xliff(content, self.shown)
        else:
            found, findings = self.table(content)
        self.findings += findings
        return found

    def table(self, content: bytes) -> tuple[tuple[Delivery, ...], tuple[Finding, ...]]:
        try:
            return messages_csv.read_csv(content.decode("utf-8"), self.shown)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.refuse(line, f"byte {content[error.start]:#04x} is not UTF-8", "save the table as CSV UTF-8")
            return (), ()

    def judge(self, delivery: Delivery) -> None:
        """Note what is wrong with the translations of one source."""
        self.judge_name(delivery)
        for offer in delivery.offers:
            if fault := _fault(offer):
                self.refuse(offer.line, *fault)
        for offer, earlier in doubles(delivery.offers):
            self.refuse(offer.line, f"the same sentence has another translation in line {earlier.line}", "keep one of them")

    def judge_name(self, delivery: Delivery) -> None:
        if delivery.docname not in self.read.messages:
            hint = nearest(delivery.docname, self.read.messages) or "the name is that of the export, such as 05/05.20/index"
            self.refuse(delivery.line, f"there is no source {delivery.docname[:80]!r}", hint)
        elif delivery.docname in self.read.faulty:
            self.refuse(delivery.line, f"the source {delivery.docname} has errors", "isacs check says which; mend them first")
        if delivery.language not in self.read.languages:
            hint = f"the catalogue has translations in: {', '.join(self.read.languages) or 'no language'}"
            self.refuse(delivery.line, f"nothing is translated into {delivery.language[:40]!r}", hint)

    def judge_repeated(self, deliveries: tuple[Delivery, ...]) -> None:
        before = set()
        for delivery in deliveries:
            if (name := (delivery.docname, delivery.language)) in before:
                self.refuse(delivery.line, f"{delivery.docname} stands in the file twice", "keep one")
            before.add(name)

    def part(self, delivery: Delivery) -> Import:
        """Note what one part will write, and what is wrong about that."""
        held = sum(bool(offer.target) for offer in delivery.offers)
        messages = self.read.messages[delivery.docname]
        file, entries = present(self.workspace, delivery.language, delivery.docname, messages)
        self.findings += file.findings
        found = taken(entries, delivery.offers)
        self.tell_strays(found)
        if found.changed:
            self.note(delivery, file, found)
        return Import(delivery.docname, delivery.language, found.changed, held)

    def tell_strays(self, found: Taken) -> None:
        if len(found.strays) > MOST_STRAYS:
            hint = "import the file of this source, exported not too long ago"
            self.refuse(found.strays[0].line, f"{len(found.strays)} of its sentences are in no clause of the source", hint)
            return
        for offer in found.strays:
            place, hint = Place(self.shown, offer.line), "it is left out; export again to see what the source says now"
            message = f"the source says no more: {offer.source[:80]}"
            self.findings.append(Finding(STRAY, place, message, hint, Severity.WARNING))

    def note(self, delivery: Delivery, file: PoFile, found: Taken) -> None:
        """Note what is to be written when all parts are sound."""
        path = po_path(self.workspace.sources, delivery.language, delivery.docname)
        brand = self.read.catalogue.brand.name
        if len(shown_po(delivery.language, brand, file.headers, found.entries).encode()) > MOST_BYTES:
            self.refuse(delivery.line, f"the translations have more than {MOST_BYTES:,} bytes", "no source needs as many words")
        self.writings.append(lambda: write_po(path, delivery.language, brand, file.headers, found.entries))


def _fault(offer: Offer) -> tuple[str, str] | None:
    """Return what is wrong with an offer by itself, and what to do."""
    texts = offer.source, offer.target, offer.previous, offer.note
    if found := CONTROL.search("".join(texts)):
        return f"a control character (U+{ord(found[0]):04X}) stands in the text", "delete it"
    if max(map(len, texts)) > LONGEST_LINE:
        return f"a text has more than {LONGEST_LINE:,} characters", "no sentence is as long"
    if offer.target and not offer.source:
        return "a translation stands beside no source", "keep the source as it was exported"
    return None
