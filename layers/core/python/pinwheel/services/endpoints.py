"""Endpoints and users as the API offers them (spec 01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pinwheel.domain.endpoint_rules import CHANNEL_TYPES, family_of
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter

BATCH = 100
"""Most endpoints of one UpdateEndpointsBatch."""


def update_endpoint(
    application_id: str,
    endpoint_id: str,
    document: Mapping[str, Any],
    *,
    request_id: str,
    endpoints: EndpointWriter,
) -> None:
    """Create an endpoint or change the members that are given.

    Raises:
        Invalid: the update breaks a rule.
    """
    update = EndpointUpdate(endpoint_id, document, request_id, is_activity=True)
    (result,) = endpoints.upsert_many(application_id, [update])
    if result.error is not None:
        raise Invalid(result.error)


def update_endpoints(
    application_id: str,
    documents: Sequence[Mapping[str, Any]],
    *,
    request_id: str,
    endpoints: EndpointWriter,
) -> None:
    """Update up to 100 endpoints; one that breaks a rule keeps all from being written.

    Raises:
        Invalid: there are too many, one has no `Id`, or one breaks a rule.
    """
    if len(documents) > BATCH:
        raise Invalid(f"Item must have at most {BATCH} endpoints.", member="Item")
    for index, document in enumerate(documents):
        if not document.get("Id"):
            raise Invalid(f"Item[{index}].Id must not be empty.", member="Item")
    updates = [
        EndpointUpdate(document["Id"], document, request_id, is_activity=True) for document in documents
    ]
    results = endpoints.upsert_many(application_id, updates, atomic=True)
    for index, result in enumerate(results):
        if result.error is not None:
            raise Invalid(f"{result.error} (Item[{index}], Id '{result.endpoint_id}')", member="Item")


def get_endpoint(application_id: str, endpoint_id: str, *, endpoints: EndpointReader) -> Endpoint:
    """Read an endpoint.

    Raises:
        NotFound: there is none of this ID.
    """
    return _found(endpoints.get(application_id, endpoint_id), endpoint_id)


def delete_endpoint(application_id: str, endpoint_id: str, *, endpoints: EndpointWriter) -> Endpoint:
    """Delete an endpoint for good, and tell what it was.

    Raises:
        NotFound: there is none of this ID.
    """
    return _found(endpoints.delete(application_id, endpoint_id), endpoint_id)


def get_user_endpoints(application_id: str, user_id: str, *, endpoints: EndpointReader) -> Sequence[Endpoint]:
    """Read all endpoints of a user.

    Raises:
        NotFound: the user has none.
    """
    return _found_any(endpoints.of_user(application_id, user_id), user_id)


def delete_user_endpoints(
    application_id: str, user_id: str, *, endpoints: EndpointWriter
) -> Sequence[Endpoint]:
    """Delete a user with all endpoints, and tell what they were.

    Raises:
        NotFound: the user has none.
    """
    return _found_any(endpoints.delete_user(application_id, user_id), user_id)


def find_endpoints(
    application_id: str, address: str | None, *, endpoints: EndpointReader
) -> Sequence[Endpoint]:
    """Find the active endpoints that hold an address.

    Raises:
        Invalid: no address was given.
    """
    if not address:
        raise Invalid("address is required.", member="address")
    # One lookup for each family of channels in which an address means the same destination.
    families = {family_of(each): each for each in sorted(CHANNEL_TYPES)}
    found = (endpoints.of_address(application_id, each, address) for each in families.values())
    return [endpoint for endpoint in found if endpoint is not None]


def endpoint_response(endpoint: Endpoint) -> dict[str, Any]:
    """Show an endpoint as Pinpoint does (`EndpointResponse`); without a user, `User` is empty."""
    user: dict[str, Any] = {}
    if endpoint.user_id is not None:
        user["UserId"] = endpoint.user_id
    if endpoint.user_attributes:
        user["UserAttributes"] = endpoint.user_attributes
    shown = {
        "Address": endpoint.address,
        "ApplicationId": endpoint.application_id,
        "Attributes": endpoint.attributes,
        "ChannelType": endpoint.channel_type,
        "CohortId": endpoint.cohort_id,
        "CreationDate": endpoint.creation_date,
        "Demographic": endpoint.demographic,
        "EffectiveDate": endpoint.effective_date,
        "EndpointStatus": endpoint.endpoint_status,
        "Id": endpoint.id,
        "Location": endpoint.location,
        "Metrics": endpoint.metrics,
        "OptOut": endpoint.opt_out,
        "RequestId": endpoint.request_id,
        "User": user,
    }
    return {member: value for member, value in shown.items() if value is not None}


def _found(endpoint: Endpoint | None, endpoint_id: str) -> Endpoint:
    if endpoint is None:
        raise NotFound(f"Endpoint '{endpoint_id}' was not found.")
    return endpoint


def _found_any(endpoints: Sequence[Endpoint], user_id: str) -> Sequence[Endpoint]:
    if not endpoints:
        raise NotFound(f"User '{user_id}' has no endpoints.")
    return endpoints
