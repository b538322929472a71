"""Which share of the words of each publication can be read back from its PDF, and which words cannot.

    python -m tools.recovered build/print/ar/06.20/index.html build/pdf/ar/screen/isacs-06.20-2026-a-v0.1.pdf

Words are compared as a reader types them: without marks of vowels, in the letters of the alphabet and not in their shapes; one
that a line divides is one; in Chinese, characters.
The text is taken page by page in the logical order of the file, by PDFium. The exit code is 1 below 80 %.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pypdfium2
from lxml import html

LEAST = 0.8


def words(text: str) -> Counter[str]:
    """Return the words of a text, each with how often it stands there."""
    plain = unicodedata.normalize("NFKC", re.sub("[\u00ad\ufffe\x02]\\s*", "", text))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf")
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]{2,}", plain.replace("\u0640", "")))


def recovered(source: str, pdf: bytes) -> tuple[float, Counter[str]]:
    """Return the share of the words of an HTML page that a PDF gives back, and those it does not."""
    tree = html.fromstring(source.encode())
    for element in tree.xpath("//head | //style | //svg | //*[@class='continued']"):
        element.drop_tree()
    wanted = words(" ".join(tree.itertext()))
    with pypdfium2.PdfDocument(pdf) as opened:
        found = words(" ".join(page.get_textpage().get_text_range() for page in opened))
    lost = wanted - found
    return 1 - lost.total() / max(wanted.total(), 1), lost


def main(source: str, pdf: str) -> int:
    """Print the share and the losses; return the exit code."""
    share, lost = recovered(Path(source).read_text(encoding="utf-8"), Path(pdf).read_bytes())
    print(f"{Path(pdf).name}: {share:.1%} of the words are read back; {lost.total()} are not:")
    print(", ".join(f"{word} ×{count}" if count > 1 else word for word, count in lost.most_common(60)))
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
