"""Classing: what it means that a sentence reads otherwise; single rules here, and labelled sets of pairs in ``tests/cases``."""

from __future__ import annotations

import pytest

from isacs_publish.forms import verbal_forms
from isacs_publish.model.classing import classify

FORMS = verbal_forms("en")

PAIRS = [
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
        ("", "The keeper rests.", "substantive", ("added",)),
        ("The keeper rests.", "", "substantive", ("removed",)),
    ],
)
def test_a_sentence_that_came_or_went(old: str, new: str, nature: str, facets: tuple[str, ...]) -> None:
    classed = classify(old, new, FORMS)
    assert (classed.nature, tuple(map(str, classed.facets))) == (nature, facets)


def test_a_term_counts_as_one_where_it_stands_without_reference() -> None:
    terms = {"small arm", "stockpile"}
    linked, plain = "Each {term:small arm} is in a {term:stockpile}.", "Each small arm is in a stockpile."
    assert classify(linked, plain, FORMS, terms).nature == "editorial"
    assert classify(linked, plain, FORMS).facets == ("term",)
    assert classify(plain, "Each small arm is in a depot.", FORMS, terms).facets == ("term",)
    assert classify("All stockpiles are safe.", "All {term:stockpile|stockpiles} are safe.", FORMS, terms).nature == "editorial"
