"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

CACHE = "ISACS_CACHE"
"""The variable of the environment that names the folder of the cache for all commands."""


def selecting(parser: argparse.ArgumentParser) -> None:
    """Add the words that select modules and series."""
    parser.add_argument("selection", nargs="*", metavar="SELECTION", help="modules (05.20) or series (05); nothing: all")


def reading(parser: argparse.ArgumentParser) -> None:
    """Add what a command that reads the modules is told: language, processes, where to build."""
    told = "language of the texts (default: en); where files are made also several, en,fr, or all"
    parser.add_argument("--language", default="en", metavar="CODE", help=told)
    jobs(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help="where to build (default: build)")


def jobs(parser: argparse.ArgumentParser) -> None:
    """Add the number of processes."""
    cores = os.cpu_count() or 1
    parser.add_argument("--jobs", type=positive, default=cores, metavar="N", help="processes (default: one a core)")


def caching(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the cache."""
    told = f"where the press keeps what it made, also for other builds and projects (default: {CACHE}, else build/.cache/press)"
    parser.add_argument("--cache", type=Path, metavar="DIR", help=told)


def positive(text: str) -> int:
    """Return a number that counts from 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
