"""Judges what may be released: what refuses a release before anything is built, module by module, each with what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.making import REGISTER
from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.identifier import Version
from isacs_publish.model.release import WITHDRAWN_CODE
from isacs_publish.register_file import Registers, read_registers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.making import Making
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.release import Standing, Translated
    from isacs_publish.sealed import Archive
    from isacs_publish.selection import Selection


@dataclass(frozen=True)
class Judge:
    """A release that is asked for, against all that was released and registered before it."""

    making: Making
    catalogue: Catalogue
    selection: Selection
    archive: Archive
    translations: Mapping[str, Translated] = field(default_factory=dict)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that the release is made in."""
        return self.making.languages or self.catalogue.languages.published

    @cached_property
    def known(self) -> dict[str, Standing]:
        """What was released, by identifier."""
        return self.archive.status.by_identifier if self.archive.status else {}

    @cached_property
    def new(self) -> frozenset[str]:
        """The identifiers, in all languages, of the selected modules that were never released, or are corrected now."""
        names = {name for module in self.selection.modules if not self._is_withdrawn(module) for name in self._names(module)}
        return frozenset(names - self.known.keys()) | frozenset(name for name in names if self._is_corrected(name))

    def _is_corrected(self, name: str) -> bool:
        """Tell whether a translation that was released before, of a text that stands as it is, has been completed since."""
        now, standing = self.translations.get(name), self.known.get(name)
        if now is None or standing is None or standing.status == "withdrawn" or now.stale or now.missing:
            return False
        return now.words != next((one.words for one in self._sealed_translations if one.identifier == name), now.words)

    @cached_property
    def _sealed_translations(self) -> list[Translated]:
        """What was sealed of translations, the latest first."""
        manifests = [release.manifest for release in reversed(self.archive.releases) if release.manifest]
        return [translated for manifest in manifests for translated in manifest.translations]

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The released identifiers of modules that the catalogue has withdrawn."""
        modules = [module for module in self.catalogue.module if self._is_withdrawn(module)]
        names = (
            str(self.catalogue.identifier(module, language))
            for module in modules
            for language in self.catalogue.languages.published
        )
        return frozenset(name for name in names if name in self.known)

    def findings(self) -> Iterator[Finding]:
        """Yield all that refuses the release."""
        for module in self.selection.modules:
            yield from self._unfit(module)
            yield from self._untranslated(module)
            yield from self._released(module)
        yield from self._unfinished_register()
        newly_withdrawn = any(self.known[name].status != "withdrawn" for name in self.withdrawn)
        if not self.new and not newly_withdrawn:
            hint = "raise a version: isacs amend MODULE --date …"
            yield Finding("nothing-new", self._place(), "every module of the selection is released already", hint)

    def _unfit(self, module: Module) -> Iterator[Finding]:
        """Yield where a module is not at a stage to be released; that drafts are not published, the catalogue itself says."""
        stage, name = self.catalogue.stage_of(module), self._name(module)
        if stage.draft and Version.parse(module.version).major:
            message = f"{name} stands at the stage {stage.name!r}, which is one of drafts"
            yield Finding("unfinished-stage", self._place(module), message, "move it to the stage of publication first")
        elif self._is_withdrawn(module) and name not in self.known:
            hint = "leave it out of the selection"
            yield Finding("withdrawn-module", self._place(module), f"{name} is withdrawn, and was never released", hint)

    def _untranslated(self, module: Module) -> Iterator[Finding]:
        """Yield the translations of a module that are less complete than its stage asks for."""
        stage = self.catalogue.stage_of(module)
        for language in self.languages:
            name = str(self.catalogue.identifier(module, language))
            found = self.translations.get(name)
            if found is None or name not in self.new:
                continue
            total = found.current + found.stale + found.missing
            share = 100 * found.current / total if total else 100.0
            if share < stage.translated:
                message = (
                    f"{name}: {found.current} of {total} clauses are current ({share:.0f} %), {found.stale} follow an earlier "
                    f"text, {found.missing} are not translated; the stage {stage.name!r} asks for {stage.translated:g} %"
                )
                others = ",".join(each for each in self.languages if each != language)
                hint = (
                    f"see: isacs translate status {module.number} --language {language}; or leave it out: --language {others}"
                )
                yield Finding("translation-incomplete", self._place(module), message, hint)

    def _released(self, module: Module) -> Iterator[Finding]:
        """Yield a module that is named and was released before, or that the register knows from a release that is not there.

        In a series, released modules are bound again into the volume of the new release, and are not issued again.
        """
        name, hint = self._name(module), f"raise its version: isacs amend {module.number} --date …"
        registered = self._registers.of(module.number).find(module.year, module.version)
        corrected = any(self._is_corrected(each) for each in self._names(module))
        if name in self.known and module.number in self.making.words and name not in self.withdrawn and not corrected:
            message = f"{name} was released in {self.known[name].release}"
            yield Finding("identifier-released", self._place(module), message, hint)
        elif registered and name not in self.known:
            message = f"{name} is registered from the release {registered.release}, which is not in releases/"
            yield Finding("identifier-released", self._place(module), message, f"take that release back; or {hint}")

    def _unfinished_register(self) -> Iterator[Finding]:
        """Yield the entries of the last release that the committed register has not got."""
        head = self.archive.head
        if head is None or head.manifest is None:
            return
        for artifact in head.manifest.artifacts:
            path = self.making.workspace.sources / artifact.path
            if artifact.kind == REGISTER and not (
                path.is_file() and path.read_bytes() == (head.folder / artifact.path).read_bytes()
            ):
                message = f"the register has no entry of the release {head.name}, or another one"
                hint = "finish that release with the command that made it, and commit source/register"
                yield Finding("register-unfinished", Place(self.making.workspace.shown(path)), message, hint)

    @cached_property
    def _registers(self) -> Registers:
        return read_registers(self.making.workspace)

    def _is_withdrawn(self, module: Module) -> bool:
        return self.catalogue.stage_of(module).code == WITHDRAWN_CODE

    def _names(self, module: Module) -> set[str]:
        return {str(self.catalogue.identifier(module, language)) for language in self.languages}

    def _name(self, module: Module) -> str:
        return str(self.catalogue.identifier(module, self.catalogue.languages.source))

    def _place(self, module: Module | None = None) -> Place:
        path = self.making.workspace.shown(self.making.workspace.catalogue)
        return Place(path, key=f"module[{module.number}]" if module else "")
