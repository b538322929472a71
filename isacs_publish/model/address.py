"""Addresses of texts: the place of each version on the website, which it keeps for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Module

VOLUMES = "volumes/"
"""The folder of the volumes below the website."""


def address(module: Module, language: str) -> str:
    """Return the folder of a text below the website: ``05.20/2026/en/v0.1/``."""
    return f"{module.number}/{module.year}/{language}/v{module.version}/"


def full_address(website: str, folder: str, urn: str) -> str:
    """Return where a text is found, with the name by which it is asked for: ``https://…/05.20/2026/en/v0.1/?id=urn:…``."""
    return f"{website.rstrip('/')}/{folder}?id={urn}"
