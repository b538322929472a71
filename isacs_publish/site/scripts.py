"""Values as classic scripts, which work from ``file://`` too: a page that was opened from a folder may read no other files."""

from __future__ import annotations

import json
from typing import Any


def as_script(value: Any, *, sorted_keys: bool = False) -> str:
    """Return a value as JSON that can stand in a script: nothing in it ends the script, or a line of it."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sorted_keys)
    for sign in "<\u2028\u2029":
        words = words.replace(sign, f"\\u{ord(sign):04x}")
    return words


def supplied(name: str, value: Any, *, sorted_keys: bool = False) -> bytes:
    """Return a script that supplies a value under a name, ``standards.supply`` of ``site.js``."""
    return f"standards.supply({json.dumps(name)},{as_script(value, sorted_keys=sorted_keys)});\n".encode()
