"""The figures of the website: what is covered, translated and provided, as tables with bars, made when the site is built."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.translation import Currency, TranslationState
from isacs_publish.site.coverage_links import treated
from isacs_publish.site.explorer import PAGE as EXPLORER
from isacs_publish.site.provisions import KINDS, kind_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from isacs_publish.site.coverage_links import Treated
    from isacs_publish.site.provisions import Provision
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText

PAGE = "figures.html"
SHADES = (0, 1, 3, 6)
"""The most clauses of each shade of a cell but the darkest."""


def figures_files(site: Site, renderer: Renderer, provisions: Mapping[str, Sequence[Provision]]) -> Iterator[tuple[str, bytes]]:
    """Yield the page of each language; ``provisions`` as ``provisions_of`` returns them."""
    editions = site.editions_of(PAGE)
    for language, text in site.texts.items():
        counted = Counter((each.module, each.kind) for each in provisions[language])
        yield renderer.page(
            "figures.html", language, editions,
            coverage=coverage_rows(text), shades=SHADES, translated=translated_languages(site),
            translation=translation_rows(site, text), by_series=series_rows(text, counted),
            by_module=module_rows(text, counted), kinds=kind_names(language), states=list(Currency),
            explorer=site.general(EXPLORER, language),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a bar: what it stands for, how many; where it begins and how long it is, in per cent of the room for bars."""

    name: str
    count: int
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a figure: key and title of what it tells of, its pieces, their sum."""

    key: str
    title: str
    pieces: tuple[Piece, ...]
    total: int

    @property
    def share(self) -> int:
        """How many of a hundred the first piece has, rounded down, so that 100 means all."""
        return 100 * self.pieces[0].count // self.total if self.total else 100


def row(key: str, title: str, counts: Iterable[tuple[str, int]], longest: int) -> Row:
    """Return a row whose bar is as long as its sum is of the ``longest`` one."""
    pieces, sum_so_far = [], 0
    for name, count in counts:
        pieces.append(Piece(name, count, _per_cent(sum_so_far, longest), _per_cent(count, longest)))
        sum_so_far += count
    return Row(key, title, tuple(pieces), sum_so_far)


def _per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole if whole else 0:.2f}".rstrip("0").rstrip(".") + "%"


def shade(count: int) -> int:
    """Return the shade of a cell, 0 for the lightest."""
    return next((place for place, most in enumerate(SHADES) if count <= most), len(SHADES))


def coverage_rows(text: SiteText) -> list[tuple[str, str, list[tuple[str, Treated, int]]]]:
    """Return number and title of each module, and for each issue its key, how the module treats it, and a shade."""
    found = treated(text)
    return [
        (
            number,
            text.catalogue.modules[number].title,
            [(key, each, len(SHADES) if each.whole else shade(len(each.clauses))) for key, each in found[number].items()],
        )
        for number in text.modules
    ]


def translated_languages(site: Site) -> list[Row]:
    """Return how far each language is: all clauses of its modules by currency, each bar as long as another."""
    found = []
    for language, text in site.texts.items():
        state = text.reading.translation_state(text.catalogue.modules[number] for number in text.modules)
        if state is not None:
            found.append(_translated(language, language, state))
    return found


def translation_rows(site: Site, text: SiteText) -> list[tuple[str, str, list[Row | None]]]:
    """Return number and title of each module, and how far it is in each language; None where a language does not have it."""
    translated = [row.key for row in translated_languages(site)]
    return [
        (number, text.catalogue.modules[number].title, [_in_language(site.texts[code], number) for code in translated])
        for number in text.modules
    ]


def _in_language(text: SiteText, number: str) -> Row | None:
    state = text.reading.translation_state([text.catalogue.modules[number]]) if number in text.modules else None
    return _translated(text.language, number, state) if state else None


def _translated(key: str, title: str, state: TranslationState) -> Row:
    counts = ((Currency.CURRENT, state.current), (Currency.STALE, state.stale), (Currency.MISSING, state.missing))
    return row(key, title, counts, state.total)


def series_rows(text: SiteText, counted: Mapping[tuple[str, str], int]) -> list[Row]:
    """Return the provisions of each series by what they are."""
    together = Counter({(series, kind): 0 for series in _series_of(text) for kind in KINDS})
    for (number, kind), count in counted.items():
        together[text.catalogue.modules[number].series, kind] += count
    return _rows(
        {series.number: series.title for series in text.catalogue.series if series.number in _series_of(text)}, together
    )


def _series_of(text: SiteText) -> set[str]:
    return {text.catalogue.modules[number].series for number in text.modules}


def module_rows(text: SiteText, counted: Mapping[tuple[str, str], int]) -> list[Row]:
    """Return the provisions of each module by what they are."""
    return _rows({number: text.catalogue.modules[number].title for number in text.modules}, counted)


def _rows(titles: Mapping[str, str], counted: Mapping[tuple[str, str], int]) -> list[Row]:
    sums = {key: [(kind, counted.get((key, kind), 0)) for kind in KINDS] for key in titles}
    longest = max((sum(count for _, count in counts) for counts in sums.values()), default=0)
    return [row(key, titles[key], counts, longest) for key, counts in sums.items()]
