"""How filters look at endpoint items in DynamoDB's JSON: only the values they ask for are ever decoded.

A view learns what is asked while a filter is compiled against it; then it makes a decoder whose structs have
just those members. Everything else in an item is skipped. What an item lacks is there as an empty value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from pinwheel.adapters.dynamodb.endpoint_items import MAPS, SCALARS
from pinwheel.adapters.dynamodb.item_structs import Number, Page, Text, Word, Words
from pinwheel.domain.endpoints import endpoint_key

_ATTRIBUTES = {field: attribute for attribute, field in (SCALARS | MAPS).items()}


_Names = tuple[tuple[str, tuple[str, type]], ...]
"""Keys of a map, each with the member that holds its value and that member's type."""


class ItemView:
    """The view of one kind of decoded item; the `View` of domain/segments/views.py.

    As nothing is missing in it, an access is one `attrgetter`, which runs in C.
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
        return attrgetter(f"{self._inner(field, name, Text)}.S")

    def number(self, field: str, name: str) -> Callable[[Any], float | None]:
        """Access a number."""
        return attrgetter(f"{self._inner(field, name, Number)}.N")

    def values(self, field: str, name: str) -> Callable[[Any], Sequence[str]]:
        """Access the values of an attribute."""
        held: Callable[[Any], tuple[Word, ...]] = attrgetter(f"{self._inner(field, name, Words)}.L")

        def access(item: Any) -> Sequence[str]:
            words = held(item)
            # Most attributes have one value: spelling that case out saves a comprehension for each.
            return (words[0].S,) if len(words) == 1 else [word.S for word in words]

        return access

    def decoder(self) -> Callable[[bytes], Any]:
        """Make the decoder of a page whose `Items` hold what has been asked for."""
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
) -> Callable[[bytes], Any]:
    members: list[Any] = [(field, Text, Text()) for field, _ in texts]
    for field, names in maps:
        held = _map_of(names)
        members.append((field, held, held()))
    rename = {**dict(texts), **{field: _ATTRIBUTES[field] for field, _ in maps}}
    item = msgspec.defstruct("Seen", members, rename=rename, frozen=True, gc=False)
    page = msgspec.defstruct("SeenPage", [("Items", list[item])], bases=(Page,), kw_only=True)  # type: ignore[valid-type]  # made above
    # Not strict: DynamoDB writes numbers as strings.
    return msgspec.json.Decoder(page, strict=False).decode


def _map_of(names: _Names) -> Any:
    members: list[Any] = [(slot, kind, kind()) for _, (slot, kind) in names]
    rename = {slot: name for name, (slot, _) in names}
    inner = msgspec.defstruct("Names", members, rename=rename, frozen=True, gc=False)
    return msgspec.defstruct("Held", [("M", inner, inner())], frozen=True, gc=False)
