"""JSON-like values as DynamoDB attribute values and back, without the SDK's slow serialisers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

AttributeValue = dict[str, Any]


def to_attribute(value: Any) -> AttributeValue:
    """Turn a JSON-like value into an attribute value; floats keep their shortest form."""
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | Decimal():
            return {"N": str(value)}
        case float():
            return {"N": repr(value)}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {str(key): to_attribute(item) for key, item in value.items()}}
        case _:
            return {"L": [to_attribute(item) for item in value]}


def to_item(document: Mapping[str, Any]) -> dict[str, AttributeValue]:
    """Turn a document into an item."""
    return {key: to_attribute(value) for key, value in document.items()}


def from_attribute(attribute: AttributeValue) -> Any:
    """Turn an attribute value into a JSON-like value; a number is an int where it can be."""
    ((kind, value),) = attribute.items()
    match kind:
        case "M":
            return {key: from_attribute(item) for key, item in value.items()}
        case "L":
            return [from_attribute(item) for item in value]
        case "N":
            return number(value)
        case "NULL":
            return None
        case "NS":
            return {number(item) for item in value}
        case "SS" | "BS":
            return set(value)
        case _:
            return value


def from_item(item: Mapping[str, AttributeValue]) -> dict[str, Any]:
    """Turn an item into a document."""
    return {key: from_attribute(value) for key, value in item.items()}


def number(text: str) -> int | float:
    """Read a DynamoDB number."""
    try:
        return int(text)
    except ValueError:
        return float(text)
