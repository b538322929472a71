"""The structure tree of one whole module as text, read by hand from its cover to its last page.

After a wanted change, ``REWRITE_TREES=1 pytest tests/corpus/test_trees.py`` writes the text anew; read the difference before
you commit it.
"""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.press.trees import outline_of

if TYPE_CHECKING:
    from tests.conftest import Corpus

READ = sorted((Path(__file__).parent / "trees").glob("*.txt"))


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_the_tree_of_a_module_is_the_one_that_was_read(path: Path, corpus: Corpus) -> None:
    module = next(artifact for artifact in corpus.of_kind("module") if f" {path.stem}:" in artifact.identifier)
    found = outline_of(corpus.path(module).read_bytes())
    if os.environ.get("REWRITE_TREES"):
        path.write_text(found, encoding="utf-8")
    wanted = path.read_text(encoding="utf-8")
    assert found == wanted, "\n" + "\n".join(
        unified_diff(wanted.splitlines(), found.splitlines(), "read", "found", lineterm="")
    )
