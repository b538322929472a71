"""What axe-core finds in a page as the browser shows it: WCAG 2.2, levels A and AA, and best practice."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tests.site.node_tools import tool

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
RUN = """rules => axe.run(document, {
  runOnly: { type: "tag", values: rules }, resultTypes: ["violations"], elementRef: false, preload: false,
}).then(told => told.violations.map(({ id, help, nodes }) =>
  [id, help, nodes.map(node => [node.target.join(" "), node.html.slice(0, 200), node.failureSummary])]))"""


@cache
def _axe() -> str:
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands: the rule, and each element that breaks it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[Any] = page.evaluate(RUN, list(RULES))
    return [
        f"{rule} ({words}): {target}\n  {markup}\n  {' '.join(why.split())}"
        for rule, words, nodes in found
        for target, markup, why in nodes
    ]
