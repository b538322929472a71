"""Reads and writes catalogues of messages (.po), one for each source and language, where sphinx-intl puts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polib
from babel.messages.plurals import get_plural

from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.translation import Entry, folded
from isacs_publish.sources import CONTROL, MOST_BYTES, no_plain_file, not_text
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

WIDTH = 100
"""Columns of a line."""

CODE = "po-file"

MOST_LINES = 1000
"""Lines of one entry, after which nobody looks for its translation."""


@dataclass(frozen=True)
class PoFile:
    """One catalogue of messages: its headers as they stand, its entries in order; what is wrong with it."""

    headers: dict[str, str]
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


def po_path(sources: Path, language: str, docname: str) -> Path:
    """Return where the messages of a source stand in a language."""
    return sources / "locale" / language / "LC_MESSAGES" / f"{docname}.po"


def read_po(path: Path, shown: str) -> PoFile:
    """Return what a file holds, nothing for one that is not there; ``shown`` is its path as findings name it."""
    if not path.exists():
        return PoFile({})
    if fault := no_plain_file(path, MOST_BYTES):
        return PoFile({}, (), (Finding(CODE, Place(shown), *fault),))
    content = path.read_bytes()
    if found := not_text(content):
        line, message, hint = found
        return PoFile({}, (), (Finding("not-text", Place(shown, line), message, hint),))
    return parse_po(content.decode(), shown)


def parse_po(content: str, shown: str) -> PoFile:
    """Return what the text of a file holds; entries with faults are left out, and named."""
    if line := _no_line_of_po(content):
        return PoFile({}, (), (Finding(CODE, Place(shown, line), "this is no line of a catalogue of messages", _QUOTES),))
    try:
        read = polib.pofile(content.replace("\r\n", "\n") + "\n", encoding="utf-8", check_for_duplicates=False)
    except (OSError, ValueError, IndexError, AttributeError, UnicodeError) as error:
        return PoFile({}, (), (_unreadable(error, shown),))
    findings = list(_faults_of_header(read, shown))
    entries: dict[str, Entry] = {}
    lines = content.split("\n")
    for raw in read:
        raw.linenum = _line_of_translation(lines, raw.linenum)
        if fault := _fault(raw, entries):
            findings.append(Finding(CODE, Place(shown, raw.linenum), *fault))
        else:
            entries[folded(raw.msgid)] = _entry(raw)
    return PoFile(dict(read.metadata), tuple(entries.values()), tuple(findings))


_LINE = re.compile(r'(?:(?:msgid|msgid_plural|msgstr|msgctxt)(?:\[\d+\])?\s+)?"(?:[^"\\]|\\.)*"\s*|#.*|\s*')
_QUOTES = 'write each text in double quotes, and a quotation mark inside it as \\"'


def _no_line_of_po(content: str) -> int:
    """Return the number of the first line that polib would make a guess at, 0 where there is none."""
    lines = content.replace("\r\n", "\n").split("\n")
    return next((number for number, line in enumerate(lines, 1) if not _LINE.fullmatch(line)), 0)


def _line_of_translation(lines: list[str], begin: int) -> int:
    """Return where the translation of an entry stands that begins, with its comments, at a line."""
    after = range(begin, min(begin + MOST_LINES, len(lines)) + 1)
    return next((number for number in after if lines[number - 1].removeprefix("#~ ").startswith("msgstr")), begin)


def _unreadable(error: Exception, shown: str) -> Finding:
    found = re.search(r"\(line (\d+)\)(?:: (.*))?", str(error), re.DOTALL)
    line, said = (int(found[1]), found[2] or "a line that is no part of an entry") if found else (1, "it cannot be parsed")
    hint = "write each message as msgid and msgstr in double quotes; msgfmt --check tells more"
    return Finding(CODE, Place(shown, line), f"this is no catalogue of messages: {said}", hint)


def _faults_of_header(read: polib.POFile, shown: str) -> Iterator[Finding]:
    charset = re.search(r"charset=([\w-]+)", read.metadata.get("Content-Type", ""))
    if charset and charset[1].upper() not in ("UTF-8", "UTF8", "US-ASCII"):
        yield Finding(
            CODE, Place(shown, 1), f"the header names the encoding {charset[1]}", "write charset=UTF-8, and save as that"
        )
    language = read.metadata.get("Language", "")
    plurals = _plural_forms(language) if language else ""
    if plurals and _bare(read.metadata.get("Plural-Forms", plurals)) != _bare(plurals):
        yield Finding(CODE, Place(shown, 1), "Plural-Forms is not that of the language", f"write {plurals}")


def _bare(plural_forms: str) -> str:
    """Return a rule of plurals without spaces, brackets and semicolons, in which tools differ."""
    return re.sub(r"[\s();]", "", plural_forms)


def _plural_forms(language: str) -> str:
    try:
        return str(get_plural(language).plural_forms)
    except (LookupError, ValueError):
        return ""


def _fault(raw: polib.POEntry, before: dict[str, Entry]) -> tuple[str, str] | None:
    """Return what is wrong with an entry by itself, and what to do."""
    if raw.msgid_plural or raw.msgstr_plural:
        return "the entry has plural forms, and no sentence of a standard has", "write one msgstr"
    if raw.msgctxt is not None:
        return "the entry has a context, and equal sentences share a translation", "take msgctxt out"
    if found := CONTROL.search(f"{raw.msgid}{raw.msgstr}{raw.previous_msgid}{raw.tcomment}"):
        return f"a control character (U+{ord(found[0]):04X}) is written in the entry", "delete it"
    if not raw.obsolete and folded(raw.msgid) in before and not before[folded(raw.msgid)].obsolete:
        return "the message has an entry already", f"keep one; the other begins at line {before[folded(raw.msgid)].line}"
    return None


def _entry(raw: polib.POEntry) -> Entry:
    units = tuple(place for place, _ in raw.occurrences)
    previous = folded(raw.previous_msgid or "")
    obsolete = bool(raw.obsolete)
    return Entry(folded(raw.msgid), raw.msgstr, raw.fuzzy, previous, units, raw.tcomment, obsolete, raw.linenum)


def write_po(path: Path, language: str, project: str, headers: dict[str, str], entries: Iterable[Entry]) -> bool:
    """Write a file, and tell whether that changed it."""
    content = shown_po(language, project, headers, entries).encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    write_atomically(path, content)
    return True


def shown_po(language: str, project: str, headers: dict[str, str], entries: Iterable[Entry]) -> str:
    """Return the text of a file. No clock is asked: its date is that which translators' tools set."""
    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = {**_headers(language, project), **{name: value for name, value in headers.items() if value}}
    made.metadata_is_fuzzy = False
    for entry in entries:
        made.append(
            polib.POEntry(
                msgid=entry.source,
                msgstr=entry.target,
                occurrences=[(unit, "") for unit in entry.units],
                flags=["fuzzy"] if entry.fuzzy else [],
                previous_msgid=entry.previous or None,
                tcomment=entry.note,
                obsolete=entry.obsolete,
            )
        )
    return f"{made}".removeprefix("#\n").rstrip("\n") + "\n"


def _headers(language: str, project: str) -> dict[str, str]:
    """Return the headers of a new file, all that msgfmt asks for."""
    return {
        "Project-Id-Version": project,
        "Report-Msgid-Bugs-To": "",
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",  # (as gettext leaves it to translators; Babel reads no empty one)
        "Last-Translator": "",
        "Language-Team": "",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
    }
