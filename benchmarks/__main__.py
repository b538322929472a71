"""``python -m benchmarks [--quick] [--output FILE]`` measures everything in one run and prints the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import binding, checking, editions, memory, no_op, plain, site, typesetting, whole
from benchmarks.corpus import CORES, PROJECT, read_corpus
from benchmarks.costs import press_pool
from benchmarks.table import Row, show
from isacs_publish.workspace import Workspace

QUICK = ("07",)


def main() -> int:
    """Measure, print the table, and return 0: a goal that is missed is told, it is no failure of the run."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"series {QUICK[0]} only, as a smoke test")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table to a file too")
    arguments = parser.parse_args()
    words = QUICK if arguments.quick else ()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), words)
    scope = f"series {QUICK[0]} only; the whole build still reads and shows all modules" if words else "all modules and volumes"
    show(rows, f"{scope}; {CORES} cores", arguments.output)
    return 0


def measure(folder: Path, words: tuple[str, ...]) -> list[Row]:
    """Return the rows of the table, in order."""
    tell("reading the modules")
    corpus = read_corpus(Workspace(PROJECT, folder / "press"), words)
    with press_pool(CORES) as pool:
        tell(f"typesetting {len(corpus.sources)} modules")
        typeset = typesetting.measure(pool, corpus)
        tell("binding the volumes")
        bound = binding.measure(pool, corpus, typeset.sheets)
        tell("print and review editions")
        derived = editions.measure(pool, corpus, typeset.sheets, bound)
    tell("the whole build, cold")
    built = whole.measure(folder / "whole", words)
    tell("WeasyPrint called plainly; this takes longest")
    deliverables = plain.deliverables(corpus)
    seconds = plain.measure(deliverables, corpus.fonts)
    tell("a build with nothing to do")
    idle = no_op.measure(folder / "whole", words)
    tell("checking everything, and reading alone, in turn")
    checked = checking.measure()
    tell("the website in all languages, and plain Sphinx in turn")
    written = site.measure(folder / "site")
    return [
        *typesetting.rows(typeset),
        *binding.rows(bound, typeset.cpu),
        *plain.rows(len(deliverables), seconds, built),
        *no_op.rows(idle),
        *memory.rows(built),
        *editions.rows(derived, typeset.cpu + bound.matter),
        *checking.rows(checked),
        *site.rows(written),
    ]


def tell(what: str) -> None:
    """Say on standard error what is being measured now."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
