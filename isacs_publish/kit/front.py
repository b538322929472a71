"""What a reader of a kit meets first: the page at its top, the README, and what tells each page that it is in a kit."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from isacs_publish.kit.contents import SITE, SUMS
from isacs_publish.kit.links import OUTSIDE
from isacs_publish.site.site_words import site_words
from isacs_publish.words import words

if TYPE_CHECKING:
    from isacs_publish.kit.links import Surroundings

STYLE = f"""\
/* Links that lead out of this copy. */
a.{OUTSIDE}::after {{ content: "\\2009\\2197"; content: "\\2009\\2197" / "" }}
"""

SCRIPT = """\
// Tells the website that it is a copy on a stick: how old it is, and which languages it holds.
(function () {
  "use strict";
  const standards = (window.standards = window.standards || {});
  const kit = (standards.kit = %s);

  // Links that scripts make to texts in other languages lead to the public website, as those of the pages do.

  function leadOut(event) {
    const link = event.target instanceof Element && event.target.closest("a[href]");
    if (!link || link.classList.contains("%s")) return;
    const root = new URL(document.body.dataset.root || "./", document.baseURI).href;
    const path = link.href.startsWith(root) ? link.href.slice(root.length) : "";
    if (!path.split(/[?#]/)[0].split("/").some((part) => kit.absent.includes(part))) return;
    link.href = kit.website + path;
    link.classList.add("%s");
    link.rel = "external";
  }
  for (const kind of ["click", "auxclick", "focusin", "pointerover"]) addEventListener(kind, leadOut, true);
})();
"""


def script(around: Surroundings, absent: tuple[str, ...]) -> bytes:
    """Return the script that says the dates of a kit, ``standards.kit``, and the languages that it does not hold."""
    website = f"{around.website.rstrip('/')}/"
    told = {"current": around.current, "verify": around.verify, "website": website, "absent": absent}
    return (SCRIPT % (json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"), OUTSIDE, OUTSIDE)).encode()


def dates(around: Surroundings, language: str) -> str:
    """Return the line of both dates."""
    return site_words("layout", language)["current_as_of"].format(date=around.current, verify=around.verify)


def index(brand: str, around: Surroundings, homes: dict[str, str]) -> bytes:
    """Return the page at the top; ``homes`` are the first pages of the website by language, below it."""
    first = next(iter(homes))
    lead = f'<meta http-equiv="refresh" content="0; url={escape(SITE + homes[first])}">'
    blocks = "".join(_block(brand, around, language, SITE + home) for language, home in homes.items())
    return f"""\
<!DOCTYPE html>
<html lang="{first}" dir="{words(first).direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(site_words("kit", first)["title"].format(brand=brand))}</title>
{lead}
<style>
body {{ font: 1.1rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #15191e; background: #fff }}
a {{ color: #1f4e79 }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e8eaed; background: #14171c }} a {{ color: #8ab8e8 }} }}
</style>
</head>
<body>
<main>
<h1>{escape(brand)}</h1>
{blocks}</main>
</body>
</html>
""".encode()


def _block(brand: str, around: Surroundings, language: str, home: str) -> str:
    said = site_words("kit", language)
    return f"""\
<section lang="{language}" dir="{words(language).direction}">
<h2><a href="{escape(home)}">{escape(said["open"])}</a></h2>
<p>{escape(said["title"].format(brand=brand))}</p>
<p>{escape(dates(around, language))}</p>
</section>
"""


def readme(name: str, brand: str, around: Surroundings, *, released: bool) -> bytes:
    """Return the README in each language: what a kit is, how it is opened, how it is checked, how old it is.

    It has the line ends and the mark that the plainest editors need to show every script.
    """
    parts = [name, *("\n".join(_readme(brand, around, language, released=released)) for language in around.languages)]
    return "\n\n\n".join(parts).replace("\n", "\r\n").encode("utf-8-sig") + b"\r\n"


def _readme(brand: str, around: Surroundings, language: str, *, released: bool) -> list[str]:
    said, names = site_words("kit", language), words(language).languages
    title = said["title"].format(brand=brand)
    held = said["holds"].format(brand=brand, languages=", ".join(names[code] for code in around.languages))
    verify = [said["how_to_verify"], "", f"    isacs verify FILE.pdf --key release.pub --releases {SITE}releases"]
    return [
        *(title, "=" * len(title), "", dates(around, language), "", held, "", said["how_to_open"], ""),
        *(said["how_to_check"], "", f"    sha256sum --check --quiet {SUMS}", ""),
        *(verify if released else [said["drafts"]]),
        *("", said["links"].format(website=around.website)),
    ]
