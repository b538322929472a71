"""The bilingual edition from sources to file: both texts, both scripts, tags, links, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from isacs_publish.bilingual_edition import NotTwoLanguages, build_bilingual, languages_of
from isacs_publish.cli import main
from isacs_publish.model.translation import Entry
from isacs_publish.po_file import po_path, write_po
from isacs_publish.publish import Request, build
from isacs_publish.sphinxext.run import read_modules
from tests.conftest import PROJECT
from tests.corpus.test_validator import VALIDATOR, validated
from tests.press.trees import outline_of
from tests.roots import make_project, module_path, write
from tests.test_scripts import SVG, TEXTS, Made, extracted, units

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.translation import Message
    from isacs_publish.workspace import Workspace

PAIRS = (("ar", "en"), ("en", "ar"), ("zh", "fr"))
DOCUMENT = "A1/A1.1/index"
ROWS = "   * - one\n     - 1\n     - two\n   * - three\n     - 2\n     - four\n"


def written(folder: Path, language: str, published: tuple[str, ...] = ()) -> Workspace:
    """Return a project of one module in a language, published in others too."""
    words = (TEXTS / f"{language}.rst").read_text(encoding="utf-8").replace("@ROWS@", ROWS)
    workspace = make_project(folder, {"A1.1": words}, language=language)
    write(module_path(workspace, "A1.1").parent / "figure.svg", SVG.format(words="one"))
    if published:
        facts = workspace.catalogue.read_text(encoding="utf-8")
        listed = ", ".join(f'"{code}"' for code in ("en", *published))
        write(workspace.catalogue, facts.replace('published = ["en"]', f"published = [{listed}]"))
    return workspace


def messages(folder: Path, language: str) -> tuple[Message, ...]:
    """Return the messages of the module as it is written in a language."""
    return read_modules(written(folder, language), language, 1, printing=False).messages[DOCUMENT]


def as_translated(words: str, language: str) -> str:
    """Return words with what they refer to as a translation has it: terms and addresses are those of the source."""
    term = {"ar": "مستودع الأسلحة", "fr": "armurerie", "zh": "军械库"}[language]
    return words.replace(f":term:`{term}`", f":term:`{term} <armoury>`").replace("/garde/registre", "/custody/register")


def translated(folder: Path) -> Workspace:
    """Return the module in English with its translations: the same text, as it is written in the other languages."""
    workspace = written(folder / "en", "en", ("ar", "fr", "zh"))
    source = messages(folder / "source", "en")
    for language in ("ar", "fr", "zh"):
        pairs = zip(source, messages(folder / language, language), strict=True)
        distinct = {message.source: (message, other) for message, other in pairs}.values()
        entries = [Entry(message.source, other.source, units=(message.unit,)) for message, other in distinct]
        named = [replace(entry, target=as_translated(entry.target, language)) for entry in entries]
        write_po(po_path(workspace.sources, language, DOCUMENT), language, "Example", {}, named)
    return workspace


@dataclass(frozen=True)
class Pair(Made):
    """A bilingual edition, as built; ``language`` is ``ar-en``."""

    @property
    def languages(self) -> list[str]:
        """The languages, the main one first."""
        return self.language.split("-")

    def pdf(self, kind: str = "module") -> Path:
        """Return the file in these two languages."""
        made = (artifact for artifact in self.report.artifacts if artifact.language == self.language)
        return self.workspace.build / next(artifact.path for artifact in made)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the project, translated once."""
    return translated(tmp_path_factory.mktemp("bilingual"))


def made(workspace: Workspace, *languages: str) -> Pair:
    """Build the module in two languages."""
    request = Request(("A1.1",), ",".join(languages), ("bilingual",))
    return Pair("-".join(languages), workspace, build_bilingual(workspace, request, lambda *_: None))


@pytest.fixture(scope="module")
def all_pairs(workspace: Workspace) -> dict[str, Pair]:
    """Return the bilingual editions, built."""
    return {"-".join(pair): made(workspace, *pair) for pair in PAIRS}


@pytest.fixture(params=["-".join(pair) for pair in PAIRS])
def one(all_pairs: dict[str, Pair], request: pytest.FixtureRequest) -> Pair:
    """Return each of the bilingual editions in turn."""
    return all_pairs[request.param]


