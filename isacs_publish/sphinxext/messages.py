"""The messages of a doctree: which runs of words are translated, and how a translation is read in their place.

A translation is one run of inline markup. It is read by the inliner alone, so that a directive, a title or a list in it is never
more than a finding; and what refers or is referred to has to be what the source holds, so that nothing comes in or goes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from docutils.parsers.rst.states import Inliner, Struct
from docutils.utils import Reporter
from sphinx import addnodes
from sphinx.util.docutils import new_document

from isacs_publish.model.translation import Message, folded
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator

STRUCTURE = "translation-structure-differs"
MARKUP = "translation-markup"

_NO_MESSAGES = (nodes.Inline, nodes.Invisible, nodes.FixedTextElement, nodes.system_message, nodes.raw)

IN_WORDS = {nodes.image: "alt", own.formula: "alt"}
"""What is said in words beside a picture or a formula: plain text, without markup."""

_BLOCK = re.compile(r"^\s*(?:\.\.\s|(?P<sign>[=\-~^\"'`#*+])(?P=sign){3,}\s*$)|\n\s*\n", re.MULTILINE)
"""What would begin a block of its own: explicit markup, the line under a title, a blank line."""


def messages_of(document: nodes.document) -> Iterator[tuple[nodes.Element, Message]]:
    """Yield each node with words to translate, and its message, in the order of the text."""
    anchors = _anchors(document)
    for node in document.findall(nodes.Element):
        source = node.get(IN_WORDS[type(node)], "") if type(node) in IN_WORDS else _written(node)
        if source := folded(source):
            yield node, Message(source, _unit(node, anchors), node.line or (node.parent.line if node.parent else 0) or 0)


def _written(node: nodes.Element) -> str:
    """Return a run of words as its author wrote it, empty for what is none or stands inside one."""
    inside = isinstance(node.parent, nodes.TextElement | nodes.system_message)
    return "" if inside or not isinstance(node, nodes.TextElement) or isinstance(node, _NO_MESSAGES) else node.rawsource


def _anchors(document: nodes.document) -> dict[int, str]:
    """Return the author's anchor of each section that has one, by the identity of its node."""
    anchors = {}
    for target in document.findall(nodes.target):
        following = target.next_node(ascend=True, siblings=True, descend=False)
        while isinstance(following, nodes.target | nodes.comment):
            following = following.next_node(ascend=True, siblings=True, descend=False)
        if isinstance(following, nodes.section) and target["names"]:
            anchors[id(following)] = str(target["names"][0])
    return anchors


def _unit(node: nodes.Node, anchors: dict[int, str]) -> str:
    while (node := node.parent) is not None:
        if id(node) in anchors:
            return anchors[id(node)]
    return ""


class Reader:
    """Reads translations in the place of messages of one document; ``path`` is the file they stand in."""

    def __init__(self, document: nodes.document, path: str) -> None:
        self.scratch = new_document(path, document.settings)
        silent = Reporter(path, report_level=Reporter.SEVERE_LEVEL + 1, halt_level=Reporter.SEVERE_LEVEL + 1, stream=False)
        silent.get_source_and_line = lambda line=None: (path, line)  # type: ignore[attr-defined]
        self.scratch.reporter = silent
        self.path = path
        language = get_language(document.settings.language_code, None)
        self.inliner = Inliner()
        self.inliner.init_customizations(document.settings)
        self.memo = Struct(document=self.scratch, reporter=silent, language=language, inliner=self.inliner)

    def put(self, node: nodes.Element, target: str, line: int) -> bool:
        """Put a translation in the place of the words of a node; a faulty one is reported, and False returned."""
        if _BLOCK.search(target):
            hint = "a translation is one run of words; leave blocks, titles and directives out"
            return self._refuse(MARKUP, "the translation holds what is no part of a sentence", line, hint)
        words = folded(target)
        if type(node) in IN_WORDS:
            node[IN_WORDS[type(node)]] = words
            return True
        read, told = self.inliner.parse(words, line, self.memo, self.scratch)
        if told or any(list(part.findall(nodes.problematic)) for part in read):
            said = "; ".join(each.astext().rstrip(".") for each in told) or "what it means cannot be told"
            return self._refuse(MARKUP, f"the markup of the translation is broken: {said}", line, "compare it with the source")
        holder = nodes.inline("", "", *read)
        if fault := _differing(node, holder):
            return self._refuse(STRUCTURE, *fault[:1], line, fault[1])
        _keep_own(node, holder)
        node.children = []
        node += holder.children
        node.rawsource = words
        return True

    def _refuse(self, code: str, message: str, line: int, hint: str) -> bool:
        report(code, message, f"{self.path}:{line}", hint)
        return False


def _parts(node: nodes.Element) -> Iterator[tuple[tuple[str, str, str], nodes.Element]]:
    """Yield what a run of words refers to or is referred to by, with its key: what translation must not change."""
    for part in node.findall(nodes.Element):
        if part is not node and (key := _key(part)):
            yield key, part


def _key(part: Any) -> tuple[str, str, str] | None:
    if isinstance(part, addnodes.pending_xref):
        return "reference", str(part["reftype"]), str(part["reftarget"])
    if isinstance(part, nodes.footnote_reference):
        return "footnote", "", str(part.get("refname", ""))
    if isinstance(part, nodes.substitution_reference):
        return "substitution", "", str(part["refname"])
    if isinstance(part, nodes.reference):
        return "link", "", str(part.get("refuri") or part.get("refname") or part.get("refid", ""))
    if isinstance(part, nodes.target):
        return "target", "", str(part.get("refuri") or part.get("names"))
    return ("image", "", str(part["uri"])) if isinstance(part, nodes.image) else None


_SHOWN = {
    "reference": ":{1}:`{2}`",
    "footnote": "[#{2}]_",
    "substitution": "|{2}|",
    "link": "the link {2}",
    "target": "the target {2}",
    "image": "the image {2}",
}


def _differing(node: nodes.Element, translated: nodes.Element) -> tuple[str, str] | None:
    """Return what a translation lost or brought in, and what to do."""
    before, after = (Counter(key for key, _ in _parts(each)) for each in (node, translated))
    lost, come = (sorted((one - other).elements()) for one, other in ((before, after), (after, before)))
    if not (lost or come):
        return None
    said = [
        f"{verb} {', '.join(_SHOWN[key[0]].format(*key) for key in keys)}"
        for verb, keys in (("lacks", lost), ("adds", come))
        if keys
    ]
    return f"the translation {' and '.join(said)}", "keep every reference of the source, with its target as it is"


def _keep_own(node: nodes.Element, translated: nodes.Element) -> None:
    """Put the parts of the source in the place of those of its translation, which alone has their words."""
    waiting: dict[tuple[str, str, str], list[nodes.Element]] = defaultdict(list)
    for key, part in _parts(node):
        waiting[key].append(part)
    for key, part in list(_parts(translated)):
        kept = waiting[key].pop(0)
        if key[0] in ("reference", "link"):
            kept.children = []
            kept += part.children
            kept.attributes.update({name: part[name] for name in ("refexplicit", "name") if name in part})
            kept.rawsource = part.rawsource
        part.replace_self(kept)
