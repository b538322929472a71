"""The figures that have a goal, as a chart: each bar is a figure as a share of its goal; the line at 1 is the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.table import Row

WIDTH, LINE, NAMES, MOST = 860, 26, 460, 2.0
"""Width and line in px, room for the names, and the share at which a bar is cut off."""

STYLE = """text { font: 13px sans-serif; fill: #222 } .bar { fill: #1f4e79 } .missed { fill: #a33 } .goal { stroke: #666 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .bar { fill: #7fb2e5 } .missed { fill: #e88 }
.goal { stroke: #aaa } }"""


def chart(rows: Iterable[Row]) -> str:
    """Return an SVG: a bar for each row that has a share, an upright line where the goals are."""
    drawn = [row for row in rows if row.share is not None]
    height = LINE * (len(drawn) + 1)
    goal = NAMES + (WIDTH - NAMES) / MOST
    bars = "".join(_bar(row, LINE * n) for n, row in enumerate(drawn))
    told = "; ".join(f"{row.what.strip()}: {row.share:.2f}" for row in drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">'
        f"<title>Figures as shares of their goals; 1 is the goal, less is better</title><desc>{escape(told)}</desc>"
        f"<style>{STYLE}</style>{bars}"
        f'<line class="goal" x1="{goal:.0f}" x2="{goal:.0f}" y1="0" y2="{LINE * len(drawn)}"/>'
        f'<text x="{goal:.0f}" y="{height - 8}" text-anchor="middle">goal</text></svg>\n'
    )


def _bar(row: Row, top: int) -> str:
    assert row.share is not None
    wide = (WIDTH - NAMES) * min(row.share, MOST) / MOST
    kind = "bar" if row.share <= 1 else "missed"
    name, figure = escape(row.what.strip()), f"{row.share:.2f}"
    return (
        f'<text x="{NAMES - 8}" y="{top + 17}" text-anchor="end">{name}</text>'
        f'<rect class="{kind}" x="{NAMES}" y="{top + 5}" width="{wide:.0f}" height="{LINE - 10}"/>'
        f'<text x="{min(NAMES + wide + 6, WIDTH - 34):.0f}" y="{top + 17}">{figure}</text>'
    )
