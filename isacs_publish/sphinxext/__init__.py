"""The Sphinx extension: the only room that imports Sphinx and docutils. ``setup`` below names all its parts."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import isacs_publish
from isacs_publish.sphinxext import nodes
from isacs_publish.sphinxext.check_builder import CheckBuilder
from isacs_publish.sphinxext.confine import setup_confine
from isacs_publish.sphinxext.consistency import setup_consistency
from isacs_publish.sphinxext.directives import setup_directives
from isacs_publish.sphinxext.domain import StandardsDomain
from isacs_publish.sphinxext.pages import setup_pages
from isacs_publish.sphinxext.print_builder import PrintBuilder
from isacs_publish.sphinxext.site_builder import SiteBuilder
from isacs_publish.sphinxext.superseded import setup_superseded
from isacs_publish.sphinxext.transforms import NumberingTransform
from isacs_publish.sphinxext.translator import PrintTranslator, StandardTranslator
from isacs_publish.sphinxext.vocabulary import setup_vocabulary

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the vocabulary, the numbering and the builders."""
    app.add_config_value("isacs_catalogue", "catalogue.toml", "env", [str])
    app.add_config_value("isacs_catalogue_digest", "", "env", [str])
    app.add_config_value("isacs_withheld", (), "", [tuple, list, set])
    app.add_config_value("isacs_left_out", (), "env", [tuple, list])
    app.connect("config-inited", complete_config)
    for node in nodes.OWN:
        app.add_node(node)
    app.add_domain(StandardsDomain)
    app.add_transform(NumberingTransform)
    setup_directives(app)
    setup_confine(app)
    setup_vocabulary(app)
    setup_pages(app)
    setup_consistency(app)
    setup_superseded(app)
    app.add_builder(PrintBuilder)
    app.add_builder(CheckBuilder)
    app.add_builder(SiteBuilder)
    app.set_translator("html", StandardTranslator)
    app.set_translator("site", StandardTranslator)
    app.set_translator("print", PrintTranslator)
    return {"version": isacs_publish.__version__, "parallel_read_safe": True, "parallel_write_safe": True}


def complete_config(app: Sphinx, config: Config) -> None:
    """Make our roles those of authors, leave out what cannot be read, read again when catalogue, register or code change."""
    settings: Any = config
    settings.exclude_patterns = [*config.exclude_patterns, *config.isacs_left_out]
    settings.primary_domain = "isacs"
    sources = Path(app.srcdir)
    code = sorted(Path(isacs_publish.__file__).parent.rglob("*.py"))  # what it makes of a text is kept between builds
    facts = [sources / config.isacs_catalogue, sources / "instruments.bib", *sorted((sources / "register").rglob("*")), *code]
    content = b"\0".join(path.read_bytes() for path in facts if path.is_file())
    settings.isacs_catalogue_digest = sha256(content).hexdigest()
