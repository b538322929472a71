"""Applies the rules of drafting at the end of reading, so that plain ``sphinx-build`` reports what ``isacs check`` does.

The pipeline applies them itself, to what it has read, and switches this off.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from isacs_publish.drafting import corpus_of
from isacs_publish.rules import check
from isacs_publish.sphinxext.report import report_finding, shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from isacs_publish.sphinxext.domain import StandardsDomain


def report_rules(app: Sphinx, env: BuildEnvironment) -> None:
    """Report what breaks a rule and is not waived; what is waived is told too, as plain words."""
    if not app.config.isacs_rules:
        return
    domain = cast("StandardsDomain", env.domains["isacs"])
    project = Path(app.srcdir).parent
    manuscripts = {number: shown(record.manuscript, project) for number, record in sorted(domain.modules.items())}
    corpus = corpus_of(project, domain.catalogue, manuscripts, domain.registers, domain.instruments)
    for finding in check(corpus):
        report_finding(finding, project)


def setup_consistency(app: Sphinx) -> None:
    """Apply the rules once all modules are read."""
    app.add_config_value("isacs_rules", default=True, rebuild="", types=[bool])
    app.connect("env-updated", report_rules)
