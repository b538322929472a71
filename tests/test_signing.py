"""Signatures: what readers from elsewhere say of them, what is found when a byte changes, and what keys are refused."""

from __future__ import annotations

import base64
import random
import re
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from isacs_publish.press.proof_file import Promise, proof_of
from isacs_publish.press.signature_field import with_signature_field
from isacs_publish.signing import (
    ALTERED,
    INTACT,
    OTHER_SIGNER,
    PUBLISHER_CERTIFICATE,
    PUBLISHER_KEY,
    RELEASE_KEY,
    RELEASE_PUBLIC,
    UNSIGNED,
    Keys,
    KeysUnusable,
    NotSignable,
    check_pdf_signature,
    load_certificate,
    load_keys,
    load_public_key,
    make_keys,
    manifest_is_signed,
    sign_manifest,
    sign_pdf,
)
from isacs_publish.words import words
from tests.corpus.test_validator import VALIDATOR, validated
from tests.test_scripts import made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cryptography.x509 import Certificate

    Damage = Callable[[Path, Path], None]

BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
WHEN = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
NAME = "The example board"
FLIPS = 200


@dataclass(frozen=True)
class Signed:
    """A publication before and after its signature."""

    language: str
    screen: bytes
    unsigned: bytes
    signed: bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keys:
    return make_keys(folder / "own", NAME, BEGINS, ENDS)


@pytest.fixture(scope="module")
def others(folder: Path) -> Keys:
    return make_keys(folder / "others", NAME, BEGINS, ENDS)


@pytest.fixture(scope="module")
def publications(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Signed]:
    """Return a module and a volume in English, and a module in Arabic."""
    found = {}
    for language, kinds in (("en", ("module", "volume")), ("ar", ("module",))):
        project = made(tmp_path_factory.mktemp(language), language)
        for kind in kinds:
            screen = project.pdf(kind).read_bytes()
            unsigned = with_signature_field(screen, language)
            signed = sign_pdf(unsigned, keys.signer, WHEN, reason="Release 2030-1", location="Bern")
            found[f"{language} {kind}"] = Signed(language, screen, unsigned, signed)
    return found


@pytest.fixture(params=["en module", "en volume", "ar module"])
def one(publications: dict[str, Signed], request: pytest.FixtureRequest) -> Signed:
    """Return each publication in turn."""
    found: Signed = publications[request.param]
    return found


@pytest.fixture(scope="module")
def module(publications: dict[str, Signed]) -> Signed:
    return publications["en module"]


# The field


def test_the_field_is_empty_and_on_page_ii(one: Signed) -> None:
    with pikepdf.open(BytesIO(one.unsigned)) as pdf:
        field: Any = pdf.Root.AcroForm.Fields[0]
        assert len(pdf.Root.AcroForm.Fields) == 1
        assert (field.FT, field.T, field.Subtype) == ("/Sig", "publisher", "/Widget")
        assert "/V" not in field
        assert field.P.objgen == pdf.pages[1].objgen
        assert [annotation.objgen for annotation in pdf.pages[1].Annots].count(field.objgen) == 1
        assert int(pdf.Root.AcroForm.SigFlags) == 3
        assert str(field.TU) == words(one.language).signature


