"""Keys of publishers, made once for all tests of a run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from isacs_publish.releasing import Seal
from isacs_publish.signing import PUBLISHER_CERTIFICATE, RELEASE_PUBLIC, make_keys
from isacs_publish.verifying import Publisher


def keys_of(name: str = "publisher") -> Path:
    """Return the folder with the keys of a publisher."""
    return _made(name)  # (a cache takes a default and the same word given for two calls)


@cache
def _made(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="keys-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_keys(folder, name, datetime(2030, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
    return folder


def seal_of(name: str = "publisher") -> Seal:
    """Return what a publisher signs with."""
    return Seal.of(keys_of(name))


def known(name: str = "publisher") -> Publisher:
    """Return how a publisher is known."""
    return Publisher.of(keys_of(name) / RELEASE_PUBLIC, keys_of(name) / PUBLISHER_CERTIFICATE)
