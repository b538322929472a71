"""The standards on a stick: what a kit holds, that its links land, that it keeps to a size, and the way from kit to kit."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import tempfile
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pycdlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from isacs_publish.cli import main
from isacs_publish.kit.contents import KitContents, KitFile, check_path, listed, year_after
from isacs_publish.kit.delta import DELTA, apply_delta, write_delta
from isacs_publish.kit.folder import former_of, write_tree
from isacs_publish.kit.iso import write_image
from isacs_publish.kit.links import Surroundings, page_in_kit
from isacs_publish.kit.making import NoSuchLanguage
from isacs_publish.kit.size import Medium
from tests.kits import FOLDER, dead_links, kit_of, made_up, put, released, tree

if TYPE_CHECKING:
    from isacs_publish.workspace import Workspace

NAME = "XST-2030-0-en"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made_up(tmp_path / "project")


def folder_of(workspace: Workspace, *languages: str, **asked: object) -> Path:
    made = kit_of(workspace, *languages, **asked)
    assert [str(finding) for finding in made.findings] == []
    assert made.folder is not None
    return made.folder


def call(workspace: Workspace, *arguments: str) -> int:
    return main(["--project", str(workspace.project), "kit", *arguments])


# What a kit holds


def test_a_kit_holds_website_and_files_of_its_languages_alone(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    assert folder == workspace.build / "kit" / NAME
    assert tree(folder).keys() == {
        "README.txt", "SHA256SUMS", "index.html", "kit.json", "status.json",
        "site/index.html", "site/A1.1/index.html", f"site/{FOLDER.format('en')}index.html",
        "site/_data/kit.css", "site/_data/kit.js", "site/_data/labels-en.js",
        "site/_search/fragment/en_1234567.pf_fragment", "site/_static/site.js",
        "site/pdf/en/screen/a.pdf", "site/pdf/en/print/a.pdf", "site/pdf/en/print/a-cover.pdf",
        "site/volumes/en/screen/v.pdf", "site/volumes/en/screen/all.pdf",
    }  # fmt: skip


def test_editions_that_were_not_asked_for_stay_out(workspace: Workspace) -> None:
    files = tree(folder_of(workspace, "en", editions=("print",)))
    assert {path for path in files if path.endswith(".pdf")} == {"site/pdf/en/print/a.pdf", "site/pdf/en/print/a-cover.pdf"}


def test_the_digests_are_those_that_sha256sum_takes(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", "fr")
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], cwd=folder, check=True)
    told = KitContents.from_json((folder / "kit.json").read_bytes())
    assert {file.path for file in told.files} == tree(folder).keys() - {"kit.json", "SHA256SUMS"}
    assert (folder / "SHA256SUMS").read_text().count("\n") == len(tree(folder)) - 1


def test_the_dates_are_those_of_the_catalogue_and_a_year_later(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", "fr")
    told = json.loads((folder / "kit.json").read_text())
    assert (told["current"], told["verify"]) == ("2030-05-01", "2031-05-01")
    readme = (folder / "README.txt").read_text(encoding="utf-8-sig")
    for words in ("Current as of 2030-05-01. Verify after 2031-05-01.", "À jour au 2030-05-01.", "sha256sum --check"):
        assert words in readme
        assert words in (folder / "index.html").read_text() or "sha256sum" in words


def test_every_page_says_both_dates_without_a_script(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", "fr", verify=date(2030, 12, 31))
    for path in (folder / "site").rglob("*.html"):
        line = html.document_fromstring(path.read_text()).get_element_by_id("_kit")
        assert line.text == "As of 2030-05-01, to 2030-12-31."
        assert "hidden" not in line.attrib


def test_the_script_of_the_kit_comes_before_that_of_the_site(workspace: Workspace) -> None:
    page = html.document_fromstring((folder_of(workspace, "en") / "site" / FOLDER.format("en") / "index.html").read_text())
    assert [(s.get("src"), "defer" in s.attrib) for s in page.iter("script")][1:] == [("../../../../_data/kit.js", False)]


def test_without_release_the_status_list_names_the_drafts(workspace: Workspace) -> None:
    told = json.loads((folder_of(workspace, "fr") / "status.json").read_text())
    assert [(one["identifier"], one["status"]) for one in told["standings"]] == [("XST A1.1:2030(F)V0.3", "draft")]


def test_a_release_gives_name_date_status_and_seals(workspace: Workspace) -> None:
    released(workspace)
    folder = folder_of(workspace, "en")
    assert folder.name == "XST-2030-1-en"
    files = tree(folder)
    sealed = workspace.releases / "2030-1"
    assert files["site/releases/2030-1/pdf/en/screen/r.pdf"] == b"%PDF released"
    assert files["status.json"] == (sealed / "status.json").read_bytes()
    assert files["site/releases/2030-1/manifest.sig"] == (sealed / "manifest.sig").read_bytes()
    assert json.loads(files["kit.json"])["current"] == "2030-06-15"
    assert b"isacs verify FILE.pdf --key release.pub --releases site/releases" in files["README.txt"]


def test_the_list_of_digests_on_the_site_names_what_is_in_the_kit(workspace: Workspace) -> None:
    put(workspace.site / "SHA256SUMS.txt", b"aa  pdf/en/screen/a.pdf\nbb  pdf/fr/screen/a.pdf\n")
    assert tree(folder_of(workspace, "en"))["site/SHA256SUMS.txt"] == b"aa  pdf/en/screen/a.pdf\n"


@pytest.mark.parametrize(("day", "after"), [(date(2028, 2, 29), date(2029, 2, 28)), (date(2030, 12, 31), date(2031, 12, 31))])
def test_a_year_after(day: date, after: date) -> None:
    assert year_after(day) == after


# Links


@pytest.mark.parametrize("languages", [("en",), ("fr",), ("en", "fr"), ("fr", "en")])
@pytest.mark.parametrize("size", [None, "300KB"])
def test_every_link_lands(workspace: Workspace, languages: tuple[str, ...], size: str | None) -> None:
    folder = folder_of(workspace, *languages, medium=Medium.parse(size) if size else None)
    assert dead_links(folder) == []


def test_what_is_not_in_the_kit_is_linked_on_the_public_website(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", editions=("screen",))
    page = html.document_fromstring((folder / "site" / FOLDER.format("en") / "index.html").read_text())
    outside = [link for link in page.iter("a") if "outside" in link.get("class", "")]
    assert [link.get("href") for link in outside] == [
        f"https://example.org/{FOLDER.format('fr')}index.html#scope",
        "https://example.org/pdf/en/print/a.pdf",
        "https://example.org/pdf/en/print/a-cover.pdf",
    ]
    assert {(link.get("rel"), link.get("title")) for link in outside} == {
        ("external", "Not in this copy: opens the public website")
    }
    assert page.xpath("//link[@rel='alternate']/@href") == [f"https://example.org/{FOLDER.format('fr')}index.html"]


def test_a_page_whose_links_all_land_keeps_its_bytes_but_for_what_the_kit_says(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", "fr")
    before = (workspace.site / FOLDER.format("en") / "index.html").read_text().splitlines()
    after = (folder / "site" / FOLDER.format("en") / "index.html").read_text().splitlines()
    assert [line for line in after if line not in before] == [
        '<link rel="stylesheet" href="../../../../_data/kit.css">',
        '<script src="../../../../_data/kit.js"></script>',
        next(line for line in after if line.startswith('<p id="_kit"')),
    ]


def test_an_address_that_leads_to_a_missing_language_leads_to_one_that_is_there(workspace: Workspace) -> None:
    page = html.document_fromstring((folder_of(workspace, "fr") / "site/A1.1/index.html").read_text())
    assert page.xpath("//meta[@http-equiv]/@content") == ["0; url=2030/fr/v0.3/index.html"]
    assert page.get_element_by_id("_target").get("href") == "2030/fr/v0.3/index.html"


HOSTILE = """<html lang="en"><head></head><body><!-- <a href="b.html"> --><a title="x > y" href='b.html?q=1&amp;r=2#f'>b</a>
<script>var a = '<a href="b.html">';</script><a href="#here">h</a><a href="mailto:a@b.c">m</a><a href="//h/x">n</a><a>o</a>
</body>"""


def test_only_links_to_pages_of_the_site_are_touched() -> None:
    around = Surroundings(frozenset({"a.html"}), ("en",), "https://x.org", "2030-01-01", "2031-01-01", {"en": "out"})
    page = page_in_kit("a.html", HOSTILE, around)
    assert page.count("https://x.org/") == 1
    assert '<a title="x &gt; y" href="https://x.org/b.html?q=1&amp;r=2#f" class="outside" rel="external">b</a>' in page
    for untouched in (
        '<!-- <a href="b.html"> -->',
        "'<a href=\"b.html\">'",
        '<a href="#here">',
        '<a href="//h/x">',
        "<a>o</a>",
    ):
        assert untouched in page


# Size


@pytest.mark.parametrize(("text", "size"), [("4GB", 4 * 10**9), ("700MB", 7 * 10**8), ("4.7 gb", 47 * 10**8)])
def test_sizes_are_decimal_as_media_are_sold(text: str, size: int) -> None:
    assert Medium.parse(text).size == size


@pytest.mark.parametrize("text", ["4", "GB", "-1GB", "0GB", "4GiB", "1e3MB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        Medium.parse(text)


def taken(workspace: Workspace, size: str) -> dict[str, tuple[int, int]]:
    made = kit_of(workspace, "en", medium=Medium.parse(size))
    assert made.findings == []
    return {row.group: (row.taken, row.left) for row in made.rows}


def test_room_goes_to_screen_before_print_and_to_modules_before_volumes(workspace: Workspace) -> None:
    screen = ("modules, screen", "volumes, screen", "compendium, screen", "modules, other editions")
    found = [tuple(taken(workspace, size)[group][0] for group in screen) for size in ("100KB", "190KB", "280KB", "400KB")]
    assert found == [(1, 0, 0, 0), (1, 1, 0, 0), (1, 1, 1, 0), (1, 1, 1, 1)]


def test_what_was_left_out_is_told_in_the_kit(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en", medium=Medium.parse("280KB"))
    told = json.loads((folder / "kit.json").read_text())
    assert told["left_out"] == [{"group": "modules, other editions", "publications": 1, "size": 70_000}]
    assert not (folder / "site/pdf/en/print").exists()


@given(st.integers(70_000, 500_000))
@settings(max_examples=12, deadline=None)
def test_a_kit_never_takes_more_than_its_medium_has(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace, medium = made_up(Path(folder) / "project"), Medium(size)
        made = kit_of(workspace, "en", "fr", medium=medium)
        if made.findings:
            assert [finding.code for finding in made.findings] == ["kit-too-large"]
        else:
            assert made.folder is not None
            assert sum(medium.taken(len(content)) for content in tree(made.folder).values()) == made.needed <= medium.room


def test_a_website_that_does_not_fit_is_refused_with_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = made_up(tmp_path / "project", filler=300_000)
    assert call(workspace, "--languages", "en", "--size", "300KB") == 1
    err = capsys.readouterr().err
    assert "kit-too-large" in err
    assert "297 kB of the size can be filled" in err
    assert not (workspace.build / "kit").exists()


# What stands there already


def test_the_same_build_gives_the_same_kit_and_is_not_written_again(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    before, inode = tree(folder), folder.stat().st_ino
    made = kit_of(workspace, "en")
    assert made.made == []
    assert folder.stat().st_ino == inode
    shutil.rmtree(folder)
    assert tree(folder_of(workspace, "en")) == before


def test_a_spoilt_kit_is_made_again(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    before = tree(folder)
    (folder / "README.txt").write_text("spoilt")
    (folder / "site/index.html").unlink()
    assert kit_of(workspace, "en").made == [folder]
    assert tree(folder) == before


def test_a_folder_that_is_no_kit_is_left_alone(workspace: Workspace) -> None:
    put(workspace.build / "kit" / NAME / "letter.txt", b"mine")
    assert [finding.code for finding in kit_of(workspace, "en").findings] == ["kit-in-the-way"]
    assert tree(workspace.build / "kit") == {f"{NAME}/letter.txt": b"mine"}


def test_a_file_that_somebody_put_into_a_kit_is_not_taken_away(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    put(folder / "letter.txt", b"mine")
    made = kit_of(workspace, "en", verify=date(2040, 1, 1))
    assert [(finding.code, finding.place.path) for finding in made.findings] == [("kit-file-added", f"{NAME}/letter.txt")]
    assert (folder / "letter.txt").read_bytes() == b"mine"


def test_a_kit_that_was_killed_between_two_renames_comes_back(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    before = tree(folder)
    folder.rename(former_of(folder))
    assert kit_of(workspace, "en").made == []
    assert tree(folder) == before
    assert not former_of(folder).exists()


def test_nothing_is_left_beside_a_kit_that_could_not_be_written(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("isacs_publish.kit.folder.write_one", full)
    with pytest.raises(OSError, match="no room"):
        kit_of(workspace, "en")
    assert list((workspace.build / "kit").iterdir()) == []


# What is refused


def test_a_language_without_website_is_a_finding(workspace: Workspace) -> None:
    shutil.rmtree(workspace.site / "fr")
    made = kit_of(workspace, "en", "fr")
    assert [finding.code for finding in made.findings] == ["kit-language-missing"]
    assert made.findings[0].hint == "isacs build --language fr"


def test_a_language_that_is_not_published_is_a_bad_call(workspace: Workspace) -> None:
    with pytest.raises(NoSuchLanguage, match="no texts in 'xx'"):
        kit_of(workspace, "xx")
    assert call(workspace, "--languages", "xx") == 2


def test_without_a_build_there_is_nothing_to_make_a_kit_of(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workspace.build)
    assert call(workspace, "--languages", "en") == 1
    assert "isacs build --language en" in capsys.readouterr().err


def test_an_altered_file_of_the_build_does_not_go_into_a_kit(workspace: Workspace) -> None:
    (workspace.site / "pdf/en/screen/a.pdf").write_bytes(b"altered")
    assert [finding.code for finding in kit_of(workspace, "en").findings] == ["kit-altered-file"]


def test_an_altered_release_does_not_go_into_a_kit(workspace: Workspace) -> None:
    released(workspace)
    (workspace.releases / "2030-1" / "status.json").write_bytes(b"{}")
    assert {finding.code for finding in kit_of(workspace, "en").findings} == {"release-altered"}


def test_a_website_older_than_the_release_is_a_finding(workspace: Workspace) -> None:
    released(workspace)
    shutil.rmtree(workspace.site / "releases")
    assert [finding.code for finding in kit_of(workspace, "en").findings] == ["kit-outdated"]


@pytest.mark.parametrize(
    "arguments",
    [(), ("--languages", "en", "--apply", "x.zip"), ("--on", "x"), ("--apply", "no.zip", "--on", "."), ("--languages", ",")],
)
def test_a_bad_call(workspace: Workspace, arguments: tuple[str, ...]) -> None:
    assert call(workspace, *arguments) == 2


def test_a_bad_size_or_day_is_told(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("--size", "big"), ("--verify-after", "May")):
        with pytest.raises(SystemExit) as ended:
            call(workspace, "--languages", "en", *arguments)
        assert ended.value.code == 2
    assert "write it as 2027-06-30" in capsys.readouterr().err


# Image


def test_an_image_has_the_same_bytes_again_and_gives_every_file_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(workspace.site / "_images" / "خريطة-a-very-long-name-that-is-cut-in-the-plain-tree-1.svg", b"1")
    put(workspace.site / "_images" / "خريطة-a-very-long-name-that-is-cut-in-the-plain-tree-2.svg", b"2")
    folder = folder_of(workspace, "en", "fr", image=True)
    image = folder.with_name(f"{NAME}-fr.iso")
    subprocess.run(["sha256sum", "--check", "--quiet", f"{image.name}.sha256"], cwd=image.parent, check=True)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    again = image.with_name("again.iso")
    write_image(folder, again, date(2030, 5, 1), lambda _: None)
    assert again.read_bytes() == image.read_bytes()
    for names in ("rr_path", "joliet_path"):
        assert read_image(image, folder, names) == tree(folder)


def read_image(image: Path, folder: Path, names: str) -> dict[str, bytes]:
    read, found = pycdlib.PyCdlib(), {}
    read.open(str(image))
    for path in tree(folder):
        content = BytesIO()
        read.get_file_from_iso_fp(content, **{names: f"/{path}"})
        found[path] = content.getvalue()
    read.close()
    return found


def test_an_image_is_made_again_when_the_kit_is_another(workspace: Workspace) -> None:
    image = folder_of(workspace, "en", image=True).with_name(f"{NAME}.iso")
    assert kit_of(workspace, "en", image=True).made == []
    made = kit_of(workspace, "en", image=True, verify=date(2032, 1, 1))
    assert image in made.made


def test_a_name_too_long_for_an_image_is_a_finding(workspace: Workspace) -> None:
    put(workspace.site / "_images" / f"{'x' * 61}.svg", b"")
    made = kit_of(workspace, "en", image=True)
    assert [finding.code for finding in made.findings] == ["kit-name-too-long"]
    assert not (workspace.build / "kit" / f"{NAME}.iso").exists()


# Delta


NAMES = st.text("ab.é ", min_size=1, max_size=3).filter(lambda name: name.strip(". ") != "" and name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def consistent(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files of which none is the folder of another."""
    return {path: content for path, content in files.items() if not any(other.startswith(f"{path}/") for other in files)}


