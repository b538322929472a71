"""The cache of the press: whole or not there, within its bound, shared by builds at once, never a cause of other bytes."""

from __future__ import annotations

import errno
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isacs_publish.cli import main
from isacs_publish.model.finding import Severity
from isacs_publish.model.printsource import PrintSource
from isacs_publish.model.span import STAGE
from isacs_publish.press.bind import Part
from isacs_publish.press.cache import Cache, Damaged, KeptSheets, Shelf, files_of, packed, read_entry
from isacs_publish.press.work import Binding
from isacs_publish.press.workers import desk
from isacs_publish.publish import Report, Request, build
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT
from tests.roots import make_project, text

if TYPE_CHECKING:
    from isacs_publish.model.sheets import Sheets
    from tests.press.conftest import Setter

MODULES = {"A1.1": text("First"), "A1.2": text("Second"), "B2.1": text("Third", term="other thing")}


def name_of(number: int) -> str:
    return f"print/{sha256(str(number).encode()).hexdigest()}"


def content_of(number: int, size: int = 100) -> dict[str, bytes]:
    return {"-ticket.json": str(number).encode() * size, "-comments.csv": b""}


def caches(folder: Path, bound: int = 0) -> tuple[Cache, Shelf]:
    """Return a cache with a desk of its own, and the shelf, which all of a folder share."""
    shelf = Shelf(folder / "shelf")
    if bound:
        shelf.set_bound(bound)
    return Cache(folder / "desk", shelf), shelf


# Entries


def test_what_was_kept_comes_back_on_another_desk(tmp_path: Path) -> None:
    cache, shelf = caches(tmp_path)
    cache.store(name_of(1), content_of(1))
    entry = Cache(tmp_path / "other", shelf).load(name_of(1))
    assert entry is not None
    assert {file.name: entry.read(file.name) for file in entry.files} == content_of(1)
    assert Cache(tmp_path / "other", shelf).load(name_of(2)) is None


@pytest.mark.parametrize("place", range(0, 460, 20))
def test_an_altered_entry_is_taken_away_and_told(place: int, tmp_path: Path) -> None:
    cache, shelf = caches(tmp_path)
    cache.store(name_of(1), content_of(1))
    path = shelf.folder / name_of(1)
    altered = bytearray(path.read_bytes())
    altered[place] ^= 1
    path.unlink()  # (the desk has the same file)
    path.write_bytes(altered)
    other = Cache(tmp_path / "other", shelf)
    assert other.load(name_of(1)) is None
    assert other.damaged == [name_of(1)]
    assert not path.exists()
    other.store(name_of(1), content_of(1))
    assert path.exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"0" * 64, packed(name_of(2), content_of(2))], ids=len)
def test_what_is_no_entry_or_another_one_is_damaged(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "entry").write_bytes(content)
    with pytest.raises(Damaged):
        read_entry(tmp_path / "entry", name_of(1))


def test_what_is_altered_while_it_is_in_use_is_not_read(tmp_path: Path) -> None:
    cache, _ = caches(tmp_path)
    entry = cache.store(name_of(1), content_of(1))
    entry.path.write_bytes(entry.path.read_bytes().replace(b"111", b"112", 1))
    with pytest.raises(Damaged):
        entry.read("-ticket.json")


def test_kept_sheets_are_those_that_were_kept_and_small_to_hand_about(set_text: Setter, tmp_path: Path) -> None:
    sheets = set_text('<h2 id="scope">Scope</h2><p>This document describes examples.</p>')
    kept = KeptSheets(caches(tmp_path)[0].store(f"sheets/{'0' * 64}", files_of(sheets)))
    again: Sheets = pickle.loads(pickle.dumps(kept))
    assert len(pickle.dumps(kept)) < 1000
    for each in (kept, again):
        assert (each.pdf, each.geometry, each.digest, each.pages) == (sheets.pdf, sheets.geometry, sheets.digest, sheets.pages)


