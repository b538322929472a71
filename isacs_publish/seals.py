"""Keys and certificate of a publisher as releases and verification use them: what seals, and what readers know the seal by."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from isacs_publish.press.signature_field import with_signature_field
from isacs_publish.releasing import Seal
from isacs_publish.signing import INTACT, check_pdf_signature, manifest_is_signed, sign_manifest, sign_pdf
from isacs_publish.verifying import Publisher

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.x509 import Certificate

    from isacs_publish.signing import Keys


def seal_of(keys: Keys) -> Seal:
    """Return what signs with the keys of a publisher; PDFs carry the date of the release as the time of their signature."""
    public = keys.release.public_key()

    def signed_pdf(pdf: bytes, day: date) -> bytes:
        return sign_pdf(pdf, keys.signer, datetime.combine(day, time(), UTC))

    return Seal(
        lambda manifest: sign_manifest(manifest, keys.release),
        lambda manifest, signature: manifest_is_signed(manifest, signature, public),
        with_signature_field,
        signed_pdf,
    )


def publisher_of(public_key: Ed25519PublicKey, certificate: Certificate | None) -> Publisher:
    """Return a publisher as its readers know it; without a certificate, PDFs are judged by the signed manifest alone."""

    def pdf_fault(pdf: bytes) -> str:
        found = check_pdf_signature(pdf, certificate) if certificate else INTACT
        return "" if found == INTACT else f"its signature: {found}"

    return Publisher(lambda manifest, signature: manifest_is_signed(manifest, signature, public_key), pdf_fault)
