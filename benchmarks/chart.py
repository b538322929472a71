"""The figures that have a goal, as a chart: each bar is a figure as a share of its goal; the line at 1 is the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.table import Row

LINE, NAMES, BARS, FIGURES, MOST = 26, 460, 360, 50, 2.0
"""Height of a line in px, room for names, bars and figures, and the share at which a bar is cut off."""

WIDTH = NAMES + BARS + FIGURES

STYLE = """text { font: 13px sans-serif; fill: #222 } .bar { fill: #1f4e79 } .missed { fill: #a33 } .goal { stroke: #666 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .bar { fill: #7fb2e5 } .missed { fill: #e88 }
.goal { stroke: #aaa } }"""


def chart(rows: Iterable[Row]) -> str:
    """Return an SVG: a bar for each row that has a share, an upright line where the goals are."""
    drawn = list(_named(rows))
    height = LINE * (len(drawn) + 1)
    goal = NAMES + BARS / MOST
    bars = "".join(_bar(name, share, LINE * n) for n, (name, share) in enumerate(drawn))
    told = "; ".join(f"{name}: {share:.2f}" for name, share in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>Figures as shares of their goals; 1 is the goal, less is better</title><desc>{escape(told)}</desc>"
        f"<style>{STYLE}</style>{bars}"
        f'<line class="goal" x1="{goal:.0f}" x2="{goal:.0f}" y1="0" y2="{LINE * len(drawn)}"/>'
        f'<text x="{goal:.0f}" y="{height - 8}" text-anchor="middle">goal</text></svg>\n'
    )


def _named(rows: Iterable[Row]) -> Iterator[tuple[str, float]]:
    """Yield name and share of each row that has one; a row that belongs to another has its number too."""
    number = ""
    for row in rows:
        name = row.what.strip()
        if row.what.startswith(" "):
            name = f"{number} {name}"
        else:
            number = name.partition(" ")[0]
        if row.share is not None:
            yield name, row.share


def _bar(name: str, share: float, top: int) -> str:
    wide = BARS * min(share, MOST) / MOST
    kind = "bar" if share <= 1 else "missed"
    return (
        f'<text x="{NAMES - 8}" y="{top + 17}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="{kind}" x="{NAMES}" y="{top + 5}" width="{wide:.0f}" height="{LINE - 10}"/>'
        f'<text x="{WIDTH - 8}" y="{top + 17}" text-anchor="end">{share:.2f}</text>'
    )