def test_the_field_has_a_tag_with_words_of_the_language(one: Signed) -> None:
    with pikepdf.open(BytesIO(one.unsigned)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        entries = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        form: Any = entries[int(field.StructParent)]
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(entries)
        assert (form.S, str(form.Alt)) == ("/Form", words(one.language).signature)
        assert form.K[0].Obj.objgen == field.objgen
        assert form.P.K[-1].objgen == form.objgen
        assert form.P.P.S in ("/Document", "/Part")
        assert {element.Pg.objgen for element in form.P.K if "/Pg" in element} == {pdf.pages[1].objgen}


def test_a_file_with_the_field_keeps_the_promise_of_one_without(one: Signed) -> None:
    with pikepdf.open(BytesIO(one.screen)) as old, pikepdf.open(BytesIO(one.unsigned)) as new:
        assert len(old.pages) == len(new.pages)
        for before, after in zip(old.pages, new.pages, strict=True):
            assert contents(before) == contents(after)
        texts, folios = ("",) * len(new.pages), ("",) * len(new.pages)
        size = (float(new.pages[0].MediaBox[2]), float(new.pages[0].MediaBox[3]))
    assert proof_of(one.unsigned, Promise(texts, size, folios, read=False)) == []


def contents(page: pikepdf.Page) -> list[bytes]:
    streams = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    return [stream.read_bytes() for stream in streams]


def test_two_runs_give_the_same_field(one: Signed) -> None:
    assert with_signature_field(one.screen, one.language) == one.unsigned


# The signature


def test_the_unsigned_bytes_are_the_head_of_the_signed_file(one: Signed) -> None:
    assert one.signed.startswith(one.unsigned)
    assert len(one.signed) > len(one.unsigned)


def test_the_same_file_key_and_time_give_the_same_bytes(one: Signed, folder: Path, keys: Keys) -> None:
    reloaded = load_keys(folder / "own").signer
    assert sign_pdf(one.unsigned, reloaded, WHEN, reason="Release 2030-1", location="Bern") == one.signed
    later = sign_pdf(one.unsigned, keys.signer, WHEN + timedelta(seconds=1), reason="Release 2030-1", location="Bern")
    assert later != one.signed


def test_the_clock_and_the_time_zone_leave_no_trace(module: Signed, folder: Path, tmp_path: Path) -> None:
    """In another process, on another day, under another time zone and hash seed."""
    (tmp_path / "unsigned.pdf").write_bytes(module.unsigned)
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from isacs_publish.signing import load_keys, sign_pdf;"
        "when = datetime(2026, 11, 24, 12, 30, tzinfo=UTC); pdf = Path(sys.argv[2]).read_bytes();"
        "made = sign_pdf(pdf, load_keys(Path(sys.argv[1])).signer, when, reason='Release 2030-1', location='Bern');"
        "sys.stdout.buffer.write(made)"
    )
    command = [
        "faketime",
        "2031-02-03 04:05:06",
        sys.executable,
        "-c",
        program,
        str(folder / "own"),
        str(tmp_path / "unsigned.pdf"),
    ]
    environment = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"}
    out = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
    assert out == module.signed


def test_pyhanko_finds_it_valid(one: Signed, keys: Keys) -> None:
    (embedded,) = PdfFileReader(BytesIO(one.signed)).embedded_signatures
    root = asn1.Certificate.load(keys.signer.certificate.public_bytes(serialization.Encoding.DER))
    trust = ValidationContext(trust_roots=[root], allow_fetching=False, moment=WHEN)
    with ThreadPoolExecutor(1) as thread:  # (beside a browser, whose event loop this thread may have)
        status = thread.submit(validate_pdf_signature, embedded, trust).result()
    assert status.bottom_line, status.summary()
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert (embedded.field_name, embedded.self_reported_timestamp) == ("publisher", WHEN)
    assert (embedded.sig_object["/Reason"], embedded.sig_object["/Location"]) == ("Release 2030-1", "Bern")
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_a_signature_is_pades_b_b(module: Signed, keys: Keys) -> None:
    """ETSI EN 319 142-1, 6.3: the certificate is signed with the digest; the time stands in the PDF and not in the CMS."""
    (embedded,) = PdfFileReader(BytesIO(module.signed)).embedded_signatures
    attributes = {attribute["type"].native for attribute in embedded.signer_info["signed_attrs"]}
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
    assert embedded.signer_info["signature_algorithm"]["algorithm"].native == "sha256_rsa"
    assert embedded.signer_info["digest_algorithm"]["algorithm"].native == "sha256"


def test_poppler_finds_it_valid(one: Signed, tmp_path: Path) -> None:
    said = pdfsig(one.signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert f"Signer Certificate Common Name: {NAME}" in said
    assert "ETSI.CAdES.detached" in said
    flipped = bytearray(one.signed)
    flipped[len(one.unsigned) // 2] ^= 1
    assert "Signature is Valid." not in pdfsig(bytes(flipped), tmp_path)


def pdfsig(pdf: bytes, folder: Path) -> str:
    """Return what Poppler says of the signatures of a PDF; it knows no one's certificate here."""
    (folder / "signed.pdf").write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", str(folder / "signed.pdf")], capture_output=True, check=False).stdout.decode()


@pytest.mark.skipif(not VALIDATOR.is_file(), reason="veraPDF is not at hand (../shared/tools/verapdf)")
def test_files_with_field_and_with_signature_are_accessible_and_archival(
    publications: dict[str, Signed], tmp_path: Path
) -> None:
    paths = []
    for number, one in enumerate(publications.values()):
        for state, content in (("unsigned", one.unsigned), ("signed", one.signed)):
            paths.append(tmp_path / f"{number}-{state}.pdf")
            paths[-1].write_bytes(content)
    verdicts = validated(paths)
    assert [verdict.split()[:2] for verdict in verdicts] == [["PASS", "ua1"], ["PASS", "2a"]] * len(paths)


def test_a_file_without_an_empty_field_is_refused(module: Signed, keys: Keys) -> None:
    with pytest.raises(NotSignable, match="publisher"):
        sign_pdf(module.screen, keys.signer, WHEN)
    with pytest.raises(NotSignable, match="publisher"):
        sign_pdf(module.signed, keys.signer, WHEN)


def test_a_time_without_a_zone_is_refused(module: Signed, keys: Keys) -> None:
    with pytest.raises(ValueError, match="time zone"):
        sign_pdf(module.unsigned, keys.signer, WHEN.replace(tzinfo=None))


def test_the_zone_of_a_time_is_kept(module: Signed, keys: Keys) -> None:
    east = WHEN.astimezone(timezone(timedelta(hours=5, minutes=30)))
    (embedded,) = PdfFileReader(BytesIO(sign_pdf(module.unsigned, keys.signer, east))).embedded_signatures
    assert embedded.self_reported_timestamp == WHEN
    assert embedded.sig_object["/M"] == "D:20261124180000+05'30'"


# Checking


def test_files_are_told_apart(one: Signed, keys: Keys, others: Keys) -> None:
    own = keys.signer.certificate
    assert check_pdf_signature(one.signed, own) == INTACT
    assert check_pdf_signature(one.unsigned, own) == UNSIGNED
    assert check_pdf_signature(one.screen, own) == UNSIGNED
    assert check_pdf_signature(one.signed, others.signer.certificate) == OTHER_SIGNER
    assert check_pdf_signature(sign_pdf(one.unsigned, others.signer, WHEN), own) == OTHER_SIGNER


def test_a_flipped_bit_anywhere_is_found(module: Signed, keys: Keys, capsys: pytest.CaptureFixture[str]) -> None:
    """A part of the places lies in the signature itself, where zeros, letters of digits and lengths could hide a change."""
    chance = random.Random(4)
    head, size = len(module.unsigned), len(module.signed)
    places = [chance.randrange(size) for _ in range(FLIPS)] + [chance.randrange(head, size) for _ in range(FLIPS)]
    passed = [
        place
        for place in places
        if check_pdf_signature(flipped(module.signed, place, chance), keys.signer.certificate) == INTACT
    ]
    with capsys.disabled():
        print(f"\nflipped bits found: {len(places) - len(passed)} of {len(places)} ({FLIPS} in the signature)")
    assert passed == []


def test_a_bit_flipped_in_the_certificate_or_the_signature_is_found_in_peace(module: Signed, keys: Keys) -> None:
    """Each byte once: what cannot be read raises nothing, and no library warns; warnings are errors here."""
    chance = random.Random(5)
    begin = module.signed.rindex(b"/Contents <30") + len("/Contents <")
    for place in range(begin, module.signed.index(b">", begin), 3):
        assert check_pdf_signature(flipped(module.signed, place, chance), keys.signer.certificate) == ALTERED


def flipped(pdf: bytes, place: int, chance: random.Random) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def in_signature(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return a change of the last match of a pattern, which is in the part that signing added."""

    def change(pdf: bytes) -> bytes:
        found = list(re.finditer(old, pdf))[-1]
        return pdf[: found.start()] + found.expand(new) + pdf[found.end() :]

    return change


def updated(pdf: bytes) -> bytes:
    """Return a signed PDF with an update of its own after the signature, as viewers of little care accept it."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def saved_again(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf[:-1],
        lambda pdf: b"%" + pdf,
        updated,
        saved_again,
        in_signature(rb"/Contents <(\w+)>", rb"/Contents <\g<1>00>"),
        lambda pdf: re.sub(rb"(?<=/Contents <)\w+(?=>)", lambda found: found[0].lower(), pdf),
        in_signature(rb"/ByteRange \[0 (\d+)", rb"/ByteRange [1 \g<1>"),
        lambda pdf: pdf[:-1] + b"/ByteRange [0 1 2 3]",
        lambda pdf: pdf.replace(b"/ByteRange", b"/ByteRanje"),
    ],
)
def test_changes_that_hide_are_found(change: Callable[[bytes], bytes], module: Signed, keys: Keys) -> None:
    changed = change(module.signed)
    assert changed != module.signed
    assert check_pdf_signature(changed, keys.signer.certificate) == ALTERED


def test_a_signature_of_another_file_does_not_count(module: Signed, publications: dict[str, Signed], keys: Keys) -> None:
    other = publications["ar module"].signed
    contents = re.search(rb"/Contents <\w+>", other[len(publications["ar module"].unsigned) :])
    assert contents is not None
    swapped = re.sub(rb"/Contents <[0-9A-F]{2000,}>", contents[0], module.signed)
    assert len(swapped) == len(module.signed)
    assert check_pdf_signature(swapped, keys.signer.certificate) == ALTERED


def test_bytes_that_are_no_pdf_are_unsigned_or_altered(keys: Keys) -> None:
    assert check_pdf_signature(b"", keys.signer.certificate) == UNSIGNED
    assert check_pdf_signature(b"/ByteRange [0 0 0 0]", keys.signer.certificate) == ALTERED
    assert check_pdf_signature(b"/ByteRange [0 22 26 0]<00>", keys.signer.certificate) == ALTERED


# Manifests


def test_a_manifest_is_signed_by_its_key_alone(keys: Keys, others: Keys) -> None:
    manifest = b'{"artifacts": []}\n'
    signature = sign_manifest(manifest, keys.release)
    assert len(signature) == 64
    assert signature == sign_manifest(manifest, keys.release)
    public = keys.release.public_key()
    assert manifest_is_signed(manifest, signature, public)
    assert not manifest_is_signed(manifest + b" ", signature, public)
    assert not manifest_is_signed(manifest, signature, others.release.public_key())
    assert not manifest_is_signed(manifest, signature[:-1], public)
    assert not manifest_is_signed(manifest, b"", public)
    for place in range(64):
        assert not manifest_is_signed(manifest, flipped(signature, place, random.Random(place)), public)


def test_openssl_agrees_on_the_signature_of_a_manifest(keys: Keys, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest").write_bytes(b"some bytes")
    (tmp_path / "signature").write_bytes(sign_manifest(b"some bytes", keys.release))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(folder / "own" / RELEASE_PUBLIC), "-rawin"]
    command += ["-in", str(tmp_path / "manifest"), "-sigfile", str(tmp_path / "signature")]
    assert "Verified Successfully" in subprocess.run(command, capture_output=True, check=True).stdout.decode()


# Keys


def test_keys_are_written_and_read_back(folder: Path, keys: Keys) -> None:
    own = folder / "own"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in own.iterdir()}
    assert set(modes) == {RELEASE_KEY, RELEASE_PUBLIC, PUBLISHER_KEY, PUBLISHER_CERTIFICATE}
    assert (modes[RELEASE_KEY], modes[PUBLISHER_KEY]) == (0, 0)
    loaded = load_keys(own)
    assert loaded.release.public_key() == keys.release.public_key() == load_public_key(own / RELEASE_PUBLIC)
    assert loaded.signer.certificate == keys.signer.certificate == load_certificate(own / PUBLISHER_CERTIFICATE)
    assert loaded.signer.key.private_numbers() == keys.signer.key.private_numbers()
    assert loaded.signer.key.key_size == 3072


