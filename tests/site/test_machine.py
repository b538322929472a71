"""The machine side: records that their schemas describe, a feed, a map, and what the head of a page says."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from isacs_publish.artifacts import Artifact
from isacs_publish.cli import main
from isacs_publish.forms import verbal_forms
from isacs_publish.model.register import Register, RegisteredVersion, registered_units
from isacs_publish.register_file import Registers, text_path
from isacs_publish.sealed import digest
from isacs_publish.site.downloads import downloads_of
from isacs_publish.site.former_texts import former_texts
from isacs_publish.site.machine import machine, schema
from isacs_publish.site.metadata import in_script, metadata_of
from isacs_publish.site.provisions import provisions_of
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.sitemap import sitemap
from isacs_publish.site.verify import known
from tests.roots import module_path, write
from tests.site.archives import make_history, pdf
from tests.site.made import site_of
from tests.translated import RULE, edit, make_translated, translate

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.site.site import Site

HERE = "A1.1/2030/en/v0.3/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
WORKS = """\
@misc{protocol,
  title = {Marking Protocol},
  author = {United Nations},
  year = {2001},
  force = {legal},
  forms = {Article 3: requirement},
}
"""
ISSUE = """
[[issue]]
key = "gender"
name = "Gender"
words = ["women"]
"""
HEADING = f"Marking of things\n{'~' * 17}"
CITING = """\
.. issues:: gender

Women who own things are heard. See :module:`B2.1`. The maker shall not hide a mark (:restates:`protocol, Article 3`).

a) As :cite:`B2.1` says."""
BIBLIOGRAPHY = """

.. _bibliography:

Bibliography
------------

.. reference:: protocol

.. reference:: B2.1
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site in two languages, with one sentence translated, one file built and nothing released."""
    workspace = make_translated(tmp_path_factory.mktemp("project"))
    with workspace.catalogue.open("a", encoding="utf-8") as catalogue:
        catalogue.write(ISSUE)
    write(workspace.sources / "instruments.bib", WORKS)
    edit(workspace, f"{HEADING}\n", f"{HEADING}\n\n{CITING}\n")
    with module_path(workspace, "A1.1").open("a", encoding="utf-8") as source:
        source.write(BIBLIOGRAPHY)
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    translate(workspace, RULE, "Le :term:`bien <thing>` doit avoir au moins 3 marques.")
    content = pdf("XST A1.1:2030(E)V0.3")
    path = "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"
    (workspace.build / path).parent.mkdir(parents=True)
    (workspace.build / path).write_bytes(content)
    built = Artifact(path, "module", "screen", "XST A1.1:2030(E)V0.3", "en", 1, digest(content))
    return replace(site_of(workspace), artifacts=(built,))


@pytest.fixture(scope="module")
def released(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the same site after two releases, in which V1.0 and V1.1 of A1.1 were published."""
    folder = tmp_path_factory.mktemp("releases")
    registers = registered(site, tmp_path_factory.mktemp("register"))
    return make_history(folder).on(replace(site, registers=registers))


def registered(site: Site, folder: Path) -> Registers:
    """Return a register in which A1.1 was published twice, with the words that it has now."""
    versions: list[RegisteredVersion] = []
    for version, day in (("1.0", date(2030, 5, 1)), ("1.1", date(2030, 9, 1))):
        words = replace(site.texts["en"].reading.texts["A1.1"], version=version)
        path = text_path(folder, "A1.1", 2030, version)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(words.as_json())
        units = registered_units(words, verbal_forms("en"))
        versions.append(RegisteredVersion(2030, version, day, f"2030-{len(versions) + 1}", "revision", words.digest, units))
    return Registers(folder, {"A1.1": Register("A1.1", tuple(versions))})


def files(site: Site) -> dict[str, bytes]:
    return dict(machine(site, downloads_of(site), provisions_of(site)))


def record(site: Site, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(site)[path])
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    described = json.loads(schema(f"schema/{name}.schema.json"))
    Draft202012Validator.check_schema(described)
    return Draft202012Validator(described, format_checker=FormatChecker())


