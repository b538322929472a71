"""Keeps what authors write inside the folder of its text, and within bounds: no raw markup, nothing fetched, no bombs."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives.tables import CSVTable
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import search_image_for_language

from isacs_publish.model.expansion import expansion
from isacs_publish.pictures import SUFFIXES, judge
from isacs_publish.pictures.raster import MOST_BYTES as MOST_BYTES_OF_PICTURE
from isacs_publish.sources import CONTROL, MOST_BYTES, OUTSIDE, UNFIT, no_plain_file, not_text, outside
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Node
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FORBIDDEN = "forbidden-directive"
UNFIT_PICTURE = "unfit-picture"
TOO_LARGE = "too-large"

MOST_FAULTS = 10
"""Faults of one picture that are named."""

MOST_COLUMNS = 40
"""Columns of a table; each has two characters then."""

DEEPEST_SUBSTITUTION = 20
"""Substitutions inside each other."""


def _named(env: BuildEnvironment, name: str) -> tuple[Path, Path]:
    """Return the file that an author names, and the folder that it must lie in."""
    return Path(env.relfn2path(name)[1]), Path(env.doc2path(env.docname)).parent


def _readable(directive: Any, name: str) -> bool:
    """True when a directive may read the text it names; when not, that is reported. What is not there, docutils reports."""
    env = directive.env
    path, folder = _named(env, name)
    where = (env.docname, directive.lineno)
    if fault := outside(name, path, folder):
        report(OUTSIDE, fault[0], where, fault[1])
    elif fault := no_plain_file(path, MOST_BYTES):
        report(UNFIT, fault[0], where, fault[1])
    elif path.is_file() and (found := not_text(path.read_bytes())):
        report("not-text", f"{name}, line {found[0]}: {found[1]}", where, found[2])
    elif path.is_file() and not _within_bounds(env, path.stat().st_size):
        report(TOO_LARGE, f"with {name} the files read come to more than {MOST_BYTES:,} bytes", where, "read less")
    else:
        return True
    return False


def _within_bounds(env: BuildEnvironment, size: int) -> bool:
    """Count what one text reads in, since files that read files grow without bound."""
    read: int = (env.temp_data.get("isacs_read") or 0) + size
    env.temp_data["isacs_read"] = read
    return read <= MOST_BYTES


def _closed(options: dict[str, Any] | None) -> dict[str, Any]:
    """Return the options of a directive without those that import a parser, decode in other ways, or blow tabs up."""
    return {name: check for name, check in (options or {}).items() if name not in ("parser", "encoding", "tab-width")}


class ConfinedInclude(Include):
    """``include`` of a file beside the text."""

    option_spec = _closed(Include.option_spec)

    def run(self) -> list[Node]:
        """Return the included text, or nothing with a finding."""
        return list(super().run()) if _readable(self, self.arguments[0]) else []


class ConfinedLiteralInclude(LiteralInclude):
    """``literalinclude`` of a file beside the text."""

    option_spec = _closed(LiteralInclude.option_spec)

    def run(self) -> list[Node]:
        """Return the included text, or nothing with a finding."""
        names = [self.arguments[0], *filter(None, [self.options.get("diff")])]
        return super().run() if all(_readable(self, name) for name in names) else []


class ConfinedCSVTable(CSVTable):
    """``csv-table`` with its rows in the text or in a file beside it; addresses are never fetched."""

    option_spec = _closed(CSVTable.option_spec)

    def run(self) -> list[Any]:
        """Return the table, or nothing with a finding."""
        self.env = env = self.state.document.settings.env
        if "url" in self.options:
            report(OUTSIDE, "a table is not fetched from an address", (env.docname, self.lineno), "put the rows in the text")
            return []
        if "file" in self.options:
            if not _readable(self, self.options["file"]):
                return []
            _, self.options["file"] = env.relfn2path(self.options["file"])
        return list(super().run())


class BoundSubstitutions(SphinxTransform):
    """Drops substitutions that grow beyond bounds when they are put in place. Runs before docutils does that."""

    default_priority = 210

    def apply(self, **kwargs: Any) -> None:
        """Report and drop the substitutions of a text that would grow too large."""
        whole: nodes.Element = self.document
        if expansion(whole, self.weigh, DEEPEST_SUBSTITUTION, MOST_BYTES) > MOST_BYTES:
            references = list(self.document.findall(nodes.substitution_reference))
            hint = f"less than {MOST_BYTES:,} characters, {DEEPEST_SUBSTITUTION} levels deep"
            report(TOO_LARGE, "substitutions hold themselves, or grow too large", references[0], hint)
            for reference in references:
                reference.replace_self(nodes.Text(reference.astext()))

    def weigh(self, node: nodes.Element) -> tuple[int, list[tuple[nodes.Element, int]]]:
        """Return the length of a text, and the definitions that it refers to."""
        names = (reference["refname"] for reference in node.findall(nodes.substitution_reference))
        definitions = self.document.substitution_defs
        keys = (name if name in definitions else self.document.substitution_names.get(name.lower()) for name in names)
        return 1 + len(node.astext()), [(definitions[key], 1) for key in keys if key]


class ConfineFiles(SphinxTransform):
    """Drops images that are not fit or lie elsewhere, and all downloads. Runs before substitutions multiply an image."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        """Report what is refused, and remove it."""
        for image in list(self.document.findall(nodes.image)):
            refused = list(self.refusals(image["uri"]))
            if not refused and (shown := search_image_for_language(image["uri"], self.env)) != image["uri"]:
                refused = list(self.refusals(shown))  # (the picture of a language, which Sphinx takes where it is there)
            for code, message, hint in refused:
                report(code, message, image, hint)
            if refused:
                image.parent.remove(image)
        for download in list(self.document.findall(addnodes.download_reference)):
            report(OUTSIDE, "a module offers no files for download", download, "write the text out")
            download.parent.remove(download)
        self.refuse_characters()
        for group in self.document.findall(nodes.tgroup):
            if group["cols"] > MOST_COLUMNS:
                placed = next((node for node in group.parent.findall(nodes.Element) if node.line), group)
                report(TOO_LARGE, f"a table of {group['cols']} columns", placed, f"write {MOST_COLUMNS} at most")

    def refuse_characters(self) -> None:
        """Report and remove characters that are no text and that an author writes by their numbers, which no file shows."""
        for definition in self.document.findall(nodes.substitution_definition):
            for text in list(definition.findall(nodes.Text)):
                if found := CONTROL.search(text):
                    report("not-text", f"U+{ord(found[0]):04X} is no character of a text", definition, "delete it")
                    text.parent.replace(text, nodes.Text(CONTROL.sub("", text)))

    def refusals(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield code, message and hint of what is against a picture. One that is not there is left to Sphinx to report."""
        path, folder = _named(self.env, name)
        if fault := outside(name, path, folder):
            yield OUTSIDE, *fault
        elif path.suffix.lower() not in SUFFIXES:
            yield UNFIT_PICTURE, f"{name!r} is no picture that paper and web both show", f"use one of {', '.join(SUFFIXES)}"
        elif fault := no_plain_file(path, MOST_BYTES_OF_PICTURE):
            yield UNFIT_PICTURE, *fault
        elif path.is_file():
            self.env.note_dependency(path)
            for line, message, hint in islice(judge(name, path.read_bytes()), MOST_FAULTS):
                yield UNFIT_PICTURE, f"{name}{f', line {line}' if line else ''}: {message}", hint


def setup_confine(app: Sphinx) -> None:
    """Replace the directives that read files, and forbid raw markup."""
    confined: dict[str, type[Directive]] = {
        "include": ConfinedInclude,
        "literalinclude": ConfinedLiteralInclude,
        "csv-table": ConfinedCSVTable,
    }
    for name, directive in confined.items():
        app.add_directive(name, directive, override=True)
    app.add_transform(BoundSubstitutions)
    app.add_transform(ConfineFiles)
    app.connect("builder-inited", forbid_raw)


def forbid_raw(app: Sphinx) -> None:
    """Switch raw markup off, whatever a docutils.conf says."""
    app.env.settings["raw_enabled"] = False
