"""The explorer of the website: all provisions on a page for each language, their values as a script and as a table.

The page loads the values of its language when it is opened, those of another one when they are asked for.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isacs_publish.exports.provisions_shown import COLUMNS, cells, csv_of
from isacs_publish.model.instrument import Binding
from isacs_publish.model.provision import Verbal
from isacs_publish.model.translation import Currency
from isacs_publish.site.provisions import KINDS, PROHIBITION, actor_language, kind_names
from isacs_publish.site.scripts import supplied
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from isacs_publish.site.provisions import Provision
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText

PAGE = "explorer.html"
NEW_COLUMNS = ("negated", "series", "themes", "issues", "instruments", "language", "translation", "address")
"""What the table has beside the columns of ``isacs provisions``."""

_BOM = "\ufeff"
"""Spreadsheets take a file without it for one of another encoding, and garble all but English."""

_STATES = tuple(Currency)


def explorer_files(
    site: Site, renderer: Renderer, provisions: Mapping[str, Sequence[Provision]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of the explorer with their values and tables; ``provisions`` as ``provisions_of`` returns them."""
    editions = site.editions_of(PAGE)
    for language, text in site.texts.items():
        shown = provisions[language]
        choices = _Choices(site, text, shown)
        counts = Counter((each.module, each.kind) for each in shown)
        sums = Counter(name for each in shown for name in (each.module, each.kind))
        yield renderer.page(
            "explorer.html", language, editions,
            choices=choices, kinds=kind_names(language), counts=counts, sums=sums, total=len(shown),
            table=table_path(language), scripts={code: data_path(code) for code in site.texts},
        )  # fmt: skip
        yield data_path(language), supplied(f"provisions-{language}", Values(site, text, shown).as_json())
        yield table_path(language), as_table(site, text, shown)


def data_path(language: str) -> str:
    """Return where the values of a language stand below the site."""
    return f"_data/provisions-{language}.js"


def table_path(language: str) -> str:
    """Return where the table of a language stands below the site."""
    return f"_data/provisions-{language}.csv"


class _Choices:
    """What can be chosen on the page of a language: keys with names, in the order in which they are offered."""

    def __init__(self, site: Site, text: SiteText, shown: Iterable[Provision]) -> None:
        found = list(shown)
        self.themes = themes_of(site, text)
        treated = {key for each in found for key in each.issues}
        self.issues = {key: issue.name for key, issue in text.catalogue.issues.items() if key in treated}
        cited = {key for each in found for key in each.works}
        works = sorted((site.instruments.works[key] for key in cited), key=lambda work: (work.name.lower(), work.key))
        bindings = (*(binding.value for binding in Binding), "")
        self.works = {
            binding: {work.key: work.name for work in works if (work.binding or "") == binding} for binding in bindings
        }
        numbers = {text.catalogue.modules[number].series for number in text.modules}
        self.series = {series.number: series.title for series in text.catalogue.series if series.number in numbers}
        self.modules = {number: text.catalogue.modules[number] for number in text.modules}


def themes_of(site: Site, text: SiteText) -> dict[str, str]:
    """Return the names of themes by what they are called in the source, in the order in which modules name them."""
    found: dict[str, str] = {}
    for number in text.modules:
        said = text.catalogue.modules[number].themes
        found |= dict(zip(site.catalogue.modules[number].themes, said, strict=True))
    return found


class Values:
    """The provisions of a language as the script has them: words that come again stand once, in lists, and are named by place.

    A row is ``[unit, actor, form, kind, negated, state, issues, works, words]``; a unit ``[module, id, label]``; a module
    ``[number, identifier, address, series, themes]``; a list of issues or works holds the places of each.
    """

    def __init__(self, site: Site, text: SiteText, shown: Sequence[Provision]) -> None:
        self.site, self.text, self.shown = site, text, shown
        self.themes, self.issues = themes_of(site, text), text.catalogue.issues
        cited = {key for each in shown for key in each.works}
        self.works = {key: work.name for key, work in site.instruments.works.items() if key in cited}

    def as_json(self) -> dict[str, object]:
        """Return the values as they are written."""
        units, actors, forms, issues, works = (_Strings() for _ in range(5))
        modules = list(self.text.modules)
        rows = [
            [
                units.place((modules.index(each.module), each.id, each.row.label)),
                actors.place(each.row.actor),
                forms.place(each.row.form),
                KINDS.index(each.kind),
                int(each.row.negated),
                _STATES.index(each.state),
                issues.place(tuple(map(list(self.issues).index, each.issues))),
                works.place(tuple(map(list(self.works).index, each.works))),
                each.row.words,
            ]
            for each in self.shown
        ]
        lists = {"units": units, "actors": actors, "forms": forms, "issueSets": issues, "workSets": works}
        return {**self._frame(modules), **{name: found.all for name, found in lists.items()}, "rows": rows}

    def _frame(self, modules: Iterable[str]) -> dict[str, object]:
        """Return what rows name by its place, and what is the same for all of them."""
        return {
            "language": self.text.language,
            "direction": self.text.words.direction,
            "source": self.site.source,
            "sourceDirection": words(self.site.source).direction,
            "actorLanguage": actor_language(self.site, self.text.language),
            "columns": (*COLUMNS, *NEW_COLUMNS),
            "website": f"{self.site.catalogue.publisher.website.rstrip('/')}/",
            "kinds": KINDS,
            "classes": [Verbal.REQUIREMENT if kind == PROHIBITION else kind for kind in KINDS],
            "states": _STATES,
            "themes": list(self.themes.items()),
            "issues": [(key, issue.name) for key, issue in self.issues.items()],
            "works": list(self.works.items()),
            "modules": [self._module(number) for number in modules],
        }

    def _module(self, number: str) -> tuple[object, ...]:
        module = self.text.catalogue.modules[number]
        identifier = str(self.text.catalogue.identifier(module, self.text.language))
        themes = [list(self.themes).index(theme) for theme in self.site.catalogue.modules[number].themes]
        return number, identifier, self.text.modules[number].address, module.series, themes


class _Strings:
    """Values that come again, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.places: dict[object, int] = {}

    def place(self, value: object) -> int:
        """Return the place of a value."""
        return self.places.setdefault(value, len(self.places))

    @property
    def all(self) -> list[object]:
        """The values in their order."""
        return list(self.places)


def as_table(site: Site, text: SiteText, shown: Iterable[Provision]) -> bytes:
    """Return the provisions of a language as a table for a spreadsheet (CSV, UTF-8), as the page itself writes it."""
    return (_BOM + csv_of((*COLUMNS, *NEW_COLUMNS), (_cells(site, text, each) for each in shown))).encode()


def _cells(site: Site, text: SiteText, provision: Provision) -> tuple[str, ...]:
    """Return the cells of a provision; the first are those of ``isacs provisions``."""
    module = text.catalogue.modules[provision.module]
    translated = "" if text.language == site.source else provision.state.value
    address = f"{text.modules[provision.module].address}#{provision.id}"
    return (
        *cells(str(text.catalogue.identifier(module, text.language)), provision.row),
        "yes" if provision.row.negated else "",
        module.series,
        "; ".join(module.themes),
        "; ".join(text.catalogue.issues[key].name for key in provision.issues),
        "; ".join(site.instruments.works[key].name for key in provision.works),
        text.language,
        translated,
        f"{site.catalogue.publisher.website.rstrip('/')}/{address}",
    )
