"""What botocore's shapes say about JSON: is an answer right, what may a request hold, how is a good one spoilt."""

from __future__ import annotations

import base64
import binascii
import copy
import re
from collections.abc import Mapping
from typing import Any

import botocore.session
from hypothesis import strategies as st

MODEL = botocore.session.get_session().get_service_model("pinpoint")
KINDS: dict[str, Any] = {"integer": int, "long": int, "double": (int, float), "boolean": bool, "string": str}
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
WRONG: dict[str, list[Any]] = {
    "structure": [[], "text", 7, True],
    "map": [[], "text", 7, True],
    "list": [{}, "text", 7, True],
    "string": [{}, [], 7, True],
    "timestamp": [{}, [], True],
    "blob": [{}, [], True],
    "integer": [{}, [], "text", 1.5],
    "long": [{}, [], "text", 1.5],
    "double": [{}, [], "text"],
    "boolean": [{}, [], "text", 7],
}
"""Values of the wrong JSON type."""


def payload_shape(shape):
    """Give the structure that is a body: the model wraps it in one member that is not on the wire."""
    if shape is None:
        return None
    payload = shape.serialization.get("payload")
    return shape.members[payload] if payload else None


def wire_name(name, member):
    return member.serialization.get("name", name)


def flaws(shape, value, path="answer"):
    """List where a value breaks a shape: wrong type, required members missing, members that the shape has not."""
    match shape.type_name:
        case "structure":
            return _structure_flaws(shape, value, path)
        case "list" if isinstance(value, list):
            return [
                flaw for n, item in enumerate(value) for flaw in flaws(shape.member, item, f"{path}[{n}]")
            ]
        case "map" if isinstance(value, Mapping):
            return [
                flaw for key, item in value.items() for flaw in flaws(shape.value, item, f"{path}[{key}]")
            ]
        case "timestamp" if isinstance(value, str) and TIMESTAMP.fullmatch(value):
            return []
        case "blob" if isinstance(value, str):
            return _blob_flaws(value, path)
        case "string" if isinstance(value, str):
            return [f"{path}: {value!r} is no {shape.name}"] if shape.enum and value not in shape.enum else []
        case kind if kind in KINDS and isinstance(value, KINDS[kind]):
            return [f"{path}: true is no number"] if isinstance(value, bool) and kind != "boolean" else []
    return [f"{path}: {value!r} is no {shape.type_name}"]


def _structure_flaws(shape, value, path):
    if not isinstance(value, Mapping):
        return [f"{path}: {value!r} is no structure"]
    members = {wire_name(name, member): (name, member) for name, member in shape.members.items()}
    missing = [wire_name(name, shape.members[name]) for name in shape.required_members]
    found = [f"{path}.{name} is missing" for name in missing if name not in value]
    for name, item in value.items():
        if name not in members:
            found.append(f"{path}.{name} is no member")
        else:
            found += flaws(members[name][1], item, f"{path}.{name}")
    return found


def _blob_flaws(value, path):
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return [f"{path}: {value!r} is no Base64"]
    return []


TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "a", "0", "-1", "{{x}}", "{{#if", "\x00", "é" * 40, "\U0001f600", "null", "PT1H"]
    ),
    st.sampled_from(
        ["2026-11-02T12:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30", "12:00"]
    ),
    st.sampled_from(
        ["s3://b/k", "s3://", "arn:aws:iam::0:role/x", "arn:", "+1", "UTC+99", "x" * 300, "a#b/c%2F?"]
    ),
    st.text(max_size=12),
)
NUMBERS = st.sampled_from([0, 1, -1, 2, 15, 100, 101, 2**31, 2**31 - 1, -(2**31), 2**63, 2**64, 10**40])
DOUBLES = st.one_of(
    NUMBERS, st.sampled_from([0.0, -0.0, 1.5, 1e-320, 1e200, 1.7e308, 180.1, -90.0, 0.1 + 0.2])
)