TREES = st.dictionaries(PATHS, st.binary(max_size=40), max_size=6).map(consistent)


def pack_of(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> Path:
    write_tree(folder / "old", {}, lambda _: None)
    (folder / "old").mkdir(exist_ok=True)
    write_tree(folder / "old", old, lambda _: None)
    write_delta(folder / "delta.zip", "old", listed(old), "new", new)
    return folder / "delta.zip"


@given(TREES, TREES)
@settings(max_examples=60, deadline=None)
def test_a_delta_applied_to_the_old_tree_gives_the_new_one(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as top:
        pack = pack_of(Path(top), old, new)
        done = apply_delta(pack, Path(top) / "old", None, lambda _: None)
        assert done.findings == ()
        assert tree(Path(top)) == {"delta.zip": pack.read_bytes(), **{f"old/{path}": content for path, content in new.items()}}
        pack.rename(pack.with_name("first.zip"))
        write_delta(pack, "old", listed(old), "new", new)
        assert pack.read_bytes() == pack.with_name("first.zip").read_bytes()


def test_an_old_kit_becomes_the_new_one_byte_for_byte(workspace: Workspace, tmp_path: Path) -> None:
    old = folder_of(workspace, "en", to=tmp_path / "kits")
    manifest = tmp_path / "kits" / "former.json"
    shutil.copy(old / "kit.json", manifest)
    released(workspace)
    put(workspace.site / "_static/site.js", b"// Other scripts\n")
    new = folder_of(workspace, "en", since=old)
    pack = new.with_name("XST-2030-1-en-from-2030-0.zip")
    before = pack.read_bytes()
    assert kit_of(workspace, "en", since=manifest).made == []
    assert pack.read_bytes() == before
    assert call(workspace, "--apply", str(pack), "--on", str(old), "--to", str(tmp_path / "next")) == 0
    assert tree(tmp_path / "next" / "XST-2030-1-en") == tree(new)
    assert call(workspace, "--apply", str(pack), "--on", str(old)) == 0
    assert tree(old) == tree(new)


def test_a_delta_lists_what_goes_away_and_holds_what_changed(tmp_path: Path) -> None:
    pack = zipfile.ZipFile(pack_of(tmp_path, {"a": b"1", "b": b"2", "c": b"3"}, {"a": b"1", "b": b"4", "d": b"5"}))
    assert pack.namelist() == [DELTA, "files/b", "files/d"]
    told = json.loads(pack.read(DELTA))
    assert told["gone"] == ["c"]
    assert [file["path"] for file in told["files_before"]] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("spoil", "code", "place"),
    [
        (lambda old: (old / "a").write_bytes(b"other"), "kit-file-altered", "old/a"),
        (lambda old: (old / "a").unlink(), "kit-file-missing", "old/a"),
        (lambda old: (old / "x").write_bytes(b""), "kit-file-added", "old/x"),
        (
            lambda old: ((old / "a").rename(old.parent / "a"), (old / "a").symlink_to(old.parent / "a")),
            "kit-file-altered",
            "old/a",
        ),
    ],
)
def test_an_old_kit_that_is_not_as_expected_is_refused_and_stays(tmp_path: Path, spoil: object, code: str, place: str) -> None:
    pack = pack_of(tmp_path, {"a": b"1", "b": b"2"}, {"a": b"2"})
    spoil(tmp_path / "old")  # type: ignore[operator]
    before = tree(tmp_path / "old")
    done = apply_delta(pack, tmp_path / "old", None, lambda _: None)
    assert [(finding.code, finding.place.path) for finding in done.findings] == [(code, place)]
    assert tree(tmp_path / "old") == before


def test_a_delta_that_dies_at_the_last_moment_leaves_the_old_kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = pack_of(tmp_path, {"a": b"1"}, {"a": b"2"})
    renamed = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.parent.name.endswith(".part"):
            raise OSError("no power")
        return renamed(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="no power"):
        apply_delta(pack, tmp_path / "old", None, lambda _: None)
    assert tree(tmp_path) == {"old/a": b"1", "delta.zip": pack.read_bytes()}


def rewritten(pack: Path, change: object) -> None:
    """Write a pack anew, with entries as a function makes them of those that it has."""
    with zipfile.ZipFile(pack) as archive:
        entries = [(archive.getinfo(name), archive.read(name)) for name in archive.namelist()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)
        with zipfile.ZipFile(pack, "w") as archive:
            for entry, content in change(entries):  # type: ignore[operator]
                archive.writestr(entry, content)


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def listing(entries: list[tuple[zipfile.ZipInfo, bytes]], old: bytes, new: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    assert old in entries[0][1]
    return [(entries[0][0], entries[0][1].replace(old, new)), *entries[1:]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda es: [*es, (zipfile.ZipInfo("files/../../out"), b"")], "delta-leads-out"),
        (lambda es: [*es, (zipfile.ZipInfo("/etc/out"), b"")], "delta-leads-out"),
        (lambda es: [*es, (zipfile.ZipInfo("files/C:\\out"), b"")], "delta-leads-out"),
        (lambda es: [*es, (zipfile.ZipInfo("files/sub/"), b"")], "delta-leads-out"),
        (lambda es: [*es, es[-1]], "delta-doubled-entry"),
        (lambda es: [es[0], (link("files/a"), b"1")], "delta-no-file"),
        (lambda es: [*es, (zipfile.ZipInfo("files/z"), b"")], "delta-strange-entry"),
        (lambda es: es[:1], "delta-strange-entry"),
        (lambda es: es[1:], "delta-unreadable"),
        (lambda es: [es[0], (es[1][0], b"99")], "delta-spoilt"),
        (lambda es: [es[0], (es[1][0], b"9")], "delta-spoilt"),
        (lambda es: listing(es, b'"gone": []', b'"gone": ["x"]'), "delta-unreadable"),
        (lambda es: listing(es, b'"path": "a"', b'"path": "../a"'), "delta-unreadable"),
        (lambda es: listing(es, b'"format": 1', b'"format": 2'), "delta-unreadable"),
        (lambda es: listing(es, b'"after": "new"', b'"after": "../new"'), "delta-unreadable"),
    ],
)
def test_a_hostile_pack_is_refused(tmp_path: Path, change: object, code: str) -> None:
    pack = pack_of(tmp_path, {"a": b"1"}, {"a": b"2"})
    rewritten(pack, change)
    done = apply_delta(pack, tmp_path / "old", tmp_path / "to", lambda _: None)
    assert [finding.code for finding in done.findings] == [code]
    assert tree(tmp_path) == {"old/a": b"1", "delta.zip": pack.read_bytes()}


