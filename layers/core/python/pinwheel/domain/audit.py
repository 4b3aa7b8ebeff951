"""The audit log: who changed what, kept for a year and a bit (extension API).

An entry tells the principal, the operation, the resource's path and what became different. What is recorded
is what the API answers, so that no credential gets in; messages, events and endpoints are not configuration
and are left out: the log holds no data of the people who are written to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KEPT_DAYS = 400
MOST_CHANGES = 200
LONGEST_VALUE = 500
"""Characters of a value that are kept; the body of a template is told by its beginning."""

_VERBS = ("Create", "Update", "Put", "Delete", "Tag", "Untag", "Revoke", "Rotate", "Remove", "Reset")
_OF_PEOPLE = frozenset(
    {
        "PutEvents",
        "UpdateEndpoint",
        "UpdateEndpointsBatch",
        "DeleteEndpoint",
        "DeleteUserEndpoints",
        "DeleteSuppression",
        "PutNumberOptOut",
        "DeleteNumberOptOut",
    }
)
_READ_BY_ANOTHER_NAME = {
    "UpdateJourneyState": "GetJourney",
    "RotateAccessKey": None,
    "RevokeAccessKey": None,
}
_NOT_TOLD = frozenset({"LastModifiedDate", "SecretAccessKey", "RequestID", "Message", "RequestId"})


def is_audited(operation: str) -> bool:
    """Tell whether an operation changes what the account has set up."""
    return operation.startswith(_VERBS) and operation not in _OF_PEOPLE


def reading_operation(operation: str) -> str | None:
    """Name the operation that shows what another one is about to change; None where nothing is there yet."""
    if operation in _READ_BY_ANOTHER_NAME:
        return _READ_BY_ANOTHER_NAME[operation]
    for verb in ("Update", "Put", "Delete", "Reset"):
        if operation.startswith(verb):
            return f"Get{operation.removeprefix(verb)}"
    return None


def differences(old: Any, new: Any) -> list[dict[str, Any]]:
    """List what is different, by path: `{"Path", "Old", "New"}`, None for what is not there."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    return [
        {"Path": path, "Old": _cut(before.get(path)), "New": _cut(after.get(path))}
        for path in paths[:MOST_CHANGES]
    ]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_TOLD:
                yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{at}]")
    elif value is not None and path:
        yield path, value


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        return f"{value[:LONGEST_VALUE]}..."
    return value
