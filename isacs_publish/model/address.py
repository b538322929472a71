"""Addresses of texts: the place of each version on the website, which it keeps for good."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from isacs_publish.model.catalogue import Module

VOLUMES = "volumes/"
"""The folder of the volumes below the website."""


def address(module: Module, language: str) -> str:
    """Return the folder of a text below the website: ``05.20/2026/en/v0.1/``."""
    return folder_of(module.number, module.year, language, module.version)


def folder_of(number: str, year: int, language: str, version: str) -> str:
    """Return the folder of any version of a module below the website, for good."""
    return f"{number}/{year}/{language}/v{version}/"


def lasting(path: PurePosixPath, content: bytes) -> PurePosixPath:
    """Return the path of a file with its digest in its name: what names it gets these bytes, however old it is."""
    return path.with_name(f"{path.stem}-{sha256(content).hexdigest()[:10]}{path.suffix}")


def full_address(website: str, folder: str, urn: str) -> str:
    """Return where a text is found, with the name by which it is asked for: ``https://…/05.20/2026/en/v0.1/?id=urn:…``."""
    return f"{website.rstrip('/')}/{folder}?id={urn}"
