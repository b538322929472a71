"""Verifying: what is official, superseded, draft, altered or unknown; and nothing that was tampered with gets through."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isacs_publish.model.release import Manifest, StatusList
from isacs_publish.sealed import MANIFEST, SIGNATURE, STATUS, SUMS, digest, is_release, sums
from isacs_publish.verifying import LARGEST, Answer, Evidence, Publisher, Verdict, Verification, registered_versions, verify
from tests.keys import known, seal_of
from tests.releases import make_history_of_releases

if TYPE_CHECKING:
    from tests.releases import Editor

FIRST, SECOND = "2030-1", "2030-2"
SCREEN = "pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    return make_history_of_releases(tmp_path_factory.mktemp("project"), seal_of())


@pytest.fixture
def releases(editor: Editor, tmp_path: Path) -> Path:
    """Return a copy of the releases, to be tampered with."""
    return shutil.copytree(editor.workspace.releases, tmp_path / "releases")


def asked(*paths: Path, releases: Path | None = None, registered: frozenset[str] = frozenset()) -> Verification:
    return verify(paths, Evidence(known(), releases, registered))


def only(verification: Verification) -> Answer:
    (answer,) = verification.answers
    assert verification.code == answer.verdict
    return answer


def flip(path: Path, place: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


# Official


def test_the_standing_of_what_was_released(editor: Editor, releases: Path) -> None:
    told = {answer.identifier: answer.verdict for answer in asked(releases, releases=releases).answers}
    assert told == {
        "XST A1.1:2030(E)V1.0": Verdict.SUPERSEDED,
        "XST A1.1:2030(E)V1.1": Verdict.CURRENT,
        "XST A1.2:2030(E)V0.3": Verdict.DRAFT,
        "XST B2.1:2030(E)V1.0": Verdict.CURRENT,
        "XST B2:2030-1(E)": Verdict.CURRENT,
    }
    known = registered_versions(editor.workspace)
    assert known == {"A1.1-2030-v1.0", "A1.1-2030-v1.1", "B2.1-2030-v1.0"}
    assert asked(releases / SECOND, releases=releases, registered=known).code == Verdict.CURRENT


def test_every_file_alone_is_known_wherever_it_lies(releases: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    for path in (releases / SECOND).rglob("*"):
        if path.is_file() and path.name not in (SIGNATURE, SUMS):
            shutil.copy(path, alone)
            answer = only(asked(alone, releases=releases))
            assert answer.verdict == Verdict.CURRENT, answer


def test_a_file_that_was_superseded_names_its_successor(releases: Path) -> None:
    answer = only(asked(releases / FIRST / SCREEN, releases=releases))
    assert answer.verdict == Verdict.SUPERSEDED
    assert answer.words.startswith("official, superseded by XST A1.1:2030(E)V1.1: XST A1.1:2030(E)V1.0, released in 2030-1")


def test_a_release_alone_tells_what_was_current_then(releases: Path, tmp_path: Path) -> None:
    lone = shutil.copytree(releases / SECOND, tmp_path / "downloaded")
    assert only(asked(lone)).verdict == Verdict.CURRENT
    older = shutil.copytree(releases / FIRST, tmp_path / "older")
    told = {answer.identifier: answer.verdict for answer in asked(older, lone).answers}
    assert told["XST A1.1:2030(E)V1.0"] == Verdict.SUPERSEDED


def test_the_bytes_before_signing_are_known(releases: Path, tmp_path: Path) -> None:
    """What was signed stands unchanged at the head of the file, up to the end of the PDF that it was."""
    signed = (releases / SECOND / SCREEN.replace("1.0", "1.1")).read_bytes()
    unsigned = tmp_path / "unsigned.pdf"
    unsigned.write_bytes(signed[: signed.index(b"%%EOF\n") + 6])
    answer = only(asked(unsigned, releases=releases))
    assert answer.verdict == Verdict.CURRENT
    assert "the publisher's signature is not in the file" in answer.words


def test_a_file_in_a_release_goes_by_the_releases_beside_it(releases: Path) -> None:
    assert only(asked(releases / FIRST / SCREEN)).verdict == Verdict.SUPERSEDED
    found = asked(releases / FIRST)
    assert found.code == Verdict.DRAFT
    assert found.status
    assert found.status.release == SECOND


def test_another_folder_with_sums_is_no_release(releases: Path, tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    shutil.copytree(releases / SECOND / "pdf", downloads / "pdf")
    (downloads / SUMS).write_text("", encoding="utf-8")
    path = downloads / SCREEN.replace("1.0", "1.1")
    assert only(asked(path, releases=releases)).verdict == Verdict.CURRENT


# Drafts and strangers


def test_what_is_no_file_or_too_large_is_unknown(releases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    os.mkfifo(folder / "fifo")
    (folder / "broken").symlink_to("nowhere")
    with (folder / "large").open("wb") as large:
        large.truncate(LARGEST + 1)
    told = {Path(answer.path).name: answer.words for answer in asked(folder, releases=releases).answers}
    assert told == {
        "broken": "unknown: there is no such file",
        "fifo": "unknown: it is no plain file",
        "large": "unknown: it is larger than anything that is released",
    }


def test_a_folder_that_cannot_be_looked_into_is_no_release(tmp_path: Path) -> None:
    assert not is_release(tmp_path / ("x" * 300))


def test_links_to_folders_are_not_followed(releases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "loop"
    folder.mkdir()
    for name in "abc":
        (folder / name).symlink_to(".")
    answers = asked(folder, releases=releases).answers
    assert [answer.words for answer in answers] == ["unknown: a link to a folder; it is not followed"] * 3


def test_a_name_cannot_write_an_answer_of_its_own(releases: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "a\x1b[2K\rb.pdf: official\n\u202e\udcff"
    stranger.write_bytes(b"words")
    answer = str(only(asked(stranger, releases=releases)))
    assert answer.isprintable()
    assert answer.endswith("/a\\x1b[2K\\rb.pdf: official\\n\\u202e\\udcff: unknown: no release holds it")


def test_a_working_text_is_a_draft(editor: Editor, releases: Path, tmp_path: Path) -> None:
    from pikepdf import open as open_pdf

    draft = tmp_path / "draft.pdf"
    with open_pdf(releases / FIRST / "pdf/en/screen/xst-a1.2-2030-e-v0.3.pdf") as pdf:
        pdf.docinfo["/Title"] = "XST A1.2:2030(E)V0.4, Text A1.2"
        pdf.save(draft)
    answer = only(asked(draft, releases=releases))
    assert (answer.verdict, answer.identifier) == (Verdict.DRAFT, "XST A1.2:2030(E)V0.4")
    with open_pdf(draft, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Title"] = "XST A1.2:2030(E)V2.0, Text A1.2"
        pdf.save(draft)
    assert only(asked(draft, releases=releases)).verdict == Verdict.UNKNOWN


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 of another house", b"\x00" * 100, b"<html><p>Words</p></html>"])
def test_what_nobody_released_is_unknown(content: bytes, releases: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.pdf"
    stranger.write_bytes(content)
    assert only(asked(stranger, releases=releases)).verdict == Verdict.UNKNOWN
    assert only(asked(tmp_path / "missing", releases=releases)).verdict == Verdict.UNKNOWN


def test_what_the_publisher_signed_and_no_release_holds_is_unknown(releases: Path, tmp_path: Path) -> None:
    later = shutil.copy(releases / SECOND / SCREEN.replace("1.0", "1.1"), tmp_path / "later.pdf")
    shutil.rmtree(releases / SECOND)
    assert "a later one may" in only(asked(tmp_path / later, releases=releases)).words
    told = verify([tmp_path / later], Evidence(Publisher(seal_of().signed), releases))
    assert "which was never released" in only(told).words, "without a certificate nothing is known of signatures"


def test_the_heaviest_answer_decides(releases: Path, tmp_path: Path) -> None:
    stranger, altered = tmp_path / "stranger", tmp_path / "xst-a1.1-2030-e-v1.0-comments.csv"
    stranger.write_bytes(b"words")
    altered.write_bytes(b"words")
    superseded, draft = releases / FIRST / SCREEN, releases / FIRST / "pdf/en/screen/xst-a1.2-2030-e-v0.3.pdf"
    current = releases / SECOND / SCREEN.replace("1.0", "1.1")
    rising = [current, superseded, draft, stranger, altered]
    codes = [asked(*rising[: n + 1], releases=releases).code for n in range(len(rising))]
    assert codes == [0, 3, 4, 6, 5]


# Altered files


def test_an_altered_file_is_told_with_byte_and_page(releases: Path, tmp_path: Path) -> None:
    genuine = (releases / FIRST / SCREEN).read_bytes()
    altered = tmp_path / "renamed.pdf"
    altered.write_bytes(genuine)
    flip(altered, 9000)
    answer = only(asked(altered, releases=releases))
    assert answer.verdict == Verdict.ALTERED
    assert f"the first byte that differs is 9,001 of {len(genuine):,}, on page " in answer.words
    altered.write_bytes(genuine + b"more")
    assert "4 bytes were added at its end" in only(asked(altered, releases=releases)).words


def test_an_altered_page_of_the_website_is_told(releases: Path, tmp_path: Path) -> None:
    page = (releases / FIRST / "html/A1.1/2030/en/v1.0/index.html").read_text(encoding="utf-8")
    altered = tmp_path / "page.html"
    altered.write_text(page.replace("describes examples", "describes no examples"), encoding="utf-8")
    answer = only(asked(altered, releases=releases))
    assert (answer.verdict, answer.identifier) == (Verdict.ALTERED, "XST A1.1:2030(E)V1.0")


def test_a_released_name_on_other_bytes_is_altered(releases: Path, tmp_path: Path) -> None:
    other = tmp_path / "xst-b2.1-2030-e-v1.0.pdf"
    other.write_bytes(b"not even a PDF")
    assert only(asked(other, releases=releases)).verdict == Verdict.ALTERED


# Tampering with releases


def faulty(releases: Path) -> dict[str, str]:
    """Return, by path below the releases, the kind of each fault that is told."""
    told = asked(releases, releases=releases)
    faults = {answer.path: answer.words for answer in told.answers if answer.verdict == Verdict.ALTERED}
    assert (told.code == Verdict.ALTERED) == bool(faults)
    return {path.removeprefix(f"{releases}/"): words.partition(":")[0] for path, words in faults.items()}


def test_each_kind_of_fault_is_told_for_each_file(releases: Path) -> None:
    assert faulty(releases) == {}
    folder = releases / FIRST
    page, other = (f"html/{number}/2030/en/v1.0/index.html" for number in ("A1.1", "B2.1"))
    static = min(path.relative_to(folder).as_posix() for path in (folder / "html/_static").iterdir())
    flip(folder / page, 20)
    (folder / static).unlink()
    (folder / "pdf/en/extra.pdf").write_bytes(b"x")
    (folder / "pdf/fr/screen").mkdir(parents=True)
    shutil.copy(folder / SCREEN, folder / SCREEN.replace("a1.1", "b2.1"))
    (folder / other).unlink()
    (folder / other).symlink_to(folder / page)
    assert faulty(releases) == {
        f"{FIRST}/{page}": "altered",
        f"{FIRST}/{static}": "missing",
        f"{FIRST}/pdf/en/extra.pdf": "added",
        f"{FIRST}/pdf/fr": "added",
        f"{FIRST}/pdf/fr/screen": "added",
        f"{FIRST}/{SCREEN.replace('a1.1', 'b2.1')}": "swapped",
        f"{FIRST}/{other}": "added",
    }


@pytest.mark.parametrize("seal", [MANIFEST, SIGNATURE, STATUS, SUMS])
@pytest.mark.parametrize("damage", ["flipped", "cut", "missing", "empty"])
def test_each_seal_is_guarded(seal: str, damage: str, releases: Path) -> None:
    path = releases / SECOND / seal
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(
            {"flipped": content[:-2] + bytes([content[-2] ^ 1]) + content[-1:], "cut": content[:-1], "empty": b""}[damage]
        )
    assert f"{SECOND}/{seal}" in faulty(releases)


def test_a_file_of_another_release_is_refused(releases: Path) -> None:
    one, other = releases / FIRST / SCREEN, releases / SECOND / SCREEN.replace("1.0", "1.1")
    shutil.copy(one, other)
    assert f"{SECOND}/{SCREEN.replace('1.0', '1.1')}" in faulty(releases)
    assert only(asked(other, releases=releases)).verdict == Verdict.ALTERED


def resign(folder: Path, seed: str) -> None:
    """Seal a folder again, wholly consistent, with a key."""
    manifest = folder / MANIFEST
    (folder / SIGNATURE).write_bytes(seal_of(seed).sign(manifest.read_bytes()))
    (folder / SUMS).unlink()
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / SUMS).write_bytes(sums(files))


def test_a_release_signed_again_by_another_is_refused(releases: Path, tmp_path: Path) -> None:
    resign(releases / SECOND, "publisher")
    assert faulty(releases) == {}
    resign(releases / SECOND, "somebody else")
    told = asked(releases / SECOND, releases=releases)
    assert told.code == Verdict.ALTERED
    assert any("did not sign this manifest" in answer.words for answer in told.answers)
    lone = shutil.copytree(releases / SECOND, tmp_path / "lone")
    assert asked(lone).code == Verdict.ALTERED


def test_a_rolled_back_status_list_is_refused(releases: Path) -> None:
    shutil.copy(releases / FIRST / STATUS, releases / SECOND / STATUS)
    told = asked(releases / SECOND, releases=releases)
    assert told.code == Verdict.ALTERED
    assert any("it is the list of the release 2030-1" in answer.words for answer in told.answers)
    superseded = asked(releases / FIRST / SCREEN, releases=releases)
    assert superseded.code == Verdict.ALTERED, "what an older list calls current must not pass while the newer one is gone"


def test_a_status_list_of_another_release_is_refused_even_if_signed(releases: Path) -> None:
    former, folder = (releases / FIRST / STATUS).read_bytes(), releases / SECOND
    manifest = (folder / MANIFEST).read_bytes()
    (folder / MANIFEST).write_bytes(manifest.replace(digest((folder / STATUS).read_bytes()).encode(), digest(former).encode()))
    (folder / STATUS).write_bytes(former)
    resign(folder, "publisher")
    assert faulty(releases) == {f"{SECOND}/{STATUS}": "swapped"}


def test_releases_that_were_taken_away_are_missed(editor: Editor, releases: Path) -> None:
    known = registered_versions(editor.workspace)
    shutil.rmtree(releases / SECOND)
    assert asked(releases / FIRST / SCREEN, releases=releases).code == Verdict.CURRENT  # nothing at hand tells of V1.1 …
    told = asked(releases / FIRST / SCREEN, releases=releases, registered=known)  # … but the register does
    assert told.code == Verdict.ALTERED
    assert any("the register knows A1.1-2030-v1.1" in answer.words for answer in told.answers)


def test_the_chain_is_unbroken(releases: Path) -> None:
    first = releases / FIRST
    taken = shutil.move(first, releases.parent / "taken")
    assert "it follows the release 2030-1; before it stands none" in str(asked(releases, releases=releases).answers)
    shutil.copytree(releases / SECOND, first)
    assert "the folder 2030-1 holds the release 2030-2" in str(asked(releases, releases=releases).answers)
    shutil.rmtree(first)
    shutil.copytree(taken, first)
    assert faulty(releases) == {}


def test_a_release_before_that_the_publisher_did_not_chain_is_refused(releases: Path) -> None:
    """Even the publisher's own signature under another first release breaks the chain."""
    manifest = releases / FIRST / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b'"date": "2030-06-01"', b'"date": "2030-06-02"', 1))
    resign(releases / FIRST, "publisher")
    assert "with another manifest" in str(asked(releases, releases=releases).answers)


