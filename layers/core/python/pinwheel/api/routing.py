"""From method and path to an operation and its labels, taken apart by our own table.

A label may hold `/`, `%`, `+` or spaces, and gateways disagree about what they do to a path before a
function sees it: REST APIs and function URLs hand it over as it was sent, HTTP APIs decode every escape but
`%25`. So a path has readings: as sent, as decoded by an HTTP API, as decoded in full. Each reading says which
path must have been sent; the signature tells which of them is true (`signature.py`). Where there is none to
ask, the first of them is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from pinwheel.domain.errors import MethodNotAllowed
from pinwheel.shapes.description import OperationShape

SPANNING = frozenset({"EndpointId", "UserId", "ResourceArn", "Address"})
"""Labels that callers choose, or that are ARNs: decoded, they may hold a `/`. All others are our own IDs."""

MAXIMUM_PATH = 8192
MAXIMUM_PARTS = 64
"""Longest path that is taken apart, in characters and in parts between slashes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a path."""

    template: str
    routes: Mapping[str, OperationShape]
    """What the template serves, by method."""
    labels: Mapping[str, str]
    sent: str
    """The encoded path that the caller must have sent if this reading is true."""

    def route(self, method: str) -> OperationShape:
        """Give the operation for a method.

        Raises:
            MethodNotAllowed: the path has no such method.
        """
        if method not in self.routes:
            raise MethodNotAllowed(f"Method {method} is not allowed on {self.template}.")
        return self.routes[method]


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    labels: dict[str, _Node] = field(default_factory=dict)
    template: str = ""
    literals_length: int = 0
    routes: dict[str, OperationShape] = field(default_factory=dict)


class Router:
    """A tree of path templates."""

    def __init__(self, routes: Iterable[OperationShape]) -> None:
        """Plant the templates."""
        self._root = _Node()
        for route in routes:
            node = self._root
            for part in route.path.split("/")[1:]:
                branch, name = (node.labels, part[1:-1]) if part.startswith("{") else (node.literals, part)
                node = branch.setdefault(name, _Node())
            node.template = route.path
            node.literals_length = len(re.sub(r"{\w+}", "", route.path))
            node.routes[route.method] = route

    def readings(self, method: str, path: str) -> list[Reading]:
        """List the readings of a path, likeliest first; empty where no template fits.

        Those that know the method come before those that do not; as sent before decoded; and of two templates
        that fit the one with more literal text before the other.
        """
        if len(path) > MAXIMUM_PATH or path.count("/") > MAXIMUM_PARTS or not path.startswith("/"):
            return []
        spanned = sorted(
            self._match(self._root, path.split("/")[1:], {}), key=lambda match: -match[0].literals_length
        )
        single = [
            (node, labels) for node, labels in spanned if not any("/" in value for value in labels.values())
        ]
        found: dict[tuple[str, str], Reading] = {}
        for read, matches in ((unquote, single), (_after_http_api, spanned), (str, spanned)):
            for node, labels in matches:
                decoded = {name: read(value) for name, value in labels.items()}
                sent = path if read is unquote else encoded(node.template, decoded)
                reading = Reading(node.template, node.routes, decoded, sent)
                found.setdefault((node.template, sent), reading)
            if "%" not in path and read is not unquote:
                break  # decoded in part and in full are the same
        return sorted(found.values(), key=lambda reading: method not in reading.routes)

    def _match(
        self, node: _Node, parts: list[str], labels: dict[str, str]
    ) -> Iterator[tuple[_Node, dict[str, str]]]:
        if not parts:
            if node.routes:
                yield node, labels
            return
        if literal := node.literals.get(parts[0]):
            yield from self._match(literal, parts[1:], labels)
        for name, child in node.labels.items():
            longest = len(parts) if name in SPANNING else 1
            for length in range(1, longest + 1):
                if value := "/".join(parts[:length]):
                    yield from self._match(child, parts[length:], {**labels, name: value})


def encoded(template: str, labels: Mapping[str, str]) -> str:
    """Spell the path as SDKs send it: every label percent-encoded by itself (spec 08, section 1)."""
    return re.sub(r"{(\w+)}", lambda label: quote(labels[label[1]], safe="-._~"), template)


def _after_http_api(text: str) -> str:
    """Undo what an HTTP API leaves of the encoding: it decodes every escape but `%25`."""
    return text.replace("%25", "%")
