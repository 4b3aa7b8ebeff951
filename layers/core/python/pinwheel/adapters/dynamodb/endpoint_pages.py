"""Query answers in DynamoDB's JSON, read into endpoints: all of a page, or those that a filter lets through.

Endpoints have the members that are asked for, and their ID. What an item lacks, or nobody asked for, is
there as a default: so there is one way to make an endpoint, without a test for each member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import msgspec

from pinwheel.adapters.dynamodb.endpoint_items import MAPS, SCALARS
from pinwheel.adapters.dynamodb.item_structs import Number, Page, Text, Word, Words
from pinwheel.adapters.dynamodb.item_views import ItemView
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.segments.views import EndpointView, Filter
from pinwheel.ports.endpoints import EndpointPage

_ATTRIBUTES = {field: attribute for attribute, field in (SCALARS | MAPS).items()}
ALL_FIELDS = frozenset(_ATTRIBUTES)
SCALAR_FIELDS, MAP_FIELDS = frozenset(SCALARS.values()), frozenset(MAPS.values())


class _Scalar(msgspec.Struct, frozen=True, gc=False):
    S: str | None = None
    N: int | float | None = None


class _WordsMap(msgspec.Struct, frozen=True, gc=False):
    M: dict[str, Words] = {}


class _NumberMap(msgspec.Struct, frozen=True, gc=False):
    M: dict[str, Number] = {}


class _WordMap(msgspec.Struct, frozen=True, gc=False):
    M: dict[str, Word] = {}


class _ScalarMap(msgspec.Struct, frozen=True, gc=False):
    M: dict[str, _Scalar] = {}


_MAPS: Mapping[str, Any] = {
    "attributes": _WordsMap(),
    "user_attributes": _WordsMap(),
    "metrics": _NumberMap(),
    "demographic": _WordMap(),
    "location": _ScalarMap(),
}
_BARE = Endpoint(id="")
_DEFAULTS: Mapping[str, Any] = {
    field: _MAPS[field] if field in _MAPS else Text(getattr(_BARE, field)) for field in _ATTRIBUTES
}


class _Split(Page, kw_only=True):
    Items: list[msgspec.Raw]


_split = msgspec.json.Decoder(_Split).decode


class PageDecoder:
    """Reads pages into endpoints that have the given fields."""

    def __init__(self, fields: frozenset[str]) -> None:
        """Build the struct that holds just these attributes; the others are constants of its class."""
        self._texts = tuple(sorted(fields & SCALAR_FIELDS)) if not fields & MAP_FIELDS else None
        known = sorted(fields & ALL_FIELDS)
        item = msgspec.defstruct(
            "Item",
            [("id", Word), *((field, type(_DEFAULTS[field]), _DEFAULTS[field]) for field in known)],
            rename={"id": "Id"} | {field: _ATTRIBUTES[field] for field in known},
            namespace={field: default for field, default in _DEFAULTS.items() if field not in fields},
            gc=False,
        )
        # Not strict: DynamoDB writes numbers as strings.
        self._read: Callable[[msgspec.Raw], Any] = msgspec.json.Decoder(item, strict=False).decode

    def decode(self, body: bytes, application_id: str, where: Filter | None = None) -> EndpointPage:
        """Give the endpoints of a page; with a filter, only those that it lets through are made."""
        if where is None:
            page = _split(body)
            return EndpointPage(self._endpoints(page.Items, application_id), page.after, len(page.Items))
        look, is_match = _compiled(where, self._texts or ())
        if look is None:
            return _filtered_late(body, application_id, where)
        seen = look(body)
        if self._texts is not None:
            texts = self._texts
            found = [_bare(item, application_id, texts) for item in seen.Items if is_match(item)]
            return EndpointPage(found, seen.after, len(seen.Items))
        places = [place for place, item in enumerate(seen.Items) if is_match(item)]
        # Finding the ends of the items once more costs less than keeping the bytes of each.
        items = _split(body).Items if places else []
        endpoints = self._endpoints((items[place] for place in places), application_id)
        return EndpointPage(endpoints, seen.after, len(seen.Items))

    def _endpoints(self, items: Iterable[msgspec.Raw], application_id: str) -> list[Endpoint]:
        return [_endpoint(self._read(item), application_id) for item in items]


@cache
def page_decoder(fields: frozenset[str]) -> PageDecoder:
    """Give the decoder for a set of fields; each is built once."""
    return PageDecoder(fields)


# A campaign puts the same question to thousands of pages.
@lru_cache(maxsize=8)
def _compiled(
    where: Filter, texts: tuple[str, ...]
) -> tuple[Callable[[bytes], Any] | None, Callable[[Any], bool]]:
    """Give what decodes a page for a filter (None: no struct has the names it asks for), and the filter.

    What is decoded has the ID and `texts`, too: who needs nothing else of an endpoint need not read it again.
    """
    view = ItemView()
    is_match = where(view)
    view.key()
    for field in texts:
        view.text(field)
    return view.decoder() if view.can_decode else None, is_match


def _filtered_late(body: bytes, application_id: str, where: Filter) -> EndpointPage:
    """Make all endpoints of a page, then filter."""
    page = page_decoder(ALL_FIELDS).decode(body, application_id)
    is_match = where(EndpointView())
    return EndpointPage([each for each in page.endpoints if is_match(each)], page.after, page.examined)


def _bare(item: Any, application_id: str, texts: tuple[str, ...]) -> Endpoint:
    """Make an endpoint that has a few strings, of what a filter has looked at."""
    if not texts:
        return Endpoint(id=item.id.S, application_id=application_id)
    held = {field: text for field in texts if (text := getattr(item, field).S) is not None}
    return Endpoint(id=item.id.S, application_id=application_id, **held)


def _endpoint(item: Any, application_id: str) -> Endpoint:
    return Endpoint(
        id=item.id.S,
        application_id=application_id,
        channel_type=item.channel_type.S,
        address=item.address.S,
        opt_out=item.opt_out.S,
        endpoint_status=item.endpoint_status.S,
        cohort_id=item.cohort_id.S,
        creation_date=item.creation_date.S,
        effective_date=item.effective_date.S,
        request_id=item.request_id.S,
        attributes=_lists(item.attributes.M),
        metrics={name: value.N for name, value in item.metrics.M.items()},
        demographic={name: value.S for name, value in item.demographic.M.items()},
        location={name: value.S if value.N is None else value.N for name, value in item.location.M.items()},
        user_id=item.user_id.S,
        user_attributes=_lists(item.user_attributes.M),
        last_activity=item.last_activity.S,
    )


def _lists(names: Mapping[str, Words]) -> dict[str, list[str]]:
    # Most attributes have one value: spelling that case out saves a comprehension for each.
    return {
        name: [words.L[0].S] if len(words.L) == 1 else [word.S for word in words.L]
        for name, words in names.items()
    }
