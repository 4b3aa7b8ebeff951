"""How matching looks at an endpoint: by accessors, so that a store can be asked in its own form.

An `Endpoint` is one form; an item of a store that was not turned into an endpoint yet is another. Fields are
named as in `Endpoint`; `name` is the key inside a map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from pinwheel.domain.endpoints import Endpoint, endpoint_key

Form = TypeVar("Form")
SeenForm_contra = TypeVar("SeenForm_contra", contravariant=True)


class View(Protocol[SeenForm_contra]):
    """Makes accessors for one form of an endpoint."""

    def key(self) -> Callable[[SeenForm_contra], str]:
        """Access the endpoint's key."""
        ...

    def text(self, field: str, name: str | None = None) -> Callable[[SeenForm_contra], str | None]:
        """Access a string."""
        ...

    def number(self, field: str, name: str) -> Callable[[SeenForm_contra], float | None]:
        """Access a number."""
        ...

    def values(self, field: str, name: str) -> Callable[[SeenForm_contra], Sequence[str]]:
        """Access the values of an attribute; none when it is missing."""
        ...


class Filter(Protocol):
    """A question about endpoints that can be put to any form of them."""

    def __call__(self, view: View[Form], /) -> Callable[[Form], bool]:
        """Make the predicate for a form."""
        ...

    def __hash__(self) -> int:
        """Let a store keep what it has compiled for a filter."""
        ...


class EndpointView:
    """The view of `Endpoint`."""

    def key(self) -> Callable[[Endpoint], str]:
        """Access the endpoint's key."""
        return lambda endpoint: endpoint_key(endpoint.id)

    def text(self, field: str, name: str | None = None) -> Callable[[Endpoint], str | None]:
        """Access a string."""
        match field, name:
            case "channel_type", None:
                return lambda endpoint: endpoint.channel_type
            case "last_activity", None:
                return lambda endpoint: endpoint.last_activity
            case "demographic", str():
                return lambda endpoint: endpoint.demographic.get(name)
            case _:
                return lambda endpoint: endpoint.location.get(name or "")

    def number(self, field: str, name: str) -> Callable[[Endpoint], float | None]:
        """Access a number."""
        if field == "metrics":
            return lambda endpoint: endpoint.metrics.get(name)
        return lambda endpoint: endpoint.location.get(name)

    def values(self, field: str, name: str) -> Callable[[Endpoint], Sequence[str]]:
        """Access the values of an attribute."""
        if field == "attributes":
            return lambda endpoint: endpoint.attributes.get(name, ())
        return lambda endpoint: endpoint.user_attributes.get(name, ())
