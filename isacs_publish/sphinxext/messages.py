"""The messages of a doctree: which runs of words are translated, and how a translation is read in their place.

A translation is one run of inline markup. It is read by the inliner alone, so that a directive, a title or a list in it is
never more than a finding; and what refers or is referred to has to be what the source holds, so that nothing comes in or goes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import states
from docutils.parsers.rst.languages import get_language
from docutils.utils import Reporter
from sphinx import addnodes
from sphinx.util.docutils import new_document

from isacs_publish.model.translation import Message, folded
from isacs_publish.pictures import DRAWING
from isacs_publish.pictures.labels import labels
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

STRUCTURE = "translation-structure-differs"
MARKUP = "translation-markup"

DRAWN = "labels"
"""The attribute of an image that has what each label of its drawing says in the language of the build."""

IN_WORDS: dict[type[nodes.Node], str] = {nodes.image: "alt", own.formula: "alt"}
"""What is said in words beside a picture or a formula: plain text, without markup."""

_NO_MESSAGES = (nodes.Inline, nodes.Invisible, nodes.FixedTextElement, nodes.system_message, nodes.raw)

_PLAIN = (nodes.Text, nodes.emphasis, nodes.strong, nodes.literal, nodes.superscript, nodes.subscript)
"""Inline markup that translators use as their language needs it."""

_BLOCK = re.compile(r"^\s*(?:\.\.\s|(?P<sign>[=\-~^\"'`#*+])(?P=sign){3,}\s*$)|\n\s*\n", re.MULTILINE)
"""What would begin a block of its own: explicit markup, the line under a title, a blank line."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words to translate: the node that shows it, its message; ``drawn`` for a label in the drawing of an image."""

    node: nodes.Element
    message: Message
    drawn: bool = False


def runs_of(document: nodes.document, file_of: Callable[[str], Path]) -> Iterator[Run]:
    """Yield the words to translate in the order of the text; ``file_of`` tells which file an image names.

    The unit of a message is the innermost clause around it that its author named, once anchors are written on the nodes.
    """
    for node in document.findall(nodes.Element):
        source = node.get(IN_WORDS[type(node)], "") if type(node) in IN_WORDS else _written(node)
        unit, line = _unit(node), node.line or (node.parent.line if node.parent else 0) or 0
        if source := folded(source):
            yield Run(node, Message(source, unit, line))
        if isinstance(node, nodes.image):
            yield from (Run(node, Message(label, unit, line), drawn=True) for label in _labels(file_of(node["uri"])))


def _labels(path: Path) -> tuple[str, ...]:
    """Return what the labels of a drawing say; a picture that is no drawing, or is not there, says nothing."""
    return labels(path.read_bytes()) if path.suffix.lower() == DRAWING and path.is_file() else ()


def _written(node: nodes.Element) -> str:
    """Return a run of words as its author wrote it, empty for what is none or stands inside one."""
    inside = isinstance(node.parent, nodes.TextElement | nodes.system_message)
    if inside or not isinstance(node, nodes.TextElement) or isinstance(node, _NO_MESSAGES):
        return ""
    return node.rawsource if node.get("translatable", True) else ""


def _unit(node: nodes.Node) -> str:
    while (node := node.parent) is not None:
        if isinstance(node, nodes.section) and (anchor := str(node.get("anchor", "")).partition("~")[0]) and anchor != "top":
            return anchor
    return ""


