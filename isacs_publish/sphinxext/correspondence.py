"""The annex of a new edition that tells under which numbers the subjects of the former edition stand now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from isacs_publish.model.correspondence import ANNEX, TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isacs_publish.model.correspondence import Numbered, Row
    from isacs_publish.words import Words

_BACK = "bibliography"
_WIDTHS = (16, 16, 48, 20)


def add_annex(document: nodes.document, former: str, words: Words) -> None:
    """Add the annex behind the other annexes, its table still empty; ``former`` names the edition before."""
    top = next(document.findall(nodes.section))
    introduction = words.correspondence_introduction.format(number=former)
    section = nodes.section(
        "", nodes.title("", words.correspondence), nodes.paragraph("", introduction), _table(words), ids=[ANNEX], anchor=ANNEX
    )
    section["annex"] = "informative"
    places = (place for place, node in enumerate(top.children) if isinstance(node, nodes.section) and _BACK in node["ids"])
    top.insert(next(places, len(top.children)), section)


def _table(words: Words) -> nodes.table:
    heads = (words.former_number, words.present_number, words.title, words.nature)
    head = nodes.thead("", nodes.row("", *(_cell(nodes.Text(text)) for text in heads)))
    columns = [nodes.colspec(colwidth=width) for width in _WIDTHS]
    group = nodes.tgroup("", *columns, head, nodes.tbody(), cols=len(heads))
    return nodes.table("", nodes.title("", words.correspondence), group, ids=[TABLE], anchor=TABLE, classes=["colwidths-given"])


def _cell(*content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def fill_annex(document: nodes.document, rows: Iterable[Row], words: Words) -> None:
    """Fill the table of the annex."""
    table = next(node for node in document.findall(nodes.table) if node.get("anchor") == TABLE)
    body = next(table.findall(nodes.tbody))
    body += [
        nodes.row(
            "",
            _cell(nodes.Text(_number(row.old, words))),
            _cell(*_link(row.new, words)),
            _cell(nodes.Text(row.title)),
            _cell(nodes.Text(words.nature_of(row.fortune))),
        )
        for row in rows
    ]


def _number(unit: Numbered | None, words: Words) -> str:
    return words.numbered(unit.kind, unit.number) if unit else "—"


def _link(unit: Numbered | None, words: Words) -> list[nodes.Node]:
    shown = _number(unit, words)
    return [nodes.reference("", shown, refid=unit.anchor, internal=True)] if unit else [nodes.Text(shown)]
