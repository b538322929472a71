"""Where the time of a build went: tables, and a trace that stock viewers open; the files of a build do not depend on either."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from isacs_publish.cli import main
from isacs_publish.exports.timings import tables, trace
from isacs_publish.model.span import STAGE, Span
from isacs_publish.publish import Request, build
from isacs_publish.workspace import Workspace
from tests.roots import make_project, text

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SPANS = [
    Span("read", STAGE, 100.0, 2.0, 1.5),
    Span("XST A1.1", "sheets", 102.5, 1.25, 1.0, "77"),
    Span("XST A1.2", "sheets", 102.5, 0.5, 0.5, "tcp://10.0.0.7:4000"),
    Span("XST A1", "volumes", 104.0, 0.5, 0.25, "77"),
    Span("typeset", STAGE, 102.0, 2.0, 0.1),
]

lengths = st.floats(0, 1000)
spans = st.builds(
    Span, st.text(max_size=9), st.sampled_from([STAGE, "sheets", "print", "review"]), st.floats(0, 1e6), lengths, lengths,
    st.sampled_from(["", "1", "tcp://a:1"]),
)  # fmt: skip


def events(made: bytes) -> tuple[dict[int, str], list[dict[str, object]]]:
    """Return the names of the lines, and the events on them."""
    read = json.loads(made)
    names = {each["tid"]: each["args"]["name"] for each in read if each["ph"] == "M"}
    return names, [each for each in read if each["ph"] == "X"]


def test_the_trace_has_a_line_for_the_build_and_one_for_each_worker() -> None:
    names, found = events(trace(SPANS, 99.0))
    assert names == {0: "build", 1: "worker 1", 2: "worker 2"}
    assert [(each["name"], each["tid"], each["ts"], each["dur"]) for each in found] == [
        ("read", 0, 1_000_000, 2_000_000),
        ("typeset", 0, 3_000_000, 2_000_000),
        ("typeset XST A1.1", 1, 3_500_000, 1_250_000),
        ("typeset XST A1.2", 2, 3_500_000, 500_000),
        ("bind XST A1", 1, 5_000_000, 500_000),
    ]
    assert b"10.0.0.7" not in trace(SPANS, 99.0)


@given(st.lists(spans, max_size=12))
def test_each_span_is_one_event_of_the_format(given_spans: list[Span]) -> None:
    """Trace Event Format: complete events need name, ts, dur, pid and tid; times are microseconds."""
    names, found = events(trace(given_spans, 0.0))
    assert len(found) == len(given_spans)
    for each in found:
        assert each["tid"] in names
        assert {"name", "cat", "ph", "ts", "dur", "pid", "tid", "args"} == each.keys()
        assert all(isinstance(each[key], int) and each[key] >= 0 for key in ("ts", "dur", "pid", "tid"))  # type: ignore[operator]


def test_the_tables_add_up_what_was_done_and_name_the_slowest() -> None:
    out = StringIO()
    Console(file=out, width=100).print(*tables(SPANS))
    rows = [" ".join(line.strip("│ ").split()) for line in out.getvalue().splitlines()]
    assert "read │ 1 │ 2.00 │ 1.50" in rows
    assert "typeset │ 2 │ 1.75 │ 1.50" in rows
    assert rows.index("typeset XST A1.1 │ 1 │ 1.25 │ 1.00") < rows.index("typeset XST A1.2 │ 1 │ 0.50 │ 0.50")


def test_the_command_writes_a_trace_beside_the_artifacts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = make_project(tmp_path / "project", {"A1.1": text("First")})
    call = ["--project", str(workspace.project), "build", "--edition", "screen", "--edition", "print", "--jobs", "1"]
    assert main([*call, "--timings"]) == 0
    assert "all of it is in build/timings.json" in capsys.readouterr().out
    names, found = events((workspace.build / "timings.json").read_bytes())
    assert list(names.values()) == ["build", "worker 1"]
    stages = {each["name"] for each in found if each["cat"] == STAGE}
    assert stages == {"press", "read", "judge", "pages", "typeset", "site"}
    assert {each["name"] for each in found if each["cat"] != STAGE} == {
        "typeset XST A1.1:2030(E)V0.3",
        "bind XST A1:2030-0(E)",
        "bind XST:2030-0(E)",
        "print edition XST A1.1:2030(E)V0.3",
        "print edition XST A1:2030-0(E)",
        "print edition XST:2030-0(E)",
    }
    assert tmp_path.name.encode() not in (workspace.build / "timings.json").read_bytes()
    without = Workspace(workspace.project, tmp_path / "without")
    assert build(without, Request(editions=("screen", "print"), jobs=1), lambda *_: None).findings == []
    assert (without.artifacts.read_bytes(), without.manifest.read_bytes()) == (
        workspace.artifacts.read_bytes(),
        workspace.manifest.read_bytes(),
    )
