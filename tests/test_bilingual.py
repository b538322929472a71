"""Two texts of one module, block beside block: rows, blocks across the page, names, and what differs."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from isacs_publish.bilingual import Side, StructureDiffers, paired

ARABIC, ENGLISH = Side("ar", "rtl"), Side("en", "ltr")


def pair(main: str, second: str) -> etree._Element:
    """Return the body of a pair: Arabic first, English beside it."""
    return etree.fromstring(f"<body>{paired(main, second, (ARABIC, ENGLISH))}</body>")


def rows(body: etree._Element) -> list[tuple[str, ...]]:
    """Return what stands side by side, in the order of the text."""
    return [
        tuple(" ".join("".join(side.itertext()).split()) for side in row)
        for row in body.xpath("//div[starts-with(@class, 'row')]")
    ]


def across(body: etree._Element) -> list[str]:
    """Return the languages of the blocks that stand across the page."""
    return [whole.get("lang") for whole in body.xpath("//div[starts-with(@class, 'whole')]")]


def test_a_paragraph_stands_beside_its_counterpart_with_its_language_and_direction() -> None:
    body = pair("<p>واحد</p><p>اثنان</p>", "<p>one</p><p>two</p>")
    assert rows(body) == [("واحد", "one"), ("اثنان", "two")]
    assert [(side.get("lang"), side.get("dir")) for side in body[0]] == [("ar", "rtl"), ("en", "ltr")]


def test_each_entry_of_a_list_is_a_row_and_counts_on() -> None:
    lists = '<ol class="loweralpha"><li><p>{}</p></li><li><p>{}</p></li></ol>'
    body = pair(lists.format("أ", "ب"), lists.format("a", "b"))
    assert rows(body) == [("أ", "a"), ("ب", "b")]
    assert [part.get("style") for part in body.xpath("//ol")] == ["counter-reset: list-item 0"] * 2 + [
        "counter-reset: list-item 1"
    ] * 2
    assert {part.get("data-list") for part in body.xpath("//ol")} == {"1"}


def test_the_number_and_the_term_of_an_entry_are_one_row() -> None:
    entry = (
        '<div class="numbered term-entry" data-bookmark="3.1 {0}" id="term-x"><p class="term-number">3.1</p>'
        '<p class="designation preferred">{0}</p><p>{1}</p></div>'
    )
    body = pair(entry.format("سلاح", "شيء"), entry.format("weapon", "thing"))
    assert rows(body) == [("3.1سلاح", "3.1weapon"), ("شيء", "thing")]
    assert body[0].get("data-bookmark") == "3.1 سلاح — weapon"


def test_a_note_of_two_paragraphs_is_two_rows_of_one_note() -> None:
    note = '<div class="note" id="n"><p>{}</p><p>{}</p></div>'
    body = pair(note.format("أ", "ب"), note.format("a", "b"))
    assert rows(body) == [("أ", "a"), ("ب", "b")]
    assert [part.get("id") for part in body.xpath("//div[@class='note']")] == ["n", "en.n", None, None]


def table(columns: int, word: str) -> str:
    """Return a table of one row."""
    return f"<table><tbody><tr>{f'<td><p>{word}</p></td>' * columns}</tr></tbody></table>"


def test_a_narrow_table_stands_beside_its_counterpart_and_a_wide_one_before_it() -> None:
    assert across(pair(table(2, "أ"), table(2, "a"))) == []
    assert across(pair(table(3, "أ"), table(3, "a"))) == ["ar", "en"]
    assert across(pair(table(2, "أ" * 900), table(2, "a"))) == ["ar", "en"]


FIGURE = '<figure id="f"><img src="images/{}" alt="{}"/><figcaption>{}</figcaption></figure>'


def test_a_picture_that_both_sides_show_stands_once_with_both_captions_and_both_descriptions() -> None:
    body = pair(FIGURE.format("a.svg", "سهم", "شكل"), FIGURE.format("a.svg", "arrow", "Figure"))
    assert [picture.get("alt") for picture in body.iter("img")] == ["سهم — arrow"]
    assert rows(body) == [("شكل", "Figure")]
    assert [(caption.get("id"), caption.text) for caption in body.iter("figcaption")] == [(None, "شكل"), ("en.f", "Figure")]


def test_pictures_that_differ_stand_both() -> None:
    body = pair(FIGURE.format("a.ar.svg", "سهم", "شكل"), FIGURE.format("a.svg", "arrow", "Figure"))
    assert across(body) == ["ar", "en"]
    assert len(list(body.iter("img"))) == 2


def test_a_link_leads_to_its_own_side() -> None:
    section = (
        '<section class="clause" id="scope"><h2><span class="title">{}</span></h2><p><a href="#scope">{}</a></p></section>'
    )
    body = pair(section.format("مجال", "انظر"), section.format("Scope", "see"))
    names = [part.get("id") for part in body.iter() if part.get("id")]
    assert names == ["scope", "en.scope"]
    assert [link.get("href") for link in body.iter("a")] == ["#scope", "#en.scope"]
    assert body.find(".//h2").get("data-bookmark") == "مجال — Scope"


def test_what_is_said_of_one_side_of_a_division_is_said_of_that_side_alone() -> None:
    body = pair('<section class="clause"><p>أ</p></section>', '<section class="clause stale" lang="fr"><p>a</p></section>')
    assert body[0].get("class") == "clause"
    main, second = body.xpath("//div[@data-side]")
    assert ("stale" in main.get("class"), "stale" in second.get("class"), second.get("lang")) == (False, True, "fr")


def test_the_source_beside_a_translation_stays_with_it() -> None:
    body = pair('<p>أ</p><p class="source-words">a</p><p>ب</p>', "<p>a</p><p>b</p>")
    assert rows(body) == [("أa", "a"), ("ب", "b")]


@pytest.mark.parametrize(
    ("main", "second"),
    [
        ("<p>أ</p>", "<p>a</p><p>b</p>"),
        ("<ul><li>أ</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        (table(2, "أ"), table(3, "a")),
        ("<dl><dt>أ</dt><dd>ب</dd></dl>", "<dl><dt>a</dt></dl>"),
        ("<p>&amp</p>", "<p>a</p>"),
    ],
)
def test_sides_that_differ_are_told_and_not_guessed_at(main: str, second: str) -> None:
    with pytest.raises(StructureDiffers) as told:
        pair(f'<section id="c">{main}</section>', f'<section id="c">{second}</section>')
    assert told.value.unit in ("c", "")


BLOCKS = st.recursive(
    st.sampled_from(["<p>{}</p>", "<h3>{}</h3>", "<pre>{}</pre>", table(2, "{}"), table(3, "{}")]),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                ("<section>", "</section>"),
                ('<div class="note">', "</div>"),
                ('<div class="term-entry">', "</div>"),
                ("<ul><li>", "</li></ul>"),
                ("<dl><dt>{}</dt><dd>", "</dd></dl>"),
            ]
        ),
        st.lists(inner, min_size=1, max_size=3),
    ).map(lambda drawn: f"{drawn[0][0]}{''.join(drawn[1])}{drawn[0][1]}"),
    max_leaves=12,
)


@given(st.lists(BLOCKS, min_size=1, max_size=4).map("".join))
def test_no_word_of_either_side_is_lost(blocks: str) -> None:
    sides = []
    for letter in "ae":
        parts = blocks.split("{}")
        sides.append("".join(f"{part}{letter}{i} " for i, part in enumerate(parts[:-1])) + parts[-1])
    words = Counter(re.findall(r"[ae]\d+", " ".join(sides)))
    assert Counter(re.findall(r"[ae]\d+", " ".join(pair(*sides).itertext()))) == words
