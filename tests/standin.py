"""Signs in the place of the publisher, for tests: the manifest as the product does, PDFs by bytes at their end."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isacs_publish.releasing import Seal

if TYPE_CHECKING:
    from datetime import date


def stand_in(seed: str = "publisher") -> Seal:
    """Return what a publisher signs with; another seed is another publisher."""
    key = Ed25519PrivateKey.from_private_bytes(sha256(seed.encode()).digest())

    def signed(content: bytes, signature: bytes) -> bool:
        try:
            key.public_key().verify(signature, content)
        except InvalidSignature:
            return False
        return True

    def sign_pdf(pdf: bytes, day: date) -> bytes:
        return pdf + f"% signed on {day}\n".encode()

    return Seal(key.sign, signed, lambda pdf, language: pdf + f"% field {language}\n".encode(), sign_pdf)