def test_a_pack_that_swells_is_refused(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {}, {"a": b"\0" * (70 << 20)})
    done = apply_delta(pack, tmp_path / "old", None, lambda _: None)
    assert [finding.code for finding in done.findings] == ["delta-too-large"]


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_spoilt_bytes_of_a_pack_are_a_finding_or_give_the_new_tree(noise: bytes, place: int) -> None:
    with tempfile.TemporaryDirectory() as top:
        pack = pack_of(Path(top), {"a": b"1"}, {"a": b"2"})
        content = pack.read_bytes()
        pack.write_bytes(content[:place] + noise + content[place + len(noise) :])
        done = apply_delta(pack, Path(top) / "old", None, lambda _: None)
        assert tree(Path(top) / "old") == ({"a": b"1"} if done.findings else {"a": b"2"})


@pytest.mark.parametrize("path", ["", "/a", "a/../b", "..", "a//b", "./a", "a/", "a\\b", "C:/a", "a\0", "a\nb"])
def test_a_path_that_could_lead_out_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path below a folder"):
        check_path(path)


def test_two_files_of_one_name_are_no_kit(workspace: Workspace) -> None:
    folder = folder_of(workspace, "en")
    table = json.loads((folder / "kit.json").read_text())
    table["files"].append(table["files"][0])
    with pytest.raises(ValueError, match="stands twice"):
        KitContents.from_json(json.dumps(table).encode())
    assert KitFile.of("a", b"") == KitFile("a", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
