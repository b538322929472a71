"""Translations as XLIFF 1.2, which the tools of translators read, and such a file read back, of version 2.0 too.

What comes from outside is parsed here first, with entities, DTDs and the network off; translate-toolkit, which knows what tools
make of the format, sees only what passed.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lxml import etree
from translate.storage.xliff import Xliff1File, Xliff1Unit
from translate.storage.xliff2 import Xliff2File

from isacs_publish.model.exchange import Delivery, Offer
from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.translation import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CODE = "translations-xliff"
NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SECOND = "urn:oasis:names:tc:xliff:document:2."
"""How the namespaces of version 2 begin."""

FORMER = "former source"
"""The origin of the alternative that says what the source was."""

TRANSLATED, FOR_REVIEW = "translated", "needs-review-translation"


class _Unit(Xliff1Unit):
    namespace = NAMESPACE


class _File(Xliff1File[_Unit]):
    UnitClass = _Unit
    namespace = NAMESPACE
    XMLskeleton = f'<?xml version="1.0"?><xliff version="1.2" xmlns="{NAMESPACE}"><file datatype="x-rst"><body/></file></xliff>'


def as_xliff(delivery: Delivery, source: str) -> bytes:
    """Return the translations of one source as a file; ``source`` is the language that they are translated from."""
    made: Any = _File()
    (head,) = made.document.getroot()
    head.attrib.update({"original": delivery.docname, "source-language": source, "target-language": delivery.language})
    for offer in delivery.offers:
        unit = _Unit(offer.source)
        made.addunit(unit)
        _fill(unit.xmlelement, unit, offer, delivery.language)
    return bytes(made)


def _fill(element: Any, unit: Any, offer: Offer, language: str) -> None:
    digest = sha256(offer.source.encode()).hexdigest()
    element.set("id", digest[:16])
    if offer.units:
        element.set("resname", " ".join(offer.units))
    if offer.target:
        unit.target = offer.target
        unit.target_dom.set("state", FOR_REVIEW if offer.fuzzy else TRANSLATED)
        element.set("approved", "no" if offer.fuzzy else "yes")
    if offer.previous:
        unit.addalttrans(offer.target, FORMER, language, offer.previous)
    unit.addnote(offer.label, "developer")
    unit.addnote(offer.note, "translator")


def read_xliff(content: bytes, shown: str) -> tuple[tuple[Delivery, ...], tuple[Finding, ...]]:
    """Return the translations of a file, by source, and its faults; ``shown`` is its path as findings name it."""
    try:
        root = _parsed(content)
        second = str(etree.QName(root).namespace).startswith(SECOND)
        deliveries = _understood(_second if second else _first, content)
    except etree.XMLSyntaxError as error:
        return (), (_finding(shown, error.lineno or 1, f"this is no XML: {error.msg}", "export it again from the tool"),)
    except _NoXliff as fault:
        return (), (_finding(shown, fault.line, str(fault), fault.hint),)
    return deliveries, ()


def _understood(read: Callable[[bytes], Iterator[Delivery]], content: bytes) -> tuple[Delivery, ...]:
    """Return what a reader makes of a file; raise _NoXliff where the toolkit makes nothing of it."""
    try:
        return tuple(read(content))
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError, etree.LxmlError) as error:
        hint = "validate it, or export it again from the tool"
        raise _NoXliff(1, f"the file is not as XLIFF should be: {folded(str(error))[:200]}", hint) from error


def _finding(shown: str, line: int, message: str, hint: str) -> Finding:
    return Finding(CODE, Place(shown, line), message, hint)


class _NoXliff(ValueError):
    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.hint = line, hint


def _parsed(content: bytes) -> Any:
    """Return the root of a file that holds elements alone, in a namespace of XLIFF; raise _NoXliff for any other."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype or any(True for _ in root.iter(etree.Entity)):
        raise _NoXliff(1, "the file declares a document type, which might bring anything in", "delete the line <!DOCTYPE …>")
    name = etree.QName(root)
    if name.localname != "xliff" or not str(name.namespace).startswith("urn:oasis:names:tc:xliff:document:"):
        raise _NoXliff(root.sourceline or 1, "the file does not begin with <xliff xmlns=…>", "export it as XLIFF")
    if root.find("{*}file") is None:
        raise _NoXliff(root.sourceline or 1, "the file holds no <file>", "export it again from the tool")
    return root


def _toolkit(kind: Any, content: bytes) -> Any:
    return kind.parsestring(content)


def _first(content: bytes) -> Iterator[Delivery]:
    """Yield the translations of each part of a file of version 1."""
    store = _toolkit(Xliff1File, content)
    parts: dict[Any, list[Any]] = {part: [] for part in store.document.getroot().iterchildren(store.namespaced("file"))}
    for unit in store.units:
        parts[next(unit.xmlelement.iterancestors(store.namespaced("file")))].append(unit)
    for part, units in parts.items():
        names = part.get("original", ""), part.get("target-language", "")
        yield Delivery(*names, tuple(map(_offer_of_first, units)), part.sourceline or 1)


def _offer_of_first(unit: Any) -> Offer:
    element = unit.xmlelement
    former = next((each.source for each in unit.getalttrans(FORMER)), "") or ""
    units = tuple(element.get("resname", "").split())
    fuzzy = _fuzzy(unit.target_dom, element.get("approved", ""))
    return _offer(unit, fuzzy, former, units, unit.getnotes("translator"), unit.getnotes("developer"))


def _offer(unit: Any, fuzzy: bool | None, former: str, units: tuple[str, ...], *notes: str) -> Offer:
    source, target = folded(unit.source or ""), folded(unit.target or "")
    note, label = map(folded, notes)
    return Offer(source, target, fuzzy if target else None, folded(former), units, note, label, unit.xmlelement.sourceline or 0)


def _fuzzy(target: Any, approved: str) -> bool | None:
    """Return whether somebody has to look at a translation, None where the file does not tell."""
    if target is None:
        return None
    state = target.get("state", "")
    if state.startswith("needs-") or state == "new" or target.get("state-qualifier") == "fuzzy-match":
        return True
    return False if state or approved == "yes" else None


def _second(content: bytes) -> Iterator[Delivery]:
    """Yield the translations of each part of a file of version 2."""
    store = _toolkit(Xliff2File, content)
    root = store.document.getroot()
    parts: dict[Any, list[Any]] = {part: [] for part in root.iterchildren(store.namespaced("file"))}
    for unit in store.units:
        parts[next(unit.xmlelement.iterancestors(store.namespaced("file")))].append(unit)
    for part, units in parts.items():
        name = part.get("original") or part.get("id", "")
        yield Delivery(name, root.get("trgLang", ""), tuple(map(_offer_of_second, units)), part.sourceline or 1)


SECOND_STATES = {"initial": True, "translated": False, "reviewed": False, "final": False}


def _offer_of_second(unit: Any) -> Offer:
    return _offer(unit, SECOND_STATES.get(unit.xmlelement.get("state", "")), "", (), unit.getnotes(), "")
