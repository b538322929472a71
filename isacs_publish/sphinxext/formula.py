"""Formulas as vector drawings: LaTeX → SVG with the words that stand for it, since the press lays out no MathML."""

from __future__ import annotations

from functools import cache
from html import escape


@cache
def svg_of(latex: str, alt: str) -> str:
    """Return the SVG element of a formula, titled with its text in words; size in px of the 10.5 pt body."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False
    config.precision = 3
    svg: str = Latex(latex, size=14.5).svg()
    head, _, rest = svg.partition(">")
    return f'{head} role="img">\n<title>{escape(alt)}</title>{rest}'