def test_all_is_set_without_findings(one: Pair) -> None:
    # the texts say the same freely: what rules of translation find about them is no matter here
    about_pages = [finding for finding in one.report.findings if not finding.place.path.startswith("source/locale/")]
    assert [str(finding) for finding in about_pages] == []


def test_two_languages_are_one_file_with_one_name(all_pairs: dict[str, Pair]) -> None:
    artifact = all_pairs["ar-en"].report.artifacts[0]
    assert (artifact.edition, artifact.language, artifact.kind) == ("bilingual", "ar-en", "module")
    assert artifact.identifier == "XST A1.1:2030(A/E)V0.3"
    assert artifact.path == "pdf/ar-en/bilingual/xst-a1.1-2030-ae-v0.3.pdf"


def test_the_words_of_both_sides_can_be_read_back(one: Pair) -> None:
    read = extracted(one.pdf())
    for language in one.languages:
        elements = one.text().xpath(f"//main//*[@data-side][@lang='{language}'][not(.//*[@data-side])]")
        wanted = units(" ".join(element.text_content() for element in elements), language)
        lost = wanted - units(read, language)
        assert wanted.total() > 100
        assert 1 - lost.total() / wanted.total() >= (0.8 if "ar" in one.languages else 1), lost


def tagged(pair: Pair) -> str:
    return outline_of(pair.pdf().read_bytes(), 40)


def test_rows_are_no_tables_and_each_side_says_its_language(all_pairs: dict[str, Pair]) -> None:
    tree = tagged(all_pairs["zh-fr"])
    assert tree.count("Table (") == 2
    assert "P (Lang=fr) Le dépositaire doit :" in tree
    first, second = (tree.index(words) for words in ("H2 (Lang=zh) 1 范围", "H2 (Lang=fr) 1 Domaine d’application"))
    assert first < second < tree.index("H2 (Lang=zh) 2 ")


def test_a_list_set_row_by_row_is_one_list_in_the_tags(all_pairs: dict[str, Pair]) -> None:
    tree = tagged(all_pairs["zh-fr"])
    assert tree.count("L (LowerAlpha") == 1
    entries = tree.partition("L (LowerAlpha")[2].partition("L (Disc")[0]
    assert [entries.count(f"LI (Lang={language})") for language in ("zh", "fr")] == [3, 3]


def test_the_main_language_begins_the_page(all_pairs: dict[str, Pair]) -> None:
    with pikepdf.open(all_pairs["ar-en"].pdf()) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.Root.ViewerPreferences.Direction)) == ("ar", "/R2L")
    with pikepdf.open(all_pairs["en-ar"].pdf()) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_bookmarks_say_both_titles(all_pairs: dict[str, Pair]) -> None:
    with pikepdf.open(all_pairs["zh-fr"].pdf()) as pdf, pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]
    assert "1 范围 — Domaine d’application" in titles
    assert len(titles) == len(set(titles))


@pytest.mark.skipif(not VALIDATOR.is_file(), reason="veraPDF is not at hand (../shared/tools/verapdf)")
def test_files_are_accessible_and_archival(one: Pair) -> None:
    assert [verdict.split()[:2] for verdict in validated([one.pdf()])] == [["PASS", "ua1"], ["PASS", "2a"]]


def test_a_build_in_one_language_leaves_the_bilingual_file_in_the_list(
    all_pairs: dict[str, Pair], workspace: Workspace
) -> None:
    kept = all_pairs["zh-fr"].report.artifacts[0].path
    report = build(workspace, Request(("A1.1",)), lambda *_: None)
    assert kept in {artifact.path for artifact in report.artifacts}
    assert (workspace.build / kept).is_file()


@pytest.mark.parametrize("named", ["ar", "ar,ar", "ar,en,fr", "ar,", ""])
def test_a_call_without_two_languages_is_told_how_to_name_them(named: str) -> None:
    with pytest.raises(NotTwoLanguages, match=r"--edition bilingual --language ar,en"):
        languages_of(Request(("A1.1",), named, ("bilingual",)))


def test_the_command_ends_as_a_bad_call(capsys: pytest.CaptureFixture[str]) -> None:
    project = ("--project", str(PROJECT))
    assert main([*project, "build", "06.20", "--edition", "bilingual", "--edition", "print", "--language", "ar,en"]) == 2
    assert main([*project, "build", "06.20", "--edition", "bilingual", "--language", "ar"]) == 2
    assert "made by itself" in capsys.readouterr().err
