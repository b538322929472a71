"""Signatures: of PDFs with the certificate of the publisher, of manifests with the key of releases; no network, no clock.

A PDF is signed by an incremental update (PAdES B-B, ETSI EN 319 142-1), so that the unsigned bytes stand unchanged at the
head of the signed file. The same file, key and time give the same bytes: RSA as in PKCS #1 v1.5 needs no chance.
"""

from __future__ import annotations

import asyncio
import os
import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import pkcs7

from isacs_publish.model.publication import SIGNATURE_FIELD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

Loaded = TypeVar("Loaded")

RELEASE_KEY, RELEASE_PUBLIC = "release.key", "release.pub"
PUBLISHER_KEY, PUBLISHER_CERTIFICATE = "publisher.key", "publisher.crt"
RSA_BITS = 3072
LONGEST_NAME = 64
"""How many characters the name of an owner may have (RFC 5280, appendix A.1, ub-common-name)."""
DIGEST = "sha256"

INTACT, ALTERED, UNSIGNED, OTHER_SIGNER = "intact", "altered", "unsigned", "other signer"

_BYTE_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,12}) (\d{1,12}) \d{1,12} *\]")
_SIGNS_OF_A_SIGNATURE = (b"/ByteRange", b"/ETSI.CAdES.detached")


class KeysUnusable(ValueError):
    """Keys that cannot be used; the message says which file, why, and what to do."""


class NotSignable(ValueError):
    """A PDF without an empty signature field."""


@dataclass(frozen=True)
class Signer:
    """Who signs PDFs: a private key and the certificate of its owner."""

    key: RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Keys:
    """The keys of a publisher: one that signs manifests, one that signs PDFs."""

    release: Ed25519PrivateKey
    signer: Signer


# Manifests


