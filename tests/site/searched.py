"""A small website that is searched in four languages, on disk and served; its modules are written in each of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, DictLoader

from isacs_publish.model.outline import Kind
from isacs_publish.site.pagefind import index_files
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.search import search_pages
from tests.roots import make_project, text
from tests.site.made import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.model.text import LabelledUnit, Text
    from isacs_publish.site.site import Site

CLAUSES = {
    "en": [
        ("Marking", "Each weapon shall be marked at the time of manufacture with a serial number."),
        ("Record-keeping", "The registry keeps records of every transfer for twenty years."),
        ("Stockpile security", "The armoury is guarded, and its keys are held by two officers."),
        ("Destruction", "Surplus ammunition is destroyed by burning under supervision <b>without</b> delay & waste."),
    ],
    "fr": [
        ("Marquage", "Chaque arme est marquée au moment de sa fabrication par un numéro de série."),
        ("Tenue des registres", "Le registre conserve l’enregistrement de chaque transfert pendant vingt ans."),
        ("Sécurité des stocks", "L’armurerie est gardée et ses clés sont détenues par deux officiers."),
        ("Destruction", "Les munitions excédentaires sont détruites par combustion sous surveillance."),
    ],
    "ar": [
        ("الوسم", "توسم كل قطعة سلاح وقت الصنع برقم تسلسلي فريد."),
        ("حفظ السجلات", "يحتفظ السجل بقيود كل عملية نقل مدة عشرين سنة."),
        ("أمن المخزونات", "يُحرس مستودع الأسلحة وتُحفظ مفاتيحه لدى ضابطين."),
        ("التدمير", "تُدمر الذخيرة الفائضة بالحرق تحت الإشراف."),
    ],
    "zh": [
        ("标识", "每件武器在制造时应当标有唯一的序列号。"),
        ("记录保存", "登记处将每次转让的记录保存二十年。"),
        ("库存安全", "军械库有人看守，钥匙由两名军官保管。"),
        ("销毁", "多余的弹药在监督下焚烧销毁。"),
    ],
}
TERMS = {"en": ("thing", "device"), "fr": ("chose", "objet"), "ar": ("شيء", "غرض"), "zh": ("物品", "物件")}

BOX = """{% extends 'layout.html' %}
{% block main %}
<article data-pagefind-body>
<h1>{{ title }}</h1>
{% for unit, words in units %}
<h2 id="{{ unit }}">{{ words[0] }}</h2>
{% for part in words[1:] %}<p>{{ part }}</p>{% endfor %}{% endfor %}
</article>{% endblock %}"""


def searched_site(folder: Path) -> Site:
    """Return a website of two modules in each of four languages, with sources of their own."""
    sites = {}
    for language in CLAUSES:
        (folder / language).mkdir()
        sites[language] = site_of(make_project(folder / language, _modules(language), language=language), language)
    texts = {language: site.texts[language] for language, site in sites.items()}
    return replace(sites["en"], texts=texts)


def _modules(language: str) -> dict[str, str]:
    term, other = TERMS[language]
    admitted = f"{term}\n   :admitted: {other}"
    first, second = CLAUSES[language][:2], CLAUSES[language][2:]
    return {"A1.1": text("Things", _clauses(first), admitted), "B2.1": text("Other things", _clauses(second), f"{term} B")}


def _clauses(clauses: list[tuple[str, str]]) -> str:
    parts = []
    for place, (title, words) in enumerate(clauses):
        parts.append(f".. _part-{place}:\n\n{title}\n{'-' * 2 * len(title)}\n\n")
        parts.append(f".. _sub-{place}:\n\n{title} 2\n{'~' * 2 * (len(title) + 2)}\n\n{words}\n\n")
    return "".join(parts) + _ANNEX


_ANNEX = """.. _annex-forms:

Forms
-----

.. annex:: informative

.. _table-forms:

.. table:: Forms of things

   ======  ======
   One     Two
   ======  ======
   a       b
   ======  ======
"""


def write_searched(site: Site, folder: Path) -> None:
    """Write the website into a folder."""
    renderer = Renderer(site)
    assert renderer.environment.loader is not None
    renderer.environment.loader = ChoiceLoader([DictLoader({"box.html": BOX}), renderer.environment.loader])
    pages = dict(searched_pages(site, renderer))
    for path, content in [*pages.items(), *search_pages(site, renderer), *index_files(pages), *renderer.asset_files()]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def searched_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of modules, with the box of search, and their clauses as the website shows them."""
    for language, words in site.texts.items():
        for number, page in words.modules.items():
            editions = {code: other.modules[number].address for code, other in site.texts.items()}
            yield renderer.page("box.html", language, editions, title=page.title, units=_shown(words.reading.texts[number]))


def _shown(text: Text) -> list[tuple[str, list[str]]]:
    words = {anchor: [part.words for part in parts] for anchor, parts in groupby(text.passages, lambda part: part.unit)}
    return [
        (_id(unit), [f"{unit.number} {unit.title}", *words.get(unit.anchor, [])])
        for unit in text.units
        if unit.kind in {Kind.CLAUSE, Kind.ANNEX, Kind.FOREWORD, Kind.TERM}
    ]


def _id(unit: LabelledUnit) -> str:
    """Return the id of the heading of a unit: its printed number as an address."""
    return f"{'clause' if unit.kind is Kind.TERM else unit.kind}-{unit.number}" if unit.number else unit.anchor
