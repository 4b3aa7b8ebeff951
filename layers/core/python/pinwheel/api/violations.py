"""What msgspec found wrong with a body, said in terms of the API: which member, which rule."""

from __future__ import annotations

import re
from typing import Any

from pinwheel.domain.errors import Invalid

_PLACE = re.compile(r"(?P<rule>.*?) - at (?:`key` in )?`\$(?P<path>[^`]*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<member>\w+)`")
_NULL = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `null`")
_TYPE = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_ENUM = re.compile(r"Invalid enum value (?P<value>.*)", re.DOTALL)

_WORDS = {
    "str": "a string",
    "int": "an integer",
    "float": "a number",
    "bool": "a boolean",
    "array": "a list",
    "object": "an object",
    "bytes": "base64 text",
    "null": "null",
}


def violation(structure: type[Any], text: str) -> Invalid:
    """Translate an error of msgspec about a structure.

    Example: `Invalid enum value 'PIGEON' - at `$.ChannelType`` becomes "ChannelType must be one of APNS, ...,
    got 'PIGEON'."
    """
    place = _PLACE.fullmatch(text)
    rule, path = (place["rule"], place["path"].lstrip(".")) if place else (text, "")
    subject = path or "The request body"
    if missing := _MISSING.fullmatch(rule):
        member = f"{path}.{missing['member']}" if path else missing["member"]
        return Invalid(f"{member} is required.", member=member)
    if null := _NULL.fullmatch(rule):
        return Invalid(f"{subject} must be {_words(null['wanted'])} and must not be null.", member=path)
    if wrong := _TYPE.fullmatch(rule):
        wanted, got = _words(wrong["wanted"]), _words(wrong["got"])
        return Invalid(f"{subject} must be {wanted}, not {got}.", member=path)
    if enum := _ENUM.fullmatch(rule):
        allowed = ", ".join(value for value in _allowed(structure, path) if value)
        return Invalid(f"{subject} must be one of {allowed}, got {enum['value']}.", member=path)
    return Invalid(f"{subject}: {rule}.", member=path)


def _words(types: str) -> str:
    """Say a type as people do; an optional member's `| null` needs no mention."""
    names = [name for name in types.split(" | ") if name != "null"] or ["null"]
    return " or ".join(_WORDS.get(name, name) for name in names)


def _allowed(structure: type[Any], path: str) -> list[str]:
    """Find the values of the enumeration at a path such as `Dimensions.Attributes[...].AttributeType`."""
    from msgspec import inspect  # only wrong requests pay for it

    here: Any = inspect.type_info(structure)
    for step in re.findall(r"\w+|\[[^\]]*\]", path):
        here = _present(here)
        if isinstance(here, inspect.StructType):
            here = next(member.type for member in here.fields if member.encode_name == step)
        elif isinstance(here, inspect.ListType):
            here = here.item_type
        elif isinstance(here, inspect.DictType):
            here = here.value_type
    here = _present(here)
    if isinstance(here, inspect.DictType):
        here = here.key_type
    return [str(value) for value in here.values] if isinstance(here, inspect.LiteralType) else []


def _present(kind: Any) -> Any:
    """Leave out the null of an optional member's type."""
    from msgspec import inspect

    if isinstance(kind, inspect.UnionType):
        return next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind
