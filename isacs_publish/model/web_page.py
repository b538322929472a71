"""A page of the website as the text's side gives it: what stands in it, and where it stands for good."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebPage:
    """The words of a page as HTML, its links relative to ``address``, the path of its file below the website.

    ``number`` is that of a module, empty for the pages beside the modules; ``docname`` names the source.
    """

    docname: str
    number: str
    address: str
    title: str
    body: str