class Reader:
    """Reads translations in the place of messages of one document; ``path`` is the file they stand in."""

    def __init__(self, document: nodes.document, path: str, source: str) -> None:
        self.document = document
        self.path = path
        above = Reporter.SEVERE_LEVEL + 1
        silent: Any = Reporter(path, report_level=above, halt_level=above, stream=False)
        silent.get_source_and_line = lambda line=None: (path, line)
        self.scratch = new_document(path, document.settings)
        self.scratch.reporter = silent
        self.inliner = states.Inliner()
        self.inliner.init_customizations(document.settings)
        language = get_language(source, None)
        self.memo: Any = states.Struct(  # type: ignore[attr-defined]
            document=self.scratch, reporter=silent, language=language, inliner=self.inliner
        )

    def put(self, run: Run, target: str, line: int) -> bool:
        """Put a translation in the place of a run of words; a faulty one is reported, and False returned."""
        if _BLOCK.search(target):
            hint = "a translation is one run of words; leave blocks, titles and directives out"
            return self._refuse(MARKUP, "the translation holds what is no part of a sentence", line, hint)
        node, words = run.node, folded(target)
        if run.drawn:
            said = {run.message.source: "\n".join(map(folded, target.split("\n")))}
            node[DRAWN] = node.get(DRAWN, {}) | said
            return True
        if type(node) in IN_WORDS:
            node[IN_WORDS[type(node)]] = words
            return True
        holder = self.read(words, line)
        if holder is None:
            return False
        if fault := self._foreign(holder) or _differing(self._parts(node), self._parts(holder)):
            return self._refuse(STRUCTURE, fault[0], line, fault[1])
        self._keep_own(node, holder)
        node.children = []
        node += holder.children
        node.rawsource = words
        return True

    def read(self, words: str, line: int) -> nodes.inline | None:
        """Return inline markup as read; None with a finding where it is broken."""
        read, told = self.inliner.parse(words, line, self.memo, self.scratch)
        holder = nodes.inline("", "", *read)
        if not told and not any(holder.findall(nodes.problematic)):
            self._substitute(holder)
            return holder
        said = "; ".join(each.children[0].astext().rstrip(".") for each in told if each["level"] > Reporter.INFO_LEVEL)
        message = f"the markup of the translation is broken: {said or 'what it means cannot be told'}"
        self._refuse(MARKUP, message, line, "compare it with the source")
        return None

    def _refuse(self, code: str, message: str, line: int, hint: str) -> bool:
        report(code, message, f"{self.path}:{line}", hint)
        return False

    def _substitute(self, holder: nodes.inline) -> None:
        """Put substitutions of the source in place, as those of the source are already."""
        for use in list(holder.findall(nodes.substitution_reference)):
            if meant := self.document.substitution_defs.get(use["refname"]):
                use.replace_self([part.deepcopy() for part in meant.children])

    def _foreign(self, holder: nodes.inline) -> tuple[str, str] | None:
        """Return what a translation holds that no sentence of a module does, and what to do."""
        for part in holder.findall():
            if part is not holder and not isinstance(part, _PLAIN) and not self._key(part) and not self._key(part.parent):
                return f"the translation holds markup that no module has: {part.astext()[:40]!r}", "leave it out"
        return None

    def _parts(self, node: nodes.Element) -> list[tuple[_Key, nodes.Element]]:
        """Return what a run of words refers to or is referred to by, with its key: what translation must not change."""
        return [(key, part) for part in node.findall(nodes.Element) if part is not node and (key := self._key(part))]

    def _key(self, part: Any) -> _Key | None:
        if isinstance(part, addnodes.pending_xref):
            return "reference", str(part["reftype"]), str(part["reftarget"])
        if isinstance(part, nodes.footnote_reference):
            note = self.document.ids.get(part.get("refid", ""))
            names = note["names"] if note is not None else []
            return "footnote", "", str(part.get("refname") or next(iter(names), ""))
        if isinstance(part, nodes.substitution_reference):
            return "substitution", "", str(part["refname"])
        if isinstance(part, nodes.reference):
            return "link", "", str(part.get("refuri") or part.get("refname") or part.get("refid", ""))
        if isinstance(part, nodes.target):
            return "target", "", str(part.get("refuri") or part.get("names"))
        return ("image", "", str(part["uri"])) if isinstance(part, nodes.image) else None

    def _keep_own(self, node: nodes.Element, translated: nodes.Element) -> None:
        """Put the parts of the source in the place of those of its translation, which alone has their words."""
        waiting: dict[_Key, list[nodes.Element]] = defaultdict(list)
        for key, part in self._parts(node):
            waiting[key].append(part)
        for key, part in self._parts(translated):
            kept = waiting[key].pop(0)
            if key[0] in ("reference", "link"):
                kept.children = []
                kept += part.children
                kept.attributes.update({name: part[name] for name in ("refexplicit", "name") if name in part})
                kept.rawsource = part.rawsource
            part.replace_self(kept)


_Key = tuple[str, str, str]

_SHOWN = {
    "reference": ":{1}:`{2}`",
    "footnote": "[#{2}]_",
    "substitution": "|{2}|",
    "link": "the link {2}",
    "target": "the target {2}",
    "image": "the image {2}",
}


def _differing(
    source: list[tuple[_Key, nodes.Element]], translated: list[tuple[_Key, nodes.Element]]
) -> tuple[str, str] | None:
    """Return what a translation lost or brought in, and what to do."""
    before, after = (Counter(key for key, _ in each) for each in (source, translated))
    said = [
        f"{verb} {', '.join(_SHOWN[key[0]].format(*key) for key in sorted(keys.elements()))}"
        for verb, keys in (("lacks", before - after), ("adds", after - before))
        if keys
    ]
    hint = "keep every reference of the source, with its target as it is"
    return (f"the translation {' and '.join(said)}", hint) if said else None
