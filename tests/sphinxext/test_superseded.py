"""Old addresses: every anchor and number of every version lands in the text that is current, over amendments and editions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from lxml import html
from tinyhtml5.parser import HTMLParser

from isacs_publish.model.landing import label_id
from isacs_publish.register_file import read_registers
from tests.history import History, change, make_history
from tests.roots import module_path, text, write
from tests.sphinxext.site import write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.model.register import RegisteredVersion

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"><title>p</title>
<rect width="5" height="5"/></svg>
"""

ROW = "   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n     - d\n"

REST = f"""\
.. _site:

Site
----

Sites are dry.

.. _clause-4:

Ground
~~~~~~

Ground is flat.

.. _table-2:

.. list-table:: One
{ROW}
.. _doors:

Doors
-----

Doors are of steel.

.. _tab-doors:

.. list-table:: Two
{ROW}
.. _fig-one:

.. figure:: pic.svg
   :alt: one

   Figure one

.. _fig-two:

.. figure:: pic.svg
   :alt: two

   Figure two

.. _for-one:

.. formula:: a = b
   :alt: a is b

.. _for-two:

.. formula:: a = c
   :alt: a is c

.. _term-entry:

Words
-----

.. _term-store:

.. term:: store

   place where things are kept

.. _term-shed:

.. term:: shed

   small place

.. _annex-forms:

Forms
-----

.. annex:: informative

Forms are here.

.. _bibliography:

Bibliography
------------

.. reference:: one

   One, *First work*

.. reference:: two

   Two, *Second work*
"""


def take_out(history: History, *parts: tuple[str, str]) -> None:
    """Take out of the text what stands between two words, the second kept."""
    path = module_path(history.workspace, "A1.1")
    words = path.read_text(encoding="utf-8")
    for first, then in parts:
        words = words[: words.index(first)] + words[words.index(then) :]
    path.write_text(words, encoding="utf-8")


def begin(history: History, old: tuple[int, str], new: tuple[int, str]) -> None:
    """Make another version of the one in the catalogue."""
    rows = [f'year = {year}\nversion = "{version}"\nstage' for year, version in (old, new)]
    dates = [f"\ndate = {year}-05-01\ncustodian" for year in (old[0], new[0])]
    history.catalogue((rows[0], rows[1]), (dates[0], dates[1]))


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Return three versions in two editions: each kind of unit is withdrawn in V1.1, and merged in the second edition."""
    made = make_history(tmp_path_factory.mktemp("old"), {"A1.1": text("Keeping things", REST)})
    write(module_path(made.workspace, "A1.1").parent / "pic.svg", PICTURE)
    made.publish("2030-1")
    begin(made, (2030, "1.0"), (2030, "1.1"))
    take_out(
        made, (".. _fig-two:", ".. _for-one:"), (".. _for-two:", ".. _term-entry:"), (".. _term-shed:", ".. _annex-forms:")
    )
    made.catalogue(rows="".join(change(anchor, "withdrawn") for anchor in ("fig-two", "for-two", "term-shed")))
    made.publish("2030-2")
    begin(made, (2030, "1.1"), (2032, "1.0"))
    take_out(
        made,
        (".. _site:", ".. _doors:"),
        (".. _fig-one:", ".. _for-one:"),
        (".. _term-store:", ".. _annex-forms:"),
        (".. reference:: one", ".. reference:: two"),
    )
    merged = {
        "site": "tab-doors",
        "clause-4": "term-thing",
        "table-2": "tab-doors",
        "fig-one": "for-one",
        "term-store": "doors",
    }
    rows = [change(old, "merged", into=new, year="2032", version="1.0") for old, new in merged.items()]
    made.catalogue(rows="".join(rows).replace('"2032"', "2032"))
    assert [finding for finding in made.read()[1] if finding.is_error] == []
    assert write_site(made.workspace, "en", set()) == []
    return made


def versions(history: History) -> tuple[RegisteredVersion, ...]:
    return read_registers(history.workspace).of("A1.1").versions


def page(history: History, year: int, version: str) -> Path:
    return history.workspace.site / f"A1.1/{year}/en/v{version}/index.html"


def pages(history: History) -> list[Path]:
    found = sorted((history.workspace.site / "A1.1").rglob("v*/index.html"))
    assert len(found) == 3
    return found


def addresses(version: RegisteredVersion) -> Iterator[str]:
    """Yield what links to a version may end with."""
    for unit in version.units:
        if "~" not in unit.anchor:
            yield from filter(None, (unit.anchor, label_id(unit.kind, unit.number)))


def test_each_address_of_each_version_leads_into_the_current_text(history: History) -> None:
    current = set(html.parse(page(history, 2032, "1.0")).xpath("//@id"))
    for version in versions(history):
        old = page(history, version.year, version.version)
        tree = html.parse(old)
        for address in addresses(version):
            link = tree.xpath("//*[@id=$id]/ancestor-or-self::li[1]/a/@href", id=address)[0]
            target, _, anchor = link.partition("#")
            assert (old.parent / target).resolve() == page(history, 2032, "1.0").resolve()
            assert anchor in current, (version.version, address)


def test_each_anchor_that_was_ever_published_lands_on_the_current_page_itself(history: History) -> None:
    current = set(html.parse(page(history, 2032, "1.0")).xpath("//@id"))
    ever = {unit.anchor for version in versions(history) for unit in version.units if "~" not in unit.anchor}
    assert {"fig-two", "term-shed", "site", "ref-one"} <= ever
    assert ever - current == set()


def test_no_page_has_an_id_twice_though_an_anchor_may_look_like_a_number(history: History) -> None:
    for path in pages(history):
        ids = Counter(html.parse(path).xpath("//@id"))
        assert {"clause-4", "table-2"} <= ids.keys()
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_pages_with_former_anchors_are_html(history: History) -> None:
    for path in pages(history):
        parser = HTMLParser()
        parser.parse(path.read_text(encoding="utf-8"))
        assert parser.errors == [], path
