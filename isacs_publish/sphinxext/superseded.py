"""Old addresses still land: current pages keep the anchors of former units that went into theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes

from isacs_publish.model.landing import Landing, former_units

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from isacs_publish.sphinxext.domain import StandardsDomain


def setup_superseded(app: Sphinx) -> None:
    """Connect the anchors that current pages keep."""
    app.connect("doctree-resolved", keep_former_anchors)


def keep_former_anchors(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each unit of a web page the anchors of former units that went into it, so that links to them still land."""
    domain = cast("StandardsDomain", app.env.domains["isacs"])
    module = domain.catalogue.by_docname.get(docname)
    if app.builder.format != "html" or app.builder.name == "print" or module is None or module.number not in domain.modules:
        return
    labels, register = domain.modules[module.number].labels, domain.registers.of(module.number)
    landing = Landing.on(labels.keys(), register, domain.catalogue.changes_of(module.number))
    units = {node["anchor"]: node for node in doctree.findall(nodes.Element) if "anchor" in node}
    for unit in former_units(register):
        if unit.anchor not in labels and (target := landing.of(unit.anchor)):
            units[target]["ids"].append(unit.anchor)
            doctree.ids[unit.anchor] = units[target]
