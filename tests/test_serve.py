"""The preview: what an editor sees after a save, and what nobody else can see."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from isacs_publish.cli import main
from isacs_publish.model.finding import Finding, Place
from isacs_publish.preview.board import Board
from isacs_publish.preview.preview import Preview, keep_up
from isacs_publish.preview.server import HERE, PreviewServer
from isacs_publish.preview.watching import saves, seen, sources_seen
from isacs_publish.preview.whereabouts import Whereabouts
from tests.roots import make_project, module_path, text, write
from tests.translated import make_translated, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.workspace import Workspace

PATIENCE = 60
FIRST, SECOND = "A1.1/2030/en/v0.3/index.html", "B2.1/2030/en/v0.3/index.html"
RULES = """\
.. _rules:

Rules
-----

The maker shall mark each thing.

.. _colour:

Colour of things
~~~~~~~~~~~~~~~~

The colour of a thing should be red.
"""
RED = "The colour of a thing should be red."


@dataclass
class Editor:
    """Somebody who writes with a preview: saves, waits until it is told, asks for pages."""

    workspace: Workspace
    server: PreviewServer
    board: Board

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def save(self, old: str, new: str, number: str = "A1.1") -> None:
        """Change a module, and wait until the preview has made its pages anew."""
        with self.made():
            replace(module_path(self.workspace, number), old, new)

    @contextmanager
    def made(self) -> Iterator[None]:
        """Wait until what is saved in the block has been made."""
        number, _ = self.board.after(-1, 0)
        yield
        number, bulletin = self.board.after(number, PATIENCE)
        assert bulletin.building
        while bulletin.building:
            number, bulletin = self.board.after(number, PATIENCE)

    def ask(self, path: str, host: str = "", method: str = "GET") -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return status, headers and content of what is at a path, written as a browser would not let it."""
        connection = http.client.HTTPConnection(HERE, self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=bool(host))
            if host:
                connection.putheader("Host", host)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def page(self, path: str) -> str:
        status, _, content = self.ask(f"/{path}")
        assert status == 200
        return content.decode()

    def findings(self) -> list[dict[str, Any]]:
        told: dict[str, Any] = json.loads(self.ask("/_findings.json")[2])
        found: list[dict[str, Any]] = told["findings"]
        return found