def test_a_job_for_another_machine_holds_bytes_and_names_no_folder(set_text: Setter, tmp_path: Path) -> None:
    sheets = set_text('<h2 id="scope">Scope</h2><p>This document describes examples.</p>')
    kept = KeptSheets(caches(tmp_path)[0].store(f"sheets/{'0' * 64}", files_of(sheets)))
    job = Binding(PrintSource("matter", "<p>Matter</p>"), (Part("01.10", "Things", kept),), "Volume 01")
    here, there = pickle.dumps(job), pickle.dumps(job.at_hand())
    assert tmp_path.name.encode() in here
    assert sheets.pdf not in here
    assert tmp_path.name.encode() not in there
    assert sheets.pdf in there
    assert job.digest() == job.at_hand().digest()


# The shelf


@settings(deadline=None, max_examples=60)
@given(
    st.integers(800, 4000),
    st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.integers(1, 1500)), max_size=30),
)
def test_the_size_stays_within_the_bound_and_the_most_recently_used_survive(
    bound: int, steps: list[tuple[bool, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        shelf, used = Shelf(Path(folder) / "shelf"), list[str]()
        shelf.set_bound(bound)
        for count, (stores, number, size) in enumerate(steps):
            cache, name = Cache(Path(folder) / str(count), shelf), name_of(number)
            entry = cache.load(name)
            fits = True
            if entry is None and stores:
                entry = cache.store(name, {"x": b"x" * size})
                fits = entry.path.stat().st_size <= bound
            standing = [each.name for each in shelf.standing()]
            assert sum(each.size for each in shelf.standing()) <= bound
            if entry and fits:
                used = [*(each for each in used if each != name), name]
                assert name in standing
            assert standing == used[len(used) - len(standing) :]
            used = standing


def test_what_a_build_uses_is_not_taken_from_under_it(tmp_path: Path) -> None:
    cache, shelf = caches(tmp_path, bound=900)
    first = cache.store(name_of(0), content_of(0))
    for number in range(1, 9):
        cache.store(name_of(number), content_of(number))
    shelf.clear()
    assert first.read("-ticket.json") == content_of(0)["-ticket.json"]
    assert cache.load(name_of(0)) == first
    assert Cache(tmp_path / "other", shelf).load(name_of(0)) is None


def test_many_at_once_never_read_what_was_not_kept(tmp_path: Path) -> None:
    _, shelf = caches(tmp_path, bound=3000)

    def work(worker: int) -> list[str]:
        choice, cache = Random(worker), Cache(tmp_path / f"desk-{worker}", shelf)
        for _ in range(150):
            number = choice.randrange(12)
            entry = cache.load(name_of(number)) or cache.store(name_of(number), content_of(number))
            assert entry.read("-ticket.json") == content_of(number)["-ticket.json"]
            entry.path.unlink()
        return cache.damaged

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [[], [], [], []]


def test_between_file_systems_entries_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    test_what_was_kept_comes_back_on_another_desk(tmp_path)
    assert not list(tmp_path.rglob("*.part"))


def test_clearing_takes_nothing_that_is_not_ours(tmp_path: Path) -> None:
    cache, shelf = caches(tmp_path)
    cache.store(name_of(1), content_of(1))
    foreign = [shelf.folder / name for name in ("notes.txt", "print/notes.txt", "other/" + "0" * 64)]
    for path in foreign:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    (shelf.folder / "print" / ".x.part").write_bytes(b"half")
    assert [each.name for each in shelf.clear()] == [name_of(1)]
    assert sorted(path for path in shelf.folder.rglob("*") if path.is_file()) == sorted(foreign)


def test_the_desk_of_a_killed_build_is_taken_away_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from isacs_publish.press.workers import desk\n"
        "with desk(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE
    )
    with other:
        assert other.stdout
        other.stdout.readline()
        with desk(tmp_path) as own:
            assert len(list(tmp_path.iterdir())) == 2
            assert own.is_dir()
        other.send_signal(signal.SIGKILL)
    with desk(tmp_path) as own:
        assert list(tmp_path.iterdir()) == [own]
    assert list(tmp_path.iterdir()) == []


# Builds


def built(workspace: Workspace) -> Report:
    return build(workspace, Request(editions=("screen", "print"), jobs=1), lambda *_: None)


def files(workspace: Workspace) -> dict[str, bytes]:
    paths = (path for path in workspace.build.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(workspace.build).as_posix(): path.read_bytes() for path in paths}


def test_a_damaged_entry_is_made_again_and_found_once(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MODULES).project
    first, second, third = (Workspace(project, tmp_path / name, tmp_path / "cache") for name in ("one", "two", "three"))
    assert built(first).findings == []
    damaged = [first.shelf / entry.name for entry in Shelf(first.shelf).standing()]
    assert {path.parent.name for path in damaged} == {"sheets", "volumes", "print"}
    for path in damaged:
        path.write_bytes(path.read_bytes()[:-1])
    report = built(second)
    assert {finding.place.path for finding in report.findings} == {str(path) for path in damaged}
    assert {(finding.code, finding.severity) for finding in report.findings} == {("cache-damaged", Severity.WARNING)}
    assert files(second) == files(first)
    again = built(second)
    assert not again.up_to_date, "what was found belongs to that build alone"
    assert again.findings == built(third).findings == []
    assert files(third) == files(first)


def test_another_build_folder_finds_all_in_a_shared_cache(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", MODULES).project
    first, second = (Workspace(project, tmp_path / name, tmp_path / "cache") for name in ("one", "two"))
    assert {span.kind for span in built(first).spans} > {"sheets", "volumes", "print"}
    assert {span.kind for span in built(second).spans} == {STAGE}
    assert files(first) == files(second)
    assert list((second.cache / "desks").iterdir()) == []


def test_a_cache_that_cannot_be_written_is_told_and_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"a file")
    workspace = make_project(tmp_path / "project", MODULES)
    report = built(Workspace(workspace.project, tmp_path / "out", tmp_path / "cache"))
    assert report.findings == []
    assert [note for note in report.notes if "nothing can be kept in" in note]
    assert built(workspace).findings == []
    assert files(workspace) == files(Workspace(workspace.project, tmp_path / "out"))


@pytest.mark.parametrize("bound", ["4GB", "100KB"])
def test_two_builds_at_once_over_one_cache(bound: str, tmp_path: Path) -> None:
    workspace = make_project(tmp_path / "project", MODULES)
    cache = tmp_path / "cache"
    assert main(["--project", str(workspace.project), "cache", "--cache", str(cache), "--bound", bound]) == 0
    here = [sys.executable, "-m", "isacs_publish", "--project", str(workspace.project)]
    call = [*here, "build", "--edition", "screen", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "ISACS_CACHE": str(cache)}
    outputs = [tmp_path / "one", tmp_path / "two"]
    running = [
        subprocess.Popen([*call, "--output", str(output)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for output in outputs
    ]
    told = [(*process.communicate(), process.returncode) for process in running]
    assert [ended for _, _, ended in told] == [0, 0], told
    assert build(workspace, Request(jobs=1), lambda *_: None).findings == []
    for output in outputs:
        assert files(Workspace(workspace.project, output)) == files(workspace)
    shelf = Shelf(cache)
    assert sum(entry.size for entry in shelf.standing()) <= shelf.bound
    assert Cache(tmp_path / "desk", shelf).damaged == []
    assert all(Cache(tmp_path / "desk", shelf).load(entry.name) for entry in shelf.standing())


# The command


def test_the_command_shows_bounds_and_clears(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    call = ["--project", str(workspace.project)]
    assert main([*call, "cache"]) == 0
    assert "at most 4.00 GB are kept in build/.cache/press" in capsys.readouterr().out
    assert main([*call, "build", "--jobs", "1"]) == 0
    capsys.readouterr()
    assert main([*call, "cache", "--bound", "50MB"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[:2] for line in out.splitlines()[:3]] == [["sheets", "3"], ["volumes", "2"], ["all", "5"]]
    assert "at most 50.0 MB" in out
    assert main([*call, "cache", "--clear"]) == 0
    assert "took away 5 entries" in capsys.readouterr().out
    assert Shelf(workspace.shelf).standing() == []
    assert main([*call, "build", "--jobs", "1"]) == 0
    assert "up to date" in capsys.readouterr().out
    elsewhere = ["--cache", str(tmp_path / "elsewhere")]
    assert main([*call, "build", "--edition", "print", "--jobs", "1", *elsewhere]) == 0
    assert Shelf(workspace.shelf).standing() == []
    assert len(Shelf(tmp_path / "elsewhere").standing()) == 3 + 2 + 3 + 3, "sheets, volumes, covers, print editions"
    with pytest.raises(SystemExit, match="2"):
        main([*call, "cache", "--bound", "much"])