def test_a_signed_manifest_that_is_no_manifest_is_refused(releases: Path) -> None:
    manifest = releases / SECOND / MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b'"format": 1', b'"format": "1"', 1))
    resign(releases / SECOND, "publisher")
    (answer,) = [one for one in asked(releases / SECOND).answers if one.path.endswith(MANIFEST)]
    assert 'format: a whole number is wanted, found "1"' in answer.words


def test_a_pdf_whose_own_signature_is_another_is_refused(releases: Path) -> None:
    evidence = Evidence(replace(known(), signature=known("somebody else").signature), releases)
    told = verify([releases / SECOND], evidence)
    assert only(told).words == "altered: the signature in the file is not that of the certificate: other signer"


# Flipped bits


def all_flips(releases: Path, count: int, seed: int) -> list[tuple[Path, int, int]]:
    """Return seeded places: every file at least once in its turn, then anywhere."""
    choice = random.Random(seed)
    files = sorted(path for path in releases.rglob("*") if path.is_file() and path.stat().st_size)
    turns = (
        [*files, *(choice.choice(files) for _ in range(count - len(files)))][:count]
        if count >= len(files)
        else choice.sample(files, count)
    )
    return [(path, choice.randrange(path.stat().st_size), choice.randrange(8)) for path in turns]


