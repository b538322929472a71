"""Values for the scripts of pages: a classic script supplies each under a name, which works from ``file://`` too."""

from __future__ import annotations

import json
from typing import Any


def supplied(name: str, value: Any) -> bytes:
    """Return a script that supplies a value, or has it wait until somebody asks for it."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    shown = words.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"(function(n,v){{var s=window.standards=window.standards||{{}};{_GIVE}}})({json.dumps(name)},{shown});\n".encode()


_GIVE = "if(s.supply)s.supply(n,v);else(s.waiting=s.waiting||{})[n]=v;"
