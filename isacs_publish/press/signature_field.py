"""The signature field of a publication: empty and tagged, so that a signature can fill it without touching what is there.

It takes no room on the page; readers show signatures in a panel of their own. ISO 32000-1, 12.7.4.5; ISO 14289-1, 7.18.4.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from isacs_publish.model.publication import SIGNATURE_FIELD
from isacs_publish.words import words

PAGE = 1
"""The index of page ii."""

PRINTED_AND_LOCKED = 4 | 128
"""Flags of the annotation (ISO 32000-1, 12.5.3); PDF/A asks for the first (ISO 19005-2, 6.3.2)."""

SIGNATURES_EXIST, APPEND_ONLY = 1, 2
_TOPS = (Name.Document, Name.Part)


def with_signature_field(pdf: bytes, language: str) -> bytes:
    """Return a screen PDF with an empty signature field on page ii, named and described in a language."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        label = String(words(language).signature)
        page, tree = opened.pages[PAGE].obj, opened.Root.StructTreeRoot
        field = opened.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(SIGNATURE_FIELD), TU=label, Contents=label,
                Rect=Array([0, 0, 0, 0]), F=PRINTED_AND_LOCKED, P=page, StructParent=int(tree.ParentTreeNextKey),
            )
        )  # fmt: skip
        page.Annots = Array([*page.get(Name.Annots, ()), field])
        page.Tabs = Name.S
        opened.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=SIGNATURES_EXIST | APPEND_ONLY)
        _tag(opened, tree, page, field)
        opened.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _tag(pdf: pikepdf.Pdf, tree: Any, page: Any, field: Any) -> None:
    """Hang a Form with the field at the end of what stands on its page (ISO 32000-1, 14.7.4.3 and 14.7.4.4)."""
    owner = _last_division(tree, page)
    form = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem, S=Name.Form, P=owner, Pg=page, Alt=field.TU,
            K=Array([Dictionary(Type=Name.OBJR, Obj=field, Pg=page)]),
        )
    )  # fmt: skip
    owner.K.append(form)
    tree.ParentTree.Nums = Array([*tree.ParentTree.Nums, field.StructParent, form])
    tree.ParentTreeNextKey = int(field.StructParent) + 1


def _last_division(tree: Any, page: Any) -> Any:
    """Return the division, directly in a publication, that holds the last text of a page."""
    nums = list(tree.ParentTree.Nums)
    entries = dict(zip((int(key) for key in nums[::2]), nums[1::2], strict=True))
    element = [owner for owner in entries[int(page.StructParents)] if owner is not None][-1]
    while element.P.S not in _TOPS:
        element = element.P
    return element
