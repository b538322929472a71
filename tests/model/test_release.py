"""Manifest and status list as values: what follows what, what is read and what is refused, to the place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.release import (
    FORMAT,
    FormerRelease,
    Manifest,
    SealedArtifact,
    Standing,
    StatusList,
    Tool,
    is_draft,
    is_release_name,
    parse_released,
    release_order,
    status_after,
)
from isacs_publish.model.strict_json import Misshapen

if TYPE_CHECKING:
    from collections.abc import Callable

DIGEST = "0123456789abcdef" * 4
ARTIFACT = SealedArtifact("pdf/en/a.pdf", "module", "screen", "XST A1.1:2030(E)V1.0", "en", 7, DIGEST, DIGEST)
MANIFEST = Manifest(
    FORMAT,
    "2030-1",
    "2030-06-01",
    "1" * 40,
    ("A1.1",),
    ("screen",),
    ("en",),
    Tool("1", DIGEST),
    {"pango": "1.50"},
    DIGEST,
    FormerRelease("2029-4", DIGEST),
    DIGEST,
    (ARTIFACT,),
)


def standing(identifier: str, status: str = "current", release: str = "2030-1") -> Standing:
    return Standing(identifier, status, release, "60.60", "2030-05-01")  # type: ignore[arg-type]


def after(former: list[Standing], *new: Standing, withdrawn: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    told = status_after(former, new, withdrawn, "2030-2", "2030-06-01")
    return {one.identifier: (one.status, one.by) for one in told.standings}


# What follows what


def test_a_version_and_an_edition_supersede_what_was_before() -> None:
    first = [standing("XST A1.1:2030(E)V1.0"), standing("XST A1.2:2030(E)V1.0"), standing("XST A1.1:2030(F)V1.0")]
    second = standing("XST A1.1:2030(E)V1.1")
    edition = standing("XST A1.1:2033(E)V1.0")
    assert after(first, edition, second) == {
        "XST A1.1:2030(E)V1.0": ("superseded", "XST A1.1:2033(E)V1.0"),
        "XST A1.1:2030(E)V1.1": ("superseded", "XST A1.1:2033(E)V1.0"),
        "XST A1.1:2033(E)V1.0": ("current", ""),
        "XST A1.2:2030(E)V1.0": ("current", ""),
        "XST A1.1:2030(F)V1.0": ("current", ""),
    }


def test_versions_are_ordered_by_number() -> None:
    told = after([standing("XST A1.1:2030(E)V1.10")], standing("XST A1.1:2030(E)V1.9"))
    assert told["XST A1.1:2030(E)V1.10"] == ("current", "")


def test_a_draft_supersedes_nothing() -> None:
    told = after([standing("XST A1.1:2030(E)V1.0")], standing("XST A1.1:2033(E)V0.1", "draft"))
    assert told == {"XST A1.1:2030(E)V1.0": ("current", ""), "XST A1.1:2033(E)V0.1": ("draft", "")}


def test_a_draft_stays_a_draft_and_names_what_followed() -> None:
    told = after([standing("XST A1.1:2030(E)V0.1", "draft")], standing("XST A1.1:2030(E)V1.0"))
    assert told == {"XST A1.1:2030(E)V0.1": ("draft", "XST A1.1:2030(E)V1.0"), "XST A1.1:2030(E)V1.0": ("current", "")}


def test_what_is_withdrawn_stays_so() -> None:
    name, other = "XST A1.1:2030(E)V1.1", "XST A1.1:2030(E)V1.0"
    told = status_after([standing(other), standing(name)], [], (name,), "2030-2", "2030-06-01")
    assert {one.identifier: one.status for one in told.standings} == {name: "withdrawn", other: "superseded"}
    assert after(list(told.standings))[name] == ("withdrawn", "")
    assert after(list(told.standings), standing("XST A1.1:2033(E)V1.0"))[name] == ("withdrawn", "XST A1.1:2033(E)V1.0")


def test_volumes_follow_volumes() -> None:
    former = [standing("XST A1:2030-1(E)"), standing("XST:2030-1(E)"), standing("XST A1.1:2030(E)V1.0")]
    told = after(former, standing("XST A1:2030-10(E)"), standing("XST A1:2030-9(E)"))
    assert told["XST A1:2030-1(E)"] == ("superseded", "XST A1:2030-10(E)")
    assert told["XST A1:2030-9(E)"] == ("superseded", "XST A1:2030-10(E)")
    assert told["XST:2030-1(E)"] == told["XST A1.1:2030(E)V1.0"] == ("current", "")


IDENTIFIERS = st.builds(
    lambda number, year, major, minor: f"XST {number}:{year}(E)V{major}.{minor}",
    st.sampled_from(["A1.1", "A1.2"]),
    st.sampled_from([2030, 2031]),
    st.integers(0, 2),
    st.integers(0, 11),
)


@given(st.lists(IDENTIFIERS, unique=True), st.integers(0, 9))
def test_in_two_releases_all_stands_as_in_one(identifiers: list[str], cut: int) -> None:
    all_new = [standing(name, "draft" if is_draft(parse_released(name)) else "current") for name in identifiers]
    once = status_after([], all_new, (), "2030-2", "2030-06-01")
    first = status_after([], all_new[:cut], (), "2030-1", "2030-05-01")
    assert status_after(first.standings, all_new[cut:], (), "2030-2", "2030-06-01") == once
    assert {one.identifier for one in once.standings} == set(identifiers)
    for number in ("A1.1", "A1.2"):
        texts = [one for one in once.standings if f" {number}:" in one.identifier]
        current = [one for one in texts if one.status == "current"]
        published = [one for one in texts if one.status != "draft"]
        assert len(current) == bool(published)
        assert all(one.by == current[0].identifier for one in published if one.status == "superseded")


# Names


def test_names_of_releases() -> None:
    assert [
        name for name in ("2030-1", "2030-12", "2030-0", "2030-01", "2030", "230-1", "2030-1 ") if is_release_name(name)
    ] == [
        "2030-1",
        "2030-12",
    ]
    assert sorted(["2030-10", "2030-9", "2029-11"], key=release_order) == ["2029-11", "2030-9", "2030-10"]


# Reading


def test_a_manifest_reads_back() -> None:
    assert Manifest.from_json(MANIFEST.as_json()) == MANIFEST
    assert Manifest.from_json(MANIFEST.as_json()).as_json() == MANIFEST.as_json()
    first = replace(MANIFEST, before=None)
    assert Manifest.from_json(first.as_json()).before is None


def test_a_status_list_reads_back() -> None:
    status = status_after([], [standing("XST A1.1:2030(E)V1.0"), standing("XST:2030-1(E)")], (), "2030-1", "2030-06-01")
    assert StatusList.from_json(status.as_json()) == status


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    def change(table: Any) -> None:
        for step in path[:-1]:
            table = table[step]
        table[path[-1]] = value

    return change


def without(key: str) -> Callable[[Any], None]:
    return lambda table: table.pop(key)


FAULTS = {
    "release: a text is wanted, found 7": put("release", value=7),
    "format: a whole number is wanted, found true": put("format", value=True),
    "format: a whole number is wanted, found 1.0": put("format", value=1.0),
    "format: 2 is not known here, 1 is": put("format", value=2),
    "author: unknown key": put("author", value="x"),
    "tool.name: unknown key": put("tool", "name", value="x"),
    "sources: missing": without("sources"),
    'selection: a list is wanted, found "A1.1"': put("selection", value="A1.1"),
    "selection[0]: a text is wanted, found null": put("selection", 0, value=None),
    "engine.pango: a text is wanted, found 1": put("engine", "pango", value=1),
    'artifacts[0].size: a whole number is wanted, found "7"': put("artifacts", 0, "size", value="7"),
    'artifacts[0]: an object is wanted, found "x"': put("artifacts", 0, value="x"),
    "artifacts[0]: '../a' is no path below the release": put("artifacts", 0, "path", value="../a"),
    "artifacts[0]: '/a' is no path below the release": put("artifacts", 0, "path", value="/a"),
    "artifacts[0]: 'a//b' is no path below the release": put("artifacts", 0, "path", value="a//b"),
    "artifacts[0]: '' is no path below the release": put("artifacts", 0, "path", value=""),
    "artifacts[0]: 'X' is no SHA-256": put("artifacts", 0, "sha256", value="X"),
    "artifacts: 'pdf/en/a.pdf' stands twice": lambda table: table["artifacts"].append(table["artifacts"][0]),
    "before.release: missing": put("before", value={}),
    "before: '2030' is not the name of a release": put("before", "release", value="2030"),
    "'2030-0' is not the name of a release": put("release", value="2030-0"),
}


@pytest.mark.parametrize("message", FAULTS)
def test_a_manifest_of_another_form_is_refused_with_the_place(message: str) -> None:
    table = json.loads(MANIFEST.as_json())
    FAULTS[message](table)
    with pytest.raises(Misshapen) as caught:
        Manifest.from_json(json.dumps(table).encode())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[" * 100_000, "not JSON in UTF-8"),
        (b"[]", "the whole: an object is wanted, found a list"),
        (b'{"format": 1, "format": 1}', "the key 'format' stands twice"),
        (b'{"format": NaN}', "NaN is no number"),
        (MANIFEST.as_json() + b"{}", "not JSON in UTF-8"),
    ],
)
def test_what_is_no_json_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(Misshapen) as caught:
        Manifest.from_json(content)
    assert str(caught.value).startswith(message)


def test_a_status_list_of_another_form_is_refused() -> None:
    status = status_after([], [standing("XST A1.1:2030(E)V1.0")], (), "2030-1", "2030-06-01")
    table = json.loads(status.as_json())
    for key, value, message in (
        ("status", "valid", 'standings[0].status: one of current, superseded, withdrawn, draft is wanted, found "valid"'),
        ("identifier", "XST", "standings[0]: 'XST' is not of the form"),
    ):
        changed = {**table, "standings": [{**table["standings"][0], key: value}]}
        with pytest.raises(Misshapen) as caught:
            StatusList.from_json(json.dumps(changed).encode())
        assert str(caught.value).startswith(message)
    doubled = {**table, "standings": table["standings"] * 2}
    with pytest.raises(Misshapen, match="stands twice"):
        StatusList.from_json(json.dumps(doubled).encode())
