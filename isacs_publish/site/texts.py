"""The texts of the website in each language, kept between builds: a build of one language writes the site of all."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.site.site import SiteText
    from isacs_publish.workspace import Workspace


def keep(workspace: Workspace, text: SiteText, inputs: str) -> None:
    """Keep the website in one language; ``inputs`` is the digest of all that it was made from."""
    slim = replace(text, reading=replace(text.reading, sources={}, bodies={}, messages={}))
    write_atomically(_path(workspace, text.language), pickle.dumps((inputs, slim)))


def read_kept(workspace: Workspace, catalogue: Catalogue, now: str) -> tuple[dict[str, SiteText], list[str]]:
    """Return the texts that were made from the inputs with a digest, by language, and the languages of other ones."""
    found: dict[str, SiteText] = {}
    outdated = []
    for language in _source_first(catalogue):
        inputs, text = _read(_path(workspace, language))
        if text and inputs == now:
            found[language] = text
        elif text:
            outdated.append(language)
    return found, outdated


def forget(workspace: Workspace, languages: list[str]) -> None:
    """Forget texts of older sources, once it was said that they are taken off the site."""
    for language in languages:
        _path(workspace, language).unlink(missing_ok=True)


def _source_first(catalogue: Catalogue) -> list[str]:
    languages = catalogue.languages
    return list(dict.fromkeys((languages.source, *languages.published)))


def _read(path: Path) -> tuple[str, SiteText | None]:
    """Return the digest and the text of a file in the cache; one that was written by another version of the tool is none."""
    try:
        inputs, text = pickle.loads(path.read_bytes())  # noqa: S301  (the cache of this project, written by ourselves)
    except (OSError, EOFError, ValueError, AttributeError, ImportError, IndexError, TypeError, pickle.UnpicklingError):
        return "", None
    return inputs, text


def _path(workspace: Workspace, language: str) -> Path:
    return workspace.cache / "site" / f"{language}.pickle"