def values(shape, depth=0):
    """Make values of a shape, required members always, others sometimes; strings and numbers are anything."""
    match shape.type_name:
        case "structure":
            return _structures(shape, depth)
        case "list":
            return st.lists(values(shape.member, depth + 1), max_size=2)
        case "map":
            names = st.sampled_from(shape.key.enum) if shape.key.enum else TEXTS
            return st.dictionaries(names, values(shape.value, depth + 1), max_size=2)
        case "string":
            return (
                st.one_of(st.sampled_from(shape.enum), TEXTS) if shape.enum and depth > 8 else _texts(shape)
            )
        case "timestamp":
            return TEXTS
        case "blob":
            return st.sampled_from(["", "AA==", "?", "é"])
        case "boolean":
            return st.booleans()
        case "double":
            return DOUBLES
        case _:
            return NUMBERS


def _texts(shape):
    return st.sampled_from(shape.enum) if shape.enum else TEXTS


def _structures(shape, depth):
    members = {wire_name(name, member): member for name, member in shape.members.items()}
    required = {wire_name(name, shape.members[name]) for name in shape.required_members}
    fixed = {name: values(members[name], depth + 1) for name in required}
    # Deep structures would grow without end: the deeper, the fewer members.
    optional = {name: values(member, depth + 1) for name, member in members.items() if name not in required}

    @st.composite
    def build(draw):
        found = {name: draw(strategy) for name, strategy in fixed.items()}
        chosen = (
            draw(st.lists(st.sampled_from(sorted(optional)), max_size=3, unique=True)) if optional else []
        )
        return found | {name: draw(optional[name]) for name in chosen}

    return build()


def places(shape, value, path=()):
    """Yield (path, shape) of everything in a value, the value itself first."""
    yield path, shape
    match shape.type_name:
        case "structure" if isinstance(value, Mapping):
            for name, member in shape.members.items():
                if (found := wire_name(name, member)) in value:
                    yield from places(member, value[found], (*path, found))
        case "list" if isinstance(value, list):
            for n, item in enumerate(value):
                yield from places(shape.member, item, (*path, n))
        case "map" if isinstance(value, Mapping):
            for key, item in value.items():
                yield from places(shape.value, item, (*path, key))


def replaced(value, path, new):
    """Give a copy with something else at a place."""
    if not path:
        return new
    made = copy.deepcopy(value)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return made


def at(value, path):
    for step in path:
        value = value[step]
    return value


def spoilt(shape, good):
    """Yield (what, body) for each way in which a good body can break its shape: all have to be refused."""
    for path, inner in places(shape, good):
        where = ".".join(map(str, path)) or "body"
        for wrong in WRONG[inner.type_name]:
            yield f"{where} is {wrong!r}", replaced(good, path, wrong)
        if inner.type_name == "string" and inner.enum:
            yield f"{where} is no such value", replaced(good, path, "NO_SUCH_VALUE")
        if inner.type_name == "structure":
            for name in inner.required_members:
                wire = wire_name(name, inner.members[name])
                lacking = {key: item for key, item in at(good, path).items() if key != wire}
                yield f"{where} lacks {wire}", replaced(good, path, lacking)
                yield f"{where}.{wire} is null", replaced(good, path, {**at(good, path), wire: None})


HOSTILE: list[Any] = [
    None, "", " ", "x" * 3000, "é\x00\ud83d\ude00", 0, -1, 10**40, 1e300, 2**63, [], {}, [None], [[]],
    {"": ""}, {"a": None}, ["a"] * 300, {f"k{n}": "v" for n in range(300)}, True, "NO_SUCH_VALUE", "\ud800",
]  # fmt: skip
"""Values that are wrong nearly everywhere."""


def mutations(shape, good):
    """Make bodies with one or two places replaced by something hostile, or with members nobody knows."""
    found = [path for path, _ in places(shape, good)]

    @st.composite
    def build(draw):
        body = good
        for _ in range(draw(st.integers(1, 2))):
            path = draw(st.sampled_from(found))
            try:
                body = replaced(body, path, draw(st.sampled_from(HOSTILE)))
            except (KeyError, IndexError, TypeError):
                continue
        if isinstance(body, dict) and draw(st.booleans()):
            body = {**body, "Unknown": {"a": [1, None]}}
        return body

    return build()
