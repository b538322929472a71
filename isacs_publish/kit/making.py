"""Makes a kit of what was built and released: chooses, sets the links, lists digests, writes folder, image and delta."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.kit.contents import FORMAT, KIT, README, SITE, STATUS, SUMS, KitContents, LeftOut, listed, year_after
from isacs_publish.kit.delta import write_delta
from isacs_publish.kit.folder import NotAKit, aside, differences, put_file, put_in_place, read_kit, take_back, write_tree
from isacs_publish.kit.front import STYLE as KIT_STYLE
from isacs_publish.kit.front import index, readme, script
from isacs_publish.kit.links import SCRIPT, STYLE, Surroundings, page_in_kit
from isacs_publish.kit.size import shown_size
from isacs_publish.kit.stock import Group, Wanted, choose, read_stock
from isacs_publish.model.finding import Finding, Place
from isacs_publish.sealed import SEALS, read_archive
from isacs_publish.site.site_words import site_words
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from isacs_publish.kit.contents import Content
    from isacs_publish.kit.size import Medium
    from isacs_publish.kit.stock import Batch, Choice, Stock
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace

    Step = Callable[[str, int, int], None]

HOME = "index.html"
SUMS_OF_SITE = "SHA256SUMS.txt"
"""The list of digests that the website offers of released files."""

_LINE = 240
"""Bytes that one file takes in ``kit.json`` and in the sums beside its path, which stands in both."""


@dataclass(frozen=True)
class Order:
    """What a kit is asked for; without a medium all goes in, without a day to verify after it is a year after the release.

    ``to`` is the folder that the kit is put into, ``since`` an older kit or its ``kit.json``.
    """

    languages: tuple[str, ...]
    editions: tuple[str, ...]
    to: Path
    medium: Medium | None = None
    verify: date | None = None
    image: bool = False
    since: Path | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table: a group, the publications that went in and their bytes, and those that were left out."""

    group: str
    taken: int
    size: int
    left: int = 0
    left_size: int = 0


@dataclass
class MadeKit:
    """How a kit went: findings, or the folder with what it says of itself; ``made`` names what was written."""

    findings: list[Finding] = field(default_factory=list)
    folder: Path | None = None
    contents: KitContents | None = None
    rows: tuple[Row, ...] = ()
    needed: int = 0
    notes: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)


class NoSuchLanguage(ValueError):
    """A language that the catalogue does not publish."""


def make_kit(workspace: Workspace, order: Order, step: Step) -> MadeKit:
    """Make a kit, its image and its delta as asked; what is there already with the same bytes is not made again."""
    catalogue, findings = read_catalogue(workspace.catalogue, workspace.shown(workspace.catalogue))
    if catalogue is None:
        return MadeKit(findings)
    if unknown := [code for code in order.languages if code not in catalogue.languages.published]:
        published = ", ".join(catalogue.languages.published)
        raise NoSuchLanguage(f"the catalogue publishes no texts in {unknown[0]!r}; it publishes: {published}")
    return _Kit(workspace, order, catalogue, step).make()


