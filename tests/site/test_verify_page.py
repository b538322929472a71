"""The page that verifies files, in a browser: what it answers, what it says of its own certainty, and that nothing leaves."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isacs_publish.artifacts import Artifact
from isacs_publish.sealed import SEALS, digest
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.scripts import supplied
from isacs_publish.site.site_words import site_words
from isacs_publish.site.verify import digests, known, verify
from isacs_publish.verifying import Evidence, Verdict
from isacs_publish.verifying import Publisher as KnownPublisher
from isacs_publish.verifying import verify as verified_by_command
from tests.roots import make_project, text
from tests.site.archives import make_history, page, pdf, sealed
from tests.site.made import site_of
from tests.site.serving import served as serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, FilePayload, Page

    from isacs_publish.site.site import Site

DRAFT = pdf("XST A1.1:2030(E)V0.3", rest="built")
SIGNED = pdf("XST A1.1:2030(E)V1.0") + b"signature"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site before its first release; the working text of A1.1 was built."""
    site = site_of(make_project(tmp_path_factory.mktemp("project"), {"A1.1": text("Things")}))
    path = "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"
    return replace(site, artifacts=(Artifact(path, "module", "screen", "XST A1.1:2030(E)V0.3", "en", 1, digest(DRAFT)),))


@pytest.fixture(scope="module")
def site(plain: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site after two releases."""
    return make_history(tmp_path_factory.mktemp("releases")).on(plain)


def write_site(site: Site, folder: Path) -> Path:
    """Write the page and what it needs; return the page."""
    renderer = Renderer(site)
    for path, content in (*verify(site, renderer), *renderer.asset_files()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder / "verify.html"


@pytest.fixture(scope="module")
def written(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(site, tmp_path_factory.mktemp("site"))


# What is written


def test_the_last_status_list_and_all_digests_stand_on_the_site(site: Site, written: Path) -> None:
    status = json.loads((written.parent / "status.json").read_text(encoding="utf-8"))
    assert status["release"] == "2030-2"
    lines = (written.parent / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines()
    assert f"{digest(SIGNED)}  releases/2030-1/pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf" in lines
    assert not [line for line in lines if line.endswith((".html", ".css"))], "pages of releases are not offered as files"
    assert digests(site).decode().splitlines() == lines
    for name in ("2030-1", "2030-2"):
        assert {path.name for path in (written.parent / "releases" / name).iterdir()} == set(SEALS)


def test_before_the_first_release_there_is_no_status_list(plain: Site, tmp_path: Path) -> None:
    page = write_site(plain, tmp_path).read_text(encoding="utf-8")
    assert not (tmp_path / "status.json").exists()
    assert "status.json" not in page
    assert site_words("verify", "en")["nothing_released"] in page


def test_what_waits_for_a_script_cannot_end_its_own() -> None:
    assert b"<" not in supplied("verify", {"</script>": "<!--"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_the_page_says(language: str) -> None:
    own, english = site_words("verify", language), site_words("verify", "en")
    assert own.keys() == english.keys()
    for key, words in english.items():
        assert sorted(re.findall(r"\{\w+\}", own[key])) == sorted(re.findall(r"\{\w+\}", words)), key
    script = (Path(__file__).parents[2] / "themes/isacs/static/verify.js").read_text(encoding="utf-8")
    assert (
        set(re.findall(r'words\.(\w+)|(?:said|link)\([^)]*?"(\w+)"', script))
        - {(key, "") for key in own}
        - {("", key) for key in own}
        == set()
    )


# In a browser


@pytest.fixture(scope="module")
def served(written: Path) -> Iterator[str]:
    with serve(written.parent) as address:
        yield f"{address}verify.html"


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Page]:
    """Yield the page at an address; the test fails when anything else is asked for, or an error is told."""
    page = browser.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    yield page
    home = address.rpartition("/")[0]
    assert [url for url in asked if not url.startswith(home)] == []
    assert errors == []
    page.close()


@pytest.fixture
def opened(browser: Browser, written: Path) -> Iterator[Page]:
    """Return the page as it opens from a stick."""
    with watched(browser, written.as_uri()) as page:
        yield page


def give(page: Page, *files: tuple[str, bytes]) -> None:
    carried: list[FilePayload] = [{"name": name, "mimeType": "", "buffer": content} for name, content in files]
    page.set_input_files("#_files", carried)
    page.wait_for_function(f"document.querySelectorAll('.verdict').length >= {len(files)}")


def answered(page: Page, name: str, content: bytes) -> tuple[str, str]:
    """Return verdict and words of the last answer after a file was given."""
    before = page.locator(".verdict").count()
    carried: FilePayload = {"name": name, "mimeType": "", "buffer": content}
    page.set_input_files("#_files", carried)
    page.wait_for_function(f"document.querySelectorAll('.verdict').length > {before}")
    last = page.locator(".verify-answers > li").last
    return last.get_attribute("data-verdict") or "", last.inner_text()


def test_what_was_released_is_known_wherever_it_comes_from(opened: Page) -> None:
    verdict, words = answered(opened, "anything.bin", pdf("XST A1.1:2030(E)V1.1") + b"signature")
    assert verdict == "current"
    assert "XST A1.1:2030(E)V1.1" in words
    assert "as far as you trust this website" in words


def test_a_superseded_text_names_the_one_in_force(opened: Page) -> None:
    verdict, words = answered(opened, "old.pdf", SIGNED)
    assert verdict == "superseded"
    assert "XST A1.1:2030(E)V1.1 has superseded this text" in words


def test_a_withdrawn_text_and_a_released_draft(opened: Page) -> None:
    assert answered(opened, "a.pdf", pdf("XST B2.1:2030(E)V1.0") + b"signature")[0] == "withdrawn"
    assert answered(opened, "b.pdf", pdf("XST A1.2:2030(E)V0.3") + b"signature")[0] == "draft"


def test_a_copy_without_signature_is_told_as_one(opened: Page) -> None:
    verdict, words = answered(opened, "copy.pdf", pdf("XST A1.1:2030(E)V1.1"))
    assert verdict == "current"
    assert "signature is not in this copy" in words


def test_one_altered_byte_is_found(opened: Page) -> None:
    altered = bytearray(SIGNED)
    altered[-1] ^= 1
    verdict, words = answered(opened, "xst-a1.1-2030-e-v1.0.pdf", bytes(altered))
    assert verdict == "altered"
    assert "XST A1.1:2030(E)V1.0" in words
    link = opened.locator(".verify-answers > li").last.locator("a")
    assert (link.get_attribute("href") or "").endswith("releases/2030-1/pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf")


def test_a_file_that_claims_a_released_name_alone_is_altered(opened: Page) -> None:
    assert answered(opened, "xst-a1.1-2030-e-v1.0.pdf", b"%PDF-1.7\nsomething else")[0] == "altered"


def test_a_saved_web_page_is_told_why_it_is_altered(opened: Page) -> None:
    verdict, words = answered(opened, "saved.html", page("XST A1.1:2030(E)V1.0", "<p>saved</p>"))
    assert verdict == "altered"
    assert "Web pages that a browser saved" in words


def test_drafts_of_this_website_and_others(opened: Page) -> None:
    verdict, words = answered(opened, "x.pdf", DRAFT)
    assert verdict == "draft"
    assert "It has not been released" in words
    verdict, words = answered(opened, "x.pdf", DRAFT + b"more")
    assert verdict == "draft"
    assert "Nothing proves what it says" in words


def test_what_nobody_knows_is_unknown(opened: Page) -> None:
    verdict, words = answered(opened, "holiday.jpg", b"\xff\xd8 a picture")
    assert verdict == "unknown"
    assert "after 2030-2" in words
    verdict, words = answered(opened, "record.json", b'{"identifier": "XST Z9.9:2030(E)V1.0"}')
    assert verdict == "unknown"
    assert "XST Z9.9:2030(E)V1.0, which was never released" in words


def test_an_empty_file_is_unknown_and_not_an_error(opened: Page) -> None:
    assert answered(opened, "empty", b"")[0] == "unknown"


def test_seals_and_files_that_pages_share_are_official(opened: Page, site: Site) -> None:
    manifest = (site.archive.folder / "2030-1" / "manifest.json").read_bytes()
    assert answered(opened, "manifest.json", manifest)[0] == "official"
    assert answered(opened, "site.css", b"body { margin: 0 }")[0] == "official"


def test_the_name_of_a_big_file_is_found_where_parts_meet(opened: Page) -> None:
    said = pdf("XST A1.1:2030(E)V1.0")
    at = said.index(b"XST A1.1")
    big = b"%PDF-" + b" " * ((4 << 20) - 5 - at - 6) + said
    assert answered(opened, "big.pdf", big)[0] == "altered"


def test_several_files_are_answered_in_their_order_and_heard(opened: Page) -> None:
    give(opened, ("new.pdf", pdf("XST A1.1:2030(E)V1.1") + b"signature"), ("old.pdf", SIGNED), ("other", b"other"))
    names = opened.locator(".verify-answers h3").all_inner_texts()
    assert names == ["new.pdf", "old.pdf", "other"]
    heard = opened.get_by_role("log")
    assert heard.get_attribute("aria-live") == "polite"
    assert [words.partition(".pdf: ")[2][:8] or words[:14] for words in heard.locator("p").all_inner_texts()] == [
        "Official",
        "Official",
        "other: Unknown",
    ]


def test_files_may_be_dropped_anywhere(opened: Page) -> None:
    opened.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["dropped"], "dropped.txt"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    opened.wait_for_selector(".verdict")
    assert opened.locator(".verify-answers h3").inner_text() == "dropped.txt"


def test_the_keyboard_alone_reaches_the_files(opened: Page) -> None:
    for _ in range(12):
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.id") == "_files":
            break
    assert opened.evaluate("document.activeElement.id") == "_files"
    with opened.expect_file_chooser() as chosen:
        opened.keyboard.press("Space")
    assert chosen.value.is_multiple()


def test_names_of_files_are_words_and_never_markup(opened: Page) -> None:
    answered(opened, "<img src=x onerror=alert(1)>.pdf", b"x")
    assert opened.locator(".verify-answers img").count() == 0


def test_without_digests_the_page_says_so(browser: Browser, written: Path) -> None:
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.goto(written.as_uri())
    assert page.locator("#_failed").inner_text() == site_words("verify", "en")["no_digests"]
    assert page.locator("#_drop").is_hidden()
    page.close()


def test_without_the_list_the_page_says_so(browser: Browser, site: Site, tmp_path: Path) -> None:
    written = write_site(site, tmp_path)
    (tmp_path / "_data/verify.js").unlink()
    page = browser.new_page()
    page.goto(written.as_uri())
    page.wait_for_selector("#_failed:not([hidden])")
    assert page.locator("#_failed").inner_text() == site_words("verify", "en")["no_list"]
    page.close()


def test_without_scripts_a_reader_learns_how_to_check_by_hand(browser: Browser, written: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(written.as_uri())
    assert page.locator("#_drop").is_hidden()
    assert page.get_by_text("sha256sum FILE").is_visible()
    assert page.get_by_role("link", name="SHA256SUMS.txt").is_visible()
    page.close()


# As the command answers


@pytest.mark.parametrize("way", ["file", "http"])
def test_the_page_answers_as_the_command_does(
    way: str, site: Site, browser: Browser, written: Path, served: str, tmp_path: Path
) -> None:
    files = {
        "current.pdf": pdf("XST A1.1:2030(E)V1.1") + b"signature",
        "superseded.pdf": SIGNED,
        "withdrawn.pdf": pdf("XST B2.1:2030(E)V1.0") + b"signature",
        "draft.pdf": pdf("XST A1.2:2030(E)V0.3") + b"signature",
        "xst-a1.1-2030-e-v1.0.pdf": b"%PDF-1.7 nothing of it",
        "saved.html": page("XST A1.1:2030(E)V1.0", "<p>saved</p>"),
        "draft.html": page("XST A1.1:2030(E)V0.9"),
        "foreign.json": b'{"identifier": "XST Z9.9:2030(E)V1.0"}',
        "unknown.txt": b"nothing",
        "site.css": b"body { margin: 0 }",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    evidence = Evidence(KnownPublisher(lambda *_: True), site.archive.folder)
    told = verified_by_command([tmp_path / name for name in files], evidence).answers
    same = {
        "current": Verdict.CURRENT,
        "official": Verdict.CURRENT,
        "superseded": Verdict.SUPERSEDED,
        "withdrawn": Verdict.SUPERSEDED,
        "draft": Verdict.DRAFT,
        "altered": Verdict.ALTERED,
        "unknown": Verdict.UNKNOWN,
    }
    with watched(browser, written.as_uri() if way == "file" else served) as page_of:
        shown = {name: same[answered(page_of, name, content)[0]] for name, content in files.items()}
    assert shown == {Path(answer.path).name: answer.verdict for answer in told}


def test_a_corrected_version_supersedes_the_bytes_before(plain: Site, browser: Browser, tmp_path: Path) -> None:
    history = make_history(tmp_path / "releases")
    corrected = sealed(
        "pdf/en/screen/xst-a1.1-2030-e-v1.1.pdf", b"%PDF-corrected", kind="module", identifier="XST A1.1:2030(E)V1.1"
    )
    history.release("2030-3", "2030-10-01", {"XST A1.1:2030(E)V1.1": "current"}, [corrected])
    site = history.on(plain)
    (standing,) = (one for one in known(site)["standings"].items() if one[0] == "XST A1.1:2030(E)V1.1")
    assert standing[1][:4] == ["current", "", "2030-3", "2030-10-01"]
    opened = browser.new_page()
    opened.goto(write_site(site, tmp_path / "site").as_uri())
    verdict, words = answered(opened, "x.pdf", pdf("XST A1.1:2030(E)V1.1") + b"signature")
    opened.close()
    assert verdict == "superseded"
    assert "A corrected version of 2030-10-01 has taken their place in 2030-3" in words
