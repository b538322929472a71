"""Who acts in a sentence: a labelled set drawn from the modules, and what it has too little of, one by one."""

from __future__ import annotations

import pytest

from isacs_publish.forms import verbal_forms
from isacs_publish.model.provision import actor_of
from tests.conftest import PROJECT
from tests.figures import tell

FORMS = verbal_forms("en")
LABELLED = PROJECT / "tests" / "cases" / "actors.txt"

ACTORS = {
    # The subject, without its determiner and what is said about it
    "The evaluation manager shall publish the report.": "evaluation manager",
    "Each of the parties shall keep a copy.": "parties",
    "The officer who holds the key shall lock the door.": "officer",
    "The authority named in the plan shall answer.": "authority",
    "The ministry responsible for the police shall answer.": "ministry",
    "The armed forces shall keep a register.": "armed forces",
    "The police, customs and the army shall meet.": "police, customs and the army",
    "The custodian, in the presence of a witness, shall count the weapons.": "custodian",
    "The custodian also, therefore, shall lock the door.": "custodian",
    "No person shall enter the store alone.": "person",
    "All {term:stockpile|stockpiles} and all {term:custodian|custodians} should be ready.": "stockpiles and all custodians",
    "The host family shall receive the plan.": "host family",
    "Only trained personnel shall enter.": "trained personnel",
    "At least one member of the team should speak the language.": "member of the team",
    "At least one person shall stay, and the guard shall leave.": "person",
    "At least once a month, the custodian shall count.": "custodian",
    # Adverbials and clauses before it
    "Where several donors support the same programme, the commissioning bodies should agree.": "commissioning bodies",
    "Where the weapon, the key or the seal is missing, the custodian shall report it.": "custodian",
    "In an emergency the commander may open the store.": "commander",
    "If a weapon is lost, States should inform each other.": "States",
    "Before opening the store, the guard shall call.": "guard",
    "Training staff shall wear badges.": "Training staff",
    "The door is steel, and the custodian shall lock it.": "custodian",
    "Procurement is safety: the buyer should buy no more.": "buyer",
    # Behind a passive
    "The register shall be kept by the custodian.": "custodian",
    "The register shall also be duly kept by the custodian and signed by the commander.": "custodian",
    "The weapons should be counted by trained persons every month.": "trained persons",
    "The weapons shall be marked by States within five days.": "States",
    "The weapons shall be marked by hand.": "",
    "The weapons shall be marked by 31 March.": "",
    "The weapons shall be marked by March.": "",
    "The weapons shall be marked by the end of the year by the manufacturer.": "manufacturer",
    "The weapons shall be listed by type and calibre.": "",
    "The store shall be locked by means of two locks.": "",
    "The register shall be kept.": "",
    "It shall be ensured that the door is shut.": "",
    "There shall be a register.": "",
    # Being is no passive
    "The register shall be complete.": "register",
    "The form shall contain the date.": "form",
    "The applicant shall be established in the State.": "applicant",
    # No form
    "The custodian locks the door.": "",
}


@pytest.mark.parametrize(("sentence", "actor"), ACTORS.items())
def test_who_acts_in_a_sentence(sentence: str, actor: str) -> None:
    assert actor_of(sentence, FORMS) == actor


def test_who_acts_is_told_as_it_was_labelled() -> None:
    pairs = [each.splitlines() for each in LABELLED.read_text(encoding="utf-8").split("\n\n")[1:]]
    wrong = [
        f"{actor_of(sentence, FORMS)!r} for {label}: {sentence}"
        for sentence, label in pairs
        if actor_of(sentence, FORMS) != label.removeprefix("= ").removeprefix("-").strip()
    ]
    right = 1 - len(wrong) / len(pairs)
    tell("actors of provisions", f"actors: {len(pairs)} provisions; who acts is told rightly in {right:.1%}")
    assert len(pairs) == 100
    assert right >= 0.95, "\n".join(wrong)


def test_a_language_without_forms_names_nobody() -> None:
    assert actor_of("The custodian shall lock the door.", verbal_forms("xx")) == ""