class _Kit:
    """One kit: what it knows, and its steps in order."""

    def __init__(self, workspace: Workspace, order: Order, catalogue: Catalogue, step: Step) -> None:
        self.workspace, self.order, self.catalogue = workspace, order, catalogue
        self.archive = read_archive(workspace.releases, lambda *_: True)
        self.report = MadeKit()
        self.step = step

    def make(self) -> MadeKit:
        stock = self.stock()
        if self.report.findings:
            return self.report
        self.step("read what was built", 1, 4)
        choice = self.choice(stock)
        if not choice.fits:
            self.report.findings.append(self.too_large(choice))
            return self.report
        files = self.files(stock, choice)
        self.step("set the links of the pages", 2, 4)
        contents = self.contents(files, choice)
        told = contents.as_json()
        files |= {KIT: told, SUMS: contents.sums(told)}
        self.step("took the digests", 3, 4)
        self.report.contents, self.report.needed = contents, self.taken(files)
        self.report.rows = tuple(_rows(stock, choice))
        self.write(files, contents, told)
        return self.report

    # What there is

    @cached_property
    def release(self) -> str:
        head = self.archive.head
        return head.name if head and head.manifest else self.catalogue.volumes.release

    @cached_property
    def day(self) -> date:
        """The day that the kit is current as of: that of the release, or of what volumes are bound for."""
        manifest = self.archive.head.manifest if self.archive.head else None
        return type(self.catalogue.volumes.date).fromisoformat(manifest.date) if manifest else self.catalogue.volumes.date

    @cached_property
    def name(self) -> str:
        return "-".join((self.catalogue.brand.prefix, self.release, *self.order.languages))

    @property
    def target(self) -> Path:
        return self.order.to / self.name

    def stock(self) -> Stock:
        """Return what a kit can hold; findings tell what is not as it was built, or was not built."""
        report, published = self.report, self.catalogue.languages.published
        hint = "isacs verify tells more; take the release back from where it is kept"
        for fault in self.archive.all_faults():
            report.findings.append(Finding("release-altered", Place(f"releases/{fault.path}"), fault.words, hint))
        if not self.workspace.site.is_dir() or not self.workspace.artifacts.is_file():
            place, told = Place(self.workspace.shown(self.workspace.site)), ",".join(self.order.languages)
            message = "the website was not built, and a kit is made of what was built"
            report.findings.append(Finding("kit-not-built", place, message, f"isacs build --language {told} --edition all"))
            return read_stock(self.workspace, self.archive, Wanted((), (), ()))
        stock = read_stock(self.workspace, self.archive, Wanted(self.order.languages, self.order.editions, published))
        report.findings += [*stock.findings, *self.not_built(stock)]
        made = {edition for batch in stock.batches for edition in self.order.editions if _has(batch, edition)}
        for edition in self.order.editions:
            if edition not in made:
                again = f"isacs build --language {','.join(self.order.languages)} --edition {edition}"
                report.notes.append(f"no files of the {edition} edition were built; {again} makes them")
        return stock

    def not_built(self, stock: Stock) -> Iterator[Finding]:
        for language in self.order.languages:
            if self.home(language) not in stock.pages:
                place, message = Place(self.workspace.shown(self.workspace.site)), f"the website was not built in {language!r}"
                yield Finding("kit-language-missing", place, message, f"isacs build --language {language}")
        release = self.archive.head.name if self.archive.head else ""
        if release and not any(path.startswith(f"releases/{release}/") for batch in stock.batches for path in batch.files):
            built = any(self.workspace.site.joinpath("releases", release).rglob("*"))
            if not built:
                message = f"the website was built before the release {release}"
                yield Finding("kit-outdated", Place(self.workspace.shown(self.workspace.site)), message, "isacs build")

    def home(self, language: str) -> str:
        return HOME if language == self.catalogue.languages.source else f"{language}/{HOME}"

    # What fits

    def choice(self, stock: Stock) -> Choice:
        """Return what goes in. Pages weigh most where every link to a file leads out, which is what room is kept for."""
        medium = self.order.medium
        if medium is None:
            return choose(0, stock.batches, None)
        everything = {SITE + path for path in stock.pages} | {SITE + path for batch in stock.batches for path in batch.files}
        base = self.taken(self.site_files(stock, ())) + sum(medium.taken(1) for _ in (KIT, SUMS, README, STATUS, HOME))
        base += medium.taken(sum(2 * len(path.encode()) + _LINE for path in everything)) + self.front_size()
        return choose(base, stock.batches, medium)

    def front_size(self) -> int:
        return sum(len(content) for content in self.front(()).values() if isinstance(content, bytes))

    def taken(self, files: dict[str, Content]) -> int:
        sizes = [len(content) if isinstance(content, bytes) else content.stat().st_size for content in files.values()]
        return sum(self.order.medium.taken(size) for size in sizes) if self.order.medium else sum(sizes)

    def too_large(self, choice: Choice) -> Finding:
        medium = self.order.medium
        room = shown_size(medium.room) if medium else ""
        message = f"the website alone takes {shown_size(choice.needed)}, and {room} of the size can be filled"
        hint = "give a larger --size, or fewer --languages"
        return Finding("kit-too-large", Place(self.workspace.shown(self.workspace.site)), message, hint)

    # Files

    def files(self, stock: Stock, choice: Choice) -> dict[str, Content]:
        """Return every file of the kit but those that list the others."""
        return self.site_files(stock, choice.taken) | self.front(choice.taken)

    def around(self, inside: Iterable[str]) -> Surroundings:
        verify = self.order.verify or year_after(self.day)
        outside = {language: site_words("kit", language)["outside"] for language in self.catalogue.languages.published}
        languages, website = self.order.languages, self.catalogue.publisher.website
        return Surroundings(frozenset(inside), languages, website, self.day.isoformat(), verify.isoformat(), outside)

    def site_files(self, stock: Stock, taken: Iterable[Batch]) -> dict[str, Content]:
        """Return the website with the files of the batches that go in."""
        site: dict[str, Content] = {path: file for batch in taken for path, file in batch.files.items()}
        inside = {*stock.pages, *site, SCRIPT, STYLE}
        around = self.around(inside)
        absent = tuple(code for code in self.catalogue.languages.published if code not in self.order.languages)
        for path, file in stock.pages.items():
            if path.endswith(".html"):
                site[path] = page_in_kit(path, file.read_text(encoding="utf-8"), around).encode()
            else:
                site[path] = _sums_of(file, inside) if path == SUMS_OF_SITE else file
        site |= {SCRIPT: script(around, absent), STYLE: KIT_STYLE.encode()}
        return {SITE + path: content for path, content in (self.seals() | site).items()}

    def seals(self) -> dict[str, Content]:
        """Return the seals of each release, by which its files are verified."""
        return {f"releases/{release.name}/{seal}": release.folder / seal for release in self.archive.releases for seal in SEALS}

    def front(self, taken: Iterable[Batch]) -> dict[str, Content]:
        around, brand = self.around(()), self.catalogue.brand.name
        homes = {language: self.home(language) for language in self.order.languages}
        told = readme(self.name, brand, around, released=self.archive.status is not None)
        return {HOME: index(brand, around, homes), README: told, STATUS: self.status()}

    def status(self) -> bytes:
        """Return the status list of the last release, or the list of the drafts that are here."""
        if self.archive.status:
            return self.archive.status.as_json()
        drafts = [
            {
                "identifier": str(self.catalogue.identifier(module, language)),
                "status": "draft",
                "stage": self.catalogue.stage_of(module).code,
                "date": module.date.isoformat(),
            }
            for module in self.catalogue.modules.values()
            for language in self.order.languages
        ]
        told = {"format": FORMAT, "release": self.release, "date": self.day.isoformat(), "standings": drafts}
        return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()

    def contents(self, files: dict[str, Content], choice: Choice) -> KitContents:
        around = self.around(())
        left = tuple(
            LeftOut(group.title, len(batches), sum(batch.size for batch in batches)) for group, batches in _grouped(choice.left)
        )
        facts = (around.current, around.verify, self.order.languages, self.order.editions, around.website)
        return KitContents(FORMAT, self.name, self.release, *facts, listed(files), left)

    # Writing

    def write(self, files: dict[str, Content], contents: KitContents, told: bytes) -> None:
        """Write folder, image and delta, each where it is not there with the same bytes."""
        self.report.folder, target = self.target, self.target
        take_back(target)
        if not self.stands(target, contents, told):
            if self.report.findings:
                return
            with aside(target) as made:
                new = made / target.name
                new.mkdir()
                write_tree(new, files, lambda tenth: self.step(f"wrote {10 * tenth} % of the kit", tenth, 10))
                put_in_place(new, target)
            self.report.made.append(target)
        self.step("the kit is in place", 4, 4)
        if self.order.image:
            self.write_image(told)
        if self.order.since:
            self.write_delta(files, self.order.since)

    def stands(self, target: Path, contents: KitContents, told: bytes) -> bool:
        """Tell whether the kit is there as it is to be; what is there and is no kit of ours is a finding, and stays."""
        if not target.exists() and not target.is_symlink():
            return False
        place, hint = Place(self.workspace.shown(target)), "take it away, or give another folder with --to"
        try:
            former, bytes_of = read_kit(target)
        except NotAKit as error:
            message = f"what stands there is no kit that was made before: {error}"
            self.report.findings.append(Finding("kit-in-the-way", place, message, hint))
            return False
        found = list(differences(target, former.all_files(bytes_of)))
        self.report.findings += [finding for finding in found if finding.code == "kit-file-added"]
        return not found and bytes_of == told and former == contents

    def write_image(self, told: bytes) -> None:
        from isacs_publish.kit.iso import SUM, faults_of_names, kit_in_image, sum_of, write_image

        image = self.target.with_name(f"{self.name}.iso")
        beside = image.with_name(image.name + SUM)
        if faults := faults_of_names(self.target):
            self.report.findings += faults
            return
        if image.is_file() and beside.is_file() and beside.read_bytes() == sum_of(image) and kit_in_image(image) == told:
            return
        with aside(image) as made:
            new = made / image.name
            write_image(self.target, new, self.day, lambda tenth: self.step(f"wrote {10 * tenth} % of the image", tenth, 10))
            size = new.stat().st_size
            if self.order.medium and size > self.order.medium.size:
                message, hint = f"the image takes {shown_size(size)}, more than the medium has", "give a smaller --size"
                self.report.findings.append(Finding("kit-image-too-large", Place(self.workspace.shown(image)), message, hint))
                return
            written = sum_of(new)
            put_file(new, image)
        write_atomically(beside, written)
        self.report.made.append(image)

    def write_delta(self, files: dict[str, Content], since: Path) -> None:
        try:
            former, told = read_kit(since)
        except NotAKit as error:
            hint = "name the folder of an older kit, or its kit.json"
            self.report.findings.append(
                Finding("kit-unknown-former", Place(str(since)), f"no kit that can be read: {error}", hint)
            )
            return
        pack = self.target.with_name(f"{self.name}-from-{former.release}.zip")
        written: dict[str, Content] = {path: self.target / path for path in files}
        with aside(pack) as made:
            new = made / pack.name
            write_delta(new, former.name, former.all_files(told), self.name, written)
            if put_file(new, pack):
                self.report.made.append(pack)
        self.step("wrote the delta", 1, 1)


def _has(batch: Batch, edition: str) -> bool:
    return any(f"/{edition}/" in f"/{path}" for path in batch.files)


def _sums_of(file: Path, inside: set[str]) -> bytes:
    """Return the list of digests of the website, of the files that are in the kit."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if posixpath.normpath(line.strip().partition("  ")[2]) in inside).encode()


def _grouped(batches: Iterable[Batch]) -> Iterator[tuple[Group, list[Batch]]]:
    for group, found in groupby(batches, key=lambda batch: batch.group):
        yield group, list(found)


def _rows(stock: Stock, choice: Choice) -> Iterator[Row]:
    """Yield the table of what went in and what did not."""
    yield Row(Group.WEBSITE.title, len(stock.pages), sum(file.stat().st_size for file in stock.pages.values()))
    for group, batches in _grouped(stock.batches):
        taken = [batch for batch in batches if batch in choice.taken]
        left = [batch for batch in batches if batch not in choice.taken]
        yield Row(group.title, len(taken), sum(p.size for p in taken), len(left), sum(p.size for p in left))