@contextmanager
def previewing(workspace: Workspace, *words: str, language: str = "en") -> Iterator[Editor]:
    """Serve a project as the command does, at any port; the first pages are made when this yields."""
    board, ended = Board(), Event()
    preview = Preview(workspace, words, language)
    with PreviewServer(0, workspace.site, workspace.theme / "static", board) as server:
        threads = [
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True),
            Thread(target=keep_up, args=(preview, board, ended, lambda *_: None), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            number, bulletin = 0, board.present
            while bulletin.building:
                number, bulletin = board.after(number, PATIENCE)
            yield Editor(workspace, server, board)
        finally:
            ended.set()
            server.ended = True
            server.shutdown()
            threads[1].join(PATIENCE)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_project(tmp_path / "project", {"A1.1": text("First", RULES), "B2.1": text("Third", "", "other thing")})


@pytest.fixture
def editor(workspace: Workspace) -> Iterator[Editor]:
    with previewing(workspace) as editor:
        yield editor


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """Yield a preview that no test changes."""
    folder = tmp_path_factory.mktemp("read") / "project"
    with previewing(make_project(folder, {"A1.1": text("First", RULES)})) as editor:
        yield editor


# What is saved is shown.


def test_a_page_is_served_with_the_preview_in_it_and_written_without(editor: Editor) -> None:
    page = editor.page(FIRST)
    assert RED in page
    assert '<script src="/_preview/preview.js"' in page
    assert "_preview" not in (editor.workspace.site / FIRST).read_text(encoding="utf-8")


def test_a_save_is_told_as_an_event_and_the_page_has_the_new_words(editor: Editor) -> None:
    connection = http.client.HTTPConnection(HERE, editor.port, timeout=PATIENCE)
    connection.request("GET", "/_events")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"

    def heard() -> dict[str, Any]:
        while not (line := answer.readline()).startswith(b"data: "):
            assert line != b""
        told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return told

    before = heard()
    assert before == {"building": False, "revision": editor.board.present.revision}
    replace(module_path(editor.workspace, "A1.1"), "red", "blue")
    assert heard() == {**before, "building": True}
    early = heard()
    assert early == {"building": True, "revision": early["revision"]}
    assert RED.replace("red", "blue") in editor.page(FIRST)
    after = heard()
    connection.close()
    assert not after["building"]
    assert before["revision"] != early["revision"]
    assert after["revision"] != before["revision"]
    assert RED.replace("red", "blue") in editor.page(FIRST)


def test_an_error_stands_at_its_clause_and_the_last_good_page_stays_until_it_is_mended(editor: Editor) -> None:
    revision = editor.board.present.revision
    editor.save(RED, "The colour is that of :ref:`scoope`.")
    [finding] = editor.findings()
    lines = module_path(editor.workspace, "A1.1").read_text(encoding="utf-8").split("\n")
    assert (finding["code"], finding["hint"]) == ("unknown-reference", "did you mean 'scope'?")
    assert finding["line"] == lines.index("The colour is that of :ref:`scoope`.") + 1
    assert (finding["pages"], finding["ids"]) == ([FIRST], ["colour", "rules"])
    assert RED in editor.page(FIRST)
    assert editor.board.present.revision == revision
    editor.save("The colour is that of :ref:`scoope`.", "The colour should be blue.")
    assert editor.findings() == []
    assert "The colour should be blue." in editor.page(FIRST)


def test_a_broken_catalogue_is_told_on_a_page_and_mended(workspace: Workspace) -> None:
    content = workspace.catalogue.read_text(encoding="utf-8")
    workspace.catalogue.write_text(content.replace('prefix = "XST"', 'prefix = "XST'), encoding="utf-8")
    with previewing(workspace) as editor:
        status, _, page = editor.ask("/")
        assert status == 503
        assert b"Nothing has been made yet." in page
        assert b"/_preview/preview.js" in page
        [finding] = editor.findings()
        assert finding["path"] == "source/catalogue.toml"
        assert finding["pages"] == []
        with editor.made():
            workspace.catalogue.write_text(content, encoding="utf-8")
        assert editor.findings() == []
        assert RED in editor.page(FIRST)


def test_a_fault_in_a_template_leaves_the_pages_and_names_the_line(workspace: Workspace) -> None:
    theme = workspace.project / "themes"
    original = theme.resolve()
    theme.unlink()
    subprocess.run(["cp", "-r", original, theme], check=True)
    template = workspace.theme / "site" / "home.html"
    with previewing(workspace) as editor:
        content = template.read_text(encoding="utf-8")
        with editor.made():
            template.write_text(content + "\n{% if %}", encoding="utf-8")
        [finding] = editor.findings()
        assert finding["place"] == f"themes/isacs/site/home.html:{content.count(chr(10)) + 2}"
        assert RED in editor.page(FIRST)
        with editor.made():
            template.write_text(content, encoding="utf-8")
        assert editor.findings() == []


def test_words_choose_whose_findings_are_told(workspace: Workspace) -> None:
    for number in ("A1.1", "B2.1"):
        replace(module_path(workspace, number), "The board prepared", "See :ref:`nowhere`. The board prepared")
    with previewing(workspace, "B2") as editor:
        assert [finding["module"] for finding in editor.findings()] == ["B2.1"]


def test_a_finding_about_a_translation_stands_at_the_clause_that_is_translated(tmp_path: Path) -> None:
    workspace = make_translated(tmp_path)
    assert main(["--project", str(tmp_path), "translate", "update", "--language", "fr"]) == 0
    po = workspace.sources / "locale/fr/LC_MESSAGES/A1/A1.1/index.po"
    old = 'msgid "The :term:`thing` shall have at least 3 marks."\nmsgstr ""'
    with previewing(workspace, language="en,fr") as editor:
        english = editor.board.present.revision
        with editor.made():
            replace(po, old, old[:-2] + '"L’:term:`objet <thing>` doit avoir au moins 4 marques."')
        told = [finding for finding in editor.findings() if finding["severity"] == "error"]
        assert told
        for finding in told:
            assert finding["pages"] == ["A1.1/2030/fr/v0.3/index.html"]
            assert finding["ids"] == ["rules"]
        assert english


def test_a_finding_after_a_list_stands_at_the_clause_around_the_list(workspace: Workspace) -> None:
    rest = RULES + "\n#. one thing;\n#. another thing.\n\nThe last words.\n"
    write(module_path(workspace, "A1.1"), text("First", rest))
    preview = Preview(workspace)
    assert preview.make() == ()
    whereabouts = Whereabouts(workspace, preview.read)
    lines = text("First", rest).split("\n")
    place = Place("source/A1/A1.1/index.rst", lines.index("The last words.") + 1)
    assert whereabouts.of(Finding("any", place, "words")).ids == ("colour", "rules")
    assert whereabouts.of(Finding("any", Place(place.path, 1), "words")).ids == ()
    assert whereabouts.of(Finding("any", Place("source/index.rst", 1), "words")).pages == ("index.html",)


# What is watched.


def test_what_editors_leave_beside_a_text_is_no_save(workspace: Workspace) -> None:
    before = sources_seen(workspace)
    source = module_path(workspace, "A1.1")
    for name in (".index.rst.swp", "index.rst~", "#index.rst#", "4913", ".#index.rst", "index.rst.tmp"):
        write(source.with_name(name), "passing")
    assert sources_seen(workspace) == before
    assert str(workspace.project / "conf.py") in before
    assert str(workspace.theme / "site" / "home.html") in before


def test_a_save_by_a_new_file_in_place_of_the_old_one_is_told_once(workspace: Workspace) -> None:
    ended, before, source = Event(), sources_seen(workspace), module_path(workspace, "A1.1")
    write(source.with_name("new.tmp"), "other words")
    source.with_name("new.tmp").replace(source)
    told = saves(workspace, ended, before, beat=0.01)
    assert next(told) == {str(source)}
    ended.set()
    assert list(told) == []


def test_a_deleted_file_is_a_save(workspace: Workspace) -> None:
    before = sources_seen(workspace)
    module_path(workspace, "A1.1").unlink()
    assert next(saves(workspace, Event(), before, beat=0.01)) == {str(module_path(workspace, "A1.1"))}


def test_an_edit_that_changes_nothing_on_the_site_writes_nothing(editor: Editor) -> None:
    before = seen(editor.workspace.site)
    editor.save(RED, RED + "\n\n.. A comment.\n")
    assert seen(editor.workspace.site) == before


# Who is answered, and with what.


@pytest.mark.parametrize(
    "path",
    [
        "/../build/artifacts.json",
        "/..%2f..%2fsource/catalogue.toml",
        "/%2e%2e/%2e%2e/source/catalogue.toml",
        "/A1.1/../../../source/catalogue.toml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/..\\..\\source\\catalogue.toml",
        "/_preview/../site.css",
        "/_preview/site.css",
        "/.hidden",
        "/index.html%00.txt",
        "/%ff",
        "/" + "a" * 300,
        "http://elsewhere.example/index.html",
        "*",
    ],
)
def test_nothing_outside_the_site_is_sent(reader: Editor, path: str) -> None:
    write(reader.workspace.site / ".hidden", "secret")
    status, _, content = reader.ask(path, "localhost")
    assert status == 404
    assert b"There is no page at this address." in content


def test_a_link_that_leads_out_of_the_site_is_not_followed(reader: Editor) -> None:
    links = {"file.toml": reader.workspace.catalogue, "folder": reader.workspace.sources, "loop": Path("loop")}
    for name, target in links.items():
        (reader.workspace.site / name).symlink_to(target)
    assert [reader.ask(path)[0] for path in ("/file.toml", "/folder/catalogue.toml", "/folder", "/loop")] == [404] * 4


def test_a_folder_is_its_page_and_never_a_list(reader: Editor) -> None:
    status, headers, _ = reader.ask("/A1.1/2030/en/v0.3")
    assert (status, headers["Location"]) == (301, "/A1.1/2030/en/v0.3/")
    assert RED in reader.page("A1.1/2030/en/v0.3/")
    assert reader.ask("/_static/")[0] == 404


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example:80", "localhost.elsewhere.example", " "])
def test_who_asks_by_a_foreign_name_gets_nothing(reader: Editor, host: str) -> None:
    for path in (f"/{FIRST}", "/_findings.json", "/_events", "/_preview/preview.js"):
        status, _, content = reader.ask(path, host)
        assert status == 421
        assert content == b"Ask for http://localhost.\n"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "127.0.0.1:1"])
