"""Colours as ink on paper: which spaces a press can print, how much ink there is, and what is black (ISO 32000-1, 8.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Name

from isacs_publish.press.clauses import Clause
from isacs_publish.press.operators import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

Report = Callable[[Clause, str], None]
"""Takes what is wrong: the clause, and words."""

ROUNDING = 3.0
"""Per cent that the sum of four inks of eight bits may be off by."""


@dataclass(frozen=True, slots=True)
class Paint:
    """What a colour puts on paper: the inks, where they are known, and whether it is the ink of the marks."""

    inks: tuple[float, ...] | None
    registration: bool = False

    @property
    def total(self) -> float:
        return sum(self.inks or ())

    @property
    def rich(self) -> bool:
        """Whether this is black to the eye, and not made of black ink alone."""
        if self.inks is None or self.inks[:3] == (0, 0, 0):
            return False
        return all((1 - ink) * (1 - self.inks[3]) <= 0.2 for ink in self.inks[:3])

    def __str__(self) -> str:
        return " ".join(f"{letter} {ink * 100:.0f}" for letter, ink in zip("CMYK", self.inks or (), strict=False))


BLACK = Paint((0.0, 0.0, 0.0, 1.0))


def base_of(space: Any, report: Report) -> str:
    """Return the name of a colour space that the press can print, or an empty text after reporting one that it cannot."""
    kind = str(space[0] if isinstance(space, Array) else space)
    if kind in ("/DeviceCMYK", "/DeviceGray"):
        return kind
    if kind in ("/Pattern", "/Indexed"):
        under = base_of(space[1], report) if isinstance(space, Array) and len(space) > 1 else kind
        return kind if under else ""
    if kind == "/Separation" and space[1] == Name.All:
        return "/All" if base_of(space[2], report) else ""
    report(Clause.COLOUR, f"the colour space {told(space, kind)} is none of the inks of the press")
    return ""


def told(space: Any, kind: str) -> str:
    """Return a colour space in a few words."""
    if kind == "/ICCBased":
        return f"ICCBased with {int(space[1].get('/N', 0))} components"
    if kind in ("/Separation", "/DeviceN"):
        return f"{kind[1:]} of {str(space[1])[:40]} over {str(space[2])[:40]}"
    return kind[1:]


def function_ends(function: Any) -> Iterator[list[float]]:
    """Yield the colours between which a function runs evenly; raise Unreadable for one whose colours have to be computed."""
    if isinstance(function, Array):
        raise Unreadable("a gradient has one function a colour")
    if function.FunctionType == 2:
        yield [float(value) for value in function.get("/C0", [0.0])]
        yield [float(value) for value in function.get("/C1", [1.0])]
    elif function.FunctionType == 3:
        for part in function.Functions:
            yield from function_ends(part)
    else:
        raise Unreadable(f"a gradient has a function of type {int(function.FunctionType)}")


def most_ink(image: Any) -> float:
    """Return the largest sum of inks in a pixel of an image, in per cent."""
    from PIL import ImageChops

    picture = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    cyan, magenta, yellow, black = (picture if picture.mode == "CMYK" else picture.convert("CMYK")).split()
    halves = ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2)
    extremes: Any = ImageChops.add(*halves, scale=2).getextrema()
    return float(extremes[1] * 4 / 2.55)
