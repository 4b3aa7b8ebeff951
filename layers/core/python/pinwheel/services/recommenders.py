"""Recommender configurations: create, read, change, delete (spec 04, section 10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.recommenders import MOST_RECOMMENDERS, checked_recommender
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids

Json = dict[str, Any]


def create_recommender(request: Mapping[str, Any], *, documents: Documents, clock: Clock, ids: Ids) -> Json:
    """Create a configuration.

    Raises:
        Invalid: a member breaks its rule, or the account has its 100 configurations.
    """
    given = checked_recommender(request)
    # Requests at the same moment may go over by one each: a limit of cost, not of correctness.
    if len(documents.list(keys.RECOMMENDERS, limit=MOST_RECOMMENDERS).documents) >= MOST_RECOMMENDERS:
        raise Invalid(f"An account can have at most {MOST_RECOMMENDERS} recommender configurations.")
    now = iso(clock.now())
    body = {**given, "Id": ids.new_id(), "CreationDate": now, "LastModifiedDate": now}
    documents.write([Put(keys.recommender(body["Id"]), body, expect=ABSENT)])
    return body


def get_recommender(recommender_id: str, *, documents: Documents) -> Json:
    """Read a configuration.

    Raises:
        NotFound: there is none of this ID.
    """
    return dict(_require(recommender_id, documents).body)


def update_recommender(
    recommender_id: str, request: Mapping[str, Any], *, documents: Documents, clock: Clock
) -> Json:
    """Replace a configuration; what the request does not name is not set any more.

    Raises:
        NotFound: there is none of this ID.
        Invalid: a member breaks its rule.
    """
    stored = _require(recommender_id, documents)
    body = {
        **checked_recommender(request),
        "Id": recommender_id,
        "CreationDate": stored.body["CreationDate"],
        "LastModifiedDate": iso(clock.now()),
    }
    documents.write([Put(stored.key, body, expect=stored.revision)])
    return body


def delete_recommender(recommender_id: str, *, documents: Documents) -> Json:
    """Delete a configuration and answer what it was."""
    stored = _require(recommender_id, documents)
    documents.write([Delete(stored.key, expect=stored.revision)])
    return dict(stored.body)


def list_recommenders(
    *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[Json], str | None]:
    """List the account's configurations in order of creation."""
    page = documents.list(keys.RECOMMENDERS, limit=limit, after=after)
    return [dict(document.body) for document in page.documents], page.after


def _require(recommender_id: str, documents: Documents) -> Document:
    found = documents.get(keys.recommender(recommender_id))
    if found is None:
        raise NotFound(f"Recommender configuration '{recommender_id}' was not found.")
    return found