def sign_manifest(manifest: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """Return the detached signature of a manifest, 64 bytes (RFC 8032)."""
    return private_key.sign(manifest)


def manifest_is_signed(manifest: bytes, signature: bytes, public_key: Ed25519PublicKey) -> bool:
    """Return whether a signature is that of a manifest, made with the private key of a public one."""
    try:
        public_key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True


# PDFs


def sign_pdf(pdf: bytes, signer: Signer, when: datetime, *, reason: str = "", location: str = "") -> bytes:
    """Return a PDF with its empty signature field filled; ``when`` has a time zone. Raise NotSignable without such a field."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import SignatureObject
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.constants import ESIC_EXTENSION_1

    if when.tzinfo is None:
        raise ValueError("the time of a signature needs a time zone")
    room = 2 * len(_signed(bytes(32), signer.certificate, bytes(signer.key.key_size // 8)).dump())
    try:
        update = _update()(BytesIO(pdf))
        steps = PdfCMSEmbedder().write_cms(field_name=SIGNATURE_FIELD, writer=update, existing_fields_only=True)
        next(steps)
    except (PdfError, SigningError) as error:
        raise NotSignable(f"the PDF has no empty signature field {SIGNATURE_FIELD!r}: {error}") from error
    update.register_extension(ESIC_EXTENSION_1)
    placeholder = SignatureObject(
        timestamp=when, subfilter=SigSeedSubFilter.PADES, bytes_reserved=room, reason=reason or None, location=location or None
    )
    steps.send(SigObjSetup(sig_placeholder=placeholder))
    prepared, out = steps.send(SigIOSetup(md_algorithm=DIGEST))
    attributes = _attributes(_signed(prepared.document_digest, signer.certificate, b""))
    signature = signer.key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
    steps.send(_signed(prepared.document_digest, signer.certificate, signature).dump())
    return bytes(out.getvalue())


def _update() -> Any:
    """Return the class of incremental updates that leave the metadata alone and name a file by what it holds."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Update(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Do nothing: the time of the signature stands in the signature."""

        @classmethod
        def _handle_id(cls, prev: Any) -> Any:
            prev.stream.seek(0)
            own = generic.ByteStringObject(sha256(prev.stream.read()).digest()[:16])
            return generic.ArrayObject([generic.ByteStringObject(prev.trailer["/ID"][0].original_bytes), own])

    return Update


def _signed(digest: bytes, certificate: x509.Certificate, signature: bytes) -> Any:
    """Return the CMS structure of a signature (RFC 5652): nothing in it but what digest, certificate and signature give."""
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers import ExternalSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    owner = asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    store: Any = SimpleCertificateStore
    maker = ExternalSigner(owner, store(), signature)
    with ThreadPoolExecutor(1) as alone:  # (a caller may run an event loop of its own, in which no other can run)
        return alone.submit(asyncio.run, maker.async_sign(digest, DIGEST, use_pades=True)).result()


def _attributes(signed: Any) -> bytes:
    """Return what is signed: the digest of the file, and that of the certificate, as a SET (RFC 5652, 5.4)."""
    return bytes(signed["content"]["signer_infos"][0]["signed_attrs"].untag().dump())


def check_pdf_signature(pdf: bytes, certificate: x509.Certificate) -> str:
    """Return ``intact`` for a PDF as the owner of a certificate signed it, else ``altered``, ``unsigned`` or ``other signer``.

    Each byte must be what ``sign_pdf`` writes: those outside the signature are signed, and the signature is made again and
    compared, all but the value that the public key proves. So nothing added, and no other way to write the same, passes.
    """
    if not any(sign in pdf for sign in _SIGNS_OF_A_SIGNATURE):
        return UNSIGNED
    ranges = _BYTE_RANGE.findall(pdf)
    if not ranges:
        return ALTERED
    end, begin = map(int, ranges[-1])  # the signature stands between; all else is signed, to the last byte of the file
    gap = pdf[end:begin]
    if not re.fullmatch(rb"<(?:[0-9A-F]{2})+>", gap):
        return ALTERED
    owner = _owner(bytes.fromhex(gap[1:-1].decode()), sha256(pdf[:end] + pdf[begin:]).digest())
    if owner is None:
        return ALTERED
    return INTACT if owner == certificate else OTHER_SIGNER


def _owner(container: bytes, digest: bytes) -> x509.Certificate | None:
    """Return the certificate of who signed a digest; None where the signature is not sound, or holds anything else."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what is not DER is read with a warning
        try:
            (owner,) = pkcs7.load_der_pkcs7_certificates(container)
            return owner if _is_sound(container, digest, owner) else None
        except Exception:  # a damaged certificate can fail anywhere in three libraries
            return None


def _is_sound(container: bytes, digest: bytes, owner: x509.Certificate) -> bool:
    """Return whether a signature is that of a digest by the owner of a certificate, or raise what a library raises."""
    key = owner.public_key()
    if not isinstance(key, RSAPublicKey):
        return False
    signature = container[-key.key_size // 8 :]
    made = _signed(digest, owner, signature)
    if container != made.dump():
        return False
    key.verify(signature, _attributes(made), padding.PKCS1v15(), hashes.SHA256())
    return True


# Keys


def make_keys(folder: Path, name: str, begins: datetime, ends: datetime, passphrase: bytes = b"") -> Keys:
    """Write keys and a certificate that its owner signed, for tests; raise KeysUnusable rather than write over any."""
    if existing := next((path for path in map(folder.joinpath, _FILES) if path.exists()), None):
        raise KeysUnusable(f"{existing} exists already; keys are never written over: name another folder")
    if not 0 < len(name) <= LONGEST_NAME:
        raise KeysUnusable(f"{name!r} cannot be the name of an owner; give one of 1 to {LONGEST_NAME} characters")
    release, key = Ed25519PrivateKey.generate(), generate_private_key(65537, RSA_BITS)
    certificate = _certificate(key, name, begins, ends)
    public = release.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / RELEASE_KEY, _pem(release, passphrase), 0o600)
        _write(folder / RELEASE_PUBLIC, public, 0o644)
        _write(folder / PUBLISHER_KEY, _pem(key, passphrase), 0o600)
        _write(folder / PUBLISHER_CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    except OSError as error:
        raise KeysUnusable(f"{folder} cannot be written ({error.strerror}); name another folder") from None
    return Keys(release, Signer(key, certificate))


_FILES = (RELEASE_KEY, RELEASE_PUBLIC, PUBLISHER_KEY, PUBLISHER_CERTIFICATE)


def _certificate(key: RSAPrivateKey, name: str, begins: datetime, ends: datetime) -> x509.Certificate:
    """Return a certificate for signing texts (RFC 5280, 4.2.1.3), signed by its own key."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), begins, ends)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA256())


def _pem(key: Ed25519PrivateKey | RSAPrivateKey, passphrase: bytes) -> bytes:
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        protection = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file that nobody else may read for a moment."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(content)


def load_keys(folder: Path, passphrase: bytes = b"") -> Keys:
    """Return the keys in a folder; raise KeysUnusable for what is missing, unreadable, or does not belong together."""
    release = _private(folder / RELEASE_KEY, passphrase, Ed25519PrivateKey)
    key = _private(folder / PUBLISHER_KEY, passphrase, RSAPrivateKey)
    certificate = load_certificate(folder / PUBLISHER_CERTIFICATE)
    if load_public_key(folder / RELEASE_PUBLIC) != release.public_key():
        raise KeysUnusable(f"{folder / RELEASE_PUBLIC} does not belong to {RELEASE_KEY}; copy the two that were made together")
    if certificate.public_key() != key.public_key():
        raise KeysUnusable(f"{folder / PUBLISHER_CERTIFICATE} is of another key than {PUBLISHER_KEY}; copy the two that belong")
    return Keys(release, Signer(key, certificate))


def load_certificate(path: Path) -> x509.Certificate:
    """Return the certificate in a PEM file; raise KeysUnusable."""
    return _loaded(path, x509.load_pem_x509_certificate, "a certificate in PEM")


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key in a PEM file; raise KeysUnusable."""
    key = _loaded(path, serialization.load_pem_public_key, "a public key in PEM")
    public: Ed25519PublicKey = _of_kind(path, key, Ed25519PublicKey)
    return public


def _private(path: Path, passphrase: bytes, kind: Any) -> Any:
    def load(content: bytes) -> object:
        try:
            return serialization.load_pem_private_key(content, passphrase or None)
        except TypeError:
            wrong = "is not protected by a passphrase; give none" if passphrase else "is protected; give its passphrase"
            raise KeysUnusable(f"{path} {wrong}") from None

    return _of_kind(
        path, _loaded(path, load, f"a private key in PEM{', or the passphrase is wrong' if passphrase else ''}"), kind
    )


def _loaded(path: Path, load: Callable[[bytes], Loaded], what: str) -> Loaded:
    """Return what a file holds, or raise KeysUnusable."""
    try:
        return load(path.read_bytes())
    except OSError as error:
        hint = "name the file itself" if path.is_dir() else "name the folder of the keys, or make test keys"
        raise KeysUnusable(f"{path} cannot be read ({error.strerror}); {hint}") from None
    except KeysUnusable:
        raise
    except Exception:  # the library has an error of its own for each way to be damaged
        raise KeysUnusable(f"{path} does not hold {what}; copy the file again from where the keys are kept") from None


def _of_kind(path: Path, key: object, kind: Any) -> Any:
    if not isinstance(key, kind):
        wanted = kind.__name__.replace("PrivateKey", "").replace("PublicKey", "")
        raise KeysUnusable(f"{path} holds a key of another kind; it must be an {wanted} key")
    return key
