"""Files of translators: what goes out is what comes back, and what comes from elsewhere is judged before it is read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.exports.messages_csv import COLUMNS, as_csv, read_csv
from isacs_publish.exports.messages_xliff import as_xliff, read_xliff
from isacs_publish.model.exchange import Delivery, Offer
from isacs_publish.model.translation import folded

NASTY = "ab \t\n'\"\\=+-@<>&]]>;,:`*|{}\u200f\u00a0é中😀"
texts = st.text(st.sampled_from(NASTY), max_size=16).map(folded)
offers = st.builds(
    Offer,
    source=texts.filter(bool),
    target=texts,
    fuzzy=st.booleans(),
    previous=texts,
    units=st.sampled_from([(), ("scope",), ("scope", "annex-a")]),
    note=texts,
    label=texts,
)
deliveries = st.builds(Delivery, st.just("05/05.20/index"), st.just("ar"), st.lists(offers, min_size=1, max_size=5).map(tuple))


def meant(delivery: Delivery) -> list[Offer]:
    """Return the offers as a file can tell them: without a translation there is no state."""
    return [
        Offer(o.source, o.target, o.fuzzy if o.target else None, o.previous, o.units, o.note, o.label) for o in delivery.offers
    ]


def told(found: Delivery) -> list[Offer]:
    """Return the offers without lines."""
    return [Offer(o.source, o.target, o.fuzzy, o.previous, o.units, o.note, o.label) for o in found.offers]


@given(deliveries)
def test_xliff_brings_back_every_sign(delivery: Delivery) -> None:
    ((found,), findings) = read_xliff(as_xliff(delivery, "en"), "a.xlf")
    assert not findings
    assert (found.docname, found.language, told(found)) == (delivery.docname, delivery.language, meant(delivery))


@given(deliveries)
def test_csv_brings_back_every_sign(delivery: Delivery) -> None:
    ((found,), findings) = read_csv(as_csv(delivery).decode(), "a.csv")
    assert not findings
    assert (found.docname, found.language, told(found)) == (delivery.docname, delivery.language, meant(delivery))


@given(deliveries)
def test_no_cell_is_one_that_a_spreadsheet_reckons_out(delivery: Delivery) -> None:
    rows = csv.reader(io.StringIO(as_csv(delivery).decode("utf-8-sig"), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


SOME = Delivery("05/05.20/index", "fr", (Offer("Scope", "Domaine", True, "Field", ("scope",)), Offer("End")))


def test_states_are_those_of_xliff() -> None:
    content = as_xliff(SOME, "en").decode()
    assert '<target state="needs-review-translation">Domaine</target>' in content
    assert '<alt-trans xml:space="preserve" origin="former source" xml:lang="fr"><source>Field</source>' in content
    assert content.count("<target") == 2  # (that of the alternative; what is missing has none)


@pytest.mark.parametrize(
    ("state", "fuzzy"),
    [
        ('state="needs-l10n"', True),
        ('state="needs-review-l10n"', True),
        ('state="new"', True),
        ('state="final"', False),
        ('state="translated" state-qualifier="fuzzy-match"', True),
        ("", None),
    ],
)
def test_states_that_tools_write_are_understood(state: str, fuzzy: bool | None) -> None:
    content = as_xliff(SOME, "en").replace(b'state="needs-review-translation"', state.encode()).replace(b' approved="no"', b"")
    ((found,), _) = read_xliff(content, "a.xlf")
    assert found.offers[0].fuzzy is fuzzy


def test_approval_alone_is_a_state() -> None:
    content = (
        as_xliff(SOME, "en").replace(b' state="needs-review-translation"', b"").replace(b'approved="no"', b'approved="yes"')
    )
    ((found,), _) = read_xliff(content, "a.xlf")
    assert found.offers[0].fuzzy is False


SECOND = """\
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="ru">
<file id="f1" original="01/01.10/index">
<unit id="u1"><segment state="translated"><source>Scope</source><target>Область</target></segment></unit>
<unit id="u2"><segment state="initial"><source>End</source><target>Конец</target></segment></unit>
</file></xliff>"""


def test_the_second_version_of_xliff_is_read_too() -> None:
    ((found,), findings) = read_xliff(SECOND.encode(), "a.xlf")
    assert not findings
    assert (found.docname, found.language) == ("01/01.10/index", "ru")
    assert [(offer.target, offer.fuzzy, offer.line) for offer in found.offers] == [("Область", False, 3), ("Конец", True, 4)]


FIRST = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{}</xliff>'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<",
        b"\xff\xfe<",
        b"<html/>",
        b"<xliff/>",
        FIRST.format("").encode(),
        FIRST.format("<file/>").replace('version="1.2"', 'version="2.0"').encode(),
        SECOND.replace('version="2.0"', 'version="1.2"').encode(),
        FIRST.format("<trans-unit><source>a</source></trans-unit><file/>").encode(),
        b"<xliff>" + b"<g>" * 5000,
        (BOMB + FIRST.format("<file><body/></file>")).encode(),
        ("<!DOCTYPE xliff SYSTEM 'http://example.org/x.dtd'>" + SECOND).encode(),
        (BOMB + FIRST.format("<file><body/></file>")).encode("utf-16"),
    ],
)
def test_what_is_no_xliff_is_one_finding(content: bytes) -> None:
    found, findings = read_xliff(content, "a.xlf")
    assert not found
    assert [finding.place.path for finding in findings] == ["a.xlf"]


def test_an_entity_is_never_read() -> None:
    content = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SECOND.replace("Область", "&a;")
    found, (finding,) = read_xliff(content.encode(), "a.xlf")
    assert not found
    assert "declares a document type" in finding.message


@given(st.binary(max_size=40))
def test_no_bytes_raise(content: bytes) -> None:
    assert read_xliff(content, "a.xlf")[1]


HEAD = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("source,translation\na,b", 1),
        (f"{HEAD}\na,b", 2),
        (f"{HEAD}\n05/05.20/index,fr,,,Scope,Domaine,perhaps,,", 2),
        (f'{HEAD}\n05/05.20/index,fr,,,"Scope', 2),
        (f'{HEAD}\n05/05.20/index,fr,,,"two\nlines",Domaine,,,\nx', 4),
    ],
)
def test_what_is_no_table_is_one_finding_with_its_line(content: str, line: int) -> None:
    found, (finding,) = read_csv(content, "a.csv")
    assert not found
    assert finding.place.line == line


@pytest.mark.parametrize("mark", [";", "\t"])
def test_tables_are_read_as_spreadsheets_of_other_countries_save_them(mark: str) -> None:
    content = f"{HEAD}\r\n05/05.20/index,fr,,,Scope,Domaine,current,,\r\n".replace(",", mark)
    ((found,), findings) = read_csv(content, "a.csv")
    assert not findings
    assert [(offer.target, offer.fuzzy) for offer in found.offers] == [("Domaine", False)]


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    read_csv(f"{HEAD}\n{text}", "a.csv")
