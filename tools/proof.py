"""Builds everything and shows each screen and review edition to validators: veraPDF (PDF/UA-1, PDF/A-2a), and outloud.

veraPDF is found by the variable VERAPDF, else beside the project; outloud on the path. Neither belongs to the project.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pikepdf

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / "build"
VERAPDF = Path(os.environ.get("VERAPDF", PROJECT.parent / "shared" / "tools" / "verapdf" / "verapdf"))
FLAVOURS = ("ua1", "2a")
EDITIONS = ("screen", "review")

EXPLAINED = {
    "ORD-001": "the order of painting is not the order of reading: the tree gives that one",
    "PAG-001": "covers of bound modules, alike on many pages, taken for running heads",
    "TAG-002": "the title or head of a table that runs on, repeated, an artifact: it was read where the table begins",
    "TBL-014": "the later page of a table that runs on, or two tables of one page, taken for one table: the cells are tagged",
}
"""What outloud says of right pages, and why; docs/accessibility.md says more."""


def main() -> int:
    """Build, validate, print the table; return 1 if anything fails."""
    if not VERAPDF.is_file():
        print(f"nothing can be proved without veraPDF: set VERAPDF, or put it at {os.path.relpath(VERAPDF, PROJECT)}")
        return 1
    if subprocess.run(
        [sys.executable, "-m", "isacs_publish", "build", "--edition", "screen", "--edition", "review"], cwd=PROJECT, check=False
    ).returncode:
        return 1
    paths = sorted(path for edition in EDITIONS for path in BUILD.glob(f"*/*/{edition}/*.pdf"))
    verdicts, details = validated(paths)
    remarks = overheard(paths)
    failed = 0
    print(f"\n{'file':<40}{'PDF/UA-1':<10}{'PDF/A-2a':<10}outloud")
    for path in paths:
        shown = [verdicts.get((path, flavour), "none") for flavour in FLAVOURS]
        fine, words = judged(path, remarks)
        failed += not fine or shown != ["PASS", "PASS"]
        print(f"{path.name:<40}{shown[0]:<10}{shown[1]:<10}{words}")
    print("\n".join(["", *details, *explanations(remarks), f"{len(paths)} files, {failed} failed"]))
    return 1 if failed or not paths else 0


def validated(paths: list[Path]) -> tuple[dict[tuple[Path, str], str], list[str]]:
    """Return the verdict of veraPDF on each file and flavour, and what it says of those that fail."""
    command = [str(VERAPDF), ",".join(FLAVOURS), *map(str, paths)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout.decode()
    verdicts, details = {}, []
    for line in told.splitlines():
        if found := re.fullmatch(r"(PASS|FAIL) (\w+) \d+ checks (.*)", line):
            verdicts[Path(found[3]), found[2]] = found[1]
        if not line.startswith("PASS"):
            details.append(line)
    return verdicts, details


def overheard(paths: list[Path]) -> dict[Path, list[dict[str, object]]] | None:
    """Return the remarks of outloud on each file, None where it is not at hand."""
    if (tool := shutil.which("outloud")) is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [tool, "--quiet", "--fail-on", "never", "--json", str(report), *map(str, paths)]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        results = json.loads(report.read_text(encoding="utf-8"))["results"]
    return {Path(result["path"]).resolve(): result["findings"] for result in results}


def judged(path: Path, remarks: dict[Path, list[dict[str, object]]] | None) -> tuple[bool, str]:
    """Return whether every remark on a file is explained, and what the table says of them."""
    if remarks is None:
        return True, "not at hand"
    if path not in remarks:
        return False, "none"
    open_remarks = [f"{remark['rule']} on page {remark['page']}" for remark in remarks[path] if not explained(path, remark)]
    return not open_remarks, ", ".join(open_remarks) or f"{len(remarks[path])} explained"


def explained(path: Path, remark: dict[str, object]) -> bool:
    """Return whether a remark is one of those that are known, and is so by what the pages show."""
    rule, page = str(remark["rule"]), int(str(remark["page"] or 0))
    if rule == "TBL-014":
        return page in pages_with_cells(path)
    if rule == "TAG-002":  # one line, that stands on the page before too, there without "(continued)"
        line = re.sub(r" \([^()]*\)$", "", str(remark["evidence"]))
        return remark["count"] == 1 and page > 1 and line in pages_of(path)[page - 2]
    return rule in EXPLAINED


@cache
def pages_of(path: Path) -> list[str]:
    """Return the text of each page, in one line."""
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return [" ".join(page.split()) for page in told.split("\f")]


@cache
def pages_with_cells(path: Path) -> set[int]:
    """Return the numbers of the pages on which cells of tables are tagged."""
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        elements = (found for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/TD")
        return {numbers[cell.Pg.objgen] for cell in elements}


def explanations(remarks: dict[Path, list[dict[str, object]]] | None) -> list[str]:
    """Return a line for each rule of outloud that is explained, with how often it was met."""
    met = Counter(str(remark["rule"]) for found in (remarks or {}).values() for remark in found)
    return [f"{rule} ({met[rule]}): {why}" for rule, why in EXPLAINED.items() if met[rule]]


if __name__ == "__main__":
    sys.exit(main())
