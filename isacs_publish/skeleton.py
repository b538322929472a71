"""Begins a module: a skeleton that keeps the rules of drafting, and its row in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from isacs_publish.catalogue_edit import Edit, Refused, add_module, edit_catalogue
from isacs_publish.model.finding import Finding, Place
from isacs_publish.usage_file import usage_of
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from datetime import date

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace


@dataclass(frozen=True)
class Beginning:
    """What an editor says of a module that begins; without custodian or themes it takes those of the last one in its series."""

    number: str
    title: str
    date: date
    custodian: str = ""
    themes: tuple[str, ...] = ()


def begin_module(workspace: Workspace, catalogue: Catalogue, beginning: Beginning) -> tuple[str, ...]:
    """Write the skeleton of a module and its row in the catalogue; return a line about each. Raises Refused."""
    facts = _facts(catalogue, beginning)
    text = skeleton(workspace, catalogue, beginning)
    path = workspace.sources / beginning.number.partition(".")[0] / beginning.number / "index.rst"
    if path.parent.exists():
        hint = "take another number, or write the row of the catalogue by hand"
        raise Refused(Finding("module-exists", Place(workspace.shown(path.parent)), "the folder is there already", hint))

    def edit(words: str, shown: str) -> Edit:
        made = add_module(words, facts, shown)
        write_atomically(path, text.encode())  # (the row is sound; a row without its text would withhold the module)
        return made

    return (*edit_catalogue(workspace, edit), f"{workspace.shown(path)}: wrote the skeleton of a module")


def _facts(catalogue: Catalogue, beginning: Beginning) -> dict[str, Any]:
    """Return the row of the catalogue."""
    beside = catalogue.in_series(beginning.number.partition(".")[0])
    custodian = beginning.custodian or (beside[-1].custodian if beside else catalogue.publisher.name)
    return {
        "number": beginning.number,
        "title": beginning.title,
        "year": beginning.date.year,
        "version": "0.1",
        "stage": catalogue.stage[0].key,
        "date": beginning.date,
        "custodian": custodian,
        "themes": beginning.themes or (beside[-1].themes if beside else ()),
    }


def skeleton(workspace: Workspace, catalogue: Catalogue, beginning: Beginning) -> str:
    """Return the text of a module that begins, in the language of the sources; raise Refused where that has no template."""
    language = catalogue.languages.source
    folder = workspace.theme / "module"
    if not (folder / f"{language}.rst").is_file():
        hint = "write one, after the example of another language"
        place = Place(workspace.shown(folder / f"{language}.rst"))
        raise Refused(Finding("no-template", place, f"there is no template of a module in {language!r}", hint))
    environment = Environment(  # noqa: S701  (it makes reStructuredText, not HTML)
        loader=FileSystemLoader(folder), undefined=StrictUndefined, keep_trailing_newline=True
    )
    usage = usage_of(language).sentences
    return environment.get_template(f"{language}.rst").render(
        title=beginning.title,
        subject=_within_sentence(beginning.title),
        publisher=catalogue.publisher.name,
        brand=f"{catalogue.brand.name} ({catalogue.brand.prefix})",
        glossary=catalogue.glossary.module if catalogue.glossary else "",
        issues=[issue.key for issue in catalogue.issue if issue.required],
        sentences={name.replace("-", "_"): rows[0] for name, rows in usage.items()},
    )


def _within_sentence(title: str) -> str:
    """Return a title as it stands within a sentence; an abbreviation at its head keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