def faults(name: str, told: dict[str, Any]) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in validator(name).iter_errors(told)]


# Records


def test_each_record_is_what_its_schema_describes(site: Site, released: Site) -> None:
    for one in (site, released):
        every = files(one)
        records = {path: json.loads(content) for path, content in every.items() if path.endswith("/module.json")}
        assert len(records) == (4 if one is site else 6)
        assert {path: faults("module", told) for path, told in records.items() if faults("module", told)} == {}
        assert faults("catalogue", json.loads(every["catalogue.json"])) == []


def test_a_wrong_record_is_refused(site: Site) -> None:
    for name, path in (("catalogue", "catalogue.json"), ("module", f"{HERE}module.json")):
        good = record(site, path)
        for key in good:
            assert faults(name, {other: value for other, value in good.items() if other != key}), f"{key} may be missing"
        assert faults(name, {**good, "something": 1})
        assert faults(name, {**good, "format": 2})


def test_no_record_may_hold_anything_unknown_inside(site: Site) -> None:
    for name, path in (("catalogue", "catalogue.json"), ("module", f"{HERE}module.json")):
        good = record(site, path)
        inner = [keys for keys in objects(good) if "names" not in keys and "titles" not in keys and "verify" not in keys]
        assert len(inner) > 10
        for keys in inner:
            wrong = deepcopy(good)
            at(wrong, keys)["something"] = 1
            assert faults(name, wrong), f"{keys} may hold anything"