def test_the_certificate_says_whose_it_is_and_what_for(keys: Keys) -> None:
    certificate: Certificate = keys.signer.certificate
    assert certificate.subject == certificate.issuer
    assert certificate.subject.rfc4514_string() == f"CN={NAME}"
    assert (certificate.not_valid_before_utc, certificate.not_valid_after_utc) == (BEGINS, ENDS)
    native = asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    assert native.key_usage_value.native == {"digital_signature", "non_repudiation"}
    certificate.verify_directly_issued_by(certificate)


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    make_keys(tmp_path, NAME, BEGINS, ENDS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(KeysUnusable, match=r"release\.key exists already"):
        make_keys(tmp_path, NAME, BEGINS, ENDS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture(scope="module")
def protected(folder: Path) -> Path:
    make_keys(folder / "protected", NAME, BEGINS, ENDS, b"open sesame")
    return folder / "protected"


def test_keys_under_a_passphrase_open_with_it(protected: Path) -> None:
    assert load_keys(protected, b"open sesame").signer.key.key_size == 3072
    assert b"ENCRYPTED" in (protected / RELEASE_KEY).read_bytes()
    assert b"ENCRYPTED" in (protected / PUBLISHER_KEY).read_bytes()


def test_a_passphrase_that_is_missing_wrong_or_not_wanted_is_said(protected: Path, folder: Path, keys: Keys) -> None:
    del keys
    with pytest.raises(KeysUnusable, match=r"release\.key is protected; give its passphrase"):
        load_keys(protected)
    with pytest.raises(KeysUnusable, match=r"release\.key .*the passphrase is wrong"):
        load_keys(protected, b"open barley")
    with pytest.raises(KeysUnusable, match="not protected by a passphrase; give none"):
        load_keys(folder / "own", b"open sesame")


def lose(name: str) -> Damage:
    return lambda own, _: (own / name).unlink()


def spoil(name: str) -> Damage:
    def damage(own: Path, _: Path) -> None:
        (own / name).write_bytes(b"-----BEGIN NOTHING-----\n")

    return damage


def swap(name: str, by: str) -> Damage:
    def damage(own: Path, others: Path) -> None:
        shutil.copy(others / by, own / name)

    return damage


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        *((lose(name), rf"{name} cannot be read \(No such file") for name in (RELEASE_KEY, RELEASE_PUBLIC)),
        *((lose(name), rf"{name} cannot be read \(No such file") for name in (PUBLISHER_KEY, PUBLISHER_CERTIFICATE)),
        *((spoil(name), f"{name} does not hold a private key") for name in (RELEASE_KEY, PUBLISHER_KEY)),
        (spoil(RELEASE_PUBLIC), f"{RELEASE_PUBLIC} does not hold a public key"),
        (spoil(PUBLISHER_CERTIFICATE), f"{PUBLISHER_CERTIFICATE} does not hold a certificate"),
        (swap(RELEASE_PUBLIC, RELEASE_PUBLIC), f"{RELEASE_PUBLIC} does not belong to {RELEASE_KEY}"),
        (swap(PUBLISHER_CERTIFICATE, PUBLISHER_CERTIFICATE), f"{PUBLISHER_CERTIFICATE} is of another key"),
        (swap(RELEASE_KEY, PUBLISHER_KEY), f"{RELEASE_KEY} holds a key of another kind; it must be an Ed25519 key"),
        (swap(PUBLISHER_KEY, RELEASE_KEY), f"{PUBLISHER_KEY} holds a key of another kind; it must be an RSA key"),
    ],
)
def test_keys_that_cannot_be_used_are_named(
    damage: Damage, says: str, folder: Path, keys: Keys, others: Keys, tmp_path: Path
) -> None:
    del keys, others
    own = tmp_path / "own"
    shutil.copytree(folder / "own", own)
    damage(own, folder / "others")
    with pytest.raises(KeysUnusable, match=says):
        load_keys(own)


def test_a_damaged_certificate_is_unusable_or_still_reads(keys: Keys, tmp_path: Path) -> None:
    """The library has several errors for damage, not all of them a ValueError."""
    der, chance, refused = keys.signer.certificate.public_bytes(serialization.Encoding.DER), random.Random(6), 0
    for place in range(60):
        damaged = base64.encodebytes(flipped(der, place, chance)).decode()
        (tmp_path / "damaged.crt").write_text(f"-----BEGIN CERTIFICATE-----\n{damaged}-----END CERTIFICATE-----\n")
        try:
            load_certificate(tmp_path / "damaged.crt")
        except KeysUnusable:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize(("name", "length"), [("", 0), ("x", 65)])
def test_a_name_that_no_certificate_can_bear_is_refused(name: str, length: int, tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match="give one of 1 to 64 characters"):
        make_keys(tmp_path / "keys", name * length, BEGINS, ENDS)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeysUnusable, match="file cannot be written"):
        make_keys(tmp_path / "file", NAME, BEGINS, ENDS)
