"""Old addresses still land: each version that was published keeps a page whose numbers and anchors lead to the current text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from isacs_publish.model.outline import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.register import Register, RegisteredUnit, RegisteredVersion
    from isacs_publish.sphinxext.domain import ModuleRecord, StandardsDomain


@dataclass(frozen=True)
class FormerUnit:
    """A unit of a version that is superseded, as its page lists it: its addresses, its number and title, where it leads now."""

    anchor: str
    label_id: str
    number: str
    title: str
    target: str
    present_number: str


def label_id(kind: Kind, number: str) -> str:
    """Return the id by which a printed number is an address: ``clause-5.2``, ``annex-A``, ``table-3``; empty without number."""
    return f"{'clause' if kind is Kind.TERM else kind}-{number}" if number else ""


def setup_superseded(app: Sphinx) -> None:
    """Connect the pages of superseded versions, and the anchors that current pages keep of them."""
    app.connect("html-collect-pages", superseded_pages)
    app.connect("doctree-resolved", keep_former_anchors)


def superseded_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each published version that is not the current text of its module."""
    if app.builder.name != "site":
        return
    domain = cast("StandardsDomain", app.env.domains["isacs"])
    for number, record in sorted(domain.modules.items()):
        module = domain.catalogue.modules[number]
        if record.docname in app.config.isacs_withheld:
            continue
        for version in domain.registers.of(number).versions:
            if (version.year, version.version) != (module.year, module.version):
                name = f"{number}/{version.year}/{app.config.language}/v{version.version}/index"
                yield name, _facts(app, domain, module, record, version), "superseded.html"


def _facts(
    app: Sphinx, domain: StandardsDomain, module: Module, record: ModuleRecord, version: RegisteredVersion
) -> dict[str, Any]:
    """Return what the page of a superseded version shows."""
    catalogue, language = domain.catalogue, app.config.language
    former = catalogue.identifier(module, language).of(version.year, version.version)
    return {
        "title": f"{former}, {record.outline.title}",
        "former": former,
        "current": catalogue.identifier(module, language),
        "docname": record.docname,
        "units": list(_former_units(record, version, domain)),
    }


def _former_units(record: ModuleRecord, version: RegisteredVersion, domain: StandardsDomain) -> Iterator[FormerUnit]:
    landing = Landing(record, domain.registers.of(record.outline.module), domain.catalogue)
    anchors = {unit.anchor for unit in version.units}
    for unit in version.units:
        if "~" not in unit.anchor:
            target = landing.of(unit.anchor)
            present = record.labels[target] if target else None
            shown = domain.words.numbered(present.kind, present.number) if present and present.number else ""
            number = domain.words.numbered(unit.kind, unit.number) if unit.number else ""
            label = label_id(unit.kind, unit.number)
            yield FormerUnit(unit.anchor, "" if label in anchors else label, number, unit.title, target, shown)


class Landing:
    """Where former units of a module are found in its current text; what was declared and published is looked up once."""

    def __init__(self, record: ModuleRecord, register: Register, catalogue: Catalogue) -> None:
        self.labels = record.labels
        self.into = {change.clause: change.into[0] for change in catalogue.changes_of(record.outline.module) if change.into}
        self.owners = {unit.anchor: unit.owner for version in register.versions for unit in version.units}

    def of(self, anchor: str) -> str:
        """Return the anchor of what became of a unit: itself, what it went into, or what it stood in; empty for nothing."""
        seen: set[str] = set()
        while anchor and anchor not in self.labels and anchor not in seen:
            seen.add(anchor)
            anchor = self.into.get(anchor) or self.owners.get(anchor, "")
        return anchor if anchor in self.labels else ""


def keep_former_anchors(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each unit of a web page the anchors of former units that went into it, so that links to them still land."""
    domain = cast("StandardsDomain", app.env.domains["isacs"])
    module = domain.catalogue.by_docname.get(docname)
    if app.builder.format != "html" or app.builder.name == "print" or module is None or module.number not in domain.modules:
        return
    record, register = domain.modules[module.number], domain.registers.of(module.number)
    landing = Landing(record, register, domain.catalogue)
    units = {node["anchor"]: node for node in doctree.findall(nodes.Element) if "anchor" in node}
    for unit in _former(register):
        if unit.anchor not in record.labels and (target := landing.of(unit.anchor)):
            units[target]["ids"].append(unit.anchor)
            doctree.ids[unit.anchor] = units[target]


def _former(register: Register) -> list[RegisteredUnit]:
    """Return each unit that was ever published under an anchor of its own, once."""
    found = {unit.anchor: unit for version in register.versions for unit in version.units if "~" not in unit.anchor}
    return list(found.values())
