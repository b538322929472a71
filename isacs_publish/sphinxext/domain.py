"""The domain: what is known of every module once all are read, and how references between them resolve.

Reading knows one module at a time; the records below are complete when the environment is updated, so only
``resolve_xref`` may look at other modules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.domains import Domain
from sphinx.errors import ConfigError
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.instruments_file import read_instruments
from isacs_publish.model.finding import nearest
from isacs_publish.model.identifier import Reference
from isacs_publish.model.instrument import Instruments, divided
from isacs_publish.model.outline import DIVISIONS, Kind
from isacs_publish.model.translation import TranslationState
from isacs_publish.register_file import read_registers
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import exact_place, report
from isacs_publish.translations import catalogue_in
from isacs_publish.words import Words, words
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.text import Text
    from isacs_publish.model.translation import ClauseCurrency, Message
    from isacs_publish.register_file import Registers


NAMED = DIVISIONS | {Kind.REFERENCE}
"""Kinds that are cited by their title where they have no number."""


@dataclass(frozen=True)
class ModuleRecord:
    """What one module offers to references: its labels by anchor, its term entries by term, what has a name for number."""

    docname: str
    labels: dict[str, Label]
    manuscript: Manuscript
    terms: dict[str, str]
    titles: dict[str, str]

    @property
    def outline(self) -> Outline:
        """What the module numbers."""
        return self.manuscript.outline

    @property
    def text(self) -> Text:
        """The words of the module."""
        return self.manuscript.text


def record_of(docname: str, labels: dict[str, Label], manuscript: Manuscript) -> ModuleRecord:
    """Return the record of a module that has just been numbered."""
    units = list(manuscript.outline.walk())
    return ModuleRecord(
        docname,
        labels,
        manuscript,
        {fold(unit.title): unit.anchor for unit in units if unit.kind is Kind.TERM},
        {unit.anchor: unit.title for unit in units if unit.kind in NAMED and not labels[unit.anchor].number},
    )


def fold(term: str) -> str:
    """Return a term as it is looked up: without capitals, its white space made one."""
    return " ".join(term.lower().split())


class TermRole(XRefRole):
    """``:term:`stockpile``` or ``:term:`stockpiles <stockpile>```."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Fold the case and the white space of the term."""
        return title, fold(target)


