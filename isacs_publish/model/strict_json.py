"""Reads JSON into frozen dataclasses; what is unknown, missing, doubled or of another type is an error that says where."""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

Value = TypeVar("Value")

_WORDS = {
    str: "a text",
    int: "a whole number",
    dict: "an object",
    list: "a list",
    NoneType: "null",
    float: "a fraction",
    bool: "true or false",
}


class Misshapen(ValueError):
    """The JSON does not have the form that is wanted; the message names the place, ``artifacts[3].size: …``."""


def write_json(value: Any) -> bytes:
    """Return a dataclass as JSON in UTF-8, keys in the order of its fields: equal values, equal bytes."""
    return (json.dumps(asdict(value), indent=1, ensure_ascii=False) + "\n").encode()


def read_json(cls: type[Value], content: bytes) -> Value:
    """Return the dataclass that ``write_json`` wrote; raise Misshapen for anything else."""
    try:
        table = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, Misshapen) else Misshapen(f"not JSON in UTF-8: {error}") from error
    value: Value = _read(cls, table, "")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        raise Misshapen(f"the key {next(name for name in names if names.count(name) > 1)!r} stands twice")
    return table


def _no_number(name: str) -> NoReturn:
    raise Misshapen(f"{name} is no number")


def _read(wanted: Any, found: Any, where: str) -> Any:
    """Return what was found as a value of the type that is wanted."""
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is UnionType:
        return None if found is None else _read(next(part for part in parts if part is not NoneType), found, where)
    if origin is Literal:
        return found if found in parts else _wrong(where, f"one of {', '.join(parts)}", found)
    if origin is tuple:
        _plain(list, found, where)
        return tuple(_read(parts[0], one, f"{where}[{place}]") for place, one in enumerate(found))
    if origin is dict:
        _plain(dict, found, where)
        return {name: _read(parts[1], one, _below(where, name)) for name, one in found.items()}
    return _dataclass(wanted, found, where) if is_dataclass(wanted) else _plain(wanted, found, where)


def _dataclass(wanted: Any, found: Any, where: str) -> Any:
    _plain(dict, found, where)
    hints = get_type_hints(wanted)
    known = {field.name: field.default is MISSING for field in fields(wanted)}
    if unknown := sorted(found.keys() - known.keys()):
        raise Misshapen(f"{_below(where, unknown[0])}: unknown key")
    if missing := [name for name, required in known.items() if required and name not in found]:
        raise Misshapen(f"{_below(where, missing[0])}: missing")
    values = {name: _read(hints[name], found[name], _below(where, name)) for name in known if name in found}
    try:
        return wanted(**values)
    except Misshapen:
        raise
    except ValueError as error:
        raise Misshapen(f"{where}: {error}".removeprefix(": ")) from error


def _plain(wanted: type, found: Any, where: str) -> Any:
    return found if type(found) is wanted else _wrong(where, _WORDS[wanted], found)


def _wrong(where: str, wanted: str, found: Any) -> NoReturn:
    shown = _WORDS[type(found)] if isinstance(found, list | dict) else json.dumps(found, ensure_ascii=False)[:40]
    raise Misshapen(f"{where or 'the whole'}: {wanted} is wanted, found {shown}")


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
