"""Where the tools stand that come by npm: package.json names them, ``make`` installs them below the environment."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

MODULES = Path(sys.prefix) / "node" / "node_modules"


def tool(path: str) -> Path:
    """Return a file of an npm package; skip the test where it is not installed."""
    if not (MODULES / path).is_file():
        pytest.skip(f"{path.partition('/')[0]} is not installed; make test installs it")
    return MODULES / path


def program(name: str) -> str:
    """Return the path of a command; skip the test where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no command {name}; make test installs it")
    return found
