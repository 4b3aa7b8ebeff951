"""How filters look at endpoint items in DynamoDB's JSON: only the values they ask for are ever decoded.

A view learns what is asked while a filter is compiled against it; then it makes a decoder whose structs have
just those members. Everything else in an item is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from pinwheel.adapters.dynamodb.endpoint_items import MAPS, SCALARS
from pinwheel.domain.endpoints import endpoint_key

_ATTRIBUTES = {field: attribute for attribute, field in (SCALARS | MAPS).items()}


class _Value(msgspec.Struct, frozen=True, gc=False):
    S: str | None = None
    N: str | None = None


class _Values(msgspec.Struct, frozen=True, gc=False):
    L: tuple[_Value, ...] = ()


_Names = tuple[tuple[str, tuple[str, type]], ...]
"""Keys of a map, each with the member that holds its value and that member's type."""


class ItemView:
    """The view of one kind of decoded item; the `View` of domain/segments/views.py.

    What an item lacks is there as an empty value, so that an access is one `attrgetter`, which runs in C.
    """

    def __init__(self) -> None:
        """Begin with nothing asked for."""
        self._texts: dict[str, str] = {}
        self._maps: dict[str, dict[str, tuple[str, type]]] = {}
        self.can_decode = True
        """Structs cannot have members whose names JSON writes with escapes."""

    def key(self) -> Callable[[Any], str]:
        """Access the endpoint's key."""
        self._texts["id"] = "Id"
        return lambda item: endpoint_key(item.id.S)

    def text(self, field: str, name: str | None = None) -> Callable[[Any], str | None]:
        """Access a string."""
        if name is None:
            self._texts[field] = _ATTRIBUTES[field]
            return attrgetter(f"{field}.S")
        return attrgetter(f"{self._inner(field, name, _Value)}.S")

    def number(self, field: str, name: str) -> Callable[[Any], float | None]:
        """Access a number."""
        digits = attrgetter(f"{self._inner(field, name, _Value)}.N")

        def access(item: Any) -> float | None:
            found = digits(item)
            return None if found is None else float(found)

        return access

    def values(self, field: str, name: str) -> Callable[[Any], Sequence[str]]:
        """Access the values of an attribute."""
        held = attrgetter(f"{self._inner(field, name, _Values)}.L")
        return lambda item: [value.S for value in held(item)]

    def decoder(self) -> Callable[[msgspec.Raw], Any]:
        """Make the decoder of what has been asked for."""
        maps = tuple((field, tuple(names.items())) for field, names in self._maps.items())
        return _decoder(tuple(self._texts.items()), maps)

    def _inner(self, field: str, name: str, kind: type) -> str:
        if not name.isprintable() or '"' in name or "\\" in name:
            self.can_decode = False
        names = self._maps.setdefault(field, {})
        slot, _ = names.setdefault(name, (f"at_{len(names)}", kind))
        return f"{field}.M.{slot}"


# A campaign puts the same question to thousands of pages: its structs are made once.
@lru_cache(maxsize=64)
def _decoder(
    texts: tuple[tuple[str, str], ...], maps: tuple[tuple[str, _Names], ...]
) -> Callable[[msgspec.Raw], Any]:
    members: list[Any] = [(field, _Value, _Value()) for field, _ in texts]
    for field, names in maps:
        held = _map_of(names)
        members.append((field, held, held()))
    rename = {**dict(texts), **{field: _ATTRIBUTES[field] for field, _ in maps}}
    return msgspec.json.Decoder(msgspec.defstruct("Seen", members, rename=rename, gc=False)).decode


def _map_of(names: _Names) -> Any:
    members: list[Any] = [(slot, kind, kind()) for _, (slot, kind) in names]
    rename = {slot: name for name, (slot, _) in names}
    inner = msgspec.defstruct("Names", members, rename=rename, frozen=True, gc=False)
    return msgspec.defstruct("Held", [("M", inner, inner())], frozen=True, gc=False)
