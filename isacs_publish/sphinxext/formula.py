"""Formulas as vector drawings: LaTeX → SVG with the words that stand for it, since the press lays out no MathML."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from xml.etree import ElementTree

LONGEST = 5_000
"""Characters of a formula; what is longer keeps the drawing busy for hours."""

_REACHING = re.compile(r"\\(?:input|include\w*|import|openin|openout|read|write\w*|immediate|special|href|url|[egx]?def)\b")
"""Commands of LaTeX that read, write, draw in files, link, or define commands."""

_SILENT = re.compile(r"(?<!\\)(%.*)|(\\(?:tag|label|href|def|newcommand)\b)")
"""What the drawing would leave out, or number beside our number."""


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


@cache
def fault_of(latex: str) -> str:
    """Return what is wrong with a formula, empty when it can be drawn whole: what LaTeX does not know is drawn as its name."""
    if len(latex) > LONGEST:
        return f"it has {len(latex):,} characters, more than {LONGEST:,}"
    if reaching := _REACHING.search(latex):
        return f"{reaching[0]!r} reaches out of the formula"
    if silent := _SILENT.search(latex):
        return f"{silent[0]!r} would not be drawn"
    if (plain := re.sub(r"\\.", "", latex)).count("{") != plain.count("}"):
        return "the braces do not pair"
    try:
        svg_of(latex, "")
        unknown = _unknown(latex)
    except Exception as error:  # the libraries raise what they happen to meet, an AssertionError without words among it
        name = type(error).__name__.removesuffix("Error")
        return " ".join(re.findall(r"[A-Z][a-z]+", name)).lower() if "latex" in type(error).__module__ else "a part is missing"
    return f"{unknown!r} is unknown" if unknown else ""


def _unknown(latex: str) -> str:
    """Return the first command that LaTeX does not know, or the first letter that the font lacks; empty without such."""
    from ziamath.tex import tex2mml
    from ziamath.zmath import Latex

    font = Latex(latex).font
    texts = [element.text or "" for element in ElementTree.fromstring(tex2mml(latex)).iter()]  # noqa: S314  (made here)
    commands = (found[0] for text in texts if (found := re.search(r"\\[A-Za-z]+|\\.", text)))
    letters = (letter for letter in "".join(texts) if not letter.isspace() and not font.glyphindex(letter))
    return next(commands, "") or next(letters, "")