def objects(told: Any, keys: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where in a record objects stand, of lists the first entry alone."""
    if isinstance(told, list):
        return objects(told[0], (*keys, 0)) if told else []
    if isinstance(told, dict):
        return [keys, *(found for key, value in told.items() for found in objects(value, (*keys, key)))]
    return []


def at(told: Any, keys: tuple[Any, ...]) -> Any:
    for key in keys:
        told = told[key]
    return told


def test_the_schemas_stand_on_the_site_where_records_name_them(site: Site) -> None:
    every = files(site)
    told = record(site, f"{HERE}module.json")
    assert told["$schema"] == "../../../../schema/module.schema.json"
    assert {"schema/module.schema.json", "schema/catalogue.schema.json"} <= every.keys()


def test_a_record_tells_what_a_text_is(site: Site) -> None:
    told = record(site, f"{HERE}module.json")
    assert (told["identifier"], told["urn"]) == ("XST A1.1:2030(E)V0.3", "urn:xst:a1.1:2030:e:v0.3")
    assert told["page"] == {"path": f"{HERE}index.html", "address": f"https://example.org/{HERE}"}
    assert told["stage"] == {"key": "sketch", "code": "10.20", "name": "Sketch", "draft": True}
    assert told["translation"] is None
    (file,) = told["artifacts"]
    assert file["size"] == len(pdf("XST A1.1:2030(E)V0.3"))
    assert file["sha256"] == digest(pdf("XST A1.1:2030(E)V0.3"))


def test_each_unit_has_an_address_that_the_page_has(site: Site) -> None:
    for code, language in (("en", "e"), ("fr", "f")):
        told = record(site, f"A1.1/2030/{code}/v0.3/module.json")
        assert language in told["urn"]
        body = site.texts[code].modules["A1.1"].body
        missing = [unit["anchor"] for unit in told["units"] if f'id="{unit["page"]["path"].partition("#")[2]}"' not in body]
        assert missing == []
    units = {unit["anchor"]: unit for unit in told["units"]}
    assert (units["marking"]["label"], units["marking"]["owner"]) == ("4.1", "rules")


def test_provisions_and_terms_are_told(site: Site) -> None:
    told = record(site, f"{HERE}module.json")
    said = [(each["label"], each["actor"], each["form"], each["class"], each["negated"]) for each in told["provisions"]]
    assert ("4", "thing", "shall", "requirement", False) in [(a, b.removeprefix("The "), c, d, e) for a, b, c, d, e in said]
    assert ("shall not", True) in [(form, negated) for _, _, form, _, negated in said]
    (term,) = told["terms"]
    assert term == {
        "anchor": "term-thing",
        "number": "3.1",
        "designations": [{"words": "thing", "status": "preferred"}],
        "definition": "object that is an example",
        "sources": [],
    }


def test_references_name_modules_and_instruments(site: Site) -> None:
    references = record(site, f"{HERE}module.json")["references"]
    (module,) = references["modules"]
    assert (module["number"], module["identifier"]) == ("B2.1", "XST B2.1")
    assert module["page"]["path"] == "B2.1/2030/en/v0.3/index.html"
    assert module["units"][0] == "marking"
    assert len(module["units"]) == 2, "it is cited in the entry of a list too"
    (work,) = references["instruments"]
    assert (work["key"], work["binding"]) == ("protocol", "legal")
    assert work["cited"] == [{"article": "Article 3", "restated": True, "units": ["marking"]}]


def test_issues_name_the_clauses_that_treat_them(site: Site) -> None:
    (issue,) = record(site, f"{HERE}module.json")["issues"]
    assert (issue["key"], issue["units"]) == ("gender", ["marking"])


def test_a_translation_tells_the_currency_of_each_clause(site: Site) -> None:
    told = record(site, "A1.1/2030/fr/v0.3/module.json")
    translation = told["translation"]
    assert translation["of"] == "XST A1.1:2030(E)V0.3"
    rules = next(clause for clause in translation["clauses"] if clause["unit"] == "rules")
    assert rules["currency"] == "stale"
    assert rules["messages"]["current"] == 1
    assert {provision["currency"] for provision in told["provisions"]} == {"current", "missing"}


def test_a_former_version_is_told_by_the_words_that_were_published(released: Site) -> None:
    told = record(released, "A1.1/2030/en/v1.0/module.json")
    assert (told["identifier"], told["date"]) == ("XST A1.1:2030(E)V1.0", "2030-05-01")
    assert told["stage"]["draft"] is True, "the example has no other stage"
    assert {provision["class"] for provision in told["provisions"]} >= {"requirement", "recommendation"}
    assert [file["release"] for file in told["artifacts"]] == ["2030-1"]
    assert "A1.1/2030/en/v1.0/cite.bib" in files(released)
    assert "A1.1/2030/fr/v1.0/module.json" not in files(released), "it was never published in French"


# The catalogue


def test_the_catalogue_names_every_text_in_each_language(site: Site) -> None:
    told = record(site, "catalogue.json")
    module = next(module for module in told["modules"] if module["number"] == "A1.1")
    assert [text["identifier"] for text in module["texts"]] == ["XST A1.1:2030(E)V0.3", "XST A1.1:2030(F)V0.3"]
    assert {text["record"]["path"] for text in module["texts"]} <= files(site).keys()
    assert [language["name"] for language in told["languages"]] == ["English", "français"]
    assert module["issues"] == ["gender"]
    assert told["themes"] == [{"key": "example", "modules": ["A1.1", "B2.1"]}]
    assert told["elsewhere"]["status"] is None


def test_the_catalogue_tells_how_each_version_stands(released: Site) -> None:
    told = record(released, "catalogue.json")
    versions = {
        text["identifier"]: (text["status"], text["by"], version["working"])
        for module in told["modules"]
        for version in module["versions"]
        for text in version["texts"]
    }
    assert versions == {
        "XST A1.1:2030(E)V0.3": ("unreleased", "", True),
        "XST A1.1:2030(E)V1.0": ("superseded", "XST A1.1:2030(E)V1.1", False),
        "XST A1.1:2030(E)V1.1": ("current", "", False),
        "XST B2.1:2030(E)V0.3": ("unreleased", "", True),
        "XST B2.1:2030(E)V1.0": ("withdrawn", "", False),
    }
    assert [volume["identifier"] for volume in told["volumes"]] == ["XST A1:2030-1(E)"]
    assert [release["name"] for release in told["releases"]] == ["2030-1", "2030-2"]
    assert told["elsewhere"]["status"]["path"] == "status.json"


def test_the_page_that_verifies_knows_where_texts_are_read(released: Site) -> None:
    standings = known(released)["standings"]
    assert standings["XST A1.1:2030(E)V1.1"][-1] == "A1.1/2030/en/v1.1/index.html"
    assert standings["XST A1.2:2030(E)V0.3"][-1] == "", "the site has no page of it"


def test_the_same_site_gives_the_same_bytes(released: Site) -> None:
    assert files(released) == files(released)


# The feed


def test_the_feed_has_an_entry_for_each_release_the_latest_first(released: Site) -> None:
    top = etree.fromstring(files(released)["releases.atom"])
    entries = top.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == ["urn:xst:release:2030-2", "urn:xst:release:2030-1"]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == ["2030-09-15T12:00:00Z", "2030-05-01T12:00:00Z"]
    assert top.findtext(f"{ATOM}updated") == "2030-09-15T12:00:00Z"
    links = {line.text: line.get("href") for line in entries[0].iter(f"{XHTML}a")}
    assert links == {"XST A1.1:2030(E)V1.1, Things": "https://example.org/A1.1/2030/en/v1.1/"}


def test_the_feed_is_one_before_the_first_release(site: Site) -> None:
    top = etree.fromstring(files(site)["releases.atom"])
    assert top.findall(f"{ATOM}entry") == []
    for required in ("id", "title", "updated", "author"):
        assert top.find(f"{ATOM}{required}") is not None, "RFC 4287, 4.1.1"
    assert top.findtext(f"{ATOM}updated") == "2030-05-01T12:00:00Z"
    assert {each.get("rel") for each in top.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_a_title_cannot_break_the_feed(site: Site) -> None:
    text = site.texts["en"]
    brand = replace(text.catalogue.brand, name="<b>A & \x00 B</b>")
    ugly = replace(site, texts={**site.texts, "en": replace(text, catalogue=replace(text.catalogue, brand=brand))})
    top = etree.fromstring(files(ugly)["releases.atom"])
    assert top.findtext(f"{ATOM}title") == "<b>A &  B</b>"


# The map


def mapped(site: Site, *paths: str) -> dict[str, Any]:
    top = etree.fromstring(sitemap(site, paths))
    return {page.findtext(f"{MAP}loc"): page for page in top.findall(f"{MAP}url")}


def test_the_map_names_pages_with_their_languages_and_dates(site: Site) -> None:
    pages = mapped(
        site, f"{HERE}index.html", f"{HERE}module.json", "A1.1/2030/fr/v0.3/index.html", "index.html", "fr/index.html"
    )
    assert list(pages) == [
        "https://example.org/A1.1/2030/en/v0.3/",
        "https://example.org/A1.1/2030/fr/v0.3/",
        "https://example.org/fr/",
        "https://example.org/",
    ]
    module = pages[f"https://example.org/{HERE}"]
    assert module.findtext(f"{MAP}lastmod") == "2030-05-01"
    assert {link.get("hreflang"): link.get("href") for link in module.findall(f"{XHTML}link")} == {
        "en": "https://example.org/A1.1/2030/en/v0.3/",
        "fr": "https://example.org/A1.1/2030/fr/v0.3/",
        "x-default": "https://example.org/A1.1/2030/en/v0.3/",
    }
    assert pages["https://example.org/fr/"].findall(f"{XHTML}link")[0].get("href") == "https://example.org/"


def test_the_map_leaves_out_what_only_leads_on(site: Site) -> None:
    paths = ("A1.1/index.html", "A1.1/2030/index.html", "A1.1/compare/index.html", "A1.1/compare/2030-v1.0..2030-v1.1.html")
    assert list(mapped(site, *paths)) == [
        "https://example.org/A1.1/compare/2030-v1.0..2030-v1.1.html",
        "https://example.org/A1.1/compare/",
    ]


def test_the_map_leaves_out_former_versions_as_their_pages_ask(released: Site) -> None:
    assert list(mapped(released, "A1.1/2030/en/v1.0/index.html", f"{HERE}index.html")) == [f"https://example.org/{HERE}"]


def test_a_page_in_one_language_has_no_alternates(site: Site) -> None:
    (page,) = mapped(site, "coverage.html").values()
    assert page.findall(f"{XHTML}link") == []


# The head of a page


class Head(HTMLParser):
    """What the head of a page says."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][1].get("type") == "application/ld+json" and data.strip():
            self.scripts.append(data)

    def meta(self, name: str) -> list[str | None]:
        return [attributes["content"] for tag, attributes in self.tags if tag == "meta" and attributes.get("name") == name]


def head(site: Site, language: str, version: str = "") -> Head:
    """Return what a page would say of A1.1, as it is or as a version was."""
    module = site.texts[language].catalogue.modules["A1.1"]
    if version:
        module = next(former.module for former in former_texts(site) if former.module.version == version)
    renderer = Renderer(site)
    values = {"to": lambda path: f"../../../../{path}", "catalogue": site.texts[language].catalogue}
    template = renderer.environment.get_template("_metadata.html")
    return Head(template.render(metadata=metadata_of(site, language, module), **values).encode())


def linked(head: Head) -> dict[str, Any]:
    (script,) = head.scripts
    found: dict[str, Any] = json.loads(script)
    return found


def test_a_page_says_what_it_is_in_dublin_core(site: Site) -> None:
    told = head(site, "en")
    assert told.meta("dcterms.identifier") == ["XST A1.1:2030(E)V0.3"]
    assert told.meta("dcterms.language") == ["en"]
    assert told.meta("dcterms.subject") == ["Gender", "example"]
    assert told.meta("dcterms.modified") == ["2030-05-01"]
    assert told.meta("urn") == ["urn:xst:a1.1:2030:e:v0.3"]


def test_a_saved_page_is_known_to_the_command_that_verifies(site: Site) -> None:
    from isacs_publish.verifying import claimed_identifier

    template = Renderer(site).environment.get_template("_metadata.html")
    metadata = metadata_of(site, "en", site.catalogue.modules["A1.1"])
    page = template.render(metadata=metadata, to=str, catalogue=site.catalogue).encode()
    assert str(claimed_identifier("index.html", page)) == "XST A1.1:2030(E)V0.3"


def test_a_page_says_what_follows_it(released: Site) -> None:
    told = head(released, "en", "1.0")
    assert told.meta("dcterms.isReplacedBy") == ["XST A1.1:2030(E)V1.1"]
    assert told.meta("dcterms.subject") == ["example"], "of former versions nobody knows the issues"


def test_a_page_is_an_article_of_schema_org_in_a_series(site: Site) -> None:
    told = linked(head(site, "en"))
    assert told["@type"] == "TechArticle"
    assert (told["version"], told["inLanguage"], told["creativeWorkStatus"]) == ("0.3", "en", "Sketch")
    assert told["isPartOf"]["name"] == "First things"
    assert told["isPartOf"]["isPartOf"]["name"] == "Example Standards"
    assert [work["inLanguage"] for work in told["workTranslation"]] == ["fr"]
    assert "isBasedOn" not in told
    assert "translationOfWork" not in told


def test_a_translation_names_its_source(site: Site) -> None:
    told = linked(head(site, "fr"))
    assert told["translationOfWork"]["@id"] == f"https://example.org/{HERE}"
    assert "workTranslation" not in told


def test_the_head_names_only_files_that_there_are(released: Site) -> None:
    every = files(released)
    for code, version, folder in (("en", "", HERE), ("fr", "", "A1.1/2030/fr/v0.3/"), ("en", "1.0", "A1.1/2030/en/v1.0/")):
        named = [
            attributes["href"] for _, attributes in head(released, code, version).tags if attributes.get("rel") == "alternate"
        ]
        assert len(named) == 5
        assert {name if str(name).startswith("../") else f"{folder}{name}" for name in named} - every.keys() == {
            "../../../../releases.atom"
        }


def test_no_title_ends_the_script_that_tells_of_it() -> None:
    assert "<" not in in_script({"title": "</script><script>alert(1)</script>"})