class StandardsDomain(Domain):
    """References to clauses, annexes, tables, terms, sources and other modules."""

    name = "isacs"
    label = "Standards"
    roles: ClassVar[dict[str, Any]] = {
        "ref": XRefRole(),
        "module": XRefRole(),
        "term": TermRole(),
        "cite": XRefRole(),
        "restates": XRefRole(),
    }
    initial_data: ClassVar[dict[str, Any]] = {"modules": {}, "messages": {}, "currency": {}}
    data_version = 5

    @cached_property
    def source_catalogue(self) -> Catalogue:
        """The catalogue of the project as it is written; faults in it end the build, since nothing can be named without it."""
        path = Path(self.env.srcdir) / self.env.config.isacs_catalogue
        catalogue, findings = read_catalogue(path, path.name)
        if catalogue is None:
            raise ConfigError("\n".join(str(finding) for finding in findings))
        return catalogue

    @property
    def source_language(self) -> str:
        """The language that modules are written in."""
        return self.source_catalogue.languages.source

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue in the language of this build."""
        return catalogue_in(self.source_catalogue, Path(self.env.srcdir), self.env.config.language)

    @property
    def modules(self) -> dict[str, ModuleRecord]:
        """Records by module number."""
        return cast("dict[str, ModuleRecord]", self.data["modules"])

    @property
    def messages(self) -> dict[str, tuple[Message, ...]]:
        """What there is to translate, by document."""
        return cast("dict[str, tuple[Message, ...]]", self.data["messages"])

    @property
    def currency(self) -> dict[str, tuple[ClauseCurrency, ...]]:
        """How the translation of each clause stands, by document; nothing in the language of the source."""
        return cast("dict[str, tuple[ClauseCurrency, ...]]", self.data["currency"])

    @property
    def words(self) -> Words:
        """The fixed words of the language of this build."""
        return words(self.env.config.language)

    @cached_property
    def registers(self) -> Registers:
        """What was published of every module; faults of the files are findings of the check."""
        return read_registers(Workspace(Path(self.env.srcdir).parent, Path(self.env.srcdir).parent / "build"))

    @cached_property
    def instruments(self) -> Instruments:
        """The works of the reference file; faults of the file are findings of the check."""
        path = Path(self.env.srcdir) / "instruments.bib"
        return read_instruments(path, path.name)[0]

    def note_module(self, docname: str, labels: dict[str, Label], manuscript: Manuscript) -> None:
        """Keep what a module offers to references, and what its author wrote."""
        self.modules[manuscript.outline.module] = record_of(docname, labels, manuscript)

    def fixed(self, docname: str, message: Message) -> str | None:
        """Return what stands in this language for a title that is no message of its own, None for any other.

        The title of a module is that of the catalogue, and those of its divisions are fixed words.
        """
        module = self.source_catalogue.by_docname.get(docname)
        if module is None:
            return None
        if message.unit == "" and message.source == module.title:
            return self.catalogue.modules[module.number].title
        titles = words(self.source_language).divisions
        return self.words.divisions.get(message.unit) if titles.get(message.unit) == message.source else None

    def note_messages(self, docname: str, messages: tuple[Message, ...]) -> None:
        """Keep what there is to translate in a document."""
        self.messages[docname] = messages

    def translation_state(self, module: Module) -> TranslationState | None:
        """Return how the translation of a module stands, None in the language of the source."""
        clauses = self.currency.get(module.docname)
        return None if clauses is None else TranslationState.of(clauses)

    def clear_doc(self, docname: str) -> None:
        """Forget a module that is about to be read again."""
        for number in [n for n, record in self.modules.items() if record.docname == docname]:
            del self.modules[number]
        for kept in (self.messages, self.currency):
            kept.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over the records that another reading process made."""
        for number, record in otherdata["modules"].items():
            if record.docname in docnames:
                self.modules[number] = record
        for kept in ("messages", "currency"):
            self.data[kept].update({docname: found for docname, found in otherdata[kept].items() if docname in docnames})

    def resolve_xref(  # type: ignore[override]  # noqa: PLR0913, PLR0917  (the signature is Sphinx's)
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element | None:
        """Return the reference with its label; without target, a finding and a node that shows the gap."""
        text = contnode.astext() if node["refexplicit"] else ""
        resolve = {
            "ref": self._unit,
            "module": self._module,
            "term": self._term,
            "cite": self._source,
            "restates": self._restated,
        }[typ]
        return resolve(_Use(fromdocname, builder, target, text, node))

    def _unit(self, use: _Use) -> nodes.Element:
        number, _, anchor = use.target.rpartition("#")
        home = self._home(use)
        record = self.modules.get(number) if number else home
        if record is None and number in self.catalogue.modules:
            return self._gap(use, f"module {number} cannot be read, so its clauses have no numbers", "mend that module first")
        if record is None:
            return self._gap(use, f"no module {number!r}", nearest(number, self.modules), "unknown-module")
        if anchor not in record.labels:
            hint = nearest(anchor, (a for a in record.labels if "~" not in a))
            return self._gap(use, f"no anchor {anchor!r} in module {record.outline.module}", hint)
        self._report_withdrawn(use, record, anchor)
        words = use.text or record.titles.get(anchor) or self.words.citation(record.labels[anchor])
        if record is home:
            return self._local(use, anchor, words)
        module = self.catalogue.modules[record.outline.module]
        dated = self.catalogue.identifier(module, "en").dated
        return self._abroad(use, record, anchor, use.text or f"{dated}, {words}")

    def _module(self, use: _Use) -> nodes.Element:
        number, _, year = use.target.partition(":")
        brand = self.catalogue.brand.prefix
        if number in {series.number for series in self.catalogue.series}:
            all_parts = Reference(brand, number)
            return nodes.inline("", use.text or f"{all_parts} ({self.words.all_parts})")
        module = self.catalogue.modules.get(number)
        if module is None:
            return self._gap(use, f"no module {number!r}", nearest(number, self.catalogue.modules), "unknown-module")
        if year and year != str(module.year):
            return self._gap(use, f"no edition {year} of module {number}", f"the edition is {module.year}")
        record = self.modules.get(number)
        words = use.text or str(Reference(brand, number, int(year) if year else None))
        return self._abroad(use, record, "", words) if record else nodes.inline("", words)

    def _term(self, use: _Use) -> nodes.Element:
        home = self._home(use)
        glossary = self.modules.get(self.catalogue.glossary.module) if self.catalogue.glossary else None
        words = use.text or use.node.astext()
        if home and (anchor := home.terms.get(use.target)):
            reference = self._local(use, anchor, words, "term-use")
            number = f" ({home.labels[anchor].number})" if use.node.get("first") else ""
            return nodes.inline("", "", reference, nodes.Text(number))
        if glossary and (anchor := glossary.terms.get(use.target)):
            return self._abroad(use, glossary, anchor, words, "term-use")
        known = [*(home.terms if home else ()), *(glossary.terms if glossary else ())]
        return self._gap(use, f"no term {use.target!r}", nearest(use.target, known), "unknown-term")

    def _source(self, use: _Use) -> nodes.Element:
        home = self._home(use)
        anchor = nodes.make_id(f"ref-{use.target}")
        if home is None or anchor not in home.labels:
            known = (a.removeprefix("ref-") for a in (home.labels if home else ()) if a.startswith("ref-"))
            return self._gap(use, f"no reference {use.target!r}", nearest(use.target, known))
        self._report_withdrawn(use, home, anchor)
        label = home.labels[anchor]
        return self._local(use, anchor, use.text or (self.words.citation(label) if label.number else self._name(home, anchor)))

    def _restated(self, use: _Use) -> nodes.Element:
        """Return a citation with the article that the sentence restates."""
        key, article = divided(use.target)
        cited = self._source(replace(use, target=key, text=""))
        place = self.words.located(article, words(self.source_language))
        return nodes.inline("", "", cited, nodes.Text(f", {place}" if place else ""))

    def _name(self, home: ModuleRecord, anchor: str) -> str:
        """Return how a normative reference is cited: by its own identifier, since it carries no number."""
        module = self.catalogue.modules.get(home.titles[anchor])
        return str(self.catalogue.identifier(module, "en").undated) if module else home.titles[anchor]

    def _home(self, use: _Use) -> ModuleRecord | None:
        return next((record for record in self.modules.values() if record.docname == use.docname), None)

    def _local(self, use: _Use, anchor: str, words: str, role: str = "unit") -> nodes.Element:
        return nodes.reference("", words, refid=anchor, internal=True, classes=[role])

    def _abroad(self, use: _Use, record: ModuleRecord, anchor: str, words: str, role: str = "unit") -> nodes.Element:
        """Return a link on the web; for print, words that a volume can make live."""
        if use.builder.name == "print":
            return own.crossref("", words, module=record.outline.module, anchor=anchor, classes=[role])
        text = nodes.inline("", words)
        reference = make_refnode(use.builder, use.docname, record.docname, anchor, text)
        reference["classes"] += [role, "abroad"]
        return reference

    def _report_withdrawn(self, use: _Use, record: ModuleRecord, anchor: str) -> None:
        """Report what cites a unit that was withdrawn; in a text that is published already nobody may mend it."""
        version, citing = record.text.by_anchor[anchor].withdrawn, self.catalogue.by_docname.get(use.docname)
        published = citing and self.registers.of(citing.number).find(citing.year, citing.version)
        if version and not published:
            hint = "cite what took its place, or nothing"
            message = f"the reference leads to {anchor!r}, which V{version} withdrew"
            report("withdrawn-reference", message, exact_place(use.node, use.docname), hint)

    def _gap(self, use: _Use, message: str, hint: str, code: str = "unknown-reference") -> nodes.Element:
        report(code, message, exact_place(use.node, use.docname), hint or "correct the name, or define the target")
        return own.missing("", f"?{use.target}?")


@dataclass(frozen=True)
class _Use:
    """One reference as written: where it stands, what it points at, the author's own words if any."""

    docname: str
    builder: Builder
    target: str
    text: str
    node: pending_xref
