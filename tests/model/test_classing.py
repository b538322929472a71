"""Classing: what it means that a sentence reads otherwise; single rules here, and labelled sets of pairs in ``tests/cases``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isacs_publish.forms import verbal_forms
from isacs_publish.model.classing import Facet, Nature, classify
from isacs_publish.model.provision import sentences
from tests.conftest import PROJECT
from tests.figures import tell
from tests.model.labelled import figures, read_pairs

if TYPE_CHECKING:
    from pathlib import Path

FORMS = verbal_forms("en")

PAIRS = [
    ("Two officers and three guards attend.", "Three officers and two guards attend.", "normative", ("number",)),
    (
        "Guards shall carry radios but shall not carry arms.",
        "Guards shall not carry radios but shall carry arms.",
        "normative",
        ("negation",),
    ),
    (
        "Guards shall carry radios and may carry arms.",
        "Guards may carry radios and shall carry arms.",
        "normative",
        ("strength",),
    ),
    ("Guards shall carry radios and may carry arms.", "Guards may carry arms and shall carry radios.", "editorial", ()),
    ("The room shall not hold any arms.", "The room shall hold no arms.", "editorial", ()),
    ("The room may hold any arms.", "The room may hold arms.", "substantive", ()),
    ("The key key is lost.", "The key is lost.", "editorial", ()),
    ("The link is casual.", "The link is causal.", "substantive", ()),
    ("The importer is known.", "The exporter is known.", "substantive", ()),
    ("The exporter is known.", "The exported is known.", "substantive", ()),
    ("as given in 5.2", "as given in 5.3", "normative", ("citation",)),
    ("an increase of 5.2 m", "an increase of 5.3 m", "normative", ("number",)),
    ("as given in A.1", "as given in A.2", "normative", ("citation",)),
    ("as given in Annex A (see {ref:tab})", "as given in Annex A ({ref:tab})", "editorial", ()),
    ("The evaluator shall inform the owner.", "The owner shall be informed by the evaluator.", "editorial", ()),
    ("The evaluator shall inform the owner.", "The owner shall inform the evaluator.", "substantive", ()),
    ("The body shall, where possible, keep records.", "Where possible, the body shall keep records.", "editorial", ()),
    ("The team is required to report.", "The team shall report.", "editorial", ()),
    ("It is recommended that the team report.", "The team should report.", "editorial", ()),
    ("The register is not allowed to be moved.", "The register shall not be moved.", "editorial", ()),
    ("The store may be opened with a key.", "The store may be opened without a key.", "normative", ("negation",)),
    ("The report shall be sent within 30 days.", "The report shall be sent within thirty-one days.", "normative", ("number",)),
    ("at least two officers shall attend", "at most two officers shall attend", "normative", ("number",)),
    ("Records shall be kept for 10 years.", "Records shall be kept for at least 10 years.", "normative", ("number",)),
    ("The store shall be inspected weekly.", "The store shall be inspected monthly.", "normative", ("number",)),
    ("Each {term:stockpile} shall be guarded.", "Each {term:depot} shall be guarded.", "normative", ("term",)),
    ("See {ref:annex-a}.", "See {ref:annex-b}.", "normative", ("citation",)),
    ("See {ref:annex-a|the annex}.", "See {ref:annex-a}.", "editorial", ()),
    ("Each {term:stockpile|stockpiles} shall be guarded.", "Each {term:stockpile} shall be guarded.", "editorial", ()),
    (
        "in accordance with Article 7 of the Arms Trade Treaty",
        "in accordance with Article 6 of the Arms Trade Treaty",
        "normative",
        ("citation",),
    ),
    ("The team shall report.", "The team reports.", "normative", ("strength",)),
    ("The team may report.", "The team can report.", "normative", ("strength",)),
    ("The team should report.", "The team must report.", "normative", ("strength",)),
    ("The police shall guard the store.", "The army shall guard the store.", "substantive", ()),
    ("The store shall be guarded.", "The store shall be guarded at night.", "substantive", ()),
    (
        "The team shall report to the minister and the council.",
        "The team shall report to the minister or the council.",
        "substantive",
        (),
    ),
    ("The team's reports", "The reports of the team", "editorial", ()),
    ("licence-holder", "licence holder", "editorial", ()),
    ("The record-keeping system", "The record keeping system", "editorial", ()),
    ("It shall be re-examined", "It shall be reexamined", "editorial", ()),
    ("The distance shall be 5 m.", "The distance shall be 5 metres.", "editorial", ()),
    ("The distance shall be 5 m.", "The distance shall be 5 km.", "normative", ("unit",)),
    ("from 2020 to 2025", "from 2020 to 2026", "normative", ("number",)),
    ("Firearms, ammunition and explosives", "Firearms; ammunition, and explosives", "editorial", ()),
    ("one third of members", "two thirds of members", "normative", ("number",)),
    ("twice a year", "once a year", "normative", ("number",)),
    ("every two years", "every three years", "normative", ("number",)),
    ("Only authorized persons may enter.", "Only unauthorized persons may enter.", "normative", ("negation",)),
    ("The team need not report.", "The team may report.", "normative", ("negation",)),
    ("No person shall enter.", "Each person shall enter.", "normative", ("negation",)),
    ("The report has to be signed.", "The report shall be signed.", "editorial", ()),
    ("a minimum of three", "a maximum of three", "normative", ("number",)),
    ("not less than 3 persons", "a minimum of three persons", "editorial", ()),
    ("ISO 9001", "ISO 9001:2015", "normative", ("citation",)),
    ("Records shall be kept before transfer.", "Records shall be kept after transfer.", "substantive", ()),
    ("before transfer", "prior to transfer", "editorial", ()),
    ("transfer from the depot to the port", "transfer from the port to the depot", "substantive", ()),
    ("by 31 December 2026", "by 30 June 2026", "normative", ("number",)),
    ("31 December 2026", "December 31, 2026", "editorial", ()),
    ("5 %", "6 %", "normative", ("number",)),
    ("10 000 rounds", "10,000 rounds", "editorial", ()),
    ("US$ 500", "500 USD", "editorial", ()),
    ("USD 500", "EUR 500", "normative", ("unit",)),
    ("The data shall be analysed.", "The data shall be analyzed.", "editorial", ()),
    ("The marking shall be visible.", "The markings shall be visible.", "editorial", ()),
    ("Where a weapon is lost, the owner shall report it.", "If a weapon is lost, the owner shall report it.", "editorial", ()),
    ("The team shall report and publish.", "The team shall report and should publish.", "normative", ("strength",)),
    ("The owner should also be told.", "The owner should be told.", "editorial", ()),
    ("The store shall be open except at night.", "The store shall be open at night.", "normative", ("negation",)),
    ("The keeper shall never leave.", "The keeper shall not leave.", "editorial", ()),
    ("in the first year", "in the second year", "normative", ("number",)),
    ("e.g. rifles", "for example, rifles", "editorial", ()),
    ("30 working days", "30 calendar days", "normative", ("unit",)),
    ("between 5 and 10 persons", "5 or 10 persons", "normative", ("number",)),
    ("between 5 and 10 persons", "5 to 10 persons", "editorial", ()),
    ("The team shall report quarterly.", "The team shall report every three months.", "editorial", ()),
    ("The document is reviewed annually.", "The document is reviewed each year.", "editorial", ()),
    ("All weapons shall be marked.", "Some weapons shall be marked.", "substantive", ()),
    ("The team shall not smoke.", "The team should smoke.", "normative", ("strength", "negation")),
    (
        "The Arms Trade Treaty applies where it is in force.",
        "Where it is in force, the Arms Trade Treaty applies.",
        "editorial",
        (),
    ),
    ("The Treaty applies where it is in force.", "Where it is in force, the Treaty applies.", "editorial", ()),
    ("within twelve (12) months", "within 12 months", "editorial", ()),
    ("no later than 30 days after the loss", "within 30 days after the loss", "editorial", ()),
    ("under the Arms Trade Treaty", "under the Firearms Protocol", "normative", ("citation",)),
    ("He or she shall sign.", "They shall sign.", "editorial", ()),
    ("5 kg", "5 lb", "normative", ("unit",)),
    ("Should a fire break out, the guard shall leave.", "If a fire breaks out, the guard shall leave.", "editorial", ()),
    ("The height shall not exceed 5 m.", "The height shall be at most 5 m.", "editorial", ()),
    ("Records are kept for a period of 10 years.", "Records are kept for 10 years.", "editorial", ()),
    ("by the 31st of May 2026", "by 31 May 2026", "editorial", ()),
    ("The comission shall report to the goverment.", "The commission shall report to the government.", "editorial", ()),
    ("Containers can be re-used.", "Containers can be reused.", "editorial", ()),
    ("The time table shall be kept.", "The timetable shall be kept.", "editorial", ()),
    ("Not all members shall attend.", "All members shall not attend.", "normative", ("negation",)),
    ("All members shall attend.", "Not all members shall attend.", "normative", ("negation",)),
    ("The minimum distance shall be 5 m.", "The maximum distance shall be 5 m.", "normative", ("number",)),
    ("ILO Convention No. 182 applies.", "ILO Convention No. 138 applies.", "normative", ("citation",)),
    ("Regulation (EU) No 258/2012 applies.", "Regulation (EU) No 258/2014 applies.", "normative", ("citation",)),
    ("as set out in resolution 2117 (2013)", "as set out in resolution 2220 (2015)", "normative", ("citation",)),
    ("The gate opens at 08:00.", "The gate opens at 09:00.", "normative", ("number",)),
    ("The rate is 0.5 %.", "The rate is 0.05 %.", "normative", ("number",)),
    ("The rate is 0,5 %.", "The rate is 0.5 %.", "editorial", ()),
    (
        "The officer shall sign the form before the weapon is moved.",
        "Before the weapon is moved, the officer shall sign the form.",
        "editorial",
        (),
    ),
    (
        "The guard shall inform the police and the ministry.",
        "The guard shall inform the ministry and the police.",
        "editorial",
        (),
    ),
    ("Weapons shall be moved by rail.", "Weapons shall be moved by road.", "substantive", ()),
    ("The store shall have a fence.", "The store shall have a fence and a gate.", "substantive", ()),
    ("It is necessary that each box be sealed.", "It is recommended that each box be sealed.", "normative", ("strength",)),
    ("It is recommended that each box be sealed.", "Each box should be sealed.", "editorial", ()),
    ("The team will visit the site.", "The team shall visit the site.", "normative", ("strength",)),
    ("Each box shall be sealed.", "Each box is sealed.", "normative", ("strength",)),
    ("lawful possession", "unlawful possession", "normative", ("negation",)),
    ("Boxes shall be stored with their fuses.", "Boxes shall be stored without their fuses.", "normative", ("negation",)),
    ("within three working days", "within three weeks", "normative", ("unit",)),
    ("The ledger shall be checked on a weekly basis.", "The ledger shall be checked every week.", "editorial", ()),
    ("Weapons, parts and ammunition shall be listed.", "Ammunition, parts and weapons shall be listed.", "editorial", ()),
    ("The inspector shall be accompanied by two guards.", "Two guards shall accompany the inspector.", "editorial", ()),
    ("two of the three keys", "three of the three keys", "normative", ("number",)),
    ("Each box holds a dozen grenades.", "Each box holds ten grenades.", "normative", ("number",)),
    ("Each box holds a dozen grenades.", "Each box holds 12 grenades.", "editorial", ()),
    (
        "States Parties shall mark firearms at the time of manufacture.",
        "At the time of manufacture, States Parties shall mark firearms.",
        "editorial",
        (),
    ),
    ("The form (see Annex B) shall be used.", "The form in Annex B shall be used.", "editorial", ()),
    ("The guard shall not smoke.", "The guard may smoke.", "normative", ("strength", "negation")),
    ("The guard may smoke.", "The guard can smoke.", "normative", ("strength",)),
    ("It is possible for members to vote by post.", "Members can vote by post.", "editorial", ()),
    ("A dealer is allowed to sell ammunition.", "A dealer may sell ammunition.", "editorial", ()),
    ("Keys are to be kept in a safe.", "Keys shall be kept in a safe.", "editorial", ()),
    ("Keys shall be kept in a safe.", "Keys shall be stored in a safe.", "substantive", ()),
    ("Keys shall be counted every day.", "Keys shall be counted every 2 days.", "normative", ("number",)),
    ("at temperatures from 5 °C to 25 °C", "at temperatures from 5 °C to 30 °C", "normative", ("number",)),
    ("at least 18 years old", "over 18 years old", "normative", ("number",)),
    ("100 m2", "100 m²", "editorial", ()),
    ("three-quarters of the members", "¾ of the members", "editorial", ()),
    ("A 2-metre fence", "A 2 m fence", "editorial", ()),
    ("a two-person rule", "a 2-person rule", "editorial", ()),
    ("The UN’s policy", "The UN's policy", "editorial", ()),
    ("He must", "He must.", "editorial", ()),
    (
        "The register should be kept on paper and electronically.",
        "The register should be kept on paper or electronically.",
        "substantive",
        (),
    ),
    (
        "The register may be kept on paper or electronically.",
        "The register may be kept electronically or on paper.",
        "editorial",
        (),
    ),
    ("ammunition which has expired", "expired ammunition", "editorial", ()),
    ("in the course of the inspection", "during the inspection", "editorial", ()),
    ("{cite:iso-9000} applies", "{cite:iso-31000} applies", "normative", ("citation",)),
    ("the {term:depot} is locked", "the depot is locked", "normative", ("term",)),
    ("Persons with disabilities are consulted.", "People with disabilities are consulted.", "editorial", ()),
    ("Neither the guard nor the driver shall smoke.", "The guard and the driver shall not smoke.", "editorial", ()),
    ("Neither the guard nor the driver shall smoke.", "Both the guard and the driver shall smoke.", "normative", ("negation",)),
    (
        "As soon as the alarm sounds, the guard shall lock the gate.",
        "The guard shall lock the gate as soon as the alarm sounds.",
        "editorial",
        (),
    ),
]


@pytest.mark.parametrize(("old", "new", "nature", "facets"), PAIRS)
def test_a_change_is_classed(old: str, new: str, nature: str, facets: tuple[str, ...]) -> None:
    classed = classify(old, new, FORMS)
    assert (classed.nature, tuple(map(str, classed.facets))) == (nature, facets)


@pytest.mark.parametrize(("old", "new", "nature", "facets"), PAIRS)
def test_a_change_back_weighs_as_much(old: str, new: str, nature: str, facets: tuple[str, ...]) -> None:
    classed = classify(new, old, FORMS)
    assert (classed.nature, tuple(map(str, classed.facets))) == (nature, facets)


@pytest.mark.parametrize("sentence", sorted({sentence for pair in PAIRS for sentence in pair[:2]}))
def test_what_did_not_change_is_editorial(sentence: str) -> None:
    assert classify(sentence, sentence, FORMS).nature == "editorial"


@pytest.mark.parametrize(
    ("old", "new", "nature", "facets"),
    [
        ("", "The keeper shall rest.", "normative", ("added",)),
        ("The keeper shall rest.", "", "normative", ("removed",)),
        ("", "The keeper rests.", "substantive", ()),
        ("The keeper rests.", "", "substantive", ()),
    ],
)
def test_a_sentence_that_came_or_went(old: str, new: str, nature: str, facets: tuple[str, ...]) -> None:
    classed = classify(old, new, FORMS)
    assert (classed.nature, tuple(map(str, classed.facets))) == (nature, facets)


ODD = """shall not may only no neither nor one twenty-five 1,000 ½ May 5 % km @unit:day {term:a} {ref:b|c d} {{ }} ² ٥ 应 يجب
at least hundred and to – ISO 9001 Article a) e.g. U.S. ? . monthly"""
WORDS = st.sampled_from([*ODD.split(), "\x1f", "\0"]) | st.text(max_size=6)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_any_two_sentences_have_a_class(one: str, other: str) -> None:
    assert classify(one, f" {one} ", FORMS).nature == "editorial"
    found = classify(one, other, FORMS)
    assert (found.nature == "normative") == bool(found.facets)
    assert classify(one, other, FORMS, {"a", "unit"}).nature in set(Nature)
    assert "".join(sentences(one, FORMS.abbreviations)).split() or not one.strip()


def test_a_term_counts_as_one_where_it_stands_without_reference() -> None:
    terms = {"small arm", "stockpile"}
    linked, plain = "Each {term:small arm} is in a {term:stockpile}.", "Each small arm is in a stockpile."
    assert classify(linked, plain, FORMS, terms).nature == "editorial"
    assert classify(linked, plain, FORMS).facets == ("term",)
    assert classify(plain, "Each small arm is in a depot.", FORMS, terms).facets == ("term",)
    assert classify("All stockpiles are safe.", "All {term:stockpile|stockpiles} are safe.", FORMS, terms).nature == "editorial"


# Sets that somebody else labelled, before the rules were written and without knowing them

SETS = sorted((PROJECT / "tests" / "cases").glob("changes*.txt"))
LEAST = {"changes": (0.98, 0.97, 0.95, 0.97)}
"""By set the least shares: normative changes found, those found rightly, editorial ones left alone, facets exact."""

LEAST_UNSEEN = (0.9, 0.9, 0.75, 0.85)
"""The same for a set that nobody looked at while the rules were written."""


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_changes_are_classed_as_they_were_labelled(path: Path) -> None:
    found = figures(read_pairs(path), FORMS)
    for line in found.lines(path.stem):
        tell("classing of changes", line)
    shares = (found.recall, found.precision, found.left_alone, found.facets)
    least = LEAST.get(path.stem, LEAST_UNSEEN)
    assert all(share >= limit for share, limit in zip(shares, least, strict=True)), "\n".join(found.wrong)


def test_the_labelled_sets_are_large_enough() -> None:
    pairs = [pair for path in SETS for pair in read_pairs(path)]
    assert len(pairs) >= 150
    assert {pair.classed.nature for pair in pairs} == set(Nature)
    assert {facet for pair in pairs for facet in pair.classed.facets} == set(Facet)
