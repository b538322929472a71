"""What a translation says otherwise than its source, and how far that agrees with the labelled pairs."""

from __future__ import annotations

import tomllib

import pytest

from isacs_publish.model.parity import Departure, Kind, ambiguous_forms, departures, unapproved
from tests.conftest import PROJECT
from tests.figures import tell
from tests.model.speeches import speech_of

LANGUAGES = ("fr", "es", "ru", "ar", "zh")
LABELLED = PROJECT / "tests" / "cases" / "parity"
FALSE = {"visible": 0.02, "held-back": 0.20}
"""False alarms allowed. The held-back pairs were run once, when the code was done: 4 of 55 sound ones were found fault with."""


def kinds(source: str, translation: str, language: str) -> list[Kind]:
    return [each.kind for each in departures(source, translation, speech_of("en"), speech_of(language))]


@pytest.mark.parametrize("kind", FALSE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_labelled_pairs_are_judged_as_labelled(language: str, kind: str) -> None:
    pairs = tomllib.loads((LABELLED / kind / f"{language}.toml").read_text(encoding="utf-8"))["pair"]
    judged = [(pair, kinds(pair["source"], pair["translation"], language)) for pair in pairs]
    faulty = [(pair, found) for pair, found in judged if pair["verdict"] == "faulty"]
    missed = [pair["id"] for pair, found in faulty if not found]
    alarms = [pair["id"] for pair, found in judged if pair["verdict"] == "sound" and found]
    named = sum(pair["fault"] in found for pair, found in faulty)
    recall, false = 1 - len(missed) / len(faulty), len(alarms) / (len(pairs) - len(faulty))
    tell(
        "parity", f"{kind}, {language}: {recall:.0%} of {len(faulty)} faults ({named} by their kind), {false:.0%} false alarms"
    )
    assert recall >= 0.95, missed
    assert false <= FALSE[kind], alarms


SHALL = "The keeper shall count the rounds."


@pytest.mark.parametrize(
    ("source", "translation", "language", "kind"),
    [
        (SHALL, "Il convient que le gardien compte les cartouches.", "fr", Kind.WEAKENED),
        (SHALL, "El custodio no debe contar los cartuchos.", "es", Kind.NEGATED),
        ("The keeper may count the rounds.", "يجب على الأمين أن يعد الطلقات.", "ar", Kind.STRENGTHENED),
        ("The keeper may count the rounds.", "保管人能清点弹药。", "zh", Kind.WEAKENED),
        (f"{SHALL} The keeper shall sign the list.", "Хранитель должен пересчитать патроны.", "ru", Kind.DROPPED),
        ("The keeper counts the rounds.", "Le gardien doit compter les cartouches.", "fr", Kind.ADDED),
        ("The keeper keeps the list for 30 days.", "El custodio conserva la lista durante 60 días.", "es", Kind.NUMBER),
        ("The keeper keeps the list for 30 days.", "保管人将清单保存30周。", "zh", Kind.UNIT),
        ("See :ref:`annex-a`.", "Voir l’annexe.", "fr", Kind.REFERENCE),
        ("See ISO 9001:2015.", "См. ISO 9004:2015.", "ru", Kind.REFERENCE),
        ("The :term:`keeper` rests.", "Le :term:`gardien <guard>` se repose.", "fr", Kind.TERM),
    ],
)
def test_a_departure_has_its_kind(source: str, translation: str, language: str, kind: Kind) -> None:
    assert kind in kinds(source, translation, language)


@pytest.mark.parametrize(
    ("source", "translation", "language"),
    [
        (
            "The keeper shall not open the store unless a witness is there.",
            "Le gardien ne doit ouvrir le dépôt que si un témoin est là.",
            "fr",
        ),
        ("The mass shall be at most 5 kg.", "La masa no debe exceder de 5 kg.", "es"),
        ("The keeper can open it. The guard may help.", "Хранитель может открыть его. Сторож может помочь.", "ru"),
        ("The two keepers shall rest for two days.", "يجب على الأمينين أن يستريحا يومين.", "ar"),
        ("The supplier shall respond.", "供应商应作出响应。", "zh"),
        ("The list is sent every six months.", "La liste est envoyée chaque semestre.", "fr"),
        ("A keeper need not count.", "保管人无需清点。", "zh"),
        ("Send it by 31 May 2026.", "أرسله قبل ٣١ أيار/مايو ٢٠٢٦.", "ar"),
    ],
)
def test_a_sound_translation_departs_in_nothing(source: str, translation: str, language: str) -> None:
    assert kinds(source, translation, language) == []


def test_a_departure_shows_both_sentences() -> None:
    source, translation = "It rests. The keeper shall count.", "Il se repose. Le gardien peut compter."
    (found,) = departures(source, translation, speech_of("en"), speech_of("fr"))
    assert found == Departure(Kind.WEAKENED, "The keeper shall count.", "Le gardien peut compter.", "shall", "peut")


def test_sentences_that_are_joined_keep_their_provisions() -> None:
    source = "The keeper shall count the rounds. The keeper shall sign the list."
    assert kinds(source, "Le gardien doit compter toutes les cartouches et il doit signer la liste.", "fr") == []


@pytest.mark.parametrize(
    ("words", "language", "shown"),
    [
        ("Le gardien est tenu de compter.", "fr", "est tenu de"),
        ("لا يجب على الأمين أن يعد.", "ar", "لا يجب"),
        ("保管人应当清点。", "zh", "应当"),
    ],
)
def test_a_form_of_unclear_class_is_told(words: str, language: str, shown: str) -> None:
    assert ambiguous_forms(words, speech_of(language)) == [shown]


def test_a_form_of_unclear_class_is_no_departure() -> None:
    assert kinds(SHALL, "Le gardien est tenu de compter les cartouches.", "fr") == []


@pytest.mark.parametrize(
    ("shown", "approved", "language"),
    [
        ("munitions", "munition", "fr"),
        ("autoridades nacionales", "autoridad nacional", "es"),
        ("стрелкового оружия", "стрелковое оружие", "ru"),
        ("والأسلحة الصغيرة", "سلاح صغير", "ar"),
        ("收集机关", "收集机关", "zh"),
    ],
)
def test_an_inflection_of_an_approved_term_is_approved(shown: str, approved: str, language: str) -> None:
    assert unapproved(f":term:`{shown} <key>`", {"key": (approved,)}, speech_of(language)) == ()


@pytest.mark.parametrize(
    ("shown", "approved", "language"),
    [
        ("armements", "munition", "fr"),
        ("огнестрельное оружие", "стрелковое оружие", "ru"),
        ("ذخيرة", "سلاح", "ar"),
        ("弹药", "武器", "zh"),
    ],
)
def test_another_word_is_no_approved_term(shown: str, approved: str, language: str) -> None:
    (found,) = unapproved(f":term:`{shown} <key>`", {"key": (approved,)}, speech_of(language))
    assert (found.key, found.shown, found.approved) == ("key", shown, (approved,))
