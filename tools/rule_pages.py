"""Writes docs/rules/: one page a rule with a wrong and a right example, and the list of all, from the rules and their cases.

python -m tools.rule_pages
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.rules import DESCRIBED, GROUPS
from isacs_publish.rules.reading import READ_CODES
from isacs_publish.rules.rule import Level
from isacs_publish.rules.waivers import WAIVER_CODES
from isacs_publish.workspace import write_atomically
from tests.rules.cases import MARK, all_examples, as_written, findings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.finding import Finding
    from isacs_publish.rules.rule import Code, Rule
    from tests.rules.cases import Example

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"

WEIGHTS = {
    Level.ERROR: "an error at every stage, which nobody can waive",
    Level.BY_STAGE: "a warning in a draft, an error from approval on",
    Level.ADVICE: "a warning at every stage",
}

INDEX = """\
# The rules of drafting

What `isacs check` finds in the words and the structure of modules. Each rule has a page with a wrong and a right example,
both of which are its tests (`tests/cases/rules/`). This folder is written by `make rules`; [metanorma.md](../metanorma.md)
compares it with the checks of another house.

A rule that does not hold at some place is waived there, with the reason:

```rst
.. waiver:: hanging-paragraph

   The paragraph introduces both subclauses, and says so.
```

A waiver stands in the unit that it is about: under its title, in the note, in the entry; under the title of the module for
findings about the module as a whole. It covers one finding with its code, whose message holds the words that may follow the
code. Waived findings are listed in every report with their reasons. A waiver that covers nothing any more is the finding
`unused-waiver`, one without reason `waiver-without-reason`, one of a rule that does not exist or cannot be waived
`unknown-waiver`.

A house that does not follow a rule switches it off in the catalogue, by code or by group, and each report says so:

```toml
[rules]
without = ["decimal-point"]
```
"""


def pages(found_in: list[list[Finding]]) -> dict[str, str]:
    """Return the pages by file name, given what is found in all examples, in their order."""
    examples: dict[str, list[tuple[Example, list[Finding]]]] = {}
    for example, findings in zip(all_examples(), found_in, strict=True):
        examples.setdefault(example.code, []).append((example, findings))
    found = {f"{code}.md": page(rule, examples.get(code, [])) for code, rule in DESCRIBED.items()}
    groups: dict[str, tuple[Rule | Code, ...]] = {**GROUPS, "found while reading": READ_CODES, "waivers": WAIVER_CODES}
    return {**found, "README.md": INDEX + "".join(_group(name, group) for name, group in groups.items())}


def _group(name: str, rules: tuple[Rule | Code, ...]) -> str:
    rows = "".join(
        f"| [{rule.code}]({rule.code}.md) | {first_line(rule)} | {rule.level} | {'yes' if rule.fixes else ''} |\n"
        for rule in rules
    )
    return f"\n## {name[:1].upper()}{name[1:]}\n\n| code | what it wants | weight | `--fix` |\n|---|---|---|---|\n{rows}"


def first_line(rule: Rule | Code) -> str:
    """Return what a rule wants, in one line."""
    return rule.about.partition("\n\n")[0].replace("\n", " ")


def page(rule: Rule | Code, examples: list[tuple[Example, list[Finding]]]) -> str:
    """Return the page of a rule."""
    return "\n".join(_page(rule, examples))


def _page(rule: Rule | Code, examples: list[tuple[Example, list[Finding]]]) -> Iterator[str]:
    yield f"# {rule.code}\n\n{rule.about}\n"
    yield f"- **Rests on**: {rule.source}\n- **Weight**: {WEIGHTS[rule.level]}"
    yield f"- **Mended by** `isacs check --fix`: {'yes' if rule.fixes else 'no'}\n"
    for wrong in (True, False):
        of_kind = [pair for pair in examples if pair[0].wrong is wrong]
        if of_kind:
            yield from _shown(*of_kind[0])


def _shown(example: Example, findings: list[Finding]) -> Iterator[str]:
    """Yield an example with what is found in it."""
    yield f"## {'Wrong' if example.wrong else 'Right'}\n\n{example.about[:1].upper()}{example.about[1:]}.\n"
    for (part, _), words in example.parts.items():
        language = {"catalogue": "toml", "instruments": "bibtex"}.get(part, "rst")
        yield f"```{language}\n{re.sub(rf' *{MARK}', '', words).strip()}\n```\n"
    for finding in findings:
        if finding.code == example.code:
            told = f"{finding.severity}: {finding.message} [{finding.code}]\n    hint: {finding.hint}"
            yield f"```text\n{as_written(told)}\n```\n"


def main() -> int:
    """Write the pages and take away those of rules that are no more."""
    with tempfile.TemporaryDirectory() as folder:
        made = pages(findings_of(all_examples(), Path(folder)))
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, content in made.items():
        write_atomically(FOLDER / name, content.encode())
    print(f"{len(made) - 1} rules in {FOLDER.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