def test_this_machine_may_be_called_by_its_names(reader: Editor, host: str) -> None:
    assert reader.ask("/", host)[0] == 200


def test_only_this_machine_is_listened_to(reader: Editor) -> None:
    assert reader.server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        (f"/{FIRST}", "text/html; charset=utf-8"),
        ("/_preview/preview.js", "text/javascript; charset=utf-8"),
        ("/_preview/preview.css", "text/css; charset=utf-8"),
        ("/_findings.json", "application/json; charset=utf-8"),
        ("/_search/pagefind-entry.json", "application/json; charset=utf-8"),
    ],
)
def test_files_have_their_media_types_and_are_kept_nowhere(reader: Editor, path: str, media_type: str) -> None:
    status, headers, content = reader.ask(path)
    assert (status, headers["Content-Type"]) == (200, media_type)
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert reader.ask(path, method="HEAD")[2] == b""
    assert int(headers["Content-Length"]) == len(content)


def test_nothing_can_be_sent_to_the_preview(reader: Editor) -> None:
    assert reader.ask("/", method="POST")[0] == 501


# The command.


def test_a_port_that_is_taken_is_told_or_the_next_one_is_taken(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with create_server((HERE, 0)) as other:
        port = other.getsockname()[1]
        assert main(["--project", str(workspace.project), "serve", "--port", str(port)]) == 2
    assert f"something else listens on port {port}; end it, or give another one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["A1.2"], "'A1.2' is neither a module nor a series"),
        (["--language", "xx"], "the catalogue publishes no texts in 'xx'"),
    ],
)
def test_what_the_catalogue_does_not_have_is_a_bad_call(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["--project", str(workspace.project), "serve", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    out = capsys.readouterr().out
    assert "isacs serve 05.20 --open" in out
    assert "End it with Ctrl-C" in out


def test_the_command_serves_until_it_is_interrupted(workspace: Workspace) -> None:
    call = [
        sys.executable,
        "-m",
        "isacs_publish",
        "--project",
        str(workspace.project),
        "serve",
        "A1.1",
        "--port",
        "0",
        "--jobs",
        "1",
    ]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline().endswith(f"/{FIRST}; Ctrl-C ends it\n")
        assert running.stdout.readline().startswith("made in ")
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(PATIENCE) == 0
        assert running.stderr.read() == "preview ended\n"
    assert (workspace.build / "preview" / "html" / FIRST).is_file()
    assert not workspace.site.exists()


# What the browser shows.


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    opened = browser.new_page(viewport={"width": 1280, "height": 600})
    opened.set_default_timeout(PATIENCE * 1000)
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    assert faults == []
    opened.close()


def test_the_browser_shows_a_finding_beside_its_clause_and_the_new_text_once_it_is_mended(editor: Editor, page: Any) -> None:
    page.goto(f"{editor.server.address}{FIRST}")
    page.get_by_role("button", name="Preview").wait_for()
    page.get_by_text("No findings").first.wait_for()
    editor.save(RED, "The colour is that of :ref:`<b>`.")
    note = page.locator("section#colour > h3 + details.finding-note")
    note.wait_for()
    assert "no anchor '<b>' in module A1.1" in note.inner_text()
    assert RED in page.locator("section#colour").inner_text()
    assert "last good one" in page.locator("#_preview").get_by_role("status").inner_text()
    page.get_by_role("button", name="Preview").focus()
    page.keyboard.press("Enter")
    page.locator("#_preview").get_by_role("link", name="no anchor").click()
    assert page.evaluate("location.hash") == "#colour"
    editor.save("The colour is that of :ref:`<b>`.", "Its colour should be green.")
    page.get_by_text("Its colour should be green.").wait_for()
    assert page.locator(".finding-note").count() == 0
    assert page.get_by_role("button", name="Preview").get_attribute("aria-expanded") == "true"


def test_after_a_save_the_browser_is_where_it_was(editor: Editor, page: Any) -> None:
    page.goto(f"{editor.server.address}{FIRST}")
    page.get_by_text("No findings").first.wait_for()
    page.evaluate("document.querySelector('#colour').scrollIntoView()")
    before = page.evaluate("document.querySelector('#colour').getBoundingClientRect().top")
    editor.save("There are no normative", "\n\n".join(["There are more words."] * 30) + "\n\nThere are no normative")
    page.get_by_text("There are more words.").first.wait_for(state="attached")
    near = "top => Math.abs(document.querySelector('#colour').getBoundingClientRect().top - top) < 3"
    page.wait_for_function(near, arg=before)


def test_what_is_selected_is_typeset_after_each_save_and_its_page_leads_to_it(workspace: Workspace) -> None:
    board, ended, made = Board(), Event(), Event()
    preview = Preview(workspace, ("A1",), printing=True)
    with ThreadPoolExecutor(1) as thread:
        kept = thread.submit(keep_up, preview, board, ended, lambda *_: made.set())
        assert made.wait(PATIENCE)
        pdf = workspace.build / "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"
        volume = workspace.build / "volumes/en/screen/xst-a1-2030-0-e.pdf"
        before = pdf.read_bytes(), volume.read_bytes()
        made.clear()
        replace(module_path(workspace, "A1.1"), "should be red", "should be blue")
        assert made.wait(PATIENCE)
        after = pdf.read_bytes(), volume.read_bytes()
        ended.set()
        kept.result(PATIENCE)
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert not list((workspace.build / "pdf").rglob("*b2.1*"))
    page = (workspace.site / FIRST).read_text(encoding="utf-8")
    assert pdf.name in page
    assert (workspace.site / "pdf/en/screen" / pdf.name).read_bytes() == after[0]