def found_of(releases: Path, flips: list[tuple[Path, int, int]]) -> int:
    """Return how many flipped bits are found, in the file itself and in the release."""
    found = 0
    for path, place, bit in flips:
        flip(path, place, bit)
        folder = next(parent for parent in path.parents if parent.parent == releases)
        told = asked(folder, releases=releases)
        named = any(answer.path in (str(path), str(folder / MANIFEST)) for answer in told.answers)
        found += told.code == asked(path, releases=releases).code == Verdict.ALTERED and named
        flip(path, place, bit)
    return found


def test_flipped_bits_are_found(releases: Path) -> None:
    flips = all_flips(releases, 120, 4)
    kinds = {path.suffix or path.name for path, _, _ in flips}
    assert {".pdf", ".html", ".csv", ".json", ".toml", ".css", ".js", ".sig", SUMS} <= kinds
    assert found_of(releases, flips) == 120
    assert faulty(releases) == {}


@pytest.mark.long
def test_a_thousand_flipped_bits_are_found(releases: Path) -> None:
    found = found_of(releases, all_flips(releases, 1000, 5))
    print(f"flipped bits found: {found} of 1000")
    assert found == 1000


# What is read strictly


def test_manifest_and_status_list_round_trip(releases: Path) -> None:
    for folder in (releases / FIRST, releases / SECOND):
        for name, form in ((MANIFEST, Manifest), (STATUS, StatusList)):
            content = (folder / name).read_bytes()
            assert form.from_json(content).as_json() == content
