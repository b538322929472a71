"""The drawings of a translated reading: under names of their own, with their labels in the language of the build."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes

from isacs_publish.pictures.labels import relabelled
from isacs_publish.sphinxext.messages import DRAWN
from isacs_publish.words import words

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def letter(doctree: nodes.Node, env: BuildEnvironment) -> dict[str, bytes]:
    """Have images name the drawings with their labels translated, and return these by path; no such file is in the sources.

    The path is that of the source with the language before its suffix: ``03/03.50/cycle.fr.svg``.
    """
    language, drawn = env.config.language, {}
    for image in doctree.findall(nodes.image):
        source = Path(env.srcdir, image["uri"])
        if (said := image.attributes.pop(DRAWN, None)) and source.is_file():
            path = PurePosixPath(image["uri"])
            image["uri"] = str(path.with_suffix(f".{language}{path.suffix}"))
            drawn[image["uri"]] = relabelled(source.read_bytes(), said, language, words(language).direction)
    return drawn
